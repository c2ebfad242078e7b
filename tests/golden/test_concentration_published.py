"""
Who makes 80 %, as published.

ABC: Heizer and Render, Operations Management, example 1 of the chapter on
inventory: the ten items of Silicon Chips, Inc., of which two are A, three B and
five C; A holds 72 %, B 23 %, C 5 %. The whole table is read as a page of
solutions to the book prints it (holooly, question 12.EX.1). The Gini coefficient by its definition (Gini 1912): the
mean difference of the numbers 1 to n is (n² - 1) / (3 n), so theirs is
(n - 1) / (3 n). Two groups, of which the share p has the share 1 - p, have 1 - 2 p.
"""

import numpy as np
import pytest

from partnerkit.scoring import gini, lorenz, pareto

ITEMS = {
    "10286": (1_000, 90.00),
    "11526": (500, 154.00),
    "12760": (1_550, 17.00),
    "10867": (350, 42.86),
    "10500": (1_000, 12.50),
    "12572": (600, 14.17),
    "14075": (2_000, 0.60),
    "01036": (100, 8.50),
    "01307": (1_200, 0.42),
    "10572": (250, 0.60),
}


def test_silicon_chips():
    frame = {"item": list(ITEMS), "volume": [units * price for units, price in ITEMS.values()]}
    found = pareto(frame, key="item", value="volume", bounds=(0.7, 0.95))

    assert round(found.total) == 232_057
    assert "".join(str(each) for each in found.values()) == "AABBBCCCCC"
    printed = [38.8, 33.2, 11.3, 6.4, 5.4, 3.7, 0.5, 0.4, 0.2, 0.1]
    # The book prints 11.35 and 6.46 as 11.3 and 6.4.
    assert (100 * found.share).tolist() == pytest.approx(printed, abs=0.07)
    assert [round(100 * found.share[a:b].sum()) for a, b in ((0, 2), (2, 5), (5, 10))] == [72, 23, 5]
    assert found.top_share(2) == pytest.approx(0.72, abs=0.005)


@pytest.mark.parametrize("count", [2, 5, 100])
def test_the_numbers_from_1_to_n(count):
    assert gini(range(1, count + 1)) == pytest.approx((count - 1) / (3 * count))


def test_eighty_of_twenty():
    """Twenty partners make 80, eighty make 20: the curve has one corner, at (0.8, 0.2)."""
    values = np.repeat([20 / 80, 80 / 20], [80, 20])
    curve = lorenz(values)

    assert gini(values) == pytest.approx(0.6)
    assert curve.made[80] == pytest.approx(0.2)
    assert curve.partners[80] == pytest.approx(0.8)
