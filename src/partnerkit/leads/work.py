"""
What are leads and partners in numbers, and who wins a draw?

Partners who are owed exactly the same draw lots by a hash of lead and partner:
the same on every machine, without favor for a name or a place in a list.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.leads.weights import share_out

__all__ = [
    "INT64",
    "NOBODY",
    "STRIDE",
    "UNLIMITED",
    "Work",
    "shares_among",
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


def __dir__() -> list[str]:
    return __all__


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

    #: The leads to give, in this order.
    order: Sequence[int]

    #: Per lead and candidates an extra in sub-units, such as for fit.
    bonus: Callable[[int, NDArray[np.intp]], NDArray[np.int64]] | None = None

    #: No bonus is larger, in sub-units.
    largest_bonus: int = 0

    #: Leads that are bound to a partner, by index, and those of them that leave the ledger alone.
    forced: Mapping[int, int] = field(factory=dict)
    apart: frozenset[int] = frozenset()

    def is_exact_in_arrays(self) -> bool:
        """Tell whether no number on the way can leave int64, by the bound on balances."""
        largest = max((self.values[lead] for lead in self.order), default=0) << self.precision
        start = sum(map(abs, self.balances))
        return (len(self.balances) + 3) * (largest + 2 * self.largest_bonus) + start < INT64


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
