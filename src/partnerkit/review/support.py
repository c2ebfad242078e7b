"""
How strongly does each cause stand, for every partner?

The kernel: columns of points in, two whole numbers for each partner and cause
out, for and against. For each source the strongest piece counts; sources are
added. Whole numbers do not round, so no order of adding can matter.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.review.evidence import Block, Source

__all__ = ["CLEAR", "GRADES", "Grade", "Support", "grade", "supported"]

#: How a cause stands: by its points, spoken against as much or more, only spoken against, or without evidence.
Grade: TypeAlias = Literal["strong", "clear", "weak", "contradicted", "cleared", "unknown"]
GRADES: tuple[Grade, ...] = ("strong", "clear", "weak", "contradicted", "cleared", "unknown")

#: So many points are clear; as many against a cause of the partner are a strength.
CLEAR = 2
_STRONG = 3


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Support:
    """Points for and against, partners by causes."""

    speaking_for: NDArray[np.int64]
    against: NDArray[np.int64]

    @property
    def points(self) -> NDArray[np.int64]:
        """What speaks for a cause, less what speaks against it."""
        return self.speaking_for - self.against

    def of(self, row: int) -> list[int]:
        """Return the points of one partner, cause by cause."""
        found: list[int] = (self.speaking_for[row] - self.against[row]).tolist()
        return found


def supported(blocks: Sequence[Block], partners: int, causes: Sequence[str]) -> Support:
    """
    Weigh all evidence.

    >>> import datetime
    >>> from partnerkit.values.reasons import Reason
    >>> told = [
    ...     Block(
    ...         cause="slow-response", source=source, rows=np.array([1]), points=np.array([points]),
    ...         why=lambda place: Reason("seen"), when=lambda place: datetime.date(2026, 6, 30), open=False,
    ...     )
    ...     for source, points in (("figures", 1), ("figures", 3), ("survey", -2))
    ... ]
    >>> supported(told, 2, ["slow-response"]).points.tolist()
    [[0], [1]]
    """
    column = {code: place for place, code in enumerate(causes)}
    by_witness: defaultdict[tuple[str, Source], list[Block]] = defaultdict(list)
    for block in blocks:
        by_witness[block.cause, block.source].append(block)
    # One cause after the other lies together in memory: each is worked on alone.
    speaking_for, against = np.zeros((2, len(causes), partners), dtype=np.int64)
    for (cause, _), told in by_witness.items():
        most_for, most_against = np.zeros((2, partners), dtype=np.int64)
        for block in told:
            _keep_strongest(block, most_for, most_against)
        speaking_for[column[cause]] += most_for
        against[column[cause]] -= most_against
    return Support(speaking_for.T, against.T)


def _keep_strongest(block: Block, most_for: NDArray[np.int64], most_against: NDArray[np.int64]) -> None:
    counted = block.counted
    if len(block.rows) == len(most_for) and bool((np.diff(block.rows) > 0).all()):
        # Everybody once, in order: no need to look up rows.
        np.maximum(most_for, counted, out=most_for)
        np.minimum(most_against, counted, out=most_against)
        return
    np.maximum.at(most_for, block.rows, counted)
    np.minimum.at(most_against, block.rows, counted)


def grade(speaking_for: int, against: int) -> Grade:
    """
    Return how a cause stands.

    >>> [grade(3, 0), grade(3, 1), grade(2, 1), grade(2, 2), grade(0, 1), grade(0, 0)]
    ['strong', 'clear', 'weak', 'contradicted', 'cleared', 'unknown']
    """
    points = speaking_for - against
    if points > 0:
        return "strong" if points >= _STRONG else "clear" if points >= CLEAR else "weak"
    if speaking_for:
        return "contradicted"
    return "cleared" if against else "unknown"
