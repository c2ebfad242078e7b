"""Goals that change hands or are shared are answered as they were before."""

from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

from goal_worlds import (
    MEASURES,
    NOON,
    PERIODS,
    START,
    actuals,
    trees,
    tried,
    value,
)

from partnerkit import Goal, PartnerkitError, Period
from partnerkit.facts import (
    Commitment,
    CreditSplit,
    HandOver,
    JointGoal,
    JointPart,
    JointPlan,
)  # fmt: skip
from partnerkit.goals import (
    alignment,
    approval,
    attain,
    bounds,
    handdown,
    handover,
    joint,
    planning,
    proposals,
    scenario,
    versions,
)
from partnerkit.goals.reconcile import reconcile
from partnerkit.goals.tree import GoalTree
from partnerkit.values import WorkingCalendar

#: Closed on weekends, and on two days on which goals change hands.
OFFICE = WorkingCalendar(
    zone="Europe/Berlin",
    week={day: ((time(9), time(17)),) for day in range(5)},
    holidays=(date(2028, 1, 1), date(2028, 1, 3)),
)
INSIDE = [
    Period.of(START, date(2028, 1, 2)),
    Period.of(date(2028, 1, 1), date(2028, 1, 3)),
    Period.day(date(2028, 1, 3)),
    Period.of(date(2028, 1, 4), date(2028, 1, 8)),
]


def goals_of_several(draw, kind):
    """Return a goal over two others, of whom anybody may be the partner."""
    periods = [
        Period.of(START, date(2028, 1, 8)),
        Period.of(date(2028, 1, 1), date(2028, 1, 4)),
        *([Period.since(START)] if draw.is_so(0.05) else []),
    ]
    period, names = draw.one_of(periods), [None, "x", "y"]
    goals = [Goal(id=name, parent=parent, measure="m", period=period, target=value(draw, kind), partner=draw.one_of(names), territory=draw.one_of(names), owner="o") for name, parent in (("a", None), ("b", "a"), ("c", "a"))]  # fmt: skip
    return GoalTree.of(goals, measure=MEASURES.get(kind))


def handovers(draw):
    """Return who gives what to whom and when, as far as that can be."""
    days, said = [START + timedelta(number) for number in range(14)], []
    for number in range(draw.whole(1, 4)):
        whose = draw.one_of(
            [
                {"goal": draw.one_of(["a", "b", "c", *(["z"] if draw.is_so(0.1) else [])])},
                {"partner": draw.one_of("xy")},
                {"territory": draw.one_of("xy")},
            ]
        )
        share = draw.one_of([None, None, None, Decimal("0.25"), Decimal("0.5"), Decimal(1)])
        said.append(
            tried(
                HandOver,
                id=f"H-{number}",
                on=draw.one_of(days),
                to=draw.one_of("pq"),
                changes=draw.one_of(["owner", "owner", "partner", "territory"]),
                share=share,
                **whose,
            )
        )
    return [each for each in said if isinstance(each, HandOver)]


def handed_over(draw):
    """Hand goals over within their period, and divide what was reached."""
    kind = draw.one_of(
        ["money", "plain", "exact", "ratio", "stock", "pieces"] if draw.is_so(0.3) else ["money", "plain"]
    )
    tree, said = goals_of_several(draw, kind), handovers(draw)
    calendar, period = draw.one_of([None, OFFICE]), tree["a"].period
    found = tried(handover.hand_over, tree, said, calendar=calendar)
    after = found if isinstance(found, GoalTree) else tree
    known = {
        each: draw.one_of(
            [
                {when: draw.one_of([None, value(draw, kind)]) for when in draw.some(INSIDE)},
                value(draw, kind),
            ]
        )
        for each in draw.some("abcz")
    }
    return [
        found,
        tried(handover.divide_actuals, after, known, calendar=calendar),
        handover.working_days(OFFICE, period) if not period.is_open else None,
    ]


def shared_credit(draw):
    """Split the credit for a goal between several."""
    tree, kind = trees(draw, draw.one_of(["money", "plain", "exact", "ratio", "distinct", "pieces"]), most=4)
    parts = [
        {"p": Decimal("0.5"), "q": Decimal("0.5")},
        {"p": Decimal("0.34"), "q": Decimal("0.33"), "r": Decimal("0.33")},
        {"p": Decimal(1)},
    ]
    splits = [tried(CreditSplit, id=f"S-{number}", goal=draw.one_of([*tree.leaves, *tree.leaves, *tree.ids]), among=draw.one_of(["owner", "partner", "territory"]), shares=draw.one_of(parts)) for number in range(draw.whole(1, 2))]  # fmt: skip
    splits = [each for each in splits if isinstance(each, CreditSplit)]
    return [
        tried(handover.share_credit, tree, splits),
        tried(handover.share_actuals, actuals(draw, tree, kind), splits),
    ]


def together(draw):
    """Reach a goal together with others, each with a part, on days around the end."""
    period = Period.month(2028, 2)
    goals = [Goal(id=name, measure="m", period=period, target=draw.one_of([0, 2, 10])) for name in "abc"]
    known = {name: draw.one_of([0, 1, 2, 3, 10]) for name in draw.some("abc", 0.8)}
    halves = [Decimal("0.5"), Decimal("0.5")]
    parts = [
        JointPart(team=team, goal=goal, weight=weight)
        for team in "st"
        for goal, weight in zip(draw.mixed("abc"), halves, strict=False)
    ]
    goal = JointGoal(id="J", period=period, parts=parts, cap=draw.one_of([None, Decimal(1), Decimal("1.2")]))
    answers = []
    promises = [
        tried(
            Commitment, id=f"C-{number}", by=draw.one_of(["vendor", "partner"]), text="t", due=draw.one_of([None, date(2028, 2, 28), date(2028, 2, 29)]),
            goal=draw.one_of([None, None, "a", "b"]), done_on=draw.one_of([None, None, None, date(2028, 2, 28), date(2028, 3, 1)]),
        )
        for number in range(4)
    ]  # fmt: skip
    plan = JointPlan(
        id="P",
        partner="x",
        period=period,
        goals=("a", "b"),
        commitments=[each for each in promises if isinstance(each, Commitment)],
    )
    for day in (date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2028, 3, 2)):
        status = attain(GoalTree.of(goals), known, as_of=day)
        judged = tried(joint.judge_commitments, plan, draw.one_of([None, status, status]), as_of=day)
        answers += [
            tried(joint.attain_jointly, goal, {each: status[each] for each in draw.some("abc", 0.95)}),
            judged,
        ]
        if not isinstance(judged, PartnerkitError):
            answers += [
                tuple(judged),
                [each.by for each in judged],
                joint.broken_commitments(tuple(judged), partner="x"),
            ]
    return answers


def test_hands_that_goals_go_through(answers_as_before):
    """Goals handed over within their period, shared between several, and reached together."""
    answers_as_before(handed_over, cases=100)
    answers_as_before(shared_credit, cases=60)
    answers_as_before(together, cases=40)


def grown_apart(draw):
    """Follow whether the priorities of two grow apart, and from when on that is told."""

    def priorities():
        found = {
            name: draw.one_of([0, 1, 1, 2, Decimal("0.5"), Fraction(1, 3)])
            for name in draw.some(["r", "s", "t"], 0.9)
        }
        return found if any(found.values()) or draw.is_so(0.1) else {"r": 1}

    said = {
        START + timedelta(number * 20): (priorities(), priorities()) for number in draw.some(range(4), 0.6)
    }
    course = alignment.trend(said)
    partner = {"partner": "P-1"}
    answers = [
        course.divergences,
        course.change,
        course.slope,
        course.alignments,
        [(each.driver, each.reason) for each in course.alignments],
    ]
    for after in (-1, 0, 1):
        signed = draw.one_of([None, course.days[-1] + timedelta(after)])
        edge = Decimal(draw.one_of([0, 1, 2, 3, 5])) / draw.one_of([4, 8, 10])
        answers += [
            alignment.alignment_findings(course, signed_on=signed, **partner),
            alignment.alignment_findings(course, signed_on=signed, threshold=edge, **partner),
        ]
    last = Decimal(course.divergences[-1].numerator) / course.divergences[-1].denominator
    return [
        *answers,
        [
            alignment.alignment_findings(course, threshold=last / times, **partner)
            for times in (1, 2, Decimal("1.5"))
        ],
        tried(course.alignments[0].view, viewer=draw.one_of(["vendor", "partner", "x"])),
    ]


def plain_ones(draw):
    """Return each value of the room as it is without being told more."""
    goal = Goal(id="a", measure="m", period=PERIODS[0], target=1)
    tree = GoalTree.of([goal])
    return [
        approval.Step(goal="a", event="submit", by="p", at=NOON), proposals.Proposal(goal="a", value=1, by="p", at=NOON), scenario.Changes(), bounds.Bounds(),
        planning.PlanningRound(id="r").record(tree, at=NOON, by="p"), versions.Version.of(tree, number=1, at=NOON, by="p"), handdown.Terms(), alignment.align({"r": 1}, {"s": 1}),
        [approval.APPROVAL.transition(each.source, each.event) for each in approval.APPROVAL.transitions], reconcile(tree, {}),
    ]  # fmt: skip


def test_alignment(answers_as_before):
    """Whether both want the same, and whether they grow apart."""
    answers_as_before(grown_apart, cases=80)
    answers_as_before(plain_ones, cases=1)
