from datetime import UTC, date, datetime, timedelta

from partnerkit import Network, Partner, Period
from partnerkit.access import visible
from partnerkit.facts import JointPlan, Person, ServiceCase, Task
from partnerkit.review import diagnose, review_partner
from partnerkit.review.evidence import Evidence
from partnerkit.review.portfolio import Judged
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MOMENTS = {"since": NOW - 91 * DAY, "as_of": NOW}
NETWORK = Network.of(
    Partner(id="P-4"),
    Task(id="K-1", partner="P-4", owner=None, due=date(2026, 7, 9)),
    Task(id="K-2", partner="P-4", raised_by="partner", title="A machine"),
    Task(id="K-3", partner="P-4", due=date(2026, 6, 1)),
    JointPlan(id="J-1", partner="P-4", period=Period.year(2026), review_dates=[date(2026, 6, 1)]),
    ServiceCase(id="S-1", partner="P-4", opened_at=NOW - 9 * DAY, due_at=NOW - DAY, priority="high"),
    ServiceCase(id="S-2", partner="P-4", opened_at=NOW - 9 * DAY),
)


def steps(**more):
    return review_partner(NETWORK, "P-4", **MOMENTS, **more).steps


def codes(found, rank):
    return [each.action.code for each in found if each.rank == rank]


def test_what_is_late_comes_first_then_what_is_soon_and_last_what_is_not_known():
    found = steps()
    assert codes(found, 0) == ["review-due", "task-due-nobody", "service-overdue"]
    assert codes(found, 1) == ["task-due-nobody", "step-settle-point"]
    assert set(codes(found, 3)) == {"step-find-out"}


def test_what_is_promised_and_late_is_told_once():
    assert [each for each in steps() if "S-1" in repr(each)] == [
        each for each in steps() if each.action.code == "service-overdue"
    ]


def test_the_last_day_stands_beside():
    found = {each.action.code: each.until for each in steps() if each.rank == 0}
    # Late from midnight on: the day before was the last one.
    assert found["task-due-nobody"] == date(2026, 6, 1)


def test_remedies_of_a_diagnosis_are_steps_with_their_causes():
    evidence = [
        Evidence(partner="P-4", cause="too-few-leads", speaks="for", strength="strong", source="records", on=NOW.date(), reason=Reason("x"), open=True)
    ]  # fmt: skip
    judged = Judged(diagnoses=diagnose(["P-4"], evidence=evidence, as_of=NOW))
    remedies = [each for each in steps(judged=judged) if each.area == "remedies"]
    assert remedies
    assert all(each.why[0].code == "cause-too-few-leads" for each in remedies)
    assert "person-decides" in {reason.code for each in remedies for reason in each.why}


def test_remedies_are_for_whom_a_view_shows_what_they_rest_on():
    roles = {
        "U-0": "head-office",
        "U-7": "territory-manager",
        "U-8": "warranty",
        "X-1": "owner",
        "X-2": "seller",
    }
    network = NETWORK.with_facts(
        [Partner(id="P-4", account_owner="U-7")],
        [
            Person(id=name, roles=[role], permission="all", employer="P-4" if name[0] == "X" else None)
            for name, role in roles.items()
        ],
    )
    evidence = [
        Evidence(partner="P-4", cause="slow-response", speaks="for", strength="strong", source="records", on=NOW.date(), reason=Reason("seen"), open=True)
    ]  # fmt: skip
    judged = Judged(diagnoses=diagnose(["P-4"], evidence=evidence, as_of=NOW))

    def is_told(person):
        view = visible(network, person, as_of=NOW)
        found = review_partner(view, "P-4", **MOMENTS, judged=judged)
        return "remedies" in {each.area for each in found.steps}

    assert {name: is_told(name) for name in roles} == {
        "U-0": True, "U-7": True, "U-8": False, "X-1": True, "X-2": False
    }  # fmt: skip


def test_a_diagnosis_of_others_says_nothing_of_the_partner():
    judged = Judged(diagnoses=diagnose(["P-5"], as_of=NOW))
    assert steps(judged=judged) == steps()


def test_a_day_that_has_begun_is_left():
    (due,) = [each for each in steps() if each.until == date(2026, 7, 9)]
    assert (due.why[0].code, due.why[0].facts["count"]) == ("rank-ahead", 10)
