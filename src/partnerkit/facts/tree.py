"""What lies above and below what? One hierarchy of ids, checked once."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, final

from attrs import field, frozen

from partnerkit.values.errors import BrokenTree, InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import check, instance

__all__ = ["DEPTH", "Node", "Tree", "faults_of"]

#: No hierarchy of territories, products or people is deeper; a deeper one is a mistake or an attack.
DEPTH = 32


def __dir__() -> list[str]:
    return __all__


class Node(Protocol):
    """What has an id and, unless it is a root, a parent."""

    @property
    def id(self) -> str:
        """Its name among its kind."""
        ...

    @property
    def parent(self) -> str | None:
        """The id right above it; None at a root."""
        ...


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
    _children: Mapping[str | None, tuple[str, ...]] = field(alias="children", repr=False, eq=False)

    @classmethod
    def of(cls, nodes: Iterable[Node], *, path: str = "tree") -> "Tree":
        """
        Build it from objects with `id` and `parent`.

        Raises
        ------
        BrokenTree
            For orphans, cycles, and more than 32 levels.
        InvalidValue, InvalidInput
            For what has no id and parent, such as an id alone.
        """
        check({path: (instance(Iterable, "a list of what has an id and a parent"), nodes)})
        given = tuple(nodes)
        raise_faults(
            InvalidValue(path=f"{path}[{place}]", value=shown(each), remedy="use what has an id and a parent")
            for place, each in enumerate(given)
            if isinstance(each, type) or not (hasattr(each, "id") and hasattr(each, "parent"))
        )
        return cls.from_parents({node.id: node.parent for node in given}, path=path)

    @classmethod
    def from_parents(cls, parents: Mapping[str, str | None], *, path: str = "tree") -> "Tree":
        """Build it from a mapping of id to parent."""
        ordered = dict(sorted(parents.items()))
        children = _below(ordered)
        for fault in _faults(ordered, children, path):
            raise fault
        return cls(parents=ordered, children={node: tuple(below) for node, below in children.items()})

    def __hash__(self) -> int:
        return hash(tuple(self.parents.items()))

    def __contains__(self, node: object) -> bool:
        return node in self.parents

    def __iter__(self) -> Iterator[str]:
        return iter(self.parents)

    def __len__(self) -> int:
        return len(self.parents)

    @property
    def order(self) -> tuple[str, ...]:
        """Every id, level by level from the roots: whatever lies above comes first."""
        found = list(self.roots)
        for node in found:
            found.extend(self._children.get(node, ()))
        return tuple(found)

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
        """Tell whether *upper* is *lower* or lies above it."""
        return upper in self.ancestors(lower)

    def _known(self, node: str) -> None:
        if node not in self.parents:
            raise NotFound.among(self.parents, path="tree", key=node)


def faults_of(parents: Mapping[str, str | None], *, path: str = "tree") -> Iterator[BrokenTree]:
    """
    Find everything that keeps *parents* from being a tree: at most one fault of each kind.

    >>> [fault.fault for fault in faults_of({"a": "b", "b": "a", "c": "nowhere"})]
    ['orphan', 'cycle']
    """
    ordered = dict(sorted(parents.items()))
    yield from _faults(ordered, _below(ordered), path)


def _below(parents: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    children: dict[str | None, list[str]] = {}
    for node, parent in parents.items():
        children.setdefault(parent, []).append(node)
    return children


def _faults(
    parents: Mapping[str, str | None], children: Mapping[str | None, list[str]], path: str
) -> Iterator[BrokenTree]:
    orphans = tuple(node for node, up in parents.items() if up is not None and up not in parents)
    if orphans:
        yield BrokenTree(path=path, fault="orphan", nodes=orphans)
    level, reached = [*children.get(None, ()), *orphans], 0
    for _ in range(DEPTH):
        if not level:
            break
        reached += len(level)
        level = [child for node in level for child in children.get(node, ())]
    if level:
        yield BrokenTree(path=path, fault="depth", nodes=tuple(level))
    while level:
        reached += len(level)
        level = [child for node in level for child in children.get(node, ())]
    if reached < len(parents):
        yield BrokenTree(path=path, fault="cycle", nodes=tuple(_circling(parents)))


def _circling(parents: Mapping[str, str | None]) -> list[str]:
    """Return what lies on a cycle, without what merely hangs below one."""
    seen: set[str] = set()
    circling: set[str] = set()
    for start in parents:
        way: dict[str, None] = {}
        node: str | None = start
        while node is not None and node in parents and node not in way and node not in seen:
            way[node] = None
            node = parents[node]
        if node is not None and node in way:
            steps = list(way)
            circling.update(steps[steps.index(node) :])
        seen.update(way)
    return [node for node in parents if node in circling]
