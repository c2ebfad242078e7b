"""A batch is told by name only of those whom the rules let pass, and nothing else in it changes."""

from datetime import UTC, datetime

from partnerkit import Lead, Money, Partner
from partnerkit.leads import FairShare, allocate_batch
from partnerkit.leads.asked import Asked, Rest
from partnerkit.leads.briefly import Briefly
from partnerkit.leads.roster import Roster

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
POLICY = FairShare(default=1)
FIRMS = {
    each.id: each
    for each in (
        Partner(id="P-1", territories=("de",), capacity=1),
        Partner(id="P-2", territories=("de", "se"), capacity=1),
        Partner(id="P-3", territories=("no",)),
        Partner(id="P-4", territories=("fi",), capacity=0),
    )
}
LEADS = [
    Lead(id=f"L-{place}", territory=place, value=Money.of(value, "EUR"))
    for place, value in (("de", 300), ("se", 200), ("fi", 100))
]


def briefly(few):
    result = allocate_batch(LEADS, [*FIRMS.values()], POLICY, as_of=NOON, blank="exclude")
    return result, Briefly(result, Roster.of(FIRMS, POLICY), few=few)


def test_those_whom_the_rules_let_pass_are_told_by_name_whether_they_had_room_or_not():
    result, told = briefly(1)
    found = told.decision(LEADS[2])

    assert [each.partner for each in found.candidates.named] == ["P-4"]
    assert found.candidates.rest == Rest.of(result.decisions["L-fi"].candidates)
    assert found == result.decisions["L-fi"]


def test_room_that_is_used_up_in_the_batch_stands_against_whom_the_rules_keep_out_too():
    result, told = briefly(1)
    asked = result.decisions["L-fi"]
    first = next(each for each in asked.candidates if each.partner == "P-1")

    assert [reason.code for reason in first.further] == ["capacity"]
    assert told.decision(LEADS[2]).candidates.rest == Rest.of(asked.candidates)


def test_each_lead_is_told_as_it_stood_before_it_was_given():
    result, told = briefly(1)
    kept = next(each for each in result.decisions["L-de"].candidates if each.partner == "P-2")

    assert kept.objection.code == "kept-free"
    for lead in LEADS:
        assert told.decision(lead) == result.decisions[lead.id]
        assert told.decision(lead).candidates.rest == Rest.of(result.decisions[lead.id].candidates)


def test_fewer_are_told_by_name():
    result, told = briefly(3)

    assert isinstance(told.decision(LEADS[2]).candidates, Asked)
    assert not isinstance(told.decision(LEADS[0]).candidates, Asked)
    assert told.decision(LEADS[0]) == result.decisions["L-de"]
