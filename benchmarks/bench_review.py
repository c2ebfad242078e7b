"""
Does a review of one partner take longer the more partners there are?

    nox -s bench -- review

Networks of 10,000, 100,000 and 1,000,000 facts of eight kinds; every partner
has as many facts in each, about a hundred. The first review of a network makes
the indexes, which all networks made of it share; it is shown apart. Then the
median of reviews of many partners, and of `today` for one manager of ten
partners. Seeds are fixed.
"""

import gc
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from figures import grow
from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Agreement, Figure, Goal, Interaction, Person, ServiceCase, Task, WarrantyClaim
from partnerkit.review import review_partner, today

SIZES = (10_000, 100_000, 1_000_000)
EACH, ROUNDS = 100, 60
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
SINCE = NOW - timedelta(days=91)
DAY = timedelta(days=1)
MONTHS = [Period.month(2025 + at // 12, at % 12 + 1) for at in range(18)]
EUROS = Money.of(100, "EUR")


def facts_of(name: str) -> list[Any]:
    """Return the facts of one partner."""
    made: list[Any] = [
        Partner(id=name, account_owner=f"U-{int(name[2:]) // 10:06}"),
        Goal(id=f"G-{name}", measure="revenue", period=Period.year(2026), target=EUROS, partner=name),
        Agreement(id=f"V-{name}", partner=name, period=Period.since(date(2024, 1, 1))),
    ]
    made += [Figure(partner=name, measure="receivables", period=month, value=EUROS) for month in MONTHS]
    made += [
        Figure(partner=name, measure="receivables_overdue", period=month, value=EUROS) for month in MONTHS
    ]
    made += [
        ServiceCase(
            id=f"S-{name}-{at}", partner=name, opened_at=NOW - 9 * at * DAY, due_at=NOW + (5 - at) * DAY
        )
        for at in range(15)
    ]
    made += [
        WarrantyClaim(id=f"W-{name}-{at}", partner=name, claimed=EUROS, submitted_at=NOW - 11 * at * DAY)
        for at in range(15)
    ]
    made += [
        Interaction(id=f"I-{name}-{at}", kind="call", partner=name, at=NOW - 13 * at * DAY, held=True)
        for at in range(15)
    ]
    made += [
        Task(id=f"K-{name}-{at}", partner=name, raised_by="partner", due=date(2026, 6, 15) + at * DAY)
        for at in range(EACH - len(made))
    ]
    return made


def seconds(act: Callable[[], Any]) -> float:
    """Return how long it takes."""
    started = time.process_time()
    act()
    return time.process_time() - started


def main() -> None:
    """Print the figures."""
    reviewed, asked = {}, {}
    for size in SIZES:
        count = size // EACH
        names = [f"P-{number:06}" for number in range(count)]
        network = Network.of(
            [fact for name in names for fact in facts_of(name)],
            [Person(id=f"U-{number:06}") for number in range(-(-count // 10))],
        )
        gc.collect()
        gc.freeze()
        look = partial(review_partner, network, since=SINCE, as_of=NOW)
        first = seconds(partial(look, names[0]))
        today(network, "U-000000", as_of=NOW)
        chosen = [names[place * count // ROUNDS] for place in range(ROUNDS)]
        reviews = [seconds(partial(look, name)) for name in chosen]
        days = [seconds(partial(today, network, f"U-{int(name[2:]) // 10:06}", as_of=NOW)) for name in chosen]
        print(f"{size:,} facts: {first:.2f} s for the first review, with its indexes")
        reviewed[size], asked[size] = statistics.median(reviews), statistics.median(days)
    grow("review of one partner", reviewed, most=1.2)
    grow("the day of one manager", asked, most=1.2)


if __name__ == "__main__":
    main()
