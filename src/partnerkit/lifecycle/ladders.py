"""
What does a ladder of shares pay for many amounts at once, to the minor unit?

Amounts are int64 minor units. A share is a whole number of parts, 10**-digits
each, so that q * whole + r of them earns q * parts + r * parts / whole: no
product leaves int64, whatever the amount. Every answer is rounded once, half
to even.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.bonus import BonusTerm
from partnerkit.values.errors import InvalidValue, Overflowed, shown
from partnerkit.values.exact import units_of

__all__ = ["MOST", "Ahead", "Ladders", "ahead", "climb", "scaled"]

Whole = NDArray[np.int64]
Rows = NDArray[np.intp]

#: No base, and nothing earned, is beyond this.
MOST = 2**62

#: Decimals of a share: more would leave int64.
_DIGITS = 9

#: So many at a time that what is made on the way stays near the processor.
_BLOCK = 16_384

#: Steps of fewer columns are counted in a byte.
_NARROW = 100


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Ladders:
    """
    Some ladders, one in each row; each begins with the ground, which earns nothing.

    On a step it earns ``base * parts / whole - less``, with `less` in whole units
    and parts of them; on the ladder of the whole turnover nothing is taken off.
    """

    whole: int

    #: From which base on each step counts, and the parts it earns; the last columns are never reached.
    least: Whole
    parts: Whole
    less: Whole
    less_parts: Whole

    #: What each one counted earns; 0 where there are steps.
    fee: Whole
    cap: Whole

    @property
    def width(self) -> int:
        """How many columns there are: the ground, the steps of the longest, and one that is never reached."""
        return int(self.least.shape[1])

    @classmethod
    def of(cls, terms: Sequence[BonusTerm]) -> "Ladders":
        """Return the ladders of *terms*, one in each row."""
        digits = max((_decimals(step.share) for term in terms for step in term.steps), default=0)
        whole, width = 10**digits, max((len(term.steps) for term in terms), default=0) + 2
        shape = (len(terms), width)
        least, parts = np.full(shape, MOST, np.int64), np.zeros(shape, np.int64)
        less, less_parts = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        least[:, 0] = -MOST
        fee, cap = np.zeros(len(terms), np.int64), np.full(len(terms), MOST, np.int64)
        for row, term in enumerate(terms):
            fee[row] = 0 if term.fee is None else term.fee.minor
            cap[row] = MOST if term.cap is None else min(term.cap.minor, MOST)
            before = taken = 0
            for at, step in enumerate(term.steps, 1):
                least[row, at] = from_turnover = min(step.turnover.minor, MOST)
                parts[row, at] = now = units_of(step.share, digits)
                if term.ladder == "marginal":
                    taken, before = taken + (now - before) * from_turnover, now
                    less[row, at], less_parts[row, at] = divmod(taken, whole)
        return cls(whole, least, parts, less, less_parts, fee, cap)


def _decimals(share: object) -> int:
    """Return how many decimals a share has, trailing zeros left aside."""
    denominator = Fraction(str(share)).denominator
    for digits in range(_DIGITS + 1):
        if 10**digits % denominator == 0:
            return digits
    raise InvalidValue(path="share", value=shown(share), remedy=f"use at most {_DIGITS} decimals")


@final
@frozen(eq=False)
class Ahead:
    """What is missing of the next step, and what is earned the moment it is reached; 0 and the same at the top."""

    missing: Whole
    then: Whole


def climb(bases: Whole, ladder: Rows, ladders: Ladders) -> tuple[Whole, Rows]:
    """
    Return what *bases* earn, and the step each stands on: 0 is the ground; *ladder* says which row each climbs.

    >>> from decimal import Decimal
    >>> from partnerkit import Money, Period
    >>> from partnerkit.facts import RebateStep
    >>> steps = [RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(part)) for at, part in (("0", "0.01"), ("100", "0.03"))]
    >>> term = BonusTerm(id="B", partner="P", kind="rebate", measure="m", period=Period.year(2026), steps=steps)
    >>> climb(np.array([5_000, 10_000]), np.array([0, 0]), Ladders.of([term]))
    (array([ 50, 300]), array([1, 2]))
    """
    earned, step = np.empty(len(bases), np.int64), np.empty(len(bases), np.intp)
    for start in range(0, len(bases), _BLOCK):
        block = slice(start, start + _BLOCK)
        earned[block], step[block] = _climb(bases[block], ladder[block], ladders)
    return earned, step


def _climb(bases: Whole, ladder: Rows, ladders: Ladders) -> tuple[Whole, Rows]:
    narrow = np.zeros(len(bases), np.int8 if ladders.width < _NARROW else np.intp)
    for column in range(1, ladders.width - 1):
        least = ladders.least[:, column]
        is_above: NDArray[np.bool_] = bases >= (least[0] if len(least) == 1 else least.take(ladder))
        np.add(narrow, is_above.view(np.int8), out=narrow)
    step = narrow.astype(np.intp)
    return _earned(bases, ladder, step, ladders), step


def ahead(bases: Whole, ladder: Rows, step: Rows, ladders: Ladders) -> Ahead:
    """
    Return how far it is to the step after *step*, and what is earned there.

    >>> from decimal import Decimal
    >>> from partnerkit import Money, Period
    >>> from partnerkit.facts import RebateStep
    >>> steps = [RebateStep(turnover=Money.of("100", "EUR"), share=Decimal("0.03"))]
    >>> term = BonusTerm(id="B", partner="P", kind="rebate", measure="m", period=Period.year(2026), steps=steps)
    >>> found = ahead(np.array([4_000]), np.array([0]), np.array([0]), Ladders.of([term]))
    >>> found.missing.tolist(), found.then.tolist()
    ([6000], [300])
    """
    following = ladders.least.take(ladder * ladders.width + step + 1)
    is_open = following < MOST
    reached = np.where(is_open, following, bases)
    return Ahead(np.where(is_open, following - bases, 0), _earned(reached, ladder, step + is_open, ladders))


def _earned(bases: Whole, ladder: Rows, step: Rows, ladders: Ladders) -> Whole:
    if not len(bases):
        return np.zeros(0, np.int64)
    at = step if len(ladders.least) == 1 else ladder * ladders.width + step
    parts, whole = ladders.parts.take(at), ladders.whole
    size = max(-int(bases.min()), int(bases.max()))
    if size * int(ladders.parts.max()) < MOST and int(ladders.less.max()) * whole < MOST:
        # All in one product, which is usual: half as many divisions.
        product = bases * parts
        if ladders.less.any() or ladders.less_parts.any():
            product -= (ladders.less * whole + ladders.less_parts).take(at)
        found: Whole = product // whole
        twice = product - found * whole
    else:
        full = bases // whole
        rest = (bases - full * whole) * parts - ladders.less_parts.take(at)
        more = rest // whole
        twice = rest - more * whole
        found = full * parts - ladders.less.take(at) + more
    twice *= 2
    found += twice > whole
    is_half = twice == whole
    if is_half.any():
        found += is_half & (found & 1 == 1)
    if ladders.fee.any():
        fee = ladders.fee.take(ladder)
        counted = np.maximum(bases, 0)
        if int(counted.max()) * int(fee.max()) >= MOST:
            raise Overflowed(path="actuals", limit="what is earned in int64 minor units")
        found += counted * fee
    if int(ladders.cap.min()) < MOST:
        np.minimum(found, ladders.cap.take(ladder), out=found)
    return found


def scaled(values: Whole, times: Whole, over: Whole) -> Whole:
    """
    Return values * times / over, rounded half to even; *times* and *over* are below 2**30, and *over* above 0.

    >>> scaled(np.array([100, 5]), np.array([365, 1]), np.array([90, 2])).tolist()
    [406, 2]
    """
    full = values // over
    rest = (values - full * over) * times
    if len(values) and max(-int(full.min()), int(full.max())) * int(times.max()) >= MOST:
        raise Overflowed(path="actuals", limit="a forecast in int64 minor units")
    more = rest // over
    twice = 2 * (rest - more * over)
    found: Whole = full * times + more
    found += (twice > over) | ((twice == over) & (found & 1 == 1))
    return found
