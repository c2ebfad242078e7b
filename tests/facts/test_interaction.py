"""Visits, calls, messages, meetings and tasks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from walking import events_of

from partnerkit.facts.interaction import TASK_COURSE, Interaction, Subject, Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.values.errors import IllegalTransition

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


def visit(**more):
    return Interaction(
        **{
            "id": "I-1",
            "kind": "visit",
            "partner": "P-4",
            "persons": ("U-2", "U-7"),
            "at": MONDAY,
            "purpose": "annual-review",
            "language": "sv",
            "held": True,
            "outcome": "Mål för 2026 beslutade",
            "minutes": 90,
            "travel_minutes": 120,
        }
        | more
    )


def offer(**more):
    return Task(
        **{
            "id": "K-1",
            "title": "Angebot senden",
            "owner": "U-2",
            "partner": "P-4",
            "due": date(2026, 3, 31),
            "about": Subject(model="Lead", id="L-17"),
            "opened_at": MONDAY,
        }
        | more
    )


def test_they_behave_like_facts(behaves):
    behaves(visit, kind="meeting")
    behaves(offer, title="Angebot nachfassen")
    behaves(lambda: Subject(model="Lead", id="L-17"), id="L-18")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "fax"}, "kind"),
        ({"partner": None}, "partner"),
        ({"at": date(2026, 3, 2)}, "at"),
        ({"language": "Swedish"}, "language"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 90.0}, "minutes"),
        ({"persons": "U-2"}, "persons"),
        ({"held": False, "outcome": ""}, "minutes"),
        ({"held": False, "minutes": None}, "outcome"),
        ({"kind": "call"}, "travel_minutes"),
    ],
)
def test_an_interaction_refuses_what_makes_no_sense(faults, change, path):
    assert list(faults(lambda: visit(**change))) == [path]


def test_all_faults_of_an_interaction_come_at_once(faults):
    assert sorted(faults(lambda: visit(id="", at=None, purpose="Annual review"))) == ["at", "id", "purpose"]
    assert sorted(faults(lambda: visit(held=False))) == ["minutes", "outcome"]


def test_not_met_is_not_visited():
    missed = visit(held=False, outcome="", minutes=None)

    assert (missed.held, missed.travel_minutes) == (False, 120)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"due": MONDAY}, "due"),
        ({"owner": ""}, "owner"),
        ({"status": "late"}, "status"),
        ({"about": ("Lead", "L-17")}, "about"),
        ({"raised_by": "customer"}, "raised_by"),
        ({"status": "done", "ended_at": MONDAY - timedelta(days=1)}, "ended_at"),
        ({"ended_at": MONDAY}, "ended_at"),
        ({"ended_by": "U-2"}, "ended_by"),
    ],
)
def test_a_task_refuses_what_makes_no_sense(faults, change, path):
    assert list(faults(lambda: offer(**change))) == [path]


def test_a_fault_of_a_task_says_what_would_be_right(faults):
    assert faults(lambda: offer(ended_by="U-2")) == {"ended_by": ("'U-2'", "leave it out: the task is open")}


def test_all_faults_of_a_task_come_at_once(faults):
    assert sorted(faults(lambda: offer(id=7, due="tomorrow", opened_at=1))) == ["due", "id", "opened_at"]


def test_a_subject_is_a_model_and_an_id(faults):
    assert sorted(faults(lambda: Subject(model="lead", id=""))) == ["id", "model"]


def test_a_task_that_is_taken_up_again_has_no_end():
    done = offer().with_step("finish", at=MONDAY + timedelta(days=1), by="U-2")
    again = done.with_step("reopen", at=MONDAY + timedelta(days=2), by="U-1")

    assert (done.status, done.ended_at, done.ended_by) == ("done", MONDAY + timedelta(days=1), "U-2")
    assert (again.status, again.ended_at, again.ended_by) == ("open", None, None)


def test_a_network_holds_what_its_tasks_are_about(faults):
    assert faults(
        lambda: Network.of(Lead(id="L-1"), Task(id="K-1", about=Subject(model="Lead", id="L-17")))
    ) == {"tasks['K-1'].about": ("'L-17'", "add this Lead, or name one there is")}
    assert len(Network.of(Lead(id="L-17"), Task(id="K-1", about=Subject(model="Lead", id="L-17")))) == 2


class TaskOnItsWay(RuleBasedStateMachine):
    """Any events in any order."""

    @initialize()
    def begin(self):
        self.task, self.now = offer(), MONDAY

    @rule(
        event_at=events_of(TASK_COURSE),
        hours=st.integers(0, 100),
    )
    def step(self, event_at, hours):
        event = event_at(self.task.status)
        self.now += timedelta(hours=hours)
        if event in TASK_COURSE.allowed(self.task.status):
            expected = TASK_COURSE.step(self.task.status, event)
            self.task = self.task.with_step(event, at=self.now, by="U-2")
            assert self.task.status == expected
        else:
            with pytest.raises(IllegalTransition):
                self.task.with_step(event, at=self.now, by="U-2")

    @invariant()
    def has_an_end_exactly_when_it_is_over(self):
        assert (self.task.ended_at is not None) == (self.task.status in {"done", "canceled"})


TestTaskOnItsWay = TaskOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestTaskOnItsWay.settings = settings(stateful_step_count=15)
