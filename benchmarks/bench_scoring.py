"""
What does it cost to score everybody, beside what others would use?

    nox -s bench -- scoring [million] [small] [one] [memory]

A million partners with 20 figures each, 200 peer groups, 3 % missing, seed
fixed. The unit is one pass: `X.sum()` over the same matrix, measured in the
same run. Times are the best of a few rounds, on the clock on the wall, because
some peers use several processors and we do not; each call is a whole one, from
columns to scores, with our checks in it. Peers do what they can do: those of
multi-criteria decisions know neither gaps nor groups, so they are compared
without; data frames are given the same arithmetic, as one would write it.
"Ranked" adds the ranks in the groups, which ours makes when asked.

Columns lie one after the other in memory, as data frames keep them; "in rows"
are the columns of one matrix that lies row by row.
"""

import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from figures import tell
from partnerkit.scoring import Kpi, Scorecard, Yardstick, fit, score

PARTNERS, FIGURES, GROUPS, GAPS, ROUNDS = 1_000_000, 20, 200, 0.03, 5
DAY = date(2026, 3, 31)
NAMES = [f"k{place:02}" for place in range(FIGURES)]
WEIGHTS = np.array([1.0 + place % 3 for place in range(FIGURES)])
SIGNS = np.array([-1.0 if place % 4 == 0 else 1.0 for place in range(FIGURES)])


def card(**options: Any) -> Scorecard:
    """Return the scorecard of all figures."""
    kpis = tuple(
        Kpi(name, weight=weight, better="higher" if sign > 0 else "lower")
        for name, weight, sign in zip(NAMES, WEIGHTS.tolist(), SIGNS.tolist(), strict=True)
    )
    return Scorecard(kpis=kpis, **options)


def drawn(partners: int, groups: int, gaps: float) -> tuple[np.ndarray, np.ndarray]:
    """Return figures above zero and the group of each partner."""
    rng = np.random.default_rng(1)
    figures = np.abs(rng.normal(100, 15, (partners, FIGURES))) + 1
    figures[rng.random(figures.shape) < gaps] = np.nan
    return figures, rng.integers(0, groups, partners)


def columns(figures: np.ndarray, groups: np.ndarray) -> dict[str, np.ndarray]:
    """Return the frame as a dict of columns."""
    own = {name: figures[:, place] for place, name in enumerate(NAMES)}
    return {"id": np.arange(len(groups)), "tier": groups, **own}


def best(act: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the best time of a few rounds."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return min(taken)


def ours(by: Scorecard, frame: Any) -> Any:
    """Score *frame*."""
    return score(by, frame, key="id", as_of=DAY)


# -- the same by hand


def pandas_peer_z(frame: pd.DataFrame) -> pd.Series:
    """Return peer-z scores as one writes them in pandas."""
    figures = frame[NAMES]
    grouped = frame.groupby("tier")[NAMES]
    scaled = (figures - grouped.transform("mean")) / grouped.transform("std", ddof=0)
    return (scaled * (WEIGHTS * SIGNS)).sum(axis=1) / (figures.notna() * WEIGHTS).sum(axis=1)


def polars_peer_z(frame: pl.DataFrame) -> pl.DataFrame:
    """Return peer-z scores as one writes them in Polars."""
    weights = dict(zip(NAMES, (WEIGHTS * SIGNS).tolist(), strict=True))
    scaled = [
        ((pl.col(name) - pl.col(name).mean().over("tier")) / pl.col(name).std(ddof=0).over("tier")) * weight
        for name, weight in weights.items()
    ]
    known = [pl.col(name).is_not_null() * abs(weight) for name, weight in weights.items()]
    return frame.lazy().select("id", score=pl.sum_horizontal(scaled) / pl.sum_horizontal(known)).collect()


def pandas_percent_rank(frame: pd.DataFrame) -> pd.Series:
    """Return scores of percent ranks in pandas; its rank is that of the last of equals."""
    shares = frame.groupby("tier")[NAMES].rank(pct=True)
    return (shares * (WEIGHTS * SIGNS)).sum(axis=1) / (shares.notna() * WEIGHTS).sum(axis=1)


def polars_percent_rank(frame: pl.DataFrame) -> pl.DataFrame:
    """Return scores of percent ranks in Polars."""
    shares = [
        pl.col(name).rank().over("tier") / pl.col(name).count().over("tier") * weight
        for name, weight in zip(NAMES, (WEIGHTS * SIGNS).tolist(), strict=True)
    ]
    return frame.lazy().select("id", score=pl.sum_horizontal(shares)).collect()


def pandas_weighted(frame: pd.DataFrame) -> pd.Series:
    """Return weighted sums on a scale from least to greatest, in pandas."""
    figures = frame[NAMES] * SIGNS
    low, high = figures.min(), figures.max()
    return ((figures - low) / (high - low) * (WEIGHTS / WEIGHTS.sum())).sum(axis=1)


def numpy_peer_z(figures: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return peer-z scores as one writes them in numpy, column by column."""
    total, known = np.zeros(len(groups)), np.zeros(len(groups))
    for place in range(FIGURES):
        column = figures[:, place]
        there = ~np.isnan(column)
        values = np.where(there, column, 0.0)
        count = np.maximum(np.bincount(groups, there), 1)
        centered = np.where(there, values - (np.bincount(groups, values) / count)[groups], 0.0)
        spread = np.sqrt(np.bincount(groups, centered**2) / count)
        total += WEIGHTS[place] * SIGNS[place] * centered / np.where(spread > 0, spread, 1.0)[groups]
        known += WEIGHTS[place] * there
    return total / known


def skcriteria_of(figures: np.ndarray, *, topsis: bool) -> Any:
    """Score by scikit-criteria."""
    import skcriteria as skc
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.pipelines import mkpipe
    from skcriteria.preprocessing.invert_objectives import NegateMinimize
    from skcriteria.preprocessing.scalers import MinMaxScaler, VectorScaler

    matrix = skc.mkdm(figures, [max if sign > 0 else min for sign in SIGNS], weights=WEIGHTS / WEIGHTS.sum())
    scaler = VectorScaler(target="matrix") if topsis else MinMaxScaler(target="matrix")
    steps = NegateMinimize(), scaler, TOPSIS() if topsis else WeightedSumModel()
    return mkpipe(*steps).evaluate(matrix)


def pymcdm_of(figures: np.ndarray, *, topsis: bool) -> Any:
    """Score by pymcdm."""
    from pymcdm.methods import TOPSIS, WSM
    from pymcdm.normalizations import minmax_normalization, vector_normalization

    method = TOPSIS(vector_normalization) if topsis else WSM(minmax_normalization)
    return method(figures, WEIGHTS / WEIGHTS.sum(), SIGNS.astype(int))


# -- the tables


def table(title: str, unit: float, rows: dict[str, float], passes: float, **least: float) -> None:
    """Tell ours in passes, at most *passes*, and how many times as long as ours each of the others took."""
    first, *others = rows
    tell(f"{title}: {first}", rows[first] / unit, "passes", most=passes)
    for name in others:
        bound = least.get(name.partition(" by hand")[0].replace("-", "_"))
        tell(f"{title}: {name} / {first}", rows[name] / rows[first], least=bound)


def million() -> None:
    """Score a million."""
    figures, groups = drawn(PARTNERS, GROUPS, GAPS)
    unit = best(figures.sum, 15)
    print(f"one pass over {PARTNERS:,} x {FIGURES}: {1000 * unit:.2f} ms")
    in_rows, frame = columns(figures, groups), columns(np.asfortranarray(figures), groups)
    pandas = pd.DataFrame(frame)
    polars = pl.DataFrame(frame, nan_to_null=True)
    by = card(peers=("tier",))
    assert np.allclose(ours(by, frame).score, pandas_peer_z(pandas))
    assert np.allclose(ours(by, frame).score, polars_peer_z(polars)["score"])
    rows = {
        "partnerkit": best(lambda: ours(by, frame)),
        "partnerkit, in rows": best(lambda: ours(by, in_rows)),
        "partnerkit, ranked": best(lambda: ours(by, frame).rank),
        "partnerkit, pandas frame": best(lambda: ours(by, pandas).frame, 3),
        "partnerkit, Polars frame": best(lambda: ours(by, polars).frame, 3),
        "numpy by hand": best(lambda: numpy_peer_z(frame_matrix(frame), groups), 3),
        "pandas by hand": best(lambda: pandas_peer_z(pandas), 3),
        "Polars by hand": best(lambda: polars_peer_z(polars)),
    }
    table(f"peer-z, {GROUPS} groups, 3 % missing", unit, rows, 60, pandas=3, Polars=1 / 1.25)
    ranked = card(peers=("tier",), scale="percent_rank")
    rows = {
        "partnerkit": best(lambda: ours(ranked, frame), 3),
        "partnerkit, in rows": best(lambda: ours(ranked, in_rows), 3),
        "partnerkit, PROMETHEE II": best(
            lambda: ours(card(peers=("tier",), aggregate="promethee_ii"), frame), 3
        ),
        "pandas by hand": best(lambda: pandas_percent_rank(pandas), 1),
        "Polars by hand": best(lambda: polars_percent_rank(polars), 3),
    }
    table("percent rank in groups", unit, rows, 450)
    without_gaps(unit)


def frame_matrix(frame: dict[str, np.ndarray]) -> np.ndarray:
    """Return the matrix whose columns the frame's are."""
    base = frame[NAMES[0]].base
    assert base is not None
    return base if base.shape[1] == FIGURES else base.T


def without_gaps(unit: float) -> None:
    """Score a million as peers can: all known, one group."""
    figures, groups = drawn(PARTNERS, GROUPS, 0)
    frame, in_rows = columns(np.asfortranarray(figures), groups), columns(figures, groups)
    pandas = pd.DataFrame(frame)
    for topsis in (True, False):
        by = card(scale="vector", aggregate="topsis") if topsis else card(scale="min_max")
        expected = pymcdm_of(figures[:1000], topsis=topsis)
        found = ours(by, columns(figures[:1000], groups[:1000])).score
        assert np.allclose(found, expected, atol=1e-9), (found[:3], expected[:3])
        rows = {
            "partnerkit": best(lambda by=by: ours(by, frame)),
            "partnerkit, in rows": best(lambda by=by: ours(by, in_rows)),
            "partnerkit, ranked": best(lambda by=by: ours(by, frame).rank),
            "scikit-criteria": best(lambda topsis=topsis: skcriteria_of(figures, topsis=topsis), 2),
            "pymcdm": best(lambda topsis=topsis: pymcdm_of(figures, topsis=topsis), 2),
        }
        if not topsis:
            rows["pandas by hand"] = best(lambda: pandas_weighted(pandas), 3)
        if topsis:
            table("TOPSIS, none missing", unit, rows, 30, scikit_criteria=20, pymcdm=50)
        else:
            table("weighted sum of min-max, none missing", unit, rows, 15)


def small() -> None:
    """Score a thousand: what a call costs."""
    figures, groups = drawn(1_000, 20, GAPS)
    frame = columns(np.asfortranarray(figures), groups)
    pandas, polars = pd.DataFrame(frame), pl.DataFrame(frame, nan_to_null=True)
    by = card(peers=("tier",))
    rows = {
        "numpy by hand": best(lambda: numpy_peer_z(figures, groups), 100),
        "partnerkit": best(lambda: ours(by, frame), 100),
        "partnerkit, ranked": best(lambda: ours(by, frame).rank, 100),
        "partnerkit, pandas frame and back": best(lambda: ours(by, pandas).frame, 50),
        "pandas by hand": best(lambda: pandas_peer_z(pandas), 50),
        "partnerkit, Polars frame and back": best(lambda: ours(by, polars).frame, 50),
        "Polars by hand": best(lambda: polars_peer_z(polars), 50),
    }
    by_hand = rows["numpy by hand"]
    tell("1,000 partners, whole call / numpy by hand", rows["partnerkit"] / by_hand, most=3)
    tell("1,000 partners, ranked / numpy by hand", rows["partnerkit, ranked"] / by_hand)
    for library, most in (("pandas", 1), ("Polars", None)):
        taken = rows[f"partnerkit, {library} frame and back"] / rows[f"{library} by hand"]
        tell(f"1,000 partners, {library} frame and back / {library} by hand", taken, most=most)


def one() -> None:
    """Score one partner by a yardstick."""
    figures, groups = drawn(20_000, 20, GAPS)
    frame = columns(np.asfortranarray(figures), groups)
    row = {name: column[7].item() for name, column in frame.items()}
    for scale, aggregate in (
        ("peer_z", "weighted_sum"),
        ("min_max", "geometric"),
        ("vector", "topsis"),
        ("peer_z", "vikor"),
        ("percent_rank", "weighted_sum"),
    ):
        yardstick: Yardstick = fit(
            card(peers=("tier",), scale=scale, aggregate=aggregate), frame, key="id", as_of=DAY
        )
        yardstick.score_one(row)
        taken = best(lambda own=yardstick: [own.score_one(row) for _ in range(100)], 20) / 100
        tell(f"one partner by a yardstick: {scale}, {aggregate}", 1e6 * taken, "µs", most=50)


def memory() -> None:
    """Tell what a call holds beyond what came in and what goes out."""
    figures, groups = drawn(PARTNERS, GROUPS, GAPS)
    for name, matrix in (("in columns", np.asfortranarray(figures)), ("in rows", figures)):
        frame = columns(matrix, groups)
        for what, by in (
            ("peer-z", card(peers=("tier",))),
            ("percent rank", card(peers=("tier",), scale="percent_rank")),
        ):
            tracemalloc.start()
            found = ours(by, frame)
            assert len(found.rank)
            result, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            tell(f"memory beyond input and result: {what}, {name}", (peak - result) / 2**20, "MB", most=40)


PARTS = {"million": million, "small": small, "one": one, "memory": memory}

if __name__ == "__main__":
    for each in sys.argv[1:] or PARTS:
        PARTS[each]()
