"""What if a person decides who gets the lead?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import (
    FairShare,
    Ledger,
    Precedence,
    allocate,
    assign_to,
    named_partner,
    reassign,
    replay,
)
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [
    Partner(id="P-1", territories=("de",), capacity=1),
    Partner(id="P-2", territories=("de",)),
    Partner(id="P-3", territories=("se",)),
]
POLICY = FairShare(weights={"P-1": 3}, default=1, value="unit")
LEAD = Lead(id="L-1", territory="de")


def by_hand(to, lead=LEAD, verb=assign_to, **more):
    settings = {"as_of": NOW, "by": "anna", "why": "They know each other.", **more}
    return verb(lead, to, PARTNERS, POLICY, **settings)


def test_the_lead_is_owed_to_those_who_could_take_it_and_charged_to_whoever_got_it():
    given = by_hand("P-2")

    assert {name: given.ledger.amount(each) * 4 for name, each in given.ledger.balances.items()} == {
        "P-1": 3,
        "P-2": -3,
        "P-3": 0,
    }
    assert given.ledger.amount(given.ledger.corrected) * 4 == 3
    assert given.ledger.largest_value == 0
    assert replay([given.entry]) == given.ledger


def test_the_next_leads_make_up_for_it():
    ledger = by_hand("P-2").ledger
    result = allocate([Lead(id="L-2", territory="de")], PARTNERS, POLICY, ledger=ledger, as_of=NOW)

    assert result.assignments == {"L-2": "P-1"}


@pytest.mark.parametrize(("to", "code"), [("P-3", "territory"), ("P-1", "capacity")])
def test_the_rules_are_kept_or_overridden_by_somebody(to, code):
    full = Ledger().with_open({"P-1": 1})
    with pytest.raises(InvalidValue, match=code):
        by_hand(to, ledger=full)

    given = by_hand(to, ledger=full, override=True)

    assert given.reason.code == "lead-given-in-spite"
    assert given.reason.facts["rule"] == code
    assert given.entry.candidate(to).reason.code == code
    assert given.ledger.hands[0].overrides == 1
    assert given.ledger.amount(given.ledger.corrected) == 1
    assert replay([given.entry], full) == given.ledger


def test_what_nobody_could_take_is_owed_to_whoever_takes_it():
    given = by_hand("P-2", Lead(id="L-1", territory="fi"), override=True)

    assert set(given.ledger.balances.values()) == {0}
    assert given.ledger["P-2"].received == given.ledger["P-2"].entitled == 1 << 20
    assert given.ledger.corrected == 0
    assert replay([given.entry]) == given.ledger


def test_the_decision_says_who_and_why_and_to_a_partner_no_more_than_his_own():
    decision = by_hand("P-2").entry

    assert say(decision) == "anna gave lead L-1 to P-2 (“They know each other.”)."
    assert decision.candidate("P-2").reason.code == "chosen-by-hand"
    assert decision.candidate("P-1").reason.code == "not-chosen-by-hand"
    assert decision.counterfactual is None
    assert decision.explain("P-1").reason.code == "not-given-to-you"
    assert decision.explain("P-2").winner == "P-2"


def test_fairness_can_be_told_with_and_without_what_was_given_by_hand():
    ledger = by_hand("P-2").ledger
    moved = by_hand("P-1", verb=reassign, ledger=ledger, by="ben").ledger

    for each in (ledger, moved):
        assert {one.entitled - one.hand_entitled for one in each.accounts} == {0}
        assert {one.received - one.hand_received for one in each.accounts} == {0}
    assert [(hand.person, hand.leads, hand.value) for hand in moved.hands] == [("anna", 1, 1), ("ben", 1, 1)]


def test_an_open_lead_is_moved_not_given_again():
    ledger = by_hand("P-2").ledger

    with pytest.raises(InvalidValue, match="reassign"):
        by_hand("P-1", ledger=ledger)
    with pytest.raises(InvalidValue, match="he has it"):
        by_hand("P-2", verb=reassign, ledger=ledger)
    with pytest.raises(InvalidValue, match="territory"):
        by_hand("P-3", verb=reassign, ledger=ledger)
    with pytest.raises(NotFound, match="L-9"):
        by_hand("P-1", Lead(id="L-9"), reassign, ledger=ledger)
    moved = by_hand("P-3", verb=reassign, ledger=ledger, override=True)
    assert moved.reason.code == "lead-reassigned-in-spite"


def rights(unable="pool", *, counted=True):
    return Precedence(rights=[named_partner(unable=unable)], counted=counted)


NAMED = Lead(id="L-1", territory="de", named_partner="P-1")


def test_a_lead_that_waits_for_somebody_s_right_is_another_s_only_in_spite_of_it():
    waits = {"lead": NAMED, "precedence": rights("wait")}
    with pytest.raises(InvalidValue, match="lead-reserved"):
        by_hand("P-2", **waits)
    given = by_hand("P-2", **waits, override=True)

    assert (given.reason.code, given.reason.facts["rule"]) == ("lead-given-in-spite", "lead-reserved")
    assert given.entry.explain("P-2").reason.code == "given-to-you"
    # It is owed to whom it belongs, and to nobody else.
    assert given.ledger["P-1"].balance == -given.ledger["P-2"].balance == 1 << 20
    assert replay([given.entry]) == given.ledger

    his = by_hand("P-1", **waits)
    assert set(his.ledger.balances.values()) == {0}
    with pytest.raises(InvalidValue, match="lead-reserved"):
        by_hand("P-2", **waits, verb=reassign, ledger=his.ledger)
    moved = by_hand("P-2", **waits, verb=reassign, ledger=his.ledger, override=True)
    assert moved.reason.facts["rule"] == "lead-reserved"


@pytest.mark.parametrize("unable", ["pool", "wait"])
def test_what_is_his_by_right_does_not_count_by_hand_where_it_does_not_count_by_policy(unable):
    apart = {"lead": NAMED, "precedence": rights(unable, counted=False)}
    given = by_hand("P-1", **apart)
    by_policy = allocate([NAMED], PARTNERS, POLICY, as_of=NOW, precedence=apart["precedence"])

    assert dict(given.ledger.balances) == dict(by_policy.ledger.balances) == {"P-1": 0, "P-2": 0, "P-3": 0}
    assert given.ledger.received == by_policy.ledger.received
    assert given.ledger.corrected == 0
    assert given.ledger["P-1"].open_leads == given.ledger["P-1"].leads == 1
    assert given.reason.code == "lead-given-by-hand"
    assert given.entry.candidate("P-1").reason.code == "named-partner"
    assert replay([given.entry]) == given.ledger

    others = by_hand("P-2", **apart, override=True)
    assert others.ledger["P-2"].received == 1 << 20


def test_who_and_why_are_said_and_the_partner_is_known():
    with pytest.raises(InvalidInput):
        by_hand("P-2", by="", why=" ")
    with pytest.raises(NotFound, match="P-9"):
        by_hand("P-9")
