"""
How is a plan made to measure from a template?

A template is data: steps in days from the start, who takes them, what must be
done before, which strength of a partner spares a step or calls for it. What is
left out or added is recorded with its reason, and so is what is moved later.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from typing import final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.agreement import SIDES, Side
from partnerkit.facts.plan import (
    CADENCES,
    PLAN_KINDS,
    Cadence,
    ExitCriterion,
    Plan,
    PlanKind,
    PlanStep,
    Tailoring,
)
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period

__all__ = ["IMPROVEMENT", "ONBOARDING", "PlanTemplate", "TemplateStep", "plan_from", "retailor"]

_codes = fields.each(checks.reason_code)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class TemplateStep:
    """
    A step of a template; its days count from the start of the plan.

    >>> TemplateStep(code="visit-together", by="vendor", day=45, spared_by=["sells-well"]).length
    7
    """

    #: What is done; its words are those of the reason "do-<code>". It is the id of the step, too.
    code: str = field(validator=checks.reason_code)
    by: Side = field(validator=fields.choice(*SIDES))

    #: The last day for it, and how many days before that it begins.
    day: int = field(validator=fields.whole_number(most=3_660))
    length: int = field(default=7, validator=fields.whole_number(most=3_660))
    after: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_codes)

    #: Strengths of a partner of which any one makes the step needless.
    spared_by: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_codes)

    #: Strengths of which one is needed for the step to make sense; empty is for everybody.
    built_on: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_codes)

    #: Whether it is aimed at the goals of the plan, and what it is in the catalogue of remedies.
    aimed: bool = field(default=False, validator=fields.truth)
    remedy: str | None = field(default=None, validator=fields.optional(checks.reason_code))
    weight: int = field(default=1, validator=fields.whole_number(least=1, most=1_000))


@final
@frozen(kw_only=True)
class PlanTemplate:
    """
    Steps that many plans have in common, as data.

    >>> PlanTemplate(id="short", kind="onboarding", steps=[TemplateStep(code="sign-in", by="partner", day=7)]).days
    7
    """

    id: str = field(validator=fields.identifier)
    kind: PlanKind = field(validator=fields.choice(*PLAN_KINDS))
    steps: tuple[TemplateStep, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(TemplateStep, "a TemplateStep"), least=1)
    )
    exits: tuple[ExitCriterion, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(ExitCriterion, "an ExitCriterion")),
    )
    cadence: Cadence = field(default="fortnight", validator=fields.choice(*CADENCES))

    def __attrs_post_init__(self) -> None:
        raise_faults(_template_faults(self.steps))

    @property
    def days(self) -> int:
        """How long a plan takes that is made from it."""
        return max(each.day for each in self.steps)


def _template_faults(steps: Sequence[TemplateStep]) -> Iterator[InvalidValue]:
    known = {each.code: each for each in steps}
    codes = [each.code for each in steps]
    for place, each in enumerate(steps):
        if each.code in codes[:place]:
            yield InvalidValue(
                path=f"steps[{place}].code", value=shown(each.code), remedy="use each code once"
            )
        for name in each.after:
            if name not in known:
                remedy = "name a step of the template"
                yield InvalidValue(path=f"steps[{place}].after", value=shown(name), remedy=remedy)
            elif known[name].day > each.day:
                remedy = f"use no day before {known[name].day}, that of {name}"
                yield InvalidValue(path=f"steps[{place}].day", value=shown(each.day), remedy=remedy)
    try:
        TopologicalSorter({each.code: each.after for each in steps}).prepare()
    except CycleError as cycle:
        remedy = "let no step wait for itself, whether through others or not"
        yield InvalidValue(path="steps", value=shown(" > ".join(cycle.args[1])), remedy=remedy)


#: From the signature to the first deal, in 90 days.
ONBOARDING = PlanTemplate(
    id="onboarding-90",
    kind="onboarding",
    steps=[
        TemplateStep(code="name-a-contact", by="vendor", day=3, length=3),
        TemplateStep(code="give-access", by="vendor", day=7),
        TemplateStep(code="compare-priorities", by="vendor", day=14),
        TemplateStep(code="agree-goals", by="partner", day=21, after=["compare-priorities"], weight=2),
        TemplateStep(code="train-sellers", by="partner", day=35, length=21, after=["give-access"], spared_by=["people-certified"], weight=3),
        TemplateStep(code="train-technicians", by="partner", day=49, length=21, after=["give-access"], spared_by=["people-certified"], weight=3),
        TemplateStep(code="present-references", by="partner", day=42, built_on=["strong-references"]),
        TemplateStep(code="plan-first-campaign", by="vendor", day=56, length=14, after=["agree-goals"], spared_by=["markets-well"]),
        TemplateStep(code="visit-together", by="vendor", day=63, length=14, after=["train-sellers"], spared_by=["sells-well"], weight=2),
        TemplateStep(code="register-first-deal", by="partner", day=84, length=21, after=["visit-together"], weight=2),
        TemplateStep(code="look-back", by="vendor", day=90, after=["register-first-deal"]),
    ],
    exits=[ExitCriterion(measure="registered-deals", least=1), ExitCriterion(measure="certified-people", least=1)],
)  # fmt: skip

#: Several measures aimed at one outcome, in 120 days; the vendor's come first.
IMPROVEMENT = PlanTemplate(
    id="improvement-120",
    kind="improvement",
    steps=[
        TemplateStep(code="hear-the-partner", by="vendor", day=7),
        TemplateStep(code="remove-own-causes", by="vendor", day=30, length=23, after=["hear-the-partner"], weight=2),
        TemplateStep(code="agree-goals", by="partner", day=14, after=["hear-the-partner"]),
        TemplateStep(code="give-leads", by="vendor", day=35, length=14, after=["agree-goals"], built_on=["sells-well"], aimed=True, remedy="give-leads", weight=2),
        TemplateStep(code="coach-sellers", by="vendor", day=60, length=42, after=["agree-goals"], spared_by=["sells-well"], aimed=True, remedy="coach-sellers", weight=3),
        TemplateStep(code="train-people", by="partner", day=60, length=42, after=["agree-goals"], spared_by=["people-certified"], aimed=True, remedy="train-people", weight=3),
        TemplateStep(code="visit-together", by="partner", day=90, length=45, after=["agree-goals"], aimed=True, remedy="visit-together", weight=2),
        TemplateStep(code="look-back", by="vendor", day=120, after=["visit-together"]),
    ],
)  # fmt: skip


def plan_from(
    template: PlanTemplate,
    *,
    id: str,  # noqa: A002  # the name of the field
    partner: str,
    start: date,
    owners: Mapping[str, str] | None = None,
    strengths: Collection[str] = (),
    goals: Sequence[str] = (),
    causes: Sequence[str] = (),
    days: int | None = None,
) -> Plan:
    """
    Make a draft of a plan for one partner, tailored to its strengths.

    A step that a strength makes needless is left out, and those that wait for it wait for what it waited for. A step
    that builds on a strength is in where the partner has it. Both are recorded in `Plan.tailored`.

    Parameters
    ----------
    owners
        Side or code of a step -> person; the step's own comes first.
    strengths
        Codes of what the partner does well, as a diagnosis or a profile told them.
    goals
        Goals of the goal tree. Steps that are aimed at an outcome are aimed at the first.
    days
        How long the plan takes, where that is not the template's; its end only, steps stay where they are.

    Raises
    ------
    InvalidValue, InvalidInput
        For owners of steps that are not in the template, and an end before the last step.

    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2), strengths=["people-certified"])
    >>> [(each.step, each.because) for each in plan.tailored]
    [('train-sellers', 'people-certified'), ('train-technicians', 'people-certified')]
    >>> plan.step("visit-together").after
    ('give-access',)
    """
    fields.check(
        {
            "start": (fields.calendar_date, start),
            "strengths": (fields.a_list, strengths),
            "goals": (fields.a_list, goals),
            "causes": (fields.a_list, causes),
        }
    )
    owned = dict(owners or {})
    codes = {each.code for each in template.steps}
    raise_faults(
        InvalidValue(path=f"owners[{name!r}]", value=shown(who), remedy="name vendor, partner or a step")
        for name, who in owned.items()
        if name not in codes and name not in SIDES
    )
    if days is not None and (type(days) is not int or days < template.days):
        raise InvalidValue(
            path="days", value=shown(days), remedy=f"use {template.days} or more, as the steps need"
        )
    kept, tailored = _tailored(template.steps, set(strengths))
    before = _waits(template.steps, {each.code for each in kept})
    last = template.days if days is None else days
    return Plan(
        id=id,
        kind=template.kind,
        partner=partner,
        period=Period.of(start, start + timedelta(days=last + 1)),
        causes=tuple(causes),
        steps=[_step(each, start, owned, before[each.code], goals) for each in kept],
        goals=tuple(goals),
        exits=template.exits,
        cadence=template.cadence,
        template=template.id,
        tailored=tailored,
    )


def _step(
    step: TemplateStep, start: date, owned: Mapping[str, str], after: tuple[str, ...], goals: Sequence[str]
) -> PlanStep:
    """Return a step of a plan that begins on *start*."""
    return PlanStep(
        id=step.code,
        code=step.code,
        by=step.by,
        owner=owned.get(step.code, owned.get(step.by)),
        start=start + timedelta(days=max(step.day - step.length, 0)),
        due=start + timedelta(days=step.day),
        after=after,
        goal=goals[0] if goals and step.aimed else None,
        remedy=step.remedy,
        weight=step.weight,
    )


def _tailored(steps: Sequence[TemplateStep], has: set[str]) -> tuple[list[TemplateStep], list[Tailoring]]:
    """Return the steps for a partner that *has* these strengths, and what was left out or added for which of them."""
    kept, tailored = [], []
    for each in steps:
        spared = sorted(has.intersection(each.spared_by))
        builds = sorted(has.intersection(each.built_on))
        if spared:
            tailored.append(Tailoring(step=each.code, change="left-out", because=spared[0]))
        elif builds:
            tailored.append(Tailoring(step=each.code, change="added", because=builds[0]))
        if not spared and (builds or not each.built_on):
            kept.append(each)
    return kept, tailored


def _waits(steps: Sequence[TemplateStep], kept: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return what each step waits for, of those that are kept: for one left out, what that waited for."""
    waits = {each.code: each.after for each in steps}
    found: dict[str, tuple[str, ...]] = {}
    for code in TopologicalSorter(waits).static_order():
        through = ((name,) if name in kept else found[name] for name in waits[code])
        found[code] = tuple(dict.fromkeys(name for names in through for name in names))
    return found


def retailor(
    plan: Plan, step: str, *, because: str, due: date | None = None, owner: str | None = None
) -> Plan:
    """
    Return *plan* with one step moved to another day, or handed over to another person, and why.

    Raises
    ------
    InvalidValue, InvalidInput
        If nothing changes, the step is done or the plan closed, and as a plan does for its days.

    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
    >>> retailor(plan, "look-back", due=date(2026, 5, 29), owner="U-2", because="on-leave").tailored[-1].change
    'handed-over'
    """
    fields.check({"due": (fields.optional(fields.calendar_date), due)})
    known = plan.step(step)
    if plan.is_closed or known.done_on is not None:
        stands = f"the plan is {plan.status}" if plan.is_closed else f"done on {known.done_on}"
        raise InvalidValue(path="step", value=shown(step), remedy=f"leave it as it is: {stands}")
    changed = known
    records = []
    if due is not None and due != known.due:
        begin = None if known.start is None else min(known.start, due)
        changed = evolve(changed, due=due, start=begin)
        records.append(Tailoring(step=step, change="moved", because=because))
    if owner is not None and owner != known.owner:
        changed = evolve(changed, owner=owner)
        records.append(Tailoring(step=step, change="handed-over", because=because))
    if not records:
        raise InvalidValue(
            path="due", value=shown(str(due)), remedy="give another day, another owner or both"
        )
    steps = tuple(changed if each is known else each for each in plan.steps)
    return evolve(plan, steps=steps, tailored=(*plan.tailored, *records))
