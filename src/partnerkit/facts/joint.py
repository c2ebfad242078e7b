"""What do several teams want together, and what does each want besides?"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period

__all__ = ["JointGoal", "JointPart"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class JointPart:
    """
    What one goal weighs for one team.

    >>> JointPart(team="marketing", goal="pipeline", weight=Decimal("0.6")).goal
    'pipeline'
    """

    #: Such as "marketing" or "sales".
    team: str = field(validator=fields.identifier)
    goal: str = field(validator=fields.identifier)
    weight: Decimal = field(validator=checks.share)


@final
@frozen(kw_only=True)
class JointGoal(Fact):
    """
    A goal of several teams: some goals are shared, others are of one team alone.

    A goal that stands for several teams is shared; the weights of each team sum to one, exactly.

    >>> joint = JointGoal(
    ...     id="J-1",
    ...     period=Period.year(2026),
    ...     parts=(
    ...         JointPart(team="marketing", goal="pipeline", weight=Decimal("0.6")),
    ...         JointPart(team="marketing", goal="qualified-leads", weight=Decimal("0.4")),
    ...         JointPart(team="sales", goal="pipeline", weight=Decimal("0.5")),
    ...         JointPart(team="sales", goal="revenue", weight=Decimal("0.5")),
    ...     ),
    ... )
    >>> joint.teams, joint.shared
    (('marketing', 'sales'), ('pipeline',))
    """

    id: str = field(validator=fields.identifier)
    period: Period = field(validator=checks.period)
    parts: tuple[JointPart, ...] = field(
        converter=as_tuple, validator=fields.each(fields.instance(JointPart, "a JointPart"), least=2)
    )

    #: The most that one goal counts, so that one cannot make up for all others; None is no limit.
    cap: Decimal | None = field(default=None, validator=fields.optional(fields.decimal(least=Decimal(1))))

    def _faults(self) -> Iterator[InvalidValue]:
        weights: defaultdict[str, list[Decimal]] = defaultdict(list)
        seen = set[tuple[str, str]]()
        for place, part in enumerate(self.parts):
            weights[part.team].append(part.weight)
            if (part.team, part.goal) in seen:
                remedy = "name each goal once for a team"
                yield InvalidValue(path=f"parts[{place}].goal", value=shown(part.goal), remedy=remedy)
            seen.add((part.team, part.goal))
        for team, own in weights.items():
            if (total := exact_sum(own)) != 1:
                remedy = f"let the weights of {team} sum to 1"
                yield InvalidValue(path=f"parts[{team}].weight", value=shown(str(total)), remedy=remedy)
        if len(weights) < 2:
            yield InvalidValue(path="parts", value=shown(list(weights)), remedy="name at least two teams")

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams, by name."""
        return tuple(sorted({part.team for part in self.parts}))

    @property
    def shared(self) -> tuple[str, ...]:
        """The goals that stand for more than one team, by id."""
        named = Counter(part.goal for part in self.parts)
        return tuple(sorted(goal for goal, times in named.items() if times > 1))
