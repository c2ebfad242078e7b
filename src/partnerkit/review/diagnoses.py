"""
Why is each partner behind? Columns for all of them, the words for one when asked.

Points are held as whole numbers, partners by causes; pieces of evidence, their
reasons and the proposals are made for whoever is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.review.causes import SIDES, Cause
from partnerkit.review.evidence import Block
from partnerkit.review.findings import Diagnosis
from partnerkit.review.gaps import Gap, Gaps
from partnerkit.review.proposing import Situation, proposals_for
from partnerkit.review.remedies import Remedy
from partnerkit.review.support import CLEAR, Support, supported
from partnerkit.review.telling import Seen, causes_found, pieces_about
from partnerkit.values.errors import NotFound
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table

__all__ = ["Diagnoses"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Diagnoses(Mapping[str, Diagnosis]):
    """The diagnosis of every partner asked for, by its id, for the vendor's eyes; `view` is for a partner's."""

    partners: tuple[str, ...]
    causes: tuple[Cause, ...]
    remedies: tuple[Remedy, ...]
    as_of: datetime
    blocks: tuple[Block, ...]
    support: Support
    gaps: Gaps | None

    #: Condition -> partner -> whether it holds, as the host knows.
    conditions: Mapping[str, Mapping[str, bool]]

    #: Partner -> the remedies at work.
    running: Mapping[str, tuple[str, ...]]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {partner: row for row, partner in enumerate(self.partners)}

    @cached_property
    def _codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.causes)

    @cached_property
    def _open(self) -> Support:
        """What weighs without comparing with others: all that a partner is told the weight of."""
        return supported([each for each in self.blocks if each.open], len(self.partners), self._codes)

    def __getitem__(self, partner: str) -> Diagnosis:
        if partner not in self._rows:
            raise NotFound(path="partner", key=str(partner), known=self.partners[:12])
        row = self._rows[partner]
        seen = pieces_about(self.blocks, row)
        return self._diagnosis(row, seen, is_own=False, own=self._diagnosis(row, seen, is_own=True))

    def __contains__(self, partner: object) -> bool:
        return partner in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.partners)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        standing = int((self.support.points > 0).any(axis=1).sum())
        return f"<Diagnoses of {len(self)} partners; a cause stands for {standing}>"

    def view(self, viewer: str) -> Diagnosis:
        """
        Return what a partner may read: its own diagnosis, told in its own facts.

        Raises
        ------
        NotFound
            For whoever was not diagnosed; nobody else is named.
        """
        if viewer not in self._rows:
            raise NotFound(path="viewer", key=viewer, known=())
        row = self._rows[viewer]
        return self._diagnosis(row, pieces_about(self.blocks, row), is_own=True)

    def points(self, cause: str) -> NDArray[np.int64]:
        """Return how each partner stands with one cause: what speaks for it, less what speaks against it."""
        if cause not in self._codes:
            raise NotFound(path="cause", key=cause, known=self._codes)
        return self.support.points[:, self._codes.index(cause)]

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return a row for each partner: the surest cause of each side that stands, and the points of every cause.

        For the vendor's eyes.
        """
        points = self.support.points
        columns: dict[str, Any] = {"partner": list(self.partners)}
        names = np.array([*self._codes, None], dtype=object)
        for side in SIDES:
            own = np.array([each.side == side for each in self.causes])
            masked = np.where(own & (points > 0), points, 0)
            surest = np.where(masked.any(axis=1), masked.argmax(axis=1), len(self.causes))
            columns[f"{side}_cause"] = names[surest].tolist()
        columns |= {code.replace("-", "_"): points[:, place] for place, code in enumerate(self._codes)}
        return to_frame(columns, kind)

    _repr_html_ = small_table

    def _diagnosis(
        self, row: int, seen: Sequence[Seen], *, is_own: bool, own: Diagnosis | None = None
    ) -> Diagnosis:
        partner = self.partners[row]
        gap = self._gap(partner, is_own=is_own)
        found = causes_found(self.causes, seen, (self.support, self._open), row, gap=gap, is_own=is_own)
        weighed = self._open if is_own else self.support
        points = dict(zip(self._codes, weighed.of(row), strict=True))
        named = {each.cause for each in found}
        remedies = self._told if is_own else self.remedies
        running = self.running.get(partner, ())
        situation = Situation(
            causes=found,
            points=points,
            conditions={} if is_own else {name: held.get(partner) for name, held in self.conditions.items()},
            running=tuple(code for code in running if not (is_own and code in self._endings)),
        )
        return Diagnosis(
            partner=partner,
            viewer=partner if is_own else None,
            as_of=self.as_of,
            causes=found,
            cleared=tuple(code for code in self._codes if points[code] < 0 and code not in named),
            strengths=tuple(
                each.code
                for each in self.causes
                if each.side == "partner" and points[each.code] <= -CLEAR and each.code not in named
            ),
            set_aside=tuple(
                each.piece for each in seen if not each.counts and (each.block.open or not is_own)
            ),
            gap=gap,
            proposals=proposals_for(remedies, situation),
            running=situation.running,
            own_view=own,
        )

    @cached_property
    def _told(self) -> tuple[Remedy, ...]:
        """What a partner may read of the remedies: not what they did to others, and no end before it was heard."""
        return tuple(evolve(each, effect=None, cost=None) for each in self.remedies if not each.ends)

    @cached_property
    def _endings(self) -> frozenset[str]:
        return frozenset(each.code for each in self.remedies if each.ends)

    def _gap(self, partner: str, *, is_own: bool) -> Gap | None:
        if self.gaps is None or partner not in self.gaps or (is_own and self.gaps.against != "own"):
            return None
        return self.gaps[partner]
