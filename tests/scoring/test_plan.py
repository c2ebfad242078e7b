"""Every engine gives the scores of plain columns, by key."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count

import numpy as np
import pytest
from attrs import evolve
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, fit, places, score
from partnerkit.scoring.lazy_scores import LazyScores
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

duckdb = pytest.importorskip("duckdb")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

#: ibis calls DuckDB by a name that DuckDB means to retire.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

TODAY = date(2026, 4, 30)
KPIS = (
    Kpi("revenue", weight=3, valid=(0, 50)),
    Kpi("returns", better="lower"),
    Kpi("stock", better="target", target=(-2, 3), half_life="30d", measured="counted"),
    Kpi("offset", half_life="90d", measured="seen"),
    Kpi("refused", better="lower", count="rejected", of="claims"),
)
POINTS = {
    "revenue": (0, 4),
    "returns": (2, -2),
    "stock": (9, 0),
    "offset": (1e9, 1e9 + 3),
    "refused": (0.9, 0.1),
}


def columns(rows=240):
    rng = np.random.default_rng(1)
    claims = rng.integers(0, 30, rows).astype(float)

    def with_gaps(column):
        return np.where(rng.random(rows) < 0.1, np.nan, column)

    counted = [date(2026, 1, 1) + timedelta(int(days)) for days in rng.integers(0, 80, rows)]
    start = datetime(2026, 1, 1, 7, 3, 2, 5, tzinfo=UTC)
    return {
        "id": [f"P-{row}" for row in range(rows)],
        "tier": [["gold", "silver", None][place] for place in rng.integers(0, 3, rows)],
        "region": ["nsew"[min(3, int(place))] for place in rng.exponential(1.0, rows)],
        "revenue": with_gaps(rng.lognormal(0, 1, rows)),
        "returns": with_gaps(np.round(rng.normal(0, 2, rows))),
        "stock": with_gaps(rng.normal(0, 5, rows)),
        "offset": 1e9 + rng.integers(0, 4, rows),
        "rejected": np.floor(claims * rng.random(rows)),
        "claims": claims,
        "counted": [None if place % 9 == 0 else day for place, day in enumerate(counted)],
        "seen": [start + timedelta(hours=int(hours)) for hours in rng.integers(0, 1000, rows)],
    }


COLUMNS = columns()


def table(given=COLUMNS):
    return pa.table({name: pa.array(column, from_pandas=False) for name, column in given.items()})


NUMBERS = count(1)


@cache
def connection():
    """One database for all tests: to open one takes longer than to ask it; so few rows need no second thread."""
    return duckdb.connect(config={"threads": 1})


@cache
def ibis_connection():
    ibis = pytest.importorskip("ibis")
    # One of its own: ibis tells a connection to look up no variables.
    return ibis.duckdb.from_connection(duckdb.connect(config={"threads": 1}))


def polars_lazy(given=COLUMNS):
    return pl.from_arrow(table(given)).lazy()


def duckdb_relation(given=COLUMNS):
    name = f"given_{next(NUMBERS)}"
    connection().register(name, table(given))
    return connection().table(name)


def ibis_table(given=COLUMNS):
    name, asked = f"given_{next(NUMBERS)}", ibis_connection()
    asked.con.register(name, table(given))
    return asked.table(name)


ENGINES = [polars_lazy, duckdb_relation, ibis_table]


def each_with(*choices):
    """Every choice with Polars and DuckDB; with Ibis, which puts each question together for half a second, the first."""
    return [(make, choice) for choice in choices for make in ENGINES[:2]] + [(ibis_table, choices[0])]


def card_of(scale="peer_z", aggregate="weighted_sum", peers=("tier", "region"), kpis=KPIS, **options):
    if scale == "points":
        kpis = tuple(evolve(kpi, points=POINTS[kpi.name]) for kpi in kpis)
    return Scorecard(kpis=kpis, scale=scale, aggregate=aggregate, peers=peers, min_peers=14, **options)


def agree(card, frame, given=COLUMNS, *, atol=1e-9):
    options = {"key": "id", "as_of": TODAY, "contributions": True}
    wanted = score(card, given, **options)
    found = score(card, frame, **options)
    assert isinstance(found, LazyScores)
    got, want = found.to_frame(), wanted.to_frame()
    assert list(got) == list(want)
    row_of = {key: row for row, key in enumerate(got["id"].tolist())}
    order = [row_of[key] for key in want["id"].tolist()]
    for name in got:
        if name in {"id", "peer_group"}:
            assert got[name][order].tolist() == want[name].tolist()
        elif name != "rank" or atol <= 1e-9:
            assert_allclose(
                got[name][order].astype(float), want[name].astype(float), rtol=1e-9, atol=atol, err_msg=name
            )
    assert found.findings == wanted.findings
    return found, wanted


@pytest.mark.parametrize("scale", ["peer_z", "robust_z", "min_max", "vector", "percent_rank", "points"])
@pytest.mark.parametrize(
    ("make", "kpis"),
    [
        (polars_lazy, KPIS),
        (duckdb_relation, KPIS),
        # What is turned and what ages by days is no other on another scale: test_an_explanation asks all of it once.
        (ibis_table, (KPIS[0], KPIS[3], KPIS[4])),
    ],
)
def test_every_scale_is_the_same_on_every_engine(make, kpis, scale):
    agree(card_of(scale, kpis=kpis), make())


@pytest.mark.parametrize("make", ENGINES[:2])
@pytest.mark.parametrize(
    ("aggregate", "scale"),
    [
        ("topsis", "vector"),
        ("vikor", "min_max"),
        ("geometric", "points"),
        ("promethee_ii", "peer_z"),
        ("topsis", "percent_rank"),
    ],
)
def test_every_aggregate_is_the_same_on_every_engine(make, aggregate, scale):
    agree(card_of(scale, aggregate), make())


@pytest.mark.parametrize("make", ENGINES[:2])
@pytest.mark.parametrize("peers", [None, ("tier",)])
def test_groups_of_any_width_and_cut_ends_are_the_same(make, peers):
    agree(card_of(peers=peers, winsorize=0.1), make())


def test_a_group_far_from_zero_beside_others_keeps_its_digits():
    far = np.where([tier == "gold" for tier in COLUMNS["tier"]], 1e12, 0) + COLUMNS["offset"] - 1e9
    agree(
        card_of(peers=("tier",), kpis=[KPIS[0], Kpi("far")]),
        polars_lazy({**COLUMNS, "far": far}),
        {**COLUMNS, "far": far},
    )


def test_a_kpi_that_nobody_has_is_found_as_on_arrays():
    unknown = {**COLUMNS, "revenue": np.full(240, np.nan)}
    found, _ = agree(card_of(), ENGINES[0](unknown), unknown)

    assert "kpi-unknown" in {each.code for each in found.findings}


@pytest.mark.parametrize("make", ENGINES)
def test_an_explanation_reads_the_peers_and_says_the_same(make):
    found, wanted = agree(card_of(), make())
    here, there = found.explain("P-5"), wanted.explain("P-5")

    assert here.score == pytest.approx(there.score, abs=1e-9)
    assert (here.rank, here.peers) == (there.rank, there.peers)
    with pytest.raises(NotFound):
        found.explain("P-none")


@pytest.mark.parametrize(
    ("make", "method"),
    each_with(("percent_rank", "weighted_sum"), ("peer_z", "weighted_sum"), ("min_max", "vikor")),
)
def test_a_yardstick_fitted_by_an_engine_scores_as_one_fitted_on_arrays(make, method):
    card = card_of(*method)
    here = fit(card, make(), key="id", as_of=TODAY)
    there = fit(card, COLUMNS, key="id", as_of=TODAY)

    for row in range(0, 240, 7):
        one = {
            name: column[row].item() if isinstance(column, np.ndarray) else column[row]
            for name, column in COLUMNS.items()
        }
        assert here.score_one(one) == pytest.approx(there.score_one(one), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("make", ENGINES[:2])
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ["P-1"] * 240}, "there before"),
        ({"revenue": [float("inf"), *COLUMNS["revenue"][1:]]}, "infinite"),
        ({"rejected": COLUMNS["claims"] + 1}, "outside 0 to 1"),
        ({"rejected": [-1.0, *COLUMNS["rejected"][1:]]}, "outside 0 to 1 at 'P-0'"),
        ({"revenue": ["much"] * 240}, "a column of"),
        ({"counted": [date(2027, 1, 1)] * 240}, "after as_of"),
        ({"id": [None, *COLUMNS["id"][1:]]}, "nothing in 1 rows"),
    ],
)
def test_what_arrays_refuse_every_engine_refuses(make, change, told):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        score(card_of(), make({**COLUMNS, **change}), key="id", as_of=TODAY)

    faults = getattr(caught.value, "exceptions", (caught.value,))
    assert any(told in str(fault) for fault in faults)


PREFERENCES = {"revenue": (0.5, 2.0), "returns": (0, 0), "stock": (0, 4), "offset": (1, 1.5)}


def preferring():
    kpis = tuple(evolve(kpi, preference=PREFERENCES.get(kpi.name)) for kpi in KPIS)
    return Scorecard(kpis=kpis, aggregate="promethee_ii", peers=("tier", "region"), min_peers=14)


@pytest.mark.parametrize("make", ENGINES)
def test_differences_count_in_part_on_every_engine_as_on_arrays(make):
    agree(preferring(), make())


@pytest.mark.parametrize("make", ENGINES[:2])
def test_a_yardstick_of_preferences_fitted_by_an_engine_scores_as_one_fitted_on_arrays(make):
    here = fit(preferring(), make(), key="id", as_of=TODAY)
    there = fit(preferring(), COLUMNS, key="id", as_of=TODAY)

    for row in range(0, 240, 7):
        one = {name: np.asarray(column, dtype=object)[row] for name, column in COLUMNS.items()}
        assert here.score_one(one) == pytest.approx(there.score_one(one), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("many", ["FEW", "MANY"])
def test_more_figures_than_can_be_put_in_order_here_are_refused_in_words(many, monkeypatch):
    monkeypatch.setattr(places, many, 100)
    with pytest.raises(InvalidValue, match="into pandas, Polars or PyArrow first") as caught:
        score(preferring(), polars_lazy(), key="id", as_of=TODAY)

    assert caught.value.path == "kpis[0].preference"


def test_no_rows_give_no_scores():
    nobody = polars_lazy().filter(pl.lit(value=False))

    assert score(card_of(), nobody, key="id", as_of=TODAY).to_frame()["score"].tolist() == []


def test_the_frame_comes_back_uncomputed_and_of_the_same_kind():
    for make in ENGINES[:2]:
        frame = make()
        assert type(score(card_of(), frame, key="id", as_of=TODAY).frame) is type(frame)


@pytest.mark.parametrize(
    ("make", "peers"),
    # A search asks round by round: each engine for groups or for all, Polars for both.
    [
        (polars_lazy, None),
        (polars_lazy, ("tier", "region")),
        (duckdb_relation, ("tier", "region")),
        (ibis_table, None),
    ],
)
def test_means_are_drawn_to_the_peers_the_same(make, peers):
    rng = np.random.default_rng(5)
    errors = np.where(rng.random(240) < 0.2, np.nan, rng.uniform(0.1, 3.0, 240))
    given = {**COLUMNS, "se": errors}
    card = Scorecard(
        kpis=(
            Kpi("returns", better="lower", se="se", shrink="normal"),
            Kpi("revenue", se="se", shrink="normal"),
            Kpi("stock"),
        ),
        peers=peers,
        min_peers=14,
    )
    found, wanted = agree(card, make(given), given)

    assert found.explain("P-7").lines[0].shrunk == pytest.approx(wanted.explain("P-7").lines[0].shrunk)
    here, there = (fit(card, frame, key="id", as_of=TODAY) for frame in (make(given), given))
    one = {name: column[3] for name, column in given.items()}
    assert type(one["revenue"]) is np.float64
    assert here.score_one(one) == pytest.approx(there.score_one(one), abs=1e-9)


@pytest.mark.parametrize(
    ("make", "way"),
    [
        *((polars_lazy, (weights, cut)) for weights in ("critic", "entropy") for cut in (0.1, None)),
        *((make, way) for make in ENGINES[1:] for way in (("critic", 0.1), ("entropy", None))),
    ],
)
def test_weights_are_found_in_the_figures_the_same(make, way):
    weights, cut = way
    given = {**COLUMNS, "returns": np.abs(COLUMNS["returns"]), "stock": np.abs(COLUMNS["stock"])}
    kpis = tuple(evolve(kpi, weight=1) for kpi in KPIS)
    card = Scorecard(kpis=kpis, peers=("tier", "region"), min_peers=14, weights=weights, winsorize=cut)
    found, wanted = agree(card, make(given), given)

    assert found.weights == pytest.approx(wanted.weights, abs=1e-9)
    assert found.explain("P-5").score == pytest.approx(wanted["P-5"], abs=1e-9)
    assert found.explain("P-5").method["weighing"] == wanted.method["weighing"]


def test_figures_below_0_have_no_entropy_on_an_engine_either():
    card = Scorecard(kpis=(Kpi("returns", better="lower"), Kpi("revenue")), weights="entropy")
    for frame in (polars_lazy(), COLUMNS):
        with pytest.raises(InvalidValue, match="a figure below 0 at 'P-"):
            score(card, frame, key="id", as_of=TODAY)


def panel_of(months=("2026-01", "2026-02", "2026-03", "2026-05")):
    """The columns once for each month, moved on; some reports came late, or twice."""
    rows = len(COLUMNS["id"])
    given = {name: list(column) * len(months) for name, column in COLUMNS.items()}
    given["month"] = [month for month in months for _ in range(rows)]
    given["revenue"] = np.concatenate([np.roll(COLUMNS["revenue"], place) for place in range(len(months))])
    given["reported"] = [date(2026, 1 + place % 5, 1 + place % 28) for place in range(len(given["month"]))]
    again = range(0, len(given["month"]), 7)
    for name, column in given.items():
        given[name] = np.array([*column, *(column[place] for place in again)], dtype=object)
    given["reported"][-len(again) :] = [date(2026, 6, 1)] * 9 + [date(2026, 4, 29)] * (len(again) - 9)
    for name in ("revenue", "returns", "stock", "offset", "rejected", "claims"):
        given[name] = given[name].astype(float)
    return given


@pytest.mark.parametrize(("make", "peers"), each_with(("tier", "region"), None))
def test_a_panel_is_scored_period_by_period_the_same(make, peers):
    given = panel_of()
    options = {"key": "id", "as_of": TODAY, "by": "month", "known": "reported", "contributions": True}
    card = card_of(peers=peers)
    wanted, found = (score(card, frame, **options) for frame in (given, make(given)))
    got, want = found.to_frame(), wanted.to_frame()
    row_of = {pair: row for row, pair in enumerate(zip(got["id"], got["month"], strict=True))}
    order = [row_of[pair] for pair in zip(want["id"], want["month"], strict=True)]

    assert list(got) == list(want)
    assert len(row_of) == len(order) < len(given["id"])
    for name in got:
        if name in {"id", "month", "peer_group"}:
            assert got[name][order].tolist() == want[name].tolist()
        else:
            assert_allclose(got[name][order].astype(float), want[name].astype(float), atol=1e-9, err_msg=name)
    assert found.findings == wanted.findings
    assert found.method["panel"] == wanted.method["panel"]
    here, there = (scores.explain(("P-5", "2026-02")) for scores in (found, wanted))
    assert here.score == pytest.approx(there.score, abs=1e-9)
    assert (here.key, here.rank, here.peers) == (there.key, there.rank, there.peers)


def test_a_panel_refuses_what_it_cannot_tell_apart():
    given = panel_of()
    for frame in (polars_lazy(given), given):
        with pytest.raises(InvalidValue, match="give one row for each key and period"):
            score(card_of(), frame, key="id", as_of=TODAY, by="month")
        with pytest.raises(InvalidInput) as caught:
            score(card_of(), frame, key="id", as_of=TODAY, by="tier")
        assert all("use periods as text" in str(fault) for fault in caught.value.exceptions)
        with pytest.raises(InvalidValue, match="use dates"):
            score(card_of(), frame, key="id", as_of=TODAY, by="month", known="region")
