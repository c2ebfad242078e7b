"""The catalogue, who came, what runs out, and what can be measured."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts import Course, Enrolment, TrainingResult
from partnerkit.interop import say
from partnerkit.lifecycle import attendance, expiring_certificates, find_courses, training_interventions
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.money import Money

NOON, TODAY = datetime(2026, 3, 2, 12, tzinfo=UTC), date(2026, 4, 1)
COURSES = [
    Course(id="C-1", format="e-learning", languages=["de", "en"], minutes=90, fee=Money.of("0", "EUR")),
    Course(
        id="C-2",
        format="offline",
        languages=["de-AT"],
        minutes=480,
        fee=Money.of("900", "EUR"),
        certifies="spindle",
    ),
    Course(id="C-3", format="personal", product="loader"),
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["C-1", "C-2", "C-3"]),
        ({"language": "de"}, ["C-1", "C-2"]),
        ({"language": "de-AT"}, ["C-1", "C-2"]),
        ({"language": "de-CH"}, ["C-1"]),
        ({"format": "personal"}, ["C-3"]),
        ({"most_minutes": 90}, ["C-1"]),
        ({"most_fee": Money.of("900", "EUR")}, ["C-1", "C-2"]),
        ({"certifies": "spindle"}, ["C-2"]),
        ({"product": "loader", "language": "de"}, []),
    ],
)
def test_courses_are_found_by_what_is_known_of_them(asked, found):
    assert [each.id for each in find_courses(COURSES, **asked)] == found


def test_a_format_is_one_of_four():
    with pytest.raises(InvalidValue, match="format"):
        find_courses(COURSES, format="hybrid")
    with pytest.raises(InvalidValue, match="format"):
        Course(id="C-4", format="hybrid")


def test_attendance_is_told_of_firms():
    def booked(name, *steps, partner="P-4"):
        found = Enrolment(id=name, course="C-1", partner=partner, person="U-7")
        for each in steps:
            found = found.with_step(each, at=NOON)
        return found

    found = attendance(
        [
            booked("1", "start", "complete"),
            booked("2", "miss"),
            booked("3", "cancel"),
            booked("4"),
            booked("5", partner=None),
        ]
    )
    assert [(each.partner, each.booked, each.completed, each.missed, each.canceled) for each in found] == [
        (None, 1, 0, 0, 0),
        ("P-4", 4, 1, 1, 1),
    ]
    assert (found[0].part, found[1].part) == (None, 0.5)
    assert say(found[1].reason) == "C-1: 1 came, 1 did not, of 4 booked."


def passed(on, until, **more):
    known = {"course": "C-2", "partner": "P-4", "certifies": "spindle"}
    return TrainingResult(on=on, passed=True, expires_on=until, **{**known, **more})


def test_what_was_renewed_does_not_run_out():
    old, new = passed(date(2024, 4, 1), date(2026, 4, 1)), passed(date(2026, 3, 1), date(2028, 3, 1))
    other = passed(date(2024, 5, 1), date(2026, 5, 1), partner="P-5")
    endless = passed(date(2024, 5, 1), None, partner="P-6")

    assert [
        (each.partner, each.reason.code) for each in expiring_certificates([old, other, endless], as_of=TODAY)
    ] == [
        ("P-4", "certificate-over"),
        ("P-5", "certificate-ends"),
    ]
    assert [each.partner for each in expiring_certificates([new, old, other], as_of=TODAY)] == ["P-5"]
    assert expiring_certificates([old], as_of=date(2025, 1, 1)) == ()
    with pytest.raises(InvalidValue, match="days"):
        expiring_certificates([], as_of=TODAY, days=-1)


def test_the_first_who_passed_is_when_it_began():
    results = [
        passed(date(2026, 3, 9), None, person="U-8"),
        passed(date(2026, 3, 2), None, person="U-7"),
        TrainingResult(course="C-2", partner="P-5", on=date(2026, 3, 1), passed=False),
    ]
    found = training_interventions(results, as_of=TODAY, courses=COURSES)

    assert [(each.id, each.started_on, each.cost) for each in found] == [
        ("train-people/P-4/C-2", date(2026, 3, 2), Money.of("900", "EUR"))
    ]
    with pytest.raises(NotFound):
        training_interventions(results, as_of=TODAY, courses=COURSES[:1])


def test_days_are_no_moments_and_minutes_no_words():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    for ask in (
        lambda: training_interventions([], as_of=noon),
        lambda: find_courses([], most_minutes="90"),
        lambda: find_courses([], most_fee=90),
    ):
        with pytest.raises(InvalidValue):
            ask()
