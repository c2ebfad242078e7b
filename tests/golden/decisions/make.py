"""
Write the decisions of a release as they came to rest: run once for each, never again.

usage: make.py RELEASE, or make.py RELEASE large, or make.py RELEASE runs

Each line of the file is one call of the store, in order: a row of the log, or a document that follows from it.
What is long is packed, so bytes are written in base 64.
"""

import json
import sys
from base64 import b64encode
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from attrs import evolve

from partnerkit import Lead, Money, Partner, Period, Territory
from partnerkit.desk import Desk
from partnerkit.leads import EqualLoad, FairShare, Rotation
from partnerkit.storage import MemoryStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAIR = FairShare(weights={"gold": 3, "P-3": Decimal("0.5")}, default=1)


def lead(number, territory="de-north", **more):
    return Lead(id=f"L-{number:02}", value=Money.of(100 + 37 * number, "EUR"), territory=territory, **more)


def life(desk):
    """Give leads in every way there is."""
    desk.put(
        Partner(id="P-1", tier="gold", territories=("de",)),
        Partner(id="P-2", tier="silver", territories=("de", "se"), capacity=4),
        Partner(id="P-3", territories=("de-north",), languages=("de",)),
        *(Partner(id=f"P-{number}", territories=("se",)) for number in range(4, 9)),
        Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se"),
    )  # fmt: skip
    for number in range(6):
        desk.assign(lead(number), FAIR, as_of=NOON + number * HOUR)
    desk.assign_many([lead(6, "se"), lead(7, "se"), lead(8)], FAIR, as_of=NOON + 6 * HOUR)
    desk.assign_batch([lead(9), lead(10, "se"), lead(11), lead(12, "de")], FAIR, as_of=NOON + 7 * HOUR)
    desk.assign_to(lead(13), "P-3", FAIR, why="The customer asked.", as_of=NOON + 8 * HOUR)
    desk.decline("L-01", why="No time.", as_of=NOON + 9 * HOUR)
    desk.put(evolve(desk.get(Partner, "P-1").value, tier="silver"), version=1)
    desk.assign(lead(14, language="de"), FAIR, as_of=NOON + 10 * HOUR)
    for number in range(15, 19):
        desk.assign(lead(number, "se"), EqualLoad(default=1, pool="level"), as_of=NOON + 11 * HOUR)
    for number in range(19, 23):
        desk.assign(lead(number, "se"), Rotation(default=1, pool="turns"), as_of=NOON + 12 * HOUR)
    desk.assign(lead(23, "fi"), FAIR, as_of=NOON + 13 * HOUR)


def large(desk):
    """Give leads in a pool where most could never take them, so that they are on record as a count and a digest."""
    desk.put(
        Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se"),
        *(
            Partner(id=f"P-{number}", tier="gold" if number % 3 else None, territories=("se",), capacity=number % 4)
            for number in range(70)
        ),
        Partner(id="P-70", territories=("de",), languages=("de",)), Partner(id="P-71", territories=("de-north",)),
    )  # fmt: skip
    for number in range(4):
        desk.assign(lead(number), FAIR, as_of=NOON + number * HOUR)
    desk.put(evolve(desk.get(Partner, "P-70").value, languages=("sv",)), version=1)
    desk.assign(lead(4, language="de"), FAIR, as_of=NOON + 4 * HOUR)
    desk.assign(lead(5, "fi"), FAIR, as_of=NOON + 5 * HOUR)
    for number in range(6, 10):
        desk.assign(lead(number), EqualLoad(default=1, pool="level"), as_of=NOON + 6 * HOUR)
    for number in range(10, 14):
        desk.assign(lead(number), Rotation(default=1, pool="turns"), as_of=NOON + 7 * HOUR)


def runs(desk):
    """Give leads of what is owed alone, so that what decided is on record in whole numbers."""
    desk.put(
        Partner(id="P-1", tier="gold", territories=("de",)),
        Partner(id="P-2", tier="silver", territories=("de", "se"), capacity=4),
        Partner(id="P-3", territories=("de-north",), languages=("de",)),
        Partner(id="P-4", tier="gold", territories=("se",)),
        *(Partner(id=f"P-{number}", territories=("no",)) for number in range(5, 70)),
        Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se"),
    )  # fmt: skip
    desk.assign(lead(0), FAIR, as_of=NOON)
    desk.assign_many(
        [lead(number, "se" if number % 3 else "de-north") for number in range(1, 8)], FAIR, as_of=NOON
    )
    with desk.unit():
        desk.assign(lead(8, "fi"), FAIR, as_of=NOON + HOUR)
        desk.decline("L-03", why="No time.", as_of=NOON + HOUR)
        desk.assign(lead(9), FAIR, as_of=NOON + HOUR)
        desk.put(evolve(desk.get(Partner, "P-1").value, tier="silver"), version=1)
        desk.assign_many([lead(10), lead(11, language="de")], FAIR, as_of=NOON + 2 * HOUR)
    few = FairShare(weights={"gold": 2, "silver": 1}, default=1, pool="few", value="unit")
    for number in range(5, 70):
        desk.put(
            Partner(
                id=f"P-{number}", territories=("no",), valid=Period.of(date(2026, 1, 1), date(2026, 3, 3))
            ),
            version=1,
        )
    for number in range(12, 18):
        desk.assign(lead(number, "se" if number % 2 else "de"), few, as_of=NOON + (24 + number) * HOUR)


def main(release, which="release"):
    with Desk(MemoryStore(), tenant="golden", actor="anna", clock=lambda: NOON) as desk:
        {"release": life, "large": large, "runs": runs}[which](desk)
        with desk._books.reading() as reading:
            rows = reading.log()
            kinds = ("Partner", "Territory", "Lead", "Past")
            documents = [each for kind in kinds for each in reading.scan(kind)]
    lines = []
    for row in rows:
        told = {name: getattr(row, name) for name in ("at", "actor", "action", "kind", "id")}
        lines.append({"row": row.seq, **told, "body": b64encode(row.body).decode()})
    for each in documents:
        told = {name: getattr(each, name) for name in ("kind", "id", "version", "seq")}
        lines.append({"document": each.seq, **told, "body": b64encode(each.body).decode()})
    path = Path(__file__).with_name(f"{which}-{release}.jsonl")
    path.write_text("".join(json.dumps(line, sort_keys=True) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
