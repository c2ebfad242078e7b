"""
Which trials does a store go through, how often in a run at a desk and how often in torture?

Each trial counts what must not happen, in keys that must be zero. What is tried
is in `partnerkit.testing.processes`, where the exam of other people's stores
uses the same; here are the numbers, and what only our own stores can be asked.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, NamedTuple

from partnerkit.storage import AuditEntry, Claim, Draft, Outcome
from partnerkit.testing.kills import killed, retried
from partnerkit.testing.races import allocated, appended, followed
from partnerkit.values.store_errors import StorageBusy

sys.path.insert(0, str(Path(__file__).parent))

SEED = 20260302


class Trial(NamedTuple):
    promise: str
    what: str
    run: Callable[..., dict[str, Any]]
    quick: Mapping[str, Any]
    full: Mapping[str, Any]

    #: What must be zero.
    zeros: tuple[str, ...]


def rounds(make_round, *, count, seed, writers, leads):
    """Give the same leads in *count* rounds, each in a store of its own."""
    total = {}
    for number in range(count):
        found = allocated(make_round(number), writers=writers, leads=leads, seed=seed + number)
        total = {name: total.get(name, 0) + value for name, value in found.items()}
    return total


def following(make, *, seed, writers, units):
    """Follow the log; there is no chance in it, but that of the machine."""
    return followed(make, writers=writers, units=units)


def waited(make, *, waiters, wait_seconds, seed):
    """Hold the lock longer than anybody waits; count who waited beyond a tenth of what was allowed, or got in."""
    store, is_held, may_go, waits, entered = make(wait_seconds=60), Event(), Event(), [], []

    def hold():
        with store.write("acme") as unit:
            unit.append(entry("held"))
            is_held.set()
            may_go.wait(60)

    def wait():
        other = make(wait_seconds=wait_seconds)
        with other.read("acme"):
            pass  # what opening costs is not waiting
        started = monotonic()
        try:
            with other.write("acme"):
                entered.append(1)
        except StorageBusy:
            waits.append(monotonic() - started)
        finally:
            other.close()

    threads = [Thread(target=hold), *(Thread(target=wait) for _ in range(waiters))]
    threads[0].start()
    is_held.wait(60)
    for thread in threads[1:]:
        thread.start()
    for thread in threads[1:]:
        thread.join()
    may_go.set()
    threads[0].join()
    store.close()
    # The machine itself may be late: its own delay is not the store's.
    late = sum(each > 1.1 * wait_seconds + 0.5 for each in waits)
    return {"waiters": waiters, "longest": round(max(waits), 2), "late": late, "got in": len(entered)}


def entry(name):
    at = "2026-01-31T09:00:00.000000Z"
    return AuditEntry(at=at, actor="torture", action="assign", kind="Lead", id=name, body=b"{}")


def decide(store, number):
    """Do all that a decision does."""
    with store.write("acme") as unit:
        unit.append(entry(f"L-{number}"))
        unit.put(Draft(kind="Lead", id=f"L-{number}", version=0, body=b"lead"))
        unit.put(Draft(kind="Ledger", id="pool", version=number, body=b"%d" % (number + 1)))
        unit.claim(Claim(scope="lead", key=f"L-{number}", holder="P-4"))
        unit.remember(Outcome(key=f"k-{number}", fingerprint="f", result=b"r"))


TRIALS = {
    "updates": Trial(
        "P1",
        "8 writers append to a hot and to other documents",
        appended,
        {"writers": 8, "units": 80, "keys": 10},
        {"writers": 8, "units": 10_000, "keys": 50},
        ("lost", "out of order"),
    ),
    "allocations": Trial(
        "P2, P11",
        "8 processes want the same leads of two tenants",
        rounds,
        {"count": 1, "writers": 8, "leads": 12},
        {"count": 20, "writers": 8, "leads": 500},
        ("twice", "never", "half"),
    ),
    "retries": Trial(
        "P3",
        "keyed commands, killed and repeated",
        retried,
        {"commands": 60, "pause": (0.005, 0.02)},
        {"commands": 3_000, "pause": (0.004, 0.02)},
        ("twice", "never", "ledger off by"),
    ),
    "kills": Trial(
        "P4",
        "4 writers killed with kill -9",
        killed,
        {"writers": 4, "kills": 24},
        {"writers": 4, "kills": 500},
        ("lost", "half"),
    ),
    "followers": Trial(
        "P6",
        "a reader follows the log of 8 writers",
        following,
        {"writers": 8, "units": 160},
        {"writers": 8, "units": 8_000},
        ("missed", "gaps"),
    ),
    "waits": Trial(
        "P12",
        "16 who wait for one that does not let go",
        waited,
        {"waiters": 8, "wait_seconds": 0.3},
        {"waiters": 16, "wait_seconds": 2.0},
        ("late", "got in"),
    ),
}
