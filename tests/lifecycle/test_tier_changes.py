from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Partner, Period
from partnerkit.facts import Program, Requirement, Tier
from partnerkit.lifecycle import TierDecision, change_tiers, qualify_tiers
from partnerkit.values.errors import InvalidInput, InvalidValue

YEAR = Period.year(2026)
PROGRAM = Program(
    id="p",
    tiers=[
        Tier(name=name, rank=rank, requirements=[Requirement(measure="revenue", least=Decimal(least))])
        for rank, (name, least) in enumerate((("bronze", 10), ("silver", 50), ("gold", 100)), 1)
    ],
    grace_months=3,
)
JANUARY, APRIL = date(2027, 1, 1), date(2027, 4, 1)


def changes(held, sold, *decisions, on=APRIL, program=PROGRAM):
    partner = Partner(id="P", tier=held)
    found = qualify_tiers(program, [partner], {"revenue": {"P": Money.of(sold, "EUR")}}, period=YEAR)
    return change_tiers([partner], found, on=on, decisions=decisions)


def decided(tier):
    return TierDecision(partner="P", tier=tier, by="U-1", reason="heard-and-agreed")


def told(found):
    return (
        [each.tier for each in found.changed],
        [each.code for each in found.proposals],
        {name: each.code for name, each in found.refused.items()},
    )


def test_a_lower_tier_is_never_given_without_a_person():
    automatic = evolve(PROGRAM, promotion="automatic")

    assert told(changes("gold", "60", program=automatic)) == ([], ["tier-missed"], {})
    assert told(changes("gold", "60", decided("silver"))) == (["silver"], [], {})
    assert told(changes("gold", "60", decided("gold"))) == ([], [], {})


def test_not_before_the_grace_is_over():
    assert told(changes("gold", "60", decided("silver"), on=date(2027, 3, 31))) == (
        [],
        [],
        {"P": "tier-not-yet"},
    )


def test_a_higher_tier_is_given_by_the_program_only_if_it_says_so():
    automatic = evolve(PROGRAM, promotion="automatic")

    assert told(changes("silver", "100", on=JANUARY)) == ([], ["tier-earned"], {})
    assert told(changes("silver", "100", on=JANUARY, program=automatic)) == (["gold"], [], {})
    assert told(changes("silver", "100", on=date(2026, 12, 31), program=automatic)) == (
        [],
        ["tier-earned"],
        {},
    )
    assert told(changes("silver", "100", decided("gold"), on=JANUARY)) == (["gold"], [], {})


def test_a_person_may_be_milder_but_not_sterner():
    assert told(changes("gold", "20", decided("silver"))) == (["silver"], [], {})
    assert told(changes("gold", "60", decided("bronze"))) == ([], [], {"P": "tier-not-earned"})
    assert told(changes("silver", "60", decided("gold"))) == ([], [], {"P": "tier-not-in-question"})
    assert told(changes("gold", "1", decided(None))) == ([None], [], {})


def test_what_was_given_is_not_given_twice():
    partner = Partner(id="P", tier="silver")
    found = qualify_tiers(PROGRAM, [partner], {"revenue": {"P": Money.of("100", "EUR")}}, period=YEAR)
    first = change_tiers([partner], found, on=APRIL, decisions=[decided("gold")])

    assert told(change_tiers(first.changed, found, on=APRIL, decisions=[decided("gold")])) == ([], [], {})


@pytest.mark.parametrize(
    ("held", "sold", "now"), [("bronze", "60", "gold"), ("silver", "10", "gold"), ("gold", "60", "bronze")]
)
def test_who_moved_beyond_both_tiers_since_is_not_in_question(held, sold, now):
    """Nobody falls by a promotion that was reckoned before a person gave it more, or rises by a demotion."""
    automatic = evolve(PROGRAM, promotion="automatic")
    found = qualify_tiers(
        automatic, [Partner(id="P", tier=held)], {"revenue": {"P": Money.of(sold, "EUR")}}, period=YEAR
    )
    moved = [Partner(id="P", tier=now)]

    assert told(change_tiers(moved, found, on=APRIL)) == ([], [], {})
    assert told(change_tiers(moved, found, on=APRIL, decisions=[decided("silver")])) == (
        [],
        [],
        {"P": "tier-not-in-question"},
    )
    assert told(change_tiers(moved, found, on=APRIL, decisions=[decided(now)])) == ([], [], {})


def test_who_was_given_a_part_of_the_way_goes_the_rest():
    found = qualify_tiers(
        PROGRAM, [Partner(id="P", tier="gold")], {"revenue": {"P": Money.of("20", "EUR")}}, period=YEAR
    )
    (milder,) = change_tiers(
        [Partner(id="P", tier="gold")], found, on=APRIL, decisions=[decided("silver")]
    ).changed

    assert told(change_tiers([milder], found, on=APRIL)) == ([], ["tier-missed"], {})
    assert told(change_tiers([milder], found, on=APRIL, decisions=[decided("bronze")])) == (
        ["bronze"],
        [],
        {},
    )


def test_no_decision_is_lost_for_want_of_the_partner_it_is_about():
    found = qualify_tiers(
        PROGRAM, [Partner(id="P", tier="gold")], {"revenue": {"P": Money.of("60", "EUR")}}, period=YEAR
    )
    with pytest.raises(
        InvalidValue, match=r"decisions\[0\].partner: 'P' is not valid here; hand in the partner"
    ):
        change_tiers([], found, on=APRIL, decisions=[decided("silver")])


def test_decisions_that_fit_nothing_are_refused_together():
    with pytest.raises(InvalidInput) as caught:
        changes("gold", "60", decided("platinum"), decided("silver"), evolve(decided("gold"), partner="Q"))
    assert [each.path for each in caught.value.faults] == [
        "decisions[0].tier",
        "decisions[1].partner",
        "decisions[2].partner",
    ]
