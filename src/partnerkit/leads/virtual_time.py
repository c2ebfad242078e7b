"""
How does a partner go on from where the ledger left him?

A newcomer starts level with the one who has least for his weight, not at
nothing: else he would get every lead until he had caught up with years he was
not there. And whether turns have been kept without a break is read from the
ledger, too: everybody is then owed his share of exactly all leads so far.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from partnerkit.facts.partner import Partner
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.weights import relative_weights, share_out

__all__ = ["is_steady", "starting_levels"]


def __dir__() -> list[str]:
    return __all__


def starting_levels(
    ledger: Ledger, partners: Sequence[Partner], weights: Sequence[Fraction]
) -> tuple[int, ...]:
    """
    Return the load each partner starts with, in minor units or leads; for a newcomer as much as is level.

    >>> from partnerkit.leads.account import Account
    >>> ledger = Ledger(accounts=(Account(partner="P-4", level=6),))
    >>> partners = [Partner(id="P-4"), Partner(id="P-5")]
    >>> starting_levels(ledger, partners, [Fraction(2), Fraction(1)])
    (6, 3)
    """
    accounts = [ledger.get(partner.id) for partner in partners]
    known = [None if account is None else account.level for account in accounts]
    if None not in known:
        return tuple(level for level in known if level is not None)
    reached = [
        (partner.status == "active", level / weight)
        for partner, level, weight in zip(partners, known, weights, strict=True)
        if level is not None
    ]
    # Whoever is away and far behind must not hold newcomers back, unless there is nobody else.
    least = min((pace for active, pace in reached if active), default=None)
    if least is None:
        least = min((pace for _, pace in reached), default=Fraction(0))
    return tuple(
        int(least * weight) if level is None else level for level, weight in zip(known, weights, strict=True)
    )


def is_steady(ledger: Ledger, partners: Sequence[Partner], weights: Sequence[Fraction]) -> bool:
    """
    Tell whether everybody in the pool was a candidate for every lead so far, with these very weights.

    >>> is_steady(Ledger(), [Partner(id="P-4")], [Fraction(1)])
    True
    """
    if not ledger.steady or ledger.corrected:
        return False
    unit = 1 << ledger.precision
    leads = sum(account.received for account in ledger.accounts) // unit
    shares = share_out(ledger.precision, np.array(relative_weights(weights), dtype=object)).tolist()
    expected = {partner.id: leads * share for partner, share in zip(partners, shares, strict=True)}
    found = {account.partner: account.entitled for account in ledger.accounts}
    return all(found.get(partner, 0) == owed for partner, owed in expected.items()) and not any(
        owed for partner, owed in found.items() if partner not in expected
    )
