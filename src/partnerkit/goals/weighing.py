"""
What does each goal weigh beside its siblings?

By what is given for it, else by what its children weigh together, else, where
it is a part of its parent's time, by the season. Weights are exact and count
among siblings only, so each family may have a scale of its own.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.facts.goal import Goal
from partnerkit.goals.amounts import FITS, encode, is_number
from partnerkit.goals.shape import Whole
from partnerkit.goals.tree import GoalTree
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.fiscal import Seasonality
from partnerkit.values.money import Money, Quantity
from partnerkit.values.time import Period

__all__ = ["Driver", "Season", "Weight", "weights_of"]

#: What a goal is worth beside its siblings: last year's sales, a potential, a plain number.
Weight: TypeAlias = Money | Quantity | Decimal | Fraction | int

#: Goal id -> weight, the same for everybody, or what a goal is asked for.
Driver: TypeAlias = Mapping[str, Weight | None] | Callable[[Goal], Weight | None] | Literal["equal"]

#: One profile for all, or goal id -> the profile of everything below it.
Season: TypeAlias = Seasonality | Mapping[str, Seasonality]


def __dir__() -> list[str]:
    return __all__


def weights_of(
    tree: GoalTree, by: Driver, season: Season | None, needed: NDArray[np.bool_], *, path: str = "by"
) -> tuple[Whole, list[PartnerkitError]]:
    """
    Return the weights by rank, as whole numbers in the same proportions among siblings, and what is wrong.

    *needed* says, by rank, which goals must have one; *path* is where *by* stands.

    >>> from partnerkit import Period
    >>> year = Period.year(2026)
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="pieces", period=year, target=0)
    ...     for id, parent in (("emea", None), ("de", "emea"), ("fr", "emea"))
    ... )
    >>> weights_of(tree, {"de": Fraction(1, 3), "fr": 1}, None, np.ones(3, dtype=np.bool_))[0].tolist()
    [4, 1, 3]
    """
    own, known, faults = _encoded(tree, _given(tree, by, path), path)
    if faults:
        return own, faults
    tree.shape.fill_up(own, known)
    if season is not None:
        own, faults = _in_season(tree, season, needed & ~known, own, known)
    if faults:
        return own, faults
    lacking = needed & ~known
    if by == "equal":
        own[lacking] = 1
        return own, faults
    if (lacking & tree.shape.is_leaf).any():
        # The goals above lack a weight only because of these.
        lacking &= tree.shape.is_leaf
    faults += [_without_weight(tree, tree.ids[rank], path) for rank in np.flatnonzero(lacking).tolist()]
    return own, faults


def _without_weight(tree: GoalTree, name: str, path: str) -> InvalidValue:
    parent = tree[name].parent
    is_part_of_time = parent is not None and tree[name].period != tree[parent].period
    remedy = "give a weight, 0 if it gets nothing" + (
        "; or say seasonality=, by which parts of a period share" if is_part_of_time else ""
    )
    return InvalidValue(path=f"{path}[{name}]", value="None", remedy=remedy)


def _given(tree: GoalTree, by: Driver, path: str) -> Mapping[str, Weight | None]:
    if isinstance(by, Mapping):
        return by
    if callable(by):
        return {goal.id: by(goal) for goal in tree.values()}
    if by != "equal":
        remedy = 'use a mapping of goal id to weight, a function of the goal, or "equal"'
        raise InvalidValue(path=path, value=shown(by), remedy=remedy)
    return {}


def _encoded(
    tree: GoalTree, by: Mapping[str, Weight | None], path: str
) -> tuple[Whole, NDArray[np.bool_], list[PartnerkitError]]:
    """Return what is given, by rank, and where."""
    ids = tuple(by)
    given, faults = encode(_without_fractions(list(by.values())), lambda at: f"{path}[{ids[at]}]")
    faults += [
        InvalidValue(path=f"{path}[{each}]", value=shown(each), remedy="use the id of a goal of the tree")
        for each in ids
        if each not in tree
    ]
    if given.is_ratio:
        remedy = "weigh by amounts or plain numbers; the ratio of a whole is no sum of its parts' ratios"
        faults.append(InvalidValue(path=path, value="ratios", remedy=remedy))
    faults += [
        InvalidValue(path=f"{path}[{ids[at]}]", value=shown(by[ids[at]]), remedy="use a weight of 0 or more")
        for at in np.flatnonzero(given.parts[0] < 0).tolist()
    ]
    own = np.zeros(len(tree), dtype=given.parts[0].dtype)
    known = np.zeros(len(tree), dtype=np.bool_)
    if not faults:
        ranks = np.array([tree.rank(each) for each in ids], dtype=np.int64)
        own[ranks], known[ranks] = given.parts[0], given.known
    return own, known, faults


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


# -- the season: children that are parts of their parent's time


def _in_season(
    tree: GoalTree, season: Season, lacking: NDArray[np.bool_], own: Whole, known: NDArray[np.bool_]
) -> tuple[Whole, list[PartnerkitError]]:
    """Weigh every family that divides its parent's time and has no weights of its own; *known* in place."""
    profiles, faults = _profiles(tree, season)
    for head in np.unique(tree.shape.parents[lacking]).tolist() if profiles else ():
        family = list(tree.shape.children(head))
        profile = profiles.get(_nearest(tree, head, profiles))
        periods = tuple(tree.periods[each] for each in family)
        if profile is None or known[family].any() or tree.periods[head] in periods:
            continue
        weights = _portions(profile, periods)
        if own.dtype != object and sum(weights) >= FITS:
            own = own.astype(object)
        own[family], known[family] = weights, True
    return own, faults


#: Of no goal: where the profile for all of them stands.
_ALL = -1


def _profiles(tree: GoalTree, season: Season) -> tuple[dict[int, Seasonality], list[PartnerkitError]]:
    if isinstance(season, Seasonality):
        return {_ALL: season}, []
    remedy = "use a Seasonality, or a mapping of the id of a goal of the tree to one"
    if not isinstance(season, Mapping):
        return {}, [InvalidValue(path="seasonality", value=shown(season), remedy=remedy)]
    wrong = [
        each for each, profile in season.items() if each not in tree or not isinstance(profile, Seasonality)
    ]
    faults: list[PartnerkitError] = [
        InvalidValue(path=f"seasonality[{each}]", value=shown(season[each]), remedy=remedy) for each in wrong
    ]
    return {tree.rank(each): profile for each, profile in season.items() if not wrong}, faults


def _nearest(tree: GoalTree, rank: int, profiles: Mapping[int, Seasonality]) -> int:
    while rank != _ALL and rank not in profiles:
        rank = int(tree.shape.parents[rank])
    return rank


@lru_cache(maxsize=1_000)
def _portions(profile: Seasonality, periods: tuple[Period, ...]) -> list[int]:
    """Return the portions of *periods* in the profile, as whole numbers in the same proportions."""
    portions = [profile.portion(each) for each in periods]
    unit = lcm(*(each.denominator for each in portions))
    weights = [int(each * unit) for each in portions]
    common = gcd(*weights) or 1
    return [each // common for each in weights]
