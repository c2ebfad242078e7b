from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, RebateStep
from partnerkit.lifecycle.ladders import MOST, Ladders, ahead, climb, scaled
from partnerkit.values.errors import InvalidValue, Overflowed


def term(*steps, **more):
    made = [RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(share)) for at, share in steps]
    base = {"id": "B", "partner": "P", "kind": "rebate", "measure": "m", "period": Period.year(2026)}
    return BonusTerm(**base | {"steps": made} | more)


def earned(base, *steps, **more):
    found, _ = climb(np.array([base]), np.array([0]), Ladders.of([term(*steps, **more)]))
    return int(found[0])


LADDER = (("100", "0.01"), ("200", "0.03"), ("500", "0.05"))


@pytest.mark.parametrize(
    ("base", "whole", "marginal"),
    [
        (-5_000, 0, 0),
        (9_999, 0, 0),
        (10_000, 100, 0),
        (19_999, 200, 100),
        (20_000, 600, 100),
        (50_000, 2_500, 1_000),
        (80_000, 4_000, 2_500),
    ],
)
def test_the_share_of_a_step_counts_for_all_of_it_or_for_its_own_part(base, whole, marginal):
    assert earned(base, *LADDER) == whole
    assert earned(base, *LADDER, ladder="marginal") == marginal


def test_it_is_rounded_once_half_to_even():
    assert [earned(base, ("0", "0.5")) for base in (1, 2, 3, 5)] == [0, 1, 2, 2]
    # Three parts of a third of a cent are one cent, not none.
    assert earned(300, ("0", "0.003"), ("1", "0.004"), ("2", "0.003"), ladder="marginal") == 1


def test_a_marginal_ladder_may_fall():
    assert earned(30_000, ("0", "0.05"), ("100", "0.02"), ladder="marginal") == 500 + 400


def test_a_fee_is_paid_for_each_one_counted_and_a_cap_holds():
    made = Ladders.of([term(fee=Money.of("250", "EUR")), term(*LADDER, cap=Money.of("20", "EUR"))])
    found, step = climb(np.array([3, 80_000, -1]), np.array([0, 1, 0]), made)

    assert found.tolist() == [75_000, 2_000, 0]
    assert step.tolist() == [0, 3, 0]


def test_ladders_of_different_length_climb_side_by_side():
    made = Ladders.of([term(*LADDER), term(("50", "0.1"))])
    found, step = climb(np.array([20_000, 20_000]), np.array([0, 1]), made)
    further = ahead(np.array([20_000, 20_000]), np.array([0, 1]), step, made)

    assert (found.tolist(), step.tolist()) == ([600, 2_000], [2, 1])
    assert (further.missing.tolist(), further.then.tolist()) == ([30_000, 0], [2_500, 2_000])


def test_nothing_leaves_int64_unnoticed():
    huge = 2**61
    exact = round(Fraction(huge) * Fraction("0.123456789"))

    assert earned(huge, ("0", "0.123456789")) == exact
    with pytest.raises(Overflowed):
        earned(2**50, fee=Money.of("999", "EUR"))
    with pytest.raises(Overflowed):
        scaled(np.array([MOST - 1]), np.array([365]), np.array([1]))


def test_a_share_of_too_many_decimals_is_refused():
    with pytest.raises(InvalidValue, match="at most 9 decimals"):
        Ladders.of([term(("0", "0.0123456789"))])


def test_pace_is_rounded_half_to_even():
    assert scaled(np.array([5, 7, -5]), np.array([1, 1, 1]), np.array([2, 2, 2])).tolist() == [2, 4, -2]
    assert (date(2026, 4, 1) - date(2026, 1, 1)).days == 90


def test_very_many_climb_as_each_alone_does():
    ladders = Ladders.of([term(*LADDER), term(*LADDER, ladder="marginal")])
    bases = np.arange(-5, 40_000) * 7
    ladder = np.arange(len(bases)) % 2

    earned, step = climb(bases, ladder, ladders)

    for place in (0, 5, 16_383, 16_384, 32_768, len(bases) - 1):
        alone = climb(bases[place : place + 1], ladder[place : place + 1], ladders)
        assert (earned[place], step[place]) == (alone[0][0], alone[1][0])
    assert climb(bases[:0], ladder[:0], ladders)[0].size == 0


def test_a_share_is_whole_whatever_the_host_rounds_to():
    with localcontext(prec=3):
        assert earned(10_000_000, ("0", "0.12345")) == 1_234_500
