"""
What may happen between partners that gets in somebody's way? Strategies for facts that conflict.

Few ids, so that facts meet: a map of two levels, a range of two levels, three
people, three partners, two customers. What is drawn is what changes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, partial
from typing import Any

from hypothesis import strategies as st

from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Goal
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.product import Product
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.terms import Justification, PriceTerm
from partnerkit.facts.territory import Grant, Territory
from partnerkit.testing.nasty import any_of, one_of
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["AS_OF", "dealing_networks", "dealings", "with_dealings"]

#: The moment around which everything happens.
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)

_PARTNERS, _PEOPLE, _ACCOUNTS = ("P-1", "P-2", "P-3"), ("a", "b", "c"), ("A-1", "A-2")
_PLACES, _RANGE = ("x", "x-1", "x-2", "y"), ("m", "m-1", "m-2")

#: What there is before anything happens.
_GROUND: tuple[Fact, ...] = (
    *(Territory(id=each, parent=each.partition("-")[0] if "-" in each else None) for each in _PLACES),
    *(Product(id=each, parent="m" if "-" in each else None) for each in _RANGE),
    *(Person(id=each) for each in _PEOPLE),
    *(Partner(id=each, tier="gold", form="resells") for each in _PARTNERS),
    *(Account(id=each, name=f"Customer {each}", domains=(f"{each.lower()}.example",)) for each in _ACCOUNTS),
)


def __dir__() -> list[str]:
    return __all__


#: What stands in the fields of many facts; what stands there twice is drawn twice as often.
_PERIODS = tuple(
    Period.since(first) if days is None else Period.of(first, first + timedelta(days=days))
    for days in (30, 60, 90, None)
    for first in (date(2026, 1, 1) + timedelta(days=30 * months) for months in range(-3, 7))
)
_MOMENTS = tuple(AS_OF - timedelta(days=days) for days in range(1, 121))


def _registration(*, status: str, submitted: datetime, account: str | None, **more: Any) -> DealRegistration:
    approved = submitted + timedelta(days=1) if status in {"approved", "converted"} else None
    return DealRegistration(
        account=account,
        domain="a-1.example" if account is None else None,
        status=status,
        submitted_at=submitted,
        approved_at=approved,
        expires_at=None if approved is None else approved + timedelta(days=90),
        ended_at=submitted + timedelta(days=3) if status in {"converted", "rejected"} else None,
        **more,
    )


def _goal(*, place: tuple[str, str | None], **more: Any) -> Goal:
    name, parent = place
    return Goal(id=name, parent=parent, measure="revenue", period=Period.year(2026), **more)


def _registrations() -> st.SearchStrategy[DealRegistration]:
    return any_of(
        _registration,
        id=("D-1", "D-2", "D-3"),
        partner=_PARTNERS,
        status=("submitted", "approved", "approved", "converted", "rejected"),
        submitted=_MOMENTS,
        account=one_of(_ACCOUNTS),
        product=one_of(_RANGE),
        value=(None, Money.of("1000", "EUR")),
        stepped_by=one_of(_PEOPLE),
    )


def _terms() -> st.SearchStrategy[PriceTerm]:
    return any_of(
        partial(PriceTerm, list_price=Money.of("100", "EUR")),
        id=("T-1", "T-2", "T-3", "T-4"),
        partner=_PARTNERS,
        product=_RANGE,
        discount=(Decimal("0.1"), Decimal("0.2")),
        valid=one_of(_PERIODS),
        registration=(None, "D-1"),
        resale=(None, None, "recommended", "fixed"),
        restricts=((), (), ("passive-sales",)),
        justifications=((), (), (Justification(code="volume"),)),
    )


def _goals() -> st.SearchStrategy[Goal]:
    return any_of(
        _goal,
        place=(("O-1", None), ("O-2", None), ("O-2", "O-1"), ("O-3", "O-2")),
        target=(Money.of("100", "EUR"), Money.of("200", "EUR")),
        partner=one_of(_PARTNERS[:2]),
        territory=one_of(("x", "x-1")),
        product=one_of(_RANGE[:2]),
    )


@cache
def _kinds() -> tuple[tuple[type[Fact], st.SearchStrategy[Any]], ...]:
    """Return how each kind of fact is drawn: made once, because that takes longer than drawing."""
    registrations, terms, goals = _registrations(), _terms(), _goals()
    return (
        (Assignment, any_of(Assignment, person=_PEOPLE, territory=_PLACES, period=_PERIODS, role=("owner", "owner", "deputy"))),
        (Grant, any_of(Grant, partner=_PARTNERS, territory=_PLACES, products=(None, ("m",), ("m-1",)), exclusive=(False, True), period=_PERIODS)),
        (PriceTerm, terms),
        (PriceTerm, terms),
        (DealRegistration, registrations),
        (DealRegistration, registrations),
        (DirectEngagement, any_of(DirectEngagement, id=("E-1", "E-2"), account=_ACCOUNTS, person=_PEOPLE, product=one_of(_RANGE), since=_MOMENTS)),
        (Lead, any_of(Lead, id=("L-1", "L-2"), customer=one_of(_ACCOUNTS), named_partner=one_of(_PARTNERS), product=one_of(_RANGE), territory=one_of(_PLACES), received_at=_MOMENTS)),
        (Person, any_of(Person, id=_PEOPLE, territory=one_of(_PLACES), roles=(None, ("direct-sales",)))),
        (Partner, any_of(Partner, id=_PARTNERS, tier=one_of(("gold", "silver")), form=(None, "resells", "agent"), account_owner=one_of(_PEOPLE))),
        (Figure, any_of(partial(Figure, measure="revenue", value=Money.of("9", "EUR")), partner=_PARTNERS, person=one_of(_PEOPLE), territory=one_of(_PLACES), period=_PERIODS)),
        (Agreement, any_of(partial(Agreement, status="signed", signed_on=date(2025, 1, 1)), id=("G-1", "G-2"), partner=_PARTNERS, form=(None, "resells"), period=_PERIODS, purchase_share=(None, Decimal("0.9")), restricts=(None, ("online-sales",)), system=(None, "selective", "open"))),
        (Account, any_of(partial(Account, name="Werft"), id=_ACCOUNTS, domains=((), ("a-1.example",)), flag=("direct", "channel", "unknown"), territory=one_of(_PLACES))),
        (Territory, any_of(partial(Territory, id="x-2"), parent=one_of(("x", "y")), reserved=(False, True))),
        (Touch, any_of(partial(Touch, channel="visit", role="partner"), lead=one_of(("L-1", "L-2")), account=_ACCOUNTS, at=_MOMENTS, partner=_PARTNERS, approach=("active", "passive"))),
        (Goal, goals),
        (Goal, goals),
        (ServiceCase, any_of(ServiceCase, id=("C-1", "C-2"), account=one_of(_ACCOUNTS), partner=one_of(_PARTNERS), sold_by=one_of(_PARTNERS), opened_at=_MOMENTS)),
        (Product, any_of(partial(Product, id="m-2"), parent=one_of(("m", "m-1")))),
    )  # fmt: skip


def dealings(*models: type[Fact]) -> st.SearchStrategy[Fact]:
    """One fact that may be in somebody's way, or change what is: also the map, the range, who is who; of some *models*."""
    return st.one_of([drawn for model, drawn in _kinds() if not models or model in models])


def with_dealings(network: Network, facts: Iterable[Fact]) -> Network:
    """
    Return *network* after each of *facts* that fits into it, one after the other.

    >>> len(with_dealings(Network.of(Partner(id="P-4")), [Partner(id="P-5", parent="nobody"), Partner(id="P-6")]))
    2
    """
    for fact in facts:
        try:
            network = network.with_facts(fact)
        except (InvalidInput, InvalidValue):
            continue
    return network


def dealing_networks(*, most: int = 24) -> st.SearchStrategy[Network]:
    """Networks in which up to *most* things happened."""
    ground = Network.of(_GROUND)
    happened = st.lists(dealings(), min_size=most // 2, max_size=most)
    return happened.map(lambda facts: Network.of(list(with_dealings(ground, facts))))
