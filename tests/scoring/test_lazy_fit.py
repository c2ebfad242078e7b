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
    two = Scorecard(kpis=(Kpi("revenue"), Kpi("size")), weights="critic")

    with pytest.raises(InvalidValue, match="weights"):
        fit(two, pl.DataFrame({**ROWS, "size": ROWS["revenue"]}).lazy(), key="id", as_of=TODAY)
