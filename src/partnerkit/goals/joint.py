"""
How do teams stand that want something together, and who kept the promises of a joint plan?

Each team's attainment is the weighted mean of the shared goals and its own.
What is not known is not counted as zero: then the mean is not known either.
Promises are judged on a day: by the goal that measures them, or by the day on
which both sides agree they were done. Vendor and partner are judged alike.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, final

from attrs import frozen

from partnerkit.facts.agreement import Commitment, JointPlan, Side
from partnerkit.facts.joint import JointGoal
from partnerkit.goals.actuals import BY_GOAL
from partnerkit.goals.amounts import quotient
from partnerkit.goals.judged import Attainment
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows

__all__ = ["Kept", "TeamAttainment", "attain_jointly", "broken_commitments", "judge_commitments"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class TeamAttainment:
    """How one team of a joint goal stands; the parts add up to the whole."""

    team: str

    #: None while one of the goals is not known, or not all of it.
    attainment: Decimal | None

    #: What the shared goals and the team's own bring into it.
    shared: Decimal | None
    individual: Decimal | None
    reasons: tuple[Reason, ...] = ()


def attain_jointly(joint: JointGoal, status: Mapping[str, Attainment]) -> dict[str, TeamAttainment]:
    """
    Return how each team of *joint* stands: team -> attainment.

    *status* maps every goal of it to an `Attainment`: one `Status`, or several
    joined, for the goals may be of several measures.

    >>> from partnerkit.facts import Goal, JointPart
    >>> from partnerkit.goals import GoalTree, attain
    >>> from partnerkit.values import Period
    >>> names = ("pipeline", "leads", "deals")
    >>> goals = [Goal(id=name, measure="m", period=Period.year(2026), target=100) for name in names]
    >>> status = attain(GoalTree.of(goals), {"pipeline": 90, "leads": 120, "deals": 50}, as_of=date(2026, 6, 30))
    >>> half = Decimal("0.5")
    >>> parts = [("marketing", "pipeline"), ("marketing", "leads"), ("sales", "pipeline"), ("sales", "deals")]
    >>> joint = JointGoal(
    ...     id="J",
    ...     period=Period.year(2026),
    ...     parts=[JointPart(team=team, goal=goal, weight=half) for team, goal in parts],
    ... )
    >>> {team: str(each.attainment) for team, each in attain_jointly(joint, status).items()}
    {'marketing': '1.05', 'sales': '0.7'}
    """
    fields.check({"joint": (fields.instance(JointGoal, "a JointGoal"), joint), "status": (BY_GOAL, status)})
    raise_faults(
        InvalidValue(
            path=f"status[{part.goal}]",
            value=shown(status[part.goal]) if part.goal in status else "nothing",
            remedy="give the attainment of this goal",
        )
        for part in joint.parts
        if part.goal not in status or not isinstance(status[part.goal], Attainment)
    )
    shared = set(joint.shared)
    found: dict[str, TeamAttainment] = {}
    for team in joint.teams:
        sums = {True: Fraction(0), False: Fraction(0)}
        unknown: list[Reason] = []
        for part in (part for part in joint.parts if part.team == team):
            standing = status[part.goal]
            reached, said = standing.attainment, {"goal": part.goal, "weight": part.weight}
            if reached is None:
                unknown.append(Reason("joint-part-unknown", said))
                continue
            if standing.unknown:
                # The attainment is that of the known leaves alone, as if the others had brought nothing.
                unknown.append(Reason("joint-part-incomplete", {**said, "unknown": standing.unknown}))
                continue
            counted = reached if joint.cap is None else min(reached, joint.cap)
            sums[part.goal in shared] += Fraction(part.weight) * Fraction(counted)
        known = not unknown
        found[team] = TeamAttainment(
            team=team,
            attainment=quotient(sum(sums.values(), Fraction(0))) if known else None,
            shared=quotient(sums[True]) if known else None,
            individual=quotient(sums[False]) if known else None,
            reasons=tuple(unknown),
        )
    return found


@final
@frozen(kw_only=True)
class Kept:
    """Whether one promise of a joint plan was kept."""

    commitment: Commitment

    #: "open" before its day; "unknown" where its goal cannot tell.
    state: Literal["kept", "kept-late", "broken", "open", "unknown"]
    reason: Reason

    @property
    def by(self) -> Side:
        """Whose promise it is."""
        return self.commitment.by


def judge_commitments(
    joint_plan: JointPlan, status: Mapping[str, Attainment] | None = None, *, as_of: date
) -> Rows[Kept]:
    """
    Judge on the day *as_of* which promises of *joint_plan* were kept, the vendor's and the partner's alike.

    A promise that a goal measures is kept when the goal is reached at the end
    of its period; *status* holds how the goals stand.

    >>> from partnerkit.values import Period
    >>> demo = Commitment(id="C-1", by="vendor", text="a demo machine", due=date(2026, 3, 31))
    >>> plan = JointPlan(id="J-1", partner="P-4", period=Period.year(2026), commitments=[demo])
    >>> [judge_commitments(plan, as_of=day)[0].state for day in (date(2026, 3, 31), date(2026, 4, 1))]
    ['open', 'broken']
    """
    checks = {
        "joint_plan": (fields.instance(JointPlan, "a JointPlan"), joint_plan),
        "status": (fields.optional(BY_GOAL), status),
        "as_of": (fields.calendar_date, as_of),
    }
    fields.check(checks)
    raise_faults(
        InvalidValue(
            path=f"commitments[{each.id}].done_on",
            value=shown(str(each.done_on)),
            remedy="use a day that is not after as_of",
        )
        for each in joint_plan.commitments
        if each.done_on is not None and each.done_on > as_of
    )
    return Rows(Kept, (_kept(each, joint_plan, status or {}, as_of) for each in joint_plan.commitments))


def _kept(promise: Commitment, plan: JointPlan, status: Mapping[str, Attainment], as_of: date) -> Kept:
    due = plan.period.last_day if promise.due is None else promise.due
    facts = {"commitment": promise.text, "side": promise.by, "due": due}
    if promise.done_on is not None:
        in_time = promise.done_on <= due
        code = "commitment-kept" if in_time else "commitment-kept-late"
        return Kept(
            commitment=promise,
            state="kept" if in_time else "kept-late",
            reason=Reason(code, {**facts, "done_on": promise.done_on}),
        )
    if promise.goal is not None:
        standing = status.get(promise.goal)
        if standing is not None and standing.method == "complete" and standing.probability is not None:
            reached = standing.probability == 1.0
            return Kept(
                commitment=promise,
                state="kept" if reached else "broken",
                reason=Reason(
                    "commitment-measured",
                    {**facts, "goal": promise.goal, "attainment": standing.attainment},
                ),
            )
        if as_of > due:
            return Kept(
                commitment=promise,
                state="unknown",
                reason=Reason("commitment-unknown", {**facts, "goal": promise.goal}),
            )
    if as_of > due:
        return Kept(commitment=promise, state="broken", reason=Reason("commitment-broken", facts))
    return Kept(commitment=promise, state="open", reason=Reason("commitment-open", facts))


def broken_commitments(judged: Sequence[Kept], *, partner: str) -> tuple[Finding, ...]:
    """
    Return a finding for each promise that was not kept; who gave it is heard before anything follows.

    >>> from partnerkit.values import Period
    >>> demo = Commitment(id="C-1", by="vendor", text="a demo machine", due=date(2026, 3, 31))
    >>> plan = JointPlan(id="J-1", partner="P-4", period=Period.year(2026), commitments=[demo])
    >>> (found,) = broken_commitments(judge_commitments(plan, as_of=date(2026, 4, 1)), partner="P-4")
    >>> found.reason.code, [each.facts["party"] for each in found.proposals]
    ('commitment-broken', ['vendor'])
    """
    fields.check({"partner": (fields.identifier, partner)})
    given = fields.listed("judged", judged, Kept)
    return tuple(
        Finding(
            reason=each.reason,
            severity="medium",
            subjects=(partner, each.commitment.id),
            proposals=(Reason("state-your-side", {"party": partner if each.by == "partner" else each.by}),),
        )
        for each in given
        if each.state == "broken"
    )
