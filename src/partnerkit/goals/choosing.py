"""
Which rule of forecast serves each goal, and how well does it tell what came?

The rules are those of `forecast`: what came after this day is put in proportion
to a volume, and what that misses in the closed periods is the variance.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.goals.outlook import (
    LADDER,
    NOTHING,
    REMAINDERS,
    ROLLING,
    RULES,
    ClosedPeriods,
    Floats,
    Rule,
)
from partnerkit.goals.scratch import Scratch
from partnerkit.goals.shape import Whole

__all__ = [
    "LEAST_PERIODS",
    "Choice",
    "Fit",
    "Known",
    "all_rolling",
    "chosen_rules",
    "fitted_to",
    "least_of",
    "variance_of",
]

#: Fewer closed periods say too little about how much they vary.
LEAST_PERIODS = 3

#: From so many goals on rows are put in order pairwise, all goals at once.
_NETWORK = 1000

#: Where less than one goal in so many needs a choice of its own, these are done anew.
_MOSTLY = 8


def __dir__() -> list[str]:
    return __all__


#: Which closed periods are known; None is all of them, and spares a pass over each column.
Known: TypeAlias = NDArray[np.bool_] | None


@final
@frozen(kw_only=True, eq=False, repr=False)
class Choice:
    """The rule for each goal, and the closed periods as it sees them."""

    rule: NDArray[np.int64]
    rest: Floats
    volumes: Floats

    #: What came after and the volume in all periods, and what stands beside the value to date now: in whole units.
    after: Whole
    volume: Whole
    base: Whole
    known: Known
    count: NDArray[np.int64]

    #: The least volume of each goal.
    least: Floats

    def sums(self, unit: float) -> tuple[Floats, Floats]:
        """Return as floats the volume of all periods, and what came after in them; amounts count in *unit*."""
        volume, after = self.volume.astype(np.float64), self.after.astype(np.float64)
        return volume / _unit_of_volume(self.rule, unit), after / unit


def chosen_rules(periods: ClosedPeriods, rule: Rule | None) -> Choice:
    """Return *rule* for all goals, or the rule that the closed periods of each ask for."""
    known = None if periods.is_complete else periods.known
    if rule is None:
        known = _since_business(periods.total, known)
    to_date, total = _kept(periods.to_date, known), _kept(periods.total, known)
    rest = total - to_date
    # The period before stands one row further down; the oldest has none.
    rolling, both = to_date[:-1] + total[1:], None if known is None else known[:-1] & known[1:]
    pairs = _with_volume(rolling, both)
    least = least_of(rolling, pairs)
    chosen = np.full(to_date.shape[1], ROLLING if rule is None else RULES.index(rule))
    if rule is None:
        telling = (_number(pairs, rolling) >= LEAST_PERIODS) & (least > 0)
        # After a period of nothing there is nothing to go on from, unless it always began so.
        telling &= (total[:1] > 0).all(axis=0) | (_kept(rolling, both, 1) > 0).all(axis=0)
        rows = np.flatnonzero(~(telling if known is None else telling & known[:1].all(axis=0)))
        chosen[rows] = _shorter(to_date[:, rows], rest[:, rows], None if known is None else known[:, rows])
    others = chosen != ROLLING
    used = pairs
    if others.any() or not len(to_date):
        known = periods.known if known is None else known
        pairs = _with_oldest(known[:-1] & known[1:] & (rolling != 0), known)
        used, rolling = np.where(others, known, pairs), _with_oldest(rolling, to_date)
        volumes = np.where(others, np.where(chosen == LADDER, to_date, known), np.where(pairs, rolling, 0))
        used = None if used.all() else used
        least = least_of(volumes, used)
    else:
        rest, volumes = rest[:-1], _kept(rolling, pairs)
    rest, unit = _kept(rest, used), 10.0**periods.scale
    return Choice(
        rule=chosen,
        rest=rest.astype(np.float64) / unit,
        volumes=volumes.astype(np.float64) / _unit_of_volume(chosen, unit),
        after=rest.sum(axis=0),
        volume=volumes.sum(axis=0),
        base=np.where(others, 0, total[:1].sum(axis=0)),
        known=used,
        count=_number(used, rest),
        least=least,
    )


def _unit_of_volume(rule: NDArray[np.int64], unit: float) -> Floats:
    """Return in what the volumes of each goal are counted: amounts in their *unit*, closed periods one by one."""
    return np.where(rule == REMAINDERS, 1.0, unit)


def all_rolling(periods: ClosedPeriods, scratch: Scratch) -> Choice | None:
    """
    Return the choice as if the rolling ladder served every goal, where it does so for most; it needs no mask then.

    The others have no volume above zero in some period.
    """
    scratch.restart()
    to_date, total, scale = periods.to_date, periods.total, periods.scale
    if len(total) <= LEAST_PERIODS or not periods.is_complete:
        return None
    volumes = _sized(np.add, to_date[:-1], total[1:], scale, scratch)
    # Where the oldest period had no business, that had not begun.
    least = np.minimum(least_of(volumes, None), total[-1])
    if np.count_nonzero(least <= 0) * _MOSTLY > len(least):
        return None
    before, whole = to_date[:-1].sum(axis=0), total.sum(axis=0)
    return Choice(
        rule=np.full(len(least), ROLLING),
        rest=_sized(np.subtract, total[:-1], to_date[:-1], scale, scratch),
        volumes=volumes,
        after=whole - total[-1] - before,
        volume=before + whole - total[0],
        base=total[0],
        known=None,
        count=_number(None, volumes),
        least=least,
    )


def _since_business(total: Whole, known: Known) -> Known:
    """Return what is known since there was any business: periods before it began are no history of it."""
    some = total != 0 if known is None else (total != 0) & known
    if known is None and (not len(some) or some[-1].all()):
        return None
    # Of what never had any, everything stays.
    begun: NDArray[np.bool_] = np.logical_or.accumulate(some[::-1])[::-1] | ~some.any(axis=0)
    return begun if known is None else begun & known


def _with_volume(volumes: Whole, pairs: Known) -> Known:
    """
    Return *pairs* without those of no volume: they tell nothing of what comes for each unit of it.

    Mack's ladder gives them no weight, neither in the factor nor in the variance.
    """
    some: NDArray[np.bool_] = volumes != 0
    if some.all():
        return pairs
    both: NDArray[np.bool_] = some if pairs is None else pairs & some
    return both


def _with_oldest(pairs: Whole, like: Whole) -> Whole:
    """Return *pairs* with a row of nothing for the oldest period, which has none before it."""
    return np.concatenate([pairs, np.zeros_like(like[-1:], dtype=pairs.dtype)])


def _kept(values: Whole, known: Known, nothing: float = 0) -> Whole:
    """Return *values* with *nothing* where they are not known."""
    return values if known is None else np.where(known, values, nothing)


def _number(known: Known, like: Whole) -> NDArray[np.int64]:
    """Return how many are known of each goal."""
    if known is None:
        return np.full(like.shape[1], len(like))
    number: NDArray[np.int64] = known.sum(axis=0).astype(np.int64)
    return number


def least_of(values: Whole, known: Known) -> Floats:
    """Return the least of what is known of each goal."""
    if not len(values):
        return np.full(values.shape[1], np.inf)
    least: Floats = _kept(values, known, np.inf).min(axis=0)
    return least


def _sized(made: np.ufunc, one: Whole, other: Whole, scale: int, scratch: Scratch) -> Floats:
    """Return whole numbers of *scale* decimal places, *made* of two, as floats."""
    room = scratch.like(one, other)
    if room is None:
        found: Floats = made(one, other).astype(np.float64)
    else:
        found = made(one, other, out=room.view(np.float64), casting="same_kind")
    if scale:
        found /= 10.0**scale
    return found


def _shorter(to_date: Whole, rest: Whole, known: Known) -> NDArray[np.int64]:
    """Return the rule that misses less where there are few closed periods."""
    after, before = rest.astype(np.float64), to_date.astype(np.float64)
    each = np.ones_like(before) if known is None else known.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        missed = [fitted_to(after, volumes, known).missed for volumes in (before, each)]
    serves = (least_of(before, known) > 0) & ((before + after).sum(axis=0) > 0)
    return np.where(serves & (missed[0] <= missed[1]), LADDER, REMAINDERS)


@final
@frozen(kw_only=True, eq=False, repr=False)
class Fit:
    """How well a rule tells what came after in each closed period."""

    #: The variance it leaves: of a ladder for each unit of volume, of past remainders in all.
    variance: Floats

    #: What comes after for each unit of volume.
    factor: Floats

    #: What came after in all periods, and the volume of all.
    after: Floats
    volume: Floats

    #: What it misses in each period, in all and for each unit of the volume there, and that volume.
    off: Floats
    weighed: Floats
    volumes: Floats
    known: Known

    @property
    def missed(self) -> Floats:
        """The squares of what it would miss, each period told from the others: algebra gives the factor then."""
        squares: Floats = ((self.off * self.volume / (self.volume - self.volumes)) ** 2).sum(axis=0)
        return squares

    def seen(self, rows: NDArray[np.int64], scratch: Scratch, out: Floats | None) -> Floats:
        """
        Return what goals with equally many periods would have missed, in standard errors, ascending.

        As squares with the sign of what is missed: few of them are ever looked at, and roots take long.
        """
        every = len(rows) == len(self.factor)
        at: Any = slice(None) if every else rows
        off, volumes, volume = self.off[:, at], self.volumes[:, at], self.volume[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            missed = np.abs(self.weighed[:, at], out=scratch.like(volumes))
            missed *= off
            others = np.subtract(volume, volumes, out=scratch.like(volumes))
            missed /= others
            missed *= volume / self.variance[at]
        if self.known is not None:
            missed = _kept(missed, self.known[:, at], np.inf)
        count = len(missed) if self.known is None else int(self.known[:, at][:, 0].sum())
        kept = np.empty((count, missed.shape[1])) if out is None or not every else out[:count]
        for row, ordered in zip(kept, _in_order(missed), strict=False):
            np.copyto(row, ordered)
        return kept


def _in_order(rows: Floats) -> Sequence[Floats]:
    """Return *rows* with the values of each column ascending; they are reckoned in."""
    depth, columns = rows.shape
    if columns < _NETWORK:
        rows.sort(axis=0)
        return list(rows)
    # Many columns at once: two rows after the other, in an order that leaves none behind.
    ordered, spare = list(rows), np.empty(columns)
    for one, other in _network(depth):
        first, second = ordered[one], ordered[other]
        np.minimum(first, second, out=spare)
        np.maximum(first, second, out=second)
        ordered[one], spare = spare, first
    return ordered


@lru_cache(maxsize=64)
def _network(size: int) -> tuple[tuple[int, int], ...]:
    """Return the pairs that K. E. Batcher's merge exchange puts in order (Knuth, TAOCP 3, 5.2.2, algorithm M)."""
    found: list[tuple[int, int]] = []
    top = 1 << max(size - 1, 0).bit_length() >> 1
    step = top
    while step:
        far, rest, gap = top, 0, step
        while gap:
            found += [(at, at + gap) for at in range(size - gap) if at & step == rest]
            gap, far, rest = (far - step, far >> 1, step) if far != step else (0, far, rest)
        step >>= 1
    return tuple(found)


def fitted_to(
    rest: Floats,
    volumes: Floats,
    known: Known,
    sums: tuple[Floats, Floats] | None = None,
    scratch: Scratch | None = None,
) -> Fit:
    """Fit what came after to the volumes, weighted as Mack does; volumes of one give the mean."""
    after, volume = sums or (rest.sum(axis=0), volumes.sum(axis=0))
    scratch = Scratch(0) if scratch is None else scratch
    factor = after / volume
    off = np.multiply(factor, volumes, out=scratch.like(rest))
    np.subtract(rest, off, out=off)
    weighed = scratch.like(off)
    weighed = off.copy() if weighed is None else weighed
    if off.size and volumes.min() > 0:
        np.divide(off, volumes, out=weighed)
    else:
        np.copyto(weighed, off)
        np.divide(off, volumes, out=weighed, where=volumes > 0)
    variance = np.einsum("ij,ij->j", off, weighed)
    nothing = np.flatnonzero(variance <= (NOTHING * (np.abs(after) + volume)) ** 2 / volume)
    off[:, nothing] = 0.0
    variance[nothing] = 0.0
    return Fit(
        variance=variance / (_number(known, rest) - 1),
        factor=factor,
        after=after,
        volume=volume,
        off=off,
        weighed=weighed,
        volumes=volumes,
        known=known,
    )


def variance_of(values: Floats, known: Known, count: NDArray[np.int64]) -> Floats:
    """Return how much the known values of each goal vary about their mean."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _kept(values, known).sum(axis=0) / count
        variance: Floats = (_kept(values - mean, known) ** 2).sum(axis=0) / (count - 1)
    return variance
