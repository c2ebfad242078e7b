"""What a step rests on is complete, or refused as it is made."""

from datetime import date

import pytest
from attrs import evolve
from partings import RUNNING

from partnerkit.lifecycle.grounds import Grounds, Override
from partnerkit.values.errors import InvalidValue


@pytest.mark.parametrize(
    "make",
    [
        lambda: Grounds(unmet="loader"),
        lambda: Grounds(agreement="A-1"),
        lambda: Grounds(initiator="court"),
        lambda: Grounds(commissions=[(date(2026, 1, 1), 12.0)]),
        lambda: Grounds(last_day="2026-01-01"),
        lambda: Override(by="U-1", reason="x"),
        lambda: Grounds(improvement_plan="I-1"),
        lambda: Grounds(improvement_plan=evolve(RUNNING, kind="onboarding")),
    ],
)
def test_what_cannot_be_brought_forward_is_refused(make):
    with pytest.raises(InvalidValue):
        make()
