"""
Batting averages of 1970, as Efron and Morris drew them to their mean.

Eighteen players with 45 times at bat each. As proportions with the binomial
variance of the grand average: Efron and Morris, Scientific American 236 (1977),
119-127, and the table of Efron, Large-Scale Inference (2010), table 1.1. On the
scale of the arc sine, where the variance is 1: Efron and Morris, Journal of the
American Statistical Association 70 (1975), 311-319, who shrink by .209.

The papers were not read. The averages, early and late, and the factor .212 of
the Scientific American are printed in question 5727 of Cross Validated; the
factor with the mean .265 in an entry of the blog SAS and R (Baseball and
shrinkage, 2012), which computes from the paper; the scale of the arc sine and
both columns in a script of the book by Murphy (pmtk3). The late average of
Campaneris is .285 there and .286 here, by which the sums of squares come out
as Efron gives them.
"""

from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, score

HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
AVERAGES = HITS / 45

#: Averages over the rest of the season, which nobody knew yet.
REST = [
    *(0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269),
    *(0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.286, 0.316, 0.200),
]


def shrunk(values, errors):
    kpi = Kpi("batting", se="se", shrink="normal")
    frame = {"player": range(18), "batting": values, "se": errors}
    scores = score(Scorecard(kpis=(kpi,)), frame, key="player", as_of=date(1970, 4, 26))
    return np.array([scores.explain(key).lines[0].shrunk for key in scores])


@pytest.fixture
def found():
    mean = AVERAGES.mean()
    return shrunk(AVERAGES, np.full(18, np.sqrt(mean * (1 - mean) / 45)))


def test_averages_are_drawn_as_published(found):
    published = [
        *(0.294, 0.289, 0.285, 0.280, 0.275, 0.275, 0.270, 0.266, 0.261),
        *(0.261, 0.256, 0.256, 0.256, 0.256, 0.256, 0.252, 0.247, 0.242),
    ]

    assert_allclose(found, published, atol=0.00051)


def test_the_factor_is_that_of_the_magazine(found):
    """All are drawn to .265, and .212 of the way is left."""
    factor = (found - AVERAGES.mean()) / (AVERAGES - AVERAGES.mean())

    assert round(AVERAGES.mean(), 3) == 0.265
    assert_allclose(factor, 0.212, atol=0.0005)


def test_the_error_falls_to_a_third_as_published(found):
    before, after = ((AVERAGES - REST) ** 2).sum(), ((found - REST) ** 2).sum()

    assert (round(before, 4), round(after, 4)) == (0.0755, 0.0214)


def test_on_the_scale_of_the_arc_sine_the_factor_is_as_published():
    transformed = np.sqrt(45) * np.arcsin(2 * AVERAGES - 1)
    found = shrunk(transformed, np.ones(18))
    factor = (found - found.mean()) / (transformed - transformed.mean())

    assert_allclose(factor, 0.209, atol=0.0005)


def test_as_counts_they_are_drawn_to_the_grand_average():
    """The beta-binomial model estimates the spread by moments, and draws further: all by one factor."""
    kpi = Kpi("batting", count="hits", of="at bats")
    frame = {"player": range(18), "hits": HITS, "at bats": np.full(18, 45)}
    scores = score(Scorecard(kpis=(kpi,)), frame, key="player", as_of=date(1970, 4, 26))
    found = np.array([scores.explain(key).lines[0].shrunk for key in scores])
    factor = (found - AVERAGES.mean()) / (AVERAGES - AVERAGES.mean())

    assert_allclose(factor, factor[0], rtol=1e-9)
    assert 0 < factor[0] < 0.2117
