"""2,059 prospects of a real channel, shared out to its 701 resellers by state."""

import csv
from collections import Counter
from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory
from partnerkit.leads import FairShare, allocate, allocate_batch

NOW = datetime(2014, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.real


def rows(folder, name):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def channel(shared_data):
    """Territories are country > state > city; resellers serve their state, prospects (all in the US) are in a city."""
    folder = shared_data / "adventureworks_reseller"
    resellers, prospects = rows(folder, "resellers.csv"), rows(folder, "prospects.csv")
    places = {(row["country_code"], row["state_code"], row["city"]) for row in resellers}
    places |= {("US", row["state_code"], row["city"]) for row in prospects}
    territories = {
        "/".join(place[:depth]): "/".join(place[: depth - 1]) or None
        for place in places
        for depth in (1, 2, 3)
    }
    partners = [
        Partner(
            id=row["account_number"],
            name=row["name"],
            territories=(f"{row['country_code']}/{row['state_code']}",),
        )
        for row in resellers
    ]
    leads = [
        Lead(id=f"prospect-{row['prospect_key']}", territory=f"US/{row['state_code']}/{row['city']}")
        for row in prospects
    ]
    return leads, partners, [Territory(id=place, parent=above) for place, above in territories.items()]


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
def test_every_prospect_of_a_state_with_resellers_is_shared_out_evenly(channel, verb):
    leads, partners, territories = channel
    result = verb(leads, partners, FairShare(default=1, value="unit"), as_of=NOW, territories=territories)
    report = result.fairness
    wanted = Counter(lead.territory.rpartition("/")[0] for lead in leads)
    there = Counter(partner.territories[0] for partner in partners)
    got = Counter(result.assignments.values())

    assert (len(leads), len(partners), len(result.assignments)) == (2059, 701, 2056)
    assert {"US/CA": 977, "US/WA": 523, "US/OR": 203}.items() <= wanted.items()
    for partner in partners:
        state = partner.territories[0]
        assert wanted[state] // there[state] <= got[partner.id] <= -(-wanted[state] // there[state])
    assert report.members == there["US/CA"] == 78
    assert report.bound == 38.5
    assert report.largest_deviation < 1
    assert sum(result.ledger.balances.values()) == 0


def test_the_three_prospects_nobody_can_take_are_listed_with_reasons(channel):
    leads, partners, territories = channel
    result = allocate_batch(
        leads, partners, FairShare(default=1, value="unit"), as_of=NOW, territories=territories
    )
    by_id = {lead.id: lead for lead in leads}
    states = sorted(by_id[lead].territory[:5] for lead in result.unassigned)

    assert states == ["US/MD", "US/NE", "US/PA"]
    for reasons in result.unassigned.values():
        assert len(reasons) == 701
        assert {reason.code for reason in reasons.values()} == {"territory"}


def test_handed_in_one_by_one_in_weeks_the_outcome_is_the_same(channel):
    leads, partners, territories = channel
    policy, ledger, assignments = FairShare(default=1, value="unit"), None, {}
    for start in range(0, len(leads), 300):
        week = allocate(
            leads[start : start + 300], partners, policy, ledger=ledger, as_of=NOW, territories=territories
        )
        ledger = week.ledger
        assignments |= week.assignments
    at_once = allocate(leads, partners, policy, as_of=NOW, territories=territories)

    assert assignments == at_once.assignments
    assert ledger == at_once.ledger
