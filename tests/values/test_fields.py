"""What may stand in a field; every fault of an object comes at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pendulum
import pytest
from attrs import field, frozen
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values import fields
from partnerkit.values.errors import InvalidInput, InvalidValue


@frozen(kw_only=True)
class Dealer:
    id: str = field(validator=fields.identifier)
    capacity: int | None = field(default=None, validator=fields.optional(fields.whole_number()))
    regions: tuple[str, ...] | None = field(
        default=None,
        converter=fields.as_tuple,
        validator=fields.optional(fields.each(fields.identifier, least=1)),
    )


def test_every_fault_of_an_object_comes_at_once():
    with pytest.raises(InvalidInput) as caught:
        Dealer(id="", capacity=True, regions=())

    assert [fault.path for fault in caught.value.faults] == ["id", "capacity", "regions"]


def test_a_single_fault_comes_as_itself():
    with pytest.raises(InvalidValue) as caught:
        Dealer(id="D-1", capacity=-1)

    assert (caught.value.path, caught.value.value) == ("capacity", "-1")


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            fields.identifier,
            ["P-4", "ö", "a b"],
            ["", " a", "a\n", "x" * 129, "a\u202eb", "a\x00", 4, None, "\ud800"],
        ),
        (fields.text, ["", "two\nlines", "Žižkov"], ["a\x07", "x" * 10_001, b"x", "a\u2066"]),
        (fields.truth, [True, False], [1, 0, "yes", None]),
        (
            fields.aware,
            [datetime(2026, 1, 1, tzinfo=UTC)],
            [datetime(2026, 1, 1), date(2026, 1, 1), "2026-01-01"],
        ),
        (fields.calendar_date, [date(2026, 1, 1)], [datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01", None]),
        (fields.duration, [timedelta(), timedelta.max], [-timedelta.resolution, 0, None]),
        (fields.duration_above_zero, [timedelta.resolution], [timedelta(), 1]),
        (fields.whole_seconds, [timedelta(), timedelta(seconds=1)], [timedelta(seconds=1.5), timedelta(-1)]),
        (fields.whole_seconds_above_zero, [timedelta(seconds=1)], [timedelta(), timedelta(seconds=1.5), 1]),
        (fields.whole_number(least=1, most=9), [1, 9], [0, 10, True, 3.0, "3", Decimal(3)]),
        (
            fields.decimal(least=Decimal(0), most=Decimal(1)),
            [Decimal("0.5"), Decimal(0)],
            [0.5, 1, Decimal("NaN"), Decimal("Infinity"), Decimal("1e-400"), Decimal(2), True],
        ),
        (fields.decimal(), [Decimal(-7)], [Decimal("1e999999999"), Decimal("0." + "1" * 50)]),
        (fields.choice("open", "closed"), ["open"], ["Open", "", None, 1]),
        (fields.code(r"[A-Z]{2}", "use two letters"), ["DE"], ["DE\n", "de", "DEU", None]),
        (fields.optional(fields.truth), [None, True], ["no"]),
        (fields.each(fields.identifier), [(), ("a", "b")], [("a", "a"), ["a"], "a", ("",)]),
        (
            fields.mapping_of(fields.identifier, fields.truth),
            [{"a": True}],
            [{"a": 1}, {"": True}, [("a", True)]],
        ),
    ],
    ids=lambda case: case.remedy[:24] if isinstance(case, fields.Check) else "",
)
def test_what_may_stand_there(check, good, bad):
    assert all(check.fault("field", value) is None for value in good)
    assert [value for value in bad if check.fault("field", value) is None] == []


@given(st.one_of(st.lists(st.text()), st.sets(st.text()), st.text(), st.integers()))
def test_lists_and_sets_become_tuples_and_nothing_else_does(value):
    converted = fields.as_tuple(value)

    assert isinstance(converted, tuple) == isinstance(value, list | set)
    if isinstance(value, set):
        assert converted == tuple(sorted(value))


def test_all_that_is_wrong_with_a_call_is_told_at_once():
    draws, share = fields.whole_number(least=100), fields.number(least=0, most=1)

    fields.check({"draws": (draws, 100), "share": (share, 0.5)})
    with pytest.raises(InvalidValue, match="draws"):
        fields.check({"draws": (draws, 99), "share": (share, 0.5)})
    with pytest.raises(InvalidInput) as caught:
        fields.check({"draws": (draws, 99), "share": (share, 2)})
    assert [fault.path for fault in caught.value.exceptions] == ["draws", "share"]


def test_moments_that_are_known_are_in_order_and_may_be_the_same():
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    told = SimpleNamespace(a=second, b=None, c=second, d=first)

    assert [*fields.in_order(told, "d", "a", "b", "c")] == []
    assert [(each.path, each.value) for each in fields.in_order(told, "a", "b", "c", "d")] == [
        ("d", f"'{first}'")
    ]


@pytest.mark.parametrize(
    ("days", "months", "fits"), [(None, None, False), (1, 1, False), (0, None, True), (None, 0, True)]
)
def test_one_of_two_is_stated(days, months, fits):
    found = [*fields.one_of(SimpleNamespace(days=days, months=months), "days", "months")]

    assert (
        not found
        if fits
        else [(each.path, each.remedy) for each in found] == [("days", "state either days or months")]
    )


@pytest.mark.parametrize(
    ("value", "is_finite"),
    [
        (0, True),
        (-1.5, True),
        (10**400, True),
        (True, False),
        ("1", False),
        (float("nan"), False),
        (float("inf"), False),
        (float("-inf"), False),
        (None, False),
    ],
)
def test_a_finite_number(value, is_finite):
    assert fields.is_finite(value) is is_finite


@pytest.mark.parametrize(
    ("check", "most", "make"),
    [
        (fields.identifier, 128, lambda size: "x" * size),
        (fields.identifier, 128, lambda size: "ö" * size),
        (fields.text, 10_000, lambda size: "x" * size),
        (fields.text, 10_000, lambda size: "ö" * size),
        (fields.each(fields.whole_number()), 10_000, lambda size: tuple(range(size))),
        (fields.each(fields.truth, unique=False), 10_000, lambda size: (True,) * size),
        (fields.mapping_of(fields.whole_number(), fields.truth), 10_000, lambda size: dict.fromkeys(range(size), True)),
        (fields.decimal(), 40, lambda size: Decimal("9" * size)),
        (fields.decimal(), 18, lambda size: Decimal(f"1E+{size}")),
        (fields.decimal(), 18, lambda size: Decimal(f"1E-{size}")),
        (fields.decimal(), 40, lambda size: Decimal("1" + "0" * (size - 18) + "E+18")),
        (fields.whole_number(), 2**53, lambda size: size),
        (fields.number(least=-1, most=2.5), 2, lambda size: size if size < 3 else 2.6),
    ],
)  # fmt: skip
def test_the_most_that_may_stand_there_may_and_one_more_may_not(check, most, make):
    assert check.accepts(make(most))
    assert not check.accepts(make(most + 1))


def test_an_instant_of_another_library_becomes_a_plain_one_in_utc():
    found = fields.as_utc(pendulum.datetime(2026, 3, 29, 3, tz="Europe/Berlin"))

    assert type(found) is datetime
    assert (found, found.tzinfo) == (datetime(2026, 3, 29, 1, tzinfo=UTC), UTC)


def test_items_are_listed_once_and_those_of_another_kind_told_by_their_place():
    assert fields.listed("days", iter([7, 9]), int) == (7, 9)
    with pytest.raises(InvalidInput) as caught:
        fields.listed("days", [7, "a", None], int)
    assert [fault.path for fault in caught.value.faults] == ["days[1]", "days[2]"]
    for given_ in ("ab", {1: 2}, 5):
        with pytest.raises(InvalidValue, match="use a list; for each item: use a int"):
            fields.listed("days", given_, int)


def test_as_many_of_one_kind_as_there_are_may_stand_there():
    check = fields.tuple_of(int, "days")

    assert check.accepts((1,) * 10_001)
    assert not check.accepts([1])
    assert not check.accepts((1, "a"))
