"""
How well does the partner serve customers after the sale?

Times are the partner's own working time; a case that is still open counts with
the time it has been open. A repair is repeated if the case was opened again, or
the same unit came back within ninety days.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from partnerkit.facts.service import ServiceCase
from partnerkit.scoring.ground import Ground, middle
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "cases_on_time", "repeat_repair_rate", "resolution_hours"]

_DONE = {"resolved", "closed"}


def __dir__() -> list[str]:
    return __all__


def _resolution(ground: Ground) -> Found:
    taken: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for case in ground.network.service_cases:
        if case.partner is not None and case.status != "canceled" and ground.within(case.opened_at):
            ended = case.resolved_at or case.closed_at or ground.as_of
            taken[case.partner].append((case.opened_at, ended))
    return Found(values=middle({name: ground.working_hours(name, spans) for name, spans in taken.items()}))


def resolution_hours() -> ReadyKpi:
    """
    Return the median of the working hours from opening a case to solving it.

    >>> resolution_hours().kpi.unit
    'hours'
    """
    return ReadyKpi(
        kpi=Kpi("resolution_hours", better="lower", unit="hours", valid=(0, 20_000)),
        find=_resolution,
        needs=("ServiceCase",),
    )


def _on_time(ground: Ground) -> Found:
    kept: defaultdict[str, float] = defaultdict(float)
    due: defaultdict[str, float] = defaultdict(float)
    for case in ground.network.service_cases:
        if case.partner is None or case.status == "canceled" or not ground.within(case.due_at):
            continue
        ended = case.resolved_at or case.closed_at
        due[case.partner] += 1
        kept[case.partner] += ended is not None and case.due_at is not None and ended <= case.due_at
    return Found(values=kept, of=due)


def cases_on_time() -> ReadyKpi:
    """
    Return how many of the cases due in the period were solved by then.

    >>> cases_on_time().kpi.count
    'cases_in_time'
    """
    return ReadyKpi(
        kpi=Kpi("cases_on_time", count="cases_in_time", of="cases_due"), find=_on_time, needs=("ServiceCase",)
    )


def repeat_repair_rate(*, within_days: int = 90) -> ReadyKpi:
    """
    Return how many repairs had to be repeated: opened again, or the unit came back to the partner.

    The denominator is the partner's own repairs. A machine that fails often is
    repaired often, and well or badly each time; so this is about the repair.

    >>> repeat_repair_rate().kpi.of
    'repairs'
    """
    span = timedelta(days=within_days)

    def find(ground: Ground) -> Found:
        repeated: defaultdict[str, float] = defaultdict(float)
        repairs: defaultdict[str, float] = defaultdict(float)
        back = _opened(ground)
        for case in ground.network.service_cases:
            ended = case.resolved_at or case.closed_at
            if case.partner is None or case.status == "canceled" or ended is None:
                if case.partner is not None and case.reopened and ground.within(case.opened_at):
                    # Opened again and not yet solved: the repair before it failed.
                    repairs[case.partner] += 1
                    repeated[case.partner] += 1
                continue
            if not ground.within(ended):
                continue
            again = any(
                ended < at <= ended + span for unit in case.units for at in back.get((case.partner, unit), ())
            )
            repairs[case.partner] += 1
            repeated[case.partner] += bool(case.reopened) or again
        return Found(values=repeated, of=repairs)

    kpi = Kpi("repeat_repair_rate", better="lower", count="repairs_repeated", of="repairs")
    return ReadyKpi(kpi=kpi, find=find, needs=("ServiceCase",))


def _opened(ground: Ground) -> dict[tuple[str, str], list[datetime]]:
    """Return when a partner got a unit in, by partner and unit."""
    found: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for case in ground.network.all(ServiceCase):
        for unit in case.units if case.partner is not None and case.status != "canceled" else ():
            found[case.partner or "", unit].append(case.opened_at)
    return found


KPIS = (resolution_hours(), cases_on_time(), repeat_repair_rate())

WORDS: Words = {
    "en": {
        "kpi-resolution-hours": "The median of the working hours until a service case is solved.",
        "kpi-cases-on-time": "The share of service cases that were solved when they were due.",
        "kpi-repeat-repair-rate": "The share of the partner's repairs that had to be repeated.",
    },
    "de": {
        "kpi-resolution-hours": "Der Median der Arbeitsstunden, bis ein Servicefall gelöst ist.",
        "kpi-cases-on-time": "Der Anteil der Servicefälle, die zum zugesagten Termin gelöst waren.",
        "kpi-repeat-repair-rate": "Der Anteil der Reparaturen des Partners, die wiederholt werden mussten.",
    },
    "sv": {
        "kpi-resolution-hours": "Medianen av antalet arbetstimmar tills ett serviceärende är löst.",
        "kpi-cases-on-time": "Andelen serviceärenden som var lösta i tid.",
        "kpi-repeat-repair-rate": "Andelen av partnerns reparationer som måste göras om.",
    },
}
