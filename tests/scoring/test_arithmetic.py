"""How a row is scored by itself, once it is known what its group is like."""

from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, score

pl = pytest.importorskip("polars")

TODAY = date(2026, 4, 30)
ALIKE = {"id": ["P-1", "P-2"], "revenue": [5.0, 5.0], "margin": [0.2, 0.2]}
KPIS = (Kpi("revenue", weight=2), Kpi("margin"))


def scores(frame, **options):
    card = Scorecard(kpis=KPIS, min_peers=2, **options)
    found = score(card, pl.DataFrame(frame).lazy(), key="id", as_of=TODAY, contributions=True).to_frame()
    return {name: column.tolist() for name, column in found.items()}


@pytest.mark.parametrize(
    ("aggregate", "scale", "alike"),
    [("topsis", "vector", 0.5), ("vikor", "min_max", 0.5), ("weighted_sum", "peer_z", 0.0)],
)
def test_where_nobody_differs_nobody_is_ahead(aggregate, scale, alike):
    found = scores(ALIKE, aggregate=aggregate, scale=scale)

    assert found["score"] == pytest.approx([alike, alike])
    assert found["rank"] == [1, 1]


def test_what_is_unknown_leaves_its_weight_to_the_rest_down_to_the_least_coverage():
    frame = {"id": ["P-1", "P-2", "P-3"], "revenue": [1.0, 2.0, None], "margin": [None, 0.3, 0.2]}
    found = scores(frame, scale="min_max", min_coverage=0.6)
    row = dict(
        zip(found["id"], zip(found["score"], found["coverage"], found["rank"], strict=True), strict=True)
    )

    assert row["P-1"][1] == pytest.approx(2 / 3)
    assert row["P-2"][0] is not None
    assert row["P-3"][1] == pytest.approx(1 / 3)
    assert row["P-3"][0] is None or np.isnan(row["P-3"][0])


def test_contributions_add_up_to_the_score():
    frame = {"id": ["P-1", "P-2", "P-3"], "revenue": [1.0, 2.0, 4.0], "margin": [0.1, 0.3, None]}
    found = scores(frame, scale="peer_z")

    for place in range(3):
        parts = [found[f"contribution_{kpi.name}"][place] or 0.0 for kpi in KPIS]
        assert np.nansum(parts) == pytest.approx(found["score"][place], abs=1e-12)


@pytest.mark.parametrize("scale", ["peer_z", "robust_z"])
def test_what_is_unknown_adds_nothing_however_far_the_others_are_from_zero(scale):
    far = {"id": list("abcde"), "revenue": [1e9, 1e9 + 1, 1e9 + 5, None, 1e9 + 2]}
    frame = {**far, "margin": [0.1, 0.4, None, 0.3, 0.2]}
    found = scores(frame, scale=scale, min_coverage=0)
    card = Scorecard(kpis=KPIS, min_peers=2, scale=scale, min_coverage=0)
    wanted = score(card, frame, key="id", as_of=TODAY)

    assert dict(zip(found["id"], found["score"], strict=True)) == pytest.approx(dict(wanted), rel=1e-9)
    assert np.isnan(found["contribution_revenue"][found["id"].index("d")])
