from attrs import evolve
from registrations import day, deal, find

from partnerkit.conflicts.rules.protected_lead_taken import RULE, protected_lead_taken
from partnerkit.facts import Lead


def test_an_approval_against_a_running_protection_is_found():
    (conflict,) = find(RULE, deal(1, "P-1"), deal(2, "P-2", since=-5))

    assert (conflict.reason.code, conflict.reason.facts["registration"]) == (
        "approved-against-protection",
        "D-1",
    )
    assert conflict.parties == ("P-1", "P-2")


def test_after_the_protection_and_for_the_same_partner_nothing_is_broken():
    assert find(RULE, deal(1, "P-1", since=-200, until=-10), deal(2, "P-2", since=-5)) == ()
    assert find(RULE, deal(1, "P-1"), deal(2, "P-1", since=-5)) == ()
    assert find(RULE, deal(1, "P-1"), deal(2, "P-2", since=-5, status="submitted")) == ()


def test_an_approval_counts_though_all_happened_in_one_moment():
    (conflict,) = find(RULE, deal(1, "P-1"), deal(2, "P-2", since=-5, status="converted"))

    assert conflict.group == ("registrations", "D-1", "D-2")


def test_a_lead_handed_to_another_in_that_time_is_found():
    lead = Lead(id="L-1", customer="A-1", received_at=day(-5))

    (conflict,) = find(protected_lead_taken(given={"L-1": "P-2"}), deal(1, "P-1"), lead)
    assert conflict.reason.code == "lead-against-protection"
    assert conflict.reason.facts == {"registration": "D-1", "partner": "P-1", "lead": "L-1"}
    assert find(protected_lead_taken(given={"L-1": "P-1"}), deal(1, "P-1"), lead) == ()
    assert find(RULE, deal(1, "P-1"), lead) == ()
    assert (
        find(protected_lead_taken(given={"L-1": "P-2"}), deal(1, "P-1"), evolve(lead, received_at=day(1)))
        == ()
    )
    assert (
        len(
            find(protected_lead_taken(given={"L-1": "P-2"}), deal(1, "P-1"), evolve(lead, received_at=day(0)))
        )
        == 1
    )
