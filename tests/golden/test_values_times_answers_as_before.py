"""What days, instants, procedures, reasons and columns were before."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from partnerkit import Money, PartnerkitError, Period, Quantity, Ratio, Reason
from partnerkit.values import Finding, FiscalCalendar, Machine, PeriodSet, Seasonality, Span, SpanSet, Transition, WorkingCalendar
from partnerkit.values.frames import FrameKind, read_columns, to_frame, write_columns
from partnerkit.values.lazy import opened, totals
from partnerkit.values.markup import columns_of, plain, small_table
from partnerkit.values.openings import openings, rows_of
from partnerkit.values.reasons import Facts
from partnerkit.values.rows import Rows, by_name
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
    return datetime(2026, 3, draw.one_of((28, 29, 30)), draw.whole(0, 23), draw.one_of((0, 0, 30)), tzinfo=UTC)


def a_period(draw):
    made = (
        lambda: Period(start=a_day(draw), end=a_day(draw)),
        lambda: Period.month(draw.one_of((2024, 2026)), draw.one_of((0, 1, 2, 12, 13))),
        lambda: Period.quarter(2026, draw.one_of((0, 1, 4, 5))),
        lambda: Period.half(2026, draw.one_of((0, 1, 2, 3))),
        lambda: Period.year(draw.one_of((0, 1, 2026, 9998, 9999, True))),
        lambda: Period.day(draw.one_of((a_day(draw), date.max, date.max - timedelta(days=1), datetime(2026, 1, 1)))),
        lambda: Period.since(draw.one_of((a_day(draw), date.max, date.min))),
        lambda: Period.until(draw.one_of((a_day(draw), date.max, date.min))),
        lambda: Period.of(a_day(draw), a_day(draw)),
        lambda: Period.parse(draw.one_of(("2026", "2026-Q2", "2026-H1", "2026-03", "2026-03-31", "2026-01-01..2026-02-01", "2026-Q5", "2026-13", "x", "", "2026-H3", "..2026-01-01", "2026-01-01..", "2026-1", "2026-W01", "0000"))),
    )
    return draw.one_of(made)()


def test_periods(answers_as_before):
    def periods(draw):
        one, other = asked(lambda: a_period(draw)), asked(lambda: a_period(draw))
        told = [one, other]
        if isinstance(one, Period):
            told += [one.label, str(one), one.is_open]
            told += [asked(lambda ask=ask: ask(one)) for ask in (lambda it: it.days, lambda it: it.last_day, Period.months, Period.quarters, Period.previous, Period.following, Period.span)]
            told += [one.contains(a_day(draw)), asked(lambda: one.contains(draw.one_of((datetime(2026, 1, 1), None)))), asked(lambda: one.span(draw.one_of(("Europe/Berlin", "Asia/Kolkata", "Nowhere"))))]
            told += [one.contains(each) for each in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))]
        if isinstance(one, Period) and isinstance(other, Period):
            told += [one.covers(other), one.overlaps(other), one.intersection(other), one < other, one == other]
        return told

    answers_as_before(periods, 300)


def test_moments(answers_as_before):
    def moments(draw):
        values = (a_day(draw), an_instant(draw), datetime(2026, 1, 1), None, date.max, date.min, datetime.max.replace(tzinfo=UTC), "2026", date(2026, 3, 29), date(2026, 10, 25))
        zones = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Nowhere", "localtime", "")
        value = draw.one_of(values)
        told = [asked(lambda: moment(value, draw.one_of(zones))), asked(lambda: instant(value, path="x")), [is_zone(each) for each in (*zones, None, "Factory", "posixrules", "../UTC", "utc")]]
        one, other = (asked(lambda: Span(start=an_instant(draw), end=an_instant(draw))) for _ in "12")
        told += [one, other, str(one), str(asked(lambda: Span.of(an_instant(draw), an_instant(draw))))]
        if isinstance(one, Span):
            told += [one.length, one.contains(an_instant(draw)), one.contains(one.start), one.contains(one.end), asked(lambda: one.contains(datetime(2026, 1, 1)))]
            if isinstance(other, Span):
                told += [one.covers(other), one.overlaps(other), one.intersection(other), one < other]
        return told

    answers_as_before(moments, 150)


def pieces(draw, make, point):
    found = [asked(lambda: make(start=point(draw), end=point(draw))) for _ in range(draw.whole(0, 4))]
    return [each for each in found if isinstance(each, make)]


def test_sets(answers_as_before):
    def sets(draw):
        told = []
        for kind, make, point in ((PeriodSet, Period, a_day), (SpanSet, Span, an_instant)):
            one, other = (kind.of(*pieces(draw, make, point)) for _ in "12")
            whole = asked(lambda make=make, point=point: make(start=point(draw), end=point(draw)))
            told += [one, other, one | other, one & other, one - other, other - one, bool(one), str(one), list(one), one == other]
            told.append(asked(lambda one=one, whole=whole: one.complement(whole)) if isinstance(whole, make) else None)
            told += [one.contains(point(draw)), *(one.contains(each.start) for each in other), *(one.contains(each.end) for each in one)]
            told.append(one.days if kind is PeriodSet else one.length)
            told.append(asked(lambda one=one: one.spans(draw.one_of(("UTC", "Europe/Berlin")))) if kind is PeriodSet else None)
        return told, asked(lambda: PeriodSet.of("2026")), asked(lambda: PeriodSet.of(Period.since(NEW)).days), asked(lambda: SpanSet([1]))

    answers_as_before(sets, 150)


def test_fiscal_years(answers_as_before):
    def fiscal(draw):
        weeks = draw.one_of((None, None, "4-4-5", "4-5-4", "5-4-4", "4-4-4"))
        given = {"start_month": draw.one_of((1, 2, 4, 7, 12, 13, 10)), "named_after": draw.one_of(("end", "start")), "weeks": weeks}
        if weeks or draw.is_so(0.1):
            given |= {"ends": draw.one_of(("last", "nearest", None) if draw.is_so(0.1) else ("last", "nearest")), "weekday": draw.whole(0, 6), "long_month": draw.one_of((None, 12, 1, 6))}
        calendar = FiscalCalendar(**given)
        years = (2024, 2025, 2026, 2027)
        told = [[asked(lambda ask=ask, year=year: ask(year)) for ask in (calendar.year, calendar.week_count, calendar.months)] for year in years]
        told.append([asked(lambda ask=ask, number=number: ask(2026, number)) for ask in (calendar.half, calendar.quarter, calendar.month) for number in (0, 1, 2, 3, 4, 5, 12, 13)])
        told.append([calendar.month_of(date(2026, month, day)) + calendar.quarter_of(date(2026, month, day)) for month in (1, 2, 6, 7, 12) for day in (1, 25, 28)])
        weeks_of = asked(lambda: calendar.weeks_of(draw.one_of((2026, 1, 2, 9997, 9998, True))))
        ends = [asked(lambda day=day: calendar.year_of(day)) for day in (date.min, date(3, 1, 1), date(9996, 12, 31), date.max, NEW, datetime(2026, 1, 1))]
        return told, weeks_of[:2] if isinstance(weeks_of, tuple) else weeks_of, ends

    answers_as_before(fiscal, 60)


def test_seasons(answers_as_before):
    def seasons(draw):
        weights = [draw.one_of((0, 1, 2, Fraction(1, 3), Decimal("0.5"), *((-1, 0.5) if draw.is_so(0.05) else ()))) for _ in range(draw.one_of((12,) * 9 + (11,)))]
        season = asked(lambda: Seasonality.of(draw.one_of((weights, weights, weights, [0] * 12))))
        if isinstance(season, PartnerkitError):
            return season, asked(lambda: Seasonality(shares=[Fraction(1, 11)] * 12))
        total, first = draw.one_of((0, 1, 100, -7, 99_999)), draw.one_of((1, 4, 12, 0, 13))
        spans = (Period.month(2024, 2), Period.year(2026), Period(start=date(2026, 1, 15), end=date(2027, 3, 10)), Period.since(NEW))
        return season, asked(lambda: season.split(total, first_month=first)), [asked(lambda each=each: season.portion(each)) for each in spans], Seasonality.even().portion(spans[2])

    answers_as_before(seasons, 80)


def test_working_hours(answers_as_before):
    def hours(draw):
        blocks = ([(time(8), time(12)), (time(13), time(17))], [(time(22), time(6))], [(time(0), time(0))], [(time(9, 30), time(10))], [], [(time(1), time(4))])
        week = {day: draw.one_of(blocks) for day in draw.some(range(7), 0.8)}
        odd = draw.one_of((None,) * 12 + ({7: []}, {0: [(time(8),)]}, {0: [(1, 2)]}, {0: [(time(8), time(12)), (time(11), time(13))]}, {0: [(time(8, tzinfo=UTC), time(9))]}, 5, ((),) * 6, {0: [(time(8, 0, 0, 1), time(9))]}))
        absences = draw.one_of((SpanSet(), SpanSet.of(*pieces(draw, Span, an_instant)), PeriodSet.of(Period(start=date(2026, 3, 30), end=date(2026, 3, 31)))))
        calendar = asked(lambda: WorkingCalendar(zone=draw.one_of(("UTC", "Europe/Berlin", "America/New_York")), week=odd or week, holidays=draw.one_of(((), [date(2026, 3, 30)], (date(2026, 3, 29), date(2026, 4, 6)))), absences=absences))
        if not isinstance(calendar, WorkingCalendar):
            return calendar
        told = [calendar.week, calendar.holidays]
        for _ in range(4):
            one, other = an_instant(draw), an_instant(draw)
            work = timedelta(seconds=draw.one_of((0, 1, 1800, 14400, 14401, 86400, 10**6)))
            told += [calendar.elapsed(one, other), calendar.due(one, work), calendar.is_open(one), calendar.next_open(one)]
            told.append(calendar.open_spans(Span(start=min(one, other), end=max(one, other) + timedelta(seconds=draw.one_of((1, 7200))))))
        starts = np.array(["2026-03-28T05:59:59.5", "2026-03-29T00:30:00", "2026-10-25T01:00:00"], dtype="datetime64[ms]")
        told.append(calendar.elapsed_many(starts, starts[::-1]))
        told.append(calendar.due_many(starts, draw.one_of((3600, [1, 2, 3], np.array([0, 60, 10**5])))))
        wrong = (lambda: calendar.elapsed(one, datetime(2026, 1, 1)), lambda: calendar.due(one, timedelta(seconds=draw.one_of((-1, 0.5)))), lambda: calendar.due_many(starts, [1.5, 1, 1]), lambda: calendar.due_many(starts, [1, 2]), lambda: calendar.due_many(starts, -1), lambda: calendar.elapsed_many(starts, np.array(["NaT"], dtype="datetime64[s]")), lambda: calendar.elapsed(datetime(1949, 1, 1, tzinfo=UTC), one), lambda: calendar.elapsed(one, datetime(2200, 1, 1, tzinfo=UTC)), lambda: calendar.is_open(datetime(2199, 12, 31, tzinfo=UTC)), lambda: calendar.is_open(starts.reshape(3, 1)))
        told.append([asked(each) for each in draw.mixed(wrong)[:2]])
        return told

    answers_as_before(hours, 60)


def test_openings(answers_as_before):
    def opened_at(draw):
        hour, day = 3600, 86400
        blocks = [(draw.whole(0, 6), start, start + draw.one_of((1, hour, 20 * hour))) for start in (0, 8 * hour, 23 * hour) if draw.is_so(0.7)]
        closed = rows_of(sorted((at, at + draw.one_of((0, hour, day))) for at in (draw.whole(0, 9) * day // 2 for _ in range(draw.whole(0, 3)))))
        days = rows_of([(day * at, day * at + day) for at in draw.some(range(9), 0.2)])
        table = openings(blocks, draw.one_of(("UTC", "Europe/Berlin")), 0, 9 * day, closed_days=days, closed=closed)
        at = np.array([0, 1, 7 * hour, 8 * hour, 9 * hour, day - 1, day, 3 * day + hour, 9 * day - 1, 9 * day])
        return table, table.worked(at), table.reached(np.array([0, 1, hour, 5 * hour, 10**6])), table.is_open(at), table.between(hour, draw.whole(1, 9) * day)

    answers_as_before(opened_at, 60)


def test_procedures(answers_as_before):
    def procedures(draw):
        states = "abcd"
        steps = [Transition(draw.one_of(states), draw.one_of(("go", "end", "back")), draw.one_of(states), by=draw.one_of(((), ("boss",), ("boss", "clerk"))), reason_required=draw.is_so(0.3)) for _ in range(draw.whole(1, 6))]
        machine = asked(lambda: Machine(name="m", start="a", transitions=steps))
        if isinstance(machine, PartnerkitError):
            return machine, asked(lambda: Transition(draw.one_of(("a", "", "A b")), "go", "b"))
        who = draw.one_of((None, "boss", ("clerk", "x"), "x"))
        told = [machine.states, machine.events, machine.endless, machine.mermaid(), hash(machine) == hash(machine)]
        for state in (*states, "z"):
            told += [asked(lambda state=state: machine.allowed(state, who)), asked(lambda state=state: machine.ended(state))]
            told += [asked(lambda state=state: machine.step(state, draw.one_of(("go", "end")), by=who, reason=draw.one_of((None, "", " ", "why"))))]
            told += [asked(lambda state=state: machine.transition(state, draw.one_of(("back", "no")), by=who, path="p"))]
        events = [draw.one_of(("go", "end", "back")) for _ in range(draw.whole(0, 3))]
        told.append(asked(lambda: machine.replay(events, state=draw.one_of((None, "b", "z")))))
        taken = [Taken(each, an_instant(draw), draw.one_of(("", "why"))) for each in events]
        roles = draw.one_of((None, [draw.one_of(("boss", "x")) for _ in events]))
        told.append(list(machine.faults(taken, state=draw.one_of((None, "b")), since=draw.one_of((None, an_instant(draw))), by=roles, path="steps")))
        return told

    answers_as_before(procedures, 120)


class Taken:
    """A step that somebody took."""

    def __init__(self, event, at, reason):
        self.event, self.at, self.reason = event, at, reason


VALUES = (None, 1, 1.5, True, "x", Decimal("1.50"), Fraction(1, 3), date(2026, 1, 1), datetime(2026, 1, 1, 9, 30), Money.of(1, "EUR"), Quantity.of("2.5", "h"), Ratio.of(1, 3), ("a", 2), ["a"], {"a": 1}, {"a"}, timedelta(1), Period.year(2026), float("nan"), Reason("x"), 123456.7, 0.000123456, Decimal("0.33333333"), np.float64(2.5))


def test_reasons(answers_as_before):
    def reasons(draw):
        given = {draw.one_of(("a", "b", "c", 1) if draw.is_so(0.1) else ("a", "b", "c")): draw.one_of((*VALUES, object) if draw.is_so(0.05) else VALUES) for _ in range(draw.whole(0, 3))}
        facts, other = asked(lambda: Facts(given)), Facts(a=1)
        told = [facts, plain(draw.one_of(VALUES))]
        if isinstance(facts, Facts):
            told += [list(facts), len(facts), "a" in facts, 1 in facts, facts == other, facts == Facts(facts), facts == dict(facts), repr(facts), asked(lambda: facts["z"])]
            told.append(asked(lambda: hash(facts) == hash(Facts(facts))))
            reason = Reason("x", facts)
            finding = Finding(reason=reason, severity="low", subjects=("P",), evidence=(reason,))
            told += [reason, finding, finding.code, Reason("x", a=1) if False else Reason("x", {"a": 1})]
        return told

    answers_as_before(reasons, 100)


def test_columns(answers_as_before):
    def columns(draw):
        def column():
            if draw.is_so(0.4):
                kinds = ("int8", "uint64", "float32", "bool", "datetime64[D]", "datetime64[s]", "timedelta64[s]", "complex64", "U3", "object")
                return np.array([1, 0, 2]).astype(draw.one_of(kinds))
            sorts = ((1, 2, None), (1.5, None, 2), ("x", None, "y"), (True, False, None), (date(2026, 1, 1), None), (datetime(2026, 1, 1, tzinfo=UTC), None), (Decimal(1), Decimal("NaN")), (1, "x"), (2**53 + 1, 1, None), (2**63, 1), (datetime(2026, 1, 1), None), (timedelta(1), None), (None,), (float("nan"), 1), ([1], [2]), (date(2026, 1, 1), datetime(2026, 1, 1)))
            choices = draw.one_of(sorts)
            return [draw.one_of(choices) for _ in range(draw.one_of((3, 3, 3, 3, 3, 3, 2)))]

        names = ("a", "b", "", "a\ud800", 1) if draw.is_so(0.1) else ("a", "b")
        frame = {draw.one_of(names): column() for _ in range(draw.whole(1, 2))}
        if draw.is_so(0.1):
            frame["c"] = draw.one_of(("abc", 5, np.ones((2, 2)), np.ma.array([1, 2, 3], mask=[0, 1, 0]), (1, 2, 3), range(3), np.array([2**63], dtype="uint64")))
        found, kind = read_columns(frame)
        return {name: (each.dtype.str, each) for name, each in found.items()}, kind, asked(lambda: to_frame(found, draw.one_of(("dict", "list")))), asked(lambda: write_columns(found, FrameKind("dict")))

    answers_as_before(columns, 150)


def test_frames_of_libraries(answers_as_before):
    pandas, polars, pyarrow = map(pytest.importorskip, ("pandas", "polars", "pyarrow"))

    def frames(draw):
        sorts = ([1, 2, 3], [1.5, None, 2.0], ["x", None, "y"], [True, False, True], [date(2026, 1, 1), None, date(2026, 1, 2)], [datetime(2026, 1, 1, tzinfo=UTC), None, datetime(2026, 1, 2, tzinfo=UTC)], [None, 2, 3], [True, None, False])
        given = {name: draw.one_of(sorts) for name in draw.some("abc", 0.7) or "a"}
        library = draw.one_of(("pandas", "polars", "pyarrow"))
        frame = {"pandas": pandas.DataFrame, "polars": polars.DataFrame, "pyarrow": pyarrow.table}[library](given)
        found, kind = read_columns(frame)
        made = write_columns(found, kind)
        more = to_frame(found, draw.one_of(("pandas", "polars", "pyarrow")))
        again = [read_columns(each)[0] for each in (made, more)]
        return kind.library, {name: (each.dtype.str, each) for name, each in found.items()}, again, type(made).__name__, type(more).__name__

    answers_as_before(frames, 40)


def test_totals(answers_as_before):
    polars = pytest.importorskip("polars")

    def added(draw):
        count = draw.whole(0, 6)
        frame = {"t": [draw.one_of(("de", "fr", None)) for _ in range(count)], "p": [draw.one_of(("x", "y")) for _ in range(count)], "a": [draw.one_of((1.0, 2.5, None, -1.0)) for _ in range(count)]}
        key = draw.one_of(("t", ("t", "p"), ["p"]))
        lazy = polars.DataFrame(frame, schema={"t": polars.String, "p": polars.String, "a": polars.Float64}).lazy()
        told = totals(frame, key=key, value="a", separator=draw.one_of(("/", "-")))
        far = totals(lazy, key=key, value="a")
        return told, sorted(map(str, far.items())), opened(frame), opened(lazy) is None

    answers_as_before(added, 24)


def test_small_tables(answers_as_before):
    def tables(draw):
        count = draw.one_of((0, 1, 2, 40))
        rows = Rows(Ratio, [Ratio.of(n, draw.one_of((0, 1, 3))) for n in range(count)])
        texts = [plain(each) for each in draw.mixed(VALUES)[:6]]
        wide = Wide({f"<{n}>": [draw.one_of(VALUES) for _ in range(draw.one_of((2, 2, 30)))] for n in range(1)} | {f"c{n}": [1] * 30 for n in range(0, draw.one_of((0, 40)))})
        return rows.to_frame(), list(rows), repr(rows), small_table(rows), texts, by_name(rows, ["numerator"]), asked(lambda: columns_of(wide)), asked(lambda: small_table(wide)) if len({len(each) for each in wide.columns.values()}) == 1 else None

    answers_as_before(tables, 40)


class Wide:
    """A result with many columns."""

    def __init__(self, columns):
        self.columns = columns

    def to_frame(self, kind="dict"):
        return self.columns
