"""Leads."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from walking import events_of

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import LEAD_COURSE, Lead
from partnerkit.values.errors import IllegalTransition, InvalidValue
from partnerkit.values.money import Money

MONDAY = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def inquiry(**more):
    return Lead(
        **{
            "id": "L-17",
            "value": Money.of("12000", "EUR"),
            "territory": "de-north",
            "product": "firewall",
            "language": "de",
            "received_at": MONDAY,
        }
        | more
    )


def test_a_lead_needs_no_more_than_an_id():
    lead = Lead(id="L-1")

    assert (lead.value, lead.territory, lead.product, lead.language, lead.received_at) == (None,) * 5
    assert (lead.status, lead.urgent) == ("open", False)


def test_a_lead_behaves_like_a_fact(behaves):
    behaves(inquiry, territory="de-south")


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", "", "''"),
        ("id", " L-17", "' L-17'"),
        ("value", Money.zero("EUR"), "Money.of('0.00', 'EUR')"),
        ("value", Money.of("-1", "EUR"), "Money.of('-1.00', 'EUR')"),
        ("value", 12000.0, "12000.0"),
        ("territory", "", "''"),
        ("language", "German", "'German'"),
        ("country", "Germany", "'Germany'"),
        ("received_at", datetime(2026, 3, 2), "datetime.datetime(2026, 3, 2, 0, 0)"),
        ("received_at", date(2026, 3, 2), "datetime.date(2026, 3, 2)"),
        ("urgent", 1, "1"),
        ("status", "lukewarm", "'lukewarm'"),
        ("latitude", float("nan"), "nan"),
        ("longitude", True, "True"),
    ],
)
def test_a_lead_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: inquiry(**{name: value}))

    assert found[name][0] == shown
    assert found[name][1].startswith(("use ", "state "))


def test_an_unknown_value_is_not_zero():
    assert inquiry(value=None).value is None


def test_all_faults_of_a_lead_come_at_once(faults):
    found = faults(lambda: Lead(id="", value=Money.zero("EUR"), language="German", urgent=None))

    assert list(found) == ["id", "value", "language", "urgent"]


def test_one_coordinate_is_no_place(faults):
    assert faults(lambda: inquiry(latitude=54.3)) == {
        "longitude": ("None", "use both coordinates, or leave both out")
    }
    assert inquiry(latitude=54.3, longitude=10.1).latitude == 54.3


def test_a_lead_is_not_closed_before_it_came(faults):
    found = faults(lambda: inquiry(closed_at=MONDAY - timedelta(days=1), status="lost"))

    assert list(found) == ["closed_at"]


def test_only_a_lead_that_ended_has_a_closing_time(faults):
    assert faults(lambda: inquiry(closed_at=MONDAY))["closed_at"][1] == "leave it out: the lead is open"


def test_times_are_ordered_by_the_instant_and_not_by_the_clock_on_the_wall():
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=0)
    after = datetime(2026, 10, 25, 2, 15, tzinfo=berlin, fold=1)

    assert inquiry(received_at=before, status="won", closed_at=after).closed_at - before.astimezone(
        UTC
    ) == timedelta(minutes=45)


def test_a_step_gives_a_new_lead_and_leaves_the_old_one():
    lead = inquiry()
    won = lead.with_step("win", at=MONDAY + timedelta(days=9))

    assert (won.status, won.closed_at) == ("won", MONDAY + timedelta(days=9))
    assert (lead.status, lead.closed_at) == ("open", None)


def test_a_lead_that_is_opened_again_has_no_closing_time():
    recycled = inquiry().with_step("recycle", at=MONDAY + timedelta(days=1))

    assert recycled.with_step("reopen", at=MONDAY + timedelta(days=90)) == inquiry()


def test_a_lead_that_was_won_cannot_be_lost():
    with pytest.raises(IllegalTransition) as caught:
        inquiry(status="won").with_step("lose", at=MONDAY)

    assert (caught.value.state, caught.value.event, caught.value.allowed) == ("won", "lose", ())


def test_a_lead_permits_what_its_consent_says():
    consent = Consent(basis="consent", purpose="offer")

    assert inquiry().consent is None
    assert inquiry(consent=consent).consent is consent


def test_a_value_may_be_in_any_currency_with_the_decimals_it_has():
    assert inquiry(value=Money.of("1000000", "JPY")).value.amount == Decimal(1_000_000)


class LeadOnItsWay(RuleBasedStateMachine):
    """Any events in any order: the lead takes those its table allows and refuses the others."""

    def __init__(self):
        super().__init__()
        self.lead, self.now = inquiry(), MONDAY.astimezone(UTC)

    @rule(
        event_at=events_of(LEAD_COURSE),
        hours=st.integers(0, 100),
    )
    def step(self, event_at, hours):
        event = event_at(self.lead.status)
        before, self.now = self.lead, self.now + timedelta(hours=hours)
        if event in LEAD_COURSE.allowed(before.status):
            self.lead = before.with_step(event, at=self.now)
            assert self.lead.status == LEAD_COURSE.step(before.status, event)
            assert evolve(self.lead, status=before.status, closed_at=before.closed_at) == before
        else:
            with pytest.raises(IllegalTransition):
                before.with_step(event, at=self.now)

    @rule(days=st.integers(1, 100))
    def nothing_ends_before_it_began(self, days):
        for event in LEAD_COURSE.allowed(self.lead.status):
            if event != "reopen":
                with pytest.raises(InvalidValue):
                    self.lead.with_step(event, at=MONDAY - timedelta(days=days))

    @invariant()
    def is_closed_exactly_when_it_is_not_open(self):
        assert (self.lead.closed_at is None) == (self.lead.status == "open")


def test_a_partner_is_not_both_named_and_refused(faults):
    assert list(faults(lambda: Lead(id="L-1", named_partner="P-4", refused_partners=["P-5", "P-4"]))) == [
        "refused_partners"
    ]
    assert list(faults(lambda: Lead(id="L-1", earlier_holders=["P-4", "P-4"]))) == ["earlier_holders"]


TestLeadOnItsWay = LeadOnItsWay.TestCase
#: Its course has a handful of states: whatever can go wrong does so within so many steps.
TestLeadOnItsWay.settings = settings(stateful_step_count=15)
