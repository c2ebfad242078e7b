"""The rule that serves a goal, and the same answer whichever way it is reckoned."""

import numpy as np
import pytest
from attrs import fields

from partnerkit.goals import choosing, forecast
from partnerkit.goals.choosing import all_rolling, chosen_rules, variance_of
from partnerkit.goals.forecast import look_ahead
from partnerkit.goals.outlook import (
    EMPIRICAL,
    LADDER,
    POISSON,
    REMAINDERS,
    ROLLING,
    ClosedPeriods,
    Histories,
    Outlook,
)
from partnerkit.goals.scratch import Scratch


def closed(parts, *, length=3, passed=1, scale=0):
    cut = ClosedPeriods.of_parts(parts, length=length, passed=passed)
    return ClosedPeriods(to_date=cut.to_date, total=cut.total, known=cut.known, scale=scale)


def assert_alike(one: Outlook, other: Outlook):
    for name in (each.name for each in fields(Outlook) if each.name != "seen"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), nan_ok=True, rel=1e-12), name
    for chance in (0.1, 0.5, 0.9):
        assert one.at(chance) == pytest.approx(other.at(chance), nan_ok=True, rel=1e-12)


@pytest.mark.parametrize("scale", [0, 2])
@pytest.mark.parametrize("periods", [4, 8, 24])
def test_the_short_way_and_the_long_way_agree(monkeypatch, periods, scale):
    """Also where some goals need a rule of their own: no volume in some period, as of a dealer who began late."""
    rng = np.random.default_rng(7)
    parts = rng.poisson(rng.lognormal(2, 1, (200, 1)), (200, 3 * periods)) + 1
    parts[::31, : 3 * (periods - 2)] = 0
    parts[1::31, :3] = 0
    now = parts[:, -2:].sum(axis=1) / 10.0**scale
    found = [look_ahead(closed(parts, scale=scale), now, counts=counts) for counts in (True, False)]
    monkeypatch.setattr(forecast, "all_rolling", lambda periods, scratch: None)
    long = [look_ahead(closed(parts, scale=scale), now, counts=counts) for counts in (True, False)]

    for one, other in zip(found, long, strict=True):
        assert_alike(one, other)
    assert set(found[0].rule.tolist()) > {ROLLING}
    assert POISSON in found[0].family or scale
    assert EMPIRICAL in found[1].family or periods < 20


def test_blocks_say_what_one_block_says(monkeypatch):
    rng = np.random.default_rng(3)
    parts = rng.integers(1, 500, (50, 66))
    now = parts[:, -1].astype(float)
    whole = look_ahead(closed(parts), now)
    monkeypatch.setattr(forecast, "_BLOCK", 7 * len(closed(parts).total))

    assert_alike(look_ahead(closed(parts), now), whole)


def test_few_periods_and_many_exceptions_take_the_long_way():
    few, empty = closed(np.full((2, 9), 5)), closed(np.zeros((2, 30), dtype=np.int64))

    assert all_rolling(few, Scratch(100)) is None
    assert all_rolling(empty, Scratch(100)) is None
    assert set(chosen_rules(few, None).rule.tolist()) <= {LADDER, REMAINDERS}
    assert set(chosen_rules(empty, None).rule.tolist()) == {REMAINDERS}


def test_periods_without_business_do_not_bar_the_rolling_ladder():
    """They have no volume, so they say nothing of what comes for each unit of it: the others say what they said."""
    busy = np.array([[20, 40, 30, 24, 44, 33, 19, 41, 29, 22, 39, 31]])
    idle = np.concatenate([busy[:, :3], np.zeros((1, 6), dtype=np.int64), busy[:, 3:]], axis=1)
    choice = chosen_rules(closed(idle), None)

    assert choice.rule.tolist() == [ROLLING]
    # Of five pairs one has no volume at all: two empty periods in a row.
    assert choice.count.tolist() == [4]


def test_periods_before_business_began_are_no_history_of_it():
    busy = np.array([[20, 40, 30, 24, 44, 33, 19, 41, 29, 22, 39, 31]])
    begun = np.concatenate([np.zeros((1, 15), dtype=np.int64), busy], axis=1)
    now = np.array([21.0])

    assert_alike(look_ahead(closed(begun), now), look_ahead(closed(busy), now))


def test_a_business_that_has_only_begun_is_not_forecast():
    begins = np.concatenate([np.zeros((1, 15)), [[20, 40, 30, 24, 44, 33]]], axis=1)

    assert np.isnan(look_ahead(closed(begins), np.array([21.0])).centre).all()


def test_after_a_period_of_nothing_the_ladder_has_nothing_to_go_on_from():
    sleeps = np.array([[20, 40, 30, 24, 44, 33, 19, 41, 29, 22, 39, 31, 0, 0, 0, 0, 0, 0]])

    assert chosen_rules(closed(sleeps), None).rule.tolist() != [ROLLING]


@pytest.mark.parametrize("size", [1, 2, 3, 19, 20, 33])
def test_many_columns_are_put_in_order_as_numpy_does(monkeypatch, size):
    """Zeros and ones in every place would do (Knuth's 0-1 principle); whole numbers with ties do more."""
    monkeypatch.setattr(choosing, "_NETWORK", 1)
    rows = np.random.default_rng(size).integers(0, 6, (size, 500)).astype(float)
    ordered = choosing._in_order(rows.copy())

    assert np.array_equal(np.stack(ordered), np.sort(rows, axis=0))


def test_histories_that_are_cut_on_the_way_say_the_same():
    parts = np.random.default_rng(3).integers(1, 500, (50, 66))
    now = parts[:, -1].astype(float)

    found = look_ahead(Histories(parts=parts, length=3, passed=1), now)

    assert_alike(found, look_ahead(closed(parts), now))


def test_a_goal_has_the_rule_and_the_ground_it_has_alone():
    """Periods that are not known, beside goals that take another rule: nobody's gap is anybody else's."""
    rng = np.random.default_rng(3)
    total, known = rng.integers(20, 90, (7, 40)), rng.random((7, 40)) < 0.8
    to_date = total // 3
    to_date[:, ::3] = 0
    every = ClosedPeriods(to_date=to_date * known, total=total * known, known=known, scale=0)
    together = chosen_rules(every, None)

    assert len(set(together.rule.tolist())) > 1
    for at in range(40):
        some = slice(at, at + 1)
        one = ClosedPeriods(
            to_date=every.to_date[:, some], total=every.total[:, some], known=known[:, some], scale=0
        )
        alone = chosen_rules(one, None)
        for name in ("rule", "after", "volume", "base", "count", "least"):
            assert getattr(alone, name)[0] == getattr(together, name)[at], (at, name)


def test_a_goal_after_a_period_of_nothing_has_the_rule_it_has_beside_longer_histories():
    parts = np.array([[20, 40, 30, 24, 44, 33, 19, 41, 29, 22, 39, 31, 26, 38, 27, 0, 0, 0]])
    alone = closed(parts)
    room = ((0, 4), (0, 0))
    padded = ClosedPeriods(
        to_date=np.pad(alone.to_date, room),
        total=np.pad(alone.total, room),
        known=np.pad(alone.known, room),
        scale=0,
    )
    begun = closed(np.concatenate([np.zeros((1, 12), dtype=np.int64), parts], axis=1))

    assert {chosen_rules(each, None).rule.item() for each in (alone, padded, begun)} == {ROLLING}


def test_the_variance_is_that_of_the_sample():
    values, known = (
        np.array([[1.0, 4.0], [2.0, 0.0], [6.0, 8.0]]),
        np.array([[1, 1], [1, 0], [1, 1]], dtype=bool),
    )

    assert variance_of(values, known, np.array([3, 2])) == pytest.approx([7.0, 8.0])
