"""
By how much more than the goal above may its children have together?

A manager who hands down five percent more than is asked hedges against the one
who falls short. It is declared, goal by goal, and it ends above the partner:
what was agreed with a partner is what the partner is held to, so neither a
family with a partner's goal in it nor anything below one is ever padded. The
quarters of a goal are its year: they are padded only where it is asked by name.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown

__all__ = ["Padding", "padding_of"]

#: A part of the amount, such as 0.05: wherever it may be, or goal id -> for the children of that goal.
Padding: TypeAlias = Decimal | Mapping[str, Decimal]

_part = fields.decimal(least=Decimal(0), most=Decimal(1))


def __dir__() -> list[str]:
    return __all__


def padding_of(
    tree: GoalTree, padding: Padding | None, inside: NDArray[np.bool_], top: int
) -> tuple[dict[int, Decimal], list[PartnerkitError]]:
    """
    Return the padding of each goal whose children are padded, by rank, and what is wrong with it.

    *inside* says, by rank, what lies below the goal of rank *top*.

    >>> from partnerkit import Goal, Period
    >>> year = Period.year(2026)
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, partner=partner, measure="pieces", period=year, target=0)
    ...     for id, parent, partner in (("all", None, None), ("anna", "all", None), ("nord", "anna", "P-4"))
    ... )
    >>> padding_of(tree, Decimal("0.05"), np.array([False, True, True]), 0)
    ({0: Decimal('0.05')}, [])
    """
    if padding is None:
        return {}, []
    if not isinstance(padding, Mapping):
        fault = _part.fault("padding", padding)
        if fault is not None:
            return {}, [fault]
        may_be = set(_families(tree, inside, top)) - set(_at_partners(tree)) - set(_of_time(tree))
        return dict.fromkeys(sorted(may_be) if padding else (), padding), []
    faults: list[PartnerkitError] = []
    families, agreed = set(_families(tree, inside, top)), set(_at_partners(tree))
    for goal, part in padding.items():
        path = f"padding[{goal}]"
        fault = _part.fault(path, part)
        if goal not in tree or tree.rank(goal) not in families:
            remedy = f"use {tree.ids[top]}, or a goal below it that has children"
            fault = InvalidValue(path=path, value=shown(goal), remedy=remedy)
        elif tree.rank(goal) in agreed:
            remedy = "leave it out; what is agreed with a partner is never padded"
            fault = InvalidValue(path=path, value=str(part), remedy=remedy)
        faults += [fault] if fault else []
    return {tree.rank(goal): part for goal, part in padding.items() if part and not faults}, faults


def _families(tree: GoalTree, inside: NDArray[np.bool_], top: int) -> list[int]:
    """Return every goal from *top* on that has children."""
    return [rank for rank in (top, *np.flatnonzero(inside).tolist()) if tree.shape.counts[rank]]


def _at_partners(tree: GoalTree) -> list[int]:
    """Return every goal that is a partner's, lies below one, or has one right below it."""
    parents = tree.shape.parents
    agreed = np.array([tree.goal(rank).partner is not None for rank in range(len(tree))], dtype=np.bool_)
    # Ranks go from the top down, so a parent is decided before its children.
    for low, high in zip(tree.shape.levels[1:], tree.shape.levels[2:], strict=False):
        agreed[low:high] |= agreed[parents[low:high]]
    agreed[parents[agreed & (parents >= 0)]] = True
    return np.flatnonzero(agreed).tolist()


def _of_time(tree: GoalTree) -> list[int]:
    """Return every goal with a child that is a part of its time only."""
    periods, parents = tree.periods, tree.shape.parents.tolist()
    return [above for rank, above in enumerate(parents) if above >= 0 and periods[rank] != periods[above]]
