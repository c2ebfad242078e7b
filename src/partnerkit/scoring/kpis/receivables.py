"""
Does the partner pay?

Receivables are a stock: what stands open at the end of the period.
"""

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "days_sales_outstanding", "overdue_share"]


def __dir__() -> list[str]:
    return __all__


def days_sales_outstanding(*, receivables: str = "receivables", revenue: str = "revenue") -> ReadyKpi:
    """
    Return for how many days of revenue the partner has not paid yet.

    >>> days_sales_outstanding().kpi.better
    'lower'
    """

    def find(ground: Ground) -> Found:
        open_, sold = ground.latest(receivables).values, ground.total(revenue).values
        days = ground.period.days
        return Found(
            values={name: open_[name] / sold[name] * days for name in open_ if sold.get(name, 0) > 0}
        )

    return ReadyKpi(
        kpi=Kpi("days_sales_outstanding", better="lower", unit="days", valid=(0, 3_650)),
        find=find,
        needs=(receivables, revenue),
    )


def overdue_share(*, overdue: str = "receivables_overdue", receivables: str = "receivables") -> ReadyKpi:
    """
    Return how much of what the partner owes is overdue; who owes nothing has nothing overdue.

    >>> overdue_share().kpi.valid
    (0, 1)
    """

    def find(ground: Ground) -> Found:
        late, all_ = ground.latest(overdue).values, ground.latest(receivables).values
        shares = {name: late[name] / all_[name] for name in late if all_.get(name, 0) > 0}
        nothing = {name: 0.0 for name, amount in all_.items() if amount == 0 and late.get(name, 0) == 0}
        return Found(values={**nothing, **shares})

    return ReadyKpi(
        kpi=Kpi("overdue_share", better="lower", unit="share", valid=(0, 1)),
        find=find,
        needs=(overdue, receivables),
    )


KPIS = (days_sales_outstanding(), overdue_share())

WORDS: Words = {
    "en": {
        "kpi-days-sales-outstanding": "For how many days of revenue the partner has not paid yet.",
        "kpi-overdue-share": "How much of what the partner owes is overdue.",
    },
    "de": {
        "kpi-days-sales-outstanding": "Für wie viele Umsatztage der Partner noch nicht bezahlt hat.",
        "kpi-overdue-share": "Welcher Anteil der offenen Posten des Partners überfällig ist.",
    },
    "sv": {
        "kpi-days-sales-outstanding": "Hur många dagars omsättning partnern ännu inte har betalat.",
        "kpi-overdue-share": "Hur stor del av partnerns skuld som är förfallen.",
    },
}
