"""Two goals that cannot both be meant."""

from datetime import UTC, date, datetime

from attrs import evolve

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.facts import Goal, Grant, Network, Partner, Product, Territory
from partnerkit.values import Money, Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("goal-conflict")
YEAR = Period.year(2026)
PLACES = [Territory(id="de"), Territory(id="de-1", parent="de")]


def goal(name, target="100", **more):
    usual = {
        "id": name,
        "measure": "revenue",
        "period": YEAR,
        "target": Money.of(target, "EUR"),
        "partner": "P-1",
    }
    return Goal(**usual | more)


def found(*facts):
    return detect(Network.of(PLACES, *facts), [RULE], as_of=NOW)


def test_one_subject_with_two_targets_is_found():
    (conflict,) = found(goal("g", owner="a"), goal("h", "120", owner="b"))

    assert (conflict.parties, conflict.reason.code) == (("a", "b"), "goals-differ")
    assert [each.facts["goal"] for each in conflict.view("a").evidence] == ["g"]


def test_goals_are_named_in_order_whoever_came_first():
    (conflict,) = found(goal("h", "120", owner="b"), goal("g", owner="a"))

    assert conflict.reason.facts["goals"] == ("g", "h")


def test_the_same_target_twice_is_no_conflict():
    assert found(goal("g", owner="a"), goal("h", owner="b")) == ()


def test_a_whole_and_its_part_are_no_conflict():
    assert found(goal("g"), goal("h", "60", parent="g"), goal("i", "40", parent="g")) == ()


def test_another_subject_is_another_goal():
    others = [
        goal("h", "120", measure="units"),
        goal("i", "120", partner="P-2"),
        goal("j", "120", territory="de"),
        goal("k", "120", period=Period.quarter(2026, 2)),
    ]
    assert found(goal("g"), others) == ()


def test_goals_about_nobody_in_particular_are_not_compared():
    assert found(goal("g", partner=None), goal("h", "120", partner=None)) == ()


def test_what_is_over_conflicts_no_more():
    assert found(goal("g", period=Period.year(2025)), goal("h", "9", period=Period.year(2025))) == ()


class TestAGrant:
    held = Grant(partner="P-2", territory="de", exclusive=True, period=YEAR)

    def test_of_another_contradicts_a_goal_there(self):
        (conflict,) = found(goal("g", territory="de-1"), self.held)

        assert (conflict.parties, conflict.reason.code) == (("P-1", "P-2"), "goal-against-grant")
        assert [each.code for each in conflict.view("P-2").evidence] == ["exclusive-grant-held"]

    def test_of_its_own_or_beside_others_does_not(self):
        assert found(goal("g", territory="de-1", partner="P-2"), self.held) == ()
        assert found(goal("g", territory="de-1"),
                     Grant(partner="P-2", territory="de", period=YEAR)) == ()  # fmt: skip

    def test_at_another_time_does_not(self):
        later = Grant(partner="P-2", territory="de", exclusive=True, period=Period.year(2027))

        assert found(goal("g", territory="de-1"), later) == ()

    def test_that_is_over_by_now_does_not(self):
        before = Grant(
            partner="P-2", territory="de", exclusive=True, period=Period.of(YEAR.start, NOW.date())
        )

        assert found(goal("g", territory="de-1"), before) == ()
        assert (
            len(
                found(
                    goal("g", territory="de-1"),
                    evolve(before, period=Period.of(YEAR.start, date(2026, 3, 2))),
                )
            )
            == 1
        )

    def test_of_who_has_left_does_not(self):
        firms = [Partner(id="P-1"), Partner(id="P-2")]
        before = Network.of(PLACES, firms, goal("g", territory="de-1"), self.held)
        after = before.with_facts(evolve(firms[1], status="terminated"))
        changes = detect_changes(before, after, [RULE], as_of=NOW)

        assert [each.reason.code for each in changes.cleared] == ["goal-against-grant"]
        assert detect(after, [RULE], as_of=NOW) == ()

    def test_for_other_products_does_not(self):
        goods = [Product(id="m"), Product(id="n")]
        held = Grant(partner="P-2", territory="de", exclusive=True, period=YEAR, products=["m"])

        assert found(goods, goal("g", territory="de-1", product="n"), held) == ()
        assert len(found(goods, goal("g", territory="de-1", product="m"), held)) == 1


def test_a_goal_is_in_the_way_of_what_is_three_levels_below():
    chain = [goal("a", owner="x")]
    chain += [
        goal(name, parent=parent, owner="x", territory="de-1")
        for name, parent in (("b", "a"), ("c", "b"), ("d", "c"))
    ]
    (conflict, *_) = found(*chain, goal("e", "150", owner="y", territory="de-1"))

    assert conflict.reason.facts["count"] == len(conflict.reason.facts["goals"])


def test_the_finding_names_the_measure_the_goals_and_their_number():
    (conflict,) = found(goal("g", owner="a"), goal("h", "120", owner="b"))

    assert conflict.reason.facts == {"measure": "revenue", "goals": ("g", "h"), "count": 2}
