"""
How long may a fact be kept, and which must go?

For as many months after it is over as the host lays down (Art. 5(1)(e) GDPR), and
no day longer than the consent that it rests on.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, final

from attrs import field, frozen

from partnerkit.facts.consent import Consent
from partnerkit.facts.fact import Fact, as_facts
from partnerkit.values import fields
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.time import instant

__all__ = ["Due", "Retention", "due_for_erasure"]


def __dir__() -> list[str]:
    return __all__


#: When a fact is over: from then on the period runs for which it may be kept.
_ENDS: Mapping[str, tuple[str, ...]] = {
    "Agreement": ("ended_on",),
    "Answer": ("on",),
    "Assignment": ("period",),
    "DealRegistration": ("ended_at", "expires_at"),
    "DirectEngagement": ("until",),
    "Enrolment": ("stepped_at", "enrolled_at"),
    "Interaction": ("at",),
    "Lead": ("closed_at",),
    "Person": ("left_on",),
    "ServiceCase": ("closed_at",),
    "Task": ("ended_at",),
    "Touch": ("at",),
    "TrainingResult": ("on",),
    "WarrantyClaim": ("decided_at",),
}


def _are_months(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        kind in _ENDS and type(count) is int and 0 <= count <= 1_200 for kind, count in value.items()
    )


@final
@frozen(kw_only=True)
class Retention:
    """
    For how many months a kind of fact may be kept after it is over; a kind that is not named is kept.

    >>> Retention(months={"Lead": 24, "Person": 6}).months["Lead"]
    24
    """

    months: Facts = field(
        converter=as_facts,
        validator=fields.Check(
            _are_months,
            f"use kinds with an end and whole months, as {{'Lead': 24}}: {', '.join(_ENDS)}"[:400],
        ),
    )


@final
@frozen(kw_only=True)
class Due:
    """A fact that must go, since when, and why."""

    fact: Any = field(repr=False)
    kind: str

    #: None for a fact without an id.
    id: str | None
    since: date
    reason: Reason


def due_for_erasure(facts: Iterable[Any], retention: Retention, *, as_of: datetime | date) -> tuple[Due, ...]:
    """
    Return what must go by the day of *as_of*, the longest due first.

    Codes: ``retention-over`` (kept for as long as it may be) and
    ``consent-withdrawn`` (it rested on consent, which is no longer given;
    whatever the periods say).

    >>> from partnerkit.facts import Lead
    >>> lead = Lead(id="L-1", status="lost", closed_at=datetime.fromisoformat("2024-01-31T09:00Z"))
    >>> (due,) = due_for_erasure([lead], Retention(months={"Lead": 25}), as_of=date(2026, 3, 1))
    >>> due.id, due.since.isoformat(), due.reason.code
    ('L-1', '2026-02-28', 'retention-over')
    """
    fields.check(
        {
            "retention": (fields.instance(Retention, "a Retention"), retention),
            "as_of": (fields.instance(date, "a date or a datetime"), as_of),
        }
    )
    day = instant(as_of, path="as_of").date() if isinstance(as_of, datetime) else as_of
    found = (due for fact in facts for due in _dues(fact, retention) if due.since <= day)
    firsts: dict[int, Due] = {}
    for due in sorted(found, key=_by_day):
        firsts.setdefault(id(due.fact), due)
    return tuple(firsts.values())


def _by_day(due: Due) -> tuple[date, str, str]:
    return due.since, due.kind, due.id or ""


def _dues(fact: Any, retention: Retention) -> Iterator[Due]:
    kind, name = type(fact).__name__, getattr(fact, "id", None)
    consent = getattr(fact, "consent", None)
    if isinstance(consent, Consent) and consent.basis == "consent" and consent.withdrawn_at is not None:
        since = consent.withdrawn_at.date()
        yield Due(
            fact=fact, kind=kind, id=name, since=since, reason=Reason("consent-withdrawn", {"since": since})
        )
    months, ended = retention.months.get(kind), _ended_on(fact)
    if isinstance(months, int) and ended is not None:
        facts = {"ended": ended, "months": months}
        since = months_after(ended, months)
        yield Due(fact=fact, kind=kind, id=name, since=since, reason=Reason("retention-over", facts))


def _ended_on(fact: Any) -> date | None:
    """Return the day on which *fact* was over; None while it is not."""
    for name in _ENDS.get(type(fact).__name__, ()):
        value = getattr(fact, name)
        end = getattr(value, "end", value)
        if end is not None and end != date.max:
            return end.date() if isinstance(end, datetime) else end
    until = fact.known_until if isinstance(fact, Fact) else None
    return None if until is None else until.date()
