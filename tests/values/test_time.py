"""Periods of days and spans of instants."""

import copy
import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import combinations, product
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period, Span, instant, moment

BERLIN = ZoneInfo("Europe/Berlin")
NAIVE = datetime(2026, 3, 29, 12)  # of no zone
DAYS = st.dates(date(1, 1, 2), date(9999, 12, 29))


def days(start: str, end: str) -> Period:
    return Period.of(date.fromisoformat(start), date.fromisoformat(end))


@st.composite
def periods(draw):
    start, end = sorted(draw(st.lists(st.dates(), min_size=2, max_size=2, unique=True)))
    return Period.of(start, end)


NAMED = [
    (Period.year(2026), "2026", days("2026-01-01", "2027-01-01")),
    (Period.half(2026, 1), "2026-H1", days("2026-01-01", "2026-07-01")),
    (Period.half(2026, 2), "2026-H2", days("2026-07-01", "2027-01-01")),
    (Period.quarter(2026, 1), "2026-Q1", days("2026-01-01", "2026-04-01")),
    (Period.quarter(2026, 4), "2026-Q4", days("2026-10-01", "2027-01-01")),
    (Period.month(2026, 3), "2026-03", days("2026-03-01", "2026-04-01")),
    (Period.month(2024, 2), "2024-02", days("2024-02-01", "2024-03-01")),
    (Period.month(2, 1), "0002-01", days("0002-01-01", "0002-02-01")),
    (Period.day(date(2026, 12, 31)), "2026-12-31", days("2026-12-31", "2027-01-01")),
    (days("2026-01-05", "2026-02-01"), "2026-01-05/2026-02-01", days("2026-01-05", "2026-02-01")),
    (days("2025-07-01", "2026-07-01"), "2025-07-01/2026-07-01", days("2025-07-01", "2026-07-01")),
    (days("2026-02-01", "2026-05-01"), "2026-02-01/2026-05-01", days("2026-02-01", "2026-05-01")),
    (Period.since(date(2026, 1, 5)), "2026-01-05/..", Period.of(date(2026, 1, 5), date.max)),
    (Period.until(date(2026, 1, 5)), "../2026-01-05", Period.of(date.min, date(2026, 1, 5))),
]


@pytest.mark.parametrize(("period", "label", "same"), NAMED, ids=[each[1] for each in NAMED])
def test_a_period_has_one_name_and_the_name_has_one_period(period, label, same):
    assert period == same
    assert str(period) == period.label == label
    assert Period.parse(label) == period


@given(periods())
def test_every_label_is_read_back(period):
    assert Period.parse(period.label) == period


@pytest.mark.parametrize(
    "label",
    [
        "", "now", "26", "2026-", "2026-1", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-H3", "2026-q1",
        "2026Q1", "0000", "9999", "2026-02-30", "20260105", "2026-W01-1", "2026-01-05T00:00", "P1M", " 2026",
        "2026\n", "２０２６", "2026-01-05/", "/2026-01-05", "/", "..", "2026-02-01/2026-01-05",
        "2026-01-05/2026-01-05", "2026-01/2026-03", "2026-01-05/2026-01-06/2026-01-07", "x" * 10_000, None, 2026, b"2026",
    ],
)  # fmt: skip
def test_what_is_no_label_is_refused(label):
    with pytest.raises(InvalidValue) as caught:
        Period.parse(label)

    assert caught.value.path == "period"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period.year(1),
        lambda: Period.year(9999),
        lambda: Period.year(True),
        lambda: Period.year("2026"),
        lambda: Period.quarter(2026, 5),
        lambda: Period.half(2026, 0),
        lambda: Period.half(2026, 3),
        lambda: Period.month(2026, 13),
        lambda: Period.month(2026, 1.0),
        lambda: Period.day(NAIVE),
        lambda: Period.day(date.max),
        lambda: Period.of(date(2026, 1, 1), date(2026, 1, 1)),
        lambda: Period.of(date(2026, 1, 2), date(2026, 1, 1)),
        lambda: Period.of(NAIVE, date(2027, 1, 1)),
        lambda: Period.of("2026-01-01", date(2027, 1, 1)),
        lambda: Period.since(date.max),
        lambda: Period.until(date.min),
        lambda: Span.of(NAIVE, datetime(2027, 1, 1, tzinfo=UTC)),
        lambda: Span.of(date(2026, 1, 1), datetime(2027, 1, 1, tzinfo=UTC)),
        lambda: Span.of(datetime(2027, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        lambda: Span.of(
            datetime.min.replace(tzinfo=timezone(timedelta(hours=1))), datetime(2027, 1, 1, tzinfo=UTC)
        ),
    ],
)
def test_impossible_periods_are_refused(make):
    with pytest.raises(InvalidValue):
        make()


def test_both_faults_of_a_period_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        Period(start="2026-01-01", end=NAIVE)

    assert [fault.path for fault in caught.value.faults] == ["start", "end"]


def test_dates_of_calendar_libraries_become_plain_ones():
    period = Period.of(pendulum.date(2026, 1, 1), pendulum.date(2026, 2, 1))

    assert type(period.start) is date
    assert period == Period.month(2026, 1)


def test_a_period_holds_its_first_day_and_not_its_end():
    march = Period.month(2026, 3)

    assert march.contains(date(2026, 3, 1))
    assert march.contains(date(2026, 3, 31))
    assert not march.contains(date(2026, 4, 1))
    assert march.days == 31
    assert march.last_day == date(2026, 3, 31)
    with pytest.raises(InvalidValue):
        march.contains(datetime(2026, 3, 1, tzinfo=UTC))


def test_neighbors_share_no_day():
    january, february = Period.month(2026, 1), Period.month(2026, 2)

    assert not january.overlaps(february)
    assert january.intersection(february) is None
    assert Period.quarter(2026, 1).covers(february)
    assert not february.covers(Period.quarter(2026, 1))
    assert february.covers(february)
    assert Period.quarter(2026, 1).intersection(days("2026-02-10", "2026-12-01")) == days(
        "2026-02-10", "2026-04-01"
    )


def test_a_year_is_made_of_months_and_quarters():
    assert [each.label for each in Period.year(2026).quarters()] == [
        "2026-Q1",
        "2026-Q2",
        "2026-Q3",
        "2026-Q4",
    ]
    assert [each.label for each in days("2025-11-01", "2026-02-01").months()] == [
        "2025-11",
        "2025-12",
        "2026-01",
    ]
    assert len(days("9999-01-01", "9999-12-01").months()) == 11


@pytest.mark.parametrize(
    "cut", [lambda: days("2026-01-02", "2026-03-01").months(), lambda: days("2026-02-01", "2026-05-01").quarters(),
            lambda: days("2026-01-01", "2026-05-01").quarters(), lambda: Period.since(date(2026, 1, 1)).months()],
)  # fmt: skip
def test_a_cut_month_or_quarter_is_refused(cut):
    with pytest.raises(InvalidValue, match=r"whole calendar (months|quarters)$"):
        cut()


@pytest.mark.parametrize(
    ("period", "previous", "following"),
    [
        (Period.month(2026, 3), "2026-02", "2026-04"),
        (Period.quarter(2026, 1), "2025-Q4", "2026-Q2"),
        (Period.year(2024), "2023", "2025"),
        (days("2025-07-01", "2026-07-01"), "2024-07-01/2025-07-01", "2026-07-01/2027-07-01"),
        (days("2026-01-05", "2026-01-12"), "2025-12-29/2026-01-05", "2026-01-12/2026-01-19"),
    ],
)
def test_neighbors_have_the_same_length(period, previous, following):
    assert period.previous().label == previous
    assert period.following().label == following


@pytest.mark.parametrize("move", [
    Period.since(date(9000, 1, 1)).previous, Period.until(date(5, 1, 1)).following, Period.year(2).previous,
    Period.year(9998).following, Period.of(date(2, 1, 1), date(9000, 1, 2)).previous,
])  # fmt: skip
def test_where_the_calendar_ends_there_is_no_neighbor(move):
    with pytest.raises(InvalidValue, match="neighbor"):
        move()


def test_periods_sort_by_their_start():
    shuffled = [Period.month(2026, 3), Period.year(2026), Period.month(2025, 12), Period.month(2026, 1)]

    assert [each.label for each in sorted(shuffled)] == ["2025-12", "2026-01", "2026", "2026-03"]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("UTC", date(2026, 3, 29), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),  # midnight was skipped
        ("America/Havana", date(2020, 11, 1), 25),  # midnight comes twice
        ("Pacific/Apia", date(2011, 12, 29), 24),
    ],
)
def test_a_day_is_as_long_as_its_clocks_say(zone, day, hours):
    assert Period.day(day).span(zone).length == timedelta(hours=hours)


@given(DAYS, st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Kathmandu"]))
def test_neighboring_days_touch_in_every_zone(day, zone):
    period = Period.day(day)

    assert period.span(zone).end == period.following().span(zone).start


def test_a_day_that_a_country_left_out_has_no_span():
    with pytest.raises(InvalidValue):
        Period.day(date(2011, 12, 30)).span("Pacific/Apia")


def test_what_has_no_end_has_the_last_instant_as_its_end():
    span = Period.since(date(2026, 1, 1)).span("America/New_York")

    assert span.start == datetime(2026, 1, 1, 5, tzinfo=UTC)
    for zone in ("America/New_York", "Europe/Berlin", "UTC"):
        assert Period.since(date(2026, 1, 1)).span(zone).end == datetime(9999, 12, 31, tzinfo=UTC)
        assert Period.until(date(2026, 1, 1)).span(zone).start == datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("make", [Period.of, Span.of], ids=["days", "instants"])
def test_what_two_share_is_what_lies_in_both(make):
    points = [
        date(2026, 1, day) if make == Period.of else datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 6)
    ]
    each = {
        make(points[start], points[end]): {*range(start, end)} for start, end in combinations(range(5), 2)
    }

    for (one, here), (other, there) in product(each.items(), repeat=2):
        shared = [found for found, days in each.items() if days == here & there]
        assert one.overlaps(other) is bool(here & there)
        assert one.covers(other) is (here >= there)
        assert one.intersection(other) == (shared[0] if shared else None)
        assert [one.contains(point) for point in points] == [place in here for place in range(5)]


@pytest.mark.parametrize(
    ("period", "is_open"),
    [
        (Period.until(date(2026, 1, 5)), True),
        (Period.since(date(2026, 1, 5)), True),
        (Period.of(date.min, date.max), True),
        (Period.of(date(1, 1, 2), date(9999, 12, 30)), False),
        (Period.month(2026, 1), False),
    ],
)
def test_a_period_without_first_or_last_day_is_open(period, is_open):
    assert period.is_open is is_open


def test_a_span_is_kept_in_utc_and_tells_the_two_readings_of_a_repeated_hour_apart():
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))

    span = Span.of(first, second)

    assert span.length == timedelta(hours=1)
    assert span.start.tzinfo is UTC
    assert span.contains(first)
    assert not span.contains(second)


def test_spans_know_what_they_share():
    morning = Span.of(datetime(2026, 1, 1, 8, tzinfo=UTC), datetime(2026, 1, 1, 12, tzinfo=UTC))
    lunch = Span.of(datetime(2026, 1, 1, 11, tzinfo=UTC), datetime(2026, 1, 1, 13, tzinfo=UTC))
    after = Span.of(lunch.end, lunch.end + timedelta(hours=1))

    assert morning.overlaps(lunch)
    assert morning.intersection(lunch) == Span.of(lunch.start, morning.end)
    assert not lunch.overlaps(after)
    assert lunch.intersection(after) is None
    assert Period.day(date(2026, 1, 1)).span().covers(lunch)
    with pytest.raises(InvalidValue):
        morning.contains(NAIVE)


@pytest.mark.parametrize("value", [Period.month(2026, 1), Period.month(2026, 1).span("Asia/Tokyo")])
def test_values_survive_pickle_and_copy(value):
    pickled = pickle.loads(pickle.dumps(value))  # our own

    assert pickled == copy.deepcopy(value) == value
    assert hash(pickled) == hash(value)


@pytest.mark.parametrize(
    ("as_of", "zone", "expected"),
    [
        (date(2026, 3, 31), "UTC", "2026-04-01T00:00:00+00:00"),
        (date(2026, 3, 31), "Europe/Berlin", "2026-03-31T22:00:00+00:00"),
        (date(2026, 12, 31), "America/New_York", "2027-01-01T05:00:00+00:00"),
        (date(2018, 11, 3), "America/Sao_Paulo", "2018-11-04T03:00:00+00:00"),
        (datetime(2026, 3, 29, 3, tzinfo=BERLIN), "Asia/Tokyo", "2026-03-29T01:00:00+00:00"),
        (pendulum.datetime(2026, 1, 1, tz="Europe/Berlin"), "UTC", "2025-12-31T23:00:00+00:00"),
        (pendulum.date(2026, 1, 1), "UTC", "2026-01-02T00:00:00+00:00"),
    ],
)
def test_a_moment_is_an_instant_or_the_end_of_a_day(as_of, zone, expected):
    found = moment(as_of, zone)

    assert found.isoformat() == expected
    assert type(found) is datetime
    assert found.tzinfo is UTC


@pytest.mark.parametrize("as_of", [NAIVE, None, "2026-01-01", 0, date.max,
                                   datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))])  # fmt: skip
def test_what_is_no_moment_is_refused(as_of):
    with pytest.raises(InvalidValue) as caught:
        moment(as_of, path="decided_at")

    assert caught.value.path == "decided_at"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "", None])
def test_a_day_ends_in_a_known_zone_only(zone):
    with pytest.raises(InvalidValue, match=r"^zone: "):
        moment(date(2026, 1, 1), zone)


def test_a_day_ends_in_utc_unless_a_zone_is_named():
    assert moment(date(2026, 3, 31)) == datetime(2026, 4, 1, tzinfo=UTC)


def test_an_instant_is_no_day():
    with pytest.raises(InvalidValue, match=r"^at: .*time zone"):
        instant(date(2026, 1, 1))
