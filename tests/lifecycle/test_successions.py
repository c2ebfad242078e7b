from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit import Goal, Lead, Money, Partner, Period
from partnerkit.facts import (
    Agreement,
    Assignment,
    BonusTerm,
    Campaign,
    Figure,
    JointPlan,
    Location,
    Network,
    Question,
    Standing,
    Survey,
    Task,
)
from partnerkit.interop import say
from partnerkit.lifecycle import merge_partners, split_partner
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.money import Quantity, Ratio

DAY, YEAR = date(2026, 7, 1), Period.year(2026)
ONE = Partner(
    id="P-4", territories=["de"], capacity=5, tier="gold", parent="P-9", locations=[Location(id="kiel")]
)
OTHER = Partner(
    id="P-9",
    territories=["at"],
    capacity=7,
    tier="silver",
    credit_blocked=True,
    locations=[Location(id="wien")],
)


def eur(amount):
    return Money.of(amount, "EUR")


def merged(*facts, **more):
    return merge_partners([ONE, OTHER, *facts], **{"old": "P-9", "into": "P-4", "on": DAY} | more)


def test_what_either_served_the_new_firm_serves():
    new, old = merged().facts

    assert (new.territories, new.capacity, new.credit_blocked, new.tier) == (("at", "de"), 12, True, "gold")
    assert [each.id for each in new.locations] == ["kiel", "wien"]
    assert (new.parent, new.successions[0].other, new.successions[0].on) == (None, "P-9", DAY)
    assert (old.id, old.status) == ("P-9", "ended")


def test_who_is_away_at_one_place_may_be_there_at_the_other():
    away = evolve(OTHER, absences=[Period.month(2026, 8)])
    new, _ = merge_partners([ONE, away], old="P-9", into="P-4", on=DAY).facts

    assert new.absences == ()


def test_what_is_not_restricted_stays_so():
    new, _ = merge_partners([Partner(id="P-4"), OTHER], old="P-9", into="P-4", on=DAY).facts

    assert (new.territories, new.capacity, new.products) == (None, None, None)


def test_every_reference_follows_and_none_is_doubled():
    question = Question(id="Q", kind="text")
    facts = merged(
        Task(id="K", partner="P-9"),
        Partner(id="P-5", parent="P-9"),
        Campaign(id="C", period=YEAR, partners=["P-4", "P-9", "P-5"]),
        Survey(id="S", wave=1, mode="named", partners=["P-9"], questions=[question]),
        Assignment(person="U", partner="P-9", role="owner", period=YEAR),
        Figure(partner="P-9", measure="revenue", period=YEAR, value=eur("1")),
    ).facts[2:]

    assert facts[0].partner == facts[1].parent == facts[4].partner == facts[5].partner == "P-4"
    assert facts[2].partners == ("P-4", "P-5")
    assert facts[3].partners == ("P-4",)
    assert len(Network.of(merged(*facts).facts)) == 8


def test_an_agreement_that_renewed_itself_is_one_that_a_firm_has():
    both = [
        Agreement(id=f"A-{name}", partner=name, period=Period.year(2024), renews_months=months)
        for name, months in (("P-4", 12), ("P-9", 12))
    ]

    assert "merger-agreements" in {each.code for each in merged(*both).findings}
    ended = merged(both[0], evolve(both[1], renews_months=None)).findings
    assert "merger-agreements" not in {each.code for each in ended}


def test_what_a_firm_cannot_have_twice_people_decide():
    agreements = [
        Agreement(id=f"A-{name}", partner=name, period=Period.since(date(2024, 1, 1)))
        for name in ("P-4", "P-9")
    ]
    plans = [JointPlan(id=f"J-{name}", partner=name, period=YEAR) for name in ("P-4", "P-9")]
    over = [
        BonusTerm(
            id=f"B-{name}", partner=name, kind="rebate", measure="m", period=Period.year(2025), fee=eur("1")
        )
        for name in ("P-4", "P-9")
    ]
    found = merged(*agreements, *plans, *over).findings

    assert [each.code for each in found] == ["merger-tiers-differ", "merger-agreements", "merger-joint-plans"]
    assert found[1].reason.facts["ids"] == ("A-P-4", "A-P-9")
    (alone,) = merge_partners([ONE, evolve(OTHER, tier=None)], old="P-9", into="P-4", on=DAY).findings
    assert say(alone) == "Of P-4 and P-9, only one held a tier. Decide whether it holds."


def test_what_was_replaced_is_nothing_to_decide_and_two_ways_through_the_life_cycle_are():
    since = Period.since(date(2024, 1, 1))
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    found = merged(
        Agreement(id="A-4", partner="P-4", period=since, known_until=noon),
        Agreement(id="A-9", partner="P-9", period=since),
        *(Standing(id=f"S-{name}", partner=name, began_at=noon) for name in ("P-4", "P-9")),
    ).findings

    assert [each.code for each in found] == ["merger-tiers-differ", "merger-standings"]


def test_who_takes_over_a_firm_it_buys_from_buys_where_that_one_bought():
    chain = [Partner(id="top"), Partner(id="old", parent="top"), Partner(id="mid", parent="old")]
    found = merge_partners([*chain, Partner(id="new", parent="mid")], old="old", into="new", on=DAY).facts

    assert {each.id: each.parent for each in Network.of(found).partners} == {
        "top": None,
        "old": "top",
        "mid": "new",
        "new": "top",
    }


def test_no_place_and_no_refusal_is_lost():
    places = [Location(id="main", city="Kiel"), Location(id="kiel")]
    facts = merge_partners(
        [
            evolve(ONE, locations=[Location(id="main"), Location(id="kiel")]),
            evolve(OTHER, locations=places),
            Lead(id="L-1", refused_partners=["P-9"], earlier_holders=["P-9", "P-4", "P-2"]),
            Lead(id="L-2", named_partner="P-9", refused_partners=["P-4"]),
        ],
        old="P-9",
        into="P-4",
        on=DAY,
    ).facts

    assert [each.id for each in facts[0].locations] == ["main", "kiel", "P-9/main"]
    assert (facts[2].refused_partners, facts[2].earlier_holders) == (("P-4",), ("P-4", "P-2"))
    assert (facts[3].named_partner, facts[3].refused_partners) == ("P-4", ())


def test_what_is_no_firm_no_choice_and_no_parts_is_said_at_once():
    with pytest.raises(InvalidInput) as caught:
        split_partner([ONE], partner="P-4", new="P-10", on=DAY, moves=None, goals=["G"])

    assert [each.path for each in caught.value.faults] == ["new", "moves", "goals"]
    with pytest.raises(InvalidValue, match="P-4 has not taken over"):
        merge_partners(merged().facts, old="P-9", into="P-4", on=date(2026, 8, 1))


def test_two_firms_are_needed():
    with pytest.raises(NotFound):
        merged(old="P-7")
    with pytest.raises(NotFound):
        merged(into="P-7")
    with pytest.raises(InvalidValue):
        merged(old="P-4")
    with pytest.raises(InvalidValue):
        merged(kind="takeover")
    assert merged(kind="succession").facts[0].successions[0].kind == "succession"


def goal(name, target, partner="P-4"):
    return Goal(id=name, measure="m", period=YEAR, target=target, partner=partner)


def split(*facts, moves=lambda fact: False, **goals):
    return split_partner(
        [ONE, OTHER, *facts], partner="P-4", new=Partner(id="P-10"), on=DAY, moves=moves, goals=goals
    ).facts


@pytest.mark.parametrize(
    ("target", "gone", "left"),
    [
        (eur("0.05"), eur("0.02"), eur("0.03")),
        (7, 2, 5),
        (Decimal("1.01"), Decimal("0.34"), Decimal("0.67")),
        (Quantity.of("10", "pcs"), Quantity.of("3", "pcs"), Quantity.of("7", "pcs")),
    ],
)
def test_a_goal_is_divided_exactly(target, gone, left):
    goals = {each.id: each for each in split(goal("G", target), G=Fraction(1, 3)) if isinstance(each, Goal)}

    assert (goals["G"].target, goals["G/P-10"].target) == (left, gone)
    assert (goals["G"].partner, goals["G/P-10"].partner) == ("P-4", "P-10")


def test_what_moves_goes_whole():
    facts = split(
        Task(id="K", partner="P-4"),
        Task(id="L", partner="P-4"),
        Task(id="M", partner="P-9"),
        moves=lambda fact: fact.id in "KM",
    )

    assert [each.partner for each in facts if isinstance(each, Task)] == ["P-10", "P-4", "P-9"]
    assert facts[0].successions[0].kind == "split"
    assert facts[-1].id == "P-10"


def test_what_cannot_be_divided_is_said_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        split_partner(
            [ONE, OTHER, goal("A", 1, "P-9"), goal("B", Ratio.of(1, 2)), goal("C", 1)],
            partner="P-4",
            new=OTHER,
            on=DAY,
            moves=lambda fact: False,
            goals={"A": Fraction(1, 2), "B": Fraction(1, 2), "C": Fraction(3, 2)},
        )
    assert [each.path for each in caught.value.faults] == ["new", "goals['A']", "goals['B']", "goals['C']"]
    with pytest.raises(InvalidValue):
        split(goal("G", 1), G=0.5)


def test_a_split_is_no_merger():
    with pytest.raises(InvalidValue, match="kind: 'split'"):
        merge_partners([Partner(id="P-4"), Partner(id="P-9")], old="P-9", into="P-4", on=date(2026, 7, 1), kind="split")  # fmt: skip
