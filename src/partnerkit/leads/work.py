"""
What are leads and partners in numbers, and who wins a draw?

Partners who are owed exactly the same draw lots by a hash of lead and partner:
the same on every machine, without favor for a name or a place in a list.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeAlias, final

import numpy as np
from attrs import Factory, field, frozen
from numpy.typing import NDArray

from partnerkit.leads.fit import Fits
from partnerkit.leads.policy import Basis, Standing
from partnerkit.leads.weights import share_out
from partnerkit.values.errors import PolicyFailed, shown

__all__ = [
    "INT64",
    "NOBODY",
    "STRIDE",
    "UNLIMITED",
    "Score",
    "Work",
    "scores_of",
    "shares_among",
    "standing_of",
    "tie_key",
    "tie_order",
    "tie_orders",
]

#: The winner of a lead that nobody can take.
NOBODY = -1

#: The room of a partner without a limit.
UNLIMITED = 2**62

#: Every so many leads the balances are kept, so that any decision can be repeated.
STRIDE = 256

#: Numbers in arrays stay below, so that two of them can be added.
INT64 = 2**62

_MASK = 2**64 - 1

#: A policy's score of the candidates: the highest wins.
Score: TypeAlias = Callable[[Standing], NDArray[Any]]


def __dir__() -> list[str]:
    return __all__


def _zeros(work: "Work") -> tuple[int, ...]:
    return (0,) * len(work.balances)


@final
@frozen(kw_only=True, eq=False)
class Work:
    """Leads and partners as numbers; partners are counted in the order of their tie keys."""

    lead_ids: Sequence[str]

    #: What each lead counts.
    values: Sequence[int]

    #: Per lead, its row of `table`; rows by partners: who could take it.
    signatures: NDArray[np.int32]
    table: NDArray[np.bool_]

    weights: Sequence[int]
    partner_keys: Sequence[int]

    #: What each partner is owed before, in sub-units, and how many leads he can still take.
    balances: Sequence[int]
    room: Sequence[int]

    precision: int

    #: How many belong to the pool besides: the rules let none of them take one of these leads.
    strangers: int = 0

    #: The leads to give, in this order.
    order: Sequence[int]

    #: Per lead and candidates an extra in sub-units, such as for fit.
    bonus: Callable[[int, NDArray[np.intp]], NDArray[np.int64]] | None = None

    #: No bonus is larger, in sub-units.
    largest_bonus: int = 0

    #: What decides, and the policy's own score; None is the ledger rule: who is owed most.
    policy: str = "fair-share"
    basis: Basis = "owed"
    score: Score | None = None

    #: How well whom fits what, None if that plays no part; and what a perfect fit adds to what one is owed,
    #: in sub-units, where the bonus is a plain multiple of fit.
    fits: Fits | None = None
    fit_weight: int = 0

    #: Per partner: what he has been given (and had to start with), what a unit of it counts, and his leads.
    levels: Sequence[int] = field(default=Factory(_zeros, takes_self=True))
    strides: Sequence[int] = field(default=Factory(_zeros, takes_self=True))
    counts: Sequence[int] = field(default=Factory(_zeros, takes_self=True))

    #: Whether every lead so far went by turns, to a pool that was the same and complete.
    steady: bool = False

    #: Leads that are bound to a partner, by index, and those of them that leave the ledger alone.
    forced: Mapping[int, int] = field(factory=dict)
    apart: frozenset[int] = frozenset()

    #: Per partner, what his entitlement costs in a batch with fit, in steps of 2**-20; None without prices.
    prices: Sequence[int] | None = None

    #: The winners by lead, where they are chosen before the run; a lead that is not named gets nobody.
    chosen: Mapping[int, int] | None = None

    def is_exact_in_arrays(self) -> bool:
        """Tell whether no number on the way can leave int64, by the bound on balances."""
        values = [self.values[lead] for lead in self.order]
        largest = max(values, default=0) << self.precision
        start = sum(map(abs, self.balances))
        if self.score is None:
            reach = len(self.balances) + 3
            # Whatever is not the rule's own choice moves balances by no more than twice the lead.
            by_rule = reach * largest + 2 * largest * len(self.forced)
            # Whoever gets it, a lead moves no balance by more than its value; that is less for few among many.
            by_leads = (sum(values) << self.precision) + largest
            return min(by_rule, by_leads) + 2 * reach * self.largest_bonus + start < INT64
        # Loads are put in one scale even where there is none yet.
        most = max(1, max(self.levels, default=0) + sum(values))
        widest = max(2 * (sum(values) << self.precision) + start, most * max(self.strides, default=0))
        return widest + largest + self.largest_bonus < INT64


@lru_cache(maxsize=100_000)
def tie_key(identity: str) -> int:
    """
    Return a number that looks random and is the same everywhere.

    >>> tie_key("P-4") == tie_key("P-4") != tie_key("P-5")
    True
    """
    return int.from_bytes(blake2b(identity.encode(), digest_size=8, person=b"partnerkit.tie").digest(), "big")


def _mixed(key: int) -> int:
    """Scramble 64 bits (the finalizer of SplitMix; Steele, Lea and Flood, 2014)."""
    key = ((key ^ (key >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    key = ((key ^ (key >> 27)) * 0x94D049BB133111EB) & _MASK
    return key ^ (key >> 31)


def tie_order(lead_id: str, partner_key: int) -> int:
    """Return the place in the draw between those who are owed the same: the lowest gets the lead."""
    return _mixed(tie_key(lead_id) ^ partner_key)


def _mixed_array(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def tie_orders(lead_id: str, partner_keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """
    Return `tie_order` of many partners at once.

    >>> key = tie_key("P-4")
    >>> int(tie_orders("L-17", np.array([key], dtype=np.uint64))[0]) == tie_order("L-17", key)
    True
    """
    return _mixed_array(partner_keys ^ np.uint64(tie_key(lead_id)))


def shares_among(work: Work) -> Callable[[NDArray[np.intp]], NDArray[np.int64]]:
    """Return the function that gives some partners' shares of a lead, exact at any size."""
    whole = np.array(work.weights, dtype=object)
    weights = whole if sum(work.weights) << work.precision >= INT64 else whole.astype(np.int64)

    def out_of(index: NDArray[np.intp]) -> NDArray[np.int64]:
        if not len(index):
            return np.empty(0, dtype=np.int64)
        return share_out(work.precision, weights[index])

    return out_of


def standing_of(
    work: Work,
    lead: int,
    index: NDArray[np.intp],
    *,
    shares: NDArray[Any],
    balances: NDArray[Any],
    levels: NDArray[Any],
    counts: NDArray[Any],
    steady: bool,
) -> Standing:
    """Return how the candidates at *index* stand before a lead; the other arrays but *shares* are of everybody."""
    value = work.values[lead]
    nothing = np.zeros(len(index), dtype=np.int64)
    return Standing(
        lead=work.lead_ids[lead],
        value=value,
        precision=work.precision,
        complete=len(index) == len(work.weights) + work.strangers,
        steady=steady,
        before=balances[index],
        accrual=shares.astype(balances.dtype) * value,
        bonus=nothing if work.bonus is None else work.bonus(lead, index).astype(balances.dtype),
        level=levels[index],
        fit=nothing if work.fits is None else work.fits.row(lead)[index].astype(np.int64),
        leads=counts[index],
    )


def scores_of(work: Work, standing: Standing) -> NDArray[Any]:
    """
    Return the policy's score of each candidate.

    Raises
    ------
    PolicyFailed
        When it raises, or returns what is not one finite number for each.
    """
    if work.score is None:
        return standing.owed
    try:
        scores = np.asarray(work.score(standing))
        may_be_odd = scores.dtype.kind in "fO"
        has_nan = may_be_odd and (scores != scores).any()  # noqa: PLR0124  # NaN alone differs from itself
        has_infinity = may_be_odd and (abs(scores) == np.inf).any()
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        raise PolicyFailed(policy=work.policy, lead=standing.lead, fault=fault) from error
    if scores.shape != (len(standing),) or scores.dtype.kind not in "iufO":
        fault = f"{len(standing)} numbers were needed, it returned {shown(scores)}"
        raise PolicyFailed(policy=work.policy, lead=standing.lead, fault=fault)
    if has_nan or has_infinity:
        fault = f"it returned {'NaN' if has_nan else 'infinity'}"
        raise PolicyFailed(policy=work.policy, lead=standing.lead, fault=fault)
    return scores
