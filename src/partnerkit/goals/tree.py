"""
Do our goals add up?

A tree holds the goals of one measure: who is under whom, and how much each is
to reach. `gaps` names every goal whose children do not add up to it, and by
how much. Inside there are columns of whole numbers; `Goal` objects are made
when asked for. The order in which goals come changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import Goal, Measure
from partnerkit.goals.amounts import Amounts, Value, encode, quotient, raise_together
from partnerkit.goals.fitting import checked, counted_in, other_measures, outside_parent
from partnerkit.goals.paths import Rows, read_rows
from partnerkit.goals.shape import Shape, arrange, fitted
from partnerkit.values.errors import NotFound, PartnerkitError
from partnerkit.values.fields import listed
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.limits import LIMITS
from partnerkit.values.markup import small_table
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

    #: The period of each goal, by rank.
    periods: tuple[Period, ...]

    #: Goal id -> by which part its children have more together, as declared when it was handed down.
    padding: Mapping[str, Decimal] = field(factory=dict)

    _goals: Sequence[Goal] = field(alias="goals")
    _ranks: Mapping[str, int] = field(alias="ranks")

    @classmethod
    def of(
        cls, goals: Iterable[Goal], *, measure: Measure | None = None, on: date | None = None
    ) -> "GoalTree":
        """
        Build the tree of *goals*: any number of roots, at most 32 levels and a million goals, in any order.

        Of goals that were changed there is a version for each `valid`; the tree
        is that of the versions that hold *on* a day. Without a day all are
        taken, so that there may be one version of each.

        Refused, all together: ids that stand twice, unknown parents, cycles,
        several measures, currencies or units, and a goal whose period leaves
        that of its parent. A goal whose parent its reader may not see is a root.
        """
        given = checked(goals, on, measure)
        ids = [goal.id for goal in given]
        targets, mixed = encode(
            [goal.target for goal in given], lambda at: f"goals[{ids[at]}].target", kind=counted_in(measure)
        )
        return cls.of_columns(
            ids,
            [None if goal.parent is HIDDEN else goal.parent for goal in given],
            [goal.period for goal in given],
            targets,
            given,
            measure=measure,
            faults=(*mixed, *other_measures(given, measure)),
        )

    @classmethod
    def of_columns(
        cls,
        ids: Sequence[str],
        parents: Sequence[str | None],
        periods: Sequence[Period],
        targets: Amounts,
        goals: Sequence[Goal],
        *,
        measure: Measure | None,
        faults: Iterable[PartnerkitError] = (),
        summed: bool = False,
    ) -> "GoalTree":
        """
        Build the tree of goals that are columns already; *faults* of theirs are raised with those of the tree.

        Where they differ the columns are right, and *goals* only hold what else
        there is to say. With *summed* a goal with children is their sum.
        """
        LIMITS.check_tree(len(ids), 0, "goals")
        shape, places, broken = arrange(ids, parents)
        order = places.tolist()
        ranked = tuple(map(ids.__getitem__, order))
        targets = targets.taken(places)
        if summed:
            targets = evolve(
                targets,
                parts=tuple(shape.add_up(np.where(shape.is_leaf, fitted(part), 0)) for part in targets.parts),
            )
        tree = cls(
            shape=shape,
            ids=ranked,
            targets=targets,
            measure=measure,
            periods=tuple(map(periods.__getitem__, order)),
            goals=goals.taken(places) if isinstance(goals, Rows) else tuple(map(goals.__getitem__, order)),
            ranks=dict(zip(ranked, range(len(ranked)), strict=True)),
        )
        raise_together(
            (*broken, *faults, *outside_parent(shape, ranked, tree.periods, is_stock=tree.is_stock))
        )
        return tree

    @classmethod
    def from_frame(
        cls,
        frame: object,
        *,
        path: Sequence[str],
        target: str,
        period: Period | str,
        measure: str | Measure,
        root: str | None = "all",
        separator: str = "/",
    ) -> "GoalTree":
        """
        Build the tree of a table: a row for each leaf, above it what the *path* columns say.

        Parameters
        ----------
        frame
            A dict of columns, or a frame of pandas, Polars, PyArrow or DuckDB.
        path
            Columns from the top down, such as territory, partner, month. The id of
            a goal is its path, joined by *separator*; a goal with others below it
            is their sum. Columns named owner, partner, territory and product fill
            these fields of the goals, other path columns become attributes.
        target
            The column of the targets: Money and the like, or exact plain numbers,
            which count in the currency or unit of the *measure*.
        period
            One for all, or the column that says it, as Period or as label (2026-03).
        root
            The id of the goal over everything; None for a root for each first part.

        >>> frame = {"territory": ["de", "de", "fr"], "partner": ["P-1", "P-2", "P-3"], "amount": [60, 30, 10]}
        >>> revenue = Measure(id="revenue", currency="EUR")
        >>> tree = GoalTree.from_frame(
        ...     frame, path=("territory", "partner"), target="amount", period=Period.year(2026), measure=revenue
        ... )
        >>> tree["all"].target, tree.children("all"), tree["de/P-2"].partner
        (Money.of('100.00', 'EUR'), ('de', 'fr'), 'P-2')
        """
        stated = measure if isinstance(measure, Measure) else None
        name, unit = (measure.id, counted_in(measure)) if isinstance(measure, Measure) else (measure, None)
        rows, faults = read_rows(frame, path, target, name, period, root=root, unit=unit, separator=separator)
        nodes = rows.nodes
        return cls.of_columns(
            nodes.ids,
            nodes.parents,
            nodes.periods,
            rows.targets,
            rows,
            measure=stated,
            faults=faults,
            summed=True,
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
        goal, target, above = self._goals[rank], self.targets.sure(rank), int(self.shape.parents[rank])
        parent = None if above < 0 else self.ids[above]
        if goal.target == target and goal.parent in (parent, HIDDEN):
            return goal
        return evolve(goal, target=target, parent=parent)

    def rank(self, goal: str) -> int:
        """Return the position of a goal in the columns; `NotFound` if there is none."""
        try:
            return self._ranks[goal]
        except (KeyError, TypeError):
            raise NotFound(path="goals", key=str(goal), known=self.roots) from None

    def ranks(self, goals: Iterable[str]) -> NDArray[np.int64]:
        """Return the positions of *goals* in the columns; -1 for what is no goal."""
        return np.fromiter(map(self._ranks.get, goals, repeat(-1)), dtype=np.int64)

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
        given, kept = listed("goals", goals, Goal), {goal.id: goal for goal in self.values()}
        changed = GoalTree.of((kept | {goal.id: goal for goal in given}).values(), measure=self.measure)
        return changed.with_padding(self.padding)

    def with_targets(self, targets: Amounts) -> "GoalTree":
        """Return the same goals with other *targets*, given by rank."""
        return evolve(self, targets=targets)

    def with_padding(self, padding: Mapping[str, Decimal | None]) -> "GoalTree":
        """Return the same goals with the *padding* of some declared anew, None for no more."""
        declared = {goal: part for goal, part in {**self.padding, **padding}.items() if part is not None}
        return evolve(self, padding=declared)

    @property
    def measure_id(self) -> str:
        """What all goals measure."""
        return self.measure.id if self.measure else self._goals[0].measure

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
        return not (self.takes_ratios or self.is_distinct)

    @property
    def is_distinct(self) -> bool:
        """Whether values are sets of ids, of which every goal counts the union."""
        return self.measure is not None and self.measure.kind == "distinct"

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
            whole, parts = self.targets.exact(rank), totals.exact(rank)
            difference = None if whole is None or parts is None else quotient(whole - parts)
        else:
            difference = self.targets.decoded([int(self.targets.parts[0][rank]) - int(totals.parts[0][rank])])
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
        above = self.shape.parents[order].tolist()
        depth = np.searchsorted(self.shape.levels, order, side="right") - 1
        columns: dict[str, Sequence[object]] = {
            "goal": [self.ids[rank] for rank in ranks],
            "parent": [None if rank < 0 else self.ids[rank] for rank in above],
            "depth": depth.tolist(),
            "measure": [self.measure_id] * len(ranks),
            "start": [self.periods[rank].start for rank in ranks],
            "end": [self.periods[rank].end for rank in ranks],
            **self.targets.taken(order).columns("target"),
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table
