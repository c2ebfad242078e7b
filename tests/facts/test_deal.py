"""Deal registrations and the vendor's own engagement."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from walking import events_of

from partnerkit.facts.deal import REGISTRATION_COURSE, DealRegistration, DirectEngagement
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Span

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def draft(**more):
    return DealRegistration(
        **{
            "id": "D-1",
            "partner": "P-4",
            "account": "A-9",
            "domain": "werft-kiel.de",
            "product": "firewall",
            "territory": "de-north",
            "value": Money.of("48000", "EUR"),
            "extension_limit": 1,
        }
        | more
    )


def approved(days=90, **more):
    return draft(
        **{
            "status": "approved",
            "submitted_at": MONDAY,
            "reviewed_at": MONDAY + DAY,
            "approved_at": MONDAY + 2 * DAY,
            "expires_at": MONDAY + (2 + days) * DAY,
        }
        | more
    )


def at_work(**more):
    return DirectEngagement(**{"id": "E-1", "person": "U-2", "account": "A-9", "since": MONDAY} | more)


def test_a_registration_behaves_like_a_fact(behaves):
    behaves(approved, product="router")
    behaves(at_work, product="router")


def test_the_whole_course_of_a_registration():
    asked = draft().with_step("submit", at=MONDAY)
    reviewed = asked.with_step("review", at=MONDAY + DAY)
    granted = reviewed.with_step("approve", at=MONDAY + 2 * DAY, by="U-1", expires_at=MONDAY + 92 * DAY)
    longer = granted.with_step("extend", at=MONDAY + 80 * DAY, by="U-1", expires_at=MONDAY + 122 * DAY)
    won = longer.with_step("convert", at=MONDAY + 100 * DAY)

    assert [each.status for each in (asked, reviewed, granted, longer, won)] == [
        "submitted",
        "under-review",
        "approved",
        "extended",
        "converted",
    ]
    assert (won.submitted_at, won.approved_at, won.extended_at) == (
        MONDAY,
        MONDAY + 2 * DAY,
        MONDAY + 80 * DAY,
    )
    assert (granted.stepped_by, longer.extensions) == ("U-1", 1)
    assert won.protection == Span(start=MONDAY + 2 * DAY, end=MONDAY + 100 * DAY)


def test_a_rejection_says_why():
    reviewed = draft(status="under-review", submitted_at=MONDAY)
    rejected = reviewed.with_step("reject", at=MONDAY + DAY, reason="existing-customer")

    with pytest.raises(InvalidValue) as caught:
        reviewed.with_step("reject", at=MONDAY + DAY)
    assert caught.value.path == "reason"
    assert (rejected.reason, rejected.protection) == ("existing-customer", None)


def test_nothing_is_approved_twice():
    with pytest.raises(IllegalTransition) as caught:
        approved().with_step("approve", at=MONDAY + 3 * DAY, expires_at=MONDAY + 99 * DAY)

    assert caught.value.allowed == ("extend", "convert", "expire", "withdraw")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"account": None, "domain": None}, "account"),
        ({"value": Money.zero("EUR")}, "value"),
        ({"domain": "Werft Kiel"}, "domain"),
        ({"discount": Decimal("1.1")}, "discount"),
        ({"discount": 0.1}, "discount"),
        ({"status": "pending"}, "status"),
        ({"submitted_at": None}, "submitted_at"),
        ({"approved_at": None}, "approved_at"),
        ({"expires_at": None}, "expires_at"),
        ({"expires_at": MONDAY + 2 * DAY}, "expires_at"),
        ({"expires_at": MONDAY}, "expires_at"),
        ({"reviewed_at": MONDAY - DAY}, "reviewed_at"),
        ({"approved_at": MONDAY + DAY / 2}, "approved_at"),
        ({"ended_at": MONDAY + 9 * DAY}, "ended_at"),
        ({"extensions": 1}, "extensions"),
        ({"extensions": -1}, "extensions"),
        ({"status": "extended"}, "extensions"),
        ({"status": "extended", "extensions": 2}, "extensions"),
        ({"status": "extended", "extensions": 1, "extended_at": MONDAY + 92 * DAY}, "expires_at"),
        ({"status": "expired", "ended_at": MONDAY + 91 * DAY}, "ended_at"),
        ({"status": "submitted", "reviewed_at": None, "expires_at": None}, "approved_at"),
    ],
)
def test_a_registration_refuses_what_contradicts_itself(faults, change, path):
    found = faults(lambda: approved(**change))

    assert list(found) == [path]
    assert found[path][1]


def test_all_faults_of_a_registration_come_at_once(faults):
    assert sorted(faults(lambda: approved(id="", value=1, domain="x"))) == ["domain", "id", "value"]
    assert list(faults(lambda: approved(account=None, domain=None, ended_at=MONDAY, extensions=1))) == [
        "account",
        "ended_at",
        "extensions",
    ]


def test_an_approval_says_until_when_and_a_submission_does_not(faults):
    reviewed = draft(status="under-review", submitted_at=MONDAY)

    assert faults(lambda: reviewed.with_step("approve", at=MONDAY + DAY)) == {
        "expires_at": ("None", "say until when, to approve")
    }
    assert list(faults(lambda: draft().with_step("submit", at=MONDAY, expires_at=MONDAY + DAY))) == [
        "expires_at"
    ]


def test_an_extension_comes_in_time_and_lengthens(faults):
    granted = approved()
    late = granted.expires_at

    assert list(faults(lambda: granted.with_step("extend", at=late, expires_at=late + DAY))) == ["at"]
    assert list(faults(lambda: granted.with_step("extend", at=MONDAY + 9 * DAY, expires_at=late))) == [
        "expires_at"
    ]


def test_times_without_a_zone_are_refused_and_not_compared(faults):
    bare = datetime(2026, 4, 1)

    assert list(faults(lambda: approved().with_step("extend", at=bare, expires_at=bare))) == [
        "at",
        "expires_at",
    ]


def test_extensions_end_at_their_limit(faults):
    longer = approved().with_step("extend", at=MONDAY + 9 * DAY, expires_at=MONDAY + 100 * DAY)

    assert list(
        faults(lambda: longer.with_step("extend", at=MONDAY + 10 * DAY, expires_at=MONDAY + 110 * DAY))
    ) == ["extensions"]


def test_what_is_withdrawn_is_protected_no_longer():
    withdrawn = approved().with_step("withdraw", at=MONDAY + 5 * DAY)

    assert withdrawn.is_protected(as_of=MONDAY + 5 * DAY - timedelta(microseconds=1))
    assert not withdrawn.is_protected(as_of=MONDAY + 5 * DAY)


@given(
    minutes=st.integers(-3 * 24 * 60, 3 * 24 * 60),
    length=st.integers(1, 2 * 24 * 60),
    change=st.sampled_from([datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]),
    asked=st.integers(-5 * 24 * 60, 5 * 24 * 60),
)
def test_a_deal_is_protected_at_every_instant_of_its_window_and_at_none_outside(
    minutes, length, change, asked
):
    berlin = ZoneInfo("Europe/Berlin")
    start = change + timedelta(minutes=minutes)
    end, moment = start + timedelta(minutes=length), change + timedelta(minutes=asked)
    deal = approved(
        submitted_at=start.astimezone(berlin),
        reviewed_at=None,
        approved_at=start.astimezone(berlin),
        expires_at=end.astimezone(berlin),
    )

    assert deal.is_protected(as_of=moment.astimezone(berlin)) == (start <= moment < end)


def test_what_is_withdrawn_at_once_was_never_protected():
    deal = approved()

    assert deal.with_step("withdraw", at=deal.approved_at).protection is None


def test_engagement_is_in_order(faults):
    assert list(faults(lambda: at_work(until=MONDAY - DAY))) == ["until"]
    assert list(faults(lambda: at_work(last_active_at=MONDAY + 2 * DAY, until=MONDAY + DAY))) == ["until"]
    assert list(faults(lambda: at_work(person="", since=None, initiative="both"))) == [
        "person",
        "since",
        "initiative",
    ]


def test_look_back_windows_count_from_the_latest_instant_known():
    assert at_work().last_known_at == MONDAY
    assert at_work(last_active_at=MONDAY + DAY).last_known_at == MONDAY + DAY
    assert at_work(last_active_at=MONDAY + DAY, until=MONDAY + 2 * DAY).last_known_at == MONDAY + 2 * DAY


class RegistrationOnItsWay(RuleBasedStateMachine):
    """Any events in any order: those of the table happen, the others are refused, and no state contradicts itself."""

    @initialize(limit=st.none() | st.integers(0, 3))
    def begin(self, limit):
        self.deal, self.now, self.extended = draft(extension_limit=limit), MONDAY, 0

    @rule(
        event_at=events_of(REGISTRATION_COURSE),
        hours=st.integers(0, 200),
        days=st.integers(1, 60),
    )
    def step(self, event_at, hours, days):
        event = event_at(self.deal.status)
        before, self.now = self.deal, self.now + timedelta(hours=hours)
        granting = event in {"approve", "extend"}
        base = max(self.now, before.expires_at or self.now)
        until = base + timedelta(days=days) if granting else None
        reason = "too-early" if event == "reject" else None

        def act():
            return before.with_step(event, at=self.now, by="U-1", expires_at=until, reason=reason)

        if event not in REGISTRATION_COURSE.allowed(before.status):
            with pytest.raises(IllegalTransition):
                act()
        elif self.is_out_of_time(event):
            with pytest.raises(InvalidValue):
                act()
        else:
            self.deal = act()
            self.extended += event == "extend"
            assert self.deal.status == REGISTRATION_COURSE.step(before.status, event, reason="any")

    def is_out_of_time(self, event):
        deal = self.deal
        if event == "extend":
            full = deal.extension_limit is not None and deal.extensions >= deal.extension_limit
            return full or self.now >= deal.expires_at
        return event == "expire" and self.now < deal.expires_at

    @invariant()
    def extensions_are_counted(self):
        assert self.deal.extensions == self.extended
        assert self.deal.extension_limit is None or self.extended <= self.deal.extension_limit

    @invariant()
    def only_an_approved_deal_is_ever_protected(self):
        window = self.deal.protection
        if self.deal.approved_at is None:
            assert window is None
        elif window is not None:
            assert window.start == self.deal.approved_at
            assert window.end <= self.deal.expires_at

    @invariant()
    def the_state_stands_by_itself(self):
        assert evolve(self.deal) == self.deal


TestRegistrationOnItsWay = RegistrationOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestRegistrationOnItsWay.settings = settings(stateful_step_count=20)


def test_what_an_approval_gives_is_not_known_before_it():
    asked = DealRegistration(id="D-1", partner="P-4", account="A-9", discount=Decimal("0.15"))
    under_review = asked.with_step("submit", at=MONDAY).with_step("review", at=MONDAY + DAY)
    approved = under_review.with_step("approve", at=MONDAY + 2 * DAY, expires_at=MONDAY + 90 * DAY)

    assert approved.as_known_at(MONDAY + DAY) == evolve(under_review, discount=None)
    assert approved.as_known_at(MONDAY + 2 * DAY) is approved
