"""Where a partner stands: a way that leads on, with a person at every step."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from partnerkit.facts import Network, Partner, Person, Standing, StandingStep
from partnerkit.facts.standing import LIFE_CYCLE
from partnerkit.values.errors import InvalidInput, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
START = Standing(id="S-4", partner="P-4", began_at=NOON)


def step(event, days=0, **more):
    return StandingStep(event=event, at=NOON + timedelta(days=days), decided_by="U-1", **more)


END = {"initiator": "mutual", "last_day": date(2026, 9, 30), "reason": "as-agreed"}
WAY = [step("qualify", 1), step("contract", 2), step("onboard", 3)]
LEAVING = evolve(START, steps=[*WAY, step("end", 4, **END)])


def test_it_stands_where_its_steps_lead():
    assert (START.status, START.since, START.ending, START.last_day, START.before_ending) == (
        "prospect", NOON, None, None, None,
    )  # fmt: skip
    assert LEAVING.status == "ending"
    assert LEAVING.since == NOON + timedelta(days=4)
    assert (LEAVING.last_day, LEAVING.before_ending) == (date(2026, 9, 30), "onboarding")


def test_a_second_ending_is_the_one_that_counts():
    again = LEAVING.with_step(step("resume", 5, reason="x")).with_step(step("activate", 6))
    assert again.ending is None
    twice = again.with_step(step("end", 7, **{**END, "last_day": date(2026, 12, 31)}))

    assert (twice.last_day, twice.before_ending) == (date(2026, 12, 31), "active")


def test_it_is_known_as_it_was():
    before = LEAVING.as_known_at(NOON + timedelta(days=2))

    assert before.status == "contracted"
    assert START.as_known_at(NOON - timedelta(days=1)) is None


def test_who_decided_must_be_there():
    people = [Person(id="U-1")]
    overridden = evolve(
        START,
        steps=[step("qualify", overridden_by="U-2", override_reason="x")],
    )

    assert Network.of(LEAVING, Partner(id="P-4"), *people).standings == (LEAVING,)
    with pytest.raises(InvalidValue) as caught:
        Network.of(overridden, *people)
    assert caught.value.path == "standings['S-4'].steps[0].overridden_by"
    with pytest.raises(InvalidValue) as caught:
        Network.of(LEAVING, *people).with_facts(
            evolve(LEAVING, partner="P-4", steps=[evolve(WAY[0], decided_by="U-7")])
        )
    assert caught.value.path == "standings['S-4'].steps[0].decided_by"


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        ([step("activate")], "steps[0].event"),
        ([step("decline")], "steps[0].reason"),
        ([step("qualify", -1)], "steps[0].at"),
        ([step("qualify", 2), step("contract", 1)], "steps[1].at"),
        ([step("decline", reason="x"), step("qualify")], "steps[1].event"),
        ([*WAY, step("end", 4, reason="x", initiator="mutual")], "steps[3].last_day"),
        ([*WAY, step("end", 4, reason="x", last_day=date(2026, 9, 30))], "steps[3].initiator"),
        ([*WAY, step("end", 4, **{**END, "last_day": date(2026, 3, 1)})], "steps[3].last_day"),
        ([step("qualify", last_day=date(2026, 9, 30))], "steps[0].last_day"),
        ([step("qualify", review_on=date(2026, 9, 30))], "steps[0].review_on"),
        ([step("qualify", overridden_by="U-2")], "steps[0].override_reason"),
        ([step("qualify", overridden_by="U-1", override_reason="x")], "steps[0].overridden_by"),
    ],
)
def test_a_way_that_cannot_be_is_refused(steps, path):
    with pytest.raises(InvalidValue) as caught:
        evolve(START, steps=steps)

    assert caught.value.path == path


@pytest.mark.parametrize(
    "change", [{"decided_by": None}, {"decided_by": ""}, {"event": "promote"}, {"at": date(2026, 3, 2)}]
)
def test_no_step_without_a_person_a_moment_and_an_event(change):
    with pytest.raises((InvalidValue, InvalidInput)):
        evolve(WAY[0], **change)


def test_every_step_of_the_table_says_who_may():
    assert {role for each in LIFE_CYCLE.transitions for role in each.by} == {
        "head-office",
        "territory-manager",
        "partner",
    }
