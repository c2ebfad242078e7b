"""
`today` misses nothing that is due in any area.

The other side of the comparison knows of each fact when it is due and whom it
concerns because it made it so, and asks neither `due` nor any index.
"""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from partnerkit import Money, Network, Partner, Period
from partnerkit.conflicts.cases import Case, Procedure
from partnerkit.facts import (
    Agreement,
    Assignment,
    DealRegistration,
    Fund,
    FundAllocation,
    FundRequest,
    JointPlan,
    Person,
    Plan,
    PlanStep,
    ServiceCase,
    Standing,
    StandingStep,
    Task,
    Territory,
    TrainingResult,
    WrittenWarning,
)
from partnerkit.facts.agreement import Commitment, NoticeTerms
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.clocks import Clock, ServiceLevel
from partnerkit.lifecycle import Notice, WindDown, WindDownStep
from partnerkit.review import today, unattended
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EURO = Money.of(9, "EUR")
DAY = timedelta(days=1)
AHEAD, NOTICE_AHEAD = 7 * DAY, 30 * DAY
#: Whoever owes has all hours of all days, so that the moments can be told without a calendar.
ALWAYS = WorkingCalendar(zone="UTC", week={day: ((time(0), time(23, 59)),) for day in range(7)})
PROCEDURE = Procedure(calendar=ALWAYS)
LEVEL = ServiceLevel(name="claim", owed_by="partner", within=DAY)

PARTNERS, PEOPLE, PLACES = ("P-0", "P-1", "P-2"), ("U-0", "U-1", "U-2"), ("north", "kiel", "south")
BELOW = {"north": {"north", "kiel"}, "kiel": {"kiel"}, "south": {"south"}}


def deal(name, partner, until):
    made = DealRegistration(id=name, partner=partner, domain="werft-kiel.de")
    for step, days in (("submit", 90), ("review", 89)):
        made = made.with_step(step, at=NOW - days * DAY)
    return made.with_step("approve", at=NOW - 88 * DAY, expires_at=until)


def agreement(name, partner, end, *, renews):
    terms = {"renews_months": 12, "notice": NoticeTerms(days=10)} if renews else {}
    return Agreement(
        id=name,
        partner=partner,
        period=Period(start=date(2020, 1, 1), end=end),
        status="signed",
        signed_on=date(2019, 12, 1),
        **terms,
    )


def fund_request(name, partner, last):
    """A request whose claim is late ten days after the end of its period."""
    over = last - 9 * DAY
    asked = FundRequest(
        id=name,
        fund="mdf",
        partner=partner,
        amount=EURO,
        period=Period(start=over - 30 * DAY, end=over),
        requested_at=NOW - 300 * DAY,
    )
    return asked.with_step("approve", at=NOW - 299 * DAY, by="U-0", amount=EURO)


def standing(name, partner, last):
    way = [
        StandingStep(event=event, at=NOW - 300 * DAY, decided_by="U-0")
        for event in ("qualify", "contract", "onboard", "activate")
    ]
    end = StandingStep(
        event="end",
        at=NOW - 299 * DAY,
        decided_by="U-0",
        reason="moved",
        initiator="mutual",
        last_day=last,
    )
    return Standing(id=name, partner=partner, began_at=NOW - 300 * DAY, steps=[*way, end])


def plan(name, partner, last):
    """A plan that runs, with one step; its talks are due since 2025, and are left aside below."""
    draft = Plan(
        id=name,
        kind="improvement",
        partner=partner,
        period=Period(start=date(2025, 1, 1), end=date(2030, 1, 1)),
        steps=[PlanStep(id="a", code="coach-sellers", by="vendor", due=last)],
        goals=["G-1"],
    )
    return draft.with_step("agree", on=date(2025, 1, 1))


def talk(name, partner, day):
    """A plan that runs, whose next talk is on the day: two weeks after both agreed on it."""
    agreed = day - 14 * DAY
    draft = Plan(
        id=name,
        kind="improvement",
        partner=partner,
        period=Period(start=agreed, end=date(2030, 1, 1)),
        steps=[PlanStep(id="a", code="coach-sellers", by="vendor", due=date(2029, 1, 1))],
        goals=["G-1"],
    )
    return draft.with_step("agree", on=agreed)


def parting(name, partner, last):
    """What one thing is left to do of, after a contract has ended."""
    reason = Reason("wind-down-due", {"matter": "stock", "partner": partner, "until": last})
    step = WindDownStep(id="stock", area="stock", by="vendor", due=last, reason=reason)
    return WindDown(standing=name, partner=partner, last_day=date(2025, 1, 1), steps=(step,))


def begins(day):
    return datetime.combine(day, time(), UTC)


#: Of each area: what makes a fact of a name, a partner, a person and a day, and the first moment at which it is too late.
MAKERS = {
    "task": lambda name, partner, person, day: (
        Task(id=name, partner=partner, owner=person, due=day),
        begins(day + DAY),
    ),
    "request": lambda name, partner, _, day: (
        ServiceCase(id=name, partner=partner, opened_at=begins(day) - 90 * DAY, due_at=begins(day)),
        begins(day),
    ),
    "registration": lambda name, partner, _, day: (deal(name, partner, begins(day)), begins(day)),
    "agreement": lambda name, partner, _, day: (agreement(name, partner, day, renews=False), begins(day)),
    "notice": lambda name, partner, _, day: (
        agreement(name, partner, day + 11 * DAY, renews=True),
        begins(day + DAY),
    ),
    "step": lambda name, partner, _, day: (
        JointPlan(
            id=name,
            partner=partner,
            period=Period.year(2026),
            commitments=[Commitment(id=name, by="vendor", text="a machine", due=day)],
        ),
        begins(day + DAY),
    ),
    "review": lambda name, partner, _, day: (
        JointPlan(id=name, partner=partner, period=Period.year(2026), review_dates=[day]),
        begins(day),
    ),
    "certificate": lambda name, partner, _, day: (
        TrainingResult(
            course=name,
            partner=partner,
            on=date(2025, 1, 1),
            passed=True,
            certifies=name,
            expires_on=day,
        ),
        begins(day),
    ),
    "allocation": lambda name, partner, _, day: (
        FundAllocation(
            id=name,
            fund="mdf",
            partner=partner,
            amount=EURO,
            period=Period(start=date(2025, 1, 1), end=day),
        ),
        begins(day),
    ),
    "claim": lambda name, partner, _, day: (fund_request(name, partner, day), begins(day + DAY)),
    "ending": lambda name, partner, _, day: (standing(name, partner, day), begins(day + DAY)),
    "warning": lambda name, partner, _, day: (
        WrittenWarning(
            id=name,
            partner=partner,
            cause="late",
            known_on=date(2025, 1, 1),
            given_on=date(2025, 1, 2),
            deadline=day,
        ),
        begins(day + DAY),
    ),
    "plan": lambda name, partner, _, day: (plan(name, partner, day), begins(day + DAY)),
    "talk": lambda name, partner, _, day: (talk(name, partner, day), begins(day)),
    "parting": lambda name, partner, _, day: (parting(name, partner, day), begins(day + DAY)),
    "cure": lambda name, partner, _, day: (
        Notice(agreement=name, partner=partner, by="vendor", given_on=date(2025, 1, 1), cure_until=day),
        begins(day + DAY),
    ),
    "offer": lambda name, partner, _, day: (
        LeadOffer(id=name, partner=partner, offered_at=begins(day) - DAY, answer_by=begins(day)),
        begins(day),
    ),
    "clock": lambda name, partner, _, day: (
        Clock(subject=name, level="claim", owner=partner, started_at=begins(day) - DAY),
        begins(day),
    ),
    "case": lambda name, partner, _, day: (
        Case(
            id=name,
            kind="payment",
            subject="late",
            parties=[partner],
            opened_at=begins(day) - 9 * DAY,
            opened_by="nobody",
        ),
        None,
    ),
}
OUTSIDE = (LeadOffer, Clock, Case, Notice, WindDown)


@st.composite
def worlds(draw):
    owners = {each: draw(st.sampled_from((None, *PEOPLE))) for each in PARTNERS}
    served = {each: draw(st.sampled_from((None, *PLACES))) for each in PARTNERS}
    duties = draw(
        st.lists(
            st.tuples(st.sampled_from(PEOPLE), st.sampled_from((*PARTNERS, *PLACES)), st.integers(-400, 400)),
            max_size=4,
        )
    )
    things = draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(MAKERS)),
                st.sampled_from(PARTNERS),
                st.sampled_from((None, *PEOPLE)),
                st.integers(-60, 60),
            ),
            max_size=8,
        )
    )
    gone = draw(st.sets(st.sampled_from(PEOPLE), max_size=len(PEOPLE)))
    return owners, served, duties, things, gone


def concerned(owners, served, duties, partner, person):
    """Return whom it concerns, by walking through everything."""
    found = {person} if person is not None else set()
    found |= {owners[partner]} - {None}
    for who, what, shift in duties:
        began = NOW.date() + shift * DAY
        if began <= NOW.date() < began + 300 * DAY and (
            what == partner or served[partner] in BELOW.get(what, ())
        ):
            found.add(who)
    return found


@given(worlds())
def test_today_misses_nothing_that_is_due(world):
    owners, served, duties, things, gone = world
    made = []
    for place, (area, partner, person, shift) in enumerate(things):
        fact, late = MAKERS[area](f"X-{place}", partner, person, NOW.date() + shift * DAY)
        named = person if area == "task" else None
        late = PROCEDURE.due(fact) if late is None else late
        early = NOTICE_AHEAD if area == "notice" else 0 * DAY
        # What nobody gave notice of in time has renewed itself, and is no longer due.
        runs = area != "notice" or fact.period.end > NOW.date()
        made.append((fact, partner, named, runs and late - early <= NOW + AHEAD, f"X-{place}"))
    network = Network.of(
        [
            Partner(id=each, account_owner=owners[each], territories=served[each] and (served[each],))
            for each in PARTNERS
        ],
        [Person(id=each, left_on=NOW.date() if each in gone else None) for each in PEOPLE],
        Fund(id="mdf", period=Period.year(2026), budget=EURO, claim_days=10),
        Territory(id="north"),
        Territory(id="kiel", parent="north"),
        Territory(id="south"),
        [
            Assignment(
                person=who,
                **{"partner" if what in PARTNERS else "territory": what},
                period=Period(start=NOW.date() + shift * DAY, end=NOW.date() + (shift + 300) * DAY),
            )
            for who, what, shift in duties
        ],
        [fact for fact, *_ in made if not isinstance(fact, OUTSIDE)],
    )
    beside = [fact for fact, *_ in made if isinstance(fact, OUTSIDE)]
    options = {
        "beside": beside, "ahead": AHEAD, "notice_ahead": NOTICE_AHEAD, "procedure": PROCEDURE, "levels": [LEVEL]
    }  # fmt: skip

    talks = {f"X-{place}" for place, (area, *_) in enumerate(things) if area == "talk"}

    def told(duties):
        return [_name(each) for each in duties if each.reason.code != "talk-due" or each.id in talks]

    expected = {who: set() for who in (*PEOPLE, None)}
    for _, partner, named, is_due, name in made:
        who = concerned(owners, served, duties, partner, named)
        # What concerns those alone who have left is nobody's.
        for each in {None, *who} if who <= gone else who:
            expected[each] |= {name} if is_due else set()
    for person in PEOPLE:
        found = today(network, person, as_of=NOW, **options).duties
        assert sorted(told(each.due for each in found)) == sorted(expected[person])
    assert set(told(unattended(network, as_of=NOW, **options))) == expected[None]


def _name(found):
    name = found.reason.facts["certificate"] if found.kind == "TrainingResult" else found.id
    return name.removesuffix(":stock")
