"""Which few figures of a group stand for all."""

import numpy as np
import pytest

from partnerkit.scoring import grids as grids_module
from partnerkit.scoring.grids import STEPS, grid_error, grids
from partnerkit.values.lazy import opened

pl = pytest.importorskip("polars")


def rows(figures):
    return opened(pl.DataFrame({"__p": [1] * len(figures), "__e0": figures}).lazy())


def test_a_group_with_few_different_figures_is_kept_whole():
    nothing, grid = grids(rows([3.0, 1.0, 3.0, None]), {0: 3}, 2)[0]

    assert nothing == ((), (), ())
    assert grid == ((1.0, 3.0), (0, 1), (1, 3))


def test_of_many_no_step_between_two_kept_is_wider_than_one_in_a_thousand():
    figures = np.random.default_rng(1).lognormal(size=20_000)
    grid = grids(rows(figures.tolist()), {0: len(figures)}, 2)[0][1]
    kept, below, upto = map(np.array, grid)

    assert len(kept) <= STEPS + 2
    assert (kept[0], kept[-1]) == (figures.min(), figures.max())
    assert max(below[1:] - upto[:-1]) <= len(figures) / STEPS
    assert [(figures < figure).sum() for figure in kept] == below.tolist()


def test_engines_with_windows_are_exact():
    assert grid_error(rows([1.0])) == 0.0


def test_one_without_is_off_by_half_a_step_and_by_what_it_counts_itself(monkeypatch):
    monkeypatch.setattr(grids_module, "engine", lambda _: "pyspark")

    assert grid_error(rows([1.0])) == pytest.approx(0.0006)
