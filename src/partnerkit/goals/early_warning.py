"""
Which goals will be missed, and where does it come from?

A warning comes while there is still time: how long, how likely the goal is,
how much is lacking, and the leaf that lacks most. Where no chance can be
stated, a goal that is behind its pace is told as such.
"""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, final

from attrs import field, frozen

from partnerkit.goals.attainment import Attainment, Status
from partnerkit.goals.standing import is_lower_better
from partnerkit.values import fields
from partnerkit.values.exact import decimals, quotient, rounded
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Finding, Reason, Severity
from partnerkit.values.time import Period

__all__ = ["early_warnings"]

#: Days of a month, on the mean of four years: what is left is told in months, whichever they are.
_MONTH = Fraction(1461, 48)


def __dir__() -> list[str]:
    return __all__


def early_warnings(
    status: Status, *, below: float = 0.5, pace_below: Decimal = Decimal("0.9"), leaves: bool = False
) -> tuple[Finding, ...]:
    """
    Return a warning for every running goal whose chance is *below* that, the least likely first.

    Without a chance, a pace below *pace_below* counts. Goals without children
    are told as causes only, unless *leaves* are asked for or there is no
    goal above.

    >>> from datetime import date
    >>> from partnerkit.goals import Goal, GoalTree, attain
    >>> goal = Goal(id="de", measure="revenue", period=Period.year(2026), target=Money.of("1000", "EUR"))
    >>> status = attain(GoalTree.of([goal]), {"de": Money.of("300", "EUR")}, as_of=date(2026, 9, 30))
    >>> [(found.code, found.reason.facts["count"]) for found in early_warnings(status)]
    [('goal-behind', 3)]
    """
    checks = {
        "status": (fields.instance(Status, "a Status, as attain returns it"), status),
        "below": (fields.number(least=0, most=1), below),
        "pace_below": (fields.decimal(least=Decimal(0)), pace_below),
    }
    fields.check(checks)
    search = _Search(status, below, pace_below)
    found = [
        (standing, finding)
        for goal in status
        if leaves or status.tree.children(goal) or status.tree.parent(goal) is None
        for standing in (status[goal],)
        if (finding := search.warning(standing)) is not None
    ]
    return tuple(finding for _, finding in sorted(found, key=_urgency))


def _urgency(each: tuple[Attainment, Finding]) -> tuple[bool, float, str]:
    standing, _ = each
    chance, pace = standing.probability, standing.pace
    return chance is None, float(pace or 0) if chance is None else chance, standing.goal


@final
@frozen
class _Search:
    """What is asked of each goal; what a leaf lacks is worked out once."""

    status: Status
    below: float
    pace_below: Decimal
    lacking: dict[int, Fraction | None] = field(factory=dict)

    def warning(self, standing: Attainment) -> Finding | None:
        """Return a warning where there is cause for one."""
        if standing.method == "none" or standing.elapsed == 1:
            return None
        chance, pace = standing.probability, standing.pace
        if chance is not None and chance < self.below:
            likely = {"probability": _percent(Fraction(chance))}
            return self._finding(standing, "goal-at-risk", likely, chance / self.below)
        if chance is None and pace is not None and pace < self.pace_below:
            slow = {"pace": _percent(Fraction(pace))}
            part = float(pace / self.pace_below) if self.pace_below else 0.0
            return self._finding(standing, "goal-behind", slow, part)
        return None

    def _finding(self, standing: Attainment, code: str, facts: dict[str, Any], part: float) -> Finding:
        goal, cause = standing.goal, self._cause(standing.goal)
        said = {
            "goal": goal,
            "count": _months_left(self.status.tree[goal].period, self.status.as_of),
            "gap": _gap(self.status, standing),
            "cause": cause,
            **facts,
        }
        evidence = (each for each in standing.reasons if each.code in {"stale-actual", "unknown-leaves"})
        return Finding(
            reason=Reason(code, said),
            severity=_severity(part),
            subjects=(goal,) if cause == goal else (goal, cause),
            evidence=tuple(evidence),
            proposals=(Reason("talk-about-goal", {"goal": cause}),),
        )

    def _cause(self, goal: str) -> str:
        """Return the leaf below that lacks most; of equal ones the first by id, the goal itself if none does."""
        tree = self.status.tree
        worst, cause = Fraction(0), goal
        for ranks in tree.shape.subtree(tree.rank(goal)):
            for rank in range(ranks.start, ranks.stop):
                gap = self._gap_of_leaf(rank) if tree.shape.is_leaf[rank] else None
                if gap is not None and (gap > worst or (gap == worst > 0 and tree.ids[rank] < cause)):
                    worst, cause = gap, tree.ids[rank]
        return cause

    def _gap_of_leaf(self, rank: int) -> Fraction | None:
        if rank not in self.lacking:
            self.lacking[rank] = _lacking(self.status, self.status[self.status.tree.ids[rank]])
        return self.lacking[rank]


def _severity(part: float) -> Severity:
    """Return how grave a chance is, in parts of the one that calls for no warning."""
    return "high" if part < 0.4 else "medium" if part < 0.8 else "low"


def _months_left(period: Period, as_of: datetime) -> int | None:
    """Return how many months are to go, to the nearest; None without end."""
    if period.end == date.max:
        return None
    return round(Fraction(period.end.toordinal() - as_of.toordinal()) / _MONTH)


def _percent(part: Fraction) -> Quantity:
    return Quantity.of(rounded(part * 100, 0), "%")


def _number(value: Any) -> Fraction | None:
    if isinstance(value, Ratio):
        return value.exact
    return None if value is None else Fraction(value.amount if isinstance(value, Money | Quantity) else value)


def _lacking(status: Status, standing: Attainment) -> Fraction | None:
    """Return what the forecast lacks: above zero if it misses the goal, the better way considered."""
    final, measure = _number(standing.forecast), status.tree.measure
    if final is None:
        return None
    if measure is not None and measure.target_range is not None:
        low, high = map(Fraction, measure.target_range)
        return max(low - final, final - high, Fraction(0))
    target = _number(standing.target)
    if target is None:
        return None
    return final - target if is_lower_better(measure) else target - final


def _gap(status: Status, standing: Attainment) -> object:
    """Return what is lacking, in the unit of the goal."""
    lacking = _lacking(status, standing)
    target = standing.target
    if lacking is None:
        return None
    # A tree keeps no more decimals of a target than it needs; what was achieved may have more.
    if isinstance(target, Money):
        digits = max(each.digits for each in (target, standing.actual) if isinstance(each, Money))
        return Money.of(rounded(lacking, digits), target.currency, scale=digits)
    if isinstance(target, Quantity):
        return Quantity(amount=quotient(lacking), unit=target.unit)
    finest = [decimals(each) for each in (target, standing.actual) if isinstance(each, Decimal)]
    return rounded(lacking, max(4, *finest, 0))
