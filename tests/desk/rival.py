"""
One of several processes that all want to give away the same leads.

usage: rival.py PATH NAME LEADS SEED
"""

import json
import random
import sys
from datetime import UTC, datetime

from partnerkit import Lead, Money
from partnerkit.desk import Desk
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.values.errors import AlreadyClaimed


def main(path: str, name: str, count: int, seed: int) -> None:
    order = list(range(count))
    random.Random(seed).shuffle(order)
    given, late = {}, 0
    with Desk(SqliteStore(path, wait_seconds=60), tenant="acme", actor=name) as desk:
        for number in order:
            lead = Lead(id=f"L-{number}", value=Money.of(100 + number, "EUR"))
            try:
                decision = desk.assign(
                    lead, FairShare(weights={"gold": 3}, default=1), as_of=datetime(2026, 3, 2, tzinfo=UTC)
                )
            except AlreadyClaimed:
                late += 1
            else:
                given[lead.id] = decision.winner
    print(json.dumps({"given": given, "late": late}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
