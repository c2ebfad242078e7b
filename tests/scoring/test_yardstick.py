"""One partner, scored without any library."""

import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.interop.serialisation import dumps, loads
from partnerkit.scoring import Kpi, Pairwise, Scorecard, fit, score
from partnerkit.values.errors import InvalidInput, InvalidValue

DAY = date(2026, 3, 31)
CARD = Scorecard(
    kpis=(
        Kpi("revenue", weight=3, unit="EUR"),
        Kpi("hours", better="lower", weight=2, half_life="90d", measured="on"),
        Kpi("rejections", better="lower", count="rejected", of="claims"),
        Kpi("stock", better="target", target=(30, 45)),
    ),
    peers=("tier", "region"),
    min_peers=4,
)


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(2)
    claims = rng.integers(0, 30, 60)
    return {
        "id": list(range(60)),
        "tier": rng.choice(["gold", "silver"], 60).tolist(),
        "region": rng.choice(["north", "south"], 60, p=[0.9, 0.1]).tolist(),
        "revenue": rng.lognormal(3, 1, 60).tolist(),
        "hours": [None if n % 9 == 0 else float(n % 13) for n in range(60)],
        "on": [date(2026, 1 + n % 3, 1 + n % 28) for n in range(60)],
        "rejected": (claims * rng.random(60) * 0.4).round().tolist(),
        "claims": claims.tolist(),
        "stock": rng.uniform(10, 90, 60).tolist(),
    }


@pytest.fixture(scope="module")
def yardstick(frame):
    return fit(CARD, frame, key="id", as_of=DAY)


def row_of(frame, place):
    return {name: column[place] for name, column in frame.items()}


def test_gives_what_the_frame_gives(frame, yardstick):
    scores = score(CARD, frame, key="id", as_of=DAY)

    assert [yardstick.score_one(row_of(frame, key)) for key in scores] == pytest.approx(
        list(scores.values()), abs=1e-12
    )


def test_somebody_of_a_tier_nobody_knows_is_compared_with_all(yardstick):
    assert dict(yardstick.group_of({"tier": "bronze", "region": "north"}).shared) == {}
    assert dict(yardstick.group_of({"tier": "gold", "region": "west"}).shared) == {"tier": "gold"}
    assert dict(yardstick.group_of({"tier": "gold", "region": "north"}).shared) == {
        "tier": "gold",
        "region": "north",
    }
    assert dict(yardstick.group_of({}).shared) == {}


def test_a_figure_whose_date_is_not_asked_for_is_of_today(frame, yardstick):
    row = {"revenue": 12.0, "hours": 5.0, "tier": "gold", "region": "north"}

    assert yardstick.score_one(row) is not None
    assert yardstick.score_one(row) == yardstick.score_one({**row, "on": DAY})
    assert yardstick.score_one({**row, "on": None}) is None


def test_ages_up_to_the_moment_that_is_asked_for(yardstick):
    row = {"revenue": 12.0, "hours": 0.0, "stock": 40.0, "on": date(2026, 3, 1)}
    young, old = yardstick.score_one(row), yardstick.score_one(row, as_of=date(2026, 5, 30))

    assert old < young
    assert yardstick.score_one(row, as_of=date(2027, 12, 31)) is None


def test_of_a_figure_long_past_the_weight_keeps_its_digits():
    dated = {"half_life": "10d", "measured": "day"}
    kpis = Kpi("revenue", weight=3), Kpi("margin", weight=0.3, **dated), Kpi("stock", weight=0.7, **dated)
    card = Scorecard(kpis=kpis, scale="min_max", min_coverage=0)
    days = [DAY - timedelta(900), DAY, DAY]
    old = {"id": list("abc"), "revenue": [None, 1, 2], "margin": [3, 4, 2], "stock": [1, 2, 4], "day": days}
    row = {name: column[0] for name, column in old.items()}

    scored = score(card, old, key="id", as_of=DAY)["a"]
    assert scored == pytest.approx(0.15, rel=1e-9)
    assert fit(card, old, key="id", as_of=DAY).score_one(row) == pytest.approx(scored, rel=1e-9)


@pytest.mark.parametrize("value", [None, float("nan")])
def test_what_is_missing_passes_its_weight_on(yardstick, value):
    row = {"revenue": 12.0, "hours": 5.0, "stock": value}

    assert yardstick.score_one(row) == yardstick.score_one({"revenue": 12.0, "hours": 5.0})
    assert yardstick.score_one({"revenue": value}) is None


def test_takes_numbers_of_every_kind(yardstick):
    row = {"revenue": 12.0, "hours": 5.0}

    assert yardstick.score_one({"revenue": Decimal("12.00"), "hours": 5}) == yardstick.score_one(row)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"revenue": float("inf")}, "revenue"),
        ({"revenue": 10**400}, "revenue"),
        ({"revenue": "12"}, "revenue"),
        ({"stock": True}, "stock"),
        ({"rejected": 5, "claims": 4}, "rejected"),
        ({"rejected": 5, "claims": float("inf")}, "claims"),
        ({"hours": 1.0, "on": date(2026, 4, 1)}, "on"),
        ({"hours": 1.0, "on": datetime(2026, 4, 1, 0, 0, 1, tzinfo=UTC)}, "on"),
        ({"hours": 1.0, "on": datetime(2026, 3, 1)}, "on"),
        ({"hours": 1.0, "on": "2026-03-01"}, "on"),
    ],
    ids=str,
)
def test_refuses_what_is_no_figure(yardstick, wrong, path):
    with pytest.raises(InvalidValue) as caught:
        yardstick.score_one({"revenue": 1.0, "hours": 1.0, **wrong})

    assert caught.value.path == path


def test_names_every_fault(yardstick):
    with pytest.raises(InvalidInput) as caught:
        yardstick.score_one({"revenue": "1", "stock": "2"})

    assert [fault.path for fault in caught.value.faults] == ["revenue", "stock"]


def test_keeps_range_currency_and_error():
    kpi = Kpi("nps", unit="EUR", currency="cur", valid=(-100, 100), se="se", shrink="normal")
    figures = {"nps": [1, 2, 3, 4, 90], "cur": ["EUR"] * 5, "se": [1.0] * 5}
    yardstick = fit(Scorecard(kpis=(kpi,)), {"id": range(5), **figures}, key="id", as_of=DAY)
    row = {"nps": 4, "cur": "EUR", "se": 1.0}

    assert yardstick.score_one({**row, "nps": 101}) is None
    with pytest.raises(InvalidValue, match="finite"):
        yardstick.score_one({**row, "nps": float("inf")})
    assert yardstick.score_one({**row, "se": 100.0}) != yardstick.score_one(row)
    with pytest.raises(InvalidValue, match="convert nps to EUR"):
        yardstick.score_one({**row, "cur": "USD"})
    with pytest.raises(InvalidValue, match="above 0"):
        yardstick.score_one({**row, "se": 0})


def test_is_kept_as_json_and_comes_back_the_same(frame, yardstick):
    assert loads(dumps(yardstick)) == yardstick
    judged = Scorecard(
        kpis=(Kpi("revenue"), Kpi("stock", points=None)),
        weights=Pairwise.of({("revenue", "stock"): 3}),
        aggregate="vikor",
        winsorize=0.05,
    )
    kept = fit(judged, frame, key="id", as_of=DAY)

    assert loads(dumps(kept)) == kept
    assert loads(dumps(CARD)) == CARD


@pytest.mark.parametrize(
    ("sales", "told"), [([1.0, 2.0, 3.0], [0.0, 0.5, 1.0]), ([2.0, 2.0, 2.0], [0.5] * 3)]
)
def test_the_way_to_the_best_is_told_to_its_ends_and_where_there_is_none(sales, told):
    card = Scorecard(kpis=(Kpi("sales"),), aggregate="topsis", scale="min_max")
    measure = fit(card, {"id": ["A", "B", "C"], "sales": sales}, key="id", as_of=date(2026, 3, 31))

    assert [measure.score_one({"sales": each}) for each in sales] == pytest.approx(told)


def test_needs_no_numpy(yardstick, tmp_path):
    kept = tmp_path / "yardstick.pickle"
    kept.write_bytes(pickle.dumps(yardstick))
    code = (
        "import sys, pickle; from pathlib import Path; "
        f"y = pickle.loads(Path({str(kept)!r}).read_bytes()); "
        "print(y.score_one({'revenue': 12.0, 'hours': 5.0, 'tier': 'gold'})); "
        "assert not {'numpy', 'narwhals', 'pandas'} & set(sys.modules), 'loaded'"
    )
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    )

    assert float(answer.stdout) == yardstick.score_one({"revenue": 12.0, "hours": 5.0, "tier": "gold"})


def test_refuses_measures_that_do_not_fit_the_card(yardstick):
    from attrs import evolve

    with pytest.raises(InvalidValue, match="give 4 weights"):
        evolve(yardstick, weights=(1.0,))


def test_a_card_that_refuses_gaps_refuses_them_here_too():
    card = Scorecard(kpis=(Kpi("a"), Kpi("b")), missing="refuse")
    yardstick = fit(card, {"id": [1, 2], "a": [1, 2], "b": [3, 1]}, key="id", as_of=DAY)

    assert yardstick.score_one({"a": 1, "b": 3}) == pytest.approx(0)
    with pytest.raises(InvalidValue, match="b: no value"):
        yardstick.score_one({"a": 1})


def test_the_largest_figure_is_one():
    card = Scorecard(kpis=(Kpi("revenue", unit="EUR"),), scale="min_max")
    held = fit(card, {"id": ["P-1", "P-2"], "revenue": [1.0, 2.0]}, key="id", as_of=DAY)

    assert held.score_one({"revenue": 1e100}) == held.score_one({"revenue": 10**100}) is not None
    for more in (1.1e100, 2 * 10**100):
        with pytest.raises(InvalidValue, match="revenue"):
            held.score_one({"revenue": more})


@pytest.mark.parametrize(("row", "path"), [({"hits": 5, "of": 0}, "hits"), ({"hits": None, "of": -1}, "of")])
def test_refuses_a_rate_that_the_frame_refuses(row, path):
    card = Scorecard(kpis=(Kpi("rate", count="hits", of="of"),), scale="min_max")
    told = {"id": ["A", "B"], "hits": [1.0, 2.0], "of": [4.0, 4.0]}

    with pytest.raises(InvalidValue, match=f"^{path}: .*count from 0 up to of"):
        fit(card, told, key="id", as_of=date(2026, 3, 31)).score_one(row)
    with pytest.raises(InvalidValue, match="count from 0 up to of"):
        score(
            card,
            {"id": ["A"], **{name: [each] for name, each in row.items()}},
            key="id",
            as_of=date(2026, 3, 31),
        )


def test_a_signaling_nan_is_unknown(yardstick, frame):
    row = row_of(frame, 0)
    name = next(kpi.name for kpi in CARD.kpis if kpi.of is None)

    assert yardstick.score_one({**row, name: Decimal("sNaN")}) == yardstick.score_one({**row, name: None})


def test_what_pandas_does_not_know_is_unknown(yardstick, frame):
    pd = pytest.importorskip("pandas")
    row = {"tier": "gold", "region": "north", "revenue": 12.0, "hours": 3.0, "stock": 40.0}
    gaps = {**row, "tier": pd.NA, "stock": pd.NA, "on": pd.NaT, "rejected": pd.NA, "claims": pd.NA}
    plain = {**row, "tier": None, "stock": None, "on": None, "rejected": None, "claims": None}

    assert yardstick.score_one(gaps) == yardstick.score_one(plain)
    assert yardstick.score_one(pd.Series(row)) == yardstick.score_one(row)


@pytest.mark.parametrize("row", [None, 5, [("revenue", 5.0)]])
def test_what_is_no_row_is_refused(yardstick, row):
    with pytest.raises(InvalidValue, match=r"row: .* use column -> value"):
        yardstick.score_one(row)


def test_a_list_is_no_group(frame, yardstick):
    with pytest.raises(InvalidValue, match="to group by"):
        yardstick.score_one({**row_of(frame, 0), "tier": ["gold"]})
