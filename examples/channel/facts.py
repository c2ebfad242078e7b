"""What a review needs to know of a channel, whatever files it came from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from attrs import evolve, frozen

from partnerkit import Goal, Money, Network, Period
from partnerkit.leads import FairShare
from partnerkit.scoring import Scorecard

Progress = Callable[[str], Callable[[int], None]]


@frozen(kw_only=True)
class Channel:
    """The facts of one channel, ready to be judged."""

    title: str
    currency: str
    day: date

    #: The moment all judgements are made for: on that day, or its end.
    as_of: datetime
    network: Network

    #: The goal tree's nodes, and what each leaf reached.
    goals: Sequence[Goal]
    actuals: Mapping[str, Money]

    #: One row a partner, for the scorecard.
    figures: Mapping[str, Sequence[Any]]
    card: Scorecard

    #: How prospects are shared.
    policy: FairShare

    #: Sales by month, in order.
    months: Mapping[str, Money]

    @property
    def sales(self) -> Money:
        """All sales, rounded once."""
        return Money.total(self.months.values(), self.currency).rounded()


def summed(
    rows: Iterable[Mapping[str, str]], key: Callable[[Mapping[str, str]], str], column: str, currency: str
) -> dict[str, Money]:
    """Add an amount by key, exactly; the files carry up to four decimals."""
    amounts: dict[str, list[Money]] = defaultdict(list)
    for row in rows:
        amounts[key(row)].append(Money.of(row[column], currency, scale=4))
    return {name: Money.total(each) for name, each in sorted(amounts.items())}


def goals_with_parents(leaves: Sequence[Goal], names: Mapping[str, str | None]) -> list[Goal]:
    """
    Put leaf goals under the people they belong to, and people under their managers.

    A person with reports has a node for the team and a leaf `<id>/own` for own
    business. *names* is person -> manager. A node's target is the sum of what is
    below it.
    """
    managers = {manager for manager in names.values() if manager is not None}
    nodes: dict[str, str | None] = {}
    moved: list[Goal] = []
    for leaf in leaves:
        person = leaf.parent or ""
        home = f"{person}/own" if person in managers else person
        moved.append(evolve(leaf, parent=home))
        if home != person:
            nodes[home] = person
        while person is not None and person not in nodes:
            nodes[person] = names.get(person)
            person = names.get(person)
    totals: dict[str, Money] = defaultdict(lambda: Money.zero(leaves[0].target.currency))
    for leaf in moved:
        node = leaf.parent
        while node is not None:
            totals[node] += leaf.target
            node = nodes[node]
    period = Period.of(min(leaf.period.start for leaf in leaves), max(leaf.period.end for leaf in leaves))
    return [
        *(
            Goal(
                id=node,
                parent=parent,
                measure=leaves[0].measure,
                period=period,
                target=totals[node],
                owner=node.partition("/")[0],
            )
            for node, parent in nodes.items()
        ),
        *moved,
    ]
