"""What the ready-made figures were before, found in networks."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from partnerkit import Lead, Money, Network, Partner, PartnerkitError, Period, Ratio
from partnerkit.facts import Answer, Certification, Figure, MarketData, Person, RateTable, ServiceCase, Survey, Touch, TrainingResult, WarrantyClaim
from partnerkit.facts.survey import Question
from partnerkit.facts.training import Course
from partnerkit.scoring import kpis, measure_partners
from partnerkit.scoring.ground import Ground
from partnerkit.scoring.kpis import channel_stock, learning, reporting, sales, satisfaction, service_work
from partnerkit.values import WorkingCalendar

Q1 = Period.quarter(2026, 1)
NAMES = ("P-1", "P-2")
RATES = RateTable(id="ecb", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal("1.25")})
MEASURES = (
    "revenue", "margin", "sell_out", "sell_in", "channel_stock", "orders_on_hand", "receivables",
    "receivables_overdue", "aftermarket_revenue", "return_on_sales", "units_sold",
)  # fmt: skip


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
    borders = [datetime(2025, 12, 31, 23, 59, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)]
    return (*borders, *(datetime(2026, 3, day, hour, tzinfo=UTC) for day in (2, 3, 6, 9, 31) for hour in (0, 10, 15)))


def figures(draw, measures):
    found = []
    is_mixed, is_odd = draw.is_so(0.1), draw.is_so(0.1)
    for measure in measures:
        for partner in NAMES:
            periods = draw.one_of((Q1.months(), Q1.months(), (Q1,), (Q1, *Q1.months()[:1]) if is_odd else (Q1,)))
            periods = (*periods, *(draw.one_of((Period.quarter(2025, 1).months(), (Period.quarter(2025, 1),), ()))))
            for period in periods:
                if draw.is_so(0.08):
                    continue
                amount = draw.one_of((0, 1, 2, 99, 100, 100, -5))
                value = draw.one_of((Money.of(amount, "USD"), amount, Decimal("2.5"))) if is_mixed else Money.of(amount, "EUR")
                if measure == "return_on_sales":
                    value = Ratio(numerator=Decimal(amount), denominator=Decimal(draw.one_of((100, 0))))
                parts = draw.one_of(({},) * 6 + ({"product": "x"}, {"territory": "north"}))
                found.append(
                    Figure(
                        partner=partner,
                        measure=measure,
                        period=period,
                        value=None if draw.is_so(0.05) else value,
                        status="disputed" if draw.is_so(0.04) else "reported",
                        **parts,
                    )
                )
    return found


def partners(draw):
    week = Period(start=date(2026, 1, 1), end=draw.one_of((date(2026, 3, 31), date(2026, 4, 1))))
    return [
        Partner(
            id=name,
            tier=draw.one_of((None, "gold")),
            type=draw.one_of((None, "dealer")),
            timezone=draw.one_of((None, "UTC", "Europe/Berlin")),
            territories=draw.one_of((None, ("north",), ("north", "south"))),
            certifications=draw.one_of(((), (Certification(name="c", valid=week),), (Certification(name="d"),))),
        )
        for name in NAMES
    ]


def measured(draw, facts, entries, **options):
    as_of = draw.one_of((date(2026, 3, 31), datetime(2026, 4, 1, tzinfo=UTC), date(2026, 3, 9), date(2026, 4, 11), date(2026, 4, 9)))
    found = measure_partners(Network.of(*facts), entries, options.pop("period", Q1), as_of=as_of, **options)
    return found.columns, found.findings, found.kept_out, repr(found), found.card(), found.as_of


def test_figures_of_money(answers_as_before):
    def figures_of_money(draw):
        market = [
            MarketData(territory=name, period=period, product=product, potential=Money.of(draw.one_of((0, 100, 3650)), draw.one_of(("EUR", "EUR", "EUR", "USD"))))
            for name in ("north", "south")
            for period, product in draw.some(((Period.year(2026), None), (Q1, None), (Q1, "x"), (Period.month(2026, 1), None)), 0.6)
        ]
        names = ("revenue", "margin_rate", "growth", "orders_on_hand_weeks", "sell_out", "channel_stock_weeks", "days_sales_outstanding", "overdue_share", "aftermarket_share", "return_on_sales", "share_of_potential", "claims_per_unit")
        rated = draw.one_of(({}, {"currency": "EUR"}, {"currency": "EUR", "rates": RATES}, {"currency": "USD", "rates": RATES}))
        entries = [kpis.get(name) for name in names]
        facts = [*partners(draw), *figures(draw, MEASURES), *market]
        return measured(draw, facts, entries, absent=draw.one_of(("unknown", "unknown", "zero")), period=draw.one_of((Q1, Q1, Period.month(2026, 1))), **rated)

    answers_as_before(figures_of_money, 100, is_summed=True)


def test_stocks(answers_as_before):
    def stocks(draw):
        entry = channel_stock.channel_stock_weeks(target=draw.one_of(((4, 8), (1, 13), (1, 26))), most_ratio=draw.one_of((1.0, 1.25, 2)))
        facts = [*partners(draw), *figures(draw, ("sell_in", "sell_out", "channel_stock"))]
        return measured(draw, facts, [entry], absent="zero")

    answers_as_before(stocks, 60, is_summed=True)


def test_leads(answers_as_before):
    def leads(draw):
        facts, given = partners(draw), {}
        for number in range(draw.whole(0, 6)):
            name = f"L-{number}"
            at = draw.one_of(moments())
            facts += valid(lambda name=name: Lead(id=name, status=draw.one_of(("won", "lost", "new")), received_at=moments()[0], closed_at=draw.one_of((None, *moments()))))
            if draw.is_so(0.9):
                given[name] = draw.one_of(NAMES), at
            facts += valid(*(lambda name=name: Touch(lead=name, channel="phone", at=draw.one_of(moments()), role=draw.one_of(("partner", "direct")), partner=draw.one_of((None, *NAMES))) for _ in range(draw.whole(0, 2))))
        facts = [each for each in facts if not isinstance(each, Touch) or any(each.lead == other.id for other in facts if isinstance(other, Lead))]
        calendar = WorkingCalendar(zone="UTC", week={day: [(time(8), time(12))] for day in (0, 4)}) if draw.is_so(0.2) else None
        calendars = {"P-1": calendar} if calendar else None
        return measured(draw, facts, [kpis.get("first_response_hours"), kpis.get("lead_conversion")], given=draw.one_of((given, given, None)), calendars=calendars)

    answers_as_before(leads, 80, is_summed=True)


def test_cases(answers_as_before):
    def cases(draw):
        facts = partners(draw)
        for number in range(draw.whole(1, 7)):
            at, done = draw.one_of(moments()), draw.one_of((None, *moments()))
            status = draw.one_of(("open", "resolved", "resolved", "closed", "canceled"))
            times = {"resolved_at": done} if status == "resolved" else {"closed_at": done} if status == "closed" else {}
            facts += valid(lambda number=number, at=at, status=status, times=times: ServiceCase(id=f"S-{number}", partner=draw.one_of((None, *NAMES, "P-1")), opened_at=at, status=status, units=draw.one_of(((), ("u",), ("u", "v"))), due_at=draw.one_of((None, *moments())), reopened=draw.one_of((0, 0, 1)), **times))
        claims = []
        for number in range(draw.whole(0, 5)):
            at, event = draw.one_of(moments()), draw.one_of((None, "approve", "reject", "approve-partly", "credit"))
            made = valid(lambda number=number, at=at: WarrantyClaim(id=f"W-{number}", partner=draw.one_of(NAMES), claimed=Money.of(1, "EUR"), submitted_at=at, case=draw.one_of((None, "S-0")), failed_on=draw.one_of((None, date(2026, 3, 1), date(2026, 3, 9)))))
            for claim in made:
                step = asked(lambda claim=claim, event=event: claim.with_step(event, at=draw.one_of(moments()), reason="wear-part")) if event else claim
                claims.append(claim if isinstance(step, PartnerkitError) else step)
        if not any(isinstance(each, ServiceCase) and each.id == "S-0" for each in facts):
            claims = [each for each in claims if each.case is None]
        units = figures(draw, ("units_sold",))
        names = ("resolution_hours", "cases_on_time", "repeat_repair_rate", "warranty_rejection_rate", "claim_turnaround_days", "claim_decision_days", "claims_per_unit")
        entries = [*map(kpis.get, names[:2]), service_work.repeat_repair_rate(within_days=draw.one_of((1, 3, 90))), *map(kpis.get, names[3:])]
        return measured(draw, [*facts, *claims, *units], entries)

    answers_as_before(cases, 150, is_summed=True)


def test_learning(answers_as_before):
    def learned(draw):
        facts = partners(draw)
        days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 5), date(2026, 3, 31), date(2026, 4, 1))
        people = [Person(id=f"U-{n}", name="N", employer=draw.one_of((None, *NAMES)), left_on=draw.one_of((None, None, *days))) for n in range(draw.whole(0, 4))]
        results = valid(*(lambda: TrainingResult(course="k", partner=None if people and draw.is_so() else draw.one_of(NAMES), person=draw.one_of(people).id if people else None, on=draw.one_of(days), passed=draw.is_so(0.7), certifies=draw.one_of((None, "c", "d")), expires_on=draw.one_of((None, *days))) for _ in range(draw.whole(0, 5))))
        return measured(draw, [*facts, Course(id="k", name="K"), *people, *results], [learning.certifications_held(), learning.training_pass_rate(), learning.trained_share()])

    answers_as_before(learned, 100)


def test_answers_of_partners(answers_as_before):
    def answered(draw):
        scale = {"kind": "scale", "least": draw.one_of((0, 1)), "most": draw.one_of((5, 10))}
        survey = Survey(id="s", name="S", wave=1, mode="named", questions=[Question(id="q", **scale), Question(id="r", **scale), Question(id="t", kind="text")])
        days = (date(2025, 3, 31), date(2025, 4, 1), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1))
        answers = valid(*(lambda: Answer(survey="s", question=draw.one_of(("q", "r", "t")), partner=draw.one_of(NAMES), on=draw.one_of(days), reply=draw.one_of((1, 2, 5, "x"))) for _ in range(draw.whole(0, 7))))
        unlike = {(each.partner, each.question, each.on): each for each in answers}
        network = asked(lambda: Network.of(*partners(draw), survey, *unlike.values()))
        if isinstance(network, PartnerkitError):
            return network
        return measured(draw, [*partners(draw), survey, *unlike.values()], [satisfaction.satisfaction(question=draw.one_of((None, "q")))])

    answers_as_before(answered, 80, is_summed=True)


def test_reports(answers_as_before):
    def reported(draw):
        facts = partners(draw)
        for name in NAMES:
            for measure in ("sell_out", "stock"):
                for month in Q1.months():
                    end = datetime(month.end.year, month.end.month, month.end.day, tzinfo=UTC)
                    entered = draw.one_of((None, end, end + timedelta(days=10), end + timedelta(days=10, hours=1), end + timedelta(days=3)))
                    if draw.is_so(0.8):
                        facts.append(Figure(partner=name, measure=measure, period=month, value=1, entered_at=entered))
        entry = reporting.reporting_discipline(measures=draw.one_of((("sell_out",), ("sell_out", "stock"))), days=draw.one_of((0, 3, 10)))
        return measured(draw, facts, [entry])

    answers_as_before(reported, 60)


def test_figures_added_up(answers_as_before):
    def added_up(draw):
        network = Network.of(*partners(draw), *figures(draw, ("revenue", "units_sold")))
        ground = Ground(network=network, period=Q1, as_of=datetime(2026, 4, 1, tzinfo=UTC), absent=draw.one_of(("unknown", "zero")), currency=draw.one_of((None, "EUR")), rates=draw.one_of((None, RATES)))
        return [asked(lambda name=name, ask=ask: ask(name)) for name in ("revenue", "units_sold", "gone") for ask in (ground.total, ground.latest)]

    answers_as_before(added_up, 60, is_summed=True)


def test_what_is_asked_for(answers_as_before):
    def asked_for(draw):
        entries = [draw.one_of((*kpis.builtin()[:4], "revenue")) for _ in range(2)]
        period, absent = draw.one_of((Q1, "2026-Q1")), draw.one_of(("unknown", "none"))
        told = asked(lambda: measure_partners(Network.of(*partners(draw)), entries, period, as_of=date(2026, 3, 31), absent=absent))
        weights = {"revenue": 3, draw.one_of(("gone", "revenue")): 2}
        found = None if isinstance(told, PartnerkitError) else asked(lambda: told.card(weights=weights))
        days = [sales.a_year_before(each) for each in (Q1, Period(start=date(2024, 2, 29), end=date(2024, 3, 1)))]
        return ((told.columns, found) if found else told), days, asked(lambda: kpis.get(draw.one_of(("gone", "revenue"))))

    answers_as_before(asked_for, 24)


def test_ready_made(answers_as_before):
    def ready_made(_):
        return [(each.name, each.kpi, each.needs, each.meaning, each.kept_out, each.notice is None) for each in kpis.builtin()]

    answers_as_before(ready_made, 1)
