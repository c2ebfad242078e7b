"""Which goals will be missed: the warning, its cause, and its words."""

from datetime import date
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, attain, early_warnings
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money, Quantity
from partnerkit.values.time import Period

YEAR = Period.year(2026)
AUTUMN = date(2026, 9, 30)
PAST = [("700000", "900000"), ("720000", "1000000"), ("690000", "880000"), ("750000", "1010000")]


def euros(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def tree():
    parents = {"emea": None, "de": "emea", "fr": "emea", "de/service": "de", "de/shop": "de"}
    targets = {
        "emea": "3000000",
        "de": "2000000",
        "fr": "1000000",
        "de/service": "1000000",
        "de/shop": "1000000",
    }
    return GoalTree.of(
        Goal(id=name, parent=above, measure="revenue", period=YEAR, target=euros(targets[name]))
        for name, above in parents.items()
    )


@pytest.fixture
def history(tree):
    return {leaf: [(euros(first), euros(last)) for first, last in PAST] for leaf in tree.leaves}


def test_a_goal_that_will_be_missed_is_told_with_its_cause(tree, history):
    sold = {"de/service": euros("600000"), "de/shop": euros("790000"), "fr": euros("800000")}

    first, *_ = found = early_warnings(attain(tree, sold, as_of=AUTUMN, history=history))

    assert [each.subjects for each in found] == [("de", "de/service"), ("emea", "de/service")]
    assert (first.code, first.severity) == ("goal-at-risk", "medium")
    facts = first.reason.facts
    assert (facts["count"], facts["cause"], facts["gap"].currency) == (3, "de/service", "EUR")
    assert facts["gap"] == euros("2000000") - attain(tree, sold, as_of=AUTUMN, history=history)["de"].forecast


def test_a_goal_without_end_has_no_months_to_go():
    since = Period.since(date(2026, 1, 1))
    staff = GoalTree.of(
        [Goal(id="staff", measure="people", period=since, target=10)],
        measure=Measure(id="people", kind="stock"),
    )

    (found,) = early_warnings(attain(staff, {"staff": 6}, as_of=AUTUMN))

    assert found.reason.facts["count"] is None
    assert say(found.reason).startswith("staff, without end: 60% of what is due by now")


def test_the_words_say_it_in_one_sentence(tree, history):
    sold = {"de/service": euros("600000"), "de/shop": euros("790000"), "fr": euros("800000")}
    (finding, _) = early_warnings(attain(tree, sold, as_of=AUTUMN, history=history))
    likely = finding.reason.facts["probability"].amount

    assert say(finding, names={"de": "Germany", "de/service": "Service Germany"}).startswith(
        f"Germany: 3 months to go, {likely}% likely, gap €"
    )
    assert say(finding, names={"de/service": "Service Germany"}).endswith("main cause: Service Germany.")
    assert "noch 3 Monate" in say(finding, locale="de")
    assert "3 månader kvar" in say(finding, locale="sv")
    assert "1 month to go" in say(early_warnings(attain(tree, sold, as_of=date(2026, 11, 30)))[0])


def test_who_will_reach_the_goal_is_not_warned_of(tree, history):
    sold = dict.fromkeys(tree.leaves, euros("950000"))

    assert early_warnings(attain(tree, sold, as_of=AUTUMN, history=history)) == ()


def test_without_a_chance_the_pace_is_told(tree):
    sold = {"de/service": euros("300000"), "de/shop": euros("790000"), "fr": euros("800000")}

    found = early_warnings(attain(tree, sold, as_of=AUTUMN))

    assert [(each.code, each.subjects[0]) for each in found] == [
        ("goal-behind", "de"),
        ("goal-behind", "emea"),
    ]
    assert found[0].reason.facts["pace"] == Quantity.of(73, "%")


def test_leaves_are_told_when_asked_for(tree):
    sold = {"de/service": euros("300000"), "de/shop": euros("790000"), "fr": euros("800000")}

    found = early_warnings(attain(tree, sold, as_of=AUTUMN), leaves=True)

    assert [each.subjects[0] for each in found] == ["de/service", "de", "emea"]


def test_old_values_are_told_along(tree):
    months = {Period.quarter(2026, 1): euros("100000")}

    (finding,) = early_warnings(attain(tree, {"de/service": months}, as_of=AUTUMN))[:1]

    assert [each.code for each in finding.evidence] == ["unknown-leaves", "stale-actual"]


def test_what_has_not_begun_or_is_over_is_not_warned_of(tree):
    assert early_warnings(attain(tree, {}, as_of=date(2025, 12, 1))) == ()
    assert early_warnings(attain(tree, {"fr": euros("1")}, as_of=date(2027, 1, 1))) == ()


def test_less_is_better_turns_the_gap(tree):
    costs = GoalTree.of(
        [Goal(id="cost", measure="cost", period=YEAR, target=euros("1000"))],
        measure=Measure(id="cost", better="lower"),
    )

    (finding,) = early_warnings(attain(costs, {"cost": euros("900")}, as_of=AUTUMN))

    assert finding.reason.facts["gap"] == euros("203.30")


@pytest.mark.parametrize(("days", "gap"), [(20, 10), (50, 5)])
def test_within_a_range_nothing_is_lacking_and_outside_what_leads_back_into_it(days, gap):
    stock = GoalTree.of(
        [
            Goal(id="all", measure="stock", period=YEAR, target=35),
            *(Goal(id=name, parent="all", measure="stock", period=YEAR, target=35) for name in ("a", "b")),
        ],
        measure=Measure(id="stock", kind="stock", better="target", target_range=(Decimal(30), Decimal(45))),
    )
    found = early_warnings(attain(stock, {"a": days, "b": 40}, as_of=AUTUMN), leaves=True)

    assert {each.subjects: each.reason.facts["gap"] for each in found}[("a",)] == gap


@pytest.mark.parametrize(
    ("sold", "severity"), [("65000", "high"), ("66000", "medium"), ("131000", "medium"), ("132000", "low")]
)
def test_a_pace_is_as_grave_as_it_is_a_part_of_what_calls_for_no_warning(sold, severity):
    # By the 182nd of 365 days 182,000 are due; nine tenths of it call for no warning.
    shop = GoalTree.of([Goal(id="shop", measure="revenue", period=YEAR, target=euros("365000"))])

    (found,) = early_warnings(attain(shop, {"shop": euros(sold)}, as_of=date(2026, 7, 1)))

    assert (found.code, found.severity) == ("goal-behind", severity)


def test_thresholds_that_are_none_are_refused(tree):
    status = attain(tree, {}, as_of=AUTUMN)
    with pytest.raises((InvalidValue, InvalidInput)):
        early_warnings(status, below=2)
    with pytest.raises((InvalidValue, InvalidInput)):
        early_warnings(status, pace_below=Decimal(-1))


def test_returns_above_all_sales_warn_at_the_least_pace_too(tree):
    status = attain(tree, {leaf: euros("-5") for leaf in tree.leaves}, as_of=AUTUMN)

    assert [found.severity for found in early_warnings(status, pace_below=Decimal(0))] == ["high", "high"]


def test_no_warning_comes_when_it_is_too_late(tree):
    known = dict.fromkeys(tree.leaves, euros("30"))
    measured = dict.fromkeys(tree.leaves, date(2026, 12, 30))
    last, over = (
        attain(tree, known, as_of=day, measured=measured) for day in (date(2026, 12, 30), date(2026, 12, 31))
    )

    assert early_warnings(last)
    assert not early_warnings(over)


def test_a_warning_is_the_same_in_every_context(tree):
    status = attain(tree, dict.fromkeys(tree.leaves, euros("33")), as_of=AUTUMN)

    with localcontext(prec=1):
        found = early_warnings(status)

    assert found == early_warnings(status)


@pytest.mark.parametrize(
    ("target", "actual", "gap"),
    [
        (Money.of("0.0101", "EUR", scale=4), Money.of("0.0030", "EUR", scale=4), "0.0061"),
        (Decimal("0.00011"), Decimal("0.00003"), "0.00007"),
    ],
)
def test_what_is_lacking_is_told_as_finely_as_the_goal(target, actual, gap):
    goals = GoalTree.of([Goal(id="fee", measure="fee", period=YEAR, target=target)])

    (finding,) = early_warnings(attain(goals, {"fee": actual}, as_of=AUTUMN))

    found = finding.reason.facts["gap"]
    assert str(getattr(found, "amount", found)) == gap
