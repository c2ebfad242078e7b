"""What is told of one lead."""

from datetime import UTC, datetime

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, allocate, allocate_batch
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


def test_a_partner_whose_last_room_is_kept_for_others_is_told_so():
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", territories=("de",), capacity=1)]
    leads = [Lead(id="L-1", territory="de"), Lead(id="L-2", territory="se")]
    policy = FairShare(weights={"P-4": 9}, default=1, value="unit")
    result = allocate_batch(leads, partners, policy, as_of=NOW)

    assert allocate(leads, partners, policy, as_of=NOW).assignments == {"L-1": "P-4"}
    assert result.assignments == {"L-1": "P-5", "L-2": "P-4"}
    told = result.decisions["L-1"].candidate("P-4")
    assert (told.reason, told.before) == (Reason("kept-free", {"open": 0, "limit": 1}), 0)


def test_a_lead_that_stays_says_with_whom_and_since_when():
    leads, partners = [Lead(id="L-1")], [Partner(id="P-4")]
    first = allocate(leads, partners, UNITS, as_of=NOW)
    again = allocate(leads, partners, UNITS, ledger=first.ledger, as_of=NOW).decisions["L-1"]

    assert again.kept == Reason("lead-kept", {"lead": "L-1", "partner": "P-4", "since": NOW})
    assert (again.winner, again.candidates, again.effect) == ("P-4", (), None)


def test_everybody_is_in_the_record_whoever_got_the_lead():
    partners = [Partner(id="P-4"), Partner(id="P-5"), Partner(id="P-6", status="suspended")]
    decision = allocate([Lead(id="L-1")], partners, UNITS, as_of=NOW).decisions["L-1"]

    assert sorted(each.partner for each in decision.candidates) == ["P-4", "P-5", "P-6"]
    assert decision.candidates[0].partner == decision.winner
    assert decision.candidates[2].objection.code == "partner-status"
    assert decision.candidates[2].before is None
