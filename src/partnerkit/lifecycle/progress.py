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
from itertools import chain, pairwise
from operator import attrgetter
from typing import Any, final

import numpy as np
from attrs import Factory, field, frozen
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

#: A step that was not done is done on no day: later than every day there is.
NEVER = date.max.toordinal() + 1

#: Steps that are reckoned together, and the bits of one sum.
_AT_ONCE, _BITS = 1 << 17, 24


def __dir__() -> list[str]:
    return __all__


def _whole(columns: "StepColumns") -> Whole:
    if not len(columns.starts):
        return np.zeros(0, np.int64)
    found: Whole = np.add.reduceat(columns.weight, columns.starts)
    return found


@final
@frozen(eq=False)
class StepColumns:
    """The steps of many plans, days as ordinals; those of plan p lie from `starts[p]` to the next start."""

    starts: Whole
    due: Whole

    #: `NEVER` if it is not.
    done: Whole
    weight: Whole

    #: The weight of all steps of each plan.
    whole: Whole = field(init=False, default=Factory(_whole, takes_self=True))

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> "StepColumns":
        """
        Encode *plans*, in their order.

        >>> from partnerkit.lifecycle import ONBOARDING, plan_from
        >>> plan = plan_from(ONBOARDING, id="B-1", partner="P-4", start=date(2026, 3, 2))
        >>> StepColumns.of([plan, plan]).starts.tolist()
        [0, 10]
        """
        counts = np.array([len(each.steps) for each in plans], dtype=np.int64)
        steps = list(chain.from_iterable(map(_STEPS, plans)))
        dues = (each.due.toordinal() for each in steps)
        done = (NEVER if (day := each.done_on) is None else day.toordinal() for each in steps)
        return cls(
            np.cumsum(counts) - counts,
            np.fromiter(dues, np.int64, len(steps)),
            np.fromiter(done, np.int64, len(steps)),
            np.fromiter((each.weight for each in steps), np.int64, len(steps)),
        )


_ID, _STEPS = attrgetter("id"), attrgetter("steps")


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

    Some plans at a time, so that what is reckoned in between stays in the processor's cache. The three sums of a plan
    are one: weights to 1,000 of 10,000 steps fit into 24 bits, and their count into what is left of 64.

    >>> two = StepColumns(np.array([0]), np.array([10, 20]), np.array([9, NEVER]), np.array([1, 3]))
    >>> found = measure_progress(two, 15)
    >>> found.done.tolist(), found.weight.tolist(), found.due.tolist()
    ([1], [4], [20])
    """
    count = len(columns.starts)
    sums, due = np.empty(count, np.int64), np.empty(count, np.int64)
    ends = np.append(columns.starts[1:], len(columns.due))
    cuts = [0]
    while cuts[-1] < count:
        reach = columns.starts[cuts[-1]] + _AT_ONCE
        cuts.append(max(int(np.searchsorted(ends, reach, side="right")), cuts[-1] + 1))
    most = max((int(ends[last - 1] - columns.starts[first]) for first, last in pairwise(cuts)), default=0)
    scratch = np.empty(most, np.int64), np.empty(most, np.int64)
    for first, last in pairwise(cuts):
        part, steps = slice(first, last), slice(int(columns.starts[first]), int(ends[last - 1]))
        starts = columns.starts[part] - steps.start
        found, other = (each[: steps.stop - steps.start] for each in scratch)
        np.add.reduceat(_counted(columns, steps, day, found, other), starts, out=sums[part])
        np.minimum.reduceat(_still_due(columns, steps, day, found), starts, out=due[part])
    low = (1 << _BITS) - 1
    return Progress(columns.whole, sums & low, (sums >> _BITS) & low, sums >> (2 * _BITS), due)


def _counted(columns: StepColumns, steps: slice, day: int, found: Whole, other: Whole) -> Whole:
    """Return in *found* of each step its weight if it is done; again, shifted, if it was due; and a bit if it is late."""
    is_done, due = columns.done[steps] <= day, columns.due[steps]
    found[:] = due <= day
    found <<= _BITS
    other[:] = is_done
    found |= other
    found *= columns.weight[steps]
    # A step is late from the day after the one it is due on.
    other[:] = (due < day) > is_done
    other <<= 2 * _BITS
    found |= other
    return found


def _still_due(columns: StepColumns, steps: slice, day: int, found: Whole) -> Whole:
    """Return in *found* when each step is due, and a day beyond all others if it is done."""
    found[:] = columns.done[steps] <= day
    found <<= _BITS
    found |= columns.due[steps]
    return found


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

    def _repr_html_(self) -> str:
        return small_table(self)


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
    if len(set(map(_ID, known))) < len(known):
        counts = Counter(map(_ID, known))
        raise_faults(
            InvalidValue(path=f"plans[{name!r}]", value=f"{count} times", remedy="give each plan once")
            for name, count in counts.items()
            if count > 1
        )
    return Progresses(plans=known, found=measure_progress(StepColumns.of(known), as_of.toordinal()))
