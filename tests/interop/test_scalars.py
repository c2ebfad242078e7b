from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from partnerkit.interop import scalars
from partnerkit.values.errors import InvalidValue


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-29T01:30:00Z", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-03-29T03:30:00.5+02:00", datetime(2026, 3, 29, 1, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-03-28T20:00:00-05:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
    ],
)
def test_an_instant_with_any_offset_is_read_as_utc(text, value):
    assert scalars.read_instant(text) == value
    assert scalars.read_instant(text).tzinfo is UTC


def test_an_instant_is_written_in_utc_to_the_microsecond():
    tokyo = timezone(timedelta(hours=9))

    assert scalars.written_instant(datetime(2026, 1, 1, 9, tzinfo=tokyo)) == "2026-01-01T00:00:00.000000Z"
    assert (
        scalars.written_instant(datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))) == "2026-01-01T00:00:00.000000Z"
    )


def test_the_repeated_hour_keeps_both_its_readings():
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    texts = [scalars.written_instant(first.replace(fold=fold)) for fold in (0, 1)]

    assert texts == [
        "2026-10-25T00:30:00.000000Z[Europe/Berlin]",
        "2026-10-25T01:30:00.000000Z[Europe/Berlin]",
    ]
    assert [scalars.read_instant(text).fold for text in texts] == [0, 1]


def test_a_time_without_a_zone_is_no_instant():
    with pytest.raises(InvalidValue, match="time zone"):
        scalars.written_instant(datetime(2026, 1, 1))


@pytest.mark.parametrize("value", [0, -(2**63), 2**63 - 1])
def test_a_number_of_64_bits_is_a_number(value):
    assert scalars.written_int(value) == value


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**39])
def test_a_longer_number_is_text_under_its_name(value):
    assert scalars.written_int(value) == {"integer": str(value)}
    assert scalars.read_int(scalars.written_int(value)) == value


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (scalars.read_int, 1.0),
        (scalars.read_int, True),
        (scalars.read_int, "1"),
        (scalars.read_int, {"integer": 1}),
        (scalars.read_int, {"integer": "1", "more": 1}),
        (scalars.read_float, "1.5"),
        (scalars.read_float, True),
        (scalars.read_bool, 1),
        (scalars.read_bool, "true"),
        (scalars.read_bool, None),
        (scalars.read_str, None),
        (scalars.read_str, b"x"),
        (scalars.read_decimal, 1.5),
        (scalars.read_decimal, 1),
        (scalars.read_decimal, "1" * 81),
        (scalars.read_decimal, "1e5"),
        (scalars.read_decimal, "+1"),
        (scalars.read_decimal, "1E+999"),
        (scalars.read_fraction, "1"),
        (scalars.read_fraction, "1/-3"),
        (scalars.read_fraction, "9" * 401 + "/7"),
        (scalars.read_date, "20260131"),
        (scalars.read_date, "2026-02-29"),
        (scalars.read_date, date(2026, 1, 31)),
    ],
    ids=lambda each: getattr(each, "__name__", None) or repr(each)[:40],
)
def test_reading_is_strict(read, value):
    with pytest.raises(InvalidValue):
        read(value)


def test_exact_numbers_come_back_digit_for_digit():
    for number in (
        Decimal("0.71428966522216796875"),
        Decimal("9.5367431640625E-9"),
        Decimal("1E+3"),
        Decimal("-0.00"),
    ):
        assert str(scalars.read_decimal(str(number))) == str(number)
    for number in (Fraction(-1, 3), Fraction(2**200, 3**100)):
        assert scalars.read_fraction(scalars.written_fraction(number)) == number
