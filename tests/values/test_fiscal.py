"""Fiscal years and the seasons of a business."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.fiscal import FiscalCalendar, Seasonality
from partnerkit.values.time import Period

YEARS = st.integers(1990, 2060)
WEIGHTS = st.lists(st.integers(0, 10**6), min_size=12, max_size=12).filter(any)


@st.composite
def calendars(draw):
    start_month, named_after = draw(st.integers(1, 12)), draw(st.sampled_from(["start", "end"]))
    weeks = draw(st.sampled_from([None, "4-4-5", "4-5-4", "5-4-4"]))
    if weeks is None:
        return FiscalCalendar(start_month=start_month, named_after=named_after)
    return FiscalCalendar(
        start_month=start_month,
        named_after=named_after,
        weeks=weeks,
        ends=draw(st.sampled_from(["last", "nearest"])),
        weekday=draw(st.integers(0, 6)),
        long_month=draw(st.none() | st.integers(1, 12)),
    )


RETAIL = FiscalCalendar(start_month=2, named_after="start", weeks="4-5-4", ends="nearest", weekday=5)


@given(calendars(), YEARS)
def test_years_follow_one_another_and_are_cut_without_gap(calendar, year):
    whole = calendar.year(year)
    quarters = [calendar.quarter(year, number) for number in range(1, 5)]
    months = [calendar.month(year, number) for number in range(1, 13)]
    halves = [calendar.half(year, number) for number in (1, 2)]

    assert whole.end == calendar.year(year + 1).start
    for parts in (halves, quarters, months):
        assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
        assert all(here.end == there.start for here, there in pairwise(parts))
    assert months == list(calendar.months(year))


@given(calendars(), YEARS)
def test_a_year_bears_the_name_of_its_start_or_of_its_end(calendar, year):
    whole = calendar.year(year)
    # A year of weeks may begin and end some days off the month.
    middle = {"start": whole.start + timedelta(days=7), "end": whole.end - timedelta(days=8)}

    assert middle[calendar.named_after].year == year


@given(calendars(), st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_every_day_has_its_place_in_a_fiscal_year(calendar, day):
    year, month = calendar.month_of(day)

    assert calendar.year_of(day) == year
    assert calendar.month(year, month).contains(day)
    assert calendar.quarter(*calendar.quarter_of(day)).contains(day)


@given(calendars().filter(lambda calendar: calendar.weeks is not None), YEARS)
def test_a_year_of_weeks_has_52_or_53_and_ends_on_its_weekday(calendar, year):
    weeks = calendar.weeks_of(year)
    pattern = [int(part) for part in calendar.weeks.split("-")] * 4
    lengths = [month.days // 7 for month in calendar.months(year)]
    long = (calendar.long_month or 12) - 1

    assert len(weeks) == calendar.week_count(year) in (52, 53)
    assert calendar.year(year).last_day.weekday() == calendar.weekday
    assert (weeks[0].start, weeks[-1].end) == (calendar.year(year).start, calendar.year(year).end)
    assert {week.days for week in weeks} == {7}
    assert lengths[long] - pattern[long] == len(weeks) - 52
    assert lengths[:long] + lengths[long + 1 :] == pattern[:long] + pattern[long + 1 :]


@given(calendars().filter(lambda calendar: calendar.weeks is not None), YEARS)
def test_a_year_of_weeks_ends_where_its_rule_says(calendar, year):
    last = calendar.year(year).last_day
    last_month = calendar.start_month - 1 or 12
    month_ends = [
        Period.month(near, last_month).last_day for near in (last.year - 1, last.year, last.year + 1)
    ]
    distance = min((last - end for end in month_ends), key=abs)

    if calendar.ends == "last":
        assert timedelta(days=-6) <= distance <= timedelta()
    else:
        assert timedelta(days=-3) <= distance <= timedelta(days=3)


def test_the_calendar_year_is_the_default():
    assert FiscalCalendar().year(2026) == Period.year(2026)
    assert FiscalCalendar().quarter(2026, 3) == Period.quarter(2026, 3)
    assert FiscalCalendar().half(2026, 2) == Period.half(2026, 2)
    assert FiscalCalendar(named_after="start").year(2026) == Period.year(2026)


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"start_month": 0}, "start_month"),
        ({"start_month": 13}, "start_month"),
        ({"start_month": True}, "start_month"),
        ({"named_after": "middle"}, "named_after"),
        ({"weeks": "4-4-4", "ends": "last", "weekday": 5}, "weeks"),
        ({"weeks": "4-4-5", "weekday": 5}, "ends"),
        ({"weeks": "4-4-5", "ends": "last"}, "weekday"),
        ({"weeks": "4-4-5", "ends": "last", "weekday": 7}, "weekday"),
        ({"weeks": "4-4-5", "ends": "last", "weekday": 5, "long_month": 0}, "long_month"),
        ({"weeks": "4-4-5", "ends": "last", "weekday": 5, "long_month": 13}, "long_month"),
        ({"ends": "last"}, "ends"),
        ({"weekday": 5}, "weekday"),
        ({"long_month": 12}, "long_month"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(settings, fault):
    with pytest.raises(InvalidValue) as caught:
        FiscalCalendar(**settings)

    assert caught.value.path == fault


@pytest.mark.parametrize(
    "ask",
    [
        lambda: RETAIL.quarter(2026, 5),
        lambda: RETAIL.month(2026, 0),
        lambda: RETAIL.half(2026, True),
        lambda: RETAIL.year("2026"),
        lambda: RETAIL.year(9999),
        lambda: RETAIL.year_of(datetime(2026, 1, 1, tzinfo=UTC)),
        lambda: RETAIL.year_of("2026-01-01"),
        lambda: RETAIL.year_of(None),
        lambda: RETAIL.year_of(date.min),
        lambda: RETAIL.year_of(date.max),
        lambda: FiscalCalendar().week_count(2026),
        lambda: FiscalCalendar().weeks_of(2026),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(ask):
    with pytest.raises(InvalidValue):
        ask()


@given(WEIGHTS)
def test_shares_sum_to_one_exactly(weights):
    profile = Seasonality.of(weights)

    assert sum(profile.shares) == 1
    assert all(share * sum(weights) == weight for share, weight in zip(profile.shares, weights, strict=True))


@given(WEIGHTS, st.integers(-(10**15), 10**15), st.integers(1, 12))
def test_a_year_is_split_to_its_months_without_losing_a_cent(weights, total, first_month):
    profile = Seasonality.of(weights)

    parts = profile.split(total, first_month=first_month)

    assert sum(parts) == total
    for place, part in enumerate(parts):
        assert abs(part - total * profile.shares[(first_month - 1 + place) % 12]) < 1


@given(
    WEIGHTS,
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.lists(st.integers(1, 900), min_size=2, max_size=2),
)
def test_portions_of_neighbors_add_up(weights, start, lengths):
    profile = Seasonality.of(weights)
    middle = start + timedelta(days=lengths[0])
    end = middle + timedelta(days=lengths[1])
    first, second, both = Period.of(start, middle), Period.of(middle, end), Period.of(start, end)

    assert profile.portion(first) + profile.portion(second) == profile.portion(both)


def test_a_portion_is_the_share_of_whole_months_and_of_days_within():
    toys = Seasonality(shares=[Decimal("0.05")] * 10 + [Decimal("0.2"), Decimal("0.3")])

    assert toys.portion(Period.year(2026)) == 1
    assert toys.portion(Period.month(2026, 12)) == Fraction(3, 10)
    assert toys.portion(Period.of(date(2026, 12, 1), date(2027, 1, 1))) == Fraction(3, 10)
    assert toys.portion(Period.of(date(2026, 11, 1), date(2026, 11, 16))) == Fraction(1, 10)
    assert toys.portion(Period.of(date(2024, 2, 1), date(2024, 2, 2))) == Fraction(1, 20) / 29
    assert toys.portion(Period.of(date(2025, 7, 1), date(2026, 7, 1))) == 1
    assert Seasonality.even().portion(Period.of(date(2025, 1, 1), date(2028, 1, 1))) == 3


def test_a_fiscal_year_takes_the_months_in_its_own_order():
    profile = Seasonality.of(range(1, 13))

    assert profile.split(78) == tuple(range(1, 13))
    assert profile.split(78, first_month=10) == (10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Seasonality(shares=[Fraction(1, 12)] * 11),
        lambda: Seasonality(shares=[Fraction(1, 11)] * 12),
        lambda: Seasonality(shares=[Fraction(1, 13)] * 13),
        lambda: Seasonality(shares=[1 / 12] * 12),
        lambda: Seasonality(shares=[Fraction(-1)] + [Fraction(2, 11)] * 11),
        lambda: Seasonality(shares=[Decimal("NaN")] * 12),
        lambda: Seasonality(shares=[True] + [0] * 11),
        lambda: Seasonality.of([0] * 12),
        lambda: Seasonality.of([1] * 11),
        lambda: Seasonality.of([Fraction(-(10**5000))] * 12),
        lambda: Seasonality.of([1.0] + [1] * 11),
        lambda: Seasonality.even().split(100, first_month=0),
        lambda: Seasonality.even().portion(Period.since(date(2026, 1, 1))),
    ],
)
def test_a_profile_that_does_not_add_up_is_refused(make):
    with pytest.raises((InvalidValue, InvalidInput)):
        make()


@pytest.mark.parametrize("weeks", ["4-4-5", "4-5-4", "5-4-4"])
def test_a_quarter_has_its_months_as_they_are_called(weeks):
    calendar = FiscalCalendar(start_month=2, named_after="start", weeks=weeks, ends="nearest", weekday=5)

    months = [calendar.month(2025, month) for month in range(1, 13)]

    assert [(each.end - each.start).days // 7 for each in months] == [*map(int, weeks.split("-"))] * 4


@pytest.mark.parametrize(("part", "most"), [("half", 2), ("quarter", 4), ("month", 12)])
def test_a_part_of_the_year_that_is_none_is_named(part, most):
    with pytest.raises(InvalidValue, match=f"^{part}: {most + 1} "):
        getattr(FiscalCalendar(start_month=2), part)(2025, most + 1)
