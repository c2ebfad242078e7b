"""
How much is it for each of us?

A goal goes down level by level: each child gets its share of what its parent
was allotted, and the children add up to it exactly. Largest remainder in whole
units, ties to the smaller id: each child is within one unit (a cent, as a
rule) of its share of its parent's amount. Through several levels the errors
add; measured against the top, a leaf may be off by more. What is held stands;
floors and caps are kept, and those whom none binds share the rest in
proportion. Padding is declared, stays visible, and ends above the partner.
"""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from partnerkit.goals.actuals import BY_GOAL, TREE
from partnerkit.goals.amounts import Amounts, Value, encode, fitted, raise_together
from partnerkit.goals.bounds import Bounds, limits_of
from partnerkit.goals.handdown import Stuck, Terms, hand_down
from partnerkit.goals.padding import Padding, padding_of
from partnerkit.goals.tree import GoalTree
from partnerkit.goals.weighing import Driver, Season, Weight, weights_of
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.split import ROUNDINGS, Rounding
from partnerkit.values.waterfill import Ranges

__all__ = ["Weight", "cascade"]


def __dir__() -> list[str]:
    return __all__


def cascade(
    tree: GoalTree,
    goal: str,
    *,
    by: Driver,
    hold: Mapping[str, Value] | None = None,
    bounds: Mapping[str, Bounds] | None = None,
    seasonality: Season | None = None,
    padding: Padding | None = None,
    to: Value | None = None,
    rounding: Rounding = "largest-remainder",
) -> GoalTree:
    """
    Return *tree* with the target of *goal* handed down to everything below it.

    Parameters
    ----------
    by
        Goal id -> weight, 0 or more: last year's sales, a potential, points. A
        goal with children may be left out: it weighs what its children weigh
        together. A roll-up serves as it is. Also a function of the goal, or "equal".
    hold
        Goal id -> amount that is agreed: it stands, and its siblings share the
        rest. What is below a held goal shares what is held.
    bounds
        Goal id -> `Bounds`, the least and the most; see `growth`. Those whom no
        bound binds share the rest in proportion. A goal above carries at least
        what those below may not go without.
    seasonality
        How goals that are parts of their parent's time share it, where *by* has
        no weights for them: a profile for all, or goal id -> the profile below it.
    padding
        How much more children have together than the goal above them: 0.05 is 5 %,
        rounded once; for all goals above the partners', or by goal id. Whatever
        is at or below a partner's goal is never padded. `GoalTree.gaps` labels it.
    to
        What amounts are multiples of, such as 1,000 EUR. They add up all the same:
        what is left over in a family goes to one of it.
    rounding
        "largest-remainder" keeps every child within one unit of its share.
        "sainte-lague" may leave it, but a goal whose weight rises never gets less,
        through all levels.

    Raises
    ------
    InvalidValue, InvalidInput
        For weights that are missing, negative or all zero among siblings; for
        amounts held and bounds that contradict each other, the amount above, or
        each other's sum, with the least that has to give way; and for ids that
        are not there. All faults that can be told apart together.

    >>> from partnerkit import Goal, Money, Period
    >>> year, amount = Period.year(2026), Money.of("100.00", "EUR")
    >>> tree = GoalTree.of(
    ...     Goal(id=name, parent=parent, measure="revenue", period=year, target=amount)
    ...     for name, parent in (("emea", None), ("de", "emea"), ("fr", "emea"), ("it", "emea"))
    ... )
    >>> tree = cascade(tree, "emea", by={"fr": 2, "it": 1}, hold={"de": Money.of("60.00", "EUR")})
    >>> [str(tree[name].target.amount) for name in tree.children("emea")]
    ['60.00', '26.67', '13.33']
    >>> tree = cascade(tree, "emea", by="equal", bounds={"it": Bounds(most=Money.of("20", "EUR"))})
    >>> [str(tree[name].target.amount) for name in tree.children("emea")]
    ['40.00', '40.00', '20.00']
    """
    maybe = fields.optional(BY_GOAL)
    fields.check({"tree": (TREE, tree), "hold": (maybe, hold), "bounds": (maybe, bounds)})
    top = tree.rank(goal)
    if not tree.is_additive:
        remedy = "hand down numerator and denominator as two trees; a ratio has no shares"
        if tree.is_distinct:
            remedy = "state each goal by itself; what counts for several goals has no shares"
        raise InvalidValue(path=f"goals[{goal}].target", value=shown(tree[goal].target), remedy=remedy)
    inside = np.zeros(len(tree), dtype=np.bool_)
    for level in tree.shape.subtree(top)[1:]:
        inside[level] = True
    held, faults = _held(tree, hold or {}, inside, goal)
    targets = tree.targets.rescaled(max(tree.targets.scales[0], held.scales[0]))
    limits, others = limits_of(tree, bounds or {}, inside, targets.scales[0])
    extra, unpadded = padding_of(tree, padding, inside, top)
    weights, unweighed = weights_of(tree, by, seasonality, inside & ~held.known)
    unit, coarse = _unit(to, targets)
    faults += [*others, *unpadded, *unweighed, *coarse]
    if rounding not in ROUNDINGS:
        remedy = f"use {' or '.join(ROUNDINGS)}"
        faults.append(InvalidValue(path="rounding", value=shown(rounding), remedy=remedy))
    raise_together(faults)
    limits, faults = _joined(tree, held.rescaled(targets.scales[0]), limits)
    raise_together(faults)
    factors = {rank: 1 + Fraction(part) for rank, part in extra.items()}
    terms = Terms(limits=limits, padding=factors, unit=unit, rounding=rounding)
    amounts, stuck = hand_down(tree.shape, top, targets.parts[0], weights, terms)
    raise_together(_unshared(tree, each, targets, terms) for each in stuck)
    as_int = targets.as_int and not targets.scales[0]
    handed = tree.with_targets(evolve(targets, parts=(fitted(amounts),), as_int=as_int))
    below = (top, *np.flatnonzero(inside).tolist())
    return handed.with_padding({tree.ids[rank]: extra.get(rank) for rank in below if tree.shape.counts[rank]})


def _unshared(tree: GoalTree, stuck: Stuck, targets: Amounts, terms: Terms) -> InvalidValue:
    """Say why an amount cannot be shared, and the least that has to give way."""
    goal, short = tree.ids[stuck.rank], targets.decoded([stuck.short])
    # Bounds count as far as they go in multiples; as they were stated they may well be enough.
    counted, or_else = "", ""
    if terms.unit > 1:
        counted, or_else = f" in multiples of {targets.decoded([terms.unit])}", ", or round to less"
    if terms.limits is None or stuck.why == "weights":
        value = f"{short} is left, and no child of weight above 0 has room for it"
        remedy = "give a child without bounds a weight above 0, raise a cap, or lower a floor"
    elif stuck.why == "unit":
        value = f"bounds with no multiple of {targets.decoded([terms.unit])} between them"
        remedy = f"raise its cap by {short}, or round to less"
    elif stuck.why == "floors":
        named = _bounded(tree, stuck.rank, terms.limits, is_floor=True)
        value = f"what is held and the floors below it ({named}) are {short} too much{counted}"
        remedy = (
            f"hold less or lower floors by {short} in all, or raise what {goal} may have by as much{or_else}"
        )
    else:
        named = _bounded(tree, stuck.rank, terms.limits, is_floor=False)
        value = f"what is held and the caps below it ({named}) are {short} too little{counted}"
        remedy = (
            f"hold more or raise caps by {short} in all, or lower what {goal} must have by as much{or_else}"
        )
    return InvalidValue(path=f"goals[{goal}]", value=value, remedy=remedy)


def _bounded(tree: GoalTree, rank: int, limits: Ranges, *, is_floor: bool) -> str:
    """Name up to five goals below *rank* whose bounds are in the way."""
    has = limits.has_low if is_floor else limits.has_high
    stated = limits.places[has]
    below = [
        tree.ids[each]
        for level in tree.shape.subtree(rank)[1:]
        for each in stated[(stated >= level.start) & (stated < level.stop)][:6].tolist()
    ]
    return ", ".join(below[:5]) + ", ..." * (len(below) > 5)


def _unit(to: Value | None, targets: Amounts) -> tuple[int, list[PartnerkitError]]:
    """Return what amounts are multiples of, in the units of *targets*."""
    if to is None:
        return 1, []
    given, faults = encode([to], lambda _: "to", kind=targets.kind)
    units = Fraction(int(given.parts[0][0]), 10 ** given.scales[0]) * 10 ** targets.scales[0]
    if not faults and (units < 1 or units.denominator != 1):
        remedy = f"use a multiple of {targets.decoded([1])}"
        faults.append(InvalidValue(path="to", value=shown(to), remedy=remedy))
    return 1 if faults else int(units), faults


def _joined(
    tree: GoalTree, held: Amounts, limits: Ranges | None
) -> tuple[Ranges | None, list[PartnerkitError]]:
    """Return floors and caps together with what is held, which is both; refuse to hold what is out of bounds."""
    ranks = np.flatnonzero(held.known)
    fixed = Ranges.of(ranks, held.parts[0][ranks], held.parts[0][ranks])
    if limits is None:
        return (fixed if len(ranks) else None), []
    fixed_too = np.flatnonzero(held.known[limits.places])
    both = limits.chosen(fixed_too, object)
    amounts = held.parts[0][both.places]
    below = both.has_low & np.asarray(amounts < both.lows, dtype=np.bool_)
    above = both.has_high & np.asarray(amounts > both.highs, dtype=np.bool_)
    faults: list[PartnerkitError] = [
        InvalidValue(
            path=f"hold[{tree.ids[both.places[at]]}]",
            value=shown(held.value(int(both.places[at]))),
            remedy="hold an amount within its bounds",
        )
        for at in np.flatnonzero(below | above).tolist()
    ]
    free = np.flatnonzero(~held.known[limits.places])
    return limits.chosen(free, np.result_type(limits.lows, limits.highs)).joined(fixed), faults


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
