"""
Did everybody get what they were owed, and how far off can it ever be?

Entitled is the sum of a partner's shares of every lead he could have taken,
received the sum of what his leads counted. The bound is proved, not observed:
it holds at every moment, for any order of leads and any eligibility.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, fsum
from types import MappingProxyType
from typing import Any, final

from attrs import frozen

from partnerkit.leads.account import Account
from partnerkit.leads.candidate import readable
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Basis
from partnerkit.leads.pool import Hand
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import by_name

__all__ = ["FairnessReport", "PartnerShare"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PartnerShare:
    """What one partner was owed and got, in the ledger's currency or in leads."""

    partner: str
    entitled: Decimal
    received: Decimal

    #: Entitled less received, and corrections: above zero, he is owed.
    balance: Decimal

    #: Received divided by entitled; None for one who could have taken nothing.
    ratio: float | None

    #: How many leads he was given.
    leads: int

    #: The ratio without the leads that somebody gave by hand.
    ratio_by_policy: float | None


@final
@frozen(kw_only=True)
class FairnessReport:
    """How fairly a pool was shared out so far."""

    pool: str

    #: The currency of the amounts; None where leads count one.
    currency: str | None

    #: Sorted by partner id.
    partners: tuple[PartnerShare, ...]

    #: The size of the balance furthest from zero.
    largest_deviation: Decimal

    #: What is promised, for reading: the bound of the ledger or of turns, rounded up, or what a policy promises instead.
    promise: Reason

    #: What no deviation can exceed: (n - 1) / 2 * (largest lead + widest bonus) + corrections, or while turns
    #: are kept 1 - 1 / (2n - 2) leads; None where the policy does not bound it.
    bound: Decimal | None

    #: How much of the bound is left.
    slack: Decimal | None

    #: How many partners were ever eligible together, directly or in a chain: the n of the bound.
    members: int

    #: The largest lead so far, as it counted.
    largest_value: Decimal

    #: `largest_deviation` in largest leads; None before the first lead.
    relative_deviation: float | None

    #: Received / entitled: of the partner who got least, of those at 5 % and in the middle; None before the first lead.
    least: float | None
    low: float | None
    median: float | None

    #: Who gave leads by hand, how many, and how often in spite of a rule; sorted by person.
    hands: tuple[Hand, ...]

    #: Jain's index of received / entitled: 1 when all ratios are equal; None before the first lead.
    jain: float | None

    #: Gini's coefficient of received / entitled, weighted by entitled: 0 when all ratios are equal.
    gini: float | None

    @classmethod
    def of(cls, ledger: Ledger, *, basis: Basis = "owed") -> "FairnessReport":
        """
        Compare what everybody was owed with what they got, over the life of *ledger*.

        *basis* is that of the policy that is in force: one by load or by fit bounds no deviation.

        >>> FairnessReport.of(Ledger()).largest_deviation
        Decimal('0')
        """
        groups = Counter(account.group for account in ledger.accounts)
        members = max(groups.values(), default=0)
        promise, bound = _promised(ledger, basis, members)
        largest = max((abs(account.balance) for account in ledger.accounts), default=0)
        ratios = sorted(ratio for ratio in map(_ratio, ledger.accounts) if ratio is not None)
        whole = ledger.largest_value << ledger.precision
        return cls(
            pool=ledger.pool,
            currency=ledger.currency,
            partners=tuple(_share(ledger, account) for account in ledger.accounts),
            largest_deviation=ledger.amount(largest),
            promise=promise,
            bound=None if bound is None else ledger.amount(bound),
            slack=None if bound is None else ledger.amount(bound - largest),
            members=members,
            largest_value=ledger.amount(whole),
            relative_deviation=largest / whole if whole else None,
            least=_quantile(ratios, 0),
            low=_quantile(ratios, 5),
            median=_quantile(ratios, 50),
            hands=ledger.hands,
            jain=_jain(ledger.accounts),
            gini=_gini(ledger.accounts),
        )

    @property
    def entitled(self) -> Mapping[str, Decimal]:
        """What each partner was owed."""
        return MappingProxyType({each.partner: each.entitled for each in self.partners})

    @property
    def received(self) -> Mapping[str, Decimal]:
        """What each partner's leads counted."""
        return MappingProxyType({each.partner: each.received for each in self.partners})

    @property
    def ratios(self) -> Mapping[str, float | None]:
        """Received divided by entitled of each partner."""
        return MappingProxyType({each.partner: each.ratio for each in self.partners})

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per partner."""
        names = ("partner", "entitled", "received", "balance", "ratio", "leads", "ratio_by_policy")
        return to_frame(by_name(self.partners, names), kind)

    _repr_html_ = small_table


def _promised(ledger: Ledger, basis: Basis, members: int) -> tuple[Reason, int | None]:
    """Return what is promised, and the bound in sub-units; a half one may be dropped."""
    if basis == "load":
        return Reason("promise-equal-load"), None
    if basis == "fit":
        return Reason("promise-fit"), None
    if basis not in ("owed", "turn", "price", "rounding"):
        return Reason("promise-none"), None
    # What is given by right and does not count is nobody's turn.
    if ledger.leads and ledger.largest_value and ledger.steady and not ledger.corrected:
        twice = max(2 * members - 2, 1)
        bound = (1 << ledger.precision) * (twice - 1) // twice
        told = readable(ledger.amount(bound), None, rounded=ceil)
        return Reason("promise-rotation", {"bound": told}), bound
    widest = (ledger.largest_value << ledger.precision) + ledger.largest_bonus
    bound = max(members - 1, 0) * widest // 2 + ledger.corrected
    told = readable(ledger.amount(bound), ledger.currency, rounded=ceil)
    return Reason("promise-ledger", {"bound": told}), bound


def _share(ledger: Ledger, account: Account) -> PartnerShare:
    return PartnerShare(
        partner=account.partner,
        entitled=ledger.amount(account.entitled),
        received=ledger.amount(account.received),
        balance=ledger.amount(account.balance),
        ratio=_ratio(account),
        leads=account.leads,
        ratio_by_policy=_without_hands(account),
    )


def _without_hands(account: Account) -> float | None:
    entitled = account.entitled - account.hand_entitled
    return (account.received - account.hand_received) / entitled if entitled else None


def _quantile(rising: Sequence[float], percent: int) -> float | None:
    """Return the value that *percent* of them do not exceed; between two, in proportion."""
    if not rising:
        return None
    place, rest = divmod(percent * (len(rising) - 1), 100)
    above = rising[min(place + 1, len(rising) - 1)]
    return rising[place] + (above - rising[place]) * rest / 100


def _ratio(account: Account) -> float | None:
    return account.received / account.entitled if account.entitled else None


def _jain(accounts: Sequence[Account]) -> float | None:
    ratios = [ratio for ratio in map(_ratio, accounts) if ratio is not None]
    squares = fsum(ratio * ratio for ratio in ratios)
    return fsum(ratios) ** 2 / (len(ratios) * squares) if squares else None


def _gini(accounts: Sequence[Account]) -> float | None:
    """Return one less twice the area below the Lorenz curve."""
    entitled = [account for account in accounts if account.entitled]
    owed, got = sum(each.entitled for each in entitled), sum(each.received for each in entitled)
    if not got:
        return None
    area, below = 0, 0
    for account in sorted(entitled, key=lambda each: Fraction(each.received, each.entitled)):
        area += account.entitled * (2 * below + account.received)
        below += account.received
    return 1 - area / (owed * got)
