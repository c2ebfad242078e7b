"""The partner's own result, as last reported."""

from partnerkit import Period
from partnerkit.facts import Figure
from partnerkit.scoring.kpis.profitability import return_on_sales
from partnerkit.values import Ratio


def own(profit, sales, period):
    return Figure(partner="P-4", measure="return_on_sales", period=period, value=Ratio.of(profit, sales))


def test_the_last_report_counts(found, partner):
    facts = [own(5, 100, Period.month(2026, 2)), own(-3, 100, Period.month(2026, 3))]

    assert found(return_on_sales(), partner, *facts) == {"P-4": -0.03}


def test_of_no_sales_nothing_is_known(found, partner):
    assert found(return_on_sales(), partner, own(0, 0, Period.month(2026, 3))) == {"P-4": None}
