"""
What does each of the comparable partners pay, and who is off?

Every set of conditions is reckoned once, at every quantity and turnover at
which conditions change for anybody of the group, and compared by the kernel.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.conflicts.comparable import WHOLLY, Comparison, compare
from partnerkit.conflicts.effective_price import Band, bands, effective_unit_price, purchases
from partnerkit.conflicts.price_columns import GroupKey, PriceColumns, columns
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values.errors import InvalidValue

__all__ = ["Priced", "one_currency", "priced"]

#: What a price may reach before its products leave int64.
_ROOM = 2**61

_WHOLLY = Fraction(WHOLLY)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Priced:
    """The terms of one day in columns, and what the comparison found."""

    terms: Sequence[PriceTerm]
    keys: Sequence[GroupKey]

    #: By group, the quantities and turnovers at which it was compared, and the number of the first of them.
    bands: Sequence[tuple[Band, ...]]
    starts: NDArray[np.int64]

    #: Per row: the place of its term, its group, and which of the group's bands.
    term: NDArray[np.int64]
    group: NDArray[np.int64]
    band: NDArray[np.int64]

    #: Per row: what is paid for one unit, times `scale`.
    price: NDArray[Any]
    scale: int

    #: Per row: what reasons on record explain, as `compare` takes it; None where there are none.
    explained: NDArray[Any] | None
    found: Comparison
    bought: Mapping[tuple[str, str | None], Fraction]

    #: Partners with terms and without a known form.
    unknown: tuple[str, ...]

    #: Whether any terms hold for a time only, so that there may have been others.
    dated: bool

    def reference(self, row: int) -> Fraction:
        """Return the reference of a row's group and band."""
        return Fraction(self.reference_units(row), self.scale)

    def reference_units(self, row: int) -> int:
        """Return the same times `scale`."""
        return int(self.found.reference[self.starts[self.group[row]] + self.band[row]])

    def paid(self, row: int) -> Fraction:
        """Return what is paid for one unit in a row."""
        return Fraction(int(self.price[row]), self.scale)


def priced(network: Network, policy: PricePolicy, day: date) -> Priced:
    """Compare the terms of *day*: one row for each term and band."""
    bought: Mapping[tuple[str, str | None], Fraction] = {}
    if policy.purchases is not None:
        currency = policy.currency or one_currency(network)
        bought = purchases(
            network, policy.purchases, day=day, basis=policy.rebates, currency=currency, rates=policy.rates
        )
    found = columns(network, policy, day)
    at = _bands(found, policy, bought)
    counts = np.array([len(each) for each in at], dtype=np.int64)
    prices: list[Fraction] = []
    origins: list[int] = []
    for number, sample in zip(found.group_of.tolist(), found.samples, strict=True):
        origins.append(len(prices))
        prices += [_price(sample, band, policy, bought) for band in at[number]]
    group = found.group_of[found.pair]
    row, band = _spread(counts[group])
    reasons = _explained(found, network, policy)
    scale = lcm(*(each.denominator for each in prices), *(each.denominator for each in reasons.values()))
    part, whole = policy.tolerance.as_integer_ratio()
    price, explained = _compared(
        [each.numerator * (scale // each.denominator) for each in prices],
        {place: WHOLLY if share is _WHOLLY else int(share * scale) for place, share in reasons.items()},
        _ROOM // (part + 1),
        (np.array(origins, dtype=np.int64)[found.pair], row, band),
    )
    starts = np.cumsum(counts) - counts
    return Priced(
        terms=found.terms, keys=found.keys, bands=at, starts=starts, term=row, group=group[row], band=band,
        price=price, scale=scale, explained=explained, bought=bought, unknown=found.unknown, dated=found.dated,
        found=compare(
            starts[group][row] + band, price, explained=explained, weight=_weights(found.terms, bought, row, group),
            tolerance=(part, whole),
        ),
    )  # fmt: skip


def _spread(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return by row the place of its term and which of its bands it is."""
    if counts.max(initial=1) == 1:
        # Without breaks and rebates every term is one row.
        return np.arange(len(counts)), np.zeros(len(counts), dtype=np.int64)
    row = np.repeat(np.arange(len(counts)), counts)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)


def _compared(
    prices: Sequence[int],
    reasons: Mapping[int, int],
    limit: int,
    places: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Return by row the price and what is explained, as int64, or as Python ints where products would leave it."""
    origin, row, band = places
    most = max((*prices, *reasons.values()), default=0)
    kind: Any = np.int64 if most < limit else object
    units = np.array(prices, dtype=kind)
    price = units[origin[row] + band] if len(row) else units[:0]
    if not reasons:
        return price, None
    explained = np.zeros(len(origin), dtype=kind)
    for place, amount in reasons.items():
        explained[place] = amount
    return price, explained[row]


def _bands(
    columns: PriceColumns, policy: PricePolicy, bought: Mapping[tuple[str, str | None], Fraction]
) -> list[tuple[Band, ...]]:
    """Return by group the quantities and turnovers at which conditions change."""
    stepped: dict[int, list[PriceTerm]] = {}
    for number, sample in zip(columns.group_of.tolist(), columns.samples, strict=True):
        if sample.breaks or sample.rebates:
            stepped.setdefault(number, []).append(sample)
    reached: dict[int, set[Fraction]] = {}
    if policy.rebates != "offered":
        for term, number in zip(columns.terms, columns.group_of[columns.pair].tolist(), strict=True):
            if number in stepped:
                reached.setdefault(number, set()).add(bought.get((term.partner, None), Fraction(0)))
    found = [bands(())] * len(columns.keys)
    for number, terms in stepped.items():
        found[number] = bands(
            terms, basis=policy.rebates, reached=reached.get(number, ()), worth=policy.worth
        )
    return found


def _price(
    term: PriceTerm, band: Band, policy: PricePolicy, bought: Mapping[tuple[str, str | None], Fraction]
) -> Fraction:
    quantity, turnover = band
    worth = policy.worth(term.currency)
    bought_here = bought.get((term.partner, None)) if bought else None
    price = effective_unit_price(
        term,
        quantity,
        turnover=turnover / worth if turnover else 0,
        interest=policy.interest,
        purchased=None if bought_here is None else bought_here / worth,
    )
    return price if worth == 1 else price * worth


def _explained(columns: PriceColumns, network: Network, policy: PricePolicy) -> dict[int, Fraction]:
    """Return by term how much of a difference has a reason on record, below 0 all of it."""
    deals = network.by(DealRegistration, "id")
    found: dict[int, Fraction] = {}
    for place in columns.reasoned:
        term = columns.terms[place]
        shares = [each.explains for each in term.justifications if each.code in policy.accepted]
        granted = term.registration is not None and all(
            deal.partner == term.partner and deal.approved_at is not None
            for deal in deals.get(term.registration, ())[-1:]
        )
        if granted or None in shares:
            found[place] = _WHOLLY
        elif shares:
            listed = Fraction(term.list_price.amount) * policy.worth(term.currency)
            found[place] = listed * sum(Fraction(share) for share in shares if share is not None)
    return found


def _weights(
    terms: Sequence[PriceTerm],
    bought: Mapping[tuple[str, str | None], Fraction],
    row: NDArray[np.int64],
    group: NDArray[np.int64],
) -> NDArray[np.int64] | None:
    """
    Return what each row counts: what its partner bought of the product.

    In a group where that is unknown of anybody it is what each bought in all,
    and where that is, too, everybody counts the same.
    """
    if not bought:
        return None
    weights, unknown = _counted([bought.get((term.partner, term.product)) for term in terms])
    if unknown.any():
        # What one bought of all products says nothing beside what another bought of one.
        in_all, never = _counted([bought.get((term.partner, None)) for term in terms])
        mixed = np.isin(group, group[unknown])
        weights[mixed] = in_all[mixed]
        # Unknown is not nothing: whoever's purchases nobody keeps would have no say in what is usual.
        weights[np.isin(group, group[never])] = 1
    return weights[row]


def _counted(amounts: Sequence[Fraction | None]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return amounts as weights, and which of them are unknown."""
    # Whoever gave back more than it bought counts for nothing, not for less.
    weights = [0 if each is None else max(int(each), 0) for each in amounts]
    return np.array(weights, dtype=np.int64), np.array([each is None for each in amounts], dtype=np.bool_)


def one_currency(network: Network) -> str:
    """
    Return the currency of all terms there are.

    >>> from partnerkit.values import Money
    >>> one_currency(Network.of(PriceTerm(id="T", partner="P", product="x", list_price=Money.of("9", "EUR"))))
    'EUR'
    """
    found = network.by(PriceTerm, _currency).keys()
    if len(found) != 1:
        raise InvalidValue(
            path="currency", value="None", remedy="state the currency in which purchases are compared"
        )
    return str(*found)


def _currency(term: PriceTerm) -> tuple[str]:
    return (term.currency,)
