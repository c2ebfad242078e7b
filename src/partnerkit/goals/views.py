"""
How do the same goals look from another side?

One leaf, many trees: by territory, by account manager, by quarter. The leaves
are kept once, and every other tree is made from them, so a leaf that changes
has changed in all of them, and the roots of all agree.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias, final

import numpy as np
from attrs import evolve, frozen

from partnerkit.facts.goal import Goal
from partnerkit.goals.actuals import TREE
from partnerkit.goals.paths import FIELDS
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.time import Period

__all__ = ["Dimension", "Views", "regroup"]

#: A field of a goal, an attribute, a stretch of the calendar, or a name with a function that tells the group of a goal.
Dimension: TypeAlias = str | tuple[str, Callable[[Goal], str | None]]

_CALENDAR: Mapping[str, Callable[[Period], Period]] = {
    "year": lambda period: Period.year(period.start.year),
    "half": lambda period: Period.half(period.start.year, (period.start.month + 5) // 6),
    "quarter": lambda period: Period.quarter(period.start.year, (period.start.month + 2) // 3),
    "month": lambda period: Period.month(period.start.year, period.start.month),
}


_DIMENSION = fields.Check(
    lambda value: (
        isinstance(value, str)
        or (isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str) and callable(value[1]))
    ),
    "use the name of a dimension, or a pair of a name and a function from a leaf to its group",
)


def __dir__() -> list[str]:
    return __all__


def regroup(tree: GoalTree, *by: Dimension, root: str = "all", other: str | None = None) -> GoalTree:
    """
    Return a tree of the leaves of *tree*, grouped by other dimensions; each group is the sum of its leaves.

    Parameters
    ----------
    by
        From the top down: a field of the goals (owner, partner, territory,
        product), the name of an attribute, "year", "half", "quarter" or "month",
        or a pair of a name and a function from a leaf to its group.
    other
        The group of leaves that have none; without it they are refused.

    Raises
    ------
    InvalidValue, InvalidInput
        For leaves without a group, or across two stretches of the calendar, and
        for measures whose targets cannot be added.

    >>> from partnerkit import Money
    >>> tree = GoalTree.of(
    ...     Goal(id=id, measure="revenue", period=Period.year(2026), target=Money.of(amount, "EUR"), owner=owner)
    ...     for id, amount, owner in (("de", "60", "anna"), ("fr", "30", "bo"), ("it", "10", "anna"))
    ... )
    >>> by_owner = regroup(tree, "owner")
    >>> by_owner.children("owner=anna"), by_owner["owner=anna"].target
    (('de', 'it'), Money.of('70.00', 'EUR'))
    """
    fields.check({"tree": (TREE, tree)} | {f"by[{at}]": (_DIMENSION, each) for at, each in enumerate(by)})
    if not (tree.is_additive or tree.targets.is_ratio):
        remedy = "use ratios with both parts as targets; counts of different things and quotients have no sum"
        raise InvalidValue(path="tree", value=shown(tree.measure_id), remedy=remedy)
    ranks = np.flatnonzero(tree.shape.is_leaf)
    leaves = [tree.goal(rank) for rank in ranks.tolist()]
    paths: list[tuple[str, ...]] = [()] * len(leaves)
    faults: list[InvalidValue] = []
    for dimension in by:
        name = dimension if isinstance(dimension, str) else dimension[0]
        labels = [_label(goal, dimension) or other for goal in leaves]
        faults += _unlabeled(leaves, labels, name)
        paths = [(*path, f"{name}={label}") for path, label in zip(paths, labels, strict=True)]
    raise_faults(faults)
    groups = _groups(tree, leaves, paths, root, other)
    goals = [*leaves, *groups]
    parts = [np.append(part[ranks], np.zeros(len(groups), part.dtype)) for part in tree.targets.parts]
    known = np.ones(len(goals), dtype=np.bool_)
    return GoalTree.of_columns(
        [goal.id for goal in goals],
        ["/".join(path) or root for path in paths] + [group.parent for group in groups],
        [goal.period for goal in goals],
        evolve(tree.targets, parts=tuple(parts), known=known),
        goals,
        measure=tree.measure,
        summed=True,
    )


def _label(goal: Goal, dimension: Dimension) -> str | None:
    """Return the group of one leaf; None if it has none."""
    if not isinstance(dimension, str):
        return dimension[1](goal)
    if dimension in FIELDS:
        found: str | None = getattr(goal, dimension)
        return found
    if dimension in _CALENDAR:
        stretch = _CALENDAR[dimension](goal.period)
        return str(stretch) if stretch.covers(goal.period) else None
    found = goal.attributes.get(dimension)  # type: ignore[assignment]  # as text below
    return None if found is None else str(found)


def _unlabeled(leaves: Sequence[Goal], labels: Sequence[str | None], name: str) -> Iterator[InvalidValue]:
    for goal, label in zip(leaves, labels, strict=True):
        if label is None:
            found = str(goal.period) if name in _CALENDAR else None
            remedy = f"give the leaf one {name}, or say with other= where it belongs"
            yield InvalidValue(path=f"goals[{goal.id}].{name}", value=shown(found), remedy=remedy)


def _groups(
    tree: GoalTree, leaves: Sequence[Goal], paths: Sequence[tuple[str, ...]], root: str, other: str | None
) -> list[Goal]:
    """Return a goal for each group and for the root; their targets are filled in from the leaves."""
    spans: dict[tuple[str, ...], tuple[Any, Any]] = {}
    for goal, path in zip(leaves, paths, strict=True):
        for depth in range(len(path) + 1):
            since, until = spans.get(path[:depth], (goal.period.start, goal.period.end))
            spans[path[:depth]] = min(since, goal.period.start), max(until, goal.period.end)
    return [_group(tree, path, Period.of(*span), root, other) for path, span in spans.items()]


def _group(tree: GoalTree, path: tuple[str, ...], period: Period, root: str, other: str | None) -> Goal:
    said: dict[str, Any] = {
        # The rest is nobody's: no partner is called so.
        name: label
        for name, label in (step.split("=", 1) for step in path)
        if name in FIELDS and label != other
    }
    return Goal(
        id="/".join(path) or root,
        parent=("/".join(path[:-1]) or root) if path else None,
        measure=tree.measure_id,
        period=period,
        target=tree.targets.decoded([0] * len(tree.targets.parts)),
        **said,
    )


@final
@frozen(kw_only=True, eq=False, repr=False)
class Views(Mapping[str, GoalTree]):
    """
    Several trees over the same leaves, by name; the leaves stand once, in *tree*.

    >>> from partnerkit import Money
    >>> goals = [
    ...     Goal(id=id, measure="revenue", period=Period.year(2026), target=Money.of("50", "EUR"), owner=o, territory=t)
    ...     for id, o, t in (("a", "anna", "de"), ("b", "bo", "de"), ("c", "anna", "fr"))
    ... ]
    >>> views = Views.of(GoalTree.of(goals), territory=("territory",), manager=("owner",))
    >>> changed = views.with_(evolve(goals[0], target=Money.of("80", "EUR")))
    >>> changed["territory"]["territory=de"].target, changed["manager"]["owner=anna"].target
    (Money.of('130.00', 'EUR'), Money.of('130.00', 'EUR'))
    """

    tree: GoalTree

    #: Name -> the dimensions of that tree, from the top down.
    groupings: Mapping[str, tuple[Dimension, ...]]

    @classmethod
    def of(cls, tree: GoalTree, **groupings: Sequence[Dimension]) -> "Views":
        """
        Look at the leaves of *tree* from several sides: name -> dimensions from the top down.

        Raises
        ------
        InvalidValue, InvalidInput
            For a text or a function where a list of dimensions is wanted.
        """
        fields.check({"tree": (TREE, tree)})
        raise_faults(
            InvalidValue(path=f"groupings[{name}]", value=shown(by), remedy='use a list, such as ["owner"]')
            for name, by in groupings.items()
            if isinstance(by, str) or not isinstance(by, Sequence) or any(map(callable, by))
        )
        return cls(tree=tree, groupings={name: tuple(by) for name, by in groupings.items()})

    @cached_property
    def _trees(self) -> Mapping[str, GoalTree]:
        return {name: regroup(self.tree, *by) for name, by in self.groupings.items()}

    def __getitem__(self, name: str) -> GoalTree:
        if name not in self.groupings:
            raise NotFound(path="views", key=str(name), known=tuple(self.groupings))
        return self._trees[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.groupings)

    def __len__(self) -> int:
        return len(self.groupings)

    def __repr__(self) -> str:
        return f"<Views of {len(self.tree.leaves)} leaves: {', '.join(self)}>"

    def with_(self, *goals: Goal) -> "Views":
        """Return the views with *goals* added, or in place of those of the same id, in every tree."""
        return evolve(self, tree=self.tree.with_(*goals))
