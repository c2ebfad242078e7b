"""What is measured, and what counts how much?"""

import re
from collections.abc import Callable, Iterator
from operator import le, ne
from typing import Any, Literal, final, get_args

from attrs import field, frozen

from partnerkit.scoring.pairwise import Pairwise
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, as_tuple

__all__ = ["Aggregate", "Better", "Kpi", "Missing", "Scale", "Scorecard", "Shrink", "Weighing"]

Better = Literal["higher", "lower", "target"]
Scale = Literal["peer_z", "robust_z", "min_max", "vector", "percent_rank", "points"]
Aggregate = Literal["weighted_sum", "geometric", "topsis", "vikor", "promethee_ii"]
Missing = Literal["renormalize", "refuse"]
Weighing = Literal["given", "entropy", "critic"]
Shrink = Literal["beta_binomial", "normal", "none"]

#: A geometric mean needs scales that begin at 0 and end.
BOUNDED: tuple[Scale, ...] = ("min_max", "percent_rank", "points")

#: Days in the units of a half-life.
_DAYS = {"h": 1 / 24, "d": 1.0, "w": 7.0}
_HALF_LIFE = re.compile(r"([1-9][0-9]{0,4})([hdw])")

#: Larger figures are mistakes, or stated in the wrong unit; their squares would leave the range of floats.
HUGE = 1e100


def __dir__() -> list[str]:
    return __all__


_number = fields.number(least=-HUGE, most=HUGE)


def _pair(holds: Callable[[float, float], bool]) -> Callable[[object], bool]:
    """Return whether a value is two numbers of which *holds* is true."""
    return lambda value: (
        isinstance(value, tuple) and len(value) == 2 and all(map(_number.accepts, value)) and holds(*value)
    )


_weight = fields.number(least=0, most=1_000_000)
_range = Check(_pair(le), "use (low, high), as (30, 45)")
_way = Check(_pair(ne), "use (none, all), the figures that earn no points and all of them, as (0, 50)")
_preference = Check(
    _pair(lambda low, high: 0 <= low <= high),
    "use (indifferent, decided), the differences up to which one does not count and from which in full, as (0, 5)",
)
_weighing = Check(
    lambda value: isinstance(value, Pairwise) or value in get_args(Weighing),
    f"use one of {', '.join(get_args(Weighing))}, or Pairwise.of(judgments)",
)
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

    #: The column of the standard error of each value.
    se: str | None = field(default=None, kw_only=True, validator=_column)

    #: How uncertain values are drawn to the peers; left out, rates are (beta_binomial), others are not.
    shrink: Shrink | None = field(
        default=None, kw_only=True, validator=fields.optional(fields.choice(*get_args(Shrink)))
    )

    #: The range in which a figure makes sense; one outside it counts as unknown, and is reported.
    valid: tuple[float, float] | None = field(
        default=None, converter=as_tuple, kw_only=True, validator=fields.optional(_range)
    )

    #: The column that says in which currency each value is; any other than `unit` is refused.
    currency: str | None = field(default=None, kw_only=True, validator=_column)

    #: For scale="points": the figure that earns none of the 100 points, and the one that earns all.
    #: With a target, both are distances from its range.
    points: tuple[float, float] | None = field(
        default=None, converter=as_tuple, kw_only=True, validator=fields.optional(_way)
    )

    #: The least of the 100 points that must be reached, however good the rest is.
    floor: float | None = field(
        default=None, kw_only=True, validator=fields.optional(fields.number(least=0, most=100))
    )

    #: For aggregate="promethee_ii": which differences count, in the unit of the figure; left out, any does.
    preference: tuple[float, float] | None = field(
        default=None, converter=as_tuple, kw_only=True, validator=fields.optional(_preference)
    )

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
        if self.currency is not None and self.unit is None:
            remedy = 'give unit="EUR", the currency that counts, and currency="<column>" together'
            yield InvalidValue(path="currency", value=shown(self.currency), remedy=remedy)
        yield from self._points_faults()
        yield from self._shrink_faults()

    def _points_faults(self) -> Iterator[InvalidValue]:
        if self.points is not None and (self.points[0] < self.points[1]) != (self.better == "higher"):
            remedy = "let points rise to the better figure: from low to high if higher is better, else from high to low"
            yield InvalidValue(path="points", value=shown(self.points), remedy=remedy)
        if self.points is not None and self.better == "target" and self.points[1] < 0:
            remedy = "with a target, give distances from its range, as (20, 0)"
            yield InvalidValue(path="points", value=shown(self.points), remedy=remedy)
        if self.floor is not None and self.points is None:
            remedy = "give points=(none, all) together with floor"
            yield InvalidValue(path="floor", value=shown(self.floor), remedy=remedy)

    def _shrink_faults(self) -> Iterator[InvalidValue]:
        if self.shrink == "beta_binomial" and self.of is None:
            remedy = 'give count="<column>" and of="<column>", what a rate is made of'
            yield InvalidValue(path="shrink", value=shown(self.shrink), remedy=remedy)
        if self.shrink == "normal" and (self.se is None or self.of is not None):
            remedy = 'give se="<column of standard errors>", and no rate'
            yield InvalidValue(path="shrink", value=shown(self.shrink), remedy=remedy)

    @property
    def shrunk_as(self) -> Shrink:
        """How uncertain values are drawn to the peers, after the default."""
        return self.shrink or ("none" if self.of is None else "beta_binomial")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the frame that it needs."""
        own = (self.name,) if self.count is None or self.of is None else (self.count, self.of)
        more = (self.measured, self.se, self.currency)
        return (*own, *(name for name in more if name is not None))

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

    #: Where the weights come from: "given" with each KPI, from how the figures spread, or from judgments on pairs.
    weights: Weighing | Pairwise = field(default="given", validator=_weighing)

    #: The share of each group, at each end, whose figures count no further than the next ones; None lets all count.
    winsorize: float | None = field(
        default=None, validator=fields.optional(fields.number(least=0.001, most=0.49))
    )

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
        yield from self._weights_faults(names)
        yield from self._scale_faults()

    def _weights_faults(self, names: list[str]) -> Iterator[InvalidValue]:
        if self.weights == "given":
            return
        for place, kpi in enumerate(self.kpis):
            if kpi.weight != 1:
                remedy = "leave it out, or let the weights be given"
                yield InvalidValue(path=f"kpis[{place}].weight", value=shown(kpi.weight), remedy=remedy)
        if isinstance(self.weights, Pairwise) and set(self.weights.names) != set(names):
            remedy = "compare each pair of the KPIs of this card once"
            yield InvalidValue(path="weights", value=shown(self.weights.names), remedy=remedy)

    def _scale_faults(self) -> Iterator[InvalidValue]:
        if self.aggregate == "geometric" and self.scale not in BOUNDED:
            remedy = f"use one of {', '.join(BOUNDED)}; a geometric mean needs figures above 0"
            yield InvalidValue(path="scale", value=shown(self.scale), remedy=remedy)
        for place, kpi in enumerate(self.kpis):
            if (kpi.points is None) == (self.scale == "points"):
                remedy = 'give points=(none, all) to each KPI, and scale="points" to the card'
                yield InvalidValue(path=f"kpis[{place}].points", value=shown(kpi.points), remedy=remedy)
            if kpi.preference is not None and self.aggregate != "promethee_ii":
                remedy = 'leave it out, or set aggregate="promethee_ii"'
                yield InvalidValue(
                    path=f"kpis[{place}].preference", value=shown(kpi.preference), remedy=remedy
                )

    @property
    def total_weight(self) -> float:
        """The sum of the weights that are given."""
        return float(sum(kpi.weight for kpi in self.kpis))

    @property
    def is_additive(self) -> bool:
        """Whether the score is a sum of contributions."""
        return self.aggregate not in {"topsis", "vikor"}

    def columns(self, key: str) -> tuple[str, ...]:
        """Return the columns of the frame that scoring by *key* needs, each once."""
        needed: list[Any] = [key, *(self.peers or ()), *(name for kpi in self.kpis for name in kpi.columns)]
        return tuple(dict.fromkeys(needed))
