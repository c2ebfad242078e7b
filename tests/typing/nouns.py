"""Every noun that `api.py` has no use for, built as a host builds it: never run, checked by mypy and pyright."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import assert_type

import partnerkit as pk
from partnerkit.conflicts import Admission, Condition, DeclaredRule, Draft, Saying
from partnerkit.facts import (
    Address,
    Answer,
    Assignment,
    Campaign,
    Certification,
    Consent,
    Course,
    Delivery,
    Delta,
    DirectEngagement,
    Enrolment,
    ExitCriterion,
    Fact,
    FundAllocation,
    Incentive,
    Justification,
    Location,
    MarketData,
    NoticeTerms,
    Person,
    PlanStep,
    QuantityBreak,
    Question,
    RebateStep,
    Requirement,
    ServiceCase,
    StandingStep,
    StepTaken,
    Stock,
    Subject,
    Succession,
    Survey,
    Tailoring,
    Task,
    Tier,
    Touch,
    TrainingResult,
    Tree,
    WarrantyClaim,
    WrittenWarning,
)
from partnerkit.leads import (
    AccountSplit,
    AccountTakenOver,
    CatchUp,
    Criterion,
    Deleted,
    EligibilityRule,
    Escalation,
    FieldInput,
    LeadCreditedBack,
    LeadReassigned,
    Limit,
    Offer,
    OpenLead,
    OpenLeadsTold,
    Pause,
    PauseCondition,
    Pledge,
    Prospect,
    Signal,
    Stage,
    StageTable,
    TargetProfile,
)
from partnerkit.lifecycle import NoticeLaw, Override, PlanTemplate, Rights, TemplateStep
from partnerkit.values import Facts, FiscalCalendar, PeriodSet, Span, SpanSet

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TODAY = date(2026, 3, 2)
YEAR = pk.Period.year(2026)
EUROS = pk.Money.of("900", "EUR")


def values(span: Span) -> None:
    assert_type(pk.Quantity.of(3, "piece") + pk.Quantity.of(1, "piece"), pk.Quantity)
    assert_type(FiscalCalendar(start_month=7, weeks="4-4-5", ends="last", weekday=6).year(2026), pk.Period)
    days, moments = PeriodSet.of(YEAR), SpanSet.of(span)
    assert_type(days | PeriodSet.of(), PeriodSet)
    assert_type(moments & SpanSet.of(), SpanSet)
    assert_type((days.days, moments.length), tuple[int, timedelta])
    assert_type(Facts(lead="L-17")["lead"], object)


def places_and_firms() -> None:
    pk.Territory(id="de-north", parent="de", products=["firewall"])
    pk.Product(id="firewall", parent="security", unit="piece")
    place = Location(id="P-4/1", city="Kiel", latitude=54.3, longitude=10.1, timezone="Europe/Berlin")
    heir = Succession(kind="merger", other="P-9", on=TODAY)
    held = Certification(name="network-pro", valid=YEAR)
    firm = pk.Partner(id="P-4", locations=[place], certifications=[held], successions=[heir])
    assert_type(firm.learned_at, datetime | None)
    assert_type(Tree.of([firm]).roots, tuple[str, ...])
    Address(street="Kai 1", postal_code="24103", city="Kiel", country="DE")
    Assignment(person="U-1", partner="P-4", role="account-manager", period=YEAR)
    Consent(basis="consent", purpose="offer", may_be_passed_on=True, recipients=["P-4"], given_at=NOW)
    DirectEngagement(id="D-1", person="U-1", account="A-1", since=NOW, initiative="customer")
    fact: Fact = firm
    assert_type(fact.is_known_at(NOW), bool)


def versions(before: Stock) -> None:
    assert_type(Delta.of(added=[], removed=[]).added, tuple[Fact, ...])
    before.changed([], [])


def money_and_terms() -> None:
    Justification(code="volume", explains=Decimal("0.05"), by="U-1", at=NOW)
    QuantityBreak(quantity=Decimal(10), discount=Decimal("0.05"))
    RebateStep(turnover=EUROS, share=Decimal("0.02"))
    FundAllocation(id="F-1/P-4", fund="F-1", partner="P-4", amount=EUROS)
    StepTaken(event="approve", at=NOW, by="U-1", amount=EUROS, documents=["invoice-1"])
    MarketData(territory="de-north", period=YEAR, potential=EUROS)
    Delivery(id="V-1", partner="P-4", ordered_on=TODAY, promised_on=TODAY)
    NoticeTerms(months=3, to_end_of="quarter", source="contract")
    WrittenWarning(id="W-1", partner="P-4", cause="late-payment", given_on=TODAY, deadline=date(2026, 4, 1))
    asked = Requirement(measure="revenue", least=Decimal(100), months=12)
    Tier(
        name="gold",
        rank=1,
        requirements=[asked],
        incentives=[Incentive(kind="rebate", share=Decimal("0.02"))],
    )


def people_at_work() -> None:
    Campaign(id="C-1", period=YEAR, partners=["P-4"], expected_leads=20)
    Touch(lead="L-17", channel="fair", at=NOW, role="marketing", campaign="C-1")
    Task(id="T-1", owner="U-1", partner="P-4", about=Subject(model="Lead", id="L-17"), due=TODAY)
    asked = Question(id="q1", kind="scale", least=0, most=10, words={"en": "Would you recommend us?"})
    Survey(id="S-1", wave=1, mode="anonymous", questions=[asked])
    Answer(survey="S-1", question="q1", on=TODAY, reply=9)
    ServiceCase(id="R-1", partner="P-4", priority="urgent", opened_at=NOW)
    WarrantyClaim(id="G-1", partner="P-4", claimed=EUROS, submitted_at=NOW)


def learning_and_plans(decider: Person) -> None:
    Course(id="K-1", certifies="network-pro", valid_months=24, format="online", languages=["de"])
    Enrolment(id="E-1", course="K-1", person="U-9", enrolled_at=NOW)
    TrainingResult(course="K-1", person="U-9", on=TODAY, passed=True, score=Decimal("0.9"))
    step = PlanStep(id="one", code="first-talk", by="vendor", due=TODAY)
    assert_type(step.title, str)
    ExitCriterion(measure="revenue", least=EUROS)
    Tailoring(step="one", change="left-out", because="knows-it")
    StandingStep(event="qualify", at=NOW, decided_by="U-1")
    template = TemplateStep(code="first-talk", by="vendor", day=7, spared_by=["experienced"])
    assert_type(PlanTemplate(id="short", kind="onboarding", steps=[template]).days, int)
    Override(by=decider, reason="board-decision")
    Rights(access=True, prices=False)
    NoticeLaw(id="house", source="contract", forms=["resells"], laws=["DE"], steps=[(0, 3)])


def rules_of_the_host() -> None:
    said = Saying(language="en", title="Slow", finding="{partner} is slow")
    declared = DeclaredRule(
        code="slow", severity="low", facts="deals", same=["partner"], where=[Condition(name="status", operator="known")], words=[said]
    )  # fmt: skip
    assert_type(declared.code, str)
    shows = Admission(party="P-4", record="G-1", purpose="warranty", shows=pk.Reason("slow"))
    assert_type(
        Draft(group=["P-4"], reason=pk.Reason("slow"), own={}, admitted=[shows]).parties, tuple[str, ...]
    )


def entries_of_a_ledger() -> None:
    assert_type(AccountTakenOver(old="P-4", new="P-9", at=NOW, by="U-1", why="merger").reason, pk.Reason)
    AccountSplit(
        partner="P-4", new="P-9", part=Fraction(1, 3), at=NOW, by="U-1", why="split", open_leads=["L-1"]
    )
    OpenLeadsTold(open={"P-4": 3}, at=NOW, by="U-1")
    LeadReassigned(lead="L-17", partner="P-5", at=NOW, by="U-1", why="asked for")
    assert_type(OpenLead(lead="L-17", partner="P-4").since, datetime | None)
    assert_type(CatchUp(most=Decimal(2)).most, Decimal | None)


def credited(event: LeadCreditedBack) -> None:
    assert_type(event.reason, pk.Reason)


def working_leads(rule: EligibilityRule) -> None:
    assert_type(rule.code, str)
    Limit(window="week", most=lambda partner: partner.capacity, zone="Europe/Berlin")
    offer = Offer(
        id="L-17/1", lead="L-17", partner="P-4", offered_at=NOW, since=NOW, due=NOW + timedelta(days=1)
    )
    assert_type(offer.is_live, bool)
    Escalation(after=timedelta(hours=4), to="channel-manager")
    Signal(kind="first-contact", at=NOW, subject="L-17")
    Pause(since=NOW, why="customer-away")
    PauseCondition(why="waits", begins=["asked"], ends=["answered"], at_most=timedelta(days=5))
    FieldInput(id="I-1", kind="idea", by="P-4", text="A demo", at=NOW, owed_by="U-1")
    Pledge(id="G-1", kind="volume", owed_to="P-4", period=YEAR, leads=40)
    Deleted(lead="L-17", partner="P-4", at=NOW, by="U-9")


def stages(criterion: Criterion) -> None:
    TargetProfile(version="1", valid=YEAR, criteria=[criterion])
    table = StageTable(stages=[Stage(name="new", then=["won"]), Stage(name="won", won=True)])
    assert_type((table.first, table.names), tuple[str, tuple[str, ...]])


def asks(known: Prospect) -> bool | None:
    return None if known.lead.value is None else known.answers.get("budget") == "yes"
