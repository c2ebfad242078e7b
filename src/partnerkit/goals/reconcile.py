"""
Top-down says one thing, bottom-up another: what do we agree on?

Six ways from "the partners are right" to "the total is right", and all end
with goals that add up exactly. Least squares may turn a small goal negative;
look at the comparison before you record it.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.goals.actuals import BY_GOAL
from partnerkit.goals.amounts import FITS, Amounts, fitted, raise_together
from partnerkit.goals.coherent import (
    MOST_NODES,
    deviations,
    mint_deviations,
    shrunk_covariance,
    sums_of,
    whole_tree,
)
from partnerkit.goals.handdown import Terms, hand_down_level
from partnerkit.goals.proposals import Proposed, base_of
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["METHODS", "Reconciled", "Reconciliation", "reconcile"]

Reconciliation = Literal["bottom-up", "top-down", "middle-out", "ols", "wls", "mint"]
METHODS: tuple[Reconciliation, ...] = ("bottom-up", "top-down", "middle-out", "ols", "wls", "mint")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Reconciled:
    """Goals that add up, and how they came about."""

    tree: GoalTree
    method: Reconciliation

    #: Leaves for which nothing was proposed: what was handed down stood in.
    unanswered: tuple[str, ...]


def reconcile(
    tree: GoalTree,
    proposals: Proposed,
    *,
    method: Reconciliation = "bottom-up",
    level: int | None = None,
    variances: Mapping[str, float] | None = None,
    errors: Mapping[str, Sequence[float]] | None = None,
) -> Reconciled:
    """
    Bring *proposals* and the targets of *tree* together, so that every goal is the sum of its children.

    Where nothing is proposed for a goal, what was handed down speaks for it.

    Parameters
    ----------
    method
        "bottom-up" adds up the leaves. "top-down" keeps the roots, and each goal shares by
        what is proposed below. "middle-out" keeps the goals of *level*: sums above, shares
        below. "ols" moves all goals as little as possible, "wls" those more that are less
        sure, "mint" knows besides whose errors go together.
    level
        How many steps below the root "middle-out" begins; 0 is top-down.
    variances
        For "wls": goal id -> how unsure it is, above 0. Left out, it is the number of leaves below
        (structural scaling).
    errors
        For "mint": goal id -> errors of its past proposals, as many for each goal, at least two.
        Their covariance is shrunk towards its diagonal.

    Returns
    -------
    Goals that add up exactly. Goals that do so already stay as they are with every method.

    Raises
    ------
    InvalidValue, InvalidInput
        For what belongs to another method, goals that are not there, and unsureness that is no number.

    >>> from partnerkit import Goal, Period
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="pieces", period=Period.year(2026), target=target)
    ...     for id, parent, target in (("all", None, 100), ("nord", "all", 60), ("elbe", "all", 40))
    ... )
    >>> agreed = reconcile(tree, {"nord": 50, "elbe": 35}, method="ols").tree
    >>> [agreed[goal].target for goal in agreed]
    [95, 40, 55]
    """
    by_goal = fields.optional(BY_GOAL)
    fields.check({"variances": (by_goal, variances), "errors": (by_goal, errors)})
    base, answered = base_of(tree, proposals)
    _check(tree, method, level, {"wls": ("variances", variances), "mint": ("errors", errors)})
    sums = sums_of(tree.shape, base.parts[0])
    if method == "bottom-up":
        units = sums
    elif method in ("top-down", "middle-out"):
        units = _from_level(tree, base, sums, level or 0)
    else:
        off = (base.parts[0] - sums).astype(np.float64)
        if method == "mint":
            deviation = mint_deviations(tree.shape, off, _covariance(tree, errors))
        else:
            spread = np.ones(len(tree)) if method == "ols" else _variances(tree, variances)
            deviation = deviations(tree.shape, off, spread)
        units = whole_tree(tree.shape, sums, deviation)
    silent = np.flatnonzero(tree.shape.is_leaf & ~answered).tolist()
    as_int = base.as_int and not base.scales[0]
    targets = evolve(base, parts=(fitted(units),), as_int=as_int)
    agreed = tree.with_targets(targets).with_padding(dict.fromkeys(tree.padding))
    return Reconciled(tree=agreed, method=method, unanswered=tuple(tree.ids[rank] for rank in silent))


def _check(tree: GoalTree, method: str, level: int | None, own: Mapping[str, tuple[str, object]]) -> None:
    if method not in METHODS:
        raise InvalidValue(path="method", value=shown(method), remedy=f"use one of {', '.join(METHODS)}")
    deepest = len(tree.shape.levels) - 2
    if (method == "middle-out") != (level is not None) or (
        level is not None and (type(level) is not int or not 0 <= level <= deepest)
    ):
        remedy = f"use a whole number from 0 to {deepest} with middle-out, and only there"
        raise InvalidValue(path="level", value=shown(level), remedy=remedy)
    raise_together(
        InvalidValue(path=path, value=shown(given), remedy=f"leave it out, or use {each}, which weighs by it")
        for each, (path, given) in own.items()
        if given is not None and each != method
    )


def _from_level(tree: GoalTree, base: Amounts, sums: Whole, level: int) -> Whole:
    """Keep the goals of one level and leaves above it; share below by what is proposed there, add up above."""
    shape = tree.shape
    raise_together(
        InvalidValue(
            path=f"proposals[{tree.ids[rank]}]",
            value=shown(base.value(rank)),
            remedy="use 0 or more to share by",
        )
        for rank in np.flatnonzero(shape.is_leaf & np.asarray(base.parts[0] < 0, dtype=np.bool_)).tolist()
    )
    units = base.parts[0].copy()
    faults: list[InvalidValue] = []
    for low, high in tuple(pairwise(shape.levels))[level + 1 :]:
        units[low:high], stuck = hand_down_level(shape, slice(low, high), units, sums, Terms())
        faults += [
            InvalidValue(
                path=f"proposals[{tree.ids[each.rank]}]",
                value="nothing is proposed below it",
                remedy=f"propose an amount above 0 below {tree.ids[each.rank]}",
            )
            for each in stuck
        ]
    raise_together(faults)
    own = np.where(shape.is_leaf, units, 0)
    return shape.add_up(own if float(np.abs(own.astype(np.float64)).sum()) < FITS / 2 else own.astype(object))


def _variances(tree: GoalTree, variances: Mapping[str, float] | None) -> NDArray[np.float64]:
    if variances is None:
        return tree.shape.leaf_counts.astype(np.float64)
    faults = [
        InvalidValue(
            path=f"variances[{goal}]", value=shown(variances.get(goal)), remedy="use a number above 0"
        )
        for goal in tree
        if not _is_positive(variances.get(goal))
    ]
    faults += [
        InvalidValue(path=f"variances[{goal}]", value=shown(goal), remedy="use the id of a goal of the tree")
        for goal in variances
        if goal not in tree
    ]
    raise_together(faults)
    return np.array([float(variances[goal]) for goal in tree.ids])


def _is_positive(value: object) -> bool:
    return type(value) in (int, float) and 0 < value < float("inf")  # type: ignore[operator]  # a number


def _covariance(tree: GoalTree, errors: Mapping[str, Sequence[float]] | None) -> NDArray[np.float64]:
    if len(tree) > MOST_NODES:
        remedy = (
            f'use "wls" for more than {MOST_NODES:,} goals; a covariance of all pairs is too much for them'
        )
        raise InvalidValue(path="method", value=f"mint for {len(tree):,} goals", remedy=remedy)
    given = {goal: (errors or {}).get(goal, []) for goal in tree.ids}
    # What is no list of errors is told as none of them.
    known = {goal: list(past) if isinstance(past, Sequence) else [] for goal, past in given.items()}
    count = max(map(len, known.values()))
    remedy = "give errors of past proposals for each goal, finite numbers, as many for each, at least two"
    faults = [
        InvalidValue(path=f"errors[{goal}]", value=shown(past or given[goal]), remedy=remedy)
        for goal, past in known.items()
        if len(past) != count
        or count < 2
        or not all(type(each) in (int, float) and abs(each) < float("inf") for each in past)
    ]
    faults += [
        InvalidValue(path=f"errors[{goal}]", value=shown(goal), remedy="use the id of a goal of the tree")
        for goal in errors or ()
        if goal not in tree
    ]
    raise_together(faults)
    return shrunk_covariance(np.array([known[goal] for goal in tree.ids], dtype=np.float64))
