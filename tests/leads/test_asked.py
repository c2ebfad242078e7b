"""Everybody who was asked, most of them as a count and a digest."""

import pickle

import pytest
from attrs import evolve

from partnerkit.leads.asked import Asked, Rest, label_of, named_of
from partnerkit.leads.candidate import Candidate
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.reasons import Reason
from partnerkit.values.store_errors import NotReplayable

WON = Candidate(partner="P-4", won=True)
FULL = Candidate(partner="P-2", objection=Reason("capacity", {"open": 1, "limit": 1}))
STRANGER = Candidate(partner="P-1", objection=Reason("territory"), further=(Reason("capacity"),))
UNKNOWN = Candidate(partner="P-3", objection=Reason("field-unknown", {"field": "products"}))
ALL = (WON, STRANGER, FULL, UNKNOWN)
REST = Rest.of(ALL)


def test_the_rest_is_counted_by_what_stood_first_against_them():
    assert dict(REST.counts) == {"territory": 1, "field-unknown": 1}
    assert REST.count == 2


@pytest.mark.parametrize(
    "other",
    [
        (evolve(WON, partner="P-5"), STRANGER, FULL, UNKNOWN),
        (WON, evolve(STRANGER, further=()), FULL, UNKNOWN),
        (WON, evolve(STRANGER, objection=Reason("language")), FULL, UNKNOWN),
        (WON, STRANGER, evolve(FULL, objection=None), UNKNOWN),
        (WON, STRANGER, FULL, evolve(UNKNOWN, objection=Reason("field-unknown", {"field": "languages"}))),
        (WON, evolve(STRANGER, partner="P-3"), FULL, evolve(UNKNOWN, partner="P-1")),
    ],
)
def test_the_digest_tells_who_was_asked_and_all_that_stood_against_each(other):
    assert Rest.of(other).digest != REST.digest
    assert Asked((WON, FULL), REST) != other


def test_the_order_in_which_they_are_told_does_not_matter():
    assert Rest.of(reversed(ALL)) == REST


def test_it_is_the_tuple_of_all_of_them_and_makes_them_once():
    made = []
    asked = Asked((WON, FULL), REST, lambda: made.append(1) or ALL)

    assert (len(asked), asked[0], bool(made)) == (4, WON, False)
    assert asked == ALL
    assert (asked[1], asked[-1], asked[1:3], list(asked)) == (STRANGER, UNKNOWN, (STRANGER, FULL), list(ALL))
    assert made == [1]
    assert hash(asked) == hash(ALL)
    assert pickle.loads(pickle.dumps(asked)) == ALL
    assert asked != ALL[:3]
    assert asked != [*ALL]


def test_as_read_from_a_record_it_still_tells_whether_all_are_those():
    read = Asked((WON, FULL), REST)

    assert read == ALL == read
    assert read != (evolve(WON, won=False), *ALL[1:])
    assert read == Asked((WON, FULL), REST, lambda: ALL)
    assert read != Asked((WON,), REST)
    assert pickle.loads(pickle.dumps(read)) == read
    assert repr(read) == "<4 partners, 2 of them by name>"
    assert read[0] == WON
    with pytest.raises(NotReplayable, match="2 who could not take the lead; ask `explain`"):
        list(read)
    assert list(read.made_by(lambda: ALL)) == list(ALL)


def test_those_by_name_are_all_whom_the_rules_let_pass():
    assert named_of(Asked((WON, FULL), REST)) == (WON, FULL) == named_of(ALL, short=True)
    assert named_of(ALL) == ALL


def test_room_is_one_thing_whatever_used_it_up():
    codes = ("away", "capacity", "capacity-window", "kept-free")
    assert {label_of(Reason(code)) for code in codes} == {"no-room"}


@pytest.mark.parametrize(
    "more", [{"counts": {"territory": 0}}, {"counts": {"territory": True}}, {"digest": "x"}]
)
def test_a_rest_that_makes_no_sense_is_refused(more):
    with pytest.raises((InvalidValue, InvalidInput)):
        Rest(**{"counts": {"territory": 2}, "digest": "0" * 64, **more})
