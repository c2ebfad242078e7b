"""No cent is lost or made, at any size, whatever decimal context the host computes with."""

import pickle
from decimal import (
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_DOWN,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    Rounded,
    Subnormal,
    localcontext,
)
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.minor import from_minor, to_minor
from partnerkit.values.money import Money, Quantity, Ratio

CURRENCIES = ["EUR", "JPY", "KWD", "SEK"]
DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3, "SEK": 2}
EVERYTHING = [Inexact, Rounded, Subnormal, Overflow, FloatOperation, InvalidOperation, DivisionByZero]

units = st.one_of(st.integers(-200, 200), st.integers(-(10**30), 10**30))
roundings = st.sampled_from(["half-even", "half-up", "down", "up"])
currencies = st.sampled_from(CURRENCIES)
weights = st.lists(
    st.one_of(st.integers(0, 9), st.integers(0, 10**12), st.fractions(0, 3, max_denominator=12)),
    min_size=1,
    max_size=9,
).filter(any)


@st.composite
def moneys(draw, currency=None):
    code = draw(currencies) if currency is None else currency
    scale = draw(st.none() | st.integers(DIGITS[code] + 1, 6))
    digits = DIGITS[code] if scale is None else scale
    return Money.of(Decimal(f"{draw(units)}E-{digits}"), code, scale=scale)


def worth(money):
    return Fraction(money.amount)


@given(st.lists(moneys("EUR"), max_size=12))
def test_sums_are_exact(amounts):
    whole = sum(map(worth, amounts))

    assert worth(Money.total(amounts, "EUR")) == whole
    assert worth(sum(amounts, Money.zero("EUR"))) == whole
    assert Money.total(amounts, "EUR") == Money.total(amounts[::-1], "EUR")


@given(moneys("KWD"), moneys("KWD"), moneys("KWD"))
def test_adding_and_taking_away_obey_the_laws(one, two, three):
    assert (one + two) + three == one + (two + three)
    assert one + two == two + one
    assert one + two - two == one
    assert Money.zero("KWD") - -one == one
    assert (one < two) == (worth(one) < worth(two))
    assert (one <= two) == (not two < one)
    assert (one == two) == (worth(one) == worth(two))
    assert one != two or hash(one) == hash(two)


@given(moneys(), weights)
def test_a_split_gives_all_away_and_each_its_share(money, shares):
    parts, whole = money.split(shares), sum(map(Fraction, shares))
    smallest = Fraction(1, 10**money.digits)

    assert Money.total(parts) == money
    assert all(
        abs(worth(part) - worth(money) * share / whole) < smallest
        for part, share in zip(parts, shares, strict=True)
    )
    assert not any(part for part, share in zip(parts, shares, strict=True) if share == 0)
    assert {part.scale for part in parts} == {money.scale}


@given(st.data(), moneys(), weights)
def test_a_split_in_another_order_differs_in_ties_only(data, money, shares):
    order = data.draw(st.permutations(range(len(shares))))
    parts = money.split(shares)
    shuffled = money.split([shares[place] for place in order])
    whole, size = sum(map(Fraction, shares)), abs(worth(money)) * 10**money.digits
    rests = [size * share / whole % 1 for share in shares]

    assert all(
        parts[place] == part or rests.count(rests[place]) > 1
        for place, part in zip(order, shuffled, strict=True)
    )


@given(moneys(), st.one_of(st.integers(-999, 999), st.fractions(-9, 9, max_denominator=999)), roundings)
def test_a_part_is_the_nearest_amount_there_is(money, factor, rounding):
    exact, smallest = worth(money) * factor, Fraction(1, 10**money.digits)
    part = worth(money.times(factor, rounding=rounding))

    assert part % smallest == 0
    assert abs(part - exact) <= (smallest / 2 if rounding.startswith("half") else smallest)
    assert rounding != "down" or abs(part) <= abs(exact)
    assert rounding != "up" or abs(part) >= abs(exact)
    assert exact % smallest != 0 or part == exact


@given(moneys(), currencies, st.fractions(Fraction(1, 500), 500, max_denominator=10**6), roundings)
def test_conversion_rounds_once(money, currency, rate, rounding):
    converted = money.convert(rate, currency, rounding=rounding)

    assert abs(worth(converted) - worth(money) * rate) < Fraction(1, 10 ** DIGITS[currency])
    assert (converted.currency, converted.scale) == (currency, None)


@given(moneys())
def test_what_is_written_can_be_read(money):
    for again in (
        eval(repr(money)),  # noqa: S307
        pickle.loads(pickle.dumps(money)),
        Money.of(str(money.amount), money.currency, scale=money.scale),
        Money(amount=money.amount, currency=money.currency, scale=money.scale),
    ):
        assert (again, repr(again), hash(again)) == (money, repr(money), hash(money))


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=9), currencies)
def test_columns_of_minor_units_come_back(column, currency):
    amounts = tuple(Money.from_minor(each, currency) for each in column)
    array, code = to_minor(amounts)

    assert array.tolist() == [money.minor for money in amounts] == column
    assert from_minor(array, code) == amounts


@given(st.lists(st.tuples(units, st.integers(0, 10**6)), max_size=8))
def test_the_ratio_of_a_whole_is_that_of_its_sums(parts):
    whole = sum((Ratio.of(*part) for part in parts), Ratio.of(0, 0))
    below = sum(part[1] for part in parts)

    assert whole.exact == (Fraction(sum(part[0] for part in parts), below) if below else None)
    assert (whole.value is None) == (below == 0)


@given(st.one_of(st.text(max_size=50), st.floats(), st.decimals(), st.integers(), st.binary(), st.booleans()))
def test_whatever_comes_in_is_exact_money_or_refused(anything):
    try:
        money = Money.of(anything, "EUR")
    except (InvalidValue, InvalidInput):
        return

    assert not isinstance(anything, float | bool | bytes)
    assert worth(money) == Fraction(anything)


def everything(money, other, shares, factor):
    """Compute all there is to compute, for two contexts to be compared."""
    quantities = [Quantity(amount=each.amount, unit="pcs") for each in (money, other)]
    return [
        money + other, money - other, -money, abs(other), money * 7, money.times(factor), money.rounded(1),
        money.split(shares), money.convert(Fraction(7, 3), "KWD"), Money.total([money, other, money]), money < other,
        money >= other, hash(money), repr(money), money.format("de"), money.format("sv"), money.digits,
        Money.of(str(other.amount), "EUR", rounding="half-up", scale=4), quantities[0] + quantities[1],
        quantities[0] - quantities[1], quantities[0] < quantities[1], abs(quantities[0]), repr(quantities[1]),
        Ratio.of(other.amount, 7).value, (Ratio.of(1, 3) + Ratio.of("0.0000001", 3)).value,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hostile",
    [
        Context(prec=3, traps=[]),
        Context(prec=1, rounding=ROUND_05UP, traps=EVERYTHING),
        Context(prec=3, rounding=ROUND_CEILING, Emin=-1, Emax=1, traps=[]),
        Context(prec=2, rounding=ROUND_DOWN, Emin=-1, Emax=1, clamp=1, capitals=0, traps=EVERYTHING),
    ],
    ids=["short", "all traps", "narrow", "narrow, all traps"],
)
@settings(max_examples=max(5, settings.default.max_examples // 2))
@given(
    money=moneys("EUR"), other=moneys("EUR"), shares=weights, factor=st.fractions(-3, 3, max_denominator=50)
)
def test_the_decimal_context_of_the_host_changes_nothing(hostile, money, other, shares, factor):
    plain = everything(money, other, shares, factor)
    with localcontext(hostile.copy()):
        computed = everything(money, other, shares, factor)

    assert computed == plain
    assert repr(computed) == repr(plain)


@given(moneys("EUR"), st.integers(1, 40))
def test_paying_in_parts_pays_the_whole(money, parts):
    """Equal instalments: they differ by one smallest unit at most, the larger ones first."""
    paid = [abs(worth(part)) for part in money.split([1] * parts)]

    assert sum(paid) == abs(worth(money))
    assert max(paid) - min(paid) <= Fraction(1, 10**money.digits)
    assert all(earlier >= later for earlier, later in pairwise(paid))
