"""
Which contacts count for which lead?

Contacts are known one by one, with their time and whose work they were; leads
tell what came of it. What does not count is left out and said: contacts after
the end, told twice, of leads nobody knows, or of people who did not agree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Literal, TypeAlias, final

import numpy as np

from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.leads.journeys import Journeys
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.minor import to_minor
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding, Reason, Severity
from partnerkit.values.time import instant

__all__ = ["Level", "journeys_of"]

#: Whose journey it is: of the person behind a lead, who must have agreed, or of the firm.
Level: TypeAlias = Literal["person", "account"]

_SECOND = timedelta(seconds=1)


def __dir__() -> list[str]:
    return __all__


def journeys_of(
    touches: Sequence[Touch],
    leads: Sequence[Lead],
    *,
    as_of: datetime,
    level: Level,
    by: Literal["role", "channel"] | Callable[[Touch], str] = "role",
    window: timedelta | None = None,
) -> Journeys:
    """
    Return the journeys that led up to the *leads* which had ended by *as_of*: one row per lead.

    Parameters
    ----------
    level
        "person": the touches of each lead itself, and of these only what was
        consented to, as long as the lead's own consent is not withdrawn.
        "account": the touches of the firm that the lead came from, whichever
        of its people they reached; no person is told apart.
    by
        Who is credited: "role" for marketing, partner and direct sales, "channel", or what a function says.
    window
        Touches longer before the end than this do not count.

    Leads that are open have no end yet and are left out. A lead without value
    makes the money of all of them unknown.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> fair = Touch(lead="L-1", channel="fair", at=noon, role="marketing", consented=True)
    >>> won = Lead(id="L-1", status="won", closed_at=noon + timedelta(days=9))
    >>> found = journeys_of([fair, fair], [won], as_of=noon + timedelta(days=20), level="person")
    >>> len(found.touches), [finding.code for finding in found.findings]
    (1, ['touches-told-twice'])
    """
    moment = instant(as_of, path="as_of")
    _check(leads, level, by, window)
    ended = [each for each in leads if each.status != "open" and _end(each) <= moment]
    told = _Told()
    told.add("open", len(leads) - len(ended))
    known = _known(touches, moment, told)
    reached = _of_people(known, leads, moment, told) if level == "person" else _of_firms(known, leads, told)
    paths = [_before(reached.get(lead.id, ()), lead, window, told) for lead in ended]
    return _journeys(ended, paths, attrgetter(by) if isinstance(by, str) else by, told)


def _check(leads: Sequence[Lead], level: str, by: object, window: timedelta | None) -> None:
    faults = []
    if level not in ("person", "account"):
        faults.append(InvalidValue(path="level", value=shown(level), remedy="use person or account"))
    if by not in ("role", "channel") and not callable(by):
        remedy = "use role, channel, or a function of a touch"
        faults.append(InvalidValue(path="by", value=shown(by), remedy=remedy))
    faults += fields.faults({"window": (fields.optional(fields.duration_above_zero), window)})
    seen: set[str] = set()
    for place, lead in enumerate(leads):
        if lead.id in seen:
            faults.append(
                InvalidValue(path=f"leads[{place}].id", value=shown(lead.id), remedy="name each lead once")
            )
        seen.add(lead.id)
        if lead.status != "open" and lead.closed_at is None:
            remedy = "say when it ended; without it nobody knows which touches came before"
            faults.append(InvalidValue(path=f"leads[{place}].closed_at", value="None", remedy=remedy))
        if level == "account" and lead.customer is None:
            remedy = "name the account, or ask for level person"
            faults.append(InvalidValue(path=f"leads[{place}].customer", value="None", remedy=remedy))
    raise_faults(faults)


def _end(lead: Lead) -> datetime:
    assert lead.closed_at is not None  # noqa: S101  # looked at by _check
    return lead.closed_at


#: What can be left out, in the order in which it is told, and how grave that is.
_LEFT_OUT: Mapping[str, tuple[Callable[[int], Reason], Severity]] = {
    "open": (lambda count: Reason("journeys-still-open", {"count": count}), "info"),
    "twice": (lambda count: Reason("touches-told-twice", {"count": count}), "low"),
    "unknown": (lambda count: Reason("touches-of-unknown-leads", {"count": count}), "low"),
    "consent": (lambda count: Reason("touches-without-consent", {"count": count}), "info"),
    "after": (lambda count: Reason("touches-after-the-end", {"count": count}), "low"),
    "untouched": (lambda count: Reason("wins-without-touch", {"count": count}), "medium"),
}


@final
class _Told:
    """What was left out so far: how much of each kind, and the leads it was about."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = defaultdict(int)
        self._leads: dict[str, set[str]] = defaultdict(set)

    def add(self, kind: str, count: int, leads: Iterable[str] = ()) -> None:
        """Count what was left out."""
        self._counts[kind] += count
        self._leads[kind].update(leads)

    def findings(self) -> tuple[Finding, ...]:
        """Return it as findings."""
        return tuple(
            Finding(
                reason=reason(self._counts[kind]),
                severity=severity,
                subjects=tuple(sorted(self._leads[kind])),
            )
            for kind, (reason, severity) in _LEFT_OUT.items()
            if self._counts[kind]
        )


def _known(touches: Sequence[Touch], moment: datetime, told: _Told) -> list[Touch]:
    """Return each touch that had happened by then once, in an order that does not depend on how they came."""
    different = dict.fromkeys(each for each in touches if each.at <= moment)
    told.add("twice", sum(each.at <= moment for each in touches) - len(different))
    return sorted(
        different, key=lambda each: (each.at, each.role, each.channel, each.partner or "", repr(each))
    )


def _of_people(
    touches: Sequence[Touch], leads: Sequence[Lead], moment: datetime, told: _Told
) -> dict[str, list[Touch]]:
    """Return the touches of each lead that may be counted for its person."""
    refused = {
        each.id for each in leads if each.consent is not None and not each.consent.is_given(as_of=moment)
    }
    known = {each.id for each in leads}
    found: dict[str, list[Touch]] = defaultdict(list)
    for each in touches:
        if each.lead is None:
            continue
        if each.lead not in known:
            told.add("unknown", 1, [each.lead])
        elif each.consented is not True or each.lead in refused:
            told.add("consent", 1, [each.lead])
        else:
            found[each.lead].append(each)
    return found


def _of_firms(touches: Sequence[Touch], leads: Sequence[Lead], told: _Told) -> dict[str, list[Touch]]:
    """Return the touches of each lead's account."""
    account_of = {each.id: each.customer for each in leads}
    found: dict[str, list[Touch]] = defaultdict(list)
    for each in touches:
        account = each.account or account_of.get(each.lead or "")
        if account is None:
            told.add("unknown", 1, [each.lead or ""])
        else:
            found[account].append(each)
    return {each.id: found[each.customer or ""] for each in leads}


def _before(touches: Sequence[Touch], lead: Lead, window: timedelta | None, told: _Told) -> list[Touch]:
    """Return the touches up to the end of the lead."""
    end = _end(lead)
    before = [each for each in touches if each.at <= end]
    if len(before) < len(touches):
        told.add("after", len(touches) - len(before), [lead.id])
    return before if window is None else [each for each in before if end - each.at <= window]


def _journeys(
    leads: Sequence[Lead], paths: Sequence[Sequence[Touch]], named: Callable[[Touch], str], told: _Told
) -> Journeys:
    untouched = [
        lead.id for lead, path in zip(leads, paths, strict=True) if lead.status == "won" and not path
    ]
    told.add("untouched", len(untouched), untouched)
    names = [named(touch) for path in paths for touch in path]
    ages = [
        (_end(lead) - touch.at) // _SECOND for lead, path in zip(leads, paths, strict=True) for touch in path
    ]
    won = np.array([lead.status == "won" for lead in leads], dtype=np.int64)
    parties = tuple(sorted(set(names)))
    place_of = {name: place for place, name in enumerate(parties)}
    amounts, currency = _worth(leads)
    return Journeys(
        parties=parties,
        touches=[place_of[name] for name in names],
        offsets=np.concatenate(([0], np.cumsum([len(path) for path in paths], dtype=np.int64))),
        wins=won,
        losses=1 - won,
        amounts=amounts,
        currency=currency,
        ages=ages,
        names=[lead.id for lead in leads],
        findings=told.findings(),
    )


def _worth(leads: Sequence[Lead]) -> tuple[Any, str | None]:
    """Return what each lead brought in, in minor units; nothing is known where one that was won has no value."""
    won = [lead.value for lead in leads if lead.status == "won"]
    known = [value for value in won if value is not None]
    if not known or len(known) < len(won):
        return None, None
    nothing = Money.zero(known[0].currency)
    values = [nothing if lead.status != "won" or lead.value is None else lead.value for lead in leads]
    return to_minor(values)
