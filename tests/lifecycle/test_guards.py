"""What must hold on the way in and back, and who may take a step."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from partings import ADA, AGREEMENT, BO, GOOD, MISSED, NOON, PIA, PLAN, RUNNING, TO_ACTIVE, way

from partnerkit.facts.people import Person
from partnerkit.facts.standing import LIFE_CYCLE
from partnerkit.lifecycle import Grounds, advance
from partnerkit.lifecycle.guards import GUARDS, roles_of

LATER = NOON + timedelta(weeks=20)
NO_NAME = Person(id="U-5", roles=["head-office"])
RIVAL = Person(id="U-6", name="Rik", roles=["head-office"], employer="P-5")


def refused(standing, event, **more):
    asked = {"at": LATER, "by": BO, "reason": "as-agreed", "grounds": GOOD.get(event, Grounds()), **more}
    found = advance(standing, event, **asked)
    assert found.standing is standing
    assert not found.is_taken
    return found.refused.code


@pytest.mark.parametrize(
    ("events", "event", "grounds", "code"),
    [
        ((), "qualify", Grounds(), "fit-not-assessed"),
        ((), "qualify", Grounds(unmet=["loader-skills"]), "must-haves-unmet"),
        (TO_ACTIVE[:1], "contract", Grounds(joint_plan=PLAN), "agreement-missing"),
        (
            TO_ACTIVE[:1],
            "contract",
            Grounds(agreement=evolve(AGREEMENT, status="sent"), joint_plan=PLAN),
            "agreement-unsigned",
        ),
        (TO_ACTIVE[:1], "contract", Grounds(agreement=AGREEMENT), "priorities-not-compared"),
        (
            TO_ACTIVE[:1],
            "contract",
            Grounds(agreement=AGREEMENT, joint_plan=evolve(PLAN, partner_priorities={})),
            "priorities-not-compared",
        ),
        (TO_ACTIVE[:2], "onboard", Grounds(), "agreement-missing"),
        (
            TO_ACTIVE[:2],
            "onboard",
            Grounds(agreement=evolve(AGREEMENT, period=evolve(AGREEMENT.period, end=LATER.date()))),
            "agreement-over",
        ),
        (
            TO_ACTIVE[:2],
            "onboard",
            Grounds(agreement=evolve(AGREEMENT, status="ended")),
            "agreement-unsigned",
        ),
        (TO_ACTIVE[:3], "activate", Grounds(joint_plan=PLAN), "onboarding-not-assessed"),
        (TO_ACTIVE[:3], "activate", Grounds(open_steps=["training"], joint_plan=PLAN), "onboarding-open"),
        (TO_ACTIVE[:3], "activate", Grounds(open_steps=[]), "goals-not-acknowledged"),
        (
            TO_ACTIVE[:3],
            "activate",
            Grounds(open_steps=[], joint_plan=evolve(PLAN, signed_by_partner=None)),
            "goals-not-acknowledged",
        ),
        (
            TO_ACTIVE[:3],
            "activate",
            Grounds(open_steps=[], joint_plan=evolve(PLAN, goals=[])),
            "goals-not-acknowledged",
        ),
        (TO_ACTIVE, "improve", Grounds(), "plan-missing"),
        (TO_ACTIVE, "improve", Grounds(improvement_plan=MISSED), "plan-missing"),
        ((*TO_ACTIVE, "improve"), "recover", Grounds(), "plan-still-open"),
        ((*TO_ACTIVE, "improve"), "recover", Grounds(improvement_plan=RUNNING), "plan-still-open"),
        (
            (*TO_ACTIVE, "improve"),
            "recover",
            Grounds(improvement_plan=evolve(MISSED, id="I-0")),
            "plan-still-open",
        ),
        (
            (*TO_ACTIVE, "improve"),
            "recover",
            Grounds(improvement_plan=evolve(MISSED, closed_on=date(2026, 1, 31))),
            "plan-still-open",
        ),
        (
            (*TO_ACTIVE, "improve"),
            "recover",
            Grounds(improvement_plan=evolve(MISSED, closed_on=date(2026, 12, 31))),
            "plan-still-open",
        ),
        (TO_ACTIVE, "suspend", Grounds(), "pause-without-review"),
        (TO_ACTIVE, "suspend", Grounds(review_on=LATER.date()), "pause-without-review"),
        ((*TO_ACTIVE, "end"), "withdraw", Grounds(), "partner-has-not-agreed"),
        ((*TO_ACTIVE, "end"), "withdraw", Grounds(agreed_by=BO), "partner-has-not-agreed"),
        (
            (*TO_ACTIVE, "end"),
            "withdraw",
            Grounds(agreed_by=evolve(PIA, name="")),
            "partner-has-not-agreed",
        ),
        ((*TO_ACTIVE, "end"), "resume", GOOD["resume"], "way-back-differs"),
        ((*TO_ACTIVE[:2], "end"), "withdraw", GOOD["withdraw"], "way-back-differs"),
        ((*TO_ACTIVE, "end"), "close", Grounds(), "still-in-notice"),
    ],
)
def test_a_step_that_is_not_grounded_is_refused(events, event, grounds, code):
    assert refused(way(*events), event, grounds=grounds) == code


def test_a_plan_that_was_missed_is_left_behind_with_a_reason_only():
    improving = way(*TO_ACTIVE, "improve")

    assert refused(improving, "recover", reason=None) == "step-unreasoned"
    reached = Grounds(improvement_plan=evolve(MISSED, status="reached"))
    assert advance(improving, "recover", at=LATER, by=BO, grounds=reached).standing.status == "active"


def test_a_notice_is_taken_back_until_its_last_day_and_closed_after_it():
    leaving = way(*TO_ACTIVE, "end")
    last = LATER.replace(year=2029, month=6, day=30)

    assert refused(leaving, "withdraw", at=last + timedelta(days=1)) == "notice-has-run-out"
    assert (
        advance(
            leaving, "withdraw", at=last, by=BO, reason="second-thoughts", grounds=GOOD["withdraw"]
        ).standing.status
        == "active"
    )
    assert refused(leaving, "close", at=last) == "still-in-notice"
    assert advance(leaving, "close", at=last + timedelta(days=1), by=ADA).standing.status == "ended"


def test_who_may_is_said_by_the_table():
    assert refused(way(*TO_ACTIVE), "suspend", by=ADA) == "step-not-theirs"
    assert refused(way(), "qualify", by=PIA) == "step-not-theirs"
    assert refused(way(), "qualify", by=RIVAL) == "step-not-theirs"
    assert refused(way(), "qualify", by=evolve(BO, roles=None)) == "step-not-theirs"
    assert refused(way(), "decline", by=RIVAL) == "step-not-theirs"
    assert advance(way(), "decline", at=LATER, by=PIA, reason="no-capacity").standing.status == "ended"
    assert roles_of(RIVAL, "P-4") == ()


@pytest.mark.parametrize("event", LIFE_CYCLE.events)
def test_nothing_is_decided_without_a_person_of_a_name(event):
    source = next(each.source for each in LIFE_CYCLE.transitions if each.event == event)
    ways = {
        "prospect": (),
        "qualified": TO_ACTIVE[:1],
        "contracted": TO_ACTIVE[:2],
        "onboarding": TO_ACTIVE[:3],
        "active": TO_ACTIVE,
        "improvement": (*TO_ACTIVE, "improve"),
        "suspended": (*TO_ACTIVE, "suspend"),
        "ending": (*TO_ACTIVE, "end"),
    }

    assert refused(way(*ways[source]), event, by=NO_NAME) == "decider-unnamed"
    assert refused(way(*ways[source]), event, by=evolve(BO, name=" ")) == "decider-unnamed"


def test_a_step_that_hurts_needs_a_reason():
    hurting = {each.event for each in LIFE_CYCLE.transitions if each.reason_required}

    assert hurting == {"decline", "improve", "suspend", "end", "withdraw", "resume"}
    assert refused(way(*TO_ACTIVE), "suspend", reason=None) == "step-unreasoned"


def test_a_step_leads_only_from_where_it_is_open():
    assert refused(way(), "activate") == "step-not-open"
    assert refused(way("decline"), "qualify") == "step-not-open"


def test_every_event_has_a_guard_but_those_that_ask_for_a_person_only():
    assert set(LIFE_CYCLE.events) - set(GUARDS) == {"decline", "reinstate", "end"}
