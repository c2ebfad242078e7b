"""
How sure is it?

A rate of few cases, and the difference of two shares, are known within bounds
only. Both methods stay honest for small numbers, where the plain one of
textbooks says 0 +- 0.
"""

from math import sqrt
from statistics import NormalDist
from typing import final

from attrs import frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["Interval", "difference_of_shares", "wilson"]

_LEVEL = fields.number(least=0.5, most=0.999)
_NUMBER = fields.number(least=0, most=1e15)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Interval:
    """An estimate, and between which bounds it lies at a level of confidence."""

    estimate: float
    low: float
    high: float
    level: float
    method: str


def wilson(count: float, of: float, *, level: float = 0.95) -> Interval:
    """
    Return the interval of a rate, after Wilson: it stays within 0 and 1, and is honest for small numbers.

    Wilson, Journal of the American Statistical Association 22 (1927), without
    correction for continuity.

    >>> found = wilson(1, 29)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0061, 0.1718)
    """
    fields.check({"count": (_NUMBER, count), "of": (_NUMBER, of), "level": (_LEVEL, level)})
    if not of > 0 or count > of:
        raise InvalidValue(path="of", value=shown(of), remedy="use more than 0, and at least the count")
    z = NormalDist().inv_cdf((1 + level) / 2)
    rate = count / of
    middle = (rate + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * sqrt(rate * (1 - rate) / of + z * z / (4 * of * of))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return Interval(
        estimate=rate,
        low=0.0 if count == 0 else low,
        high=1.0 if count == of else high,
        level=level,
        method="Wilson 1927",
    )


def difference_of_shares(
    plus: float, minus: float, of: float, *, level: float = 0.95, added: tuple[float, float] = (1.0, 2.0)
) -> Interval:
    """
    Return the interval of (plus - minus) / of, where each case counts to one side, the other or neither.

    A Wald interval around cases that are *added*, so many to each side and so many in
    all. One and two are for pairs before and after (Bonett and Price, Journal of
    Educational and Behavioral Statistics 37, 2012); three quarters and three for a net
    promoter score (Rocks, Interval estimation for the "net promoter score", The
    American Statistician 70, 2016). The estimate is that of the cases alone.

    >>> found = difference_of_shares(1, 7, 21)
    >>> round(found.estimate, 4), round(found.low, 3), round(found.high, 3)
    (-0.2857, -0.508, -0.013)
    """
    counts = {"plus": (_NUMBER, plus), "minus": (_NUMBER, minus), "of": (_NUMBER, of)}
    fields.check({**counts, "level": (_LEVEL, level)})
    if not of > 0 or plus + minus > of:
        raise InvalidValue(path="of", value=shown(of), remedy="use more than 0, and at least both sides")
    each, all_ = added
    high, low, count = plus + each, minus + each, of + all_
    middle = (high - low) / count
    reach = NormalDist().inv_cdf((1 + level) / 2) * sqrt(((high + low) / count - middle**2) / count)
    return Interval(
        estimate=(plus - minus) / of,
        low=max(-1.0, middle - reach),
        high=min(1.0, middle + reach),
        level=level,
        method=f"adjusted Wald, {each:g} added to each side and {all_:g} in all",
    )
