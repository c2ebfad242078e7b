"""May this partner learn of the person, and what must be deleted afterwards?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    RULES,
    Deleted,
    FairShare,
    LeadReassigned,
    Offer,
    allocate,
    deletion_duties,
    may_be_passed_to,
)
from partnerkit.values.errors import InvalidInput, InvalidValue

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
UNITS = FairShare(default=1, value="unit")


def consent(**changes):
    return Consent(**{"basis": "consent", "purpose": "offer", "may_be_passed_on": True, **changes})


def judged(given, partner="P-4", purpose="offer"):
    result = allocate(
        [Lead(id="L-1", consent=given)],
        [Partner(id=partner)],
        UNITS,
        as_of=NOW,
        rules=(*RULES, may_be_passed_to(purpose)),
    )
    return None if result.assignments else result.unassigned["L-1"][partner]


def test_a_blank_is_a_no():
    assert judged(None).code == "may-not-be-passed-on"
    assert judged(Consent(basis="consent", purpose="offer")).code == "may-not-be-passed-on"
    assert judged(consent()) is None


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"withdrawn_at": NOW}, "withdrawn"),
        ({"given_at": NOW + DAY}, "not-permitted"),
        ({"purpose": "review"}, "not-permitted"),
        ({"recipients": ["P-5"]}, "not-permitted"),
    ],
)
def test_a_permission_holds_for_its_time_its_purpose_and_its_partners(changes, because):
    assert judged(consent(**changes)).facts["because"] == because


def test_without_a_purpose_any_will_do():
    assert judged(consent(purpose="review"), purpose=None) is None
    assert judged(consent(withdrawn_at=NOW + DAY, recipients=["P-4", "P-5"])) is None


def test_recipients_are_named_or_left_out():
    with pytest.raises((InvalidValue, InvalidInput), match="recipients"):
        consent(recipients=[])


def offer(status, partner="P-4", number=1, since=NOW, offered_at=NOW - DAY):
    return Offer(
        id=f"L-1/{number}",
        lead="L-1",
        partner=partner,
        offered_at=offered_at,
        due=NOW + 9 * DAY,
        since=since,
        status=status,
    )


def duties(offers, days=1, **more):
    found = deletion_duties(offers, as_of=NOW + DAY * days, **more)
    return {(each.partner, each.cause): each.state for each in found}


@pytest.mark.parametrize("status", ["declined", "expired", "withdrawn"])
def test_whoever_no_longer_has_a_lead_must_delete_it(status):
    assert duties([offer(status)]) == {("P-4", status): "open"}
    assert duties([offer(status)], 30) == {("P-4", status): "open"}
    assert duties([offer(status)], 31) == {("P-4", status): "overdue"}
    (told,) = deletion_duties([offer(status)], as_of=NOW + DAY)
    assert told.reason.facts == {"lead": "L-1", "partner": "P-4", "due": told.due}


def test_whoever_holds_it_or_only_looks_at_it_owes_nothing():
    assert duties([offer("accepted"), offer("offered", "P-5", 2)]) == {}
    assert duties([offer("declined", since=NOW + 5 * DAY)]) == {}


def test_a_confirmation_is_kept_and_counts_for_the_duty_before_it():
    done = Deleted(lead="L-1", partner="P-4", at=NOW + DAY, by="birgit")
    (told,) = deletion_duties([offer("declined")], as_of=NOW + 60 * DAY, confirmed=[done])

    assert (told.state, told.confirmed.by, told.reason.code) == ("confirmed", "birgit", "deletion-confirmed")
    early = Deleted(lead="L-1", partner="P-4", at=NOW - DAY, by="birgit")
    assert duties([offer("declined")], confirmed=[early]) == {("P-4", "declined"): "open"}
    assert duties([offer("declined")], 0.5, confirmed=[done]) == {("P-4", "declined"): "open"}


def test_a_move_by_hand_obliges_the_former_holder():
    move = LeadReassigned(lead="L-1", partner="P-5", at=NOW, by="anna", why="On leave.")

    assert duties([], moved={"P-4": [move]}) == {("P-4", "reassigned"): "open"}
    assert duties([offer("worked", since=NOW + DAY)], moved={"P-4": [move]}) == {
        ("P-4", "reassigned"): "open"
    }


def test_who_gets_it_back_owes_nothing_any_more():
    assert duties([offer("declined"), offer("accepted", number=2, offered_at=NOW)]) == {}
    there = LeadReassigned(lead="L-1", partner="P-5", at=NOW, by="anna", why="On leave.")
    back = LeadReassigned(lead="L-1", partner="P-4", at=NOW + DAY, by="anna", why="Back.")
    moved = {"P-4": [there], "P-5": [back]}
    assert duties([offer("accepted")], moved=moved) == {("P-5", "reassigned"): "open"}


def test_a_withdrawn_consent_obliges_even_the_holder():
    lead = Lead(id="L-1", consent=consent(withdrawn_at=NOW))

    assert duties([offer("worked")], leads=[lead]) == {("P-4", "consent-withdrawn"): "open"}


def test_a_time_to_delete_is_a_time():
    with pytest.raises(InvalidValue, match="within"):
        deletion_duties([], as_of=NOW, within=30)


def test_no_duty_is_due_beyond_the_calendar():
    with pytest.raises(InvalidValue, match=r"^within: .*100 years"):
        deletion_duties([], as_of=datetime(2026, 3, 2, tzinfo=UTC), within=timedelta.max)
