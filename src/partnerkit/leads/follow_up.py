"""
How many more leads can be followed up this week, and by whom?

From the working calendars of those who do it, the effort a lead takes, and the
work that is open already. Allocation sees it as a limit, and a campaign is
planned by it: leads that nobody can call are not worth making.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.marketing import Campaign
from partnerkit.facts.partner import Partner
from partnerkit.leads.room import Limit
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Span, instant
from partnerkit.values.zones import zone_info

__all__ = ["FollowUpTeam", "TeamCapacity", "capacity_limit", "check_campaigns", "follow_up_capacity"]

_SECOND = timedelta(seconds=1)
_part = fields.Check(
    lambda value: checks.part.accepts(value) and value > 0, "use an exact part above 0, up to 1"
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class FollowUpTeam:
    """Those who follow up leads for one partner, or within the vendor: one working calendar for each person."""

    id: str = field(validator=fields.identifier)

    #: Whose team it is; None is the vendor's own.
    partner: str | None = field(default=None, validator=fields.optional(fields.identifier))
    calendars: tuple[WorkingCalendar, ...] = field(
        converter=as_tuple,
        validator=fields.each(fields.instance(WorkingCalendar, "calendars"), least=1, unique=False),
        repr=False,
    )

    #: Working time that one lead takes from the first call to its end.
    effort: timedelta = field(validator=fields.whole_seconds_above_zero)

    #: The part of their working time that is for leads.
    part: int | Decimal | Fraction = field(default=1, validator=_part)


@final
@frozen(kw_only=True)
class TeamCapacity:
    """How much a team can do in a stretch of time."""

    team: str
    partner: str | None

    #: Working time for leads, and what of it is needed for those that are open.
    time: timedelta
    taken: timedelta

    #: How many more leads that is: whole ones; 0 where the open ones need more than there is.
    leads: int


def follow_up_capacity(
    teams: Sequence[FollowUpTeam],
    within: Span,
    *,
    open_work: Mapping[str, timedelta] | None = None,
) -> Rows[TeamCapacity]:
    """
    Return how many more leads each of *teams* can follow up *within* a week, or any other stretch of time.

    *open_work* maps a team to the working time that its open leads still need.

    Raises
    ------
    InvalidValue, InvalidInput
        For two teams of one id, and open work of a team that is not there, or that is no time of 0 or more.

    >>> from datetime import UTC, time
    >>> office = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
    >>> team = FollowUpTeam(id="nord", calendars=[office, office], effort=timedelta(hours=3), part=Decimal("0.5"))
    >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
    >>> week = Span(start=monday, end=monday + timedelta(days=7))
    >>> follow_up_capacity([team], week, open_work={"nord": timedelta(hours=10)})[0].leads
    10
    """
    needed = open_work or {}
    raise_faults(_faults(teams, needed))
    return Rows(TeamCapacity, [_capacity(each, within, needed.get(each.id, timedelta())) for each in teams])


def _faults(teams: Sequence[FollowUpTeam], open_work: Mapping[str, timedelta]) -> Iterator[InvalidValue]:
    """Find teams of one id, whose people would count twice, and work of teams that are not there."""
    place_of: dict[str, int] = {}
    for place, team in enumerate(teams):
        if place_of.setdefault(team.id, place) != place:
            remedy = f"use each id once; teams[{place_of[team.id]}] has it, too"
            yield InvalidValue(path=f"teams[{place}].id", value=shown(team.id), remedy=remedy)
    for name, work in open_work.items():
        if name not in place_of:
            remedy = f"name one of the teams: {', '.join(sorted(place_of))}" if teams else "hand in its team"
            yield InvalidValue(path=f"open_work.{name}", value=shown(str(work)), remedy=remedy)
        if not fields.duration.accepts(work):
            yield InvalidValue(
                path=f"open_work.{name}", value=shown(str(work)), remedy=fields.duration.remedy
            )


def _capacity(team: FollowUpTeam, within: Span, taken: timedelta) -> TeamCapacity:
    worked = sum((calendar.elapsed(within.start, within.end) for calendar in team.calendars), timedelta())
    seconds = Fraction(worked // _SECOND) * Fraction(team.part)
    free = seconds - Fraction(taken // timedelta.resolution, _SECOND // timedelta.resolution)
    return TeamCapacity(
        team=team.id,
        partner=team.partner,
        time=int(seconds) * _SECOND,
        taken=taken,
        leads=max(0, int(free // (team.effort // _SECOND))),
    )


def capacity_limit(capacities: Iterable[TeamCapacity], open_leads: Mapping[str, int]) -> Limit:
    """
    Return the limit by which allocation sees what partners can still follow up, in place of `CAPACITY`.

    *open_leads* is what they have open now, as `Ledger.open_leads` tells.
    `Partner.capacity` holds beside it; a partner without a team here has no other limit.

    >>> told = TeamCapacity(team="nord", partner="P-4", time=timedelta(), taken=timedelta(), leads=3)
    >>> limit = capacity_limit([told], {"P-4": 2})
    >>> limit.most(Partner(id="P-4")), limit.most(Partner(id="P-5"))
    (5, None)
    """
    more: dict[str, int] = {}
    for each in capacities:
        if each.partner is not None:
            more[each.partner] = more.get(each.partner, 0) + each.leads

    def most(partner: Partner) -> int | None:
        if partner.id not in more:
            return partner.capacity
        whole = open_leads.get(partner.id, 0) + more[partner.id]
        return whole if partner.capacity is None else min(whole, partner.capacity)

    return Limit(window="open", most=most)


def check_campaigns(
    campaigns: Sequence[Campaign],
    teams: Sequence[FollowUpTeam] = (),
    *,
    as_of: datetime,
    ahead: timedelta = timedelta(days=14),
    open_work: Mapping[str, timedelta] | None = None,
    zone: str = "UTC",
) -> tuple[Finding, ...]:
    """
    Return which campaigns the partners were not told of, and which bring more leads than can be followed up.

    A campaign must be announced at the latest *ahead* of its start. What
    campaigns bring is spread evenly over their days, and of one that runs
    already the days from today on count; those that run at the same time for
    the same partners need the same teams. Campaigns that are over are passed over,
    and what is not known: leads that nobody expects, and what can be followed up
    for partners none of whose *teams* is handed in.

    Raises
    ------
    InvalidValue, InvalidInput
        For an *as_of* without a time zone, an *ahead* below 0, and what `follow_up_capacity` refuses of *teams* and *open_work*.

    >>> from datetime import UTC, date
    >>> from partnerkit.values.time import Period
    >>> spring = Campaign(id="C-1", period=Period.month(2026, 4))
    >>> [each.code for each in check_campaigns([spring], as_of=datetime(2026, 3, 25, tzinfo=UTC))]
    ['campaign-unannounced']
    """
    moment, needed = instant(as_of, path="as_of"), open_work or {}
    raise_faults([*_faults(teams, needed), *fields.faults({"ahead": (fields.ahead, ahead)})])
    running = [each for each in campaigns if each.period.span(zone).end > moment]
    found = []
    for each in sorted(running, key=lambda one: (one.period.start, one.id)):
        start = each.period.span(zone).start
        told = each.announced_at
        if moment > start - ahead and (told is None or told > start - ahead):
            facts = {"campaign": each.id, "start": each.period.start}
            late = Reason("campaign-unannounced", facts)
            if told is not None and told <= moment:
                late = Reason("campaign-announced-late", {**facts, "told": told.date()})
            found.append(Finding(reason=late, severity="medium", subjects=(each.id,)))
        short = _short(each, running, teams, needed, max(start, moment), zone)
        if short is not None:
            found.append(Finding(reason=short, severity="high", subjects=(each.id,)))
    return tuple(found)


def _short(  # noqa: PLR0917  # all that a plan is judged by
    campaign: Campaign,
    running: Sequence[Campaign],
    teams: Sequence[FollowUpTeam],
    open_work: Mapping[str, timedelta],
    since: datetime,
    zone: str,
) -> Reason | None:
    own = [each for each in teams if _serves(each, campaign)]
    if campaign.expected_leads is None or not own:
        return None
    within = Span(start=since, end=campaign.period.span(zone).end)
    today = since.astimezone(zone_info(zone)).date()
    expected = sum(
        (
            _within(each, campaign, today)
            for each in running
            if each.expected_leads is not None and any(_serves(team, each) for team in own)
        ),
        Fraction(0),
    )
    # What is open needs its time in this stretch, too.
    known = {each.id: open_work[each.id] for each in own if each.id in open_work}
    room = sum(each.leads for each in follow_up_capacity(own, within, open_work=known))
    if expected <= room:
        return None
    return Reason(
        "no-followup-capacity", {"campaign": campaign.id, "expected": int(-(-expected // 1)), "room": room}
    )


def _serves(team: FollowUpTeam, campaign: Campaign) -> bool:
    return team.partner is None or campaign.partners is None or team.partner in campaign.partners


def _within(campaign: Campaign, other: Campaign, today: date) -> Fraction:
    """Return how many leads *campaign* brings from *today* on while *other* runs."""
    start = max(campaign.period.start, other.period.start, today)
    end = min(campaign.period.end, other.period.end)
    whole = (campaign.period.end - campaign.period.start).days
    return Fraction((campaign.expected_leads or 0) * max(0, (end - start).days), whole)
