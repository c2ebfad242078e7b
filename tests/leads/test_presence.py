"""Is somebody there when the lead comes?"""

from datetime import UTC, date, datetime, time

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Location, Partner
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.presence import absent, clock_start, open_when_urgent
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.reasons import Reason
from partnerkit.values.sets import PeriodSet
from partnerkit.values.time import Period

UNITS = FairShare(default=1, value="unit")
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
CALENDARS = {
    "office": WorkingCalendar(zone="Europe/Berlin", week={day: ((time(8), time(17)),) for day in range(5)}),
    "counter": WorkingCalendar(zone="Europe/Berlin", week={5: ((time(8), time(12)),)}),
}
KIEL = Partner(
    id="P-4", locations=[Location(id="kiel", hours="office"), Location(id="hall", hours="counter")]
)


def judged(lead, partner, as_of, **terms):
    result = allocate([lead], [partner], UNITS, as_of=as_of, **terms)
    return None if result.assignments else result.unassigned[lead.id][partner.id]


def test_an_absence_ends_at_midnight_where_the_partner_is():
    away = Partner(
        id="P-4", timezone="America/New_York", absences=[Period.month(2026, 2), Period.day(date(2026, 3, 1))]
    )

    assert judged(Lead(id="L-1"), away, SUNDAY) == Reason("absent", {"until": date(2026, 3, 2)})
    assert judged(Lead(id="L-1"), away, datetime(2026, 3, 2, 4, 59, tzinfo=UTC)).code == "absent"
    assert judged(Lead(id="L-1"), away, datetime(2026, 3, 2, 5, 0, tzinfo=UTC)) is None


def test_absences_may_come_from_the_host_s_own_calendar():
    rules = [absent({"P-4": PeriodSet.of(Period.month(2026, 3))})]

    assert judged(Lead(id="L-1"), Partner(id="P-4"), MONDAY, rules=rules).code == "absent"
    assert judged(Lead(id="L-1"), Partner(id="P-5"), MONDAY, rules=rules) is None
    with pytest.raises(InvalidValue, match=r"absences\.P-4"):
        absent({"P-4": Period.month(2026, 3)})


def test_working_hours_do_not_keep_a_lead_away_unless_it_is_urgent():
    rules = [open_when_urgent(CALENDARS)]
    urgent = Lead(id="L-1", urgent=True)

    assert judged(Lead(id="L-2"), KIEL, SUNDAY, rules=rules) is None
    assert judged(urgent, KIEL, MONDAY, rules=rules) is None
    assert judged(urgent, Partner(id="P-5"), SUNDAY, rules=rules) is None
    assert judged(urgent, KIEL, SUNDAY, rules=rules) == Reason(
        "closed", {"opens": datetime(2026, 3, 2, 7, tzinfo=UTC)}
    )


def test_they_start_the_clock_of_the_first_location_to_open():
    friday_night, saturday = datetime(2026, 3, 6, 20, tzinfo=UTC), datetime(2026, 3, 7, 7, tzinfo=UTC)

    assert clock_start(KIEL, CALENDARS, as_of=friday_night) == saturday
    assert clock_start(KIEL, CALENDARS, as_of=MONDAY) == MONDAY
    assert clock_start(Partner(id="P-5"), CALENDARS, as_of=SUNDAY) == SUNDAY
    never = {
        **CALENDARS,
        "office": WorkingCalendar(zone="UTC", week={}),
        "counter": WorkingCalendar(zone="UTC", week={}),
    }
    assert clock_start(KIEL, never, as_of=MONDAY) is None


def test_hours_that_nobody_handed_in_are_an_error_with_their_place():
    with pytest.raises(NotFound, match=r"partners\.P-4\.locations\[1\]\.hours"):
        clock_start(KIEL, {"office": CALENDARS["office"]}, as_of=MONDAY)
