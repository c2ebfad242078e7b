"""
Do our goals add up?

A tree holds the goals of one measure: who is under whom, and how much each is
to reach. `gaps` names every goal whose children do not add up to it, and by
how much. Inside there are columns of whole numbers; `Goal` objects are made
when asked for. The order in which goals come in changes nothing: children are
ordered by id, and a walk through the tree reads branch after branch.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, cast, final

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.amounts import Amounts, Kind, Value, encode, quotient, raise_together
from partnerkit.goals.shape import Shape, arrange
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.time import Period

__all__ = ["Gap", "GoalTree"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Gap:
    """A goal whose children do not add up to it."""

    goal: str
    target: Value
    children_total: Value

    #: What the children lack; negative if they have too much. Of ratios, the difference of the quotients.
    #: None if a ratio has no denominator.
    difference: Value | None

    #: The declared padding, if that is all there is to it: children have so much more together, rounded once.
    padding: Decimal | None = None


@final
@frozen(kw_only=True, eq=False, repr=False)
class GoalTree(Mapping[str, Goal]):
    """
    The goals of one measure, by id, each under its parent.

    >>> from partnerkit import Money, Period
    >>> year = Period.year(2026)
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="revenue", period=year, target=Money.of(amount, "EUR"))
    ...     for id, parent, amount in (("emea", None, "100"), ("de", "emea", "60"), ("fr", "emea", "30"))
    ... )
    >>> tree.children("emea"), tree["de"].target
    (('de', 'fr'), Money.of('60.00', 'EUR'))
    >>> tree.gaps()[0].difference
    Money.of('10.00', 'EUR')
    """

    #: Who is under whom, by rank; `ids` names the ranks.
    shape: Shape
    ids: tuple[str, ...]

    #: The targets, by rank.
    targets: Amounts

    #: How the measure adds up and which way is better; None is a sum of which more is better.
    measure: Measure | None

    #: Goal id -> by which part its children have more together, as declared when it was handed down.
    padding: Mapping[str, Decimal] = field(factory=dict)

    _goals: tuple[Goal, ...] = field(alias="goals")
    _ranks: Mapping[str, int] = field(alias="ranks")

    @classmethod
    def of(cls, goals: Iterable[Goal], *, measure: Measure | None = None) -> "GoalTree":
        """
        Build the tree of *goals*: any number of roots, at most 32 levels, in any order.

        Refused, all together: ids that stand twice, unknown parents, cycles,
        several measures, currencies or units, and a goal whose period leaves
        that of its parent.
        """
        given = _checked(goals)
        shape, places, faults = arrange([goal.id for goal in given], [goal.parent for goal in given])
        path = [f"goals[{goal.id}].target" for goal in given].__getitem__
        targets, mixed = encode([goal.target for goal in given], path, kind=_kind(measure))
        raise_together((*faults, *mixed, *_other_measures(given, measure), *_outside_parent(given, measure)))
        ranked = tuple(given[at] for at in places.tolist())
        return cls(
            shape=shape,
            ids=tuple(goal.id for goal in ranked),
            targets=targets.taken(places),
            measure=measure,
            goals=ranked,
            ranks={goal.id: rank for rank, goal in enumerate(ranked)},
        )

    def __getitem__(self, goal: str) -> Goal:
        return self.goal(self.rank(goal))

    def __contains__(self, goal: object) -> bool:
        return goal in self._ranks

    def __iter__(self) -> Iterator[str]:
        return (self.ids[rank] for rank in self.shape.reading_order.tolist())

    def __len__(self) -> int:
        return len(self.ids)

    def __repr__(self) -> str:
        roots = ", ".join(f"{root!r}: {self[root].target}" for root in self.roots[:3])
        return f"<GoalTree of {len(self)} goals; {roots}{', ...' if len(self.roots) > 3 else ''}>"

    def goal(self, rank: int) -> Goal:
        """Return the goal at a position of the columns."""
        goal, target = self._goals[rank], self.targets.sure(rank)
        return goal if goal.target == target else evolve(goal, target=target)

    def rank(self, goal: str) -> int:
        """Return the position of a goal in the columns; `NotFound` if there is none."""
        try:
            return self._ranks[goal]
        except (KeyError, TypeError):
            raise NotFound(path="goals", key=str(goal), known=self.roots) from None

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The ids of the goals without a parent."""
        return self.ids[: self.shape.levels[1]]

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The ids of the goals without children, in reading order."""
        order = self.shape.reading_order
        return tuple(self.ids[rank] for rank in order[self.shape.is_leaf[order]].tolist())

    def parent(self, goal: str) -> str | None:
        """Return the id of the goal above; None at a root."""
        above = int(self.shape.parents[self.rank(goal)])
        return None if above < 0 else self.ids[above]

    def children(self, goal: str) -> tuple[str, ...]:
        """Return the ids of the goals right below, ordered by id."""
        below = self.shape.children(self.rank(goal))
        return self.ids[below.start : below.stop]

    def path(self, goal: str) -> tuple[str, ...]:
        """Return the ids from the root down to the goal itself."""
        rank, found = self.rank(goal), []
        while rank >= 0:
            found.append(self.ids[rank])
            rank = int(self.shape.parents[rank])
        return tuple(reversed(found))

    def with_(self, *goals: Goal) -> "GoalTree":
        """Return the tree with *goals* added, or in place of those of the same id."""
        kept = {goal.id: goal for goal in self.values()}
        changed = GoalTree.of((kept | {goal.id: goal for goal in goals}).values(), measure=self.measure)
        return changed.with_padding(self.padding)

    def with_targets(self, targets: Amounts) -> "GoalTree":
        """Return the same goals with other *targets*, given by rank."""
        return evolve(self, targets=targets)

    def with_padding(self, padding: Mapping[str, Decimal | None]) -> "GoalTree":
        """Return the same goals with the *padding* of some declared anew, None for no more."""
        declared = {goal: part for goal, part in {**self.padding, **padding}.items() if part is not None}
        return evolve(self, padding=declared)

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The period of each goal, by rank."""
        return tuple(goal.period for goal in self._goals)

    @property
    def measure_id(self) -> str:
        """What all goals measure."""
        return self._goals[0].measure

    @property
    def takes_ratios(self) -> bool:
        """Whether values are numerators and denominators: rates, and mean ratings with their number."""
        return self.targets.is_ratio or (
            self.measure is not None and self.measure.kind in ("ratio", "satisfaction")
        )

    @property
    def is_stock(self) -> bool:
        """Whether values are what is there at a time."""
        return self.measure is not None and self.measure.kind == "stock"

    @property
    def is_flow(self) -> bool:
        """Whether values grow with time, as sales do and rates and stocks do not."""
        return not (self.takes_ratios or self.is_stock)

    @property
    def is_additive(self) -> bool:
        """Whether the targets of children are meant to add up to the target of their parent."""
        return not self.takes_ratios and (self.measure is None or self.measure.kind != "distinct")

    def gaps(self) -> tuple[Gap, ...]:
        """
        Return every goal whose children do not add up to it, in reading order.

        Ratios add up as ratios: numerators and denominators each. Ratios
        without parts, given as plain numbers, cannot be added; they show no gap.
        """
        if not (self.is_additive or self.targets.is_ratio):
            return ()
        totals = self.children_totals()
        own, below = self.targets.parts, totals.parts
        if self.targets.is_ratio:
            off = own[0].astype(object) * below[1] != own[1].astype(object) * below[0]
        else:
            off = own[0] != below[0]
        order = self.shape.reading_order
        return tuple(self._gap(rank, totals) for rank in order[(off & ~self.shape.is_leaf)[order]].tolist())

    def children_totals(self) -> Amounts:
        """Return for each goal the sum of the targets right below it."""
        parts = []
        for part in self.targets.parts:
            totals = np.zeros_like(part)
            child = self.shape.parents >= 0
            np.add.at(totals, self.shape.parents[child], part[child])
            parts.append(totals)
        return evolve(self.targets, parts=tuple(parts), known=~self.shape.is_leaf)

    def _gap(self, rank: int, totals: Amounts) -> Gap:
        target, total = self.targets.sure(rank), totals.sure(rank)
        difference: Value | None
        if self.targets.is_ratio:
            above, below = self.targets.exact(rank), totals.exact(rank)
            difference = None if above is None or below is None else quotient(above - below)
        else:
            difference = self.targets.decoded([int(self.targets.parts[0][rank] - totals.parts[0][rank])])
        padding = self.padding.get(self.ids[rank])
        own, below = self.targets.parts[0][rank], totals.parts[0][rank]
        if padding is not None and round(int(own) * (1 + Fraction(padding))) != below:
            padding = None
        return Gap(
            goal=self.ids[rank],
            target=target,
            children_total=total,
            difference=difference,
            padding=padding,
        )

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each goal, in reading order."""
        order = self.shape.reading_order
        ranks = order.tolist()
        goals = [self._goals[rank] for rank in ranks]
        above = [self._goals[rank].parent for rank in ranks]
        depth = np.searchsorted(self.shape.levels, order, side="right") - 1
        columns: dict[str, Sequence[object]] = {
            "goal": [goal.id for goal in goals],
            "parent": above,
            "depth": depth.tolist(),
            "measure": [goal.measure for goal in goals],
            "start": [goal.period.start for goal in goals],
            "end": [goal.period.end for goal in goals],
            **self.targets.taken(order).columns("target"),
        }
        return to_frame(columns, kind)


def _checked(goals: Iterable[object]) -> tuple[Goal, ...]:
    given = tuple(goals)
    odd = [goal for goal in given if not isinstance(goal, Goal)]
    if odd or not given:
        raise InvalidValue(
            path="goals", value=shown((odd or [()])[0]), remedy="use at least one Goal, and only such"
        )
    return cast("tuple[Goal, ...]", given)


def _other_measures(goals: Sequence[Goal], measure: Measure | None) -> Iterator[InvalidValue]:
    tally = Counter(goal.measure for goal in goals)
    expected = measure.id if measure else min(tally, key=lambda name: (-tally[name], name))
    for goal in goals:
        if goal.measure != expected:
            remedy = f"use {expected}, as the others do; one tree holds one measure"
            yield InvalidValue(path=f"goals[{goal.id}].measure", value=shown(goal.measure), remedy=remedy)


def _kind(measure: Measure | None) -> Kind | None:
    """Return what the measure says the targets count; None if it does not say."""
    if measure is None or measure.kind not in ("additive", "stock"):
        return None
    if measure.currency is not None:
        return (("money", measure.currency),)
    return None if measure.unit is None else (("quantity", measure.unit),)


def _outside_parent(goals: Sequence[Goal], measure: Measure | None) -> Iterator[InvalidValue]:
    by_id = {goal.id: goal for goal in goals}
    is_stock = measure is not None and measure.kind == "stock"
    for goal in goals:
        above = by_id.get(goal.parent) if goal.parent is not None else None
        if above is not None and not above.period.covers(goal.period):
            remedy = f"use a period within that of {above.id}, {above.period}"
            yield InvalidValue(path=f"goals[{goal.id}].period", value=shown(str(goal.period)), remedy=remedy)
        elif above is not None and is_stock and above.period != goal.period:
            remedy = f"use the period of {above.id}, {above.period}; a stock is not added up over time"
            yield InvalidValue(path=f"goals[{goal.id}].period", value=shown(str(goal.period)), remedy=remedy)
