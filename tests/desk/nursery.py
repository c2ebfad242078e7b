"""
Writers that are killed while they write.

A script of its own: it loads everything once and forks a writer whenever one is
needed, so that hundreds can be killed in seconds. Each writer gives away leads
under keys of its own, one after the other, and notes each decision in a file
only after the desk has returned it. What it was doing when it was killed, its
successor does again, under the same key.

usage: nursery.py PATH FOLDER WRITERS KILLS SEED
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from partnerkit import Lead, Money
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(weights={"gold": 3}, default=1)


def lead(name: str) -> Lead:
    return Lead(id=name, value=Money.of(100 + sum(map(ord, name)), "EUR"))


def write(path: str, notes: Path, writer: int) -> None:
    done = len(notes.read_text().splitlines()) if notes.exists() else 0
    note = os.open(notes, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with Desk(SqliteStore(path, wait_seconds=60), tenant="acme", actor=f"writer-{writer}") as desk:
        while True:
            name = f"L-{writer}-{done}"
            decision = desk.assign(lead(name), POLICY, as_of=NOON, key=name)
            os.write(note, f"{name} {decision.winner} {decision.margin}\n".encode())
            done += 1


def started(path: str, folder: Path, writer: int) -> int:
    child = os.fork()
    if not child:
        try:
            write(path, folder / f"{writer}.txt", writer)
        except BaseException as fault:  # told on the way out: a writer has no business to fail
            print("fault", type(fault).__name__, fault, flush=True)
        os._exit(1)
    return child


def main(path: str, folder: Path, writers: int, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    alive = {writer: started(path, folder, writer) for writer in range(writers)}
    for _ in range(kills):
        time.sleep(chance.uniform(0.01, 0.1))
        victim = chance.randrange(writers)
        os.kill(alive[victim], signal.SIGKILL)
        _, status = os.waitpid(alive[victim], 0)
        if not os.WIFSIGNALED(status):
            print("a writer ended by itself", flush=True)
        alive[victim] = started(path, folder, victim)
    for child in alive.values():
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:6]))
