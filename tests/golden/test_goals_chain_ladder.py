"""
The forecast is the one-step chain ladder with the variance of T. Mack (ASTIN Bulletin 23, 1993, pp. 213-225).

Data: first two development years of the general insurance triangle of Taylor
and Ashe (Journal of Econometrics 23, 1983), as the data set `GenIns` of R's
package ChainLadder gives it, whose documentation calls it table 1 of Mack's
paper. Factor 3.4906: the golden tests of public reserving packages on that
triangle quote it as Mack's (3.490607, with 18,680,856 for the whole reserve);
the paper itself was not at hand. The variance is held to Mack's formula in
exact fractions, not to a printed figure. Student's t: any printed table.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, attain
from partnerkit.goals.forecast import chain_ladder, look_ahead
from partnerkit.goals.outlook import ClosedPeriods
from partnerkit.values.time import Period

FIRST = [357848, 352118, 290507, 310608, 443160, 396132, 440832, 359480, 376686]
SECOND = [1124788, 1236139, 1292306, 1418858, 1136350, 1333217, 1288463, 1421128, 1363294]


def columns(*values):
    return [np.array(each, dtype=np.float64)[:, None] for each in values]


def test_the_factor_is_the_one_quoted_for_this_triangle():
    to_date, total = columns(FIRST, SECOND)

    factor, _, _ = chain_ladder(to_date, total, np.ones_like(total, dtype=np.bool_))

    assert round(factor[0], 6) == 3.490607


def test_the_variance_is_macks_formula():
    """The weighted squares of the ratios' deviations from the factor, by one less than there are years."""
    to_date, total = columns(FIRST, SECOND)
    exact = Fraction(sum(SECOND), sum(FIRST))
    squares = sum(
        first * (Fraction(second, first) - exact) ** 2 for first, second in zip(FIRST, SECOND, strict=True)
    )

    _, variance, _ = chain_ladder(to_date, total, np.ones_like(total, dtype=np.bool_))

    assert variance[0] == pytest.approx(float(squares / (len(FIRST) - 1)), rel=1e-12)


def test_the_last_accident_year_is_forecast_by_the_exact_factor():
    goal = Goal(id="2010", measure="claims", period=Period.year(2010), target=Decimal(1_000_000))
    history = {"2010": list(zip(FIRST, SECOND, strict=True))}

    status = attain(
        GoalTree.of([goal]), {"2010": 344014}, as_of=date(2010, 6, 30), history=history, rule="chain-ladder"
    )["2010"]

    assert status.forecast == round(Fraction(344014 * sum(SECOND), sum(FIRST))) == 1_200_818


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(2, 2.919986), (3, 2.353363), (4, 2.131847), (9, 1.833113)]
)
def test_the_tails_are_those_of_students_table(freedom, quantile):
    """
    At the 95 % point of the table, one goal in twenty is still reached.

    Three periods leave open where things go, which is a variance besides: twice the square of how far the last one lay.
    """
    periods = freedom + 1
    to_date = np.full((periods, 1), 100.0)
    total = 200.0 + np.resize([10.0, -10.0], periods)[:, None]
    factor, variance, volume = chain_ladder(to_date, total, np.ones_like(total, dtype=np.bool_))
    actual = np.array([120.0])
    drift = 2 * ((total[0] - factor * to_date[0]) / to_date[0]) ** 2 if periods == 3 else 0.0
    error = np.sqrt(variance * (actual + actual**2 / volume) + drift * actual**2)
    target = factor * actual + quantile * error

    closed = ClosedPeriods(to_date=to_date, total=total, known=np.ones_like(total, dtype=np.bool_), scale=0)
    chance = look_ahead(closed, actual, rule="chain-ladder").above(target)

    assert chance[0] == pytest.approx(0.05, abs=1e-6)
