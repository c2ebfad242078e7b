from datetime import UTC, datetime, time, timedelta

import pytest
from attrs import evolve

from partnerkit.conflicts import Conflict, ConflictRule, Draft
from partnerkit.conflicts.cases import COURSE, Case, Procedure, Step, barred, escalations, precedents
from partnerkit.facts import Account, DirectEngagement, Network, Partner, Person
from partnerkit.interop import say
from partnerkit.values import WorkingCalendar
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.reasons import Reason

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICE = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(5)})
PROCEDURE = Procedure(calendar=OFFICE)
NETWORK = Network.of(
    Partner(id="P-1"),
    Partner(id="P-2"),
    Person(id="desk", roles=["channel-desk"]),
    Person(id="other", roles=["channel-desk", "ombudsperson"]),
    Person(id="employee", roles=["channel-desk"], employer="P-1"),
    Person(id="head", roles=["direct-sales"]),
    Person(id="seller", roles=["channel-desk"], manager="head"),
    Person(id="clerk"),
)


def opened(**more):
    given = {"id": "K-1", "kind": "payment", "subject": "late-credit", "parties": ["P-1", "P-2"]}
    return Case(**{**given, "opened_at": MONDAY, "opened_by": "clerk", **more})


def walked(case, *events, by="desk", reason="credit-due", start=MONDAY):
    for at, event in enumerate(events):
        name, _, party = event.partition(" ")
        case = case.with_step(
            name,
            at=start + timedelta(hours=at),
            by=by,
            party=party or None,
            reason=reason,
            procedure=PROCEDURE,
            network=NETWORK,
        )
    return case


HEARD = ("acknowledge", "state P-1", "state P-2", "hear")


def test_from_opening_to_the_end():
    case = walked(opened(), *HEARD, "decide", "appeal P-2")
    case = walked(case, "decide-appeal", by="other", reason="upheld", start=MONDAY + timedelta(days=9))

    assert (case.status, case.outcome, case.unheard) == ("closed", "upheld", ())
    assert COURSE.endless == ()


def test_a_finding_opens_a_case_with_its_parties():
    rule = ConflictRule(code="deal-overlap", severity="medium", find=lambda network, as_of: ())
    draft = Draft(group=("D-1", "D-2"), reason=Reason("registered-twice"), own={"P-1": [], "P-2": []})
    conflict = Conflict.of(rule, draft)
    case = Case.of(conflict, id="K-1", at=MONDAY, by="desk")

    assert (case.parties, case.subject, case.conflict) == (("P-1", "P-2"), "deal-overlap", conflict.id)


@pytest.mark.parametrize("kind", ["personal", "way-of-working", "payment", "delivery"])
def test_people_open_cases_by_hand(kind):
    assert opened(kind=kind).status == "opened"


def test_what_somebody_sends_twice_at_once_stands_twice():
    case = walked(opened(), "acknowledge", "state P-1")

    assert walked(case, "state P-1", start=MONDAY + timedelta(hours=1)).steps[1:] == case.steps[1:] * 2


def test_nobody_is_judged_unheard():
    case = walked(opened(), "acknowledge", "state P-1")
    with pytest.raises(InvalidValue, match=r"steps\[2\].event.*hear P-2 first"):
        walked(case, "hear", reason=None, start=MONDAY + timedelta(days=1))
    with pytest.raises(IllegalTransition, match="decide"):
        walked(opened(), "decide")


def test_who_does_not_answer_stops_nothing_if_it_is_said_why():
    assert walked(opened(), "acknowledge", "hear", reason="no-answer").status == "heard"


def test_mediation_settles_or_leads_back():
    assert walked(opened(), *HEARD, "mediate", "settle").status == "decided"
    assert walked(opened(), *HEARD, "mediate", "fail").status == "heard"


@pytest.mark.parametrize(
    ("by", "against", "code"),
    [
        ("desk", False, None),
        ("desk", True, None),
        ("P-1", False, "decider-is-party"),
        ("employee", False, "decider-is-party"),
        ("seller", True, "decider-in-direct-sales"),
        ("seller", False, None),
        ("clerk", False, "decider-without-role"),
        ("unknown", False, "decider-without-role"),
    ],
)
def test_who_may_decide(by, against, code):
    case = walked(opened(against_vendor=against), *HEARD)
    found = barred(case, "decide", by, PROCEDURE, NETWORK)

    assert (found and found.code) == code
    if code:
        assert say(found, locale="sv")
        with pytest.raises(InvalidValue, match="by"):
            walked(case, "decide", by=by, start=MONDAY + timedelta(days=1))


NEUTRAL = [
    (HEARD[:-1], "hear"),
    (HEARD, "decide"),
    (HEARD, "mediate"),
    ((*HEARD, "mediate"), "settle"),
    ((*HEARD, "decide", "appeal P-1"), "decide-appeal"),
]


@pytest.mark.parametrize(("before", "event"), NEUTRAL)
def test_nobody_settles_anything_where_nobody_says_who_may(before, event):
    case = walked(opened(), *before)
    step = {"at": MONDAY + timedelta(days=1), "by": "other", "reason": "x"}

    for given, missing in [
        ({}, "procedure"),
        ({"network": NETWORK}, "procedure"),
        ({"procedure": PROCEDURE}, "network"),
    ]:
        with pytest.raises(InvalidValue, match=f"^{missing}: None"):
            case.with_step(event, **step, **given)
    assert case.with_step(event, **step, procedure=PROCEDURE, network=NETWORK).steps[-1].event == event


@pytest.mark.parametrize(("before", "event"), NEUTRAL)
@pytest.mark.parametrize("by", ["P-1", "employee", "clerk", "unknown"])
def test_no_party_and_nobody_without_the_role_settles_anything(before, event, by):
    with pytest.raises(InvalidValue, match=r"^by: "):
        walked(walked(opened(), *before), event, by=by, start=MONDAY + timedelta(days=1))


def test_who_is_at_work_on_a_customer_decides_nothing_against_the_vendor():
    case = walked(opened(against_vendor=True), *HEARD)
    busy = NETWORK.with_facts(
        [
            Account(id="A-1"),
            DirectEngagement(id="E-1", person="desk", account="A-1", since=MONDAY),
        ]
    )

    assert barred(case, "decide", "desk", PROCEDURE, busy).code == "decider-in-direct-sales"


def test_only_a_party_states_and_appeals():
    for before, event in ((("acknowledge",), "state"), ((*HEARD, "decide"), "appeal")):
        with pytest.raises(InvalidValue, match="'P-9' is not valid here; name one of P-1, P-2"):
            walked(walked(opened(), *before), f"{event} P-9", start=MONDAY + timedelta(days=1))


def test_who_settled_does_not_decide_the_appeal():
    case = walked(opened(), *HEARD, "mediate", "settle", "appeal P-1", by="other")

    assert barred(case, "decide-appeal", "other", PROCEDURE, NETWORK).code == "decider-decided-before"


@pytest.mark.parametrize("settled", [("decide",), ("mediate", "settle")])
def test_no_case_is_made_in_which_somebody_decides_an_appeal_from_himself(settled):
    case = walked(opened(), *HEARD, *settled, "appeal P-1")
    last = Step(event="decide-appeal", at=MONDAY + timedelta(days=1), by="desk", reason="x")
    steps = [
        evolve(step, by="other" if step.event in {"mediate", "appeal"} else step.by) for step in case.steps
    ]

    with pytest.raises(InvalidValue, match="let another person decide the appeal"):
        evolve(case, steps=[*steps, last])
    assert evolve(case, steps=[*steps, evolve(last, by="other")]).status == "closed"


def test_an_appeal_is_decided_by_another_person():
    case = walked(opened(), *HEARD, "decide", "appeal P-1", by="other")

    assert barred(case, "decide-appeal", "other", PROCEDURE, NETWORK).code == "decider-decided-before"
    with pytest.raises(InvalidValue, match="decider-decided-before"):
        walked(case, "decide-appeal", by="other", start=MONDAY + timedelta(days=1))
    with pytest.raises(InvalidValue, match="another person"):
        evolve(
            case,
            steps=[
                *case.steps,
                Step(event="decide-appeal", at=MONDAY + timedelta(days=1), by="other", reason="x"),
            ],
        )


def test_deadlines_run_in_working_time():
    friday = datetime(2026, 3, 6, 16, tzinfo=UTC)
    case = opened(opened_at=friday)

    assert PROCEDURE.due(case) == datetime(2026, 3, 10, 16, tzinfo=UTC)
    (finding,) = escalations([case], PROCEDURE, as_of=datetime(2026, 3, 11, tzinfo=UTC))
    assert (finding.code, finding.proposals[0].code) == ("case-overdue", "escalate-case")
    assert escalations([case], PROCEDURE, as_of=datetime(2026, 3, 10, 16, tzinfo=UTC)) == ()


def test_a_procedure_stays_as_it_was_declared():
    deadlines = {"opened": timedelta(hours=1)}
    procedure = Procedure(calendar=OFFICE, deadlines=deadlines)
    deadlines["opened"] = timedelta(hours=9)

    assert procedure.due(opened()) == MONDAY + timedelta(hours=1)
    assert hash(procedure) == hash(evolve(procedure))


def test_a_statement_and_an_escalation_leave_the_clock_running():
    case = walked(opened(), "acknowledge", "state P-1", "escalate")

    assert (case.since, case.level) == (MONDAY, 1)


def test_a_decision_nobody_appeals_from_is_closed():
    case = walked(opened(), *HEARD, "decide")
    (finding,) = escalations([case], PROCEDURE, as_of=MONDAY + timedelta(days=60))

    assert finding.proposals[0].code == "close-case"


def test_two_versions_of_a_case_that_are_due_together_are_told_as_they_came():
    procedure = Procedure(
        calendar=OFFICE, deadlines=dict.fromkeys(("opened", "acknowledged"), timedelta(hours=1))
    )
    versions = [walked(opened(), "acknowledge"), opened()]
    found = escalations(versions, procedure, as_of=MONDAY + timedelta(days=60))

    assert [each.reason.facts["state"] for each in found] == ["acknowledged", "opened"]


def test_a_moment_without_a_zone_is_none():
    with pytest.raises(InvalidValue, match="as_of"):
        escalations([opened()], PROCEDURE, as_of=datetime(2026, 5, 1))


def test_cases_alike_decided_before_are_precedents():
    before = [
        evolve(walked(opened(), *HEARD, "decide", reason=outcome), id=f"K-{at}")
        for at, outcome in enumerate("aab")
    ]
    other = evolve(walked(opened(subject="delivery"), *HEARD, "decide"), id="K-9")
    now = opened(id="K-10", opened_at=MONDAY + timedelta(days=30))

    found = precedents(now, [other, *before])
    assert [(reason.facts["outcome"], reason.facts["cases"]) for reason in found] == [
        ("a", ("K-0", "K-1")),
        ("b", ("K-2",)),
    ]
    assert precedents(opened(id="K-10"), before) == ()


def test_a_case_closed_only_later_was_decided_before_all_the_same():
    before = walked(opened(), *HEARD, "decide", reason="a")
    closed = evolve(
        before, steps=(*before.steps, Step(event="close", at=MONDAY + timedelta(days=60), by="desk"))
    )

    now = opened(id="K-10", opened_at=MONDAY + timedelta(days=30))
    assert [reason.facts["outcome"] for reason in precedents(now, [closed])] == ["a"]


def test_bad_cases_name_the_path():
    with pytest.raises(InvalidValue, match=r"steps\[0\].at"):
        opened(steps=[Step(event="acknowledge", at=MONDAY - timedelta(1), by="desk")])
    with pytest.raises(InvalidValue, match=r"steps\[0\].event"):
        opened(steps=[Step(event="close", at=MONDAY, by="desk")])
    with pytest.raises(InvalidValue, match=r"steps\[1\].party"):
        walked(opened(), "acknowledge", "state P-9")
    with pytest.raises(InvalidValue, match=r"steps\[4\].reason"):
        walked(walked(opened(), *HEARD), "decide", reason=None, start=MONDAY + timedelta(days=1))
    with pytest.raises(InvalidValue, match="deadlines"):
        Procedure(calendar=OFFICE, deadlines={"nowhere": timedelta(hours=1)})


def test_every_state_has_its_ways_on_and_can_be_escalated_while_it_is_open():
    ways = {
        "opened": {"acknowledge", "escalate", "withdraw"},
        "acknowledged": {"state", "hear", "escalate", "withdraw"},
        "heard": {"mediate", "decide", "escalate"},
        "in-mediation": {"settle", "fail", "escalate"},
        "decided": {"appeal", "close"},
        "appealed": {"decide-appeal", "escalate"},
        "closed": set(),
    }

    assert set(COURSE.states) == set(ways)
    assert {state: set(COURSE.allowed(state)) for state in ways} == ways
    assert all(
        COURSE.step(state, "escalate") == state for state, events in ways.items() if "escalate" in events
    )


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        (lambda: escalations(["K-1"], PROCEDURE, as_of=MONDAY), "cases"),
        (lambda: escalations(1, PROCEDURE, as_of=MONDAY), "cases"),
        (lambda: precedents("K-1", []), "case"),
        (lambda: precedents(opened(), ["K-2"]), "decided"),
    ],
)
def test_what_is_no_case_is_refused_by_name(asked, path):
    with pytest.raises(InvalidValue, match=f"^{path}: .*Case"):
        asked()
