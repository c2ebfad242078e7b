"""More leads for who sells well: capped, dated, looked at again, and nobody starves."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from witnesses import TODAY, seen

from partnerkit.facts import Lead, Partner
from partnerkit.interop import say
from partnerkit.leads import FairShare, allocate
from partnerkit.review import CAUSES, WeightChange, diagnose, propose_weights
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

START = date(2026, 7, 1)
WEIGHTS = {"P-4": 2, "P-5": 2, "P-6": Decimal("1.5")}


def proposed(*given, weights=WEIGHTS, **more):
    found = diagnose(["P-4", "P-5"], as_of=TODAY, evidence=given)
    return propose_weights(found, weights, start=START, **more)


GOOD = [seen("low-conversion", "against"), seen("little-own-marketing")]


def test_sells_well_markets_poorly_gets_leads():
    change = proposed(*GOOD)

    assert [(each.partner, each.before, each.after) for each in change.raises] == [("P-4", 2, Fraction(5, 2))]
    assert change.period == Period.of(START, date(2026, 9, 29))
    assert change.review_on == date(2026, 8, 15)


def test_too_few_leads_will_do():
    assert proposed(GOOD[0], seen("too-few-leads")).raises


@pytest.mark.parametrize(
    "given",
    [
        [],
        GOOD[:1],
        GOOD[1:],
        [seen("low-conversion", "against", "weak"), GOOD[1]],
        [*GOOD, seen("low-conversion", source="figures")],
        [*GOOD, seen("little-own-marketing", "against")],
    ],
)
def test_others_are_left_as_they_are(given):
    change = proposed(*given)

    assert change.raises == ()
    assert say(change) == "Nobody's weight is to be raised."


def test_it_holds_within_its_days_alone():
    change = proposed(*GOOD)
    before = {"P-4": 2, "P-5": 2, "P-6": Fraction(3, 2)}

    assert change.weights(date(2026, 6, 30)) == before
    assert change.weights(START) == before | {"P-4": Fraction(5, 2)}
    assert change.weights(date(2026, 9, 29)) == before


@pytest.mark.parametrize(
    ("cap", "floor", "after"),
    [
        (Fraction(1, 4), Fraction(9, 10), Fraction(20, 9)),
        (Fraction(1, 10), Fraction(1, 2), Fraction(11, 5)),
        (Decimal("0.5"), Decimal("0.5"), Fraction(3)),
    ],
)
def test_the_floor_of_the_others_bounds_the_raise(cap, floor, after):
    assert proposed(*GOOD, cap=cap, floor=floor).raises[0].after == after


def test_a_floor_of_all_they_have_lets_nobody_rise():
    assert proposed(*GOOD, floor=1).raises == ()


def test_a_policy_takes_the_weights():
    change = proposed(*GOOD)
    policy = FairShare(weights=change.weights(START), value="unit")
    leads = [Lead(id=f"L-{place}") for place in range(12)]
    got = allocate(
        leads, [Partner(id=name) for name in WEIGHTS], policy, as_of=datetime(2026, 7, 1, tzinfo=UTC)
    ).assignments

    assert [[*got.values()].count(name) for name in WEIGHTS] == [5, 4, 3]


def test_it_is_said_with_its_end_and_that_a_person_decides():
    said = say(proposed(*GOOD), names={"P-4": "Nord IT"})

    assert said.startswith(
        "Nord IT is to weigh 2.5 instead of 2, because it sells well and finds few customers."
    )
    assert said.endswith("It is a proposal: a person decides.")


def test_bad_bounds_and_weights_are_told_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        proposed(*GOOD, weights={"P-5": -1}, days=0, cap=0.25, floor=2)

    assert [each.path for each in caught.value.faults] == [
        "days",
        "cap",
        "floor",
        "weights['P-5']",
        "weights['P-4']",
    ]


def test_it_is_looked_at_before_it_ends():
    with pytest.raises(InvalidValue, match="review_after"):
        proposed(*GOOD, days=30)
    with pytest.raises(InvalidValue, match="review_on"):
        WeightChange(before={}, period=Period.quarter(2026, 3), review_on=date(2026, 1, 1))


@pytest.mark.parametrize("start", ["2026-07-01", date.max])
def test_it_begins_on_a_day_of_the_calendar(start):
    with pytest.raises(InvalidValue, match="start"):
        propose_weights(diagnose(["P-4"], as_of=TODAY), WEIGHTS, start=start)


def test_without_the_causes_it_looks_at_nobody_qualifies():
    for codes in ({"late-delivery"}, {"low-conversion", "poor-lead-quality"}):
        some = [
            each
            for each in CAUSES
            if each.code in {*codes, "channel-conflict", "slow-registration", "late-delivery"}
        ]
        if "low-conversion" in codes:
            some = [
                each
                for each in CAUSES
                if each.code not in {"too-few-leads", "little-own-marketing", "divided-attention"}
            ]
        found = diagnose(["P-4"], as_of=TODAY, causes=some, remedies=())

        assert propose_weights(found, WEIGHTS, start=START).raises == ()
