"""How is a row of answers taken as a table?"""

import pickle

import pytest

from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Ratio
from partnerkit.values.rows import Rows

HALVES = Rows(Ratio, [Ratio.of(1, 2), Ratio.of(2, 4)])


def test_it_is_the_tuple_of_its_answers():
    assert (Ratio.of(1, 2), Ratio.of(2, 4)) == HALVES
    assert HALVES[1] == Ratio.of(2, 4)
    assert Rows(Ratio, []) == ()


def test_each_field_is_a_column():
    frame = HALVES.to_frame()

    assert list(frame) == ["numerator", "denominator"]
    assert [int(each) for each in frame["denominator"]] == [2, 4]


def test_no_answers_are_a_table_without_rows():
    assert {len(column) for column in Rows(Ratio, []).to_frame().values()} == {0}


def test_it_comes_in_the_library_asked_for_and_can_be_stored():
    pandas = pytest.importorskip("pandas")

    assert isinstance(HALVES.to_frame("pandas"), pandas.DataFrame)
    again = pickle.loads(pickle.dumps(HALVES))
    assert again == HALVES
    assert list(again.to_frame()) == ["numerator", "denominator"]


def test_what_a_value_keeps_to_itself_is_no_column():
    machine = Machine(name="m", start="a", transitions=[Transition("a", "go", "b")])

    assert [*Rows(Machine, [machine]).to_frame()] == ["name", "start", "transitions"]
