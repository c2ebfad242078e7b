"""
The main job on the real AdventureWorks reseller channel.

Every figure is a check number of that folder's README, computed there with
another tool; nothing is taken from a run of our own.
"""

import sys
from decimal import Decimal
from math import isnan
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

from channel import adventureworks  # noqa: E402  # found through the line above
from channel.judge import judge  # noqa: E402
from partnerkit.desk import Desk  # noqa: E402
from partnerkit.storage import MemoryStore  # noqa: E402

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def review(shared_data):
    channel = adventureworks.read(shared_data / "adventureworks_reseller", lambda _: lambda _: None)
    with Desk(MemoryStore(), tenant="adventureworks") as desk:
        return judge(channel, desk)


def root(review):
    (only,) = review.status.tree.roots
    return review.status[only]


def test_sales_are_right_to_the_cent(review):
    assert review.channel.sales.amount == Decimal("80450596.98")
    assert root(review).actual.rounded().amount == Decimal("80450596.98")


def test_quotas_add_up_to_the_vice_president(review):
    assert root(review).goal == "277"
    assert root(review).target.amount == Decimal("95714000.00")
    assert review.status.tree.gaps() == ()


def test_attainment_is_that_of_the_readme(review):
    assert round(root(review).attainment, 4) == Decimal("0.8405")


def test_eight_of_the_163_quotas_were_reached(review):
    assert review.reached == (8, 163)


@pytest.mark.parametrize(
    ("person", "attainment"), [("281", "0.833"), ("291", "0.809"), ("286", "0.936"), ("295", "0.783")]
)
def test_each_representative_stands_where_the_readme_says(review, person, attainment):
    assert round(review.status[person].attainment, 3) == Decimal(attainment)


def test_the_best_and_the_lowest_representative(review):
    tree = review.status.tree
    people = [
        goal
        for goal in tree
        if tree.children(goal) and goal not in {"272", "277", "290", "294"} and "/" not in goal
    ]

    assert max(people, key=lambda goal: review.status[goal].attainment) == "286"
    assert min(people, key=lambda goal: review.status[goal].attainment) == "295"


def test_representative_281_sold_nine_of_eleven_million(review):
    status = review.status["281"]

    assert (status.actual.rounded(0).amount, status.target.amount) == (9_293_903, 11_162_000)


def test_three_managers_carry_quotas_of_their_own(review):
    own = [goal for goal in review.status.tree if goal.endswith("/own")]

    assert own == ["272/own", "290/own", "294/own"]


def found(review, rule):
    return [conflict for conflict in review.conflicts if conflict.rule == rule]


def test_the_territories_with_two_owners_at_once_are_found(review):
    overlaps = {
        conflict.reason.facts["territory"]: conflict.parties
        for conflict in found(review, "territory-overlap")
    }

    assert sorted(overlaps) == ["1", "4", "6"]
    assert overlaps["4"] == ("282", "287")
    assert all(conflict.evidence for conflict in found(review, "territory-overlap"))


def test_the_swap_of_two_and_three_is_found(review):
    (swap,) = found(review, "territory-swap")

    assert swap.parties == ("281", "283")
    assert swap.evidence


def test_the_two_records_that_contradict_the_history_are_found(review):
    mismatches = found(review, "record-mismatch")

    assert [conflict.parties for conflict in mismatches] == [("288",), ("291",)]
    assert all(conflict.evidence for conflict in mismatches)


def test_prospects_go_to_resellers_of_their_state_within_the_proved_bound(review):
    network = review.channel.network
    served = {partner.id: partner.territories for partner in network.partners}
    given = {lead.id: review.decisions[lead.id].winner for lead in network.leads}

    assert len(given) == 2_059
    assert all(lead.territory in served[given[lead.id]] for lead in network.leads if given[lead.id])
    assert review.fairness.largest_deviation <= review.fairness.bound


def test_the_states_without_a_reseller_are_gaps_on_the_map(review):
    gaps = [conflict.reason.facts["territory"] for conflict in found(review, "territory-gap")]

    assert sorted(gaps) == ["MD", "NE", "PA"]


def test_prospects_of_states_without_a_reseller_are_listed_with_reasons(review):
    places = {lead.id: lead.territory for lead in review.channel.network.leads}

    assert sorted(places[each.lead] for each in review.not_placed) == ["MD", "NE", "PA"]
    for decision in review.not_placed:
        assert {candidate.reason.code for candidate in decision.candidates} == {"territory"}
        assert len(decision.candidates) == 701


def test_resellers_that_never_ordered_have_no_score(review):
    frame = review.scores.frame
    unknown = [
        key
        for key, value in zip(frame["partner"], frame["score"], strict=True)
        if value is None or isnan(value)
    ]

    assert len(unknown) == 66


def test_contributions_add_up_to_the_score(review):
    frame = review.scores.frame
    for key, value in list(zip(frame["partner"], frame["score"], strict=True))[:100]:
        parts = [part.contribution for part in review.scores.explain(key).lines]
        if value is not None and not isnan(value):
            assert abs(sum(part for part in parts if part is not None) - value) < 1e-12
