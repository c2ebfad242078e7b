"""
What does each lead count, and in which ledger?

Its value, up to a cap, in one currency, or one. A ledger of another pool, or
one that counts otherwise, is refused before anything is given.
"""

from collections.abc import Sequence
from typing import Any

from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.leads.ledger import BALANCE_LIMIT, Ledger
from partnerkit.leads.policy import Policy
from partnerkit.values.errors import (
    CurrencyMismatch,
    InvalidValue,
    LedgerMismatch,
    Overflowed,
    raise_faults,
    shown,
)

__all__ = ["counted", "settled_for", "worth"]

#: The most that one lead may count where a policy does not say, in minor units.
FAIRNESS_CAP = 2**31


def __dir__() -> list[str]:
    return __all__


def settled_for(leads: Sequence[Lead], policy: Policy, ledger: Ledger | None) -> tuple[Ledger, Sequence[int]]:
    """Return the ledger before *leads*, its counting and currency settled, and what each of them is worth."""
    before = _of_pool(ledger, policy)
    amounts, currency = _amounts(leads, policy, before)
    if not leads or (before.value, before.currency) == (policy.value, currency):
        return before, amounts
    return evolve(before, value=policy.value, currency=currency), amounts


def _amounts(leads: Sequence[Lead], policy: Policy, ledger: Ledger) -> tuple[list[int], str | None]:
    """Return what each lead is worth in minor units, before the cap, and in which currency."""
    if policy.value == "unit":
        return [1] * len(leads), None
    amounts, faults = [], []
    expected = ledger.currency
    for place, lead in enumerate(leads):
        value = policy.default_value if lead.value is None else lead.value
        if value is None:
            remedy = "give the lead a value or the policy a default_value=, or count leads with value='unit'"
            faults.append(InvalidValue(path=f"leads[{place}].value", value="None", remedy=remedy))
            continue
        expected = expected or value.currency
        if value.currency != expected:
            path = "policy.default_value" if lead.value is None else f"leads[{place}].value"
            raise CurrencyMismatch(path=path, expected=expected, found=value.currency)
        try:
            amounts.append(value.minor)
        except InvalidValue as fault:
            faults.append(fault.under(f"leads[{place}].value"))
    raise_faults(faults)
    cap = policy.fairness_cap
    if cap is not None and expected is not None and cap.currency != expected:
        raise CurrencyMismatch(path="policy.fairness_cap", expected=expected, found=cap.currency)
    return amounts, expected


def counted(amounts: Sequence[int], policy: Policy, ledger: Ledger) -> list[int]:
    """Return what each lead counts: its value up to the cap."""
    cap = policy.fairness_cap.minor if policy.fairness_cap is not None else FAIRNESS_CAP
    values = [min(amount, cap) for amount in amounts]
    if max(values, default=0) << ledger.precision >= BALANCE_LIMIT:
        exponent = BALANCE_LIMIT.bit_length() - 1 - ledger.precision
        raise Overflowed(path="policy.fairness_cap", limit=f"below 2**{exponent} minor units")
    return values


def worth(leads: Sequence[Lead], policy: Policy, ledger: Ledger | None) -> tuple[Ledger, list[int]]:
    """
    Return the ledger before *leads*, its counting and currency settled, and what each of them counts.

    >>> from partnerkit.leads.policies import FairShare
    >>> worth([Lead(id="L-1")], FairShare(default=1, value="unit"), None)[1]
    [1]
    """
    before, amounts = settled_for(leads, policy, ledger)
    return before, counted(amounts, policy, before)


def _of_pool(ledger: Any, policy: Policy) -> Ledger:
    """Return the ledger to go on from; that of another pool or of another way to count is refused."""
    if ledger is None:
        return Ledger(pool=policy.pool)
    if not isinstance(ledger, Ledger):
        raise InvalidValue(path="ledger", value=shown(ledger), remedy="use a Ledger, or leave it out")
    if ledger.pool != policy.pool:
        raise LedgerMismatch(expected=policy.pool, found=ledger.pool)
    if ledger.value not in (None, policy.value):
        names = {"lead": "leads by value", "unit": "leads by number"}
        raise LedgerMismatch(
            expected=f"{policy.pool} ({names[policy.value]})", found=f"{ledger.pool} ({names[ledger.value]})"
        )
    return ledger
