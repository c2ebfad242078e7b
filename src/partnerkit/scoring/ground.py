"""
What is known of the partners in one period, added up once for all KPIs?

Of a sum all must be known: a period that is told in part, asked for and not
answered, or disputed gives no value, because a part would look like less. Who
reports in detail (by product, territory, location or person) and as a whole is
taken at the whole. Sums are exact; only the end is a float.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from math import isnan
from statistics import median
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.figure import Figure
from partnerkit.facts.network import Network
from partnerkit.facts.rates import RateTable
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, UnitMismatch
from partnerkit.values.exact import plain_sum
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

__all__ = ["Absent", "Given", "Ground", "Sums", "as_float", "middle"]

#: What a figure that nobody reported means.
Absent = Literal["unknown", "zero"]

#: Lead id -> the partner to whom it was given, and when.
Given: TypeAlias = Mapping[str, tuple[str, datetime]]

#: Where nobody says when a partner works: Monday to Friday, nine to five, on its own clocks.
_OFFICE = {day: ((time(9), time(17)),) for day in range(5)}


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Sums:
    """What one measure comes to by partner; who is not in it is unknown."""

    values: Mapping[str, float]

    #: The day up to which each value tells.
    until: Mapping[str, date]

    #: Whose figures are disputed, and whose do not cover the period.
    disputed: tuple[str, ...]
    incomplete: tuple[str, ...]


@final
@frozen(kw_only=True, eq=False, slots=False)
class Ground:
    """
    The facts as they were known at `as_of`, and a period of them.

    >>> from partnerkit import Network, Partner
    >>> march = Period.month(2026, 3)
    >>> sold = Figure(partner="P-4", measure="revenue", period=march, value=Money.of("900", "EUR"))
    >>> at = datetime.fromisoformat("2026-04-01T00:00Z")
    >>> Ground(network=Network.of(Partner(id="P-4"), sold), period=march, as_of=at).total("revenue").values
    {'P-4': 900.0}
    """

    network: Network
    period: Period
    as_of: datetime

    #: With the versions that were replaced since, for what asks when something was first told.
    versions: Network | None = None

    #: Partner id -> when it works.
    calendars: Mapping[str, WorkingCalendar] = field(factory=dict)
    given: Given | None = None
    currency: str | None = None
    rates: RateTable | None = None
    absent: Absent = "unknown"
    _known: dict[Any, Sums] = field(factory=dict, init=False, repr=False)

    #: What figures are stated in, by measure; of amounts, where no currency is asked for, the first there was.
    _kinds: dict[str | None, str] = field(factory=dict, init=False, repr=False)

    def total(self, measure: str, period: Period | None = None) -> Sums:
        """Return what *measure* adds up to in *period*, or in that of the ground."""
        asked = period or self.period
        found = self._known.get((measure, asked))
        if found is None:
            found = self._known[measure, asked] = self._summed(measure, asked)
        return found

    def latest(self, measure: str) -> Sums:
        """Return what a stock was at the end of the last period told: stocks are never added over time."""
        found = self._known.get((measure, None))
        if found is None:
            found = self._known[measure, None] = self._at_last(measure)
        return found

    @property
    def read(self) -> Mapping[Any, Sums]:
        """What has been added up so far."""
        return self._known

    def working_hours(self, partner: str, spans: Sequence[tuple[datetime, datetime]]) -> list[float]:
        """Return the working hours of a partner in each of *spans*; nothing where its clocks are unknown."""
        zone = self._zones.get(partner)
        calendar = self.calendars.get(partner)
        if calendar is None and zone is not None:
            calendar = WorkingCalendar(zone=zone, week=_OFFICE)
        if calendar is None or not spans:
            return []
        starts, ends = zip(*spans, strict=True)
        return [float(each) / 3_600 for each in calendar.elapsed_many(starts, ends)]

    @cached_property
    def _zones(self) -> Mapping[str, str | None]:
        return {each.id: each.timezone for each in self.network.partners}

    def within(self, at: datetime | None) -> bool:
        """Return whether an instant lies in the period, in UTC."""
        return at is not None and at <= self.as_of and self.period.contains(at.astimezone(UTC).date())

    def _figures(self, measure: str) -> Sequence[Figure]:
        return self.network.by(Figure, "measure").get(measure, ())

    def _summed(self, measure: str, period: Period) -> Sums:
        by_partner: defaultdict[str, list[Figure]] = defaultdict(list)
        straddling = set[str]()
        for figure in self._figures(measure):
            if period.covers(figure.period):
                by_partner[figure.partner].append(figure)
            elif period.overlaps(figure.period):
                straddling.add(figure.partner)
        # Where the source tells all, days that nobody tells of are zero.
        asked = by_partner.keys() if self.absent == "unknown" else straddling
        values: dict[str, float] = {}
        disputed, incomplete = [], []
        for partner, figures in by_partner.items():
            counted = _whole_or_parts(figures)
            if any(each.status == "disputed" for each in counted):
                disputed.append(partner)
            elif not _are_complete(counted, period if partner in asked else None):
                incomplete.append(partner)
            elif not isnan(value := self._sum(counted)):
                values[partner] = value
        if self.absent == "zero":
            # Of a figure that tells of other days as well, nobody knows how much belongs here.
            untold = [each.id for each in self.network.partners if each.id not in by_partner]
            incomplete += [each for each in untold if each in straddling]
            values |= {each: 0.0 for each in untold if each not in straddling}
        until = dict.fromkeys(values, period.last_day)
        return Sums(values=values, until=until, disputed=tuple(disputed), incomplete=tuple(incomplete))

    def _at_last(self, measure: str) -> Sums:
        by_partner: defaultdict[str, dict[tuple[str, ...], Figure]] = defaultdict(dict)
        for figure in sorted(self._figures(measure), key=lambda each: each.period.end):
            if self.period.start < figure.period.end <= self.period.end:
                by_partner[figure.partner][_identity(figure)] = figure
        values: dict[str, float] = {}
        until: dict[str, date] = {}
        disputed, incomplete = [], []
        for partner, by_identity in by_partner.items():
            last = max(each.period.end for each in by_identity.values())
            counted = _whole_or_parts([each for each in by_identity.values() if each.period.end == last])
            if any(each.status == "disputed" for each in counted):
                disputed.append(partner)
            elif any(each.value is None for each in counted) or self._lacks_parts(counted, by_identity):
                incomplete.append(partner)
            elif not isnan(value := self._sum(counted)):
                values[partner] = value
                until[partner] = min(map(_told_until, counted))
        return Sums(values=values, until=until, disputed=tuple(disputed), incomplete=tuple(incomplete))

    def _lacks_parts(self, counted: Sequence[Figure], told: Iterable[tuple[str, ...]]) -> bool:
        """Tell whether a part, such as a location, that was told of before is not among those *counted*."""
        parts = {identity for each in counted if any(identity := _identity(each))}
        return (
            self.absent == "unknown" and bool(parts) and any(any(each) and each not in parts for each in told)
        )

    def _sum(self, figures: Iterable[Figure]) -> float:
        total: Any = None
        for figure in figures:
            value = self._stated(figure)
            if isinstance(total, Decimal):
                total = plain_sum(total, value)
            else:
                total = value if total is None else total + value
        return as_float(total)

    def _stated(self, figure: Figure) -> Any:
        """Return the value of a figure, if it is of the kind that those of all partners are."""
        value = self.in_currency(figure.value, _path(figure))
        kind = value.unit if isinstance(value, Quantity) else type(value).__name__
        expected = self._kinds.setdefault(figure.measure, kind)
        if kind != expected:
            raise UnitMismatch(path=_path(figure), expected=expected, found=kind)
        return value

    def in_currency(self, value: Any, path: str) -> Any:
        """
        Return an amount in the currency asked for, a whole number as a decimal, and anything else as it is.

        Raises
        ------
        CurrencyMismatch
            For an amount that cannot be converted; where no currency is asked for, for one in another than the first.
        """
        if not isinstance(value, Money):
            return Decimal(value) if isinstance(value, int) else value
        expected = self.currency or self._kinds.setdefault(None, value.currency)
        if value.currency == expected:
            return value
        if self.rates is None or self.currency is None:
            raise CurrencyMismatch(path=path, expected=expected, found=value.currency)
        return self.rates.convert(value, expected)


def as_float(value: Any) -> float:
    """Return a figure as a number for statistics; a ratio of nothing is NaN."""
    if isinstance(value, Money | Quantity):
        return float(value.amount)
    if isinstance(value, Ratio):
        return float("nan") if value.value is None else float(value.value)
    return float(value)


def middle(values: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """
    Return the median of each partner's values; who has none is left out.

    >>> middle({"P-4": [1.0, 9.0, 2.0]})
    {'P-4': 2.0}
    """
    return {partner: median(each) for partner, each in values.items() if each}


def _told_until(figure: Figure) -> date:
    """Return the last day a stock tells of: that of its period, or the one on which it was told before that was over."""
    told = figure.entered_at or figure.known_from
    if told is None:
        return figure.period.last_day
    return min((told - timedelta(microseconds=1)).astimezone(UTC).date(), figure.period.last_day)


def _path(figure: Figure) -> str:
    return f"figures[{figure.partner}][{figure.measure}][{figure.period}]"


def _identity(figure: Figure) -> tuple[str, ...]:
    names = (figure.location, figure.product, figure.territory, figure.person)
    return tuple(name or "" for name in names)


def _whole_or_parts(figures: Sequence[Figure]) -> Sequence[Figure]:
    whole = [each for each in figures if not any(_identity(each))]
    return whole or figures


def _are_complete(figures: Sequence[Figure], period: Period | None) -> bool:
    """Return whether all is known, of every part on every day of *period*; two figures on one day are refused."""
    by_identity: defaultdict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        by_identity[_identity(figure)].append(figure)
    for parts in by_identity.values():
        parts.sort(key=lambda each: each.period)
        for fault in _told_twice(parts):
            raise fault
        if period is not None and sum(each.period.days for each in parts) != period.days:
            return False
    return all(each.value is not None for each in figures)


def _told_twice(parts: Sequence[Figure]) -> Iterator[InvalidValue]:
    for earlier, later in pairwise(parts):
        if earlier.period.overlaps(later.period):
            remedy = f"report each day once; {earlier.period} is reported, too"
            yield InvalidValue(path=_path(later), value=str(later.period), remedy=remedy)
