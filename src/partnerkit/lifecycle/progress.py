"""
How far are the plans of a whole channel, and which of them are late?

Steps lie as columns, those of one plan beside each other, so that each sum is
one pass. Progress is the weight of what is done; it cannot fall when another
step is done. What should be done by now is what was due before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.plan import Plan
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.reasons import Reason

__all__ = [
    "NEVER",
    "PlanProgress",
    "Progress",
    "Progresses",
    "StepColumns",
    "measure_progress",
    "plan_progress",
]

Whole = NDArray[np.int64]

#: A step that was not done is done on no day: later than every day there is.
NEVER = date.max.toordinal() + 1


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class StepColumns:
    """The steps of many plans, days as ordinals; those of plan p lie from `starts[p]` to the next start."""

    starts: Whole
    due: Whole

    #: `NEVER` if it is not.
    done: Whole
    weight: Whole

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> "StepColumns":
        """
        Encode *plans*, in their order.

        >>> from partnerkit.lifecycle import ONBOARDING, plan_from
        >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
        >>> StepColumns.of([plan, plan]).starts.tolist()
        [0, 10]
        """
        counts = np.fromiter((len(each.steps) for each in plans), np.int64, len(plans))
        steps = list(chain.from_iterable(each.steps for each in plans))
        count = len(steps)
        number = _Days().__getitem__
        return cls(
            np.cumsum(counts) - counts,
            np.fromiter(map(number, map(_DUE, steps)), np.int64, count),
            np.fromiter(map(number, map(_DONE, steps)), np.int64, count),
            np.fromiter(map(_WEIGHT, steps), np.int64, count),
        )


_ID, _DUE, _DONE, _WEIGHT = map(attrgetter, ("id", "due", "done_on", "weight"))


class _Days(dict[date | None, int]):
    """Ordinals by day: plans have few days in common with the calendar, and many with each other."""

    def __missing__(self, day: date | None) -> int:
        number = NEVER if day is None else day.toordinal()
        self[day] = number
        return number


@final
@frozen(eq=False)
class Progress:
    """What `measure_progress` finds: a number for each plan."""

    #: The weight of all steps, of those done, and of those that were to be done by now.
    weight: Whole
    done: Whole
    expected: Whole

    #: How many steps are late, and the first day that is due next; `NEVER` if there is none.
    overdue: Whole
    due: Whole


def measure_progress(columns: StepColumns, day: int) -> Progress:
    """
    Measure all plans at the end of *day*, an ordinal; what is done later is not done yet.

    >>> two = StepColumns(np.array([0]), np.array([10, 20]), np.array([9, NEVER]), np.array([1, 3]))
    >>> found = measure_progress(two, 15)
    >>> found.done.tolist(), found.weight.tolist(), found.due.tolist()
    ([1], [4], [20])
    """
    starts = columns.starts
    if not len(starts):
        nothing = np.zeros(0, np.int64)
        return Progress(nothing, nothing, nothing, nothing, nothing)
    is_open = columns.done > day
    was_due = columns.due <= day
    return Progress(
        np.add.reduceat(columns.weight, starts),
        np.add.reduceat(columns.weight * ~is_open, starts),
        np.add.reduceat(columns.weight * was_due, starts),
        # A step is late from the day after the one it is due on.
        np.add.reduceat((is_open & (columns.due < day)).astype(np.int64), starts),
        np.minimum.reduceat(np.where(is_open, columns.due, NEVER), starts),
    )


@final
@frozen(kw_only=True)
class PlanProgress:
    """How far one plan is."""

    plan: str
    partner: str

    #: Parts of the plan, from 0 to 1: what is done, and what was to be done by now.
    done: float
    expected: float
    overdue: int

    #: The first day on which something is due that is not done; None if all is done.
    due: date | None

    @property
    def is_late(self) -> bool:
        """Whether something that was due before is not done."""
        return self.overdue > 0

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        facts = {"plan": self.plan, "done": round(100 * self.done), "expected": round(100 * self.expected)}
        if self.due is None:
            return Reason("plan-all-done", {"plan": self.plan})
        if self.overdue:
            return Reason("plan-late", {**facts, "count": self.overdue, "since": self.due})
        return Reason("plan-on-course", {**facts, "until": self.due})


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Progresses(Mapping[str, PlanProgress]):
    """Plan -> how far it is; made when it is asked for."""

    plans: Sequence[Plan]
    found: Progress = field(alias="found")

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {each.id: row for row, each in enumerate(self.plans)}

    def __getitem__(self, plan: str) -> PlanProgress:
        row = self._rows.get(plan)
        if row is None:
            raise NotFound(path="plan", key=str(plan), known=tuple(self._rows)[:12])
        found = self.found
        weight, due = int(found.weight[row]), int(found.due[row])
        return PlanProgress(
            plan=plan,
            partner=self.plans[row].partner,
            done=int(found.done[row]) / weight,
            expected=int(found.expected[row]) / weight,
            overdue=int(found.overdue[row]),
            due=None if due == NEVER else date.fromordinal(due),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.plans)

    def __repr__(self) -> str:
        return f"<Progresses of {len(self)} plans; {int((self.found.overdue > 0).sum())} late>"

    @property
    def late(self) -> tuple[str, ...]:
        """The plans in which something is late, the longest late first."""
        rows = np.flatnonzero(self.found.overdue)
        order = rows[np.argsort(self.found.due[rows], kind="stable")]
        return tuple(self.plans[row].id for row in order.tolist())

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each plan."""
        found = self.found
        columns = {
            "plan": np.array([each.id for each in self.plans], dtype=object),
            "partner": np.array([each.partner for each in self.plans], dtype=object),
            "done": found.done / found.weight,
            "expected": found.expected / found.weight,
            "overdue": found.overdue,
        }
        return to_frame(columns, kind)


def plan_progress(plans: Iterable[Plan], *, as_of: date) -> Progresses:
    """
    Measure how far *plans* are at the end of the day *as_of*.

    >>> from partnerkit.lifecycle import ONBOARDING, plan_from
    >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2)).with_step("agree", on=date(2026, 3, 2))
    >>> plan = plan.with_done("name-a-contact", on=date(2026, 3, 4))
    >>> found = plan_progress([plan], as_of=date(2026, 3, 10))["B-1"]
    >>> found.overdue, found.due
    (1, datetime.date(2026, 3, 9))
    """
    fault = fields.calendar_date.fault("as_of", as_of)
    if fault is not None:
        raise fault
    known = tuple(plans)
    counts = Counter(map(_ID, known))
    if len(counts) < len(known):
        raise_faults(
            InvalidValue(path=f"plans[{name!r}]", value=f"{count} times", remedy="give each plan once")
            for name, count in counts.items()
            if count > 1
        )
    return Progresses(plans=known, found=measure_progress(StepColumns.of(known), as_of.toordinal()))
