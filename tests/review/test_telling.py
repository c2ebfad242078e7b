"""What is told of one partner, and to whom."""

import pytest
from witnesses import seen

from partnerkit.review.causes import CAUSES
from partnerkit.review.evidence import blocks_of
from partnerkit.review.support import supported
from partnerkit.review.telling import causes_found, pieces_about

ROWS = {"P-4": 0}
CODES = [each.code for each in CAUSES]


def found(*given, is_own=False):
    blocks = blocks_of(given, ROWS, None)
    whole = supported(blocks, 1, CODES)
    shown = supported([each for each in blocks if each.open], 1, CODES)
    return causes_found(CAUSES, pieces_about(blocks, 0), (whole, shown), 0, gap=None, is_own=is_own)


def test_sides_come_in_order_and_the_surest_first():
    given = [
        seen("weak-market", strength="strong"),
        seen("slow-response", strength="strong"),
        seen("late-delivery", strength="weak"),
        seen("slow-warranty", strength="clear"),
    ]

    assert [each.cause for each in found(*given)] == [
        "slow-warranty",
        "late-delivery",
        "slow-response",
        "weak-market",
    ]


def test_what_speaks_against_stands_beside_what_speaks_for():
    (told,) = found(seen("slow-response"), seen("slow-response", "against", "weak", "survey"))

    assert (told.grade, told.points) == ("weak", 1)
    assert [each.speaks for each in (*told.speaking_for, *told.against)] == ["for", "against"]


def test_a_cause_that_only_something_speaks_against_is_not_found():
    assert found(seen("slow-response", "against")) == ()


def test_a_cause_of_the_partner_waits_for_those_of_the_vendor_that_may_be_behind_it():
    given = [seen("low-conversion"), seen("poor-lead-quality"), seen("slow-warranty")]

    assert {each.cause: each.waits_for for each in found(*given)}["low-conversion"] == ("poor-lead-quality",)


def test_a_cause_of_the_vendor_that_is_contradicted_is_not_waited_for():
    given = [seen("low-conversion"), seen("poor-lead-quality"), seen("poor-lead-quality", "against")]

    assert {each.cause: each.waits_for for each in found(*given)}["low-conversion"] == ()


@pytest.mark.parametrize("is_open", [True, False])
def test_the_partner_is_told_every_cause_of_the_vendor(is_open):
    (told,) = found(seen("late-delivery", open=is_open), is_own=True)

    assert told.cause == "late-delivery"
    assert told.grade == ("clear" if is_open else None)
    assert len(told.speaking_for) == is_open
    assert told.stands


def test_and_of_its_own_what_is_open_alone():
    given = [
        seen("slow-response", strength="strong", source="figures"),
        seen("slow-response", strength="weak", source="survey", open=True),
        seen("low-conversion", strength="strong"),
    ]
    (told,) = found(*given, is_own=True)

    assert (told.cause, told.points, len(told.speaking_for)) == ("slow-response", 1, 1)


def test_pieces_are_told_the_strongest_first_whatever_came_first():
    given = [seen("slow-response", strength=strength) for strength in ("weak", "strong", "clear")]
    strengths = [each.piece.strength for each in pieces_about(blocks_of(given, ROWS, None), 0)]

    assert strengths == ["strong", "clear", "weak"]
    assert pieces_about(blocks_of(given[::-1], ROWS, None), 0)[0].piece.strength == "strong"


@pytest.mark.parametrize("more", [[], [seen("late-delivery", strength="weak", source="survey", open=True)]])
def test_what_the_partner_may_not_read_is_not_called_contradicted(more):
    """Else a cause that more speaks for would stand for less than one that less speaks for."""
    hidden = seen("late-delivery", strength="weak", source="figures")
    against = seen("late-delivery", "against", "strong", source="records", open=True)
    (told,) = found(*more, hidden, against, is_own=True)

    assert (told.grade, told.points, told.stands) == (None, None, True)
