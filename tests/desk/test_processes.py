"""
Nothing lost, nothing twice, nothing half: under many processes, and when they are killed.

They are forked from here, where everything is loaded, so that hundreds can live
and die in seconds; each opens the file for itself.
"""

import json
import os
import random
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.testing.processes import Writer, hear_all, heard
from partnerkit.values.store_errors import AlreadyClaimed

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forked, which only Unix does")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)
FIRMS = [Partner(id=f"P-{number}", tier="gold" if number % 3 else "silver") for number in range(6)]

#: Tortured longer by hand: PARTNERKIT_TORTURE=20 means about 300 kills.
TIMES = int(os.environ.get("PARTNERKIT_TORTURE", "1"))


@pytest.fixture(scope="module", autouse=True)
def warm():
    """Load what is loaded on first use, so that no child has to."""
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(Partner(id="P-1"))
        for _ in range(2):
            desk.assign(lead("L-1"), POLICY, as_of=NOON, key="k")


@pytest.fixture
def path(memory_path):
    path = memory_path / "channel.db"
    with Desk(SqliteStore(path), tenant="acme") as desk:
        desk.put(*FIRMS)
    return path


def lead(name):
    return Lead(id=name, value=Money.of(100 + sum(map(ord, name)), "EUR"))


def opened(path, actor="judge"):
    return Desk(SqliteStore(path, wait_seconds=60), tenant="acme", actor=actor)


def rival(path, leads, number, tell):
    """Want to give away the same leads as all others, in an order of one's own."""
    order = list(range(leads))
    random.Random(number).shuffle(order)  # noqa: S311  # another order in each process, the same in every run
    given, late = {}, 0
    with opened(path, f"rival-{number}") as desk:
        for each in order:
            try:
                given[f"L-{each}"] = desk.assign(lead(f"L-{each}"), POLICY, as_of=NOON).winner
            except AlreadyClaimed:
                late += 1
            else:
                # Waiting for the file is by longer and longer naps: who never lets go would give all of them.
                time.sleep(0.01)
    tell(json.dumps({"actor": f"rival-{number}", "given": given, "late": late}))


def writer(path, number, done, tell):
    """
    Give away leads of one's own, one after the other, each under a key.

    A decision is told only after the desk has returned it. What it was doing
    when it was killed, its successor does again, under the same key.
    """
    with opened(path, f"writer-{number}") as desk:
        while True:
            name = f"L-{number}-{done}"
            decision = desk.assign(lead(name), POLICY, as_of=NOON, key=name)
            tell(f"{name} {decision.winner} {decision.margin}")
            done += 1


def killed(path, writers, kills, seed):
    """Kill one of the writers again and again, in the end all of them; return what each of them was told."""
    told = [[] for _ in range(writers)]
    chance = random.Random(seed)  # noqa: S311  # the same moments in every run

    def started(number):
        return Writer(partial(writer, path, number, len(told[number]))).start()

    def buried(number):
        alive[number].kill()
        alive[number].end()
        told[number] += alive[number].lines()

    alive = [started(number) for number in range(writers)]
    for _ in range(kills):
        # So many decisions more, then any moment within one.
        goal = chance.randrange(6)
        before = sum(len(each.lines()) for each in alive)
        while sum(len(each.lines()) for each in alive) < before + goal:
            assert all(not each.is_over for each in alive), "a writer ended by itself"
            hear_all(alive, 0.0005)
        time.sleep(chance.uniform(0, 0.01))
        victim = chance.randrange(writers)
        buried(victim)
        alive[victim] = started(victim)
    for number in range(writers):
        buried(number)
    return [line.split() for lines in told for line in lines]


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
    count = 30 * TIMES
    running = [Writer(partial(rival, path, count, number)).start() for number in range(8)]
    reports = [json.loads(line) for each in heard(running) for line in each.lines()]
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


def test_writers_that_are_killed_lose_nothing_acknowledged_and_leave_nothing_half(path):
    noted = killed(path, 4, 14 * TIMES, 20260302)

    with opened(path) as desk:
        decisions = judged(desk)
        assert len(noted) > 20
        for name, winner, margin in noted:
            assert str(decisions[name].winner) == winner, "acknowledged and lost"
            assert str(decisions[name].margin) == margin
        unknown = set(decisions) - {name for name, _, _ in noted}
        assert len(unknown) <= 4, "each writer had at most one decision under way"

        # Whoever asks again with the same key, of known or unknown fate, changes nothing.
        rows = desk.verify().rows
        for name in [*unknown, *(name for name, _, _ in noted[:20])]:
            assert desk.assign(lead(name), POLICY, as_of=NOON, key=name) == decisions[name]
            with pytest.raises(AlreadyClaimed):
                desk.assign(lead(name), POLICY, as_of=NOON)
        assert desk.verify().rows == rows


def test_eight_processes_open_a_new_file_at_the_same_time(memory_path):
    def opener(number, tell):
        with opened(memory_path / "new.db", f"opener-{number}") as desk:
            desk.put(Partner(id=f"P-{number}"))
        tell("done")

    running = [Writer(partial(opener, number)).start() for number in range(8)]
    assert [line for each in heard(running) for line in each.lines()] == ["done"] * 8

    with opened(memory_path / "new.db") as desk:
        assert len(desk.all(Partner)) == desk.verify().rows == 8
