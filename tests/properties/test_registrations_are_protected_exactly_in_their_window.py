"""
A registration is protected at every instant of its window and at none outside, whatever the clocks on the wall do.

And it, and a case, take only the steps of their tables: walked at random.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from partnerkit.conflicts.cases import COURSE, Case, Procedure
from partnerkit.conflicts.deals import claim_columns, microseconds
from partnerkit.facts import Network, Partner, Person
from partnerkit.facts.deal import REGISTRATION_COURSE, DealRegistration
from partnerkit.values import WorkingCalendar
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue

ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "UTC")]
MICROSECOND = timedelta(microseconds=1)

#: Around the nights in which clocks of both hemispheres change.
walls = st.datetimes(datetime(2026, 3, 28), datetime(2026, 4, 6)) | st.datetimes(
    datetime(2026, 10, 3), datetime(2026, 11, 2)
)
instants = st.builds(
    lambda wall, zone, fold: wall.replace(tzinfo=zone, fold=fold),
    walls,
    st.sampled_from(ZONES),
    st.integers(0, 1),
)


def approved(since, until):
    asked = DealRegistration(id="D-1", partner="P-4", domain="werft-kiel.de").with_step("submit", at=since)
    return asked.with_step("review", at=since).with_step("approve", at=since, expires_at=until)


@given(instants, instants, st.lists(instants, max_size=5))
def test_it_is_protected_at_every_instant_of_its_window_and_at_none_outside(one, other, probes):
    since, until = sorted((one.astimezone(UTC), other.astimezone(UTC)))
    if since == until:
        return
    deal = approved(since, until)
    for probe in (*probes, since, since - MICROSECOND, until - MICROSECOND, until):
        inside = since.timestamp() <= probe.timestamp() < until.timestamp()
        exact = since <= probe.astimezone(UTC) < until

        assert deal.is_protected(as_of=probe) == exact
        assert exact == inside or abs(probe.timestamp() - until.timestamp()) < 1e-3
        columns = claim_columns([deal], ["A"], {}, look_back=timedelta())
        assert bool(columns.start[0] <= microseconds(probe) < columns.end[0]) == exact


@given(instants, st.integers(0, 200), st.integers(1, 90))
def test_protection_ends_early_where_the_deal_ends_early(since, early, days):
    until = since.astimezone(UTC) + timedelta(days=days)
    ended = since.astimezone(UTC) + timedelta(hours=early)
    deal = approved(since, until).with_step("withdraw", at=ended)

    assert not deal.is_protected(as_of=ended)
    assert deal.is_protected(as_of=min(ended, until) - MICROSECOND) == (early > 0)


class RegistrationWalk(RuleBasedStateMachine):
    """Every step the table allows succeeds; every other is refused and changes nothing."""

    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.deal = DealRegistration(id="D-1", partner="P-4", account="A-9", extension_limit=2)
        self.events = []

    @rule(
        event=st.sampled_from(REGISTRATION_COURSE.events), hours=st.integers(0, 400), days=st.integers(1, 60)
    )
    def step(self, event, hours, days):
        before, at = self.deal, self.now + timedelta(hours=hours)
        until = at + timedelta(days=days) if event in {"approve", "extend"} else None
        allowed = event in REGISTRATION_COURSE.allowed(before.status)
        late = (
            event == "extend"
            and allowed
            and (before.extensions >= 2 or at >= before.expires_at or until <= before.expires_at)
        )
        early = event == "expire" and allowed and at < before.expires_at
        if allowed and not late and not early:
            self.deal = before.with_step(event, at=at, expires_at=until, reason="duplicate")
            self.now = at
            self.events.append(event)
        else:
            with pytest.raises((IllegalTransition, InvalidValue, InvalidInput)):
                before.with_step(event, at=at, expires_at=until, reason="duplicate")

    @invariant()
    def it_stands_where_the_table_says(self):
        assert REGISTRATION_COURSE.replay(self.events) == self.deal.status
        assert self.deal.extensions == self.events.count("extend") <= 2

    @invariant()
    def it_is_protected_only_while_approved(self):
        assert not self.deal.is_protected(as_of=self.now) or "approve" in self.events

    @precondition(lambda self: self.deal.status in {"rejected", "expired", "converted", "withdrawn"})
    @invariant()
    def what_has_ended_is_protected_no_more(self):
        assert not self.deal.is_protected(as_of=self.now)


NEUTRAL = {"hear", "mediate", "settle", "decide", "decide-appeal"}
PROCEDURE = Procedure(calendar=WorkingCalendar(zone="UTC", week={0: ((time(9), time(17)),)}))
HOUSE = Network.of(
    Partner(id="P-1"),
    Person(id="U-1", roles=["channel-desk", "ombudsperson"]),
    Person(id="U-2", roles=["channel-desk", "ombudsperson"]),
    Person(id="clerk"),
    Person(id="employee", roles=["channel-desk", "ombudsperson"], employer="P-1"),
)


class CaseWalk(RuleBasedStateMachine):
    """A case moves by its table alone; it is heard before it is decided, and settled only by who may."""

    def __init__(self):
        super().__init__()
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.case = Case(
            id="K-1",
            kind="payment",
            subject="late-credit",
            parties=["P-1", "P-2"],
            opened_at=self.now,
            opened_by="U-1",
        )

    @rule(
        event=st.sampled_from(COURSE.events),
        by=st.sampled_from(["U-1", "U-2", "U-1", "U-2", "P-1", "clerk", "employee", "nobody"]),
        party=st.sampled_from(["P-1", "P-2", "P-9", None]),
        reason=st.sampled_from([None, "agreed"]),
        given=st.sampled_from([{"procedure": PROCEDURE, "network": HOUSE}] * 3 + [{}, {"network": HOUSE}]),
    )
    def step(self, event, by, party, reason, given):
        before, at = self.case, self.now + timedelta(hours=1)
        steps = {each.event: each for each in COURSE.transitions if each.source == before.status}
        deciders = [each.by for each in before.steps if each.event in {"decide", "settle"}]
        right = (
            event in steps
            and (reason is not None or not steps[event].reason_required)
            and (event not in {"state", "appeal"} or party in before.parties)
            and (event not in NEUTRAL or (by in {"U-1", "U-2"} and "procedure" in given))
            and (event != "decide-appeal" or by != deciders[-1])
            and (event != "hear" or reason is not None or not before.unheard)
        )
        if right:
            self.case = before.with_step(event, at=at, by=by, party=party, reason=reason, **given)
            self.now = at
        else:
            with pytest.raises((IllegalTransition, InvalidValue, InvalidInput)):
                before.with_step(event, at=at, by=by, party=party, reason=reason, **given)

    @invariant()
    def it_is_heard_before_it_is_decided(self):
        events = [each.event for each in self.case.steps]
        if "decide" in events or "settle" in events:
            assert "hear" in events

    @invariant()
    def only_who_may_has_settled_anything(self):
        assert all(each.by in {"U-1", "U-2"} for each in self.case.steps if each.event in NEUTRAL)

    @invariant()
    def it_stands_where_the_table_says(self):
        assert self.case.status in COURSE.states
        assert self.case.since <= self.now


TestRegistrationWalk = RegistrationWalk.TestCase
TestCaseWalk = CaseWalk.TestCase
