"""A fund is never overdrawn and a bonus never credited twice, whoever else is at the desk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Partner, Period
from partnerkit.desk import Desk
from partnerkit.facts import BonusTerm, CreditNote, Fund, FundAllocation, FundRequest, RebateStep
from partnerkit.lifecycle import FundBook
from partnerkit.storage import SqliteStore
from partnerkit.values.errors import IllegalTransition, InvalidValue, NotFound
from partnerkit.values.store_errors import IdempotencyKeyReused, StaleWrite

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
YEAR = Period.year(2026)
QUARTER = Period.quarter(2026, 1)


def eur(amount):
    return Money.of(amount, "EUR")


def request(name, amount="100", partner="P-4", fund="mdf", **more):
    return FundRequest(
        id=name, fund=fund, partner=partner, amount=eur(amount), period=Period.month(2026, 5),
        requested_at=NOON, **more,
    )  # fmt: skip


FUND = Fund(id="mdf", period=YEAR, budget=eur(1000), proofs=["invoice"])
SHARE = FundAllocation(id="A-1", fund="mdf", partner="P-4", amount=eur(600))
TERM = BonusTerm(
    id="B-1", partner="P-4", kind="rebate", measure="revenue", period=YEAR, settled="quarter",
    steps=[RebateStep(turnover=eur(0), share=Decimal("0.01"))],
)  # fmt: skip


@pytest.fixture
def desk(at_desk):
    at_desk.put(Partner(id="P-4"), Partner(id="P-5"), FUND, TERM)
    at_desk.set_aside(SHARE, as_of=NOON)
    return at_desk


def book(desk):
    return FundBook(fund=FUND, allocations=desk.all(FundAllocation), requests=desk.all(FundRequest))


def test_from_the_request_to_the_payment(desk):
    asked = desk.request_funds(request("R-1", "500"), as_of=NOON, key="ask")
    approved = desk.decide_funds("R-1", "approve", as_of=NOON, key="approve")
    refused = desk.decide_funds("R-1", "claim", as_of=NOON, key="claim")
    claimed = desk.decide_funds(
        "R-1", "claim", amount=eur(450), documents=["invoice"], as_of=NOON, key="claim-2"
    )
    settled = desk.decide_funds("R-1", "settle", as_of=NOON, key="settle")

    assert (asked.refused, asked.stored.value.status, asked.stored.version) == (None, "requested", 1)
    assert (refused.refused.code, refused.stored) == ("fund-proof-missing", approved.stored)
    assert claimed.stored.value.claimed == settled.stored.value.settled == eur(450)
    assert book(desk).balance("P-4", on=date(2026, 3, 2)).free == eur(150)
    # Later steps do not change what was answered.
    assert desk.request_funds(request("R-1", "500"), as_of=NOON, key="ask") == asked
    assert desk.decide_funds("R-1", "approve", as_of=NOON, key="approve") == approved
    steps = [event.action for event in desk.history("R-1")]
    assert steps == ["request-funds", "funds-approve", "funds-claim", "funds-settle"]
    assert desk.history("R-1")[-1].record.facts["amount"] == eur(450)
    assert desk.verify().intact


def test_what_is_refused_writes_nothing_and_may_be_tried_again(desk):
    rows = desk.verify().rows
    more = FundAllocation(id="A-2", fund="mdf", partner="P-5", amount=eur(401))

    assert desk.set_aside(more, as_of=NOON, key="aside").refused.code == "fund-budget-spent"
    early = FundRequest(
        id="R-9", fund="mdf", partner="P-4", amount=eur(1), period=Period.month(2025, 1), requested_at=NOON
    )
    assert desk.request_funds(early, as_of=NOON).refused.code == "fund-outside-period"
    assert desk.verify().rows == rows
    assert desk.request_funds(request("R-1", "601"), as_of=NOON).refused is None
    assert desk.decide_funds("R-1", "approve", as_of=NOON, key="yes").refused.code == "fund-overdrawn"
    desk.set_aside(
        FundAllocation(id="A-3", fund="mdf", partner="P-4", amount=eur(1)), as_of=NOON, key="aside-2"
    )
    assert desk.decide_funds("R-1", "approve", as_of=NOON, key="yes").stored.value.approved == eur(601)


def test_what_is_not_there_and_what_makes_no_sense(desk):
    rows = desk.verify().rows
    for verb in (
        lambda: desk.request_funds(request("R-1", fund="none"), as_of=NOON),
        lambda: desk.request_funds(request("R-1", partner="P-9"), as_of=NOON),
        lambda: desk.decide_funds("R-1", "approve", as_of=NOON),
        lambda: desk.set_aside(
            FundAllocation(id="A-2", fund="none", partner="P-4", amount=eur(1)), as_of=NOON
        ),
        lambda: desk.set_aside(
            FundAllocation(id="A-2", fund="mdf", partner="P-9", amount=eur(1)), as_of=NOON
        ),
        lambda: desk.credit_bonus("B-9", eur(1), as_of=NOON),
        lambda: desk.decide_credit_note("N-9", "issue", as_of=NOON),
    ):
        with pytest.raises(NotFound):
            verb()
    with pytest.raises(InvalidValue, match="allocations"):
        desk.set_aside(as_of=NOON)
    with pytest.raises(InvalidValue, match="requested_at"):
        desk.request_funds(request("R-1"), as_of=NOON - timedelta(days=1))
    assert desk.verify().rows == rows
    desk.request_funds(request("R-1"), as_of=NOON)
    with pytest.raises(StaleWrite):
        desk.request_funds(request("R-1"), as_of=NOON)
    with pytest.raises(IllegalTransition):
        desk.decide_funds("R-1", "settle", as_of=NOON)
    with pytest.raises(StaleWrite):
        desk.set_aside(FundAllocation(id="A-1", fund="mdf", partner="P-4", amount=eur(1)), as_of=NOON)


def test_a_fund_is_not_overdrawn_by_many_at_once(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", wait_seconds=60)
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"), FUND)
        desk.set_aside(SHARE, as_of=NOON)
        for number in range(8):
            desk.request_funds(request(f"R-{number}", "150"), as_of=NOON)

        def approve(number):
            # A desk of its own: it knows nothing of what the others did.
            return Desk(store, tenant="acme").decide_funds(f"R-{number}", "approve", as_of=NOON).refused

        with ThreadPoolExecutor(8) as pool:
            refused = list(pool.map(approve, range(8)))

        assert refused.count(None) == 4
        assert {each.code for each in refused if each is not None} == {"fund-overdrawn"}
        assert book(desk).balance("P-4", on=date(2026, 3, 2)).free == eur(0)


def test_a_bonus_is_credited_once_until_what_was_reached_is_corrected(desk):
    reached = {QUARTER: eur(5_000)}
    (note,) = desk.credit_bonus("B-1", reached, as_of=APRIL, key="march")

    assert (note.value.amount, note.value.status) == (eur(50), "draft")
    assert desk.credit_bonus("B-1", reached, as_of=APRIL) == ()
    assert desk.credit_bonus("B-1", reached, as_of=APRIL, key="march") == (note,)
    with pytest.raises(IdempotencyKeyReused):
        desk.credit_bonus("B-1", {QUARTER: eur(4_000)}, as_of=APRIL, key="march")
    (less,) = desk.credit_bonus("B-1", {QUARTER: eur(4_000)}, as_of=APRIL)
    assert less.value.amount == eur(-10)
    assert desk.credit_bonus("B-1", {}, as_of=APRIL) == ()


def test_a_dispute_is_recorded_and_a_corrected_note_gives_way_to_another(desk):
    (note,) = desk.credit_bonus("B-1", {QUARTER: eur(5_000)}, as_of=APRIL)
    name = note.id
    issued = desk.decide_credit_note(name, "issue", as_of=APRIL, actor="U-1", key="issue")
    with pytest.raises(InvalidValue, match="reason"):
        desk.decide_credit_note(name, "dispute", as_of=APRIL)
    disputed = desk.decide_credit_note(name, "dispute", reason="returns-missing", as_of=APRIL, actor="P-4")
    void = desk.decide_credit_note(name, "correct", reason="agreed", as_of=APRIL, actor="U-1")
    (second,) = desk.credit_bonus("B-1", {QUARTER: eur(6_000)}, as_of=APRIL)

    assert [each.value.status for each in (issued, disputed, void)] == ["issued", "disputed", "void"]
    assert [each.by for each in void.value.steps] == ["U-1", "P-4", "U-1"]
    assert desk.history(name)[2].record.facts["said"] == "returns-missing"
    assert desk.decide_credit_note(name, "issue", as_of=APRIL, actor="U-1", key="issue") == issued
    assert (second.value.amount, second.id != name) == (eur(60), True)
    assert len(desk.all(CreditNote)) == 2


def test_two_who_settle_at_one_moment_credit_once(tmp_path):
    store = SqliteStore(tmp_path / "channel.db", wait_seconds=60)
    with Desk(store, tenant="acme") as desk:
        desk.put(Partner(id="P-4"), TERM)

        def settle(_):
            return Desk(store, tenant="acme").credit_bonus("B-1", {QUARTER: eur(5_000)}, as_of=APRIL)

        with ThreadPoolExecutor(4) as pool:
            notes = [note for found in pool.map(settle, range(4)) for note in found]

        assert [note.value.amount for note in notes] == [eur(50)]


def test_what_was_set_aside_is_answered_under_its_key_after_it_was_changed(desk):
    desk.put(Partner(id="P-9"), evolve(FUND, id="new"))
    share = evolve(SHARE, id="A-9", fund="new", partner="P-9")
    first = desk.set_aside(share, as_of=NOON, key="k")
    desk.put(evolve(first.stored[0].value, amount=eur(5)), version=1)

    assert desk.set_aside(share, as_of=NOON, key="k") == first
