"""
How does a table become a tree?

Each row is a leaf, and its path columns say what it stands below: territory,
then partner, then month, say. The id of a goal is its path, `de/P-4/2026-03`,
so the same table gives the same ids tomorrow, whatever the order of its rows.
A million rows stay columns: a `Goal` is made when somebody asks for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, final, overload

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import Goal
from partnerkit.goals.amounts import Amounts, Kind, encode
from partnerkit.values.errors import InvalidValue, PartnerkitError, raise_faults, shown
from partnerkit.values.fields import Check, check, identifier, instance, is_identifier, optional
from partnerkit.values.frames import read_columns
from partnerkit.values.money import minor_digits
from partnerkit.values.time import Period

__all__ = ["FIELDS", "Rows", "read_rows"]

#: Columns of these names fill the fields of the same names.
FIELDS = ("owner", "partner", "territory", "product")

_PATH = Check(
    lambda value: (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(each, str) for each in value)
    ),
    'use a list of columns, such as ["partner"]',
)
_COLUMN = instance(str, "the name of a column")
_PERIOD = instance((Period, str), "a Period, or the name of the column that says it")
_SEPARATOR = Check(lambda value: isinstance(value, str) and bool(value), "use text of one character or more")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Nodes:
    """What each goal is called and what it stands below."""

    ids: list[str]
    parents: Sequence[str | None]
    periods: Sequence[Period]

    #: A row below it, and how many levels it has with all above it.
    rows: Sequence[int]
    depths: Sequence[int]


@final
@frozen(kw_only=True, eq=False, repr=False)
class Rows(Sequence[Goal]):
    """The goals of a table, leaves and what stands above them; each is made when asked for."""

    nodes: Nodes
    targets: Amounts
    measure: str

    #: By name, what the rows say: the path columns first, in their order.
    columns: Mapping[str, Sequence[str | None]]
    path: tuple[str, ...]

    #: Levels above the first of the path: 1 with a root over everything.
    unnamed: int

    #: Which goals in which order; all as they came, if it is None.
    _places: NDArray[np.int64] | None = field(default=None, alias="places")

    def __len__(self) -> int:
        return len(self.nodes.ids) if self._places is None else len(self._places)

    @overload
    def __getitem__(self, at: int, /) -> Goal: ...
    @overload
    def __getitem__(self, at: slice, /) -> tuple[Goal, ...]: ...
    def __getitem__(self, at: int | slice, /) -> Goal | tuple[Goal, ...]:
        if isinstance(at, slice):
            return tuple(map(self._goal, range(*at.indices(len(self)))))
        return self._goal(at)

    def taken(self, places: NDArray[np.int64]) -> "Rows":
        """Return the goals at *places*, in their order."""
        return evolve(self, places=places)

    def _goal(self, at: int) -> Goal:
        at = at if self._places is None else int(self._places[at])
        depth, row = self.nodes.depths[at] - self.unnamed, self.nodes.rows[at]
        is_leaf = depth == len(self.path)
        known = {name: self.columns[name][row] for name in (self.columns if is_leaf else self.path[:depth])}
        fields: dict[str, Any] = {name: value for name, value in known.items() if name in FIELDS}
        return Goal(
            id=self.nodes.ids[at],
            parent=self.nodes.parents[at],
            measure=self.measure,
            period=self.nodes.periods[at],
            target=self.targets.sure(at),
            attributes={name: value for name, value in known.items() if name not in FIELDS},
            **fields,
        )


def read_rows(
    frame: object,
    path: Sequence[str],
    target: str,
    measure: str,
    period: Period | str,
    *,
    root: str | None,
    unit: Kind | None,
    separator: str,
) -> tuple[Rows, list[PartnerkitError]]:
    """Return the goals of *frame*, leaves first, and what is wrong with their targets."""
    columns, _ = read_columns(frame)
    checks = {
        "path": (_PATH, path),
        "target": (_COLUMN, target),
        "period": (_PERIOD, period),
        "root": (optional(identifier), root),
        "separator": (_SEPARATOR, separator),
    }
    check(checks)
    named = (target, *([period] if isinstance(period, str) else []))
    raise_faults(_frame_faults(columns, (*path, *named), path))
    names = (*path, *(name for name in FIELDS if name in columns and name not in path))
    texts, faults = _texts(columns, names, path, separator)
    spans, odd = _spans(columns, period)
    raise_faults((*faults, *odd))
    targets, mixed = _targets(columns[target], target, unit)
    levels = _levels([texts[name] for name in path], root, separator)
    nodes = _nodes(levels, spans)
    parts = tuple(np.append(part, np.zeros(len(nodes.ids) - len(part), part.dtype)) for part in targets.parts)
    rows = Rows(
        nodes=nodes,
        targets=evolve(targets, parts=parts, known=np.ones(len(nodes.ids), dtype=np.bool_)),
        measure=measure,
        columns=texts,
        path=tuple(path),
        unnamed=len(levels) - len(path),
    )
    return rows, mixed


def _frame_faults(
    columns: Mapping[str, Any], wanted: Sequence[str], path: Sequence[str]
) -> Iterator[InvalidValue]:
    for name in dict.fromkeys(wanted):
        if name not in columns:
            remedy = f"use one of the columns: {', '.join(columns)}"
            yield InvalidValue(path="frame", value=shown(name), remedy=remedy)
    if not path or len(set(path)) < len(path):
        yield InvalidValue(
            path="path", value=shown(tuple(path)), remedy="name at least one column, each once"
        )
    if not all(len(column) for column in columns.values()):
        yield InvalidValue(path="frame", value="no rows", remedy="give a row for each leaf")


def _texts(
    columns: Mapping[str, Any], names: Sequence[str], path: Sequence[str], separator: str
) -> tuple[dict[str, list[str | None]], list[InvalidValue]]:
    """Return the columns of *names* as text; what cannot be a part of an id is a fault."""
    texts: dict[str, list[str | None]] = {}
    faults: list[InvalidValue] = []
    for name in names:
        found = [each if each is None else str(each) for each in columns[name].tolist()]
        texts[name] = found
        bad = {each for each in set(found) if not _is_part(each, separator, may_lack=name not in path)}
        remedy = f"{identifier.remedy}, and none of {separator!r} in it; another separator= can be chosen"
        faults += [
            InvalidValue(path=f"frame[{name!r}][{row}]", value=shown(each), remedy=remedy)
            for row, each in enumerate(found if bad else ())
            if each in bad
        ]
    return texts, faults


def _is_part(text: str | None, separator: str, *, may_lack: bool) -> bool:
    if text is None:
        return may_lack
    return is_identifier(text) and (may_lack or separator not in text)


def _spans(columns: Mapping[str, Any], period: Period | str) -> tuple[list[Period], list[InvalidValue]]:
    """Return the period of each row."""
    rows = len(next(iter(columns.values())))
    if isinstance(period, Period):
        return [period] * rows, []
    known: dict[object, Period] = {}
    faults: list[InvalidValue] = []
    given = columns[period].tolist()
    for row, each in enumerate(given):
        if each in known:
            continue
        try:
            known[each] = each if isinstance(each, Period) else Period.parse(each)
        except InvalidValue:
            remedy = "use a Period, or a label such as 2026, 2026-Q1 or 2026-03 as text"
            faults.append(InvalidValue(path=f"frame[{period!r}][{row}]", value=shown(each), remedy=remedy))
    return [known[each] for each in given if not faults], faults


def _targets(column: NDArray[Any], name: str, unit: Kind | None) -> tuple[Amounts, list[PartnerkitError]]:
    """Return the targets as columns; plain numbers count what the measure counts."""
    values: list[Any] = column.tolist()
    # A gap makes floats of whole numbers: what is wrong is the gap.
    lacking = [at for at, each in enumerate(values) if each is None or each != each]  # noqa: PLR0124  # NaN
    if lacking:
        values = [0] * len(values)
    amounts, faults = encode(values, lambda at: f"frame[{name!r}][{at}]")
    remedy = "give each leaf a target, 0 if there is nothing to reach"
    faults += [InvalidValue(path=f"frame[{name!r}][{at}]", value="nothing", remedy=remedy) for at in lacking]
    if unit is not None and not faults and amounts.kind == (("number", ""),):
        dimension, of = unit[0]
        scale = minor_digits(of) if dimension == "money" else amounts.scales[0]
        if scale < amounts.scales[0]:
            remedy = f"use amounts of at most {scale} decimals, as {of} has, or Money with a scale"
            return amounts, [InvalidValue(path=f"frame[{name!r}]", value="more decimals", remedy=remedy)]
        amounts = evolve(amounts.rescaled(scale), kind=unit, as_int=False)
    return amounts, faults


def _levels(parts: Sequence[Sequence[str | None]], root: str | None, separator: str) -> list[list[str]]:
    """Return the ids of each row at every level, from the top."""
    levels = [] if root is None else [[root] * len(parts[0])]
    ids = [str(part) for part in parts[0]]
    levels.append(ids)
    for column in parts[1:]:
        ids = [f"{above}{separator}{part}" for above, part in zip(ids, column, strict=True)]
        levels.append(ids)
    return levels


def _nodes(levels: Sequence[list[str]], spans: Sequence[Period]) -> Nodes:
    """Return the goals of all levels, leaves first; above them a period reaches over all that is below."""
    rows = range(len(spans))
    ids, periods, firsts, depths = list(levels[-1]), list(spans), list(rows), [len(levels)] * len(rows)
    parents: list[str | None] = [None] * len(rows) if len(levels) == 1 else list(levels[-2])
    starts, ends = (
        np.fromiter(map(date.toordinal, days), np.int64, len(rows))
        for days in ([each.start for each in spans], [each.end for each in spans])
    )
    for depth, level in enumerate(levels[:-1], start=1):
        # Backwards, so that the first row of each id is the one that stays.
        first = dict(zip(reversed(level), reversed(rows), strict=True))
        number = {name: at for at, name in enumerate(first)}
        at = np.fromiter(map(number.__getitem__, level), np.int64, len(rows))
        since, until = np.full(len(first), date.max.toordinal()), np.zeros(len(first), np.int64)
        np.minimum.at(since, at, starts)
        np.maximum.at(until, at, ends)
        ids += first
        parents += [None if depth == 1 else levels[depth - 2][row] for row in first.values()]
        periods += _between(since, until)
        firsts += first.values()
        depths += [depth] * len(first)
    return Nodes(ids=ids, parents=parents, periods=periods, rows=firsts, depths=depths)


def _between(since: NDArray[np.int64], until: NDArray[np.int64]) -> list[Period]:
    made: dict[tuple[int, int], Period] = {}
    return [
        made.get(days) or made.setdefault(days, Period.of(*map(date.fromordinal, days)))
        for days in zip(since.tolist(), until.tolist(), strict=True)
    ]
