"""Every partner carries his weighted share of the load."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import EqualLoad, FairShare, Precedence, allocate, named_partner
from partnerkit.leads.policies.equal_load import WORDS
from partnerkit.values.errors import InvalidInput
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = EqualLoad(weights={"a": 2}, default=1, value="unit")


def units(count, start=0):
    return [Lead(id=f"L-{number}") for number in range(start, start + count)]


def counts(result, *partners):
    winners = list(result.assignments.values())
    return [winners.count(each) for each in partners]


def test_leads_are_shared_by_weight():
    partners = [Partner(id=each) for each in "abc"]

    assert counts(allocate(units(40), partners, UNITS, as_of=NOW), *"abc") == [20, 10, 10]


def test_one_who_can_take_few_leads_gets_nearly_all_of_them():
    """The outcome is made equal; `FairShare` pays for the opportunity instead."""
    partners = [Partner(id="a", territories=("north",)), Partner(id="b")]
    leads = [Lead(id=f"L-{n}", territory="north" if n % 4 == 0 else "south") for n in range(40)]

    assert counts(allocate(leads, partners, EqualLoad(default=1, value="unit"), as_of=NOW), "a") == [10]
    assert counts(allocate(leads, partners, FairShare(default=1, value="unit"), as_of=NOW), "a") == [5]


def test_a_newcomer_starts_level_and_is_not_given_everything():
    first = allocate(units(40), [Partner(id="a"), Partner(id="b")], UNITS, as_of=NOW)
    partners = [Partner(id=each) for each in "abc"]
    later = allocate(units(40, 40), partners, UNITS, ledger=first.ledger, as_of=NOW)

    assert first.ledger["a"].level == 27
    assert counts(later, *"abc") == [19, 11, 10]
    assert [later.ledger[each].level for each in "abc"] == [46, 24, 23]


def test_the_load_goes_on_under_another_policy():
    partners = [Partner(id=each) for each in "abc"]
    first = allocate(units(20), partners, FairShare(weights={"a": 2}, default=1, value="unit"), as_of=NOW)
    later = allocate(units(20, 20), partners, UNITS, ledger=first.ledger, as_of=NOW)

    assert [later.ledger[each].level for each in "abc"] == [20, 10, 10]


def test_it_is_explained_by_load():
    partners = [Partner(id=each) for each in "ab"]
    policy = EqualLoad(default=1)
    leads = [Lead(id=f"L-{n}", value=Money.of(value, "EUR")) for n, value in enumerate((300, 100, 50))]
    result = allocate(leads, partners, policy, as_of=NOW)
    first, decision = result.decisions["L-0"], result.decisions["L-2"]
    winner, loser = decision.candidates

    assert decision.margin == loser.short == 200
    assert winner.reason == Reason("least-load", {"load": Money.of("100", "EUR")})
    assert loser.reason == Reason(
        "more-load", {"load": Money.of("300", "EUR"), "short": Money.of("200", "EUR")}
    )
    assert decision.counterfactual.code == "would-win-with-less-load"
    assert first.candidates[1].reason.code == "load-tie"
    # It has nothing, so there is no less to be had.
    assert first.candidates[1].counterfactual is None
    assert decision.explain(viewer=loser.partner).reason == Reason("not-given-to-you")
    assert "the least for its weight: €100.00, €200.00 less than the next" in say(decision)


def test_it_promises_no_bound_of_deviation_but_says_what_it_does_promise():
    fairness = allocate(units(3), [Partner(id="a"), Partner(id="b")], UNITS, as_of=NOW).fairness

    assert fairness.promise == Reason("promise-equal-load")
    assert fairness.bound is fairness.slack is None


def test_nothing_is_promised_of_what_somebody_got_by_right():
    leads = [evolve(each, named_partner="a") for each in units(5)]
    pair, named = [Partner(id="a"), Partner(id="b")], Precedence(rights=[named_partner()])
    result = allocate(leads, pair, UNITS, as_of=NOW, precedence=named)

    assert (result.envy.envious, result.envy.worst.partner) == (1, "b")
    assert "than another who got all of its leads this way" in say(result.fairness.promise)


def test_all_faults_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        EqualLoad(weights={"gold": 0}, default=-1, value="euro", pool="", default_value=5)

    assert len(caught.value.faults) == 5


def test_every_language_says_every_reason():
    assert all(words.keys() == WORDS["en"].keys() for words in WORDS.values())
    assert set(WORDS) == {"en", "de", "sv"}
