"""A goal changes hands: both get their part, and the parts are the whole."""

from datetime import date, time
from decimal import Decimal, localcontext

import pytest
from attrs import evolve

from partnerkit.facts import CreditSplit, HandOver
from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals import (
    GoalTree,
    attain,
    divide_actuals,
    hand_over,
    regroup,
    share_actuals,
    share_credit,
)
from partnerkit.goals.handover import working_days
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

YEAR = Period.year(2026)
OFFICE = WorkingCalendar(
    zone="Europe/Berlin", week={day: ((time(8), time(17)),) for day in range(5)}, holidays=(date(2026, 1, 1),)
)


def euros(amount):
    return Money.of(amount, "EUR")


def goal(name, parent=None, amount="365.00", **more):
    given = {"measure": "revenue", "period": YEAR, "target": euros(amount)}
    return Goal(id=name, parent=parent, **(given | more))


def handed(on, to="bo", name="H-1", **more):
    what = {"goal": "de"} if not more.keys() & {"goal", "partner", "territory"} else {}
    return HandOver(id=name, on=on, to=to, **what, **more)


@pytest.fixture
def tree():
    return GoalTree.of(
        [
            goal("emea", amount="465.00"),
            goal("de", "emea", owner="anna"),
            goal("fr", "emea", "100.00", owner="cy"),
        ]
    )


def amounts(tree, name="de"):
    return {part: str(tree[part].target.amount) for part in tree.children(name)}


def test_whoever_took_a_goal_over_can_hand_it_over_again():
    changes = [
        HandOver(id="H-2", on=date(2026, 10, 1), partner="P-2", to="P-3", changes="partner"),
        HandOver(id="H-1", on=date(2026, 7, 1), partner="P-1", to="P-2", changes="partner"),
    ]
    tree = hand_over(GoalTree.of([goal("de", partner="P-1")]), changes)

    assert {str(tree[part].period.start): tree[part].partner for part in tree.children("de")} == {
        "2026-01-01": "P-1",
        "2026-07-01": "P-2",
        "2026-10-01": "P-3",
    }
    with pytest.raises(InvalidValue, match=r"changes\[H-2\]"):
        hand_over(GoalTree.of([goal("de", partner="P-1")]), [evolve(changes[0], partner="P-1"), changes[1]])


def test_on_one_day_all_hand_over_what_they_held_before():
    changes = [
        HandOver(id="H-1", on=date(2026, 7, 1), partner="P-1", to="P-2", changes="partner"),
        HandOver(id="H-2", on=date(2026, 7, 1), partner="P-2", to="P-1", changes="partner"),
    ]
    tree = hand_over(GoalTree.of([goal("de", partner="P-1"), goal("fr", partner="P-2")]), changes)

    assert [[tree[part].partner for part in tree.children(name)] for name in ("de", "fr")] == [
        ["P-1", "P-2"],
        ["P-2", "P-1"],
    ]


def test_both_owners_get_their_part_by_days(tree):
    found = hand_over(tree, [handed(date(2026, 7, 15))])

    assert amounts(found) == {"de/2026-01-01": "195.00", "de/2026-07-15": "170.00"}
    assert [found[part].owner for part in found.children("de")] == ["anna", "bo"]
    assert [found[part].period for part in found.children("de")] == [
        Period.of(date(2026, 1, 1), date(2026, 7, 15)),
        Period.of(date(2026, 7, 15), date(2027, 1, 1)),
    ]
    assert found["de"] == tree["de"]
    assert found.gaps() == ()


def test_by_working_days_a_long_weekend_counts_for_nobody():
    month = GoalTree.of([goal("de", period=Period.month(2026, 1), amount="2100.00", owner="anna")])

    assert working_days(OFFICE, Period.month(2026, 1)) == 21
    assert amounts(hand_over(month, [handed(date(2026, 1, 5))], calendar=OFFICE)) == {
        "de/2026-01-01": "100.00",
        "de/2026-01-05": "2000.00",
    }


def test_as_agreed_whatever_the_days(tree):
    found = hand_over(tree, [handed(date(2026, 12, 31), share=Decimal("0.6"))])

    assert amounts(found) == {"de/2026-01-01": "146.00", "de/2026-12-31": "219.00"}


def test_several_hand_overs_of_one_goal_follow_each_other(tree):
    found = hand_over(tree, [handed(date(2026, 10, 1), "cy", "H-2"), handed(date(2026, 4, 1), "bo", "H-1")])

    assert [found[part].owner for part in found.children("de")] == ["anna", "bo", "cy"]
    assert amounts(found) == {"de/2026-01-01": "90.00", "de/2026-04-01": "183.00", "de/2026-10-01": "92.00"}
    assert regroup(found, "owner")["owner=cy"].target == euros("192.00")


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2025, 5, 1)])
def test_from_the_first_day_on_the_whole_goal_changes_hands(tree, on):
    found = hand_over(tree, [handed(on)])

    assert (found["de"].owner, found.children("de")) == ("bo", ())


def test_a_goal_takes_along_what_is_below_it_and_partners_and_territories_all_their_goals():
    tree = GoalTree.of(
        [
            goal("all", amount="3.65"),
            goal("a", "all", "3.65", partner="P-4", territory="de"),
            goal("b", "all", "0", partner="P-5", territory="de"),
        ]
    )
    july = date(2026, 7, 1)

    assert len(hand_over(tree, [handed(july, goal="all")]).leaves) == 4
    assert len(hand_over(tree, [handed(july, territory="de")]).leaves) == 4
    moved = hand_over(tree, [handed(july, "fr", partner="P-4", changes="territory")])
    assert moved.leaves == ("a/2026-01-01", "a/2026-07-01", "b")
    assert {leaf: moved[leaf].territory for leaf in moved.leaves} == {
        "a/2026-01-01": "de",
        "a/2026-07-01": "fr",
        "b": "de",
    }


def test_a_ratio_is_asked_of_both_in_full():
    tree = GoalTree.of([goal("de", target=Ratio.of(9, 10))])

    found = hand_over(tree, [handed(date(2026, 7, 1))])

    assert {found[part].target for part in found.children("de")} == {Ratio.of(9, 10)}


def test_what_cannot_be_handed_over_is_refused_all_at_once(tree):
    with pytest.raises(InvalidInput) as caught:
        hand_over(
            tree,
            [
                handed(date(2026, 7, 1), "bo", "H-1"),
                handed(date(2026, 7, 1), "cy", "H-2"),
                handed(date(2027, 1, 1), "cy", "H-3"),
                handed(date(2026, 7, 1), "cy", "H-4", partner="P-9"),
            ],
        )

    assert [fault.path for fault in caught.value.faults] == [
        "changes[H-4]",
        "changes[H-3]",
        "changes[H-2].to",
    ]


def test_shares_of_one_goal_are_given_for_all_or_none_and_do_not_exceed_it(tree):
    first = handed(date(2026, 4, 1), share=Decimal("0.6"))
    for second in (
        handed(date(2026, 7, 1), name="H-2"),
        handed(date(2026, 7, 1), name="H-2", share=Decimal("0.41")),
    ):
        with pytest.raises(InvalidValue, match="together at most 1"):
            hand_over(tree, [first, second])


def test_two_shares_of_one_day_contradict_each_other(tree):
    july = date(2026, 7, 1)
    owner = handed(july, share=Decimal("0.2"))
    for name in ("H-0", "H-2"):
        moved = handed(july, "fr", name, changes="territory", share=Decimal("0.5"))
        with pytest.raises(InvalidValue, match=r"goals\[de\]\.share: 2026-07-01: 0\.2 and 0\.5"):
            hand_over(tree, [owner, moved])


def test_agreed_shares_are_exact_whatever_the_context_of_the_host(tree):
    with localcontext(prec=2):
        found = hand_over(tree, [handed(date(2026, 7, 1), share=Decimal("0.1234"))])

    assert amounts(found) == {"de/2026-01-01": "319.96", "de/2026-07-01": "45.04"}


def test_what_is_not_divided_over_time_and_has_no_end_or_no_working_day_is_refused():
    stock = GoalTree.of([goal("de", target=5)], measure=Measure(id="revenue", kind="stock"))
    with pytest.raises(InvalidValue, match="not divided over time"):
        hand_over(stock, [handed(date(2026, 7, 1))])
    endless = GoalTree.of([goal("de", period=Period.since(date(2026, 1, 1)))])
    with pytest.raises(InvalidValue, match="both ends"):
        hand_over(endless, [handed(date(2026, 7, 1))])
    weekend = GoalTree.of([goal("de", period=Period.of(date(2026, 1, 3), date(2026, 1, 5)))])
    with pytest.raises(InvalidValue, match="agree on shares"):
        hand_over(weekend, [handed(date(2026, 1, 4))], calendar=OFFICE)


def test_actuals_follow_and_what_lies_across_the_day_is_divided(tree):
    found = hand_over(tree, [handed(date(2026, 7, 11))])
    known = divide_actuals(
        found,
        {"de": {Period.month(2026, 6): euros("5"), Period.month(2026, 7): euros("31")}, "fr": euros("1")},
    )

    assert known == {
        "fr": euros("1"),
        "de/2026-01-01": {
            Period.month(2026, 6): euros("5"),
            Period.of(date(2026, 7, 1), date(2026, 7, 11)): euros("10"),
        },
        "de/2026-07-11": {Period.of(date(2026, 7, 11), date(2026, 8, 1)): euros("21")},
    }
    assert attain(found, known, as_of=date(2026, 12, 31))["de"].actual == euros("36")


def test_by_working_days_actuals_are_divided_like_goals_and_unknown_stays_unknown(tree):
    found = hand_over(tree, [handed(date(2026, 1, 5))])
    known = divide_actuals(
        found, {"de": {Period.month(2026, 1): euros("21"), Period.month(2026, 2): None}}, calendar=OFFICE
    )

    assert [list(known[part].values()) for part in found.children("de")] == [
        [euros("1")],
        [euros("20"), None],
    ]


def test_nobody_can_tell_whose_a_value_without_days_is(tree):
    with pytest.raises(InvalidValue, match="Period -> value") as caught:
        divide_actuals(hand_over(tree, [handed(date(2026, 7, 1))]), {"de": euros("1"), "fr": euros("1")})

    assert caught.value.path == "actuals[de]"


def test_shared_credit_adds_up_to_the_whole(tree):
    thirds = {"anna": Decimal("0.34"), "bo": Decimal("0.33"), "cy": Decimal("0.33")}
    split = CreditSplit(id="S-1", goal="fr", shares=thirds)
    found = share_credit(tree, [split])

    assert amounts(found, "fr") == {"fr/anna": "34.00", "fr/bo": "33.00", "fr/cy": "33.00"}
    assert [found[part].owner for part in found.children("fr")] == ["anna", "bo", "cy"]
    assert found.gaps() == ()
    assert share_actuals({"fr": euros("0.01"), "de": None}, [split]) == {
        "de": None,
        "fr/anna": euros("0.01"),
        "fr/bo": euros("0"),
        "fr/cy": euros("0"),
    }
    assert share_actuals({"fr": {"K-1"}}, [split])["fr/bo"] == {"K-1"}
    assert share_actuals({}, [split])["fr/bo"] is None


def test_credit_is_divided_once_and_at_a_leaf(tree):
    splits = [
        CreditSplit(id=f"S-{at}", goal=name, shares={"anna": Decimal(1)})
        for at, name in enumerate(("de", "de", "emea", "it"))
    ]
    with pytest.raises(InvalidInput) as caught:
        share_credit(tree, splits)

    assert [fault.path for fault in caught.value.faults] == [
        "splits[S-1].goal",
        "splits[S-2].goal",
        "splits[S-3].goal",
    ]


def test_a_goal_that_is_not_there_changes_nothing_and_is_refused(tree):
    with pytest.raises(InvalidValue, match="that is open on 2026-07-01") as caught:
        hand_over(tree, [handed(date(2026, 7, 1), goal="xx")])

    assert caught.value.path == "changes[H-1]"


def test_owner_and_territory_may_change_on_one_day_for_one_agreed_share(tree):
    july = date(2026, 7, 1)
    moved = handed(july, "fr", "H-2", changes="territory")

    found = hand_over(tree, [handed(july, share=Decimal("0.2")), moved])

    part = found["de/2026-07-01"]
    assert (part.owner, part.territory, part.target) == ("bo", "fr", euros("73.00"))


def test_a_shared_ratio_is_asked_of_everybody_in_full():
    split = CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.5"), "bo": Decimal("0.5")})

    found = share_credit(GoalTree.of([goal("de", target=Ratio.of(9, 10))]), [split])

    assert {found[part].target for part in found.children("de")} == {Ratio.of(9, 10)}


def test_a_part_is_handed_over_again(tree):
    once = hand_over(tree, [handed(date(2026, 7, 1))])
    twice = hand_over(once, [handed(date(2026, 10, 1), "cy", "H-2")])

    assert twice.children("de/2026-07-01") == ("de/2026-07-01/2026-07-01", "de/2026-07-01/2026-10-01")
    assert regroup(twice, "owner")["owner=cy"].target == euros("192.00")
    assert twice.gaps() == ()


def test_the_same_hand_over_told_twice_is_one(tree):
    july = date(2026, 7, 1)

    once, twice = (
        hand_over(tree, [handed(july, name=name) for name in names]) for names in (["H-1"], ["H-1", "H-2"])
    )

    assert once == twice


def test_values_of_other_times_are_refused_not_laid_on_the_days_of_the_goal():
    goal = Goal(id="de", measure="m", period=YEAR, target=Money.of("365", "EUR"))
    tree = hand_over(GoalTree.of([goal]), [HandOver(id="H", goal="de", on=date(2026, 7, 1), to="bo")])
    money = Money.of("31", "EUR")
    across = Period.of(date(2025, 12, 3), date(2026, 1, 3))

    with pytest.raises(InvalidInput) as caught:
        divide_actuals(tree, {"de": {Period.month(2025, 11): money, across: money, "2026-03": money}})

    assert [fault.path for fault in caught.value.faults] == ["actuals[de]"] * 3


def test_what_cannot_be_divided_is_named():
    half = CreditSplit(id="S", goal="de", shares={"anna": Decimal("0.5"), "bo": Decimal("0.5")})

    with pytest.raises(InvalidValue, match=r"actuals\[de\]: 7\.5 is not valid here"):
        share_actuals({"de": 7.5}, [half])


def test_actuals_follow_to_parts_that_were_handed_over_again(tree):
    twice = hand_over(hand_over(tree, [handed(date(2026, 7, 1))]), [handed(date(2026, 10, 1), "cy", "H-2")])
    both = Period.of(date(2026, 9, 1), date(2026, 11, 1))

    found = divide_actuals(twice, {"de": {both: euros("61")}})

    assert {part: value for part, known in found.items() for value in known.values()} == {
        "de/2026-07-01/2026-07-01": euros("30"),
        "de/2026-07-01/2026-10-01": euros("31"),
    }


def test_a_contradiction_is_seen_whatever_else_changes_on_that_day(tree):
    july = date(2026, 7, 1)
    owners = [handed(july, name, number) for name, number in (("anna", "H-1"), ("bo", "H-3"))]
    other = HandOver(id="H-2", goal="de", on=july, to="sv", changes="territory")

    with pytest.raises(InvalidValue, match=r"changes\[H-3\]\.to: 'bo' .* H-1 gives it to anna"):
        hand_over(tree, [*owners, other])


def test_actual_values_that_share_days_are_not_divided(tree):
    july, part = Period.month(2026, 7), Period.of(date(2026, 7, 1), date(2026, 7, 11))
    changed = hand_over(tree, [handed(date(2026, 7, 11))])

    with pytest.raises(
        InvalidValue, match=r"actuals\[de\]\[2026-07\]: .* share no day; 2026-07-01/2026-07-11 does"
    ):
        divide_actuals(changed, {"de": {july: euros("31"), part: euros("10")}})


def test_credit_of_values_by_period_is_divided_period_by_period(tree):
    half = CreditSplit(id="S-1", goal="de/2026-07-01", shares={"bo": Decimal("0.5"), "cy": Decimal("0.5")})
    july, august = Period.month(2026, 7), Period.month(2026, 8)
    handed_over = hand_over(tree, [handed(date(2026, 7, 1))])

    known = share_actuals(divide_actuals(handed_over, {"de": {july: euros("7"), august: None}}), [half])

    assert known["de/2026-07-01/cy"] == {july: euros("3.50"), august: None}
    status = attain(share_credit(handed_over, [half]), known, as_of=date(2026, 9, 30))
    assert status["de"].actual == euros("7")


def test_whoever_has_a_part_of_a_rate_has_the_rate_of_the_whole():
    tree = GoalTree.of([goal("de", target=Ratio.of(9, 10))])
    july, rate = Period.month(2026, 7), Ratio.of(9, 10)
    handed = hand_over(tree, [HandOver(id="H-1", goal="de", on=date(2026, 7, 15), to="bo")])
    split = CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.7"), "bo": Decimal("0.3")})

    by_time = [
        value for part in divide_actuals(handed, {"de": {july: rate}}).values() for value in part.values()
    ]
    by_share = list(share_actuals({"de": rate}, [split]).values())

    for parts in (by_time, by_share):
        assert parts[0] + parts[1] == rate
        assert [round(each.value, 6) for each in parts] == [Decimal("0.9"), Decimal("0.9")]


def test_a_rate_of_very_large_numbers_is_divided_in_its_own_units():
    rate = Ratio.of(9 * 10**30, 10**31)
    split = CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.7"), "bo": Decimal("0.3")})

    anna, bo = share_actuals({"de": rate}, [split]).values()
    assert (anna + bo, anna.value) == (rate, Decimal("0.9"))
