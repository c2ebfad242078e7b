"""
Does the partner earn a living with us?

A partner who loses money leaves, whatever its sales. The figure is the
partner's own, reported by it or found in its accounts, once a year; so it ages
slowly, and it is nobody's business but the partner's and its vendor's.
"""

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "return_on_sales"]


def __dir__() -> list[str]:
    return __all__


def return_on_sales(*, measure: str = "return_on_sales") -> ReadyKpi:
    """
    Return the partner's own profit as a share of its own sales, as last reported.

    The figures are ratios: profit over sales, both kept.

    >>> return_on_sales().kpi.half_life
    '365d'
    """

    def find(ground: Ground) -> Found:
        last = ground.latest(measure)
        return Found(values=last.values, measured=last.until)

    kpi = Kpi("return_on_sales", unit="share", half_life="365d", measured="return_on_sales_on", valid=(-5, 1))
    return ReadyKpi(kpi=kpi, find=find, needs=(measure,))


KPIS = (return_on_sales(),)

WORDS: Words = {
    "en": {"kpi-return-on-sales": "The partner's own profit as a share of its own sales."},
    "de": {"kpi-return-on-sales": "Der eigene Gewinn des Partners als Anteil an seinem eigenen Umsatz."},
    "sv": {"kpi-return-on-sales": "Partnerns egen vinst som andel av dess egen omsättning."},
}
