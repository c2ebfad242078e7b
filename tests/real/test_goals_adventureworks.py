"""The quota tree of a real reseller channel adds up to the check numbers beside the data."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from partnerkit.facts import Figure, HandOver
from partnerkit.goals import (
    Goal,
    GoalTree,
    Views,
    actuals_of,
    attain,
    cascade,
    hand_over,
    regroup,
    roll_up,
)
from partnerkit.values.money import Money
from partnerkit.values.time import Period

pytestmark = pytest.mark.real

#: The last quotas are open; any end after the last order (2013-11-29) gives the same, so the quarter is closed.
END = date(2013, 12, 29)


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "adventureworks_reseller" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dollars(amount: str) -> Money:
    return Money.of(amount, "USD", scale=4)


def spans(quotas: list[dict[str, str]]) -> dict[str, list[Period]]:
    """Return the periods of each employee: from one quota to the next."""
    starts = defaultdict(list)
    for row in quotas:
        starts[row["employee_key"]].append(date.fromisoformat(row["quota_date"]))
    return {
        person: [Period.of(*pair) for pair in zip(sorted(days), [*sorted(days)[1:], END], strict=True)]
        for person, days in starts.items()
    }


@pytest.fixture(scope="module")
def people(shared_data: Path) -> dict[str, str | None]:
    """Each person's manager; a manager's own business stands at `<id>/own`."""
    staff = {
        row["employee_key"]: row["manager_employee_key"] for row in rows(shared_data, "sales_employees.csv")
    }
    managers = {"277", "272", "290", "294"}
    own = {f"{person}/own": person for person in managers - {"277"}}
    return {"277": None} | {person: staff[person] for person in staff if person not in ("112", "277")} | own


@pytest.fixture(scope="module")
def quota_periods(shared_data: Path) -> dict[str, list[Period]]:
    return spans(rows(shared_data, "quotas.csv"))


def seat(person: str, people: dict[str, str | None]) -> str:
    return f"{person}/own" if f"{person}/own" in people else person


@pytest.fixture(scope="module")
def tree(
    shared_data: Path, people: dict[str, str | None], quota_periods: dict[str, list[Period]]
) -> GoalTree:
    """Vice president, managers, representatives, and a leaf for each of the 163 quotas."""
    quotas = {
        (row["employee_key"], date.fromisoformat(row["quota_date"])): dollars(row["quota_amount"])
        for row in rows(shared_data, "quotas.csv")
    }
    leaves = [
        Goal(
            id=f"{seat(person, people)}/{period.start}",
            parent=seat(person, people),
            measure="sales",
            period=period,
            target=quotas[person, period.start],
        )
        for person, periods in quota_periods.items()
        for period in periods
    ]
    sums = {person: Money.zero("USD") for person in people}
    for goal in leaves:
        above: str | None = goal.parent
        while above is not None:
            sums[above] += goal.target
            above = people[above]
    whole = Period.of(date(2010, 12, 29), END)
    nodes = [
        Goal(id=person, parent=above, measure="sales", period=whole, target=sums[person])
        for person, above in people.items()
    ]
    return GoalTree.of([*leaves, *nodes])


@pytest.fixture(scope="module")
def sales(
    shared_data: Path, people: dict[str, str | None], quota_periods: dict[str, list[Period]]
) -> dict[str, Money]:
    """Sales by quota: the order's day lies in exactly one of its employee's periods."""
    sold: dict[str, Money] = {}
    for row in rows(shared_data, "orders.csv"):
        person, day = row["employee_key"], date.fromisoformat(row["order_date"])
        (period,) = (period for period in quota_periods[person] if period.contains(day))
        leaf = f"{seat(person, people)}/{period.start}"
        sold[leaf] = sold.get(leaf, Money.zero("USD")) + dollars(row["sales_amount"])
    return sold


def test_the_tree_holds_every_quota_and_adds_up(tree):
    assert len(tree) == 163 + 17 + 4
    assert len(tree.leaves) == 163
    assert tree.roots == ("277",)
    assert tree.children("290") == ("290/own", "291", "292", "295")
    assert tree.path("294/own/2012-12-28") == ("277", "294", "294/own", "294/own/2012-12-28")
    assert tree["277"].target == Money.of("95714000", "USD")
    assert tree.gaps() == ()


def test_sales_roll_up_exactly_and_are_rounded_once(tree, sales):
    achieved = roll_up(tree, sales)

    assert achieved["277"].amount == Decimal("80450596.9823")
    assert achieved["277"].rounded() == Money.of("80450596.98", "USD")
    for goal in tree:
        if tree.children(goal):
            known = [achieved[child] for child in tree.children(goal) if achieved[child] is not None]
            assert achieved[goal] == Money.total(known)


def test_attainment_equals_the_check_numbers(tree, sales):
    status = attain(tree, sales, as_of=END)

    assert round(status["277"].attainment, 4) == Decimal("0.8405")
    reached = [goal for goal in tree.leaves if status[goal].probability == 1.0]
    assert len(reached) == 8
    assert {goal.split("/")[0] for goal in reached} == {"286", "289"}
    assert status["281"].actual.rounded(0) == Money.of("9293903", "USD")
    assert status["281"].target == Money.of("11162000", "USD")
    by_person = {person: round(status[person].attainment, 3) for person in ("281", "291", "286", "295")}
    assert by_person == {
        "281": Decimal("0.833"),
        "291": Decimal("0.809"),
        "286": Decimal("0.936"),
        "295": Decimal("0.783"),
    }


def test_the_best_and_the_lowest_representative(tree, sales, people):
    status = attain(tree, sales, as_of=END)
    people_with_quota = [person for person in people if not tree[person].id.startswith("277")]
    own = [person for person in people_with_quota if f"{person}/own" not in people]

    ranked = sorted(own, key=lambda person: status[person].attainment)

    assert ranked[-1] == "286"
    assert ranked[0] == "295"


def test_last_years_sales_hand_the_vice_presidents_goal_down_to_the_cent(tree, sales):
    unsold = {leaf: 0 for leaf in tree.leaves if leaf not in sales}
    weights = {leaf: amount.amount for leaf, amount in sales.items()} | unsold
    handed = cascade(tree.with_(_with_target(tree["277"], "100000000.01")), "277", by=weights)

    assert handed.gaps() == ()
    assert handed["277"].target == Money.of("100000000.01", "USD")
    assert (
        roll_up(handed, {leaf: handed[leaf].target for leaf in handed.leaves})["277"] == handed["277"].target
    )


def _with_target(goal: Goal, amount: str) -> Goal:
    return Goal(
        id=goal.id,
        parent=goal.parent,
        measure=goal.measure,
        period=goal.period,
        target=Money.of(amount, "USD"),
    )


def test_a_manager_without_a_seat_of_his_own_would_be_refused(tree, sales):
    with pytest.raises(ValueError, match="add a goal 272/own under it"):
        attain(tree, {**sales, "272": Money.of("1", "USD")}, as_of=END)


def test_in_the_middle_of_a_quarter_the_pace_tells_who_is_ahead(tree, sales, shared_data, people):
    """On 2013-08-15, 47 of the 91 days of the quarter have passed."""
    today = date(2013, 8, 15)
    sold: dict[str, Money] = {}
    for row in rows(shared_data, "orders.csv"):
        if date(2013, 6, 30) <= date.fromisoformat(row["order_date"]) <= today:
            leaf = f"{seat(row['employee_key'], people)}/2013-06-30"
            sold[leaf] = sold.get(leaf, Money.zero("USD")) + dollars(row["sales_amount"])

    status = attain(tree, sold, as_of=today)["289/2013-06-30"]

    assert status.actual < sales["289/2013-06-30"]
    assert status.elapsed == Decimal(47) / Decimal(91)
    assert abs(status.pace - status.attainment * 91 / 47) < Decimal("1e-25")
    assert status.forecast.amount == round(status.actual.amount * 91 / 47, 2)
    assert status.reason.code == "no-history"


def test_a_years_goal_is_handed_down_by_last_years_sales_to_territory_reseller_and_category(shared_data):
    """Thousands of goals, each within a cent of its share, and not a cent lost at any node."""
    last_year: dict[str, Decimal] = defaultdict(Decimal)
    parents: dict[str, str | None] = {"all": None}
    for row in rows(shared_data, "sales_monthly.csv"):
        if row["month"].startswith("2012"):
            territory = f"territory {row['territory_key']}"
            reseller = f"{territory}/{row['reseller_key']}"
            leaf = f"{reseller}/{row['product_category']}"
            parents |= {territory: "all", reseller: territory, leaf: reseller}
            last_year[leaf] += Decimal(row["sales_amount"])
    total = sum(last_year.values(), Decimal(0))
    goal = Money.of(total * Decimal("1.07"), "USD", rounding="half-even")
    tree = GoalTree.of(
        Goal(
            id=name,
            parent=above,
            measure="sales",
            period=Period.year(2013),
            target=goal if above is None else Money.zero("USD"),
        )
        for name, above in parents.items()
    )
    weights = roll_up(tree, last_year)

    handed = cascade(tree, "all", by=weights)

    assert len(handed) > 1500
    assert handed.gaps() == ()
    assert Money.total([handed[leaf].target for leaf in handed.leaves]) == goal
    for name in handed:
        above = handed.parent(name)
        if above is not None:
            share = Fraction(handed[above].target.minor) * Fraction(weights[name]) / Fraction(weights[above])
            assert abs(handed[name].target.minor - share) < 1


#: On this day the territories 2 and 3 were swapped between two representatives, in the middle of the year.
SWAP = date(2012, 6, 30)
YEAR = Period.year(2012)


@pytest.fixture(scope="module")
def swapped() -> GoalTree:
    """A goal of 2012 for each of the two territories, 366 cents for a day each, handed over on the day of the swap."""
    goals = [
        Goal(id="North America", measure="sales", period=YEAR, target=dollars("7320.01")),
        Goal(
            id="2",
            parent="North America",
            measure="sales",
            period=YEAR,
            target=dollars("3660.01"),
            territory="2",
            owner="281",
        ),
        Goal(
            id="3",
            parent="North America",
            measure="sales",
            period=YEAR,
            target=dollars("3660.00"),
            territory="3",
            owner="283",
        ),
    ]
    changes = [
        HandOver(id="swap-2", territory="2", on=SWAP, to="283"),
        HandOver(id="swap-3", territory="3", on=SWAP, to="281"),
    ]
    return hand_over(GoalTree.of(goals), changes)


def test_the_swap_divides_the_year_at_the_day_and_the_parts_are_the_whole(swapped):
    assert swapped.leaves == ("2/2012-01-01", "2/2012-06-30", "3/2012-01-01", "3/2012-06-30")
    assert [swapped[leaf].owner for leaf in swapped.leaves] == ["281", "283", "283", "281"]
    assert [swapped[leaf].period.days for leaf in swapped.leaves] == [181, 185, 181, 185]
    assert [str(swapped[leaf].target.amount) for leaf in swapped.leaves] == [
        "1810.00", "1850.01", "1810.00", "1850.00",
    ]  # fmt: skip
    assert swapped.gaps() == ()
    by_person = regroup(swapped, "owner")
    assert by_person["owner=281"].target == dollars("3660.00")
    assert by_person["owner=283"].target == dollars("3660.01")
    assert by_person["all"].target == swapped["North America"].target


def test_the_sales_of_each_day_go_to_who_had_the_territory_on_that_day(swapped, shared_data):
    by_day: dict[tuple[str, str, date], Money] = defaultdict(lambda: Money.zero("USD"))
    for row in rows(shared_data, "orders.csv"):
        by_day[row["reseller_key"], row["territory_key"], date.fromisoformat(row["order_date"])] += dollars(
            row["sales_amount"]
        )
    figures = [
        Figure(partner=partner, territory=place, measure="sales", period=Period.day(day), value=amount)
        for (partner, place, day), amount in by_day.items()
    ]

    known = actuals_of(swapped, figures)

    assert {leaf: str(value.amount) for leaf, value in known.items()} == {
        "2/2012-01-01": "1509481.9226",
        "2/2012-06-30": "1713200.9580",
        "3/2012-01-01": "1280877.1927",
        "3/2012-06-30": "1474685.7617",
    }
    assert {each.reason.code for each in known.left_out} == {"no-goal-for-figure"}
    counted = Money.total([each.figure.value for each in known.left_out]) + Money.total(known.values())
    assert counted == dollars("80450596.9823")
    assert roll_up(swapped, known)["North America"] == Money.total(known.values())


def test_sales_add_up_by_territory_and_group_and_by_representative_and_manager(shared_data, people):
    """Two trees over the same leaves: where it was sold, and who sold it."""
    groups = {row["territory_key"]: row["territory_group"] for row in rows(shared_data, "territories.csv")}
    sold: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in rows(shared_data, "sales_monthly.csv"):
        sold[row["territory_key"], row["employee_key"], row["month"][:7]] += Decimal(row["sales_amount"])
    table = {
        "group": [groups[territory] for territory, _, _ in sold],
        "territory": [territory for territory, _, _ in sold],
        "owner": [person for _, person, _ in sold],
        "month": [month for _, _, month in sold],
        "sales": [Money.of(amount, "USD", scale=4) for amount in sold.values()],
    }

    tree = GoalTree.from_frame(
        table, path=("group", "territory", "owner", "month"), target="sales", period="month", measure="sales"
    )
    managers = {person: manager for person, manager in people.items() if manager}
    views = Views.of(
        tree,
        territory=("group", "territory"),
        manager=(("manager", lambda goal: managers.get(seat(goal.owner, people), "277")), "owner"),
        year=("year",),
    )

    assert tree["all"].target == dollars("80450596.9823")
    assert {view["all"].target for view in views.values()} == {tree["all"].target}
    for group in set(table["group"]):
        assert views["territory"][f"group={group}"].target == tree[group].target
    assert views["manager"].children("all") == ("manager=272", "manager=290", "manager=294")
    assert views["manager"]["manager=272/owner=281"].target.rounded(0) == Money.of("9293903", "USD")
    assert all(view.gaps() == () for view in views.values())
