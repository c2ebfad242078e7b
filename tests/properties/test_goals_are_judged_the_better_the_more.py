"""
A better actual value never lowers attainment, pace, forecast or probability.

With one method and one history, that is: neither may come from the actual value itself.
"""

from datetime import date
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.values.time import Period

YEAR = Period.year(2026)
PAST = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=3, max_size=8)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 30))
ACTUAL = st.integers(1, 10**6)


def status(target, actual, as_of, past, *, better="higher"):
    goal = Goal(id="de", measure="m", period=YEAR, target=target)
    tree = GoalTree.of([goal], measure=Measure(id="m", better=better))
    return attain(tree, {"de": actual}, as_of=as_of, history={"de": past})["de"]


@given(st.integers(1, 10**6), st.tuples(ACTUAL, ACTUAL), DAYS, PAST, st.sampled_from(["higher", "lower"]))
def test_a_better_actual_is_never_judged_worse(target, two, as_of, past, better):
    worse, best = sorted(two, reverse=better == "lower")

    low, high = (status(target, actual, as_of, past, better=better) for actual in (worse, best))

    assert low.method == high.method == "chain-ladder"
    assert low.attainment <= high.attainment
    assert low.pace <= high.pace
    assert low.probability <= high.probability
    assert 0 <= low.probability <= 1


@given(st.integers(1, 10**6), ACTUAL, DAYS, PAST)
def test_a_higher_goal_is_never_likelier(target, actual, as_of, past):
    assert (
        status(target + 1, actual, as_of, past).probability <= status(target, actual, as_of, past).probability
    )


@given(st.integers(-(10**6), 10**6).filter(bool), st.integers(-(10**6), 10**6), DAYS)
def test_straight_pace_is_the_actual_over_the_part_of_the_period_that_has_passed(target, actual, as_of):
    judged = status(target, actual, as_of, [])
    share = Fraction((as_of - date(2025, 12, 31)).days, 365)

    assert judged.forecast == round(Fraction(actual) / share)
    if target > 0:
        assert abs(Fraction(judged.attainment) - Fraction(actual, target)) < Fraction(1, 10**20)
        assert abs(Fraction(judged.pace) - Fraction(actual, target) / share) < Fraction(1, 10**15)


@given(ACTUAL, PAST, DAYS)
def test_the_forecast_lies_between_the_extremes_of_the_past(actual, past, as_of):
    factors = [Fraction(total, to_date) for to_date, total in past]
    assume(max(factors) < 10**6)

    forecast = status(10**6, actual, as_of, past).forecast

    assert round(actual * min(factors)) <= forecast <= round(actual * max(factors))
