import numpy as np

from partnerkit.lifecycle.points import ANY, UNKNOWN, Asked, met, points_of, reached

ROW = np.array([UNKNOWN, 10, 20, 30])


def test_unknown_meets_nothing():
    assert met(Asked(0, least=10, most=ANY), ROW).tolist() == [False, True, True, True]
    assert met(Asked(0, least=UNKNOWN, most=20), ROW).tolist() == [False, True, True, False]
    assert met(Asked(0, least=15, most=20), ROW).tolist() == [False, False, True, False]


def test_points_grow_from_the_floor_on():
    asked = Asked(0, least=30, most=ANY, points=9_00, floor=15)
    points, below = points_of(asked, ROW, met(asked, ROW))

    assert points.tolist() == [0, 0, 300, 900]
    assert below.tolist() == [0, 1]


def test_where_less_is_better_the_floor_lies_above():
    asked = Asked(0, least=UNKNOWN, most=10, points=9_00, floor=25)
    points, below = points_of(asked, ROW, met(asked, ROW))

    assert points.tolist() == [0, 900, 300, 0]
    assert below.tolist() == [0, 3]


def test_what_was_cut_off_is_never_counted():
    # 19.x of 30, floor 10, and 11.x of at most 10, floor 20: in twice the number, plus one for the rest.
    rising = Asked(0, least=60, most=ANY, points=100_00, floor=20)
    falling = Asked(0, least=UNKNOWN, most=20, points=100_00, floor=40)

    assert points_of(rising, np.array([39]), np.array([False]))[0].tolist() == [4_500]
    assert points_of(falling, np.array([23]), np.array([False]))[0].tolist() == [8_000]


def test_a_floor_cannot_be_made_good_by_other_points():
    tiers = [
        (
            [
                Asked(0, least=30, most=ANY, points=10_00, floor=20),
                Asked(1, least=1, most=ANY, points=10_00),
            ],
            10_00,
        )
    ]
    is_met, points = reached(np.array([[19, 20, 30], [1, 1, 0]]), tiers)

    assert points.tolist() == [[1_000, 1_000, 1_000]]
    assert is_met.tolist() == [[False, True, True]]


def test_blocks_make_no_difference():
    rng = np.random.default_rng(1)
    columns = rng.integers(0, 100, (2, 70_000))
    tiers = [([Asked(0, least=50, most=ANY, points=5_00, floor=10), Asked(1, least=20, most=90)], 2_00)]
    whole = reached(columns, tiers)
    parts = [reached(columns[:, start : start + 1_000], tiers) for start in range(0, 70_000, 1_000)]

    assert np.array_equal(whole[0], np.concatenate([each[0] for each in parts], axis=1))
    assert np.array_equal(whole[1], np.concatenate([each[1] for each in parts], axis=1))
