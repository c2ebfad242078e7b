"""
Is a partner near enough?

Distances are those of the great circle, from a lead to the nearest of the
partner's locations, on a sphere of the Earth's mean radius: within 0.6 % of the
ellipsoid. They are rounded to whole meters before they are compared.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.leads.rule import EligibilityRule, Occasion
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown

__all__ = ["EARTH", "distances", "meters", "within"]

#: The mean radius of the Earth in meters (IUGG: two thirds of the equatorial and one of the polar radius).
EARTH = 6_371_008.8

#: Latitude and longitude in degrees.
Point: TypeAlias = tuple[float, float]

_reach = fields.number(least=0, most=20_040)


def __dir__() -> list[str]:
    return __all__


def meters(one: Point, other: Point) -> int:
    """
    Return the distance of two points, each latitude and longitude in degrees (haversine formula).

    >>> meters((52.52, 13.405), (48.137, 11.575))  # Berlin to Munich
    504339
    """
    return int(distances([one], [other])[0, 0])


def distances(points: Sequence[Point], others: Sequence[Point]) -> NDArray[np.int64]:
    """
    Return `meters` from each of *points* to each of *others*, as a table.

    >>> distances([(0, 0), (0, 1)], [(0, 0)]).tolist()
    [[0], [111195]]
    """
    north, east = np.radians(np.array(points, dtype=np.float64).reshape(-1, 2)).T[..., None]
    other_north, other_east = np.radians(np.array(others, dtype=np.float64).reshape(-1, 2)).T
    chord = np.sin((other_north - north) / 2) ** 2
    chord += np.cos(north) * np.cos(other_north) * np.sin((other_east - east) / 2) ** 2
    rounded: NDArray[np.int64] = np.rint(2 * EARTH * np.arcsin(np.minimum(1.0, np.sqrt(chord)))).astype(
        np.int64
    )
    return rounded


def _places(partner: Partner) -> tuple[Point, ...] | None:
    located = (each for each in partner.locations or () if each.latitude is not None)
    found = {(each.latitude, each.longitude) for each in located if each.longitude is not None}
    return tuple(sorted(found)) or None  # type: ignore[arg-type]  # both are known


def within(kilometers: float | Callable[[Partner], float | None]) -> EligibilityRule:
    """
    Return the rule that a partner has a location within so many *kilometers* of the lead.

    The reach is one for all, or a function of the partner, None for any
    distance. A lead without coordinates, or a partner without a located place,
    restricts nothing, unless blanks are excluded.

    >>> from partnerkit.facts.partner import Location
    >>> near = within(50)
    >>> kiel = Partner(id="P-4", locations=[Location(id="kiel", latitude=54.32, longitude=10.14)])
    >>> near.of_partner(kiel)
    (50000, ((54.32, 10.14),))
    """

    def reach(partner: Partner) -> int | None:
        own = kilometers(partner) if callable(kilometers) else kilometers
        if own is None:
            return None
        fields.check({"kilometers": (_reach, own)})
        return round(own * 1000)

    if not callable(kilometers) and not _reach.accepts(kilometers):
        raise InvalidValue(path="kilometers", value=shown(kilometers), remedy=_reach.remedy)

    def of_partner(partner: Partner) -> Hashable:
        most = reach(partner)
        if most is None:
            return _ANYWHERE
        places = _places(partner)
        return None if places is None else (most, places)

    return EligibilityRule(
        "distance",
        of_lead=lambda lead: None if lead.latitude is None else (lead.latitude, lead.longitude),
        of_partner=of_partner,
        objection=_too_far,
        table=_near,
        restricts="locations",
    )


#: The partner whose reach has no end, wherever it is.
_ANYWHERE: tuple[int, tuple[Point, ...]] = (0, ())


def _too_far(wanted: Point, own: Any, _: Occasion) -> Mapping[str, object] | None:
    most, places = own
    nearest = int(distances([wanted], places).min()) if places else 0
    # Rounded up, so that what is told is further than the limit.
    return None if nearest <= most else {"km": -(-nearest // 100) / 10, "limit": most / 1000}


def _near(
    wanted: Sequence[Point], own: Sequence[tuple[int, tuple[Point, ...]]], _: Occasion
) -> NDArray[np.bool_]:
    passes = np.ones((len(wanted), len(own)), dtype=np.bool_)
    located = [place for place, (_reach_of, places) in enumerate(own) if places]
    if not located:
        return passes
    places = list(chain.from_iterable(own[place][1] for place in located))
    starts = np.cumsum([0, *(len(own[place][1]) for place in located[:-1])])
    nearest = np.minimum.reduceat(distances(wanted, places), starts, axis=1)
    passes[:, located] = nearest <= np.array([own[place][0] for place in located])
    return passes
