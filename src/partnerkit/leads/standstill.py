"""
When does a clock stand still by itself?

A service level says what its time waits for: the customer asked to be called
next month, the vendor's portal is down, the contact data were wrong. The host
hands in what happened, as signals; the pauses follow from them, so that nobody
has to remember to stop a clock, and nobody can forget to start it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import final

from attrs import evolve, field, frozen

from partnerkit.leads.clocks import Clock, Pause, PauseCondition, ServiceLevel
from partnerkit.values import fields
from partnerkit.values.fields import as_utc
from partnerkit.values.time import instant

__all__ = ["Signal", "paused"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Signal:
    """
    Something that happened and may stop or start clocks.

    >>> Signal(kind="asked-to-wait", subject="L-17", at=datetime.fromisoformat("2026-03-02T09:00Z")).subject
    'L-17'
    """

    #: The host's own word, as `PauseCondition` names it.
    kind: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: What it is about, as in `Clock.subject`; None is everything, as when a portal is down.
    subject: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The role of who said so.
    by: str | None = field(default=None, validator=fields.optional(fields.identifier))


def paused(
    clocks: Sequence[Clock], levels: Mapping[str, ServiceLevel], signals: Iterable[Signal], *, as_of: datetime
) -> tuple[Clock, ...]:
    """
    Return *clocks* with the pauses that follow from *signals* up to *as_of*, beside those they have.

    *levels* by name. Where pauses overlap, the later one begins where the earlier one ends.

    >>> from datetime import timedelta
    >>> monday = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> waits = PauseCondition(why="customer-asked", begins=["asked-to-wait"], ends=["answered"])
    >>> level = ServiceLevel(name="claim", owed_by="partner", within=timedelta(hours=8), pauses=[waits])
    >>> clock = Clock(subject="L-17", level="claim", owner="P-4", started_at=monday)
    >>> asked = Signal(kind="asked-to-wait", subject="L-17", at=monday + timedelta(hours=1))
    >>> (told,) = paused([clock], {"claim": level}, [asked], as_of=monday + timedelta(hours=3))
    >>> [(str(each.since), each.until, each.why) for each in told.pauses]
    [('2026-03-02 10:00:00+00:00', None, 'customer-asked')]
    """
    moment = instant(as_of, path="as_of")
    heard: dict[str | None, list[Signal]] = defaultdict(list)
    for signal in signals:
        if signal.at <= moment:
            heard[signal.subject].append(signal)
    found = []
    for clock in clocks:
        level = levels.get(clock.level)
        own = [*heard.get(clock.subject, ()), *heard.get(None, ())]
        if level is None or not level.pauses or not own:
            found.append(clock)
            continue
        own.sort(key=lambda signal: signal.at)
        pauses = [*clock.pauses]
        for condition in level.pauses:
            pauses += _times(condition, own)
        found.append(evolve(clock, pauses=tuple(_in_a_row(pauses, clock))))
    return tuple(found)


def _times(condition: PauseCondition, signals: Iterable[Signal]) -> Iterator[Pause]:
    """Yield from when to when *condition* holds by *signals*, the earliest of which comes first."""
    since: datetime | None = None
    until: datetime | None = None
    for signal in signals:
        if condition.told_by and signal.by not in condition.told_by:
            continue
        if since is not None and until is not None and until <= signal.at:
            yield Pause(since=since, until=until, why=condition.why)
            since = None
        if signal.kind in condition.begins:
            since = since or signal.at
            until = None if condition.at_most is None else signal.at + condition.at_most
        elif signal.kind in condition.ends and since is not None:
            yield Pause(since=since, until=signal.at, why=condition.why)
            since = None
    if since is not None:
        yield Pause(since=since, until=until, why=condition.why)


def _in_a_row(pauses: list[Pause], clock: Clock) -> Iterator[Pause]:
    """Yield *pauses* one after the other, within the time the clock runs."""
    reached = clock.started_at
    for pause in sorted(pauses, key=lambda each: each.since):
        since = max(pause.since, reached)
        until = pause.until
        if clock.stopped_at is not None:
            until = clock.stopped_at if until is None else min(until, clock.stopped_at)
        if until is None:
            yield evolve(pause, since=since)
            return
        if since < until:
            yield evolve(pause, since=since, until=until)
            reached = until
