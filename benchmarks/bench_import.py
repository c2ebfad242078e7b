"""
How long does it take to read 100,000 leads, checked, beside a loop over csv.DictReader that checks nothing?

The loop makes plain dicts of text. Ours makes facts: typed, validated, in UTC, in exact money, each
id used once. So the ratio tells what being sure costs; most of it is the model's own validation,
which the third line shows by itself.
"""

import csv
import random
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import stopwatch
from figures import tell
from partnerkit import Lead, Money, Network
from partnerkit.interop import Column, load_network, read_csv, save_network

ROWS = 100_000
COLUMNS = {
    "id": "id",
    "value": Column(name="value", currency="=cur"),
    "territory": "territory",
    "product": "product",
    "language": "language",
    "received_at": Column(name="received", zone="Europe/Berlin"),
}


def write(path: Path) -> None:
    chance = random.Random(7)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "value", "cur", "territory", "product", "language", "received"])
        writer.writerows(
            [
                f"L-{n}",
                f"{chance.randrange(1_000, 99_999)}.50",
                "EUR",
                f"t-{n % 50}",
                f"p-{n % 9}",
                "de",
                "2026-03-02T09:00",
            ]
            for n in range(ROWS)
        )


#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=3)


def loop(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return len(list(csv.DictReader(file)))


def models() -> int:
    moment = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return sum(
        bool(
            Lead(
                id=f"L-{n}",
                value=Money.of("12.50", "EUR"),
                territory="t",
                product="p",
                language="de",
                received_at=moment,
            )
        )
        for n in range(ROWS)
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leads.csv"
        write(path)
        plain = best(lambda: loop(path))
        ours = best(lambda: read_csv(path, Lead, COLUMNS))
        made = best(models)
        network = Network.of(read_csv(path, Lead, COLUMNS))
        saved = best(lambda: save_network(network, Path(folder) / "net"), rounds=1)
        loaded = best(lambda: load_network(Path(folder) / "net"), rounds=1)
    for what, seconds in (
        ("csv.DictReader loop", plain),
        ("read_csv into leads", ours),
        ("the models alone", made),
        ("save_network", saved),
        ("load_network", loaded),
    ):
        print(f"{what:<22} {seconds:6.2f} s")
        tell(f"{what} / a loop that checks nothing", seconds / plain)
        tell(f"{what} / the models alone", seconds / made)


if __name__ == "__main__":
    main()
