"""Answers that are made when they are asked for."""

import pickle

import pytest

from partnerkit.leads.lookup import Lookup
from partnerkit.values.errors import NotFound


def test_a_look_up_makes_what_is_asked_for_and_compares_as_a_mapping():
    made = []
    look_up = Lookup({"L-1": 0, "L-2": 1}, lambda place: made.append(place) or place * 10)

    assert look_up["L-2"] == 10
    assert made == [1]
    assert "L-1" in look_up
    assert look_up.get("L-9") is None
    assert look_up == {"L-1": 0, "L-2": 10} == pickle.loads(pickle.dumps(look_up))
    assert repr(look_up) == "<2 made on access>"
    with pytest.raises(NotFound, match="L-9"):
        look_up["L-9"]
