"""What changes when a partner joins a pool, pauses, returns or leaves?"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    BalancesCorrected,
    FairShare,
    Ledger,
    MembershipChanged,
    allocate,
    apply,
    capped_catch_up,
    catch_up,
    missed,
    no_catch_up,
    take_over,
)
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-1"), Partner(id="P-2"), Partner(id="P-3", territories=("de",))]
WEIGHTS = {"P-1": 2, "P-2": 1, "P-3": 1}
POLICY = FairShare(weights=WEIGHTS, value="unit")


def step(name, partner="P-1", **more):
    return MembershipChanged(partner=partner, step=name, at=NOW, by="anna", why="Holidays.", **more)


def run(count, ledger, start=0):
    leads = [Lead(id=f"L-{start + n}", territory="de" if n % 2 else "se") for n in range(count)]
    return leads, allocate(leads, PARTNERS, POLICY, ledger=ledger, as_of=NOW)


def absence(pool):
    """Return the ledger while P-1 is away, and the decisions of that time."""
    _, before = run(5, Ledger(catch_up=pool))
    leads, result = run(8, apply(before.ledger, step("pause")), start=5)
    return result.ledger, [result.decisions[lead.id] for lead in leads]


def balance(ledger, partner="P-1"):
    return ledger.amount(ledger[partner].balance)


def test_who_is_away_gets_no_lead_and_neither_earns_nor_owes():
    ledger, decisions = absence(no_catch_up)

    assert {each.winner for each in decisions} == {"P-2", "P-3"}
    assert {each.candidate("P-1").objection.code for each in decisions} == {"away"}
    assert ledger["P-1"].entitled == run(5, Ledger())[1].ledger["P-1"].entitled


def test_what_was_missed_is_what_he_would_have_been_entitled_to():
    _, decisions = absence(no_catch_up)
    found = missed(decisions, "P-1", WEIGHTS)

    # Four leads of two candidates, he would have had 2/3 of each; four of three, 1/2 of each.
    assert abs(found.amount - Decimal(4) * 2 / 3 - 2) < Decimal("0.00002")
    assert abs(sum(found.against.values()) - int(found.amount * 2**20)) <= 16
    assert missed(decisions, "P-2", WEIGHTS).amount == 0


def test_what_found_him_full_besides_he_did_not_miss():
    partners = [Partner(id="P-1", capacity=1), *PARTNERS[1:]]
    before = apply(Ledger().with_open({"P-1": ["L-0"]}), step("pause"))
    first = allocate([Lead(id="L-1")], partners, POLICY, ledger=before, as_of=NOW)
    closed = first.ledger.release("L-0", as_of=NOW)
    second = allocate([Lead(id="L-2")], partners, POLICY, ledger=closed, as_of=NOW)
    decisions = [first.decisions["L-1"], second.decisions["L-2"]]
    own = [each.candidate("P-1") for each in decisions]

    assert [[reason.code for reason in (each.objection, *each.further)] for each in own] == [
        ["away", "capacity"],
        ["away"],
    ]
    assert [missed([each], "P-1", WEIGHTS).amount for each in decisions] == [0, Decimal("0.5")]


@pytest.mark.parametrize(
    ("pool", "credited"),
    [
        (no_catch_up, Decimal(0)),
        (catch_up, Decimal("4.5")),
        (capped_catch_up(Decimal("1.25")), Decimal("1.25")),
        (capped_catch_up(Decimal(9)), Decimal("4.5")),
    ],
)
def test_the_pool_says_how_far_an_absence_is_made_good(pool, credited):
    ledger, _ = absence(pool)
    back = apply(ledger, step("return", missed=Decimal("4.5"), against={"P-2": 2, "P-3": 1}))

    assert balance(back) - balance(ledger) == credited
    assert back.amount(back.corrected) == credited
    assert abs(balance(ledger, "P-2") - balance(back, "P-2") - credited * 2 / 3) < Decimal("0.00001")
    assert back["P-1"].away is None
    assert back["P-1"].entitled == ledger["P-1"].entitled


def test_a_stated_amount_is_at_the_expense_of_the_active_by_what_they_were_entitled_to():
    ledger, _ = absence(catch_up)
    left = apply(ledger, step("leave", "P-3"))
    back = apply(left, step("return", missed=Decimal(1)))

    assert balance(back, "P-3") == balance(left, "P-3")
    assert balance(left, "P-2") - balance(back, "P-2") == 1


def test_whoever_leaves_is_not_made_good_what_he_is_going_to_miss():
    ledger = apply(Ledger(catch_up=catch_up), step("join", "P-2"), step("join"))

    assert balance(apply(ledger, step("leave", missed=1))) == balance(ledger)


def test_a_newcomer_may_be_credited_too_and_alone_he_is_not():
    ledger, _ = absence(catch_up)

    assert balance(apply(ledger, step("join", "N-1", missed=1)), "N-1") == 1
    assert apply(Ledger(catch_up=catch_up), step("join", missed=1))["P-1"].balance == 0
    both = apply(Ledger(catch_up=catch_up), step("join", "P-2"), step("join", missed=1))
    assert (balance(both), balance(both, "P-2")) == (1, -1)


@pytest.mark.parametrize(
    ("steps", "allowed"),
    [
        (["pause"], ("join",)),
        (["join", "join"], ("pause", "leave")),
        (["join", "return"], ("pause", "leave")),
        (["join", "pause", "pause"], ("return", "leave")),
        (["join", "leave", "leave"], ("return",)),
        (["join", "pause", "leave", "join"], ("return",)),
    ],
)
def test_steps_that_lead_nowhere_are_refused(steps, allowed):
    with pytest.raises(IllegalTransition) as caught:
        apply(Ledger(), *map(step, steps))

    assert caught.value.allowed == allowed


def test_what_was_missed_is_a_credit_at_somebody_s_expense():
    ledger, _ = absence(catch_up)

    with pytest.raises(InvalidValue, match="zero or more"):
        apply(ledger, step("return", missed=-1))
    for against in ({"P-9": 1}, {"P-1": 1}):
        with pytest.raises(NotFound):
            apply(ledger, step("return", missed=1, against=against))
    with pytest.raises(InvalidValue):
        missed(absence(no_catch_up)[1], "P-1", {"P-1": 1})
    with pytest.raises(InvalidValue):
        capped_catch_up(Decimal(-1))


# What would have been at his own expense, as the firm is his by now, he neither gains nor owes.
@pytest.mark.parametrize(("new", "gained"), [("P-2", "4.667"), ("P-9", "4.667"), ("P-1", "3.667")])
def test_what_was_missed_is_at_the_expense_of_whoever_took_the_firm_over(new, gained):
    ledger, decisions = absence(catch_up)
    found = missed(decisions, "P-1", WEIGHTS)
    before = take_over(ledger, old="P-3", new=new)
    if new == "P-1":
        before = apply(before, step("pause"))

    after = apply(before, step("return", missed=found.amount, against=found.against))
    assert (round(balance(after) - balance(before), 3), sum(after.balances.values())) == (Decimal(gained), 0)


@pytest.mark.parametrize("ledger", [Ledger(catch_up=catch_up), Ledger(catch_up=catch_up, precision=30)])
def test_what_was_missed_is_taken_to_the_last_sub_unit(ledger):
    ledger = apply(ledger, step("join", "P-2"), step("join"), step("pause"))
    for units in (1, 3, 2**61 + 1):
        after = apply(ledger, step("return", missed=ledger.amount(units)))
        assert after.balances == {"P-1": units, "P-2": -units}


def test_balances_are_corrected_to_the_last_sub_unit():
    ledger = apply(Ledger(), step("join"), step("join", "P-2"))
    one = ledger.amount(1)
    fix = BalancesCorrected(amounts={"P-1": one, "P-2": -one}, at=NOW, by="anna", why="Lost in the old CRM.")

    assert apply(ledger, fix).balances == {"P-1": 1, "P-2": -1}
