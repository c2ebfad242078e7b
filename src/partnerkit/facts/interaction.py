"""
When did we speak with a partner, what came of it, and who owes what?

An interaction is what was held or missed; a task is what somebody owes until
a day.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.machine import Machine, Transition

__all__ = ["TASK_COURSE", "Interaction", "Subject", "Task"]


def __dir__() -> list[str]:
    return __all__


#: What somebody owes, from the asking to the doing.
TASK_COURSE = Machine(
    name="task",
    start="open",
    transitions=(
        Transition("open", "start", "started"),
        Transition("open", "finish", "done"),
        Transition("open", "cancel", "canceled"),
        Transition("started", "finish", "done"),
        Transition("started", "cancel", "canceled"),
        Transition("done", "reopen", "open"),
        Transition("canceled", "reopen", "open"),
    ),
)

_reference = fields.optional(fields.identifier)
_minutes = fields.optional(fields.whole_number(most=100_000))


@final
@frozen(kw_only=True)
class Interaction(Fact):
    """
    A visit, call, message or meeting with a partner.

    What was held or missed, or bore fruit, is known from when it was; so is a
    message. What is still to come is a plan, known before its time. Where
    `known_from` says that it was known before, it was a plan until then.

    >>> held = datetime.fromisoformat("2026-03-02T09:00+01:00")
    >>> Interaction(id="I-1", kind="visit", partner="P-4", persons=["U-2"], at=held, minutes=90).kind
    'visit'
    """

    id: str = field(validator=fields.identifier)
    kind: Literal["visit", "call", "message", "meeting"] = field(
        validator=fields.choice("visit", "call", "message", "meeting")
    )

    #: How a message went: one text to many, or a letter to one; None is unknown.
    via: Literal["e-mail", "group-message"] | None = field(
        default=None, validator=fields.optional(fields.choice("e-mail", "group-message"))
    )
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))
    location: str | None = field(default=None, validator=_reference, metadata=refers_to("Location"))

    #: The people of both sides; empty is unknown.
    persons: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.identifier),
        metadata=refers_to("Person"),
    )

    #: When it began, or was to begin.
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Who asked for it.
    initiative: Literal["vendor", "partner"] | None = field(
        default=None, validator=fields.optional(fields.choice("vendor", "partner"))
    )

    #: What it is for, such as "annual-review", and what is to come of it.
    purpose: str | None = field(default=None, validator=fields.optional(checks.reason_code))
    goal: str = field(default="", validator=fields.text)
    language: str | None = field(default=None, validator=fields.optional(checks.language))

    #: Whether it took place; None is still to come, or unknown. "Not met" is not "visited".
    held: bool | None = field(default=None, validator=fields.optional(fields.truth))

    #: Which side did not want it, where it did not take place for that; None is neither, or unknown.
    refused_by: Literal["vendor", "partner"] | None = field(
        default=None, validator=fields.optional(fields.choice("vendor", "partner"))
    )

    #: What came of it, what was promised, and what comes next.
    outcome: str = field(default="", validator=fields.text)
    commitments: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.text, unique=False)
    )
    next_step: str = field(default="", validator=fields.text)

    #: Time with the partner, on the way, and before and after.
    minutes: int | None = field(default=None, validator=_minutes)
    travel_minutes: int | None = field(default=None, validator=_minutes)
    office_minutes: int | None = field(default=None, validator=_minutes)

    def _is_plan(self) -> bool:
        """Tell whether nothing is known of it but that it is to be; nobody plans a message."""
        silent = self.held is None and not self.outcome and not self.commitments
        return silent and self.kind != "message"

    def _happened_at(self) -> datetime | None:
        return None if self._is_plan() or self.known_from is not None else self.at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        if self._is_plan() or not self._is_later(self.at, moment):
            return {}
        nothing: dict[str, Any] = dict.fromkeys(("outcome", "next_step"), "")
        nothing |= dict.fromkeys(("held", "refused_by", "minutes", "travel_minutes", "office_minutes"))
        return nothing | {"commitments": ()}

    def _faults(self) -> Iterator[InvalidValue]:
        if self.held is False and self.minutes:
            yield InvalidValue(
                path="minutes", value=shown(self.minutes), remedy="leave it out: it did not take place"
            )
        if self.refused_by is not None and self.held is not False:
            yield InvalidValue(
                path="refused_by", value=shown(self.refused_by), remedy="say held=False, or leave it out"
            )
        if self.held is False and self.outcome:
            yield InvalidValue(
                path="outcome", value=shown(self.outcome), remedy="leave it out: it did not take place"
            )
        if self.via is not None and self.kind != "message":
            yield InvalidValue(path="via", value=shown(self.via), remedy=f"leave it out for a {self.kind}")
        if self.travel_minutes and self.kind in {"call", "message"}:
            yield InvalidValue(
                path="travel_minutes",
                value=shown(self.travel_minutes),
                remedy=f"leave it out for a {self.kind}",
            )


@final
@frozen(kw_only=True)
class Subject:
    """
    What a task is about: one fact, by the name of its model and its id.

    >>> Subject(model="Lead", id="L-17")
    Subject(model='Lead', id='L-17')
    """

    model: str = field(validator=fields.code("[A-Z][A-Za-z]{1,60}", "use the name of a model, such as Lead"))
    id: str = field(validator=fields.identifier)


@final
@frozen(kw_only=True)
class Task(Fact):
    """
    What somebody owes, to whom and until when.

    It is known from when it was opened, and open until it ended; when work on
    it began is not on record. Its due date is a plan.

    >>> Task(id="K-1", title="Send the offer", owner="U-2", due=date(2026, 3, 31)).status
    'open'
    """

    id: str = field(validator=fields.identifier)
    title: str = field(default="", validator=fields.text)

    #: The person who owes it; None is nobody yet.
    owner: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    #: The partner it is for, and which side asked for it.
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))
    raised_by: Literal["vendor", "partner"] | None = field(
        default=None, validator=fields.optional(fields.choice("vendor", "partner"))
    )

    #: The last day on which it is in time; None is without a day.
    due: date | None = field(default=None, validator=fields.optional(fields.calendar_date))
    about: Subject | None = field(
        default=None,
        validator=fields.optional(fields.instance(Subject, "a Subject, as Subject(model='Lead', id='L-17')")),
    )

    #: A state of `TASK_COURSE`.
    status: str = field(default=TASK_COURSE.start, validator=fields.choice(*TASK_COURSE.states))
    opened_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    #: When and by whom it was done or canceled.
    ended_at: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))
    ended_by: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "opened_at", "ended_at")
        if self.status in {"open", "started"}:
            for name in ("ended_at", "ended_by"):
                value = getattr(self, name)
                if value is not None:
                    yield InvalidValue(
                        path=name, value=shown(str(value)), remedy=f"leave it out: the task is {self.status}"
                    )

    def concerns(self, people: Collection[str]) -> bool:
        """
        Tell whether it is for the partner whose *people* these are to know: what it asked for, was asked for, or owes.

        What the vendor's people are to do on their own account stays among them, though it names the partner.

        >>> Task(id="K-1", partner="P-4", owner="U-2").concerns(["X-1"])
        False
        """
        is_asked_of_all = self.raised_by == "vendor" and self.owner is None
        return self.raised_by == "partner" or is_asked_of_all or self.owner in people

    def _happened_at(self) -> datetime | None:
        return self.opened_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        if not self._is_later(self.ended_at, moment):
            return {}
        return {"status": TASK_COURSE.start, "ended_at": None, "ended_by": None}

    def with_step(self, event: str, *, at: datetime, by: str | None = None) -> "Task":
        """
        Return the task after *event*; `IllegalTransition` if it is no step from here.

        >>> Task(id="K-1").with_step("finish", at=datetime.fromisoformat("2026-03-02T09:00Z"), by="U-2").ended_by
        'U-2'
        """
        status = TASK_COURSE.step(self.status, event)
        fields.check({"at": (fields.aware, at)})
        ends = status in {"done", "canceled"}
        return evolve(self, status=status, ended_at=at if ends else None, ended_by=by if ends else None)
