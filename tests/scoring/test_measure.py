"""One figure against the numbers that stand for its peers."""

import numpy as np
import pytest

from partnerkit.scoring.groups import Groups
from partnerkit.scoring.measure import Measure
from partnerkit.scoring.scales import net_flow, percent_rank

FIGURES = [1.0, 2.0, 2.0, 5.0]
GRID = {"grid": (1.0, 2.0, 5.0), "below": (0, 1, 3), "upto": (1, 3, 4), "count": 4}


@pytest.mark.parametrize(
    ("form", "value", "scaled"),
    [("distance", 14, 2.0), ("range", 14, 2.0), ("points", 14, 2.0), ("points", 9, 0), ("points", 999, 100)],
)
def test_a_figure_is_counted_from_the_center_in_spreads(form, value, scaled):
    assert Measure(form=form, center=10, spread=2).scaled(value) == scaled


@pytest.mark.parametrize(("form", "scaled"), [("distance", 0), ("range", 0.5)])
def test_without_a_spread_nobody_differs(form, scaled):
    assert Measure(form=form, center=10, spread=0).scaled(99) == scaled


def test_a_figure_is_cut_first_and_turned_then():
    assert Measure(form="distance", better="lower", ends=(0, 5), center=0, spread=1).scaled(9) == -5
    assert Measure(form="distance", better="target", target=(2, 3), ends=(0, 5), spread=1).scaled(9) == -2


@pytest.mark.parametrize("value", [1.0, 2.0, 5.0])
def test_shares_and_flows_are_those_of_the_peers(value):
    place, groups, none = FIGURES.index(value), Groups.of(np.array([4])), np.zeros(0, dtype=int)
    for form, scale, preference in (
        ("share", percent_rank, None),
        ("flow", net_flow, None),
        ("preference", net_flow, (0.5, 3.5)),
        ("preference", net_flow, (1, 1)),
    ):
        figures = np.array(FIGURES)
        options = {} if form == "share" else {"preference": preference}
        scale(figures, none, groups, **options)

        assert Measure(form=form, preference=preference, **GRID).scaled(value) == pytest.approx(
            figures[place]
        )


def test_a_figure_between_two_peers_is_ahead_of_the_lower_ones():
    assert Measure(form="share", **GRID).scaled(3.0) == 0.75
    assert Measure(form="share", **GRID).scaled(0.0) == 0
    assert Measure(form="share", **GRID).scaled(6.0) == 1


def test_between_two_of_a_coarse_grid_it_is_counted_in_proportion():
    coarse = Measure(form="share", grid=(0.0, 10.0), below=(0, 9), upto=(1, 10), count=10)

    assert coarse.scaled(5.0) == 0.5


@pytest.mark.parametrize("form", ["share", "flow", "preference"])
def test_of_nobody_nothing_is_known(form):
    assert Measure(form=form).scaled(3.0) == 0


def test_rates_are_drawn_by_their_number_and_means_by_their_error():
    assert Measure(form="distance", prior=(0.5, 0.2)).drawn(1.0, 4) == 0.75
    assert Measure(form="distance", prior=(10.0, 3.0), drawn_as="mean").drawn(14.0, 1.0) == 13.0
    assert Measure(form="distance").drawn(14.0, 1.0) == 14.0


def test_a_small_spread_around_large_figures_keeps_its_digits():
    measure = Measure(form="distance", base=1e12, center=2 / 3, spread=0.25)

    assert measure.scaled(1e12 + 1) == pytest.approx(4 / 3, rel=1e-15)


def test_preferences_among_small_figures_do_not_drown_in_large_ones():
    figures = (0.1, 0.6, 1e12, 1e12 + 1)
    measure = Measure(
        form="preference",
        grid=figures,
        below=(0, 1, 2, 3),
        upto=(1, 2, 3, 4),
        count=4,
        preference=(0, 2),
    )

    assert [measure.scaled(figure) for figure in figures] == pytest.approx(
        [-(2 + 0.25) / 3, -(2 - 0.25) / 3, (2 - 0.5) / 3, (2 + 0.5) / 3], rel=1e-12
    )


def test_a_figure_that_another_engine_drew_is_found_in_the_grid_for_all_its_rounding():
    measure = Measure(form="share", prior=(0.5, 0.1), grid=(0.3, 0.6), below=(0, 4), upto=(4, 9), count=9)

    assert measure.scaled(0.1 + 0.2) == measure.scaled(0.3) == 2 / 9
