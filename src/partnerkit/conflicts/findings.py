"""
What was found, all together?

The gravest first, and as a table for those who count and sort.
"""

from collections.abc import Sequence
from typing import Any, SupportsIndex, final, overload

from attrs import field, frozen

from partnerkit.conflicts.conflict import Conflict
from partnerkit.values import fields
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table

__all__ = ["Conflicts"]


def __dir__() -> list[str]:
    return __all__


#: There is no most: a network may hold any number of groups.
_conflicts = fields.Check(
    lambda value: isinstance(value, tuple) and all(isinstance(each, Conflict) for each in value),
    "use a list of Conflicts",
)


@final
@frozen(eq=False, repr=False)
class Conflicts(Sequence[Conflict]):
    """
    The findings of one look at a network, in the order in which they should be read.

    A sequence: it equals a tuple of the same findings, and so does its hash.

    >>> Conflicts() == (), len(Conflicts()), Conflicts()
    (True, 0, <Conflicts: none>)
    """

    _found: tuple[Conflict, ...] = field(default=(), converter=as_tuple, validator=_conflicts)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Conflict: ...
    @overload
    def __getitem__(self, place: slice) -> "Conflicts": ...
    def __getitem__(self, place: SupportsIndex | slice) -> "Conflict | Conflicts":
        return Conflicts(self._found[place]) if isinstance(place, slice) else self._found[place]

    def __len__(self) -> int:
        return len(self._found)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Conflicts):
            return self._found == other._found
        return self._found == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._found)

    def __repr__(self) -> str:
        rules = dict.fromkeys(each.rule for each in self)
        counts = [f"{sum(each.rule == rule for each in self)} {rule}" for rule in rules]
        return f"<Conflicts: {', '.join(counts) or 'none'}>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return a frame of *kind* with a row for each finding, in their order.

        Columns: `conflict` (its id), `rule`, `severity`, `group` and `parties`
        (ids joined by commas), `count` (of the parties), `reason` (its code),
        `proposal` (the code of the best one), and `stake` with its `currency`.
        Everything is in it that the parties must not see of each other: it is
        for those who decide.
        """
        columns: dict[str, Sequence[object]] = {
            "conflict": [each.id for each in self],
            "rule": [each.rule for each in self],
            "severity": [each.severity for each in self],
            "group": [", ".join(each.group) for each in self],
            "parties": [", ".join(each.parties) for each in self],
            "count": [len(each.parties) for each in self],
            "reason": [each.reason.code for each in self],
            "proposal": [each.proposals[0].code if each.proposals else None for each in self],
            "stake": [None if each.stake is None else each.stake.amount for each in self],
            "currency": [None if each.stake is None else each.stake.currency for each in self],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table
