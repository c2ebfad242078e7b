"""Ids made of several are as long as ids may be, and two of them stay two."""

import pytest

from partnerkit.values.fields import is_identifier
from partnerkit.values.ids import joined


@pytest.mark.parametrize("by", ["/", " ", ":"])
def test_what_fits_is_joined_and_what_does_not_is_told_apart(by):
    assert joined("a", "b", "c", by=by) == by.join("abc")
    assert joined("x" * 63, "y" * 64, by=by) == "x" * 63 + by + "y" * 64
    one, other = (joined("x" * 128, "y" * 127 + each, by=by) for each in "12")
    assert one != other
    assert is_identifier(one)
    assert len(one) == 128
