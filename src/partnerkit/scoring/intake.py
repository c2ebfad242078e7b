"""
Which columns of an engine's frame does a scorecard use?

The rows stay where they are. Columns that are absent, or of a kind that cannot
be reckoned with, are refused before anything is computed.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.pairwise import Pairwise
from partnerkit.scoring.scorecard import HUGE, Kpi, Scorecard
from partnerkit.values.columns import require
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.lazy import Lazy, with_microseconds

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = [
    "NOBODY",
    "Found",
    "Intake",
    "clean",
    "figures_of",
    "grouping",
    "is_gap",
    "is_late",
    "oriented",
    "raw",
    "schema_of",
    "take_in",
]

Found: TypeAlias = Mapping[str, NDArray[Any]]

#: Stands for a missing value of a column that groups: SQL would join it to nothing.
NOBODY = "\N{SYMBOL FOR NULL}"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Intake:
    """
    A frame, as far as a scorecard needs it: the key, and columns by the place of the KPI.

    ``__g0`` is what groups, as text, ``__l0`` as it came, of a panel first the
    period; ``__e0`` a figure, more is better; ``__v0`` one that is to be drawn
    to the peers or cut at the ends before it is turned, ``__se0`` its standard
    error; ``__c0`` and ``__n0`` the parts of a rate; ``__f0`` what age leaves
    of the weight, ``__t0`` when it was measured. ``__o0`` tells what lies out
    of its range, ``__u0`` what was not known yet, ``__w0`` what is infinite,
    ``__y0`` what is in another currency, ``__q0`` what is no standard error.
    """

    card: Scorecard
    key: str

    #: What came in, and what is used of it.
    whole: Lazy
    frame: Lazy

    #: What each KPI of the card weighs.
    weights: tuple[float, ...]

    #: The moment in microseconds since 1970.
    at: int

    #: Of a panel, the column of periods; each row has its own moment, ``__end``.
    by: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What those who are compared share: of a panel first the period."""
        return (*(() if self.by is None else (self.by,)), *(self.card.peers or ()))

    @property
    def groups(self) -> list[str]:
        """The names of the columns that group."""
        return [f"__g{place}" for place in range(len(self.names))]

    @property
    def lasting(self) -> list[str]:
        """The names of the columns that are used once nothing of the frame is refused."""
        count = len(self.card.kpis)
        figures = [name for place in range(count) for name in figures_of(self.card, place)]
        ages = [f"__f{place}" for place, kpi in enumerate(self.card.kpis) if kpi.measured is not None]
        return [self.key, *self.groups, *([] if self.by is None else ["__l0"]), *figures, *ages]

    @property
    def label(self) -> list[str]:
        """The names of the columns that tell rows apart."""
        return [self.key] if self.by is None else [self.key, "__g0"]


def take_in(card: Scorecard, frame: Lazy, key: str, at: datetime, by: str | None = None) -> Intake:
    """
    Take from *frame* the columns that *card* needs; of a panel by periods, those that `chosen` leaves.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent, or of a kind that cannot be reckoned with.
    """
    import narwhals.stable.v2 as nw

    schema = schema_of(frame, card.columns(key))
    raise_faults(_kind_faults(card, schema))
    more = () if by is None else (by, "__end")
    whole = frame.select(*map(nw.col, dict.fromkeys((*card.columns(key), *more))))
    dated = {f"__t{place}": kpi.measured for place, kpi in enumerate(card.kpis) if kpi.measured is not None}
    timed = with_microseconds(whole, dated)
    moment = (at - _EPOCH) // timedelta(microseconds=1)
    columns: list[Any] = [clean(key, schema).alias(key)]
    for place, name in enumerate((*more[:1], *(card.peers or ()))):
        columns.append(grouping(name, schema).alias(f"__g{place}"))
        columns.append(clean(name, schema).alias(f"__l{place}"))
    for place, kpi in enumerate(card.kpis):
        columns += _figure(place, kpi, schema, moment if by is None else nw.col("__end"), card)
    return Intake(
        card=card,
        key=key,
        whole=timed,
        frame=timed.select(*columns),
        weights=_weights(card),
        at=moment,
        by=by,
    )


def schema_of(frame: Lazy, names: Iterable[str]) -> Mapping[str, Any]:
    """
    Return of which kind each column of *frame* is, if all *names* are there.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent.
    """
    schema = frame.collect_schema()
    require(names, schema)
    return schema


def _weights(card: Scorecard) -> tuple[float, ...]:
    if isinstance(card.weights, Pairwise):
        return tuple(card.weights.weights[kpi.name] for kpi in card.kpis)
    return tuple(float(kpi.weight) for kpi in card.kpis)


def _kind_faults(card: Scorecard, schema: Mapping[str, Any]) -> Iterator[InvalidValue]:
    import narwhals.stable.v2 as nw

    for kpi in card.kpis:
        for name in kpi.columns:
            kind = schema[name]
            if name == kpi.measured:
                if isinstance(kind, nw.Datetime) and kind.time_zone is None:
                    value = "times without a zone"
                elif isinstance(kind, nw.Datetime | nw.Date):
                    continue
                else:
                    value = f"a column of {kind}"
                remedy = "use dates, or datetimes with a time zone"
                yield InvalidValue(path=f"frame[{name!r}]", value=value, remedy=remedy)
            elif name == kpi.currency:
                # An engine that is asked whether a day is called "EUR" stumbles.
                if kind.is_numeric() or kind.is_temporal() or kind.is_nested() or kind == nw.Boolean:
                    remedy = f"use codes of currencies, as {kpi.unit!r}"
                    yield InvalidValue(path=f"frame[{name!r}]", value=f"a column of {kind}", remedy=remedy)
            elif not kind.is_numeric():
                remedy = "use numbers" + ("; for yes and no, 1 and 0" if kind == nw.Boolean else "")
                yield InvalidValue(path=f"frame[{name!r}]", value=f"a column of {kind}", remedy=remedy)
    for name in card.peers or ():
        if schema[name].is_nested():
            remedy = "use text or numbers to group by"
            yield InvalidValue(path=f"frame[{name!r}]", value="lists or the like", remedy=remedy)


def clean(name: str, schema: Mapping[str, Any]) -> "nw.Expr":
    """Return a column in which NaN is missing: to every engine but one it is a number."""
    import narwhals.stable.v2 as nw

    return nw.col(name).fill_nan(None) if schema[name].is_float() else nw.col(name)


def grouping(name: str, schema: Mapping[str, Any]) -> "nw.Expr":
    """Return what a column groups by: text, and a word for what is missing."""
    import narwhals.stable.v2 as nw

    return clean(name, schema).cast(nw.String()).fill_null(NOBODY)


def is_late(card: Scorecard, kpi: Kpi) -> bool:
    """Tell whether a figure is drawn to the peers or cut at the ends before it is turned, or must be known as it came."""
    is_asked = card.weights == "entropy" and kpi.target is not None
    return kpi.of is not None or card.winsorize is not None or kpi.shrunk_as == "normal" or is_asked


def raw(card: Scorecard, place: int) -> "nw.Expr":
    """Return a figure as it came; of a rate, the quotient. Of one that is not late, as it is turned."""
    import narwhals.stable.v2 as nw

    kpi = card.kpis[place]
    if kpi.of is None:
        return nw.col(f"__v{place}" if is_late(card, kpi) else f"__e{place}")
    return nw.when(~is_gap(card, place)).then(nw.col(f"__c{place}") / nw.col(f"__n{place}"))


def figures_of(card: Scorecard, place: int) -> list[str]:
    """Return the names of the columns that hold the figures of a KPI."""
    kpi = card.kpis[place]
    if kpi.of is not None:
        return [f"__c{place}", f"__n{place}"]
    if not is_late(card, kpi):
        return [f"__e{place}"]
    has_errors = kpi.shrunk_as == "normal" and kpi.se is not None
    return [f"__v{place}", *([f"__se{place}"] if has_errors else [])]


def _figure(
    place: int, kpi: Kpi, schema: Mapping[str, Any], moment: "nw.Expr | int", card: Scorecard
) -> "Iterator[nw.Expr]":
    import narwhals.stable.v2 as nw

    def number(name: str) -> nw.Expr:
        return clean(name, schema).cast(nw.Float64())

    figure = number(kpi.count or kpi.name)
    if kpi.valid is not None or kpi.measured is not None:
        # Before it is taken for unknown, out of range or undated.
        yield _flag((figure > HUGE) | (figure < -HUGE)).alias(f"__w{place}")
    if kpi.currency is not None:
        is_other = nw.col(kpi.currency).is_null() | (nw.col(kpi.currency) != kpi.unit)
        yield _flag(is_other & ~figure.is_null()).alias(f"__y{place}")
    if kpi.se is not None:
        yield _flag((number(kpi.se) <= 0) | (number(kpi.se) > HUGE)).alias(f"__q{place}")
    if kpi.measured is not None and kpi.half_life_days is not None:
        is_date = schema[kpi.measured] == nw.Date
        dated = nw.col(f"__t{place}")
        # A date is over at its end; one that is not over yet has no age.
        age = (moment - (dated + _DAY if is_date else dated)).cast(nw.Float64())
        age = nw.when(age < 0).then(nw.lit(0.0)).otherwise(age)
        yield (age * (-np.log(2) / kpi.half_life_days / _DAY)).exp().alias(f"__f{place}")
        # Later is a date that begins later, and an instant that comes later.
        yield (dated + 1 if is_date else dated).alias(f"__t{place}")
        # Nobody knows how old it is: as good as unknown.
        is_known = ~dated.is_null()
        if not isinstance(moment, int):
            is_later = (dated + 1 if is_date else dated) > moment
            yield _flag(is_later).alias(f"__u{place}")
            is_known = is_known & ~is_later
        figure = nw.when(is_known).then(figure)
    if kpi.valid is not None:
        compared = figure if kpi.of is None else figure / nw.when(number(kpi.of) > 0).then(number(kpi.of))
        is_outside = (compared < kpi.valid[0]) | (compared > kpi.valid[1])
        yield _flag(is_outside).alias(f"__o{place}")
        figure = nw.when(~is_outside).then(figure)
    if kpi.of is not None:
        yield figure.alias(f"__c{place}")
        yield number(kpi.of).alias(f"__n{place}")
    elif is_late(card, kpi):
        yield figure.alias(f"__v{place}")
        if kpi.shrunk_as == "normal" and kpi.se is not None:
            yield number(kpi.se).alias(f"__se{place}")
    else:
        yield oriented(figure, kpi).alias(f"__e{place}")


def _flag(is_so: "nw.Expr") -> "nw.Expr":
    import narwhals.stable.v2 as nw

    return nw.when(is_so).then(nw.lit(1)).otherwise(nw.lit(0))


def oriented(figure: "nw.Expr", kpi: Kpi) -> "nw.Expr":
    """Turn a figure so that more is better; inside a target range nothing is better than 0."""
    import narwhals.stable.v2 as nw

    if kpi.target is None:
        return figure if kpi.better == "higher" else -figure
    low, high = kpi.target
    # Times 0, so that what is missing stays missing.
    inside = nw.when(figure > high).then(high - figure).otherwise(figure * 0.0)
    return nw.when(figure < low).then(figure - low).otherwise(inside)


def is_gap(card: Scorecard, place: int) -> "nw.Expr":
    """Tell whether there is no value; a rate of nothing is none."""
    import narwhals.stable.v2 as nw

    if card.kpis[place].of is None:
        return raw(card, place).is_null()
    totals = nw.col(f"__n{place}")
    return nw.col(f"__c{place}").is_null() | totals.is_null() | (totals <= 0)
