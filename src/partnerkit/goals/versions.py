"""
What were the goals then, and what has changed since?

A version is the goals as they stood at one moment: by whom, when, and how they
came about. Versions are never changed; two of them are compared goal by goal.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.goal import TARGET, Target
from partnerkit.goals.actuals import TREE
from partnerkit.goals.amounts import Value, kind_of, quotient
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.rows import Rows

__all__ = ["ORIGINS", "Change", "Origin", "SetGoal", "Version", "diff"]

#: How goals came about: handed down, reconciled by one of the methods, or written by hand.
Origin = Literal["top-down", "bottom-up", "middle-out", "ols", "wls", "mint", "by-hand"]
ORIGINS: tuple[Origin, ...] = ("top-down", "bottom-up", "middle-out", "ols", "wls", "mint", "by-hand")

#: What can be compared: goal id -> target.
Goals: TypeAlias = "Version | GoalTree | Mapping[str, Value]"

_COMPARED = fields.Check(
    lambda value: (
        isinstance(value, Version | GoalTree)
        or (isinstance(value, Mapping) and all(map(fields.is_identifier, value)))
    ),
    "use a Version, a GoalTree, or a mapping of goal id to target",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class SetGoal:
    """One goal of a version."""

    goal: str = field(validator=fields.identifier)
    target: Target = field(validator=TARGET)


#: As many as there are: a tree may have a million.
_goals = fields.Check(
    lambda value: (
        isinstance(value, tuple) and len(value) > 0 and all(isinstance(each, SetGoal) for each in value)
    ),
    "use the goals of a version, at least one",
)


@final
@frozen(kw_only=True)
class Version:
    """
    The goals as they stood at one moment.

    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> Version(number=1, at=noon, by="anna", origin="top-down", goals=[SetGoal(goal="de", target=5)]).targets
    {'de': 5}
    """

    number: int = field(validator=fields.whole_number(least=1))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: Who set them.
    by: str = field(validator=fields.identifier)
    origin: Origin = field(validator=fields.choice(*ORIGINS))

    #: In the order of their ids.
    goals: tuple[SetGoal, ...] = field(converter=fields.as_tuple, validator=_goals, repr=False)
    note: str = field(default="", validator=fields.text)

    def __attrs_post_init__(self) -> None:
        ids = [each.goal for each in self.goals]
        raise_faults(
            InvalidValue(path=f"goals[{place}].goal", value=shown(goal), remedy="name each goal once, by id")
            for place, goal in enumerate(ids)
            if place and goal <= ids[place - 1]
        )

    @classmethod
    def of(
        cls, tree: GoalTree, *, number: int, at: datetime, by: str, origin: Origin = "by-hand", note: str = ""
    ) -> "Version":
        """Return the goals of *tree* as a version."""
        fields.check({"tree": (TREE, tree)})
        goals = [SetGoal(goal=goal, target=tree.targets.sure(tree.rank(goal))) for goal in sorted(tree.ids)]
        return cls(number=number, at=at, by=by, origin=origin, goals=tuple(goals), note=note)

    @property
    def targets(self) -> dict[str, Target]:
        """The targets by goal id."""
        return {each.goal: each.target for each in self.goals}


@final
@frozen(kw_only=True)
class Change:
    """One goal that is not what it was."""

    goal: str

    #: None where the goal was not there yet, or is no more.
    before: Value | None
    after: Value | None

    #: What it gained; None where either is missing or they do not count the same.
    difference: Value | None


def diff(before: Goals, after: Goals) -> Rows[Change]:
    """
    Return every goal that differs between two versions, trees or mappings, in the order of ids.

    >>> from partnerkit import Money
    >>> (change,) = diff({"de": Money.of("9", "EUR"), "fr": 5}, {"de": Money.of("7", "EUR"), "fr": 5})
    >>> change.goal, change.difference
    ('de', Money.of('-2.00', 'EUR'))
    """
    fields.check({"before": (_COMPARED, before), "after": (_COMPARED, after)})
    old, new = _targets(before), _targets(after)
    changes = (
        Change(
            goal=goal,
            before=old.get(goal),
            after=new.get(goal),
            difference=_difference(old.get(goal), new.get(goal)),
        )
        for goal in sorted({*old, *new})
        if old.get(goal) != new.get(goal)
    )
    return Rows(Change, changes)


def _targets(goals: Goals) -> Mapping[str, Value]:
    if isinstance(goals, Version):
        return goals.targets
    if isinstance(goals, GoalTree):
        return {goal: goals.targets.sure(goals.rank(goal)) for goal in goals.ids}
    return goals


def _difference(before: Value | None, after: Value | None) -> Value | None:
    if before is None or after is None or kind_of(before) is None or kind_of(before) != kind_of(after):
        return None
    if isinstance(before, Money) and isinstance(after, Money):
        return after - before
    if isinstance(before, Quantity) and isinstance(after, Quantity):
        return after - before
    if isinstance(before, Ratio) and isinstance(after, Ratio):
        old, new = before.exact, after.exact
        return None if old is None or new is None else quotient(new - old)
    numbers: list[Any] = [before, after]
    if not any(isinstance(each, Decimal) for each in numbers):
        return int(numbers[1]) - int(numbers[0])
    old_number, new_number = map(Decimal, numbers)
    return exact_sum([new_number, old_number.copy_negate()])
