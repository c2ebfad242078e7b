from datetime import UTC, datetime

import pytest

from partnerkit import Money, Period
from partnerkit.facts import CreditNote, StepTaken
from partnerkit.facts.credit_note import CREDIT_NOTE_COURSE
from partnerkit.values.errors import IllegalTransition, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTE = CreditNote(id="N", term="B", partner="P", period=Period.year(2026), amount=Money.of("-3", "EUR"))


def test_a_dispute_is_decided_by_a_person_with_a_reason():
    disputed = NOTE.with_step("issue", at=NOON).with_step("dispute", at=NOON, reason="returns-missing")

    assert disputed.status == "disputed"
    with pytest.raises(InvalidValue):
        disputed.with_step("uphold", at=NOON, by="U-1")
    assert disputed.with_step("uphold", at=NOON, by="U-1", reason="as-agreed").status == "accepted"


def test_a_note_takes_no_step_twice():
    with pytest.raises(IllegalTransition):
        NOTE.with_step("pay", at=NOON)
    with pytest.raises(InvalidValue):
        CreditNote(
            id="N",
            term="B",
            partner="P",
            period=Period.year(2026),
            amount=Money.of("3", "EUR"),
            steps=(StepTaken(event="pay", at=NOON),),
        )


def test_the_course_has_no_state_without_a_way_on():
    assert CREDIT_NOTE_COURSE.endless == ()
