"""Which parts of leads give everybody what he is owed, at the best fit?"""

from fractions import Fraction

import numpy as np
import pytest

from partnerkit.leads.fractional import NEVER, Batch, by_flow, by_solver
from partnerkit.values.errors import InvalidValue

FREE = np.zeros(2, dtype=np.int32)


def worth(batch, parts):
    return sum(
        batch.values[lead] * int(batch.fit[lead, partner]) * share
        for lead, part in enumerate(parts)
        for partner, share in part.items()
    )


def received(batch, parts):
    return [
        sum(value * part.get(partner, 0) for value, part in zip(batch.values, parts, strict=True))
        for partner in range(len(batch.due))
    ]


def test_everybody_gets_exactly_what_is_due_to_him():
    batch = Batch(
        values=[70, 20, 10], fit=np.array([[90, 10], [50, 50], [10, 90]]), due=[45, 55], room=[3, 3]
    )
    parts, _ = by_flow(batch, FREE)

    assert received(batch, parts) == [45, 55]
    assert all(sum(part.values()) == 1 for part in parts)


def test_where_that_is_impossible_it_is_missed_by_as_little_as_can_be():
    batch = Batch(values=[70, 30], fit=np.array([[5, NEVER], [5, 5]]), due=[20, 80], room=[2, 2])
    parts, _ = by_flow(batch, FREE)

    assert received(batch, parts) == [70, 30]


def test_prices_say_that_no_other_parts_fit_better():
    fit = np.random.default_rng(3).integers(0, 1 << 20, (30, 2))
    batch = Batch(values=list(range(30, 0, -1)), fit=fit, due=[300, 165], room=[30, 30])
    parts, prices = by_flow(batch, FREE)
    best = (fit - prices).max(axis=1)

    assert worth(batch, parts) == sum(
        value * int(top) for value, top in zip(batch.values, best, strict=True)
    ) + sum(int(price) * due for price, due in zip(prices, batch.due, strict=True))


def test_the_solver_keeps_to_limits():
    pytest.importorskip("scipy")
    fit = np.array([[1 << 20, 0]] * 4)
    batch = Batch(values=[4, 3, 2, 1], fit=fit, due=[10, 0], room=[2, 9])
    parts = by_solver(batch)

    assert sum(part.get(0, Fraction(0)) for part in parts) <= 2
    assert received(batch, parts)[0] == pytest.approx(7)


def test_a_solver_that_ends_without_a_plan_is_told_by_name():
    pytest.importorskip("scipy")
    without_room = Batch(values=[1, 1], fit=np.zeros((2, 2), dtype=np.int64), due=[1, 1], room=[0, 0])

    with pytest.raises(InvalidValue, match=r"^rounding: .*flow.*HiGHS found no plan"):
        by_solver(without_room)
