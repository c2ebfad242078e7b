"""
What may stand in a test? Hypothesis strategies for the facts, with the nasty values of the trade.

With hypothesis installed, `st.from_type(Partner)` works by itself: the entry
point of this package registers every strategy here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from typing import Any, TypeVar

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
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

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

#: Currencies with two, none and three decimals.
CURRENCIES = ("EUR", "SEK", "USD", "JPY", "KWD")
LANGUAGES = ("de", "sv", "en", "fi", "pt-BR", "sv-FI")
TIERS = ("gold", "silver", "bronze")
COUNTRIES = ("DE", "SE", "FI", "US", "JP")

#: Zones with half an hour, a quarter, and both kinds of clock change.
ZONES = (
    "Europe/Berlin",
    "Europe/Stockholm",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "UTC",
)

#: Names that break what is careless with text: formulas, quotes, other scripts, look-alikes, cases without a twin.
NASTY = (
    "Ærø & Söhne",
    "=1+1",
    "O'Hara; DROP TABLE",
    'Müller "Nord" <GmbH>',
    "名古屋",
    "شركة",
    "P-4",
    "P\N{HYPHEN}4",
    "a" * 128,
    "0",
    "007",
    "None",
    "nan",
    "ß",
    "İ",
    "e\u0301",
    "\N{GRINNING FACE}",
)

#: Around the clock changes of 2026 in Europe, America and on Lord Howe Island, a leap day, a turn of the year.
EDGES = (
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
    datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
)


def __dir__() -> list[str]:
    return __all__


def identifiers() -> st.SearchStrategy[str]:
    """Ids: mostly short, now and then nasty."""
    usual = st.from_regex(r"[A-Z]{1,2}-[0-9]{1,4}", fullmatch=True)
    return st.one_of(usual, usual, st.sampled_from(NASTY))


def moneys(
    currency: str | None = None, *, least: int = -(10**12), most: int = 10**12
) -> st.SearchStrategy[Money]:
    """Amounts of one currency, or of any; *least* and *most* are in minor units."""
    chosen = st.sampled_from(CURRENCIES) if currency is None else st.just(currency)
    return st.builds(Money.from_minor, st.integers(least, most), chosen)


def instants() -> st.SearchStrategy[datetime]:
    """Aware moments of the years 2020 to 2029 in any zone, some of them at clock changes."""
    usual = st.integers(0, 10 * 365 * 86_400).map(
        lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    )
    in_utc = st.one_of(usual, usual, st.sampled_from(EDGES))
    return st.builds(lambda at, zone: at.astimezone(zone_info(zone)), in_utc, st.sampled_from(ZONES))


def periods(*, endless: bool = False) -> st.SearchStrategy[Period]:
    """Periods of one day to three years, some of them whole months or years; *endless* ones on demand."""
    start = st.dates(date(2020, 1, 1), date(2029, 12, 31))
    any_days = st.builds(
        lambda day, length: Period.of(day, day + timedelta(days=length)), start, st.integers(1, 1_096)
    )
    months = st.builds(Period.month, st.integers(2020, 2029), st.integers(1, 12))
    years = st.builds(Period.year, st.integers(2020, 2029))
    known = st.one_of(any_days, months, years)
    return st.one_of(known, start.map(Period.since), start.map(Period.until)) if endless else known


def _some(items: Sequence[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(items), min_size=1, unique=True).map(tuple)


def _one(items: Sequence[str]) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from(items)


def locations(**fixed: Any) -> st.SearchStrategy[Location]:
    """Places of work, at the poles and on the date line too."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "name": st.sampled_from(NASTY),
        "timezone": _one(ZONES),
        "city": st.none() | st.sampled_from(NASTY),
        "country": _one(COUNTRIES),
    }
    place = st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180))

    def placed(where: tuple[float, float] | None, **more: Any) -> Location:
        latitude, longitude = where or (None, None)
        return Location(latitude=latitude, longitude=longitude, **more)

    return st.builds(placed, place, **{**drawn, **fixed})


def partners(
    *,
    territories: Sequence[str] = ("de", "se"),
    products: Sequence[str] = ("loader", "excavator"),
    **fixed: Any,
) -> st.SearchStrategy[Partner]:
    """Partners that name *territories* and *products*, or are not restricted; *fixed* sets a field to a strategy."""
    certifications = st.lists(
        st.builds(Certification, name=st.sampled_from(["expert", "service"]), valid=st.none() | periods()),
        max_size=2,
        unique_by=lambda each: each.name,
    )
    taken_over = st.builds(
        Succession,
        kind=st.just("merger"),
        other=st.just("taken-over"),
        on=st.dates(date(2020, 1, 1), date(2029, 1, 1)),
    )
    places = st.lists(locations(), min_size=1, max_size=2, unique_by=lambda each: each.id)
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "name": st.sampled_from(NASTY),
        "tier": _one(TIERS),
        "territories": _some(territories),
        "products": _some(products),
        "languages": _some(LANGUAGES),
        "timezone": _one(ZONES),
        "capacity": st.none() | st.integers(0, 40),
        "certifications": certifications,
        "locations": st.none() | places,
        "form": _one(FORMS),
        "system": _one(SYSTEMS),
        "credit_blocked": st.booleans(),
        "absences": st.lists(periods(), max_size=2, unique=True),
        "successions": st.lists(taken_over, max_size=1),
    }
    return st.builds(Partner, **{**drawn, **fixed})


def leads(
    *,
    currency: str = "EUR",
    territories: Sequence[str] = ("de", "se"),
    products: Sequence[str] = ("loader", "excavator"),
    **fixed: Any,
) -> st.SearchStrategy[Lead]:
    """Leads of one currency, some of them without a value."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "value": st.none() | moneys(currency, least=1, most=10 ** (6 + minor_digits(currency))),
        "territory": _one(territories),
        "product": _one(products),
        "language": _one(LANGUAGES),
        "received_at": st.none() | instants(),
        "urgent": st.booleans(),
        "refused_partners": st.lists(identifiers(), max_size=2, unique=True),
        "earlier_holders": st.lists(identifiers(), max_size=2, unique=True),
    }
    return st.builds(Lead, **{**drawn, **fixed})


def measures(**fixed: Any) -> st.SearchStrategy[Measure]:
    """Measures of every kind and level, in money."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "kind": st.sampled_from(KINDS),
        "level": _one(LEVELS),
        "currency": st.sampled_from(CURRENCIES),
        "better": st.sampled_from(["higher", "lower"]),
    }
    return st.builds(Measure, **{**drawn, **fixed})


def goals(currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[Goal]:
    """Goals without a parent, in money."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "measure": st.just("revenue"),
        "period": periods(),
        "target": moneys(currency, least=0),
    }
    return st.builds(Goal, **{**drawn, **fixed})


def figures(*, partners: Sequence[str], currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[Figure]:
    """Figures on sales of given partners; some are asked for and not known, which is not zero."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "partner": st.sampled_from(partners),
        "measure": st.just("revenue"),
        "period": periods(),
        "value": st.none() | moneys(currency) | st.just(Money.zero(currency)) | st.just(Decimal("0.5")),
        "entered_at": st.none() | instants(),
        "status": st.sampled_from(["reported", "confirmed", "disputed", "corrected"]),
    }
    return st.builds(Figure, **{**drawn, **fixed})


def territories(**fixed: Any) -> st.SearchStrategy[Territory]:
    """Territories without a parent."""
    return st.builds(Territory, **{"id": identifiers(), "name": st.sampled_from(NASTY), **fixed})


def products(**fixed: Any) -> st.SearchStrategy[Product]:
    """Products without a parent."""
    return st.builds(Product, **{"id": identifiers(), "name": st.sampled_from(NASTY), **fixed})


def grants(
    *, partners: Sequence[str], territories: Sequence[str], products: Sequence[str]
) -> st.SearchStrategy[Grant]:
    """Grants among given partners, territories and products."""
    return st.builds(
        Grant,
        partner=st.sampled_from(partners),
        territory=st.sampled_from(territories),
        products=_some(products),
        exclusive=st.booleans(),
        period=periods(endless=True),
    )


def people(**fixed: Any) -> st.SearchStrategy[Person]:
    """People without a manager."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "name": st.sampled_from(NASTY),
        "languages": _some(LANGUAGES),
        "permission": _one(["self", "team", "territory", "all"]),
    }
    return st.builds(Person, **{**drawn, **fixed})


def assignments(*, people: Sequence[str], territories: Sequence[str]) -> st.SearchStrategy[Assignment]:
    """Who owned which territory when, among given people and territories."""
    return st.builds(
        Assignment,
        person=st.sampled_from(people),
        territory=st.sampled_from(territories),
        role=st.sampled_from(["owner", "deputy"]),
        period=periods(endless=True),
    )


@st.composite
def versions(draw: st.DrawFn, fact: F) -> list[F]:
    """One to four versions of a fact, known one after the other, now and then with a gap between them."""
    edges = [None, *sorted(draw(st.lists(instants(), max_size=3, unique=True))), None]
    known = [
        evolve(fact, known_from=since, known_until=until, source=f"version {number}")
        for number, (since, until) in enumerate(pairwise(edges))
    ]
    kept = draw(st.lists(st.sampled_from(range(len(known))), min_size=1, unique=True))
    return [known[place] for place in sorted(kept)]


@st.composite
def _chained(draw: st.DrawFn, facts: Sequence[F], above: str) -> list[F]:
    """Hang each fact below an earlier one, or below none, by its field *above*."""
    ids = [fact.id for fact in facts]  # type: ignore[attr-defined]  # only nouns with an id are hung
    changes: list[dict[str, Any]] = [
        {above: draw(_one(ids[:place])) if place else None} for place in range(len(ids))
    ]
    return [evolve(fact, **change) for fact, change in zip(facts, changes, strict=True)]


def _listed(facts: st.SearchStrategy[F], most: int = 6) -> st.SearchStrategy[list[F]]:
    return st.lists(facts, max_size=most, unique_by=lambda fact: fact.id)  # type: ignore[attr-defined]  # likewise


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """
    Networks whose references hold, with hierarchies and with versions.

    Territories and products in two levels, people and partners with somebody
    above them and known in versions, assignments, grants, figures, leads and goals.
    """
    regions, articles = ("de-north", "de-east", "se-south"), ("loader", "excavator")
    areas = [Territory(id="de"), Territory(id="se")]
    areas += [Territory(id=each, parent=each[:2]) for each in regions]
    ranges = [Product(id="machines"), *(Product(id=each, parent="machines") for each in articles)]
    staff = draw(_chained(draw(_listed(people(), 4)), "manager"))
    firms = draw(_chained(draw(_listed(partners(territories=regions, products=articles))), "parent"))
    aims = draw(_chained(draw(_listed(goals(), 4)), "parent"))
    asked = draw(_listed(leads(territories=regions, products=articles)))
    about: list[Fact] = []
    if staff:
        owned = assignments(people=[each.id for each in staff], territories=regions)
        about += draw(st.lists(owned, max_size=6))
    if firms:
        names = [each.id for each in firms]
        about += draw(st.lists(grants(partners=names, territories=regions, products=articles), max_size=4))
        about += draw(st.lists(figures(partners=names), max_size=4))
    known = [version for fact in (*staff, *firms) for version in draw(st.just([fact]) | versions(fact))]
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
