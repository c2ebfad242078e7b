"""
When can twenty people meet? Beside a loop over quarters of an hour.

    nox -s bench -- meetings

Twenty people in ten zones, twelve weeks over the changes of the clock in spring.
The loop asks, with pendulum, for every quarter of an hour and every person
whether it is working time there, as one writes it down at first; it finds the
same slots that suit everybody or the most. Best of a few rounds.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as face
from typing import Any

import numpy as np
import pendulum

from figures import tell
from partnerkit.engagement import Attendee, meeting_slots
from partnerkit.values.hours import WorkingCalendar, _openings
from partnerkit.values.time import Span

ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Stockholm", "Europe/Athens", "America/New_York",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Dubai", "Africa/Johannesburg", "Europe/Lisbon",
)  # fmt: skip
WEEK = dict.fromkeys(range(5), ((face(8), face(12)), (face(13), face(18))))
START = datetime(2026, 3, 2, tzinfo=UTC)
WITHIN = Span(start=START, end=START + timedelta(weeks=12))
QUARTER = timedelta(minutes=15)


def best(act: Callable[[], Any], rounds: int) -> float:
    """Return the best time of a few rounds."""
    taken = []
    for _ in range(rounds):
        _openings.cache_clear()
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return min(taken)


def by_pendulum(people: list[Attendee]) -> dict[datetime, int]:
    """Return how many people each hour from a quarter of an hour on misses."""
    at, open_at = pendulum.instance(START), []
    while at < WITHIN.end:
        here = []
        for each in people:
            there = at.in_timezone(each.calendar.zone)
            blocks = each.calendar.week[there.weekday()]
            here.append(any(start <= there.time() < end for start, end in blocks))
        open_at.append(here)
        at = at.add(minutes=15)
    cells = np.array(open_at)
    return {
        START + at * QUARTER: int((~cells[at : at + 4].all(axis=0)).sum()) for at in range(len(cells) - 3)
    }


def main() -> None:
    """Print the figures."""
    people = [
        Attendee(id=f"U-{at}", calendar=WorkingCalendar(zone=ZONES[at % len(ZONES)], week=WEEK))
        for at in range(20)
    ]
    slots = meeting_slots(people, minutes=60, within=WITHIN)
    theirs = by_pendulum(people)
    assert {each.span.start: len(each.missed) for each in slots} == theirs
    ours = best(lambda: meeting_slots(people, minutes=60, within=WITHIN)[0], 5)
    loop = best(lambda: by_pendulum(people), 2)
    print(f"{len(slots):,} slots, {slots.fitting} suit everybody")
    tell("loop with pendulum / ours", loop / ours, least=50)


if __name__ == "__main__":
    main()
