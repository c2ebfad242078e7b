"""
How is the whole relationship: with one partner, in a territory, in the program?

The page for a quarterly business review, as plain data: each area with its
readings beside those of the last review, what changed, what is stale, what is
due, what partners asked for, and what to do next and why.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from partnerkit.access.view import View
from partnerkit.facts.fact import Fact
from partnerkit.facts.fund import Fund
from partnerkit.facts.interaction import Task
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.leads.clocks import ServiceLevel
from partnerkit.review.care_areas import contacts, receivables, service, surveys, warranty
from partnerkit.review.deadlines import due
from partnerkit.review.market_areas import conflicts, goals, leads, scores
from partnerkit.review.next_steps import next_steps
from partnerkit.review.points import open_points
from partnerkit.review.portfolio import Ground, Judged, facts_of, held_at
from partnerkit.review.readings import AREAS, Area, AreaReview, Review, Scope, hidden_area
from partnerkit.review.responsibility import named_in
from partnerkit.values.errors import FieldHidden, InvalidValue, NotFound, shown
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.time import instant

__all__ = ["review_partner", "review_program", "review_territory"]

#: Area -> what reads it, and the categories of data of which a view must show one.
_READERS: Mapping[Area, tuple[Callable[[Ground], AreaReview], tuple[str, ...]]] = {
    "goals": (goals, ("goals",)),
    "leads": (leads, ("leads", "deals")),
    "conflicts": (conflicts, ("deals",)),
    "scores": (scores, ("figures",)),
    "service": (service, ("service",)),
    "warranty": (warranty, ("warranty",)),
    "receivables": (receivables, ("receivables",)),
    "surveys": (surveys, ("answers",)),
    "contacts": (contacts, ("contacts",)),
}

NOTHING = Judged()


def __dir__() -> list[str]:
    return __all__


def review_partner(
    network: Network,
    partner: str,
    *,
    since: datetime,
    as_of: datetime,
    judged: Judged = NOTHING,
    before: Judged = NOTHING,
    viewer: str | None = None,
    beside: Iterable[object] = (),
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    ahead: timedelta = timedelta(days=30),
) -> Review:
    """
    Return how the relationship with one partner stands.

    It takes as long as the partner has facts, however large the network is,
    once the network's indexes are made. Of a `View` it tells what the view shows.

    Parameters
    ----------
    since
        The moment of the last review, with which this one is compared.
    judged, before
        What the other rooms found now, and found then; what is left out is not known.
    viewer
        The partner itself, for a review that may be handed to it: its own facts and side alone. A view of somebody who
        works for a partner is read so in any case.
    beside
        What is no part of the network: cases, offers of leads, clocks, which are due as `due` tells.
    ahead
        So much sooner than it is late a thing is told.

    Raises
    ------
    NotFound
        For a partner that is not in the network, or not in the view.
    InvalidValue
        If the last review is not before this one, or the viewer is somebody else.

    >>> network = Network.of(Partner(id="P-4"), Task(id="K-1", partner="P-4", raised_by="partner"))
    >>> noon = datetime.fromisoformat("2026-06-30T12:00Z")
    >>> found = review_partner(network, "P-4", since=noon - timedelta(days=91), as_of=noon)
    >>> found["goals"].state, found.points[0].state
    ('unknown', 'without-owner')
    """
    if viewer is not None and viewer != partner:
        remedy = (
            f"use {partner!r}, or leave it out for the vendor: a review is told to the partner it is about"
        )
        raise InvalidValue(path="viewer", value=shown(viewer), remedy=remedy)
    network.get(Partner, partner)
    ground = _ground(
        network, (partner,), since=since, as_of=as_of, judged=judged, before=before, viewer=viewer
    )
    return _review("partner", partner, ground, beside=beside, levels=levels, calendars=calendars, ahead=ahead)


def review_territory(
    network: Network,
    territory: str,
    *,
    since: datetime,
    as_of: datetime,
    judged: Judged = NOTHING,
    before: Judged = NOTHING,
    beside: Iterable[object] = (),
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    ahead: timedelta = timedelta(days=30),
) -> Review:
    """
    Return how the relationships stand with all partners that serve a territory or one below it.

    It is for the vendor's eyes, or takes a `View`, of which it tells what that shows. Partners that serve every
    territory are not counted in.

    >>> from partnerkit.facts.territory import Territory
    >>> network = Network.of(Territory(id="de"), Territory(id="de-north", parent="de"), Partner(id="P-4", territories=["de-north"]))
    >>> noon = datetime.fromisoformat("2026-06-30T12:00Z")
    >>> review_territory(network, "de", since=noon - timedelta(days=91), as_of=noon).partners
    ('P-4',)
    """
    tree = network.territory_tree
    if territory not in tree:
        raise NotFound(path="territory", key=territory)
    places = frozenset((territory, *tree.descendants(territory)))
    by_place = network.by(Partner, "territories")
    partners = sorted({each.id for place in places for each in by_place.get(place, ())})
    ground = _ground(
        network, tuple(partners), since=since, as_of=as_of, judged=judged, before=before, territories=places
    )
    return _review(
        "territory", territory, ground, beside=beside, levels=levels, calendars=calendars, ahead=ahead
    )


def review_program(
    network: Network,
    *,
    since: datetime,
    as_of: datetime,
    judged: Judged = NOTHING,
    before: Judged = NOTHING,
    beside: Iterable[object] = (),
    levels: Sequence[ServiceLevel] | None = None,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    ahead: timedelta = timedelta(days=30),
) -> Review:
    """
    Return how the relationships stand with all partners.

    >>> noon = datetime.fromisoformat("2026-06-30T12:00Z")
    >>> review_program(Network.of(Partner(id="P-4")), since=noon - timedelta(days=91), as_of=noon).partners
    ('P-4',)
    """
    ground = _ground(network, None, since=since, as_of=as_of, judged=judged, before=before)
    return _review("program", None, ground, beside=beside, levels=levels, calendars=calendars, ahead=ahead)


def _ground(
    network: Network,
    partners: tuple[str, ...] | None,
    *,
    since: datetime,
    as_of: datetime,
    judged: Judged,
    before: Judged,
    territories: frozenset[str] = frozenset(),
    viewer: str | None = None,
) -> Ground:
    now, then = instant(as_of, path="as_of"), instant(since, path="since")
    if then >= now:
        raise InvalidValue(
            path="since", value=shown(str(since)), remedy=f"use a moment before as_of, {as_of}"
        )
    if viewer is None and isinstance(network, View):
        viewer = _reader(network)
    facts = facts_of(network, partners, territories)
    return Ground(
        network=network,
        partners=partners,
        territories=territories,
        now=held_at(facts, now),
        then=held_at(facts, then),
        since=then,
        as_of=now,
        judged=judged,
        before=before,
        viewer=viewer,
    )


def _reader(view: View) -> str | None:
    """Return the partner that whoever looks works for; None is the vendor."""
    for each in view.by(Person, "id").get(view.viewer, ()):
        return each.employer if isinstance(each.employer, str) else None
    # Who is not known is a party to nothing.
    return view.viewer


def _review(
    scope: Scope,
    subject: str | None,
    ground: Ground,
    *,
    beside: Iterable[object],
    levels: Sequence[ServiceLevel] | None,
    calendars: Mapping[str, WorkingCalendar] | None,
    ahead: timedelta,
) -> Review:
    partners = ground.partners
    if partners is None:
        partners = tuple(each.id for each in ground.of(Partner))
    areas = tuple(_read(area, ground) for area in AREAS)
    inside = frozenset(partners)
    told = [fact for facts in ground.now.values() for fact in facts if _may_be_told(fact, ground)]
    told += [each for each in beside if not inside.isdisjoint(named_in(each)[0])]
    # Claims are due by the terms of their funds, which are no partner's.
    found = due(
        (*told, *ground.network.all(Fund)),
        as_of=ground.as_of,
        ahead=ahead,
        levels=levels,
        calendars=calendars,
    )
    points = open_points(ground.of(Task), on=ground.as_of.date())
    return Review(
        scope=scope,
        subject=subject,
        partners=partners,
        viewer=ground.viewer,
        since=ground.since,
        as_of=ground.as_of,
        areas=areas,
        due=found,
        points=points,
        steps=next_steps(ground, areas, found, points),
    )


def _read(area: Area, ground: Ground) -> AreaReview:
    reader, categories = _READERS[area]
    if not ground.sees(*categories):
        return hidden_area(area)
    try:
        return reader(ground)
    except FieldHidden:
        return hidden_area(area)


def _may_be_told(fact: Fact, ground: Ground) -> bool:
    """Tell whether what is due of a fact concerns the reader: a partner is not told of the vendor's own tasks."""
    if ground.viewer is None or not isinstance(fact, Task):
        return True
    colleagues = ground.network.by(Person, "employer").get(ground.viewer, ())
    return fact.concerns([each.id for each in colleagues])
