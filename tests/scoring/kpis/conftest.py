"""Networks to find figures in."""

from datetime import date, datetime

import pytest

from partnerkit import Money, Network, Partner, Period
from partnerkit.facts import Figure
from partnerkit.scoring import measure_partners

Q1 = Period.quarter(2026, 1)
MONTHS = Q1.months()


@pytest.fixture
def at():
    return datetime.fromisoformat


@pytest.fixture
def found():
    """Return what one KPI finds by partner, in the first quarter of 2026."""

    def find(kpi, *facts, period=Q1, as_of=date(2026, 3, 31), **options):
        known = measure_partners(Network.of(*facts), [kpi], period, as_of=as_of, **options)
        names = known.columns["partner"]
        if kpi.kpi.count is None:
            return dict(zip(names, known.columns[kpi.name], strict=True))
        both = zip(known.columns[kpi.kpi.count], known.columns[kpi.kpi.of], strict=True)
        return dict(zip(names, both, strict=True))

    return find


@pytest.fixture
def euros():
    """Return figures of one amount for each month of the quarter, or of another period."""

    def figures(measure_id, *amounts, partner="P-4", months=MONTHS, **options):
        return [
            Figure(
                partner=partner, measure=measure_id, period=month, value=Money.of(amount, "EUR"), **options
            )
            for month, amount in zip(months, amounts, strict=True)
        ]

    return figures


@pytest.fixture
def partner():
    return Partner(id="P-4", timezone="Europe/Berlin")
