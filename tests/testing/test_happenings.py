"""What may become of a fact in a test."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from partnerkit import facts
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.lead import Lead
from partnerkit.facts.service import WarrantyClaim
from partnerkit.facts.standing import Standing
from partnerkit.testing import happenings

NOUNS = [
    noun
    for noun in (getattr(facts, name) for name in facts.__all__)
    if issubclass(noun, Fact) and noun is not Fact
]
SEEN = settings(max_examples=2_000, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize("noun", NOUNS)
def test_a_noun_is_enough_to_ask_for_its_facts(noun):
    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(st.from_type(noun))
    def examine(fact):
        assert type(fact) is noun

    examine()


@given(happenings.lives(Lead(id="L-17", received_at=MONDAY)))
def test_a_life_goes_forward_from_the_first_state(life):
    assert life[0] == (MONDAY, Lead(id="L-17", received_at=MONDAY))
    assert all(before <= after for (before, _), (after, _) in pairwise(life))


@given(happenings.lives(Lead(id="L-17"), events=["win"]))
def test_only_the_steps_asked_for_are_taken(life):
    assert {state.status for _, state in life} <= {"open", "won"}


@pytest.mark.parametrize(("noun", "status"), [(WarrantyClaim, "partly"), (WarrantyClaim, "credited")])
def test_every_end_is_reached(noun, status):
    assert find(happenings.nouns()[noun], lambda fact: fact.status == status, settings=SEEN).status == status


def test_a_rare_end_is_reached_too():
    deal = DealRegistration(id="D-1", partner="P-4", account="C-1")

    assert find(happenings.lives(deal), lambda life: life[-1][1].status == "extended", settings=SEEN)


def test_permissions_are_withdrawn_now_and_then():
    assert find(happenings.consents(), lambda consent: consent.withdrawn_at is not None, settings=SEEN)


def test_steps_of_one_moment_do_not_go_back_where_an_hour_comes_twice(monkeypatch):
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))
    assert second.fold
    monkeypatch.setattr(happenings, "instants", lambda: st.just(second))
    monkeypatch.setattr(happenings, "_QUARTER", 0)

    way = find(happenings.nouns()[Standing], lambda standing: len(standing.steps) > 1, settings=SEEN)
    assert {step.at for step in way.steps} == {second.astimezone(UTC)}
