"""
Will we get there?

The periods before tell how much came after this day, and how much that varies.
One of three rules says what is still to come:

- "rolling-ladder": what came after this day for each unit of the period before
  and of the value to date together, times these two now. It follows growth and
  is steady early in a period; four closed periods in a row make it;
- "chain-ladder": for each unit of the value to date alone;
- "past-remainders": the mean of what came after, whatever came before.

With fewer than four periods the one of the last two that would have missed
less, each period being forecast from the others. The error of a ladder is the
one Mack gives (T. Mack, "Distribution-free calculation of the standard error
of chain ladder reserve estimates", ASTIN Bulletin 23, 1993, for one step).

One of three distributions says how sure that is:

- "poisson" for counts that vary no more than chance makes them; as the rate is
  known from counts only, this is a negative binomial;
- "empirical" from 19 closed periods on: what they missed themselves;
- "normal" else: Student's t with one degree of freedom fewer than periods.

Rule, distribution and variance come from closed periods alone, so that more
actual value never lowers the chance of a target of zero or more.
"""

from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.goals.outlook import (
    EMPIRICAL,
    LADDER,
    NORMAL,
    NOTHING,
    POISSON,
    REMAINDERS,
    ROLLING,
    RULES,
    ClosedPeriods,
    Floats,
    Outlook,
    Rule,
    different,
)
from partnerkit.goals.scratch import Scratch
from partnerkit.goals.shape import Whole

__all__ = ["LEAST_PERIODS", "TELLING", "chain_ladder", "look_ahead"]

#: Fewer closed periods say too little about how much they vary.
LEAST_PERIODS = 3

#: From here on one closed period in twenty lies beyond the 95 % point, and the tails need no assumption.
TELLING = 19

#: Goals at a time: their closed periods stay near the processor from one step to the next.
_BLOCK = 8192


def __dir__() -> list[str]:
    return __all__


def look_ahead(
    periods: ClosedPeriods,
    actual: Floats,
    *,
    counts: bool = False,
    rule: Rule | None = None,
    keeps: bool = True,
) -> Outlook:
    """
    Return what *periods* say about each goal that stands at *actual*.

    Parameters
    ----------
    counts
        Whether the values are whole counts, which may follow Poisson's law.
    rule
        One rule for all; the periods choose it if left out.
    keeps
        Whether what is reached stays reached where no closed period lost anything; never so of a level.

    >>> closed = ClosedPeriods.of_parts(np.array([[4, 6, 5, 5, 5, 4, 5, 6]]), length=2, passed=1)
    >>> outlook = look_ahead(closed, np.array([5.0]))
    >>> round(float(outlook.centre[0]), 4), RULES[outlook.rule[0]], outlook.distribution(0)
    (10.4545, 'rolling-ladder', 'normal')
    """
    depth, goals = periods.total.shape
    scratch = Scratch(depth * min(goals, _BLOCK))
    missed = np.empty((depth, goals)) if depth > TELLING else None
    return Outlook.joined(
        [
            _look_ahead(
                periods.between(low, low + _BLOCK),
                actual[low : low + _BLOCK],
                _chosen(periods.between(low, low + _BLOCK), rule, scratch),
                counts=counts,
                keeps=keeps,
                scratch=scratch,
                missed=None if missed is None else missed[:, low : low + _BLOCK],
            )
            for low in range(0, max(len(actual), 1), _BLOCK)
        ]
    )


def _look_ahead(
    periods: ClosedPeriods,
    actual: Floats,
    choice: "_Choice",
    *,
    counts: bool,
    keeps: bool,
    scratch: Scratch,
    missed: Floats | None,
) -> Outlook:
    known, count = choice.known, choice.count
    unit = 10.0**periods.scale
    base, rest, volumes = choice.base / unit, choice.rest, choice.volumes
    by_ladder, own = choice.rule != REMAINDERS, base + actual
    blur = (
        np.zeros(len(count)) if periods.blur is None else _variance(periods.blur[: len(rest)], known, count)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        volume, after = (each.astype(np.float64) / unit for each in (choice.volume, choice.after))
        fit = _fit(rest, volumes, known, (after, volume), scratch)
        error = np.sqrt(fit.variance * np.where(by_ladder, own + own**2 / volume, 1 + 1 / count) + blur)
        gains = _least(rest, known) >= 0
        is_count = (gains & (blur == 0) & _by_chance(fit, by_ladder, count)) if counts else gains & False
        leads = (choice.least > 0) & (volume + after > 0)
        tells = (count >= LEAST_PERIODS) & (~by_ladder | (leads & ((own > 0) | (is_count & (own == 0)))))
        centre = actual + np.where(by_ladder, fit.factor * own, after / count)
    centre[~tells] = np.nan
    long = tells & (count >= TELLING) & (error > 0)
    family = np.where(is_count, POISSON, np.where(long, EMPIRICAL, NORMAL))
    shape, odds = _counts(own, volume, after, count, by_ladder) if counts else (np.zeros(len(count)),) * 2
    groups = [np.flatnonzero((family == EMPIRICAL) & (count == each)) for each in different(count[long])]
    return Outlook(
        periods=count,
        rule=choice.rule,
        rest=choice.after,
        volume=choice.volume,
        base=choice.base,
        actual=actual,
        centre=centre,
        error=error,
        keeps=gains & tells & keeps,
        family=family,
        shape=shape,
        odds=odds,
        seen=tuple((rows, fit.seen(rows, scratch, missed)) for rows in groups if len(rows)),
    )


#: Which closed periods are known; None is all of them, and spares a pass over each column.
_Known: TypeAlias = NDArray[np.bool_] | None


@final
@frozen(kw_only=True, eq=False, repr=False)
class _Choice:
    """The rule for each goal, and the closed periods as it sees them."""

    rule: NDArray[np.int64]
    rest: Floats
    volumes: Floats

    #: What came after and the volume in all periods, and what stands beside the value to date now: in whole units.
    after: Whole
    volume: Whole
    base: Whole
    known: _Known
    count: NDArray[np.int64]

    #: The least volume of each goal.
    least: Floats


def _chosen(periods: ClosedPeriods, rule: Rule | None, scratch: Scratch) -> _Choice:
    scratch.restart()
    rolled = _all_rolling(periods, scratch) if rule is None else None
    if rolled is not None:
        return rolled
    known = None if periods.is_complete else periods.known
    to_date, total = _kept(periods.to_date, known), _kept(periods.total, known)
    rest = total - to_date
    # The period before stands one row further down; the oldest has none.
    rolling, pairs = to_date[:-1] + total[1:], None if known is None else known[:-1] & known[1:]
    least = _least(rolling, pairs)
    chosen = np.full(to_date.shape[1], ROLLING if rule is None else RULES.index(rule))
    if rule is None:
        telling = (_number(pairs, rolling) >= LEAST_PERIODS) & (least > 0)
        rows = np.flatnonzero(~(telling if known is None else telling & known[:1].all(axis=0)))
        chosen[rows] = _shorter(to_date[:, rows], rest[:, rows], None if known is None else known[:, rows])
    others = chosen != ROLLING
    used = pairs
    if others.any() or not len(to_date):
        known = periods.known
        pairs = _with_oldest(known[:-1] & known[1:], known)
        used, rolling = np.where(others, known, pairs), _with_oldest(rolling, to_date)
        volumes = np.where(others, np.where(chosen == LADDER, to_date, known), np.where(pairs, rolling, 0))
        used = None if used.all() else used
        least = _least(volumes, used)
    else:
        rest, volumes = rest[:-1], _kept(rolling, pairs)
    rest, unit = _kept(rest, used), 10.0**periods.scale
    return _Choice(
        rule=chosen,
        rest=rest.astype(np.float64) / unit,
        volumes=volumes.astype(np.float64) / unit,
        after=rest.sum(axis=0),
        volume=volumes.sum(axis=0),
        base=np.where(others, 0, total[:1].sum(axis=0)),
        known=used,
        count=_number(used, rest),
        least=least,
    )


def _all_rolling(periods: ClosedPeriods, scratch: Scratch) -> _Choice | None:
    """Return the choice where the rolling ladder serves every goal, as it mostly does; it needs no mask then."""
    to_date, total, scale = periods.to_date, periods.total, periods.scale
    if len(total) <= LEAST_PERIODS or not periods.is_complete:
        return None
    volumes = _sized(np.add, to_date[:-1], total[1:], scale, scratch)
    least = _least(volumes, None)
    if not (least > 0).all():
        return None
    before, whole = to_date[:-1].sum(axis=0), total.sum(axis=0)
    return _Choice(
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


def _with_oldest(pairs: Whole, like: Whole) -> Whole:
    """Return *pairs* with a row of nothing for the oldest period, which has none before it."""
    return np.concatenate([pairs, np.zeros_like(like[-1:], dtype=pairs.dtype)])


def _kept(values: Whole, known: _Known, nothing: float = 0) -> Whole:
    """Return *values* with *nothing* where they are not known."""
    return values if known is None else np.where(known, values, nothing)


def _number(known: _Known, like: Whole) -> NDArray[np.int64]:
    """Return how many are known of each goal."""
    if known is None:
        return np.full(like.shape[1], len(like))
    number: NDArray[np.int64] = known.sum(axis=0).astype(np.int64)
    return number


def _least(values: Whole, known: _Known) -> Floats:
    """Return the least of what is known of each goal."""
    if not len(values):
        return np.full(values.shape[1], np.inf)
    least: Floats = _kept(values, known, np.inf).min(axis=0)
    return least


def _sized(made: np.ufunc, one: Whole, other: Whole, scale: int, scratch: Scratch | None = None) -> Floats:
    """Return whole numbers of *scale* decimal places, *made* of two, as floats."""
    room = None if scratch is None else scratch.like(one, other)
    if room is None:
        found: Floats = made(one, other).astype(np.float64)
    else:
        found = made(one, other, out=room.view(np.float64), casting="same_kind")
    if scale:
        found /= 10.0**scale
    return found


def _by_chance(fit: "_Fit", by_ladder: NDArray[np.bool_], count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where counts vary no more than chance makes them: two standard deviations of a mean of squares."""
    alone = fit.factor * np.where(by_ladder, 1 + fit.factor, 1)
    chance: NDArray[np.bool_] = fit.variance <= alone * (1 + 2 * np.sqrt(2 / (count - 1)))
    return chance


def _shorter(to_date: Whole, rest: Whole, known: _Known) -> NDArray[np.int64]:
    """Return the rule that misses less where there are few closed periods."""
    after, before = rest.astype(np.float64), to_date.astype(np.float64)
    each = np.ones_like(before) if known is None else known.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        missed = [_fit(after, volumes, known).missed for volumes in (before, each)]
    serves = (_least(before, known) > 0) & ((before + after).sum(axis=0) > 0)
    return np.where(serves & (missed[0] <= missed[1]), LADDER, REMAINDERS)


def chain_ladder(to_date: Floats, total: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """
    Return factor and variance of the step from *to_date* to *total* for each goal, and the volume behind them.

    The arrays hold a row for each closed period and a column for each goal,
    *known* where there is one. Values to date are above zero, periods at least two.

    >>> to_date, total = np.array([[100.0], [200.0], [300.0]]), np.array([[210.0], [390.0], [600.0]])
    >>> [each.tolist() for each in chain_ladder(to_date, total, np.ones_like(total, dtype=bool))]
    [[2.0], [0.75], [600.0]]
    """
    to_date = np.where(known, to_date, 0.0)
    rest = np.where(known, total, 0.0) - to_date
    fit = _fit(rest, to_date, known)
    return 1 + fit.factor, fit.variance, to_date.sum(axis=0)


@final
@frozen(kw_only=True, eq=False, repr=False)
class _Fit:
    """How well a rule tells what came after in each closed period."""

    #: The variance it leaves: of a ladder for each unit of volume, of past remainders in all.
    variance: Floats

    #: What comes after for each unit of volume.
    factor: Floats

    #: What came after in all periods, and the volume of all.
    after: Floats
    volume: Floats

    #: What it misses in each period, and the volume there.
    off: Floats
    volumes: Floats
    known: _Known

    @property
    def missed(self) -> Floats:
        """The squares of what it would miss, each period told from the others: algebra gives the factor then."""
        squares: Floats = ((self.off * self.volume / (self.volume - self.volumes)) ** 2).sum(axis=0)
        return squares

    def seen(self, rows: NDArray[np.int64], scratch: Scratch, out: Floats | None) -> Floats:
        """Return what goals with equally many periods would have missed, in standard errors, ascending."""
        every = len(rows) == len(self.factor)
        at: Any = slice(None) if every else rows
        volumes, volume = self.volumes[:, at], self.volume[at]
        with np.errstate(divide="ignore", invalid="ignore"):
            missed = np.subtract(volume, volumes, out=scratch.like(volumes))
            missed *= volumes
            np.sqrt(missed, out=missed)
            np.divide(self.off[:, at], missed, out=missed)
            missed *= np.sqrt(volume / self.variance[at])
        count = len(missed)
        if self.known is not None:
            missed = _kept(missed, self.known[:, at], np.inf)
            count = int(self.known[:, at][:, 0].sum())
        # Side by side the values of a goal are sorted twice as fast.
        turned = scratch.like(missed.T)
        ordered: Floats = np.empty(missed.T.shape) if turned is None else turned
        np.copyto(ordered, missed.T)
        ordered.sort(axis=1)
        kept = np.empty((count, len(ordered))) if out is None or not every else out[:count]
        np.copyto(kept, ordered[:, :count].T)
        return kept


def _fit(
    rest: Floats,
    volumes: Floats,
    known: _Known,
    sums: tuple[Floats, Floats] | None = None,
    scratch: Scratch | None = None,
) -> _Fit:
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
    return _Fit(
        variance=variance / (_number(known, rest) - 1),
        factor=factor,
        after=after,
        volume=volume,
        off=off,
        volumes=volumes,
        known=known,
    )


def _variance(values: Floats, known: _Known, count: NDArray[np.int64]) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _kept(values, known).sum(axis=0) / count
        variance: Floats = (_kept(values - mean, known) ** 2).sum(axis=0) / (count - 1)
    return variance


def _counts(
    own: Floats, volume: Floats, after: Floats, count: NDArray[np.int64], by_ladder: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """
    Return shape and odds of the counts still to come.

    The rate has a gamma distribution, half a count added as H. Jeffreys does.
    Of a ladder it is the rate of this period, and the odds are widened as Mack
    widens the variance, for the ladder itself is known from counts only.
    """
    now, past = np.maximum(own, 0.0) + 0.5, volume + 0.5
    factor = (after + 0.5) / past
    odds = np.where(by_ladder, (1 + factor) * (1 + now / past) - 1, 1 / np.maximum(count, 1))
    return np.where(by_ladder, factor * now / odds, after + 0.5), odds
