"""A plan of visits keeps within the hours, and within what it says of the best one."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.engagement import plan_visits

partners = st.lists(
    st.fixed_dictionaries(
        {
            "manager": st.sampled_from(("U-1", "U-2")),
            "gap": st.integers(0, 40).map(lambda gap: gap * 25.0),
            "response": st.sampled_from((0.1, 0.4, 1.0)),
            "hours": st.sampled_from((1.0, 2.0, 3.5, 5.0)),
            "least": st.integers(0, 1),
            "most": st.integers(1, 4),
        }
    ),
    min_size=1,
    max_size=7,
)
budgets = st.fixed_dictionaries({name: st.integers(0, 30).map(float) for name in ("U-1", "U-2")})


def framed(rows):
    return {"partner": [f"P-{at}" for at in range(len(rows))]} | {
        name: [row[name] for row in rows] for name in rows[0]
    }


def fits(rows, budget):
    return all(
        sum(row["least"] * row["hours"] for row in rows if row["manager"] == who) <= budget[who]
        for who in budget
    )


def value(row, visits):
    return row["gap"] * (1 - np.exp(-row["response"] * visits))


def optimum(rows, budget):
    """Ask an exact solver (HiGHS): one binary per further visit, of falling worth."""
    optimize = pytest.importorskip("scipy.optimize")
    gains, hours, owners = [], [], []
    base = 0.0
    for row in rows:
        base += value(row, row["least"])
        for visit in range(row["least"], max(row["most"], row["least"])):
            gains.append(value(row, visit + 1) - value(row, visit))
            hours.append(row["hours"])
            owners.append(row["manager"])
    if not gains:
        return base
    left = {
        who: budget[who] - sum(row["least"] * row["hours"] for row in rows if row["manager"] == who)
        for who in budget
    }
    uses = np.array(
        [[hour if who == owner else 0.0 for hour, owner in zip(hours, owners, strict=True)] for who in left]
    )
    found = optimize.milp(
        -np.array(gains),
        integrality=np.ones(len(gains)),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(uses, ub=np.array(list(left.values()))),
        options={"mip_rel_gap": 0},
    )
    return base - float(found.fun)


@given(partners, budgets)
def test_the_best_plan_lies_between_ours_and_its_bound(rows, budget):
    assume(fits(rows, budget))
    plan = plan_visits(framed(rows), budget=budget)
    best = optimum(rows, budget)

    assert plan.worth <= best + 1e-6
    assert best <= plan.bound + 1e-6


@given(partners, budgets)
def test_where_visits_take_equally_long_the_plan_is_the_best(rows, budget):
    rows = [{**row, "hours": 2.0} for row in rows]
    assume(fits(rows, budget))

    assert plan_visits(framed(rows), budget=budget).worth == pytest.approx(
        optimum(rows, budget), rel=1e-6, abs=1e-6
    )


@given(partners, budgets, st.sampled_from(("U-1", "U-2")), st.integers(1, 10))
def test_more_hours_are_never_worse(rows, budget, who, more):
    assume(fits(rows, budget))
    before = plan_visits(framed(rows), budget=budget)
    after = plan_visits(framed(rows), budget={**budget, who: budget[who] + more})

    assert after.worth >= before.worth - 1e-9
    assert after.worth <= before.bound + more * before.price[who] + 1e-6


@given(partners, budgets)
def test_stretched_visits_fit_and_nobody_is_stretched_more_than_another(rows, budget):
    frame = framed(rows)
    frame["least"] = [3 * each for each in frame["least"]]
    frame["most"] = [max(most, least) for most, least in zip(frame["most"], frame["least"], strict=True)]
    plan = plan_visits(frame, budget=budget, overload="stretch")
    told = plan.by_manager()
    spent = dict.fromkeys(budget, 0.0)
    for partner, who, hours, least in zip(
        *(frame[name] for name in ("partner", "manager", "hours", "least")), strict=True
    ):
        spent[who] += plan[partner] * hours
        part = dict(zip(told["manager"].tolist(), told["stretched"].tolist(), strict=True))[who]
        assert plan[partner] >= int(least * part + 1e-9)

    assert all(spent[who] <= budget[who] + 1e-9 for who in budget)
