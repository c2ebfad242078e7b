"""
How is a figure known again without being kept?

By a mark of eight digits: the same figure of the same partner has the same
mark, whatever the period. Who knows the figure he is looking for could find
the mark, so marks are the host's.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["as_marks", "as_text", "marks", "partner_marks"]


def __dir__() -> list[str]:
    return __all__


def partner_marks(keys: Sequence[Any]) -> NDArray[np.uint64]:
    """
    Return a mark for each partner, or each KPI; equal keys have the same, whoever wrote them.

    >>> partner_marks([np.str_("P-1"), np.int64(7)]).tolist() == partner_marks(["P-1", 7.0]).tolist()
    True
    """
    told = (blake2b(repr(_plain(key)).encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(b"".join(told), dtype="<u8").astype(np.uint64)


def _plain(key: Any) -> Any:
    """Return a key as Python writes it: numpy writes its own otherwise, and gaps make floats of whole numbers."""
    if isinstance(key, np.generic):
        key = key.item()
    return int(key) if isinstance(key, float) and key.is_integer() else key


def marks(
    kpis: Sequence[str], partners: NDArray[np.uint64], values: NDArray[np.float64]
) -> NDArray[np.uint32]:
    """
    Return a mark for each figure: KPIs x partners, as *values*.

    >>> partners = partner_marks(["P-1", "P-2"])
    >>> first = marks(["revenue"], partners, np.array([[10.0, 20.0]]))
    >>> first == marks(["revenue"], partners, np.array([[10.0, 21.0]]))
    array([[ True, False]])
    """
    mixed = _mixed(partners ^ partner_marks(kpis)[:, None])
    # Zero has two signs, and they are one figure.
    return (_mixed(mixed ^ (values + 0.0).view(np.uint64)) >> np.uint64(32)).astype(np.uint32)


def _mixed(found: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread every bit over all others, as SplitMix64 does (Steele, Lea and Flood, 2014)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))


def as_text(found: NDArray[np.uint32]) -> str:
    """Return marks as text."""
    return found.astype(">u4").tobytes().hex()


def as_marks(text: str) -> NDArray[np.uint32]:
    """
    Return the marks that *text* holds.

    >>> as_marks(as_text(np.array([7, 9], dtype=np.uint32))).tolist()
    [7, 9]
    """
    return np.frombuffer(bytes.fromhex(text), dtype=">u4").astype(np.uint32)
