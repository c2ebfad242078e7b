from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit import Money, Period
from partnerkit.facts import Fund, FundRequest
from partnerkit.facts.fund import FUND_COURSE
from partnerkit.values.errors import IllegalTransition, InvalidValue

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def eur(amount):
    return Money.of(amount, "EUR")


ASKED = FundRequest(
    id="R", fund="mdf", partner="P", amount=eur("100"), period=Period.month(2026, 5), requested_at=NOON
)
FUND = Fund(id="mdf", period=Period.year(2026), budget=eur("1000"))


def test_no_step_says_more_than_the_one_before():
    approved = ASKED.with_step("approve", at=NOON, amount=eur("80"))
    claimed = approved.with_step("claim", at=NOON, amount=eur("70"))

    assert (claimed.approved, claimed.claimed, claimed.settled) == (eur("80"), eur("70"), None)
    with pytest.raises(InvalidValue, match="at most 100"):
        ASKED.with_step("approve", at=NOON, amount=eur("101"))
    with pytest.raises(InvalidValue, match="at most 80"):
        approved.with_step("claim", at=NOON, amount=eur("81"))
    with pytest.raises(InvalidValue, match="at most 70"):
        claimed.with_step("settle", at=NOON, amount=eur("71"))


def test_an_amount_is_needed_in_the_currency_of_the_request_and_not_below_zero():
    for amount in (None, Money.of("1", "SEK"), eur("-1")):
        with pytest.raises(InvalidValue):
            ASKED.with_step("approve", at=NOON, amount=amount)


def test_a_claim_that_went_back_is_made_again():
    claimed = ASKED.with_step("approve", at=NOON, amount=eur("80")).with_step(
        "claim", at=NOON, amount=eur("70")
    )
    back = claimed.with_step("return", at=NOON, reason="invoice-missing")

    assert back.status == "approved"
    assert back.with_step("claim", at=NOON, amount=eur("80")).claimed == eur("80")
    with pytest.raises(IllegalTransition):
        back.with_step("settle", at=NOON, amount=eur("1"))


def test_a_claim_has_its_last_day():
    assert ASKED.claim_until(FUND) == date(2026, 8, 29)
    assert evolve(ASKED, period=Period.since(date(2026, 5, 1))).claim_until(FUND) == date.max


def test_the_part_the_vendor_bears_is_rounded_down():
    assert evolve(FUND, coverage=Decimal("0.5")).covers(eur("3.33")) == eur("1.66")
    assert FUND.covers(eur("3.33")) == eur("3.33")


def test_the_course_has_no_state_without_a_way_on():
    assert FUND_COURSE.endless == ()
