"""
What is told of one partner, and to whom?

The vendor reads everything. The partner reads the weight of what compares it
with nobody: its own past, the vendor's record, its own words. A cause of the
vendor that stands on anything else is told, too, with the partner's own
figures, but not how grave it is beside others; a cause of the partner or the
market that stands on nothing else is not told. What a partner could move by its
own figures so never answers by how others do.
"""

from collections.abc import Sequence
from typing import final

from attrs import evolve, frozen

from partnerkit.review.causes import SIDES, Cause
from partnerkit.review.evidence import STRENGTHS, Block
from partnerkit.review.findings import CauseFound, Piece
from partnerkit.review.gaps import Gap
from partnerkit.review.support import Support, grade
from partnerkit.values.reasons import Reason

__all__ = ["Seen", "causes_found", "pieces_about"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Seen:
    """A piece of evidence, and in which block it lies."""

    block: Block
    piece: Piece

    @property
    def counts(self) -> bool:
        """Whether it is weighed."""
        return self.piece.aside is None


def pieces_about(blocks: Sequence[Block], row: int) -> tuple[Seen, ...]:
    """
    Return all evidence about the partner in *row*: the strongest first, and in one order whatever came first.

    >>> pieces_about([], 0)
    ()
    """
    found = [_seen(block, place) for block in blocks for place in block.at(row)]
    return tuple(sorted(found, key=_place))


def _seen(block: Block, place: int) -> Seen:
    points = int(block.points[place])
    is_aside = block.aside is not None and bool(block.aside[place])
    return Seen(
        block,
        Piece(
            cause=block.cause,
            source=block.source,
            on=block.when(place),
            reason=block.why(place),
            speaks="for" if points > 0 else "against",
            strength=STRENGTHS[abs(points) - 1],
            aside=Reason(block.because) if is_aside else None,
        ),
    )


def _place(seen: Seen) -> tuple[int, str, str, str, str]:
    piece = seen.piece
    size = 0 if piece.strength is None else STRENGTHS.index(piece.strength)
    reason = piece.reason
    return (-size, piece.source, str(piece.on), reason.code, repr(reason.facts))


def causes_found(
    causes: Sequence[Cause],
    seen: Sequence[Seen],
    weighed: tuple[Support, Support],
    row: int,
    *,
    gap: Gap | None,
    is_own: bool,
) -> tuple[CauseFound, ...]:
    """
    Return the causes that something speaks for: the vendor's first, and of each side the surest.

    *weighed* holds everything, and what is open alone: all that the partner (*is_own*) is told the weight of.

    >>> import numpy as np
    >>> nothing = Support(np.zeros((1, 1), dtype=np.int64), np.zeros((1, 1), dtype=np.int64))
    >>> causes_found([Cause(code="late-delivery", side="vendor")], [], (nothing, nothing), 0, gap=None, is_own=False)
    ()
    """
    effects: dict[str | None, float] = {}
    for part in gap.parts if gap else ():
        effects[part.cause] = effects.get(part.cause, 0.0) + part.effect
    counted = weighed[1 if is_own else 0]
    closed = {
        each.piece.cause
        for each in seen
        if each.counts and not each.block.open and each.piece.speaks == "for"
    }
    found = []
    for column, cause in enumerate(causes):
        speaking_for, against = (int(each[row, column]) for each in (counted.speaking_for, counted.against))
        # The vendor cannot leave its own causes out, nor call them contradicted, because the partner may not read what speaks for them.
        is_hidden = is_own and cause.side == "vendor" and cause.code in closed and speaking_for <= against
        if not speaking_for and not is_hidden:
            continue
        told = [each for each in map(_told if is_own else _all, seen) if each and each.cause == cause.code]
        found.append(
            CauseFound(
                cause=cause.code,
                side=cause.side,
                grade=None if is_hidden else grade(speaking_for, against),
                points=None if is_hidden else speaking_for - against,
                speaking_for=tuple(each for each in told if each.speaks == "for"),
                against=tuple(each for each in told if each.speaks == "against"),
                effect=effects.get(cause.code),
                waits_for=(),
            )
        )
    standing = {each.cause for each in found if each.side == "vendor" and each.stands}
    behind = {cause.code: tuple(code for code in cause.behind if code in standing) for cause in causes}
    return tuple(evolve(each, waits_for=behind[each.cause]) for each in sorted(found, key=_order))


def _order(each: CauseFound) -> tuple[int, int, float, str]:
    points = 1 if each.points is None else each.points
    return (SIDES.index(each.side), -points, -abs(each.effect or 0.0), each.cause)


def _all(seen: Seen) -> Piece | None:
    return seen.piece if seen.counts else None


def _told(seen: Seen) -> Piece | None:
    """Return a piece as the partner may read it; of what was weighed beside others its own fact alone."""
    if not seen.counts:
        return None
    if seen.block.open:
        return seen.piece
    return evolve(seen.piece, strength=None) if seen.block.own and seen.piece.speaks == "for" else None
