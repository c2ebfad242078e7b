"""Who was coached, what people did, and what changed."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit.facts import DealRegistration, Figure, Interaction, Lead, Person, TrainingResult
from partnerkit.lifecycle import (
    PersonBasis,
    activity_figures,
    change_of_person,
    changes_after_coaching,
    coaching_interventions,
    seller_figures,
)
from partnerkit.values.errors import InvalidValue, UnitMismatch
from partnerkit.values.money import Money, Ratio
from partnerkit.values.time import Period

PEOPLE = [Person(id="U-7", employer="P-4"), Person(id="U-8", employer="P-4"), Person(id="U-1")]
TODAY = date(2026, 8, 1)
BASIS = PersonBasis(purpose="coaching", agreement="clause 4", period=Period.year(2026))


def at(month, day=9):
    return datetime(2026, month, day, tzinfo=UTC)


def met(name, month, *persons, **more):
    known = {"kind": "visit", "partner": "P-4", "held": True, "purpose": "coaching"}
    return Interaction(id=name, persons=persons, at=at(month), **{**known, **more})


SOLD = [
    Figure(partner="P-4", person=person, measure="deals", period=Period.month(2026, month), value=value)
    for month, values in enumerate([(1, 9), (2, 9), (3, 9), (7, 0), (8, 0), (9, 0), (10, 0)], 1)
    for person, value in zip(("U-7", "U-8"), values, strict=True)
]


def test_what_people_did_is_counted_for_their_employer():
    found = activity_figures(
        PEOPLE,
        Period.month(2026, 4),
        results=[
            TrainingResult(course="C", person="U-7", on=date(2026, 4, 3), passed=each)
            for each in (True, False)
        ],
        interactions=[
            met("I-1", 4, "U-7", "U-8", "U-1"),
            met("I-2", 5, "U-7"),
            met("I-3", 4, "U-7", held=None),
        ],
        leads=[
            Lead(id="L-1", received_at=at(4), status="won", closed_at=at(4, 20)),
            Lead(id="L-2", received_at=at(3), status="won", closed_at=at(5)),
            Lead(id="L-3", received_at=at(4)),
        ],
        deals=[
            DealRegistration(id="D-1", partner="P-4", account="A", status="submitted", submitted_at=at(4))
        ],
        worked_by={"L-1": "U-7", "L-2": "U-7", "D-1": "U-8"},
    )

    assert [(each.person, each.measure, each.value) for each in found] == [
        ("U-7", "courses-passed", 1),
        ("U-7", "deals-registered", 0),
        ("U-7", "joint-visits", 1),
        ("U-7", "leads-won", 1),
        ("U-7", "leads-worked", 1),
        ("U-8", "courses-passed", 0),
        ("U-8", "deals-registered", 1),
        ("U-8", "joint-visits", 1),
        ("U-8", "leads-won", 0),
        ("U-8", "leads-worked", 0),
    ]
    assert seller_figures(found, as_of=TODAY)["P-4"]["joint-visits"] == 2


def test_who_did_nothing_has_a_zero_and_what_nobody_recorded_has_no_figure():
    gone = Person(id="U-9", employer="P-4", left_on=date(2026, 4, 1))
    found = activity_figures([*PEOPLE, gone], Period.month(2026, 4), results=[], leads=[])

    assert [(each.person, each.measure, each.value) for each in found] == [
        ("U-7", "courses-passed", 0),
        ("U-8", "courses-passed", 0),
    ]
    with pytest.raises(InvalidValue, match="period"):
        activity_figures(PEOPLE, None)


def test_a_firm_is_put_beside_its_own_past():
    found = changes_after_coaching(
        [met("I-1", 4, "U-7", "U-1")], SOLD, measure="deals", as_of=TODAY, people=PEOPLE
    )

    assert [(each.partner, each.coached, each.before, each.after) for each in found] == [
        ("P-4", 1, Fraction(11), Fraction(9))
    ]
    early = changes_after_coaching([met("I-1", 6, "U-7")], SOLD, measure="deals", as_of=TODAY, people=PEOPLE)
    assert (early[0].after, early[0].reason.code) == (None, "coached-firm-too-early")


@pytest.mark.parametrize("change", [{"status": "disputed"}, {"value": None}])
def test_a_period_of_which_a_part_is_not_known_is_not_known(change):
    """Without what U-8 sold in March, which it disputes, the firm would seem to have sold 3 then."""
    sold = [
        evolve(each, **change) if (each.person, each.period) == ("U-8", Period.month(2026, 3)) else each
        for each in SOLD
    ]
    coached = [met("I-1", 4, "U-7")]
    more = {"measure": "deals", "as_of": TODAY, "people": PEOPLE}
    (found,) = changes_after_coaching(coached, sold, periods=2, **more)
    (too_few,) = changes_after_coaching(coached, sold, **more)
    own = change_of_person("U-7", coached, sold, basis=BASIS, **more)

    assert (found.before, found.after) == (Fraction(10 + 11, 2), Fraction(17, 2))
    assert (too_few.before, too_few.reason.code) == (None, "coached-firm-too-early")
    assert own.facts["before"] == 2.0


def test_a_person_is_put_beside_his_own_past_where_that_is_allowed():
    def told(person, basis, coached="U-7"):
        held = [met("I-1", 4, coached)]
        return change_of_person(person, held, SOLD, measure="deals", as_of=TODAY, people=PEOPLE, basis=basis)

    assert told("U-7", None).code == told("U-8", None).code == "person-figures-off"
    shown = told("U-7", BASIS)
    assert (shown.code, shown.facts["before"], shown.facts["after"]) == ("coached-person", 2.0, 9.0)
    assert told("U-8", BASIS).code == "coached-never"
    with pytest.raises(InvalidValue, match="works at a partner"):
        told("U-1", BASIS)


def test_only_coachings_that_were_held_count():
    calls = [met("I-1", 5), met("I-2", 4, held=False), met("I-3", 3, purpose="annual-review"), met("I-4", 6)]

    assert [(each.partner, each.started_on) for each in coaching_interventions(calls, as_of=TODAY)] == [
        ("P-4", date(2026, 5, 9))
    ]
    assert coaching_interventions(calls, as_of=date(2026, 5, 1)) == ()


def test_ratios_do_not_add_up_and_periods_are_counted():
    ratio = Figure(partner="P-4", measure="r", period=Period.month(2026, 1), value=Ratio.of(1, 2))
    with pytest.raises(InvalidValue, match="a ratio does not"):
        changes_after_coaching([], [ratio], measure="r", as_of=TODAY, people=PEOPLE)
    with pytest.raises(InvalidValue, match="periods"):
        changes_after_coaching([], [], measure="r", as_of=TODAY, people=PEOPLE, periods=0)


@pytest.mark.parametrize("value", [Money.of("5", "SEK"), 5])
def test_money_of_two_currencies_does_not_add_up(value):
    sold = [
        Figure(partner="P-4", measure="sales", period=Period.month(2026, month), value=each)
        for month, each in ((1, Money.of("5", "EUR")), (2, value))
    ]
    with pytest.raises(UnitMismatch, match=r"P-4.*sales"):
        changes_after_coaching(
            [met("I-1", 4, "U-7")], sold, measure="sales", as_of=TODAY, people=PEOPLE, periods=1
        )


def test_ids_of_partners_may_be_as_long_as_ids_may_be():
    met_both = [met(f"I-{end}", 4, partner="P" * 127 + end) for end in "45"]

    assert len({each.id for each in coaching_interventions(met_both, as_of=TODAY)}) == 2
