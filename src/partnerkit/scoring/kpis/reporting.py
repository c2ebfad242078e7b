"""
Does the partner report what it promised to report, and in time?

Sell-out, stock and own results reach the vendor only if the partner tells them.
A month that was not told at all counts as late, so silence is not better than
delay; so does a figure of which nobody knows when it was entered.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta

from partnerkit.facts.figure import Figure
from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

__all__ = ["KPIS", "WORDS", "reporting_discipline"]


def __dir__() -> list[str]:
    return __all__


def reporting_discipline(*, measures: tuple[str, ...] = ("sell_out",), days: int = 10) -> ReadyKpi:
    """
    Return how many monthly reports came within *days* after the month, of those that were due.

    Due are the whole months of the period whose time had run out by `as_of`, for
    every partner that reported any of *measures* at any time, or was asked for it.

    >>> reporting_discipline().kpi.of
    'reports_due'
    """
    slack = timedelta(days=days)

    def find(ground: Ground) -> Found:
        due = [month for month in _months(ground.period) if _end(month) + slack <= ground.as_of]
        in_time: defaultdict[str, float] = defaultdict(float)
        expected: defaultdict[str, float] = defaultdict(float)
        for measure in measures:
            partners, entered = _entered(ground, measure)
            for partner in partners:
                for month in due:
                    found = entered.get((partner, month))
                    expected[partner] += 1
                    in_time[partner] += found is not None and found <= _end(month) + slack
        return Found(values=in_time, of=expected)

    kpi = Kpi("reporting_discipline", count="reports_in_time", of="reports_due")
    return ReadyKpi(kpi=kpi, find=find, needs=measures)


def _months(period: Period) -> Iterator[Period]:
    """Yield the calendar months that lie in a period whole."""
    if period.is_open:
        raise InvalidValue(path="period", value=str(period), remedy="use a period that begins and ends")
    month = Period.month(period.start.year, period.start.month)
    while month.end <= period.end:
        if period.covers(month):
            yield month
        month = month.following()


def _end(month: Period) -> datetime:
    return datetime.combine(month.end, time(), UTC)


def _entered(ground: Ground, measure: str) -> tuple[Iterable[str], dict[tuple[str, Period], datetime]]:
    """Return who is to report, and when each of them first reported each month, where that is known."""
    partners: dict[str, None] = {}
    found: dict[tuple[str, Period], datetime] = {}
    # Corrections replace a figure; what counts is when it was first told.
    network = ground.versions or ground.network
    for figure in network.by(Figure, "measure", every=True).get(measure, ()):
        at = figure.entered_at or figure.known_from
        key = (figure.partner, figure.period)
        # Where nobody says when it was entered, it is known when its period is over.
        if (at or _end(figure.period)) > ground.as_of:
            continue
        partners[figure.partner] = None
        # What is asked for and not known has not been reported.
        if figure.value is not None and at is not None and (key not in found or at < found[key]):
            found[key] = at
    return partners, found


KPIS = (reporting_discipline(),)

WORDS: Words = {
    "en": {
        "kpi-reporting-discipline": "The share of monthly reports that came in time, of those that were due."
    },
    "de": {"kpi-reporting-discipline": "Der Anteil pünktlicher Monatsmeldungen an den fälligen."},
    "sv": {"kpi-reporting-discipline": "Andelen månadsrapporter som kom i tid av dem som skulle lämnas."},
}
