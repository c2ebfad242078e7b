from datetime import UTC, datetime, timedelta

import pytest

from partnerkit import Money
from partnerkit.facts import StepTaken
from partnerkit.facts.step import stated, undone, until
from partnerkit.values.errors import InvalidInput

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def step(event, hours=0, **more):
    return StepTaken(event=event, at=NOON + timedelta(hours=hours), **more)


def test_the_latest_amount_counts():
    steps = [step("claim", amount=Money.of("2", "EUR")), step("claim", amount=Money.of("1", "EUR"))]

    assert stated(steps, "claim") == Money.of("1", "EUR")
    assert stated(steps, "settle") is None


def test_steps_until_a_moment():
    assert until([step("approve"), step("claim", 1)], NOON) == (step("approve"),)


def test_steps_to_come_are_undone_and_nothing_else():
    assert undone([step("approve"), step("claim", 1)], NOON) == {"steps": (step("approve"),)}
    assert undone([step("approve")], NOON) == {}


def test_what_is_wrong_is_said_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        StepTaken(event="", at=NOON.replace(tzinfo=None), reason="No", amount=Money.of("-1", "EUR"))
    assert [fault.path for fault in caught.value.faults] == ["event", "at", "reason", "amount"]
