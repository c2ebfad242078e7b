"""
Whose goal is it, before and after the hand-over?

When a partner, a territory or a goal changes hands within a period, both
holders get their part: by calendar days, by working days, or as agreed. A goal
keeps its target and its place; below it stands a part for each holder, with
the days it is theirs, and the parts add up to it exactly. Credit that several
share at once is divided the same way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from partnerkit.facts.credit import CreditSplit, HandOver, Holder
from partnerkit.facts.goal import Goal
from partnerkit.goals.actuals import BY_GOAL, TREE, Achieved, Actual
from partnerkit.goals.amounts import encode, raise_together
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.apportion import shares
from partnerkit.values.errors import InvalidValue, PartnerkitError, raise_faults, shown
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.time import Period

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["divide_actuals", "hand_over", "share_actuals", "share_credit", "working_days"]

#: What is known of a leaf; its parts are known in the same way.
A = TypeVar("A", bound=Actual)


def __dir__() -> list[str]:
    return __all__


def working_days(calendar: WorkingCalendar, period: Period) -> int:
    """
    Return on how many days of *period* the place is open at all.

    >>> from datetime import date, time
    >>> office = WorkingCalendar(
    ...     zone="UTC", week={day: ((time(9), time(17)),) for day in range(5)}, holidays=(date(2026, 5, 1),)
    ... )
    >>> working_days(office, Period.month(2026, 5))
    20
    """
    fields.check({"calendar": (fields.instance(WorkingCalendar, "a WorkingCalendar"), calendar)})
    spans = [Period.day(period.start + timedelta(days=at)).span(calendar.zone) for at in range(period.days)]
    worked = calendar.elapsed_many([span.start for span in spans], [span.end for span in spans])
    return int((worked > 0).sum())


def hand_over(
    tree: GoalTree, changes: Iterable[HandOver], *, calendar: WorkingCalendar | None = None
) -> GoalTree:
    """
    Return *tree* with the parts of every leaf that changes hands, each for its holder's days.

    A leaf is divided if the day lies within its period; if the day is its first
    or earlier, the whole of it changes hands, and later ones touch nothing. The
    part that begins on 15 July is `<id>/2026-07-15`. Regroup by owner (or by
    what else changed) to see what everybody answers for.

    Parameters
    ----------
    calendar
        Weighs the parts by working days; without it by calendar days. Where
        shares are agreed (`HandOver.share`), neither counts.

    Raises
    ------
    InvalidValue, InvalidInput
        For hand-overs of nothing that is there, two on one day that contradict
        each other, shares of one goal above 1 or given for some only, goals
        without an end, and measures that cannot be divided over time.

    >>> from datetime import date
    >>> from partnerkit import Money
    >>> goal = Goal(
    ...     id="de", measure="revenue", period=Period.year(2026), target=Money.of("365.00", "EUR"), owner="anna"
    ... )
    >>> tree = hand_over(GoalTree.of([goal]), [HandOver(id="H-1", goal="de", on=date(2026, 7, 1), to="bo")])
    >>> [(tree[part].owner, str(tree[part].target.amount)) for part in tree.children("de")]
    [('anna', '181.00'), ('bo', '184.00')]
    """
    fields.check({"tree": (TREE, tree)})
    given = sorted(fields.listed("changes", changes, HandOver), key=lambda each: (each.on, each.id))
    concerned = _concerned(tree, given)
    raise_together((*_unused(given, concerned), *_contradictions(concerned), *_undivided(tree, concerned)))
    goals: list[Goal] = []
    faults: list[InvalidValue] = []
    for name, found in concerned.items():
        goal = tree[name]
        whole = _changed(goal, [each for each in found if each.on <= goal.period.start])
        within = [each for each in found if each.on > goal.period.start]
        goals.append(whole)
        if within:
            stretches = _stretches(whole, within)
            weights, odd = _weights(whole, within, [part.period for part in stretches], calendar)
            faults += odd
            if not odd:
                targets = [goal.target] * len(stretches)
                if tree.is_additive:
                    targets = _parts(goal.target, weights, f"goals[{name}].target")
                goals += [evolve(part, target=each) for part, each in zip(stretches, targets, strict=True)]
    raise_faults(faults)
    return tree.with_(*goals)


def _concerned(tree: GoalTree, given: Sequence[HandOver]) -> dict[str, list[HandOver]]:
    """Return what changes at which leaf: by the leaf or a goal above it, by its partner or territory before that day."""
    found: dict[str, list[HandOver]] = {}
    holders: dict[tuple[str, str], str | None] = {}
    held: dict[tuple[str, str | None], dict[str, None]] = {}
    if any(each.goal is None for each in given):
        for goal in map(tree.__getitem__, tree.leaves):
            for field, holder in (("partner", goal.partner), ("territory", goal.territory)):
                holders[field, goal.id] = holder
                held.setdefault((field, holder), {})[goal.id] = None
    for _, same_day in groupby(given, lambda each: each.on):
        # Whoever hands over on a day held it the day before, whatever else changes hands on it.
        met = [(each, _met(tree, each, held)) for each in same_day]
        for each, names in met:
            for name in names:
                if each.on < tree[name].period.end:
                    found.setdefault(name, []).append(each)
                    if (each.changes, name) in holders:
                        held[each.changes, holders[each.changes, name]].pop(name)
                        holders[each.changes, name] = each.to
                        held.setdefault((each.changes, each.to), {})[name] = None
    return found


def _met(tree: GoalTree, each: HandOver, held: Mapping[tuple[str, str | None], Iterable[str]]) -> list[str]:
    """Return the leaves that a hand-over names, by those who *held* them until then."""
    if each.goal is not None:
        return [goal.id for goal in _leaves_below(tree, each.goal)]
    key = ("territory", each.territory) if each.partner is None else ("partner", each.partner)
    return list(held.get(key, ()))


def _leaves_below(tree: GoalTree, name: str) -> list[Goal]:
    if name not in tree:
        return []
    levels = tree.shape.subtree(tree.rank(name))
    return [
        tree.goal(rank)
        for level in levels
        for rank in range(level.start, level.stop)
        if tree.shape.is_leaf[rank]
    ]


def _unused(given: Sequence[HandOver], concerned: Mapping[str, Sequence[HandOver]]) -> Iterator[InvalidValue]:
    used = {each.id for found in concerned.values() for each in found}
    for each in given:
        if each.id not in used:
            what = each.goal or each.partner or each.territory
            remedy = f"name a goal, partner or territory of a leaf that is open on {each.on}"
            yield InvalidValue(path=f"changes[{each.id}]", value=shown(what), remedy=remedy)


def _contradictions(concerned: Mapping[str, Sequence[HandOver]]) -> Iterator[InvalidValue]:
    told: set[str] = set()
    for goal, found in concerned.items():
        alike = sorted(found, key=_changes)
        for (day, what), group in groupby(alike, _changes):
            first, *others = group
            for each in others:
                if each.to != first.to and each.id not in told:
                    told.add(each.id)
                    remedy = f"use one {what} for {goal} on {day}; {first.id} gives it to {first.to}"
                    yield InvalidValue(path=f"changes[{each.id}].to", value=shown(each.to), remedy=remedy)


def _changes(each: HandOver) -> tuple[date, str]:
    return each.on, each.changes


def _undivided(tree: GoalTree, concerned: Mapping[str, object]) -> Iterator[PartnerkitError]:
    if concerned and (tree.is_stock or tree.is_distinct):
        kind = tree.measure.kind if tree.measure else ""
        remedy = "change the owner of the goal instead; what is there, or who, is not divided over time"
        yield InvalidValue(path="tree.measure", value=shown(kind), remedy=remedy)
    for goal in concerned:
        if tree[goal].period.is_open:
            path, found = f"goals[{goal}].period", str(tree[goal].period)
            yield InvalidValue(path=path, value=shown(found), remedy="use a period with both ends")


def _changed(goal: Goal, changes: Iterable[HandOver]) -> Goal:
    for each in changes:
        goal = _with(goal, each.changes, each.to)
    return goal


def _with(goal: Goal, field: Holder, holder: str) -> Goal:
    changed: dict[str, Any] = {field: holder}
    return evolve(goal, **changed)


def _stretches(whole: Goal, within: Sequence[HandOver]) -> list[Goal]:
    """Return a goal for each stretch between the days on which something changes, as it is then."""
    days = [whole.period.start, *dict.fromkeys(each.on for each in within), whole.period.end]
    return [
        evolve(
            _changed(whole, [each for each in within if each.on <= start]),
            id=f"{whole.id}/{start}",
            parent=whole.id,
            period=Period.of(start, end),
        )
        for start, end in pairwise(days)
    ]


def _weights(
    whole: Goal, within: Sequence[HandOver], periods: Sequence[Period], calendar: WorkingCalendar | None
) -> tuple[list[Fraction], list[InvalidValue]]:
    """Return what each stretch weighs: its agreed share, its working days or its days."""
    agreed: dict[date, set[Decimal]] = {each.on: set() for each in within}
    for each in within:
        if each.share is not None:
            agreed[each.on].add(each.share)
    path = f"goals[{whole.id}]"
    if any(agreed.values()):
        after = [Fraction(share) for of_day in agreed.values() for share in of_day]
        rest = 1 - sum(after, Fraction(0))
        if any(len(of_day) != 1 for of_day in agreed.values()) or rest < 0:
            said = {day: " and ".join(map(str, sorted(of_day))) or None for day, of_day in agreed.items()}
            found = ", ".join(f"{day}: {share}" for day, share in said.items())
            remedy = "agree on one share for each day on which the goal changes hands, together at most 1"
            return [], [InvalidValue(path=f"{path}.share", value=found, remedy=remedy)]
        return [rest, *after], []
    days = [period.days if calendar is None else working_days(calendar, period) for period in periods]
    if not any(days):
        remedy = f"use a calendar that is open in {whole.period}, or agree on shares"
        return [], [InvalidValue(path=path, value="no working day", remedy=remedy)]
    return [Fraction(each) for each in days], []


def _parts(value: Achieved, weights: Sequence[Fraction], path: str) -> list[Any]:
    """Divide *value*, which stands at *path*, in units small enough, so that the parts add up to it exactly."""
    amounts, faults = encode([value], lambda _: path)
    raise_together(faults)
    fine = amounts.divisible()
    columns = (shares(int(part[0]), weights) for part in fine.parts)
    return [fine.decoded(units) for units in zip(*columns, strict=True)]


def divide_actuals(
    tree: GoalTree, actuals: Mapping[str, Actual], *, calendar: WorkingCalendar | None = None
) -> dict[str, Actual]:
    """
    Return *actuals*, by period, with those of goals that were handed over given to the parts they fall in.

    What lies across a hand-over, as the sales of July do across the 15th, is
    divided by calendar days, or by working days with a *calendar*, and adds up.
    A value without its period is refused, for nobody can tell whose it is, and
    so are periods that leave that of the goal or share a day.

    >>> from datetime import date
    >>> from partnerkit import Money
    >>> goal = Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("365.00", "EUR"))
    >>> tree = hand_over(GoalTree.of([goal]), [HandOver(id="H-1", goal="de", on=date(2026, 7, 11), to="bo")])
    >>> for goal, known in divide_actuals(tree, {"de": {Period.month(2026, 7): Money.of("31", "EUR")}}).items():
    ...     print(goal, *known.values())
    de/2026-01-01 Money.of('10.00', 'EUR')
    de/2026-07-11 Money.of('21.00', 'EUR')
    """
    fields.check({"tree": (TREE, tree), "actuals": (BY_GOAL, actuals)})
    found: dict[str, Actual] = {}
    faults: list[InvalidValue] = []
    for name, known in actuals.items():
        parts = tree.children(name) if name in tree else ()
        if not parts or not all(part == f"{name}/{tree[part].period.start}" for part in parts):
            found[name] = known
        elif not isinstance(known, Mapping):
            remedy = "use Period -> value for a goal that was handed over"
            faults.append(InvalidValue(path=f"actuals[{name}]", value=shown(known), remedy=remedy))
        elif misplaced := list(_misplaced(tree[name], known)):
            faults += misplaced
        else:
            divided = _by_part(name, [(part, tree[part].period) for part in parts], known, calendar)
            # A part may have been handed over again.
            found |= divide_actuals(tree, divided, calendar=calendar)
    raise_faults(faults)
    return found


def _misplaced(goal: Goal, known: Mapping[Period, object]) -> Iterator[InvalidValue]:
    for period in known:
        if not isinstance(period, Period) or not goal.period.covers(period):
            path, remedy = f"actuals[{goal.id}]", f"use periods within that of the goal, {goal.period}"
            yield InvalidValue(path=path, value=shown(str(period)), remedy=remedy)
    for earlier, later in pairwise(sorted(each for each in known if isinstance(each, Period))):
        if earlier.overlaps(later):
            path, remedy = f"actuals[{goal.id}][{later}]", f"use periods that share no day; {earlier} does"
            yield InvalidValue(path=path, value=shown(str(later)), remedy=remedy)


def _by_part(
    goal: str,
    parts: Sequence[tuple[str, Period]],
    known: Mapping[Period, Achieved | None],
    calendar: WorkingCalendar | None,
) -> dict[str, dict[Period, Achieved | None]]:
    by_part: dict[str, dict[Period, Achieved | None]] = {part: {} for part, _ in parts}
    for period, value in known.items():
        shared = [(part, both) for part, own in parts if (both := own.intersection(period)) is not None]
        days = [both.days if calendar is None else working_days(calendar, both) for _, both in shared]
        weights = [Fraction(each) for each in (days if any(days) else [both.days for _, both in shared])]
        path = f"actuals[{goal}][{period}]"
        values = [None] * len(shared) if value is None else _parts(value, weights, path)
        for (part, both), each in zip(shared, values, strict=True):
            by_part[part][both] = each
    return {part: values for part, values in by_part.items() if values}


def share_credit(tree: GoalTree, splits: Iterable[CreditSplit]) -> GoalTree:
    """
    Return *tree* with a part below each shared leaf for everybody who shares it; the parts add up exactly.

    >>> from decimal import Decimal
    >>> from partnerkit import Money
    >>> goal = Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("100.01", "EUR"))
    >>> half = CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.5"), "bo": Decimal("0.5")})
    >>> tree = share_credit(GoalTree.of([goal]), [half])
    >>> [str(tree[part].target.amount) for part in tree.children("de")]
    ['50.01', '50.00']
    """
    fields.check({"tree": (TREE, tree)})
    given = fields.listed("splits", splits, CreditSplit)
    raise_faults(_split_faults(given, tree))
    goals: list[Goal] = []
    for split in given:
        goal, names = tree[split.goal], tuple(split.shares)
        targets = [goal.target] * len(names)
        if tree.is_additive:
            targets = _parts(goal.target, _fractions(split), f"goals[{goal.id}].target")
        goals += [
            evolve(_with(goal, split.among, name), id=f"{goal.id}/{name}", parent=goal.id, target=target)
            for name, target in zip(names, targets, strict=True)
        ]
    return tree.with_(*goals)


def share_actuals(actuals: Mapping[str, A], splits: Iterable[CreditSplit]) -> dict[str, A | None]:
    """
    Return *actuals* with the values of shared leaves divided as `share_credit` divides their goals.

    Values by period, such as those of `divide_actuals`, are divided each for itself and stay by period. Ids of
    distinct things are not divided: everybody who shares has a part in each of them.

    >>> from decimal import Decimal
    >>> half = CreditSplit(id="S-1", goal="de", shares={"anna": Decimal("0.5"), "bo": Decimal("0.5")})
    >>> share_actuals({"de": 7, "fr": 1}, [half])
    {'fr': 1, 'de/anna': 4, 'de/bo': 3}
    """
    fields.check({"actuals": (BY_GOAL, actuals)})
    given = fields.listed("splits", splits, CreditSplit)
    raise_faults(_split_faults(given, None))
    shared = {split.goal: split for split in given}
    found: dict[str, A | None] = {goal: value for goal, value in actuals.items() if goal not in shared}
    for goal, split in shared.items():
        parts = _credited(actuals.get(goal), split, f"actuals[{goal}]")
        found |= {f"{goal}/{name}": part for name, part in zip(split.shares, parts, strict=True)}
    return found


def _credited(value: Actual, split: CreditSplit, path: str) -> Sequence[Any]:
    if isinstance(value, Mapping):
        by_period = {period: _credited(each, split, f"{path}[{period}]") for period, each in value.items()}
        names = range(len(split.shares))
        return [{period: parts[at] for period, parts in by_period.items()} for at in names]
    if value is None or isinstance(value, AbstractSet):
        return [value] * len(split.shares)
    return _parts(value, _fractions(split), path)


def _fractions(split: CreditSplit) -> list[Fraction]:
    return [Fraction(str(share)) for share in split.shares.values()]


def _split_faults(splits: Sequence[CreditSplit], tree: GoalTree | None) -> Iterator[InvalidValue]:
    seen: set[str] = set()
    for split in splits:
        path = f"splits[{split.id}].goal"
        if split.goal in seen:
            yield InvalidValue(path=path, value=shown(split.goal), remedy="divide each goal once")
        elif tree is not None and (split.goal not in tree or tree.children(split.goal)):
            yield InvalidValue(path=path, value=shown(split.goal), remedy="use the id of a leaf of the tree")
        seen.add(split.goal)
