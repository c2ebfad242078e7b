"""What later partners are measured with, where an engine holds the rows."""

from datetime import date

import pytest

from partnerkit.interop.serialisation import dumps, loads
from partnerkit.scoring import Kpi, Scorecard, fit, score

pl = pytest.importorskip("polars")

TODAY = date(2026, 4, 30)
ROWS = {
    "id": [f"P-{n}" for n in range(12)],
    "tier": ["gold"] * 8 + ["silver"] * 4,
    "revenue": [float(n * n % 7) for n in range(12)],
}


def card(**options):
    return Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=5, **options)


@pytest.mark.parametrize("scale", ["peer_z", "min_max", "percent_rank"])
def test_a_yardstick_is_the_one_that_arrays_give(scale):
    here = fit(card(scale=scale), pl.DataFrame(ROWS).lazy(), key="id", as_of=TODAY)
    there = fit(card(scale=scale), ROWS, key="id", as_of=TODAY)

    assert [group.shared for group in here.groups] == [group.shared for group in there.groups]
    for tier in ("gold", "silver", "bronze", None):
        for revenue in (-1.0, 0.0, 2.5, 6.0, 99.0):
            one = {"tier": tier, "revenue": revenue}
            assert here.score_one(one) == pytest.approx(there.score_one(one), abs=1e-9)


def test_a_yardstick_of_preferences_keeps_the_figures():
    card = Scorecard(kpis=(Kpi("revenue", preference=(0, 2)),), aggregate="promethee_ii")
    here, there = (fit(card, each, key="id", as_of=TODAY) for each in (pl.DataFrame(ROWS).lazy(), ROWS))

    assert here.groups[0].measures[0].grid == there.groups[0].measures[0].grid
    assert here.score_one({"revenue": 2.5}) == pytest.approx(there.score_one({"revenue": 2.5}), abs=1e-9)


@pytest.mark.parametrize("weights", ["entropy", "critic"])
def test_weights_found_in_figures_are_kept(weights):
    two = Scorecard(kpis=(Kpi("revenue"), Kpi("size")), weights=weights)
    given = {**ROWS, "size": [each * each if each else each for each in ROWS["revenue"]]}
    here, there = (fit(two, each, key="id", as_of=TODAY) for each in (pl.DataFrame(given).lazy(), given))

    assert here.weights == pytest.approx(there.weights, rel=1e-9)


@pytest.mark.parametrize("aggregate", ["weighted_sum", "geometric", "topsis", "vikor"])
def test_a_kpi_that_nobody_has_or_dated_spoils_no_rank_and_no_yardstick(aggregate):
    bare = Kpi("bare"), Kpi("stale", half_life="30d", measured="counted")
    gaps = pl.DataFrame(ROWS).with_columns(
        bare=pl.lit(None, pl.Float64), stale=pl.lit(1.0), counted=pl.lit(None, pl.Date)
    )
    rest = Scorecard(kpis=(Kpi("revenue"), *bare), scale="min_max", aggregate=aggregate, min_coverage=0)

    here, there = (score(rest, each, key="id", as_of=TODAY) for each in (gaps.lazy(), gaps))
    assert here.to_frame("polars").sort("id")["rank"].to_list() == there.frame.sort("id")["rank"].to_list()
    assert fit(rest, gaps.lazy(), key="id", as_of=TODAY).score_one({"revenue": 6.0}) == pytest.approx(
        fit(rest, gaps, key="id", as_of=TODAY).score_one({"revenue": 6.0}), abs=1e-9
    )


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_peers_by_a_number_that_some_lack_are_one_group_here_and_there(gap):
    frame = pl.DataFrame({**ROWS, "tier": pl.Series([gap] * 8 + [2.0] * 4, dtype=pl.Float64)})
    scored = score(card(), frame, key="id", as_of=TODAY)

    for rows in (frame, frame.lazy()):
        kept = loads(dumps(fit(card(), rows, key="id", as_of=TODAY)))
        assert kept.score_one({"tier": None, "revenue": 4.0}) == pytest.approx(scored["P-2"], abs=1e-9)
        assert score(card(), rows, key="id", as_of=TODAY).explain("P-2").peers.shared == {"tier": None}
