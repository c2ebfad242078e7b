"""
What has a partner asked for, who has it, until when, and how does it stand?

A point that a partner raised is a task with `raised_by="partner"`. It is told
as long as it is open, the longest overdue first, and those nobody has, or that
have no day, are told as such: they are how points get lost.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypeAlias, final

from attrs import frozen

from partnerkit.facts.interaction import Task
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = ["OpenPoint", "PointState", "open_points"]

#: In the order in which they are told.
PointState: TypeAlias = Literal["overdue", "without-owner", "without-day", "in-time"]
_ORDER: tuple[PointState, ...] = ("overdue", "without-owner", "without-day", "in-time")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class OpenPoint:
    """One thing a partner asked for that is not done yet."""

    id: str
    partner: str | None
    title: str

    #: Who has it; None is nobody yet.
    owner: str | None

    #: The last day on which it is in time; None is without a day.
    until: date | None
    state: PointState

    @property
    def reason(self) -> Reason:
        """How it stands, in one sentence."""
        facts = {
            "point": self.title or self.id,
            "partner": self.partner,
            "owner": self.owner,
            "until": self.until,
        }
        reasons = {
            "overdue": Reason("point-overdue", facts),
            "without-owner": Reason("point-without-owner", facts),
            "without-day": Reason("point-without-day", facts),
            "in-time": Reason("point-in-time", facts),
        }
        return reasons[self.state]


def open_points(facts: Iterable[object], *, on: date) -> Rows[OpenPoint]:
    """
    Return what partners asked for and is not done *on* a day; what a newer version has replaced is passed over.

    >>> asked = Task(id="K-1", title="A demo machine", partner="P-4", raised_by="partner", owner="U-2")
    >>> [(each.title, each.state) for each in open_points([asked], on=date(2026, 3, 2))]
    [('A demo machine', 'without-day')]
    """
    found = [
        OpenPoint(
            id=each.id,
            partner=each.partner,
            title=each.title,
            owner=each.owner,
            until=each.due,
            state=_state(each, on),
        )
        for each in facts
        if isinstance(each, Task)
        and each.raised_by == "partner"
        and each.status in {"open", "started"}
        and not (each.known_until is not None and each.known_until.date() <= on)
    ]
    return Rows(
        OpenPoint, sorted(found, key=lambda each: (_ORDER.index(each.state), each.until or date.max, each.id))
    )


def _state(task: Task, on: date) -> PointState:
    if task.due is not None and task.due < on:
        return "overdue"
    if task.owner is None:
        return "without-owner"
    return "without-day" if task.due is None else "in-time"
