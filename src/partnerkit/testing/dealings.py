"""
What may happen between partners that gets in somebody's way? Strategies for facts that conflict.

Few ids, so that facts meet: a map of two levels, a range of two levels, three
people, three partners, two customers. What is drawn is what changes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
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


# Drawn from again and again: putting one together takes longer than drawing from it.
@cache
def _periods() -> st.SearchStrategy[Period]:
    start = st.integers(-3, 6).map(lambda months: date(2026, 1, 1) + timedelta(days=30 * months))
    length = st.sampled_from([30, 60, 90, None])
    return st.builds(
        lambda first, days: (
            Period.since(first) if days is None else Period.of(first, first + timedelta(days=days))
        ),
        start,
        length,
    )


@cache
def _moments() -> st.SearchStrategy[datetime]:
    return st.integers(1, 120).map(lambda days: AS_OF - timedelta(days=days))


@cache
def _one(items: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([*items])


@cache
def _some(items: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.none() | _one(items)


@st.composite
def _registrations(draw: st.DrawFn) -> DealRegistration:
    status = draw(st.sampled_from(["submitted", "approved", "approved", "converted", "rejected"]))
    submitted = draw(_moments())
    approved = submitted + timedelta(days=1) if status in {"approved", "converted"} else None
    ended = submitted + timedelta(days=3) if status in {"converted", "rejected"} else None
    account = draw(_some(_ACCOUNTS))
    return DealRegistration(
        id=draw(_one(("D-1", "D-2", "D-3"))),
        partner=draw(_one(_PARTNERS)),
        account=account,
        domain="a-1.example" if account is None else None,
        product=draw(_some(_RANGE)),
        value=draw(st.sampled_from([None, Money.of("1000", "EUR")])),
        status=status,
        submitted_at=submitted,
        approved_at=approved,
        expires_at=None if approved is None else approved + timedelta(days=90),
        ended_at=ended,
        stepped_by=draw(_some(_PEOPLE)),
    )


def _terms() -> st.SearchStrategy[PriceTerm]:
    return st.builds(
        PriceTerm,
        id=_one(("T-1", "T-2", "T-3", "T-4")),
        partner=_one(_PARTNERS),
        product=_one(_RANGE),
        list_price=st.just(Money.of("100", "EUR")),
        discount=st.sampled_from([Decimal("0.1"), Decimal("0.2")]),
        valid=st.none() | _periods(),
        registration=st.none() | st.just("D-1"),
        resale=st.sampled_from([None, None, "recommended", "fixed"]),
        restricts=st.sampled_from([(), (), ("passive-sales",)]),
        justifications=st.sampled_from([(), (), (Justification(code="volume"),)]),
    )


@st.composite
def _goals(draw: st.DrawFn) -> Goal:
    name, parent = draw(st.sampled_from([("O-1", None), ("O-2", None), ("O-2", "O-1"), ("O-3", "O-2")]))
    return Goal(
        id=name,
        parent=parent,
        measure="revenue",
        period=Period.year(2026),
        target=draw(st.sampled_from([Money.of("100", "EUR"), Money.of("200", "EUR")])),
        partner=draw(_some(_PARTNERS[:2])),
        territory=draw(_some(("x", "x-1"))),
        product=draw(_some(_RANGE[:2])),
    )


def dealings(*models: type[Fact]) -> st.SearchStrategy[Fact]:
    """One fact that may be in somebody's way, or change what is: also the map, the range, who is who; of some *models*."""
    kinds: list[tuple[type[Fact], st.SearchStrategy[Any]]] = [
        (Assignment, st.builds(Assignment, person=_one(_PEOPLE), territory=_one(_PLACES), period=_periods(), role=_one(("owner", "owner", "deputy")))),
        (Grant, st.builds(Grant, partner=_one(_PARTNERS), territory=_one(_PLACES), products=st.sampled_from([None, ("m",), ("m-1",)]), exclusive=st.booleans(), period=_periods())),
        (PriceTerm, _terms()),
        (PriceTerm, _terms()),
        (DealRegistration, _registrations()),
        (DealRegistration, _registrations()),
        (DirectEngagement, st.builds(DirectEngagement, id=_one(("E-1", "E-2")), account=_one(_ACCOUNTS), person=_one(_PEOPLE), product=_some(_RANGE), since=_moments())),
        (Lead, st.builds(Lead, id=_one(("L-1", "L-2")), customer=_some(_ACCOUNTS), named_partner=_some(_PARTNERS), product=_some(_RANGE), territory=_some(_PLACES), received_at=_moments())),
        (Person, st.builds(Person, id=_one(_PEOPLE), territory=_some(_PLACES), roles=st.sampled_from([None, ("direct-sales",)]))),
        (Partner, st.builds(Partner, id=_one(_PARTNERS), tier=_some(("gold", "silver")), form=st.sampled_from([None, "resells", "agent"]), account_owner=_some(_PEOPLE))),
        (Figure, st.builds(Figure, partner=_one(_PARTNERS), person=_some(_PEOPLE), territory=_some(_PLACES), measure=st.just("revenue"), period=_periods(), value=st.just(Money.of("9", "EUR")))),
        (Agreement, st.builds(Agreement, id=_one(("G-1", "G-2")), partner=_one(_PARTNERS), form=st.sampled_from([None, "resells"]), period=_periods(), status=st.just("signed"), signed_on=st.just(date(2025, 1, 1)), purchase_share=st.sampled_from([None, Decimal("0.9")]), restricts=st.sampled_from([None, ("online-sales",)]), system=st.sampled_from([None, "selective", "open"]))),
        (Account, st.builds(Account, id=_one(_ACCOUNTS), name=st.just("Werft"), domains=st.sampled_from([(), ("a-1.example",)]), flag=_one(("direct", "channel", "unknown")), territory=_some(_PLACES))),
        (Territory, st.builds(Territory, id=st.just("x-2"), parent=_some(("x", "y")), reserved=st.booleans())),
        (Touch, st.builds(Touch, lead=_some(("L-1", "L-2")), account=_one(_ACCOUNTS), channel=st.just("visit"), at=_moments(), role=st.just("partner"), partner=_one(_PARTNERS), approach=_one(("active", "passive")))),
        (Goal, _goals()),
        (Goal, _goals()),
        (ServiceCase, st.builds(ServiceCase, id=_one(("C-1", "C-2")), account=_some(_ACCOUNTS), partner=_some(_PARTNERS), sold_by=_some(_PARTNERS), opened_at=_moments())),
        (Product, st.builds(Product, id=st.just("m-2"), parent=_some(("m", "m-1")))),
    ]  # fmt: skip
    return st.one_of([drawn for model, drawn in kinds if not models or model in models])


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
    happened = st.lists(dealings(), min_size=most // 2, max_size=most)
    return happened.map(lambda facts: Network.of(list(with_dealings(Network.of(_GROUND), facts))))
