"""
What can be learned, who takes part, and who passed?

A result that was passed certifies, until it expires; what a tier or a
territory demands is said elsewhere.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.facts.partner import Certification
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.money import Money
from partnerkit.values.months import months_after
from partnerkit.values.time import Period

__all__ = ["ENROLMENT_COURSE", "FORMATS", "Course", "CourseFormat", "Enrolment", "TrainingResult"]

#: Alone at a screen, together at a screen, in a room, one trainer with one person.
CourseFormat = Literal["e-learning", "online", "offline", "personal"]
FORMATS: tuple[CourseFormat, ...] = ("e-learning", "online", "offline", "personal")


def __dir__() -> list[str]:
    return __all__


#: From the booking to the end of the course.
ENROLMENT_COURSE = Machine(
    name="enrolment",
    start="enrolled",
    transitions=(
        Transition("enrolled", "start", "started"),
        Transition("enrolled", "cancel", "canceled"),
        Transition("enrolled", "miss", "missed"),
        Transition("started", "complete", "completed"),
        Transition("started", "cancel", "canceled"),
        Transition("missed", "rebook", "enrolled"),
    ),
)

_reference = fields.optional(fields.identifier)


@final
@frozen(kw_only=True)
class Course(Fact):
    """
    An entry of the training catalogue.

    >>> Course(id="C-7", name="Spindle service", certifies="spindle", valid_months=24).expiry(date(2026, 3, 31))
    datetime.date(2028, 3, 31)
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    product: str | None = field(default=None, validator=_reference, metadata=refers_to("Product"))

    #: The name of the certification it gives; None gives none.
    certifies: str | None = field(default=None, validator=_reference)

    #: For how many calendar months; None is without end.
    valid_months: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(least=1, most=1_200))
    )

    #: How it is given; None is unknown.
    format: CourseFormat | None = field(default=None, validator=fields.optional(fields.choice(*FORMATS)))

    #: The languages it is given in; None is unknown.
    languages: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(fields.each(checks.language, least=1)),
    )

    #: How long it takes, and what a participant pays.
    minutes: int | None = field(default=None, validator=fields.optional(fields.whole_number(least=1)))
    fee: Money | None = field(default=None, validator=fields.optional(checks.amount))

    #: The least score to pass; scores run from 0 to 100.
    pass_score: Decimal | None = field(
        default=None, validator=fields.optional(fields.decimal(least=Decimal(0), most=Decimal(100)))
    )

    def expiry(self, passed_on: date) -> date | None:
        """Return the first day on which the certification no longer holds; None if it never ends."""
        if self.valid_months is None:
            return None
        end = months_after(passed_on, self.valid_months)
        return None if end == date.max else end


@final
@frozen(kw_only=True)
class Enrolment(Fact):
    """
    A person, or a partner that names the person later, booked on a course.

    It is known from when it was booked, and was a booking until the latest
    step; the steps before that one are not on record. The dates of the course
    are a plan.

    >>> booked = datetime.fromisoformat("2026-03-02T09:00+01:00")
    >>> Enrolment(id="N-1", course="C-7", partner="P-4", enrolled_at=booked).status
    'enrolled'
    """

    id: str = field(validator=fields.identifier)
    course: str = field(validator=fields.identifier, metadata=refers_to("Course"))
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))
    person: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))
    enrolled_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    #: The dates of the course.
    period: Period | None = field(default=None, validator=fields.optional(checks.period))

    #: A state of `ENROLMENT_COURSE`.
    status: str = field(default=ENROLMENT_COURSE.start, validator=fields.choice(*ENROLMENT_COURSE.states))

    #: When the latest step was taken.
    stepped_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    def _faults(self) -> Iterator[InvalidValue]:
        yield from _nobody(self.partner, self.person)
        yield from fields.in_order(self, "enrolled_at", "stepped_at")

    def _happened_at(self) -> datetime | None:
        return self.enrolled_at

    def _undone(self, moment: datetime) -> dict[str, Any]:
        if not self._is_later(self.stepped_at, moment):
            return {}
        return {"status": ENROLMENT_COURSE.start, "stepped_at": None}

    def with_step(self, event: str, *, at: datetime) -> "Enrolment":
        """Return the enrolment after *event*; `IllegalTransition` if it is no step from here."""
        status = ENROLMENT_COURSE.step(self.status, event)
        fields.check({"at": (fields.aware, at)})
        return evolve(self, status=status, stepped_at=at)


@final
@frozen(kw_only=True)
class TrainingResult(Fact):
    """
    How somebody did in a course, and until when it counts.

    It is known from the end of its day in UTC, or from `known_from` on that
    day; until when it counts is known with it.

    >>> result = TrainingResult(course="C-7", partner="P-4", on=date(2026, 3, 31), passed=True, certifies="spindle")
    >>> result.certification().name
    'spindle'
    """

    course: str = field(validator=fields.identifier, metadata=refers_to("Course"))
    partner: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))
    person: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))
    enrolment: str | None = field(default=None, validator=_reference, metadata=refers_to("Enrolment"))
    on: date = field(validator=fields.calendar_date)
    passed: bool = field(validator=fields.truth)

    #: From 0 to 100; None is not measured.
    score: Decimal | None = field(
        default=None, validator=fields.optional(fields.decimal(least=Decimal(0), most=Decimal(100)))
    )

    #: The certification it gave, and the first day on which it no longer holds; None is without end.
    certifies: str | None = field(default=None, validator=_reference)
    expires_on: date | None = field(default=None, validator=fields.optional(fields.calendar_date))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from _nobody(self.partner, self.person)
        if not self.passed:
            for name in ("certifies", "expires_on"):
                value = getattr(self, name)
                if value is not None:
                    yield InvalidValue(
                        path=name, value=shown(str(value)), remedy="leave it out: the course was not passed"
                    )
        elif self.expires_on is not None and self.expires_on <= self.on:
            yield InvalidValue(
                path="expires_on", value=shown(str(self.expires_on)), remedy=f"use a date after {self.on}"
            )

    def _happened_at(self) -> datetime:
        return self._day_over(self.on)

    def certification(self) -> Certification | None:
        """Return what the result certifies and when; None if it certifies nothing."""
        if self.certifies is None:
            return None
        end = self.expires_on
        valid = Period.since(self.on) if end is None else Period(start=self.on, end=end)
        return Certification(name=self.certifies, valid=valid)


def _nobody(partner: str | None, person: str | None) -> Iterator[InvalidValue]:
    if partner is None and person is None:
        yield InvalidValue(path="partner", value="None", remedy="name the partner, the person or both")
