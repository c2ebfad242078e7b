"""
What have we achieved, at every level?

Values come in where they arise, at the leaves, and are added up to every goal
above. A ratio is rolled up as a ratio: numerators and denominators are added,
quotients never averaged. A leaf without a value is unknown, not zero: a goal
above shows the sum of what is known, and how many leaves below it are not.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.goals.actuals import Entry, leaf_faults, ratio_faults
from partnerkit.goals.amounts import Amounts, Value, encode, raise_together
from partnerkit.goals.tree import GoalTree
from partnerkit.values.frames import Library, to_frame

__all__ = ["RollUp", "collect", "roll_up"]


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


def roll_up(tree: GoalTree, actuals: Mapping[str, Value | None]) -> RollUp:
    """
    Add up *actuals*, which belong to leaves, to every goal of *tree*.

    All actuals count the same: one currency, one unit, or ratios of one kind.
    What somebody with people under them achieves in person belongs to a leaf
    of its own, `<id>/own` by convention. Unknown ids, values for goals with
    children, floats and mixed units are refused, all together.

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
    known = [Entry(goal, value) for goal, value in actuals.items() if value is not None]
    amounts, mixed = encode([each.value for each in known], lambda at: known[at].path)
    raise_together((*leaf_faults(tree, actuals), *ratio_faults(tree, known), *mixed))
    return collect(tree, tree.ranks([each.goal for each in known]), amounts)


def collect(tree: GoalTree, ranks: NDArray[np.int64], amounts: Amounts) -> RollUp:
    """Add up *amounts*, each of which belongs to the leaf of the rank beside it; a leaf may occur often."""
    shape = tree.shape
    parts = tuple(shape.totals(part, ranks) for part in amounts.parts)
    unknown = shape.is_leaf.astype(np.int64)
    unknown[ranks[amounts.known]] = 0
    unknown_counts = shape.add_up(unknown)
    return RollUp(
        tree=tree,
        amounts=evolve(amounts, parts=parts, known=unknown_counts < shape.leaf_counts),
        unknown_counts=unknown_counts,
    )
