"""
How much of what could be sold there does the partner sell?

The potential of a partner is that of all its territories. Where one of them has
no market data, or the partner is bound to none, its potential is unknown: a
part of it would make the share look larger. A share above one says that the
estimate of the market is wrong, or that the partner sells elsewhere.
"""

from collections.abc import Mapping, Sequence

from partnerkit.facts.tree import Tree
from partnerkit.scoring.ground import Ground, as_float
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "potential_of", "share_of_potential"]


def __dir__() -> list[str]:
    return __all__


def share_of_potential(*, measure: str = "revenue", product: str | None = None) -> ReadyKpi:
    """
    Return a figure as a share of the market potential of the partner's territories.

    *product* picks the market data of one product; None takes those of all products together.

    >>> share_of_potential().kpi.valid
    (0, 1.5)
    """

    def find(ground: Ground) -> Found:
        could = potential_of(ground, product=product)
        sold = ground.total(measure).values
        return Found(values={name: sold[name] / could[name] for name in sold if could.get(name, 0) > 0})

    return ReadyKpi(
        kpi=Kpi("share_of_potential", weight=2, unit="share", valid=(0, 1.5)),
        find=find,
        needs=(measure, "MarketData"),
    )


def potential_of(ground: Ground, *, product: str | None = None) -> Mapping[str, float]:
    """
    Return what could be sold in the territories of each partner in the period.

    Market data of a longer period, such as a year, count by their share of days; a territory within another of
    the same partner counts with that one.

    >>> from datetime import datetime
    >>> from partnerkit import Money, Network, Partner, Period
    >>> from partnerkit.facts import MarketData
    >>> year = MarketData(territory="north", period=Period.year(2026), potential=Money.of("3650", "EUR"))
    >>> network = Network.of(Partner(id="P-4", territories=["north"]), year)
    >>> at = datetime.fromisoformat("2026-04-01T00:00Z")
    >>> potential_of(Ground(network=network, period=Period.month(2026, 4), as_of=at))
    {'P-4': 300.0}
    """
    by_territory: dict[str, float] = {}
    # The shorter period comes last, and stays.
    for data in sorted(ground.network.market_data, key=lambda each: (-each.period.days, each.period)):
        if data.potential is None or data.product != product or not data.period.covers(ground.period):
            continue
        amount = ground.in_currency(data.potential, f"market_data[{data.territory}]")
        by_territory[data.territory] = as_float(amount) * ground.period.days / data.period.days
    found: dict[str, float] = {}
    for partner in ground.network.partners:
        widest = _widest(partner.territories or (), ground.network.territory_tree)
        if widest and all(each in by_territory for each in widest):
            found[partner.id] = sum(by_territory[each] for each in widest)
    return found


def _widest(territories: Sequence[str], tree: Tree) -> list[str]:
    """Return those of *territories* that lie in none of the others: these hold the market of what lies in them."""
    own = set(territories)
    return [each for each in territories if each not in tree or own.isdisjoint(tree.ancestors(each)[1:])]


KPIS = (share_of_potential(),)

WORDS: Words = {
    "en": {
        "kpi-share-of-potential": "Revenue as a share of what could be sold in the partner's territories."
    },
    "de": {"kpi-share-of-potential": "Der Umsatz als Anteil am Marktpotenzial in den Gebieten des Partners."},
    "sv": {"kpi-share-of-potential": "Omsättningen som andel av marknadspotentialen i partnerns distrikt."},
}
