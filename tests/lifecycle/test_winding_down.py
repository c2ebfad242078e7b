"""During notice it goes on; after the last day it is over, and everything has its date."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from partings import AGREEMENT, NOON, TO_ACTIVE, taken, way

from partnerkit.facts.consent import Consent
from partnerkit.facts.deal import DealRegistration
from partnerkit.lifecycle import Rights, WindDownTerms, pass_on_customers, rights, wind_down
from partnerkit.lifecycle.indemnity import check_indemnity
from partnerkit.values.errors import InvalidValue, NotFound

LEAVING = way(*TO_ACTIVE, "end")
LAST = date(2029, 6, 30)
ALL = Rights(access=True, prices=True, registrations=True, service=True)
TERMS = WindDownTerms(stock=30, spare_parts=365, warranty=730, funds=60, trademarks=0)


def test_during_notice_the_partner_keeps_what_it_had_and_access_closes_at_the_end():
    assert rights(LEAVING, NOON.date()) == Rights()
    assert rights(LEAVING, LEAVING.since.date() - timedelta(days=1)) == ALL
    assert rights(LEAVING, LAST) == ALL
    assert rights(LEAVING, LAST + timedelta(days=1)) == Rights()


def test_a_pause_stops_new_business_only_and_notice_adds_nothing_to_it():
    paused = way(*TO_ACTIVE, "suspend")
    leaving = taken(paused, "end", at=NOON + timedelta(weeks=9))

    for standing in (paused, leaving):
        assert rights(standing, NOON.date() + timedelta(weeks=10)) == Rights(access=True, service=True)


def test_who_is_gone_or_not_yet_there_has_nothing():
    gone = taken(LEAVING, "close", at=datetime(2029, 7, 1, 12, tzinfo=UTC))

    assert rights(gone, date(2029, 7, 2)) == Rights()
    assert rights(gone, LAST) == ALL
    assert rights(way("decline"), date(2027, 1, 1)) == Rights()


def test_only_leads_that_the_vendor_gave_go_back():
    plan = wind_down(LEAVING, terms=TERMS, leads={"L-1": "vendor", "L-2": "partner"})

    found = {step.id: step.reason.code for step in plan.steps if step.area == "lead"}
    assert found == {"lead:L-1": "lead-goes-back", "lead:L-2": "lead-stays"}


def test_everything_has_its_date_and_somebody_who_does_it():
    plan = wind_down(
        LEAVING,
        terms=TERMS,
        leads={},
        findings=[check_indemnity(AGREEMENT, last_day=LAST)],
    )

    assert [(step.id, step.by, str(step.due)) for step in plan.steps] == [
        ("access", "vendor", "2029-06-30"),
        ("trademarks", "partner", "2029-06-30"),
        ("stock", "vendor", "2029-07-30"),
        ("funds", "partner", "2029-08-29"),
        ("claim", "partner", "2030-06-30"),
        ("spare-parts", "vendor", "2030-06-30"),
        ("warranty", "vendor", "2031-06-30"),
    ]
    assert plan.findings == ()


def test_what_was_not_agreed_has_no_date_and_a_finding():
    plan = wind_down(LEAVING, terms=WindDownTerms(stock=30), leads={})

    assert [step.id for step in plan.steps] == [
        "access", "stock", "funds", "spare-parts", "trademarks", "warranty",
    ]  # fmt: skip
    assert plan.steps[-1].due is None
    assert plan.findings[0].reason.facts["matter"] == ("spare-parts", "warranty", "funds", "trademarks")


def test_protected_deals_stay_protected():
    opened = DealRegistration(id="D-1", partner="P-4", account="C-1").with_step("submit", at=NOON)
    granted = opened.with_step("review", at=NOON)
    late = granted.with_step("approve", at=NOON, expires_at=datetime(2029, 12, 31, tzinfo=UTC))
    soon = evolve(
        granted.with_step("approve", at=NOON, expires_at=datetime(2029, 6, 30, tzinfo=UTC)), id="D-2"
    )
    over = evolve(opened.with_step("withdraw", at=NOON), id="D-3")
    with_it = granted.with_step("approve", at=NOON, expires_at=datetime(2029, 7, 1, tzinfo=UTC))

    plan = wind_down(
        LEAVING,
        terms=TERMS,
        leads={},
        deals=[
            *(late, soon, over, evolve(opened, id="D-4"), evolve(granted, id="D-5")),
            evolve(with_it, id="D-6"),
            evolve(granted, id="D" * 128),
        ],
    )
    # The first instant without protection is no part of it: what expires at midnight was protected the day before.
    assert sum(len(step.id) == 128 for step in plan.steps) == 1
    assert {
        step.id: (step.reason.code, step.by, str(step.due))
        for step in plan.steps
        if step.area == "deal" and len(step.id) < 128
    } == {
        "deal:D-1": ("deal-outlives-contract", "partner", "2029-12-30"),
        "deal:D-2": ("deal-to-finish", "partner", "2029-06-29"),
        "deal:D-4": ("deal-to-decide", "vendor", "2029-06-30"),
        "deal:D-5": ("deal-to-decide", "vendor", "2029-06-30"),
        "deal:D-6": ("deal-to-finish", "partner", "2029-06-30"),
    }


def test_what_is_done_is_no_longer_open():
    plan = wind_down(LEAVING, terms=TERMS, leads={})
    done = plan.with_done("stock", on=date(2029, 7, 3))

    assert {step.id for step in plan.open} - {step.id for step in done.open} == {"stock"}
    with pytest.raises(NotFound):
        plan.with_done("lead:L-1", on=LAST)


def test_a_dealer_s_own_customers_go_only_where_agreement_and_privacy_allow():
    bound = evolve(AGREEMENT, hands_over_customers=True)
    asked = Consent(basis="consent", purpose="offer", may_be_passed_on=True)
    customers = {
        "C-1": asked,
        "C-2": None,
        "C-3": evolve(asked, may_be_passed_on=False),
        "C-4": evolve(asked, recipients=["other"]),
        "C-5": evolve(asked, withdrawn_at=NOON),
    }
    more = {"vendor": "acme", "as_of": datetime(2029, 7, 1, tzinfo=UTC)}

    found = pass_on_customers(customers, agreement=bound, **more)
    assert [each.customer for each in found if each.is_handed_over] == ["C-1"]
    assert found.to_frame()["customer"].tolist() == list(customers)
    assert not any(
        each.is_handed_over
        for each in pass_on_customers(customers, agreement=bound, purpose="review", **more)
    )
    for unbound in (None, False):
        stays = pass_on_customers(customers, agreement=evolve(bound, hands_over_customers=unbound), **more)
        assert {each.reason.code for each in stays} == {"customer-stays-by-agreement"}


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda: wind_down(way(*TO_ACTIVE), terms=TERMS, leads={}), "standing.status"),
        (lambda: wind_down(LEAVING, terms=TERMS, leads={"L-1": "nobody"}), "leads['L-1']"),
        (
            lambda: wind_down(
                LEAVING,
                terms=TERMS,
                leads={},
                deals=[DealRegistration(id="D-1", partner="P-5", account="C-1")],
            ),
            "deals['D-1'].partner",
        ),
        (lambda: WindDownTerms(stock=-1), "stock"),
    ],
)
def test_what_cannot_be_planned_is_refused(make, path):
    with pytest.raises(InvalidValue) as caught:
        make()

    assert caught.value.path == path
