"""What can be done at the desk with leads that were given, and with those who get them?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.desk.assignment import LEADS
from partnerkit.interop import say
from partnerkit.leads import FairShare, replay
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound
from partnerkit.values.store_errors import AlreadyClaimed, IdempotencyKeyReused

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1)
LEAD = Lead(id="L-1", territory="de", value=Money.of(100, "EUR"))


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture(params=["memory", "sqlite"])
def desk(request, tmp_path):
    store = MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "desk.db")
    with Desk(store, tenant="acme", actor="anna", clock=Clock()) as desk:
        desk.put(
            *(Partner(id=f"P-{n}", territories=(where,)) for n, where in ((1, "de"), (2, "de"), (3, "se")))
        )
        yield desk


def ledger(desk):
    return desk.get(Ledger, "default").value


def holder(desk):
    with desk._books.reading() as reading:
        return reading.holder(LEADS, "L-1")


def follows(desk):
    """Tell whether the stored ledger is what the log makes of it."""
    return replay(desk.entries()) == ledger(desk) and desk.verify().intact


def test_a_declined_lead_may_be_given_again(desk):
    first = desk.assign(LEAD, POLICY).winner
    declined = desk.decline("L-1", why="No time.", key="no")

    assert desk.decline("L-1", why="No time.", key="no") == declined
    assert holder(desk) is None
    assert set(ledger(desk).balances.values()) == {0}
    assert ledger(desk).amount(ledger(desk).corrected) == 50
    with pytest.raises(NotFound):
        desk.decline("L-1", why="No time.")

    again = desk.assign(LEAD, POLICY).winner

    assert {first, again} <= {"P-1", "P-2"}
    assert holder(desk) == again
    assert follows(desk)


def test_a_refusal_may_cost_a_part_of_the_lead(desk):
    first = desk.assign(LEAD, POLICY).winner
    desk.decline("L-1", why="No time.", penalty=Decimal("0.1"), expired=True)

    assert ledger(desk).amount(ledger(desk)[first].balance) == -10
    assert desk.history("L-1")[-1].record.reason.code == "lead-expired"


def test_an_invalid_lead_is_taken_back_wherever_it_was_moved(desk):
    first = desk.assign(LEAD, POLICY).winner
    other = {"P-1": "P-2", "P-2": "P-1"}[first]
    desk.reassign("L-1", other, POLICY, why="On leave.", key="move")

    assert holder(desk) == other
    assert ledger(desk).holder("L-1").partner == other
    assert ledger(desk)[other].hand_received == 10_000 << 20

    desk.credit_back("L-1", why="Wrong number.", actor="ben")

    assert set(ledger(desk).balances.values()) == {0}
    assert {each.hand_received for each in ledger(desk).accounts} == {0}
    assert [event.action for event in desk.history("L-1")][-3:] == ["assign", "reassign", "credit-back"]
    assert desk.history("L-1")[-1].actor == "ben"
    assert say(desk.history("L-1")[-1].record, locale="de").startswith("ben hat Lead L-1")
    assert follows(desk)


def test_a_rule_is_kept_or_overridden_and_the_ledger_says_by_whom(desk):
    with pytest.raises(InvalidValue, match="territory"):
        desk.assign_to(LEAD, "P-3", POLICY, why="They know each other.")

    assert holder(desk) is None

    decision = desk.assign_to(LEAD, "P-3", POLICY, why="They know each other.", override=True, key="hand")

    assert (
        desk.assign_to(LEAD, "P-3", POLICY, why="They know each other.", override=True, key="hand")
        == decision
    )
    assert decision.reason.code == "lead-given-in-spite"
    assert [(hand.person, hand.overrides) for hand in ledger(desk).hands] == [("anna", 1)]
    assert ledger(desk).amount(ledger(desk)["P-3"].balance) == -100
    with pytest.raises(AlreadyClaimed):
        desk.assign_to(LEAD, "P-1", POLICY, why="Again.")
    assert follows(desk)


def test_balances_are_corrected_by_somebody_for_a_reason(desk):
    desk.assign(LEAD, POLICY)
    desk.correct({"P-1": Money.of(5, "EUR"), "P-2": Money.of(-5, "EUR")}, why="Lost in the old CRM.")
    before = ledger(desk)

    for amounts in ({"P-1": Money.of(5, "EUR")}, {"P-1": 5, "P-9": -5}):
        with pytest.raises((InvalidValue, NotFound)):
            desk.correct(amounts, why="Wrong.")
    with pytest.raises(InvalidValue, match="say why"):
        desk.correct({}, why=" ")

    assert ledger(desk) == before
    assert follows(desk)


def test_partners_come_and_go(desk):
    desk.assign(LEAD, POLICY)
    before = ledger(desk).balances
    desk.member("P-1", "pause", why="Holidays.")
    given = [desk.assign(Lead(id=f"L-{n}", value=LEAD.value), POLICY) for n in range(2, 5)]

    assert "P-1" not in {each.winner for each in given}
    assert given[0].candidate("P-1").objection.code == "away"
    assert ledger(desk).balances["P-1"] == before["P-1"]

    desk.member("P-1", "return", why="Back.", key="back")
    desk.member("P-1", "return", why="Back.", key="back")

    with pytest.raises(IllegalTransition):
        desk.member("P-1", "return", why="Back.")
    assert follows(desk)


def test_a_closed_lead_stays_given(desk):
    partner = desk.assign(LEAD, POLICY).winner
    desk.release("L-1")

    assert ledger(desk)[partner].open_leads == 0
    assert holder(desk) == partner
    for verb in (desk.release, lambda lead: desk.credit_back(lead, why="Late.")):
        with pytest.raises(NotFound):
            verb("L-1")
    with pytest.raises(NotFound):
        desk.release("L-9")
    with pytest.raises(NotFound):
        desk.reassign("L-9", "P-1", POLICY, why="Unknown.")
    assert follows(desk)


def test_a_key_stands_for_one_change_and_a_refused_one_leaves_nothing(desk):
    desk.assign(LEAD, POLICY)
    desk.decline("L-1", why="No time.", key="one")
    rows = len(desk.events())

    with pytest.raises(IdempotencyKeyReused):
        desk.decline("L-1", why="Another reason.", key="one")
    with pytest.raises(NotFound):
        desk.decline("L-1", why="No time.")

    assert len(desk.events()) == rows


@pytest.mark.parametrize("penalty", [0.1, "1/3", None, True])
def test_a_penalty_is_an_exact_part(desk, penalty):
    desk.assign(LEAD, POLICY)
    before = desk.events()
    with pytest.raises(InvalidValue, match=r"^penalty: .* use an exact part"):
        desk.decline("L-1", why="No time.", penalty=penalty)
    assert desk.events() == before


def test_a_lead_that_was_open_before_is_moved_and_closed(desk):
    desk.put(Ledger().with_open({"P-1": ["L-1"]}), LEAD)
    desk.reassign("L-1", "P-2", POLICY, why="Nearer.")
    assert (ledger(desk).holder("L-1").partner, holder(desk)) == ("P-2", "P-2")

    desk.release("L-1")
    assert ledger(desk).holder("L-1") is None
    assert follows(desk)
    with pytest.raises(NotFound):
        desk.release("L-9")


@pytest.mark.parametrize("verb", ["decline", "credit_back"])
def test_a_lead_comes_back_no_earlier_than_it_was_given(desk, verb):
    given = desk.assign(LEAD, POLICY)
    with pytest.raises(InvalidValue, match=r"^as_of: .* use a time not before it was given"):
        getattr(desk, verb)("L-1", why="No time.", as_of=given.as_of - timedelta(minutes=1))
    assert holder(desk) == given.winner
