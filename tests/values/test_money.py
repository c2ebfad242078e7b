"""Money, ratios: what is written, what is refused, what comes out."""

import copy
import pickle
import time
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction

import pytest

from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue, Overflowed, UnitMismatch
from partnerkit.values.money import Money, Quantity, Ratio

EUR = "EUR"
LARGEST = "9" * 36 + ".99"


def euros(amount, **how):
    return Money.of(amount, EUR, **how)


class TestWriting:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("12.50", "12.50"),
            ("+12.5", "12.50"),
            ("-0.01", "-0.01"),
            ("-0", "0.00"),
            ("0012", "12.00"),
            ("1.5000", "1.50"),
            (12, "12.00"),
            (-3, "-3.00"),
            (Decimal("1e2"), "100.00"),
            (Decimal("-0.00"), "0.00"),
            (LARGEST, LARGEST),
            ("-" + LARGEST, "-" + LARGEST),
        ],
    )
    def test_amounts_are_kept_with_the_decimals_of_the_currency(self, written, kept):
        assert str(euros(written).amount) == kept

    @pytest.mark.parametrize(
        "amount",
        [
            1.5, float("nan"), True, None, b"1", [], Fraction(1, 2),
            "", " 1", "1 ", "1\n", "1,5", "1.", ".5", "1e3", "1_000", "0x1", "--1", "NaN", "inf", "Infinity",
            "١٢", "１２", "1²", "0" * 41, "1" * 41,
            Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"),
            Decimal("1e19"), Decimal("1e-19"), Decimal("0e999999"), 10**40, -(10**40), "9" * 39, 10**38,
        ],
        ids=repr,
    )  # fmt: skip
    def test_what_is_no_exact_amount_is_refused(self, amount):
        with pytest.raises(InvalidValue, match="amount"):
            euros(amount)

    @pytest.mark.parametrize(
        "bomb",
        [
            Decimal("1e999999999"),
            Decimal("1e-999999999"),
            "1" * 10**6,
            "1e999999999",
            10**200_000,
            Decimal("1" * 10**6),
        ],
        ids=["huge", "tiny", "long text", "exponent", "long integer", "long decimal"],
    )
    def test_a_bomb_is_refused_before_it_is_computed_with(self, bomb):
        start = time.process_time()
        for attempt in (
            lambda: euros(bomb),
            lambda: euros(bomb, rounding="half-even"),
            lambda: Quantity.of(bomb, "pcs"),
            lambda: Ratio.of(bomb, 1),
        ):
            with pytest.raises(InvalidValue) as caught:
                attempt()
            assert len(str(caught.value)) < 400

        assert time.process_time() - start < 0.5

    @pytest.mark.parametrize("bomb", [Decimal("1e999999999"), Decimal("1e-999999999"), Decimal("NaN")])
    def test_a_factor_or_a_rate_may_be_a_bomb_too(self, bomb):
        for attempt in (
            lambda: euros(1).times(bomb),
            lambda: euros(1) * bomb,
            lambda: euros(1).convert(bomb, "SEK"),
        ):
            with pytest.raises(InvalidValue):
                attempt()

    @pytest.mark.parametrize("digits", [10**9, -1, 13, 1.5, True])
    def test_a_scale_may_be_a_bomb_too(self, digits):
        with pytest.raises(InvalidValue, match="scale"):
            euros("1.5", scale=digits, rounding="down")
        with pytest.raises(InvalidValue, match="digits"):
            euros("1.5").rounded(digits)

    @pytest.mark.parametrize("currency", ["eur", "EURO", "", "€", "XYZ1", None, 978, ["EUR"], b"EUR"])
    def test_a_currency_is_a_code_of_the_standard(self, currency):
        with pytest.raises(InvalidValue, match="ISO 4217"):
            Money.of("1", currency)
        with pytest.raises(InvalidValue, match="ISO 4217"):
            Money.zero(currency)

    def test_all_faults_of_an_amount_come_together(self):
        with pytest.raises(InvalidInput) as caught:
            Money(amount=1.5, currency="eur", scale=99)

        assert [fault.path for fault in caught.value.faults] == ["amount", "currency", "scale"]

    @pytest.mark.parametrize(("amount", "currency"), [("0.001", EUR), ("1.5", "JPY"), ("0.0001", "KWD")])
    def test_more_decimals_than_the_currency_has_are_refused(self, amount, currency):
        with pytest.raises(InvalidValue, match="declare scale= or ask for rounding="):
            Money.of(amount, currency)

    @pytest.mark.parametrize(
        ("rounding", "rounded"),
        [
            ("half-even", ["0.12", "0.14", "-0.12", "0.12", "0.13"]),
            ("half-up", ["0.13", "0.14", "-0.13", "0.12", "0.13"]),
            ("down", ["0.12", "0.13", "-0.12", "0.12", "0.12"]),
            ("up", ["0.13", "0.14", "-0.13", "0.13", "0.13"]),
        ],
    )
    def test_rounding_is_done_as_it_was_named(self, rounding, rounded):
        written = ["0.125", "0.135", "-0.125", "0.121", "0.129"]

        assert [str(euros(each, rounding=rounding).amount) for each in written] == rounded

    @pytest.mark.parametrize("rounding", ["HALF_UP", "", 1, ROUND_CEILING])
    def test_an_unknown_rounding_is_refused_even_where_nothing_is_to_round(self, rounding):
        with pytest.raises(InvalidValue, match="half-even"):
            euros("1", rounding=rounding)
        with pytest.raises(InvalidValue, match="half-even"):
            euros("1").times(2, rounding=rounding)

    @pytest.mark.parametrize("yen", [10**38, -(10**38)])
    def test_an_amount_of_39_digits_is_refused_for_its_size(self, yen):
        with pytest.raises(InvalidValue, match="takes at most 40 characters"):
            Money.of(yen, "JPY")
        assert Money.of(yen - yen // abs(yen), "JPY").minor == yen - yen // abs(yen)

    def test_a_finer_scale_is_kept_and_a_coarser_one_is_none(self):
        assert repr(euros("0.0125", scale=4)) == "Money.of('0.0125', 'EUR', scale=4)"
        assert repr(euros("5", scale=0)) == repr(euros("5", scale=2)) == "Money.of('5.00', 'EUR')"


class TestComparing:
    def test_amounts_are_equal_when_they_are_worth_the_same(self):
        fine, plain = euros("1.2500", scale=4), euros("1.25")

        assert fine == plain
        assert hash(fine) == hash(plain)
        assert len({fine, plain, Money(amount=Decimal("1.25"), currency=EUR)}) == 1

    def test_amounts_of_two_currencies_are_never_equal(self):
        assert Money.zero(EUR) != Money.zero("SEK")
        assert euros(1) != 1
        assert euros(1) != Quantity.of(1, EUR)

    def test_amounts_have_an_order(self):
        low, high = euros("-1"), euros("0.005", scale=3)

        assert low < high
        assert low <= high
        assert high > low
        assert high >= low
        assert max([low, high, euros(0)]) is high
        assert not high < euros("0.005", scale=6)

    @pytest.mark.parametrize(
        "compute",
        [
            lambda one, other: one < other, lambda one, other: one <= other,
            lambda one, other: one > other, lambda one, other: one >= other,
            lambda one, other: one + other, lambda one, other: one - other, lambda one, other: one / other,
            lambda one, other: Money.total([one, other]), lambda one, other: Money.total([one], other.currency),
            lambda one, other: sum([one, other]), lambda one, other: Ratio(numerator=one, denominator=other),
        ],
    )  # fmt: skip
    def test_currencies_never_mix(self, compute):
        with pytest.raises(CurrencyMismatch, match="SEK"):
            compute(Money.of(1, "EUR"), Money.of(1, "SEK"))

    @pytest.mark.parametrize("stranger", [1, 1.0, Decimal(1), "1", None, True, Quantity.of(1, "EUR")])
    def test_money_is_neither_added_to_nor_compared_with_anything_else(self, stranger):
        for compute in (
            lambda: euros(1) + stranger, lambda: stranger + euros(1), lambda: euros(1) - stranger,
            lambda: euros(1) < stranger, lambda: euros(1) >= stranger, lambda: euros(1) / stranger,
        ):  # fmt: skip
            with pytest.raises(TypeError):
                compute()

    def test_only_nothing_is_false(self):
        assert not euros("0.00")
        assert euros("-0.01")
        assert euros("0.001", scale=3)


class TestComputing:
    def test_sums_start_from_nothing(self):
        assert sum([euros("0.10")] * 3) == euros("0.30")
        assert sum([euros("0.10"), euros("0.001", scale=3)]) == euros("0.101", scale=3)

    def test_the_total_of_nothing_needs_its_currency(self):
        assert Money.total([], EUR) == Money.zero(EUR)
        assert Money.total(iter([euros(1), euros(2)])) == euros(3)
        with pytest.raises(InvalidValue, match=r"^amounts: none .* currency"):
            Money.total([])

    def test_parts_of_ratios_of_two_kinds_are_not_added(self):
        with pytest.raises(UnitMismatch) as caught:
            Ratio.of("1", "2") + Ratio(numerator=euros(1), denominator=euros(2))
        assert caught.value == UnitMismatch(path="ratio", expected="Decimal", found="Money")

    def test_signs(self):
        assert -euros(1) == euros(-1) == -abs(euros(-1))
        assert str((-euros(0)).amount) == "0.00"

    def test_products_are_exact_or_refused(self):
        assert euros("0.10") * 3 == 3 * euros("0.10") == euros("0.30")
        assert euros("0.10") * Decimal("0.5") == Fraction(1, 2) * euros("0.10") == euros("0.05")
        with pytest.raises(InvalidValue, match="times"):
            _ = euros("0.10") * Fraction(1, 3)
        for factor in (0.5, True, "2", None):
            with pytest.raises(TypeError):
                _ = euros(1) * factor

    def test_parts_are_rounded_once(self):
        assert euros("9.99").times(Decimal("0.15")) == euros("1.50")
        assert euros("100").times(Fraction(1, 3), rounding="up") == euros("33.34")
        assert euros("0.01").times(Fraction(1, 2)) == Money.zero(EUR)
        for factor in (0.5, True, "2", None):
            with pytest.raises(InvalidValue, match="factor"):
                euros(1).times(factor)

    def test_a_quotient_of_amounts_is_a_plain_rational(self):
        assert euros("1.00") / euros("3.00") == Fraction(1, 3)
        with pytest.raises(InvalidValue, match="divisor"):
            _ = euros(1) / euros(0)

    def test_rounding_to_the_currency_or_to_whole_units(self):
        assert repr(euros("12.3456", scale=4).rounded()) == "Money.of('12.35', 'EUR')"
        assert repr(euros("12.3456", scale=4).rounded(3)) == "Money.of('12.346', 'EUR', scale=3)"
        assert repr(euros("12.50").rounded(0)) == "Money.of('12.00', 'EUR')"
        assert repr(euros("12.50").rounded(0, rounding="half-up")) == "Money.of('13.00', 'EUR')"

    def test_conversion_rounds_to_the_other_currency(self):
        assert euros("10").convert(Decimal("11.4585"), "SEK") == Money.of("114.58", "SEK")
        assert euros("0.50").convert(160, "JPY", rounding="down") == Money.of(80, "JPY")
        assert Money.of(1000, "JPY").convert(Fraction(1, 160), "KWD") == Money.of("6.250", "KWD")
        for rate in (0, -1, 1.1, True, "1", None, Decimal("NaN")):
            with pytest.raises(InvalidValue, match="rate"):
                euros(1).convert(rate, "SEK")

    @pytest.mark.parametrize(
        "compute",
        [
            lambda money: money + money, lambda money: money * 10, lambda money: money.times(10**5000),
            lambda money: Money.total([money] * 2), lambda money: -money - money,
            lambda money: money.convert(1000, "KWD"), lambda money: money + Money.of("0.001", EUR, scale=3),
            lambda money: Money.from_minor(10**38, EUR), lambda money: Money.from_minor(-(10**5000), EUR),
        ],
    )  # fmt: skip
    def test_what_could_not_be_written_any_more_is_an_overflow(self, compute):
        with pytest.raises(Overflowed, match="40 characters"):
            compute(euros(LARGEST))

    def test_a_split_gives_every_cent_away(self):
        assert euros("100").split([1, 1, 1]) == (euros("33.34"), euros("33.33"), euros("33.33"))
        assert euros("-0.05").split([1, 0, 1]) == (euros("-0.03"), euros(0), euros("-0.02"))
        assert Money.of(10, "JPY").split([1, 2]) == (Money.of(3, "JPY"), Money.of(7, "JPY"))
        assert repr(euros("0.001", scale=3).split([1, 1])[1]) == "Money.of('0.000', 'EUR', scale=3)"
        for weights in ([], [0], [-1, 2], [0.5, 0.5]):
            with pytest.raises((InvalidValue, InvalidInput)):
                euros(1).split(weights)

    def test_minor_units(self):
        amounts = (euros("12.50"), Money.of("-7", "JPY"), Money.of("1.234", "KWD"))
        assert [each.minor for each in amounts] == [1250, -7, 1234]
        assert euros("0.0100", scale=4).minor == 1
        assert Money.from_minor(-1, "KWD") == Money.of("-0.001", "KWD")
        with pytest.raises(InvalidValue, match="round it"):
            _ = euros("0.0125", scale=4).minor
        for units in (1.0, True, "1", None, Decimal(1)):
            with pytest.raises(InvalidValue, match="units"):
                Money.from_minor(units, EUR)


class TestKeeping:
    @pytest.mark.parametrize(
        "money",
        [euros("12.50"), euros("0.0125", scale=4), Money.of("-7", "JPY"), euros("-" + LARGEST)],
        ids=repr,
    )
    def test_it_comes_back_from_pickles_copies_and_its_own_text(self, money):
        for again in (pickle.loads(pickle.dumps(money)), copy.deepcopy(money), eval(repr(money))):  # noqa: S307
            assert (again, again.scale, hash(again)) == (money, money.scale, hash(money))

    def test_it_is_never_changed(self):
        with pytest.raises(AttributeError):
            euros(1).amount = Decimal(2)


class TestFormatting:
    @pytest.mark.parametrize(
        ("money", "locale", "text"),
        [
            (euros("1234.50"), "en", "€1,234.50"),
            (euros("-1234.50"), "en", "-€1,234.50"),
            (euros("-1234.50"), "de", "-1.234,50\xa0€"),
            (euros("-1234.50"), "de-DE", "-1.234,50\xa0€"),
            (euros("-1234.50"), "sv_SE", "-1\xa0234,50\xa0€"),
            (Money.of("1234.5", "SEK"), "sv", "1\xa0234,50\xa0kr"),
            (Money.of(1234, "JPY"), "en", "¥1,234"),
            (Money.of(-1234, "JPY"), "de", "-1.234\xa0¥"),
            (Money.of("1.234", "KWD"), "en", "KWD1.234"),
            (Money.of("1.234", "KWD"), "sv", "1,234\xa0KWD"),
            (euros("0.0120", scale=4), "en", "€0.0120"),
            (euros("1234.0120", scale=4), "de", "1.234,0120\xa0€"),
            (Money.of("-0.5", "JPY", scale=1), "sv", "-0,5\xa0JPY"),
        ],
    )
    def test_amounts_are_written_by_the_custom_of_the_place(self, money, locale, text):
        assert money.format(locale) == text

    def test_without_a_place_they_are_written_in_english(self):
        assert euros("-1234.50").format() == "-€1,234.50"

    @pytest.mark.parametrize("locale", ["", "xx", "de-", "../etc", None, 3, "de\x00"])
    def test_an_unknown_place_is_refused(self, locale):
        with pytest.raises(InvalidValue, match="locale"):
            euros(1).format(locale)

    def test_the_largest_amount_keeps_every_digit_whatever_the_host_computes_with(self):
        with localcontext(prec=3, rounding=ROUND_CEILING):
            written = euros("-" + LARGEST).format("en")

        assert "".join(filter(str.isdigit, written)) == "9" * 38


class TestRatio:
    def test_the_ratio_of_a_whole_adds_both_parts(self):
        conversion = [Ratio.of(1, 2), Ratio.of(98, 98), Ratio.of(0, 0)]

        assert sum(conversion) == Ratio.of(99, 100)
        assert sum(conversion).value == Decimal("0.99")

    def test_nothing_of_nothing_is_unknown(self):
        assert Ratio.of(0, 0).value is None
        assert Ratio.of(5, 0).exact is None

    def test_parts_may_be_money_or_quantities(self):
        margin = Ratio(numerator=euros("1.00"), denominator=euros("3.00"))
        price = Ratio(numerator=euros("10"), denominator=Quantity.of(4, "pcs"))

        assert margin.exact == Fraction(1, 3)
        assert margin.value == Decimal("0." + "3" * 28)
        assert (price + price).value == Decimal("2.5")

    def test_kinds_never_mix(self):
        plain, money = Ratio.of(1, 2), Ratio(numerator=euros(1), denominator=euros(2))
        kronor = Ratio(numerator=Money.of(1, "SEK"), denominator=Money.of(2, "SEK"))
        pieces, hours = (
            Ratio(numerator=Quantity.of(1, unit), denominator=Quantity.of(2, unit)) for unit in ("pcs", "h")
        )

        for one, other in ((plain, money), (money, pieces), (pieces, hours)):
            with pytest.raises(UnitMismatch):
                _ = one + other
        with pytest.raises(CurrencyMismatch):
            _ = money + kronor

    @pytest.mark.parametrize("stranger", [1, 0.5, Decimal(1), None, "1"])
    def test_a_ratio_is_added_to_ratios_only(self, stranger):
        with pytest.raises(TypeError):
            _ = Ratio.of(1, 2) + stranger
        with pytest.raises(TypeError):
            _ = stranger + Ratio.of(1, 2)

    @pytest.mark.parametrize("part", [1, 0.5, None, "1", True, Decimal("NaN"), Decimal("1e30")])
    def test_parts_are_exact(self, part):
        for parts in (
            {"numerator": part, "denominator": Decimal(1)},
            {"numerator": Decimal(1), "denominator": part},
        ):
            with pytest.raises(InvalidValue):
                Ratio(**parts)

    def test_a_denominator_is_never_negative(self):
        with pytest.raises(InvalidValue, match="zero or more"):
            Ratio.of(1, -2)
        with pytest.raises(InvalidValue, match="zero or more"):
            Ratio(numerator=euros(1), denominator=euros(-2))


def test_only_amounts_are_added_to_a_total():
    for given, path in ((5, "amounts"), ([Money.of(1, "EUR"), 5], "amounts[1]")):
        with pytest.raises(InvalidValue) as caught:
            Money.total(given)
        assert caught.value.path == path
