"""
Where are partners missing, and how many do we need where?

The market as cells: a territory, a segment of customers, a product. A cell is
white where fewer partners work it than it needs. Partners who work the same are
counted together, so no pair of cell and partner is looked at.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import FrameKind, Library, read_columns, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason

__all__ = ["Need", "WhiteSpots", "white_spots"]

Whole = NDArray[np.int64]

#: What names a cell; a column that is missing splits nothing.
_NAMES = ("territory", "segment", "product")

#: So many cells are counted at once, beside all ways of working there are.
_AT_ONCE = 4_096


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Need:
    """
    How many partners to recruit in one territory.

    As few as `least` will do if each takes every product and segment there is; as many as `most` if each takes one.
    """

    territory: str
    least: int
    most: int

    #: How many cells lack somebody.
    cells: int

    @property
    def reason(self) -> Reason:
        """The same as a code and facts."""
        most = None if self.most == self.least else self.most
        facts = {"territory": self.territory, "least": self.least, "most": most, "count": self.cells}
        return Reason("partners-needed", facts)


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class WhiteSpots:
    """The cells of a market with how many partners work them, and how many are missing."""

    cells: tuple[tuple[str | None, ...], ...]

    #: How many partners a cell needs, and how many work it.
    needed: Whole
    have: Whole
    kind: FrameKind = field(factory=lambda: FrameKind("dict"))

    @cached_property
    def missing(self) -> Whole:
        """How many are missing; more than needed help nobody."""
        found: Whole = np.maximum(self.needed - self.have, 0)
        return found

    @cached_property
    def _rows(self) -> Mapping[tuple[str | None, ...], int]:
        return {cell: row for row, cell in enumerate(self.cells)}

    def __len__(self) -> int:
        return len(self.cells)

    def __repr__(self) -> str:
        return f"<WhiteSpots: {int((self.missing > 0).sum())} of {len(self)} cells lack {int(self.missing.sum())} partners>"

    @property
    def white(self) -> tuple[tuple[str | None, ...], ...]:
        """The cells that lack somebody, those that lack most first."""
        rows = np.flatnonzero(self.missing)
        order = rows[np.argsort(-self.missing[rows], kind="stable")]
        return tuple(self.cells[row] for row in order.tolist())

    def explain(
        self, territory: str | None = None, segment: str | None = None, product: str | None = None
    ) -> Reason:
        """Say how many work a cell, and how many it needs."""
        row = self._rows.get((territory, segment, product))
        if row is None:
            some = tuple(str(cell) for cell in self.cells[:12])
            raise NotFound(path="cell", key=str((territory, segment, product)), known=some)
        cell = {"territory": territory, "segment": segment, "product": product}
        where = " / ".join(name for name in cell.values() if name is not None)
        facts = {"cell": where, "have": int(self.have[row]), "needed": int(self.needed[row])}
        if self.missing[row]:
            return Reason("cell-white", {**facts, "missing": int(self.missing[row])})
        return Reason("cell-covered", facts)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """How many to recruit where: a row for each territory that lacks somebody, in the order of the frame."""
        by: dict[str, list[int]] = {}
        for row in np.flatnonzero(self.missing).tolist():
            by.setdefault(str(self.cells[row][0]), []).append(int(self.missing[row]))
        return tuple(
            Need(territory=name, least=max(counts), most=sum(counts), cells=len(counts))
            for name, counts in by.items()
        )

    def to_frame(self, kind: Library | None = None) -> Any:
        """Return a row for each cell, as the kind of frame that came in, or as *kind*."""
        columns: dict[str, Any] = {
            name: np.array([cell[place] for cell in self.cells], dtype=object)
            for place, name in enumerate(_NAMES)
            if any(cell[place] is not None for cell in self.cells)
        }
        columns |= {"needed": self.needed, "have": self.have, "missing": self.missing}
        return write_columns(columns, self.kind) if kind is None else to_frame(columns, kind)

    _repr_html_ = small_table


def white_spots(
    demand: object,
    partners: Sequence[Partner],
    *,
    segments: Mapping[str, Collection[str]] | None = None,
    territories: Tree | None = None,
    products: Tree | None = None,
) -> WhiteSpots:
    """
    Find the cells of a market that too few partners work.

    Parameters
    ----------
    demand
        A row for each cell, as any frame: `territory`, and where they matter `segment` and `product`; and how many
        partners it `needed`, or what could be sold there (`potential`) and what one partner sells (`per_partner`).
    partners
        Only the active ones work. Left out, territories and products restrict nothing; where they are unknown, the
        partner works nowhere.
    segments
        Partner -> the segments it works; who is not named works all of them.
    territories, products
        Trees: who serves a territory serves what lies below it.

    Raises
    ------
    InvalidValue, InvalidInput
        For missing columns, cells named twice, and values that are no numbers.

    >>> demand = {"territory": ["north", "south"], "product": ["loader", "loader"], "needed": [2, 1]}
    >>> found = white_spots(demand, [Partner(id="P-1", territories=["north"]), Partner(id="P-2", products=["crane"])])
    >>> found.missing.tolist(), [(each.territory, each.least) for each in found.needs]
    ([1, 1], [('north', 1), ('south', 1)])
    """
    raise_faults(
        InvalidValue(path=f"segments[{name!r}]", value=shown(each), remedy="use a list of segments")
        for name, each in (segments or {}).items()
        if isinstance(each, str) or not isinstance(each, Collection)
    )
    columns, kind = read_columns(demand)
    cells, needed = _read(columns)
    ways = _ways([each for each in partners if each.status == "active"], segments or {})
    trees = (territories, None, products)
    codes, tables = [], []
    for place in range(len(_NAMES)):
        names = list(dict.fromkeys(cell[place] for cell in cells))
        numbers = {name: code for code, name in enumerate(names)}
        codes.append(np.array([numbers[cell[place]] for cell in cells], dtype=np.intp))
        tables.append(_served(names, [way[place] for way in ways], trees[place]))
    counts = np.array(list(ways.values()), dtype=np.int64)
    have = np.zeros(len(cells), dtype=np.int64)
    for first in range(0, len(cells), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        works = tables[0][codes[0][part]] & tables[1][codes[1][part]] & tables[2][codes[2][part]]
        have[part] = works @ counts
    return WhiteSpots(cells=tuple(cells), needed=needed, have=have, kind=kind)


def _ways(
    partners: Sequence[Partner], segments: Mapping[str, Collection[str]]
) -> dict[tuple[frozenset[str] | None, ...], int]:
    """Count partners by what they work; None is everything."""
    found: dict[tuple[frozenset[str] | None, ...], int] = {}
    for each in partners:
        of: list[frozenset[str] | None] = []
        for name in ("territories", "products"):
            value = getattr(each, name)
            of.append(frozenset() if name in each.unknown else None if value is None else frozenset(value))
        worked = segments.get(each.id)
        way = (of[0], None if worked is None else frozenset(worked), of[1])
        found[way] = found.get(way, 0) + 1
    return found


def _served(
    names: Sequence[str | None], sets: Sequence[frozenset[str] | None], tree: Tree | None
) -> NDArray[np.bool_]:
    """Tell for each name (rows) whether each way of working (columns) serves it; None is asked of nobody."""
    table = np.ones((len(names), len(sets)), dtype=bool)
    holders: dict[str, list[int]] = {}
    restricts = np.zeros(len(sets), dtype=bool)
    for column, each in enumerate(sets):
        if each is not None:
            restricts[column] = True
            for served in each:
                holders.setdefault(served, []).append(column)
    for row, name in enumerate(names):
        if name is not None:
            table[row, restricts] = False
            for above in (name,) if tree is None else tree.ancestors(name):
                table[row, holders.get(above, [])] = True
    return table


def _read(columns: Mapping[str, Any]) -> tuple[list[tuple[str | None, ...]], Whole]:
    """Return the cells of the frame and how many partners each of them needs."""
    by_potential = "needed" not in columns
    asked = ("potential", "per_partner") if by_potential else ("needed",)
    raise_faults(
        InvalidValue(path=f"demand[{name!r}]", value="no such column", remedy=remedy)
        for name, remedy in (
            ("territory", "name the territory of each cell"),
            *((name, "say how many partners it needs, or give potential and per_partner") for name in asked),
        )
        if name not in columns
    )
    raise_faults(fault for name in asked for fault in _no_numbers(name, columns[name]))
    count = len(columns["territory"])
    given = [columns[name].tolist() if name in columns else [None] * count for name in _NAMES]
    cells = list(zip(*given, strict=True))
    seen: set[Any] = set()
    faults = []
    for row, cell in enumerate(cells):
        if cell[0] is None or cell in seen:
            remedy = "name each cell once, with its territory"
            faults.append(InvalidValue(path=f"demand[{row}]", value=shown(cell), remedy=remedy))
        seen.add(cell)
    raise_faults(faults)
    if not by_potential:
        return cells, columns["needed"].astype(np.int64)
    part = columns["potential"].astype(np.float64) / columns["per_partner"].astype(np.float64)
    large = np.flatnonzero(part > 10**6)
    raise_faults(
        InvalidValue(
            path=f"demand['per_partner'][{row}]",
            value=shown(part[row].item()),
            remedy="use no less than a millionth",
        )
        for row in large[:5].tolist()
    )
    # What is lost in a division of floats calls for nobody: 3.3 is three times 1.1, and not a little more.
    return cells, np.ceil(part * (1 - 1e-12)).astype(np.int64)


def _no_numbers(name: str, column: NDArray[Any]) -> Iterator[InvalidValue]:
    """Find the first five of the numbers that cannot be."""
    if column.dtype.kind not in "iuf":
        odd = next((each for each in column.tolist() if not isinstance(each, int | float)), None)
        value, remedy = (
            (shown(odd), "use numbers") if len(column) else ("no rows", "give a row for each cell")
        )
        yield InvalidValue(path=f"demand[{name!r}]", value=value, remedy=remedy)
        return
    wrong, remedy = ~np.isfinite(column) | (column < 0), "use a finite number of 0 or more"
    if name == "per_partner":
        wrong, remedy = wrong | (column == 0), "use a finite number above 0"
    elif name == "needed":
        wrong, remedy = (
            wrong | (column != np.round(column)) | (column > 10**6),
            "use a whole number from 0 to 1,000,000",
        )
    for row in np.flatnonzero(wrong)[:5].tolist():
        yield InvalidValue(path=f"demand[{name!r}][{row}]", value=shown(column[row].item()), remedy=remedy)
