"""
What may stand in a test? Hypothesis strategies for every fact, with the nasty values of the trade.

With hypothesis installed, `st.from_type(Partner)` works by itself: the entry
point of this package registers every strategy here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Certification, Location, Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.territory import Grant, Territory
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import Period

__all__ = [
    "assignments",
    "goals",
    "grants",
    "identifiers",
    "instants",
    "leads",
    "moneys",
    "networks",
    "partners",
    "people",
    "periods",
    "register",
    "territories",
]

#: Currencies with two, none and three decimals.
CURRENCIES = ("EUR", "SEK", "USD", "JPY", "KWD")
LANGUAGES = ("de", "sv", "en", "fi", "pt-BR")
TIERS = ("gold", "silver", "bronze")

#: Zones with half an hour, a quarter, and both kinds of clock change.
ZONES = ("Europe/Berlin", "Europe/Stockholm", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")

#: Names that break what is careless with text.
NASTY = ("Ærø & Söhne", "=1+1", "O'Hara; DROP TABLE", "名古屋", "P-4", "a" * 128, "0", "None", "ß", "İ")


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
    """Aware moments of the years 2020 to 2030."""
    return st.integers(0, 10 * 365 * 86_400).map(lambda s: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


def periods() -> st.SearchStrategy[Period]:
    """Periods of one day to three years, some of them whole months, quarters or years."""
    start = st.dates(date(2020, 1, 1), date(2029, 12, 31))
    any_days = st.builds(lambda day, length: Period.of(day, day + timedelta(days=length)), start, st.integers(1, 1_096))
    months = st.builds(Period.month, st.integers(2020, 2029), st.integers(1, 12))
    years = st.builds(Period.year, st.integers(2020, 2029))
    return st.one_of(any_days, months, years)


def _some(items: Sequence[str]) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(items), min_size=1, unique=True).map(tuple)


def partners(
    *, territories: Sequence[str] = ("de", "se"), products: Sequence[str] = ("loader", "excavator"), **fixed: Any
) -> st.SearchStrategy[Partner]:
    """Partners; *fixed* sets any field to a strategy."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "name": st.sampled_from(NASTY),
        "tier": st.none() | st.sampled_from(TIERS),
        "territories": _some(territories),
        "products": _some(products),
        "languages": _some(LANGUAGES),
        "timezone": st.none() | st.sampled_from(ZONES),
        "capacity": st.none() | st.integers(0, 40),
        "certifications": st.just(()) | st.builds(Certification, name=identifiers(), valid=periods()).map(lambda c: (c,)),
        "locations": st.none() | st.builds(Location, id=identifiers(), timezone=st.sampled_from(ZONES)).map(lambda p: (p,)),
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
        "territory": st.none() | st.sampled_from(territories),
        "product": st.none() | st.sampled_from(products),
        "language": st.none() | st.sampled_from(LANGUAGES),
        "received_at": st.none() | instants(),
        "urgent": st.booleans(),
    }
    return st.builds(Lead, **{**drawn, **fixed})


def goals(currency: str = "EUR", **fixed: Any) -> st.SearchStrategy[Goal]:
    """Goals without a parent, in money."""
    drawn: dict[str, st.SearchStrategy[Any]] = {
        "id": identifiers(),
        "measure": st.just("revenue"),
        "period": periods(),
        "target": moneys(currency, least=0),
    }
    return st.builds(Goal, **{**drawn, **fixed})


def territories() -> st.SearchStrategy[Territory]:
    """Territories without a parent."""
    return st.builds(Territory, id=identifiers(), name=st.sampled_from(NASTY))


def grants(*, partners: Sequence[str], territories: Sequence[str], products: Sequence[str]) -> st.SearchStrategy[Grant]:
    """Grants among given partners, territories and products."""
    return st.builds(
        Grant,
        partner=st.sampled_from(partners),
        territory=st.sampled_from(territories),
        products=_some(products),
        exclusive=st.booleans(),
        period=periods(),
    )


def people() -> st.SearchStrategy[Person]:
    """People without a manager."""
    return st.builds(Person, id=identifiers(), name=st.sampled_from(NASTY), languages=_some(LANGUAGES))


def assignments(*, people: Sequence[str], territories: Sequence[str]) -> st.SearchStrategy[Assignment]:
    """Who owned which territory when, among given people and territories."""
    return st.builds(
        Assignment,
        person=st.sampled_from(people),
        territory=st.sampled_from(territories),
        role=st.sampled_from(["owner", "deputy"]),
        period=periods(),
    )


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Networks whose references hold: territories in two levels, people, partners, grants, leads."""
    regions = ["de-north", "de-east", "se-south"]
    areas = [Territory(id="de"), Territory(id="se"), *(Territory(id=each, parent=each[:2]) for each in regions)]
    staff = draw(st.lists(people(), max_size=4, unique_by=lambda person: person.id))
    firms = draw(st.lists(partners(territories=regions), max_size=6, unique_by=lambda firm: firm.id))
    asked = draw(st.lists(leads(territories=regions), max_size=6, unique_by=lambda lead: lead.id))
    owned = draw(st.lists(assignments(people=[each.id for each in staff], territories=regions), max_size=6)) if staff else []
    granted = (
        draw(st.lists(grants(partners=[each.id for each in firms], territories=regions, products=["loader"]), max_size=4))
        if firms
        else []
    )
    return Network.of(areas, staff, firms, asked, owned, granted)


def register() -> None:
    """Tell hypothesis which strategy belongs to which type; called by its entry point."""
    st.register_type_strategy(Money, moneys())
    st.register_type_strategy(Period, periods())
    st.register_type_strategy(Partner, partners())
    st.register_type_strategy(Lead, leads())
    st.register_type_strategy(Goal, goals())
    st.register_type_strategy(Territory, territories())
    st.register_type_strategy(Person, people())
    st.register_type_strategy(Network, networks())
    st.register_type_strategy(Measure, st.builds(Measure, id=identifiers(), currency=st.sampled_from(CURRENCIES)))
