"""What is kept of the peers."""

from datetime import date

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, fit
from partnerkit.scoring.fitting import GRID

DAY = date(2026, 3, 31)


ONE = (Kpi("a"),)


def fitted(frame, kpis=ONE, **card):
    rows = len(next(iter(frame.values())))
    return fit(Scorecard(kpis=kpis, **card), {"id": range(rows), **frame}, key="id", as_of=DAY)


def test_keeps_every_group_that_is_large_enough_and_the_widest():
    tiers, regions = [*"gggggs"], [*"nnnssn"]
    yardstick = fitted(
        {"a": [1, 2, 3, 4, 5, 6], "tier": tiers, "region": regions}, peers=("tier", "region"), min_peers=3
    )

    assert [(dict(group.shared), group.size) for group in yardstick.groups] == [
        ({"tier": "g", "region": "n"}, 3),
        ({"tier": "g"}, 5),
        ({}, 6),
    ]


def test_few_figures_are_kept_exactly_and_many_by_a_grid_whose_error_is_told():
    exact = fitted({"a": np.arange(GRID) % 7}, scale="percent_rank")
    coarse = fitted({"a": np.arange(10.0 * GRID)}, scale="percent_rank")

    assert exact.grid_error == 0
    assert exact.groups[0].measures[0].grid == tuple(range(7))
    assert len(coarse.groups[0].measures[0].grid) == GRID
    assert 0 < coarse.grid_error <= 1.1 / (GRID - 1)


def test_the_grid_is_off_by_no_more_than_it_says():
    figures = np.random.default_rng(4).lognormal(size=9_000).round(3)
    for aggregate in ("weighted_sum", "promethee_ii"):
        for preference in (None, (0.2, 1.0)) if aggregate == "promethee_ii" else (None,):
            kpis = (Kpi("a", preference=preference),)
            yardstick = fitted({"a": figures}, kpis, scale="percent_rank", aggregate=aggregate)
            finest = fitted_exactly(figures, aggregate, preference)
            errors = [
                abs(yardstick.score_one({"a": each}) - exact)
                for each, exact in zip(figures[::50].tolist(), finest[::50].tolist(), strict=True)
            ]

            assert max(errors) <= yardstick.grid_error + 1e-12


def fitted_exactly(figures, aggregate, preference):
    from partnerkit.scoring import score

    kpis = (Kpi("a", preference=preference),)
    card = Scorecard(kpis=kpis, scale="percent_rank", aggregate=aggregate)
    return score(card, {"id": range(len(figures)), "a": figures}, key="id", as_of=DAY).score


def test_nobody_makes_a_yardstick_that_scores_nobody():
    assert fitted({"a": []}).score_one({"a": 3.0}) is None


@pytest.mark.parametrize("aggregate", ["weighted_sum", "vikor", "topsis"])
def test_what_nobody_knows_can_still_be_kept(aggregate):
    yardstick = fitted(
        {"a": [1, 2, 3], "b": [None] * 3}, (Kpi("a"), Kpi("b")), aggregate=aggregate, min_coverage=0.5
    )

    assert yardstick.score_one({"a": 3.0}) is not None
