"""Seats and amounts: the examples of the textbooks, the edges, and what is refused."""

import heapq
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from partnerkit.values.apportion import apportion, shares, split_many, whole_weights
from partnerkit.values.errors import InvalidInput, InvalidValue

DIVISOR_METHODS = ["sainte-lague", "dhondt", "huntington-hill", "adams", "modified-sainte-lague"]
METHODS = ["largest-remainder", *DIVISOR_METHODS]
#: Squares of the divisor of the next seat, by the seats held.
DIVISORS = {
    "sainte-lague": lambda held: (held + Fraction(1, 2)) ** 2,
    "dhondt": lambda held: (held + 1) ** 2,
    "huntington-hill": lambda held: held * (held + 1),
    "adams": lambda held: held**2,
    "modified-sainte-lague": lambda held: (held + Fraction(1, 2) if held else Fraction(12, 20)) ** 2,
}


class TestSeats:
    @pytest.mark.parametrize(
        ("method", "seats"),
        [
            ("largest-remainder", (5, 3, 2)),
            ("dhondt", (6, 2, 2)),
            ("sainte-lague", (5, 3, 2)),
            ("adams", (5, 3, 2)),
        ],
    )
    def test_each_method_has_its_own_answer(self, method, seats):
        assert apportion((53, 26, 21), 10, method=method) == seats

    def test_the_alabama_paradox_takes_a_seat_from_the_small(self):
        """One seat more in the house, one less for the third: the flaw of largest remainders."""
        assert apportion((6, 6, 2), 10) == (4, 4, 2)
        assert apportion((6, 6, 2), 11) == (5, 5, 1)

    @pytest.mark.parametrize("method", DIVISOR_METHODS)
    def test_divisor_methods_know_no_such_paradox(self, method):
        small, large = (apportion((6, 6, 2), seats, method=method) for seats in (10, 11))

        assert all(before <= after for before, after in zip(small, large, strict=True))

    def test_the_first_divisor_of_sweden_keeps_the_smallest_out(self):
        assert apportion((100, 22, 15), 3, method="sainte-lague") == (2, 1, 0)
        assert apportion((100, 22, 15), 3, method="modified-sainte-lague") == (3, 0, 0)
        assert apportion((100, 25, 15), 3, method="modified-sainte-lague") == (2, 1, 0)

    @pytest.mark.parametrize("method", METHODS)
    def test_ties_go_to_the_earlier_claim(self, method):
        assert apportion((1, 1, 1), 5, method=method) == (2, 2, 1)

    @pytest.mark.parametrize("method", METHODS)
    def test_a_claim_of_zero_has_its_minimum_only(self, method):
        assert apportion((3, 0, 1), 40, method=method)[1] == 0
        assert apportion((3, 0, 1), 40, method=method, minimum=2)[1] == 2

    @pytest.mark.parametrize("method", METHODS)
    def test_minimums_may_take_every_seat(self, method):
        assert apportion((1000, 1, 0), 6, method=method, minimum=2) == (2, 2, 2)

    @pytest.mark.parametrize("method", METHODS)
    def test_no_seats_are_nobody_s(self, method):
        assert apportion((3, 2), 0, method=method) == (0, 0)

    @pytest.mark.parametrize("method", ["huntington-hill", "adams"])
    def test_with_more_claims_than_seats_the_largest_come_first(self, method):
        assert apportion((5, 9, 1, 7), 2, method=method) == (0, 1, 0, 1)

    def test_minimums_are_part_of_the_seats_and_shared_by_those_who_have_more(self):
        assert apportion((90, 9, 1), 10, minimum=1) == (8, 1, 1)

    def test_numbers_of_any_size_and_kind_stay_exact(self):
        huge = 10**40

        assert apportion((huge + 1, huge), 3) == (2, 1)
        assert apportion((huge, huge + 1), 3, method="huntington-hill") == (1, 2)
        assert apportion((Fraction(1, 3), Decimal("0.1"), 1), 43) == (10, 3, 30)

    @pytest.mark.parametrize("method", DIVISOR_METHODS)
    @pytest.mark.parametrize("minimum", [0, 30])
    def test_ten_thousand_seats_take_few_steps(self, method, minimum, monkeypatch):
        steps = []

        def counted(queue, item):
            steps.append(item)
            return heapq.heapreplace(queue, item)

        monkeypatch.setitem(
            apportion.__globals__, "heapq", SimpleNamespace(heapify=heapq.heapify, heapreplace=counted)
        )
        claims = [1 + place * place % 977 for place in range(200)]
        given = apportion(claims, 10_000, method=method, minimum=minimum)

        assert sum(given) == 10_000
        assert 0 < len(steps) <= 3 * 200

    @pytest.mark.parametrize("method", DIVISOR_METHODS)
    @pytest.mark.parametrize(
        "claims", [(0, 1, 2), (1, 1, 50), (3, 3, 3), (2, 3, 5, 7, 11), (4, 0, 0, 9), (*[1] * 20, 60)], ids=str
    )
    def test_the_seats_go_to_the_highest_of_claim_by_divisor(self, claims, method):
        for minimum, spare in product((0, 1, 3, 4), (0, 1, 2, 7, 22)):
            ranks = [
                (square > 0, -Fraction(claim**2) / (square or 1), place)
                for place, claim in enumerate(claims)
                for square in map(DIVISORS[method], range(minimum, minimum + spare) if claim else ())
            ]
            more = Counter(place for *_, place in sorted(ranks)[:spare])
            given = apportion(claims, minimum * len(claims) + spare, method=method, minimum=minimum)

            assert given == tuple(minimum + more[place] for place in range(len(claims)))

    def test_the_first_divisor_of_sweden_is_12_tenths_and_no_more_and_no_less(self):
        """12 / 1.2 = 30 / 3: the earlier has the second seat."""
        assert apportion((12, 30), 2, method="modified-sainte-lague") == (1, 1)
        assert apportion((30, 12), 2, method="modified-sainte-lague") == (2, 0)

    def test_a_thousand_million_seats_are_the_most(self):
        assert apportion((1,), 10**9) == (10**9,)

    @pytest.mark.parametrize("seats", [-1, 2.0, True, "3", None, 10**9 + 1])
    def test_seats_are_a_sane_whole_number(self, seats):
        with pytest.raises(InvalidValue, match="seats"):
            apportion((1, 2), seats)

    @pytest.mark.parametrize("minimum", [-1, 3, 1.0, True, None])
    def test_minimums_must_be_there_to_give(self, minimum):
        with pytest.raises(InvalidValue, match="minimum"):
            apportion((1, 2), 5, minimum=minimum)

    def test_an_unknown_method_is_refused_with_those_that_are_known(self):
        with pytest.raises(InvalidValue, match="huntington-hill"):
            apportion((1, 2), 5, method="hare")


class TestWeights:
    @pytest.mark.parametrize(
        "weight",
        [
            0.5,
            float("nan"),
            -1,
            True,
            "1",
            None,
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("Infinity"),
            -Fraction(1, 2),
        ],
    )
    def test_what_is_no_exact_share_is_refused_and_named(self, weight):
        with pytest.raises(InvalidValue, match=r"weights\[1\]"):
            whole_weights([1, weight])

    def test_a_decimal_has_60_places_and_41_digits_at_most(self):
        assert whole_weights([Decimal("1e40"), Decimal(0)]) == [10**40, 0]
        assert whole_weights([Decimal("1e-60"), 1]) == [1, 10**60]
        for wide in ("1e41", "1e-61", "0e-61"):
            with pytest.raises(InvalidValue, match=r"weights\[0\]"):
                whole_weights([Decimal(wide), 1])

    @pytest.mark.parametrize("bomb", ["1e999999999", "1e-999999999", "0e-999999999"])
    def test_a_decimal_bomb_is_never_expanded(self, bomb):
        with pytest.raises(InvalidValue, match=r"weights\[0\]"):
            whole_weights([Decimal(bomb)])

    @pytest.mark.parametrize("weights", [[], [0, 0], [Fraction(0)]])
    def test_somebody_must_have_a_share(self, weights):
        with pytest.raises(InvalidValue, match="weights"):
            whole_weights(weights)

    def test_all_faults_come_together(self):
        with pytest.raises(InvalidInput) as caught:
            whole_weights([0.5, 1, -1])

        assert [fault.path for fault in caught.value.faults] == ["weights[0]", "weights[2]"]


class TestShares:
    @pytest.mark.parametrize("total", [1.5, True, "3", None, Decimal(3), float("inf")])
    def test_a_total_is_a_whole_number(self, total):
        with pytest.raises(InvalidValue, match="total"):
            shares(total, [1, 2])

    def test_whole_numbers_of_other_libraries_are_whole_numbers(self):
        parts = shares(np.int64(7), [1, 2])

        assert parts == (2, 5)
        assert {type(part) for part in parts} == {int}


def column(*numbers):
    return np.array(numbers, dtype=np.int64)


class TestManyGroups:
    def test_products_beyond_int64_do_not_wrap(self):
        parts = split_many(column(2**62, 10), column(2**62, 1, 2**61, 1, 1), column(0, 3))

        assert parts.tolist() == [*shares(2**62, [2**62, 1, 2**61]), 5, 5]

    def test_sums_of_weights_beyond_int64_do_not_wrap(self):
        assert split_many(column(1), column(*[2**61] * 4), column(0)).tolist() == [1, 0, 0, 0]
        assert split_many(column(7), column(*[2**62] * 3), column(0)).tolist() == [3, 2, 2]

    def test_the_least_int64_has_no_opposite_and_is_split_all_the_same(self):
        assert split_many(column(-(2**63)), column(1, 1), column(0)).tolist() == [-(2**62), -(2**62)]

    def test_so_many_large_groups_that_keys_would_wrap_are_sorted_the_long_way(self):
        weights, totals = [2**55, 2**54 + 1, 3] * 400, list(range(1, 65)) * 6 + list(range(16))
        parts = split_many(column(*totals), column(*weights), np.arange(0, 1200, 3)).tolist()

        assert parts == [part for total in totals for part in shares(total, [2**55, 2**54 + 1, 3])]

    def test_narrow_whole_numbers_do(self):
        parts = split_many(np.array([100], dtype=np.int16), np.array([1, 2], dtype=np.uint8), np.array([0]))

        assert parts.tolist() == [33, 67]
        assert parts.dtype == np.int64

    def test_no_groups_have_no_parts(self):
        assert split_many(column(), column(), column()).tolist() == []

    @pytest.mark.parametrize(
        "wrong",
        [
            np.array([1.0]),
            np.array([True]),
            [1],
            np.array([[1]]),
            np.array(["1"]),
            np.array([2**63], dtype=np.uint64),
        ],
    )
    def test_only_flat_columns_of_whole_numbers_are_taken(self, wrong):
        right = {"totals": column(1), "weights": column(1), "offsets": column(0)}
        for name in right:
            with pytest.raises(InvalidValue, match=f"^{name}: .* flat array of whole numbers"):
                split_many(**{**right, name: wrong})

    @pytest.mark.parametrize(
        ("totals", "weights", "offsets"),
        [
            ((1, 1), (1, 1), (0, 0)),
            ((1, 1), (1, 1), (0, 2)),
            ((1,), (1, 1), (1,)),
            ((1, 1), (1, 1), (1, 0)),
            ((1, 1), (1, 1), (0,)),
            ((1,), (), (0,)),
            ((), (1,), ()),
        ],
        ids=str,
    )
    def test_groups_are_neither_empty_nor_astray(self, totals, weights, offsets):
        with pytest.raises(InvalidValue, match="offsets"):
            split_many(column(*totals), column(*weights), column(*offsets))

    @pytest.mark.parametrize("weights", [(1, 1, -1, 5), (1, 1, 0, 0)])
    def test_the_group_at_fault_is_named(self, weights):
        with pytest.raises(InvalidValue, match="weights of group 1"):
            split_many(column(4, 4), column(*weights), column(0, 2))
