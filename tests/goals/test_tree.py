"""A goal tree: built in any order, refused with all its faults, read by id."""

import pickle
from datetime import date, datetime
from decimal import Decimal
from itertools import repeat

import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import (
    Changes,
    GoalTree,
    PlanningRound,
    Step,
    Views,
    actuals_of,
    align,
    alignment_findings,
    attain,
    attain_jointly,
    blend,
    cascade,
    compare,
    diff,
    divide_actuals,
    early_warnings,
    hand_over,
    history,
    judge_commitments,
    potential,
    reconcile,
    regroup,
    roll_up,
    share_credit,
    trend,
    what_if,
)
from partnerkit.values.errors import (
    BrokenTree,
    CurrencyMismatch,
    InvalidInput,
    InvalidValue,
    NotFound,
    UnitMismatch,
)
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)


def euros(amount):
    return Money.of(amount, "EUR")


def goal(name, parent=None, target="0", *, period=YEAR, measure="revenue"):
    return Goal(
        id=name,
        parent=parent,
        measure=measure,
        period=period,
        target=euros(target) if isinstance(target, str) else target,
    )


@pytest.fixture
def emea():
    return GoalTree.of(
        [
            goal("fr", "emea", "30"),
            goal("de-north", "de", "25"),
            goal("emea", None, "100"),
            goal("de-south", "de", "35"),
            goal("de", "emea", "60"),
            goal("amer", None, "7"),
        ]
    )


def test_the_tree_is_read_by_id(emea):
    assert emea["de"].target == euros("60")
    assert emea.roots == ("amer", "emea")
    assert emea.children("emea") == ("de", "fr")
    assert emea.children("fr") == ()
    assert emea.leaves == ("amer", "de-north", "de-south", "fr")
    assert emea.parent("de") == "emea"
    assert emea.parent("emea") is None
    assert emea.path("de-south") == ("emea", "de", "de-south")
    assert len(emea) == 6
    assert "de" in emea
    assert "xx" not in emea
    assert emea.get("xx") is None


def test_a_walk_reads_branch_after_branch(emea):
    assert list(emea) == ["amer", "emea", "de", "de-north", "de-south", "fr"]
    assert [each.id for each in emea.values()] == list(emea)


def test_an_unknown_goal_is_not_found_and_the_roots_are_named(emea):
    with pytest.raises(NotFound) as caught:
        emea["xx"]

    assert caught.value == NotFound(path="goals", key="xx", known=("amer", "emea"))
    with pytest.raises(NotFound):
        emea.children("xx")


def test_gaps_name_the_goals_whose_children_do_not_add_up(emea):
    (gap,) = emea.gaps()

    assert (gap.goal, gap.target, gap.children_total, gap.difference) == (
        "emea",
        euros("100"),
        euros("90"),
        euros("10"),
    )
    assert emea.with_(goal("it", "emea", "10")).gaps() == ()
    (surplus,) = emea.with_(goal("it", "emea", "10.01")).gaps()
    assert surplus.difference == euros("-0.01")


def test_with_replaces_and_adds_goals_and_leaves_the_tree_as_it_was(emea):
    changed = emea.with_(goal("fr", "emea", "40"), goal("it", "emea", "1"))

    assert changed["fr"].target == euros("40")
    assert changed.children("emea") == ("de", "fr", "it")
    assert emea["fr"].target == euros("30")


def test_ratio_targets_leave_a_gap_when_the_rolled_up_ratio_differs():
    def rate(name, parent, numerator, denominator):
        return goal(name, parent, Ratio.of(numerator, denominator))

    even = [rate("all", None, 9, 10), rate("a", "all", 80, 100), rate("b", "all", 100, 100)]
    assert GoalTree.of(even).gaps() == ()
    (gap,) = GoalTree.of([*even[:2], rate("b", "all", 0, 100)]).gaps()
    assert gap.children_total == Ratio.of(80, 200)
    assert gap.difference == Decimal("0.5")


def test_rates_as_plain_numbers_show_no_gaps_because_they_cannot_be_added():
    rates = [goal("all", None, Decimal("0.95")), goal("a", "all", Decimal("0.95"))]
    tree = GoalTree.of(
        [*rates, goal("b", "all", Decimal("0.95"))], measure=Measure(id="revenue", kind="ratio")
    )

    assert tree.gaps() == ()


def test_quantities_and_plain_numbers_add_up():
    pieces = [goal("all", None, Quantity.of("5", "pcs")), goal("a", "all", Quantity.of("4.5", "pcs"))]
    numbers = [goal("all", None, 5), goal("a", "all", 4)]

    assert GoalTree.of(pieces).gaps()[0].difference == Quantity.of("0.5", "pcs")
    assert GoalTree.of(numbers).gaps()[0].difference == 1
    assert type(GoalTree.of(numbers).gaps()[0].difference) is int


def test_finer_amounts_than_the_currency_has_are_counted_exactly():
    fine = [goal("all", None, Money.of("1.0001", "EUR", scale=4)), goal("a", "all", "1.00")]

    assert GoalTree.of(fine).gaps()[0].difference == Money.of("0.0001", "EUR", scale=4)


def test_amounts_beyond_int64_are_counted_exactly():
    huge = [goal("all", None, "90000000000000000000.01"), goal("a", "all", "90000000000000000000.00")]

    assert GoalTree.of(huge).gaps()[0].difference == euros("0.01")


@pytest.mark.parametrize(
    ("fault", "goals", "nodes"),
    [
        ("orphan", [goal("a", "nowhere")], ("a", "nowhere")),
        ("cycle", [goal("b", "a"), goal("a", "c"), goal("c", "b"), goal("hangs", "a")], ("a", "c", "b")),
    ],
)
def test_one_broken_place_is_named(fault, goals, nodes):
    with pytest.raises(BrokenTree) as caught:
        GoalTree.of([goal("root"), *goals])

    assert caught.value.fault == fault
    assert caught.value.nodes == nodes


def test_thirty_two_levels_are_allowed_and_no_more():
    chain = [goal("g00")] + [goal(f"g{level:02}", f"g{level - 1:02}") for level in range(1, 32)]

    assert GoalTree.of(chain).path("g31")[0] == "g00"
    with pytest.raises(BrokenTree) as caught:
        GoalTree.of([*chain, goal("g32", "g31")])
    assert (caught.value.fault, caught.value.nodes) == ("depth", ("g32",))


def test_all_faults_come_together():
    with pytest.raises(InvalidInput) as caught:
        GoalTree.of(
            [
                goal("a"),
                goal("a"),
                goal("b", "nowhere"),
                goal("c", "d"),
                goal("d", "c"),
                goal("e", "a", Money.of("1", "USD")),
                goal("f", "a", 1),
                goal("g", "a", measure="margin"),
                goal("h", "a", period=Period.year(2027)),
            ]
        )

    assert [fault.path for fault in caught.value.faults] == [
        "goals[a].id",
        "goals[b].parent",
        "goals[c].parent",
        "goals[e].target",
        "goals[f].target",
        "goals[g].measure",
        "goals[h].period",
    ]


def test_mixed_currencies_and_units_are_refused():
    with pytest.raises(CurrencyMismatch) as caught:
        GoalTree.of([goal("a"), goal("b", "a"), goal("c", "a", Money.of("1", "USD"))])
    assert caught.value == CurrencyMismatch(path="goals[c].target", expected="EUR", found="USD")
    with pytest.raises(UnitMismatch):
        GoalTree.of([goal("a", None, 1), goal("b", "a", 1), goal("c", "a", Quantity.of(1, "pcs"))])
    with pytest.raises(CurrencyMismatch):
        GoalTree.of([goal("a")], measure=Measure(id="revenue", currency="USD"))


def test_a_goal_may_cover_part_of_its_parents_period_and_no_more():
    quarter = goal("q1", "year", period=Period.quarter(2026, 1))

    assert GoalTree.of([goal("year"), quarter]).children("year") == ("q1",)
    with pytest.raises(InvalidValue, match="within that of year"):
        GoalTree.of(
            [goal("year"), goal("late", "year", period=Period.of(date(2026, 12, 1), date(2027, 1, 2)))]
        )


def test_a_stock_is_not_added_up_over_time():
    with pytest.raises(InvalidValue, match="not added up over time"):
        GoalTree.of(
            [goal("year", None, 5), goal("q1", "year", 5, period=Period.quarter(2026, 1))],
            measure=Measure(id="revenue", kind="stock"),
        )


@pytest.mark.parametrize("goals", [[], ["de"], [goal("a"), None]])
def test_nothing_and_other_things_are_no_tree(goals):
    with pytest.raises(InvalidValue) as caught:
        GoalTree.of(goals)

    assert caught.value.path == "goals"


def test_the_frame_has_a_row_for_each_goal_in_reading_order(emea):
    frame = emea.to_frame()

    assert frame["goal"].tolist() == list(emea)
    assert frame["depth"].tolist() == [0, 0, 1, 2, 2, 1]
    assert frame["target"].tolist()[1] == Decimal("100.00")
    assert set(frame["currency"].tolist()) == {"EUR"}


def test_a_tree_pickles_and_compares(emea):
    assert pickle.loads(pickle.dumps(emea)) == emea
    assert emea != emea.with_(goal("it", "emea", "10"))
    assert repr(emea).startswith("<GoalTree of 6 goals; 'amer': ")


def version(target, start, end, name="de", parent=None):
    return Goal(
        id=name,
        parent=parent,
        measure="m",
        period=Period.year(2026),
        target=target,
        valid=Period.of(date(2026, *start), date(2026, *end)),
    )


def test_one_goal_alone_whose_parent_is_not_there_is_an_orphan_too():
    with pytest.raises(BrokenTree) as caught:
        GoalTree.of([goal("de", "emea")])

    assert (caught.value.fault, caught.value.nodes) == ("orphan", ("de", "emea"))


def test_the_tree_of_a_day_holds_the_versions_of_that_day():
    versions = [version(10, (1, 1), (7, 1)), version(8, (7, 1), (12, 31))]
    always = Goal(id="fr", measure="m", period=Period.year(2026), target=3)

    assert [
        dict(GoalTree.of([*versions, always], on=day)).get("de", always).target
        for day in (date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31))
    ] == [10, 8, 3]


def test_versions_that_hold_at_once_are_refused_and_so_is_a_parent_that_does_not():
    with pytest.raises(InvalidValue, match="use each id once"):
        GoalTree.of([version(10, (1, 1), (7, 1)), version(8, (7, 1), (12, 31))])
    with pytest.raises(InvalidValue, match="use each id once"):
        GoalTree.of([version(10, (1, 1), (7, 2)), version(8, (7, 1), (12, 31))], on=date(2026, 7, 1))
    below = version(1, (1, 1), (12, 31), "north", "de")
    with pytest.raises(BrokenTree):
        GoalTree.of([version(10, (1, 1), (7, 1)), below], on=date(2026, 7, 1))
    with pytest.raises(InvalidValue, match="on"):
        GoalTree.of([below], on="2026-07-01")


def test_a_tree_has_at_most_a_million_goals_however_it_is_made():
    with pytest.raises(InvalidValue, match="use at most 1,000,000 goals in a tree"):
        GoalTree.of(repeat(goal("de")))
    with pytest.raises(InvalidValue, match="use at most 1,000,000 goals in a tree"):
        GoalTree.of_columns(range(1_000_001), (), (), None, (), measure=None)


def test_what_is_no_goal_has_no_place():
    assert GoalTree.of([goal("emea")]).ranks(["emea", "nobody"]).tolist() == [0, -1]


@pytest.mark.parametrize("wrong", [None, 5, "emea", [goal("de")], {"de": goal("de")}])
def test_what_is_no_tree_is_refused_by_name_wherever_a_tree_is_asked_for(wrong):
    noon = datetime.fromisoformat("2026-03-02T12:00Z")
    first_step = Step(goal="de", event="submit", by="anna", at=noon)
    calls = (
        lambda: cascade(wrong, "de", by="equal"),
        lambda: history(wrong, []),
        lambda: potential(wrong, []),
        lambda: blend(wrong, (Decimal(1), "equal")),
        lambda: roll_up(wrong, {}),
        lambda: actuals_of(wrong, []),
        lambda: attain(wrong, {}, as_of=date(2026, 3, 2)),
        lambda: regroup(wrong, "owner"),
        lambda: Views.of(wrong),
        lambda: hand_over(wrong, []),
        lambda: divide_actuals(wrong, {}),
        lambda: share_credit(wrong, []),
        lambda: what_if(wrong, Changes()),
        lambda: compare(wrong, {}),
        lambda: reconcile(wrong, {}),
        lambda: PlanningRound(id="2026").record(wrong, at=noon, by="anna"),
        lambda: PlanningRound(id="2026").advance(wrong, first_step),
    )
    for call in calls:
        with pytest.raises(InvalidValue, match="use a GoalTree") as refused:
            call()
        assert refused.value.path == "tree"


def test_other_arguments_of_another_kind_are_refused_by_name(emea):
    pair = ({"revenue": 1}, {"revenue": 1})
    frame = {"territory": ["de"], "amount": [1]}
    as_rows = {"path": ("territory",), "target": "amount", "period": YEAR, "measure": "revenue"}
    calls = {
        "goals": lambda: GoalTree.of(None),
        "measure": lambda: GoalTree.of([goal("de")], measure="revenue"),
        "goals[0]": lambda: emea.with_("de"),
        "period": lambda: GoalTree.from_frame(frame, **as_rows | {"period": 2026}),
        "target": lambda: GoalTree.from_frame(frame, **as_rows | {"target": ["amount"]}),
        "separator": lambda: GoalTree.from_frame(frame, **as_rows | {"separator": None}),
        "match": lambda: history(emea, [], match="partner"),
        "parts[0]": lambda: blend(emea, "equal"),
        "rates": lambda: roll_up(emea, {}, rates={"USD": 1}),
        "partners": lambda: actuals_of(emea, [], partners={"P-4": "D-1"}),
        "by[0]": lambda: regroup(emea, ["owner"]),
        "changes": lambda: what_if(emea, {"de": euros("1")}),
        "variances": lambda: reconcile(emea, {}, method="wls", variances=[1.0]),
        "step": lambda: PlanningRound(id="2026").advance(emea, "submit"),
        "before": lambda: diff(None, emea),
        "after": lambda: diff(emea, {5: 5}),
        "status": lambda: early_warnings(emea),
        "vendor": lambda: align({None: 1}, {"revenue": 1}),
        "stated": lambda: trend([pair]),
        "course": lambda: alignment_findings(pair, partner="P-4"),
        "joint": lambda: attain_jointly("J", {}),
        "joint_plan": lambda: judge_commitments("J", as_of=date(2026, 3, 2)),
    }
    for path, call in calls.items():
        with pytest.raises(InvalidValue) as refused:
            call()
        assert refused.value.path == path
