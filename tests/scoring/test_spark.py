"""On a Spark of two machines: the scores, the yardstick and the sums of plain columns, by key."""

from datetime import date
from decimal import Decimal

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")

import numpy as np
import pyarrow as pa

from partnerkit import Money, Period
from partnerkit.facts import Measure
from partnerkit.goals import GoalTree, roll_up
from partnerkit.scoring import Kpi, Scorecard, fit, score
from partnerkit.values.lazy import opened, released, table_for, totals

TODAY = date(2026, 4, 30)
COUNT = 60
COLUMNS = {
    "id": [f"P-{row}" for row in range(COUNT)],
    "tier": [("gold", "silver", None)[row % 3] for row in range(COUNT)],
    "revenue": [None if row % 11 == 0 else float(row * row % 37) for row in range(COUNT)],
    "returns": [float("nan") if row % 7 == 0 else row * 7 % 13 / 10 for row in range(COUNT)],
    "rejected": [row % 5 for row in range(COUNT)],
    "claims": [4 + row % 9 for row in range(COUNT)],
    "seen": [date(2026, 1 + row % 3, 1 + row % 28) for row in range(COUNT)],
    "se": [None if row % 5 == 0 else 0.5 + row % 3 for row in range(COUNT)],
    "month": [f"2026-0{1 + row % 3}" for row in range(COUNT)],
}
CARD = Scorecard(
    kpis=(
        Kpi("revenue", weight=3),
        Kpi("returns", better="lower", half_life="30d", measured="seen"),
        Kpi("refused", better="lower", count="rejected", of="claims"),
    ),
    peers=("tier",),
    min_peers=5,
)

#: Spark's own imports and conversions warn of what is to change in libraries it uses; none of it is called by us.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark.*"),
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark.*"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def frame(spark):
    return spark.createDataFrame(pa.table(COLUMNS)).cache()


def by_key(columns, name):
    return dict(zip(columns["id"].tolist(), columns[name].tolist(), strict=True))


def test_a_table_is_handed_over_without_python_on_the_machines(frame):
    columns = {
        "tier": np.array(["gold", None], dtype=object),
        "mean": np.array([0.1, np.nan]),
        "number": np.array([1, 2], dtype=np.int32),
        "is_here": np.array([True, False]),
    }
    made, none = (
        released(table_for(opened(frame), {name: column[:rows] for name, column in columns.items()}))
        for rows in (2, 0)
    )

    assert [tuple(row) for row in made.collect()] == [("gold", 0.1, 1, True), (None, None, 2, False)]
    assert (
        made.dtypes
        == none.dtypes
        == list(zip(columns, ("string", "double", "bigint", "boolean"), strict=True))
    )
    assert none.collect() == []
    assert "LocalRelation" in made._jdf.queryExecution().optimizedPlan().toString()


@pytest.fixture(scope="module")
def scored(frame):
    return score(CARD, frame, key="id", as_of=TODAY)


def compare(found, wanted):
    columns, wanted = found.to_frame(), wanted.to_frame()
    for name in ("score", "coverage", "staleness", "rank"):
        assert by_key(columns, name) == pytest.approx(by_key(wanted, name), rel=1e-9, abs=1e-9, nan_ok=True)
    return found


def same(card, frame, **options):
    options = {"key": "id", "as_of": TODAY, **options}
    return compare(score(card, frame, **options), score(card, COLUMNS, **options))


def test_scores_on_spark_are_those_of_arrays(scored):
    compare(scored, score(CARD, COLUMNS, key="id", as_of=TODAY))


def test_shares_on_spark_are_those_of_arrays_by_a_thousandth(frame):
    card = Scorecard(kpis=CARD.kpis, scale="percent_rank", peers=CARD.peers, min_peers=5)
    found, wanted = (score(card, given, key="id", as_of=TODAY).to_frame() for given in (frame, COLUMNS))

    for name in ("score", "coverage", "staleness"):
        assert by_key(found, name) == pytest.approx(by_key(wanted, name), rel=1e-9, abs=1e-3, nan_ok=True)


def test_everybody_together_is_ranked_in_parts_and_never_by_one_window(frame):
    card = Scorecard(kpis=CARD.kpis, aggregate="vikor")
    plan = same(card, frame).frame._jdf.queryExecution().optimizedPlan().toString()
    windows = [line for line in plan.splitlines() if "Window" in line]

    assert windows
    assert all("__part" in line.partition("windowspecdefinition")[2] for line in windows)


@pytest.mark.parametrize("weights", ["entropy", "critic"])
def test_weights_found_on_spark_are_those_of_arrays(frame, weights):
    kpis = tuple(Kpi(kpi.name, better=kpi.better, count=kpi.count, of=kpi.of) for kpi in CARD.kpis)
    card = Scorecard(kpis=kpis, weights=weights, peers=("tier",), min_peers=5)
    # That scores are made with them is shown by the card whose weights are given.
    found, wanted = (score(card, given, key="id", as_of=TODAY).weights for given in (frame, COLUMNS))

    assert found == pytest.approx(wanted, rel=1e-9)
    assert len(set(found)) == len(kpis)


def test_differences_count_in_part_on_spark_as_on_arrays(frame):
    kpis = (Kpi("revenue", weight=3, preference=(2, 9)), *CARD.kpis[1:])
    same(Scorecard(kpis=kpis, aggregate="promethee_ii", peers=("tier",), min_peers=5), frame)


def test_a_panel_and_means_drawn_to_the_peers_are_on_spark_those_of_arrays(frame):
    kpis = (Kpi("revenue", se="se", shrink="normal"), CARD.kpis[1])
    card = Scorecard(kpis=kpis, peers=("tier",), min_peers=5)
    same(card, frame, by="month")


def test_a_yardstick_fitted_on_spark_is_that_of_arrays(frame):
    here, there = (fit(CARD, given, key="id", as_of=TODAY) for given in (frame, COLUMNS))
    one = {name: column[8] for name, column in COLUMNS.items()}

    assert here.score_one(one) == pytest.approx(there.score_one(one), abs=1e-9)


@pytest.mark.parametrize("few", [1_000_000, 10])
def test_a_yardstick_of_ranks_is_fitted_without_a_window(frame, monkeypatch, few):
    monkeypatch.setattr("partnerkit.scoring.grids.FEW", few)
    card = Scorecard(kpis=CARD.kpis[:1], scale="percent_rank")
    here, there = (fit(card, given, key="id", as_of=TODAY) for given in (frame, COLUMNS))

    for figure in {value for value in COLUMNS["revenue"] if value is not None}:
        one = {"revenue": figure}
        assert here.score_one(one) == pytest.approx(there.score_one(one), abs=1e-9)


def test_both_machines_did_some_of_the_work(scored):
    spark = scored.frame.sparkSession.sparkContext._jsc.sc()
    spark.listenerBus().waitUntilEmpty()
    told = spark.statusStore().executorList(True)
    tasks = {each.id(): each.completedTasks() for each in map(told.apply, range(told.size()))}

    assert tasks.pop("driver") == 0
    assert len(tasks) == 2
    assert min(tasks.values()) > 0


def test_a_whole_tree_is_rolled_up_from_rows_on_spark_to_the_cent(spark):
    leaves = {
        "territory": ["de", "de", "fr", "fr"],
        "partner": ["P-1", "P-2", "P-3", "P-4"],
        "amount": [600, 300, 100, 50],
    }
    path = ("territory", "partner")
    revenue = Measure(id="revenue", currency="EUR")
    tree = GoalTree.from_frame(leaves, path=path, target="amount", period=Period.year(2026), measure=revenue)
    sales = [
        (leaves["territory"][row % 3], leaves["partner"][row % 3], Decimal(row * row + 1) / 100)
        for row in range(40)
    ]
    kinds = (pa.string(), pa.string(), pa.decimal128(12, 2))
    columns = map(pa.array, zip(*sales, ("fr", "P-4", None), strict=True), kinds)
    frame = spark.createDataFrame(pa.table(dict(zip((*path, "booked"), columns, strict=True))))
    wanted: dict[str, Decimal] = {}
    for territory, partner, booked in sales:
        for goal in ("all", territory, f"{territory}/{partner}"):
            wanted[goal] = wanted.get(goal, Decimal(0)) + booked

    found = totals(frame, key=path, value="booked")
    actuals = {goal: None if amount is None else Money.of(amount, "EUR") for goal, amount in found.items()}
    achieved = roll_up(tree, actuals)

    assert {goal: achieved[goal].amount for goal in wanted} == wanted
    assert set(tree) - set(wanted) == {"fr/P-4"}
    assert achieved.unknown["fr"] == 1
