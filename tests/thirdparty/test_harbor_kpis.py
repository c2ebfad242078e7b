"""A KPI of somebody else, made of public names alone, is measured, scored and told beside those that come ready-made."""

import sys
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("harbor") is None:
    sys.path.insert(0, str(Path(__file__).parent / "harbor" / "src"))

from harbor.kpis import KPIS, WORDS

from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Figure
from partnerkit.interop import say
from partnerkit.scoring import kpis, measure_partners, score

MARCH, TODAY = Period.month(2026, 3), date(2026, 3, 31)


@pytest.fixture
def measured():
    sold = {"P-1": (100, 80), "P-2": (200, 40), "P-3": (50, 90)}
    figures = (
        Figure(partner=partner, measure=measure, period=MARCH, value=Money.of(amount, "EUR"))
        for partner, amounts in sold.items()
        for measure, amount in zip(("revenue", "shipped_revenue"), amounts, strict=True)
    )
    network = Network.of(*(Partner(id=each) for each in [*sold, "P-4"]), *figures)
    return measure_partners(network, [*KPIS, kpis.get("revenue")], MARCH, as_of=TODAY, currency="EUR")


def test_it_is_measured_beside_those_behind_the_door_which_does_not_know_it(measured):
    assert measured.columns["shipped_share"] == (0.8, 0.2, None, None)
    assert [finding.reason.code for finding in measured.findings] == ["figure-out-of-range"]
    assert KPIS[0] not in kpis.builtin()


def test_it_counts_in_a_score_and_is_explained(measured):
    scores = score(
        measured.card(scale="min_max", min_coverage=0.5), measured.columns, key="partner", as_of=TODAY
    )

    assert scores.explain("P-1").lines[0].raw == 0.8
    assert scores["P-4"] is None


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_told_in_its_own_words(locale):
    said = say(KPIS[0].meaning, locale=locale, words=WORDS)

    assert said == WORDS[locale]["kpi-shipped-share"]
