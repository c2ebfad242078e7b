"""Firms, places and occasions: what questions about rights and rules draw on."""

from datetime import UTC, date, datetime, time, timedelta

from partnerkit import Period
from partnerkit.facts.partner import Location
from partnerkit.facts.tree import Tree
from partnerkit.leads.rule import Occasion
from partnerkit.values.hours import WorkingCalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAYS = tuple(date(2026, 2, 27) + timedelta(days=number) for number in range(7))
MOMENTS = tuple(
    datetime.combine(day, at, UTC) for day in DAYS[2:5] for at in (time(0), time(12), time(23, 59, 59))
)
ZONES = (None, "Europe/Berlin", "Pacific/Auckland", "America/New_York")
TERRITORIES = Tree.from_parents({"eu": None, "de": "eu", "de-north": "de", "se": "eu"})
PRODUCTS = Tree.from_parents({"net": None, "firewall": "net", "switch": "net"})
OFFICE = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(8), time(13)),) for day in range(5)})
NIGHTS = WorkingCalendar(zone="UTC", week={0: ((time(12), time(0)),), 6: ((time(0), time(0)),)})
NEVER = WorkingCalendar(zone="UTC", week={})
CALENDARS = {"office": OFFICE, "nights": NIGHTS, "never": NEVER}


def period(draw):
    """Return some days out of a week, or all from one of them on."""
    start, end = draw.whole(0, 5), draw.whole(1, 6)
    return Period.since(DAYS[start]) if start >= end else Period(start=DAYS[start], end=DAYS[end])


def locations(draw):
    """Return where a partner works."""
    places = ((52.5, 13.4), (54.3, 10.1), (59.3, 18.1), (None, None))
    return [
        Location(
            id=f"loc-{number}", latitude=north, longitude=east, hours=draw.one_of((None, None, *CALENDARS))
        )
        for number in range(draw.whole(1, 2))
        for north, east in (draw.one_of(places),)
    ]


def occasion_of(draw, *moments):
    return Occasion(
        as_of=draw.one_of(moments or MOMENTS),
        territories=draw.one_of((None, TERRITORIES)),
        products=draw.one_of((None, PRODUCTS)),
    )
