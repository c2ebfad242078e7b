"""
The forecast reproduces the published one-step chain ladder.

Data: the general insurance triangle of Taylor and Ashe (1983), first two
development years. Factor 3.49 and variance 160,280: T. Mack, "Distribution-free
calculation of the standard error of chain ladder reserve estimates", ASTIN
Bulletin 23 (1993), table of the example. Student's t: any printed table.
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


def test_factor_and_variance_are_those_of_mack():
    to_date, total = columns(FIRST, SECOND)

    factor, variance, _ = chain_ladder(to_date, total, np.ones_like(total, dtype=np.bool_))

    assert factor[0] == pytest.approx(3.4906, abs=5e-5)
    assert variance[0] == pytest.approx(160280, abs=1)


def test_the_last_accident_year_is_forecast_as_published():
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
    """At the 95 % point of the table, one goal in twenty is still reached."""
    periods = freedom + 1
    to_date = np.full((periods, 1), 100.0)
    total = 200.0 + np.resize([10.0, -10.0], periods)[:, None]
    factor, variance, volume = chain_ladder(to_date, total, np.ones_like(total, dtype=np.bool_))
    actual = np.array([120.0])
    target = factor * actual + quantile * np.sqrt(variance * (actual + actual**2 / volume))

    closed = ClosedPeriods(to_date=to_date, total=total, known=np.ones_like(total, dtype=np.bool_), scale=0)
    chance = look_ahead(closed, actual, rule="chain-ladder").above(target)

    assert chance[0] == pytest.approx(0.05, abs=1e-6)
