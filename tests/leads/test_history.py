"""Does the ledger follow from what happened?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    BalancesCorrected,
    FairShare,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    Ledger,
    MembershipChanged,
    Rotation,
    allocate,
    allocate_batch,
    apply,
    replay,
)
from partnerkit.leads.entries import Booking
from partnerkit.values.errors import (
    CurrencyMismatch,
    IllegalTransition,
    InvalidInput,
    InvalidValue,
    LedgerMismatch,
    NotFound,
    Overflowed,
)
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
PARTNERS = [Partner(id="P-1"), Partner(id="P-2"), Partner(id="P-3")]
POLICY = FairShare(weights={"P-1": 2}, default=1)


def given(value=400, pool="default", currency="EUR", precision=20):
    """Return the ledger and the decision after one lead."""
    result = allocate(
        [Lead(id="L-1", value=Money.of(value, currency))],
        PARTNERS,
        evolve(POLICY, pool=pool),
        ledger=Ledger(pool=pool, precision=precision),
        as_of=NOW,
    )
    return result.ledger, result.decisions["L-1"]


def said(kind, **more):
    return kind(at=LATER, by="anna", **({} if kind is LeadReleased else {"why": "For a reason."}), **more)


def amounts(ledger):
    return {name: ledger.amount(balance) for name, balance in ledger.balances.items()}


def test_a_lead_of_400_is_declined_by_the_numbers():
    ledger, decision = given()
    declined = apply(ledger, said(LeadDeclined, booking=decision))

    assert decision.winner == "P-1"
    assert amounts(ledger) == {"P-1": -200, "P-2": 100, "P-3": 100}
    assert amounts(declined) == {"P-1": 0, "P-2": 0, "P-3": 0}
    assert (declined.leads, declined["P-1"].leads, declined["P-1"].open_leads) == (0, 0, 0)
    assert declined.amount(declined.corrected) == 200


def test_a_penalty_goes_to_the_other_candidates_by_their_shares():
    ledger, decision = given()
    fined = apply(ledger, said(LeadDeclined, booking=decision, penalty=Decimal("0.25"), expired=True))

    assert amounts(fined) == {"P-1": -100, "P-2": 50, "P-3": 50}
    assert fined.amount(fined.corrected) == 100
    assert {each.received for each in fined.accounts} == {0}


def test_the_only_candidate_pays_no_penalty():
    result = allocate([Lead(id="L-1", value=Money.of(4, "EUR"))], PARTNERS[:1], POLICY, as_of=NOW)
    after = apply(result.ledger, said(LeadDeclined, booking=result.decisions["L-1"], penalty=1))

    assert (after["P-1"].balance, after.corrected) == (0, 0)


def test_a_lead_that_is_moved_takes_the_charge_along():
    ledger, decision = given()
    moved = apply(ledger, said(LeadReassigned, lead="L-1", partner="P-2"))

    assert amounts(moved) == {"P-1": 200, "P-2": -300, "P-3": 100}
    assert (moved["P-1"].leads, moved["P-2"].leads, moved["P-2"].open_leads) == (0, 1, 1)
    assert moved.amount(moved.corrected) == 400
    assert amounts(apply(moved, said(LeadCreditedBack, booking=decision))) == {
        "P-1": 0,
        "P-2": 0,
        "P-3": 0,
    }


def test_a_lead_from_before_the_ledger_is_moved_without_a_charge():
    moved = apply(Ledger().with_open({"P-1": ["L-9"]}), said(LeadReassigned, lead="L-9", partner="P-2"))

    assert moved.open_leads == {"P-1": 0, "P-2": 1}
    assert (moved["P-2"].leads, moved.corrected) == (0, 0)
    with pytest.raises(InvalidValue, match="not before"):
        apply(moved, LeadReassigned(lead="L-9", partner="P-1", at=NOW, by="anna", why="Too early."))


LEDGER, DECISION = given()
OTHER = given(value=300)[1]
REFUSED = [
    (said(LeadReleased, lead="L-9"), NotFound),
    (said(LeadReassigned, lead="L-9", partner="P-2"), NotFound),
    (said(LeadReassigned, lead="L-1", partner="P-1"), InvalidValue),
    (said(LeadDeclined, booking=OTHER), (InvalidValue, InvalidInput)),
    (said(LeadCreditedBack, booking=given(pool="b")[1]), LedgerMismatch),
    (said(LeadCreditedBack, booking=given(currency="SEK")[1]), LedgerMismatch),
    (said(LeadCreditedBack, booking=given(precision=10)[1]), LedgerMismatch),
    (said(BalancesCorrected, amounts={"P-1": Money.of(1, "EUR")}), InvalidValue),
    (said(BalancesCorrected, amounts={"P-1": Money.of(1, "SEK"), "P-2": Money.of(-1, "SEK")}), CurrencyMismatch),
    (said(BalancesCorrected, amounts={"P-1": Decimal("0.001"), "P-2": Decimal("-0.001")}), InvalidValue),
    (said(BalancesCorrected, amounts={"P-1": 1, "P-9": -1}), NotFound),
    (said(BalancesCorrected, amounts={"P-1": 10**15, "P-2": -(10**15)}), Overflowed),
    (said(MembershipChanged, partner="P-9", step="return"), IllegalTransition),
    (DECISION, InvalidValue),
]  # fmt: skip


@pytest.mark.parametrize(("entry", "error"), REFUSED)
def test_what_cannot_be_is_refused_and_the_ledger_as_good_as_before(entry, error):
    before = hash(LEDGER)
    with pytest.raises(error):
        apply(LEDGER, said(BalancesCorrected, amounts={"P-2": 1, "P-3": -1}), entry)

    assert hash(LEDGER) == before


def test_nothing_is_taken_back_twice():
    declined = apply(LEDGER, said(LeadDeclined, booking=DECISION))
    for kind in (LeadDeclined, LeadCreditedBack):
        with pytest.raises(NotFound, match="L-1"):
            apply(declined, said(kind, booking=DECISION))
    with pytest.raises(NotFound, match="L-1"):
        apply(apply(LEDGER, said(LeadReleased, lead="L-1")), said(LeadCreditedBack, booking=DECISION))


def test_a_lead_nobody_got_has_nothing_to_take_back():
    lead = Lead(id="L-1", territory="x", value=Money.of(1, "EUR"))
    result = allocate([lead], [Partner(id="P-1", territories=("y",))], POLICY, as_of=NOW)

    with pytest.raises(InvalidValue, match="by which the lead was given"):
        Booking.of(result.decisions["L-1"])
    assert replay([result.decisions["L-1"]]) == result.ledger


@pytest.mark.parametrize(
    "wrong",
    [{"why": " "}, {"why": ""}, {"by": ""}, {"at": NOW.replace(tzinfo=None)}, {"penalty": 2}, {"penalty": 0.5},
     {"penalty": Fraction(-1, 2)}, {"booking": "L-1"}],
)  # fmt: skip
def test_who_when_and_why_are_said(wrong):
    with pytest.raises((InvalidValue, InvalidInput)):
        LeadDeclined(**{"booking": DECISION, "at": NOW, "by": "anna", "why": "No time.", **wrong})


def test_shares_that_do_not_add_up_are_no_booking():
    booking = Booking.of(DECISION)

    assert sum(dict(booking.shares).values()) == 400_00 << 20
    with pytest.raises(InvalidValue, match="add up"):
        evolve(booking, value=3)


def test_two_things_that_are_alike_happened_twice_where_each_was_told_once():
    joined = [
        MembershipChanged(partner=name, step="join", at=NOW, by="anna", why="New.") for name in ("P-4", "P-5")
    ]
    fix = BalancesCorrected(amounts={"P-4": 2, "P-5": -2}, at=NOW, by="anna", why="Lost.")

    assert replay([*joined, fix, fix]) == replay([*joined, fix])
    once = replay([*joined, fix, fix], told_once=True)
    assert once == apply(Ledger(), *joined, fix, fix)
    assert once.amount(once["P-4"].balance) == 4


def test_a_history_told_twice_happened_once():
    history = [DECISION, said(LeadDeclined, booking=DECISION), DECISION]

    assert replay(history) == replay(history[:2])
    assert replay(history, Ledger()) == apply(LEDGER, history[1])


def test_turns_once_broken_stay_broken_in_whatever_order_a_batch_is_told():
    partners = [Partner(id="P-1", territories=["a"]), Partner(id="P-2", territories=["b"])]
    # By id the first lead is open to both, the second to one: told the other way round, the last one is unbroken.
    leads = [Lead(id="L-2", territory="a"), Lead(id="L-1")]
    result = allocate_batch(leads, partners, Rotation(default=1), as_of=NOW)

    assert not result.ledger.steady
    for told in (leads, leads[::-1]):
        assert replay([result.decisions[lead.id] for lead in told]) == result.ledger


@pytest.mark.parametrize("wrong", [5, None, {"lead": "L-1"}, [DECISION]])
def test_what_is_no_entry_is_refused(wrong):
    for ask in (
        lambda: apply(LEDGER, wrong),
        lambda: replay([wrong]),
        lambda: replay([wrong], told_once=True),
    ):
        with pytest.raises(InvalidValue, match="history"):
            ask()
