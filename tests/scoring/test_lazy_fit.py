"""What later partners are measured with, where an engine holds the rows."""

from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, fit
from partnerkit.values.errors import InvalidValue

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


def test_what_takes_more_than_sums_is_refused_here_too():
    card = Scorecard(kpis=(Kpi("revenue", preference=(0, 1)),), aggregate="promethee_ii")

    with pytest.raises(InvalidValue, match="preference"):
        fit(card, pl.DataFrame(ROWS).lazy(), key="id", as_of=TODAY)


@pytest.mark.parametrize("weights", ["entropy", "critic"])
def test_weights_found_in_figures_are_kept(weights):
    two = Scorecard(kpis=(Kpi("revenue"), Kpi("size")), weights=weights)
    given = {**ROWS, "size": [each * each if each else each for each in ROWS["revenue"]]}
    here, there = (fit(two, each, key="id", as_of=TODAY) for each in (pl.DataFrame(given).lazy(), given))

    assert here.weights == pytest.approx(there.weights, rel=1e-9)
