"""
On what is a bonus reckoned: what was reached, in which settlement, until when?

Terms and actuals become columns here, one row for each climb of a ladder, and
what is wrong with them is said all at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.bonus import BonusTerm
from partnerkit.lifecycle.ladders import MOST, Ladders
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import private_context
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import Period, moment
from partnerkit.values.zones import zone_info

__all__ = ["Bases", "Reached", "Total", "read", "until"]

#: What was reached: an amount, or for a fee how many.
Total: TypeAlias = Money | int

#: The total to date, or what was reached in each period; None is unknown.
Reached: TypeAlias = Total | Mapping[Period, Total | None] | None

_EXACT = private_context(200)
_DAY = timedelta(days=1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False, slots=False)
class Bases:
    """Rows, those of one term together: one for its period, or one for each settlement that climbs for itself."""

    terms: Sequence[BonusTerm]

    #: By row: the place of its term, what was reached, and the days it is about, as ordinals.
    term: NDArray[np.intp]
    base: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    #: By term: whether anything is known, and its first row.
    known: NDArray[np.bool_]
    first: NDArray[np.intp]

    @cached_property
    def ladders(self) -> Ladders:
        """The ladders of the terms, each kept once."""
        return Ladders.of(self._kept[0])

    @property
    def ladder(self) -> NDArray[np.intp]:
        """By row, which ladder it climbs."""
        return self._kept[1] if len(self.base) == len(self.terms) else self._kept[1].take(self.term)

    @cached_property
    def _kept(self) -> tuple[Sequence[BonusTerm], NDArray[np.intp]]:
        # Most partners have the steps of a program: those are one object, which is told without reading it.
        places: dict[Any, int] = {}
        kept: list[BonusTerm] = []
        rows = []
        for term in self.terms:
            key = (id(term.steps), term.ladder, term.fee, term.cap)
            place = places.setdefault(key, len(kept))
            if place == len(kept):
                kept.append(term)
            rows.append(place)
        return kept, np.array(rows, np.intp)

    def by_term(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the sum of *values* over the rows of each term."""
        if len(self.base) == len(self.terms):
            return values
        found: NDArray[np.int64] = np.add.reduceat(values, self.first)
        return found


def until(as_of: date | datetime, zone: str) -> tuple[date, date]:
    """
    Return the first day that is not wholly over at *as_of*, and the first that has not begun.

    >>> until(date(2026, 3, 31), "UTC")
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1))
    """
    local = moment(as_of, zone).astimezone(zone_info(zone))
    today = local.date()
    begun = (local.hour, local.minute, local.second, local.microsecond) != (0, 0, 0, 0)
    return today, today + _DAY if begun else today


def read(
    terms: Sequence[BonusTerm], actuals: Mapping[str, Reached], begun: date, *, whole: bool = False
) -> Bases:
    """
    Return the rows of *terms*; what was reached in periods that have not *begun* does not count yet.

    With *whole* there is one row for each term, whatever climbs for itself.

    Raises
    ------
    InvalidInput
        All faults at once: a term twice, actuals of no term, in another currency or
        unit, floats, periods outside the term, across settlements or counted twice.
    """
    ids = {term.id for term in terms}
    faults: list[InvalidValue] = []
    if len(ids) < len(terms):
        seen: set[str] = set()
        for place, term in enumerate(terms):
            if term.id in seen:
                faults.append(_fault(f"terms[{place}].id", term.id, "use each id once"))
            seen.add(term.id)
    faults += [_fault("actuals", name, "name one of the terms") for name in actuals if name not in ids]
    digits = {term.currency: minor_digits(term.currency) for term in _told_apart(terms)}
    rows: list[tuple[int, int, int, int]] = []
    known, first = [], []
    for place, term in enumerate(terms):
        value = _by_period(term, actuals.get(term.id), faults)
        known.append(_is_known(value, begun))
        first.append(len(rows))
        period = term.period
        if (whole or term.accrues == "period") and not isinstance(value, Mapping):
            base = _whole(term, value, digits, faults)
            rows.append((place, base, period.start.toordinal(), period.end.toordinal()))
        else:
            rows += _settled(place, term, value, (digits, begun), faults)
    raise_faults(faults)
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    return Bases(
        terms,
        columns[0].astype(np.intp),
        np.ascontiguousarray(columns[1]),
        columns[2],
        columns[3],
        np.array(known, bool),
        np.array(first, np.intp),
    )


def _by_period(term: BonusTerm, value: Reached, faults: list[InvalidValue]) -> Reached:
    """Return what was reached without what is told of something else than a period; that is added to *faults*."""
    if not isinstance(value, Mapping) or all(isinstance(each, Period) for each in value):
        return value
    odd = [each for each in value if not isinstance(each, Period)]
    faults += [_fault(f"actuals[{term.id!r}]", each, "use a Period for each value") for each in odd]
    return {each: total for each, total in value.items() if isinstance(each, Period)}


def _is_known(value: Reached, begun: date) -> bool:
    """Tell whether a total is known: of periods that have begun, each that is named must be; none named says nothing."""
    if not isinstance(value, Mapping):
        return value is not None
    return bool(value) and all(total is not None for period, total in value.items() if period.start < begun)


def _told_apart(terms: Sequence[BonusTerm]) -> Iterator[BonusTerm]:
    """Give one term of each set of steps, and each with a fee."""
    return iter({(id(term.steps), term.fee): term for term in terms}.values())


def _fault(path: str, value: object, remedy: str) -> InvalidValue:
    return InvalidValue(path=path, value=shown(value), remedy=remedy)


def _whole(
    term: BonusTerm, value: object, digits: Mapping[str, int], faults: list[InvalidValue], path: str = ""
) -> int:
    """Return a total in minor units, or as a count; what is wrong with it is added to *faults*."""
    if value is None:
        return 0
    remedy = ""
    if term.fee is not None:
        if type(value) is int and abs(value) < MOST:
            return value
        remedy = "use a whole number: a fee is paid for each one counted"
    elif not isinstance(value, Money):
        remedy = f"use Money in {term.currency}; a float is no exact amount"
    elif value.currency != term.currency:
        remedy = f"use {term.currency}, the currency of the steps"
    else:
        scaled = value.amount.scaleb(digits[term.currency], _EXACT)
        units = int(scaled)
        if units == scaled and abs(units) < MOST:
            return units
        remedy = "use whole minor units within int64"
    faults.append(_fault(path or f"actuals[{term.id!r}]", value, remedy))
    return 0


def _settled(
    place: int,
    term: BonusTerm,
    value: object,
    told: tuple[Mapping[str, int], date],
    faults: list[InvalidValue],
) -> Iterator[tuple[int, int, int, int]]:
    """Yield the rows of a term whose actuals are told by period."""
    digits, begun = told
    parts = term.settlements if term.accrues == "settlement" else (term.period,)
    path = f"actuals[{term.id!r}]"
    if value is not None and not isinstance(value, Mapping):
        if len(parts) > 1:
            remedy = "say what was reached in each period: each settlement climbs for itself"
            faults.append(_fault(path, value, remedy))
        value = {} if len(parts) > 1 else {term.period: value}
    items: Any = value or {}
    bases = [0] * len(parts)
    latest: Period | None = None
    for period in sorted(items, key=lambda each: (each.start, each.end)):
        where = f"{path}[{period}]"
        amount = _whole(term, items[period], digits, faults, where)
        inside = [at for at, part in enumerate(parts) if part.covers(period)]
        if not inside:
            within = "one settlement" if len(parts) > 1 else "the term"
            faults.append(_fault(where, str(period), f"use periods that lie within {within}"))
        elif latest is not None and period.overlaps(latest):
            faults.append(_fault(where, str(period), f"count each day once; {latest} holds some of it"))
        elif period.start < begun:
            bases[inside[0]] += amount
        latest = period
    for base, part in zip(bases, parts, strict=True):
        yield place, base, part.start.toordinal(), part.end.toordinal()
