"""
Who gets how much of a fund?

In fair parts of the budget, as a part of what each bought (accrual), or as far
as it goes of what each proposed. What is set aside never adds up to more than
the budget; it is a proposal until a person, or the host, keeps it.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from partnerkit.facts.fund import Fund, FundAllocation
from partnerkit.values import fields
from partnerkit.values.apportion import Weight, shares, whole_weights
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, raise_faults, shown
from partnerkit.values.exact import rational
from partnerkit.values.ids import joined
from partnerkit.values.money import Money
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period

__all__ = ["allot_by_accrual", "allot_by_proposal", "allot_by_weight"]


_BY_PARTNER = fields.Check(
    lambda value: isinstance(value, Mapping) and all(map(fields.is_identifier, value)),
    "use a mapping whose keys are the ids of partners",
)


def __dir__() -> list[str]:
    return __all__


def allot_by_weight(
    fund: Fund, weights: Mapping[str, Weight], *, of: Money | None = None, period: Period | None = None
) -> Rows[FundAllocation]:
    """
    Divide the budget, or what is left *of* it, by weights: exact, each within one minor unit of its share.

    >>> fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("100.00", "EUR"))
    >>> [str(each.amount.amount) for each in allot_by_weight(fund, {"P-4": 2, "P-5": 1})]
    ['66.67', '33.33']
    """
    total = _budget(fund, of)
    fields.check({"weights": (_BY_PARTNER, weights)})
    parts = shares(total.minor, list(weights.values()))
    return _allocations(fund, dict(zip(weights, parts, strict=True)), period)


def allot_by_accrual(
    fund: Fund,
    purchases: Mapping[str, Money],
    share: Decimal | Fraction,
    *,
    of: Money | None = None,
    period: Period | None = None,
) -> Rows[FundAllocation]:
    """
    Give each partner a *share* of what it bought, rounded down; where the budget is too small, all of them less.

    >>> fund = Fund(id="coop", period=Period.year(2026), budget=Money.of("1000", "EUR"))
    >>> found = allot_by_accrual(fund, {"P-4": Money.of("20000", "EUR")}, Decimal("0.02"))
    >>> found[0].amount
    Money.of('400.00', 'EUR')
    """
    part = rational(share, "share")
    if not 0 <= part <= 1:
        raise InvalidValue(path="share", value=shown(share), remedy="use a part from 0 to 1")
    total, bought = _budget(fund, of), _units(fund, purchases, "purchases")
    due = {partner: int(units * part) for partner, units in bought.items()}
    if sum(due.values()) > total.minor:
        due = dict(zip(due, shares(total.minor, list(due.values())), strict=True))
    return _allocations(fund, due, period)


def allot_by_proposal(
    fund: Fund,
    proposals: Mapping[str, Money],
    *,
    weights: Mapping[str, Weight] | None = None,
    of: Money | None = None,
    period: Period | None = None,
) -> Rows[FundAllocation]:
    """
    Give what partners proposed, as far as the budget goes: small proposals in full, the large ones in fair parts.

    Nobody gets more than it proposed. With *weights*, the parts are in their
    proportion, else equal.

    >>> fund = Fund(id="mdf", period=Period.year(2026), budget=Money.of("100", "EUR"))
    >>> asked = {"P-4": Money.of("20", "EUR"), "P-5": Money.of("70", "EUR"), "P-6": Money.of("90", "EUR")}
    >>> [str(each.amount.amount) for each in allot_by_proposal(fund, asked)]
    ['20.00', '40.00', '40.00']
    """
    total, asked = _budget(fund, of), _units(fund, proposals, "proposals")
    fields.check({"weights": (fields.optional(_BY_PARTNER), weights)})
    if weights is None:
        weights = dict.fromkeys(asked, 1)
    raise_faults(
        InvalidValue(path=f"weights[{name!r}]", value="missing", remedy="give each proposal a weight")
        for name in asked
        if name not in weights
    )
    names = list(asked)
    claims = dict(zip(names, whole_weights([weights[name] for name in names]), strict=True)) if names else {}
    return _allocations(fund, _filled(min(total.minor, sum(asked.values())), asked, claims), period)


def _filled(rest: int, caps: Mapping[str, int], weights: Mapping[str, int]) -> dict[str, int]:
    """Divide *rest* by weights, with nobody above its cap: whoever would be gets its cap, the others the rest."""
    given = dict.fromkeys(caps, 0)
    free = [name for name in caps if caps[name] and weights[name]]
    while free and rest:
        parts = dict(zip(free, shares(rest, [weights[name] for name in free]), strict=True))
        full = [name for name in free if parts[name] >= caps[name]]
        if not full:
            return given | parts
        for name in full:
            given[name], rest = caps[name], rest - caps[name]
        free = [name for name in free if name not in full]
    return given


def _budget(fund: Fund, of: Money | None) -> Money:
    amount = fields.optional(fields.instance(Money, "Money"))
    fields.check({"fund": (fields.instance(Fund, "a Fund"), fund), "of": (amount, of)})
    total = fund.budget if of is None else of
    if total.currency != fund.budget.currency:
        raise CurrencyMismatch(path="of", expected=fund.budget.currency, found=total.currency)
    if not 0 <= total.amount <= fund.budget.amount:
        remedy = f"use an amount from 0 to the budget, {fund.budget.amount}"
        raise InvalidValue(path="of", value=shown(str(total.amount)), remedy=remedy)
    return total


def _units(fund: Fund, amounts: Mapping[str, Money], path: str) -> dict[str, int]:
    fields.check({path: (_BY_PARTNER, amounts)})
    raise_faults(_amount_faults(fund, amounts, path))
    return {partner: amount.minor for partner, amount in amounts.items()}


def _amount_faults(fund: Fund, amounts: Mapping[str, object], path: str) -> Iterator[InvalidValue]:
    for partner, amount in amounts.items():
        where = f"{path}[{partner!r}]"
        if not isinstance(amount, Money) or amount.amount < 0:
            yield InvalidValue(path=where, value=shown(amount), remedy="use Money of zero or more")
        elif amount.currency != fund.budget.currency:
            remedy = f"use {fund.budget.currency}, the currency of the fund"
            yield InvalidValue(path=where, value=shown(amount.currency), remedy=remedy)


def _allocations(fund: Fund, units: Mapping[str, int], period: Period | None) -> Rows[FundAllocation]:
    """Return an allocation for each partner; the period is part of its id, so that the next round has others."""
    until = () if period is None else (str(period),)
    return Rows(
        FundAllocation,
        [
            FundAllocation(
                id=joined(fund.id, partner, *until),
                fund=fund.id,
                partner=partner,
                amount=Money.from_minor(part, fund.budget.currency),
                period=period,
            )
            for partner, part in units.items()
        ],
    )
