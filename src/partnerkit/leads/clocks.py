"""
Who owes whom what, by when, and since when does the time run?

A service level is a promise with a time; a clock is one case of it. Time is
working time of whoever owes: its zone, its holidays, its absences. What is no
fault of his is a pause. Marketing and the vendor's own sales owe as partners do.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, TypeAlias, final, get_args

from attrs import evolve, field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.time import instant

__all__ = ["Clock", "Ended", "Escalation", "Pause", "PauseCondition", "ServiceLevel", "Side"]

#: Who owes.
Side: TypeAlias = Literal["partner", "marketing", "sales", "vendor"]

#: How a clock stopped: what was owed was done; somebody else owes it now; nobody owes it any more.
Ended: TypeAlias = Literal["done", "handed-over", "withdrawn"]


def __dir__() -> list[str]:
    return __all__


_whole_ahead = fields.Check(
    lambda value: fields.whole_seconds_above_zero.accepts(value) and fields.ahead.accepts(value),
    "use a timedelta of whole seconds above 0, up to 100 years",
)


@final
@frozen(kw_only=True)
class Escalation:
    """Who is told when what is owed is late by so much working time."""

    after: timedelta = field(validator=fields.whole_seconds)

    #: A role or a person, such as "channel-manager".
    to: str = field(validator=fields.identifier)


@final
@frozen(kw_only=True)
class PauseCondition:
    """
    What makes the time stand still by itself, as it was agreed: from one kind of signal to another.

    >>> PauseCondition(why="customer-asked", begins=["asked-to-wait"], ends=["answered"]).ends
    ('answered',)
    """

    #: The host's own word, as in `Pause.why`.
    why: str = field(validator=fields.identifier)

    #: The kinds of signals that begin it, and those that end it.
    begins: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))
    ends: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))

    #: Whose word it takes, by role, lest somebody stop his own clock; empty is anybody's.
    told_by: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    #: So long after the signal that began it the time runs again in any case; None is no limit.
    at_most: timedelta | None = field(default=None, validator=fields.optional(_whole_ahead))

    def __attrs_post_init__(self) -> None:
        both = sorted(set(self.begins).intersection(self.ends))
        raise_faults(
            InvalidValue(path="ends", value=shown(kind), remedy="let no signal both begin and end it")
            for kind in both
        )


@final
@frozen(kw_only=True)
class ServiceLevel:
    """
    A promise with a time: what is owed, by which side, in how much working time.

    >>> two_days = timedelta(hours=16)
    >>> claim = ServiceLevel(name="claim", owed_by="partner", within=two_days, warn=timedelta(hours=4))
    >>> claim.warn_after
    datetime.timedelta(seconds=43200)
    """

    #: Such as "claim", "first-contact", "follow-up" or "feedback".
    name: str = field(validator=fields.identifier)
    owed_by: Side = field(validator=fields.choice(*get_args(Side)))
    within: timedelta = field(validator=fields.whole_seconds_above_zero)

    #: So much working time before it is late somebody is warned; None is not at all.
    warn: timedelta | None = field(default=None, validator=fields.optional(fields.whole_seconds))

    #: Who is told once it is late, in stages.
    escalations: tuple[Escalation, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Escalation, "escalations"))
    )

    #: What makes the time stand still by itself; `watch` reads it off the signals it is given.
    pauses: tuple[PauseCondition, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(PauseCondition, "pauses"))
    )

    def __attrs_post_init__(self) -> None:
        faults = []
        if self.warn is not None and self.warn > self.within:
            remedy = f"warn within the time there is, {self.within}"
            faults.append(InvalidValue(path="warn", value=shown(str(self.warn)), remedy=remedy))
        stages = [each.after for each in self.escalations]
        if any(later <= earlier for earlier, later in pairwise(stages)):
            remedy = "let each stage come later than the one before"
            faults.append(
                InvalidValue(path="escalations", value=shown(list(map(str, stages))), remedy=remedy)
            )
        raise_faults(faults)

    @property
    def warn_after(self) -> timedelta | None:
        """After how much working time somebody is warned."""
        return None if self.warn is None else self.within - self.warn


@final
@frozen(kw_only=True)
class Pause:
    """A time that does not count, and why: the customer asked for it, the vendor's portal was down."""

    since: datetime = field(converter=as_utc, validator=fields.aware)

    #: None is not known yet.
    until: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))

    #: The host's own word, such as "customer-asked" or "vendor-outage".
    why: str = field(validator=fields.identifier)

    def __attrs_post_init__(self) -> None:
        raise_faults(in_order(self, "since", "until"))


@final
@frozen(kw_only=True)
class Clock:
    """
    One case of a service level: who owes it, since when, and when it was done.

    >>> monday = datetime.fromisoformat("2026-03-02T09:00+01:00")
    >>> Clock(subject="L-17", level="claim", owner="P-4", started_at=monday).is_open
    True
    """

    #: What it is about, such as the id of a lead.
    subject: str = field(validator=fields.identifier)

    #: The name of the service level.
    level: str = field(validator=fields.identifier)

    #: Who owes: a partner, a team, a person.
    owner: str = field(validator=fields.identifier)

    #: The name of the owner's working calendar; None is around the clock.
    calendar: str | None = field(default=None, validator=fields.optional(fields.identifier))
    started_at: datetime = field(converter=as_utc, validator=fields.aware)
    stopped_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )
    ended: Ended | None = field(default=None, validator=fields.optional(fields.choice(*get_args(Ended))))

    #: Times that do not count, the first one first.
    pauses: tuple[Pause, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Pause, "pauses"))
    )

    #: Working time that counts as used up before it started, because an earlier owner used it.
    carried: timedelta = field(default=timedelta(), validator=fields.whole_seconds)

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        yield from in_order(self, "started_at", "stopped_at")
        if (self.stopped_at is None) != (self.ended is None):
            missing = "ended" if self.ended is None else "stopped_at"
            yield InvalidValue(path=missing, value="None", remedy="say when and how it stopped, or neither")
        for place, (one, after) in enumerate(pairwise(self.pauses)):
            if one.until is None or after.since < one.until:
                yield InvalidValue(
                    path=f"pauses[{place + 1}].since",
                    value=shown(str(after.since)),
                    remedy="let each pause begin after the end of the one before",
                )

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.ended is None

    def _step_at(self, at: datetime) -> datetime:
        if self.ended is not None:
            raise InvalidValue(path="ended", value=shown(self.ended), remedy="it has stopped before")
        return instant(at, path="at")

    def stop(self, *, at: datetime, ended: Ended = "done") -> "Clock":
        """Return the clock as it stopped; a pause that goes on ends with it."""
        moment = self._step_at(at)
        if moment < self.started_at:
            remedy = f"use a time not before it started, {self.started_at}"
            raise InvalidValue(path="at", value=shown(str(moment)), remedy=remedy)
        pauses = tuple(_over(each, moment) if each.until is None else each for each in self.pauses)
        return evolve(self, stopped_at=moment, ended=ended, pauses=pauses)

    def pause(self, *, at: datetime, why: str) -> "Clock":
        """Return the clock at a standstill from *at* on, until `resume`; one that has stopped is refused."""
        return evolve(self, pauses=(*self.pauses, Pause(since=self._step_at(at), why=why)))

    def resume(self, *, at: datetime) -> "Clock":
        """Return the clock as it runs again."""
        moment = self._step_at(at)
        if not self.pauses or self.pauses[-1].until is not None:
            raise InvalidValue(path="pauses", value="none that goes on", remedy="pause it first")
        return evolve(self, pauses=(*self.pauses[:-1], _over(self.pauses[-1], moment)))


def _over(pause: Pause, at: datetime) -> Pause:
    if at < pause.since:
        remedy = f"use a time not before the pause began, {pause.since}"
        raise InvalidValue(path="at", value=shown(str(at)), remedy=remedy)
    return evolve(pause, until=at)
