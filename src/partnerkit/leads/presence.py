"""
Is somebody there when the lead comes?

An absence of days keeps leads away. Working hours do not: they only start the
partner's clock later, except for an urgent lead, which goes to somebody who is
open.
"""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from partnerkit.facts.partner import Partner
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.sets import PeriodSet
from partnerkit.values.time import instant
from partnerkit.values.zones import zone_info

if TYPE_CHECKING:
    from partnerkit.values.hours import WorkingCalendar

__all__ = ["ABSENCE", "absent", "clock_start", "open_when_urgent"]


def __dir__() -> list[str]:
    return __all__


def _nothing(_: object) -> None:
    return None


def _is_away(_wanted: None, own: Any, occasion: Occasion) -> Mapping[str, object] | None:
    days, zone = own
    today = occasion.as_of.astimezone(zone_info(zone)).date()
    away = next((period for period in days if period.contains(today)), None)
    return None if away is None else {"until": away.end}


def absent(absences: Mapping[str, PeriodSet]) -> EligibilityRule:
    """
    Return the rule that a partner is not away, by the host's own calendar: partner id -> days, in his zone.

    >>> from partnerkit.values.time import Period
    >>> absent({"P-4": PeriodSet.of(Period.month(2026, 7))}).code
    'absent'
    """
    raise_faults(
        InvalidValue(path=f"absences.{name}", value=shown(days), remedy="use a PeriodSet")
        for name, days in absences.items()
        if not isinstance(days, PeriodSet)
    )
    known = {name: days.periods for name, days in absences.items()}

    def of_partner(partner: Partner) -> Hashable:
        return known.get(partner.id, ()), partner.timezone or "UTC"

    return EligibilityRule("absent", of_lead=_nothing, of_partner=of_partner, objection=_is_away)


#: The partner is not away, by `Partner.absences`.
ABSENCE = EligibilityRule(
    "absent",
    of_lead=_nothing,
    # Absences that touch are one: whoever is away until then is back then.
    of_partner=lambda partner: (
        PeriodSet(periods=partner.absences).periods if partner.absences else (),
        partner.timezone or "UTC",
    ),
    objection=_is_away,
)


def _hours_of(partner: Partner, calendars: Mapping[str, "WorkingCalendar"]) -> tuple[str, ...]:
    """Return the names of the calendars of its places of work; one that is not handed in is an error."""
    for place, each in enumerate(partner.locations or ()):
        if each.hours is not None and each.hours not in calendars:
            path = f"partners.{partner.id}.locations[{place}].hours"
            raise NotFound(path=path, key=each.hours, known=tuple(calendars))
    return tuple(sorted({each.hours for each in partner.locations or () if each.hours is not None}))


def _opens(
    names: tuple[str, ...], calendars: Mapping[str, "WorkingCalendar"], at: datetime
) -> datetime | None:
    """Return when the first of them is open; None for never."""
    found = [opens for name in names if (opens := calendars[name].next_open(at)) is not None]
    return min(found, default=None)


def open_when_urgent(calendars: Mapping[str, "WorkingCalendar"]) -> EligibilityRule:
    """
    Return the rule that a partner must be open at the time for a lead marked urgent.

    *calendars* are those that `Location.hours` names. A partner is open when one
    of its locations is; one that names no hours is never closed.

    >>> open_when_urgent({}).code
    'closed'
    """

    def of_partner(partner: Partner) -> Hashable:
        return _hours_of(partner, calendars)

    def objection(urgent: bool, names: tuple[str, ...], occasion: Occasion) -> Mapping[str, object] | None:
        if not urgent or not names or any(calendars[name].is_open(occasion.as_of) for name in names):
            return None
        return {"opens": _opens(names, calendars, occasion.as_of)}

    return EligibilityRule(
        "closed", of_lead=lambda lead: lead.urgent, of_partner=of_partner, objection=objection
    )


def clock_start(
    partner: Partner, calendars: Mapping[str, "WorkingCalendar"], *, as_of: datetime
) -> datetime | None:
    """
    Return when a partner's time to answer begins: at once if it is open, else when it next opens.

    None if it never opens again.

    >>> from datetime import UTC, time
    >>> from partnerkit.facts.partner import Location
    >>> from partnerkit.values.hours import WorkingCalendar
    >>> office = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(8), time(17)),) for day in range(5)})
    >>> kiel = Partner(id="P-4", locations=[Location(id="kiel", hours="office")])
    >>> print(clock_start(kiel, {"office": office}, as_of=datetime(2026, 3, 7, tzinfo=UTC)))
    2026-03-09 07:00:00+00:00
    """
    at = instant(as_of, path="as_of")
    names = _hours_of(partner, calendars)
    return _opens(names, calendars, at) if names else at
