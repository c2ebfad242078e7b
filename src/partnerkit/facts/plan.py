"""
What is to be done with one partner, by whom and until when, so that it gets under way or becomes better?

A plan for the first months of a partner, or to help one that fell behind: steps
of both sides that depend on each other, the goals they are aimed at, what must
hold at the end, and the days of the talks. How it was tailored is part of it.
"""

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.agreement import SIDES, Side
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.goal import TARGET, Target
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.time import Period

__all__ = [
    "CADENCES",
    "CHANGES",
    "PLAN_COURSE",
    "PLAN_KINDS",
    "Cadence",
    "ExitCriterion",
    "Plan",
    "PlanKind",
    "PlanStep",
    "Tailoring",
]

PlanKind = Literal["onboarding", "improvement"]
PLAN_KINDS: tuple[PlanKind, ...] = ("onboarding", "improvement")

#: How often both sides talk about it: every 14 days, or on the same day of each month.
Cadence = Literal["fortnight", "month"]
CADENCES: tuple[Cadence, ...] = ("fortnight", "month")

#: What can be done to a step of a template, or to one of a plan.
CHANGES = ("added", "left-out", "moved", "handed-over")

_day = fields.optional(fields.calendar_date)
_reference = fields.optional(fields.identifier)
_days = fields.each(fields.calendar_date)


def __dir__() -> list[str]:
    return __all__


#: From the draft to its end. Only the partner refuses a plan; what was not reached is said with its reason.
PLAN_COURSE = Machine(
    name="plan",
    start="draft",
    transitions=(
        Transition("draft", "agree", "running"),
        Transition("draft", "refuse", "refused", by=("partner",), reason_required=True),
        Transition("running", "reach", "reached"),
        Transition("running", "miss", "missed", reason_required=True),
        Transition("running", "refuse", "refused", by=("partner",), reason_required=True),
    ),
)


@final
@frozen(kw_only=True)
class PlanStep:
    """
    One thing that one side does, and what must be done before.

    >>> PlanStep(id="S-1", code="train-people", by="partner", due=date(2026, 3, 31)).title
    'train-people'
    """

    id: str = field(validator=fields.identifier)

    #: What is done, as a code, and in the host's words.
    code: str = field(validator=checks.reason_code)
    text: str = field(default="", validator=fields.text)
    by: Side = field(validator=fields.choice(*SIDES))

    #: Who does it; None is nobody yet.
    owner: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    #: The first and the last day for it.
    start: date | None = field(default=None, validator=_day)
    due: date = field(validator=fields.calendar_date)

    #: The steps that must be done before.
    after: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    #: The goal it is to help; several steps may be aimed at one.
    goal: str | None = field(default=None, validator=_reference, metadata=refers_to("Goal"))

    #: What it is in the catalogue of remedies: so its effect can be measured beside comparable partners.
    remedy: str | None = field(default=None, validator=fields.optional(checks.reason_code))
    course: str | None = field(default=None, validator=_reference, metadata=refers_to("Course"))

    #: How much of the plan it is; only the proportions matter.
    weight: int = field(default=1, validator=fields.whole_number(least=1, most=1_000))
    done_on: date | None = field(default=None, validator=_day)

    def __attrs_post_init__(self) -> None:
        raise_faults(fields.in_order(self, "start", "due"))

    @property
    def title(self) -> str:
        """The host's words for it, or its code."""
        return self.text or self.code


@final
@frozen(kw_only=True)
class ExitCriterion:
    """
    What must hold before the plan has reached its end: a measure that is at least, or at most, so much.

    >>> ExitCriterion(measure="certified-people", least=2).holds(3)
    True
    """

    measure: str = field(validator=fields.identifier, metadata=refers_to("Measure"))
    least: Target | None = field(default=None, validator=fields.optional(TARGET))
    most: Target | None = field(default=None, validator=fields.optional(TARGET))

    def __attrs_post_init__(self) -> None:
        if self.least is None and self.most is None:
            raise InvalidValue(path="least", value="None", remedy="state the least, the most or both")
        if self.least is not None and self.most is not None and not _at_most(self.least, self.most, "most"):
            remedy = f"use no less than {self.least}, the least"
            raise InvalidValue(path="most", value=shown(str(self.most)), remedy=remedy)

    def holds(self, value: Target) -> bool:
        """Tell whether *value* is within; it must count the same."""
        return (self.least is None or _at_most(self.least, value, "value")) and (
            self.most is None or _at_most(value, self.most, "value")
        )


def _at_most(lower: Target, upper: Target, path: str) -> bool:
    """Compare two of one kind; a ratio of nothing is within no bound. Other currencies and units are refused."""
    if isinstance(lower, Money) and isinstance(upper, Money):
        return lower <= upper
    if isinstance(lower, Quantity) and isinstance(upper, Quantity):
        return lower <= upper
    if isinstance(lower, Ratio) and isinstance(upper, Ratio):
        below, above = lower.exact, upper.exact
        return below is not None and above is not None and below <= above
    if isinstance(lower, Decimal | int) and isinstance(upper, Decimal | int):
        return lower <= upper
    raise InvalidValue(
        path=path, value=shown(str(upper)), remedy=f"use what the other bound counts, as {lower}"
    )


@final
@frozen(kw_only=True)
class Tailoring:
    """
    One thing in which a plan differs from its template or its first version, and why.

    >>> Tailoring(step="train-people", change="left-out", because="people-certified").change
    'left-out'
    """

    step: str = field(validator=fields.identifier)
    change: str = field(validator=fields.choice(*CHANGES))
    because: str = field(validator=checks.reason_code)


@final
@frozen(kw_only=True)
class Plan(Fact):
    """
    Dated steps of both sides to get a partner under way, or to help one that fell behind.

    It is known before its time. Its agreement, its end, the steps that were done
    and the talks are known from the ends of their days in UTC.

    >>> coach = PlanStep(id="S-1", code="coach-sellers", by="vendor", due=date(2026, 5, 15), goal="G-1")
    >>> plan = Plan(id="B-1", kind="improvement", partner="P-4", period=Period.quarter(2026, 2), steps=[coach], goals=["G-1"])
    >>> running = plan.with_step("agree", on=date(2026, 4, 1))
    >>> running.with_done("S-1", on=date(2026, 5, 4)).with_step("reach", on=date(2026, 6, 30)).status
    'reached'
    """

    id: str = field(validator=fields.identifier)
    kind: PlanKind = field(validator=fields.choice(*PLAN_KINDS))
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    period: Period = field(validator=checks.period)

    #: What is held against the partner's figures, as codes of causes; empty where nothing is.
    causes: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(checks.reason_code))
    steps: tuple[PlanStep, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(PlanStep, "a PlanStep"), least=1)
    )

    #: Goals of the goal tree that it is to reach.
    goals: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier), metadata=refers_to("Goal")
    )
    exits: tuple[ExitCriterion, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(ExitCriterion, "an ExitCriterion")),
    )
    cadence: Cadence = field(default="fortnight", validator=fields.choice(*CADENCES))

    #: The template it was made from, and in what it differs from it.
    template: str | None = field(default=None, validator=_reference)
    tailored: tuple[Tailoring, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Tailoring, "a Tailoring"), unique=False),
    )

    #: The days on which both sides talked about it.
    talks: tuple[date, ...] = field(default=(), converter=as_tuple, validator=_days)

    #: A state of `PLAN_COURSE`, since when it runs, since when it is closed, and why.
    status: str = field(default=PLAN_COURSE.start, validator=fields.choice(*PLAN_COURSE.states))
    agreed_on: date | None = field(default=None, validator=_day)
    closed_on: date | None = field(default=None, validator=_day)
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    def _faults(self) -> Iterator[InvalidValue]:
        if self.period.is_open:
            yield InvalidValue(
                path="period", value=shown(str(self.period)), remedy="give it a first and a last day"
            )
        yield from _step_faults(self)
        yield from fields.in_order(self, "agreed_on", "closed_on")
        if self.kind == "improvement" and self.agreed_on is not None and not self.goals:
            yield InvalidValue(
                path="goals", value="()", remedy="name a goal: nobody can reach a plan without one"
            )
        needed = {
            "agreed_on": ("running", "reached", "missed"),
            "closed_on": ("reached", "missed", "refused"),
        }
        allowed = {
            **needed,
            "agreed_on": ("running", "reached", "missed", "refused"),
            "reason": needed["closed_on"],
        }
        for name, states in allowed.items():
            value = getattr(self, name)
            if value is not None and self.status not in states:
                remedy = f"leave it out: the plan is {self.status}"
                yield InvalidValue(path=name, value=shown(str(value)), remedy=remedy)
            elif value is None and self.status in needed.get(name, ()):
                yield InvalidValue(path=name, value="None", remedy=f"say when: the plan is {self.status}")

    def _undone(self, moment: datetime) -> dict[str, Any]:
        undone: dict[str, Any] = {}
        if any(self._is_later(each.done_on, moment) for each in self.steps):
            undone["steps"] = tuple(
                _to_be_done(each) if self._is_later(each.done_on, moment) else each for each in self.steps
            )
        if any(self._is_later(each, moment) for each in self.talks):
            undone["talks"] = tuple(each for each in self.talks if not self._is_later(each, moment))
        if self._is_later(self.closed_on, moment):
            undone |= {
                "status": "draft" if self.agreed_on is None else "running",
                "closed_on": None,
                "reason": None,
            }
        if self._is_later(self.agreed_on, moment):
            undone |= {"status": "draft", "agreed_on": None}
        return undone

    @property
    def is_closed(self) -> bool:
        """Whether it was reached, missed or refused."""
        return PLAN_COURSE.ended(self.status)

    @property
    def order(self) -> tuple[str, ...]:
        """The steps, each after all that must be done before it; of those that could be next, the one due first."""
        sorter = TopologicalSorter({each.id: each.after for each in self.steps})
        sorter.prepare()
        due = {each.id: (each.due, place) for place, each in enumerate(self.steps)}
        found: list[str] = []
        waiting: list[str] = []
        while sorter.is_active():
            waiting = sorted([*waiting, *sorter.get_ready()], key=due.__getitem__)
            found.append(waiting.pop(0))
            sorter.done(found[-1])
        return tuple(found)

    def step(self, name: str) -> PlanStep:
        """Return the step called *name*."""
        for each in self.steps:
            if each.id == name:
                return each
        raise NotFound(path="steps", key=str(name), known=tuple(each.id for each in self.steps))

    def with_step(self, event: str, *, on: date, by: str | None = None, reason: str | None = None) -> "Plan":
        """
        Return the plan after *event*: agree, reach, miss or refuse. A reason is kept of its end only.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here, or not for *by* to take.
        InvalidValue
            Without a reason for a plan that was missed or refused, or on a day before it was agreed.
        """
        status = PLAN_COURSE.step(self.status, event, by=by, reason=reason)
        days: dict[str, Any] = {"agreed_on": on} if event == "agree" else {"closed_on": on}
        return evolve(self, status=status, reason=None if event == "agree" else reason, **days)

    def with_done(self, step: str, *, on: date) -> "Plan":
        """
        Return the plan with one more step done; a step that was done stays as it is.

        Raises
        ------
        InvalidValue
            If the plan does not run, or something that must be done before is not.
        """
        known = self.step(step)
        if self.status != "running":
            remedy = (
                "leave it: it is closed"
                if self.is_closed
                else f"agree on the plan first: it is {self.status}"
            )
            raise InvalidValue(path="status", value=shown(self.status), remedy=remedy)
        if known.done_on is not None:
            return self
        return evolve(
            self, steps=tuple(evolve(each, done_on=on) if each is known else each for each in self.steps)
        )

    def with_talk(self, on: date) -> "Plan":
        """Return the plan with the day of one more talk."""
        fields.check({"on": (fields.calendar_date, on)})
        return evolve(self, talks=tuple(sorted({*self.talks, on})))

    def holds_on(self, day: date) -> bool:
        """Tell whether *day* lies in its period."""
        return Fact.holds_on(self, day) and self.period.contains(day)


def _to_be_done(step: PlanStep) -> PlanStep:
    """Return *step* as it was before it was done; nothing is asked again, since in a view its owner may be hidden."""
    before = copy(step)
    object.__setattr__(before, "done_on", None)
    return before


def _step_faults(plan: Plan) -> Iterator[InvalidValue]:
    """Find steps named twice, outside the period, before one they wait for, and those that wait for each other."""
    known = {each.id: each for each in plan.steps}
    if len(known) < len(plan.steps):
        ids = [each.id for each in plan.steps]
        for place, name in enumerate(ids):
            if name in ids[:place]:
                yield InvalidValue(path=f"steps[{place}].id", value=shown(name), remedy="use each id once")
    for place, each in enumerate(plan.steps):
        for name in ("start", "due"):
            day = getattr(each, name)
            if day is not None and not plan.period.contains(day):
                remedy = f"use a date within {plan.period}"
                yield InvalidValue(path=f"steps[{place}].{name}", value=shown(str(day)), remedy=remedy)
        if each.goal is not None and each.goal not in plan.goals:
            remedy = "name a goal of the plan"
            yield InvalidValue(path=f"steps[{place}].goal", value=shown(each.goal), remedy=remedy)
        for name in each.after:
            yield from _after_faults(each, known.get(name), name, f"steps[{place}]")
    try:
        TopologicalSorter({each.id: each.after for each in plan.steps}).prepare()
    except CycleError as cycle:
        remedy = "let no step wait for itself, whether through others or not"
        yield InvalidValue(path="steps", value=shown(" > ".join(cycle.args[1])), remedy=remedy)


def _after_faults(step: PlanStep, before: PlanStep | None, name: str, path: str) -> Iterator[InvalidValue]:
    if before is None:
        yield InvalidValue(path=f"{path}.after", value=shown(name), remedy="name a step of the plan")
        return
    if step.due < before.due:
        remedy = f"use no day before {before.due}, when {name} is due"
        yield InvalidValue(path=f"{path}.due", value=shown(str(step.due)), remedy=remedy)
    if step.done_on is not None and (before.done_on is None or step.done_on < before.done_on):
        remedy = f"do {name} before" if before.done_on is None else f"use no day before {before.done_on}"
        yield InvalidValue(path=f"{path}.done_on", value=shown(str(step.done_on)), remedy=remedy)
