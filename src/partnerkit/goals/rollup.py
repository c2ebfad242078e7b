"""
What have we achieved, at every level?

Values come in where they arise, at the leaves, and are added up to every goal
above. A ratio is rolled up as a ratio: numerators and denominators are added,
quotients never averaged. A leaf without a value is unknown, not zero: a goal
above shows the sum of what is known, and how many leaves below it are not.

Millions of rows that are arrays already need no goals: see `Shape.of` and
`Shape.totals`, which everything here is built on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.facts.rates import RateTable
from partnerkit.goals.actuals import BY_GOAL, TREE, Achieved, leaf_faults, ratio_faults, to_date
from partnerkit.goals.amounts import Amounts, Kind, Value, encode, raise_together, whole
from partnerkit.goals.conversion import by_currency, converted
from partnerkit.goals.distinct import count_distinct
from partnerkit.goals.shape import Whole  # noqa: TC001  # one style of import
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.money import Quantity, minor_digits

__all__ = ["RollUp", "collect", "gather", "roll_up"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False)
class RollUp(Mapping[str, Value | None]):
    """Every goal's value, by id: the sum of what is known below it; None where nothing is."""

    tree: GoalTree

    #: The sums, by rank.
    amounts: Amounts

    #: Leaves without a value below each goal (a leaf counts itself), by rank.
    unknown_counts: NDArray[np.int64]

    def __getitem__(self, goal: str) -> Value | None:
        return self.amounts.value(self.tree.rank(goal))

    def __contains__(self, goal: object) -> bool:
        return goal in self.tree

    def __iter__(self) -> Iterator[str]:
        return iter(self.tree)

    def __len__(self) -> int:
        return len(self.tree)

    def __repr__(self) -> str:
        roots = ", ".join(f"{root!r}: {self[root]}" for root in self.tree.roots[:3])
        return f"<RollUp of {len(self)} goals; {roots}{', ...' if len(self.tree.roots) > 3 else ''}>"

    @cached_property
    def unknown(self) -> Mapping[str, int]:
        """How many leaves without a value each goal has below it, by id."""
        return MappingProxyType({goal: int(self.unknown_counts[self.tree.rank(goal)]) for goal in self.tree})

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each goal, in reading order."""
        order = self.tree.shape.reading_order
        columns: dict[str, Sequence[object]] = {
            "goal": [self.tree.ids[rank] for rank in order.tolist()],
            **self.amounts.taken(order).columns("value"),
            "unknown": self.unknown_counts[order].tolist(),
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def roll_up(
    tree: GoalTree,
    actuals: Mapping[str, Achieved | None],
    *,
    rates: RateTable | None = None,
    currency: str | None = None,
) -> RollUp:
    """
    Add up *actuals*, which belong to leaves, to every goal of *tree*.

    All actuals count the same: one currency, one unit, or ratios of one kind.
    Of a measure that counts distinct things they are sets of ids, and every
    goal counts the union. What somebody with people under them achieves in
    person belongs to a leaf of its own, `<id>/own` by convention. Unknown ids,
    values for goals with children, floats and mixed units are refused, all
    together.

    Parameters
    ----------
    rates
        Lets amounts come in several currencies: added up in each, exactly, then
        converted to *currency* (that of the targets, if left out) and rounded once.
    currency
        Only with *rates*.

    >>> from partnerkit import Goal, Period, Ratio
    >>> year = Period.year(2026)
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="first-fix rate", period=year, target=Ratio.of(9, 10))
    ...     for id, parent in (("emea", None), ("de", "emea"), ("fr", "emea"), ("it", "emea"))
    ... )
    >>> fixed = roll_up(tree, {"de": Ratio.of(80, 100), "fr": Ratio.of(1, 20)})
    >>> fixed["emea"].value, fixed.unknown["emea"]
    (Decimal('0.675'), 1)
    """
    given_rates = fields.optional(fields.instance(RateTable, "a RateTable"))
    fields.check({"tree": (TREE, tree), "actuals": (BY_GOAL, actuals), "rates": (given_rates, rates)})
    known = to_date(actuals)
    faults: list[PartnerkitError] = [*leaf_faults(tree, actuals)]
    if rates is None and currency is not None:
        remedy = "leave it out, or give rates to convert by"
        faults.append(InvalidValue(path="currency", value=shown(currency), remedy=remedy))
    if rates is not None:
        raise_together(faults)
        return _converted(tree, known.goals, known.values, rates, currency)
    return gather(tree, known.goals, known.values, (*faults, *ratio_faults(tree, known)))


def gather(
    tree: GoalTree,
    goals: Sequence[str],
    values: Sequence[Any],
    faults: Iterable[PartnerkitError] = (),
    *,
    path: Callable[[int], str] | None = None,
    kind: Kind | None = None,
) -> RollUp:
    """
    Add up *values*, each of the leaf beside it, as the measure of *tree* asks.

    A leaf may occur often. *faults*, those of a measure among them, are raised
    with those of the values, which stand at *path*.
    """
    found = tuple(faults)
    if tree.is_distinct:
        raise_together(found)
        return _united(tree, goals, values)
    amounts, mixed = encode(values, path or (lambda at: f"actuals[{goals[at]}]"), kind=kind)
    raise_together((*found, *mixed))
    return collect(tree, tree.ranks(goals), amounts)


def _united(tree: GoalTree, goals: Sequence[str], values: Sequence[AbstractSet[str]]) -> RollUp:
    ranks = tree.ranks(goals)
    counts = count_distinct(tree.shape, values, ranks)
    # Zero for each leaf that is known, so that what is unknown is told as it is of sums.
    dimension, unit = tree.targets.kind[0]
    zeros, _ = encode(
        [Quantity(amount=Decimal(0), unit=unit) if dimension == "quantity" else 0] * len(goals), str
    )
    empty = collect(tree, ranks, zeros)
    return evolve(empty, amounts=evolve(empty.amounts, parts=(counts,)))


def _converted(
    tree: GoalTree, goals: Sequence[str], values: Sequence[Any], rates: RateTable, currency: str | None
) -> RollUp:
    if currency is None:
        dimension, unit = tree.targets.kind[0]
        currency = unit if dimension == "money" else rates.base
    sums: dict[str, tuple[int, Whole]] = {currency: (0, np.zeros(len(tree), dtype=np.int64))}
    unknown = tree.shape.is_leaf.copy()
    for source, places in by_currency(values, lambda at: f"actuals[{goals[at]}]").items():
        part, _ = encode([values[at] for at in places], str)
        ranks = tree.ranks([goals[at] for at in places])
        unknown[ranks] = False
        sums[source] = (part.scales[0], tree.shape.totals(part.parts, ranks)[0])
    unknown_counts = tree.shape.add_up(unknown.astype(np.int64))
    amounts = Amounts(
        kind=(("money", currency),),
        scales=(minor_digits(currency),),
        parts=(whole(converted(sums, rates, currency).tolist()),),
        known=unknown_counts < tree.shape.leaf_counts,
    )
    return RollUp(tree=tree, amounts=amounts, unknown_counts=unknown_counts)


def collect(tree: GoalTree, ranks: NDArray[np.int64], amounts: Amounts) -> RollUp:
    """Add up *amounts*, each of which belongs to the leaf of the rank beside it; a leaf may occur often."""
    shape = tree.shape
    parts = shape.totals(amounts.parts, ranks)
    unknown = shape.is_leaf.astype(np.int64)
    unknown[ranks[amounts.known]] = 0
    unknown_counts = shape.add_up(unknown)
    return RollUp(
        tree=tree,
        amounts=evolve(amounts, parts=parts, known=unknown_counts < shape.leaf_counts),
        unknown_counts=unknown_counts,
    )
