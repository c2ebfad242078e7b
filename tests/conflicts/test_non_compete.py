"""A partner that may buy from nobody else must be able to get out."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit.conflicts import detect, rules
from partnerkit.conflicts.rules.non_compete import non_compete
from partnerkit.facts import Agreement, Network, Partner
from partnerkit.facts.agreement import NoticeTerms
from partnerkit.values import Period
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("non-compete")
ENDLESS = Period.since(date(2024, 1, 1))


def judged(period=ENDLESS, rule=RULE, **more):
    usual = {
        "id": "A-1",
        "partner": "P-1",
        "period": period,
        "status": "signed",
        "signed_on": date(2024, 1, 1),
    }
    agreement = Agreement(**usual | more)
    found = detect(Network.of(Partner(id="P-1"), agreement), [rule], as_of=NOW)
    return [(conflict.reason.code, conflict.severity) for conflict in found]


TOO_LONG = [("non-compete-too-long", "high")]
WAY_OUT = [("non-compete-with-way-out", "info")]
WITHIN = [("non-compete-within", "info")]


def test_up_to_eighty_percent_is_no_obligation():
    assert judged() == []
    assert judged(purchase_share=Decimal("0.80")) == []


def test_more_or_a_ban_on_competing_goods_is_one():
    assert judged(purchase_share=Decimal("0.801")) == TOO_LONG
    assert judged(restricts=["competing-goods"]) == TOO_LONG


@pytest.mark.parametrize(
    ("end", "expected"),
    [(date(2029, 1, 1), WITHIN), (date(2029, 1, 2), TOO_LONG), (date(2030, 1, 1), TOO_LONG)],
)
def test_five_years_are_exempt_and_not_a_day_more(end, expected):
    assert judged(Period.of(date(2024, 1, 1), end), purchase_share=Decimal(1)) == expected


def test_five_years_from_a_leap_day():
    assert judged(Period.of(date(2024, 2, 29), date(2029, 3, 1)), purchase_share=Decimal(1)) == WITHIN
    assert judged(Period.of(date(2024, 2, 29), date(2029, 3, 2)), purchase_share=Decimal(1)) == TOO_LONG


def test_what_goes_on_by_silence_has_no_end():
    renewed = {"purchase_share": Decimal(1), "renews_months": 12}

    assert judged(Period.of(date(2024, 1, 1), date(2027, 1, 1)), **renewed) == TOO_LONG


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (NoticeTerms(months=6), WAY_OUT),
        (NoticeTerms(months=7), TOO_LONG),
        (NoticeTerms(days=180), WAY_OUT),
        (NoticeTerms(days=181), TOO_LONG),
    ],
)
def test_reasonable_notice_is_a_way_out(notice, expected):
    assert judged(purchase_share=Decimal(1), notice=notice) == expected


def test_who_has_given_notice_is_on_the_way_out():
    left = {"status": "notice-given", "notice_on": date(2026, 2, 1)}

    assert judged(purchase_share=Decimal(1), **left) == WAY_OUT


def test_a_draft_binds_nobody():
    assert judged(purchase_share=Decimal(1), status="draft", signed_on=None) == []


def test_the_limits_are_parameters():
    rule = non_compete(share=Decimal("0.5"), years=1, notice_months=3)

    assert judged(purchase_share=Decimal("0.6"), notice=NoticeTerms(months=6), rule=rule) == TOO_LONG
    with pytest.raises(InvalidValue, match="share"):
        non_compete(share=Decimal(2))


def test_the_way_out_is_the_partners_own():
    both = {"purchase_share": Decimal(1), "notice": NoticeTerms(months=3)}

    assert judged(**both, partner_notice=NoticeTerms(months=24)) == TOO_LONG
    assert (
        judged(**both | {"notice": NoticeTerms(months=24)}, partner_notice=NoticeTerms(months=3)) == WAY_OUT
    )
