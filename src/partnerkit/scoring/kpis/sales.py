"""
How much does the partner sell, is it growing, and what is left of it?

Revenue and margin are what the vendor books with the partner. Growth compares
with the same period a year before, so that the season cancels out; where
nothing was sold then there is no growth to be stated.
"""

from datetime import date

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values.time import Period

__all__ = ["KPIS", "WORDS", "growth", "margin_rate", "orders_on_hand", "revenue"]


def __dir__() -> list[str]:
    return __all__


def revenue(*, measure: str = "revenue") -> ReadyKpi:
    """
    Return what the partner bought in the period.

    >>> revenue().kpi.better
    'higher'
    """
    return ReadyKpi(
        kpi=Kpi("revenue", weight=3, unit="currency"),
        find=lambda ground: Found(values=ground.total(measure).values),
        needs=(measure,),
    )


def margin_rate(*, margin: str = "margin", revenue: str = "revenue") -> ReadyKpi:
    """
    Return the vendor's margin as a share of revenue; both are summed before they are divided.

    >>> margin_rate().kpi.valid
    (-5, 1)
    """

    def find(ground: Ground) -> Found:
        sold = ground.total(revenue).values
        kept = ground.total(margin).values
        return Found(values={name: kept[name] / sold[name] for name in kept if sold.get(name, 0) > 0})

    return ReadyKpi(
        kpi=Kpi("margin_rate", weight=2, unit="share", valid=(-5, 1)), find=find, needs=(margin, revenue)
    )


def growth(*, measure: str = "revenue") -> ReadyKpi:
    """
    Return by which share a figure rose against the same days of the year before.

    >>> growth().name
    'growth'
    """

    def find(ground: Ground) -> Found:
        now = ground.total(measure).values
        before = ground.total(measure, a_year_before(ground.period)).values
        return Found(values={name: now[name] / before[name] - 1 for name in now if before.get(name, 0) > 0})

    return ReadyKpi(kpi=Kpi("growth", unit="share", valid=(-1, 100)), find=find, needs=(measure,))


def orders_on_hand(*, orders: str = "orders_on_hand", revenue: str = "revenue") -> ReadyKpi:
    """
    Return for how many weeks of the period's revenue orders are on hand.

    >>> orders_on_hand().kpi.unit
    'weeks'
    """

    def find(ground: Ground) -> Found:
        sold = ground.total(revenue).values
        held = ground.latest(orders)
        weeks = ground.period.days / 7
        known = [name for name in held.values if sold.get(name, 0) > 0]
        return Found(
            values={name: held.values[name] / (sold[name] / weeks) for name in known}, measured=held.until
        )

    kpi = Kpi(
        "orders_on_hand_weeks",
        unit="weeks",
        half_life="60d",
        measured="orders_on_hand_weeks_on",
        valid=(0, 520),
    )
    return ReadyKpi(kpi=kpi, find=find, needs=(orders, revenue))


def a_year_before(period: Period) -> Period:
    """
    Return the same days of the year before; of 29 February the 28th.

    >>> print(a_year_before(Period.quarter(2026, 1)))
    2025-Q1
    """
    start, end = period.start, period.end
    if _is_leap_day(end):
        # What ends before it ends with the 28th.
        end = end.replace(month=3, day=1)
    start = start.replace(year=start.year - 1, day=28 if _is_leap_day(start) else start.day)
    return Period(start=start, end=end.replace(year=end.year - 1))


def _is_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


KPIS = (revenue(), margin_rate(), growth(), orders_on_hand())

WORDS: Words = {
    "en": {
        "kpi-revenue": "What the partner bought from the vendor in the period.",
        "kpi-margin-rate": "The vendor's margin as a share of revenue.",
        "kpi-growth": "By which share revenue rose against the same days of the year before.",
        "kpi-orders-on-hand-weeks": "For how many weeks of revenue orders are on hand.",
    },
    "de": {
        "kpi-revenue": "Was der Partner im Zeitraum beim Hersteller gekauft hat.",
        "kpi-margin-rate": "Die Marge des Herstellers als Anteil am Umsatz.",
        "kpi-growth": "Um welchen Anteil der Umsatz gegenüber denselben Tagen des Vorjahres gestiegen ist.",
        "kpi-orders-on-hand-weeks": "Für wie viele Umsatzwochen der Auftragsbestand reicht.",
    },
    "sv": {
        "kpi-revenue": "Vad partnern köpte av leverantören under perioden.",
        "kpi-margin-rate": "Leverantörens marginal som andel av omsättningen.",
        "kpi-growth": "Med vilken andel omsättningen ökade jämfört med samma dagar året innan.",
        "kpi-orders-on-hand-weeks": "Hur många veckors omsättning orderstocken räcker till.",
    },
}
