"""
What does the partner make of the leads it is given?

Response is counted in the partner's own working time: a lead that comes in on
Friday evening is not late on Monday morning. A lead nobody has touched yet
counts with the time it has been waiting, else whoever never answers would look
quick. Conversion counts leads that have ended; open ones say nothing yet.
"""

from collections import defaultdict
from datetime import datetime

from partnerkit.facts.marketing import Touch
from partnerkit.scoring.ground import Ground, middle
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "first_response_hours", "lead_conversion"]


def __dir__() -> list[str]:
    return __all__


def _touched(ground: Ground) -> dict[tuple[str, str], list[datetime]]:
    """Return when a partner touched a lead, by lead and partner."""
    found: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for touch in ground.network.all(Touch):
        if touch.lead is not None and touch.partner is not None:
            found[touch.lead, touch.partner].append(touch.at)
    return found


def _first_response(ground: Ground) -> Found:
    touched = _touched(ground)
    waits: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for lead, (partner, since) in sorted((ground.given or {}).items()):
        if not ground.within(since):
            continue
        after = [each for each in touched.get((lead, partner), ()) if each >= since]
        waits[partner].append((since, min(after, default=ground.as_of)))
    return Found(values=middle({name: ground.working_hours(name, spans) for name, spans in waits.items()}))


def first_response_hours() -> ReadyKpi:
    """
    Return the median of the working hours from a lead given to the partner's first touch.

    >>> first_response_hours().kpi.better
    'lower'
    """
    return ReadyKpi(
        kpi=Kpi("first_response_hours", weight=2, better="lower", unit="hours", valid=(0, 10_000)),
        find=_first_response,
        needs=("given", "Touch"),
    )


def _conversion(ground: Ground) -> Found:
    won: defaultdict[str, float] = defaultdict(float)
    ended: defaultdict[str, float] = defaultdict(float)
    given = ground.given or {}
    for lead in ground.network.leads:
        if lead.id in given and lead.status in {"won", "lost"} and ground.within(lead.closed_at):
            partner = given[lead.id][0]
            ended[partner] += 1
            won[partner] += lead.status == "won"
    return Found(values=won, of=ended)


def lead_conversion() -> ReadyKpi:
    """
    Return how many of the leads that ended in the period the partner won; small numbers are drawn to the peers.

    >>> lead_conversion().kpi.of
    'leads_ended'
    """
    return ReadyKpi(
        kpi=Kpi("lead_conversion", weight=2, count="leads_won", of="leads_ended"),
        find=_conversion,
        needs=("given", "Lead"),
    )


KPIS = (first_response_hours(), lead_conversion())

WORDS: Words = {
    "en": {
        "kpi-first-response-hours": "The median of the working hours until the partner first responds to a lead.",
        "kpi-lead-conversion": "The share of leads the partner won, of those that were won or lost.",
    },
    "de": {
        "kpi-first-response-hours": "Der Median der Arbeitsstunden, bis der Partner auf einen Lead zum ersten Mal reagiert.",
        "kpi-lead-conversion": "Der Anteil gewonnener Leads an den gewonnenen und verlorenen.",
    },
    "sv": {
        "kpi-first-response-hours": "Medianen av antalet arbetstimmar tills partnern första gången svarar på ett lead.",
        "kpi-lead-conversion": "Andelen vunna leads av dem som vanns eller förlorades.",
    },
}
