"""When one firm takes over another, its account, leads, claims and offers follow at once, and the log tells of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.desk.assignment import LEADS
from partnerkit.leads import AccountSplit, AccountTakenOver, FairShare, replay
from partnerkit.leads.answering import LeadOffer
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.store_errors import IdempotencyKeyReused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = FairShare(default=1)
SECOND = FairShare(default=1, pool="second", value="unit")


@pytest.fixture
def desk(at_desk):
    at_desk.put(*(Partner(id=f"P-{number}") for number in (1, 2, 3)))
    for number in range(6):
        lead = Lead(id=f"L-{number}", value=Money.of(100 + number, "EUR"))
        at_desk.assign(lead, POLICY, as_of=NOON, answer_by=NOON + DAY)
    at_desk.assign_to(Lead(id="M-1"), "P-1", SECOND, why="Asked.", as_of=NOON)
    return at_desk


def ledger(desk, pool="default"):
    return desk.get(Ledger, pool).value


def held_by(desk, partner):
    return {each.lead for each in ledger(desk).open if each.partner == partner}


def holders(desk):
    with desk._books.reading() as reading:
        return {each.lead: reading.holder(LEADS, each.lead) for each in ledger(desk).open}


def follows(desk):
    made = (
        replay(desk.entries(pool), Ledger(pool=pool), told_once=True) == ledger(desk, pool)
        for pool in ("default", "second")
    )
    return all(made) and desk.verify().intact


def test_all_that_one_had_is_the_others_in_every_pool(desk):
    his = held_by(desk, "P-1")
    before = ledger(desk)
    changes = desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON, key="one")

    assert [type(each) for each in changes] == [AccountTakenOver] * 2
    assert ledger(desk).get("P-1") is ledger(desk, "second").get("P-1") is None
    assert ledger(desk)["P-2"].balance == before["P-1"].balance + before["P-2"].balance
    assert his
    assert his <= held_by(desk, "P-2")
    assert holders(desk) == {each.lead: each.partner for each in ledger(desk).open}
    assert {desk.get(LeadOffer, lead).value.partner for lead in his} == {"P-2"}
    assert follows(desk)


def test_another_server_that_knows_the_pool_already_follows_it(desk, any_store):
    other = Desk(any_store, tenant="acme", clock=lambda: NOON)
    assert ledger(other) == ledger(desk)
    desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON)

    assert ledger(other) == ledger(desk)
    again = other.assign(Lead(id="L-9", value=Money.of(100, "EUR")), POLICY, as_of=NOON)
    assert again.winner in ledger(other).open_leads
    assert ledger(other) == ledger(desk)
    assert follows(other)


def test_under_its_key_it_happens_once(desk):
    done = desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON, key="one")

    assert desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON, key="one") == done
    with pytest.raises(IdempotencyKeyReused):
        desk.take_over("P-1", "P-3", why="Bought.", as_of=NOON, key="one")
    with pytest.raises(NotFound):
        desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON)
    with pytest.raises(InvalidValue):
        desk.take_over("P-2", "P-2", why="Bought.", as_of=NOON)


@pytest.mark.parametrize("verb", ["decline", "credit_back", "release"])
def test_what_was_booked_for_the_old_firm_is_undone_at_the_new_one(desk, verb):
    decisions = {f"L-{number}": desk.explain(f"L-{number}").decision for number in range(6)}
    desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON)
    for lead in decisions:
        getattr(desk, verb)(lead, as_of=NOON, **({} if verb == "release" else {"why": "No."}))

    assert not ledger(desk).open
    assert ledger(desk)["P-2"].open_leads == 0
    if verb != "release":
        assert set(ledger(desk).balances.values()) == {0}
        assert {each.received for each in ledger(desk).accounts} == {0}
    assert follows(desk)
    for lead, decision in decisions.items():
        told = desk.explain(lead)
        assert told.holds
        assert told.decision == decision


def test_offers_that_run_out_come_back_from_the_new_firm(desk):
    desk.accept("L-0", as_of=NOON)
    desk.take_over(desk.get(LeadOffer, "L-0").value.partner, "P-9", why="Bought.", as_of=NOON)

    assert desk.get(LeadOffer, "L-0").value.status == "accepted"
    assert len(desk.expire_due(as_of=NOON + 2 * DAY)) == 5
    assert [each.lead for each in ledger(desk).open] == ["L-0"]
    assert follows(desk)


def test_a_lead_that_was_told_as_open_is_claimed_by_nobody(at_desk):
    at_desk.put(Ledger().with_open({"P-1": ["L-1"]}))
    at_desk.take_over("P-1", "P-2", why="Bought.", as_of=NOON)

    assert holders(at_desk) == {"L-1": None}
    assert held_by(at_desk, "P-2") == {"L-1"}


def test_a_firm_that_splits_off_gets_its_part_and_the_leads_that_are_named(desk):
    before, mine = ledger(desk), sorted(held_by(desk, "P-1"))
    done = desk.split_account(
        "P-1", "P-9", Decimal("0.25"), why="Sold.", open_leads=mine[:1], as_of=NOON, key="one"
    )

    assert done == AccountSplit(
        partner="P-1", new="P-9", part=Fraction(1, 4), open_leads=mine[:1], at=NOON, by="anna", why="Sold."
    )
    assert (
        desk.split_account(
            "P-1", "P-9", Decimal("0.25"), why="Sold.", open_leads=mine[:1], as_of=NOON, key="one"
        )
        == done
    )
    assert (held_by(desk, "P-9"), held_by(desk, "P-1")) == (set(mine[:1]), set(mine[1:]))
    assert abs(ledger(desk)["P-9"].balance - before["P-1"].balance * Fraction(1, 4)) < 1
    assert holders(desk) == {each.lead: each.partner for each in ledger(desk).open}
    assert desk.get(LeadOffer, mine[0]).value.partner == "P-9"
    assert follows(desk)
    desk.decline(mine[0], why="No.", as_of=NOON)
    assert follows(desk)


def test_a_part_that_makes_no_sense_changes_nothing(desk):
    rows = desk.verify().rows
    for part, leads in ((Fraction(3, 2), ()), (Fraction(1, 2), ["L-99"]), (0.5, ())):
        with pytest.raises((InvalidValue, InvalidInput)):
            desk.split_account("P-1", "P-9", part, why="Sold.", open_leads=leads, as_of=NOON)

    assert desk.verify().rows == rows
