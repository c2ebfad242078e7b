"""Sums of figures: all of it, or nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import pytest

from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Figure, RateTable
from partnerkit.scoring.ground import Ground
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, UnitMismatch
from partnerkit.values.money import Quantity, Ratio

Q1 = Period.quarter(2026, 1)
JANUARY, FEBRUARY, MARCH = Q1.months()
AS_OF = datetime(2026, 4, 1, tzinfo=UTC)


def sold(period, amount="1", **options):
    value = None if amount is None else Money.of(amount, options.pop("currency", "EUR"))
    return Figure(**{"partner": "P-4", "measure": "revenue", "period": period, "value": value, **options})


def ground(*facts, **options):
    known = {"network": Network.of(Partner(id="P-4"), Partner(id="P-5"), facts), "period": Q1, "as_of": AS_OF}
    return Ground(**{**known, **options})


def total(*facts, **options):
    return ground(*facts, **options).total("revenue")


def test_what_it_noted_by_the_way_does_not_show():
    assert "_kinds" not in repr(ground())


def test_months_add_up_to_the_quarter():
    assert total(sold(JANUARY), sold(FEBRUARY), sold(MARCH)).values == {"P-4": 3.0}
    assert total(sold(Q1, "5")).values == {"P-4": 5.0}


def test_a_month_that_is_missing_makes_it_unknown_not_less():
    found = total(sold(JANUARY), sold(MARCH))

    assert (found.values, found.incomplete) == ({}, ("P-4",))


def test_where_the_source_tells_all_a_missing_month_is_zero():
    assert total(sold(JANUARY), absent="zero").values == {"P-4": 1.0, "P-5": 0.0}


def test_a_figure_that_tells_of_other_days_as_well_is_no_zero():
    weeks = [sold(Period(start=date(2026, 3, 30), end=date(2026, 4, 6))), sold(JANUARY)]

    for facts in (weeks, weeks[:1]):
        found = total(*facts, absent="zero")
        assert (found.values, found.incomplete) == ({"P-5": 0.0}, ("P-4",))
    # A year beside the whole quarter changes nothing.
    assert total(sold(Q1), sold(Period.year(2026)), absent="zero").values == {"P-4": 1.0, "P-5": 0.0}


def test_partners_are_compared_in_one_currency_and_unit():
    with pytest.raises(CurrencyMismatch, match=r"P-5.*SEK.*EUR"):
        total(sold(Q1), sold(Q1, partner="P-5", currency="SEK"))
    weights = [
        Figure(partner=partner, measure="revenue", period=Q1, value=Quantity(amount=Decimal(1), unit=unit))
        for partner, unit in (("P-4", "kg"), ("P-5", "t"))
    ]
    with pytest.raises(UnitMismatch, match=r"'t'.*'kg'"):
        total(*weights)


def test_plain_numbers_add_up_exactly_whatever_the_decimal_context():
    numbers = [
        Figure(partner="P-4", measure="revenue", period=month, value=Decimal("1000.25"))
        for month in Q1.months()
    ]
    with localcontext(prec=3):
        assert total(*numbers).values == {"P-4": 3000.75}


def test_asked_for_and_not_known_is_unknown_in_any_case():
    assert total(sold(JANUARY, None), absent="zero").values == {"P-5": 0.0}


def test_a_disputed_figure_counts_against_nobody():
    found = total(sold(JANUARY), sold(FEBRUARY), sold(MARCH, status="disputed"))

    assert (found.values, found.disputed) == ({}, ("P-4",))


def test_the_whole_wins_over_its_parts():
    parts = [sold(Q1, "30", territory="north"), sold(Q1, "40", territory="south")]

    assert total(*parts).values == {"P-4": 70.0}
    assert total(*parts, sold(Q1, "72")).values == {"P-4": 72.0}


def test_a_part_that_is_told_for_some_months_only_makes_it_unknown():
    assert total(sold(Q1, territory="north"), sold(JANUARY, territory="south")).values == {}


def test_a_day_told_twice_is_refused():
    with pytest.raises(InvalidValue, match="report each day once"):
        total(sold(Q1), sold(MARCH))


def test_currencies_are_converted_or_refused():
    rates = RateTable(id="ecb", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal(2)})
    facts = [sold(JANUARY), sold(FEBRUARY), sold(MARCH, "4", currency="USD")]

    assert total(*facts, currency="EUR", rates=rates).values == {"P-4": 4.0}
    with pytest.raises(CurrencyMismatch, match=r"figures\[P-4\]\[revenue\]\[2026-03\]"):
        total(*facts, currency="EUR")


def test_amounts_and_numbers_do_not_add_up():
    with pytest.raises(UnitMismatch):
        total(sold(JANUARY), sold(FEBRUARY), Figure(partner="P-4", measure="revenue", period=MARCH, value=3))


def test_stocks_are_taken_at_the_last_period_told():
    found = ground(sold(JANUARY, "9"), sold(FEBRUARY, "7")).latest("revenue")

    assert (found.values, found.until) == ({"P-4": 7.0}, {"P-4": date(2026, 2, 28)})
    assert ground(sold(FEBRUARY, "7"), sold(MARCH, None)).latest("revenue").incomplete == ("P-4",)
    assert ground(sold(MARCH, "7", status="disputed")).latest("revenue").disputed == ("P-4",)
    assert ground(sold(Period.month(2025, 12))).latest("revenue").values == {}


def test_an_instant_of_any_zone_lies_in_the_period_by_utc():
    for text, is_within in (("2026-04-01T00:30+02:00", True), ("2026-01-01T00:30+02:00", False)):
        assert ground().within(datetime.fromisoformat(text)) is is_within


def test_a_stock_told_before_its_month_is_over_tells_of_the_day_on_which_it_was_told():
    early = sold(MARCH, "7", entered_at=datetime(2026, 3, 20, 9, tzinfo=UTC))
    late = sold(MARCH, "8", entered_at=datetime(2026, 4, 2, tzinfo=UTC), location="kiel")
    midnight = sold(MARCH, "7", entered_at=datetime(2026, 3, 20, tzinfo=UTC), location="ulm")

    assert ground(early).latest("revenue").until == {"P-4": date(2026, 3, 20)}
    assert ground(late).latest("revenue").until == {"P-4": date(2026, 3, 31)}
    assert ground(late, midnight).latest("revenue").until == {"P-4": date(2026, 3, 19)}
    assert ground(sold(MARCH, "7", known_from=early.entered_at)).latest("revenue").until == {
        "P-4": date(2026, 3, 20)
    }


def test_a_stock_of_which_a_part_is_not_told_any_more_is_unknown_not_less():
    parts = [sold(FEBRUARY, "5", location="kiel"), sold(FEBRUARY, "7", location="ulm")]
    march = [sold(MARCH, "4", location="kiel"), sold(MARCH, "6", location="ulm")]

    assert ground(*parts, *march).latest("revenue").values == {"P-4": 10.0}
    assert ground(*parts, march[0]).latest("revenue").incomplete == ("P-4",)
    assert ground(*parts, sold(MARCH, "9")).latest("revenue").values == {"P-4": 9.0}
    # Where the source tells all, what it does not tell of is not there.
    assert ground(*parts, march[0], absent="zero").latest("revenue").values == {"P-4": 4.0}


def test_a_ratio_of_nothing_is_unknown():
    nothing = sold(Q1, value=Ratio(numerator=Decimal(0), denominator=Decimal(0)))

    for found in (total(nothing), ground(nothing).latest("revenue")):
        assert (found.values, found.until, found.incomplete) == ({}, {}, ())


def test_sums_are_made_once():
    known = ground(sold(Q1))

    assert known.total("revenue") is known.total("revenue")
    assert known.latest("revenue") is known.latest("revenue")


def test_a_zero_period_of_its_own():
    assert ground(sold(JANUARY, "3")).total("revenue", JANUARY).values == {"P-4": 3.0}
