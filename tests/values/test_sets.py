"""Sets of days and of instants, by example; the laws stand in tests/properties."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.values.errors import InvalidValue
from partnerkit.values.sets import PeriodSet, SpanSet
from partnerkit.values.time import Period, Span

SUMMER = PeriodSet.of(Period.month(2026, 8), Period.month(2026, 7))


def hours(first: int, last: int) -> Span:
    midnight = datetime(2026, 1, 1, tzinfo=UTC)
    return Span.of(midnight + timedelta(hours=first), midnight + timedelta(hours=last))


def test_neighbors_and_overlaps_become_one_piece():
    assert SUMMER.periods == (Period.of(date(2026, 7, 1), date(2026, 9, 1)),)
    assert PeriodSet.of(Period.year(2026), Period.month(2026, 5), Period.year(2026)).periods == (
        Period.year(2026),
    )
    assert SpanSet.of(hours(10, 12), hours(8, 9), hours(9, 11)).spans == (hours(8, 12),)


def test_equal_sets_are_equal_values():
    assert PeriodSet.of(Period.of(date(2026, 7, 1), date(2026, 9, 1))) == SUMMER
    assert (
        len({SUMMER, PeriodSet(periods=SUMMER.periods), PeriodSet.of(*Period.quarter(2026, 3).months()[:2])})
        == 1
    )


def test_a_set_says_what_it_holds():
    assert SUMMER.contains(date(2026, 7, 1))
    assert SUMMER.contains(date(2026, 8, 31))
    assert not SUMMER.contains(date(2026, 9, 1))
    assert not PeriodSet().contains(date(2026, 9, 1))
    assert SUMMER.days == 62
    assert list(SUMMER) == list(SUMMER.periods)
    assert SUMMER
    assert not PeriodSet()
    assert str(PeriodSet.of(Period.year(2026), Period.month(2028, 2))) == "2026, 2028-02"


def test_spans_say_what_they_hold():
    shift = SpanSet.of(hours(8, 12), hours(13, 17))

    assert shift.length == timedelta(hours=8)
    assert shift.contains(hours(8, 9).start)
    assert not shift.contains(hours(12, 13).start)
    assert list(shift) == [hours(8, 12), hours(13, 17)]
    assert shift
    assert not SpanSet()
    assert str(shift).count("/") == 2


def test_what_is_left_of_the_year():
    assert str(SUMMER.complement(Period.year(2026))) == "2026-H1, 2026-09-01/2027-01-01"
    assert SpanSet.of(hours(9, 10)).complement(hours(8, 12)) == SpanSet.of(hours(8, 9), hours(10, 12))


def test_days_become_instants_in_a_zone():
    october = PeriodSet.of(Period.day(date(2026, 10, 25))).spans("Europe/Berlin")

    assert october.length == timedelta(hours=25)
    assert SUMMER.spans() == SUMMER.spans("UTC")


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: PeriodSet.of(Period.year(2026), hours(1, 2)), "periods"),
        (lambda: SpanSet.of(Period.year(2026), hours(1, 2)), "spans"),
    ],
)
def test_one_piece_of_another_kind_is_refused_among_others(make, name):
    with pytest.raises(InvalidValue, match=f"^{name}: .*for each: use {name}$"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: PeriodSet(periods=[hours(1, 2)]),
        lambda: PeriodSet.of("2026"),
        lambda: SpanSet.of(Period.year(2026)),
        lambda: SUMMER.contains(datetime(2026, 7, 1, tzinfo=UTC)),
        lambda: SpanSet.of(hours(1, 2)).contains(datetime(2026, 1, 1)),
        lambda: SpanSet.of(hours(1, 2)).contains(date(2026, 1, 1)),
    ],
)
def test_days_and_instants_are_not_mixed(make):
    with pytest.raises(InvalidValue):
        make()


@pytest.mark.parametrize("operator", ["__or__", "__and__", "__sub__"])
def test_the_algebra_is_one_of_sets_of_one_kind(operator):
    assert getattr(SUMMER, operator)(SpanSet()) is NotImplemented
    assert getattr(SpanSet(), operator)(SUMMER) is NotImplemented
