"""
What may stand in a test? Hypothesis strategies for the facts, with the nasty values of the trade.

With hypothesis installed, `st.from_type(Partner)` works by itself: the entry
point of this package registers every strategy here.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from attrs import evolve
from hypothesis import strategies as st

from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import KINDS, LEVELS, Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import FORMS, SYSTEMS, Certification, Location, Partner, Succession
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Grant, Territory
from partnerkit.testing.nasty import (
    CURRENCIES,
    NASTY,
    ZONES,
    any_of,
    identifiers,
    instants,
    moneys,
    one_of,
    periods,
    some_of,
)
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import Period

__all__ = [
    "assignments",
    "figures",
    "goals",
    "grants",
    "identifiers",
    "instants",
    "leads",
    "locations",
    "measures",
    "moneys",
    "networks",
    "partners",
    "people",
    "periods",
    "products",
    "register",
    "territories",
    "versions",
]

F = TypeVar("F", bound=Fact)
#: What may stand in a field: any of some values, or what is drawn.
_Field: TypeAlias = Sequence[Any] | st.SearchStrategy[Any]

LANGUAGES = ("de", "sv", "en", "fi", "pt-BR", "sv-FI")
TIERS = ("gold", "silver", "bronze")
COUNTRIES = ("DE", "SE", "FI", "US", "JP")


def __dir__() -> list[str]:
    return __all__


def locations(**fixed: Any) -> st.SearchStrategy[Location]:
    """Places of work, at the poles and on the date line too."""
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "name": NASTY,
        "timezone": one_of(ZONES),
        "city": one_of(NASTY),
        "country": one_of(COUNTRIES),
    }

    def placed(where: tuple[float, float] | None, **more: Any) -> Location:
        latitude, longitude = where or (None, None)
        return Location(latitude=latitude, longitude=longitude, **more)

    place = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))
    return any_of(placed, where=place, **{**drawn, **fixed})


def partners(
    *,
    territories: Sequence[str] = ("de", "se"),
    products: Sequence[str] = ("loader", "excavator"),
    **fixed: Any,
) -> st.SearchStrategy[Partner]:
    """Partners that name *territories* and *products*, or are not restricted; *fixed* sets a field to a strategy."""
    certifications = st.lists(
        any_of(Certification, name=("expert", "service"), valid=st.none() | periods()),
        max_size=2,
        unique_by=lambda each: each.name,
    )
    taken_over = st.dates(date(2020, 1, 1), date(2029, 1, 1)).map(
        lambda day: Succession(kind="merger", other="taken-over", on=day)
    )
    places = st.lists(locations(), min_size=1, max_size=2, unique_by=lambda each: each.id)
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "name": NASTY,
        "tier": one_of(TIERS),
        "territories": some_of(territories),
        "products": some_of(products),
        "languages": some_of(LANGUAGES),
        "timezone": one_of(ZONES),
        "capacity": one_of(range(41)),
        "certifications": certifications,
        "locations": st.none() | places,
        "form": one_of(FORMS),
        "system": one_of(SYSTEMS),
        "credit_blocked": (False, True),
        "absences": st.lists(periods(), max_size=2, unique=True),
        "successions": st.lists(taken_over, max_size=1),
    }
    return any_of(Partner, **{**drawn, **fixed})


def leads(
    *,
    currency: str = "EUR",
    territories: Sequence[str] = ("de", "se"),
    products: Sequence[str] = ("loader", "excavator"),
    **fixed: Any,
) -> st.SearchStrategy[Lead]:
    """Leads of one currency, some of them without a value."""
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "value": st.none() | moneys(currency, least=1, most=10 ** (6 + minor_digits(currency))),
        "territory": one_of(territories),
        "product": one_of(products),
        "language": one_of(LANGUAGES),
        "received_at": st.none() | instants(),
        "urgent": (False, True),
        "refused_partners": st.lists(identifiers(), max_size=2, unique=True),
        "earlier_holders": st.lists(identifiers(), max_size=2, unique=True),
    }
    return any_of(Lead, **{**drawn, **fixed})


def measures(**fixed: Any) -> st.SearchStrategy[Measure]:
    """Measures of every kind and level, in money."""
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "kind": KINDS,
        "level": one_of(LEVELS),
        "currency": CURRENCIES,
        "better": ("higher", "lower"),
    }
    return any_of(Measure, **{**drawn, **fixed})


def goals(*, currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[Goal]:
    """Goals without a parent, in money."""
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "measure": ("revenue",),
        "period": periods(),
        "target": moneys(currency, least=0),
    }
    return any_of(Goal, **{**drawn, **fixed})


def figures(*, partners: Sequence[str], currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[Figure]:
    """Figures on sales of given partners; some are asked for and not known, which is not zero."""
    drawn: dict[str, _Field] = {
        "partner": partners,
        "measure": ("revenue",),
        "period": periods(),
        "value": st.none() | moneys(currency) | st.just(Money.zero(currency)) | st.just(Decimal("0.5")),
        "entered_at": st.none() | instants(),
        "status": ("reported", "confirmed", "disputed", "corrected"),
    }
    return any_of(Figure, **{**drawn, **fixed})


def territories(**fixed: Any) -> st.SearchStrategy[Territory]:
    """Territories without a parent."""
    return any_of(Territory, **{"id": identifiers(), "name": NASTY, **fixed})


def products(**fixed: Any) -> st.SearchStrategy[Product]:
    """Products without a parent."""
    return any_of(Product, **{"id": identifiers(), "name": NASTY, **fixed})


def grants(
    *, partners: Sequence[str], territories: Sequence[str], products: Sequence[str]
) -> st.SearchStrategy[Grant]:
    """Grants among given partners, territories and products."""
    return any_of(
        Grant,
        partner=partners,
        territory=territories,
        products=some_of(products),
        exclusive=(False, True),
        period=periods(endless=True),
    )


def people(**fixed: Any) -> st.SearchStrategy[Person]:
    """People without a manager."""
    drawn: dict[str, _Field] = {
        "id": identifiers(),
        "name": NASTY,
        "languages": some_of(LANGUAGES),
        "permission": one_of(["self", "team", "territory", "all"]),
    }
    return any_of(Person, **{**drawn, **fixed})


def assignments(*, people: Sequence[str], territories: Sequence[str]) -> st.SearchStrategy[Assignment]:
    """Who owned which territory when, among given people and territories."""
    return any_of(
        Assignment,
        person=people,
        territory=territories,
        role=("owner", "deputy"),
        period=periods(endless=True),
    )


_MOMENTS = st.lists(instants(), max_size=3, unique=True)
_KEPT = [st.lists(st.sampled_from(range(count)), min_size=1, unique=True) for count in range(1, 5)]


@st.composite
def versions(draw: st.DrawFn, fact: F) -> list[F]:
    """One to four versions of a fact, known one after the other, now and then with a gap between them."""
    return _versions(draw, fact)


def _versions(draw: st.DrawFn, fact: F) -> list[F]:
    edges = [None, *sorted(draw(_MOMENTS)), None]
    known = [
        evolve(fact, known_from=since, known_until=until, source=f"version {number}")
        for number, (since, until) in enumerate(pairwise(edges))
    ]
    return [known[place] for place in sorted(draw(_KEPT[len(known) - 1]))]


_ABOVE = [st.none(), *(st.none() | st.sampled_from(range(count)) for count in range(1, 6))]


def _chained(draw: st.DrawFn, facts: Sequence[F], above: str) -> list[F]:
    """Hang each fact below an earlier one, or below none, by its field *above*."""
    ids = [fact.id for fact in facts]  # type: ignore[attr-defined]  # only nouns with an id are hung
    higher = [draw(_ABOVE[place]) for place in range(len(ids))]
    changes: list[dict[str, Any]] = [{above: None if at is None else ids[at]} for at in higher]
    return [evolve(fact, **change) for fact, change in zip(facts, changes, strict=True)]


def _listed(facts: st.SearchStrategy[F], most: int = 6) -> st.SearchStrategy[list[F]]:
    return st.lists(facts, max_size=most, unique_by=lambda fact: fact.id)  # type: ignore[attr-defined]  # likewise


_REGIONS, _ARTICLES = ("de-north", "de-east", "se-south"), ("loader", "excavator")
#: Stand-ins for the ids of a network that is not there yet: places in its lists.
_PLACES = tuple(map(str, range(6)))
_STAFF = _listed(people(), 4)
_FIRMS = _listed(partners(territories=_REGIONS, products=_ARTICLES))
_AIMS = _listed(goals(), 4)
_ASKED = _listed(leads(territories=_REGIONS, products=_ARTICLES))
_OWNED = st.lists(assignments(people=_PLACES, territories=_REGIONS), max_size=6)
_GRANTED = st.lists(grants(partners=_PLACES, territories=_REGIONS, products=_ARTICLES), max_size=4)
_VERSIONED = st.booleans()
_SOLD = st.lists(figures(partners=_PLACES), max_size=4)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """
    Networks whose references hold, with hierarchies and with versions.

    Territories and products in two levels, people and partners with somebody
    above them and known in versions, assignments, grants, figures, leads and goals.
    """
    areas = [Territory(id="de"), Territory(id="se")]
    areas += [Territory(id=each, parent=each[:2]) for each in _REGIONS]
    ranges = [Product(id="machines"), *(Product(id=each, parent="machines") for each in _ARTICLES)]
    staff = _chained(draw, draw(_STAFF), "manager")
    firms = _chained(draw, draw(_FIRMS), "parent")
    aims = _chained(draw, draw(_AIMS), "parent")
    asked = draw(_ASKED)
    about: list[Fact] = []
    if staff:
        about += [evolve(each, person=staff[int(each.person) % len(staff)].id) for each in draw(_OWNED)]
    if firms:
        about += [evolve(each, partner=firms[int(each.partner) % len(firms)].id) for each in draw(_GRANTED)]
        about += [evolve(each, partner=firms[int(each.partner) % len(firms)].id) for each in draw(_SOLD)]
    known = [
        version
        for fact in (*staff, *firms)
        for version in (_versions(draw, fact) if draw(_VERSIONED) else [fact])
    ]
    return Network.of(areas, ranges, known, aims, asked, about)


def register() -> None:
    """Tell hypothesis which strategy belongs to which type."""
    st.register_type_strategy(Money, moneys())
    st.register_type_strategy(Period, periods())
    st.register_type_strategy(Location, locations())
    st.register_type_strategy(Partner, partners())
    st.register_type_strategy(Lead, leads())
    st.register_type_strategy(Measure, measures())
    st.register_type_strategy(Goal, goals())
    st.register_type_strategy(Territory, territories())
    st.register_type_strategy(Product, products())
    st.register_type_strategy(Person, people())
    st.register_type_strategy(Network, networks())


register()
# The facts with a course stand on these; whoever asks for the one gets the other.
import_module("partnerkit.testing.happenings")
import_module("partnerkit.testing.agreed")
