"""
How is a rule asked in part: what must it read, to judge under some keys alone?

The judgement is the same, on a network that has of some kinds only what lies
under the keys. All else it shares with the whole one, look-ups included.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from partnerkit.conflicts.conflict import Draft
from partnerkit.conflicts.holdings import below, line
from partnerkit.conflicts.scopes import deal_keys, deals_under
from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement
from partnerkit.facts.deal import DealRegistration, DirectEngagement
from partnerkit.facts.fact import Fact
from partnerkit.facts.layers import Read
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.terms import PriceTerm
from partnerkit.facts.territory import Grant, Territory

__all__ = [
    "Part",
    "about_below",
    "at_customers",
    "by_partner",
    "contract_keys",
    "customer_keys",
    "grants_around",
    "in_part",
    "own_id",
    "under",
]

F = TypeVar("F", bound=Fact)

#: Of some kinds of fact, those that lie under some keys.
Part: TypeAlias = Mapping[type[Fact], Iterable[Any]]

_Find: TypeAlias = Callable[[Network, datetime], Iterable[Draft]]


def __dir__() -> list[str]:
    return __all__


def in_part(find: _Find, part: Callable[[Network, Collection[Any]], Part]) -> Callable[..., Iterable[Draft]]:
    """
    Return *find* as a rule with keys has it: with `only`, of a network that has the *part* under them.

    >>> asked = in_part(lambda network, as_of: network.products, lambda network, only: {Product: under(network, Product, "id", only)})
    >>> [each.id for each in asked(Network.of(Product(id="fw-1"), Product(id="fw-2")), None, only=["fw-2"])]
    ['fw-2']
    """

    @wraps(find)
    def asked(
        network: Network, as_of: datetime, *, only: Collection[Hashable] | None = None
    ) -> Iterable[Draft]:
        return find(network if only is None else network.narrowed(part(network, only)), as_of)

    return asked


def under(network: Network, model: type[F], read: str | Read, keys: Iterable[Any]) -> list[F]:
    """
    Return the facts of one kind under some keys of `Network.by`, each once.

    >>> [each.id for each in under(Network.of(Product(id="fw-1"), Product(id="fw-2")), Product, "id", ["fw-2"])]
    ['fw-2']
    """
    index = network.by(model, read)
    return list({id(fact): fact for key in keys for fact in index.get(key, ())}.values())


def own_id(model: type[Any]) -> Callable[[Network, Fact], Iterable[Hashable]]:
    """
    Return where a fact matters to a rule that judges each fact of one kind by itself.

    >>> list(own_id(Product)(Network.of(), Product(id="fw-1")))
    ['fw-1']
    """

    def keys(network: Network, fact: Fact) -> Iterable[Hashable]:  # noqa: ARG001  # as every rule is asked
        known: Any = fact
        return (known.id,) if isinstance(known, model) else ()

    return keys


def by_partner(reads: Read) -> Callable[[Network, Collection[str]], Part]:
    """
    Return what a rule on the contracts and terms of each partner reads; *reads* tells the partner of a term.

    >>> part = by_partner(lambda term: (term.partner,))(Network.of(Partner(id="P-4")), ["P-4"])
    >>> len(part[Partner]), len(part[PriceTerm])
    (1, 0)
    """

    def part(network: Network, only: Collection[str]) -> Part:
        return {
            Partner: under(network, Partner, "id", only),
            Agreement: under(network, Agreement, "partner", only),
            PriceTerm: under(network, PriceTerm, reads, only),
        }

    return part


def contract_keys(reads: Read) -> Callable[[Network, Fact], Iterable[Hashable]]:
    """
    Return where a fact matters to such a rule: at its partner.

    >>> list(contract_keys(lambda term: (term.partner,))(Network.of(), Partner(id="P-4")))
    ['P-4']
    """

    def keys(network: Network, fact: Fact) -> Iterable[Hashable]:  # noqa: ARG001  # as every rule is asked
        match fact:
            case Partner():
                return (fact.id,)
            case Agreement():
                return (fact.partner,)
            case PriceTerm():
                return reads(fact)
        return ()

    return keys


def about_below(network: Network, fact: Territory | Product, model: type[F], field: str) -> list[F]:
    """
    Return the facts of one kind that name, in *field*, a territory or product or anything below it.

    >>> about_below(Network.of(Product(id="fw-1")), Product(id="fw-1"), DealRegistration, "product")
    []
    """
    tree = network.territory_tree if isinstance(fact, Territory) else network.product_tree
    return under(network, model, field, below(tree, fact.id))


def grants_around(network: Network, places: Iterable[str | None]) -> list[Grant]:
    """
    Return the grants of the territories at and above some places.

    >>> grants_around(Network.of(Territory(id="de")), ["de", None])
    []
    """
    tree = network.territory_tree
    return under(network, Grant, "territory", {each for place in set(places) for each in line(tree, place)})


def customer_keys(network: Network, fact: Fact, customers: Mapping[str, str]) -> Iterable[Hashable] | None:
    """
    Return where a fact can matter to a rule that joins registrations with leads or direct sales: at its customer.

    >>> customer_keys(Network.of(), Lead(id="L-17", customer="A-9"), {})
    {'A-9'}
    """
    concerned: list[str | None] = []
    match fact:
        case DirectEngagement():
            concerned = [fact.account]
        case Lead():
            concerned = [fact.customer]
        case Account():
            concerned = [fact.id]
        case Product():
            concerned = [each.account for each in about_below(network, fact, DirectEngagement, "product")]
            concerned += [each.customer for each in about_below(network, fact, Lead, "product")]
    found = deal_keys(network, fact, customers)
    return None if found is None else {*found, *(customers.get(each, each) for each in concerned if each)}


def at_customers(customers: Mapping[str, str]) -> Callable[[Network, Collection[str]], Part]:
    """
    Return what lies at some customers: registrations, direct engagements and leads.

    >>> {model.__name__: len(facts) for model, facts in at_customers({})(Network.of(Lead(id="L", customer="A")), ["A"]).items()}
    {'DealRegistration': 0, 'DirectEngagement': 0, 'Lead': 1}
    """
    accounts: dict[str, list[str]] = {}
    for account, customer in customers.items():
        accounts.setdefault(customer, []).append(account)

    def within(only: Collection[str]) -> Iterator[str]:
        for customer in only:
            yield customer
            yield from accounts.get(customer, ())

    def part(network: Network, only: Collection[str]) -> Part:
        there = [each for each in within(only) if customers.get(each, each) in only]
        return {
            DealRegistration: deals_under(network, customers, only)[0],
            DirectEngagement: under(network, DirectEngagement, "account", there),
            Lead: under(network, Lead, "customer", there),
        }

    return part
