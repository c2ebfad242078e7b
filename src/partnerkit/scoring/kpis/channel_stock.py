"""
What goes on to the customer, and what stays on the partner's shelves?

Sell-in is what the vendor ships to the partner, sell-out what the partner sells
on. A vendor who ships more than is sold reaches its quarter and loses the next
one: the stock is the evidence. So loading is found where sell-in exceeds
sell-out and the stock is above its range, both; and it is the vendor's
question to itself first, since nobody is loaded against the vendor's will.
"""

from collections.abc import Iterator

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, Notice, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi
from partnerkit.values.reasons import Finding, Reason, Severity

__all__ = ["KPIS", "WORDS", "channel_loading", "channel_stock_weeks", "sell_out"]


def __dir__() -> list[str]:
    return __all__


def sell_out(*, measure: str = "sell_out") -> ReadyKpi:
    """
    Return what the partner sold to customers in the period.

    >>> sell_out().name
    'sell_out'
    """
    return ReadyKpi(
        kpi=Kpi("sell_out", weight=2, unit="currency"),
        find=lambda ground: Found(values=ground.total(measure).values),
        needs=(measure,),
    )


def channel_stock_weeks(
    *,
    stock: str = "channel_stock",
    sell_out: str = "sell_out",
    sell_in: str = "sell_in",
    target: tuple[float, float] = (4, 8),
    most_ratio: float = 1.25,
) -> ReadyKpi:
    """
    Return for how many weeks of sell-out the partner's stock lasts; best within *target*.

    It finds `channel_loading`, too. Stock and sell-out are stated at one price, or in units.

    >>> channel_stock_weeks().kpi.target
    (4, 8)
    """

    def find(ground: Ground) -> Found:
        held = ground.latest(stock)
        weeks = _weeks(ground, stock, sell_out)
        return Found(values=weeks, measured=held.until)

    kpi = Kpi(
        "channel_stock_weeks",
        better="target",
        target=target,
        unit="weeks",
        half_life="60d",
        measured="channel_stock_on",
        valid=(0, 520),
    )
    return ReadyKpi(
        kpi=kpi,
        find=find,
        needs=(stock, sell_out, sell_in),
        notice=channel_loading(
            stock=stock, sell_out=sell_out, sell_in=sell_in, most_weeks=target[1], most_ratio=most_ratio
        ),
    )


def _weeks(ground: Ground, stock: str, sell_out: str) -> dict[str, float]:
    held, sold = ground.latest(stock).values, ground.total(sell_out).values
    weeks = ground.period.days / 7
    return {name: held[name] / (sold[name] / weeks) for name in held if sold.get(name, 0) > 0}


def channel_loading(
    *,
    stock: str = "channel_stock",
    sell_out: str = "sell_out",
    sell_in: str = "sell_in",
    most_weeks: float = 8,
    most_ratio: float = 1.25,
) -> Notice:
    """
    Return what finds partners that were shipped more than they sell, and whose stock shows it.

    Who is known to have sold nothing has stock for no number of weeks, and is told in other words.

    >>> callable(channel_loading(most_weeks=6))
    True
    """

    def find(ground: Ground) -> Iterator[Finding]:
        shipped, sold = ground.total(sell_in).values, ground.total(sell_out).values
        held, weeks = ground.latest(stock).values, _weeks(ground, stock, sell_out)
        for name in sorted(held.keys() & sold.keys() & shipped.keys()):
            amounts = {"partner": name, "sell_in": shipped[name], "sell_out": sold[name]}
            severity: Severity = "high"
            if name in weeks:
                ratio = shipped[name] / sold[name]
                if weeks[name] <= most_weeks or ratio <= most_ratio:
                    continue
                facts = {"partner": name, "ratio": ratio, "weeks": weeks[name], "most": float(most_weeks)}
                reason = Reason("channel-loading", facts)
                severity = "medium" if ratio < 2 * most_ratio else "high"
            elif shipped[name] > 0 and held[name] > 0:
                reason = Reason("nothing-sold-on", {"partner": name})
            else:
                continue
            yield Finding(
                reason=reason,
                severity=severity,
                subjects=(name,),
                evidence=(Reason("shipped-and-sold", amounts),),
                proposals=(
                    Reason("ask-why-stock-rose", {"partner": name}),
                    Reason("plan-by-sell-out", {"partner": name}),
                ),
            )

    return find


KPIS = (sell_out(), channel_stock_weeks())

WORDS: Words = {
    "en": {
        "kpi-sell-out": "What the partner sold to customers in the period.",
        "kpi-channel-stock-weeks": "For how many weeks of sell-out the partner's stock lasts.",
        "channel-loading": "{partner} was shipped {ratio} times what it sold, and holds stock for {weeks} weeks; up to {most} are usual.",
        "nothing-sold-on": "{partner} was shipped goods, has some of them on its shelves, and sold nothing on.",
        "shipped-and-sold": "Shipped to {partner}: {sell_in}; sold on by it: {sell_out}.",
        "ask-why-stock-rose": "Ask {partner} why the stock rose: a launch, a season or a large order may be the reason.",
        "plan-by-sell-out": "Plan shipments to {partner} by what it sells, not by what the quarter needs.",
    },
    "de": {
        "kpi-sell-out": "Was der Partner im Zeitraum an Kunden verkauft hat.",
        "kpi-channel-stock-weeks": "Für wie viele Wochen Abverkauf der Bestand des Partners reicht.",
        "channel-loading": "{partner} wurde das {ratio}-Fache des Abverkaufs geliefert und hat Bestand für {weeks} Wochen; üblich sind bis zu {most}.",
        "nothing-sold-on": "{partner} wurde beliefert, hat Ware auf Lager und nichts davon weiterverkauft.",
        "shipped-and-sold": "An {partner} geliefert: {sell_in}; von dort weiterverkauft: {sell_out}.",
        "ask-why-stock-rose": "{partner} fragen, warum der Bestand gestiegen ist: Eine Einführung, die Saison oder ein Großauftrag kann der Grund sein.",
        "plan-by-sell-out": "Lieferungen an {partner} nach dem Abverkauf planen, nicht nach dem Bedarf des Quartals.",
    },
    "sv": {
        "kpi-sell-out": "Vad partnern sålde till kunder under perioden.",
        "kpi-channel-stock-weeks": "Hur många veckors försäljning partnerns lager räcker till.",
        "channel-loading": "{partner} fick {ratio} gånger så mycket levererat som såldes och har lager för {weeks} veckor; upp till {most} är vanligt.",
        "nothing-sold-on": "{partner} fick varor levererade, har varor i lager och sålde ingenting vidare.",
        "shipped-and-sold": "Levererat till {partner}: {sell_in}; sålt vidare därifrån: {sell_out}.",
        "ask-why-stock-rose": "Fråga {partner} varför lagret växte: en lansering, säsongen eller en stor order kan vara skälet.",
        "plan-by-sell-out": "Planera leveranserna till {partner} efter vad som säljs vidare, inte efter vad kvartalet behöver.",
    },
}
