"""
What may be told of a group, so that nobody in it can be worked out?

Three things, and they hold whatever the figures are. A quantile is the mean of
neighboring values, never a value; the neighborhoods of one group do not
overlap; and a mean is told only as the cell of a fixed grid it falls into. The
cells are so wide that even he who knows the order of everybody in the group
cannot come closer to any figure than `p_percent` of it: all members of a
neighborhood may stand anywhere in its cell together, and a cell from `low` to
`high`, stretched to any figure x, is at least `2 p x` wide.

The grid ends at public bounds (a rate never exceeds 1), because a bound that
everybody knows would narrow a cell. Why this holds, and what it does not
promise, is told in the docs under "disclosure".
"""

from collections.abc import Mapping
from functools import cached_property, lru_cache
from math import ceil, floor, log
from typing import Any, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.fields import Check, as_tuple
from partnerkit.values.reasons import Facts

__all__ = ["Bounds", "Disclosure", "cell", "neighborhoods"]

#: What everybody knows of a figure: it is never below, never above; None is unbounded.
Bounds = tuple[float | None, float | None]

_HUGE = 1e100
_ROUNDING = 1e-12


def __dir__() -> list[str]:
    return __all__


def _is_dominance(value: object) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and fields.whole_number(least=1, most=1000).accepts(value[0])
        and fields.number(least=0, most=100).accepts(value[1])
    )


def _as_facts(value: Any) -> Any:
    """Freeze a mapping; anything else is refused later."""
    return Facts(value) if isinstance(value, Mapping) else value


_dominance = Check(_is_dominance, "use (how many, percent), as (2, 85)")
_ages = fields.mapping_of(fields.identifier, fields.whole_number(most=36_500))
_bases = fields.mapping_of(fields.identifier, fields.identifier)


@final
@frozen(kw_only=True)
class Disclosure:
    """
    The rules by which figures of others are told.

    Stricter rules tell less: more contributors, a greater percentage, a lower
    share, a greater age.

    >>> Disclosure(min_contributors=5, p_percent=10).step
    1.25
    """

    #: A quantile is the mean of so many others; quartiles need three times as many.
    min_contributors: int = field(default=5, validator=fields.whole_number(least=1, most=10_000))

    #: Nobody's figure can be worked out closer than this; 0 tells means as they are.
    p_percent: float = field(default=10, validator=fields.number(least=0, most=45))

    #: (n, k): a group is kept back if the n largest of a mean make up k percent or more; None asks nothing.
    dominance: tuple[int, float] | None = field(
        default=(2, 85), converter=as_tuple, validator=fields.optional(_dominance)
    )

    #: KPI -> days that a period must be over before others' figures of it are told.
    min_age: Mapping[str, int] = field(factory=dict, converter=_as_facts, validator=_ages)

    #: How many days after a period others' figures of it may still be entered, and are told from; None asks nothing.
    cut_off_days: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(most=36_500))
    )

    #: What is told only as an index, such as orders on hand: KPI -> the KPI that is its 100.
    index: Mapping[str, str] = field(factory=dict, converter=_as_facts, validator=_bases)

    #: Means up to about this size, in the unit of the KPI, are told as one cell around zero.
    smallest: float = field(default=0.001, validator=fields.number(least=1e-12, most=_HUGE))

    @cached_property
    def step(self) -> float:
        """How much greater the upper end of a cell is than its lower end."""
        return 1 / (1 - self.p_percent / 50)


def neighborhoods(count: int, least: int) -> tuple[int | None, int | None, int | None]:
    """
    Return where the *least* neighbors of the lower quartile, the median and the upper quartile begin, among *count*.

    They never overlap: of two overlapping means the difference would tell two
    members apart. With fewer than three times as many there is only a median.

    >>> neighborhoods(20, 5), neighborhoods(14, 5), neighborhoods(4, 5)
    ((2, 7, 13), (None, 4, None), (None, None, None))
    """
    if count < least:
        return None, None, None
    middle = (count - least) // 2
    if count < 3 * least:
        return None, middle, None
    lower = max(0, min(round(count / 4 - least / 2), middle - least))
    return lower, middle, count - least - lower


def cell(mean: float, rules: Disclosure, bounds: Bounds = (None, None)) -> tuple[float, float] | None:
    """
    Return the cell of the grid in which *mean* lies; None if the bounds leave no room for one that is wide enough.

    >>> low, high = cell(950.0, Disclosure(p_percent=10))
    >>> round(low), round(high)
    (808, 1010)
    >>> cell(0.97, Disclosure(p_percent=10), (0, 1))
    (0.8, 1.0)
    """
    if rules.p_percent == 0:
        return mean, mean
    least, most = bounds
    if mean < 0:
        mirrored = cell(-mean, rules, (None if most is None else -most, None if least is None else -least))
        return None if mirrored is None else (-mirrored[1], -mirrored[0])
    keep = 1 - rules.p_percent / 50
    anchor = most if most is not None and most > 0 else 1.0
    number = _central(anchor, rules.step, rules.smallest)
    if mean <= _edge(anchor, number, rules.step):
        below = -least if least is not None and least < 0 else 1.0
        low = -_edge(below, _central(below, rules.step, rules.smallest), rules.step)
        high = _edge(anchor, number, rules.step)
        high = high if most is None else min(high, most)
    else:
        number = _number(anchor, mean, rules.step)
        high = _edge(anchor, number, rules.step)
        low = high * keep
    if least is None or (low >= least >= 0 and low - least >= low * (1 - keep)):
        return low, high
    if least < 0:
        return max(low, least), high
    # What is left between the bound and this cell, or this cell cut off at the bound, would be too narrow.
    if high - least < high * (1 - keep) * (1 - _ROUNDING):
        # By its number: a last digit that differs would tell from which of the two it came.
        high = _edge(anchor, number + 1, rules.step)
        if most is not None and high > most * (1 + _ROUNDING):
            return None
    is_cut = low < least or low - least < low * (1 - keep)
    return (float(least) if is_cut else low), high


def _edge(anchor: float, number: int, step: float) -> float:
    """Return an edge of the grid: there is one way to reckon it, from wherever it is met."""
    return float(anchor * step**number)


def _number(anchor: float, mean: float, step: float) -> int:
    """Return the number of the least edge of the grid that is not below *mean*."""
    found = -floor(log(anchor / mean) / log(step) + _ROUNDING)
    return found if _edge(anchor, found, step) >= mean * (1 - _ROUNDING) else found + 1


@lru_cache(maxsize=128)
def _central(anchor: float, step: float, smallest: float) -> int:
    """Return the number of the greatest edge that is not above the smallest size told."""
    return -ceil(log(anchor / smallest) / log(step) - _ROUNDING)
