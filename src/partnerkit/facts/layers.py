"""
How does a network share with the one it was made of all that did not change?

A network made by `with_facts` is a layer: the facts of a root, without some
and with some others. What a change leaves alone, the tuples of facts and the
indexes, is the root's; what it touches is put together on demand.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, TypeVar, final

from attrs import field, fields_dict, frozen

from partnerkit.facts.arrangement import arranged, quick_key
from partnerkit.facts.fact import Fact
from partnerkit.values.errors import NotFound

__all__ = [
    "NOTHING_CHANGED",
    "Delta",
    "Index",
    "Layered",
    "Read",
    "current",
    "difference",
    "grouped",
    "reader",
]

F = TypeVar("F", bound=Fact)

#: By model and identity: two facts that say the same are two.
Held = Mapping[type[Fact], Mapping[int, Fact]]


def __dir__() -> list[str]:
    return __all__


def _held(facts: Iterable[Fact]) -> Held:
    found: defaultdict[type[Fact], dict[int, Fact]] = defaultdict(dict)
    for fact in facts:
        found[type(fact)][id(fact)] = fact
    return dict(found)


def _each(held: Held) -> Iterator[Fact]:
    return chain.from_iterable(each.values() for each in held.values())


@final
@frozen(slots=False, eq=False)
class Delta:
    """
    What one network has that another has not, and the other way round.

    >>> from partnerkit.facts.product import Product
    >>> Delta.of(added=[Product(id="fw-2")], removed=[Product(id="fw-1")]).added
    (Product(id='fw-2', ...),)
    """

    _added: Held = field(factory=dict, repr=False)
    _removed: Held = field(factory=dict, repr=False)

    @classmethod
    def of(cls, *, added: Iterable[Fact], removed: Iterable[Fact]) -> "Delta":
        """Gather what was added and what was removed."""
        return cls(_held(added), _held(removed))

    @property
    def added(self) -> tuple[Fact, ...]:
        """The facts that are new, or say something new."""
        return tuple(_each(self._added))

    @property
    def removed(self) -> tuple[Fact, ...]:
        """The facts that are no more, or said something else."""
        return tuple(_each(self._removed))

    @cached_property
    def models(self) -> frozenset[type[Fact]]:
        """The kinds of fact that changed."""
        return frozenset((*self._added, *self._removed))

    def __len__(self) -> int:
        return sum(map(len, (*self._added.values(), *self._removed.values())))

    def added_of(self, model: type[Fact]) -> Sequence[Fact]:
        """Return what was added of one kind."""
        return tuple(self._added.get(model, {}).values())

    def adds(self, model: type[Fact]) -> bool:
        """Tell whether anything was added of one kind."""
        return bool(self._added.get(model))

    def removes(self, model: type[Fact]) -> bool:
        """Tell whether anything was removed of one kind."""
        return bool(self._removed.get(model))

    def removed_of(self, model: type[Fact]) -> Sequence[Fact]:
        """Return what was removed of one kind."""
        return tuple(self._removed.get(model, {}).values())

    def has_removed(self, fact: Fact) -> bool:
        """Tell whether this very object is gone."""
        return id(fact) in self._removed.get(type(fact), {})

    @cached_property
    def _added_by_key(self) -> Mapping[tuple[type[Fact], Any], Sequence[Fact]]:
        found: defaultdict[tuple[type[Fact], Any], list[Fact]] = defaultdict(list)
        for model, facts in self._added.items():
            key = quick_key(model)
            for fact in facts.values():
                found[model, key(fact)].append(fact)
        return found

    def under(self, base: Sequence[F], model: type[F], key: Any) -> tuple[F, ...]:
        """Return the facts of *model* under a quick key, of the root's *base* and of what was added, in order."""
        read = quick_key(model)
        low, high = bisect_left(base, key, key=read), bisect_right(base, key, key=read)
        added = self._added_by_key.get((model, key), ())
        kept = [fact for fact in base[low:high] if not self.has_removed(fact)]
        return arranged(model, (*kept, *added)) if added else tuple(kept)  # type: ignore[arg-type]  # added are of the model

    def followed_by(self, gone: Iterable[Fact], new: Iterable[Fact]) -> "Delta":
        """Return this change and one after it as one: what came and went is left out."""
        added = {id(fact): fact for fact in self.added}
        removed = {id(fact): fact for fact in self.removed}
        for fact in gone:
            if added.pop(id(fact), None) is None:
                removed[id(fact)] = fact
        for fact in new:
            if removed.pop(id(fact), None) is None:
                added[id(fact)] = fact
        return Delta.of(added=added.values(), removed=removed.values())

    def until(self, other: "Delta") -> "Delta":
        """Return what leads from a network that is this far from a root to one that is *other* far from it."""
        back = Delta.of(added=self.removed, removed=self.added)
        return back.followed_by(other.removed, other.added)


NOTHING_CHANGED = Delta()


@final
class Layered(Mapping[type[Fact], tuple[Fact, ...]]):
    """The facts of a root, by model, with a change: put together for a model when it is asked for."""

    __slots__ = ("_base", "_delta", "_known", "_made")

    def __init__(self, base: Mapping[type[Fact], tuple[Fact, ...]], delta: Delta) -> None:
        self._base, self._delta = base, delta
        self._made: dict[type[Fact], tuple[Fact, ...]] = {}
        self._known: tuple[type[Fact], ...] | None = None

    def _has_any(self, model: type[Fact]) -> bool:
        if self._delta.adds(model):
            return True
        if not self._delta.removes(model):
            return bool(self._base.get(model))
        return any(not self._delta.has_removed(fact) for fact in self._base.get(model, ()))

    def __getitem__(self, model: type[Fact]) -> tuple[Fact, ...]:
        if model not in self._delta.models:
            return self._base[model]
        if not self._has_any(model):
            raise KeyError(model)
        if model not in self._made:
            removed, added = self._delta.removed_of(model), self._delta.added_of(model)
            self._made[model] = _merged(model, self._base.get(model, ()), removed, added)
        return self._made[model]

    def __contains__(self, model: object) -> bool:
        return model in self._base if model not in self._delta.models else self._has_any(model)

    def __iter__(self) -> Iterator[type[Fact]]:
        # Every check of a change asks for them.
        if self._known is None:
            known = [model for model in {*self._base, *self._delta.models} if self._has_any(model)]
            self._known = tuple(sorted(known, key=lambda model: model.__name__))
        return iter(self._known)

    def __len__(self) -> int:
        return len(list(iter(self)))


def _merged(model: type[F], base: Sequence[F], gone: Iterable[F], new: Iterable[F]) -> tuple[F, ...]:
    """Arrange anew what stands under the keys that changed; copy all between in one piece."""
    read = quick_key(model)
    lost, added = {id(fact): fact for fact in gone}, grouped(new, lambda fact: (read(fact),))
    made: list[F] = []
    done = 0
    for key in sorted({*map(read, lost.values()), *added}):
        low = bisect_left(base, key, lo=done, key=read)
        made += base[done:low]
        done = bisect_right(base, key, lo=low, key=read)
        kept = [fact for fact in base[low:done] if id(fact) not in lost]
        made += arranged(model, (*kept, *added.get(key, ())))
    made += base[done:]
    return tuple(made)


#: What a fact stands under in an index: a value, or several.
Read = Callable[[Any], Iterable[Any]]


def grouped(facts: Iterable[F], read: Read) -> Mapping[Any, Sequence[F]]:
    """
    Return the facts by what *read* reads of them, each in the order given.

    >>> dict(grouped(["ab", "b"], set))["b"]
    ['ab', 'b']
    """
    found: defaultdict[Any, list[F]] = defaultdict(list)
    for fact in facts:
        for key in read(fact):
            found[key].append(fact)
    found.default_factory = None
    return found


def current(facts: tuple[F, ...]) -> tuple[F, ...]:
    """
    Leave out what something newer has replaced.

    >>> current(())
    ()
    """
    if all(fact.known_until is None for fact in facts):
        return facts
    return tuple(fact for fact in facts if fact.known_until is None)


def reader(model: type[Any], name: str) -> Read:
    """
    Return what reads a field, the same each time: its items where it holds several, else its value.

    >>> from partnerkit.facts.product import Product
    >>> reader(Product, "id")(Product(id="fw-1"))
    ('fw-1',)
    """
    known: Any = model  # a class can be hashed, even where mypy thinks of its objects
    return _made_reader(known, name)


@cache
def _made_reader(model: type[Any], name: str) -> Read:
    if name not in fields_dict(model):
        raise NotFound(path=f"{model.__name__}.{name}", key=name, known=tuple(fields_dict(model)))
    value = attrgetter(name)

    def read(fact: Any) -> tuple[Any, ...]:
        found = value(fact)
        return found if isinstance(found, tuple) else (found,)

    return read


@final
class Index(Mapping[Any, tuple[F, ...]]):
    """The facts of one kind by what they say: a root's, shared, with what a change adds and takes away."""

    __slots__ = ("_added", "_base", "_delta", "_lost", "_made", "_model", "_touched")

    def __init__(
        self, base: Mapping[Any, Sequence[F]], model: type[F], read: Read, delta: Delta, *, every: bool
    ) -> None:
        self._base, self._model, self._delta = base, model, delta
        added = [fact for fact in delta.added_of(model) if every or fact.known_until is None]
        self._added: Mapping[Any, Sequence[Any]] = grouped(added, read)
        self._lost: Mapping[Any, Sequence[Any]] = grouped(delta.removed_of(model), read)
        self._touched = frozenset((*self._added, *self._lost))
        self._made: dict[Any, tuple[F, ...]] = {}

    def __getitem__(self, key: Any) -> tuple[F, ...]:
        if key not in self._touched:
            return tuple(self._base[key])
        if key not in self._made:
            gone, new = self._lost.get(key, ()), self._added.get(key, ())
            self._made[key] = _merged(self._model, self._base.get(key, ()), gone, new)
        if not self._made[key]:
            raise KeyError(key)
        return self._made[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """Return what stands under a key: most look-ups find nothing, or what is the root's."""
        if key not in self._touched:
            found = self._base.get(key)
            return default if found is None else tuple(found)
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        return bool(self.get(key)) if key in self._touched else key in self._base

    def __iter__(self) -> Iterator[Any]:
        if not self._touched:
            return iter(self._base)
        return (key for key in {**self._base, **self._added} if key not in self._lost or key in self)

    def __len__(self) -> int:
        return len(list(iter(self)))


def difference(
    before: Mapping[type[Fact], tuple[Fact, ...]], after: Mapping[type[Fact], tuple[Fact, ...]]
) -> Delta:
    """
    Return what leads from the facts of *before* to those of *after*, which nobody remembered: both are read.

    >>> from partnerkit.facts.product import Product
    >>> len(difference({Product: (Product(id="fw-1"),)}, {Product: (Product(id="fw-1"),)}))
    0
    """
    added: list[Fact] = []
    removed: list[Fact] = []
    for model in sorted({*before, *after}, key=lambda model: model.__name__):
        old, new = before.get(model, ()), after.get(model, ())
        if old is new:
            continue
        read = quick_key(model)
        left = defaultdict[Any, list[Fact]](list)
        for fact in old:
            left[read(fact)].append(fact)
        for fact in new:
            same = left.get(read(fact), [])
            place = next((nr for nr, each in enumerate(same) if each is fact or each == fact), None)
            if place is None:
                added.append(fact)
            else:
                del same[place]
        removed += chain.from_iterable(left.values())
    return Delta.of(added=added, removed=removed)
