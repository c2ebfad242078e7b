"""Facts that say what was agreed are drawn whole."""

import pytest
from hypothesis import given, settings

from partnerkit.testing.agreed import agreements


@pytest.mark.parametrize("noun", agreements())
def test_what_was_agreed_is_drawn(noun):
    @settings(max_examples=10)
    @given(agreements()[noun])
    def examine(fact):
        assert type(fact) is noun

    examine()
