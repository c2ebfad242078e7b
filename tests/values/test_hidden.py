"""HIDDEN is one thing, whatever is done to it."""

import copy

from partnerkit.values.hidden import HIDDEN, Hidden


def test_there_is_one():
    assert copy.copy(HIDDEN) is HIDDEN
    assert copy.deepcopy([HIDDEN]) == [HIDDEN]
    assert isinstance(HIDDEN, Hidden)
    assert {HIDDEN: 1}[HIDDEN] == 1
    assert repr(HIDDEN) == "HIDDEN"
