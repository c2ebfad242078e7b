"""
By what is a goal handed down: what was sold, what could be sold, or a mixture?

A driver is a mapping of goal id to weight, nothing more. These make one from
facts. A goal counts what is recorded for its partner, territory and product,
or those of the goals above it; what nobody stated restricts nothing.
"""

from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Literal, TypeAlias, cast

import numpy as np
from attrs import frozen

from partnerkit.facts.figure import Figure, MarketData
from partnerkit.goals.actuals import TREE
from partnerkit.goals.amounts import Value, encode, raise_together
from partnerkit.goals.tree import GoalTree
from partnerkit.goals.weighing import Driver, Weight, weights_of
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.time import Period

__all__ = ["DIMENSIONS", "Dimension", "blend", "history", "potential"]

Dimension = Literal["partner", "territory", "product"]
DIMENSIONS: tuple[Dimension, ...] = ("partner", "territory", "product")

#: Partner, territory and product; None is any.
_Key: TypeAlias = tuple[str | None, str | None, str | None]

_years = fields.whole_number(least=0, most=100)
_share = fields.decimal(least=Decimal(0))
_match = fields.Check(
    lambda value: (
        isinstance(value, Iterable)
        and not isinstance(value, str)
        and all(each in DIMENSIONS for each in value)
    ),
    f"use a list of some of {', '.join(DIMENSIONS)}",
)
_pair = fields.Check(
    lambda value: isinstance(value, tuple) and len(value) == 2, "use a pair: a share and a driver"
)


def __dir__() -> list[str]:
    return __all__


@frozen
class _Entry:
    key: _Key
    period: Period
    value: Value
    path: str


def history(
    tree: GoalTree,
    figures: Iterable[Figure],
    *,
    years: int = 1,
    match: Sequence[Dimension] = DIMENSIONS,
    unknown: Weight | None = None,
) -> dict[str, Weight | None]:
    """
    Weigh every leaf by what was recorded for it *years* ago, in the same days of that year.

    Figures of the tree's measure count, but for those disputed, replaced or without a value. A figure belongs to
    a goal if it names the same partner, territory and product, as far as the goal does and *match* says; one
    that leaves out what the goal names belongs to none. A leaf of which nothing is recorded weighs *unknown*;
    with None `cascade` will ask for its weight. Of a goal without first or last day the day there is moves; one
    without either weighs by all that is recorded.

    >>> from partnerkit import Goal, Money
    >>> goals = [
    ...     Goal(id=id, parent=parent, partner=partner, measure="sales", period=Period.year(2026), target=Money.zero("EUR"))
    ...     for id, parent, partner in (("all", None, None), ("nord", "all", "P-4"), ("elbe", "all", "P-5"))
    ... ]
    >>> sold = Figure(partner="P-4", measure="sales", period=Period.month(2025, 3), value=Money.of("9", "EUR"))
    >>> history(GoalTree.of(goals), [sold], unknown=0)
    {'elbe': 0, 'nord': Money.of('9.00', 'EUR')}
    """
    fields.check({"tree": (TREE, tree), "match": (_match, match)})
    entries = [
        _Entry(
            (each.partner, each.territory, each.product), each.period, each.value, f"figures[{place}].value"
        )
        for place, each in enumerate(fields.listed("figures", figures, Figure))
        if each.measure == tree.measure_id
        and each.known_until is None
        and each.value is not None
        and each.status != "disputed"
    ]
    return _sums(tree, entries, years, unknown, match)


def potential(
    tree: GoalTree, market: Iterable[MarketData], *, years: int = 0, unknown: Weight | None = None
) -> dict[str, Weight | None]:
    """
    Weigh every leaf by what could be sold in its territory, of its product, in its period *years* ago.

    >>> from partnerkit import Goal
    >>> goals = [
    ...     Goal(id=id, parent=parent, territory=id, measure="sales", period=Period.year(2026), target=0)
    ...     for id, parent in (("emea", None), ("de", "emea"), ("fr", "emea"))
    ... ]
    >>> said = [MarketData(territory="de", period=Period.year(2026), potential=7)]
    >>> potential(GoalTree.of(goals), said, unknown=1)
    {'de': 7, 'fr': 1}
    """
    fields.check({"tree": (TREE, tree)})
    entries = [
        _Entry(
            (None, each.territory, each.product), each.period, each.potential, f"market[{place}].potential"
        )
        for place, each in enumerate(fields.listed("market", market, MarketData))
        if each.known_until is None and each.potential is not None
    ]
    return _sums(tree, entries, years, unknown, ("territory", "product"))


def _sums(
    tree: GoalTree,
    entries: Sequence[_Entry],
    years: int,
    unknown: Weight | None,
    match: Sequence[Dimension],
) -> dict[str, Weight | None]:
    amounts, faults = encode([each.value for each in entries], lambda at: entries[at].path)
    if (fault := _years.fault("years", years)) is not None:
        faults.append(fault)
    if amounts.is_ratio:
        remedy = "weigh by amounts or plain numbers; the ratio of a whole is no sum of its parts' ratios"
        faults.append(InvalidValue(path=entries[0].path, value=shown(entries[0].value), remedy=remedy))
    raise_together(faults)
    counted = [dimension in match for dimension in DIMENSIONS]
    leaves = {rank: _masked(key, counted) for rank, key in _keys(tree)}
    units = amounts.parts[0].tolist()
    books: dict[_Key, list[tuple[Period, int]]] = defaultdict(list)
    for mask in set(map(_stated, leaves.values())):
        for entry, each in zip(entries, units, strict=True):
            key = _masked(entry.key, mask)
            # One that names less is looked up under what it names, and would count twice there.
            if _stated(key) == mask:
                books[key].append((entry.period, each))
    found: dict[str, Weight | None] = {}
    for rank, key in leaves.items():
        asked = _earlier(tree.periods[rank], years)
        sums = [each for period, each in books.get(key, ()) if asked.covers(period)]
        # Ratios have been refused, so what is left is a weight.
        found[tree.ids[rank]] = cast("Weight", amounts.decoded([sum(sums)])) if sums else unknown
    return found


def _masked(key: _Key, counted: Sequence[bool]) -> _Key:
    partner, territory, product = (
        part if counts else None for part, counts in zip(key, counted, strict=True)
    )
    return partner, territory, product


def _stated(key: _Key) -> tuple[bool, ...]:
    return tuple(part is not None for part in key)


def _keys(tree: GoalTree) -> Iterator[tuple[int, _Key]]:
    """Yield each leaf with the partner, territory and product that it or the nearest goal above states."""
    keys: list[_Key] = []
    parents = tree.shape.parents.tolist()
    for rank in range(len(tree)):
        goal = tree.goal(rank)
        above: _Key = keys[parents[rank]] if parents[rank] >= 0 else (None, None, None)
        partner, territory, product = above
        keys.append((goal.partner or partner, goal.territory or territory, goal.product or product))
        if tree.shape.is_leaf[rank]:
            yield rank, keys[-1]


def _earlier(period: Period, years: int) -> Period:
    if years == 0:
        return period
    # The 29th of February, in a year that has none, is the 28th; what ends before it ends before March.
    return Period.of(_moved(period.start, years, (2, 28)), _moved(period.end, years, (3, 1)))


def _moved(day: date, years: int, instead: tuple[int, int]) -> date:
    if day in {date.min, date.max}:
        return day
    year = max(day.year - years, 1)
    month, of_month = (
        instead if (day.month, day.day) == (2, 29) and not isleap(year) else (day.month, day.day)
    )
    return date(year, month, of_month)


def blend(tree: GoalTree, *parts: tuple[Decimal, Driver]) -> dict[str, int]:
    """
    Mix drivers: each counts for its share in every family, whatever it is measured in.

    >>> from partnerkit import Goal
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="sales", period=Period.year(2026), target=0)
    ...     for id, parent in (("emea", None), ("de", "emea"), ("fr", "emea"))
    ... )
    >>> blend(tree, (Decimal("0.5"), {"de": 3, "fr": 1}), (Decimal("0.5"), "equal"))
    {'de': 5, 'fr': 3}
    """
    fields.check({"tree": (TREE, tree)} | {f"parts[{at}]": (_pair, part) for at, part in enumerate(parts)})
    needed = tree.shape.parents >= 0
    faults: list[PartnerkitError] = []
    columns = []
    for place, (share, driver) in enumerate(parts):
        fault = _share.fault(f"parts[{place}]", share)
        weights, others = weights_of(tree, driver, None, needed, path=f"parts[{place}]")
        faults += [*([fault] if fault else []), *others]
        columns.append(weights)
    if not faults and not any(share for share, _ in parts):
        remedy = "give at least one part a share above 0"
        faults.append(InvalidValue(path="parts", value=shown(parts), remedy=remedy))
    raise_together(faults)
    found: dict[str, int] = {}
    for head in np.flatnonzero(tree.shape.counts).tolist():
        family = tree.shape.children(head)
        mixed = [Fraction(0)] * len(family)
        for (share, _), column in zip(parts, columns, strict=True):
            own = column[family.start : family.stop].tolist()
            # A driver that knows nothing of a family has no say in it.
            whole = sum(own) or 1
            mixed = [each + Fraction(share) * weight / whole for each, weight in zip(mixed, own, strict=True)]
        unit = lcm(*(each.denominator for each in mixed))
        found |= {tree.ids[rank]: int(each * unit) for rank, each in zip(family, mixed, strict=True)}
    return found
