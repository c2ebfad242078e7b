"""
What of a network is one party's own?

Who asks may be told what follows from its own facts, and from what everybody
may know: the map, the products, the programs. Nothing that another partner
said, holds or registered is in it, so nothing told of it depends on them.
"""

from collections.abc import Iterable
from typing import Any

from partnerkit.facts.account import Account
from partnerkit.facts.coherence import references
from partnerkit.facts.fact import Fact
from partnerkit.facts.goal import Measure
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.product import Product
from partnerkit.facts.program import Program
from partnerkit.facts.rates import RateTable
from partnerkit.facts.territory import Territory
from partnerkit.facts.training import Course

__all__ = ["COMMON", "own_world"]

#: What is no party's own: an account is known by its id to whoever asks about it.
COMMON: tuple[type[Fact], ...] = (Account, Course, Measure, Product, Program, RateTable, Territory)


def __dir__() -> list[str]:
    return __all__


def own_world(network: Network, party: str) -> Network:
    """
    Return the network with what everybody may know, and of all else what names *party* and no other partner.

    >>> from partnerkit.facts import Grant
    >>> from partnerkit.values import Period
    >>> granted = [Grant(partner=name, territory="de", period=Period.year(2026)) for name in ("P-4", "P-5")]
    >>> [each.partner for each in own_world(Network.of(granted), "P-5").grants]
    ['P-5']
    """
    kinds = [model for model in network.kinds if model not in COMMON]
    return network.narrowed({model: _own(network, model, party) for model in kinds})


def _own(network: Network, model: type[Fact], party: str) -> Iterable[Fact]:
    named = [name for name, target in references(model) if target == Partner.__name__]
    fields = ["id"] if model is Partner else named
    found = {id(fact): fact for name in fields for fact in network.by(model, name).get(party, ())}
    return [fact for fact in found.values() if _partners(fact, fields) == {party}]


def _partners(fact: Any, fields: Iterable[str]) -> set[str]:
    values = (getattr(fact, name) for name in fields)
    return {
        each
        for value in values
        if value is not None
        for each in ([value] if isinstance(value, str) else value)
    }
