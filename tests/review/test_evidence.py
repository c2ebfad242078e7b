"""What speaks for or against a cause, and what is refused."""

from datetime import date, timedelta

import numpy as np
import pytest
from witnesses import TODAY, seen

from partnerkit.review.evidence import blocks_of, evidence_faults
from partnerkit.values.errors import InvalidInput, InvalidValue

ROWS = {"P-4": 0, "P-5": 1}
CODES = ["slow-response", "late-delivery"]


@pytest.mark.parametrize(
    ("speaks", "strength", "points"), [("for", "weak", 1), ("for", "strong", 3), ("against", "clear", -2)]
)
def test_points_follow_strength_and_side(speaks, strength, points):
    assert seen("slow-response", speaks, strength).points == points


def test_evidence_tells_all_its_faults():
    with pytest.raises(InvalidInput) as caught:
        seen("Slow!", "about", "huge", "hearsay", on="yesterday")

    paths = [each.path for each in caught.value.faults]
    assert paths == ["cause", "speaks", "strength", "source", "on"]


def test_evidence_about_others_of_unknown_causes_and_from_later_is_refused_together():
    given = [
        seen("slow-response"),
        seen("slow-response", partner="P-9"),
        seen("rain"),
        seen("late-delivery", on=TODAY + timedelta(days=1)),
        "hearsay",
    ]
    found = [*evidence_faults(given, [*ROWS], CODES, as_of=TODAY)]

    assert [each.path for each in found] == [
        "evidence[1].partner",
        "evidence[2].cause",
        "evidence[3].on",
        "evidence[4]",
    ]
    assert all("P-9" not in str(each) for each in found)
    assert all(each.remedy for each in found)


def test_blocks_keep_every_piece_with_its_day_and_reason():
    given = [seen("slow-response", partner="P-5", on=date(2026, 5, 1)), seen("slow-response")]
    (block,) = blocks_of(given, ROWS, None)

    assert block.rows.tolist() == [0, 1]
    assert [block.when(place) for row in (0, 1) for place in block.at(row)] == [TODAY, date(2026, 5, 1)]
    assert block.why(0) == given[1].reason
    assert [*block.at(5)] == []


def test_what_is_disputed_or_too_old_is_kept_apart_and_does_not_count():
    given = [
        seen("slow-response"),
        seen("slow-response", disputed=True),
        seen("slow-response", on=TODAY - timedelta(days=400)),
    ]
    blocks = blocks_of(given, ROWS, TODAY - timedelta(days=365))

    assert sorted(
        (each.because if each.aside is not None else "", each.counted.tolist()) for each in blocks
    ) == [
        ("", [2]),
        ("evidence-disputed", [0]),
        ("evidence-stale", [0]),
    ]


def test_zero_points_are_no_evidence():
    (block,) = blocks_of([seen("slow-response")], ROWS, None)
    object.__setattr__(block, "points", np.array([0]))

    assert [*block.at(0)] == []


def test_a_date_with_a_time_is_no_day():
    with pytest.raises(InvalidValue, match="on"):
        seen("slow-response", on=None)
