"""
Many processes on one file, some of them killed while they write.

A script of its own: it loads everything once and forks a process whenever one
is needed, so that hundreds can live and die in seconds. No connection is open
when it forks.

usage: nursery.py rivals PATH PROCESSES LEADS
       nursery.py killed PATH WRITERS KILLS SEED FOLDER
       nursery.py openers PATH PROCESSES
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import MemoryStore, SqliteStore
from partnerkit.values.store_errors import AlreadyClaimed

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)


def lead(name: str) -> Lead:
    return Lead(id=name, value=Money.of(100 + sum(map(ord, name)), "EUR"))


def opened(path: str, actor: str) -> Desk:
    return Desk(SqliteStore(path, wait_seconds=60), tenant="acme", actor=actor)


def warm_up() -> None:
    """Load what is loaded on first use, so that no child has to."""
    with Desk(MemoryStore(), tenant="acme") as desk:
        desk.put(Partner(id="P-1"))
        desk.assign(lead("L-1"), POLICY, as_of=NOON, key="k")
        desk.assign(lead("L-1"), POLICY, as_of=NOON, key="k")


def started(work: Callable[[], None]) -> int:
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as fault:  # noqa: BLE001  # told on the way out: none of them has any business to fail
            print("fault", type(fault).__name__, fault, flush=True)
            os._exit(1)
        os._exit(0)
    return child


def ended(children: list[int]) -> None:
    for child in children:
        os.waitpid(child, 0)


def rivals(path: str, count: int, leads: int) -> None:
    """All of them want to give away the same leads, each in an order of its own."""

    def work(number: int) -> None:
        order = list(range(leads))
        random.Random(number).shuffle(order)  # noqa: S311
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
        os.write(1, json.dumps({"actor": f"rival-{number}", "given": given, "late": late}).encode() + b"\n")

    ended([started(lambda number=number: work(number)) for number in range(count)])


def killed(path: str, writers: int, kills: int, seed: int, folder: Path) -> None:
    """
    Each writer gives away leads of its own, one after the other, each under a key.

    It notes a decision only after the desk has returned it. What it was doing
    when it was killed, its successor does again, under the same key.
    """
    notes = [folder / f"{writer}.txt" for writer in range(writers)]

    def work(writer: int) -> None:
        done = notes[writer].read_bytes().count(b"\n")
        note = os.open(notes[writer], os.O_WRONLY | os.O_APPEND)
        with opened(path, f"writer-{writer}") as desk:
            while True:
                name = f"L-{writer}-{done}"
                decision = desk.assign(lead(name), POLICY, as_of=NOON, key=name)
                os.write(note, f"{name} {decision.winner} {decision.margin}\n".encode())
                done += 1

    for each in notes:
        each.touch()
    chance = random.Random(seed)  # noqa: S311
    alive = [started(lambda writer=writer: work(writer)) for writer in range(writers)]
    for _ in range(kills):
        # So many bytes of notes more, then any moment within a decision.
        goal = sum(each.stat().st_size for each in notes) + chance.randrange(120)
        while sum(each.stat().st_size for each in notes) < goal:
            time.sleep(0.0005)
        time.sleep(chance.uniform(0, 0.01))
        victim = chance.randrange(writers)
        os.kill(alive[victim], signal.SIGKILL)
        if not os.WIFSIGNALED(os.waitpid(alive[victim], 0)[1]):
            print("a writer ended by itself", flush=True)
        alive[victim] = started(lambda writer=victim: work(writer))
    for child in alive:
        os.kill(child, signal.SIGKILL)
    ended(alive)


def openers(path: str, count: int) -> None:
    """All of them create the same file."""

    def work(number: int) -> None:
        with opened(path, f"opener-{number}") as desk:
            desk.put(Partner(id=f"P-{number}"))

    ended([started(lambda number=number: work(number)) for number in range(count)])


if __name__ == "__main__":
    warm_up()
    match sys.argv[1:]:
        case ["rivals", path, count, leads]:
            rivals(path, int(count), int(leads))
        case ["killed", path, writers, kills, seed, folder]:
            killed(path, int(writers), int(kills), int(seed), Path(folder))
        case ["openers", path, count]:
            openers(path, int(count))
