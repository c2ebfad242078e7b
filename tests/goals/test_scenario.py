"""What if: a copy, and for every difference the leaves that make it, adding up exactly."""

from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import Changes, GoalTree, what_if
from partnerkit.values.errors import BrokenTree, InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

PARENTS = {"emea": None, "de": "emea", "de-n": "de", "de-s": "de", "fr": "emea", "amer": None}
AMOUNTS = {"emea": "110", "de": "60", "de-n": "25", "de-s": "35", "fr": "40", "amer": "7"}


def euros(amount):
    return Money.of(amount, "EUR")


def goal(name, parent, target):
    return Goal(id=name, parent=parent, measure="m", period=Period.year(2026), target=target)


@pytest.fixture
def tree():
    """With a reserve of 10 at emea."""
    return GoalTree.of(goal(name, parent, euros(AMOUNTS[name])) for name, parent in PARENTS.items())


def causes(found):
    return {each.goal: each.difference for each in found.causes}


def test_a_leaf_moves_all_above_it_and_a_reserve_stays(tree):
    scenario = what_if(tree, Changes(targets={"de-n": euros("30"), "fr": euros("39")}))

    assert {name: scenario.tree[name].target for name in ("emea", "de", "de-n", "fr", "amer")} == {
        "emea": euros("114"), "de": euros("65"), "de-n": euros("30"), "fr": euros("39"), "amer": euros("7"),
    }  # fmt: skip
    found = scenario.targets["emea"]
    assert (found.before, found.after, found.difference) == (euros("110"), euros("114"), euros("4"))
    assert causes(found) == {"de-n": euros("5"), "fr": euros("-1")}
    assert scenario.targets["amer"].causes == ()
    assert scenario.tree.gaps()[0].difference == tree.gaps()[0].difference == euros("10")
    assert scenario.actuals is None
    assert repr(scenario.targets) == "<Comparison of 6 goals; 2 leaves differ>"


def test_a_move_takes_from_one_side_and_gives_to_the_other(tree):
    scenario = what_if(tree, Changes(moved={"de": "amer"}), actuals={"de-n": euros("5"), "fr": euros("1")})

    # Amer was a leaf of its own; its 7 stands as it was stated.
    assert scenario.tree.path("de-n") == ("amer", "de", "de-n")
    assert causes(scenario.targets["emea"]) == {"de-n": euros("-25"), "de-s": euros("-35")}
    assert scenario.targets["emea"].after == euros("50")
    assert causes(scenario.actuals["emea"]) == {"de-n": euros("-5")}
    assert causes(scenario.actuals["amer"]) == {"de-n": euros("5")}


@pytest.mark.parametrize("changes", [Changes(moved={"de": "apac"}), Changes(without=["de"])])
def test_a_goal_whose_last_child_goes_keeps_its_reserve_and_no_more(changes):
    amounts = {"all": 165, "emea": 110, "de": 100, "apac": 55, "jp": 50}
    above = {"emea": "all", "de": "emea", "apac": "all", "jp": "apac"}
    scenario = what_if(
        GoalTree.of(goal(name, above.get(name), each) for name, each in amounts.items()), changes
    )

    gone = 100 if changes.without else 0
    assert scenario.tree["emea"].target == 10
    assert scenario.tree["apac"].target == 155 - gone
    assert scenario.tree["all"].target == 165 - gone
    assert causes(scenario.targets["emea"]) == {"de": -100}
    assert causes(scenario.targets["all"]) == ({"de": -100} if gone else {})


def test_goals_come_go_and_are_stated_anew(tree):
    scenario = what_if(
        tree,
        Changes(goals=[goal("it", "emea", euros("8")), goal("emea", None, euros("200"))], without=["de"]),
        actuals={"de-n": euros("5"), "fr": euros("1")},
    )

    assert list(scenario.tree) == ["amer", "emea", "fr", "it"]
    found = scenario.targets["emea"]
    assert found.difference == euros("90")
    assert causes(found) == {
        "de-n": euros("-25"),
        "de-s": euros("-35"),
        "it": euros("8"),
        "emea": euros("142"),
    }
    assert (scenario.targets["de-s"].before, scenario.targets["de-s"].after) == (euros("35"), None)
    assert scenario.actuals["emea"].difference == euros("-5")
    assert len(scenario.targets) == 7
    assert set(scenario.targets) == {*PARENTS, "it"}
    with pytest.raises(KeyError):
        scenario.targets["xx"]


def test_actuals_change_become_known_and_unknown(tree):
    scenario = what_if(
        tree,
        Changes(actuals={"de-n": euros("9"), "fr": None}),
        actuals={"fr": euros("1"), "de-s": euros("2")},
    )

    found = scenario.actuals["emea"]
    assert (found.before, found.after, found.difference) == (euros("3"), euros("11"), euros("8"))
    assert causes(found) == {"de-n": euros("9"), "fr": euros("-1")}
    assert scenario.actuals["fr"].after is None
    # Of what nobody knows, before or after, nothing is said; a plain 0 was no amount in euros.
    assert what_if(tree, Changes(), actuals={"fr": None}).actuals["fr"].difference is None


def test_differences_of_ratios_are_exact_and_add_up():
    ratios = {"all": Ratio.of(0, 1), "a": Ratio.of(1, 3), "b": Ratio.of(2, 7)}
    tree = GoalTree.of(goal(name, None if name == "all" else "all", each) for name, each in ratios.items())
    scenario = what_if(
        tree,
        Changes(actuals={"a": Ratio.of(2, 5), "b": Ratio.of(6, 6)}),
        actuals={"a": Ratio.of(1, 3), "b": Ratio.of(2, 7)},
    )

    found = scenario.actuals["all"]
    assert found.difference == Fraction(8, 11) - Fraction(3, 10)
    assert sum(causes(found).values()) == found.difference
    assert set(causes(found)) == {"a", "b"}
    nothing = what_if(tree, Changes(actuals={"a": Ratio.of(1, 3)}))
    assert nothing.actuals["all"].difference is None


def test_what_is_not_there_or_cannot_be_is_refused(tree):
    with pytest.raises(InvalidInput) as caught:
        what_if(
            tree, Changes(targets={"de": euros("1"), "xx": euros("1")}, moved={"yy": None}, without=["zz"])
        )
    assert [fault.path for fault in caught.value.faults] == [
        "changes.targets[de]",
        "changes.targets[xx]",
        "changes.moved[yy]",
        "changes.without[zz]",
    ]
    # What is taken away cannot be changed too, unless it is given anew.
    gone = Changes(
        targets={"de-n": euros("1")}, moved={"de": None}, without=["de", "new"], goals=[goal("new", None, 5)]
    )
    with pytest.raises(InvalidInput) as caught:
        what_if(tree, gone)
    assert [(fault.path, fault.value) for fault in caught.value.faults] == [
        ("changes.targets[de-n]", "a goal that is taken away"),
        ("changes.moved[de]", "a goal that is taken away"),
        ("changes.without[new]", "a new goal"),
    ]
    with pytest.raises(BrokenTree):
        what_if(tree, Changes(moved={"emea": "de-n"}))
    distinct = GoalTree.of([goal("a", None, 5)], measure=Measure(id="m", kind="distinct"))
    with pytest.raises(InvalidValue, match="two roll-ups of sets"):
        what_if(distinct, Changes())


def test_declared_padding_stays_declared(tree):
    padded = tree.with_padding({"emea": Decimal("0.1"), "de": Decimal("0.2")})

    scenario = what_if(padded, Changes(without=["de"]))

    assert scenario.tree.padding == {"emea": Decimal("0.1")}


def test_a_goal_that_is_nowhere_is_not_found(tree):
    scenario = what_if(tree, Changes())

    with pytest.raises(NotFound, match="goals: there is no 'xx'; known: amer, emea, de"):
        scenario.targets["xx"]


def test_one_id_is_no_list_of_letters():
    with pytest.raises(InvalidValue, match=r"without: 'de' .* use a list of ids"):
        Changes(without="de")
