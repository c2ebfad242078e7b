"""
The life cycle leads on from everywhere, past no guard, and tells why it does not.

Whatever is asked, by whomever, with whatever papers: a step is taken only where
the table, the roles and what the issue asks for it allow it. What must hold is
written down here a second time, in the words of the rules, not of the code.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.people import Person
from partnerkit.facts.plan import Plan, PlanStep
from partnerkit.facts.standing import INITIATORS, LIFE_CYCLE, Standing
from partnerkit.facts.warning import WrittenWarning
from partnerkit.interop.wording import catalogue
from partnerkit.lifecycle import (
    Grounds,
    Override,
    Rights,
    advance,
    end_by_notice,
    rights,
)
from partnerkit.values.time import Period

START = datetime(2026, 1, 5, 12, tzinfo=UTC)
ADA = Person(id="U-1", name="Ada", roles=["territory-manager"])
BO = Person(id="U-2", name="Bo", roles=["head-office"])
CY = Person(id="U-3", name="Cy", roles=["head-office"])
PIA = Person(id="U-4", name="Pia", employer="P-4")
CAST = (
    *(ADA, BO, CY, PIA),
    Person(id="U-5", roles=["head-office"]),
    Person(id="U-6", name="Rik", roles=["head-office"], employer="P-5"),
    Person(id="U-7", name="Sam"),
)
AGREEMENT = Agreement(
    id="A-1", partner="P-4", form="agent", law="DE", status="signed", period=Period.since(date(2026, 1, 1))
)
AGREEMENTS = (
    AGREEMENT,
    evolve(AGREEMENT, status="sent"),
    evolve(AGREEMENT, form="resells"),
    evolve(AGREEMENT, form="resells", law="US-WI"),
    evolve(AGREEMENT, period=Period.of(date(2026, 1, 1), date(2040, 1, 1))),
)
PLAN = JointPlan(
    id="J-1",
    partner="P-4",
    period=Period.year(2026),
    goals=["de"],
    vendor_priorities={"growth": Decimal(1)},
    partner_priorities={"margin": Decimal(1)},
    signed_by_vendor=date(2026, 1, 5),
    signed_by_partner=date(2026, 1, 5),
)
WARNING = WrittenWarning(
    id="W-1",
    partner="P-4",
    cause="payment-overdue",
    known_on=date(2026, 1, 6),
    given_on=date(2026, 1, 7),
    deadline=date(2026, 4, 9),
    evidence=["invoice-77"],
)


PLAN_TO_IMPROVE = Plan(
    id="I-1",
    kind="improvement",
    partner="P-4",
    period=Period.year(2026),
    goals=["de"],
    steps=[PlanStep(id="a", code="coach-sellers", by="vendor", due=date(2026, 2, 1))],
)


def mostly(value, *others):
    """Draw what lets the step pass half of the time, so that walks get somewhere."""
    return st.just(value) | st.sampled_from((value, *others))


days = st.integers(1, 400) | st.none() | st.integers(-30, 400)
outcomes = st.tuples(
    mostly(True, False), st.sampled_from(["reached", "missed", "refused"]), st.integers(-20, 5)
)

#: What may be brought forward, right half of the time.
PAPERS = {
    "unmet": mostly((), None, ("loader",)),
    "agreement": mostly(AGREEMENT, None, *AGREEMENTS),
    "joint_plan": mostly(PLAN, None, evolve(PLAN, signed_by_partner=None, vendor_priorities={})),
    "open_steps": mostly((), None, ("training",)),
    "improvement_plan": mostly("draft", "missed", None),
    "outcome": outcomes | outcomes | st.none(),
    "review_on": days,
    "initiator": st.sampled_from([*INITIATORS, "vendor", "vendor", None]),
    "last_day": days,
    "warning": mostly(WARNING, None, evolve(WARNING, evidence=()), evolve(WARNING, known_on=None)),
    "agreed_by": mostly(PIA, None, *CAST),
    "override": st.none() | st.builds(Override, by=mostly(CY, *CAST), reason=st.just("market-left")),
    "evidence": mostly(("letter-9",), ()),
}

#: Which of it matters for which event.
ASKED = {
    "qualify": ("unmet",),
    "contract": ("agreement", "joint_plan"),
    "onboard": ("agreement",),
    "activate": ("open_steps", "joint_plan"),
    "improve": ("improvement_plan",),
    "recover": ("outcome",),
    "suspend": ("review_on",),
    "withdraw": ("agreed_by",),
    "resume": ("agreed_by",),
    "end": ("agreement", "outcome", "initiator", "last_day", "warning", "agreed_by", "override", "evidence"),
}

#: Enough for each step on the way to the places where a walk begins.
GOOD = {
    "qualify": Grounds(unmet=()),
    "contract": Grounds(agreement=AGREEMENT, joint_plan=PLAN),
    "onboard": Grounds(agreement=AGREEMENT),
    "activate": Grounds(open_steps=(), joint_plan=PLAN),
    "improve": Grounds(improvement_plan=PLAN_TO_IMPROVE),
    "end": Grounds(initiator="mutual", agreement=AGREEMENT, agreed_by=PIA, last_day=date(2026, 12, 31)),
}
_ACTIVE = ("qualify", "contract", "onboard", "activate")
WAYS = (
    *(_ACTIVE[:count] for count in range(5)),
    *((*_ACTIVE, "improve"), (*_ACTIVE, "improve"), (*_ACTIVE, "end"), (*_ACTIVE[:3], "end")),
)


class LifeCycle(RuleBasedStateMachine):
    """One partner, and all that anybody may try."""

    def __init__(self):
        super().__init__()
        self.standing = Standing(id="S-4", partner="P-4", began_at=START)
        self.now = START
        self.plans = 0

    def day(self, offset):
        """Return a day around today."""
        return None if offset is None else max(START.date(), self.today + timedelta(days=offset))

    def plan(self, number, status, closed_on=None):
        """Return a plan that is as somebody says."""
        if status is None:
            return None
        known = evolve(PLAN_TO_IMPROVE, id=f"I-{number}")
        if status == "draft":
            return known
        on = closed_on or self.today
        return evolve(known, status=status, agreed_on=None if status == "refused" else on, closed_on=on)

    def grounds(self, data, event):
        """Draw the papers that somebody may bring for an event."""
        drawn = {name: data.draw(PAPERS[name], label=name) for name in ASKED.get(event, ())}
        for name in drawn.keys() & {"review_on", "last_day"}:
            drawn[name] = self.day(drawn[name])
        if "improvement_plan" in drawn:
            drawn["improvement_plan"] = self.plan(self.plans + 1, drawn["improvement_plan"])
        if (outcome := drawn.pop("outcome", None)) is not None:
            is_own, status, closed = outcome
            drawn["improvement_plan"] = self.plan(self.plans if is_own else 0, status, self.day(closed))
        return Grounds(**drawn)

    @initialize(way=st.sampled_from(WAYS))
    def begin(self, way):
        """Begin somewhere on the way."""
        for event in way:
            self.now += timedelta(days=1)
            found = advance(self.standing, event, at=self.now, by=BO, reason="as-agreed", grounds=GOOD[event])
            self.standing, self.plans = found.standing, self.plans + (event == "improve")

    @property
    def today(self):
        return self.now.date()

    @rule(
        data=st.data(),
        event=st.sampled_from(LIFE_CYCLE.events),
        is_open=st.sampled_from((True,) * 9 + (False,)),
        by=mostly(BO, *CAST),
        reason=mostly("as-agreed", None),
        hours=st.integers(0, 24 * 60),
    )
    def ask(self, *, data, event, is_open, by, reason, hours):
        """Ask for a step, often for one that is open."""
        allowed = LIFE_CYCLE.allowed(self.standing.status)
        if is_open and allowed:
            event = data.draw(st.sampled_from(allowed))
        self.now += timedelta(hours=hours)
        grounds, before = self.grounds(data, event), self.standing
        found = advance(before, event, at=self.now, by=by, reason=reason, grounds=grounds)
        if found.refused is not None:
            assert found.standing is before
            assert all(found.refused.code in catalogue(language) for language in ("en", "de", "sv"))
            assert all(value != "" for value in found.refused.facts.values())
            return
        assert may(by, before.status, event)
        assert reason is not None or event not in {
            "decline",
            "improve",
            "suspend",
            "end",
            "withdraw",
            "resume",
        }
        assert holds(self, event, by, reason, grounds)
        assert found.standing.status == LIFE_CYCLE.transition(before.status, event).target
        assert found.standing.steps[:-1] == before.steps
        assert found.standing.steps[-1].decided_by == by.id
        if event == "end":
            self.check_ending(found, grounds)
        self.plans += event == "improve"
        self.standing = found.standing

    def check_ending(self, found, grounds):
        """An ending has a day, an initiator, a notice that is kept, and tells of the indemnity."""
        step, codes = found.standing.ending, [each.code for each in found.findings]
        assert step.initiator == grounds.initiator
        assert "indemnity-possible" in codes or "indemnity-unclear" in codes
        if grounds.initiator == "vendor":
            notice = end_by_notice(grounds.agreement, given_on=self.today)
            assert notice.last_day is None or step.last_day >= notice.last_day
            assert ("notice-without-plan" in codes) == (step.overridden_by is not None)

    @invariant()
    def there_is_a_way_on(self):
        """From everywhere but the end, somebody can take some step with the right papers."""
        status = self.standing.status
        if status == "ended":
            assert LIFE_CYCLE.allowed(status) == ()
            return
        later = max(self.now, datetime.combine(self.standing.last_day or self.today, START.time(), UTC))
        good = {
            "prospect": ("qualify", GOOD["qualify"]),
            "qualified": ("contract", GOOD["contract"]),
            "contracted": ("onboard", GOOD["onboard"]),
            "onboarding": ("activate", GOOD["activate"]),
            "active": ("improve", GOOD["improve"]),
            "improvement": ("suspend", Grounds(review_on=later.date() + timedelta(days=1))),
            "suspended": ("reinstate", Grounds()),
            "ending": ("close", Grounds()),
        }
        event, grounds = good[status]
        at = later + timedelta(days=1) if status == "ending" else self.now
        assert advance(self.standing, event, at=at, by=BO, reason="as-agreed", grounds=grounds).is_taken

    @invariant()
    def a_partner_in_notice_keeps_what_it_had_until_the_last_day(self):
        last = self.standing.last_day
        if self.standing.status == "ending":
            assert self.standing.before_ending is not None
            before = evolve(self.standing, steps=self.standing.steps[:-1])
            today = self.standing.since.date()
            if today <= last:
                assert rights(self.standing, today) == rights(before, today)
            # What is decided late takes nothing back.
            assert rights(self.standing, max(last, today) + timedelta(days=1)) == Rights()

    @invariant()
    def every_step_has_a_named_person(self):
        named = {person.id for person in CAST if person.name}
        assert all(step.decided_by in named for step in self.standing.steps)


def may(by, status, event):
    """Tell whether somebody may take the step: the firm's people speak for it only, nobody else's are asked."""
    office = by.employer is None and bool(by.name) and "head-office" in (by.roles or ())
    manager = by.employer is None and bool(by.name) and "territory-manager" in (by.roles or ())
    firm = by.employer == "P-4" and bool(by.name)
    if event == "end":
        return office or firm
    if event == "decline":
        return office or manager or firm
    if event in {"suspend", "reinstate", "withdraw", "resume"}:
        return office
    return (office or manager) and event in LIFE_CYCLE.allowed(status)


def holds(model, event, by, reason, grounds):
    """Tell whether what the rules ask for a step was brought forward."""
    today, plan, agreement = model.today, grounds.joint_plan, grounds.agreement
    signed = agreement is not None and agreement.status == "signed"
    agreed = grounds.agreed_by is not None and grounds.agreed_by == PIA
    improvement = grounds.improvement_plan
    begun = [step for step in model.standing.steps if step.event == "improve"]
    closed = (
        bool(begun)
        and improvement is not None
        and improvement.id == f"I-{model.plans}"
        and improvement.closed_on is not None
        and begun[-1].at.date() <= improvement.closed_on <= today
    )
    match event:
        case "qualify":
            return grounds.unmet == ()
        case "contract":
            return (
                signed and plan is not None and bool(plan.vendor_priorities) and bool(plan.partner_priorities)
            )
        case "onboard":
            return signed
        case "activate":
            return grounds.open_steps == () and plan is not None and plan.signed_version == 1
        case "improve":
            return improvement is not None and improvement.status == "draft"
        case "recover":
            return closed and (improvement.status == "reached" or reason is not None)
        case "suspend":
            return grounds.review_on is not None and grounds.review_on > today
        case "withdraw":
            return agreed and today <= model.standing.last_day and served(model.standing)
        case "resume":
            return agreed and today <= model.standing.last_day and not served(model.standing)
        case "close":
            return today > model.standing.last_day
        case "end":
            return signed and parts(model, by, grounds, agreed=agreed, closed=closed)
    return event in {"decline", "reinstate"}


def served(standing):
    """Tell whether it was active once it was given notice: the step before the notice led there."""
    steps = [step.event for step in standing.steps]
    place = len(steps) - 1 - steps[::-1].index("end")
    return "activate" in steps[:place]


def parts(model, by, grounds, *, agreed, closed):
    """Tell whether an ending may come about as it is said."""
    second, warned = grounds.override, grounds.warning
    overridden = second is not None and second.by in (BO, CY) and second.by.id != by.id
    match grounds.initiator:
        case "vendor":
            later = grounds.last_day is None or grounds.last_day >= model.today
            return by.employer is None and (closed or overridden) and later
        case "partner":
            return by == PIA or bool(grounds.evidence)
        case "mutual":
            return by.employer is None and agreed and grounds.last_day is not None
        case "expiry":
            return by.employer is None and grounds.agreement.period.end != date.max
        case "insolvency":
            return by.employer is None and bool(grounds.evidence)
        case "for-cause":
            warned_enough = warned is not None and bool(warned.evidence) and warned.known_on is not None
            return by.employer is None and warned_enough and warned.deadline < model.today
    return False


TestLifeCycle = LifeCycle.TestCase
TestLifeCycle.settings = settings(stateful_step_count=12)
