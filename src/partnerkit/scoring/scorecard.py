"""What is measured, and what counts how much?"""

import re
from collections.abc import Iterator
from typing import Any, Literal, final, get_args

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, as_tuple

__all__ = ["Aggregate", "Better", "Kpi", "Missing", "Scale", "Scorecard"]

Better = Literal["higher", "lower", "target"]
Scale = Literal["peer_z", "robust_z", "min_max", "vector", "percent_rank"]
Aggregate = Literal["weighted_sum", "topsis"]
Missing = Literal["renormalize", "refuse"]

#: Days in the units of a half-life.
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}
_HALF_LIFE = re.compile(r"([1-9][0-9]{0,4})([hdw])")

_HUGE = 1e100


def __dir__() -> list[str]:
    return __all__


def _is_range(value: object) -> bool:
    number = fields.number(least=-_HUGE, most=_HUGE)
    return (
        isinstance(value, tuple)
        and len(value) == 2
        and all(map(number.accepts, value))
        and value[0] <= value[1]
    )


_weight = fields.number(least=0, most=1_000_000)
_range = Check(_is_range, "use (low, high), as (30, 45)")
_half_life = fields.code(_HALF_LIFE.pattern, 'use a number of hours, days or weeks, as "90d"')
_column = fields.optional(fields.identifier)
_names = fields.each(fields.identifier, least=1)


@final
@frozen
class Kpi:
    """
    One figure that counts: its column, which way is better, and how much it counts.

    >>> Kpi("stock_days", better="target", target=(30, 45), weight=2, unit="days").weight
    2
    """

    #: The column of the frame; a rate with `count` and `of` needs none of this name.
    name: str = field(validator=fields.identifier)

    #: Compared with the other weights of the card; they need not add up to anything.
    weight: float = field(default=1, kw_only=True, validator=_weight)

    #: "target" is best inside `target` and the worse, the further outside.
    better: Better = field(default="higher", kw_only=True, validator=fields.choice(*get_args(Better)))
    target: tuple[float, float] | None = field(
        default=None, converter=as_tuple, kw_only=True, validator=fields.optional(_range)
    )

    #: What it is measured in; shown, never converted.
    unit: str | None = field(default=None, kw_only=True, validator=_column)

    #: After this time, as "90d", a value counts half, after twice the time a quarter.
    half_life: str | None = field(default=None, kw_only=True, validator=fields.optional(_half_life))

    #: The column that says when the value was measured.
    measured: str | None = field(default=None, kw_only=True, validator=_column)

    #: A rate: the column of what is counted, and of how many there were. Small numbers are drawn to the peers.
    count: str | None = field(default=None, kw_only=True, validator=_column)
    of: str | None = field(default=None, kw_only=True, validator=_column)

    #: The column of the standard errors of the values: how far chance may have moved them. A rate needs none.
    se: str | None = field(default=None, kw_only=True, validator=_column)

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.better == "target") != (self.target is not None):
            remedy = 'give a range and better="target" together, as target=(30, 45)'
            yield InvalidValue(path="target", value=shown(self.target), remedy=remedy)
        if (self.half_life is None) != (self.measured is None):
            remedy = 'give half_life="90d" and measured="<column of dates>" together'
            yield InvalidValue(path="half_life", value=shown(self.half_life), remedy=remedy)
        if (self.count is None) != (self.of is None):
            remedy = 'give count="<column>" and of="<column>" together'
            yield InvalidValue(path="of", value=shown(self.of), remedy=remedy)
        if self.se is not None and self.count is not None:
            remedy = "leave it out: the counts of a rate say how sure it is"
            yield InvalidValue(path="se", value=shown(self.se), remedy=remedy)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame that it needs."""
        own = (self.name,) if self.count is None or self.of is None else (self.count, self.of)
        return (*own, *(name for name in (self.measured, self.se) if name is not None))

    @property
    def half_life_days(self) -> float | None:
        """The half-life in days."""
        if self.half_life is None:
            return None
        return int(self.half_life[:-1]) * _DAYS[self.half_life[-1]]


@final
@frozen(kw_only=True)
class Scorecard:
    """
    What makes a partner good: the figures, how they are made comparable, and with whom one is compared.

    >>> Scorecard(kpis=[Kpi("revenue", weight=3), Kpi("returns", better="lower")], peers=["tier"]).total_weight
    4.0
    """

    kpis: tuple[Kpi, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Kpi, "a Kpi"), least=1)
    )

    #: How figures of unlike kinds are made comparable; each against the peers of the partner.
    scale: Scale = field(default="peer_z", validator=fields.choice(*get_args(Scale)))

    #: How they are put together.
    aggregate: Aggregate = field(default="weighted_sum", validator=fields.choice(*get_args(Aggregate)))

    #: The columns that say who is comparable; None compares all with all.
    peers: tuple[str, ...] | None = field(default=None, converter=as_tuple, validator=fields.optional(_names))

    #: A group smaller than this is compared with the larger one that the last name of `peers` does not divide.
    min_peers: int = field(default=8, validator=fields.whole_number(least=1))

    #: "renormalize" lets the other figures count more, "refuse" raises.
    missing: Missing = field(default="renormalize", validator=fields.choice(*get_args(Missing)))

    #: The least share of the weight that must be known for a score.
    min_coverage: float = field(default=0.6, validator=fields.number(least=0, most=1))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        names = [kpi.name for kpi in self.kpis]
        for place, name in enumerate(names):
            if name in names[:place]:
                yield InvalidValue(path=f"kpis[{place}].name", value=shown(name), remedy="use each name once")
        if not self.total_weight > 0:
            yield InvalidValue(path="kpis", value="no weight above 0", remedy="give one of them a weight")

    @property
    def total_weight(self) -> float:
        """The sum of all weights."""
        return float(sum(kpi.weight for kpi in self.kpis))

    def columns(self, key: str) -> tuple[str, ...]:
        """Return the columns of the frame that scoring by *key* needs, each once."""
        needed: list[Any] = [key, *(self.peers or ()), *(name for kpi in self.kpis for name in kpi.columns)]
        return tuple(dict.fromkeys(needed))
