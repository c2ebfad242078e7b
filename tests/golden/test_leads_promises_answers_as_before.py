"""Are promises judged as they were: pledges, capacity, pauses, reports of partners, and what was agreed?"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from asking import asked
from attrs import evolve
from hour_worlds import DAYS, HOURS, LATE, NAMES, NOON, OFFICE, in_order, level_of, offer_of

from partnerkit import Lead, Partner, PartnerkitError, Period
from partnerkit.facts.marketing import Campaign
from partnerkit.leads import (
    Criterion,
    FieldInput,
    FollowUpTeam,
    Handout,
    PartnerReport,
    PauseCase,
    Pledge,
    Prospect,
    TargetProfile,
    capacity_limit,
    check_campaigns,
    clocks_of,
    follow_up_capacity,
    implausible,
    judge_pledges,
    profile_at,
    propose_pauses,
    reliability_of,
    verification_sample,
)
from partnerkit.leads.pausing import PAUSE_COURSE
from partnerkit.values.fiscal import FiscalCalendar
from partnerkit.values.time import Span

MIDNIGHTS = tuple(datetime(2026, 3, day, tzinfo=UTC) for day in range(3, 8))
#: Around the end of a quarter, and long before and after.
ENDINGS = (
    datetime(2026, 3, 31, 9, tzinfo=UTC),
    datetime(2026, 3, 26, 9, tzinfo=UTC),
    datetime(2026, 3, 25, 9, tzinfo=UTC),
    NOON,
    datetime(2026, 6, 30, tzinfo=UTC),
)


def promises(draw):
    """Return whether pledges are kept at each moment."""
    period = Period(start=date(2026, 3, 3), end=date(2026, 3, draw.whole(4, 7)))
    kinds = {
        "volume": {"leads": draw.whole(1, 3)},
        "quality": {"part": draw.one_of((Decimal("0.5"), Decimal(1), Decimal("0.34")))},
        "notice": {"ahead": timedelta(days=1)},
    }
    pledges = [
        Pledge(id=f"V-{kind}", kind=kind, owed_to=draw.one_of(NAMES[:2]), period=period, **terms)
        for kind, terms in kinds.items()
    ]
    endings = ("won", "lost", "declined", "expired", "withdrawn", "recycled")
    given = [
        Handout(
            lead=f"L-{number}",
            at=at,
            partner=draw.one_of(NAMES[:2]),
            ended=ended,
            ended_at=None if ended is None else end,
        )
        for number in range(draw.whole(0, 9))
        for at, end in (in_order(draw, (*DAYS, *MIDNIGHTS), 2),)
        for ended in (draw.one_of((None, *endings)),)
    ]
    campaigns = [campaign_of(draw, number) for number in range(draw.whole(0, 3))]
    terms = {"zone": draw.one_of(("UTC", "Pacific/Auckland")), "calendar": draw.one_of((None, OFFICE))}
    shifted = [*DAYS, datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 3, 11, tzinfo=UTC)]
    wrong = [
        asked(Pledge, id="V", kind=kind, owed_to="P-1", period=period, **kinds[other])
        for kind in kinds
        for other in kinds
    ] + [
        asked(Pledge, id="V", kind="notice", owed_to="P-1", period=period, ahead=timedelta(draw.whole(-1, 0)))
    ]
    return [judge_pledges(pledges, given, campaigns, as_of=at, **terms) for at in shifted], wrong


def campaign_of(draw, number):
    start = date(2026, 3, draw.whole(2, 6))
    told = draw.one_of(
        (None, *DAYS[:5], datetime(2026, 3, 4, tzinfo=UTC), datetime(2026, 3, 2, 23, tzinfo=UTC))
    )
    return Campaign(
        id=f"K-{number}", period=Period(start=start, end=start + timedelta(days=draw.whole(1, 3))), announced_at=told,
        partners=draw.one_of((None, ("P-1",), ("P-2", "P-3"))), expected_leads=draw.one_of((None, 0, 1, 5, 7, 20)),
    )  # fmt: skip


def capacity_to_follow_up(draw):
    """Return how much teams can follow up, and which campaigns they cannot."""
    teams = [
        FollowUpTeam(id=f"T-{number}", partner=draw.one_of((None, *NAMES[:2])), calendars=draw.one_of(((OFFICE,), (OFFICE, LATE), (LATE, LATE))), effort=timedelta(minutes=draw.one_of((7, 30, 60))), part=draw.one_of((1, Fraction(1, 3), Decimal("0.5"))))
        for number in range(draw.whole(0, 3))
    ]  # fmt: skip
    work = {each.id: timedelta(hours=draw.one_of((0, 1, 99))) for each in teams if draw.is_so(0.4)}
    capacities = follow_up_capacity(teams, Span(start=NOON, end=DAYS[draw.whole(1, 6)]), open_work=work)
    limit = capacity_limit(capacities, {"P-1": 3})
    firms = [Partner(id=name, capacity=capacity) for name in NAMES for capacity in (None, 0, 4, 90)]
    campaigns = [campaign_of(draw, number) for number in range(draw.whole(0, 4))]
    terms = {
        "teams": draw.one_of(((), teams, teams)),
        "ahead": timedelta(days=draw.whole(0, 2)),
        "zone": draw.one_of(("UTC", "Pacific/Auckland")),
    }
    found = [
        asked(check_campaigns, campaigns, as_of=at, open_work=draw.one_of((None, work)), **terms)
        for at in DAYS
    ]
    wrong = [
        asked(FollowUpTeam, **{"id": "T", "calendars": (OFFICE,), "effort": timedelta(hours=1), **each})
        for each in (
            {"effort": timedelta(seconds=0.5)},
            {"effort": timedelta(seconds=1)},
            {"effort": timedelta(seconds=1.5)},
            {"part": 0},
            {"part": 2},
            {"part": True},
            {"calendars": ()},
        )
    ]
    return capacities, limit.window, [limit.most(each) for each in firms], found, check_campaigns(campaigns, as_of=NOON), [each if isinstance(each, PartnerkitError) else each.part for each in wrong], (
        asked(follow_up_capacity, teams, Span(start=NOON, end=DAYS[1]), open_work={"T-0": timedelta(-1), "T-9": timedelta(), "T-1": 3}),
    )  # fmt: skip


def firms_that_may_pause(draw):
    """Return partners who can take a lead or not, for this reason or that."""
    return [
        Partner(
            id=name, territories=draw.one_of((None, ("de",), ("se", "de"))), products=draw.one_of((None, None, ("net",))), capacity=draw.one_of((None, 0, 1)), timezone=draw.one_of((None, "Pacific/Auckland")),
            status=draw.one_of(("active",) * 5 + ("closed",)), credit_blocked=draw.is_so(0.1), absences=draw.some([Period(start=date(2026, 3, draw.whole(2, 4)), end=date(2026, 3, draw.whole(5, 7)))], 0.2),
            languages=draw.one_of((None, None, ("de",), ("sv",))),
        )
        for name in NAMES[: draw.whole(1, 3)]
    ]  # fmt: skip


def course_of(draw, case, firms, running):
    """Return each step that somebody tried to take with a case, and where it stood then."""
    taken = []
    for at in in_order(draw, DAYS, 8):
        steps = {
            "state": ("We were ill.",),
            "appeal": (draw.one_of(("No.", "")),),
            "settle": (draw.one_of(("uphold", "lift")),),
        }
        judged = {"by": draw.one_of(("Ada", "Ada", "Eve", "")), "why": draw.one_of(("Late.",) * 4 + (" ",))}
        others = draw.one_of((firms, [*firms, Partner(id="P-9")], ()))
        terms = {
            "confirm": {**judged, "partners": others, "running": running},
            "dismiss": judged,
            "settle": judged,
        }
        name = draw.one_of(("state", "confirm", "confirm", "appeal", "settle", "end", "dismiss"))
        after = asked(getattr(case, name), *steps.get(name, ()), at=at, **terms.get(name, {}))
        case = after if isinstance(after, PauseCase) else case
        taken.append((name, after, case.is_paused, case.entry(by="Ada")))
    return taken


def steps_from_each_state(draw):
    """Return what is written of a case in each state, and which steps can be taken from there."""
    terms = {"partner": "P-1", "proposed_at": NOON, "since": NOON, "breaches": (), "statement_due": NOON}
    told = {"at": DAYS[1], "by": "Ada", "why": "Late."}
    entries = []
    for status in sorted(PAUSE_COURSE.states):
        one = PauseCase(
            **terms, length=timedelta(days=1), status=status, by=draw.one_of((None, "Ada", "Eve"))
        )
        entries += [each.entry(by="Ada") for each in (one, evolve(one, why="Late."))]
        entries += [asked(one.settle, event, **told) for event in ("uphold", "lift")]
        entries += [
            asked(one.dismiss, **told),
            asked(one.confirm, partners=(), **told),
            asked(one.end, at=DAYS[1]),
        ]
        entries += [asked(one.appeal, "No.", at=DAYS[1]), asked(one.state, "Ill.", at=DAYS[0])]
    return entries


def pauses_of_partners(draw):
    """Return who is proposed to pause, and what becomes of the case."""
    firms = firms_that_may_pause(draw)
    offers = [offer_of(draw, number) for number in range(draw.whole(3, 10))]
    start, end = draw.whole(0, 3), draw.whole(4, 6)
    running = [PauseCase(partner=draw.one_of(NAMES), proposed_at=NOON, breaches=("O-1",), statement_due=DAYS[1], length=timedelta(days=1), since=NOON, status=draw.one_of(("proposed", "confirmed", "ended", "upheld", "dismissed"))) for _ in draw.some((1,), 0.3)]  # fmt: skip
    terms = {
        "least": draw.one_of((1, 1, 2)), "window": timedelta(days=draw.one_of((1, 2, 90))), "excused": draw.one_of((None, {"O-1": "vendor-outage"})), "running": running,
        "outages": draw.some([Span(start=DAYS[start], end=DAYS[end])], 0.2), "to_answer": timedelta(days=1), "length": timedelta(days=2),
    }  # fmt: skip
    found = [propose_pauses(offers, firms, as_of=at, **terms) for at in DAYS]
    case = next((each.case for every in found for each in every if each.case is not None), None)
    cases = course_of(draw, case, firms, running) if case else []
    return (
        steps_from_each_state(draw),
        found,
        cases,
        propose_pauses(offers, firms, as_of=DAYS[6]),
        [
            asked(propose_pauses, offers, firms, as_of=NOON, least=each, excused={"O-1": "tired"})
            for each in (0, True, 1)
        ],
    )


def reports_drawn(draw):
    """Return what partners report of leads, some of it looked into, some told late."""
    verified = {"by": "Ada", "verified_at": NOON}
    provenances = (
        {},
        {},
        {"provenance": "confirmed", **verified},
        {"provenance": "contradicted", "why": "Lost.", **verified},
    )
    late = draw.is_so()
    return [
        PartnerReport(id=f"R-{number}", partner=draw.one_of(NAMES[:2]), subject=f"L-{draw.whole(0, 30)}", outcome=draw.one_of(("won", "won", "lost", "open")), at=ENDINGS[0] if late else draw.one_of(ENDINGS), happened_at=ENDINGS[draw.one_of((0, 0, 1))] if late else None, **draw.one_of(provenances))
        for number in range(draw.one_of((0, 3, 12, 20)))
    ]  # fmt: skip


def reports_that_cannot_be(draw):
    """Return how reports are refused, and what becomes of one that is looked into."""
    one = {"id": "R", "partner": "P-1", "subject": "L-1", "outcome": "won", "at": NOON}
    wrong = (
        {"happened_at": HOURS[1]},
        {"happened_at": NOON},
        {"by": "Ada", "verified_at": NOON},
        {"provenance": "confirmed"},
        {"provenance": "confirmed", "by": "Ada"},
        {"provenance": "contradicted", "by": "Ada", "verified_at": NOON, "why": " "},
    )
    report = PartnerReport(**one)
    contradicted = asked(report.contradict, by="Ada", at=NOON, why=draw.one_of(("", "Lost.")))
    return (
        [asked(PartnerReport, **one, **each) for each in wrong],
        report.confirm(by="Ada", at=NOON),
        contradicted,
    )


def reports_of_partners(draw):
    """Return which reports are looked into, how far they are to be believed, and what does not fit."""
    reports = reports_drawn(draw)
    activity = {f"L-{number}": draw.some((NOON, ENDINGS[0], ENDINGS[2]), 0.4) for number in range(12)}
    moments = (*ENDINGS, datetime(2026, 5, 30, 9, tzinfo=UTC), datetime(2026, 8, 28, 12, tzinfo=UTC))
    terms = {
        "quiet": timedelta(days=draw.one_of((0, 1, 29, 180))),
        "stale": timedelta(days=draw.one_of((0, 60))),
        "last_days": draw.one_of((1, 5, 6, 6)),
        "fiscal": draw.one_of((None, FiscalCalendar(start_month=2))),
    }
    samples = [
        asked(verification_sample, reports, part, least=least, seed=draw.whole(0, 1))
        for part, least in (
            (Decimal("0.1"), 1),
            (Decimal("0.5"), 0),
            (1, 2),
            (0, 0),
            (Fraction(1, 3), 1),
            (2, -1),
            (True, 0.5),
        )
    ]
    return samples, [asked(reliability_of, reports, level=level) for level in (0.9, 0.5, 0, 1)], [each.part for each in reliability_of(reports)], (
        [implausible(reports, activity, as_of=at, **terms) for at in moments], implausible(reports, activity, as_of=moments[-1]), verification_sample(reports),
        *reports_that_cannot_be(draw),
    )  # fmt: skip


def profiles_drawn(draw, days):
    """Return profiles of leads that are wanted, agreed by some sides or all."""
    told = draw.one_of((None, True, False))
    criteria = [
        Criterion("has-need", "fit", holds=lambda _: told),
        Criterion("in-time", "timing", holds=lambda known: known.lead.urgent),
    ]
    profiles = []
    for number in range(draw.whole(0, 3)):
        start = draw.whole(0, 5)
        profile = TargetProfile(
            version=f"v{draw.one_of((number, number, number, 0))}",
            valid=Period(start=days[start], end=days[start] + timedelta(days=draw.whole(1, 4))),
            criteria=criteria,
        )
        for side in draw.some(("marketing", "sales", "partner"), 0.9):
            profile = profile.agreed_by(side, by="Ada", on=days[draw.whole(0, start)])
        profiles.append(profile)
    return profiles


def ideas_of_the_field(draw):
    """Return what was said in the field, each with an answer or without, or why it cannot have been."""
    terms = {
        "id": "I-1",
        "kind": draw.one_of(("idea", "joint-visit")),
        "by": "Ada",
        "text": "Call.",
        "at": DAYS[1],
        "owed_by": "Eve",
        "with_whom": draw.some(("Bob",)),
    }
    return [
        asked(FieldInput, **terms, answer=answer_, answered_at=at)
        for answer_ in (None, "Yes.")
        for at in (None, *DAYS[:3])
    ]


def agreed_together(draw):
    """Return which profile both sides agreed holds on a day, what a lead misses of it, and ideas that wait for an answer."""
    days = [each.date() for each in DAYS]
    profiles = profiles_drawn(draw, days)
    about = [
        (
            each.version,
            each.is_agreed,
            each.missing,
            each.agreed,
            each.misses(Prospect(lead=Lead(id="L-1", urgent=draw.is_so()), as_of=NOON)),
        )
        for each in profiles
    ]
    held_on = [asked(profile_at, profiles, day) for day in days]
    made = ideas_of_the_field(draw)
    good = [each for each in made if isinstance(each, FieldInput)]
    return (
        about,
        [getattr(each, "version", each) for each in held_on],
        made,
        [each.is_answered for each in good],
        clocks_of(good, level_of(draw, "reply"), calendar=draw.one_of((None, "office"))),
        [asked(each.answered, "Done.", at=DAYS[draw.whole(0, 2)]) for each in good],
    )


def test_promises(answers_as_before):
    answers_as_before(promises, 20)
    answers_as_before(capacity_to_follow_up, 20)
    answers_as_before(agreed_together, 16)


def test_partners_who_are_late_or_wrong(answers_as_before):
    answers_as_before(pauses_of_partners, 48)
    answers_as_before(reports_of_partners, 32)
