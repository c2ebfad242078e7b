"""
Where do the facts of a network lie, and what is looked up in them only once?

A stock is a root, which holds its facts itself, or a change to a root, whose
look-ups it shares. A change is cheap while it is small beside its root; once it
is not, the stock becomes the root of what is made of it.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import isqrt
from typing import Any, TypeVar, cast, final

from attrs import field, frozen

from partnerkit.facts.coherence import collection
from partnerkit.facts.fact import Fact
from partnerkit.facts.layers import (
    NOTHING_CHANGED,
    Delta,
    Index,
    Layered,
    Read,
    current,
    difference,
    grouped,
)
from partnerkit.facts.tree import Tree

__all__ = ["Stock"]

F = TypeVar("F", bound=Fact)
T = TypeVar("T")

#: So many changes are always small.
_SMALL = 1_000


def __dir__() -> list[str]:
    return __all__


@final
@frozen(slots=False, eq=False)
class Stock:
    """
    Facts by model in their order, and what was looked up in them.

    >>> len(Stock({}))
    0
    """

    #: By model, every version of each fact, in the order of the ids.
    facts: Mapping[type[Fact], tuple[Fact, ...]]

    #: Whose look-ups it shares, and what it has besides; None for a root.
    root: "Stock | None" = None
    delta: Delta = NOTHING_CHANGED

    #: Of which it is a part, and of which kinds it has a part only; None for a whole one.
    whole: "Stock | None" = None
    partial: frozenset[type[Fact]] = frozenset()

    _made: dict[Any, Any] = field(factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return sum(map(len, self.facts.values()))

    def shares(self, model: type[Fact]) -> "Stock | None":
        """Return what it was made of if that has the same facts of one kind."""
        if self.whole is not None:
            return self.whole if model not in self.partial else None
        return self.root if model not in self.delta.models else None

    def all(self, model: type[F]) -> tuple[F, ...]:
        """Return the facts of one kind that nothing newer has replaced."""
        shared = self.shares(model)
        if shared is not None:
            return shared.all(model)
        if model not in self._made:
            self._made[model] = current(self.facts.get(model, ()))
        return cast("tuple[F, ...]", self._made[model])

    def standing(self, model: type[F], key: Any) -> tuple[F, ...]:
        """Return every version of what stands under an id, or under what sorts facts without one."""
        if self.whole is not None and model not in self.partial:
            return self.whole.standing(model, key)
        base = (self if self.root is None else self.root).facts.get(model, ())
        return self.delta.under(cast("tuple[F, ...]", base), model, key)

    def by(self, model: type[F], read: Read, *, every: bool) -> Index[F]:
        """Return the facts of one kind by what *read* reads; *every* version, or those that nothing replaced."""
        if self.whole is not None and model not in self.partial:
            return self.whole.by(model, read, every=every)
        key = (model, read, every)
        if key not in self._made:
            root = self if self.root is None else self.root
            self._made[key] = Index(
                root.grouped(model, read, every=every), model, read, self.delta, every=every
            )
        return cast("Index[F]", self._made[key])

    def grouped(self, model: type[F], read: Read, *, every: bool) -> Mapping[Any, Sequence[F]]:
        """Return what `by` shares, of a root."""
        if self.whole is not None and model not in self.partial:
            return self.whole.by(model, read, every=every)
        facts = cast("tuple[F, ...]", self.facts.get(model, ())) if every else self.all(model)
        # Where nothing was ever replaced, both views are one.
        key = ("grouped", model, read, len(facts))
        if key not in self._made:
            self._made[key] = grouped(facts, read)
        return cast("Mapping[Any, Sequence[F]]", self._made[key])

    def tree(self, model: type[Any]) -> Tree:
        """Hang what is known below what is known: who stood below an unknown one is a root."""
        shared = self.shares(model)
        if shared is not None:
            return shared.tree(model)
        if ("tree", model) not in self._made:
            above = {fact.id: fact.parent for fact in self.all(model)}
            known = {name: up if up in above else None for name, up in above.items()}
            self._made["tree", model] = Tree.from_parents(known, path=collection(model))
        return cast("Tree", self._made["tree", model])

    def once(self, model: type[F], name: str, make: Callable[[Sequence[F]], T]) -> T:
        """Return what *make* makes of every version of one kind, under *name*; made once for all that share these facts."""
        shared = self.shares(model)
        if shared is not None:
            return shared.once(model, name, make)
        key = ("once", model, name)
        if key not in self._made:
            self._made[key] = make(cast("Sequence[F]", self.facts.get(model, ())))
        return cast("T", self._made[key])

    def narrowed(self, facts: Mapping[type[Fact], tuple[Fact, ...]]) -> "Stock":
        """Return a stock with these *facts* alone of their kinds, and all there are of the others."""
        others: Any = self.facts  # it is only read
        return Stock(ChainMap({**facts}, others), whole=self, partial=frozenset(facts))

    def changed(self, gone: Sequence[Fact], new: Sequence[Fact]) -> "Stock":
        """Return a stock without the very objects *gone*, and with *new* ones."""
        root, before = self.root, self.delta
        if root is None or len(before) > max(_SMALL, 4 * isqrt(len(root))):
            root, before = self.as_root, NOTHING_CHANGED
        delta = before.followed_by(gone, new)
        return Stock(Layered(root.facts, delta), root, delta)

    @cached_property
    def as_root(self) -> "Stock":
        """The same facts in a stock that others can be made of."""
        return self if self.root is None else Stock(dict(self.facts))

    @property
    def known_roots(self) -> Mapping[int, tuple["Stock", Delta]]:
        """The roots from which it is known how far this one is."""
        known = [(self.__dict__.get("as_root", self), NOTHING_CHANGED)]
        if self.root is not None:
            known.append((self.root, self.delta))
        return {id(root): (root, delta) for root, delta in known}

    def changes_since(self, before: "Stock") -> Delta:
        """Return what leads from *before* to this one: remembered, or found by reading both."""
        mine = self.known_roots
        for name, (_, delta) in before.known_roots.items():
            if name in mine:
                return delta.until(mine[name][1])
        return difference(before.facts, self.facts)
