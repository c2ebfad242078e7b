"""Where does a partner stand in its life cycle, since when, and who decided it?"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.step import undone
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.machine import Machine, Transition

__all__ = ["INITIATORS", "LIFE_CYCLE", "Initiator", "Standing", "StandingStep"]

#: How an ending comes about: notice by one side, by agreement, by the end of the term, by insolvency, or for cause.
Initiator: TypeAlias = Literal["vendor", "partner", "mutual", "expiry", "insolvency", "for-cause"]
INITIATORS: tuple[Initiator, ...] = ("vendor", "partner", "mutual", "expiry", "insolvency", "for-cause")

#: Who may take a partner in and look after it; who alone may do what hurts it; and who may end it, where "partner"
#: is anybody of the firm itself.
_LOOKS_AFTER = ("territory-manager", "head-office")
_ANSWERS = ("head-office",)
_BOTH_SIDES = ("head-office", "partner")


def __dir__() -> list[str]:
    return __all__


#: From the first look to the parting; what must hold before each step is in `lifecycle.stages`.
LIFE_CYCLE = Machine(
    name="life-cycle",
    start="prospect",
    transitions=(
        Transition("prospect", "qualify", "qualified", by=_LOOKS_AFTER),
        Transition("prospect", "decline", "ended", by=(*_LOOKS_AFTER, "partner"), reason_required=True),
        Transition("qualified", "contract", "contracted", by=_LOOKS_AFTER),
        Transition("qualified", "decline", "ended", by=(*_LOOKS_AFTER, "partner"), reason_required=True),
        Transition("contracted", "onboard", "onboarding", by=_LOOKS_AFTER),
        Transition("contracted", "end", "ending", by=_BOTH_SIDES, reason_required=True),
        Transition("onboarding", "activate", "active", by=_LOOKS_AFTER),
        Transition("onboarding", "end", "ending", by=_BOTH_SIDES, reason_required=True),
        Transition("active", "improve", "improvement", by=_LOOKS_AFTER, reason_required=True),
        Transition("active", "suspend", "suspended", by=_ANSWERS, reason_required=True),
        Transition("active", "end", "ending", by=_BOTH_SIDES, reason_required=True),
        Transition("improvement", "recover", "active", by=_LOOKS_AFTER),
        Transition("improvement", "suspend", "suspended", by=_ANSWERS, reason_required=True),
        Transition("improvement", "end", "ending", by=_BOTH_SIDES, reason_required=True),
        Transition("suspended", "reinstate", "active", by=_ANSWERS),
        Transition("suspended", "improve", "improvement", by=_LOOKS_AFTER, reason_required=True),
        Transition("suspended", "end", "ending", by=_BOTH_SIDES, reason_required=True),
        Transition("ending", "withdraw", "active", by=_ANSWERS, reason_required=True),
        Transition("ending", "resume", "onboarding", by=_ANSWERS, reason_required=True),
        Transition("ending", "close", "ended", by=_LOOKS_AFTER),
    ),
)

#: The fields that belong to one event only, and must be there with it.
_OWN = {"initiator": "end", "last_day": "end", "review_on": "suspend"}


@final
@frozen(kw_only=True)
class StandingStep:
    """
    One step: what was decided, when, by whom, and why.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> StandingStep(event="qualify", at=noon, decided_by="U-1").decided_by
    'U-1'
    """

    event: str = field(validator=fields.choice(*LIFE_CYCLE.events))
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: The person; no step is taken without one.
    decided_by: str = field(validator=fields.identifier, metadata=refers_to("Person"))

    #: The host's code for why, such as "sales-below-minimum".
    reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    #: Of an ending: how it came about, and the last day of the contract.
    initiator: Initiator | None = field(default=None, validator=fields.optional(fields.choice(*INITIATORS)))
    last_day: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    #: Of a pause: when it is looked at again.
    review_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    #: The second person who let it happen against a finding, and why.
    overridden_by: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Person")
    )
    override_reason: str | None = field(default=None, validator=fields.optional(checks.reason_code))

    #: What it rests on: ids of documents, plans and warnings.
    evidence: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    def faults(self, path: str) -> Iterator[InvalidValue]:
        """Find what is wrong between its fields; *path* is where it stands."""
        for name, event in _OWN.items():
            if (getattr(self, name) is not None) != (self.event == event):
                said = shown(str(getattr(self, name)))
                remedy = f"say it for {event}, and for nothing else"
                yield InvalidValue(path=f"{path}.{name}", value=said, remedy=remedy)
        if (self.overridden_by is None) != (self.override_reason is None):
            remedy = "name the second person and the reason, or neither"
            yield InvalidValue(
                path=f"{path}.override_reason", value=shown(self.override_reason), remedy=remedy
            )
        if self.overridden_by == self.decided_by:
            remedy = "let a second person override it"
            yield InvalidValue(path=f"{path}.overridden_by", value=shown(self.overridden_by), remedy=remedy)


@final
@frozen(kw_only=True)
class Standing(Fact):
    """
    One partner's way through the life cycle; a firm that comes back begins another.

    It is known from the moment it began, and without the steps taken later.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> standing = Standing(id="S-4", partner="P-4", began_at=noon)
    >>> standing.with_step(StandingStep(event="qualify", at=noon, decided_by="U-1")).status
    'qualified'
    """

    id: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier, metadata=refers_to("Partner"))

    #: When it became a prospect.
    began_at: datetime = field(converter=as_utc, validator=fields.aware)

    steps: tuple[StandingStep, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(StandingStep, "a StandingStep"), unique=False),
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from LIFE_CYCLE.faults(self.steps, since=self.began_at)
        for place, step in enumerate(self.steps):
            path = f"steps[{place}]"
            yield from step.faults(path)
            for name in ("last_day", "review_on"):
                day = getattr(step, name)
                if day is not None and day < self.began_at.date():
                    remedy = f"use a day not before {self.began_at.date()}, when it began"
                    yield InvalidValue(path=f"{path}.{name}", value=shown(str(day)), remedy=remedy)

    def _happened_at(self) -> datetime | None:
        return self.began_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        return undone(self.steps, moment)

    @property
    def status(self) -> str:
        """A state of `LIFE_CYCLE`."""
        return LIFE_CYCLE.replay([step.event for step in self.steps])

    @property
    def since(self) -> datetime:
        """When it came there."""
        return self.steps[-1].at if self.steps else self.began_at

    @property
    def ending(self) -> StandingStep | None:
        """The step that began the ending; None where it does not end."""
        if self.status not in {"ending", "ended"}:
            return None
        return next((step for step in reversed(self.steps) if step.event == "end"), None)

    @property
    def last_day(self) -> date | None:
        """The last day of its contract; None where it does not end."""
        return None if self.ending is None else self.ending.last_day

    @property
    def before_ending(self) -> str | None:
        """Where it stood when the ending began; None where it does not end."""
        if self.ending is None:
            return None
        place = len(self.steps) - 1 - self.steps[::-1].index(self.ending)
        return LIFE_CYCLE.replay([each.event for each in self.steps[:place]])

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Whoever decided a step, or overrode one: the place and the id."""
        return tuple(
            (f"steps[{place}].{name}", who)
            for place, step in enumerate(self.steps)
            for name, who in (("decided_by", step.decided_by), ("overridden_by", step.overridden_by))
            if who is not None
        )

    def with_step(self, step: StandingStep) -> "Standing":
        """
        Return the standing after *step*; whether it may be taken is for `lifecycle.advance` to say.

        Raises
        ------
        InvalidValue, InvalidInput
            If it leads nowhere from here, is before the last one, or lacks what belongs to it.
        """
        return evolve(self, steps=(*self.steps, step))
