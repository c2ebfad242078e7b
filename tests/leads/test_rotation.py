"""Partners take turns, as evenly as weights allow."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import FairShare, Rotation, allocate
from partnerkit.leads.policies.rotation import WORDS
from partnerkit.values.errors import InvalidInput

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id=each) for each in "abc"]
POLICY = Rotation(weights={"a": 2}, default=1)


def units(count, start=0, **more):
    return [Lead(id=f"L-{number}", **more) for number in range(start, start + count)]


def test_everybody_has_his_turns_by_weight():
    winners = list(allocate(units(8), PARTNERS, POLICY, as_of=NOW).assignments.values())

    assert sorted(winners[:4]) == sorted(winners[4:]) == list("aabc")


def test_the_bound_is_that_of_turns_while_they_are_kept():
    first = allocate(units(5), PARTNERS, POLICY, as_of=NOW)
    second = allocate(units(5, 5), PARTNERS, POLICY, ledger=first.ledger, as_of=NOW)

    for result in (first, second):
        assert result.ledger.steady
        assert result.fairness.promise.code == "promise-rotation"
        assert result.fairness.bound == Decimal("0.75")
        assert result.fairness.slack >= 0


@pytest.mark.parametrize(
    ("leads", "partners", "policy"),
    [
        (units(1, 5), [*PARTNERS, Partner(id="d")], POLICY),
        (units(1, 5), PARTNERS[:2], POLICY),
        (units(1, 5), PARTNERS, Rotation(default=1)),
        (units(1, 5, territory="n"), [*PARTNERS[:2], Partner(id="c", territories=("s",))], POLICY),
        (units(1, 5), PARTNERS, FairShare(weights={"a": 2}, default=1, value="unit")),
    ],
    ids=["newcomer", "leaver", "weights", "not everybody", "another policy"],
)
def test_once_the_pool_is_not_steady_it_is_the_ledger_rule_from_then_on(leads, partners, policy):
    first = allocate(units(5), PARTNERS, POLICY, as_of=NOW)
    broken = allocate(leads, partners, policy, ledger=first.ledger, as_of=NOW)
    later = allocate(units(20, 10), PARTNERS, POLICY, ledger=broken.ledger, as_of=NOW)
    same = FairShare(weights={"a": 2}, default=1, value="unit")

    assert not broken.ledger.steady
    assert later.fairness.promise.code == "promise-ledger"
    assert later.ledger.corrected == 0
    assert (
        later.assignments
        == allocate(units(20, 10), PARTNERS, same, ledger=broken.ledger, as_of=NOW).assignments
    )
    assert later.decisions["L-12"].candidates[0].reason.code == "most-owed"


def test_it_is_explained_by_turns():
    result = allocate(units(8), PARTNERS, POLICY, as_of=NOW)
    codes = {each.reason.code for lead in result.assignments for each in result.decisions[lead].candidates}
    decision = result.decisions["L-0"]

    assert codes == {"turn-first", "turn-later", "turn-tie", "turn-early"}
    assert decision.candidate("a").due == 2
    assert decision.candidate("b").due == 3
    assert decision.margin == 1
    assert decision.counterfactual.code == "would-win-with-more"
    assert say(decision) == "Lead L-0 goes to a, whose turn is due first among 3 candidates."
    assert decision.explain(viewer="b").reason.code == "not-given-to-you"


def test_one_partner_has_every_turn():
    result = allocate(units(3), PARTNERS[:1], POLICY, as_of=NOW)

    assert result.fairness.bound == result.fairness.largest_deviation == 0
    assert result.decisions["L-2"].reason.code == "lead-given-only"


def test_all_faults_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        Rotation(weights={"gold": 0}, default=-1, pool="")

    assert len(caught.value.faults) == 3


def test_every_language_says_every_reason():
    assert all(words.keys() == WORDS["en"].keys() for words in WORDS.values())
    assert set(WORDS) == {"en", "de", "sv"}
