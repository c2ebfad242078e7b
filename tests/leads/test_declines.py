"""Who said lately that there is enough to do?"""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import RULES, FairShare, Offer, allocate, full_up
from partnerkit.values.errors import InvalidValue

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def offer(number, status, reason=None, day=0):
    at = MONDAY + DAY * day
    return Offer(
        id=f"L-{number}/1",
        lead=f"L-{number}",
        partner="P-4",
        offered_at=MONDAY,
        due=MONDAY + 9 * DAY,
        since=at,
        status=status,
        reason=reason,
    )


def judged(offers, day):
    result = allocate(
        [Lead(id="L-9")],
        [Partner(id="P-4")],
        FairShare(default=1, value="unit"),
        as_of=MONDAY + DAY * day,
        rules=(*RULES, full_up(offers, rest=7 * DAY)),
    )
    return None if result.assignments else result.unassigned["L-9"]["P-4"]


def test_who_declines_for_want_of_capacity_is_not_asked_for_a_while():
    told = judged([offer(1, "declined", "no-capacity")], 6)

    assert (told.code, told.facts["until"]) == ("full-up", MONDAY + 7 * DAY)
    assert judged([offer(1, "declined", "no-capacity")], 7) is None
    assert judged([offer(1, "declined", "too far")], 1) is None
    assert judged([], 1) is None


def test_the_last_word_counts():
    twice = [offer(1, "declined", "no-capacity", 3), offer(2, "declined", "no-capacity")]

    assert judged(twice, 9).facts["until"] == MONDAY + 10 * DAY
    assert judged([*twice, offer(3, "accepted", day=4)], 5) is None
    assert judged([*twice, offer(3, "accepted", day=2)], 5).code == "full-up"


@pytest.mark.parametrize("status", ["worked", "reported"])
def test_to_report_on_an_old_lead_is_not_to_take_a_new_one(status):
    declined, old = offer(1, "declined", "no-capacity", 1), offer(2, status, day=2)

    assert judged([declined, old], 3).code == "full-up"
    assert judged([declined, evolve(old, offered_at=MONDAY + 2 * DAY)], 3) is None


@pytest.mark.parametrize("rest", [timedelta(), 7])
def test_a_rest_is_a_time(rest):
    with pytest.raises(InvalidValue, match="rest"):
        full_up([], rest=rest)


def test_nobody_rests_beyond_the_calendar():
    with pytest.raises(InvalidValue, match=r"^rest: .*100 years"):
        full_up([], rest=timedelta.max)
