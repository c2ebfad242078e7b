import numpy as np
import pytest

from partnerkit.lifecycle import points as rules
from partnerkit.lifecycle.points import ANY, UNKNOWN, Asked, highest, met, points_of

ROW = np.array([UNKNOWN, 10, 20, 30])


def test_unknown_meets_nothing():
    assert met(Asked(0, least=10, most=ANY), ROW).tolist() == [False, True, True, True]
    assert met(Asked(0, least=UNKNOWN, most=20), ROW).tolist() == [False, True, True, False]
    assert met(Asked(0, least=15, most=20), ROW).tolist() == [False, False, True, False]


def test_points_grow_from_the_floor_on():
    asked = Asked(0, least=30, most=ANY, points=9_00, floor=16)
    points = points_of(asked, ROW)

    assert points[2:].tolist() == [257, 900]
    assert (points[:2] < 0).all()


def test_where_less_is_better_the_floor_lies_above():
    asked = Asked(0, least=UNKNOWN, most=10, points=9_00, floor=26)
    points = points_of(asked, ROW)

    assert points[1:3].tolist() == [900, 337]
    assert (points[[0, 3]] < 0).all()


def test_what_was_cut_off_is_never_counted():
    # 19.x of 30, floor 10, and 11.x of at most 10, floor 20: in twice the number, plus one for the rest.
    rising = Asked(0, least=60, most=ANY, points=100_00, floor=20)
    falling = Asked(0, least=UNKNOWN, most=20, points=100_00, floor=40)

    assert points_of(rising, np.array([39])).tolist() == [4_500]
    assert points_of(falling, np.array([23])).tolist() == [8_000]


def test_a_floor_cannot_be_made_good_by_other_points():
    asked = [Asked(0, least=30, most=ANY, points=10_00, floor=20), Asked(1, least=1, most=ANY, points=10_00)]
    columns = np.array([[18, 20, 30], [1, 1, 0]])

    assert highest(columns, [(asked, 10_00)]).tolist() == [-1, 0, 0]
    assert highest(columns, [(asked, 8_00)]).tolist() == [-1, 0, 0]


def test_what_is_huge_stays_in_its_range():
    asked = Asked(0, least=2 * 10**9, most=ANY, points=10**9, floor=0)

    assert points_of(asked, np.array([ANY - 2, 10**9, UNKNOWN + 2, UNKNOWN])).tolist()[:2] == [
        10**9,
        5 * 10**8,
    ]
    assert (points_of(asked, np.array([UNKNOWN + 2, UNKNOWN])) < 0).all()


def test_without_tiers_or_partners_there_is_nothing_to_earn():
    assert highest(np.zeros((0, 2), np.int64), []).tolist() == [-1, -1]
    assert highest(np.zeros((1, 0), np.int64), [([Asked(0, least=1, most=ANY)], 0)]).tolist() == []


def test_a_floor_counts_where_there_are_no_points_for_it():
    asked = [Asked(0, least=30, most=ANY, points=0, floor=20), Asked(1, least=1, most=ANY, points=10_00)]

    assert points_of(asked[0], np.array([18, 20, 40])).tolist() == [-1, 0, 0]
    assert highest(np.array([[18, 20, 40], [1, 1, 1]]), [(asked, 5_00)]).tolist() == [-1, 0, 0]


def by_hand(codes, asked):
    """Return the points of one partner, -1 below a floor, in numbers that have no end."""
    code = codes[asked.column]
    if asked.floor is None:
        return asked.points * (code != UNKNOWN and asked.least <= code <= asked.most)
    if code == UNKNOWN:
        return -1
    gone = -(-code // 2) if asked.is_lower_better else code // 2
    start, end = asked.floor // 2, (asked.most if asked.is_lower_better else asked.least) // 2
    gone = sorted((start, gone, end))[1] if (gone - start) * (end - start) >= 0 else None
    return -1 if gone is None else (gone - start) * asked.points // (end - start)


@pytest.mark.parametrize(
    ("size", "points"), [(10**2, 9_00), (10**6, 7_77), (10**6, 2**31 + 1), (2**31, 9_00), (10**13, 7_77)]
)
def test_the_width_of_numbers_makes_no_difference(monkeypatch, size, points):
    monkeypatch.setattr(rules, "_BLOCK", 70)
    rng = np.random.default_rng(size)
    columns = rng.integers(-size, size, (3, 200))
    columns[rng.integers(0, 3, 30), rng.integers(0, 200, 30)] = UNKNOWN
    tiers = []
    for rank in (1, 2, 3):
        half = size // 8 * rank // 2 * 2
        must = Asked(2, least=UNKNOWN, most=size - half)
        giving = [
            Asked(0, least=half, most=ANY, points=points, floor=-half),
            Asked(1, least=UNKNOWN, most=-half, points=points // 3, floor=size - half),
            Asked(2, least=-half, most=half, points=points // 2),
        ]
        tiers.append(([must, *giving], points * 4 // 3))
    expected = []
    for codes in columns.T.tolist():
        earned = -1
        for place, ((must, *giving), needed) in enumerate(tiers):
            found = [by_hand(codes, each) for each in giving]
            if UNKNOWN < codes[2] <= must.most and min(found) >= 0 and sum(found) >= needed:
                earned = place
        expected.append(earned)

    assert highest(columns, tiers).tolist() == expected
    assert {-1, 0, 1, 2} == set(expected)


def test_all_the_points_there_are_add_up():
    for asked in (
        [Asked(row, least=4, most=ANY, points=10**9) for row in range(3)],
        [Asked(row, least=4, most=ANY, points=10**9, floor=0) for row in range(3)],
    ):
        assert highest(np.full((3, 1), 4), [(asked, 3 * 10**9)]).tolist() == [0]


def test_blocks_make_no_difference():
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 100, (2, 140_000))
    tiers = [([Asked(0, least=50, most=ANY, points=5_00, floor=10), Asked(1, least=20, most=90)], 2_00)]
    whole = highest(columns, tiers)
    parts = [highest(columns[:, start : start + 1_000], tiers) for start in range(0, 140_000, 1_000)]

    assert np.array_equal(whole, np.concatenate(parts))
