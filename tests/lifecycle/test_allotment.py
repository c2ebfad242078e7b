from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.facts import Fund
from partnerkit.lifecycle import allot_by_accrual, allot_by_proposal, allot_by_weight
from partnerkit.values.errors import CurrencyMismatch, InvalidInput, InvalidValue

FUND = Fund(id="mdf", period=Period.year(2026), budget=Money.of("100.00", "EUR"))


def eur(amount):
    return Money.of(amount, "EUR")


def amounts(found):
    return {each.partner: str(each.amount.amount) for each in found}


def test_parts_by_weight_add_up_to_the_budget():
    assert amounts(allot_by_weight(FUND, {"a": 1, "b": 1, "c": 1})) == {
        "a": "33.34",
        "b": "33.33",
        "c": "33.33",
    }
    assert amounts(allot_by_weight(FUND, {"a": 3, "b": 1}, of=eur("10"))) == {"a": "7.50", "b": "2.50"}


def test_accrual_is_a_share_of_what_was_bought_rounded_down():
    bought = {"a": eur("999.99"), "b": eur("0")}

    assert amounts(allot_by_accrual(FUND, bought, Decimal("0.02"))) == {"a": "19.99", "b": "0.00"}


def test_a_budget_too_small_gives_everybody_less():
    bought = {"a": eur("30000"), "b": eur("10000")}

    assert amounts(allot_by_accrual(FUND, bought, Decimal("0.02"))) == {"a": "75.00", "b": "25.00"}


def test_small_proposals_are_met_in_full():
    asked = {"a": eur("10"), "b": eur("200"), "c": eur("50"), "d": eur("0")}

    assert amounts(allot_by_proposal(FUND, asked)) == {"a": "10.00", "b": "45.00", "c": "45.00", "d": "0.00"}
    assert amounts(allot_by_proposal(FUND, {"a": eur("10")})) == {"a": "10.00"}
    assert amounts(allot_by_proposal(FUND, {})) == {}
    weighed = allot_by_proposal(FUND, asked, weights={"a": 1, "b": 2, "c": 1, "d": 1})
    assert amounts(weighed) == {"a": "10.00", "b": "60.00", "c": "30.00", "d": "0.00"}


def test_nobody_gets_a_cent_more_than_it_proposed():
    asked = {"a": eur("33.33"), "b": eur("33.33"), "c": eur("40")}

    assert amounts(allot_by_proposal(FUND, asked)) == {"a": "33.33", "b": "33.33", "c": "33.34"}


def test_each_round_has_ids_of_its_own():
    first = allot_by_weight(FUND, {"a": 1}, period=Period.half(2026, 1))

    assert first[0].id == "mdf/a/2026-H1"
    assert first.to_frame()["partner"].tolist() == ["a"]


def test_what_does_not_fit_is_said_all_at_once():
    with pytest.raises(InvalidInput) as caught:
        allot_by_proposal(FUND, {"a": 5.0, "b": eur("-1"), "c": Money.of("1", "SEK")})
    assert [each.path for each in caught.value.faults] == [f"proposals['{name}']" for name in "abc"]
    with pytest.raises(InvalidValue):
        allot_by_accrual(FUND, {}, Decimal("1.5"))
    with pytest.raises(InvalidValue):
        allot_by_proposal(FUND, {"a": eur("1")}, weights={})
    with pytest.raises(InvalidValue):
        allot_by_weight(FUND, {"a": 1}, of=eur("100.01"))
    with pytest.raises(CurrencyMismatch):
        allot_by_weight(FUND, {"a": 1}, of=Money.of("1", "SEK"))
