"""
What of a plan is done, late or waiting, when is the next talk, and what keeps it from its end?

Nothing closes by itself: what is missing is said, and a person decides. What a
plan gives a partner can be measured afterwards, beside comparable partners who
did not get it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Literal, TypeAlias, final

from attrs import frozen

from partnerkit.facts.agreement import JointPlan
from partnerkit.facts.goal import Target
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.plan import ExitCriterion, Plan, PlanStep
from partnerkit.lifecycle.agreeing import goals_acknowledged
from partnerkit.values import fields
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, UnitMismatch, shown
from partnerkit.values.ids import joined
from partnerkit.values.money import Ratio
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = [
    "StepState",
    "StepStatus",
    "closing_gaps",
    "interventions",
    "next_talk",
    "step_states",
    "talk_days",
]

#: Done in time or not; can be done now; waits for another step; its day is over.
StepState: TypeAlias = Literal["done", "done-late", "ready", "waiting", "overdue"]

#: A talk held so much ahead of its day stands for it.
_AHEAD = timedelta(days=3)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class StepStatus:
    """How one step stands, and why."""

    step: PlanStep
    state: StepState

    #: The steps that must be done before and are not.
    waits_for: tuple[str, ...]
    reason: Reason

    @property
    def statement(self) -> Reason:
        """What is to be done, to be said in words; of a step that a host adds, the words are the host's."""
        return Reason(f"do-{self.step.code}", {"step": self.step.title})


def step_states(plan: Plan, *, as_of: date) -> Rows[StepStatus]:
    """
    Tell how each step stands at the end of *as_of*, in the order in which they can be done.

    A step is late from the day after the one it is due on. One that waits for another side is told as late, too, with
    what it waits for: that is where to ask first.

    >>> from partnerkit.lifecycle import ONBOARDING, plan_from
    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
    >>> [each.state for each in step_states(plan, as_of=date(2026, 3, 10))][:4]
    ['overdue', 'overdue', 'ready', 'waiting']
    """
    fields.check({"as_of": (fields.calendar_date, as_of)})
    known = {each.id: each for each in plan.steps}
    return Rows(StepStatus, (_status(plan, known[name], known, as_of) for name in plan.order))


def _done(step: PlanStep, day: date) -> bool:
    return step.done_on is not None and step.done_on <= day


def _status(plan: Plan, step: PlanStep, known: Mapping[str, PlanStep], day: date) -> StepStatus:
    waits = tuple(name for name in step.after if not _done(known[name], day))
    facts = {"step": step.title, "by": step.by, "until": step.due}
    if _done(step, day):
        late = step.done_on is not None and step.done_on > step.due
        reason = Reason("step-done-late" if late else "step-done", {**facts, "done_on": step.done_on})
        return StepStatus(step=step, state="done-late" if late else "done", waits_for=(), reason=reason)
    if waits:
        facts["waits"] = tuple(known[name].title for name in waits)
    late = step.due < day
    code = "step-overdue" if late else "step-waiting" if waits else "step-ready"
    if late and waits:
        code = "step-overdue-waiting"
    return StepStatus(
        step=step,
        state="overdue" if late else "waiting" if waits else "ready",
        waits_for=waits,
        reason=Reason(code, {"plan": plan.id, **facts}),
    )


def talk_days(plan: Plan) -> tuple[date, ...]:
    """
    Return the days on which both sides are to talk about a plan: every 14 days, or on its day of each month.

    They count from the day on which it was agreed, else from its first day; its last day is one of them. Of a plan
    that was over when it was agreed there are none.

    >>> from partnerkit.lifecycle import ONBOARDING, plan_from
    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
    >>> [str(day) for day in talk_days(plan)][:2], len(talk_days(plan))
    (['2026-03-16', '2026-03-30'], 7)
    """
    first, last = plan.agreed_on or plan.period.start, plan.period.last_day
    if last < first:
        return ()
    if plan.cadence == "fortnight":
        days = [first + timedelta(days=14 * count) for count in range(1, (last - first).days // 14 + 1)]
    else:
        months = range(1, (last.year - first.year) * 12 + last.month - first.month + 1)
        days = [day for count in months if (day := months_after(first, count)) <= last]
    return (*days, last) if not days or days[-1] < last else tuple(days)


def next_talk(plan: Plan) -> date | None:
    """
    Return the day of the first talk that is still to be held; None if the plan does not run, or all were held.

    A talk that was held stands for all days up to its own, and for one not more than three days ahead.

    >>> from partnerkit.lifecycle import ONBOARDING, plan_from
    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2)).with_step("agree", on=date(2026, 3, 2))
    >>> str(next_talk(plan.with_talk(date(2026, 3, 17))))
    '2026-03-30'
    """
    if plan.status != "running":
        return None
    held = max(plan.talks) + _AHEAD if plan.talks else date.min
    return next((day for day in talk_days(plan) if day > held), None)


def closing_gaps(
    plan: Plan,
    values: Mapping[str, Target],
    *,
    as_of: date,
    joint_plan: JointPlan | None = None,
    reached: Mapping[str, bool | None] | None = None,
) -> Rows[Reason]:
    """
    Return what keeps a plan from being closed as reached; nothing is missing if it is empty.

    Parameters
    ----------
    values
        Measure -> its value now, for the exit criteria; one that is missing, or a ratio of nothing, is not known,
        which is not reached.
    joint_plan
        Of the partner: onboarding ends only with goals that both sides acknowledged by their signatures.
    reached
        Goal -> whether it is reached, as `attain` or the host says; None is not known.

    Raises
    ------
    InvalidValue
        For a value that counts something else than its exit criterion.

    >>> from partnerkit.lifecycle import ONBOARDING, plan_from
    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2)).with_step("agree", on=date(2026, 3, 2))
    >>> [each.code for each in closing_gaps(plan, {"registered-deals": 1}, as_of=date(2026, 5, 31))]
    ['plan-steps-open', 'exit-unknown', 'joint-plan-missing']
    """
    fields.check({"as_of": (fields.calendar_date, as_of)})
    return Rows(Reason, _gaps(plan, values, joint_plan, reached or {}, as_of))


def _gaps(
    plan: Plan,
    values: Mapping[str, Target],
    joint_plan: JointPlan | None,
    reached: Mapping[str, bool | None],
    day: date,
) -> Iterator[Reason]:
    if plan.status != "running":
        yield Reason("plan-not-running", {"plan": plan.id, "status": plan.status})
    open_ = tuple(each.title for each in plan.steps if not _done(each, day))
    if open_:
        yield Reason("plan-steps-open", {"plan": plan.id, "count": len(open_), "steps": open_})
    for each in plan.exits:
        facts = {"measure": each.measure, "least": each.least, "most": each.most}
        value = values.get(each.measure)
        if value is None or (isinstance(value, Ratio) and value.exact is None):
            yield Reason("exit-unknown", {"measure": each.measure})
        elif not _holds(each, value):
            found = {**facts, "value": value}
            code = (
                "exit-not-between"
                if None not in facts.values()
                else "exit-below"
                if each.most is None
                else "exit-above"
            )
            yield Reason(code, {name: fact for name, fact in found.items() if fact is not None})
    for goal in plan.goals if plan.kind == "improvement" else ():
        if not reached.get(goal):
            yield Reason(
                "goal-not-reached" if reached.get(goal) is False else "goal-unknown",
                {"goal": goal},
            )
    if plan.kind == "onboarding":
        yield from goals_acknowledged(joint_plan, partner=plan.partner)


def _holds(exit_: ExitCriterion, value: Target) -> bool:
    """Tell whether an exit criterion holds; what counts something else is told by its measure."""
    try:
        return exit_.holds(value)
    except (InvalidValue, CurrencyMismatch, UnitMismatch) as fault:
        remedy = f"use what is asked for, as {exit_.least if exit_.most is None else exit_.most}"
        path = f"values[{exit_.measure!r}]"
        raise InvalidValue(path=path, value=shown(str(value)), remedy=remedy) from fault


def interventions(plans: Iterable[Plan], *, as_of: date) -> Rows[Intervention]:
    """
    Return what plans gave to partners, as `review.measure_effects` takes it: one for each step that is a remedy.

    It began on the first day of its step, as long as the plan was agreed by then and ran; where a step was done before
    its first day, on that day. Plans that were never agreed gave nothing.

    >>> from partnerkit.lifecycle import IMPROVEMENT, plan_from
    >>> plan = plan_from(IMPROVEMENT, id="B-1", partner="P-4", start=date(2026, 3, 2), goals=["G-1"], causes=["low-conversion"])
    >>> plan = plan.with_step("agree", on=date(2026, 3, 2))
    >>> [(each.remedy, str(each.started_on), each.cause) for each in interventions([plan], as_of=date(2026, 4, 1))]
    [('coach-sellers', '2026-03-20', 'low-conversion'), ('train-people', '2026-03-20', 'low-conversion')]
    """
    fields.check({"as_of": (fields.calendar_date, as_of)})
    return Rows(Intervention, (each for plan in plans for each in _given(plan, as_of)))


def _given(plan: Plan, day: date) -> Iterator[Intervention]:
    if plan.agreed_on is None:
        return
    for step in plan.steps:
        if step.remedy is None:
            continue
        known = [each for each in (step.start or step.due, step.done_on) if each is not None]
        began = max(min(known), plan.agreed_on)
        ended = step.done_on or plan.closed_on
        if began > day or (plan.closed_on is not None and plan.closed_on <= began and step.done_on is None):
            continue
        yield Intervention(
            id=joined(plan.id, step.id),
            partner=plan.partner,
            remedy=step.remedy,
            cause=plan.causes[0] if len(plan.causes) == 1 else None,
            started_on=began,
            ended_on=None if ended is None or ended > day else max(ended, began),
            review_on=plan.period.last_day if plan.period.last_day >= began else None,
            decided_by=step.owner if step.by == "vendor" else None,
        )
