from datetime import timedelta

import pytest
from attrs import evolve
from registrations import deal, engaged, find

from partnerkit.conflicts.rules.channel_conflict import RULE, channel_conflict
from partnerkit.facts import Account


def test_who_was_there_before_is_said_to_the_desk_alone():
    (conflict,) = find(RULE, deal(1, "P-1"), engaged(1))

    assert conflict.reason.code == "direct-was-first"
    assert conflict.parties == ("P-1", "channel-desk")
    assert conflict.view("U-1") is None
    assert [reason.code for reason in conflict.view("P-1").evidence] == ["registration-held"]
    assert "direct-engaged" in {reason.code for reason in conflict.evidence}


def test_who_came_later_is_told_apart():
    (conflict,) = find(RULE, deal(1, "P-1"), engaged(1, since=-5))

    assert (conflict.reason.code, conflict.proposals[1].code) == (
        "direct-came-later",
        "withdraw-direct-sales",
    )


@pytest.mark.parametrize(("last", "count"), [(-80, 1), (-81, 0)])
def test_the_look_back_is_sixty_days_to_the_day(last, count):
    assert len(find(RULE, deal(1, "P-1", since=-20), engaged(1, since=-200, last=last))) == count


def test_the_look_back_is_the_callers():
    assert find(channel_conflict(look_back=timedelta(days=5)), deal(1, "P-1"), engaged(1, since=-30)) == ()


@pytest.mark.parametrize(
    ("flag", "severity", "first"),
    [
        ("channel", "high", "withdraw-direct-sales"),
        ("direct", "medium", "leave-to-direct-sales"),
        ("shared", "low", "agree-on-roles"),
        ("unknown", "medium", "leave-to-direct-sales"),
    ],
)
def test_the_flag_of_the_account_says_who_gives_way(flag, severity, first):
    (conflict,) = find(RULE, Account(id="A-1", flag=flag), deal(1, "P-1"), engaged(1))

    assert (conflict.severity, conflict.proposals[1].code) == (severity, first)


def test_closed_registrations_and_other_customers_are_no_conflict():
    assert find(RULE, deal(1, "P-1", status="rejected"), engaged(1)) == ()
    assert find(RULE, deal(1, "P-1", status="converted"), engaged(1)) == ()
    assert find(RULE, deal(1, "P-1", account="A-2"), engaged(1)) == ()


def test_a_registration_that_names_no_account_is_told_with_that_of_direct_sales():
    by_domain = evolve(deal(1, "P-1"), account=None, domain="werft.de")
    (conflict,) = find(RULE, Account(id="A-1", domains=["werft.de"], flag="shared"), by_domain, engaged(1))

    assert (conflict.reason.facts["account"], conflict.severity) == ("A-1", "low")


def test_the_flag_of_a_customer_may_stand_at_another_of_its_accounts():
    firms = [Account(id="A-1", name="Werft"), Account(id="A-2", name="Werft", flag="channel")]
    rule = channel_conflict(customers={"A-1": "A-1", "A-2": "A-1"})
    (conflict,) = find(rule, firms, deal(1, "P-1"), engaged(1, account="A-2"))

    assert (conflict.reason.facts["flag"], conflict.severity) == ("channel", "high")
