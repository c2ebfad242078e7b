"""Sets of days and of instants behave as plain Python sets of their days and seconds do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.values.sets import PeriodSet, SpanSet
from partnerkit.values.time import Period, Span

FIRST_DAY, FIRST_INSTANT = date(2026, 2, 20), datetime(2026, 3, 29, tzinfo=UTC)
SIZE = 24
FRAME = frozenset(range(SIZE))


def days(pieces):
    return PeriodSet.of(
        *(Period.of(FIRST_DAY + timedelta(days=a), FIRST_DAY + timedelta(days=b)) for a, b in pieces)
    )


def instants(pieces):
    return SpanSet.of(
        *(
            Span.of(FIRST_INSTANT + timedelta(seconds=a), FIRST_INSTANT + timedelta(seconds=b))
            for a, b in pieces
        )
    )


def members(some):
    """Return the model: which of the numbered days or seconds belong to the set, asked one by one."""
    if isinstance(some, PeriodSet):
        return {at for at in FRAME if some.contains(FIRST_DAY + timedelta(days=at))}
    return {at for at in FRAME if some.contains(FIRST_INSTANT + timedelta(seconds=at))}


def whole(some):
    return days([(0, SIZE)]).periods[0] if isinstance(some, PeriodSet) else instants([(0, SIZE)]).spans[0]


PIECES = st.lists(
    st.tuples(st.integers(0, SIZE - 1), st.integers(1, SIZE)).filter(lambda piece: piece[0] < piece[1]),
    max_size=6,
)
BOTH_KINDS = pytest.mark.parametrize("kind", [days, instants])


@BOTH_KINDS
@given(pieces=PIECES)
def test_a_set_holds_what_its_pieces_hold(kind, pieces):
    assert members(kind(pieces)) == {at for start, end in pieces for at in range(start, end)}


@BOTH_KINDS
@given(left=PIECES, right=PIECES)
def test_the_operators_do_what_they_do_for_sets_of_numbers(kind, left, right):
    one, other = kind(left), kind(right)

    assert members(one | other) == members(one) | members(other)
    assert members(one & other) == members(one) & members(other)
    assert members(one - other) == members(one) - members(other)
    assert members(one.complement(whole(one))) == FRAME - members(one)


@BOTH_KINDS
@given(left=PIECES, right=PIECES)
def test_equal_contents_are_equal_values(kind, left, right):
    one, other = kind(left), kind(right)

    assert (one == other) == (members(one) == members(other))
    assert (one - other) | (one & other) == one
    assert one | other == other | one
    assert hash(one | other) == hash(other | one)


@BOTH_KINDS
@given(first=PIECES, second=PIECES, third=PIECES)
def test_the_laws_of_set_algebra_hold(kind, first, second, third):
    a, b, c, everything = kind(first), kind(second), kind(third), kind([(0, SIZE)])
    frame = whole(a)

    assert a & (b | c) == (a & b) | (a & c)
    assert a | (b & c) == (a | b) & (a | c)
    assert (a | b).complement(frame) == a.complement(frame) & b.complement(frame)
    assert (a & b).complement(frame) == a.complement(frame) | b.complement(frame)
    assert a - (b | c) == (a - b) - c
    assert a | (a & b) == a == a & (a | b)
    assert a.complement(frame).complement(frame) == a == everything & a


@BOTH_KINDS
@given(left=PIECES, right=PIECES)
def test_a_set_is_kept_as_the_fewest_pieces_in_order(kind, left, right):
    for some in (kind(left) | kind(right), kind(left) & kind(right), kind(left) - kind(right)):
        pieces = list(some)

        assert all(here.end < there.start for here, there in pairwise(pieces))
        assert len(members(some)) == (
            some.days if isinstance(some, PeriodSet) else some.length // timedelta(seconds=1)
        )
