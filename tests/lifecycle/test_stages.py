"""One step at a time: taken with a person, or refused with a reason."""

from datetime import date, datetime, timedelta

import pytest
from attrs import evolve
from partings import ADA, AGREEMENT, BO, GOOD, MISSED, NOON, PIA, PLAN, TO_ACTIVE, WARNING, way

from partnerkit.interop import say
from partnerkit.lifecycle import LIFE_CYCLE, Grounds, advance
from partnerkit.values.errors import InvalidInput, InvalidValue

LATER = NOON + timedelta(weeks=30)


def test_from_a_prospect_to_an_active_partner_and_back_from_improvement():
    standing = way(*TO_ACTIVE, "improve")

    assert (standing.status, standing.since) == ("improvement", NOON + timedelta(weeks=5))
    back = advance(standing, "recover", at=LATER, by=ADA, reason="new-manager", grounds=GOOD["recover"])
    assert back.standing.status == "active"
    assert [step.event for step in back.standing.steps] == [*TO_ACTIVE, "improve", "recover"]


def test_what_came_of_a_step_is_said():
    taken = advance(way(), "qualify", at=LATER, by=ADA, grounds=GOOD["qualify"])
    kept = advance(way(*TO_ACTIVE), "suspend", at=LATER, by=ADA, reason="x", grounds=GOOD["suspend"])

    assert say(taken) == "U-1 has decided: P-4 is qualified now."
    assert (
        say(taken, locale="sv", names={"U-1": "Ada", "P-4": "Nord IT"})
        == "Ada har beslutat: Nord IT är nu kvalificerad."
    )
    assert say(kept, locale="de") == (
        "U-1 darf über diesen Schritt (Pausieren) nicht entscheiden; nötig ist eine dieser Rollen: head-office."
    )


def test_a_pause_says_when_it_is_looked_at_again():
    paused = advance(
        way(*TO_ACTIVE),
        "suspend",
        at=LATER,
        by=BO,
        reason="credit",
        grounds=Grounds(review_on=date(2026, 9, 1)),
    )

    assert paused.standing.steps[-1].review_on == date(2026, 9, 1)
    assert advance(paused.standing, "reinstate", at=LATER, by=BO).standing.status == "active"


def test_what_a_step_rests_on_is_kept():
    found = advance(
        way("qualify"), "contract", at=LATER, by=ADA, grounds=evolve(GOOD["contract"], evidence=["memo-1"])
    )

    assert found.standing.steps[-1].evidence == ("memo-1", "A-1", "J-1")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"event": "promote"}, "event"),
        ({"at": NOON - timedelta(days=1)}, "at"),
        ({"at": datetime(2026, 7, 1)}, "at"),
        ({"by": "U-2"}, "by"),
        ({"grounds": {"unmet": []}}, "grounds"),
        ({"standing": "S-4"}, "standing"),
        ({"grounds": Grounds(agreement=evolve(AGREEMENT, partner="P-5"))}, "grounds.agreement"),
        ({"grounds": Grounds(joint_plan=evolve(PLAN, partner="P-5"))}, "grounds.joint_plan"),
        ({"grounds": Grounds(warning=evolve(WARNING, partner="P-5"))}, "grounds.warning"),
        ({"grounds": Grounds(improvement_plan=evolve(MISSED, partner="P-5"))}, "grounds.improvement_plan"),
    ],
)
def test_what_cannot_be_asked_is_an_error(more, path):
    asked = {"standing": way(), "event": "qualify", "at": LATER, "by": ADA, **more}
    with pytest.raises(InvalidValue) as caught:
        advance(asked.pop("standing"), asked.pop("event"), **asked)

    assert caught.value.path == path


def test_all_faults_are_told_at_once():
    foreign = Grounds(agreement=evolve(AGREEMENT, partner="P-5"), joint_plan=evolve(PLAN, partner="P-5"))
    with pytest.raises(InvalidInput) as caught:
        advance(way(), "qualify", at=NOON - timedelta(days=1), by=ADA, grounds=foreign)

    assert [fault.path for fault in caught.value.faults] == ["at", "grounds.agreement", "grounds.joint_plan"]


def test_the_table_has_no_dead_end_but_the_end():
    assert LIFE_CYCLE.endless == ()
    assert [state for state in LIFE_CYCLE.states if LIFE_CYCLE.ended(state)] == ["ended"]
    assert all(each.by for each in LIFE_CYCLE.transitions)


def test_the_table_draws_its_diagram():
    drawn = LIFE_CYCLE.mermaid()

    assert "active --> improvement : improve" in drawn
    assert "improvement --> active : recover" in drawn
    assert "ending --> ended : close" in drawn


def test_a_partner_speaks_for_itself():
    assert (
        advance(way("qualify"), "decline", at=LATER, by=PIA, reason="no-capacity").standing.status == "ended"
    )
