"""What parts of a whole were before."""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from partnerkit import PartnerkitError
from partnerkit.values import apportion, split
from partnerkit.values.apportion import shares, whole_weights
from partnerkit.values.distance import differences, divergence, similarity
from partnerkit.values.distance import shares as parts_by_name
from partnerkit.values.interval import difference_of_shares, wilson
from partnerkit.values.sequence import QuotaSequence
from partnerkit.values.student import student_above, student_at
from partnerkit.values.waterfill import Ranges, fill


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except (PartnerkitError, TypeError) as fault:
        return fault


WEIGHTS = (0, 0, 1, 1, 2, 3, 7, 100)


def test_seats(answers_as_before):
    def seats(draw):
        methods = (
            "largest-remainder",
            "sainte-lague",
            "dhondt",
            "adams",
            "huntington-hill",
            "modified-sainte-lague",
        )
        odd = (
            Fraction(1, 2),
            Decimal("0.25"),
            -1,
            0.5,
            True,
            Decimal("1E+41"),
            Decimal("1E-61"),
            Decimal("NaN"),
            Decimal("1E-60"),
        )
        weights = [
            draw.one_of((*WEIGHTS, *(odd if draw.is_so(0.1) else ()))) for _ in range(draw.whole(1, 5))
        ]
        number, minimum = draw.one_of((0, 1, 2, 3, 5, 10, 11, 100)), draw.one_of((0, 0, 0, 1, 2, 3, -1, True))
        told = [
            asked(lambda method=method: apportion(weights, number, method=method, minimum=minimum))
            for method in (*methods, "other")
        ]
        told.append(asked(lambda: apportion(weights, draw.one_of((10**9 + 1, -1, True, 2.0)))))
        totals = (0, 1, 7, -7, 100, 10**20, True, 1.0, np.int64(5), "1")
        return (
            told,
            asked(lambda: whole_weights(weights, "by")),
            asked(lambda: shares(draw.one_of(totals), weights)),
        )

    answers_as_before(seats, 150)


def groups(draw):
    """Return totals, weights and offsets of a few groups."""
    large = draw.is_so(0.3)
    weights, offsets, totals = [], [], []
    for _ in range(draw.whole(1, 4)):
        offsets.append(len(weights))
        own = [
            draw.one_of((*WEIGHTS, *((10**9, 2**40, 2**53 + 1, 10**15 + 7) if large else ())))
            for _ in range(draw.whole(1, 6))
        ]
        weights += own if any(own) or draw.is_so(0.05) else [1] * len(own)
        totals.append(
            draw.one_of(
                (
                    0,
                    1,
                    2,
                    7,
                    10,
                    99,
                    100,
                    -1,
                    -10,
                    -100,
                    *((2**62, 10**15, -(10**17) - 3, 2**63 - 1, -(2**62) - 1) if large else ()),
                )
            )
        )
    return np.array(totals), np.array(weights), np.array(offsets)


def test_many_splits(answers_as_before):
    def splits(draw):
        totals, weights, offsets = groups(draw)
        unit = draw.one_of((1, 1, 2, 5, 10, 1000))
        told = [
            asked(
                lambda rounding=rounding: split.split_many(
                    totals, weights, offsets, unit=unit, rounding=rounding
                )
            )
            for rounding in ("largest-remainder", "sainte-lague")
        ]
        wide = (
            [
                split.parts_of(
                    totals.astype(object), weights.astype(object), offsets, unit=unit, rounding=rounding
                )
                for rounding in ("largest-remainder", "sainte-lague")
            ]
            if min(np.add.reduceat(weights.astype(object), offsets)) > 0
            else None
        )
        odd = draw.one_of(
            (
                (totals.astype(float), weights, offsets),
                (totals, weights - 1, offsets),
                (totals, weights, offsets + 1),
                (totals[:-1], weights, offsets),
                (totals, weights[:0], offsets),
                (totals, weights * 0, offsets),
                (totals, weights, offsets.tolist()),
                (totals[:0], weights[:0], offsets[:0]),
                (totals, weights, np.repeat(offsets, 2)),
            )
        )
        told += [
            asked(lambda: split.split_many(*odd)),
            asked(
                lambda: split.split_many(
                    totals, weights, offsets, unit=draw.one_of((0, 2**62, True, -1, 1.0))
                )
            ),
            asked(lambda: split.split_many(totals, weights, offsets, rounding="up")),
        ]
        own = [int(each) for each in weights[: offsets[1] if len(offsets) > 1 else None]]
        alone = (
            [
                split.parts_alone(int(totals[0]), own, unit, rounding)
                for rounding in ("largest-remainder", "sainte-lague")
            ]
            if sum(own)
            else None
        )
        return told, wide, alone

    answers_as_before(splits, 80)


def test_splits_by_large_weights(answers_as_before):
    def splits_by_large(draw):
        least = 2 ** draw.one_of((56, 57, 58))
        count = draw.one_of((1, 2, 3, 9))
        weights = np.array([least + draw.whole(0, 5) for _ in range(3 * count)])
        many = (3, 3, -3, 2**62, -(2**61) - 1, 10**18)
        totals = np.array([draw.whole(0, 1) * draw.one_of(many) + draw.whole(-1, 1) for _ in range(count)])
        plain = split.split_many(totals, weights, np.arange(count) * 3)
        no_limits = Ranges.of(*(np.zeros(0, dtype=np.int64),) * 3)
        filled = fill(totals, weights, np.arange(count) * 3, no_limits)
        return (
            plain,
            filled,
            split.split_many(totals, weights, np.arange(count) * 3, unit=draw.one_of((1, 1, 2))),
        )

    answers_as_before(splits_by_large, 60)


def test_quotients(answers_as_before):
    def quotients(draw):
        each = np.array([draw.one_of((0, 1, 7, 10**15, 2**53, 2**61)) for _ in range(6)])
        by = np.array([draw.one_of((1, 3, 7, 10**9 + 1)) for _ in range(6)])
        weights = np.minimum(np.array([draw.one_of((0, 1, 2, 10**9)) for _ in range(6)]), by)
        seats, limits = (
            [draw.whole(1, 3) for _ in range(3)],
            draw.one_of((None, [(None, 3), (1, None), (0, 99)])),
        )
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
        limits = Ranges(places=places, lows=lows, highs=highs, has_low=has_low, has_high=has_high)
        told = [
            fill(totals, weights, offsets, limits, unit=unit, rounding=rounding)
            for rounding in ("largest-remainder", "sainte-lague")
        ]
        wide = [
            fill(
                totals.astype(object),
                weights.astype(object),
                offsets,
                limits.chosen(np.arange(len(places)), object),
                unit=unit,
                rounding=rounding,
            )
            for rounding in ("largest-remainder", "sainte-lague")
        ]
        both = Ranges.of(places, lows, highs)
        half = len(weights) // 2
        return (
            told,
            wide,
            limits.mirrored(),
            limits.nearest_to_zero(),
            limits.between(half, len(weights)),
            limits.between(0, half).joined(both.between(half, len(weights) + 3)),
        )

    answers_as_before(filled, 60)


def test_turns(answers_as_before):
    def turns(draw):
        state = asked(
            lambda: QuotaSequence.of(
                [
                    draw.one_of((*WEIGHTS, Fraction(1, 2), *((-1, 0.5) if draw.is_so(0.1) else ())))
                    for _ in range(draw.whole(1, 4))
                ]
            )
        )
        told = [state]
        for _ in range(12 if isinstance(state, QuotaSequence) else 0):
            told += [state.deviation, state.bound, state.turns]
            place, state = state.next()
            told.append(place)
        given = {
            "weights": draw.one_of(([1, 2], (0, 0), (1,), "12", (1, True))),
            "counts": draw.one_of(((1, 0), [0, 0], (1, 1), (-1, 0), (0,))),
        }
        more = QuotaSequence.of([1, 2])
        return (
            told,
            asked(lambda: QuotaSequence(**given)),
            asked(lambda: more.take(draw.one_of((0, 3, -1, True, 10_000_001)))),
        )

    answers_as_before(turns, 60)


def test_distances(answers_as_before):
    def distances(draw):
        def profile():
            odd = (-1, 0.5, True, Decimal("NaN")) if draw.is_so(0.1) else ()
            return {
                name: draw.one_of((0, 1, 1, 3, Fraction(1, 2), Decimal("0.5"), *odd))
                for name in draw.some("abc", 0.8)
            }

        one, other = profile(), profile()
        return [
            asked(lambda ask=ask: ask(one, other)) for ask in (differences, divergence, similarity)
        ], asked(lambda: parts_by_name(one, path="by"))

    answers_as_before(distances, 80)


def test_how_sure(answers_as_before):
    def how_sure(draw):
        numbers = (0, 1, 2, 5, 10, 0.5, -1, None, True, float("nan"))
        level = draw.one_of((0.5, 0.8, 0.95, 0.999, 0.3, 1))
        told = [
            asked(lambda: wilson(draw.one_of(numbers), draw.one_of((*numbers, 10, 10, 100)), level=level))
        ]
        told.append(
            asked(
                lambda: difference_of_shares(
                    draw.one_of(numbers),
                    draw.one_of(numbers),
                    draw.one_of((10, 10, 21, 5, 0)),
                    level=level,
                    added=draw.one_of(((1.0, 2.0), (0.75, 3.0))),
                )
            )
        )
        steps = np.array([-3.0, -1.0, 0.0, 0.5, 1.0, 2.5, 40.0])
        freedom = draw.whole(1, 9)
        return (
            told,
            student_above(steps, freedom),
            student_at(draw.one_of((0.05, 0.3, 0.5, 0.75, 0.9, 0.995)), freedom),
        )

    answers_as_before(how_sure, 50, is_summed=True)
