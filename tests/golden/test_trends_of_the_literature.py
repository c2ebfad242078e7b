"""
Slopes, tests and rates as published.

Sen, Estimates of the regression coefficient based on Kendall's tau (JASA 63,
1968): seven points, slope 4, and 26/7 to 35/8 at 93 %. Hollander and Wolfe,
Nonparametric Statistical Methods (1973): the quality of tuna (p. 187) and cloud
seeding (the example of Theil's slope). Newcombe, Two-sided confidence intervals
for the single proportion (Statistics in Medicine 17, 1998), table I, method 3:
Wilson's score interval.

What was read of them is what others print. Sen: the points, the slope and the
limits stand in the tests of the R package deming, whose author says that the
paper's own list of slopes has mistakes, and its interval with it; the limits
here are the corrected ones. Tuna: the nine lots and tau .4444 in notes to the
book by Habing (University of South Carolina, table 1, page 188) and by Sutton
(George Mason University, exact chance about .119), and as R prints them,
T = 26 and 0.1194. Of Newcombe's article only the beginning was read, of the
example of cloud seeding nothing. The last limits of Wilson are those by which
programs were compared (Code Golf 105389), at z = 1.96.
"""

from math import erf, sqrt

import numpy as np
import pytest

from partnerkit.scoring import wilson
from partnerkit.scoring.slopes import theil_sen


def test_the_example_of_sen():
    series = np.full((1, 18), np.nan)
    series[0, np.array([1, 2, 3, 4, 10, 12, 18]) - 1] = [9, 15, 19, 20, 45, 55, 78]
    found = theil_sen(series, level=0.93)

    assert found.slope[0] == 4.0
    assert found.low[0] == pytest.approx(26 / 7)
    assert found.high[0] == pytest.approx(35 / 8)


def test_kendalls_tau_of_tuna():
    lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    panel = np.array([2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8])
    found = theil_sen(panel[np.argsort(lightness)][None, :])

    # T = 26 of 36 pairs agree: tau is (26 - 10) / 36; the book's exact chance is 0.1194.
    assert found.tau[0] == pytest.approx(0.4444444)
    assert found.p_value[0] == pytest.approx(0.1194, abs=0.002)


def test_the_slope_of_cloud_seeding():
    found = theil_sen(np.array([[1.26, 1.27, 1.12, 1.16, 1.03]]))

    # The book: C = -6, and the median slope -0.056.
    assert found.tau[0] == pytest.approx(-6 / 10)
    assert found.slope[0] == pytest.approx(-0.05625)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_by_newcombe(count, of, low, high):
    found = wilson(count, of, level=0.95)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (0, 1, 0.0, 0.7934567085261071),
        (1, 11, 0.016231752262825982, 0.3773646254862038),
        (25, 100, 0.17545094003724265, 0.3430464637007583),
        (100, 100, 0.9630051925239981, 1.0),
    ],
)
def test_wilson_at_196_hundredths(count, of, low, high):
    found = wilson(count, of, level=erf(1.96 / sqrt(2)))

    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12, abs=1e-15)
