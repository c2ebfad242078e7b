"""
Reconciled goals are those that an independent library computes.

The tree is that of Hyndman and Athanasopoulos, Forecasting: principles and
practice, 3rd ed., figure 11.1. The numbers below were computed with MinTrace of
hierarchicalforecast 1.5.3 (Nixtla): methods ols, wls_struct and mint_shrink. It
takes the mean out of past errors, and adds 2e-8 to their variances.
"""

import pytest

from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, reconcile
from partnerkit.values.time import Period

ABOVE = {"T": None, "A": "T", "B": "T", "AA": "A", "AB": "A", "AC": "A", "BA": "B", "BB": "B"}
BASE = dict(zip(ABOVE, (1000, 580, 390, 210, 190, 160, 250, 170), strict=True))
ERRORS = {
    name: [((3 * row + 5 * step) % 11) - 5 + 0.5 * row * (-1) ** step for step in range(6)]
    for row, name in enumerate(ABOVE)
}
CENTERED = {name: [each - sum(past) / len(past) for each in past] for name, past in ERRORS.items()}

THEIRS = {
    "ols": (989.655172414, 582.75862069, 406.896551724, 217.586206897, 197.586206897, 167.586206897, 243.448275862, 163.448275862),
    "wls": (983.333333333, 575.0, 408.333333333, 215.0, 195.0, 165.0, 244.166666667, 164.166666667),
    "mint": (985.898478823, 580.579307793, 405.319171029, 222.875014924, 197.277713516, 160.426579354, 244.371576839, 160.94759419),
}  # fmt: skip

#: Goals are whole numbers; counted in millionths they show six decimals.
MILLION = 10**6


@pytest.mark.parametrize("method", THEIRS)
def test_reconciled_goals_are_those_of_another_library(method):
    tree = GoalTree.of(
        Goal(id=name, parent=up, measure="m", period=Period.year(2026), target=BASE[name] * MILLION)
        for name, up in ABOVE.items()
    )
    more = {"errors": CENTERED} if method == "mint" else {}

    found = reconcile(tree, {}, method=method, **more).tree

    assert found.gaps() == ()
    for name, theirs in zip(ABOVE, THEIRS[method], strict=True):
        assert found[name].target / MILLION == pytest.approx(theirs, abs=3e-6)
