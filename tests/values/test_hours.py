"""Working time, by worked example; the laws stand in tests/properties."""

import pickle
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from partnerkit.values.errors import InvalidInput, InvalidValue, MissingExtra
from partnerkit.values.hours import WorkingCalendar, public_holidays
from partnerkit.values.sets import PeriodSet, SpanSet
from partnerkit.values.time import Period, Span

BERLIN = ZoneInfo("Europe/Berlin")
MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(17))
NIGHT = (time(22), time(6))
ALL_DAY = (time(0), time(0))

OFFICE = WorkingCalendar(zone="Europe/Berlin", week=dict.fromkeys(range(5), (MORNING, AFTERNOON)))
ALWAYS = WorkingCalendar(zone="Europe/Berlin", week=dict.fromkeys(range(7), (ALL_DAY,)))
NIGHTS = WorkingCalendar(zone="Europe/Berlin", week=dict.fromkeys(range(7), (NIGHT,)))
NEVER = WorkingCalendar(zone="Europe/Berlin", week={})


def at(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        ("2026-06-01T08:00", "2026-06-01T17:00", 8),
        ("2026-06-01T11:00", "2026-06-01T14:00", 2),
        ("2026-06-01T12:00", "2026-06-01T13:00", 0),
        ("2026-06-05T16:00", "2026-06-08T09:00", 2),
        ("2026-06-06T10:00", "2026-06-07T10:00", 0),
        ("2026-06-01T00:00", "2026-06-08T00:00", 40),
        ("2026-06-01T17:00", "2026-06-01T08:00", -8),
        ("2026-03-23T00:00", "2026-03-30T00:00", 40),
    ],
)
def test_the_office_counts_its_blocks(start, end, worked):
    assert OFFICE.elapsed(at(start), at(end)) == hours(worked)


@pytest.mark.parametrize(
    ("start", "work", "due"),
    [
        ("2026-06-01T08:00", 8, "2026-06-01T17:00"),
        ("2026-06-01T15:00", 8, "2026-06-02T15:00"),
        ("2026-06-01T18:00", 1, "2026-06-02T09:00"),
        ("2026-06-05T16:30", 1, "2026-06-08T08:30"),
        ("2026-06-06T10:00", 0, "2026-06-06T10:00"),
        ("2026-06-01T08:00", 4, "2026-06-01T12:00"),
        ("2026-06-01T08:00", 400, "2026-08-07T17:00"),
    ],
)
def test_work_is_due_at_the_end_of_a_block_rather_than_at_the_beginning_of_the_next(start, work, due):
    assert OFFICE.due(at(start), hours(work)) == at(due)


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Pacific/Apia", "2011-12-30", 0),
    ],
)
def test_a_day_around_the_clock_is_as_long_as_it_really_is(zone, day, length):
    around = WorkingCalendar(zone=zone, week=dict.fromkeys(range(7), (ALL_DAY,)))
    start = at(f"{day}T00:00", zone)
    end = datetime.combine(start.date() + timedelta(days=1), time.min, ZoneInfo(zone))

    assert around.elapsed(start, end) == hours(length)


@pytest.mark.parametrize(("evening", "length"), [("2026-03-28", 7), ("2026-06-01", 8), ("2026-10-24", 9)])
def test_a_night_shift_is_an_hour_shorter_or_longer_when_clocks_change(evening, length):
    start = at(f"{evening}T22:00")

    assert NIGHTS.due(start, hours(length)) == at(f"{evening}T06:00") + timedelta(days=1)
    assert NIGHTS.elapsed(start, start + hours(14)) == hours(length)


def test_a_block_that_ends_within_the_repeated_hour_is_open_at_both_readings():
    early = WorkingCalendar(zone="Europe/Berlin", week={6: ((time(1), time(2, 30)),)})

    assert early.is_open(at("2026-10-25T02:15", fold=0))
    assert not early.is_open(at("2026-10-25T02:45", fold=0))
    assert early.is_open(at("2026-10-25T02:15", fold=1))
    assert early.elapsed(at("2026-10-25T00:00"), at("2026-10-25T12:00")) == hours(2)


def test_a_block_that_begins_within_the_skipped_hour_begins_where_the_clock_goes_on():
    early = WorkingCalendar(zone="Europe/Berlin", week={6: ((time(2, 30), time(5)),)})

    assert early.next_open(at("2026-03-29T00:00")) == at("2026-03-29T03:00")
    assert early.elapsed(at("2026-03-29T00:00"), at("2026-03-29T12:00")) == hours(2)


def test_nothing_is_open_on_a_holiday_from_midnight_to_midnight():
    christmas = WorkingCalendar(zone="Europe/Berlin", week=NIGHTS.week, holidays=(date(2026, 12, 25),))

    assert christmas.open_spans(Span.of(at("2026-12-24T12:00"), at("2026-12-26T12:00"))) == SpanSet.of(
        Span.of(at("2026-12-24T22:00"), at("2026-12-25T00:00")),
        Span.of(at("2026-12-26T00:00"), at("2026-12-26T06:00")),
    )


def test_absences_are_instants_or_days_of_the_place():
    lunch = SpanSet.of(Span.of(at("2026-06-01T10:00"), at("2026-06-01T15:00")))
    week_off = PeriodSet.of(Period.of(date(2026, 6, 1), date(2026, 6, 6)))
    monday, tuesday = at("2026-06-01T00:00"), at("2026-06-02T00:00")

    assert WorkingCalendar(zone=OFFICE.zone, week=OFFICE.week, absences=lunch).elapsed(
        monday, tuesday
    ) == hours(4)
    away = WorkingCalendar(zone=OFFICE.zone, week=OFFICE.week, absences=week_off)
    assert away.elapsed(monday, tuesday) == hours(0)
    assert away.next_open(monday) == at("2026-06-08T08:00")


def test_a_block_begins_and_ends_at_its_second():
    short = WorkingCalendar(zone="UTC", week={0: ((time(8, 1, 2), time(9, 2, 5)),)})

    assert short.next_open(at("2026-06-01T00:00", "UTC")) == at("2026-06-01T08:01:02", "UTC")
    assert short.elapsed(at("2026-06-01T00:00", "UTC"), at("2026-06-02T00:00", "UTC")) == timedelta(
        hours=1, minutes=1, seconds=3
    )


def test_overlapping_blocks_count_once():
    doubled = WorkingCalendar(
        zone="UTC", week={0: ((time(8), time(12)), (time(10), time(14)), (time(10), time(11)))}
    )

    assert doubled.elapsed(at("2026-06-01T00:00", "UTC"), at("2026-06-02T00:00", "UTC")) == hours(6)


def test_the_end_of_a_block_is_closed_already():
    assert OFFICE.is_open(at("2026-06-01T08:00"))
    assert OFFICE.is_open(at("2026-06-01T11:59:59"))
    assert not OFFICE.is_open(at("2026-06-01T12:00"))
    assert not OFFICE.is_open(at("2026-06-06T10:00"))


def test_the_next_opening_is_now_when_it_is_open():
    assert OFFICE.next_open(at("2026-06-01T09:30")) == at("2026-06-01T09:30")
    assert OFFICE.next_open(at("2026-06-01T12:00")) == at("2026-06-01T13:00")
    assert OFFICE.next_open(at("2026-06-05T17:00")) == at("2026-06-08T08:00")


def test_a_place_that_is_never_open_has_nothing_due():
    start = at("2026-06-01T09:00")

    assert NEVER.due(start, hours(1)) is None
    assert NEVER.due(start, hours(0)) == start
    assert NEVER.next_open(start) is None
    assert not NEVER.is_open(start)
    assert NEVER.elapsed(start, start + hours(1000)) == hours(0)
    assert NEVER.open_spans(Period.year(2026).span()) == SpanSet()
    assert np.isnat(NEVER.due_many([start, start], [1, 1])).all()
    assert np.isnat(NEVER.due_many([at("1900-06-01T09:00"), at("2100-06-01T09:00")], [1, 1])).all()


def test_what_is_due_beyond_the_last_year_is_unknown_also_beside_old_ones():
    old, late = at("1900-01-01T09:00", "UTC"), at("2199-12-01T09:00", "UTC")
    due = OFFICE.due_many([old, late], [3600, 900 * 3600])

    assert np.isnat(due).tolist() == [False, True]
    assert due[0] == np.datetime64(OFFICE.due(old, hours(1)).replace(tzinfo=None))


def test_a_place_that_closes_for_good_has_nothing_due_afterwards():
    closing = WorkingCalendar(
        zone="UTC", week=OFFICE.week, absences=PeriodSet.of(Period.since(date(2026, 7, 1)))
    )
    start = at("2026-06-30T16:00", "UTC")

    assert closing.due(start, hours(1)) == at("2026-06-30T17:00", "UTC")
    assert closing.due(start, hours(1.5)) is None
    assert closing.due_many([start, start], [3600, 5400]).astype(str).tolist() == [
        "2026-06-30T17:00:00",
        "NaT",
    ]


def test_long_work_is_due_decades_later_and_never_after_the_last_year():
    start = at("2026-01-01T00:00")

    assert ALWAYS.due(start, timedelta(days=365 * 100)) == start.astimezone(UTC) + timedelta(days=365 * 100)
    assert ALWAYS.due(start, timedelta(days=365 * 200)) is None
    assert ALWAYS.due(start, timedelta.max - timedelta(microseconds=999_999)) is None


def test_short_and_long_work_are_due_beside_each_other():
    start, decades = at("2026-01-01T00:00", "UTC"), timedelta(days=365 * 50)

    assert ALWAYS.due_many([start, start], [60, decades // timedelta(seconds=1)]).tolist() == [
        (start + work).replace(tzinfo=None) for work in (timedelta(minutes=1), decades)
    ]


def test_years_far_apart_share_one_answer():
    one, far = at("2026-01-01T00:00", "UTC"), at("2199-01-01T00:00", "UTC")

    assert ALWAYS.elapsed_many([one, one], [one, far]).tolist() == [0, (far - one) // timedelta(seconds=1)]
    assert ALWAYS.elapsed_many([far, one], [one, one]).tolist() == [-((far - one) // timedelta(seconds=1)), 0]
    assert ALWAYS.elapsed(at("1901-01-01T00:00", "UTC"), at("2199-01-01T00:00", "UTC")) == at(
        "2199-01-01T00:00", "UTC"
    ) - at("1901-01-01T00:00", "UTC")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
@pytest.mark.parametrize("year", [1900, 2020, 2040, 2199])
def test_no_hour_is_lost_where_one_table_ends_and_the_next_begins(zone, year):
    around = WorkingCalendar(zone=zone, week=dict.fromkeys(range(7), (ALL_DAY,)))
    first, last = datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 23, tzinfo=UTC)

    assert around.is_open(first)
    assert around.is_open(last)
    assert around.elapsed(first, last) == last - first


def test_instants_are_cut_to_whole_seconds():
    start = at("2026-06-01T09:00:00.900000")

    assert OFFICE.elapsed(start, start + timedelta(milliseconds=200)) == timedelta(seconds=1)
    assert OFFICE.due(start, timedelta(seconds=1)) == at("2026-06-01T09:00:01")


def test_bulk_takes_lists_arrays_and_one_moment_for_all():
    starts = [at("2026-06-01T08:00"), at("2026-06-02T08:00"), at("2026-06-03T08:00")]
    arrays = np.array(
        [start.astimezone(UTC).replace(tzinfo=None) for start in starts], dtype="datetime64[us]"
    )
    as_of = at("2026-06-03T09:00")

    assert OFFICE.elapsed_many(starts, as_of).tolist() == [17 * 3600, 9 * 3600, 3600]
    assert OFFICE.elapsed_many(arrays, np.datetime64("2026-06-03T07:00")).tolist() == [
        17 * 3600,
        9 * 3600,
        3600,
    ]
    assert OFFICE.elapsed_many(starts, [as_of] * 3).tolist() == [17 * 3600, 9 * 3600, 3600]
    assert OFFICE.elapsed_many([], []).tolist() == []
    assert OFFICE.due_many([], []).tolist() == []
    assert OFFICE.due_many(arrays, 3600).astype("datetime64[h]").astype(str).tolist() == [
        "2026-06-01T07",
        "2026-06-02T07",
        "2026-06-03T07",
    ]


@pytest.mark.parametrize(
    ("ask", "path"),
    [
        (lambda: OFFICE.elapsed(datetime(2026, 6, 1), at("2026-06-01T09:00")), "start"),
        (lambda: OFFICE.elapsed(at("2026-06-01T09:00"), date(2026, 6, 1)), "end"),
        (lambda: OFFICE.elapsed(at("1899-12-31T09:00"), at("2026-06-01T09:00")), "start"),
        (lambda: OFFICE.elapsed(at("2026-06-01T09:00"), at("2200-01-02T09:00")), "end"),
        (lambda: OFFICE.due(datetime(2026, 6, 1), hours(1)), "start"),
        (lambda: OFFICE.next_open("2026-06-01"), "at"),
        (lambda: OFFICE.elapsed_many([at("2026-06-01T09:00"), None], at("2026-06-01T09:00")), "starts[1]"),
        (lambda: OFFICE.elapsed_many([at("2026-06-01T09:00")], None), "ends"),
        (lambda: OFFICE.is_open(at("2200-01-02T09:00")), "at"),
        (lambda: OFFICE.open_spans(Period.year(2200).span()), "within"),
        (lambda: OFFICE.due(at("2026-06-01T09:00"), hours(-1)), "work"),
        (lambda: OFFICE.due(at("2026-06-01T09:00"), timedelta(microseconds=1)), "work"),
        (lambda: OFFICE.due(at("2026-06-01T09:00"), 3600), "work"),
        (lambda: OFFICE.due_many([at("2026-06-01T09:00")], [-1]), "seconds"),
        (lambda: OFFICE.due_many([at("2026-06-01T09:00")] * 2, [-1, 1]), "seconds"),
        (lambda: OFFICE.due_many(np.array(["NaT"], dtype="M8[s]"), 1), "starts"),
        (lambda: OFFICE.due_many(np.array(["2026-06-01", "NaT"], dtype="M8[s]"), 1), "starts"),
        (lambda: OFFICE.due_many([at("2026-06-01T09:00")], [1.5]), "seconds"),
        (lambda: OFFICE.due_many([at("2026-06-01T09:00")], [2**70]), "seconds"),
        (lambda: OFFICE.due_many([at("2026-06-01T09:00")], [1, 2]), "seconds"),
        (lambda: OFFICE.elapsed_many([at("2026-06-01T09:00")] * 3, [at("2026-06-01T09:00")] * 2), "ends"),
        (lambda: OFFICE.elapsed_many(np.array(["NaT"], dtype="M8[s]"), at("2026-06-01T09:00")), "starts"),
        (lambda: OFFICE.elapsed_many(np.zeros((2, 2), dtype="M8[s]"), at("2026-06-01T09:00")), "starts"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(ask, path):
    with pytest.raises(InvalidValue) as caught:
        ask()

    assert caught.value.path == path


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"week": {7: (MORNING,)}}, "week"),
        ({"week": {"monday": (MORNING,)}}, "week"),
        ({"week": {True: (MORNING,)}}, "week"),
        ({"week": {0: MORNING}}, "week"),
        ({"week": {0: ((time(8),),)}}, "week"),
        ({"week": {0: ((time(8, tzinfo=UTC), time(9, tzinfo=UTC)),)}}, "week"),
        ({"week": {0: ((time(8), time(9, 0, 0, 1)),)}}, "week"),
        ({"week": {0: (("08:00", "09:00"),)}}, "week"),
        ({"week": None}, "week"),
        ({"week": ((MORNING,),) * 6}, "week"),
        ({"week": (*((MORNING,),) * 6, None)}, "week"),
        ({"week": ((MORNING,),) * 8}, "week"),
        ({"holidays": ("2026-01-01",)}, "holidays"),
        ({"holidays": (at("2026-06-01T09:00"),)}, "holidays"),
        ({"holidays": 1}, "holidays"),
        ({"holidays": None}, "holidays"),
        ({"absences": (Period.year(2026),)}, "absences"),
        ({"absences": None}, "absences"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(settings, path):
    with pytest.raises(InvalidValue) as caught:
        WorkingCalendar(**{"zone": "Europe/Berlin", "week": {0: (MORNING,)}, **settings})

    assert caught.value.path == path


def test_all_faults_of_a_calendar_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        WorkingCalendar(zone="Mars", week=7, holidays=[1])

    assert [fault.path for fault in caught.value.faults] == ["zone", "week", "holidays"]


def test_equal_calendars_are_equal_values():
    other = WorkingCalendar(zone=OFFICE.zone, week={day: [AFTERNOON, MORNING] for day in reversed(range(5))})

    assert other == OFFICE
    assert hash(other) == hash(OFFICE)
    assert pickle.loads(pickle.dumps(OFFICE)) == OFFICE  # our own
    assert WorkingCalendar(zone=OFFICE.zone, week=OFFICE.week) == OFFICE


def test_holidays_stand_in_order_and_once():
    days = tuple(date(2026, 1, day) for day in range(1, 13))

    assert WorkingCalendar(zone="UTC", week={}, holidays=(*reversed(days), *days)).holidays == days


def test_holidays_are_those_of_the_place():
    pytest.importorskip("holidays")
    bavaria, germany = public_holidays("DE", [2026, 2027], "BY"), public_holidays("DE", 2026)

    assert {date(2026, 1, 6), date(2027, 1, 6), date(2026, 10, 3)} <= set(bavaria)
    assert list(bavaria) == sorted(bavaria)
    assert date(2026, 1, 6) not in germany
    assert {day.year for day in germany} == {2026}
    assert WorkingCalendar(zone=OFFICE.zone, week=OFFICE.week, holidays=germany).next_open(
        at("2026-05-01T09:00")
    ) == at("2026-05-04T08:00")


@pytest.mark.parametrize("where", [("XX", None), ("DE", "XX"), ("", None), (None, None), (1, None)])
def test_an_unknown_place_has_no_holidays(where):
    pytest.importorskip("holidays")
    with pytest.raises(InvalidValue, match=r"^country: ") as caught:
        public_holidays(where[0], 2026, where[1])

    assert caught.value.value == repr("DE-XX" if where[1] else str(where[0]))


def test_without_the_package_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "holidays", None)

    with pytest.raises(MissingExtra, match=r"\.\[holidays\]"):
        public_holidays("DE", 2026)
