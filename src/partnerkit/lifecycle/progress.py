"""
How far are the plans of a whole channel, and which of them are late?

Progress is the weight of what is done; it cannot fall when another step is
done. What should be done by now is what was due before. Plans of as many steps
lie together, their first steps beside each other, then the second ones, so
that a sum over the steps of all is one quick addition after the other.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.plan import Plan
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
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
Half = NDArray[np.int32]
Rows = NDArray[np.intp]

#: A step that was not done is done on no day: later than every day there is.
NEVER = date.max.toordinal() + 1

#: Steps that are reckoned together, so that what is made in between stays near the processor; bits of a day.
_AT_ONCE, _DAY_BITS = 1 << 17, 22

#: Fewer steps of a plan are counted in a byte.
_NARROW = 128


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Steps:
    """The steps of plans that have as many: a row for each step, a column for each plan; days as ordinals."""

    due: Half

    #: `NEVER` if it is not.
    done: Half
    weight: Half


@final
@frozen(eq=False)
class StepColumns:
    """The steps of many plans: by how many a plan has."""

    groups: Sequence[Steps]

    #: Where each plan lies in all groups together; None where they lie as they were given.
    places: Rows | None

    #: The weight of all steps of each plan, as they were given.
    whole: Whole

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> "StepColumns":
        """
        Encode *plans*, in their order.

        >>> from partnerkit.lifecycle import ONBOARDING, plan_from
        >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
        >>> [group.due.shape for group in StepColumns.of([plan, plan]).groups]
        [(10, 2)]
        """
        counts = np.fromiter(map(len, map(_STEPS, plans)), np.int64, len(plans))
        figures = np.fromiter(_figures(plans), np.int32, 3 * int(counts.sum()))
        return cls.from_arrays(counts, figures.reshape(-1, 3))

    @classmethod
    def from_arrays(cls, counts: Whole, figures: Half) -> "StepColumns":
        """Return columns of plans with *counts* steps each, the least 1; a row of *figures* is due, done and weight."""
        order = np.argsort(counts, kind="stable")
        starts = (np.cumsum(counts) - counts)[order]
        sizes, firsts = np.unique(counts[order], return_index=True)
        groups = []
        # Without plans there are no sizes, and one part of nothing.
        for size, some in zip(sizes.tolist(), np.split(starts, firsts[1:]), strict=False):
            # Plans of one template lie as they are to lie, but for the order.
            is_all = len(some) == len(order)
            rows = figures if is_all else figures.take(some[:, None] + np.arange(size), axis=0)
            rows = rows.reshape(-1, size, 3)
            groups.append(Steps(*np.ascontiguousarray(rows.transpose(2, 1, 0))))
        whole = np.concatenate([np.zeros(0, np.int64), *(each.weight.sum(0) for each in groups)])
        if (np.diff(counts) >= 0).all():
            return cls(groups, None, whole)
        places = np.argsort(order)
        return cls(groups, places, whole.take(places))


_ID, _STEPS = attrgetter("id"), attrgetter("steps")


def _figures(plans: Sequence[Plan]) -> Iterator[int]:
    """Give when each step is due, when it was done and its weight: all at one visit, for a step lies far from the next."""
    for plan in plans:
        for step in plan.steps:
            yield step.due.toordinal()
            done = step.done_on
            yield NEVER if done is None else done.toordinal()
            yield step.weight


@final
@frozen(eq=False)
class Progress:
    """What `measure_progress` finds: a number for each plan."""

    #: The weight of all steps, of those done, and of those that were to be done by now.
    weight: Whole
    done: Whole
    expected: Whole

    #: How many steps are late, and the first day that is due next; `NEVER` or later if there is none.
    overdue: Whole
    due: Whole


def measure_progress(columns: StepColumns, day: int) -> Progress:
    """
    Measure all plans at the end of *day*, an ordinal; what is done later is not done yet.

    >>> columns = StepColumns.from_arrays(np.array([2]), np.array([(10, 9, 1), (20, NEVER, 3)], np.int32))
    >>> found = measure_progress(columns, 15)
    >>> found.done.tolist(), found.weight.tolist(), found.due.tolist()
    ([1], [4], [20])
    """
    found = np.empty((4, len(columns.whole)), np.int64)
    first = 0
    for group in columns.groups:
        size, count = group.due.shape
        width = max(_AT_ONCE // size, 1)
        for start in range(0, count, width):
            some = slice(start, min(start + width, count))
            _measure(group, some, day, found[:, first + some.start : first + some.stop])
        first += count
    if columns.places is not None:
        found = found.take(columns.places, axis=1)
    return Progress(columns.whole, *found)


def _measure(group: Steps, some: slice, day: int, found: Whole) -> None:
    """Write into *found* of some plans what is done, expected, late and due next."""
    due, weight = group.due[:, some], group.weight[:, some]
    is_done = group.done[:, some] <= day
    # A step is late from the day after the one it is due on.
    is_late = (due < day) > is_done
    found[2] = is_late.sum(0, dtype=np.int8 if len(due) < _NARROW else np.int32)
    each = is_done.astype(np.int32)
    # What is done is due on no day.
    after = each << _DAY_BITS
    after |= due
    found[3] = after.min(0)
    each *= weight
    found[0] = each.sum(0, dtype=np.int32)
    each[:] = due <= day
    each *= weight
    found[1] = each.sum(0, dtype=np.int32)


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
    found: Progress

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {each.id: row for row, each in enumerate(self.plans)}

    def __getitem__(self, plan: str) -> PlanProgress:
        row = self._rows.get(plan)
        if row is None:
            raise NotFound.among(self._rows, path="plan", key=plan)
        return next(self._made(slice(row, row + 1)))

    def _made(self, rows: slice) -> Iterator[PlanProgress]:
        found = self.found
        done, expected = found.done[rows] / found.weight[rows], found.expected[rows] / found.weight[rows]
        columns = (done, expected, found.overdue[rows], found.due[rows])
        for plan, part, asked, late, due in zip(
            self.plans[rows], *(each.tolist() for each in columns), strict=True
        ):
            yield PlanProgress(
                plan=plan.id,
                partner=plan.partner,
                done=part,
                expected=asked,
                overdue=late,
                due=None if due >= NEVER else date.fromordinal(due),
            )

    def rows(self) -> Iterator[PlanProgress]:
        """Give all of them in their order, faster than one by one."""
        return self._made(slice(None))

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

    _repr_html_ = small_table


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
    fields.check({"as_of": (fields.calendar_date, as_of)})
    known = tuple(plans)
    if len(set(map(_ID, known))) < len(known):
        counts = Counter(map(_ID, known))
        raise_faults(
            InvalidValue(path=f"plans[{name!r}]", value=f"{count} times", remedy="give each plan once")
            for name, count in counts.items()
            if count > 1
        )
    return Progresses(plans=known, found=measure_progress(StepColumns.of(known), as_of.toordinal()))
