"""
Which terms are comparable, and which are alike?

Comparable are those of partners of the same program, tier, region, function
and form for the same product in the same unit. The terms of a day become one
column of numbers; terms alike share one, so that a price is reckoned once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import compress
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.conflicts.contracts import NOT_FREE, agreed_forms
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.terms import PriceTerm

__all__ = ["GroupKey", "PriceColumns", "columns"]

#: Product, unit and currency; program, tier, function and form; the territories of the region; "*" is not stated.
GroupKey: TypeAlias = tuple[str, ...]

#: Under which a class keeps its own number; no product has no name.
_CLASS = ""

#: In place of the conditions of the terms before: they equal none.
_NO_TERMS: tuple[Any, ...] = (-1, None, None, None, None)
_NOT_COMPARED = -1


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class PriceColumns:
    """The terms of a day, each with its pair of group and conditions, which is all that decides on its price."""

    terms: Sequence[PriceTerm]
    pair: NDArray[np.int64]

    #: By pair: its group, and terms with its conditions.
    group_of: NDArray[np.int64]
    samples: Sequence[PriceTerm]
    keys: Sequence[GroupKey]

    #: The places of terms that may have a reason, and partners with terms and without a known form.
    reasoned: Sequence[int]
    unknown: tuple[str, ...]

    #: Whether any terms hold for a time only.
    dated: bool


def columns(network: Network, policy: PricePolicy, day: date) -> PriceColumns:
    """Return the terms of *day* in columns; terms of one group mostly repeat the conditions of the one before."""
    latest, class_keys = _classes(network, policy, day)
    numbered = _Numbers(policy, latest)
    every = network.price_terms
    pairs: list[int] = []
    reasoned: list[int] = []
    dated = False
    for term in every:
        valid = term.valid
        if valid is not None:
            dated = True
            if not valid.start <= day < valid.end:
                pairs.append(_NOT_COMPARED)
                continue
        try:
            pair, amount, discount, currency, unit = latest[term.partner][term.product]
        except KeyError:
            pair, amount, discount, currency, unit = _NO_TERMS
        listed = term.list_price
        if (
            listed.amount != amount
            or term.discount != discount
            or term.breaks
            or term.rebates
            or (term.unit is not unit and term.unit != unit)
            or (listed.currency is not currency and listed.currency != currency)
            or term.cash_discount is not None
        ):
            pair = numbered.pair(term)
        if term.justifications or term.registration is not None:
            reasoned.append(len(pairs))
        pairs.append(pair)
    found = np.fromiter(pairs, dtype=np.int64, count=len(pairs))
    terms, places = _compressed(every, found)
    return PriceColumns(
        terms=terms,
        pair=found[found >= 0],
        group_of=np.array(numbered.group_of, dtype=np.int64),
        samples=numbered.samples,
        keys=[
            (product, unit or "*", currency or "*", *class_keys[kind])
            for kind, product, unit, currency in numbered.groups
        ],
        reasoned=[int(places[place]) for place in reasoned if found[place] >= 0],
        unknown=tuple(sorted(numbered.unknown)),
        dated=dated,
    )


def _compressed(
    every: Sequence[PriceTerm], pair: NDArray[np.int64]
) -> tuple[Sequence[PriceTerm], NDArray[np.int64]]:
    """Return the terms that are compared, and the new place of each."""
    kept = pair >= 0
    if kept.all():
        return every, np.arange(len(every))
    return list(compress(every, kept.tolist())), np.cumsum(kept) - 1


class _Numbers:
    """Numbers groups, and pairs of a group with conditions, in the order in which they come up."""

    def __init__(self, policy: PricePolicy, latest: Mapping[str, dict[str, Any]]) -> None:
        self.groups: dict[tuple[Any, ...], int] = {}
        self.group_of: list[int] = []
        self.samples: list[PriceTerm] = []
        #: Partners with terms and without a known form.
        self.unknown: set[str] = set()

        self._latest = latest

        #: Whether the time to pay, or what a partner bought, decides on the price, too.
        self._precise = policy.purchases is not None or bool(policy.interest)
        self._buyers = policy.purchases is not None
        self._one_currency = policy.currency is not None
        self._pairs: dict[tuple[Any, ...], int] = {}

    def pair(self, term: PriceTerm) -> int:
        """Return the number of a term's group and conditions, and note simple ones for the terms that follow."""
        of_class = self._latest.get(term.partner)
        if of_class is None:
            self.unknown.add(term.partner)
        if not of_class:
            return _NOT_COMPARED
        number = self._number(of_class[_CLASS], term)
        simple = not (term.breaks or term.rebates or self._precise) and term.cash_discount is None
        listed = term.list_price
        of_class[term.product] = (
            (number, listed.amount, term.discount, listed.currency, term.unit) if simple else _NO_TERMS
        )
        return number

    def _number(self, kind: int, term: PriceTerm) -> int:
        currency = None if self._one_currency else term.currency
        group = self.groups.setdefault((kind, term.product, term.unit, currency), len(self.groups))
        buyer = (term.partner, term.funds) if self._buyers and term.funds is not None else None
        key = (
            group, term.list_price, term.discount, term.breaks, term.break_form, term.rebates, term.cash_discount,
            term.cash_discount_days, term.payment_days if self._precise else None, buyer,
        )  # fmt: skip
        number = self._pairs.setdefault(key, len(self.samples))
        if number == len(self.samples):
            self.samples.append(term)
            self.group_of.append(group)
        return number


def _classes(
    network: Network, policy: PricePolicy, day: date
) -> tuple[Mapping[str, dict[str, Any]], Sequence[tuple[str, ...]]]:
    """
    Return what is known by product of the class of each partner, its number first, and the keys of the classes.

    Empty is who is not compared; absent is whose form is unknown.
    """
    numbers: dict[tuple[str, ...], int] = {}
    classes: dict[int, dict[str, Any]] = {}
    found: dict[str, dict[str, Any]] = {}
    agreed = agreed_forms(network, day)
    region = _regions(network, policy.region)
    alike: dict[tuple[Any, ...], dict[str, Any]] = {}
    # Where no partners are on record at all, the agreements say who there is.
    for partner in network.partners or [Partner(id=each) for each in agreed]:
        form = partner.form or agreed.get(partner.id)
        said = (partner.program, partner.tier, partner.type, form, partner.territories)
        its = alike.get(said)
        if its is None:
            if form is None:
                continue
            its = {}
            if form not in NOT_FREE:
                key = (*(each or "*" for each in said[:3]), form, *region(partner))
                number = numbers.setdefault(key, len(numbers))
                its = classes.setdefault(number, {_CLASS: number})
            alike[said] = its
        found[partner.id] = its
    return found, list(numbers)


def _regions(network: Network, kind: str | None) -> Callable[[Partner], tuple[str, ...]]:
    """Return how a partner's region is told: by its territories, or by those of one kind above them."""
    if kind is None:
        return lambda partner: tuple(sorted(partner.territories or ()))
    kinds = {each.id: each.kind for each in network.territories}
    tree = network.territory_tree

    def wider(territory: str) -> str:
        above = tree.ancestors(territory) if territory in tree else ()
        return next((each for each in above if kinds.get(each) == kind), territory)

    return lambda partner: tuple(sorted({wider(each) for each in partner.territories or ()}))
