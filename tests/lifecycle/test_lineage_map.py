from datetime import date

import pytest

from partnerkit import Partner
from partnerkit.facts import Succession
from partnerkit.lifecycle import lineage
from partnerkit.values.errors import InvalidInput, InvalidValue


def took(partner, *others, kind="merger", on=date(2026, 7, 1)):
    return Partner(id=partner, successions=[Succession(kind=kind, other=other, on=on) for other in others])


def test_old_ids_answer_along_the_whole_chain():
    found = lineage([took("C", "B"), took("B", "A"), Partner(id="A")])

    assert [found.current(name) for name in "ABCD"] == ["C", "C", "C", "D"]
    assert found.ids("A") == ("C", "A", "B")
    assert found.ids("D") == ("D",)


def test_before_its_day_and_after_a_split_everybody_answers_for_himself():
    assert lineage([took("B", "A")], on=date(2026, 6, 30)).current("A") == "A"
    assert lineage([took("B", "A")], on=date(2026, 7, 1)).current("A") == "B"
    assert lineage([took("B", "A", kind="split")]).current("A") == "A"


def test_nobody_is_taken_over_twice_or_by_himself():
    with pytest.raises(InvalidValue, match="has not taken over"):
        lineage([took("B", "A"), took("C", "A")])
    with pytest.raises(InvalidInput):
        lineage([took("B", "A"), took("A", "B")])
