"""What does a pool owe one partner, and what did he get and has open?"""

from datetime import UTC, datetime

import pytest

from partnerkit.leads import Account, OpenLead
from partnerkit.leads.account import Taken
from partnerkit.values.errors import InvalidValue


def test_a_new_account_owes_nothing_and_is_alone_in_its_group():
    account = Account(partner="P-4")

    assert (account.balance, account.entitled, account.received, account.group) == (0, 0, 0, "P-4")
    # A load that has not begun lets him start level with the others.
    assert account.level is None
    assert account.away is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("balance", 1.0), ("balance", True), ("leads", -1), ("open_leads", None), ("taken", ["day"])],
)
def test_what_is_no_whole_number_is_refused_by_name(field, value):
    with pytest.raises(InvalidValue, match=field):
        Account(partner="P-4", **{field: value})


def test_an_open_lead_knows_when_it_was_given_with_a_zone():
    assert OpenLead(lead="L-1", partner="P-4", since=datetime(2026, 3, 2, tzinfo=UTC)).accrued == 0
    with pytest.raises(InvalidValue, match="since"):
        OpenLead(lead="L-1", partner="P-4", since=datetime(2026, 3, 2))


def test_windows_are_days_weeks_and_months():
    with pytest.raises(InvalidValue, match="window"):
        Taken(window="open", key="2026", count=1)
