"""
The best-known difference in differences: fast food and the minimum wage.

D. Card and A. B. Krueger, "Minimum Wages and Employment: A Case Study of the
Fast-Food Industry in New Jersey and Pennsylvania", American Economic Review 84
(1994), Table 3, row 4: the change of full-time equivalents in the stores that
answered both times is 0.47 (0.48) in New Jersey and -2.28 (1.25) in
Pennsylvania, a difference of 2.75 (1.34). The public data of the survey give the
same: 309 and 75 stores. Here are stores with these means and deviations.
"""

import numpy as np
import pytest

from partnerkit.review.matching import Pairs, difference

#: State: how many stores, the mean change, and its standard error, to the digits of the data.
NEW_JERSEY, PENNSYLVANIA = (309, 0.4666667, 0.4808290), (75, -2.2833333, 1.2532685)


def stores(count, mean, error):
    """Return changes of so many stores with this mean and this standard error."""
    steps = np.arange(count) - (count - 1) / 2
    return mean + steps / steps.std(ddof=1) * error * np.sqrt(count)


def test_the_published_difference_and_its_standard_error():
    helped, others = stores(*NEW_JERSEY), stores(*PENNSYLVANIA)
    pairs = Pairs(np.repeat(np.arange(309), 75), np.tile(np.arange(75), 309), 75)
    found = difference(helped, np.tile(others, 309), pairs, pairs.others)

    assert round(helped.mean(), 2) == 0.47
    assert round(others.mean(), 2) == -2.28
    assert found.estimate == pytest.approx(2.75, abs=0.005)
    assert found.error == pytest.approx(1.34, abs=0.005)
