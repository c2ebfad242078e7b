"""What days, instants, procedures, reasons and columns were before."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from partnerkit import PartnerkitError, Period
from partnerkit.values import (
    FiscalCalendar,
    PeriodSet,
    Seasonality,
    Span,
    SpanSet,
    WorkingCalendar,
)
from partnerkit.values.openings import openings, rows_of
from partnerkit.values.time import instant, moment
from partnerkit.values.zones import is_zone

NEW = date(2025, 12, 29)


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError, KeyError) as fault:
        return fault


def a_day(draw):
    return NEW + timedelta(days=draw.whole(0, 6))


def an_instant(draw):
    return datetime(
        2026, 3, draw.one_of((28, 29, 30)), draw.whole(0, 23), draw.one_of((0, 0, 30)), tzinfo=UTC
    )


def a_period(draw):
    made = (
        lambda: Period(start=a_day(draw), end=a_day(draw)),
        lambda: Period.month(draw.one_of((2024, 2026)), draw.one_of((0, 1, 2, 12, 13))),
        lambda: Period.quarter(2026, draw.one_of((0, 1, 4, 5))),
        lambda: Period.half(2026, draw.one_of((0, 1, 2, 3))),
        lambda: Period.year(draw.one_of((0, 1, 2026, 9998, 9999, True))),
        lambda: Period.day(
            draw.one_of((a_day(draw), date.max, date.max - timedelta(days=1), datetime(2026, 1, 1)))
        ),
        lambda: Period.since(draw.one_of((a_day(draw), date.max, date.min))),
        lambda: Period.until(draw.one_of((a_day(draw), date.max, date.min))),
        lambda: Period.of(a_day(draw), a_day(draw)),
        lambda: Period.parse(
            draw.one_of(
                (
                    "2026",
                    "2026-Q2",
                    "2026-H1",
                    "2026-03",
                    "2026-03-31",
                    "2026-01-01..2026-02-01",
                    "2026-Q5",
                    "2026-13",
                    "x",
                    "",
                    "2026-H3",
                    "..2026-01-01",
                    "2026-01-01..",
                    "2026-1",
                    "2026-W01",
                    "0000",
                )
            )
        ),
    )
    return draw.one_of(made)()


def test_periods(answers_as_before):
    def periods(draw):
        one, other = asked(lambda: a_period(draw)), asked(lambda: a_period(draw))
        told = [one, other, asked(lambda: Period(start=date.min, end=date.max).span("Nowhere"))]
        if isinstance(one, Period):
            told += [one.label, str(one), one.is_open]
            told += [
                asked(lambda ask=ask: ask(one))
                for ask in (
                    lambda it: it.days,
                    lambda it: it.last_day,
                    Period.months,
                    Period.quarters,
                    Period.previous,
                    Period.following,
                    Period.span,
                )
            ]
            told += [
                one.contains(a_day(draw)),
                asked(lambda: one.contains(draw.one_of((datetime(2026, 1, 1), None)))),
                asked(lambda: one.span(draw.one_of(("Europe/Berlin", "Asia/Kolkata", "Nowhere")))),
            ]
            told += [
                one.contains(each)
                for each in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))
            ]
        if isinstance(one, Period) and isinstance(other, Period):
            told += [
                one.covers(other),
                one.overlaps(other),
                one.intersection(other),
                one < other,
                one == other,
            ]
        return told

    answers_as_before(periods, 200)


def test_moments(answers_as_before):
    def moments(draw):
        values = (
            a_day(draw),
            an_instant(draw),
            datetime(2026, 1, 1),
            None,
            date.max,
            date.min,
            datetime.max.replace(tzinfo=UTC),
            "2026",
            date(2026, 3, 29),
            date(2026, 10, 25),
        )
        zones = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Nowhere", "localtime", "")
        value = draw.one_of(values)
        told = [
            asked(lambda: moment(value, draw.one_of(zones))),
            asked(lambda: instant(value, path="x")),
            [is_zone(each) for each in (*zones, None, "Factory", "posixrules", "../UTC", "utc")],
        ]
        one, other = (asked(lambda: Span(start=an_instant(draw), end=an_instant(draw))) for _ in "12")
        told += [one, other, str(one), str(asked(lambda: Span.of(an_instant(draw), an_instant(draw))))]
        if isinstance(one, Span):
            told += [
                one.length,
                one.contains(an_instant(draw)),
                one.contains(one.start),
                one.contains(one.end),
                asked(lambda: one.contains(datetime(2026, 1, 1))),
            ]
            if isinstance(other, Span):
                told += [one.covers(other), one.overlaps(other), one.intersection(other), one < other]
        return told

    answers_as_before(moments, 150)


def pieces(draw, make, point):
    found = [asked(lambda: make(start=point(draw), end=point(draw))) for _ in range(draw.whole(0, 4))]
    return [each for each in found if isinstance(each, make)]


def test_sets(answers_as_before):
    def sets(draw):
        told = [
            asked(
                lambda: PeriodSet.of(Period.month(2026, 1)).contains(
                    draw.one_of((datetime(2026, 1, 1), None, NEW))
                )
            )
        ]
        for kind, make, point in ((PeriodSet, Period, a_day), (SpanSet, Span, an_instant)):
            one, other = (kind.of(*pieces(draw, make, point)) for _ in "12")
            whole = asked(lambda make=make, point=point: make(start=point(draw), end=point(draw)))
            told += [
                one,
                other,
                one | other,
                one & other,
                one - other,
                other - one,
                bool(one),
                str(one),
                list(one),
                one == other,
            ]
            told.append(
                asked(lambda one=one, whole=whole: one.complement(whole)) if isinstance(whole, make) else None
            )
            told += [
                one.contains(point(draw)),
                *(one.contains(each.start) for each in other),
                *(one.contains(each.end) for each in one),
            ]
            told.append(one.days if kind is PeriodSet else one.length)
            told.append(
                asked(lambda one=one: one.spans(draw.one_of(("UTC", "Europe/Berlin"))))
                if kind is PeriodSet
                else None
            )
        return (
            told,
            asked(lambda: PeriodSet.of("2026")),
            asked(lambda: PeriodSet.of(Period.since(NEW)).days),
            asked(lambda: SpanSet([1])),
        )

    answers_as_before(sets, 150)


def test_fiscal_years(answers_as_before):
    def fiscal(draw):
        weeks = draw.one_of((None, None, "4-4-5", "4-5-4", "5-4-4", "4-4-4"))
        given = {
            "start_month": draw.one_of((1, 2, 4, 7, 12, 13, 10)),
            "named_after": draw.one_of(("end", "start")),
            "weeks": weeks,
        }
        if weeks or draw.is_so(0.1):
            given |= {
                "ends": draw.one_of(("last", "nearest", None) if draw.is_so(0.1) else ("last", "nearest")),
                "weekday": draw.whole(0, 6),
                "long_month": draw.one_of((None, 12, 1, 6)),
            }
        calendar = FiscalCalendar(**given)
        years = (2024, 2025, 2026, 2027)
        told = [
            [
                asked(lambda ask=ask, year=year: ask(year))
                for ask in (calendar.year, calendar.week_count, calendar.months)
            ]
            for year in years
        ]
        told.append(
            [
                asked(lambda ask=ask, number=number: ask(2026, number))
                for ask in (calendar.half, calendar.quarter, calendar.month)
                for number in (0, 1, 2, 3, 4, 5, 12, 13)
            ]
        )
        told.append(
            [
                calendar.month_of(date(2026, month, day)) + calendar.quarter_of(date(2026, month, day))
                for month in (1, 2, 6, 7, 12)
                for day in (1, 25, 28)
            ]
        )
        weeks_of = asked(lambda: calendar.weeks_of(draw.one_of((2026, 1, 2, 9997, 9998, True))))
        ends = [
            asked(lambda day=day: calendar.year_of(day))
            for day in (date.min, date(3, 1, 1), date(9996, 12, 31), date.max, NEW, datetime(2026, 1, 1))
        ]
        return told, weeks_of[:2] if isinstance(weeks_of, tuple) else weeks_of, ends

    answers_as_before(fiscal, 24)


def test_seasons(answers_as_before):
    def seasons(draw):
        weights = [
            draw.one_of((0, 1, 2, Fraction(1, 3), Decimal("0.5"), *((-1, 0.5) if draw.is_so(0.05) else ())))
            for _ in range(draw.one_of((12,) * 9 + (11,)))
        ]
        season = asked(lambda: Seasonality.of(draw.one_of((weights, weights, weights, [0] * 12))))
        if isinstance(season, PartnerkitError):
            return season, asked(lambda: Seasonality(shares=[Fraction(1, 11)] * 12))
        total, first = draw.one_of((0, 1, 100, -7, 99_999)), draw.one_of((1, 4, 12, 0, 13))
        spans = (
            Period.month(2024, 2),
            Period.year(2026),
            Period(start=date(2026, 1, 15), end=date(2027, 3, 10)),
            Period.since(NEW),
        )
        return (
            season,
            asked(lambda: season.split(total, first_month=first)),
            [asked(lambda each=each: season.portion(each)) for each in spans],
            Seasonality.even().portion(spans[2]),
        )

    answers_as_before(seasons, 80)


def test_working_hours(answers_as_before):
    def hours(draw):
        blocks = (
            [(time(8), time(12)), (time(13), time(17))],
            [(time(22), time(6))],
            [(time(0), time(0))],
            [(time(9, 30), time(10))],
            [],
            [(time(1), time(4))],
        )
        week = {day: draw.one_of(blocks) for day in draw.some(range(7), 0.8)}
        odd = draw.one_of(
            (None,) * 12
            + (
                {7: []},
                {0: [(time(8),)]},
                {0: [(1, 2)]},
                {0: [(time(8), time(12)), (time(11), time(13))]},
                {0: [(time(8, tzinfo=UTC), time(9))]},
                5,
                ((),) * 6,
                {0: [(time(8, 0, 0, 1), time(9))]},
            )
        )
        absences = draw.one_of(
            (
                SpanSet(),
                SpanSet.of(*pieces(draw, Span, an_instant)),
                PeriodSet.of(Period(start=date(2026, 3, 30), end=date(2026, 3, 31))),
            )
        )
        calendar = asked(
            lambda: WorkingCalendar(
                zone=draw.one_of(("UTC", "Europe/Berlin", "America/New_York")),
                week=odd or week,
                holidays=draw.one_of(((), [date(2026, 3, 30)], (date(2026, 3, 29), date(2026, 4, 6)))),
                absences=absences,
            )
        )
        if not isinstance(calendar, WorkingCalendar):
            return calendar
        told = [calendar.week, calendar.holidays]
        for _ in range(4):
            one, other = an_instant(draw), an_instant(draw)
            work = timedelta(seconds=draw.one_of((0, 1, 1800, 14400, 14401, 86400, 10**6)))
            told += [
                calendar.elapsed(one, other),
                calendar.due(one, work),
                calendar.is_open(one),
                calendar.next_open(one),
            ]
            told.append(
                calendar.open_spans(
                    Span(
                        start=min(one, other), end=max(one, other) + timedelta(seconds=draw.one_of((1, 7200)))
                    )
                )
            )
        starts = np.array(
            ["2026-03-28T05:59:59.5", "2026-03-29T00:30:00", "2026-10-25T01:00:00"], dtype="datetime64[ms]"
        )
        told.append(calendar.elapsed_many(starts, starts[::-1]))
        told.append(calendar.due_many(starts, draw.one_of((3600, [1, 2, 3], np.array([0, 60, 10**5])))))
        wrong = (
            lambda: calendar.elapsed(one, datetime(2026, 1, 1)),
            lambda: calendar.due(one, timedelta(seconds=draw.one_of((-1, 0.5)))),
            lambda: calendar.due_many(starts, [1.5, 1, 1]),
            lambda: calendar.due_many(starts, [1, 2]),
            lambda: calendar.due_many(starts, -1),
            lambda: calendar.elapsed_many(starts, np.array(["NaT"], dtype="datetime64[s]")),
            lambda: calendar.elapsed(datetime(1949, 1, 1, tzinfo=UTC), one),
            lambda: calendar.elapsed(one, datetime(2200, 1, 1, tzinfo=UTC)),
            lambda: calendar.is_open(datetime(2199, 12, 31, tzinfo=UTC)),
            lambda: calendar.is_open(starts.reshape(3, 1)),
        )
        told.append([asked(each) for each in draw.mixed(wrong)[:2]])
        return told

    answers_as_before(hours, 30)


def test_openings(answers_as_before):
    def opened_at(draw):
        hour, day = 3600, 86400
        blocks = [
            (draw.whole(0, 6), start, start + draw.one_of((1, hour, 20 * hour)))
            for start in (0, 8 * hour, 23 * hour)
            if draw.is_so(0.7)
        ]
        closed = rows_of(
            sorted(
                (at, at + draw.one_of((0, hour, day)))
                for at in (draw.whole(0, 9) * day // 2 for _ in range(draw.whole(0, 3)))
            )
        )
        days = rows_of([(day * at, day * at + day) for at in draw.some(range(9), 0.2)])
        table = openings(
            blocks, draw.one_of(("UTC", "Europe/Berlin")), 0, 9 * day, closed_days=days, closed=closed
        )
        at = np.array(
            [0, 1, 7 * hour, 8 * hour, 9 * hour, day - 1, day, 3 * day + hour, 9 * day - 1, 9 * day]
        )
        return (
            table,
            table.worked(at),
            table.reached(np.array([0, 1, hour, 5 * hour, 10**6])),
            table.is_open(at),
            table.between(hour, draw.whole(1, 9) * day),
        )

    answers_as_before(opened_at, 60)
