"""What amounts, parts and checks were before."""

import operator
from decimal import Decimal
from fractions import Fraction

import numpy as np

from partnerkit import Money, PartnerkitError, Quantity, Ratio
from partnerkit.values import exact
from partnerkit.values.currency import minor_digits, price_tag
from partnerkit.values.minor import from_minor, of_units, to_minor

AMOUNTS = (
    "0",
    "0.01",
    "-0.01",
    "1",
    "2.5",
    "99.99",
    "100",
    "-3",
    "0.005",
    "1.005",
    "1e3",
    7,
    -7,
    Decimal("0.0050"),
    Decimal("1E+2"),
    Decimal("NaN"),
    0.5,
    True,
    "x",
    10**36,
    10**37,
    10**38,
    10**40,
    "-99999999999999999999999999999999999999.9",
    "+1.10",
    " 1",
    "1.",
)
ROUNDINGS = ("half-even", "half-up", "down", "up")
FACTORS = (
    0,
    1,
    -1,
    2,
    Fraction(1, 2),
    Fraction(1, 3),
    Decimal("0.5"),
    Decimal("0.001"),
    0.5,
    True,
    Decimal("Infinity"),
    Decimal("1E+19"),
)


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError) as fault:
        return fault


def an_amount(draw):
    amounts = ("0", "0.01", "-0.01", "1", "2.50", "-3", "99.99", "1.005", "0.0005")
    return Money.of(
        draw.one_of(amounts),
        draw.one_of(("EUR", "EUR", "EUR", "KWD")),
        scale=draw.one_of((None, 4, 4, 12)),
        rounding="half-even",
    )


def all_of(money):
    return [
        asked(lambda ask=ask: ask(money))
        for ask in (
            repr,
            lambda it: it.amount,
            lambda it: it.digits,
            lambda it: it.minor,
            lambda it: it.format("de"),
            bool,
            abs,
            operator.neg,
            hash,
        )
    ][:-1]


def test_money(answers_as_before):
    def money(draw):
        made = asked(
            lambda: Money.of(
                draw.one_of(AMOUNTS),
                draw.one_of(("EUR", "JPY", "KWD", "EUR", "XXX", "eur")),
                scale=draw.one_of((None, None, 1, 2, 4, 12, 13, -1, True)),
                rounding=draw.one_of((None, None, *ROUNDINGS, "even")),
            )
        )
        told = [made, *(all_of(made) if isinstance(made, Money) else [])]
        one, other = an_amount(draw), draw.one_of((an_amount(draw), an_amount(draw), 0, 1, Decimal(1), "1"))
        told += [one, other]
        for ask in (
            operator.add,
            operator.sub,
            operator.truediv,
            operator.lt,
            operator.le,
            operator.gt,
            operator.ge,
            operator.eq,
        ):
            told += [asked(lambda ask=ask: ask(one, other)), asked(lambda ask=ask: ask(other, one))]
        factor, rounding = draw.one_of(FACTORS), draw.one_of((*ROUNDINGS, "even"))
        told += [
            asked(lambda: one * factor),
            asked(lambda: factor * one),
            asked(lambda: one.times(factor, rounding=rounding)),
        ]
        told.append(asked(lambda: one.rounded(draw.one_of((None, 0, 1, 2, 3, 6, 12, 13)), rounding=rounding)))
        told.append(
            asked(
                lambda: one.split(
                    [
                        draw.one_of((0, 1, 1, 2, Fraction(1, 3), Decimal("0.5"), -1))
                        for _ in range(draw.whole(1, 4))
                    ]
                )
            )
        )
        told.append(asked(lambda: one.convert(factor, draw.one_of(("JPY", "EUR", "SEK")), rounding=rounding)))
        some = [an_amount(draw) for _ in range(draw.whole(0, 3))]
        told += [
            asked(lambda: Money.total(some, draw.one_of((None, "EUR", "KWD")))),
            asked(lambda: sum(some)),
        ]
        told += [
            asked(
                lambda: Money.from_minor(
                    draw.one_of((0, 5, -120, 2.0, True, np.int64(7), 10**38 - 1, 10**38)),
                    draw.one_of(("EUR", "JPY", "KWD")),
                )
            ),
            Money.zero("EUR"),
        ]
        return told

    answers_as_before(money, 130)


def test_minor_units(answers_as_before):
    def minor(draw):
        some = [
            draw.one_of(
                (
                    Money.of("1.25", "EUR"),
                    Money.of(-3, "EUR"),
                    Money.from_minor(draw.one_of((2**63 - 1, -(2**63), 2**63, -(2**63) - 1)), "EUR")
                    if draw.is_so(0.3)
                    else Money.of(0, "EUR"),
                    Money.of("0.005", "EUR", scale=3) if draw.is_so(0.2) else Money.of(1, "EUR"),
                    Money.of(1, "SEK") if draw.is_so(0.2) else Money.of(2, "EUR"),
                )
            )
            for _ in range(draw.whole(0, 3))
        ]
        units = draw.one_of(
            (
                np.array([125, -300]),
                np.array([1], dtype=np.uint8),
                np.array([1.0]),
                np.array([[1]]),
                [1],
                np.array([True]),
            )
        )
        unit = draw.one_of((0, 12345, -5, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1))
        made = of_units(unit, "EUR", draw.one_of((2, 3, 12)))
        return (
            asked(lambda: to_minor(some)),
            asked(lambda: from_minor(units, draw.one_of(("EUR", "JPY")))),
            made,
            made.scale,
            made.amount,
        )

    answers_as_before(minor, 60)


def test_currencies(answers_as_before):
    def currencies(draw):
        codes = (
            "EUR",
            "JPY",
            "KWD",
            "IQD",
            "AFN",
            "YER",
            "CLF",
            "DEM",
            "XAU",
            "",
            None,
            "eur",
            "BTC",
            "MGA",
            "ISK",
            "HUF",
            "TWD",
        )
        locales = ("en", "de", "sv", "en-US", "xx", "", "de_XX_1")
        amount = draw.one_of((Decimal("1234.5"), Decimal("-0.05"), Decimal(0), Decimal("1234567890.123")))
        code, locale = draw.one_of(codes), draw.one_of(locales)
        return asked(lambda: minor_digits(code)), asked(
            lambda: price_tag(amount, "EUR", draw.one_of((0, 1, 2, 4)), locale)
        )

    answers_as_before(currencies, 40)


def test_ratios_and_quantities(answers_as_before):
    def ratios(draw):
        def part():
            return draw.one_of(
                (
                    Decimal(draw.one_of(("0", "1", "3", "-2", "0.125"))),
                    an_amount(draw),
                    Quantity.of(draw.one_of((0, 2, "2.5")), draw.one_of(("pcs", "h"))),
                    1,
                    0.5,
                )
            )

        one, other = (asked(lambda: Ratio(numerator=part(), denominator=part())) for _ in "12")
        told = [
            one,
            other,
            asked(lambda: one + other),
            asked(lambda: sum([one, other])),
            asked(lambda: 1 + one),
        ]
        told += [(each.exact, each.value) for each in (one, other) if isinstance(each, Ratio)]
        told.append(
            asked(
                lambda: Ratio.of(draw.one_of(("1", 2, "x", Decimal("0.3"))), draw.one_of(("3", 0, "-1", 7)))
            )
        )
        few, more = (
            Quantity.of(draw.one_of((0, 1, "2.5", "-1")), draw.one_of(("pcs", "pcs", "h"))) for _ in "12"
        )
        for ask in (
            operator.add,
            operator.sub,
            operator.lt,
            operator.le,
            operator.gt,
            operator.ge,
            operator.eq,
            operator.mul,
            operator.truediv,
        ):
            told.append(asked(lambda ask=ask: ask(few, more)))
        factor = draw.one_of(FACTORS)
        told += [
            asked(lambda: few * factor),
            asked(lambda: factor * few),
            asked(lambda: 0 + few),
            asked(lambda: 1 + few),
            -few,
            bool(few),
            repr(few),
        ]
        told.append(asked(lambda: Quantity.of(draw.one_of(AMOUNTS), draw.one_of(("pcs", "", " h")))))
        return told

    answers_as_before(ratios, 80)


def test_exact_numbers(answers_as_before):
    def exactly(draw):
        value = draw.one_of(
            (
                *AMOUNTS,
                "1" * 40,
                "1" * 41,
                "0." + "1" * 38,
                Decimal("1E-18"),
                Decimal("1E-19"),
                Decimal("1E+18"),
                Decimal("1E+19"),
                None,
            )
        )
        told = [
            asked(lambda: exact.parsed(value)),
            asked(lambda: exact.rational(draw.one_of((*FACTORS, value)), "rate")),
        ]
        over, under = draw.whole(-12, 12), draw.one_of((1, 2, 4, 5, 8))
        told += [
            [
                asked(lambda rounding=rounding: exact.divided(over, under, rounding))
                for rounding in (*ROUNDINGS, "even")
            ]
        ]
        told += [
            exact.units_of(Decimal("-12.50"), draw.whole(2, 4)),
            exact.decimal_of(over, draw.whole(0, 3)),
        ]
        told += [
            exact.fits(Decimal(draw.one_of(("1", "0.5", "0.050", "0.125", "1E+3"))), draw.whole(0, 3)),
            exact.quotient(Fraction(over, 3)),
        ]
        wide = (
            Decimal("0.10"),
            Decimal(2),
            Decimal("1E+3"),
            Decimal(10**37) * 9,
            Decimal(10**38 - 1),
            Decimal("-0.001"),
            Decimal(1 - 10**38),
            Decimal(-(10**37)) * 9,
        )
        told.append(asked(lambda: exact.plain_sum(draw.one_of(wide), draw.one_of(wide))))
        return told

    answers_as_before(exactly, 120)


def test_decimals_of_currencies(answers_as_before):
    def decimals(_):
        codes = [
            "AFN",
            "ALL",
            "IRR",
            "KPW",
            "LAK",
            "LBP",
            "MGA",
            "MMK",
            "RSD",
            "SOS",
            "SYP",
            "YER",
            "IQD",
            "EUR",
            "SEK",
            "DKK",
            "JPY",
            "KWD",
            "BHD",
            "TND",
            "CHF",
            "GBP",
            "USD",
        ]
        return [(code, minor_digits(code)) for code in codes]

    answers_as_before(decimals, 1)
