"""Responses in the partner's own working time; conversion of leads that have ended."""

from datetime import date, time

import pytest

from partnerkit import Lead, Partner
from partnerkit.facts import Touch
from partnerkit.scoring.kpis.lead_work import first_response_hours, lead_conversion
from partnerkit.values import WorkingCalendar


def touch(lead, at, partner="P-4"):
    return Touch(lead=lead, partner=partner, role="partner", channel="phone", at=at)


def test_a_weekend_is_no_delay(found, at, partner):
    friday, monday = at("2026-03-06T16:00+01:00"), at("2026-03-09T10:00+01:00")
    facts = [Lead(id="L-1", received_at=friday), touch("L-1", monday)]

    assert found(first_response_hours(), partner, *facts, given={"L-1": ("P-4", friday)}) == {"P-4": 2.0}


def test_its_own_calendar_counts(found, at, partner):
    since, answered = at("2026-03-06T16:00+01:00"), at("2026-03-07T10:00+01:00")
    facts = [Lead(id="L-1", received_at=since), touch("L-1", answered)]
    round_the_clock = {day: ((time(0), time(0)),) for day in range(7)}
    calendars = {"P-4": WorkingCalendar(zone="Europe/Berlin", week=round_the_clock)}

    assert found(
        first_response_hours(), partner, *facts, given={"L-1": ("P-4", since)}, calendars=calendars
    ) == {"P-4": 18.0}


def test_no_clock_no_hours(found, at):
    since = at("2026-03-02T09:00Z")

    assert found(
        first_response_hours(), Partner(id="P-4"), Lead(id="L-1"), given={"L-1": ("P-4", since)}
    ) == {"P-4": None}


def test_who_never_answers_is_slow_not_absent(found, at, partner):
    since = at("2026-03-30T09:00+02:00")
    given = {"L-1": ("P-4", since)}

    assert found(first_response_hours(), partner, Lead(id="L-1"), given=given) == {"P-4": 16.0}


def test_touches_of_others_and_from_before_are_no_answer(found, at, partner):
    since, answered = at("2026-03-02T09:00+01:00"), at("2026-03-02T15:00+01:00")
    early, other = touch("L-1", at("2026-03-01T09:00Z")), touch("L-1", since, partner="P-5")
    facts = [partner, Partner(id="P-5"), Lead(id="L-1"), early, other, touch("L-1", answered)]

    assert found(first_response_hours(), *facts, given={"L-1": ("P-4", since)})["P-4"] == 6.0


def test_the_median_minds_no_outlier(found, at, partner):
    since = at("2026-03-02T09:00+01:00")
    answers = ["2026-03-02T10:00+01:00", "2026-03-02T11:00+01:00", "2026-03-20T11:00+01:00"]
    facts = [
        fact for n, each in enumerate(answers) for fact in (Lead(id=f"L-{n}"), touch(f"L-{n}", at(each)))
    ]
    given = {f"L-{n}": ("P-4", since) for n in range(3)}

    assert found(first_response_hours(), partner, *facts, given=given) == {"P-4": 2.0}


def test_without_knowing_who_was_given_what_nothing_is_known(found, at, partner):
    facts = [Lead(id="L-1"), touch("L-1", at("2026-03-02T09:00Z"))]

    assert found(first_response_hours(), partner, *facts) == {"P-4": None}


def test_conversion_counts_leads_that_ended_in_the_period(found, at, partner):
    ends = {
        "L-1": ("won", "2026-03-01"),
        "L-2": ("lost", "2026-03-02"),
        "L-3": ("won", "2025-12-31"),
        "L-4": ("open", None),
    }
    leads = [
        Lead(id=name, status=status, closed_at=None if day is None else at(f"{day}T09:00Z"))
        for name, (status, day) in ends.items()
    ]
    given = {name: ("P-4", at("2025-12-01T09:00Z")) for name in ends}

    assert found(lead_conversion(), partner, *leads, given=given) == {"P-4": (1.0, 2.0)}


@pytest.mark.parametrize("as_of", [date(2026, 2, 28)])
def test_no_hindsight(found, at, partner, as_of):
    lead = Lead(id="L-1", status="won", closed_at=at("2026-03-01T09:00Z"))
    given = {"L-1": ("P-4", at("2026-01-05T09:00Z"))}

    assert found(lead_conversion(), partner, lead, given=given, as_of=as_of) == {"P-4": (None, None)}
