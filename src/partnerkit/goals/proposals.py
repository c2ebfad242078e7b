"""
What do those say who have to reach it?

Partners and managers answer with numbers of their own. Who proposed what, and
when, is kept; the latest answer for a goal counts. Compared with what was
handed down, each goal shows what its own people ask for, and what comes
together from below.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.goal import TARGET, Target
from partnerkit.goals.actuals import TREE
from partnerkit.goals.amounts import Amounts, Value, encode, raise_together
from partnerkit.goals.tree import GoalTree
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.rows import Rows

__all__ = ["Comparison", "Proposal", "Proposed", "base_of", "compare", "latest"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Proposal:
    """
    What somebody says a goal should be.

    >>> from partnerkit import Money
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> Proposal(goal="nord", value=Money.of("90000", "EUR"), by="P-4", at=noon).note
    ''
    """

    goal: str = field(validator=fields.identifier)
    value: Target = field(validator=TARGET)

    #: The person or partner who says so.
    by: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    note: str = field(default="", validator=fields.text)


#: Goal id -> value, or proposals of which the latest for a goal counts.
Proposed: TypeAlias = Mapping[str, Value] | Sequence[Proposal]


def latest(proposals: Iterable[Proposal]) -> dict[str, Proposal]:
    """
    Return the proposal that counts for each goal: the latest, of several at one moment the one given last.

    >>> noon, later = (datetime.fromisoformat(f"2026-03-02T{hour}:00Z") for hour in (12, 13))
    >>> said = [Proposal(goal="nord", value=9, by="P-4", at=later), Proposal(goal="nord", value=8, by="P-4", at=noon)]
    >>> latest(said)["nord"].value
    9
    """
    found: dict[str, Proposal] = {}
    for each in fields.listed("proposals", proposals, Proposal):
        if each.goal not in found or each.at >= found[each.goal].at:
            found[each.goal] = each
    return dict(sorted(found.items()))


@final
@frozen(kw_only=True)
class Comparison:
    """What was handed down for a goal, and what was answered."""

    goal: str
    target: Value

    #: What is proposed for the goal itself; None if nobody answered.
    proposed: Value | None

    #: What the leaves below it come to with their proposals; of a leaf, its own.
    from_below: Value

    #: How many leaves below have not answered: for them what was handed down counts.
    unanswered: int

    #: What is missing from below to reach the target; negative if more is offered.
    difference: Value

    #: Who proposed it, and when, if it was said.
    by: str | None = None
    at: datetime | None = None


def compare(tree: GoalTree, proposals: Proposed) -> Rows[Comparison]:
    """
    Compare what is handed down with what is proposed, goal by goal, in reading order.

    >>> from partnerkit import Goal, Period
    >>> tree = GoalTree.of(
    ...     Goal(id=id, parent=parent, measure="pieces", period=Period.year(2026), target=target)
    ...     for id, parent, target in (("all", None, 10), ("nord", "all", 6), ("elbe", "all", 4))
    ... )
    >>> top = compare(tree, {"nord": 5})[0]
    >>> top.goal, top.from_below, top.unanswered, top.difference
    ('all', 9, 1, 1)
    """
    base, answered = base_of(tree, proposals)
    shape, targets = tree.shape, tree.targets.rescaled(base.scales[0])
    sums = shape.add_up(np.where(shape.is_leaf, base.parts[0], 0))
    silent = shape.add_up((shape.is_leaf & ~answered).astype(np.int64))
    said = {} if isinstance(proposals, Mapping) else latest(proposals)
    found = []
    for rank in shape.reading_order.tolist():
        goal = tree.ids[rank]
        who = said.get(goal)
        found.append(
            Comparison(
                goal=goal,
                target=base.decoded([int(targets.parts[0][rank])]),
                proposed=base.sure(rank) if answered[rank] else None,
                from_below=base.decoded([int(sums[rank])]),
                unanswered=int(silent[rank]),
                difference=base.decoded([int(targets.parts[0][rank]) - int(sums[rank])]),
                by=who.by if who else None,
                at=who.at if who else None,
            )
        )
    return Rows(Comparison, found)


def base_of(tree: GoalTree, proposals: Proposed) -> tuple[Amounts, NDArray[np.bool_]]:
    """
    Return for each goal, by rank, what is proposed, else what is handed down, and which were proposed.

    Refused, all together: goals that are not there, other units, and trees whose goals have no sums.
    """
    fields.check({"tree": (TREE, tree)})
    if not tree.is_additive:
        remedy = "reconcile numerator and denominator as two trees; ratios do not add up"
        if tree.is_distinct:
            remedy = "compare goal by goal; what counts for several goals does not add up"
        raise InvalidValue(path="tree", value=tree.measure_id, remedy=remedy)
    values = (
        proposals
        if isinstance(proposals, Mapping)
        else {goal: each.value for goal, each in latest(proposals).items()}
    )
    ids = tuple(values)
    given, faults = encode(list(values.values()), lambda at: f"proposals[{ids[at]}]", kind=tree.targets.kind)
    faults += [
        InvalidValue(path=f"proposals[{each}]", value=shown(each), remedy="use the id of a goal of the tree")
        for each in ids
        if each not in tree
    ]
    faults += [
        InvalidValue(
            path=f"proposals[{ids[at]}]", value="None", remedy="leave it out where nothing is proposed"
        )
        for at in np.flatnonzero(~given.known).tolist()
        if not faults
    ]
    raise_together(faults)
    scale = max(given.scales[0], tree.targets.scales[0])
    targets, given = tree.targets.rescaled(scale), given.rescaled(scale)
    units = targets.parts[0].astype(np.result_type(targets.parts[0], given.parts[0]))
    answered = np.zeros(len(tree), dtype=np.bool_)
    ranks = np.array([tree.rank(each) for each in ids], dtype=np.int64)
    units[ranks], answered[ranks] = given.parts[0], True
    as_int = targets.as_int and given.as_int
    return Amounts(
        kind=targets.kind, scales=(scale,), parts=(units,), known=targets.known, as_int=as_int
    ), answered
