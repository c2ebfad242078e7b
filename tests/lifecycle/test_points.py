import numpy as np

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


def test_blocks_make_no_difference():
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 100, (2, 70_000))
    tiers = [([Asked(0, least=50, most=ANY, points=5_00, floor=10), Asked(1, least=20, most=90)], 2_00)]
    whole = highest(columns, tiers)
    parts = [highest(columns[:, start : start + 1_000], tiers) for start in range(0, 70_000, 1_000)]

    assert np.array_equal(whole, np.concatenate(parts))
