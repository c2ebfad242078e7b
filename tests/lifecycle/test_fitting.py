"""The arithmetic of fits."""

import numpy as np
import pytest

from partnerkit.lifecycle.fitting import FAILS, FITS, OPEN, weigh


def test_what_is_not_known_neither_helps_nor_harms():
    degrees = np.array([[1.0, 0.5], [1.0, np.nan], [np.nan, np.nan], [0.0, 1.0]])
    met = np.array([[True, True], [True, False], [False, False], [False, True]])
    found = weigh(degrees, met, np.array([3.0, 1.0]), np.array([True, True]))

    assert found.fit.tolist() == pytest.approx([0.875, 1.0, np.nan, 0.25], nan_ok=True)
    assert found.coverage.tolist() == [1.0, 0.75, 0.0, 1.0]
    assert found.verdict.tolist() == [FITS, OPEN, OPEN, FAILS]
    assert found.contributions[0].sum() == found.fit[0]
