"""
Who is worth how much, who could be, and who moved?

A partner with small sales in a large market is not one with small sales in a
small one: value and potential together say whether to keep, to develop or to
serve at low cost. Segments are compared over time by who moved from where to
where, not by their sizes alone.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
from attrs import field, frozen

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.scorecard import HUGE
from partnerkit.scoring.series import as_numbers, key_faults
from partnerkit.values import fields
from partnerkit.values.columns import first_few, require
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Matrix", "Movement", "Segment", "movement", "value_matrix"]

#: Value and potential high; value high, little left to win; much left to win; neither.
Segment = Literal["keep-and-grow", "keep", "develop", "serve-lean"]

_SEGMENTS: Mapping[tuple[bool, bool], Segment] = {
    (True, True): "keep-and-grow",
    (True, False): "keep",
    (False, True): "develop",
    (False, False): "serve-lean",
}

#: What the frame of a matrix holds beside the key.
_COLUMNS = ("value", "potential", "share_of_potential", "segment")

_CUT = fields.Check(
    lambda value: value == "median" or fields.number(least=-HUGE, most=HUGE).accepts(value),
    'use "median" or a number',
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Matrix(Mapping[Hashable, Segment | None]):
    """The segment of each partner; None where value or potential is unknown."""

    key: str
    partners: tuple[Any, ...]
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))
    value: Floats
    potential: Floats

    #: From where on a value, and a potential, is high; None for the median of figures that nobody knows.
    value_cut: float | None
    potential_cut: float | None
    method: Facts

    @cached_property
    def _segments(self) -> Mapping[Hashable, Segment | None]:
        is_known = ~np.isnan(self.value) & ~np.isnan(self.potential)
        high = zip(
            _is_high(self.value, self.value_cut), _is_high(self.potential, self.potential_cut), strict=True
        )
        return {
            key: _SEGMENTS[each] if known else None
            for key, each, known in zip(self.partners, high, is_known.tolist(), strict=True)
        }

    def __getitem__(self, key: Hashable) -> Segment | None:
        if key not in self._segments:
            raise NotFound.among(self.partners, path="key", key=key)
        return self._segments[key]

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        counts = Counter(self._segments.values())
        said = ", ".join(f"{counts[name]} {name}" for name in _SEGMENTS.values())
        return f"<Matrix of {len(self)}: {said}>"

    def of(self, segment: Segment) -> tuple[Any, ...]:
        """Return the keys in *segment*, in the order of the frame."""
        return tuple(key for key, each in self._segments.items() if each == segment)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """How many partners stand in each segment, as codes and facts."""
        counts = Counter(self._segments.values())
        found = [Reason(f"segment-{name}", {"count": counts[name]}) for name in _SEGMENTS.values()]
        unknown = counts[None]
        return (*found, Reason("values-unknown", {"count": unknown})) if unknown else tuple(found)

    @cached_property
    def frame(self) -> Any:
        """One row for each partner, as the kind of frame that came in."""
        return write_columns(self._columns(), self.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, Any]:
        # Of a market of nothing there is no share.
        share = np.divide(
            self.value, self.potential, out=np.full(len(self), np.nan), where=self.potential > 0
        )
        return {
            self.key: list(self.partners),
            "value": self.value,
            "potential": self.potential,
            "share_of_potential": share,
            "segment": list(self._segments.values()),
        }


def value_matrix(
    frame: object,
    *,
    key: str,
    value: str,
    potential: str,
    value_cut: float | Literal["median"] = "median",
    potential_cut: float | Literal["median"] = "median",
) -> Matrix:
    """
    Sort partners by what they are worth and what they could be.

    Parameters
    ----------
    frame
        One row for each *key*.
    potential
        The column of what could be sold, by all vendors together, where the partner
        works; state what it means, since the segments mean the same.
    value_cut, potential_cut
        From where on a figure is high: a number, or the median of the known ones.

    Raises
    ------
    InvalidValue, InvalidInput
        For columns that are absent or hold no finite numbers, and keys that occur twice.

    >>> frame = {"id": ["A", "B", "C"], "sales": [90, 20, 10], "market": [100, 400, None]}
    >>> dict(value_matrix(frame, key="id", value="sales", potential="market", value_cut=50, potential_cut=200))
    {'A': 'keep', 'B': 'develop', 'C': None}
    """
    checks = {"value_cut": value_cut, "potential_cut": potential_cut}
    raise_faults(fault for name, given in checks.items() if (fault := _CUT.fault(name, given)))
    columns, kind = read_columns(frame)
    require((key, value, potential), columns)
    keys = columns[key].tolist()
    raise_faults(key_faults(key, keys, _COLUMNS))
    faults: list[InvalidValue] = []
    worth = as_numbers(value, columns[value], keys, faults)
    could = as_numbers(potential, columns[potential], keys, faults)
    twice = [each for each, count in Counter(keys).items() if count > 1]
    if twice:
        found = f"a key that was there before at {first_few(twice)}"
        remedy = "give one row for each key; add up or pick before"
        faults.append(InvalidValue(path=f"frame[{key!r}]", value=found, remedy=remedy))
    raise_faults(faults)
    return Matrix(
        key=key,
        partners=tuple(keys),
        kind=kind,
        value=worth,
        potential=could,
        value_cut=_cut(worth, value_cut),
        potential_cut=_cut(could, potential_cut),
        method=Facts(value=value, potential=potential, high="at or above the cut", **checks),
    )


def _cut(values: Floats, cut: float | str) -> float | None:
    if not isinstance(cut, str):
        return float(cut)
    known = values[~np.isnan(values)]
    return float(np.median(known)) if len(known) else None


def _is_high(values: Floats, cut: float | None) -> list[bool]:
    is_high: list[bool] = (values >= (np.nan if cut is None else cut)).tolist()
    return is_high


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Movement:
    """Who moved from which segment to which; None is no segment, unknown or not there."""

    #: (before, after) -> keys, in the order in which they came.
    moves: Mapping[tuple[str | None, str | None], tuple[Any, ...]]

    @property
    def stayed(self) -> int:
        """How many are in the segment in which they were; of whom none is known both times is none of them."""
        return sum(
            len(keys)
            for (before, after), keys in self.moves.items()
            if before == after and before is not None
        )

    @property
    def moved(self) -> int:
        """How many went from one segment to another; who came or left is none of them."""
        return sum(
            len(keys)
            for (before, after), keys in self.moves.items()
            if before != after and before is not None and after is not None
        )

    def __repr__(self) -> str:
        return f"<Movement: {self.stayed} stayed, {self.moved} moved>"

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The changes as codes and facts, the most frequent first."""
        ordered = sorted(self.moves.items(), key=lambda each: -len(each[1]))
        return tuple(_move(before, after, keys) for (before, after), keys in ordered if before != after)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each pair of segments between which anybody moved or stayed, as a frame of *kind*."""
        pairs = list(self.moves)
        columns: Mapping[str, Any] = {
            "before": [before for before, _ in pairs],
            "after": [after for _, after in pairs],
            "count": [len(self.moves[pair]) for pair in pairs],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def movement(before: Mapping[Any, str | None], after: Mapping[Any, str | None]) -> Movement:
    """
    Return who moved between segments: of `pareto`, `value_matrix` or any mapping of key to segment.

    >>> found = movement({"P-1": "A", "P-2": "A", "P-3": "C"}, {"P-1": "A", "P-2": "B", "P-4": "C"})
    >>> found.moves[("A", "B")], found.moved, found.stayed
    (('P-2',), 1, 1)
    """
    for path, given in (("before", before), ("after", after)):
        if not isinstance(given, Mapping):
            raise InvalidValue(path=path, value=shown(given), remedy="use a mapping of key to segment")
    moves: dict[tuple[str | None, str | None], list[Any]] = {}
    for key in dict.fromkeys((*before, *after)):
        pair = (before.get(key), after.get(key))
        moves.setdefault(pair, []).append(key)
    ordered = sorted(moves, key=lambda pair: tuple((each is None, each or "") for each in pair))
    return Movement(moves={pair: tuple(moves[pair]) for pair in ordered})


def _move(before: str | None, after: str | None, keys: tuple[Any, ...]) -> Reason:
    facts = {"count": len(keys), "partners": keys[:12], "before": before, "after": after}
    if before is None:
        return Reason("segment-entered", facts)
    return Reason("segment-left" if after is None else "segment-changed", facts)
