"""
How much of the business comes after the sale: parts, service, upgrades?

A partner who sells machines and no parts leaves the customer to others.
"""

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "aftermarket_share"]


def __dir__() -> list[str]:
    return __all__


def aftermarket_share(*, aftermarket: str = "aftermarket_revenue", revenue: str = "revenue") -> ReadyKpi:
    """
    Return revenue of the aftermarket as a share of all revenue, which includes it.

    >>> aftermarket_share().kpi.valid
    (0, 1)
    """

    def find(ground: Ground) -> Found:
        part, whole = ground.total(aftermarket).values, ground.total(revenue).values
        return Found(values={name: part[name] / whole[name] for name in part if whole.get(name, 0) > 0})

    return ReadyKpi(
        kpi=Kpi("aftermarket_share", unit="share", valid=(0, 1)), find=find, needs=(aftermarket, revenue)
    )


KPIS = (aftermarket_share(),)

WORDS: Words = {
    "en": {"kpi-aftermarket-share": "Revenue from parts and service as a share of all revenue."},
    "de": {"kpi-aftermarket-share": "Der Umsatz mit Teilen und Service als Anteil am gesamten Umsatz."},
    "sv": {
        "kpi-aftermarket-share": "Omsättningen från reservdelar och service som andel av hela omsättningen."
    },
}
