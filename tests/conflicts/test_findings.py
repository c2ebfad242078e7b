"""What was found, all together."""

import pickle
from datetime import UTC, date, datetime

import pytest

from partnerkit.conflicts import Conflicts, detect, rules
from partnerkit.facts.network import Network
from partnerkit.facts.people import Assignment
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
FOUND = detect(
    Network.of(
        Assignment(person=person, territory=place, period=Period.since(date(2026, 1, 1)))
        for place in ("de", "se")
        for person in ("A-1", "A-2")
    ),
    rules.builtin(),
    as_of=NOW,
)


def test_it_is_a_sequence():
    first, second = FOUND

    assert (len(FOUND), bool(FOUND), FOUND[0], FOUND[-1]) == (2, True, first, second)
    assert (FOUND.index(second), FOUND.count(first), second in FOUND) == (1, 1, True)
    assert list(reversed(FOUND)) == [second, first]
    assert not Conflicts()


def test_a_part_of_it_is_of_its_kind():
    assert isinstance(FOUND[:1], Conflicts)
    assert FOUND[:1] == (FOUND[0],)
    assert FOUND[2:] == Conflicts()


def test_it_equals_a_tuple_of_the_same_findings():
    assert FOUND == tuple(FOUND) == FOUND
    assert hash(FOUND) == hash(tuple(FOUND))
    assert pickle.loads(pickle.dumps(FOUND)) == FOUND
    assert FOUND[:1] != FOUND
    assert list(FOUND) != FOUND
    assert {FOUND: "kept"}[tuple(FOUND)] == "kept"


def test_it_shows_how_many_of_which_rule():
    assert repr(FOUND) == "<Conflicts: 2 territory-overlap>"
    assert repr(Conflicts()) == "<Conflicts: none>"


def test_what_is_no_conflict_is_refused():
    with pytest.raises(InvalidValue, match="use a list"):
        Conflicts(["territory-overlap"])


def test_a_frame_has_a_row_for_each():
    frame = FOUND.to_frame()

    assert {name: column.tolist() for name, column in frame.items()} == {
        "conflict": [each.id for each in FOUND],
        "rule": ["territory-overlap"] * 2,
        "severity": ["medium"] * 2,
        "group": ["owners, de", "owners, se"],
        "parties": ["A-1, A-2"] * 2,
        "count": [2, 2],
        "reason": [each.reason.code for each in FOUND],
        "proposal": [each.proposals[0].code for each in FOUND],
        "stake": [None, None],
        "currency": [None, None],
    }


def test_nothing_found_is_a_frame_without_rows():
    assert {name: len(column) for name, column in Conflicts().to_frame().items()} == dict.fromkeys(
        FOUND.to_frame(), 0
    )
