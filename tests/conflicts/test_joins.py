import numpy as np
import pytest

from partnerkit.conflicts import joins
from partnerkit.conflicts.joins import FOREVER, components, meetings, meetings_within


def pairs(found):
    return set(zip(*(each.tolist() for each in found), strict=True))


def drawn(rng, count, groups=6):
    start = rng.integers(0, 50, count)
    return rng.integers(0, groups, count), start, start + rng.integers(0, 12, count)


def meet(one, other):
    same = one[0] == other[0] and one[1] < one[2] and other[1] < other[2]
    return same and one[1] < other[2] and other[1] < one[2]


@pytest.mark.parametrize("seed", range(20))
def test_rows_of_one_group_meet_as_comparing_all_with_all_says(seed):
    spans = drawn(np.random.default_rng(seed), 40)
    rows = list(zip(*spans, strict=True))
    expected = {(a, b) for a in range(40) for b in range(a + 1, 40) if meet(rows[a], rows[b])}
    found = meetings_within(*spans)

    assert {tuple(sorted(pair)) for pair in pairs(found)} == expected
    assert len(found[0]) == len(expected)


@pytest.mark.parametrize(("dense", "turns"), [(0, 8), (4, 8), (0, 0), (4, 1)])
@pytest.mark.parametrize("seed", range(20))
def test_two_kinds_of_rows_meet_as_comparing_all_with_all_says(seed, dense, turns, monkeypatch):
    monkeypatch.setattr(joins, "_DENSE", dense)
    monkeypatch.setattr(joins, "_TURNS", turns)
    rng = np.random.default_rng(seed)
    mine, others = drawn(rng, 30), drawn(rng, 60)
    one, two = (list(zip(*each, strict=True)) for each in (mine, others))
    expected = {(a, b) for a in range(30) for b in range(60) if meet(one[a], two[b])}
    found = meetings(mine, others)

    assert pairs(found) == expected
    assert len(found[0]) == len(expected)


def test_customers_may_be_many():
    rng = np.random.default_rng(5)
    customers = rng.integers(0, 2**40, 6)
    few, spans = drawn(rng, 60), drawn(rng, 60)

    many = customers[few[0]], *few[1:]
    assert pairs(meetings_within(*many)) == pairs(meetings_within(*few))
    names = np.array([65_535, 65_536, 131_071, 0, 1, 131_072])
    assert pairs(meetings((names[few[0]], *few[1:]), (names[spans[0]], *spans[1:]))) == pairs(
        meetings(few, spans)
    )


def test_what_never_ends_meets_whatever_begins_later():
    claim = np.array([1]), np.array([10**15]), np.array([FOREVER])
    visits = np.array([1, 1]), np.array([2 * 10**15, 0]), np.array([FOREVER, 10**15])

    assert pairs(meetings(claim, visits)) == {(0, 0)}


def test_no_rows_meet_nobody():
    none = np.zeros(0, dtype=np.int64)

    assert pairs(meetings_within(none, none, none)) == set()
    assert pairs(meetings((none, none, none), drawn(np.random.default_rng(1), 5))) == set()


def test_components_are_named_by_their_first_row():
    chain = np.arange(999)

    assert set(components(1000, chain + 1, chain).tolist()) == {0}
    assert components(3, chain[:0], chain[:0]).tolist() == [0, 1, 2]
