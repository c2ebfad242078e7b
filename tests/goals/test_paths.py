"""A table becomes a tree: stable ids, sums above, every fault with its row."""

import pickle
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import GoalTree, regroup, roll_up
from partnerkit.goals.paths import read_rows
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.frames import to_frame
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

REVENUE = Measure(id="revenue", currency="EUR")
TABLE = {
    "territory": ["de", "de", "fr", "de"],
    "partner": ["P-1", "P-1", "P-2", "P-3"],
    "month": ["2026-01", "2026-02", "2026-01", "2026-03"],
    "amount": [10, 20, 30, 40],
    "owner": ["anna", "anna", None, "bo"],
    "region": ["x", "x", "y", "x"],
}


def built(table=TABLE, **more):
    given = {
        "path": ("territory", "partner", "month"),
        "target": "amount",
        "period": "month",
        "measure": REVENUE,
    }
    return GoalTree.from_frame(table, **(given | more))


def test_ids_are_paths_and_what_is_above_is_the_sum():
    tree = built()

    assert list(tree) == [
        "all", "de", "de/P-1", "de/P-1/2026-01", "de/P-1/2026-02", "de/P-3", "de/P-3/2026-03",
        "fr", "fr/P-2", "fr/P-2/2026-01",
    ]  # fmt: skip
    assert tree["all"].target == Money.of("100", "EUR")
    assert tree["de/P-1"].target == Money.of("30", "EUR")
    assert tree.gaps() == ()


def test_goals_know_what_the_row_says_and_their_days():
    tree = built()

    assert tree["de/P-1/2026-02"] == Goal(
        id="de/P-1/2026-02",
        parent="de/P-1",
        measure="revenue",
        period=Period.month(2026, 2),
        target=Money.of("20", "EUR"),
        owner="anna",
        partner="P-1",
        territory="de",
        attributes={"month": "2026-02"},
    )
    assert tree["de/P-1"].period == Period.of(date(2026, 1, 1), date(2026, 3, 1))
    assert (tree["de"].territory, tree["de"].partner, tree["de"].owner) == ("de", None, None)
    assert tree["all"].period == Period.quarter(2026, 1)
    assert tree["fr/P-2/2026-01"].owner is None


def test_the_order_of_rows_changes_nothing():
    turned = {name: column[::-1] for name, column in TABLE.items()}

    assert built(turned) == built()
    assert built(turned).to_frame()["goal"].tolist() == built().to_frame()["goal"].tolist()


@pytest.mark.parametrize("kind", ["dict", "pandas", "polars", "pyarrow", "duckdb"])
def test_every_kind_of_frame_gives_the_same_tree(kind):
    if kind != "dict":
        pytest.importorskip(kind)
    assert built(to_frame(TABLE, kind)) == built()


def test_without_a_root_each_first_part_is_one_and_one_column_is_a_path():
    assert built(root=None).roots == ("de", "fr")
    flat = built(
        {"product": ["fw", "ap"], "amount": [1, 2]}, path=("product",), period=Period.year(2026), root=None
    )
    assert flat.roots == flat.leaves == ("ap", "fw")
    assert flat["fw"].product == "fw"


def test_a_tree_of_a_table_does_what_other_trees_do():
    tree = built()

    assert pickle.loads(pickle.dumps(tree)) == tree
    assert roll_up(tree, {"de/P-3/2026-03": Money.of("7", "EUR")})["de"] == Money.of("7", "EUR")
    assert regroup(tree, "owner", other="nobody")["owner=anna"].target == Money.of("30", "EUR")
    more = tree.with_(
        Goal(
            id="it",
            parent="all",
            measure="revenue",
            period=Period.month(2026, 1),
            target=Money.of("1", "EUR"),
        )
    )
    assert more.children("all") == ("de", "fr", "it")


def test_targets_count_what_the_measure_counts():
    year = {"path": ("territory",), "period": Period.year(2026)}
    pieces = built(
        {"territory": ["de"], "amount": [Decimal("1.5")]}, measure=Measure(id="n", unit="t"), **year
    )
    plain = built({"territory": ["de"], "amount": [3]}, measure="n", **year)
    rates = built({"territory": ["a", "b"], "amount": [Ratio.of(1, 2), Ratio.of(9, 10)]}, measure="r", **year)

    assert pieces["de"].target == Quantity.of("1.5", "t")
    assert plain["all"].target == 3
    assert rates["all"].target == Ratio.of(10, 12)
    assert built({"territory": ["de"], "amount": [Decimal("0.5")]}, **year)["de"].target == Money.of(
        "0.50", "EUR"
    )


@pytest.mark.parametrize("part", ["P-1 ", "", "P/1", None])
def test_the_remedy_for_a_part_of_a_path_names_blanks_as_well_as_the_separator(part):
    with pytest.raises(
        InvalidValue, match="visible characters without blanks around it, and none of '/' in it"
    ):
        built({"partner": [part, "P-2"], "amount": [1, 2]}, path=("partner",), period=Period.year(2026))


def test_all_that_cannot_be_a_path_or_a_period_is_refused_with_its_row():
    wrong = TABLE | {"partner": ["P/1", "P-1", None, "P-3"], "month": ["2026-01", "soon", "2026-01", 3]}
    with pytest.raises(InvalidInput) as caught:
        built(wrong, path=("territory", "partner"))

    assert [fault.path for fault in caught.value.faults] == [
        "frame['partner'][0]",
        "frame['partner'][2]",
        "frame['month'][1]",
        "frame['month'][3]",
    ]
    assert built(TABLE | {"partner": ["P/1"] * 4}, separator="|")["de|P/1"].partner == "P/1"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": [1.5, 2, 3, 4]}, "frame['amount'][0]"),
        ({"amount": [1, None, 3, 4]}, "frame['amount'][1]"),
        ({"amount": [float("nan"), 2, 3, 4]}, "frame['amount'][0]"),
        ({"amount": [Decimal("1.005"), 2, 3, 4]}, "frame['amount']"),
        (
            {"partner": ["P-1"] * 4, "month": ["2026-01", "2026-01", "2026-01", "2026-03"]},
            "goals[de/P-1/2026-01].id",
        ),
    ],
)
def test_floats_gaps_and_twins_are_refused(change, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        built(TABLE | change)

    found = caught.value.faults if isinstance(caught.value, InvalidInput) else (caught.value,)
    assert found[0].path == path


def test_columns_that_are_not_there_and_empty_tables_are_refused():
    with pytest.raises(InvalidValue, match="one of the columns"):
        built(path=("country",))
    with pytest.raises(InvalidValue, match="at least one column"):
        built(path=())
    with pytest.raises(InvalidValue, match="a row for each leaf"):
        built({name: [] for name in TABLE})


def test_rows_are_a_sequence_of_goals_leaves_first():
    rows, faults = read_rows(
        TABLE, ("territory",), "amount", "revenue", "month", root=None, unit=None, separator="/"
    )
    tree = {"territory": ["de", "fr"], "amount": [1, 2]}
    few, _ = read_rows(
        tree, ("territory",), "amount", "revenue", Period.year(2026), root="all", unit=None, separator="/"
    )

    assert faults == []
    assert len(rows) == 4
    assert [each.id for each in few[:2]] == ["de", "fr"]
    assert [each.id for each in few] == ["de", "fr", "all"]
    assert len(few.taken(np.array([2, 0]))) == 2
    assert few.taken(np.array([2, 0]))[0].parent is None


def test_one_column_is_no_path_of_letters():
    with pytest.raises(InvalidValue, match=r"path: 'territory' .* use a list of columns"):
        built(path="territory")
