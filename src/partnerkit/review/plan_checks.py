"""
Is this plan one that can help: are its goals SMART, and is enough aimed at each?

Before a plan to improve is agreed: each goal is checked letter by letter
(`check_smart`), against the figures of the partner and of its peers; each goal
has several steps aimed at it, some of them ours; and it ends within the plan,
else nobody can say at the plan's end whether it was reached. What is found is
said; whether the plan is agreed all the same, a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import final

from attrs import frozen

from partnerkit.facts.goal import Goal, Measure, Target
from partnerkit.facts.plan import Plan
from partnerkit.review.smart import SmartCheck, check_smart
from partnerkit.values.apportion import Weight
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.reasons import Reason

__all__ = ["PlanCheck", "check_plan"]

#: So many steps aimed at one goal are several.
_SEVERAL = 2


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PlanCheck:
    """What was found of one plan."""

    plan: str
    goals: tuple[SmartCheck, ...]

    #: What is wrong with the plan itself; empty if nothing is.
    gaps: tuple[Reason, ...]

    @property
    def is_sound(self) -> bool | None:
        """Whether every goal is SMART and nothing is missing; None if no letter fails and one is not known."""
        found = {each.is_smart for each in self.goals}
        return False if self.gaps or False in found else None if None in found else True

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is missing, then the letters that fail or are not known, goal by goal."""
        open_ = (
            reason
            for check in self.goals
            for letter in check.letters
            if not letter.holds
            for reason in letter.reasons
        )
        return (*self.gaps, *open_)


def check_plan(
    plan: Plan,
    goals: Sequence[Goal],
    *,
    as_of: date,
    measures: Mapping[str, Measure] | None = None,
    results: Mapping[str, Sequence[Target]] | None = None,
    peers: Mapping[str, Sequence[tuple[Target, Target]]] | None = None,
    priorities: Mapping[str, Weight] | None = None,
) -> PlanCheck:
    """
    Check a plan and its goals on the day *as_of*.

    Parameters
    ----------
    goals
        The goals of the plan.
    measures
        Measure -> what it is; a goal whose measure is missing cannot be said to be measurable.
    results, peers
        Goal -> what came out before, of the partner and of its peers, as `check_smart` takes it. A measure without any
        result has no data, and is told as such.
    priorities
        Measure -> weight: what matters.

    Raises
    ------
    InvalidValue, InvalidInput
        For goals of the plan that are missing.

    >>> from decimal import Decimal
    >>> from partnerkit.lifecycle import IMPROVEMENT, plan_from
    >>> from partnerkit.values import Period
    >>> goal = Goal(id="G-1", measure="conversion", partner="P-4", period=Period.of(date(2026, 3, 1), date(2026, 7, 1)), target=Decimal("0.2"))
    >>> plan = plan_from(
    ...     IMPROVEMENT, id="B-1", partner="P-4", start=date(2026, 3, 2), goals=["G-1"], owners={"vendor": "U-2", "partner": "U-7"}
    ... )
    >>> found = check_plan(
    ...     plan, [goal], as_of=date(2026, 3, 2), measures={"conversion": Measure(id="conversion", kind="ratio")},
    ...     results={"G-1": [Decimal("0.15"), Decimal("0.17"), Decimal("0.18"), Decimal("0.18")]}, priorities={"conversion": 1},
    ... )
    >>> found.is_sound, found.goals[0].is_smart
    (True, True)
    """
    known = {each.id: each for each in goals}
    raise_faults(
        InvalidValue(path=f"goals[{name!r}]", value="None", remedy="give every goal of the plan")
        for name in plan.goals
        if name not in known
    )
    past = results or {}
    return PlanCheck(
        plan=plan.id,
        goals=tuple(
            check_smart(
                known[name],
                as_of=as_of,
                measure=(measures or {}).get(known[name].measure),
                results=past.get(name, ()),
                peers=(peers or {}).get(name, ()),
                priorities=priorities,
            )
            for name in plan.goals
        ),
        gaps=tuple(_gaps(plan, known, past)),
    )


def _gaps(plan: Plan, goals: Mapping[str, Goal], results: Mapping[str, Sequence[Target]]) -> Iterator[Reason]:
    if not plan.goals:
        yield Reason("plan-without-goal", {"plan": plan.id})
    for name in plan.goals:
        goal = goals[name]
        if not results.get(name):
            yield Reason("goal-without-data", {"goal": name, "measure": goal.measure})
        if goal.period.end > plan.period.end:
            facts = {"goal": name, "end": goal.period.last_day, "until": plan.period.last_day}
            yield Reason("goal-ends-after-plan", facts)
        aimed = [each for each in plan.steps if each.goal == name]
        if len(aimed) < _SEVERAL:
            yield Reason("too-few-measures", {"goal": name, "count": len(aimed), "needed": _SEVERAL})
        elif all(each.by == "partner" for each in aimed):
            yield Reason("no-measure-of-ours", {"goal": name})
    nobody = tuple(each.title for each in plan.steps if each.owner is None)
    if nobody:
        yield Reason("steps-without-owner", {"plan": plan.id, "steps": nobody, "count": len(nobody)})
