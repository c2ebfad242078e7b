"""What stood there by the same day in the periods before."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree
from partnerkit.goals.history import closed_periods
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def tree_of(period=YEAR, **children):
    goals = [Goal(id="all", measure="m", period=period, target=0)]
    return GoalTree.of(
        [
            *goals,
            *(
                Goal(id=name, parent="all", measure="m", period=each, target=0)
                for name, each in children.items()
            ),
        ]
    )


def day(moment):
    """Return the end of a day as the midnight that follows."""
    return Fraction(moment.toordinal() + 1)


def pairs(tree, history, moment, goal="all"):
    periods = closed_periods(tree, history, moment)
    rank = tree.rank(goal)
    return [
        (int(to_date[rank]), int(total[rank])) if known[rank] else None
        for to_date, total, known in zip(periods.to_date, periods.total, periods.known, strict=True)
    ]


def months(year, *values):
    return {Period.month(year, month): value for month, value in enumerate(values, start=1)}


def test_periods_that_share_days_are_found_in_whatever_order_they_come():
    first, month = Period.quarter(2025, 1), Period.month(2025, 1)

    with pytest.raises(InvalidValue, match=r"history\[all\]\[2025-Q1\]: .* share no day; 2025-01 does"):
        pairs(tree_of(), {"all": {first: 3, Period.month(2024, 12): 1, month: 1}}, date(2026, 3, 31))


def test_the_same_day_of_the_years_before_is_looked_up():
    history = {"all": months(2025, *range(1, 13)) | months(2024, *[10] * 12)}

    assert pairs(tree_of(), history, day(date(2026, 3, 31))) == [(6, 78), (30, 120)]


@pytest.mark.parametrize("hours", [0, 12])
def test_nothing_had_come_before_a_period_began_and_all_of_it_after_its_end(hours):
    tree, history = tree_of(Period.quarter(2026, 2)), {"all": months(2025, *range(1, 13))}
    early, late = (day(moment) + Fraction(hours, 24) for moment in (date(2026, 2, 10), date(2026, 8, 10)))

    assert pairs(tree, history, early) == [(0, 4 + 5 + 6)]
    assert pairs(tree, history, late) == [(4 + 5 + 6, 4 + 5 + 6)]


def test_the_last_of_february_is_the_whole_of_february_in_a_leap_year_too():
    history = {"all": months(2024, 31, 29, *[0] * 10)}

    assert pairs(tree_of(), history, day(date(2026, 2, 28))) == [None, (60, 60)]


def test_the_28th_of_a_leap_year_ends_where_february_of_the_year_before_ends():
    history = {"all": months(2023, 31, 28, *[31] * 10)}

    assert pairs(tree_of(Period.year(2024)), history, day(date(2024, 2, 28))) == [(59, 369)]


def test_a_period_that_crosses_the_day_is_divided_by_days():
    history = {"all": {Period.year(2025): 365}}

    assert pairs(tree_of(), history, day(date(2026, 1, 31))) == [(31, 365)]
    assert pairs(tree_of(), history, Fraction(date(2026, 1, 2).toordinal()) + Fraction(1, 2)) == [(2, 365)]


def test_what_a_day_divides_may_lie_on_either_side_of_it():
    """Of even days, one by one: the root of the part before times the part after, of all that was divided."""
    tree, history = tree_of(), {"all": months(2025, *[310] * 12)}

    within, at_its_end = (
        closed_periods(tree, history, day(moment)).blur[0, tree.rank("all")]
        for moment in (date(2026, 1, 21), date(2026, 1, 31))
    )

    assert within == pytest.approx(310 * (21 / 31 * 10 / 31) ** 0.5)
    assert at_its_end == 0


def test_of_levels_the_history_is_one_of_levels():
    goals = [
        Goal(id=name, parent=above, measure="m", period=YEAR, target=Decimal(1))
        for name, above in (("all", None), ("a", "all"), ("b", "all"))
    ]
    rates = GoalTree.of(goals, measure=Measure(id="m", kind="ratio"))
    halves = {
        "a": {Period.half(2025, 1): Ratio.of(1, 4), Period.half(2025, 2): Ratio.of(5, 8)},
        "b": {Period.half(2025, 1): Ratio.of(3, 4), Period.half(2025, 2): Ratio.of(1, 4)},
    }

    closed = closed_periods(rates, halves, day(date(2026, 6, 30)))

    ranks = [rates.rank(name) for name in ("all", "a", "b")]
    assert closed.to_date[0, ranks].tolist() == [0.5, 0.25, 0.75]
    assert closed.total[0, ranks].tolist() == [0.5, 0.5, 0.5]


def test_where_years_are_few_the_periods_before_may_serve():
    history = {"all": {Period.quarter(2025, each): each * 100 for each in (1, 2, 3, 4)}}
    tree = tree_of(Period.quarter(2026, 1))

    by_year, auto = (
        closed_periods(tree, history, day(date(2026, 3, 31)), season=each) for each in ("year", "auto")
    )

    assert (by_year.known.sum(), by_year.by_year) == (1, True)
    assert (auto.total[:, 0].tolist(), auto.by_year) == ([400, 300, 200, 100], False)


def test_a_year_that_is_not_covered_does_not_count():
    gap = months(2025, *[1] * 12)
    del gap[Period.month(2025, 6)]

    assert pairs(tree_of(), {"all": gap}, day(date(2026, 3, 31))) == []
    assert pairs(tree_of(), {"all": {**gap, Period.month(2025, 6): None}}, day(date(2026, 3, 31))) == []


def test_a_quarter_is_compared_with_the_same_quarter():
    history = {"all": {Period.quarter(2025, each): each * 100 for each in (1, 2, 3, 4)}}

    assert pairs(tree_of(Period.quarter(2026, 4)), history, day(date(2026, 12, 31))) == [(400, 400)]


def test_a_goal_of_two_years_looks_back_two_years():
    history = {"all": {Period.year(year): year for year in range(2020, 2026)}}
    tree = tree_of(Period.of(date(2026, 1, 1), date(2028, 1, 1)))

    assert pairs(tree, history, day(date(2026, 12, 31))) == [(2024, 4049), (2022, 4045), (2020, 4041)]


def test_pairs_come_oldest_first():
    assert pairs(tree_of(), {"all": [(1, 10), (2, 20), (3, 30)]}, day(date(2026, 5, 1))) == [
        (3, 30),
        (2, 20),
        (1, 10),
    ]


def test_children_add_up_where_all_of_them_are_known():
    tree = tree_of(a=YEAR, b=YEAR)
    history = {"a": [(9, 90), (1, 10), (2, 20)], "b": [(3, 30), (4, 40)]}

    assert pairs(tree, history, day(date(2026, 5, 1))) == [(6, 60), (4, 40), None]
    assert pairs(tree, {**history, "all": [(7, 70)]}, day(date(2026, 5, 1))) == [(7, 70), (4, 40), None]


def test_quarters_add_up_to_the_year_to_date():
    tree = tree_of(**{f"q{each}": Period.quarter(2026, each) for each in (1, 2, 3, 4)})
    history = {f"q{each}": {Period.quarter(2025, each): each * 91} for each in (1, 2, 3, 4)}

    assert pairs(tree, history, day(date(2026, 4, 30))) == [(91 + 60, 910)]


def faults_of(history):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        closed_periods(tree_of(), history, day(date(2026, 3, 31)))
    return [fault.path for fault in getattr(caught.value, "faults", (caught.value,))]


def test_what_is_no_history_is_refused():
    twice = {Period.year(2025): 1, Period.month(2025, 3): 1}
    forever = {Period.of(date(2020, 1, 1), date.max): 1}

    assert faults_of({"xx": [(1, 2)], "all": [1, 2, 3]}) == ["history[xx]", "history[all]"]
    assert faults_of({"all": twice}) == ["history[all][2025-03]"]
    assert faults_of({"all": forever}) == ["history[all][2020-01-01/..]"]
    assert faults_of({"all": {"2025": 1}}) == ["history[all]"]
    assert faults_of({"all": [(1.5, 2)]}) == ["history[all][0]"]
    assert faults_of({"all": "many"}) == ["history[all]"]


def test_history_counts_what_the_targets_count():
    tree = GoalTree.of([Goal(id="all", measure="m", period=YEAR, target=Money.of("1", "EUR"))])

    with pytest.raises(CurrencyMismatch):
        closed_periods(tree, {"all": {Period.year(2025): Money.of("1", "USD")}}, day(date(2026, 3, 31)))


@pytest.mark.parametrize("unknown", [(None, 95), (41, None)])
def test_a_pair_with_an_unknown_half_keeps_its_place_and_says_nothing(unknown):
    tree = GoalTree.of([Goal(id="all", measure="m", period=YEAR, target=1)])

    found = closed_periods(tree, {"all": [(40, 90), unknown, (45, 99)]}, day(date(2026, 6, 30)))

    assert found.known.tolist() == [[True], [False], [True]]
    assert found.total[[0, 2]].tolist() == [[99], [90]]
