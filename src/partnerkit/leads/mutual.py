"""
What does the vendor owe its partners, and did it keep to it?

A service level binds both sides. Marketing promises partners how many leads
they get, how good they are, and that campaigns are announced in time; each
promise is judged on what happened, as a partner's is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, final, get_args

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.marketing import Campaign
from partnerkit.leads.clocks import Side
from partnerkit.leads.handouts import Handout
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period, instant

__all__ = ["Pledge", "PledgeStanding", "judge_pledges"]

#: "volume" is a number of leads, "quality" the part of them that was followed up to an end other than a refusal,
#: "notice" working time between the announcement of a campaign and its start.
Kind: TypeAlias = Literal["volume", "quality", "notice"]

_REFUSED = ("declined", "expired", "withdrawn")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Pledge:
    """
    What one side promised to a partner for a period.

    >>> Pledge(id="V-1", kind="volume", owed_to="P-4", period=Period.quarter(2026, 2), leads=12).owed_by
    'marketing'
    """

    id: str = field(validator=fields.identifier)
    kind: Kind = field(validator=fields.choice(*get_args(Kind)))
    owed_by: Side = field(default="marketing", validator=fields.choice(*get_args(Side)))

    #: The partner it was promised to.
    owed_to: str = field(validator=fields.identifier)
    period: Period = field(validator=checks.period)

    #: Of "volume": at least so many leads.
    leads: int | None = field(default=None, validator=fields.optional(fields.whole_number(least=1)))

    #: Of "quality": at least this part of them.
    part: Decimal | None = field(default=None, validator=fields.optional(checks.share))

    #: Of "notice": at least so much working time.
    ahead: timedelta | None = field(default=None, validator=fields.optional(fields.duration_above_zero))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        needed = {"volume": "leads", "quality": "part", "notice": "ahead"}[self.kind]
        for name in ("leads", "part", "ahead"):
            value = getattr(self, name)
            if (name == needed) != (value is not None):
                remedy = (
                    f"say how much for {self.kind}" if name == needed else f"leave it out for {self.kind}"
                )
                yield InvalidValue(path=name, value=shown(value), remedy=remedy)


@final
@frozen(kw_only=True)
class PledgeStanding:
    """Whether one promise was kept."""

    pledge: Pledge

    #: "open" until the period is over, unless it is decided before; "unknown" where nothing can tell.
    state: Literal["kept", "broken", "open", "unknown"]
    reason: Reason


def judge_pledges(
    pledges: Sequence[Pledge],
    handouts: Sequence[Handout] = (),
    campaigns: Sequence[Campaign] = (),
    *,
    as_of: datetime,
    zone: str = "UTC",
    calendar: WorkingCalendar | None = None,
) -> Rows[PledgeStanding]:
    """
    Judge at *as_of* which of *pledges* were kept, by the leads that were handed out and by campaigns.

    Periods are read in *zone*. The notice of a campaign is working time of
    *calendar*, or time around the clock without one.

    >>> pledge = Pledge(id="V-1", kind="volume", owed_to="P-4", period=Period.quarter(2026, 1), leads=1)
    >>> given = Handout(lead="L-1", partner="P-4", at=datetime.fromisoformat("2026-02-02T09:00Z"))
    >>> [each.state for each in judge_pledges([pledge], [given], as_of=given.at)]
    ['kept']
    """
    moment = instant(as_of, path="as_of")
    asked = _Asked(handouts, campaigns, moment, zone, calendar)
    judge = {"volume": _volume, "quality": _quality, "notice": _notice}
    return Rows(PledgeStanding, [judge[each.kind](each, asked) for each in pledges])


@final
@frozen
class _Asked:
    """All that pledges are judged by."""

    handouts: Sequence[Handout]
    campaigns: Sequence[Campaign]
    moment: datetime
    zone: str
    calendar: WorkingCalendar | None

    def given(self, pledge: Pledge) -> list[Handout]:
        """Return what the partner was given in the period, as far as it is known."""
        span = pledge.period.span(self.zone)
        return [
            each
            for each in self.handouts
            if each.partner == pledge.owed_to and span.start <= each.at < span.end and each.at <= self.moment
        ]

    def is_over(self, pledge: Pledge) -> bool:
        return pledge.period.span(self.zone).end <= self.moment


def _volume(pledge: Pledge, asked: _Asked) -> PledgeStanding:
    assert pledge.leads is not None  # noqa: S101  # looked at by the pledge
    count = len(asked.given(pledge))
    facts: Mapping[str, object] = {"partner": pledge.owed_to, "count": count, "promised": pledge.leads}
    if count >= pledge.leads:
        return PledgeStanding(pledge=pledge, state="kept", reason=Reason("pledge-volume", facts))
    over = asked.is_over(pledge)
    return PledgeStanding(
        pledge=pledge, state="broken" if over else "open", reason=Reason("pledge-volume-short", facts)
    )


def _quality(pledge: Pledge, asked: _Asked) -> PledgeStanding:
    assert pledge.part is not None  # noqa: S101  # looked at by the pledge
    ended = [
        each
        for each in asked.given(pledge)
        if each.ended is not None and each.ended_at is not None and each.ended_at <= asked.moment
    ]
    good = sum(each.ended not in _REFUSED for each in ended)
    facts = {"partner": pledge.owed_to, "good": good, "of": len(ended), "promised": pledge.part}
    if not ended:
        reason = Reason("pledge-quality-unknown", {"partner": pledge.owed_to})
        return PledgeStanding(pledge=pledge, state="unknown", reason=reason)
    enough = Fraction(good, len(ended)) >= Fraction(pledge.part)
    reason = Reason("pledge-quality" if enough else "pledge-quality-short", facts)
    if not asked.is_over(pledge):
        return PledgeStanding(pledge=pledge, state="open", reason=reason)
    return PledgeStanding(pledge=pledge, state="kept" if enough else "broken", reason=reason)


def _notice(pledge: Pledge, asked: _Asked) -> PledgeStanding:
    assert pledge.ahead is not None  # noqa: S101  # looked at by the pledge
    late = [
        each.id
        for each in asked.campaigns
        if (each.partners is None or pledge.owed_to in each.partners)
        and pledge.period.contains(each.period.start)
        and _is_late(each, pledge.ahead, asked)
    ]
    if late:
        facts = {"partner": pledge.owed_to, "campaigns": tuple(sorted(late))}
        return PledgeStanding(pledge=pledge, state="broken", reason=Reason("pledge-notice-short", facts))
    reason = Reason("pledge-notice", {"partner": pledge.owed_to})
    return PledgeStanding(pledge=pledge, state="kept" if asked.is_over(pledge) else "open", reason=reason)


def _is_late(campaign: Campaign, ahead: timedelta, asked: _Asked) -> bool:
    """Tell whether there was, or can be, too little time between announcement and start."""
    start = campaign.period.span(asked.zone).start
    told = campaign.announced_at
    if told is None or told > asked.moment:
        told = asked.moment
    if told >= start:
        return True
    left = start - told if asked.calendar is None else asked.calendar.elapsed(told, start)
    return left < ahead
