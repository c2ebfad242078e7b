"""Fiscal years as laws and trades publish them."""

from datetime import date

import pytest

from partnerkit.values.fiscal import FiscalCalendar
from partnerkit.values.time import Period

SATURDAY = 5

#: National Retail Federation, 4-5-4 calendar: the year ends on the Saturday nearest to 31 January.
RETAIL = FiscalCalendar(start_month=2, named_after="start", weeks="4-5-4", ends="nearest", weekday=SATURDAY)


@pytest.mark.parametrize(("ends", "last_day"), [("last", date(2001, 11, 24)), ("nearest", date(2001, 12, 1))])
def test_the_example_of_the_income_tax_regulations(ends, last_day):
    """26 CFR 1.441-2(a)(4): the Saturday last in, or nearest to the end of, November 2001."""
    calendar = FiscalCalendar(start_month=12, weeks="4-4-5", ends=ends, weekday=SATURDAY)

    assert calendar.year(2001).last_day == last_day


def test_retailers_add_a_week_to_the_years_that_their_federation_names():
    """nrf.com/resources/4-5-4-calendar: 53 weeks in fiscal 2012, 2017 and 2023; 2023 ends on 3 February 2024."""
    long_years = [year for year in range(2010, 2026) if RETAIL.week_count(year) == 53]

    assert long_years == [2012, 2017, 2023]
    assert RETAIL.year(2023) == Period.of(date(2023, 1, 29), date(2024, 2, 4))
    assert [month.days // 7 for month in RETAIL.months(2023)] == [4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5]


def test_the_fiscal_year_of_the_united_states_government():
    """31 USC 1102: from 1 October to 30 September, named after the year in which it ends."""
    government = FiscalCalendar(start_month=10, named_after="end")

    assert government.year(2026) == Period.of(date(2025, 10, 1), date(2026, 10, 1))
    assert government.quarter_of(date(2026, 1, 15)) == (2026, 2)
