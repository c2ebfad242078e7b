"""
How do goals, leads, conflicts and scores stand?

Goals, fairness, conflicts and scores are judged by their own rooms; here their
results are read for some partners, beside those of the last review.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any, TypeAlias

from attrs import evolve

from partnerkit.conflicts.conflict import Conflict
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.goal import Goal
from partnerkit.goals.judged import Attainment
from partnerkit.review.portfolio import Ground, Judged
from partnerkit.review.readings import AreaReview, Line, Reading, State, hidden_area
from partnerkit.scoring.scores import Scores
from partnerkit.values.exact import rounded
from partnerkit.values.money import Ratio
from partnerkit.values.reasons import SEVERITIES, Finding, Reason
from partnerkit.values.time import Period

__all__ = ["BEHIND", "conflicts", "goals", "leads", "scores", "state_of"]

#: Below the first part of what is due by now a goal is behind, and below the second it is in danger.
BEHIND, IN_DANGER = Decimal("0.9"), Decimal("0.7")

#: So many lines and findings are told, the first.
MOST_LINES = 20

#: What conflicts are about: who may not see all of it is told of none.
_AT_STAKE = ("agreements", "deals", "terms")

#: Score and rank.
_Score: TypeAlias = tuple[float | None, int | None]
_NO_SCORE: _Score = (None, None)


def __dir__() -> list[str]:
    return __all__


def state_of(findings: Sequence[Finding]) -> State:
    """
    Return how an area stands by the gravest finding in it.

    >>> state_of([])
    'good'
    """
    gravest = max((SEVERITIES.index(each.severity) for each in findings), default=-1)
    return "act" if gravest == SEVERITIES.index("high") else "look" if gravest > 0 else "good"


def goals(ground: Ground) -> AreaReview:
    """Read the goals that run or ended since the last review: how far they are, and which are behind."""
    day = ground.as_of.date()
    shown = [each for each in ground.of(Goal) if _is_of(each.period, ground) and _is_shown(each, ground)]
    if not shown:
        reason = Reason("review-no-goals", {"on": day})
        return AreaReview(area="goals", state="unknown", stale=(reason,))
    status, earlier = ground.judged.goals, ground.before.goals
    judged: dict[str, Attainment] = {
        each.id: status[each.id] for each in shown if status is not None and each.id in status
    }
    before = {name: earlier[name] for name in judged if earlier is not None and name in earlier}
    findings = list(_behind(judged))
    stale = [
        Reason("review-goal-stale", {"goal": name, "count": each.stale_days})
        for name, each in judged.items()
        if each.stale_days > 0
    ]
    if status is None:
        stale.append(Reason("review-not-judged", {"area": "goals"}))
    lines = [Line(id=each.id, readings=_goal_line(each, judged, before)) for each in shown]
    lines.sort(key=lambda line: (line.readings[3].value is None, line.readings[3].value or 0, line.id))
    readings = (
        Reading(code="goals", value=len(shown)),
        Reading(
            code="goals-reached",
            value=_count_reached(judged) if judged else None,
            before=_count_reached(before) if before else None,
        ),
        Reading(
            code="goals-behind",
            value=len(findings) if judged else None,
            before=_count_behind(before) if before else None,
        ),
    )
    return AreaReview(
        area="goals",
        state=state_of(findings) if judged else "unknown",
        readings=readings,
        lines=tuple(lines if ground.partners and len(ground.partners) == 1 else lines[:MOST_LINES]),
        findings=tuple(findings),
        stale=tuple(stale),
    )


def _behind(judged: Mapping[str, Attainment]) -> Iterator[Finding]:
    for name, each in judged.items():
        if each.pace is not None and each.pace < BEHIND:
            facts = {"goal": name, "pace": _part(each.pace), "attainment": _part(each.attainment)}
            yield Finding(
                reason=Reason("review-goal-behind", facts),
                severity="high" if each.pace < IN_DANGER else "medium",
                subjects=(name,),
                evidence=each.reasons,
            )


def _part(value: Decimal | None) -> Ratio | None:
    """Return a part of a whole as it is said: in per cent."""
    return None if value is None else Ratio.of(rounded(Fraction(value), 4), 1)


def _is_of(period: Period, ground: Ground) -> bool:
    """Tell whether a period runs, or has ended since the last review: then it is asked what came of it."""
    day, last = ground.as_of.date(), ground.since.date()
    return period.contains(day) or last < period.end <= day


def _is_shown(goal: Goal, ground: Ground) -> bool:
    """Tell whether a goal is one of those under review: of a program, those that are parts of no other."""
    if ground.partners is None:
        return goal.parent is None
    return goal.partner in ground.partners or goal.territory in ground.territories


def _goal_line(
    goal: Goal, judged: Mapping[str, Attainment], before: Mapping[str, Attainment]
) -> tuple[Reading, ...]:
    now, then = judged.get(goal.id), before.get(goal.id)

    def read(code: str, name: str) -> Reading:
        return Reading(code=code, value=getattr(now, name, None), before=getattr(then, name, None))

    return (
        Reading(code="goal-target", value=goal.target),
        read("goal-actual", "actual"),
        read("goal-attainment", "attainment"),
        read("goal-pace", "pace"),
        read("goal-forecast", "forecast"),
        read("goal-chance", "probability"),
    )


def _count_reached(judged: Mapping[str, Attainment]) -> int:
    return sum(each.attainment is not None and each.attainment >= 1 for each in judged.values())


def _count_behind(judged: Mapping[str, Attainment]) -> int:
    return sum(each.pace is not None and each.pace < BEHIND for each in judged.values())


def leads(ground: Ground) -> AreaReview:
    """Read what was given and is owed, as the ledger says it, and what partners registered."""
    deals = {then: ground.of(DealRegistration, then=then) for then in (False, True)}
    readings: list[Reading] = []
    not_judged: tuple[Reason, ...] = ()
    known = any(deals.values())
    # In a view, what of the two is hidden is not told as nothing.
    if ground.sees("deals"):
        readings += [
            Reading(
                code="deals-registered",
                **ground.both(
                    lambda then: sum(ground.within(each.submitted_at, then=then) for each in deals[then])
                ),
            ),
            Reading(
                code="deals-open",
                **ground.both(
                    lambda then: sum(each.status in {"approved", "extended"} for each in deals[then])
                ),
            ),
        ]
    if ground.sees("leads"):
        now, then = _accounts(ground, ground.judged), _accounts(ground, ground.before)
        told = [("leads-given", "leads"), ("leads-open", "open_leads")]
        if ground.viewer is None:
            # What one is owed moves with whoever else could take a lead: a balance is the vendor's.
            told.append(("leads-owed", "balance"))
        readings += [Reading(code=code, value=now.get(name), before=then.get(name)) for code, name in told]
        not_judged = (Reason("review-not-judged", {"area": "leads"}),) if ground.judged.ledger is None else ()
        known = known or bool(now)
    return AreaReview(
        area="leads", state="good" if known else "unknown", readings=tuple(readings), stale=not_judged
    )


def _accounts(ground: Ground, judged: Judged) -> Mapping[str, Any]:
    """Return the sums of the accounts of a ledger; what is owed adds up to nothing over all, so it is told of one alone."""
    ledger = judged.ledger
    if ledger is None:
        return {}
    found = (
        list(ledger.accounts)
        if ground.shown is None
        else [each for each in map(ledger.get, ground.shown) if each is not None]
    )
    sums: dict[str, Any] = {
        name: sum(getattr(each, name) for each in found) for name in ("leads", "open_leads")
    }
    if ground.partners is not None and len(ground.partners) == 1 and found:
        sums["balance"] = ledger.amount(found[0].balance)
    return sums


def conflicts(ground: Ground) -> AreaReview:
    """
    Read who is in whose way: a partner reads its own side of it alone, and not how grave it is.

    So does whoever looks at a view that does not show all parties, of those that it shows.
    """
    if not all(map(ground.sees, _AT_STAKE)):
        return hidden_area("conflicts")
    if ground.judged.conflicts is None:
        reason = Reason("review-not-judged", {"area": "conflicts"})
        return AreaReview(area="conflicts", state="unknown", stale=(reason,))
    viewer = ground.viewer
    met, before = (
        [each for each in judged.conflicts_of(ground.shown) if viewer is None or viewer in each.own]
        for judged in (ground.judged, ground.before)
    )
    known = ground.before.conflicts is not None

    def high(some: Sequence[Conflict]) -> int:
        return sum(each.severity == "high" for each in some if ground.shows(each.parties))

    readings = [Reading(code="conflicts", value=len(met), before=len(before) if known else None)]
    if viewer is None:
        whole = [each for each in met if ground.shows(each.parties)]
        findings = sorted(map(_whole, whole), key=lambda each: -SEVERITIES.index(each.severity))
        readings.append(
            Reading(code="conflicts-high", value=high(met), before=high(before) if known else None)
        )
        findings += _sides([each for each in met if each not in whole], ground)
    else:
        findings = list(_own_side(met, viewer))
    return AreaReview(
        area="conflicts", state=state_of(findings), readings=tuple(readings), findings=tuple(findings)
    )


def _sides(met: Sequence[Conflict], ground: Ground) -> Iterator[Finding]:
    """Tell the sides of those who may be named, each as it is told to the party."""
    for party in sorted({each for one in met for each in one.own}):
        for each in _own_side(met, party) if ground.shows([party]) else ():
            yield evolve(each, reason=Reason("conflict-in-part", {"party": party, **each.reason.facts}))


def _whole(met: Conflict) -> Finding:
    return Finding(
        reason=met.reason,
        severity=met.severity,
        subjects=met.parties,
        evidence=met.evidence,
        proposals=met.proposals,
    )


def _own_side(met: Sequence[Conflict], viewer: str) -> Iterator[Finding]:
    """Tell a party its own side: how grave it all is, and so in which order it stands, depends on the others."""
    views = [view for each in met if (view := each.view(viewer)) is not None]
    for view in sorted(views, key=lambda each: each.id):
        yield Finding(
            reason=view.reason,
            severity="medium",
            subjects=(viewer,),
            evidence=view.evidence,
            proposals=view.proposals,
        )


def scores(ground: Ground) -> AreaReview:
    """Read how well partners do among their peers: a partner reads of its own score what hangs on nobody else."""
    found, earlier = ground.judged.scores, ground.before.scores
    viewer = ground.viewer
    if found is None or (viewer is not None and viewer not in found.rows):
        reason = Reason("review-not-judged", {"area": "scores"})
        return AreaReview(area="scores", state="unknown", stale=(reason,))
    if viewer is not None:
        return _own_score(viewer, found, earlier)
    now, then = _score_map(ground, found), {} if earlier is None else _score_map(ground, earlier)
    findings = [_below(name, found) for name in now if found.below_floor.get(name)]
    stale = [found.unscored[name] for name, (score, _) in now.items() if score is None]
    if ground.partners is not None and len(ground.partners) == 1:
        (name,) = ground.partners
        readings = _standing(now.get(name, _NO_SCORE), then.get(name, _NO_SCORE))
        if name not in now:
            stale.append(Reason("review-not-judged", {"area": "scores"}))
    else:
        readings = (
            Reading(code="scored", value=_scored(now), before=_scored(then) if then else None),
            Reading(code="score-median", value=_median(now), before=_median(then)),
        )
    # The weakest come first: they are whom a review is about.
    order = sorted((score, name) for name, (score, _) in now.items() if score is not None)
    lines = [name for _, name in order[:MOST_LINES]] if len(now) > 1 else []
    return AreaReview(
        area="scores",
        state=state_of(findings) if order else "unknown",
        readings=readings,
        lines=tuple(
            Line(id=name, readings=_standing(now[name], then.get(name, _NO_SCORE))) for name in lines
        ),
        findings=tuple(findings),
        stale=tuple(stale[:MOST_LINES]),
    )


def _own_score(viewer: str, found: Scores, earlier: Scores | None) -> AreaReview:
    now = found.explain(viewer, viewer=viewer)
    if now.score is None:
        # What hangs on peers is not told, and neither is whether a floor of their scale was missed.
        hangs = now.limit is not None and now.limit.code == "hangs-on-peers"
        stale = () if now.limit is None else (now.limit,)
        return AreaReview(area="scores", state="hidden" if hangs else "unknown", stale=stale)
    then = None
    if earlier is not None and viewer in earlier.rows:
        then = earlier.explain(viewer, viewer=viewer).score
    findings = (_below(viewer, found),) if found.below_floor.get(viewer) else ()
    reading = Reading(code="score", value=now.score, before=then)
    return AreaReview(area="scores", state=state_of(findings), readings=(reading,), findings=findings)


def _below(name: str, found: Scores) -> Finding:
    below = found.below_floor[name]
    reason = Reason("review-below-floor", {"partner": name, "count": len(below)})
    return Finding(reason=reason, severity="medium", subjects=(name,), evidence=below)


def _standing(now: _Score, then: _Score) -> tuple[Reading, ...]:
    return (
        Reading(code="score", value=now[0], before=then[0]),
        Reading(code="score-rank", value=now[1], before=then[1]),
    )


def _score_map(ground: Ground, found: Scores) -> dict[str, _Score]:
    names = [str(name) for name in found] if ground.shown is None else ground.shown
    told: dict[str, _Score] = {}
    for name in names:
        if name in found.rows:
            rank = float(found.rank[found.row(name)])
            told[name] = (found[name], None if rank != rank else int(rank))  # noqa: PLR0124  # NaN is no rank
    return told


def _scored(told: Mapping[str, _Score]) -> int:
    return sum(score is not None for score, _ in told.values())


def _median(told: Mapping[str, _Score]) -> float | None:
    known = [score for score, _ in told.values() if score is not None]
    return float(median(known)) if known else None
