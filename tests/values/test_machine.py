"""A procedure as a table: what it allows, refuses and draws."""

import copy
import pickle
import random
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue, NotFound
from partnerkit.values.machine import Machine, Transition

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

DEAL = Machine(
    name="deal-registration",
    start="submitted",
    transitions=(
        Transition("submitted", "ask", "in-question", by=("channel-manager",), reason_required=True),
        Transition("in-question", "answer", "submitted", by=("partner",)),
        Transition("submitted", "approve", "approved", by=("channel-manager", "vice-president")),
        Transition("submitted", "reject", "rejected", by=("channel-manager",), reason_required=True),
        Transition("submitted", "withdraw", "withdrawn", by=("partner",)),
        Transition("in-question", "withdraw", "withdrawn", by=("partner",)),
        Transition("approved", "win", "won"),
        Transition("approved", "expire", "expired"),
        Transition("expired", "extend", "approved", by=("channel-manager",)),
    ),
)


def test_an_event_leads_to_one_state():
    assert DEAL.step("submitted", "approve") == "approved"
    assert DEAL.step("submitted", "withdraw", by="partner") == "withdrawn"
    assert DEAL.step("expired", "extend", by=["auditor", "channel-manager"]) == "approved"
    assert DEAL.step("approved", "win", by=()) == "won"


def test_what_is_no_step_is_refused_with_what_is():
    with pytest.raises(IllegalTransition) as caught:
        DEAL.step("in-question", "approve", path="deals[3].status")

    assert caught.value == IllegalTransition(
        path="deals[3].status", state="in-question", event="approve", allowed=("answer", "withdraw")
    )


def test_nobody_takes_a_step_that_is_anothers():
    with pytest.raises(IllegalTransition) as caught:
        DEAL.step("submitted", "approve", by="partner")

    assert caught.value.path == "status"
    assert caught.value.allowed == ("withdraw",)
    assert DEAL.allowed("submitted", "partner") == ("withdraw",)
    assert DEAL.allowed("submitted", ["partner", "vice-president"]) == ("approve", "withdraw")
    assert DEAL.allowed("submitted") == ("ask", "approve", "reject", "withdraw")
    assert DEAL.allowed("submitted", ()) == ()


@pytest.mark.parametrize("reason", [None, "", "  \n"])
def test_a_rejection_needs_a_reason(reason):
    with pytest.raises(InvalidValue) as caught:
        DEAL.step("submitted", "reject", by="channel-manager", reason=reason)

    assert caught.value.path == "reason"
    assert DEAL.step("submitted", "reject", by="channel-manager", reason="known customer") == "rejected"
    assert DEAL.transition("submitted", "reject").reason_required


def test_the_states_are_known_and_told_by_their_ends():
    assert DEAL.states == (
        "submitted",
        "in-question",
        "approved",
        "rejected",
        "withdrawn",
        "won",
        "expired",
    )
    assert DEAL.events == ("ask", "answer", "approve", "reject", "withdraw", "win", "expire", "extend")
    assert [state for state in DEAL.states if DEAL.ended(state)] == ["rejected", "withdrawn", "won"]
    assert DEAL.endless == ()


@pytest.mark.parametrize("ask", [DEAL.allowed, DEAL.ended, lambda state: DEAL.step(state, "approve")])
@pytest.mark.parametrize("state", ["lost", "", None, ["submitted"]])
def test_an_unknown_state_is_refused_with_those_that_are_known(ask, state):
    with pytest.raises(NotFound, match="known: submitted, in-question"):
        ask(state)


def test_history_is_replayed():
    assert DEAL.replay([]) == "submitted"
    assert DEAL.replay(["ask", "answer", "approve", "expire", "extend", "win"]) == "won"
    assert DEAL.replay(["extend"], state="expired") == "approved"
    with pytest.raises(IllegalTransition) as caught:
        DEAL.replay(["approve", "win", "win"])

    assert caught.value.path == "events[2]"


def test_states_that_never_end_are_allowed_and_reported():
    loop = Machine(
        name="loop",
        start="awake",
        transitions=(
            Transition("awake", "sleep", "asleep"),
            Transition("asleep", "wake", "awake"),
            Transition("awake", "leave", "gone"),
            Transition("awake", "work", "working"),
            Transition("working", "work", "working"),
        ),
    )

    assert loop.endless == ("working",)


@pytest.mark.parametrize(
    ("transitions", "count"),
    [
        ((Transition("a", "go", "b"), Transition("a", "go", "c")), 1),
        ((Transition("a", "go", "b"), Transition("c", "go", "d")), 2),
        ((Transition("b", "go", "a"),), 1),
        ((), 1),
        ((Transition("a", "go", "b"), "c"), 1),
        ((Transition("a", "go", "b"), Transition("a", "go", "b")), 1),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(transitions, count):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        Machine(name="m", start="a", transitions=transitions)

    faults = caught.value.faults if isinstance(caught.value, InvalidInput) else (caught.value,)
    assert len(faults) == count


@pytest.mark.parametrize(
    "make",
    [
        lambda: Transition("In Review", "go", "b"),
        lambda: Transition("a", "go;", "b"),
        lambda: Transition("a", "", "b"),
        lambda: Transition("a", "go", None),
        lambda: Transition("a", "go", "b", by="partner"),
        lambda: Transition("a", "go", "b", by=("",)),
        lambda: Transition("a", "go", "b", reason_required=1),
        lambda: Machine(name="m", start="A", transitions=(Transition("a", "go", "b"),)),
        lambda: Machine(name="m", start="a", transitions=None),
    ],
)
def test_names_are_words(make):
    with pytest.raises((InvalidValue, InvalidInput)):
        make()


def test_the_table_draws_its_diagram():
    assert DEAL.mermaid().splitlines() == [
        "stateDiagram-v2",
        '    state "in-question" as in_question',
        "    [*] --> submitted",
        "    submitted --> in_question : ask",
        "    in_question --> submitted : answer",
        "    submitted --> approved : approve",
        "    submitted --> rejected : reject",
        "    submitted --> withdrawn : withdraw",
        "    in_question --> withdrawn : withdraw",
        "    approved --> won : win",
        "    approved --> expired : expire",
        "    expired --> approved : extend",
        "    rejected --> [*]",
        "    withdrawn --> [*]",
        "    won --> [*]",
    ]


def test_words_of_the_drawing_language_are_drawn_under_another_name():
    machine = Machine(
        name="m",
        start="note",
        transitions=(Transition("note", "go", "end"), Transition("note", "stay", "note_"[:4])),
    )

    assert 'state "end" as end_' in machine.mermaid()
    assert "note_ --> end_ : go" in machine.mermaid()


def trace(*events):
    return [
        SimpleNamespace(event=event, at=NOON + timedelta(hours=hours), reason=reason)
        for event, hours, reason in events
    ]


def test_a_trace_keeps_to_the_table_its_reasons_its_roles_and_the_time():
    steps = trace(
        ("ask", 2, None), ("answer", 1, None), ("approve", 3, None), ("ask", 4, "why"), ("win", 0, None)
    )
    found = list(DEAL.faults(steps, since=NOON + timedelta(hours=3)))

    assert [each.path for each in found] == [
        "steps[0].at",
        "steps[0].reason",
        "steps[1].at",
        "steps[3].event",
    ]
    assert "win, expire" in found[-1].remedy


def test_a_trace_goes_on_from_where_it_is_said_to_stand():
    steps = trace(("win", 0, None))

    assert list(DEAL.faults(steps, state="approved", since=NOON)) == []
    assert [each.path for each in DEAL.faults(steps, path="course")] == ["course[0].event"]


def test_a_trace_names_the_step_that_was_not_for_its_role():
    steps = trace(("withdraw", 0, None))

    assert list(DEAL.faults(steps, by=["partner"])) == []
    assert [each.path for each in DEAL.faults(steps, by=["channel-manager"])] == ["steps[0].event"]


@pytest.mark.parametrize("ask", [DEAL.transition, DEAL.step])
@pytest.mark.parametrize(("state", "kind"), [("submitted", IllegalTransition), ("lost", NotFound)])
def test_a_step_that_is_none_is_told_of_the_status_unless_said_otherwise(ask, state, kind):
    for more, path in (({}, "status"), ({"path": "here"}, "here")):
        with pytest.raises(kind) as caught:
            ask(state, "win", **more)
        assert caught.value.path == path


def test_what_is_no_step_is_named():
    with pytest.raises(InvalidValue, match=r"^transitions: .*use transitions$"):
        Machine(name="m", start="a", transitions=("c",))


def test_tables_are_values():
    assert repr(DEAL).endswith(f"transitions={DEAL.transitions!r})")
    again = pickle.loads(pickle.dumps(DEAL))  # our own

    assert again == DEAL == copy.deepcopy(DEAL)
    assert hash(again) == hash(DEAL)
    assert again.allowed("approved") == ("win", "expire")


class DealWalk(RuleBasedStateMachine):
    """Walk any way through the table; a plain dict of the same table is the model."""

    def __init__(self):
        super().__init__()
        self.table = {(each.source, each.event): each for each in DEAL.transitions}
        self.state = DEAL.start
        self.events = []

    @rule(event=st.sampled_from(DEAL.events), role=st.sampled_from(["partner", "channel-manager", "nobody"]))
    def try_any_event(self, event, role):
        known = self.table.get((self.state, event))
        if known and (not known.by or role in known.by):
            self.state = DEAL.step(self.state, event, by=role, reason="as agreed")
            self.events.append(event)
            assert self.state == known.target
        else:
            with pytest.raises(IllegalTransition) as caught:
                DEAL.step(self.state, event, by=role, reason="as agreed")
            assert caught.value.allowed == DEAL.allowed(self.state, role)

    @precondition(lambda self: not DEAL.ended(self.state))
    @rule(seed=st.integers(0, 9))
    def take_an_allowed_step(self, seed):
        event = random.Random(seed).choice(DEAL.allowed(self.state))  # noqa: S311
        self.state = DEAL.step(self.state, event, reason="as agreed")
        self.events.append(event)

    @invariant()
    def the_history_explains_the_state(self):
        assert DEAL.replay(self.events) == self.state

    @invariant()
    def an_ended_deal_stays_as_it_is(self):
        assert DEAL.ended(self.state) == (not any(source == self.state for source, _ in self.table))


TestDealWalk = DealWalk.TestCase
