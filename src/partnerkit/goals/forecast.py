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
of chain ladder reserve estimates", ASTIN Bulletin 23, 1993, for one step),
widened in two cases that benchmarks show it to be too narrow for: business that
has grown, and three closed periods, of which nobody can say whether the last
one is chance or the way things go.

Business that has by now more than twice what any closed period had in the end
has outgrown its history: it is forecast, but without bounds and chance.

One of three distributions says how sure that is:

- "poisson" for counts that vary no more than chance makes them; as the rate is
  known from counts only, this is a negative binomial;
- "empirical" from 19 closed periods on: what they missed themselves;
- "normal" else: Student's t with one degree of freedom fewer than periods.

Rule, distribution and variance come from closed periods alone, so that more
actual value never lowers the chance of a target of zero or more.
"""

import numpy as np
from numpy.typing import NDArray

from partnerkit.goals.choosing import (
    LEAST_PERIODS,
    Choice,
    Fit,
    Known,
    all_rolling,
    chosen_rules,
    fitted_to,
    least_of,
    variance_of,
)
from partnerkit.goals.outlook import (
    EMPIRICAL,
    LADDER,
    NORMAL,
    POISSON,
    REMAINDERS,
    ROLLING,
    ClosedPeriods,
    Floats,
    Histories,
    Outlook,
    Rule,
    different,
)
from partnerkit.goals.scratch import Scratch

__all__ = ["LEAST_PERIODS", "OUTGROWN", "TELLING", "chain_ladder", "look_ahead"]

#: From here on one closed period in twenty lies beyond the 95 % point, and the tails need no assumption.
TELLING = 19

#: So many times what any closed period had in the end, and the past is no measure any more.
OUTGROWN = 2

#: Closed periods at a time: they stay near the processor from one step to the next.
_BLOCK = 200_000


def __dir__() -> list[str]:
    return __all__


def look_ahead(
    periods: ClosedPeriods | Histories,
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

    >>> from partnerkit.goals.outlook import RULES
    >>> closed = ClosedPeriods.of_parts(np.array([[4, 6, 5, 5, 5, 4, 5, 6]]), length=2, passed=1)
    >>> outlook = look_ahead(closed, np.array([5.0]))
    >>> round(float(outlook.centre[0]), 4), RULES[outlook.rule[0]], outlook.distribution(0)
    (10.4545, 'rolling-ladder', 'normal')
    """
    depth, goals = periods.size
    size = _BLOCK // max(depth, 1)
    scratch = Scratch(depth * min(goals, size))
    missed = np.empty((depth, goals)) if depth > TELLING else None

    def block(low: int) -> Outlook:
        at = slice(low, low + size)
        here, now = periods.between(at.start, at.stop), actual[at]
        room = None if missed is None else missed[:, at]
        rolled = all_rolling(here, scratch) if rule is None else None
        if rolled is None:
            choice = chosen_rules(here, rule)
            return _look_ahead(here, now, choice, counts=counts, keeps=keeps, scratch=scratch, missed=room)
        found = _look_ahead(here, now, rolled, counts=counts, keeps=keeps, scratch=scratch, missed=room)
        rows = np.flatnonzero(rolled.least <= 0)
        if not len(rows):
            return found
        others = here.taken(rows)
        choice = chosen_rules(others, None)
        return found.replaced(
            rows, _look_ahead(others, now[rows], choice, counts=counts, keeps=keeps, scratch=scratch)
        )

    return Outlook.joined([block(low) for low in range(0, max(goals, 1), size)])


def _look_ahead(
    periods: ClosedPeriods,
    actual: Floats,
    choice: Choice,
    *,
    counts: bool,
    keeps: bool,
    scratch: Scratch,
    missed: Floats | None = None,
) -> Outlook:
    known, count, rest = choice.known, choice.count, choice.rest
    unit = 10.0**periods.scale
    by_ladder, own = choice.rule != REMAINDERS, (choice.base / unit).astype(np.float64) + actual
    others = np.flatnonzero(~by_ladder)
    blur = _blur(periods, choice)
    with np.errstate(divide="ignore", invalid="ignore"):
        volume, after = choice.sums(unit)
        fit = fitted_to(rest, choice.volumes, known, (after, volume), scratch)
        error = np.sqrt(fit.variance * _spread(choice, own, volume) + _drift(fit, choice, own) + blur)
        gains = least_of(rest, known) >= 0
        is_count = (
            (gains & np.equal(blur, 0) & _by_chance(fit, by_ladder, count)) if counts else gains & False
        )
        leads = (choice.least > 0) & (volume + after > 0)
        tells = (count >= LEAST_PERIODS) & (~by_ladder | (leads & ((own > 0) | (is_count & (own == 0)))))
        centre = actual + fit.factor * own
        centre[others] = actual[others] + after[others] / count[others]
        shape, odds = _counts(choice, fit, own) if counts else (np.zeros(len(count)),) * 2
    centre[~tells] = np.nan
    if keeps:
        error[_outgrown(periods, actual)] = np.nan
        is_count &= ~np.isnan(error)
    long = tells & (count >= TELLING) & (error > 0)
    family = np.where(is_count, POISSON, np.where(long, EMPIRICAL, NORMAL))
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


def _blur(periods: ClosedPeriods, choice: Choice) -> Floats | float:
    """Return the variance that comes from values of whole months or weeks, which the day of today cuts in two."""
    if periods.blur is None:
        return 0.0
    return variance_of(periods.blur[: len(choice.rest)], choice.known, choice.count)


def _spread(choice: Choice, own: Floats, volume: Floats) -> Floats:
    """Return how many times the variance of one period a goal misses by: as much business as it has, and as few periods."""
    found = _growth(choice.volumes, choice.known, volume / choice.count) * own + own**2 / volume
    others = np.flatnonzero(choice.rule == REMAINDERS)
    found[others] = 1 + 1 / choice.count[others]
    return found


def _growth(volumes: Floats, known: Known, mean: Floats) -> Floats:
    """
    Return how many times its *mean* volume a business has by now, as it grows or falls.

    What has grown misses by more than it did when it was small, where Mack's misses stay.
    The latest half of the periods lies half as far from the middle of all as today does.
    """
    if known is None:
        half = max(len(volumes) // 2, 1)
        latest = volumes[:half].sum(axis=0) / half
    else:
        passed = np.cumsum(known, axis=0)
        recent = known & (passed <= np.maximum(known.sum(axis=0) // 2, 1))
        latest = np.where(recent, volumes, 0.0).sum(axis=0) / recent.sum(axis=0)
    grown: Floats = (latest / mean) ** 2
    return grown


def _drift(fit: Fit, choice: Choice, own: Floats) -> Floats:
    """
    Return the variance that three closed periods leave open: whether the last one is chance or the way things go.

    The next period lies about the centre, or as far beyond the last one as that lies
    beyond the centre, one as likely as the other: half the square of twice that distance.
    """
    found = np.zeros(len(own))
    # The rolling ladder has four of them.
    rows = np.flatnonzero((choice.count <= LEAST_PERIODS) & (choice.rule != ROLLING))
    if len(rows) and len(fit.off):
        latest = 0 if fit.known is None else fit.known[:, rows].argmax(axis=0)
        size = np.where(choice.rule[rows] == LADDER, own[rows] / fit.volumes[latest, rows], 1)
        found[rows] = 2 * (fit.off[latest, rows] * size) ** 2
    return found


def _outgrown(periods: ClosedPeriods, actual: Floats) -> NDArray[np.int64]:
    """Return the goals that have more than `OUTGROWN` times what any closed period had in the end."""
    if not len(periods.total):
        return np.zeros(0, dtype=np.int64)
    limit = actual * 10.0**periods.scale / OUTGROWN
    # Most are told apart by the latest period alone. Beside numbers of any size an unknown one warns.
    with np.errstate(invalid="ignore"):
        rows = np.flatnonzero((limit > 0) & (limit > periods.total[0]))
    most = np.where(periods.known[:, rows], periods.total[:, rows], 0).max(axis=0)
    outgrown: NDArray[np.int64] = rows[limit[rows] > most.astype(np.float64)]
    return outgrown


def _by_chance(fit: Fit, by_ladder: NDArray[np.bool_], count: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell where counts vary no more than chance makes them: two standard deviations of a mean of squares."""
    alone = fit.factor * (1 + fit.factor * by_ladder)
    chance: NDArray[np.bool_] = fit.variance <= alone * (1 + 2 * np.sqrt(2 / (count - 1)))
    return chance


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
    fit = fitted_to(rest, to_date, known)
    return 1 + fit.factor, fit.variance, to_date.sum(axis=0)


def _counts(choice: Choice, fit: Fit, own: Floats) -> tuple[Floats, Floats]:
    """
    Return shape and odds of the counts still to come.

    The rate has a gamma distribution, half a count added as H. Jeffreys does.
    Of a ladder it is the rate of this period, and the odds are widened as Mack
    widens the variance, for the ladder itself is known from counts only; the
    drift of few periods widens them as well.
    """
    now, past, after = np.maximum(own, 0.0) + 0.5, fit.volume + 0.5, fit.after + 0.5
    factor = after / past
    mean, odds = factor * now, (1 + factor) * (1 + now / past) - 1
    others = np.flatnonzero(choice.rule == REMAINDERS)
    count = np.maximum(choice.count[others], 1)
    mean[others], odds[others] = after[others] / count, 1 / count
    odds += _drift(fit, choice, now) / mean
    return mean / odds, odds
