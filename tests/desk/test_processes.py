"""Nothing lost, nothing twice, nothing half: under many processes, and when they are killed."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.values.store_errors import AlreadyClaimed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the nursery forks, which only Unix does")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
FIRMS = [Partner(id=f"P-{number}", tier="gold" if number % 3 else "silver") for number in range(6)]

#: Tortured longer by hand: PARTNERKIT_TORTURE=12 means about 500 kills.
TIMES = int(os.environ.get("PARTNERKIT_TORTURE", "1"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "channel.db"
    with Desk(SqliteStore(path), tenant="acme") as desk:
        desk.put(*FIRMS)
    return path


def told_by(*arguments):
    """Run the nursery; return what its processes told, line by line."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", str(Path(__file__).parent / "nursery.py"), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1_800,
        check=False,
    )
    return finished.stdout.splitlines()


def opened(path):
    return Desk(SqliteStore(path, wait_seconds=30), tenant="acme")


def judged(desk):
    """Check what must hold whatever happened, and return the decision of each lead."""
    events = [event for event in desk.events() if event.action == "assign"]
    decisions = {event.id: event.decision for event in events}
    ledger = desk.get(Ledger, "default").value
    leads = {lead.id for lead in desk.all(Lead)}

    assert desk.verify().intact
    assert desk.verify().rows == len(events) + len(FIRMS)
    assert len(decisions) == len(events), "a lead was decided twice"
    assert leads == set(decisions), "a lead without its decision, or a decision without its lead"
    assert sum(ledger.balances.values()) == 0
    assert ledger.leads == len(events), "the ledger missed a decision, or counted one twice"
    assert {each.lead: each.partner for each in ledger.open} == {
        name: decision.winner for name, decision in decisions.items()
    }
    assert desk.get(Ledger, "default").version == len(events)
    return decisions


def test_eight_processes_that_want_the_same_leads_give_each_of_them_once(path):
    count = 200 * TIMES
    reports = [json.loads(line) for line in told_by("rivals", path, 8, count)]
    given = [pair for report in reports for pair in report["given"].items()]

    assert len(reports) == 8
    assert len(given) == count
    assert sum(report["late"] for report in reports) == 7 * count
    assert sum(bool(report["given"]) for report in reports) >= 2, "they did not even meet"
    with opened(path) as desk:
        decisions = judged(desk)

        assert dict(given) == {name: decision.winner for name, decision in decisions.items()}
        actors = {event.id: event.actor for event in desk.events() if event.action == "assign"}
        assert actors == {name: report["actor"] for report in reports for name in report["given"]}


def test_writers_that_are_killed_lose_nothing_acknowledged_and_leave_nothing_half(path, tmp_path):
    assert told_by("killed", path, 4, 40 * TIMES, 20260302, tmp_path) == []
    noted = [line.split() for notes in tmp_path.glob("*.txt") for line in notes.read_text().splitlines()]

    with opened(path) as desk:
        decisions = judged(desk)
        assert len(noted) > 40
        for name, winner, margin in noted:
            assert str(decisions[name].winner) == winner, "acknowledged and lost"
            assert str(decisions[name].margin) == margin
        unknown = set(decisions) - {name for name, _, _ in noted}
        assert len(unknown) <= 4, "each writer had at most one decision under way"

        # Whoever asks again with the same key, of known or unknown fate, changes nothing.
        rows = desk.verify().rows
        for name in [*unknown, *(name for name, _, _ in noted[:20])]:
            lead = Lead(id=name, value=Money.of(100 + sum(map(ord, name)), "EUR"))
            assert desk.assign(lead, POLICY, as_of=NOON, key=name) == decisions[name]
            with pytest.raises(AlreadyClaimed):
                desk.assign(lead, POLICY, as_of=NOON)
        assert desk.verify().rows == rows


def test_eight_processes_open_a_new_file_at_the_same_time(tmp_path):
    assert told_by("openers", tmp_path / "new.db", 8) == []

    with opened(tmp_path / "new.db") as desk:
        assert len(desk.all(Partner)) == desk.verify().rows == 8
