"""
How much of a gap comes from volume, conversion and price?

A chain of levels ends in the outcome: leads, deals won, revenue. Against the
own past, a plan or the typical peer, each step from level to level explains a
part of the difference; the parts add up to it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Literal, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.values.errors import NotFound
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

__all__ = ["WHY_NOT", "Against", "Gap", "Gaps", "Part", "said"]

#: What was expected is the own past or plan, or what is typical among the peers.
Against: TypeAlias = Literal["own", "peers"]

#: Why nobody knows a gap.
WHY_NOT = ("", "gap-figures-missing", "gap-broken-chain", "gap-few-peers", "gap-nothing-to-compare")

#: From here on nobody says what stands behind the point.
_LARGE = 100

#: What share of the expected outcome a part must be to be weak, clear and strong evidence.
_STEPS = (0.05, 0.15, 0.30)


def __dir__() -> list[str]:
    return __all__


def said(value: float) -> float:
    """
    Round a figure as people say it: what is large to whole numbers.

    >>> said(-617733.734), said(0.123456)
    (-617734.0, 0.12)
    """
    return round(value, 0 if abs(value) >= _LARGE else 2)


@final
@frozen(kw_only=True)
class Part:
    """What one column of the chain did to the outcome."""

    column: str
    cause: str | None

    #: How much of it there is for one of the level before, and how much was expected; None for one of nothing.
    actual: float | None
    expected: float | None

    #: What that added to the outcome, or took from it; and as a share of the expected outcome.
    effect: float
    share: float | None

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        return Reason("gap-part", {"column": self.column, "effect": said(self.effect)})


@final
@frozen(kw_only=True)
class Gap:
    """By how much a partner misses what was expected, and what of it comes from where."""

    partner: Any
    against: Against
    outcome: str
    actual: float
    expected: float
    parts: tuple[Part, ...]

    @property
    def difference(self) -> float:
        """Below zero, the partner is behind; the effects of the parts add up to it."""
        return self.actual - self.expected

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts: the whole, and the parts, the largest first."""
        facts = {"outcome": self.outcome, "actual": said(self.actual), "expected": said(self.expected)}
        head = Reason("gap-to-expected", {**facts, "difference": said(self.difference)})
        ordered = sorted(self.parts, key=lambda each: (-abs(each.effect), each.column))
        return (head, *(each.reason for each in ordered))


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Gaps(Mapping[Any, Gap | None]):
    """The gap of every partner by its key; None where too little is known, see `unknown`."""

    order: tuple[Any, ...]
    against: Against
    outcome: str
    columns: tuple[str, ...]
    causes: Mapping[str, str]
    as_of: datetime

    #: Outcomes, and by column of the chain: what there is, what was expected, and what it did; NaN is unknown.
    actual: Floats
    expected: Floats
    parts: Mapping[str, tuple[Floats, Floats, Floats]]

    #: Row by row, why there is no gap, as a place in `WHY_NOT`; 0 where there is one.
    why: NDArray[np.int8]

    @cached_property
    def _rows(self) -> Mapping[Any, int]:
        return {key: row for row, key in enumerate(self.order)}

    @property
    def unknown(self) -> Mapping[Any, Reason]:
        """Why nobody knows the gap of a partner, by key."""
        return {self.order[row]: Reason(WHY_NOT[self.why[row]]) for row in np.flatnonzero(self.why).tolist()}

    def row(self, key: Any) -> int:
        """Return the row of *key*."""
        if key not in self._rows:
            raise NotFound.among(self.order, path="key", key=key)
        return self._rows[key]

    def share(self, column: str) -> Floats:
        """Return the effect of a column as a share of the expected outcome, row by row; NaN where unknown."""
        found = np.full(len(self.expected), np.nan)
        np.divide(self.parts[column][2], self.expected, out=found, where=self.expected > 0)
        return found

    def points(self, column: str) -> NDArray[np.int64]:
        """Return how clearly a column speaks for its cause: 1 to 3, below zero against it, 0 where it says nothing."""
        share = self.share(column)
        found = np.zeros(len(share), dtype=np.int64)
        for step in _STEPS:
            found += share <= -step
            found -= share >= step
        return found

    def __getitem__(self, key: Any) -> Gap | None:
        row = self.row(key)
        if self.why[row]:
            return None
        return Gap(
            partner=key,
            against=self.against,
            outcome=self.outcome,
            actual=float(self.actual[row]),
            expected=float(self.expected[row]),
            parts=tuple(self.part(column, row) for column in self.columns),
        )

    def part(self, column: str, row: int) -> Part:
        """Return what one column did to the outcome of the partner in *row*."""
        actual, expected, effect = (_known(each[row]) for each in self.parts[column])
        return Part(
            column=column,
            cause=self.causes.get(column),
            actual=actual,
            expected=expected,
            effect=effect or 0.0,
            share=None
            if effect is None or not self.expected[row] > 0
            else effect / float(self.expected[row]),
        )

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self.order)

    def __len__(self) -> int:
        return len(self.order)

    def __repr__(self) -> str:
        return f"<Gaps of {len(self)} in {self.outcome}; {np.count_nonzero(self.why)} unknown>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each partner: actual, expected, and the effect of each column of the chain."""
        effects = {f"effect_{name}": self.parts[name][2] for name in self.columns}
        columns: dict[str, Any] = {
            "partner": list(self.order),
            "actual": self.actual,
            "expected": self.expected,
            **effects,
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def _known(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
