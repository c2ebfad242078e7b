from datetime import date
from decimal import Decimal

import pytest

from partnerkit import Money, Period
from partnerkit.facts import BonusTerm, RebateStep
from partnerkit.lifecycle import bonuses
from partnerkit.values.errors import NotFound

YEAR = Period.year(2026)
STEPS = tuple(
    RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(share))
    for at, share in (("50000", "0.02"), ("100000", "0.03"))
)


def eur(amount):
    return Money.of(amount, "EUR")


def term(name="B", **more):
    base = {"partner": "P-4", "kind": "rebate", "measure": "revenue", "period": YEAR, "steps": STEPS}
    return BonusTerm(id=name, **base | more)


def bonus(actual, day=date(2026, 9, 30), **more):
    return bonuses([term(**more)], {"B": actual}, as_of=day)["B"]


def test_the_director_reads_what_is_earned_and_what_the_next_step_brings():
    found = bonus(eur("80000"))

    assert (found.earned, found.missing, found.worth) == (eur("1600"), eur("20000"), eur("1400"))
    assert (found.step, found.next_step) == (STEPS[0], STEPS[1])
    assert found.reason.code == "bonus-next-step"


def test_at_the_top_there_is_no_next_step():
    found = bonus(eur("100000"))

    assert (found.earned, found.missing, found.worth, found.next_step) == (eur("3000"), None, None, None)
    assert found.reason.code == "bonus-top"


def test_the_forecast_goes_on_at_the_pace_of_the_days():
    # 73 of 365 days: five times as much.
    assert bonus(eur("30000"), date(2026, 3, 14)).forecast == eur("4500")
    assert bonus(eur("30000"), date(2026, 3, 14)).method == "straight-pace"
    # Over: what is earned.
    assert bonus(eur("80000"), date(2027, 5, 1)).forecast == eur("1600")


def test_before_the_first_day_nothing_is_forecast():
    found = bonus(eur("0"), date(2025, 12, 31))

    assert (found.forecast, found.method) == (None, "none")


def test_what_is_expected_takes_the_place_of_the_pace():
    found = bonuses([term()], {"B": eur("80000")}, as_of=date(2026, 9, 30), expected={"B": eur("99999.99")})[
        "B"
    ]

    assert (found.forecast, found.method) == (eur("2000.00"), "expected")


def test_unknown_is_not_zero():
    found = bonuses([term()], {}, as_of=date(2026, 9, 30))["B"]

    assert (found.base, found.earned, found.missing, found.forecast) == (None,) * 4
    assert found.reason.code == "bonus-unknown"
    # Nor is a table of months in which there is none.
    assert (bonus({}).earned, bonus({YEAR: None}).earned, bonus({YEAR: eur("0")}).earned) == (
        None,
        None,
        eur("0"),
    )


def test_settlements_that_climb_for_themselves_are_added_up():
    sold = {Period.quarter(2026, 1): eur("60000"), Period.quarter(2026, 2): eur("40000")}
    by_quarter = {"accrues": "settlement", "settled": "quarter"}
    found = bonus(sold, date(2026, 5, 31), **by_quarter)

    assert found.earned == eur("1200")
    assert (found.base, found.missing) == (eur("40000"), eur("10000"))
    # 100,000 in 151 days: what is left of the second quarter brings it over the first step.
    assert found.forecast is not None
    assert found.forecast > found.earned


def test_a_cap_holds_for_the_year():
    sold = {Period.quarter(2026, each): eur("60000") for each in (1, 2)}
    capped = bonus(sold, date(2026, 12, 31), accrues="settlement", settled="quarter", cap=eur("2000"))

    assert capped.earned == eur("2000")
    assert capped.forecast == eur("2000")


def test_a_referral_fee_counts_heads():
    found = bonus(7, kind="referral-fee", steps=(), fee=eur("250"))

    assert (found.base, found.earned, found.step) == (7, eur("1750"), None)


def test_a_partner_sees_its_own_terms_alone():
    terms = [term("A"), term("C", partner="P-5")]
    found = bonuses(
        terms,
        {"A": eur("1"), "C": eur("2")},
        as_of=date(2026, 9, 30),
        viewer="P-4",
        expected={"A": eur("3"), "C": eur("4")},
    )

    assert list(found) == ["A"]
    with pytest.raises(NotFound):
        found["C"]


def test_a_frame_has_a_row_for_each_term():
    found = bonuses(
        [term("A"), term("B"), term("C")], {"A": eur("80000"), "B": eur("200000")}, as_of=date(2026, 9, 30)
    )
    frame = found.to_frame()

    assert len(found) == 3
    assert frame["earned"].tolist() == [Decimal("1600.00"), Decimal("6000.00"), None]
    assert frame["missing"].tolist() == [Decimal("20000.00"), None, None]
    assert repr(found) == "<Bonuses: 3 terms>"


def test_of_whom_nobody_said_what_to_expect_the_pace_goes_on():
    reached = {"A": eur("30000"), "B": eur("30000"), "C": eur("30000")}
    found = bonuses(
        [term("A"), term("B"), term("C")],
        reached,
        as_of=date(2026, 3, 14),
        expected={"A": eur("60000"), "B": None},
    )

    assert [each.method for each in found.values()] == ["expected", "straight-pace", "straight-pace"]
    assert [each.forecast for each in found.values()] == [eur("1200"), eur("4500"), eur("4500")]


def test_who_has_no_terms_has_an_empty_table():
    found = bonuses([term()], {"B": eur("1")}, as_of=date(2026, 9, 30), viewer="P-9")

    assert found.to_frame()["term"].tolist() == []


def test_a_month_of_which_nobody_knows_leaves_the_total_unknown():
    months = {Period.month(2026, 1): eur("60000"), Period.month(2026, 2): None}
    steps = (RebateStep(turnover=eur("0"), share=Decimal("0.01")),)

    unknown = bonus(months, date(2026, 3, 14), steps=steps)
    assert (unknown.base, unknown.earned, unknown.step) == (None, None, None)
    assert bonus(months, date(2026, 1, 31), steps=steps).earned == eur("600")


def test_the_next_step_is_worth_no_more_than_the_cap_leaves():
    quarters = {Period.quarter(2026, 1): eur("45000"), Period.quarter(2026, 2): eur("40000")}
    steps = tuple(
        RebateStep(turnover=eur(at), share=Decimal(share)) for at, share in (("0", "0.02"), ("50000", "0.03"))
    )
    capped = {"steps": steps, "settled": "quarter", "accrues": "settlement", "cap": eur("2000")}
    found = bonuses([term(**capped)], {"B": quarters}, as_of=date(2026, 6, 1))

    assert (found["B"].earned, found["B"].worth) == (eur("1700"), eur("300"))
    assert found.to_frame()["worth"].tolist() == [Decimal("300.00")]
