"""
How much is it for each of us?

A goal goes down level by level: each child gets its share of what its parent
was allotted, and the children add up to it exactly. Largest remainder in whole
units, ties to the smaller id: each child is within one unit (a cent, as a
rule) of its share of its parent's amount. Through several levels the errors
add; measured against the top, a leaf may be off by more.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeAlias

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from partnerkit.goals.amounts import FITS, Amounts, Value, encode, fitted, is_number, raise_together
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values.apportion import shares, split_many
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.money import Money, Quantity

__all__ = ["Weight", "cascade"]

#: What a goal is worth beside its siblings: last year's sales, a potential, a plain number.
Weight: TypeAlias = Money | Quantity | Decimal | Fraction | int


def __dir__() -> list[str]:
    return __all__


def cascade(
    tree: GoalTree, goal: str, *, by: Mapping[str, Weight | None], hold: Mapping[str, Value] | None = None
) -> GoalTree:
    """
    Return *tree* with the target of *goal* handed down to everything below it.

    Parameters
    ----------
    by
        Goal id -> weight, 0 or more. A goal with children may be left out: it
        weighs what its children weigh together. A roll-up serves as it is.
    hold
        Goal id -> amount that is agreed: it stands, and its siblings share the
        rest. What is below a held goal shares what is held.

    Raises
    ------
    InvalidValue, InvalidInput
        For weights that are missing, negative or all zero among siblings, for
        amounts held that exceed the parent or leave a rest to nobody, and for
        ids that are not there; all faults of a level together.

    >>> from partnerkit import Goal, Money, Period
    >>> year, amount = Period.year(2026), Money.of("100.00", "EUR")
    >>> tree = GoalTree.of(
    ...     Goal(id=name, parent=parent, measure="revenue", period=year, target=amount)
    ...     for name, parent in (("emea", None), ("de", "emea"), ("fr", "emea"), ("it", "emea"))
    ... )
    >>> tree = cascade(tree, "emea", by={"fr": 2, "it": 1}, hold={"de": Money.of("60.00", "EUR")})
    >>> [str(tree[name].target.amount) for name in tree.children("emea")]
    ['60.00', '26.67', '13.33']
    """
    top = tree.rank(goal)
    if not tree.is_additive:
        remedy = "hand down numerator and denominator as two trees; a ratio has no shares"
        raise InvalidValue(path=f"goals[{goal}].target", value=shown(tree[goal].target), remedy=remedy)
    levels = tree.shape.subtree(top)[1:]
    inside = np.zeros(len(tree), dtype=np.bool_)
    for level in levels:
        inside[level] = True
    held, faults = _held(tree, hold or {}, inside, goal)
    weights, others = _weights(tree, by, inside & ~held.known)
    raise_together((*faults, *others))
    targets = tree.targets.rescaled(max(tree.targets.scales[0], held.scales[0]))
    held = held.rescaled(targets.scales[0])
    amounts = targets.parts[0].copy()
    # No allotment can be larger than this, so int64 either holds them all or is not used.
    most = abs(int(amounts[top])) + sum(map(abs, held.parts[0][held.known].tolist()))
    if most >= FITS:
        amounts = amounts.astype(object)
    for level in levels:
        amounts[level] = _handed_down(tree, level, amounts, weights, held)
    as_int = targets.as_int and not targets.scales[0]
    return tree.with_targets(evolve(targets, parts=(fitted(amounts),), as_int=as_int))


def _handed_down(tree: GoalTree, level: slice, amounts: Whole, weights: Whole, held: Amounts) -> Whole:
    """Return the amounts of one level: what is held, and the shares of what that leaves of each parent."""
    parents = tree.shape.parents[level]
    starts = np.flatnonzero(np.diff(parents, prepend=-1))
    stands, claims = held.known[level], np.where(held.known[level], 0, weights[level])
    fixed = np.where(stands, held.parts[0][level], 0)
    whole_amounts = amounts[parents[starts]]
    rest = whole_amounts - np.add.reduceat(fixed, starts)
    total_claims = np.add.reduceat(claims, starts)
    turned = np.where(whole_amounts == 0, rest != 0, np.sign(rest) * np.sign(whole_amounts) < 0)
    nobody = (rest != 0) & (total_claims == 0) & ~turned
    if (turned | nobody).any():
        all_held = np.logical_and.reduceat(stands, starts)
        raise_together(
            _unshared(
                tree.ids[int(parents[starts[at]])], turned=bool(turned[at]), all_held=bool(all_held[at])
            )
            for at in np.flatnonzero(turned | nobody).tolist()
        )
    # Where nothing is left, everybody gets nothing, whatever the weights.
    claims = np.where(np.repeat(total_claims == 0, np.diff(starts, append=len(claims))), 1, claims)
    return np.where(stands, fixed, _split(rest, claims, starts))


def _split(totals: Whole, claims: Whole, starts: NDArray[np.int64]) -> Whole:
    if object not in (totals.dtype, claims.dtype):
        return split_many(totals, claims, starts)
    ends = [*starts[1:].tolist(), len(claims)]
    parts = np.empty(len(claims), dtype=object)
    for total, start, end in zip(totals.tolist(), starts.tolist(), ends, strict=True):
        parts[start:end] = shares(total, claims[start:end].tolist())
    return parts


def _unshared(parent: str, *, turned: bool, all_held: bool) -> InvalidValue:
    """Say why the amount of *parent* cannot be shared."""
    if turned:
        value, remedy = "more is held than there is", f"hold less below {parent}, or raise its amount"
    elif all_held:
        value, remedy = "all children are held and do not add up to it", f"leave a child of {parent} free"
    else:
        value, remedy = "all weights are zero", f"give a child of {parent} a weight above 0"
    return InvalidValue(path=f"goals[{parent}]", value=value, remedy=remedy)


def _held(
    tree: GoalTree, hold: Mapping[str, Value], inside: NDArray[np.bool_], goal: str
) -> tuple[Amounts, list[PartnerkitError]]:
    """Return what is held, by rank."""
    ids = tuple(hold)
    faults: list[PartnerkitError] = [
        InvalidValue(path=f"hold[{each}]", value=shown(each), remedy=f"use the id of a goal below {goal}")
        for each in ids
        if each not in tree or not inside[tree.rank(each)]
    ]
    ranks = np.array([tree.rank(each) if each in tree else 0 for each in ids], dtype=np.int64)
    given, mixed = encode(list(hold.values()), lambda at: f"hold[{ids[at]}]", kind=tree.targets.kind)
    units = np.zeros(len(tree), dtype=given.parts[0].dtype)
    known = np.zeros(len(tree), dtype=np.bool_)
    units[ranks], known[ranks] = given.parts[0], given.known
    return evolve(given, parts=(units,), known=known), faults + mixed


def _weights(
    tree: GoalTree, by: Mapping[str, Weight | None], needed: NDArray[np.bool_]
) -> tuple[Whole, list[PartnerkitError]]:
    """Return the weights by rank, as whole numbers in the same proportions; inner ones are filled from below."""
    ids = tuple(by)
    given, faults = encode(_without_fractions(list(by.values())), lambda at: f"by[{ids[at]}]")
    faults += [
        InvalidValue(path=f"by[{each}]", value=shown(each), remedy="use the id of a goal of the tree")
        for each in ids
        if each not in tree
    ]
    if given.is_ratio:
        remedy = "weigh by amounts or plain numbers; the ratio of a whole is no sum of its parts' ratios"
        faults.append(InvalidValue(path="by", value="ratios", remedy=remedy))
    faults += [
        InvalidValue(path=f"by[{ids[at]}]", value=shown(by[ids[at]]), remedy="use a weight of 0 or more")
        for at in np.flatnonzero(given.parts[0] < 0).tolist()
    ]
    if faults:
        return np.zeros(len(tree), dtype=np.int64), faults
    own = np.zeros(len(tree), dtype=given.parts[0].dtype)
    known = np.zeros(len(tree), dtype=np.bool_)
    ranks = np.array([tree.rank(each) for each in ids], dtype=np.int64)
    own[ranks], known[ranks] = given.parts[0], given.known
    tree.shape.fill_up(own, known)
    lacking = needed & ~known
    if (lacking & tree.shape.is_leaf).any():
        # The goals above lack a weight only because of these.
        lacking &= tree.shape.is_leaf
    faults += [
        InvalidValue(path=f"by[{tree.ids[rank]}]", value="None", remedy="give a weight, 0 if it gets nothing")
        for rank in np.flatnonzero(lacking).tolist()
    ]
    return own, faults


def _without_fractions(values: list[object]) -> list[object]:
    """Return *values* in the same proportions, without fractions if there were any."""
    if not any(isinstance(value, Fraction) for value in values):
        return values
    exact = [
        Fraction(value) if isinstance(value, Fraction) or is_number(value) else value  # type: ignore[call-overload]
        for value in values
    ]
    unit = lcm(*(value.denominator for value in exact if isinstance(value, Fraction)))
    return [int(value * unit) if isinstance(value, Fraction) else value for value in exact]
