"""Who looks for much finds something by chance."""

import pytest

from partnerkit.values.holm import holm


def test_holm_counts_what_was_looked_at():
    """Each chance times how many are left, and never below the one before."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()
