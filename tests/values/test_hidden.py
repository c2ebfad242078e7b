"""HIDDEN is one thing, whatever is done to it."""

import copy
import pickle

import pytest

from partnerkit.values.errors import FieldHidden
from partnerkit.values.hidden import HIDDEN, Hidden


def test_there_is_one():
    assert copy.copy(HIDDEN) is HIDDEN
    assert copy.deepcopy([HIDDEN]) == [HIDDEN]
    assert pickle.loads(pickle.dumps(HIDDEN)) is HIDDEN  # our own
    assert isinstance(HIDDEN, Hidden)
    assert {HIDDEN: 1}[HIDDEN] == 1
    assert repr(HIDDEN) == "HIDDEN"


def test_a_part_of_what_is_hidden_is_hidden_with_it():
    with pytest.raises(FieldHidden):
        HIDDEN.currency  # noqa: B018  # asking is all
    with pytest.raises(FieldHidden):
        HIDDEN.currency__  # noqa: B018  # likewise
    assert not hasattr(HIDDEN, "__attrs_attrs__")
    assert not hasattr(HIDDEN, "__length_hint")
