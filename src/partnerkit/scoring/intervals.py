"""
How sure is a rate, or a statistic of the channel?

Neither is known but for the cases, and the partners, that happened to be there.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnerkit.scoring.series import key_faults
from partnerkit.values import fields
from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import read_columns
from partnerkit.values.interval import Interval, wilson
from partnerkit.values.money import Ratio

__all__ = ["DRAWS", "LEVEL", "SEED", "Interval", "as_share", "bootstrap", "wilson"]

#: How sure an answer may be asked to be; how often chance may be tried, and from where.
LEVEL = fields.number(least=0.5, most=0.999)
DRAWS = fields.whole_number(least=100, most=100_000)
SEED = fields.whole_number()


def __dir__() -> list[str]:
    return __all__


def as_share(share: float) -> Ratio:
    """
    Return a share as a ratio, so that it is said in per cent.

    >>> as_share(0.8).value
    Decimal('0.8')
    """
    return Ratio(numerator=Decimal(repr(round(float(share), 6))), denominator=Decimal(1))


def bootstrap(
    statistic: Callable[[Mapping[str, NDArray[Any]]], float],
    frame: object,
    *,
    key: str,
    level: float = 0.9,
    draws: int = 1_000,
    seed: int = 0,
) -> Interval:
    """
    Return the interval of a statistic of the channel, if other partners of the same kind had been in it.

    Whole partners are drawn, with all their rows: months of one partner are no
    independent news. The bounds are the percentiles of what *statistic* makes of
    each draw (Efron, The Jackknife, the Bootstrap and Other Resampling Plans, 1982).

    Parameters
    ----------
    statistic
        Takes columns by name, as numpy arrays, and returns a number.

    Raises
    ------
    InvalidValue, InvalidInput
        For a frame without rows or without the column *key*, keys that are
        missing, and a statistic that is not finite for every draw.

    >>> from partnerkit.scoring import gini
    >>> frame = {"partner": list("ABCDEFGH"), "revenue": [9.0, 5, 4, 4, 3, 2, 2, 1]}
    >>> found = bootstrap(lambda columns: gini(columns["revenue"]), frame, key="partner")
    >>> round(found.estimate, 3), found.low < found.estimate < found.high
    (0.325, True)
    """
    fields.check({"level": (LEVEL, level), "draws": (DRAWS, draws), "seed": (SEED, seed)})
    columns, _ = read_columns(frame)
    require((key,), columns)
    keys = columns[key].tolist()
    raise_faults(key_faults(key, keys))
    place = {name: at for at, name in enumerate(dict.fromkeys(keys))}
    row_of = np.array([place[each] for each in keys], dtype=np.int64)
    if not place:
        raise InvalidValue(path="frame", value="no rows", remedy="give at least one partner")
    estimate = _number(statistic(columns))
    order = np.argsort(row_of, kind="stable")
    sizes = np.bincount(row_of)
    starts = np.cumsum(sizes) - sizes
    chance = np.random.Generator(np.random.PCG64(seed))
    found = np.empty(draws)
    for draw in range(draws):
        chosen = chance.integers(0, len(place), len(place))
        rows = order[_ranges(starts[chosen], sizes[chosen])]
        found[draw] = _number(statistic({name: column[rows] for name, column in columns.items()}))
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Interval(
        estimate=estimate,
        low=float(low),
        high=float(high),
        level=level,
        method=f"percentiles of {draws} draws of {len(place)} partners with all their rows, seed {seed}",
    )


def _number(value: float) -> float:
    found = float(value)
    if not isfinite(found):
        raise InvalidValue(
            path="statistic", value=shown(found), remedy="return a finite number for every draw"
        )
    return found


def _ranges(starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers from each start on, as many as its size, one after the other."""
    ends = np.cumsum(sizes)
    return np.asarray(np.arange(int(ends[-1])) + np.repeat(starts - (ends - sizes), sizes))
