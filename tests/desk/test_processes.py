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
from partnerkit.values.errors import AlreadyClaimed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HERE = Path(__file__).parent
FIRMS = [Partner(id=f"P-{number}", tier="gold" if number % 3 else "silver") for number in range(6)]

#: Tortured longer by hand and at night: PARTNERKIT_TORTURE=50 multiplies leads and kills.
TIMES = int(os.environ.get("PARTNERKIT_TORTURE", "1"))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "channel.db"
    with Desk(SqliteStore(path), tenant="acme") as desk:
        desk.put(*FIRMS)
    return path


def start(script, *arguments):
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(HERE / script), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


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
    rivals = [start("rival.py", path, f"rival-{number}", count, number) for number in range(8)]
    told = [rival.communicate(timeout=600)[0] for rival in rivals]
    reports = [json.loads(text) for text in told]
    given = [pair for report in reports for pair in report["given"].items()]

    assert len(given) == count
    assert sum(report["late"] for report in reports) == 7 * count
    assert sum(bool(report["given"]) for report in reports) >= 2, "they did not even meet"
    with opened(path) as desk:
        decisions = judged(desk)

        assert dict(given) == {name: decision.winner for name, decision in decisions.items()}
        actors = {event.id: event.actor for event in desk.events() if event.action == "assign"}
        assert actors == {
            name: f"rival-{number}" for number, report in enumerate(reports) for name in report["given"]
        }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only Unix forks")
def test_writers_that_are_killed_lose_nothing_acknowledged_and_leave_nothing_half(path, tmp_path):
    nursery = start("nursery.py", path, tmp_path, 4, 40 * TIMES, 20260302)
    told = nursery.communicate(timeout=600)[0]
    assert told == ""
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
        rows, policy = desk.verify().rows, FairShare(weights={"gold": 3}, default=1)
        for name in [*unknown, *(name for name, _, _ in noted[:20])]:
            lead = Lead(id=name, value=Money.of(100 + sum(map(ord, name)), "EUR"))
            assert desk.assign(lead, policy, as_of=NOON, key=name) == decisions[name]
            with pytest.raises(AlreadyClaimed):
                desk.assign(lead, policy, as_of=NOON)
        assert desk.verify().rows == rows


def test_eight_processes_open_a_new_file_at_the_same_time(tmp_path):
    script = (
        "import sys; from partnerkit.desk import Desk; from partnerkit.storage import SqliteStore\n"
        "from partnerkit import Partner\n"
        "with Desk(SqliteStore(sys.argv[1], wait_seconds=60), tenant='acme') as desk:\n"
        "    desk.put(Partner(id=sys.argv[2]))\n"
    )
    path = tmp_path / "new.db"
    openers = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", script, str(path), f"P-{number}"],
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(8)
    ]

    assert [opener.communicate(timeout=120)[1] for opener in openers] == [""] * 8
    with opened(path) as desk:
        assert len(desk.all(Partner)) == desk.verify().rows == 8
