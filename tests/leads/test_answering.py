from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.leads.answering import ANSWER_COURSE, LeadOffer
from partnerkit.values.errors import IllegalTransition, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
OFFER = LeadOffer(id="L-1", partner="P-1", offered_at=NOON, answer_by=NOON + DAY)


LATE = NOON + DAY + timedelta.resolution


def test_an_offer_is_accepted_at_the_moment_and_not_after_it():
    assert OFFER.with_step("accept", at=NOON + DAY, by="u").status == "accepted"
    assert not OFFER.is_due(as_of=NOON + DAY)
    with pytest.raises(InvalidValue, match="accept by"):
        OFFER.with_step("accept", at=LATE, by="u")
    assert OFFER.is_due(as_of=LATE)


def test_an_offer_expires_when_it_is_due_and_only_once():
    for early in (NOON, NOON + DAY):
        with pytest.raises(InvalidValue, match="let him answer"):
            OFFER.with_step("expire", at=early, by="u")
    gone = OFFER.with_step("expire", at=LATE, by="u")
    assert (gone.status, gone.answered_at, gone.answered_by) == ("expired", LATE, "u")
    assert not gone.is_due(as_of=NOON + 2 * DAY)
    with pytest.raises(IllegalTransition):
        gone.with_step("expire", at=LATE, by="u")


def test_without_a_deadline_nothing_expires():
    free = evolve(OFFER, answer_by=None)

    assert not free.is_due(as_of=NOON + 999 * DAY)
    with pytest.raises(InvalidValue, match="no deadline"):
        free.with_step("expire", at=NOON + DAY, by="u")


def test_times_do_not_go_backward():
    with pytest.raises(InvalidValue, match="answer_by"):
        evolve(OFFER, answer_by=NOON)
    with pytest.raises(InvalidValue, match="at"):
        OFFER.with_step("accept", at=NOON - DAY, by="u")
    with pytest.raises(InvalidValue, match="time zone"):
        OFFER.with_step("accept", at=NOON.replace(tzinfo=None), by="u")
    with pytest.raises(InvalidValue, match="time zone"):
        OFFER.is_due(as_of=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("by", ["", None])
def test_somebody_takes_every_step(by):
    with pytest.raises(InvalidValue, match=r"^by: "):
        OFFER.with_step("accept", at=NOON, by=by)


def test_whoever_declines_says_why():
    with pytest.raises(InvalidValue, match="reason"):
        OFFER.with_step("decline", at=NOON, by="u")
    assert OFFER.with_step("decline", at=NOON, by="u", reason="full").status == "declined"
    assert set(ANSWER_COURSE.states) == {"offered", "accepted", "declined", "expired", "withdrawn"}
