"""A plan of visits keeps within the hours, and within what it says of the best one."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.engagement import plan_visits
from partnerkit.values.errors import InvalidValue

partners = st.lists(
    st.fixed_dictionaries(
        {
            "manager": st.sampled_from(("U-1", "U-2")),
            "gap": st.integers(0, 40).map(lambda gap: gap * 25.0),
            "response": st.sampled_from((0.1, 0.4, 1.0)),
            "hours": st.sampled_from((1.0, 2.0, 3.5, 5.0)),
            "least": st.integers(0, 1),
            "most": st.integers(1, 4),
            "cost": st.sampled_from((0.0, 0.0, 20.0)),
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
    return row["gap"] * (1 - np.exp(-row["response"] * visits)) - row["cost"] * visits


def optimum(rows, budget):
    """Ask an exact solver (HiGHS): one binary per further visit, of falling worth."""
    # A visit that loses is in no best plan; falling gains are taken in their order.
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


small = st.lists(
    st.fixed_dictionaries(
        {
            "manager": st.just("U-1"),
            "gap": st.integers(0, 40).map(lambda gap: gap * 25.0),
            "response": st.sampled_from((0.1, 0.4, 1.0)),
            "hours": st.sampled_from((1.0, 2.0, 3.5)),
            "least": st.integers(0, 3),
            "most": st.integers(1, 3),
            "cost": st.sampled_from((0.0, 20.0)),
            "first": st.booleans(),
            "digital": st.booleans(),
        }
    ),
    min_size=1,
    max_size=3,
)


def spent(row, visits, calls):
    return row["hours"] * visits + 0.5 * calls


def best_by_hand(rows, hours):
    """Try every plan: due visits are made, or are calls where they may be, but for the first of somebody new."""
    found = None
    choices = [range(max(row["most"], row["least"], row["first"]) + 1) for row in rows]
    for visits in product(*choices):
        calls = [max(0, row["least"] - made) for row, made in zip(rows, visits, strict=True)]
        if any(
            made < row["first"] or (missing and not row["digital"])
            for row, made, missing in zip(rows, visits, calls, strict=True)
        ):
            continue
        if sum(map(spent, rows, visits, calls)) <= hours + 1e-9:
            worth = sum(value(row, made) for row, made in zip(rows, visits, strict=True))
            found = worth if found is None else max(found, worth)
    return found


@given(small, st.integers(0, 20).map(float))
def test_with_calls_and_first_visits_too(rows, hours):
    try:
        plan = plan_visits(framed(rows), budget={"U-1": hours})
    except InvalidValue:
        due = sum(
            row["hours"] * (row["first"] if row["digital"] else max(row["least"], row["first"]))
            for row in rows
        )
        called = sum(0.5 * max(0, row["least"] - row["first"]) for row in rows if row["digital"])
        assert due + called > hours
        return
    made = [plan[f"P-{at}"] for at in range(len(rows))]

    assert sum(map(spent, rows, made, plan.calls.tolist())) <= hours + 1e-9
    for row, visits, calls in zip(rows, made, plan.calls.tolist(), strict=True):
        assert visits >= row["first"]
        assert visits + calls >= row["least"]
        assert calls == 0 or row["digital"]
    best = best_by_hand(rows, hours)
    assert plan.worth <= best + 1e-6
    assert best <= plan.bound + 1e-6


@given(small, st.integers(0, 20).map(float), st.integers(1, 9).map(float))
def test_one_more_manager_brings_no_less_than_nothing_and_no_more_than_the_bound(rows, hours, more):
    plan = plan_visits(framed(rows), budget={"U-1": hours + 60})
    hired = plan.value_of_manager(more)

    assert -1e-9 <= hired <= plan.bound - plan.worth + more * plan.price["U-1"] + 1e-6
