"""
With whom is each group compared, told from the sizes of the groups alone?

As `peers` does row by row: a group that is too small is compared with all who
share one name less. A level is one number of names; whoever is scored at it is
measured against all rows of the wider group, wherever these are scored.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias, final

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import NOBODY, Found
from partnerkit.scoring.peers import PeerGroup, label_of
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.columns import known

__all__ = ["Level", "all_levels", "levels_of"]

#: What the rows of a group have in common, as text, name by name.
_Group: TypeAlias = tuple[str, ...]


def __dir__() -> list[str]:
    return __all__


@final
@define(eq=False, kw_only=True)
class Level:
    """The groups of one number of names, and which of the narrowest groups are in them."""

    #: How many names of the card they keep.
    names: int

    #: What the first sums found of each of the narrowest groups whose rows are members.
    found: Found

    #: For each of these: the number of its group at this level, and whether it is scored in it.
    number: NDArray[np.int64]
    is_here: NDArray[np.bool_]

    #: The groups of this level.
    described: Sequence[PeerGroup]

    #: What rows are reckoned with: column -> a value for each group.
    table: dict[str, Floats] = field(factory=dict)

    #: By place of the KPI, for each group: how many values are known, and how far they spread.
    known: dict[int, Floats] = field(factory=dict)
    spread: dict[int, Floats] = field(factory=dict)

    #: The best and the worst figures of each group, scaled, where this keeps their order.
    ideals: dict[str, Floats] = field(factory=dict)

    @property
    def size(self) -> int:
        """How many rows are scored here."""
        return self.here("size")

    def here(self, name: str) -> int:
        """Count what was found of the rows that are scored here."""
        return int(self.found[name][self.is_here].sum())

    def where_scored(self, narrowest: Sequence[str]) -> Iterator[PeerGroup]:
        """Yield the group of this level in which the rows of the *narrowest* group of that name are scored, if they are."""
        is_it = self.is_here.copy()
        for place, shared in enumerate(narrowest):
            is_it &= self.found[f"__g{place}"] == shared
        yield from (self.described[number] for number in self.number[is_it].tolist())

    def total(self, name: str) -> Floats:
        """Add up for each group what was found of the narrowest."""
        weights = self.found[name].astype(np.float64)
        return np.bincount(self.number, weights=weights, minlength=len(self.described)).astype(np.float64)

    def least(self, name: str) -> Floats:
        """Return the least that was found; NaN where nothing was."""
        least = np.full(len(self.described), np.nan)
        np.fmin.at(least, self.number, self.found[name].astype(np.float64))
        return least

    def most(self, name: str) -> Floats:
        """Return the greatest that was found; NaN where nothing was."""
        most = np.full(len(self.described), np.nan)
        np.fmax.at(most, self.number, self.found[name].astype(np.float64))
        return most


def levels_of(card: Scorecard, found: Found, by: str | None = None) -> list[Level]:
    """
    Return the levels at which somebody is scored, the narrowest groups first.

    Of a panel, *by* is the column of periods, which is never dropped.

    >>> from partnerkit.scoring import Kpi
    >>> card = Scorecard(kpis=(Kpi("revenue"),), peers=("tier",), min_peers=2)
    >>> tiers = np.array(["gold", "silver"], dtype=object)
    >>> found = {"__g0": tiers, "like0": tiers, "size": np.array([3, 1])}
    >>> [[group.label for group in level.described] for level in levels_of(card, found)]
    [['gold'], ['*']]
    """
    sizes = found["size"].astype(np.int64)
    if not sizes.sum():
        return []
    fixed = () if by is None else (by,)
    peers = (*fixed, *(card.peers or ()))
    groups = _groups(peers, found)
    kept = _kept(groups, sizes, len(fixed), len(peers), card.min_peers)
    return [
        _level(peers, found, groups, used, names=names, is_here=kept == names)
        for names in sorted(set(kept.tolist()), reverse=True)
        for used in [
            {group[:names] for group, own in zip(groups, kept.tolist(), strict=True) if own == names}
        ]
    ]


def all_levels(card: Scorecard, found: Found) -> list[Level]:
    """Return all groups that are large enough, and the widest: with whom somebody who comes later is compared."""
    sizes = found["size"].astype(np.int64)
    if not sizes.sum():
        return []
    peers = card.peers or ()
    groups = _groups(peers, found)
    levels = []
    for names in range(len(peers), -1, -1):
        whole = _sizes(groups, sizes, names)
        used = {group for group, size in whole.items() if size >= card.min_peers or not names}
        if used:
            levels.append(
                _level(peers, found, groups, used, names=names, is_here=np.ones(len(groups), dtype=np.bool_))
            )
    return levels


def _groups(peers: Sequence[str], found: Found) -> list[_Group]:
    columns = [found[f"__g{place}"].tolist() for place in range(len(peers))]
    return list(zip(*columns, strict=True)) if columns else [()] * len(found["size"])


def _sizes(groups: Sequence[_Group], sizes: NDArray[np.int64], names: int) -> dict[_Group, int]:
    """Return how many rows share each combination of the first *names*."""
    whole: dict[_Group, int] = {}
    for group, size in zip(groups, sizes.tolist(), strict=True):
        whole[group[:names]] = whole.get(group[:names], 0) + size
    return whole


def _kept(
    groups: Sequence[_Group], sizes: NDArray[np.int64], fixed: int, count: int, least: int
) -> NDArray[np.int64]:
    """Return how many names each of the narrowest groups keeps: as many as leave its group large enough."""
    kept = np.full(len(groups), count)
    for names in range(count, fixed, -1):
        whole = _sizes(groups, sizes, names)
        kept[[whole[group[:names]] < least for group in groups]] = names - 1
    return kept


def _level(
    peers: Sequence[str],
    found: Found,
    groups: Sequence[_Group],
    used: Collection[_Group],
    *,
    names: int,
    is_here: NDArray[np.bool_],
) -> Level:
    prefixes = [group[:names] for group in groups]
    numbers = {
        prefix: number for number, prefix in enumerate(dict.fromkeys(p for p in prefixes if p in used))
    }
    members = np.array([place for place, prefix in enumerate(prefixes) if prefix in numbers])
    number = np.array([numbers[prefixes[place]] for place in members.tolist()])
    firsts = members[np.unique(number, return_index=True)[1]]
    sizes = np.bincount(number, weights=found["size"][members]).astype(np.int64)
    return Level(
        names=names,
        found={name: column[members] for name, column in found.items()},
        number=number,
        is_here=is_here[members],
        described=[
            _described(peers, found, first, size, names)
            for first, size in zip(firsts.tolist(), sizes.tolist(), strict=True)
        ],
    )


def _described(peers: Sequence[str], found: Found, first: int, size: int, names: int) -> PeerGroup:
    shared: Mapping[str, Any] = {
        name: _as_it_came(found, place, first) for place, name in enumerate(peers[:names])
    }
    return PeerGroup(shared, size, label_of(shared.values(), len(peers) - names))


def _as_it_came(found: Found, place: int, group: int) -> Any:
    """Return what the rows of a group share as it came: by default text, which is its own name."""
    if f"like{place}" in found:
        return known(found[f"like{place}"][group : group + 1].tolist()[0])
    text = found[f"__g{place}"][group]
    return None if text == NOBODY else text
