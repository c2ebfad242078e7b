"""What is handed down and what is proposed, brought together."""

from decimal import Decimal

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, cascade, diff, reconcile, roll_up
from partnerkit.goals.coherent import MOST_NODES
from partnerkit.goals.reconcile import METHODS
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

TARGETS = {
    "all": (None, "1000"),
    "anna": ("all", "600"),
    "ben": ("all", "400"),
    "nord": ("anna", "350"),
    "elbe": ("anna", "250"),
    "sued": ("ben", "400"),
}


def euros(amount):
    return Money.of(amount, "EUR")


def tree(**more):
    return GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=euros(target), **more)
        for name, (up, target) in TARGETS.items()
    )


SAID = {"nord": euros("300"), "elbe": euros("270.01"), "ben": euros("380")}
ERRORS = {
    name: [place + 1.5 * step * (-1) ** step for step in range(5)] for place, name in enumerate(TARGETS)
}


def amounts(found):
    return {goal: str(found[goal].target.amount) for goal in found}


def test_bottom_up_believes_the_leaves():
    found = reconcile(tree(), SAID)

    assert amounts(found.tree) == {
        "all": "970.01",
        "anna": "570.01",
        "elbe": "270.01",
        "nord": "300.00",
        "ben": "400.00",
        "sued": "400.00",
    }
    assert (found.method, found.unanswered) == ("bottom-up", ("sued",))


def test_top_down_keeps_the_total_and_shares_as_proposed():
    found = reconcile(tree(), SAID, method="top-down").tree

    assert found["all"].target == euros(1000)
    assert found["nord"].target == euros("309.27")
    assert amounts(found) == amounts(cascade(tree(), "all", by={"nord": 30000, "elbe": 27001, "sued": 40000}))


def test_middle_out_keeps_a_level():
    found = reconcile(tree(), SAID, method="middle-out", level=1).tree

    assert amounts(found) == {
        "all": "980.00",
        "anna": "600.00",
        "elbe": "284.22",
        "nord": "315.78",
        "ben": "380.00",
        "sued": "380.00",
    }
    assert amounts(reconcile(tree(), SAID, method="middle-out", level=0).tree) == amounts(
        reconcile(tree(), SAID, method="top-down").tree
    )
    assert amounts(reconcile(tree(), SAID, method="middle-out", level=2).tree) == amounts(
        reconcile(tree(), SAID).tree
    )


@pytest.mark.parametrize("method", METHODS)
def test_the_answer_adds_up_and_what_adds_up_stays(method):
    more = {"level": 1} if method == "middle-out" else {"errors": ERRORS} if method == "mint" else {}

    found = reconcile(tree(), SAID, method=method, **more).tree

    assert found.gaps() == ()
    assert roll_up(found, {leaf: found[leaf].target for leaf in found.leaves})["all"] == found["all"].target
    assert diff(reconcile(found, {}, method=method, **more).tree, found) == ()


def test_who_is_less_sure_moves_more():
    sure = dict.fromkeys(TARGETS, 1.0)

    loose = reconcile(tree(), SAID, method="wls", variances={**sure, "nord": 1e9}).tree
    tight = reconcile(tree(), SAID, method="wls", variances={**sure, "nord": 1e-9}).tree

    assert tight["nord"].target == euros("300.00")
    assert loose["nord"].target > euros("310")
    assert loose["elbe"].target == euros("270.01")


def test_declared_padding_is_no_more_once_it_is_reconciled():
    handed = cascade(tree(), "all", by={"nord": 1, "elbe": 1, "sued": 1}, padding=Decimal("0.1"))

    assert len(handed.gaps()) == 3
    found = reconcile(handed, {}).tree
    assert (found.gaps(), found.padding) == ((), {})
    assert found["all"].target == euros("1210.00")


def test_very_large_amounts_are_exact():
    large = GoalTree.of(
        Goal(
            id=name,
            parent=up,
            measure="m",
            period=Period.year(2026),
            target=10**30 + 1 if not up else 3 * 10**29,
        )
        for name, (up, _) in TARGETS.items()
    )

    for method in ("bottom-up", "top-down", "ols", "wls"):
        found = reconcile(large, {"nord": 10**29 + 7}, method=method).tree
        assert found.gaps() == ()
    assert reconcile(large, {"nord": 10**29 + 7}).tree["nord"].target == 10**29 + 7


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"method": "best"}, "method"),
        ({"method": "ols", "level": 1}, "level"),
        ({"method": "middle-out"}, "level"),
        ({"method": "middle-out", "level": 3}, "level"),
        ({"method": "middle-out", "level": True}, "level"),
        ({"method": "wls", "variances": {**dict.fromkeys(TARGETS, 1), "nord": 0}}, "variances[nord]"),
        ({"method": "wls", "variances": {**dict.fromkeys(TARGETS, 1), "xx": 1}}, "variances[xx]"),
        ({"method": "ols", "variances": dict.fromkeys(TARGETS, 1)}, "variances"),
        ({"method": "wls", "errors": ERRORS}, "errors"),
        ({"method": "mint", "errors": {**ERRORS, "nord": [1]}}, "errors[nord]"),
        ({"method": "mint", "errors": {**ERRORS, "nord": [float("nan")] * 5}}, "errors[nord]"),
    ],
    ids=str,
)
def test_what_a_method_needs_it_must_have(more, path):
    with pytest.raises(InvalidValue) as caught:
        reconcile(tree(), SAID, **more)

    assert caught.value.path == path


def test_nothing_proposed_below_is_told_of_amounts_larger_than_a_machine_counts():
    goals = [
        Goal(id=name, parent=parent, measure="m", period=Period.year(2026), target=0)
        for name, parent in (("all", None), ("de", "all"), ("fr", "all"))
    ]

    with pytest.raises(InvalidValue, match="nothing is proposed below it is not valid here"):
        reconcile(GoalTree.of(goals), {"all": 10**20}, method="top-down")


def test_wrong_proposals_are_refused_together():
    with pytest.raises(InvalidInput) as caught:
        reconcile(tree(), {"xx": euros(1), "yy": euros(1)})

    assert [fault.path for fault in caught.value.faults] == ["proposals[xx]", "proposals[yy]"]
    with pytest.raises(InvalidValue, match="leave it out"):
        reconcile(tree(), {"nord": None})
    with pytest.raises(CurrencyMismatch):
        reconcile(tree(), {"nord": Money.of(1, "USD")})
    with pytest.raises(InvalidValue, match="0 or more to share by"):
        reconcile(tree(), {"nord": euros(-1)}, method="top-down")
    with pytest.raises(InvalidValue, match="propose an amount above 0 below ben"):
        reconcile(tree(), {"sued": euros(0)}, method="middle-out", level=1)
    with pytest.raises(InvalidInput):
        reconcile(tree(), SAID, method="mint")


def test_a_covariance_of_too_many_is_refused_in_words():
    year = Period.year(2026)
    many = [Goal(id="r", measure="m", period=year, target=1)]
    many += [Goal(id=f"g{at}", parent="r", measure="m", period=year, target=1) for at in range(MOST_NODES)]

    with pytest.raises(InvalidValue, match='use "wls" for more than 2,000 goals'):
        reconcile(GoalTree.of(many), {}, method="mint", errors={})


def test_ratios_are_not_reconciled():
    rates = GoalTree.of(
        [Goal(id="r", measure="rate", period=Period.year(2026), target=Decimal("0.9"))],
        measure=Measure(id="rate", kind="ratio"),
    )

    with pytest.raises(InvalidValue, match="ratios do not add up"):
        reconcile(rates, {})


def test_counts_of_different_things_are_not_told_to_be_ratios():
    customers = GoalTree.of(
        [Goal(id="de", measure="m", period=Period.year(2026), target=5)],
        measure=Measure(id="m", kind="distinct"),
    )

    with pytest.raises(InvalidValue, match="what counts for several goals does not add up"):
        reconcile(customers, {"de": 4})
    with pytest.raises(InvalidValue, match="what counts for several goals has no shares"):
        cascade(customers, "de", by="equal")


def test_errors_of_a_goal_that_is_not_there_are_refused():
    with pytest.raises(InvalidValue, match=r"errors\[xx\]: 'xx' .* id of a goal"):
        reconcile(tree(), SAID, method="mint", errors=ERRORS | {"xx": (1.0, 2.0)})
