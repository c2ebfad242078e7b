"""Certifications that hold, trainings passed, people trained."""

from datetime import date

from partnerkit import Partner, Period
from partnerkit.facts import Certification, Course, Person, TrainingResult
from partnerkit.scoring.kpis.learning import certifications_held, trained_share, training_pass_rate

COURSE = Course(id="C-7")
PEOPLE = [
    Person(id="a", employer="P-4"),
    Person(id="b", employer="P-4"),
    Person(id="gone", employer="P-4", left_on=date(2026, 1, 31)),
    Person(id="to come", employer="P-4", hired_on=date(2026, 4, 1)),
]


def result(person="a", on=date(2026, 2, 1), *, passed=True, **options):
    return TrainingResult(course="C-7", person=person, on=on, passed=passed, **options)


def test_certifications_hold_at_the_end_and_count_once(found):
    held = Certification(name="saw", valid=Period.year(2026))
    lapsed = Certification(name="drill", valid=Period.of(date(2025, 1, 1), date(2026, 3, 1)))
    firm = Partner(id="P-4", certifications=(held, lapsed))
    again = result(certifies="saw")
    other = result(certifies="lathe", expires_on=date(2026, 4, 1))
    over = result(certifies="mill", expires_on=date(2026, 3, 31))

    assert found(certifications_held(), firm, COURSE, PEOPLE, again, other, over) == {"P-4": 2.0}


def test_passed_of_taken_in_the_period(found, partner):
    facts = [result(), result("b", passed=False), result(on=date(2025, 12, 31))]

    assert found(training_pass_rate(), partner, COURSE, PEOPLE, facts) == {"P-4": (1.0, 2.0)}


def test_what_a_person_learned_counts_where_the_person_works(found, partner):
    facts = [
        result(certifies="saw"),
        result("gone", certifies="lathe", on=date(2026, 1, 30)),
        result("gone", passed=False, on=date(2026, 1, 31)),
        result("to come", certifies="mill"),
        TrainingResult(
            course="C-7", partner="P-4", person="gone", on=date(2026, 2, 1), passed=True, certifies="drill"
        ),
    ]

    assert found(certifications_held(), partner, COURSE, PEOPLE, facts) == {"P-4": 2.0}
    assert found(training_pass_rate(), partner, COURSE, PEOPLE, facts) == {"P-4": (3.0, 3.0)}


def test_people_who_work_there_now(found, partner):
    facts = [result(), result("gone"), result("b", expires_on=date(2026, 3, 1))]

    assert found(trained_share(), partner, COURSE, PEOPLE, facts) == {"P-4": (1.0, 2.0)}


def test_nobody_is_known_to_work_there(found, partner):
    assert found(trained_share(), partner) == {"P-4": (None, None)}
