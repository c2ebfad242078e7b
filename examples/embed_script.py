"""
Give out leads from a plain script, that may be killed and started again at any line.

    python examples/embed_script.py [channel.db]
"""

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.interop import say
from partnerkit.leads import FairShare
from partnerkit.storage import SqliteStore
from partnerkit.values.store_errors import AlreadyClaimed

POLICY = FairShare(weights={"gold": 3, "silver": 1})
PARTNERS = (Partner(id="nord", tier="gold"), Partner(id="elbe", tier="silver"))
ORDERS = [("4711", "12000"), ("4712", "800"), ("4713", "3500")]


def main(file: Path, now: datetime) -> None:
    with Desk(SqliteStore(file), tenant="acme", actor="night-run") as desk:
        # A script that runs every night puts its partners once.
        known = {partner.id for partner in desk.all(Partner)}
        desk.put(*(partner for partner in PARTNERS if partner.id not in known))
        for order, value in ORDERS:
            lead = Lead(id=f"lead-{order}", value=Money.of(value, "EUR"))
            # The key is the order's: however often this line runs, the lead is given once.
            key, by = f"order-{order}", now + timedelta(days=2)
            try:
                decision = desk.assign(lead, POLICY, as_of=now, answer_by=by, key=key)
            except AlreadyClaimed:
                print(f"{lead.id} was given under another key")
                continue
            print(say(decision, locale="en"))
        desk.expire_due(as_of=now)
        print(f"{len(desk.due(as_of=now))} due; the log is {'whole' if desk.verify().intact else 'broken'}")


if __name__ == "__main__":
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), moment)
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "channel.db", moment)
            # Once more: the same decisions, and not one row more.
            main(Path(folder) / "channel.db", moment)
