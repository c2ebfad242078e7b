"""
What is due tonight, without Airflow: one script for cron, which may run twice and does everything once.

    python examples/nightly_job.py [--db FILE] [--as-of 2026-07-02T02:00+02:00]

It takes a lock, so that two runs never overlap (a run that crashed leaves none behind);
puts what is new or changed into the desk; gives out the leads that nobody has; lets offers
run out; and writes what is due. Each lead has a key made of its id and the night, so a
second run of the same night reads the first one's answers, and the next night goes on.
"""

import argparse
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from partnerkit import Lead, Partner
from partnerkit.cli.sample import sample_network
from partnerkit.desk import Desk
from partnerkit.interop import say
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.values.errors import NotFound
from partnerkit.values.store_errors import AlreadyClaimed

POLICY = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1})


class Running(Exception):
    """Another run holds the lock."""


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold a lock that the operating system lets go of when this process ends, whatever way it ends."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise Running(path.name) from None
        yield


def main(arguments: list[str] | None = None) -> dict[str, str | None]:
    """Do one night's work, once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--db", type=Path, default=Path(os.environ.get("PARTNERKIT_REVIEW_DIR", ".")) / "nightly.db"
    )
    parser.add_argument(
        "--as-of", type=datetime.fromisoformat, default=datetime.fromisoformat("2026-07-02T02:00+02:00")
    )
    chosen = parser.parse_args(arguments)
    try:
        with (
            only_one(chosen.db.with_suffix(".lock")),
            Desk(SqliteStore(chosen.db), tenant="acme", actor="nightly") as desk,
        ):
            return work(desk, chosen.as_of)
    except Running:
        print("Another run is under way; this one leaves it alone.")
        return {}


def work(desk: Desk, as_of: datetime) -> dict[str, str | None]:
    """Put what is new, give it out, and say what is due."""
    night = as_of.date().isoformat()
    network = sample_network()  # in earnest: `load_network(folder)`, or your own reader
    with desk.unit():
        for fact in (*network.partners, *network.leads):
            take_in(desk, fact)
    given = {}
    for lead in network.leads:
        # Who has it since an earlier night keeps it.
        with suppress(AlreadyClaimed):
            given[lead.id] = desk.assign(lead, POLICY, as_of=as_of, key=f"{lead.id} {night}")
    desk.expire_due(as_of=as_of, key=f"expire {night}")
    for each in desk.due(as_of=as_of):
        print(say(each, names=network))
    winners = {lead: decision.winner for lead, decision in given.items()}
    print(f"{night}: {sum(each is not None for each in winners.values())} of {len(winners)} leads given out")
    return winners


def take_in(desk: Desk, fact: Partner | Lead) -> None:
    """Put a fact that is new, or that changed since it was put."""
    try:
        stored = desk.get(type(fact), fact.id)
    except NotFound:
        desk.put(fact)
        return
    if stored.value != fact:
        desk.put(fact, version=stored.version)


if __name__ == "__main__":
    main()
