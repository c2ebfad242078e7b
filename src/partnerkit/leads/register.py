"""
How does a long list by id change without being copied?

A ledger is a value: each step returns a new one. With a hundred thousand leads
open, copying all of them for the next one would cost more than the decision. So
they are kept in blocks of a few hundred; a copy with one change shares all
blocks but one. To the eye it is a tuple, sorted by id.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Generic, TypeVar, final, overload
from weakref import ref

__all__ = ["Register"]

T = TypeVar("T")
V = TypeVar("V")

#: How many items a block is made with; at twice as many it is cut in two.
BLOCK = 256

#: Up to so many items are put into a block one by one.
FEW = 16


def __dir__() -> list[str]:
    return __all__


def _blocks(items: Sequence[T]) -> tuple[tuple[T, ...], ...]:
    return tuple(tuple(items[start : start + BLOCK]) for start in range(0, len(items), BLOCK))


@final
class Register(Sequence[T], Generic[T]):
    """
    Items sorted by the field that is their id, each id once; a changed copy is cheap.

    It equals every register and every tuple of the same items, however it came about.

    >>> from partnerkit.leads.account import OpenLead
    >>> few = Register("lead", [OpenLead(lead="L-2", partner="P-4"), OpenLead(lead="L-1", partner="P-5")])
    >>> more = few.with_items([OpenLead(lead="L-3", partner="P-4")])
    >>> [each.lead for each in more], more.get("L-2").partner, len(few)
    (['L-1', 'L-2', 'L-3'], 'P-4', 2)
    """

    __slots__ = ("__weakref__", "_blocks", "_by_id", "_id", "_id_field", "_length", "_look", "_seen", "_step")
    _by_id: dict[str, T] | None

    #: How the blocks were looked at last, and what was seen in each; None where nobody looked yet.
    _look: Callable[[Sequence[T]], Any] | None
    _seen: tuple[Any, ...]

    #: Of which register this is a copy, and the items that were added: most often one asks what changed since.
    _step: "tuple[ref[Register[T]], dict[str, T]] | None"

    def __init__(self, id_field: str, items: Iterable[T] = ()) -> None:
        self._id_field = id_field
        self._id: Callable[[T], str] = attrgetter(id_field)
        found = {self._id(item): item for item in items}
        self._blocks = _blocks([found[name] for name in sorted(found)])
        self._length = len(found)
        self._by_id = self._step = self._look = None
        self._seen = ()

    def _of(
        self,
        blocks: tuple[tuple[T, ...], ...],
        length: int,
        seen: tuple[Any, ...],
        step: "tuple[ref[Register[T]], dict[str, T]] | None" = None,
    ) -> "Register[T]":
        made: Register[T] = object.__new__(Register)
        made._id_field, made._id, made._blocks, made._length = self._id_field, self._id, blocks, length
        made._by_id, made._step, made._look, made._seen = None, step, self._look, seen
        return made

    def _block_of(self, name: str) -> int:
        """Return which block holds the id, or would hold it: the first that does not end before it."""
        return bisect_left(self._blocks, name, key=lambda block: self._id(block[-1]))

    def get(self, name: str) -> T | None:
        """Return the item with the id *name*; None if there is none."""
        if self._by_id is not None:
            return self._by_id.get(name)
        at = self._block_of(name)
        if at == len(self._blocks):
            return None
        block = self._blocks[at]
        item = block[bisect_left(block, name, key=self._id)]
        return item if self._id(item) == name else None

    def by_id(self) -> Mapping[str, T]:
        """Return all items by their ids, made once: for whoever asks for many of them."""
        if self._by_id is None:
            self._by_id = {self._id(item): item for item in self}
        return self._by_id

    def with_items(self, items: Iterable[T]) -> "Register[T]":
        """Return a copy with *items* added, in place of those with the same ids."""
        new = {self._id(item): item for item in items}
        if not self._blocks:
            return Register(self._id_field, new.values())
        of_block: dict[int, dict[str, T]] = {}
        for name, item in new.items():
            of_block.setdefault(min(self._block_of(name), len(self._blocks) - 1), {})[name] = item
        blocks, seen = [*self._blocks], [*self._seen]
        length = self._length
        # From the last on: a block that is cut in two moves none that is yet to come.
        for at in sorted(of_block, reverse=True):
            block = blocks[at]
            changed = self._changed(block, of_block[at])
            length += len(changed) - len(block)
            pieces = (tuple(changed),) if len(changed) < 2 * BLOCK else _blocks(changed)
            blocks[at : at + 1] = pieces
            if seen:
                seen[at : at + 1] = [None] * len(pieces)
        return self._of(tuple(blocks), length, tuple(seen), (ref(self), new))

    def _changed(self, block: tuple[T, ...], new: dict[str, T]) -> list[T]:
        """Return a block with *new* items, by their ids, added or in place of others."""
        if len(new) > FEW:
            held = {self._id(item): item for item in block} | new
            return [held[name] for name in sorted(held)]
        changed = [*block]
        for name, item in new.items():
            at = bisect_left(changed, name, key=self._id)
            is_there = at < len(changed) and self._id(changed[at]) == name
            changed[at : at + is_there] = [item]
        return changed

    def without(self, name: str) -> "Register[T]":
        """Return a copy without the item of this id, which is there."""
        at = self._block_of(name)
        block = self._blocks[at]
        place = bisect_left(block, name, key=self._id)
        changed = (*block[:place], *block[place + 1 :])
        parts, seen = ((changed,) if changed else ()), self._seen
        if seen:
            seen = (*seen[:at], *(None for _ in parts), *seen[at + 1 :])
        return self._of((*self._blocks[:at], *parts, *self._blocks[at + 1 :]), self._length - 1, seen)

    def looked_at(self, look: Callable[[Sequence[T]], V]) -> Sequence[V]:
        """
        Return what *look* sees in the items of each block; copies share what was seen in blocks that they share.

        >>> from partnerkit.leads.account import OpenLead
        >>> Register("lead", [OpenLead(lead="L-1", partner="P-4")]).looked_at(len)
        [1]
        """
        known = self._seen if self._look is look and self._seen else (None,) * len(self._blocks)
        found = [
            look(block) if seen is None else seen for block, seen in zip(self._blocks, known, strict=True)
        ]
        self._look, self._seen = look, tuple(found)
        return found

    def changes(self, before: "Register[T]") -> dict[str, T | None]:
        """
        Return by id what differs from *before*; None where it is not here any more.

        Blocks that both share are not looked at.

        >>> from partnerkit.leads.account import OpenLead
        >>> old = Register("lead", [OpenLead(lead="L-1", partner="P-4"), OpenLead(lead="L-2", partner="P-4")])
        >>> old.without("L-1").with_items([OpenLead(lead="L-3", partner="P-5")]).changes(old)
        {'L-1': None, 'L-3': OpenLead(lead='L-3', partner='P-5', value=0, accrued=0, since=None, moved=None)}
        """
        if self._step is not None and self._step[0]() is before:
            step = self._step[1]
            return {name: step[name] for name in sorted(step) if before.get(name) != step[name]}
        if not before:
            return dict(self.by_id())
        shared = set(map(id, self._blocks)) & set(map(id, before._blocks))  # noqa: SLF001  # another register
        was, after = (
            [item for block in blocks if id(block) not in shared for item in block]
            for blocks in (before._blocks, self._blocks)  # noqa: SLF001  # another register
        )
        # Of those in a block with something new most are the very same.
        olds, news = set(map(id, was)), set(map(id, after))
        old, new = (
            {self._id(item): item for item in items if id(item) not in others}
            for items, others in ((was, news), (after, olds))
        )
        gone: dict[str, T | None] = dict.fromkeys(old.keys() - new.keys())
        gone.update((name, item) for name, item in new.items() if old.get(name) != item)
        return {name: gone[name] for name in sorted(gone)}

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self._blocks)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[T, ...]: ...
    def __getitem__(self, place: int | slice) -> T | tuple[T, ...]:
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Register):
            return self._length == other._length and tuple(self) == tuple(other)
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return Register, (self._id_field, tuple(self))
