"""
What does it cost that everybody sees his own part only?

    nox -s bench -- access

10,000 partners and 1,000,000 facts of five kinds, seed fixed. The kernel that
tells which facts are in sight is measured in passes: one pass is the sum of a
column of as many numbers. Then the whole answer: what one partner, a manager of
a tenth of the partners, and head office get, with the facts made that hide a
field; beside it one loop that reads the owner of every fact. Best of a few rounds.
"""

import gc
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np

from figures import tell
from partnerkit import Money, Partner, Period
from partnerkit.access import visible
from partnerkit.access.reach import Reach
from partnerkit.access.subjects import SUBJECTS, encoded, in_sight
from partnerkit.facts import Agreement, Figure, Goal, Network, Person, Task
from partnerkit.facts.interaction import Interaction

PARTNERS, FACTS, ROUNDS = 10_000, 1_000_000, 5
NOW = datetime(2026, 3, 2, tzinfo=UTC)
YEAR = Period.year(2026)


def best(act: Callable[[], Any]) -> float:
    """Return the best time of a few rounds."""
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken)


def channel() -> Network:
    """Return the network."""
    owners = np.random.default_rng(1).integers(0, PARTNERS, FACTS)
    names = [f"P-{number:05}" for number in range(PARTNERS)]
    money = Money.of(Decimal(100), "EUR")
    months = [Period.month(2000 + at // 12, at % 12 + 1) for at in range(300)]
    made: list[Any] = [Partner(id=name, account_owner=f"U-{at % 10}") for at, name in enumerate(names)]
    made += [Person(id=f"U-{at}", roles=("territory-manager",), permission="self") for at in range(10)]
    made += [
        Person(id="head", roles=("head-office",), permission="all"),
        Person(id="dealer", employer=names[7], roles=("owner",), permission="all"),
    ]
    each = FACTS // 5
    theirs = [names[owner] for owner in owners.tolist()]
    made += [
        Figure(partner=theirs[at], measure=f"m{at}", period=months[at % 300], value=money)
        for at in range(each)
    ]
    made += [
        Goal(id=f"G-{at}", measure="m", period=YEAR, target=money, partner=theirs[each + at])
        for at in range(each)
    ]
    made += [Task(id=f"K-{at}", partner=theirs[2 * each + at]) for at in range(each)]
    made += [
        Interaction(id=f"I-{at}", kind="visit", partner=theirs[3 * each + at], at=NOW, travel_minutes=9)
        for at in range(each)
    ]
    made += [
        Agreement(id=f"V-{at}", partner=theirs[4 * each + at], period=Period.since(date(2026, 1, 1)))
        for at in range(each)
    ]
    return Network.of(made)


def main() -> None:
    """Print the figures."""
    network = channel()
    column = np.random.default_rng(2).random(FACTS)
    one_pass = best(column.sum)
    models = (Figure, Goal, Task, Interaction, Agreement)
    columns = [encoded(network.all(model), SUBJECTS[model]) for model in models]
    tenth = Reach(
        partners=frozenset(f"P-{number:05}" for number in range(0, PARTNERS, 10)), people=frozenset({"U-0"})
    )
    kernel = best(lambda: [in_sight(each, tenth) for each in columns])
    tell("facts in sight among 1,000,000, by arrays", kernel / one_pass, "passes", most=60)

    def loop() -> None:
        for model in models:
            for fact in network.all(model):
                fact.partner  # noqa: B018  # read, as the loop of the comparison does

    def view(viewer: str) -> int:
        return sum(map(len, (visible(network, viewer, as_of=NOW).all(model) for model in models)))

    read = best(loop)
    view("dealer")
    for viewer in ("dealer", "U-0", "head"):
        count = view(viewer)
        tell(f"the view of {viewer}, {count:,} facts", best(partial(view, viewer)) / read, "loops")


if __name__ == "__main__":
    main()
