"""Hours, offers and levels of service on a few days: what questions about clocks, offers, promises and stages draw on."""

from datetime import UTC, date, datetime, time, timedelta

from partnerkit.facts.marketing import Touch
from partnerkit.leads import Escalation, Offer, PauseCondition, ServiceLevel
from partnerkit.values.hours import WorkingCalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOURS = tuple(NOON + timedelta(hours=number) for number in range(8))
DAYS = tuple(NOON + timedelta(days=number) for number in range(7))
NAMES = ("P-1", "P-2", "P-3")
OFFICE = WorkingCalendar(
    zone="UTC", week={day: ((time(8), time(12)), (time(13), time(15))) for day in range(5)}
)
LATE = WorkingCalendar(
    zone="Europe/Berlin",
    week={0: ((time(14), time(17)),), 3: ((time(0), time(0)),)},
    holidays=(date(2026, 3, 5),),
)
NEVER = WorkingCalendar(zone="UTC", week={})


def in_order(draw, moments, count):
    """Return some of the moments, rising, at times the same."""
    return sorted(draw.one_of(moments) for _ in range(count))


def offer_of(draw, number=0):
    """Return an offer as it stands somewhere on its way."""
    offered, since, due = in_order(draw, DAYS, 3)
    statuses = (
        "offered",
        "opened",
        "accepted",
        "declined",
        "expired",
        "expired",
        "withdrawn",
        "worked",
        "reported",
    )
    return Offer(
        id=f"O-{number}",
        lead=draw.one_of(("L-1", "L-2")),
        partner=draw.one_of(NAMES),
        offered_at=offered,
        due=due,
        since=since,
        status=draw.one_of(statuses),
    )


def level_of(draw, name):
    conditions = [
        PauseCondition(
            why=why,
            begins=("asked",),
            ends=("told", "gone"),
            told_by=draw.one_of(((), ("Ada",))),
            at_most=draw.one_of((None, timedelta(hours=1), timedelta(hours=2))),
        )
        for why in draw.some(("waits", "ill"), 0.5)
    ]
    stages = draw.one_of(((), ((0, "Eve"),), ((1, "Eve"), (2, "Bob"))))
    return ServiceLevel(
        name=name,
        owed_by=draw.one_of(("partner", "vendor")),
        within=timedelta(hours=draw.one_of((1, 2, 3))),
        warn=draw.one_of((None, timedelta(), timedelta(hours=1))),
        escalations=[Escalation(after=timedelta(hours=after), to=to) for after, to in stages],
        pauses=conditions,
    )


def touches_of(draw, leads):
    return [
        Touch(
            channel=draw.one_of(("fair", "web")),
            at=draw.one_of(DAYS),
            lead=lead,
            account=account,
            role=role,
            partner="P-1" if role == "partner" else None,
            consented=draw.one_of((True, True, None, False)),
        )
        for _ in range(draw.whole(0, 6))
        for role in (draw.one_of(("partner", "direct", "marketing")),)
        for lead, account in (
            draw.one_of(
                ((draw.one_of((*leads, "L-9")), None), (None, draw.one_of(("C-1", "C-2"))), (leads[0], "C-2"))
            ),
        )
    ]
