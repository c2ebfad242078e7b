"""What closed periods say: the chance of reaching a goal, sound where they vary little or not at all."""

import numpy as np
import pytest

from partnerkit.goals.forecast import chain_ladder, look_ahead
from partnerkit.goals.outlook import ClosedPeriods


def closed(to_date, total, known=None):
    to_date, total = np.array(to_date)[:, None], np.array(total)[:, None]
    return ClosedPeriods(
        to_date=to_date,
        total=total,
        known=np.ones_like(total, dtype=bool) if known is None else known,
        scale=0,
    )


def chance(periods, actual, target):
    outlook = look_ahead(periods, np.array([actual]), rule="chain-ladder")
    return float(outlook.above(np.array([target]))[0])


def test_the_forecast_itself_is_an_even_chance():
    assert chance(closed([50, 40, 60], [100, 90, 110]), 50.0, 100.0) == pytest.approx(0.5)


def test_more_to_date_makes_a_goal_likelier():
    periods = closed([50, 40, 60], [100, 90, 110])

    chances = [chance(periods, actual, 100.0) for actual in (10.0, 30.0, 45.0, 50.0, 55.0, 80.0)]

    assert chances == sorted(chances)
    assert chances[0] < 0.01
    assert chances[-1] > 0.95


def test_periods_that_all_ran_alike_leave_no_doubt():
    periods = closed([10, 30, 70], [20, 60, 140])

    assert chance(periods, 50.0, 100.0) == 1.0
    assert chance(periods, 50.0, 100.0001) == 0.0


def test_what_floats_make_of_equal_courses_is_no_doubt():
    """101 / 97 is no exact float, and leaves residuals that are not quite zero."""
    periods = closed([97, 291, 679, 1067], [101, 303, 707, 1111])

    assert chance(periods, 194.0, 202.0) == 1.0
    assert chance(periods, 194.0, 202.0000001) == 0.0


def test_a_period_that_is_not_known_does_not_count():
    known = np.array([[True], [True], [True], [False]])
    with_gap = closed([50, 40, 60, 10**9], [100, 90, 110, 7], known)

    assert chance(with_gap, 45.0, 100.0) == chance(closed([50, 40, 60], [100, 90, 110]), 45.0, 100.0)


@pytest.mark.parametrize(
    ("to_date", "total", "actual"),
    [
        ([50, 40], [100, 90], 45.0),
        ([50, 0, 60], [100, 90, 110], 45.0),
        ([5, 4, 6], [1, -1, 0], 4.0),
        ([5, 4, 6], [9, 9, 9], 0.0),
    ],
)
def test_where_periods_cannot_tell_there_is_no_chance(to_date, total, actual):
    assert np.isnan(chance(closed(to_date, total), actual, 100.0))


def test_where_everything_was_given_back_in_the_end_nothing_is_expected():
    outlook = look_ahead(closed([100, 120, 90, 80], [0] * 4), np.array([60.0]), rule="chain-ladder")

    assert np.isnan(outlook.centre).all()


def test_a_third_of_goals_at_two_thirds_against_are_reached():
    """Calibrated: of many simulated goals, those given a chance of p are reached in about p of cases."""
    random = np.random.default_rng(20)
    goals, periods, factor, spread = 4000, 5, 2.5, 3.0
    to_date = random.uniform(400, 600, (periods + 1, goals))
    total = factor * to_date + spread * np.sqrt(to_date) * random.standard_normal((periods + 1, goals))
    target = total[-1] * random.uniform(0.95, 1.05, goals)
    known = np.ones((periods, goals), dtype=bool)

    closed = ClosedPeriods(to_date=to_date[:-1], total=total[:-1], known=known, scale=0)
    chances = look_ahead(closed, to_date[-1], rule="chain-ladder").above(np.full(goals, 1250.0))
    reached = total[-1] >= 1250.0

    for low, high in ((0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 0.9)):
        inside = (chances > low) & (chances < high)
        assert reached[inside].mean() == pytest.approx(chances[inside].mean(), abs=0.08)
    assert target.size == goals


@pytest.mark.parametrize("known", [None, [True, True, True, True, False]])
def test_what_has_grown_misses_by_more_and_what_has_fallen_by_less(known):
    """Mack's variance is the same whichever way the periods went; the latest half of them tells the way."""
    to_date = np.array([80.0, 40.0, 20.0, 10.0, 500.0])
    total = 2 * to_date + np.array([8.0, -4.0, 2.0, -1.0, 0.0])
    rows = slice(4 if known is None else 5)
    sides = to_date[rows], total[rows], None if known is None else np.array(known)[:, None]
    backward = np.array([3, 2, 1, 0, 4])[rows]
    there = np.ones((4, 1), dtype=np.bool_) if known is None else np.array(known)[:, None]
    factor, variance, volume = chain_ladder(to_date[rows, None], total[rows, None], there)
    own = np.array([60.0])
    assert (factor, volume) == (total[:4].sum() / 150, 150)

    up = look_ahead(closed(*sides), own, rule="chain-ladder")
    down = look_ahead(closed(to_date[backward], total[backward], sides[2]), own, rule="chain-ladder")

    assert up.centre == pytest.approx(factor * own)
    assert down.centre == pytest.approx(factor * own)
    for outlook, latest in ((up, (80 + 40) / 2), (down, (10 + 20) / 2)):
        grown = (latest / (150 / 4)) ** 2
        assert outlook.error**2 == pytest.approx(variance * (grown * own + own**2 / volume))


def test_three_periods_leave_open_whether_the_last_one_is_chance_or_the_way_things_go():
    rest = np.array([14.0, 10.0, 9.0])
    few = look_ahead(closed([5, 5, 5], 5 + rest), np.array([5.0]), rule="past-remainders")
    more = look_ahead(closed([5] * 4, 5 + np.append(rest, 11.0)), np.array([5.0]), rule="past-remainders")

    assert few.error[0] ** 2 == pytest.approx(rest.var(ddof=1) * 4 / 3 + 2 * (14 - 11) ** 2)
    assert more.error[0] ** 2 == pytest.approx(np.append(rest, 11.0).var(ddof=1) * 5 / 4)


@pytest.mark.parametrize("periods", [4, 8])
def test_the_rate_of_counts_is_known_the_better_the_more_periods_there_were(periods):
    """A gamma distribution of half a count more than was seen, in so many periods (Jeffreys)."""
    outlook = look_ahead(
        closed([5] * periods, [15] * periods), np.array([5.0]), counts=True, rule="past-remainders"
    )

    assert outlook.odds.tolist() == [1 / periods]
    assert outlook.shape.tolist() == [10 * periods + 0.5]
