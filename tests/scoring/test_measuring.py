"""From facts to columns, to a score: with what is kept out, out of range, or not counted."""

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from partnerkit import Money, Network, Partner, Period, facts
from partnerkit.facts import Figure
from partnerkit.interop import say
from partnerkit.interop.wording import catalogue
from partnerkit.scoring import Kpi, kpis, measure_partners, score
from partnerkit.scoring.measuring import Found, ReadyKpi
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

Q1 = Period.quarter(2026, 1)
END = date(2026, 3, 31)


def sold(partner, amount, name="revenue", period=Q1, **options):
    return Figure(partner=partner, measure=name, period=period, value=Money.of(amount, "EUR"), **options)


PARTNERS = [Partner(id=f"P-{n}", tier="gold") for n in range(4)]
FIGURES = [sold(f"P-{n}", str(100 * n)) for n in range(1, 4)] + [
    sold(f"P-{n}", "30", "margin") for n in range(1, 4)
]


#: What the door was built to answer, and by which figures it does.
FAMILIES = {
    "sales": {"revenue", "growth", "sell_out"},
    "margin": {"margin_rate"},
    "share of potential": {"share_of_potential"},
    "lead response and conversion": {"first_response_hours", "lead_conversion"},
    "service": {"cases_on_time", "resolution_hours", "repeat_repair_rate"},
    "warranty": {
        "warranty_rejection_rate",
        "claim_turnaround_days",
        "claim_decision_days",
        "claims_per_unit",
    },
    "aftermarket share": {"aftermarket_share"},
    "receivables": {"days_sales_outstanding", "overdue_share"},
    "stock and orders on hand": {"channel_stock_weeks", "orders_on_hand_weeks"},
    "training": {"certifications_held", "trained_share", "training_pass_rate"},
    "satisfaction": {"satisfaction"},
    "the partner's own profitability": {"return_on_sales"},
    "reporting discipline": {"reporting_discipline"},
}


def measured(*names, facts=FIGURES, **options):
    entries = [each if isinstance(each, ReadyKpi) else kpis.get(each) for each in names]
    return measure_partners(Network.of(PARTNERS, facts), entries, Q1, as_of=END, **options)


@pytest.mark.parametrize("kind", ["dict", "pandas", "polars", "pyarrow", "lazy", "duckdb"])
def test_a_frame_of_any_kind_is_scored_although_of_some_figures_nothing_is_known(kind):
    day = sold("P-1", "20", "channel_stock", period=Period.month(2026, 3))
    found = measured(
        "revenue", "channel_stock_weeks", "satisfaction", facts=[*FIGURES, day, sold("P-1", "9", "sell_out")]
    )
    card = found.card(min_coverage=0)
    frame = found.to_frame("polars").lazy() if kind == "lazy" else found.to_frame(kind)
    scores = score(card, frame, key="partner", as_of=END).to_frame("dict")
    told = dict(zip(scores["partner"], scores["score"], strict=True))

    assert told == pytest.approx(
        {
            key: np.nan if each is None else each
            for key, each in score(card, found.columns, key="partner", as_of=END).items()
        },
        nan_ok=True,
    )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"given": ["L-1"]}, "given: a list"),
        ({"given": {"L-1": "P-1"}}, r"given\['L-1'\]: 'P-1'"),
        ({"given": {"L-1": ("P-1", datetime(2026, 3, 2, 9))}}, r"given\['L-1'\].*with a time zone"),
        ({"given": {"L-1": ("P-1", date(2026, 3, 2))}}, r"given\['L-1'\].*with a time zone"),
        ({"calendars": {"P-1": "office"}}, r"calendars\['P-1'\]: 'office'.*WorkingCalendar"),
        ({"calendars": ["P-1"]}, "calendars: a list"),
        ({"rates": 1.08}, "rates: 1.08"),
    ],
)
def test_what_is_told_beside_the_network_is_refused_by_its_name(given, path):
    with pytest.raises(InvalidValue, match=path):
        measured("first_response_hours", **given)


def test_what_is_no_network_no_list_and_no_weights_is_refused_by_its_name():
    network, revenue = Network.of(PARTNERS), kpis.get("revenue")
    with pytest.raises(InvalidValue, match=r"network.*use a Network"):
        measure_partners(PARTNERS, [revenue], Q1, as_of=END)
    with pytest.raises(InvalidValue, match=r"kpis.*use a list of ReadyKpis"):
        measure_partners(network, revenue, Q1, as_of=END)
    with pytest.raises(InvalidValue, match=r"weights.*use KPI -> weight"):
        measured("revenue").card(weights=["revenue"])


def test_figures_of_the_network_are_scored():
    found = measured("revenue", "margin_rate")
    scores = score(found.card(peers=("tier",), min_peers=2), found.columns, key="partner", as_of=END)

    assert found.columns["tier"] == ("gold",) * 4
    assert found.columns["margin_rate"] == (None, 0.3, 0.15, 0.1)
    assert scores["P-0"] is None
    assert scores.frame["partner"].tolist()[int(scores.score[1:].argmax()) + 1] == "P-3"


def test_every_ready_made_kpi_can_be_found_and_scored_together():
    found = measured(*kpis.builtin())
    scores = score(found.card(min_coverage=0), found.columns, key="partner", as_of=END)

    assert {each.name for each in kpis.builtin()} == set().union(*FAMILIES.values())
    assert scores["P-1"] is not None


def test_what_is_kept_out_comes_in_by_name_only():
    found = measured("revenue", "claims_per_unit")

    assert [each.name for each in found.card().kpis] == ["revenue"]
    card = found.card(weights={"claims_per_unit": 2, "revenue": 1})
    assert [(each.name, each.weight) for each in card.kpis] == [("revenue", 1), ("claims_per_unit", 2)]
    assert found.kept_out["claims_per_unit"].code == "product-figure"
    with pytest.raises(NotFound):
        found.card(weights={"charm": 1})


def test_what_cannot_be_true_is_unknown_and_told():
    found = measured("margin_rate", facts=[sold("P-1", "1"), sold("P-1", "9", "margin")])

    assert found.columns["margin_rate"] == (None, None, None, None)
    assert found.findings[0].code == "figure-out-of-range"
    assert found.findings[0].subjects == ("P-1",)


def test_no_more_than_all_can_be_counted_of_a_rate():
    rate = ReadyKpi(
        kpi=Kpi("late_share", better="lower", count="late", of="all"),
        find=lambda _: Found(values={"P-1": 5.0, "P-2": 3.0}, of={"P-1": 4.0, "P-2": 3.0}),
    )
    (finding,) = measured(rate).findings

    facts = finding.reason.facts
    assert (facts["partners"], facts["least"], facts["most"]) == (("P-1",), 0, 1)


def test_figures_that_do_not_count_are_told():
    facts = [sold("P-1", "1", status="disputed"), sold("P-2", "1", period=Q1.months()[0])]
    codes = {finding.code: finding.subjects for finding in measured("revenue", facts=facts).findings}

    assert codes == {"figures-disputed": ("P-1",), "figures-incomplete": ("P-2",)}


def test_a_finding_names_a_dozen_and_counts_all():
    partners = [Partner(id=f"P-{n:02}") for n in range(13)]
    facts = [sold(each.id, "1", status="disputed") for each in partners]
    network = Network.of(partners, facts)
    (finding,) = measure_partners(network, [kpis.get("revenue")], Q1, as_of=END).findings

    assert (len(finding.reason.facts["partners"]), finding.reason.facts["count"]) == (12, 13)


def test_nothing_of_later_is_known():
    later = measure_partners(
        Network.of(PARTNERS, FIGURES), [kpis.get("revenue")], Q1, as_of=date(2026, 3, 30)
    )

    assert later.columns["revenue"] == (None,) * 4


def test_ones_own_kpi_stands_beside():
    own = ReadyKpi(kpi=Kpi("stars", valid=(1, 5)), find=lambda ground: Found(values={"P-1": 5.0}))

    assert measured("revenue", own).columns["stars"] == (None, 5.0, None, None)


@pytest.mark.parametrize("kpi", [Kpi("tier"), Kpi("stars", count="stars", of="partner")])
def test_ones_own_kpi_takes_the_place_of_no_other_column(kpi):
    with pytest.raises(InvalidValue, match="partner, type, tier, program are columns already"):
        measured(ReadyKpi(kpi=kpi, find=lambda ground: Found(values={})))


def test_a_column_has_one_meaning():
    """Two rates of claims count them each for itself: a claim out of range in one would take the other's along."""
    good, bad = (
        ReadyKpi(kpi=Kpi(name, count=name, of="claims"), find=lambda ground: Found(values={}))
        for name in ("paid", "refused")
    )

    with pytest.raises(InvalidValue, match=r"kpis\[1\].kpi: 'claims' .* paid fills the column already"):
        measured(good, bad)


def test_a_frame_of_pandas():
    assert isinstance(measured("revenue").to_frame("pandas"), pd.DataFrame)


def test_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        measure_partners(Network.of(PARTNERS), ["revenue"], "2026-Q1", as_of=END, absent="none")

    assert [fault.path for fault in caught.value.faults] == ["kpis[0]", "period", "absent"]
    with pytest.raises(InvalidValue, match="use each name once"):
        measured("revenue", "revenue")
    with pytest.raises(NotFound):
        kpis.get("charm")
    with pytest.raises(InvalidValue):
        ReadyKpi(kpi="revenue", find=lambda ground: Found(values={}))


@pytest.mark.parametrize("language", ["en", "de", "sv"])
@pytest.mark.parametrize("kpi", kpis.builtin(), ids=lambda each: each.name)
def test_every_kpi_has_words_and_can_be_judged(kpi, language):
    assert kpi.meaning.code in catalogue(language)
    assert say(kpi.meaning, locale=language).endswith(".")
    assert kpi.needs
    assert all(hasattr(facts, each) for each in kpi.needs if each[0].isupper())
    assert kpi.kpi.valid is not None or kpi.kpi.count is not None or kpi.name in {"revenue", "sell_out"}


@pytest.mark.parametrize("language", ["en", "de", "sv"])
def test_every_finding_is_said(language):
    facts = [sold("P-1", "1", status="disputed"), sold("P-2", "1", period=Q1.months()[0]), sold("P-3", "1")]
    found = measured("margin_rate", facts=[*facts, sold("P-3", "9", "margin")])

    assert len(found.findings) == 3
    assert "?" not in say(found.findings, locale=language)
