"""What figures of leads, service and learning were before, found in networks."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from figure_worlds import NAMES, Q1, figures, measured, partners

from partnerkit import Lead, Money, Network, PartnerkitError
from partnerkit.facts import (
    Answer,
    Figure,
    Person,
    ServiceCase,
    Survey,
    Touch,
    TrainingResult,
    WarrantyClaim,
)
from partnerkit.facts.survey import Question
from partnerkit.facts.training import Course
from partnerkit.scoring import kpis
from partnerkit.scoring.kpis import learning, reporting, satisfaction, service_work
from partnerkit.values import WorkingCalendar


def asked(question):
    """Return an answer, or why there is none."""
    try:
        return question()
    except PartnerkitError as fault:
        return fault


def valid(*questions):
    """Return what could be made."""
    return [each for each in map(asked, questions) if not isinstance(each, PartnerkitError)]


@cache
def moments():
    """Return instants at the borders of the quarter and within, in working time and out of it."""
    borders = [
        datetime(2025, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2026, 4, 1, tzinfo=UTC),
    ]
    return (
        *borders,
        *(datetime(2026, 3, day, hour, tzinfo=UTC) for day in (2, 3, 6, 9, 31) for hour in (0, 10, 15)),
    )


def leads(draw):
    facts, given = partners(draw), {}
    for number in range(draw.whole(0, 6)):
        name = f"L-{number}"
        at = draw.one_of(moments())
        facts += valid(
            lambda name=name: Lead(
                id=name,
                status=draw.one_of(("won", "lost", "new")),
                received_at=moments()[0],
                closed_at=draw.one_of((None, *moments())),
            )
        )
        if draw.is_so(0.9):
            given[name] = draw.one_of(NAMES), at
        facts += valid(
            *(
                lambda name=name: Touch(
                    lead=name,
                    channel="phone",
                    at=draw.one_of(moments()),
                    role=draw.one_of(("partner", "direct")),
                    partner=draw.one_of((None, *NAMES)),
                )
                for _ in range(draw.whole(0, 2))
            )
        )
    facts = [
        each
        for each in facts
        if not isinstance(each, Touch)
        or any(each.lead == other.id for other in facts if isinstance(other, Lead))
    ]
    calendar = (
        WorkingCalendar(zone="UTC", week={day: [(time(8), time(12))] for day in (0, 4)})
        if draw.is_so(0.2)
        else None
    )
    calendars = {"P-1": calendar} if calendar else None
    return measured(
        draw,
        facts,
        [kpis.get("first_response_hours"), kpis.get("lead_conversion")],
        given=draw.one_of((given, given, None)),
        calendars=calendars,
    )


def test_leads(answers_as_before):
    answers_as_before(leads, 60, is_summed=True)


def some_cases(draw):
    """Return cases of service, some of them resolved or closed."""
    found = []
    for number in range(draw.whole(1, 7)):
        at, done = draw.one_of(moments()), draw.one_of((None, *moments()))
        status = draw.one_of(("open", "resolved", "resolved", "closed", "canceled"))
        times = (
            {"resolved_at": done}
            if status == "resolved"
            else {"closed_at": done}
            if status == "closed"
            else {}
        )
        found += valid(
            lambda number=number, at=at, status=status, times=times: ServiceCase(
                id=f"S-{number}",
                partner=draw.one_of((None, *NAMES, "P-1")),
                opened_at=at,
                status=status,
                units=draw.one_of(((), ("u",), ("u", "v"))),
                due_at=draw.one_of((None, *moments())),
                reopened=draw.one_of((0, 0, 1)),
                **times,
            )
        )
    return found


def some_claims(draw):
    """Return claims for warranty, some of them decided."""
    found = []
    for number in range(draw.whole(0, 5)):
        at, event = (
            draw.one_of(moments()),
            draw.one_of((None, "approve", "reject", "approve-partly", "credit")),
        )
        made = valid(
            lambda number=number, at=at: WarrantyClaim(
                id=f"W-{number}",
                partner=draw.one_of(NAMES),
                claimed=Money.of(1, "EUR"),
                submitted_at=at,
                case=draw.one_of((None, "S-0")),
                failed_on=draw.one_of((None, date(2026, 3, 1), date(2026, 3, 9))),
            )
        )
        for claim in made:
            step = (
                asked(
                    lambda claim=claim, event=event: claim.with_step(
                        event, at=draw.one_of(moments()), reason="wear-part"
                    )
                )
                if event
                else claim
            )
            found.append(claim if isinstance(step, PartnerkitError) else step)
    return found


def cases(draw):
    """Measure how long cases and claims took, and how often they came back."""
    facts = [*partners(draw), *some_cases(draw)]
    claims = some_claims(draw)
    if not any(isinstance(each, ServiceCase) and each.id == "S-0" for each in facts):
        claims = [each for each in claims if each.case is None]
    units = figures(draw, ("units_sold",))
    names = (
        "resolution_hours",
        "cases_on_time",
        "repeat_repair_rate",
        "warranty_rejection_rate",
        "claim_turnaround_days",
        "claim_decision_days",
        "claims_per_unit",
    )
    entries = [
        *map(kpis.get, names[:2]),
        service_work.repeat_repair_rate(within_days=draw.one_of((1, 3, 90))),
        *map(kpis.get, names[3:]),
    ]
    return measured(draw, [*facts, *claims, *units], entries)


def test_cases(answers_as_before):
    answers_as_before(cases, 80, is_summed=True)


def learned(draw):
    facts = partners(draw)
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 5), date(2026, 3, 31), date(2026, 4, 1))
    people = [
        Person(
            id=f"U-{n}",
            name="N",
            employer=draw.one_of((None, *NAMES)),
            left_on=draw.one_of((None, None, *days)),
        )
        for n in range(draw.whole(0, 4))
    ]
    results = valid(
        *(
            lambda: TrainingResult(
                course="k",
                partner=None if people and draw.is_so() else draw.one_of(NAMES),
                person=draw.one_of(people).id if people else None,
                on=draw.one_of(days),
                passed=draw.is_so(0.7),
                certifies=draw.one_of((None, "c", "d")),
                expires_on=draw.one_of((None, *days)),
            )
            for _ in range(draw.whole(0, 5))
        )
    )
    return measured(
        draw,
        [*facts, Course(id="k", name="K"), *people, *results],
        [learning.certifications_held(), learning.training_pass_rate(), learning.trained_share()],
    )


def test_learning(answers_as_before):
    answers_as_before(learned, 100)


def answered(draw):
    scale = {"kind": "scale", "least": draw.one_of((0, 1)), "most": draw.one_of((5, 10))}
    survey = Survey(
        id="s",
        name="S",
        wave=1,
        mode="named",
        questions=[Question(id="q", **scale), Question(id="r", **scale), Question(id="t", kind="text")],
    )
    days = (date(2025, 3, 31), date(2025, 4, 1), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))
    answers = valid(
        *(
            lambda: Answer(
                survey="s",
                question=draw.one_of(("q", "r", "t")),
                partner=draw.one_of(NAMES),
                on=draw.one_of(days),
                reply=draw.one_of((1, 2, 5, "x")),
            )
            for _ in range(draw.whole(0, 7))
        )
    )
    unlike = {(each.partner, each.question, each.on): each for each in answers}
    network = asked(lambda: Network.of(*partners(draw), survey, *unlike.values()))
    if isinstance(network, PartnerkitError):
        return network
    return measured(
        draw,
        [*partners(draw), survey, *unlike.values()],
        [satisfaction.satisfaction(question=draw.one_of((None, "q")))],
    )


def test_answers_of_partners(answers_as_before):
    answers_as_before(answered, 80, is_summed=True)


def reported(draw):
    facts = partners(draw)
    for name in NAMES:
        for measure in ("sell_out", "stock"):
            for month in Q1.months():
                end = datetime(month.end.year, month.end.month, month.end.day, tzinfo=UTC)
                entered = draw.one_of(
                    (
                        None,
                        end,
                        end + timedelta(days=10),
                        end + timedelta(days=10, hours=1),
                        end + timedelta(days=3),
                    )
                )
                if draw.is_so(0.8):
                    facts.append(
                        Figure(partner=name, measure=measure, period=month, value=1, entered_at=entered)
                    )
    entry = reporting.reporting_discipline(
        measures=draw.one_of((("sell_out",), ("sell_out", "stock"))), days=draw.one_of((0, 3, 10))
    )
    return measured(draw, facts, [entry])


def test_reports(answers_as_before):
    answers_as_before(reported, 60)
