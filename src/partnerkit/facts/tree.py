"""What lies above and below what? One hierarchy of ids, checked once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, final

from attrs import field, frozen

from partnerkit.values.errors import BrokenTree, NotFound

__all__ = ["DEPTH", "Node", "Tree"]

#: No hierarchy of territories, products or people is deeper; a deeper one is a mistake or an attack.
DEPTH = 32


def __dir__() -> list[str]:
    return __all__


class Node(Protocol):
    """What has an id and, unless it is a root, a parent."""

    @property
    def id(self) -> str: ...

    @property
    def parent(self) -> str | None: ...


@final
@frozen(kw_only=True)
class Tree:
    """
    A hierarchy of ids with any number of roots.

    >>> from partnerkit.facts.territory import Territory
    >>> tree = Tree.of([Territory(id="de"), Territory(id="de-north", parent="de")])
    >>> tree.ancestors("de-north")
    ('de-north', 'de')
    """

    #: Every id with its parent, None for a root.
    parents: Mapping[str, str | None]
    _children: Mapping[str | None, tuple[str, ...]] = field(repr=False, eq=False)

    @classmethod
    def of(cls, nodes: Iterable[Node], *, path: str = "tree") -> "Tree":
        """
        Build it from objects with `id` and `parent`.

        Raises
        ------
        BrokenTree
            For orphans, cycles, and more than 32 levels.
        """
        return cls.from_parents({node.id: node.parent for node in nodes}, path=path)

    @classmethod
    def from_parents(cls, parents: Mapping[str, str | None], *, path: str = "tree") -> "Tree":
        """Build it from a mapping of id to parent."""
        ordered = dict(sorted(parents.items()))
        orphans = tuple(
            node for node, parent in ordered.items() if parent is not None and parent not in ordered
        )
        if orphans:
            raise BrokenTree(path=path, fault="orphan", nodes=orphans)
        children: dict[str | None, list[str]] = {}
        for node, parent in ordered.items():
            children.setdefault(parent, []).append(node)
        level, reached = children.get(None, []), 0
        for _ in range(DEPTH):
            reached += len(level)
            level = [child for node in level for child in children.get(node, ())]
        if level:
            raise BrokenTree(path=path, fault="depth", nodes=tuple(level))
        if reached < len(ordered):
            raise BrokenTree(path=path, fault="cycle", nodes=tuple(_unreached(ordered, children)))
        return cls(parents=ordered, children={node: tuple(below) for node, below in children.items()})

    def __contains__(self, node: object) -> bool:
        return node in self.parents

    def __iter__(self) -> Iterator[str]:
        return iter(self.parents)

    def __len__(self) -> int:
        return len(self.parents)

    @property
    def roots(self) -> tuple[str, ...]:
        """Every id without a parent."""
        return self._children.get(None, ())

    def children(self, node: str) -> tuple[str, ...]:
        """Return the ids right below, in order."""
        self._known(node)
        return self._children.get(node, ())

    def ancestors(self, node: str) -> tuple[str, ...]:
        """Return the id itself and every one above it, the root last."""
        self._known(node)
        way = [node]
        while (above := self.parents[way[-1]]) is not None:
            way.append(above)
        return tuple(way)

    def descendants(self, node: str) -> tuple[str, ...]:
        """Return the id itself and every one below it, level by level."""
        self._known(node)
        found = [node]
        for each in found:
            found.extend(self._children.get(each, ()))
        return tuple(found)

    def covers(self, upper: str, lower: str) -> bool:
        """Return whether *upper* is *lower* or lies above it."""
        return upper in self.ancestors(lower)

    def _known(self, node: str) -> None:
        if node not in self.parents:
            raise NotFound(path="tree", key=node, known=tuple(self.parents))


def _unreached(parents: Mapping[str, str | None], children: Mapping[str | None, list[str]]) -> Iterator[str]:
    reached = list(children.get(None, ()))
    for node in reached:
        reached.extend(children.get(node, ()))
    found = set(reached)
    return (node for node in parents if node not in found)
