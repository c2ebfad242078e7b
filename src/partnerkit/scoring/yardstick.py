"""
How does one partner measure up to peers who were measured before?

A yardstick is what a scorecard was measured with: a few numbers for each group
and KPI. It is fitted once on any frame, kept as JSON, and scores one partner
with nothing but Python. Who comes later changes nobody's score.

It is the vendor's. The ends of a min-max scale are the exact figures of
somebody, so a yardstick is never shown to a partner; `for_viewer` gives him his.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from math import exp, log1p, sqrt
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.scoring.measure import Measure
from partnerkit.scoring.own_yardstick import OwnYardstick, own_yardstick
from partnerkit.scoring.scorecard import HUGE, Kpi, Scorecard
from partnerkit.values import fields
from partnerkit.values.columns import is_na, known
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import Check, as_tuple
from partnerkit.values.reasons import Facts
from partnerkit.values.time import moment

if TYPE_CHECKING:
    from partnerkit.scoring.report import Report

__all__ = ["PeerMeasure", "Yardstick"]

_DAY = 86_400.0
_ROUNDING = 1e-12

#: As `aggregates.SAME`, which stands beside numpy.
_SAME = 1e-6

#: The weight and the scaled figure of each KPI that is known.
Parts: TypeAlias = "list[tuple[float, float, Measure]]"

_numbers = fields.each(fields.number(least=-HUGE, most=HUGE), unique=False)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PeerMeasure:
    """What one group of peers is like: a measure for each KPI, in the order of the card."""

    #: What its members share, by the names of the columns.
    shared: Facts = field(factory=Facts, converter=Facts)
    size: int = field(validator=fields.whole_number())
    measures: tuple[Measure, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(Measure, "a Measure"), unique=False)
    )

    #: For VIKOR: least and greatest of the sum, then of the greatest regret, of the members.
    ends: tuple[float, ...] = field(default=(), converter=as_tuple, validator=_numbers)


#: However many; a collection of other models is bounded.
_groups = Check(
    lambda value: isinstance(value, tuple) and all(isinstance(each, PeerMeasure) for each in value),
    "use PeerMeasures",
)


@final
@frozen(kw_only=True)
class Yardstick:
    """
    What partners are measured with, by groups of peers; `fit` makes it.

    >>> from partnerkit.scoring import Kpi, Scorecard, fit
    >>> frame = {"id": ["a", "b", "c"], "revenue": [10.0, 20.0, 30.0]}
    >>> yardstick = fit(Scorecard(kpis=(Kpi("revenue"),), scale="min_max"), frame, key="id", as_of=date(2026, 3, 31))
    >>> yardstick.score_one({"revenue": 25.0})
    0.75
    """

    card: Scorecard = field(validator=fields.instance(Scorecard, "a Scorecard"))

    #: The moment of the figures it was fitted on.
    as_of: datetime = field(validator=fields.aware)

    #: What each KPI of the card weighs, as given or as found.
    weights: tuple[float, ...] = field(converter=as_tuple, validator=_numbers)

    #: The narrowest groups first; each is as large as the card asks for, or the widest of all.
    groups: tuple[PeerMeasure, ...] = field(converter=as_tuple, validator=_groups)

    #: By how much a percent rank or a net flow may differ from that of the frame; 0 is exact.
    grid_error: float = field(default=0.0, validator=fields.number(least=0, most=2))

    def __attrs_post_init__(self) -> None:
        count = len(self.card.kpis)
        if len(self.weights) != count or any(len(group.measures) != count for group in self.groups):
            remedy = f"give {count} weights, and as many measures to each group"
            raise InvalidValue(path="weights", value=f"{len(self.weights)} weights", remedy=remedy)

    @cached_property
    def _by_shared(self) -> Mapping[tuple[Any, ...], PeerMeasure]:
        names = self.card.peers or ()
        return {
            tuple(group.shared[name] for name in names if name in group.shared): group
            for group in self.groups
        }

    @cached_property
    def _kpis(self) -> tuple[tuple[Kpi, float, bool], ...]:
        """Each KPI with its weight, and whether it is more than a plain figure."""
        return tuple(
            (
                kpi,
                weight,
                bool(kpi.of or kpi.se or kpi.currency or kpi.valid or kpi.measured),
            )
            for kpi, weight in zip(self.card.kpis, self.weights, strict=True)
        )

    def group_of(self, row: Mapping[str, Any]) -> PeerMeasure | None:
        """
        Return with whom a partner is compared: the narrowest group there is for the names in *row*.

        None if it was fitted on nobody.
        """
        if not hasattr(row, "get"):
            raise InvalidValue(path="row", value=shown(row), remedy="use column -> value, as in the frame")
        names = self.card.peers or ()
        values = [known(row.get(name)) for name in names]
        try:
            for kept in range(len(names), -1, -1):
                found = self._by_shared.get(tuple(values[:kept]))
                if found is not None:
                    return found
        except TypeError:
            value, remedy = shown(tuple(values)), "use text or numbers to group by"
            raise InvalidValue(path=", ".join(names), value=value, remedy=remedy) from None
        return None

    def for_viewer(self, report: "Report") -> OwnYardstick:
        """
        Return what the viewer of *report* may hold his figures against.

        It holds what `benchmark` told him under its rules, and nothing of this yardstick
        but the names of the columns.
        """
        return own_yardstick(self.card, report)

    def score_one(self, row: Mapping[str, Any], *, as_of: date | datetime | None = None) -> float | None:
        """
        Return the score of one partner, among the peers that were measured; None where too little is known.

        Parameters
        ----------
        row
            Column -> value, as in the frame. What is absent or None is unknown;
            only if the date of a figure is absent altogether, it is of today.
        as_of
            Up to when figures age; left out, to the moment of the yardstick.

        Raises
        ------
        InvalidValue, InvalidInput
            For values that are no finite numbers, or that were measured after *as_of*.
        """
        group = self.group_of(row)
        if group is None:
            return None
        at = self.as_of if as_of is None else moment(as_of)
        faults: list[InvalidValue] = []
        parts: Parts = []
        for (kpi, weight, is_more), measure in zip(self._kpis, group.measures, strict=True):
            value = row.get(kpi.name) if kpi.of is None else None
            if is_more:
                value, fresh = _read(row, kpi, measure, at, faults)
                weight *= fresh  # noqa: PLW2901  # what age leaves of it
            elif value is not None and type(value) is not float:
                value = _number(kpi.name, value, faults)
            if value is None or value != value:  # noqa: PLR0124  # NaN
                if self.card.missing == "refuse":
                    remedy = 'give the value, or set missing="renormalize"'
                    faults.append(InvalidValue(path=kpi.name, value="no value", remedy=remedy))
                continue
            if not -HUGE <= value <= HUGE:
                faults.append(_beyond(kpi.name, value))
                continue
            parts.append((weight, measure.scaled(value), measure))
        if faults:
            raise_faults(faults)
        known = sum([weight for weight, _, _ in parts])
        if known == 0 or known / sum(self.weights) < self.card.min_coverage - _ROUNDING:
            return None
        return _AGGREGATES[self.card.aggregate](parts, known, group, self.card.scale)


def _read(
    row: Mapping[str, Any], kpi: Kpi, measure: Measure, at: datetime, faults: list[InvalidValue]
) -> tuple[float | None, float]:
    """Return the figure, drawn to the peers if it rests on little, and what age leaves of its weight."""
    value = _figure(row, kpi, measure, faults)
    if value is not None and kpi.currency is not None and row.get(kpi.currency) != kpi.unit:
        remedy = f"convert {kpi.name} to {kpi.unit} at a stated rate first"
        faults.append(InvalidValue(path=kpi.currency, value=shown(row.get(kpi.currency)), remedy=remedy))
    if kpi.measured is None or kpi.half_life_days is None or kpi.measured not in row:
        return value, 1.0
    age = _age(kpi.measured, row[kpi.measured], at, faults)
    return (None, 0.0) if age is None else (value, 0.5 ** (age / kpi.half_life_days))


def _figure(row: Mapping[str, Any], kpi: Kpi, measure: Measure, faults: list[InvalidValue]) -> float | None:
    if kpi.of is not None and kpi.count is not None:
        count = _number(kpi.count, row.get(kpi.count), faults)
        total = _number(kpi.of, row.get(kpi.of), faults)
        count, total = (float("nan") if each is None else each for each in (count, total))
        # What is not known is not wrong.
        if count < 0 or total < 0 or count > total:
            name, wrong = (kpi.of, total) if total < 0 else (kpi.count, count)
            remedy = f"count from 0 up to {kpi.of}"
            faults.append(InvalidValue(path=name, value=shown(wrong), remedy=remedy))
            return None
        if count != count or not total > 0:  # noqa: PLR0124  # NaN
            return None
        value = count / total
        if kpi.valid is not None and not kpi.valid[0] <= value <= kpi.valid[1]:
            return None
        return measure.drawn(value, total) if kpi.shrunk_as == "beta_binomial" else value
    plain = _number(kpi.name, row.get(kpi.name), faults)
    if plain is None or (kpi.valid is not None and not kpi.valid[0] <= plain <= kpi.valid[1]):
        return None
    if kpi.se is None:
        return plain
    error = _number(kpi.se, row.get(kpi.se), faults)
    if error is not None and error <= 0:
        remedy = "use a standard error above 0, or leave it out where nobody knows"
        faults.append(InvalidValue(path=kpi.se, value=shown(error), remedy=remedy))
    is_drawn = error is not None and error > 0 and kpi.shrunk_as == "normal"
    return measure.drawn(plain, error) if is_drawn and error is not None else plain


def _number(name: str, value: Any, faults: list[InvalidValue]) -> float | None:
    if value is None or is_na(value):
        return None
    if type(value) is not float and (not isinstance(value, Real | Decimal) or isinstance(value, bool)):
        faults.append(InvalidValue(path=name, value=shown(value), remedy="use numbers"))
        return None
    try:
        found = float(value)
    except OverflowError:
        found = float("inf")
    except ValueError:
        # A signaling NaN is as unknown as any.
        return None
    if abs(found) > HUGE:
        faults.append(_beyond(name, found))
        return None
    return found


def _beyond(name: str, value: float) -> InvalidValue:
    remedy = "use finite numbers in a fitting unit; what is unknown is left out"
    return InvalidValue(path=name, value=shown(value), remedy=remedy)


def _age(name: str, value: Any, at: datetime, faults: list[InvalidValue]) -> float | None:
    """Return how many days ago it was measured; a date is over at its end, in UTC."""
    if known(value) is None:
        return None
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    is_instant = isinstance(value, datetime) and value.tzinfo is not None
    if not is_date and not is_instant:
        remedy = "use a date, or a datetime with a time zone"
        faults.append(InvalidValue(path=name, value=shown(value), remedy=remedy))
        return None
    begin, end = _instants(value)
    if begin > at or (is_date and begin == at):
        faults.append(
            InvalidValue(path=name, value=shown(str(value)), remedy="leave out what was not known yet")
        )
        return None
    return max(0.0, (at - end).total_seconds() / _DAY)


def _instants(value: date | datetime) -> tuple[datetime, datetime]:
    """Return from when to when it may have been measured."""
    if isinstance(value, datetime):
        return value, value
    return datetime(value.year, value.month, value.day, tzinfo=UTC), moment(value)


# -- the aggregates, as in `aggregates`


def _mean(parts: Parts, known: float, _group: PeerMeasure, _scale: str) -> float:
    return sum([weight * scaled for weight, scaled, _ in parts]) / known


def _geometric(parts: Parts, known: float, _group: PeerMeasure, scale: str) -> float:
    span = 0.99 if scale == "points" else 99.0
    # Worse than the worst of the peers is as bad as that: a logarithm ends there.
    return exp(sum([weight * log1p(span * max(scaled, 0.0)) for weight, scaled, _ in parts]) / known)


def _topsis(parts: Parts, _whole: float, _group: PeerMeasure, _scale: str) -> float:
    told = [part for part in parts if _is_way(part[2])]
    to_best = sqrt(sum([(weight * (scaled - measure.best)) ** 2 for weight, scaled, measure in told]))
    to_worst = sqrt(sum([(weight * (scaled - measure.worst)) ** 2 for weight, scaled, measure in told]))
    return to_worst / (to_best + to_worst) if to_best + to_worst > 0 else 0.5


def _is_way(measure: Measure) -> bool:
    best, worst = measure.best, measure.worst
    return best - worst > _SAME * max(abs(best), abs(worst))


def _vikor(parts: Parts, known: float, group: PeerMeasure, _scale: str) -> float:
    regrets = [
        (measure.best - scaled) * (1 / (measure.best - measure.worst)) * weight
        for weight, scaled, measure in parts
        if _is_way(measure)
    ]
    least, most, least_greatest, most_greatest = group.ends
    score = 1.0
    for value, low, high in (
        (sum(regrets) / known, least, most),
        (max(regrets, default=0.0) / known, least_greatest, most_greatest),
    ):
        score -= 0.5 * (value - low) / (high - low) if high - low > _SAME else 0.25
    return score


_AGGREGATES: Mapping[str, Callable[[Parts, float, PeerMeasure, str], float]] = {
    "weighted_sum": _mean,
    "promethee_ii": _mean,
    "geometric": _geometric,
    "topsis": _topsis,
    "vikor": _vikor,
}
