"""What amounts, parts and checks were before."""

import operator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from partnerkit import Money, PartnerkitError, Quantity, Ratio
from partnerkit.values import apportion, errors, exact, fields, split
from partnerkit.values.apportion import shares, whole_weights
from partnerkit.values.currency import minor_digits, price_tag
from partnerkit.values.distance import differences, divergence, similarity
from partnerkit.values.distance import shares as parts_by_name
from partnerkit.values.interval import difference_of_shares, wilson
from partnerkit.values.limits import Limits as Most
from partnerkit.values.minor import from_minor, of_units, to_minor
from partnerkit.values.sequence import QuotaSequence
from partnerkit.values.student import student_above, student_at
from partnerkit.values.waterfill import Limits, fill

AMOUNTS = ("0", "0.01", "-0.01", "1", "2.5", "99.99", "100", "-3", "0.005", "1.005", "1e3", 7, -7, Decimal("0.0050"), Decimal("1E+2"), Decimal("NaN"), 0.5, True, "x", 10**37, 10**38, 10**40, "-99999999999999999999999999999999999999.9", "+1.10", " 1", "1.")
ROUNDINGS = ("half-even", "half-up", "down", "up")
FACTORS = (0, 1, -1, 2, Fraction(1, 2), Fraction(1, 3), Decimal("0.5"), Decimal("0.001"), 0.5, True, Decimal("Infinity"), Decimal("1E+19"))


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError) as fault:
        return fault


def an_amount(draw):
    amounts = ("0", "0.01", "-0.01", "1", "2.50", "-3", "99.99", "1.005", "0.0005")
    return Money.of(draw.one_of(amounts), draw.one_of(("EUR", "EUR", "EUR", "KWD")), scale=draw.one_of((None, 4, 4, 12)), rounding="half-even")


def all_of(money):
    return [asked(lambda ask=ask: ask(money)) for ask in (repr, lambda it: it.amount, lambda it: it.digits, lambda it: it.minor, lambda it: it.format("de"), bool, abs, operator.neg, hash)][:-1]


def test_money(answers_as_before):
    def money(draw):
        made = asked(lambda: Money.of(draw.one_of(AMOUNTS), draw.one_of(("EUR", "JPY", "KWD", "EUR", "XXX", "eur")), scale=draw.one_of((None, None, 1, 2, 4, 12, 13, -1, True)), rounding=draw.one_of((None, None, *ROUNDINGS, "even"))))
        told = [made, *(all_of(made) if isinstance(made, Money) else [])]
        one, other = an_amount(draw), draw.one_of((an_amount(draw), an_amount(draw), 0, 1, Decimal(1), "1"))
        told += [one, other]
        for ask in (operator.add, operator.sub, operator.truediv, operator.lt, operator.le, operator.gt, operator.ge, operator.eq):
            told += [asked(lambda ask=ask: ask(one, other)), asked(lambda ask=ask: ask(other, one))]
        factor, rounding = draw.one_of(FACTORS), draw.one_of((*ROUNDINGS, "even"))
        told += [asked(lambda: one * factor), asked(lambda: factor * one), asked(lambda: one.times(factor, rounding=rounding))]
        told.append(asked(lambda: one.rounded(draw.one_of((None, 0, 1, 2, 3, 6, 12, 13)), rounding=rounding)))
        told.append(asked(lambda: one.split([draw.one_of((0, 1, 1, 2, Fraction(1, 3), Decimal("0.5"), -1)) for _ in range(draw.whole(1, 4))])))
        told.append(asked(lambda: one.convert(factor, draw.one_of(("JPY", "EUR", "SEK")), rounding=rounding)))
        some = [an_amount(draw) for _ in range(draw.whole(0, 3))]
        told += [asked(lambda: Money.total(some, draw.one_of((None, "EUR", "KWD")))), asked(lambda: sum(some))]
        told += [asked(lambda: Money.from_minor(draw.one_of((0, 5, -120, 2.0, True, np.int64(7), 10**38 - 1, 10**38)), draw.one_of(("EUR", "JPY", "KWD")))), Money.zero("EUR")]
        return told

    answers_as_before(money, 250)


def test_minor_units(answers_as_before):
    def minor(draw):
        some = [draw.one_of((Money.of("1.25", "EUR"), Money.of(-3, "EUR"), Money.from_minor(draw.one_of((2**63 - 1, -(2**63), 2**63, -(2**63) - 1)), "EUR") if draw.is_so(0.3) else Money.of(0, "EUR"), Money.of("0.005", "EUR", scale=3) if draw.is_so(0.2) else Money.of(1, "EUR"), Money.of(1, "SEK") if draw.is_so(0.2) else Money.of(2, "EUR"))) for _ in range(draw.whole(0, 3))]
        units = draw.one_of((np.array([125, -300]), np.array([1], dtype=np.uint8), np.array([1.0]), np.array([[1]]), [1], np.array([True])))
        unit = draw.one_of((0, 12345, -5, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1))
        made = of_units(unit, "EUR", draw.one_of((2, 3, 12)))
        return asked(lambda: to_minor(some)), asked(lambda: from_minor(units, draw.one_of(("EUR", "JPY")))), made, made.scale, made.amount

    answers_as_before(minor, 60)


def test_currencies(answers_as_before):
    def currencies(draw):
        codes = ("EUR", "JPY", "KWD", "IQD", "AFN", "YER", "CLF", "DEM", "XAU", "", None, "eur", "BTC", "MGA", "ISK", "HUF", "TWD")
        locales = ("en", "de", "sv", "en-US", "xx", "", "de_XX_1")
        amount = draw.one_of((Decimal("1234.5"), Decimal("-0.05"), Decimal(0), Decimal("1234567890.123")))
        code, locale = draw.one_of(codes), draw.one_of(locales)
        return asked(lambda: minor_digits(code)), asked(lambda: price_tag(amount, "EUR", draw.one_of((0, 1, 2, 4)), locale))

    answers_as_before(currencies, 60)


def test_ratios_and_quantities(answers_as_before):
    def ratios(draw):
        def part():
            return draw.one_of((Decimal(draw.one_of(("0", "1", "3", "-2", "0.125"))), an_amount(draw), Quantity.of(draw.one_of((0, 2, "2.5")), draw.one_of(("pcs", "h"))), 1, 0.5))

        one, other = (asked(lambda: Ratio(numerator=part(), denominator=part())) for _ in "12")
        told = [one, other, asked(lambda: one + other), asked(lambda: sum([one, other])), asked(lambda: 1 + one)]
        told += [(each.exact, each.value) for each in (one, other) if isinstance(each, Ratio)]
        told.append(asked(lambda: Ratio.of(draw.one_of(("1", 2, "x", Decimal("0.3"))), draw.one_of(("3", 0, "-1", 7)))))
        few, more = (Quantity.of(draw.one_of((0, 1, "2.5", "-1")), draw.one_of(("pcs", "pcs", "h"))) for _ in "12")
        for ask in (operator.add, operator.sub, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.mul, operator.truediv):
            told.append(asked(lambda ask=ask: ask(few, more)))
        factor = draw.one_of(FACTORS)
        told += [asked(lambda: few * factor), asked(lambda: factor * few), asked(lambda: 0 + few), asked(lambda: 1 + few), -few, bool(few), repr(few)]
        told.append(asked(lambda: Quantity.of(draw.one_of(AMOUNTS), draw.one_of(("pcs", "", " h")))))
        return told

    answers_as_before(ratios, 150)


def test_exact_numbers(answers_as_before):
    def exactly(draw):
        value = draw.one_of((*AMOUNTS, "1" * 40, "1" * 41, "0." + "1" * 38, Decimal("1E-18"), Decimal("1E-19"), Decimal("1E+18"), Decimal("1E+19"), None))
        told = [asked(lambda: exact.parsed(value)), asked(lambda: exact.rational(draw.one_of((*FACTORS, value)), "rate"))]
        over, under = draw.whole(-12, 12), draw.one_of((1, 2, 4, 5, 8))
        told += [[asked(lambda rounding=rounding: exact.divided(over, under, rounding)) for rounding in (*ROUNDINGS, "even")]]
        told += [exact.units_of(Decimal("-12.50"), draw.whole(2, 4)), exact.decimal_of(over, draw.whole(0, 3))]
        told += [exact.fits(Decimal(draw.one_of(("1", "0.5", "0.050", "0.125", "1E+3"))), draw.whole(0, 3)), exact.quotient(Fraction(over, 3))]
        wide = (Decimal("0.10"), Decimal(2), Decimal("1E+3"), Decimal(10**37) * 9, Decimal(10**38 - 1), Decimal("-0.001"))
        told.append(asked(lambda: exact.plain_sum(draw.one_of(wide), draw.one_of(wide))))
        return told

    answers_as_before(exactly, 120)


WEIGHTS = (0, 0, 1, 1, 2, 3, 7, 100)


def test_seats(answers_as_before):
    def seats(draw):
        methods = ("largest-remainder", "sainte-lague", "dhondt", "adams", "huntington-hill", "modified-sainte-lague")
        odd = (Fraction(1, 2), Decimal("0.25"), -1, 0.5, True, Decimal("1E+41"), Decimal("1E-61"), Decimal("NaN"), Decimal("1E-60"))
        weights = [draw.one_of((*WEIGHTS, *(odd if draw.is_so(0.1) else ()))) for _ in range(draw.whole(1, 5))]
        number, minimum = draw.one_of((0, 1, 2, 3, 5, 10, 11, 100)), draw.one_of((0, 0, 0, 1, 2, 3, -1, True))
        told = [asked(lambda method=method: apportion(weights, number, method=method, minimum=minimum)) for method in (*methods, "other")]
        told.append(asked(lambda: apportion(weights, draw.one_of((10**9 + 1, -1, True, 2.0)))))
        totals = (0, 1, 7, -7, 100, 10**20, True, 1.0, np.int64(5), "1")
        return told, asked(lambda: whole_weights(weights, "by")), asked(lambda: shares(draw.one_of(totals), weights))

    answers_as_before(seats, 150)


def groups(draw):
    """Return totals, weights and offsets of a few groups."""
    large = draw.is_so(0.3)
    weights, offsets, totals = [], [], []
    for _ in range(draw.whole(1, 4)):
        offsets.append(len(weights))
        own = [draw.one_of((*WEIGHTS, *((10**9, 2**40, 2**53 + 1, 10**15 + 7) if large else ()))) for _ in range(draw.whole(1, 6))]
        weights += own if any(own) or draw.is_so(0.05) else [1] * len(own)
        totals.append(draw.one_of((0, 1, 2, 7, 10, 99, 100, -1, -10, -100, *((2**62, 10**15, -(10**17) - 3, 2**63 - 1, -(2**62) - 1) if large else ()))))
    return np.array(totals), np.array(weights), np.array(offsets)


def test_many_splits(answers_as_before):
    def splits(draw):
        totals, weights, offsets = groups(draw)
        unit = draw.one_of((1, 1, 2, 5, 10, 1000))
        told = [asked(lambda rounding=rounding: split.split_many(totals, weights, offsets, unit=unit, rounding=rounding)) for rounding in ("largest-remainder", "sainte-lague")]
        wide = [split.parts_of(totals.astype(object), weights.astype(object), offsets, unit=unit, rounding=rounding) for rounding in ("largest-remainder", "sainte-lague")] if min(np.add.reduceat(weights.astype(object), offsets)) > 0 else None
        odd = draw.one_of(((totals.astype(float), weights, offsets), (totals, weights - 1, offsets), (totals, weights, offsets + 1), (totals[:-1], weights, offsets), (totals, weights[:0], offsets), (totals, weights * 0, offsets), (totals, weights, offsets.tolist()), (totals[:0], weights[:0], offsets[:0]), (totals, weights, np.repeat(offsets, 2))))
        told += [asked(lambda: split.split_many(*odd)), asked(lambda: split.split_many(totals, weights, offsets, unit=draw.one_of((0, 2**62, True, -1, 1.0)))), asked(lambda: split.split_many(totals, weights, offsets, rounding="up"))]
        own = [int(each) for each in weights[: offsets[1] if len(offsets) > 1 else None]]
        alone = [split.parts_alone(int(totals[0]), own, unit, rounding) for rounding in ("largest-remainder", "sainte-lague")] if sum(own) else None
        return told, wide, alone

    answers_as_before(splits, 150)


def test_quotients(answers_as_before):
    def quotients(draw):
        each = np.array([draw.one_of((0, 1, 7, 10**15, 2**53, 2**61)) for _ in range(6)])
        by = np.array([draw.one_of((1, 3, 7, 10**9 + 1)) for _ in range(6)])
        weights = np.minimum(np.array([draw.one_of((0, 1, 2, 10**9)) for _ in range(6)]), by)
        seats, limits = [draw.whole(1, 3) for _ in range(3)], draw.one_of((None, [(None, 3), (1, None), (0, 99)]))
        own = [draw.one_of((1, 2, 5, 7)) for _ in range(3)]
        told = asked(lambda: split.by_priority(draw.whole(4, 16), own, seats, draw.one_of((1, 1, 2)), limits))
        return split.divided(each, weights, by), split.divided(each.astype(object), weights, by), told

    answers_as_before(quotients, 60)


def test_within_floors_and_caps(answers_as_before):
    def filled(draw):
        totals, weights, offsets = groups(draw)
        unit = draw.one_of((1, 1, 1, 2, 10))
        places = np.array(draw.some(range(len(weights)), 0.6), dtype=np.int64)
        lows = np.array([draw.one_of((0, 0, 1, 2, 5, -3, 30)) * unit for _ in places], dtype=np.int64)
        highs = lows + np.array([draw.one_of((0, 1, 2, 5, 40)) * unit for _ in places], dtype=np.int64)
        held = np.array([draw.is_so(0.2) for _ in places], dtype=bool)
        highs = np.where(held, lows, highs)
        has_low = held | np.array([draw.is_so() for _ in places], dtype=bool)
        has_high = held | np.array([draw.is_so() for _ in places], dtype=bool)
        limits = Limits(places=places, lows=lows, highs=highs, has_low=has_low, has_high=has_high)
        told = [fill(totals, weights, offsets, limits, unit=unit, rounding=rounding) for rounding in ("largest-remainder", "sainte-lague")]
        wide = [fill(totals.astype(object), weights.astype(object), offsets, limits.chosen(np.arange(len(places)), object), unit=unit, rounding=rounding) for rounding in ("largest-remainder", "sainte-lague")]
        both = Limits.of(places, lows, highs)
        half = len(weights) // 2
        return told, wide, limits.mirrored(), limits.nearest_to_zero(), limits.between(half, len(weights)), limits.between(0, half).joined(both.between(half, len(weights) + 3))

    answers_as_before(filled, 100)


def test_turns(answers_as_before):
    def turns(draw):
        state = asked(lambda: QuotaSequence.of([draw.one_of((*WEIGHTS, Fraction(1, 2), *((-1, 0.5) if draw.is_so(0.1) else ()))) for _ in range(draw.whole(1, 4))]))
        told = [state]
        for _ in range(12 if isinstance(state, QuotaSequence) else 0):
            told += [state.deviation, state.bound, state.turns]
            place, state = state.next()
            told.append(place)
        given = {"weights": draw.one_of(([1, 2], (0, 0), (1,), "12", (1, True))), "counts": draw.one_of(((1, 0), [0, 0], (1, 1), (-1, 0), (0,)))}
        more = QuotaSequence.of([1, 2])
        return told, asked(lambda: QuotaSequence(**given)), asked(lambda: more.take(draw.one_of((0, 3, -1, True, 10_000_001))))

    answers_as_before(turns, 60)


def test_distances(answers_as_before):
    def distances(draw):
        def profile():
            odd = (-1, 0.5, True, Decimal("NaN")) if draw.is_so(0.1) else ()
            return {name: draw.one_of((0, 1, 1, 3, Fraction(1, 2), Decimal("0.5"), *odd)) for name in draw.some("abc", 0.8)}

        one, other = profile(), profile()
        return [asked(lambda ask=ask: ask(one, other)) for ask in (differences, divergence, similarity)], asked(lambda: parts_by_name(one, path="by"))

    answers_as_before(distances, 80)


def test_how_sure(answers_as_before):
    def how_sure(draw):
        numbers = (0, 1, 2, 5, 10, 0.5, -1, None, True, float("nan"))
        level = draw.one_of((0.5, 0.8, 0.95, 0.999, 0.3, 1))
        told = [asked(lambda: wilson(draw.one_of(numbers), draw.one_of((*numbers, 10, 10, 100)), level=level))]
        told.append(asked(lambda: difference_of_shares(draw.one_of(numbers[:6]), draw.one_of(numbers[:6]), draw.one_of((10, 10, 21, 5, 0)), level=level, added=draw.one_of(((1.0, 2.0), (0.75, 3.0))))))
        steps = np.array([-3.0, -1.0, 0.0, 0.5, 1.0, 2.5, 40.0])
        freedom = draw.whole(1, 9)
        return told, student_above(steps, freedom), student_at(draw.one_of((0.05, 0.3, 0.5, 0.75, 0.9, 0.995)), freedom)

    answers_as_before(how_sure, 80, is_summed=True)


def test_limits(answers_as_before):
    def limits(draw):
        most = Most(batch=2, goal_nodes=3, depth=2, text=2, document=4)
        document = draw.one_of(("ab", "abc", {"a": ["abc", {"b": "abcd"}], "c": 1}, ["a", "xyz"], 5, {"n": None}))
        told = [list(most.text_faults(document, "doc"))]
        told += [asked(lambda: most.check_count([1] * draw.whole(1, 3), "items")), asked(lambda: most.check_tree(draw.whole(2, 4), draw.whole(1, 3), "tree")), asked(lambda: most.check_size(b"x" * draw.whole(3, 5), "data"))]
        return told, asked(lambda: Most(batch=draw.one_of((0, 1, 10**6, 10**6 + 1)))), Most()

    answers_as_before(limits, 40)


ODD = (
    None, True, 0, 1, -1, 2**53, 2**53 + 1, 2.0, 2.5, float("nan"), "", "a", "a ", "a\nb", "a\u200bb", "a\u200cb", "\ud800", "x" * 128,
    "x" * 129, "y" * 10_000, "y" * 10_001, "Ü", Decimal(1), Decimal("1.5"), Decimal("1E+19"), Decimal("1E-19"), Decimal("9" * 41), Decimal("NaN"),
    Decimal("1" * 30 + "E+15"), date(2026, 3, 1), datetime(2026, 3, 1), datetime(2026, 3, 1, tzinfo=UTC), (), ("a",), ("a", "a"), ["a"], {"a": 1}, {"b": -1},
    {1: 1}, {"a", "b"}, {"a", 1}, ("b", 1), b"a", "no", "90d",
)  # fmt: skip


def test_checks(answers_as_before):
    def checks(draw):
        every = (
            fields.identifier, fields.text, fields.truth, fields.aware, fields.calendar_date, fields.whole_number(), fields.whole_number(least=1, most=1),
            fields.decimal(), fields.decimal(least=Decimal(1), most=Decimal("1.5")), fields.number(least=-1, most=2.5), fields.choice("a", "no"), fields.code("[0-9]+d", "use days"),
            fields.instance((int, str), "one"), fields.optional(fields.truth), fields.each(fields.identifier), fields.each(fields.identifier, least=1, unique=False),
            fields.mapping_of(fields.identifier, fields.whole_number()),
        )  # fmt: skip
        value = draw.one_of(ODD)
        told = [check.fault("here", value) for check in every]
        told += [fields.as_tuple(value), fields.is_identifier(value), fields.is_text(value), fields.is_decimal(value), errors.shown(value)]
        at = draw.one_of((datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=2))), datetime.max.replace(tzinfo=timezone(-timedelta(hours=2))), datetime(2026, 1, 1), None))
        model = SimpleNamespace(**{name: draw.one_of((None, 1, 2, 3)) for name in "abc"})
        prices = SimpleNamespace(**{name: draw.one_of((None, Money.of(1, "EUR"), Money.of(2, "SEK"))) for name in "abc"})
        faults = [*fields.in_order(model, "a", "b", "c"), *fields.one_currency(prices, "a", "b", "c")]
        return told, fields.as_utc(at), faults, asked(lambda: errors.raise_faults(faults)), asked(lambda: fields.check({"a": (fields.truth, value), "b": (fields.text, value)}))

    answers_as_before(checks, 150)


def test_faults(answers_as_before):
    def faults(draw):
        kinds = {
            errors.InvalidValue: {"path": "a.b", "value": "1", "remedy": "use 2"}, errors.CurrencyMismatch: {"expected": "EUR", "found": "SEK"},
            errors.UnitMismatch: {"expected": "h", "found": "d"}, errors.Overflowed: {"path": "a", "limit": "int64"}, errors.BrokenTree: {"path": "a", "fault": "cycle", "nodes": ("x", "y")},
            errors.MissingWeight: {"partner": "P", "tier": None}, errors.IllegalTransition: {"path": "s", "state": "a", "event": "b", "allowed": draw.one_of(((), ("c", "d")))},
            errors.NotFound: {"path": "k", "key": "x", "known": draw.one_of(((), ("x1", "y"), tuple("abcdefghijklmnop")))}, errors.MissingExtra: {"extra": "e", "library": "l"},
        }  # fmt: skip
        made = [kind(**given) for kind, given in kinds.items()]
        told = [(each, repr(each), each.code, each.retryable, each == kind(**kinds[kind]), asked(lambda kind=kind, each=each: kind(**{**kinds[kind], **({"path": "other"} if "path" in kinds[kind] else {})}) == each)) for kind, each in zip(kinds, made, strict=True)]
        many = asked(lambda: errors.raise_faults([made[0]] * draw.whole(0, 3)))
        moved = many.under(draw.one_of(("in", ""))) if isinstance(many, (errors.InvalidInput, errors.InvalidValue)) else None
        shown = [errors.shown(each) for each in ("x" * 300, ["y" * 100] * 9, b"\x00" * 200, {"a": draw.whole(0, 9)})]
        return told, many, moved, getattr(moved, "faults", None), shown

    answers_as_before(faults, 20)
