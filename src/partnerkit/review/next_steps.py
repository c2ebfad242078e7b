"""
What to do next with a partner, and why?

What is late comes first, then what is grave, then what soon will be late, then
what should be looked at, and last what is stale. Nothing is done about it here,
and nothing that hurts follows by itself: a person decides.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from partnerkit.review.deadlines import Due, days_to
from partnerkit.review.diagnoses import Diagnoses
from partnerkit.review.points import OpenPoint
from partnerkit.review.portfolio import Ground
from partnerkit.review.readings import AreaReview, NextStep
from partnerkit.values.errors import NotFound
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows

__all__ = ["next_steps"]

_LATE, _SOON, _LOOK, _STALE = range(4)

#: What a diagnosis is about, and what comes of it.
_AT_STAKE = ("figures", "plans")

#: So many steps of one area are told, the first; the others stand in the area.
_EACH = 5


def __dir__() -> list[str]:
    return __all__


def next_steps(
    ground: Ground, areas: Sequence[AreaReview], due: Sequence[Due], points: Sequence[OpenPoint]
) -> Rows[NextStep]:
    """
    Return what to do next, the most pressing first.

    >>> next_steps(None, [], [], [])
    ()
    """
    found = [*_of_due(ground, due), *_of_points(points)]
    said = {each.id for each in due if each.kind == "ServiceCase"}
    for each in areas:
        found += [*_of_findings(each, said)][:_EACH]
        if each.stale and each.state != "hidden":
            found.append(
                NextStep(area=each.area, action=Reason("step-find-out", {"area": each.area}), why=each.stale[:_EACH], rank=_STALE)
            )  # fmt: skip
    if ground is not None:
        found += _of_diagnoses(ground, ground.judged.diagnoses)
    return Rows(NextStep, sorted(found, key=lambda each: (each.rank, each.until or date.max)))


def _of_due(ground: Ground, due: Sequence[Due]) -> Iterator[NextStep]:
    for each in due:
        yield NextStep(
            area=each.area,
            action=each.reason,
            why=(days_to(each.at, ground.as_of),),
            rank=_LATE if each.at <= ground.as_of else _SOON,
            until=(each.at - timedelta.resolution).date(),
        )


def _of_points(points: Sequence[OpenPoint]) -> Iterator[NextStep]:
    for each in points:
        if each.state in {"without-owner", "without-day"}:
            yield NextStep(
                area="points", action=Reason("step-settle-point", {"point": each.title or each.id}), why=(each.reason,), rank=_SOON
            )  # fmt: skip


def _of_findings(area: AreaReview, said: set[str]) -> Iterator[NextStep]:
    for each in area.findings:
        if area.area == "service" and not said.isdisjoint(each.subjects):
            # What is promised and late was told with what is due.
            continue
        action = each.proposals[0] if each.proposals else Reason("step-speak-about", {"area": area.area})
        rank = _LATE if each.severity == "high" else _LOOK
        yield NextStep(area=area.area, action=action, why=(each.reason,), rank=rank)


def _of_diagnoses(ground: Ground, diagnoses: Diagnoses | None) -> Iterator[NextStep]:
    """Yield the remedies proposed for one partner; of many, each has its own page. Who may not see what they rest on has none."""
    if diagnoses is None or ground.partners is None or len(ground.partners) != 1:
        return
    if not all(map(ground.sees, _AT_STAKE)):
        return
    (name,) = ground.partners
    if ground.viewer not in {None, name}:
        return
    try:
        found = diagnoses[name] if ground.viewer is None else diagnoses.view(name)
    except NotFound:
        return
    for each in found.proposals:
        causes = tuple(found[cause].statement for cause in each.against)
        yield NextStep(area="remedies", action=each.reasons[0], why=(*causes, *each.reasons[1:]), rank=_LOOK)
