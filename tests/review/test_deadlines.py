from datetime import UTC, date, datetime, time, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Lead, Money, Period
from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.facts import (
    Agreement,
    DealRegistration,
    Fund,
    FundAllocation,
    FundRequest,
    JointPlan,
    Network,
    Plan,
    PlanStep,
    ServiceCase,
    Task,
    TrainingResult,
)
from partnerkit.facts.agreement import Commitment, NoticeTerms
from partnerkit.facts.standing import Standing, StandingStep
from partnerkit.facts.warning import WrittenWarning
from partnerkit.interop.wording import say
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.leads.sla import watch
from partnerkit.lifecycle import Notice, WindDownTerms, end_by_notice, wind_down
from partnerkit.review import due
from partnerkit.review.deadlines import AREAS
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.hours import WorkingCalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta.resolution
OFFICE = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(5)})
PROCEDURE = Procedure(calendar=OFFICE)

DEAL = (
    DealRegistration(id="D-1", partner="P-1", domain="werft-kiel.de")
    .with_step("submit", at=NOON - 9 * DAY)
    .with_step("review", at=NOON - 8 * DAY)
    .with_step("approve", at=NOON - 7 * DAY, expires_at=NOON)
)
SIGNED = Agreement(
    id="A-1", partner="P-1", period=Period(start=date(2025, 3, 3), end=date(2026, 3, 3)),
    status="signed", signed_on=date(2025, 3, 1),
)  # fmt: skip
PLAN = JointPlan(
    id="J-1", partner="P-1", period=Period.year(2026), review_dates=[date(2026, 3, 3)],
    commitments=[Commitment(id="C-1", by="vendor", text="a demo machine", due=date(2026, 3, 2))],
)  # fmt: skip
RESULT = TrainingResult(
    course="T-1",
    partner="P-1",
    on=date(2025, 1, 1),
    passed=True,
    certifies="spindle",
    expires_on=date(2026, 3, 3),
)

WAY = [
    StandingStep(event=event, at=NOON - 9 * DAY, decided_by="U-1") for event in ("qualify", "contract", "onboard", "activate")
]  # fmt: skip
ENDING = StandingStep(
    event="end",
    at=NOON - DAY,
    decided_by="U-1",
    reason="moved",
    initiator="mutual",
    last_day=date(2026, 3, 2),
)
PAUSE = StandingStep(
    event="suspend", at=NOON - DAY, decided_by="U-1", reason="credit", review_on=date(2026, 3, 3)
)
LEAVING = Standing(id="S-1", partner="P-1", began_at=NOON - 9 * DAY, steps=[*WAY, ENDING])
PAUSED = evolve(LEAVING, steps=[*WAY, PAUSE])
WARNED = WrittenWarning(
    id="W-1",
    partner="P-1",
    cause="late",
    known_on=date(2026, 2, 1),
    given_on=date(2026, 2, 2),
    deadline=date(2026, 3, 2),
)
CURABLE = Notice(
    agreement="A-1", partner="P-1", by="vendor", given_on=date(2026, 1, 1), cure_until=date(2026, 3, 2)
)
PARTING = wind_down(LEAVING, terms=WindDownTerms(stock=0), leads={}).with_done("access", on=date(2026, 3, 2))

#: What is due, the first moment at which it is, and its code.
SAMPLES = [
    (
        LeadOffer(id="L-1", partner="P-1", offered_at=NOON - DAY, answer_by=NOON),
        NOON + TICK,
        "offer-unanswered",
    ),
    (DEAL, NOON, "registration-over"),
    (
        Case(
            id="K-1",
            kind="payment",
            subject="late",
            parties=["P-1"],
            opened_at=NOON - 3 * DAY - 3 * timedelta(hours=1),
            opened_by="U-1",
        ),
        datetime(2026, 3, 3, 9, tzinfo=UTC),
        "case-overdue",
    ),
    (ServiceCase(id="S-1", partner="P-1", opened_at=NOON - DAY, due_at=NOON), NOON + TICK, "service-overdue"),
    (SIGNED, MIDNIGHT, "agreement-over"),
    (RESULT, MIDNIGHT, "certificate-over"),
    (evolve(PLAN, review_dates=()), MIDNIGHT, "commitment-due"),
    (evolve(PLAN, commitments=()), MIDNIGHT, "review-due"),
    (Task(id="T-1", title="Call", owner="U-2", due=date(2026, 3, 2)), MIDNIGHT, "task-due"),
    (
        Agreement(id="A-5", partner="P-1", period=Period.since(date(2026, 3, 3)), status="sent"),
        MIDNIGHT,
        "signature-due",
    ),
    (PAUSED, MIDNIGHT, "pause-to-review"),
    (LEAVING, MIDNIGHT, "contract-ends"),
    (WARNED, MIDNIGHT, "warning-over"),
    (CURABLE, MIDNIGHT, "notice-curable"),
    (PARTING, MIDNIGHT, "wind-down-due"),
]


@pytest.mark.parametrize(
    ("fact", "at", "code"), SAMPLES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_thing_is_due_from_its_moment_on_and_not_before(fact, at, code):
    if code == "case-overdue":
        at = PROCEDURE.due(fact) + TICK
    assert due([fact], as_of=at - TICK, procedure=PROCEDURE) == ()
    (found,) = due([fact], as_of=at, procedure=PROCEDURE)
    assert (found.at, found.reason.code, found.kind) == (at, code, type(fact).__name__)
    assert found.area in AREAS
    assert due([fact], as_of=at - DAY, ahead=DAY, procedure=PROCEDURE) == (found,)
    assert due([fact], as_of=at + DAY, after=at, procedure=PROCEDURE) == ()
    assert due([fact], as_of=at + DAY, after=at - TICK, procedure=PROCEDURE) == (found,)
    for locale in ("en", "de", "sv"):
        assert say(found.reason, locale=locale)


@pytest.mark.parametrize(
    "fact",
    [
        SAMPLES[0][0].with_step("accept", at=NOON - DAY, by="u"),
        evolve(SAMPLES[0][0], answer_by=None),
        DEAL.with_step("convert", at=NOON - DAY),
        DealRegistration(id="D-2", partner="P-1", domain="werft-kiel.de"),
        Agreement(id="A-2", partner="P-1", period=Period(start=date(2025, 1, 1), end=date(2025, 2, 1))),
        Agreement(id="A-3", partner="P-1", period=Period.since(date(2025, 1, 1)), status="signed"),
        TrainingResult(course="T-1", partner="P-1", on=date(2025, 1, 1), passed=False),
        evolve(PLAN, review_dates=(), commitments=[evolve(PLAN.commitments[0], done_on=date(2026, 3, 1))]),
        Task(id="T-1", title="Call", due=date(2026, 1, 1)).with_step("finish", at=NOON, by="u"),
        Task(id="T-2", title="Call"),
        ServiceCase(id="S-1", partner="P-1", opened_at=NOON),
        SAMPLES[2][0].with_step("withdraw", at=NOON, by="u", reason="settled"),
        Lead(id="L-1"),
        evolve(SIGNED, status="draft", signed_on=None),
        evolve(LEAVING, steps=WAY),
        LEAVING.with_step(StandingStep(event="close", at=NOON, decided_by="U-1")),
        PAUSED.with_step(StandingStep(event="reinstate", at=NOON, decided_by="U-1")),
        evolve(WARNED, cured_on=date(2026, 3, 2)),
        evolve(WARNED, deadline=None),
        evolve(CURABLE, cure_until=None),
        PARTING.with_done("stock", on=date(2026, 3, 2)),
    ],
    ids=lambda fact: type(fact).__name__,
)
def test_what_is_over_answered_or_without_end_is_not_due(fact):
    assert due([fact], as_of=NOON + 99 * DAY, procedure=PROCEDURE) == ()


def test_the_review_of_a_joint_plan_is_due_until_the_next_or_until_nobody_reviews_it_any_more():
    days = [date(2026, 9, 30), date(2026, 3, 31), date(2026, 12, 31)]
    reviewed = evolve(PLAN, commitments=(), review_dates=days)

    def days_due(on, **kwargs):
        at = datetime.combine(on, time(), UTC)
        return [each.reason.facts["on"] for each in due([reviewed], as_of=at, **kwargs)]

    assert days_due(date(2026, 3, 30)) == []
    assert days_due(date(2026, 9, 29)) == [date(2026, 3, 31)]
    assert days_due(date(2026, 9, 29), ahead=DAY) == [date(2026, 3, 31), date(2026, 9, 30)]
    assert days_due(date(2026, 9, 30)) == [date(2026, 9, 30)]
    assert days_due(date(2027, 3, 31)) == [date(2026, 12, 31)]
    assert days_due(date(2027, 4, 1)) == []


@pytest.mark.parametrize(
    ("locale", "has", "over"),
    [("en", "has until", " is over"), ("de", " hat bis ", "abgelaufen"), ("sv", " på sig ", " gick ut")],
)
def test_what_is_told_ahead_does_not_say_that_it_is_over(locale, has, over):
    (found,) = due([WARNED], as_of=MIDNIGHT - timedelta(days=3), ahead=timedelta(days=7))

    assert has in say(found, locale=locale)
    assert over not in say(found, locale=locale)


def test_what_a_newer_version_replaced_is_not_due():
    learned = datetime(2026, 3, 2, 12, tzinfo=UTC)
    task = Task(id="K", title="Call", due=date(2026, 3, 1), known_until=learned)
    network = Network.of(task, evolve(task, status="done", known_from=learned, known_until=None))

    assert due(network, as_of=learned) == ()
    assert due(network, as_of=learned - timedelta(hours=1))[0].id == "K"


def test_a_certificate_that_was_renewed_is_not_due():
    again = evolve(RESULT, on=date(2026, 2, 27), expires_on=date(2028, 2, 27))
    other = evolve(RESULT, partner="P-2")

    assert [each.id for each in due([again, RESULT, other], as_of=MIDNIGHT)] == ["P-2"]
    assert len(due([RESULT, evolve(again, on=date(2026, 3, 4))], as_of=MIDNIGHT)) == 1


def test_money_that_runs_out_and_the_last_day_to_claim_it_are_due():
    fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("9", "EUR"), claim_days=10)
    aside = FundAllocation(
        id="A", fund="mdf", partner="P-1", amount=Money.of("9", "EUR"), period=Period.month(2026, 3)
    )
    asked = FundRequest(
        id="R",
        fund="mdf",
        partner="P-1",
        amount=Money.of("5", "EUR"),
        period=Period.month(2026, 3),
        requested_at=NOON,
    )
    approved = asked.with_step("approve", at=NOON, by="U-1", amount=Money.of("4", "EUR"))
    april = datetime(2026, 4, 1, tzinfo=UTC)
    claim = datetime(2026, 4, 11, tzinfo=UTC)

    assert due([fund, aside, approved], as_of=april - TICK) == ()
    assert [each.reason.code for each in due([fund, aside, approved], as_of=april)] == [
        "fund-allocation-over"
    ]
    assert [(each.id, each.at) for each in due([approved, fund], as_of=claim)] == [("R", claim)]
    assert due([approved, fund], as_of=claim - TICK) == ()
    eastern = evolve(fund, timezone="America/New_York")
    assert [each.at for each in due([eastern, aside, approved], as_of=claim + DAY)] == [
        april + timedelta(hours=4), claim + timedelta(hours=4)
    ]  # fmt: skip
    assert due([asked, approved.with_step("withdraw", at=NOON), fund], as_of=claim + 99 * DAY) == ()
    assert due([approved, evolve(aside, period=None)], as_of=claim + 99 * DAY) == ()
    assert due([aside], as_of=april)[0].reason.facts["until"] == date(2026, 3, 31)
    for each in due([fund, aside, approved], as_of=claim):
        assert say(each.reason, locale="sv")


def test_the_last_moment_there_is_has_none_after_it():
    never = datetime.max.replace(tzinfo=UTC)
    asked = ServiceCase(id="S-1", partner="P-1", opened_at=NOON, due_at=never)

    assert due([asked, evolve(SAMPLES[0][0], answer_by=never)], as_of=NOON) == ()


def test_without_a_procedure_a_case_has_no_clock():
    assert due([SAMPLES[2][0]], as_of=NOON + 99 * DAY) == ()


def test_the_last_day_of_notice_is_told_in_time():
    renewing = evolve(
        SIGNED, period=Period(start=date(2025, 7, 1), end=date(2026, 7, 1)), renews_months=12,
        notice=NoticeTerms(months=3),
    )  # fmt: skip
    last = datetime(2026, 4, 1, tzinfo=UTC)

    assert due([renewing], as_of=last - 30 * DAY - TICK) == ()
    (found,) = due([renewing], as_of=last - 30 * DAY)
    assert (found.area, found.at, found.reason.facts["until"]) == ("notice", last, date(2026, 3, 31))
    assert due([renewing], as_of=last - 30 * DAY, notice_ahead=timedelta()) == ()
    ended = renewing.with_step("give-notice", on=date(2026, 3, 1), reason="sales")
    (found,) = due([ended], as_of=NOON + 365 * DAY)
    assert (found.reason.code, found.reason.facts["until"]) == ("agreement-over", date(2026, 6, 30))
    assert due([evolve(renewing, notice=None)], as_of=NOON + 365 * DAY) == ()


def test_what_renewed_itself_can_be_given_notice_of_in_its_next_term():
    renewing = evolve(
        SIGNED, period=Period(start=date(2023, 7, 1), end=date(2024, 7, 1)), renews_months=12, notice=NoticeTerms(months=3)
    )  # fmt: skip

    def last_days(day, **more):
        return [
            each.reason.facts["until"]
            for each in due([renewing], as_of=datetime.combine(day, time(), UTC), **more)
        ]

    assert last_days(date(2026, 1, 31)) == []
    assert last_days(date(2026, 6, 30)) == [date(2026, 3, 31)]
    # Too late for one term is not late for the next.
    assert last_days(date(2026, 7, 1)) == []
    assert last_days(date(2026, 7, 1), ahead=366 * DAY) == [date(2027, 3, 31)]
    assert last_days(date(2024, 3, 31), ahead=400 * DAY) == [date(2024, 3, 31), date(2025, 3, 31)]


@pytest.mark.parametrize(
    ("more", "until"),
    [
        ({"renews_months": 12}, date(2026, 12, 31)),
        ({"renews_months": 12, "notice": None}, date(2026, 12, 31)),
        ({"renews_months": 12, "partner_notice": NoticeTerms(months=11)}, date(2026, 12, 31)),
        ({"period": Period.since(date(2025, 1, 1))}, date(2026, 6, 1)),
        ({"period": Period.since(date(2025, 1, 1)), "notice": None}, None),
        ({"period": Period.year(2026)}, date(2026, 6, 1)),
        ({"period": Period.year(2027)}, date(2027, 4, 1)),
    ],
)
def test_what_was_given_notice_ends_when_the_notice_runs_out(more, until):
    terms = {
        "period": Period.year(2025),
        "notice": NoticeTerms(months=3),
        "form": "resells",
        "signed_on": None,
        **more,
    }
    found = due(
        [evolve(SIGNED, **terms, status="notice-given", notice_on=date(2026, 3, 1))], as_of=NOON + 900 * DAY
    )

    assert [(each.reason.code, each.reason.facts["until"]) for each in found] == (
        [] if until is None else [("agreement-over", until)]
    )


def test_where_a_law_asks_for_longer_the_last_day_comes_earlier():
    dealer = evolve(
        SIGNED, period=Period(start=date(2025, 7, 1), end=date(2026, 7, 1)), renews_months=12,
        form="resells", law="US-WI",
    )  # fmt: skip

    days = [
        due([each], as_of=NOON + 60 * DAY)[0].reason.facts["until"]
        for each in (
            dealer,
            evolve(dealer, notice=NoticeTerms(months=1)),
            evolve(dealer, notice=NoticeTerms(months=6)),
        )
    ]
    assert days == [date(2026, 4, 1), date(2026, 4, 1), date(2025, 12, 31)]
    assert end_by_notice(dealer, given_on=date(2026, 4, 1)).last_day == date(2026, 6, 30)
    assert end_by_notice(dealer, given_on=date(2026, 4, 2)).last_day == date(2027, 6, 30)


@given(st.permutations(SAMPLES))
def test_the_order_of_facts_makes_no_difference(samples):
    facts = [fact for fact, _, _ in samples]
    found = due(facts, as_of=NOON + 9 * DAY, procedure=PROCEDURE)

    assert found == due([fact for fact, _, _ in SAMPLES], as_of=NOON + 9 * DAY, procedure=PROCEDURE)
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert len(found) == len(SAMPLES)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidValue, match="as_of"):
        due([], as_of=datetime(2026, 3, 2))
    with pytest.raises(InvalidValue, match="after"):
        due([], as_of=NOON, after=datetime(2026, 3, 2))


def test_steps_talks_and_the_end_of_a_plan_are_due_while_it_runs():
    draft = Plan(
        id="B-1",
        kind="improvement",
        partner="P-4",
        period=Period.of(date(2026, 3, 1), date(2026, 4, 1)),
        steps=[
            PlanStep(id="a", code="coach-sellers", by="vendor", due=date(2026, 3, 10)),
            PlanStep(id="b", code="visit-together", by="partner", due=date(2026, 3, 20)),
        ],
        goals=["G-1"],
    )
    running = draft.with_step("agree", on=date(2026, 3, 1)).with_done("a", on=date(2026, 3, 9))
    late = datetime(2026, 4, 2, tzinfo=UTC)

    def told(plan):
        return [(each.area, each.at.date(), each.reason.code) for each in due([plan], as_of=late)]

    assert told(draft) == []
    assert told(running) == [
        ("step", date(2026, 3, 15), "talk-due"),
        ("step", date(2026, 3, 21), "plan-step-due"),
        ("expiry", date(2026, 4, 1), "plan-over"),
    ]
    assert told(running.with_talk(date(2026, 3, 30)))[0][2] == "plan-step-due"
    assert told(running.with_step("miss", on=date(2026, 4, 1), reason="targets-missed")) == []


CLOCK = Clock(
    subject="L-1", level="claim", owner="P-1", calendar="office", started_at=NOON - 2 * timedelta(hours=1)
)
CLAIM = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8))
WORK = {"levels": [CLAIM], "calendars": {"office": OFFICE}}


def test_the_clock_of_a_lead_is_due_when_its_working_time_is_over():
    last = NOON + 22 * timedelta(hours=1)
    over = last + timedelta(seconds=1)
    assert due([CLOCK], as_of=over - TICK, **WORK) == ()
    (found,) = due([CLOCK], as_of=over, **WORK)
    assert [each.state for at in (over - TICK, over) for each in watch([CLOCK], **WORK, as_of=at)] == [
        "running",
        "overdue",
    ]
    assert found.reason.facts["until"] == last
    assert (found.area, found.kind, found.id, found.at) == ("clock", "Clock", "L-1", over)
    assert found.reason.code == "promise-due"
    assert found == due([CLOCK], as_of=NOON, ahead=DAY, **WORK)[0]
    assert due([CLOCK], as_of=over + DAY, after=over, **WORK) == ()


@pytest.mark.parametrize(
    "clock", [CLOCK.stop(at=NOON), CLOCK.stop(at=NOON, ended="withdrawn"), CLOCK.pause(at=NOON, why="asked")]
)
def test_a_clock_that_stopped_or_stands_still_is_not_due(clock):
    assert due([clock], as_of=NOON + 99 * DAY, **WORK) == ()


def test_without_levels_clocks_are_passed_over_and_an_unknown_level_is_refused():
    assert due([CLOCK], as_of=NOON + 99 * DAY) == ()
    with pytest.raises(NotFound, match="claim"):
        due([CLOCK], as_of=NOON, levels=[])


@pytest.mark.parametrize("name", ["ahead", "notice_ahead"])
def test_how_far_to_look_ahead_is_a_span_of_time(name):
    for wrong in (5, None, -timedelta(days=1), timedelta.max):
        with pytest.raises(InvalidValue, match=f"^{name}: .* use a timedelta up to 100 years"):
            due([], as_of=NOON, **{name: wrong})
