"""What follows when a lead that was given moves or comes back is written in one piece."""

from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.desk.assignment import LEADS
from partnerkit.desk.reassignment import entries_of, last_decision
from partnerkit.leads import FairShare, replay
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.errors import NotFound

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1)
LEAD = Lead(id="L-1", value=Money.of(100, "EUR"))


class Fault(Exception):
    pass


class Trap:
    def __init__(self):
        self.at, self.seen = None, 0

    def __call__(self, sql):
        self.seen += 1
        if self.seen == self.at:
            raise Fault

    def set(self, at):
        self.at, self.seen = at, 0


def decline(desk, winner):
    return desk.decline("L-1", why="No time.", key="k")


def move(desk, winner):
    return desk.reassign("L-1", {"P-1": "P-2", "P-2": "P-1"}[winner], POLICY, why="On leave.", key="k")


def state(desk):
    with desk._books.reading() as reading:
        return reading.head(), reading.holder(LEADS, "L-1"), desk.get(Ledger, "default"), desk.verify().intact


@pytest.mark.parametrize("verb", [decline, move])
def test_a_fault_at_any_statement_leaves_the_state_before_and_the_next_try_succeeds(tmp_path, verb):
    trap, count, at = Trap(), 1, 0
    while at <= count:
        trap.set(None)
        with Desk(SqliteStore(tmp_path / f"{at}.db", trace=trap), tenant="acme", clock=lambda: NOON) as desk:
            desk.put(Partner(id="P-1"), Partner(id="P-2"))
            winner = desk.assign(LEAD, POLICY).winner
            before = state(desk)
            trap.set(at)
            if at:
                with pytest.raises(Fault):
                    verb(desk, winner)
                trap.set(None)
                assert state(desk) == before
            change = verb(desk, winner)
            if not at:
                count = trap.seen
            assert verb(desk, winner) == change
            assert replay(desk.entries()) == desk.get(Ledger, "default").value
        at += 1

    assert count >= 6


def test_the_last_decision_is_the_one_that_counts():
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(Partner(id="P-1"), Partner(id="P-2"))
        desk.assign(LEAD, POLICY)
        desk.decline("L-1", why="No time.")
        second = desk.assign_to(LEAD, "P-2", POLICY, why="They asked.")
        with desk._books.reading() as reading:
            assert last_decision(reading, "L-1") == second
            assert len(list(entries_of(reading, "default"))) == 3
            assert list(entries_of(reading, "other")) == []
            with pytest.raises(NotFound):
                last_decision(reading, "L-9")
