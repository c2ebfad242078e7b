"""Courses, enrolments and results."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from walking import events_of

from partnerkit.facts.training import ENROLMENT_COURSE, Course, Enrolment, TrainingResult
from partnerkit.values.errors import IllegalTransition
from partnerkit.values.money import Money
from partnerkit.values.time import Period

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def spindle(**more):
    return Course(
        **{
            "id": "C-7",
            "name": "Spindelservice",
            "certifies": "spindle",
            "valid_months": 24,
            "languages": ("de", "sv"),
            "fee": Money.of("850", "EUR"),
            "pass_score": Decimal(70),
        }
        | more
    )


def booked(**more):
    return Enrolment(**{"id": "N-1", "course": "C-7", "partner": "P-4", "enrolled_at": MONDAY} | more)


def passed(**more):
    return TrainingResult(
        **{
            "course": "C-7",
            "partner": "P-4",
            "person": "U-7",
            "on": date(2026, 3, 31),
            "passed": True,
            "score": Decimal("88.5"),
            "certifies": "spindle",
            "expires_on": date(2028, 3, 31),
        }
        | more
    )


def test_they_behave_like_facts(behaves):
    behaves(spindle, name="Spindel II")
    behaves(booked, course="C-8")
    behaves(passed, score=Decimal(90))


@pytest.mark.parametrize(
    ("make", "change", "path"),
    [
        (spindle, {"valid_months": 0}, "valid_months"),
        (spindle, {"languages": ()}, "languages"),
        (spindle, {"fee": Money.of("-1", "EUR")}, "fee"),
        (spindle, {"pass_score": 70}, "pass_score"),
        (spindle, {"pass_score": Decimal(101)}, "pass_score"),
        (booked, {"partner": None}, "partner"),
        (booked, {"status": "present"}, "status"),
        (booked, {"stepped_at": MONDAY - timedelta(days=1)}, "stepped_at"),
        (passed, {"partner": None, "person": None}, "partner"),
        (passed, {"passed": 1}, "passed"),
        (passed, {"expires_on": date(2026, 3, 31)}, "expires_on"),
        (passed, {"passed": False, "expires_on": None}, "certifies"),
        (passed, {"passed": False, "certifies": None}, "expires_on"),
    ],
)
def test_they_refuse_what_makes_no_sense(faults, make, change, path):
    found = faults(lambda: make(**change))

    assert list(found) == [path]
    assert found[path][1]


def test_all_faults_come_at_once(faults):
    assert sorted(faults(lambda: spindle(id="", minutes=0, certifies=""))) == ["certifies", "id", "minutes"]
    assert sorted(faults(lambda: booked(course="", period="2026"))) == ["course", "period"]
    assert sorted(faults(lambda: passed(on=None, score=1))) == ["on", "score"]
    assert sorted(faults(lambda: passed(passed=False, partner=None, person=None))) == [
        "certifies",
        "expires_on",
        "partner",
    ]


@pytest.mark.parametrize(
    ("months", "on", "expiry"),
    [
        (24, date(2026, 3, 31), date(2028, 3, 31)),
        (1, date(2026, 1, 31), date(2026, 2, 28)),
        (1, date(2028, 1, 31), date(2028, 2, 29)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (1, date(2026, 12, 15), date(2027, 1, 15)),
        (None, date(2026, 3, 31), None),
        (1_200, date(9998, 1, 1), None),
    ],
)
def test_a_certification_ends_on_the_same_day_of_a_later_month(months, on, expiry):
    assert spindle(valid_months=months).expiry(on) == expiry


@given(on=st.dates(date(1990, 1, 1), date(2100, 1, 1)), months=st.integers(1, 120))
def test_a_longer_validity_never_ends_earlier(on, months):
    assert on < spindle(valid_months=months).expiry(on) < spindle(valid_months=months + 1).expiry(on)


def test_a_result_that_was_passed_certifies_until_it_expires():
    certification = passed().certification()

    assert (certification.name, certification.valid) == (
        "spindle",
        Period(start=date(2026, 3, 31), end=date(2028, 3, 31)),
    )
    assert passed(expires_on=None).certification().valid == Period.since(date(2026, 3, 31))
    assert passed(passed=False, certifies=None, expires_on=None).certification() is None


class EnrolmentOnItsWay(RuleBasedStateMachine):
    """Any events in any order."""

    @initialize()
    def begin(self):
        self.enrolment, self.now = booked(), MONDAY

    @rule(
        event_at=events_of(ENROLMENT_COURSE),
        hours=st.integers(0, 100),
    )
    def step(self, event_at, hours):
        event = event_at(self.enrolment.status)
        self.now += timedelta(hours=hours)
        if event in ENROLMENT_COURSE.allowed(self.enrolment.status):
            expected = ENROLMENT_COURSE.step(self.enrolment.status, event)
            self.enrolment = self.enrolment.with_step(event, at=self.now)
            assert (self.enrolment.status, self.enrolment.stepped_at) == (expected, self.now)
        else:
            with pytest.raises(IllegalTransition):
                self.enrolment.with_step(event, at=self.now)

    @invariant()
    def stays_the_same_booking(self):
        assert (self.enrolment.course, self.enrolment.enrolled_at) == ("C-7", MONDAY)


TestEnrolmentOnItsWay = EnrolmentOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestEnrolmentOnItsWay.settings = settings(stateful_step_count=15)
