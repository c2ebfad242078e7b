"""What a step rests on is complete, or refused as it is made."""

from datetime import date

import pytest
from attrs import evolve

from partnerkit.lifecycle.grounds import Grounds, Override, PlanOutcome, WrittenWarning
from partnerkit.values.errors import InvalidInput, InvalidValue

WARNING = WrittenWarning(
    id="W-1",
    partner="P-4",
    cause="payment-overdue",
    known_on=date(2026, 3, 2),
    given_on=date(2026, 3, 9),
    deadline=date(2026, 4, 9),
    evidence=["invoice-77"],
)
AFTER = date(2026, 4, 10)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"evidence": ()}, "cause-without-evidence"),
        ({"known_on": None}, "cause-undated"),
        ({"given_on": None, "deadline": None}, "cause-without-warning"),
        ({"deadline": None}, "cause-without-warning"),
        ({"cured_on": date(2026, 4, 9)}, "cause-cured"),
        ({"deadline": AFTER}, "cause-may-be-cured"),
        ({"cured_on": AFTER}, None),
        ({}, None),
    ],
)
def test_cause_needs_evidence_a_warning_that_has_run_out_and_a_date_of_knowledge(change, code):
    found = evolve(WARNING, **change).blocks(AFTER)

    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"given_on": date(2026, 3, 1)}, "given_on"),
        ({"deadline": date(2026, 3, 8)}, "deadline"),
        ({"cured_on": date(2026, 3, 8)}, "cured_on"),
        ({"given_on": None}, "given_on"),
        ({"cause": "Payment!"}, "cause"),
    ],
)
def test_dates_of_a_warning_that_are_reversed_are_refused(change, path):
    with pytest.raises((InvalidValue, InvalidInput)) as caught:
        evolve(WARNING, **change)

    assert caught.value.path == path


@pytest.mark.parametrize(
    "make",
    [
        lambda: Grounds(unmet="loader"),
        lambda: Grounds(agreement="A-1"),
        lambda: Grounds(initiator="court"),
        lambda: Grounds(commissions=[(date(2026, 1, 1), 12.0)]),
        lambda: Grounds(last_day="2026-01-01"),
        lambda: Override(by="U-1", reason="x"),
        lambda: PlanOutcome(plan="I-1", outcome="given-up", closed_on=AFTER),
    ],
)
def test_what_cannot_be_brought_forward_is_refused(make):
    with pytest.raises(InvalidValue):
        make()
