"""
Where can a changed fact matter to a rule on prices or registrations, and what must be read there?

Unlike terms belong under a product and the class of its buyers, a missing form
under its partner, registrations under their customer. Nothing else of the
network is needed to find them.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from partnerkit.conflicts.contracts import contract_forms
from partnerkit.conflicts.deals import customers_of
from partnerkit.conflicts.holdings import below
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts.account import Account
from partnerkit.facts.agreement import Agreement
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.terms import PriceTerm, bought
from partnerkit.facts.territory import Territory

__all__ = ["belongs", "deal_keys", "deals_under", "price_keys", "prices_under", "terms_moved"]

#: A product, and the program and tier of its buyers; or that a form may be missing, and whose.
PriceKey: TypeAlias = tuple[str, str | None, str | None]

_FORM = "contract-form"

#: Where so many times the buyers are not all partners, only they are looked at.
_FEW = 4


def __dir__() -> list[str]:
    return __all__


def price_keys(network: Network, fact: Fact, policy: PricePolicy) -> Iterable[Hashable] | None:
    """
    Return where a fact can matter to prices: a term in its group, a partner in all of its groups.

    >>> network = Network.of(Partner(id="P-4", tier="gold"))
    >>> price_keys(network, Partner(id="P-4"), PricePolicy())
    {('contract-form', 'P-4', None)}
    """
    match fact:
        case PriceTerm():
            return {(_FORM, fact.partner, None), _key(fact, _class_of(network, fact.partner))}
        case Partner():
            return _partner_keys(network, fact.id, (fact.program, fact.tier))
        case Agreement():
            return _partner_keys(network, fact.partner, _class_of(network, fact.partner))
        case Figure() if policy.purchases is not None:
            return _partner_keys(network, fact.partner, _class_of(network, fact.partner))
        case DealRegistration():
            named = network.by(PriceTerm, "registration").get(fact.id, ())
            return {_key(term, _class_of(network, term.partner)) for term in named}
        case Territory() if policy.region is not None:
            return None
    return ()


_Class: TypeAlias = tuple[str | None, str | None]


def _class_of(network: Network, partner: str) -> _Class:
    found = network.by(Partner, "id").get(partner, ())
    return (found[-1].program, found[-1].tier) if found else (None, None)


def _key(term: PriceTerm, buyers: _Class) -> PriceKey:
    return (term.product, *buyers)


def _partner_keys(network: Network, partner: str, buyers: _Class) -> set[Hashable]:
    terms = network.by(PriceTerm, "partner").get(partner, ())
    return {(_FORM, partner, None), *(_key(term, buyers) for term in terms)}


def prices_under(network: Network, day: date, only: Collection[Hashable]) -> tuple[Network, Collection[Any]]:
    """Return the part of a network with the terms under some keys, and the groups of findings that belong there."""
    keys: set[Any] = {*only}
    asked = {partner for kind, partner, _ in keys if kind == _FORM}
    keys = {each for each in keys if each[0] != _FORM}
    terms = {id(term): term for key in keys for term in _terms_under(network, key)}
    buyers = {*asked, *(term.partner for term in terms.values())}
    part = network
    if _FEW * len(buyers) < len(network.partners):
        by_id, agreed = network.by(Partner, "id"), network.by(Agreement, "partner")
        part = network.narrowed(
            {
                Partner: [each for name in buyers for each in by_id.get(name, ())],
                Agreement: [each for name in buyers for each in agreed.get(name, ())],
            }
        )
    forms = contract_forms(part, day)
    by_partner = network.by(PriceTerm, "partner")
    groups: set[Any] = {(product, program or "*", tier or "*") for product, program, tier in keys}
    for partner in asked:
        groups.add((_FORM, partner))
        if forms.get(partner) is None:
            terms.update((id(term), term) for term in by_partner.get(partner, ()))
    return part.narrowed({PriceTerm: terms.values()}), groups


def _terms_under(network: Network, key: PriceKey) -> Iterable[PriceTerm]:
    """Return the terms for one product of the partners of one program and tier."""
    product, *buyers = key
    if buyers == [None, None]:
        # That is how partners of whom nothing is known are found, too.
        found = network.by(PriceTerm, "product").get(product, ())
        return [term for term in found if _key(term, _class_of(network, term.partner)) == key]
    find = network.by(PriceTerm, bought).get
    members = network.by(Partner, _classed).get(tuple(buyers), ())
    return [term for member in members for term in find((member.id, product), ())]


def _classed(partner: Partner) -> tuple[_Class]:
    return ((partner.program, partner.tier),)


def belongs(group: Sequence[str], groups: Collection[Any]) -> bool:
    """Tell whether a finding of `price_drafts` is under the keys that `prices_under` was given."""
    return tuple(group) in groups if group[0] == _FORM else (group[1], group[4], group[5]) in groups


def terms_moved(network: Network, then: date, day: date) -> Collection[Any]:
    """Return the groups, as `belongs` knows them, of which any terms began or ended since *then*."""
    moved = [
        term
        for valid, terms in network.by(PriceTerm, "valid").items()
        if valid is not None and (then < valid.start <= day or then < valid.end <= day)
        for term in terms
    ]
    keys = (_key(term, _class_of(network, term.partner)) for term in moved)
    return {(product, program or "*", tier or "*") for product, program, tier in keys}


def deal_keys(
    network: Network, fact: Fact, customers: Mapping[str, str] | None = None
) -> Iterable[Hashable] | None:
    """
    Return where a fact can matter to registrations: at its customer.

    A registration that names its customer in words may become another's by any account, so all are asked.

    >>> deal_keys(Network.of(), DealRegistration(id="D-1", partner="P-4", account="A-9"))
    ['A-9']
    """
    match fact:
        case DealRegistration():
            return customers_of(network, [fact], customers)
        case Account() if None in network.by(DealRegistration, "account"):
            return None
        case Product():
            ranges = below(network.product_tree, fact.id)
            named = network.by(DealRegistration, "product")
            deals = [deal for each in ranges for deal in named.get(each, ())]
            return customers_of(network, deals, customers)
    return ()


def deals_under(
    network: Network, customers: Mapping[str, str] | None, only: Collection[Hashable] | None
) -> tuple[Sequence[DealRegistration], Sequence[str]]:
    """Return the registrations and the customer of each, in order; *only* those at some customers."""
    if only is None:
        return network.deals, customers_of(network, network.deals, customers)
    by_account = network.by(DealRegistration, "account")
    accounts = {str(each) for each in only}
    accounts |= {account for account, customer in (customers or {}).items() if customer in only}
    deals = [deal for account in accounts for deal in by_account.get(account, ())]
    deals = sorted((*deals, *by_account.get(None, ())), key=lambda deal: deal.id)
    named = customers_of(network, deals, customers)
    kept = [(deal, name) for deal, name in zip(deals, named, strict=True) if name in only]
    return [deal for deal, _ in kept], [name for _, name in kept]
