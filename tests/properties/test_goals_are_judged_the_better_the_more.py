"""
A better actual value never lowers attainment, pace, forecast or probability.

With one history, that is: rule, distribution and variance come from closed periods, never from the actual value.
What has more than twice what any closed period had in the end has outgrown them: from there on no chance is stated,
unless the goal is reached.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain
from partnerkit.goals.forecast import look_ahead
from partnerkit.goals.outlook import RULES, ClosedPeriods
from partnerkit.values.money import Money
from partnerkit.values.time import Period

YEAR = Period.year(2026)
PAST = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=3, max_size=8)
#: Few counts, varied by chance or not: these make Poisson's law, and long ones their own.
COUNTS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (pair[0], sum(pair))),
    min_size=3,
    max_size=24,
)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 30))
ACTUAL = st.integers(1, 10**6)
RULE = st.sampled_from([None, *RULES])
CONVENTION = st.sampled_from(["mirror", "inverse"])


def status(target, actual, as_of, past, *, better="higher", **more):
    goal = Goal(id="de", measure="m", period=YEAR, target=target)
    tree = GoalTree.of([goal], measure=Measure(id="m", better=better))
    return attain(tree, {"de": actual}, as_of=as_of, history={"de": past}, **more)["de"]


CHOICES = st.fixed_dictionaries(
    {"better": st.sampled_from(["higher", "lower"]), "rule": RULE, "lower_is_better": CONVENTION}
)


@given(st.integers(1, 10**6), st.tuples(ACTUAL, ACTUAL), DAYS, PAST | COUNTS, CHOICES)
def test_a_better_actual_is_never_judged_worse(target, two, as_of, past, choices):
    worse, best = sorted(two, reverse=choices["better"] == "lower")

    low, high = (status(target, actual, as_of, past, **choices) for actual in (worse, best))

    assert low.method == high.method
    assert low.attainment <= high.attainment
    assert low.pace <= high.pace
    if not is_outgrown(low) and not is_outgrown(high):
        assert low.distribution == high.distribution
        assert (low.probability is None) == (high.probability is None)
    if low.probability is not None and high.probability is not None:
        assert low.probability <= high.probability + 1e-12
        assert 0 <= low.probability <= 1
    by_size = (low, high) if choices["better"] == "higher" else (high, low)
    assert is_outgrown(by_size[0]) <= is_outgrown(by_size[1])


def is_outgrown(judged):
    return any(reason.code == "history-outgrown" for reason in judged.reasons)


@given(st.integers(1, 10**6), ACTUAL, DAYS, PAST | COUNTS, RULE)
def test_what_has_outgrown_its_past_is_certain_where_it_is_reached_and_else_unknown(
    target, actual, as_of, past, rule
):
    judged, most = status(target, actual, as_of, past, rule=rule), max(total for _, total in past)
    assume(judged.method in RULES)

    assert is_outgrown(judged) == (actual > 2 * most)
    assert is_outgrown(judged) == (judged.interval is None)
    if is_outgrown(judged):
        assert judged.probability in (None, 1.0)
        assert judged.probability is None or actual >= target
        if actual >= target and all(to_date <= total for to_date, total in past):
            assert judged.probability == 1.0


@given(st.integers(1, 10**6) | st.integers(1, 80), ACTUAL, DAYS, PAST | COUNTS, RULE)
def test_a_higher_goal_is_never_likelier(target, actual, as_of, past, rule):
    less, more = (status(target + each, actual, as_of, past, rule=rule).probability for each in (0, 1))

    # Of what has outgrown its past only what is reached is certain.
    assert (less is None) == (more is None) or less == 1.0
    assert less is None or more is None or more <= less + 1e-12


@given(st.integers(1, 10**6), ACTUAL, DAYS, PAST | COUNTS, RULE)
def test_to_reach_and_to_stay_below_are_certain_together(target, actual, as_of, past, rule):
    reach = status(target, actual, as_of, past, rule=rule)
    stay = status(target, actual, as_of, past, better="lower", rule=rule)

    both = reach.probability, stay.probability
    assert None in both or sum(both) >= 1 - 1e-9


@given(ACTUAL | st.integers(0, 60), PAST | COUNTS, DAYS, RULE)
def test_intervals_nest(actual, past, as_of, rule):
    levels = (0.2, 0.5, 0.8, 0.95, 0.999)
    found = [status(10**6, actual, as_of, past, rule=rule, level=level).interval for level in levels]

    assert len({each is None for each in found}) == 1
    if found[0] is not None:
        lows, highs = zip(*found, strict=True)
        assert list(lows) == sorted(lows, reverse=True)
        assert list(highs) == sorted(highs)
        assert all(low <= high for low, high in found)


#: One past, and what it says for many values to date at once.
SWEEP = np.concatenate([np.arange(1.0, 60.0), np.geomspace(60, 10**6, 60)])


def swept(past, rule, *, counts):
    to_date, total = (
        np.repeat(np.array(side)[:, None], len(SWEEP), axis=1) for side in zip(*past, strict=True)
    )
    closed = ClosedPeriods(to_date=to_date, total=total, known=np.ones(total.shape, dtype=bool), scale=0)
    return look_ahead(closed, SWEEP, counts=counts, rule=rule)


@given(PAST | COUNTS, RULE, st.booleans())
def test_rule_and_distribution_come_from_closed_periods_alone(past, rule, counts):
    outlook = swept(past, rule, counts=counts)

    assert len(np.unique(outlook.rule)) == 1
    assert len(np.unique(outlook.family[~np.isnan(outlook.error)])) <= 1
    assert len(np.unique(np.isnan(outlook.centre))) == 1


@given(PAST | COUNTS, RULE, st.booleans(), st.floats(0.2, 5))
def test_of_one_past_the_chance_rises_with_every_value_to_date(past, rule, counts, part):
    outlook = swept(past, rule, counts=counts)
    assume(not np.isnan(outlook.centre).any())

    for target in (part * abs(float(np.median(outlook.centre))), 0.0, 20.0, 5000.0):
        targets = np.full(len(SWEEP), target)
        for chances in (outlook.above(targets), -outlook.at_most(targets)):
            assert (np.diff(chances[~np.isnan(chances)]) >= -1e-12).all()


@given(PAST, st.integers(-(10**6), 10**6), RULE)
def test_chances_and_bounds_are_the_two_ways_to_read_one_distribution(past, actual, rule):
    to_date, total = (np.array(side, dtype=np.float64)[:, None] for side in zip(*past, strict=True))
    closed = ClosedPeriods(to_date=to_date, total=total, known=np.ones(total.shape, dtype=bool), scale=0)
    outlook = look_ahead(closed, np.array([float(actual)]), rule=rule, keeps=False)
    assume(not np.isnan(outlook.centre[0]) and outlook.error[0] > 1e-6 * abs(outlook.centre[0]))

    for chance in (0.01, 0.1, 0.4, 0.9, 0.99):
        assert abs(outlook.at_most(outlook.at(chance))[0] - chance) < 1e-6


@given(st.integers(-(10**6), 10**6).filter(bool), st.integers(-(10**6), 10**6), DAYS)
def test_straight_pace_is_the_actual_over_the_part_of_the_period_that_has_passed(target, actual, as_of):
    judged = status(target, actual, as_of, [])
    share = Fraction((as_of - date(2025, 12, 31)).days, 365)

    assert judged.forecast == round(Fraction(actual) / share)
    if target > 0:
        assert abs(Fraction(judged.attainment) - Fraction(actual, target)) < Fraction(1, 10**20)
        assert abs(Fraction(judged.pace) - Fraction(actual, target) / share) < Fraction(1, 10**15)


@given(ACTUAL, PAST, DAYS)
def test_the_chain_ladder_lies_between_the_extremes_of_the_past(actual, past, as_of):
    factors = [Fraction(total, to_date) for to_date, total in past]
    assume(max(factors) < 10**6)

    forecast = status(10**6, actual, as_of, past, rule="chain-ladder").forecast

    assert round(actual * min(factors)) <= forecast <= round(actual * max(factors))


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.tuples(st.integers(1, 60), st.integers(61, 120)))
def test_in_a_range_attainment_is_one_and_outside_it_falls(first, second, ends):
    low, high = map(Decimal, ends)
    measure = Measure(id="m", better="target", target_range=(low, high))
    tree = GoalTree.of([Goal(id="de", measure="m", period=YEAR, target=Decimal(60))], measure=measure)

    def far(cents):
        return max(low - Decimal(cents) / 100, Decimal(cents) / 100 - high, Decimal(0))

    near, off = (
        attain(tree, {"de": Decimal(cents) / 100}, as_of=date(2027, 1, 1))["de"]
        for cents in sorted((first, second), key=far)
    )
    same_side = (Decimal(first) < low * 100) == (Decimal(second) < low * 100)

    assert (near.attainment == 1) == (near.probability == 1.0)
    assert near.attainment >= off.attainment or not same_side


@given(st.lists(st.one_of(st.none(), st.integers(-100, 100)), min_size=1, max_size=5), DAYS)
def test_unknown_is_none_never_zero(values, as_of):
    names = [f"leaf {at}" for at in range(len(values))]
    root = Goal(id="all", measure="m", period=YEAR, target=Money.of("100", "EUR"))
    leaves = [
        Goal(id=name, parent="all", measure="m", period=YEAR, target=Money.of("10", "EUR")) for name in names
    ]
    actuals = {
        name: None if value is None else Money.of(value, "EUR")
        for name, value in zip(names, values, strict=True)
    }

    judged = attain(GoalTree.of([root, *leaves]), actuals, as_of=as_of)

    for name, value in zip(names, values, strict=True):
        nothing = judged[name].actual is None
        assert nothing == (value is None)
        assert nothing == (judged[name].attainment is None) == (judged[name].forecast is None)
    assert judged["all"].unknown == values.count(None)
    if None in values:
        assert judged["all"].probability is None


SIGNED = st.integers(-(10**6), 10**6)


@given(
    SIGNED.filter(bool),
    SIGNED,
    st.integers(1, 10**6),
    st.sampled_from(["higher", "lower"]),
    st.sampled_from([1, Decimal("0.01")]),
)
def test_whatever_the_sign_of_target_and_actual_one_is_the_goal_and_better_is_above_it(
    target, actual, step, better, unit
):
    """Also of a loss that is to shrink: the distance from the target in its own size, upwards in the good direction."""
    way = 1 if better == "higher" else -1

    def attainment(number):
        return status(target * unit, number * unit, date(2027, 1, 1), [], better=better).attainment

    here = attainment(actual)

    assert attainment(target) == 1
    assert (here > 1) - (here < 1) == ((actual > target) - (actual < target)) * way
    assert abs(Fraction(here) - 1 - Fraction((actual - target) * way, abs(target))) < Fraction(1, 10**20)
    assert attainment(actual + way * step) > here
