"""Whoever follows the log misses nothing, and whoever doubts it finds the first bad row."""

from datetime import UTC, datetime

import pytest

from partnerkit import Lead, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.store_errors import NotReplayable

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")


def test_a_follower_with_a_cursor_sees_every_row_once_in_order(at_desk):
    seen, cursor = [], 0
    follower = Desk(at_desk._books._store, tenant="acme")
    at_desk.put(Partner(id="P-1"), Partner(id="P-2"))
    for number in range(7):
        at_desk.assign(Lead(id=f"L-{number}"), POLICY, as_of=NOON)
        if number % 3 == 2:
            while page := follower.events(after=cursor, limit=2):
                seen += page
                cursor = page[-1].seq

    assert [event.seq for event in seen] == list(range(1, 9))
    seen += follower.events(after=cursor)
    assert tuple(seen) == at_desk.events()
    assert [event.decision.lead for event in seen if event.decision] == [f"L-{number}" for number in range(7)]


def test_the_history_is_that_of_one_subject_and_the_chain_is_whole(at_desk):
    at_desk.put(Partner(id="P-1"))
    at_desk.assign(Lead(id="L-1"), POLICY, as_of=NOON)
    at_desk.decline("L-1", why="No time.")

    assert [event.action for event in at_desk.history("L-1")] == ["assign", "decline"]
    assert at_desk.history("L-9") == ()
    assert at_desk.verify().intact
    assert at_desk.verify().rows == 3


def test_every_store_makes_decisions_again(at_desk):
    at_desk.put(Partner(id="P-1"), Partner(id="P-2"))
    at_desk.assign_batch([Lead(id=f"L-{number}") for number in range(3)], POLICY, as_of=NOON)
    at_desk.put(Partner(id="P-1", tier="gold"), version=1)
    at_desk.assign(Lead(id="L-9"), FairShare(weights=lambda _: 1, value="unit"), as_of=NOON)

    assert all(at_desk.explain(f"L-{number}").holds for number in range(3))
    with pytest.raises(NotReplayable):
        at_desk.explain("L-9")
    with pytest.raises(NotFound):
        at_desk.explain("L-8")


@pytest.mark.parametrize("subject", [None, 17])
def test_nothing_is_not_everything(at_desk, subject):
    at_desk.put(Partner(id="P-1"))
    at_desk.assign(Lead(id="L-1"), POLICY, as_of=NOON)
    for look in (at_desk.history, at_desk.explain):
        with pytest.raises(InvalidValue, match="use the id of a fact"):
            look(subject)
