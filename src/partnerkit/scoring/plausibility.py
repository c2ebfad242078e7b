"""
Can a figure be as it was entered? If not, ask.

A figure is held only against what everybody knows of its kind and against what
the same partner entered before, never against others: a question that rests on
the figures of others would tell of them. A finding is a question and no verdict.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from statistics import median
from typing import Any

from partnerkit.scoring.entries import Entry, Query
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values import fields
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = ["doubts"]

#: So many earlier periods make a habit, and so many are looked at.
_LEAST, _MOST = 3, 12

_FACTOR = fields.number(least=1.01, most=1e6)
_PERIOD = fields.instance(Period, "a Period, as Period.month(2026, 3)")


def __dir__() -> list[str]:
    return __all__


def doubts(
    kpis: Sequence[Kpi],
    period: Period,
    entries: Sequence[Entry],
    *,
    as_of: datetime,
    factor: float = 3.0,
    queries: Sequence[Query] = (),
) -> tuple[Query, ...]:
    """
    Return what to ask partners about their figures of *period*; what *queries* ask is not asked again.

    Asked is about figures outside `Kpi.valid`, those more than *factor* times, or
    less than that part of, the middle of what the partner entered before (from
    three periods on), and those that are no whole number and repeat the last one to
    the digit.

    Raises
    ------
    InvalidValue
        For a moment without a time zone, a factor that is not above 1, and names where
        a `Kpi` is wanted.

    >>> noon = datetime.fromisoformat("2026-04-08T12:00Z")
    >>> entry = Entry(partner="P-4", kpi="margin", period=Period.month(2026, 3), value=1.2, at=noon, by="U-7")
    >>> [query.doubt.code for query in doubts([Kpi("margin", valid=(0, 1))], entry.period, [entry], as_of=noon)]
    ['figure-beyond-range']
    """
    checks = {"period": (_PERIOD, period), "as_of": (fields.aware, as_of), "factor": (_FACTOR, factor)}
    fields.check(checks)
    kpis, entries = fields.listed("kpis", kpis, Kpi), fields.listed("entries", entries, Entry)
    queries = fields.listed("queries", queries, Query)
    known = {(each.place, each.doubt) for each in queries}
    found = _asked({kpi.name: kpi for kpi in kpis}, _latest(entries, as_of), period, factor)
    return tuple(
        Query(partner=entry.partner, kpi=entry.kpi, period=period, doubt=doubt, at=as_of)
        for entry, doubt in found
        if (entry.place, doubt) not in known
    )


def _asked(
    kpis: Mapping[str, Kpi], entries: Sequence[Entry], period: Period, factor: float
) -> Iterator[tuple[Entry, Reason]]:
    for (_, name), group in groupby(sorted(entries, key=_order), key=_figure):
        kpi, own = kpis.get(name), list(group)
        entry = next((each for each in own if each.period == period), None)
        if kpi is None or entry is None or entry.value is None:
            continue
        before = [each.value for each in own if each.period.end <= period.start and each.value is not None]
        for doubt in _doubts(kpi, entry, entry.value, before[-_MOST:], factor):
            yield entry, doubt


def _latest(entries: Sequence[Entry], as_of: datetime) -> Sequence[Entry]:
    """Return what counts of each figure."""
    found: dict[Any, Entry] = {}
    for each in sorted(entries, key=lambda each: each.at):
        if each.at <= as_of:
            found[each.place] = each
    return tuple(found.values())


def _order(entry: Entry) -> tuple[Any, ...]:
    return entry.partner, entry.kpi, entry.period.start


def _figure(entry: Entry) -> tuple[str, str]:
    return entry.partner, entry.kpi


def _doubts(kpi: Kpi, entry: Entry, value: float, before: Sequence[float], factor: float) -> Iterator[Reason]:
    facts: dict[str, object] = {
        "kpi": kpi.name,
        "partner": entry.partner,
        "period": entry.period,
        "value": value,
    }
    low, high = kpi.valid or (value, value)
    if not low <= value <= high:
        yield Reason("figure-beyond-range", {**facts, "low": low, "high": high})
    if len(before) >= _LEAST:
        usual = median(before)
        if usual * value < 0 or not abs(usual) <= abs(value) * factor <= abs(usual) * factor**2:
            yield Reason("figure-unlike-before", {**facts, "usual": usual})
    # Small whole numbers, such as people trained, repeat themselves.
    if before and before[-1] == value and value != int(value):
        yield Reason("figure-repeated", facts)
