"""
What is to be said of those whose price is off the reference, or drifts from it?

One draft for each comparable group. Each party is shown its own terms; what
the others pay is evidence for those who decide.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from partnerkit.conflicts.conflict import Draft
from partnerkit.conflicts.effective_price import effective_unit_price
from partnerkit.conflicts.price_columns import GroupKey
from partnerkit.conflicts.price_policy import PricePolicy
from partnerkit.conflicts.pricing import Priced, one_currency, priced
from partnerkit.conflicts.scopes import belongs, prices_under, terms_moved
from partnerkit.facts.network import Network
from partnerkit.facts.terms import PriceTerm
from partnerkit.values.exact import decimal_of, divided
from partnerkit.values.money import Money, Ratio, minor_digits
from partnerkit.values.reasons import Facts, Reason

__all__ = ["price_drafts"]

#: Unit prices are shown with so many decimals; they are compared exactly.
_SHOWN = 4

#: So are differences, in parts of a million.
_PARTS = 1_000_000


def __dir__() -> list[str]:
    return __all__


def price_drafts(
    network: Network, policy: PricePolicy, day: date, *, only: Collection[Hashable] | None = None
) -> Iterator[Draft]:
    """Draft all there is to say of the terms of *day*, or *only* what belongs under some keys of `price_keys`."""
    if policy.purchases is not None and policy.currency is None and network.price_terms:
        # Of what is looked at in part all may be in one currency, and the whole is refused.
        one_currency(network)
    part, groups = (network, None) if only is None else prices_under(network, day, only)
    for draft in _drafts(part, policy, day) if part.price_terms else ():
        if groups is None or belongs(draft.group, groups):
            yield draft


def _drafts(network: Network, policy: PricePolicy, day: date) -> Iterator[Draft]:
    now = priced(network, policy, day)
    yield from _unlike(policy, now)
    if policy.look_back_days and now.dated:
        since = day - timedelta(days=policy.look_back_days)
        moved = terms_moved(network, since, day)
        if moved:
            yield from _drifted_since(policy, now, priced(network, policy, since), moved)
    yield from _unknown_forms(now)


def _unlike(policy: PricePolicy, now: Priced) -> Iterator[Draft]:
    """Draft a finding for each comparable group of which somebody is off the reference, or drifted from it."""
    off: defaultdict[int, list[int]] = defaultdict(list)
    for row, group in zip(now.found.off.tolist(), now.group[now.found.off].tolist(), strict=True):
        off[group].append(row)
    for group in sorted(off, key=lambda number: now.keys[number]):
        yield _off(now, group, off[group], policy)


def _drifted_since(
    policy: PricePolicy, now: Priced, then: Priced, groups: Collection[Any]
) -> Iterator[Draft]:
    """Draft a finding for each of *groups* in which all are within the tolerance, but somebody moved by more than it."""
    before = _standings(then)
    concerned = set(now.group[now.found.off].tolist())
    after = _standings(now)
    for group, key in sorted(enumerate(now.keys), key=lambda each: each[1]):
        if group in concerned or not belongs(("prices", *key), groups):
            continue
        moved = {
            partner: (was, standing)
            for partner, standing in after.get(key, {}).items()
            if (was := before.get(key, {}).get(partner)) is not None
            and abs(standing - was) > Fraction(policy.tolerance)
        }
        if moved:
            yield _drifted(now, group, moved)


def _standings(table: Priced) -> Mapping[GroupKey, Mapping[str, Fraction]]:
    """
    Return by group and partner how far its price, at the first band, stands from the reference, as a part of it.

    Who has a reason on record is left out: what is justified is no drift.
    """
    found: dict[GroupKey, dict[str, Fraction]] = {}
    compared = np.equal(table.band, 0)
    if table.explained is not None:
        compared &= np.equal(table.explained, 0).astype(np.bool_)
    first = np.flatnonzero(compared)
    for row in first.tolist():
        reference = table.reference(row)
        if reference > 0:
            partner = table.terms[table.term[row]].partner
            found.setdefault(table.keys[table.group[row]], {})[partner] = table.paid(row) / reference - 1
    return found


def _off(table: Priced, group: int, rows: Sequence[int], policy: PricePolicy) -> Draft:
    worst: dict[int, int] = {}
    for row in rows:
        place = int(table.term[row])
        if place not in worst or _gap(table, row) > _gap(table, worst[place]):
            worst[place] = row
    terms = [(table.terms[place], row) for place, row in sorted(worst.items())]
    by_partner: defaultdict[str, list[PriceTerm]] = defaultdict(list)
    for term, _ in terms:
        by_partner[term.partner].append(term)
    partners = tuple(sorted(by_partner))
    facts = Facts({"product": table.keys[group][0], "partners": partners, "count": len(partners)})
    return Draft(
        group=("prices", *table.keys[group]),
        reason=Reason("prices-differ", facts),
        own={partner: list(map(_held, by_partner[partner])) for partner in partners},
        evidence=[each for term, row in terms for each in _evidence(table, term, row, policy)],
        proposals=[Reason(code, facts) for code in ("ask-for-reason", "align-terms")],
        stake=_stake(table, terms, policy),
    )


def _drifted(table: Priced, group: int, moved: Mapping[str, tuple[Fraction, Fraction]]) -> Draft:
    product = table.keys[group][0]
    facts = {"product": product, "partners": tuple(sorted(moved)), "count": len(moved)}
    terms: defaultdict[str, list[PriceTerm]] = defaultdict(list)
    for place in np.unique(table.term[table.group == group]).tolist():
        if table.terms[place].partner in moved:
            terms[table.terms[place].partner].append(table.terms[place])
    return Draft(
        group=("prices", *table.keys[group]),
        severity="low",
        reason=Reason("prices-drifted", facts),
        own={partner: list(map(_held, terms[partner])) for partner in sorted(moved)},
        evidence=[
            Reason("price-moved", {"partner": partner, "before": _ratio(before), "after": _ratio(after)})
            for partner, (before, after) in sorted(moved.items())
        ],
        proposals=[Reason("watch-terms", facts)],
    )


def _evidence(table: Priced, term: PriceTerm, row: int, policy: PricePolicy) -> Iterator[Reason]:
    quantity, turnover = table.bands[table.group[row]][table.band[row]]
    currency, paid, reference = _currency(table, row, policy), table.paid(row), table.reference(row)
    yield Reason(
        "price-off-reference",
        {
            "partner": term.partner,
            "product": term.product,
            "quantity": quantity,
            "turnover": _money(turnover, currency, digits=None),
            "price": _money(paid, currency),
            "reference": _money(reference, currency),
            "difference": _ratio(paid / reference - 1) if reference else None,
        },
    )
    for each in term.justifications:
        facts = {"partner": term.partner, "justification": each.code}
        if each.code not in policy.accepted:
            yield Reason("reason-not-accepted", facts)
        elif each.explains is not None:
            yield Reason("partly-explained", {**facts, "share": _ratio(Fraction(each.explains))})
    if term.registration is not None:
        yield Reason("registration-not-granted", {"partner": term.partner, "registration": term.registration})


def _stake(table: Priced, terms: Sequence[tuple[PriceTerm, int]], policy: PricePolicy) -> Money:
    """Return what the differences come to: on what was bought, where that is known, else on one order."""
    whole = Fraction(0)
    for term, row in terms:
        bought, paid = table.bought.get((term.partner, term.product)), int(table.price[row])
        quantity, _ = table.bands[table.group[row]][table.band[row]]
        whole += _gap(table, row) * (
            max(bought, Fraction(0)) * table.scale / paid
            if bought is not None and paid
            else Fraction(quantity)
        )
    currency = _currency(table, terms[0][1], policy)
    return _money(whole / table.scale, currency, digits=None)


def _gap(table: Priced, row: int) -> int:
    """Return by how much a row is off, in the units of the table's scale."""
    return abs(int(table.price[row]) - table.reference_units(row))


def _held(term: PriceTerm) -> Reason:
    """Return the party's own terms, and what they come to for one unit: nothing here depends on the others."""
    return Reason(
        "price-term-held",
        {
            "partner": term.partner,
            "product": term.product,
            "term": term.id,
            "price": _money(effective_unit_price(term), term.currency),
        },
    )


def _currency(table: Priced, row: int, policy: PricePolicy) -> str:
    return policy.currency or table.keys[table.group[row]][2]


@lru_cache(maxsize=1_024)
def _ratio(share: Fraction) -> Ratio:
    """Return a part as it is shown; a ratio of long numbers would fill the page and tell no more."""
    return Ratio.of(divided(share.numerator * _PARTS, share.denominator, "half-even"), _PARTS)


@lru_cache(maxsize=1_024)
def _money(amount: Fraction, currency: str, digits: int | None = _SHOWN) -> Money:
    """Return an amount as it is shown: with more decimals than the currency has only where they say something."""
    usual = minor_digits(currency)
    kept = max(usual, digits or 0)
    units = divided(amount.numerator * 10**kept, amount.denominator, "half-even")
    is_plain = units % 10 ** (kept - usual) == 0
    return Money(amount=decimal_of(units, kept), currency=currency, scale=None if is_plain else kept)


def _unknown_forms(table: Priced) -> Iterator[Draft]:
    """Draft a finding for each partner with terms and without a known form: whether it is compared is no guess."""
    for partner in table.unknown:
        facts = {"partner": partner}
        yield Draft(
            group=("contract-form", partner),
            severity="low",
            reason=Reason("contract-form-unknown", facts),
            own={partner: [Reason("contract-form-missing", facts)]},
            proposals=[Reason("record-contract-form", facts)],
        )
