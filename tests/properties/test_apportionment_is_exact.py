"""Seats and parts: as the slow and plain way would give them, to the last one."""

from decimal import Decimal
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.apportion import apportion, shares, split_many

#: Squares of the divisor for the next seat, by the seats held, as the laws and textbooks write them.
SQUARED_DIVISORS = {
    "dhondt": lambda held: Fraction(held + 1) ** 2,
    "sainte-lague": lambda held: (held + Fraction(1, 2)) ** 2,
    "modified-sainte-lague": lambda held: (held + Fraction(1, 2)) ** 2 if held else Fraction(6, 10) ** 2,
    "huntington-hill": lambda held: Fraction(held * (held + 1)),
    "adams": lambda held: Fraction(held) ** 2,
}
DIVISOR_METHODS = sorted(SQUARED_DIVISORS)

claim_lists = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 10**6)), min_size=1, max_size=8).filter(
    any
)
houses = st.one_of(st.integers(0, 9), st.integers(0, 120))


def one_seat_at_a_time(claims, seats, method, minimum):
    """Give every single seat to the highest claim by divisor, the earlier of equals."""
    held = [minimum] * len(claims)
    for _ in range(seats - minimum * len(claims)):

        def urgency(place):
            square = SQUARED_DIVISORS[method](held[place])
            endless = square == 0 and claims[place] > 0
            return endless, claims[place] if endless else claims[place] ** 2 / square if square else 0, -place

        held[max((place for place in range(len(claims)) if claims[place]), key=urgency)] += 1
    return tuple(held)


@pytest.mark.parametrize("method", DIVISOR_METHODS)
@given(claims=claim_lists, spare=houses, minimum=st.integers(0, 4))
def test_divisor_methods_give_what_one_seat_at_a_time_gives(method, claims, spare, minimum):
    seats = minimum * len(claims) + spare

    assert apportion(claims, seats, method=method, minimum=minimum) == one_seat_at_a_time(
        claims, seats, method, minimum
    )


@pytest.mark.parametrize("method", DIVISOR_METHODS)
@given(claims=claim_lists, seats=houses)
def test_divisor_methods_never_take_a_seat_back_when_the_house_grows(method, claims, seats):
    small, large = (apportion(claims, size, method=method) for size in (seats, seats + 1))

    assert sorted(after - before for before, after in zip(small, large, strict=True))[:-1] == [0] * (
        len(claims) - 1
    )


@given(claim_lists, houses)
def test_largest_remainders_keep_the_quota(claims, seats):
    quotas = [Fraction(claim * seats, sum(claims)) for claim in claims]
    given_seats = apportion(claims, seats)

    assert sum(given_seats) == seats
    assert all(abs(quota - held) < 1 for quota, held in zip(quotas, given_seats, strict=True))


@given(claim_lists, houses, st.integers(0, 4))
def test_with_minimums_the_seats_above_them_are_still_by_largest_remainder(claims, spare, minimum):
    seats = minimum * len(claims) + spare
    held = apportion(claims, seats, minimum=minimum)
    above = [place for place, own in enumerate(held) if own > minimum]

    assert sum(held) == seats
    assert min(held) >= minimum
    if above:
        rest = sum(held[place] for place in above)
        quotas = [Fraction(claims[place] * rest, sum(claims[each] for each in above)) for place in above]
        assert all(held[place] < quota + 1 for place, quota in zip(above, quotas, strict=True))


@given(
    st.integers(-(10**30), 10**30),
    st.lists(
        st.one_of(
            st.integers(0, 10**20),
            st.fractions(0, 10, max_denominator=50),
            st.decimals(0, 1000, places=3).map(abs),
        ),
        min_size=1,
        max_size=10,
    ).filter(any),
)
def test_parts_add_up_and_are_within_one_of_their_share(total, weights):
    exact = [Fraction(weight) for weight in weights]
    parts = shares(total, weights)

    assert sum(parts) == total
    assert all(abs(part - total * own / sum(exact)) < 1 for part, own in zip(parts, exact, strict=True))
    assert all(part == 0 for part, own in zip(parts, exact, strict=True) if own == 0)
    assert parts == tuple(-part for part in shares(-total, weights))


@given(st.data(), st.integers(0, 10**6), st.lists(st.integers(1, 10**6), min_size=2, max_size=8, unique=True))
def test_order_changes_nothing_but_who_wins_a_tie(data, total, weights):
    shuffled = data.draw(st.permutations(weights))
    parts = dict(zip(weights, shares(total, weights), strict=True))
    again = dict(zip(shuffled, shares(total, shuffled), strict=True))
    remainders = {weight: total * weight % sum(weights) for weight in weights}

    assert sorted(parts.values()) == sorted(again.values()) or len(set(remainders.values())) < len(weights)
    assert all(
        parts[weight] == again[weight] or list(remainders.values()).count(remainders[weight]) > 1
        for weight in weights
    )


int64 = st.integers(-(2**63), 2**63 - 1)
groups = st.lists(
    st.tuples(
        st.one_of(st.integers(-50, 50), st.integers(-(10**9), 10**9), int64),
        st.lists(
            st.one_of(st.integers(0, 3), st.integers(0, 10**6), st.integers(0, 2**63 - 1)),
            min_size=1,
            max_size=6,
        ).filter(any),
    ),
    min_size=1,
    max_size=12,
)


@given(groups)
def test_many_groups_at_once_are_split_as_each_alone(many):
    starts = [0, *accumulate(len(weights) for _, weights in many)][:-1]
    parts = split_many(
        np.array([total for total, _ in many], dtype=np.int64),
        np.array([weight for _, weights in many for weight in weights], dtype=np.int64),
        np.array(starts, dtype=np.int64),
    )

    assert parts.tolist() == [part for total, weights in many for part in shares(total, weights)]


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=6).filter(any), houses, st.sampled_from(DIVISOR_METHODS)
)
def test_the_kind_of_number_does_not_matter(claims, seats, method):
    as_decimals = [Decimal(claim) / 8 for claim in claims]
    as_rationals = [Fraction(claim, 7) for claim in claims]

    assert apportion(claims, seats, method=method) == apportion(as_decimals, seats, method=method)
    assert apportion(claims, seats, method=method) == apportion(as_rationals, seats, method=method)
