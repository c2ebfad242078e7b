"""What stands in the tables behind the commands?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit import Goal, Lead, Measure, Money, Network, Partner, Period, Product, Territory
from partnerkit.cli.judging import attained, findings, readings, reviewed, scored, shared_out
from partnerkit.cli.sample import AS_OF, sample_network
from partnerkit.scoring import kpis

YEAR, NOON = Period.year(2026), datetime(2026, 7, 1, 12, tzinfo=UTC)


def of_goals(*targets, measure="revenue"):
    """Return a network of one goal and its parts, the whole first."""
    names = ["all", "a", "b"]
    return Network.of(
        Goal(
            id=name, measure=measure, target=Money.of(each, "EUR"), period=YEAR, parent="all" if at else None
        )
        for at, (name, each) in enumerate(zip(names, targets, strict=False))
    )


@pytest.mark.parametrize(("whole", "said"), [(100, []), (101, ["all"]), (99, ["all"])])
def test_a_goal_is_told_whose_parts_do_not_add_up(whole, said):
    found = findings(of_goals(whole, 60, 40), NOON, {})
    assert [who for rule, who in zip(found["rule"], found["who"], strict=True) if rule == "goal-gap"] == said


def test_goals_of_two_measures_are_two_trees():
    both = Network.of(
        of_goals(3, 1, 2).goals, Goal(id="new", measure="margin", target=Money.of(9, "EUR"), period=YEAR)
    )
    assert attained(both, NOON)["goal"] == ["all", "a", "b", "new"]


def test_a_figure_of_a_declared_measure_counts_for_its_goal():
    measure = Measure(id="revenue", currency="EUR")
    found = attained(Network.of(measure, of_goals(3, 1, 2).goals), NOON)
    assert found["actual"] == [None, None, None]


def test_without_weights_everybody_is_owed_the_same():
    partners = [Partner(id="a", tier="gold"), Partner(id="b")]
    leads = [Lead(id=f"L-{n}", value=Money.of(5, "EUR")) for n in range(4)]
    network = Network.of(partners, leads)
    assert sorted(shared_out(network, {}, NOON, {})["partner"]) == ["a", "a", "b", "b"]
    owed = shared_out(network, {"gold": 3}, NOON, {})["partner"]
    assert sorted(owed) == ["a", "a", "a", "b"]


def test_closed_leads_are_not_given_again():
    worth = Money.of(5, "EUR")
    won, still_open = (Lead(id=f"L-{n}", value=worth, status=how) for n, how in ((1, "won"), (2, "open")))
    network = Network.of(Partner(id="a"), won, still_open)
    assert shared_out(network, {}, NOON, {})["lead"] == ["L-2"]


def test_who_is_not_known_or_no_partner_at_the_moment_gets_no_lead():
    later, gone = NOON + timedelta(days=1), Period(start=NOON.date() - timedelta(days=9), end=NOON.date())
    partners = Partner(id="a"), Partner(id="b", known_from=later), Partner(id="c", valid=gone)
    leads = [Lead(id=f"L-{n}", value=Money.of(5, "EUR")) for n in range(3)]
    assert shared_out(Network.of(partners, leads), {}, NOON, {})["partner"] == ["a", "a", "a"]


def test_goals_that_are_set_later_are_not_judged_yet():
    later = Goal(
        id="x", measure="revenue", target=Money.of(5, "EUR"), period=YEAR, known_from=NOON + timedelta(days=1)
    )
    assert attained(Network.of(later), NOON)["goal"] == []


def test_whoever_serves_a_region_serves_the_places_in_it():
    lead = Lead(id="L-1", value=Money.of(5, "EUR"), territory="hh", product="fw")
    trees = (
        Territory(id="de"),
        Territory(id="hh", parent="de"),
        Product(id="net"),
        Product(id="fw", parent="net"),
    )
    partner = Partner(id="a", territories=("de",), products=("net",))
    assert shared_out(Network.of(trees, partner, lead), {}, NOON, {})["partner"] == ["a"]


def test_everybody_is_scored():
    network = sample_network()
    table, _ = scored(network, YEAR, [kpis.get("revenue")], AS_OF)
    assert sorted(table["partner"]) == sorted(each.id for each in network.partners)


def test_a_review_just_after_the_end_of_a_half_tells_what_came_of_its_goals():
    began, network = AS_OF - timedelta(days=90), sample_network()
    whole, one = (readings(reviewed(network, partner, began, AS_OF)) for partner in (None, "nord"))
    goals = [
        [line for area, line in zip(each["area"], each["line"], strict=True) if area == "goals" and line]
        for each in (whole, one)
    ]
    assert [sorted(set(each)) for each in goals] == [["all"], ["goal-nord"]]
