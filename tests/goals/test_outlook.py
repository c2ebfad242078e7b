"""What the closed periods say: rules, distributions, chances and bounds for many goals at once."""

import numpy as np
import pytest

from partnerkit.goals.forecast import TELLING, look_ahead
from partnerkit.goals.outlook import LADDER, REMAINDERS, ROLLING, ClosedPeriods


def months(rows, *, length=3, passed=1):
    return ClosedPeriods.of_parts(np.array(rows), length=length, passed=passed)


def test_long_histories_are_cut_into_periods_latest_first():
    closed = months([[9, 1, 2, 3, 4, 5, 6], [0, 1, 1, 1, 2, 2, 2]])

    assert closed.to_date.tolist() == [[4, 2], [1, 1]]
    assert closed.total.tolist() == [[15, 6], [6, 3]]
    assert closed.known.all()


def test_four_periods_in_a_row_follow_growth():
    """What came after is in proportion to the period before and this one so far: 12 of 24 each time."""
    rows = [[4 * 2**at, 4 * 2**at, 8 * 2**at][part] for at in range(5) for part in range(3)]

    outlook = look_ahead(months([rows]), np.array([128.0]))

    assert outlook.rule[0] == ROLLING
    assert outlook.centre[0] == pytest.approx(512)
    assert outlook.above(np.array([512.0]))[0] == 1.0


def test_with_fewer_periods_the_rule_that_misses_less_is_taken():
    alike = [10, 30, 40, 20, 60, 80, 30, 90, 120]
    steady = [10, 30, 40, 20, 30, 40, 5, 30, 40]

    rules = look_ahead(months([alike, steady]), np.array([10.0, 10.0])).rule

    assert rules.tolist() == [LADDER, REMAINDERS]


def test_nothing_to_date_leaves_the_past_remainders():
    outlook = look_ahead(months([[0, 5, 5, 0, 6, 6, 0, 4, 4, 0, 5, 5]], passed=1), np.array([0.0]))

    assert outlook.centre[0] == pytest.approx(10)
    assert 0 < outlook.above(np.array([11.0]))[0] < 0.5


def test_counts_that_vary_by_chance_follow_poisson_and_others_do_not():
    random = np.random.default_rng(5)
    by_chance = random.poisson(6, (1, 24))
    in_lumps = by_chance * random.choice([0, 0, 5], (1, 24))
    actual = np.array([6.0])

    assert look_ahead(months(by_chance), actual, counts=True).distribution(0) == "poisson"
    assert look_ahead(months(by_chance), actual, counts=False).distribution(0) == "normal"
    assert look_ahead(months(in_lumps + 1), actual, counts=True).distribution(0) == "normal"


def test_long_histories_speak_for_themselves():
    random = np.random.default_rng(5)
    parts = random.lognormal(3, 1, (1, 3 * (TELLING + 1)))

    assert look_ahead(months(parts), np.array([20.0])).distribution(0) == "empirical"
    assert look_ahead(months(parts[:, 3:]), np.array([20.0])).distribution(0) == "normal"


def test_what_is_reached_stays_reached_where_nothing_was_ever_lost():
    closed = months([[10, 30, 40, 20, 30, 40, 5, 30, 40, 7, 9, 1]])
    outlook = look_ahead(closed, np.array([150.0]))

    assert outlook.above(np.array([150.0]))[0] == 1.0
    assert outlook.at(0.01)[0] >= 150
    level = look_ahead(closed, np.array([150.0]), keeps=False)
    assert level.at(0.01)[0] < 150


def test_what_has_outgrown_its_past_has_a_forecast_but_no_bounds_and_no_chance_unless_it_is_reached():
    closed = months([[10, 30, 40, 20, 30, 40, 5, 30, 40, 7, 9, 1]] * 3)
    outlook = look_ahead(closed, np.array([180.0, 181.0, 181.0]))
    chance = outlook.above(np.array([200.0, 200.0, 181.0]))

    assert (np.isnan(outlook.at(0.5)) == [False, True, True]).all()
    assert (np.isnan(chance) == [False, True, False]).all()
    assert chance[2] == 1.0
    assert not np.isnan(outlook.centre).any()
    assert [outlook.distribution(rank) for rank in range(3)] == ["normal", None, None]


def test_where_goods_came_back_once_they_may_again():
    outlook = look_ahead(months([[10, 30, 40, 20, 3, -40, 5, 3, 4, 7, 9, 1]]), np.array([12.0]))

    assert outlook.above(np.array([12.0]))[0] < 1
    assert outlook.at(0.01)[0] < 12


def test_to_stay_at_what_is_certain_is_certain():
    """A forecast without doubt that equals the target reaches it from either side."""
    outlook = look_ahead(months([[1, 1, 1] * 5]), np.array([1.0]))

    assert outlook.above(np.array([3.0]))[0] == outlook.at_most(np.array([3.0]))[0] == 1.0
    assert outlook.above(np.array([3.01]))[0] == outlook.at_most(np.array([2.99]))[0] == 0.0


def test_each_goal_is_judged_by_itself():
    random = np.random.default_rng(11)
    parts = random.poisson(random.uniform(1, 90, (40, 1)), (40, 36))
    actual = random.poisson(20, 40).astype(np.float64)
    target = np.full(40, 80.0)

    together = look_ahead(months(parts), actual, counts=True)

    for at in range(40):
        alone = look_ahead(months(parts[[at]]), actual[[at]], counts=True)
        assert alone.above(target[[at]])[0] == pytest.approx(
            together.above(target)[at], nan_ok=True, abs=1e-12
        )
        assert alone.at(0.9)[0] == pytest.approx(together.at(0.9)[at], nan_ok=True)
        assert alone.distribution(0) == together.distribution(at)


@pytest.mark.parametrize(("kind", "passed"), [("amounts", 1), ("amounts", 4), ("counts", 1), ("counts", 4)])
def test_intervals_hold_as_often_as_they_say(kind, passed):
    """Made business of 2,000 goals and 15 periods: 80 % of the final values lie in the 80 % interval."""
    random = np.random.default_rng(2)
    level = random.lognormal(2.5, 0.8, (2000, 1))
    parts = (
        random.poisson(level, (2000, 96)) if kind == "counts" else level * random.gamma(4, 0.25, (2000, 96))
    )
    now = parts[:, -6:]

    outlook = look_ahead(
        months(parts[:, :-6], length=6, passed=passed),
        now[:, :passed].sum(axis=1).astype(float),
        counts=kind == "counts",
    )
    total = now.sum(axis=1)
    inside = (outlook.at(0.1) <= total) & (total <= outlook.at(0.9))

    assert inside.mean() == pytest.approx(0.8, abs=0.04 if kind == "amounts" else 0.08)
