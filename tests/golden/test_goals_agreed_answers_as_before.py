"""What is proposed, agreed, changed and shared is answered as it was before."""

from datetime import timedelta

import numpy as np
from attrs import evolve
from goal_worlds import KINDS, NOON, UNITS, actuals, odd_value, trees, tried, value

from partnerkit import Goal, PartnerkitError
from partnerkit.goals import approval, coherent, planning, proposals, scenario, shape, versions, views
from partnerkit.goals.reconcile import METHODS, reconcile
from partnerkit.goals.tree import GoalTree


def reconciled(draw):
    """Bring together what is handed down and what is proposed, by each method."""
    tree, kind = trees(
        draw,
        draw.one_of(["money", "plain", "exact", "cents", "pieces", *(["ratio"] if draw.is_so(0.1) else [])]),
        most=8,
    )
    said = {each: value(draw, kind) for each in draw.some(tree.ids)}
    if draw.is_so(0.1):
        said[draw.one_of([*tree.ids, "z"])] = odd_value(draw, kind)
    told = [
        proposals.Proposal(goal=each, value=said[each], by=draw.one_of("pq"), at=NOON + timedelta(hours=draw.whole(0, 1)))
        for each in [*said, *said] if said[each] is not None and draw.is_so(0.7)
    ]  # fmt: skip
    answers = [
        tried(proposals.compare, tree, said),
        tried(proposals.compare, tree, told),
        tried(proposals.latest, told),
    ]
    sizes = {each: draw.one_of([1, 2.5, 0.1, *([0, -1] if draw.is_so(0.03) else [])]) for each in tree.ids}
    errors = {each: [draw.number(-9, 9) for _ in range(3 + draw.is_so(0.02))] for each in tree.ids}
    for method in (*METHODS, *(["x"] if draw.is_so(0.1) else [])):
        more = {"level": draw.one_of([0, 0, 1, 2])} if method == "middle-out" or draw.is_so(0.05) else {}
        given = draw.one_of([said, told])
        own = {"wls": ("variances", [None, sizes]), "mint": ("errors", [errors, errors, None])}
        # Each is drawn for every method, so that the same questions are asked as ever.
        for each, (name, some) in own.items():
            drawn = draw.one_of(some)
            more |= {name: drawn} if each == method else {}
        found = tried(reconcile, tree, given, method=method, **more)
        answers.append(
            found
            if isinstance(found, PartnerkitError)
            else [
                found.tree.targets.parts,
                found.tree.gaps(),
                found.unanswered,
                found.tree.targets.as_int,
            ]
        )
    return answers


def deviating(draw):
    """Return by how much each proposal gives way, in arrays."""
    one, _ = shape.Shape.of(np.array([-1, 0, 0, 1, 1, *([2, 2] if draw.is_so() else [])]))
    off = np.array([draw.number(-5, 5) for _ in range(len(one))])
    spread = np.array([draw.number(0.1, 3) for _ in range(len(one))])
    past = np.array(
        [[draw.number(-3, 3) if at else 1.0 for _ in range(draw.one_of([4]))] for at in range(len(one))]
    )
    covariance = coherent.shrunk_covariance(past)
    sums = one.add_up(np.where(one.is_leaf, np.array([draw.one_of(UNITS) for _ in range(len(one))]), 0))
    deviation = coherent.deviations(one, off, spread)
    return [
        np.round(deviation, 9) + 0.0, np.round(covariance, 9) + 0.0, np.round(coherent.mint_deviations(one, off, covariance), 7) + 0.0,
        coherent.whole_tree(one, sums, deviation), coherent.whole_tree(one, sums.astype(object), deviation),
    ]  # fmt: skip


def a_round_of_planning(draw):
    """Submit, approve and return goals, and keep versions of them."""
    tree, kind = trees(draw, "money", most=4)
    steps, answers = (), []
    for hour in range(8):
        event = draw.one_of(["submit", "submit", "approve", "approve", "return", "reopen"])
        at = NOON + timedelta(hours=hour - 2 * draw.is_so(0.05))
        step = approval.Step(
            goal=draw.one_of([*tree.ids, *(["z"] if draw.is_so(0.05) else [])]),
            event=event,
            by=draw.one_of("pq"),
            at=at,
            reason=draw.one_of(["", "so", "so"]),
        )
        found = tried(approval.advance, tree, steps, step)
        answers.append(found)
        steps = steps if isinstance(found, PartnerkitError) else found
    plan = planning.PlanningRound(id="r", steps=steps).record(
        tree, at=NOON, by="p", origin=draw.one_of(versions.ORIGINS)
    )
    plan = plan.record(
        GoalTree.of(with_others(draw, tree, kind), measure=tree.measure), at=NOON, by="q", note="n"
    )
    first, second = plan.versions
    again = tried(
        planning.PlanningRound,
        id="r",
        versions=draw.one_of([(first,), (second, first), (first, first), ()]),
    )
    return [
        answers,
        approval.statuses(steps),
        plan,
        plan.versions,
        plan.steps,
        versions.diff(first, second),
        versions.diff(second, tree),
        again,
        [plan.status(each) for each in tree],
    ]


def differences(draw):
    """Tell two versions apart."""
    one, other = (
        {name: odd_value(draw, draw.one_of(KINDS)) for name in draw.some("abcd", 0.8)} for _ in range(2)
    )
    return versions.diff(
        {name: each for name, each in one.items() if each is not None},
        {name: each for name, each in other.items() if each is not None},
    )


def test_agreeing(answers_as_before):
    """What is handed down and what is proposed, brought together, in versions and steps."""
    answers_as_before(reconciled, cases=60)
    answers_as_before(deviating, cases=30)
    answers_as_before(a_round_of_planning, cases=60)
    answers_as_before(differences, cases=60)


def with_others(draw, tree, kind):
    """Return the goals of a tree, some with another target."""
    return [
        evolve(each, target=value(draw, kind) if draw.is_so(0.3) else each.target) for each in tree.values()
    ]


def scenarios(draw):
    """Ask what would be different with other targets, values, places and goals."""
    tree, kind = trees(
        draw,
        draw.one_of(
            ["money", "plain", "exact", "ratio", "pieces", *(["distinct"] if draw.is_so(0.1) else [])]
        ),
        by_time=0.1,
    )
    some = [*tree.ids, *(["z"] if draw.is_so(0.05) else [])]
    moving = draw.one_of(some)
    new = [Goal(id=draw.one_of(["n", "n", *tree.ids]), parent=draw.one_of([None, *tree.roots]), measure="m", period=tree[tree.ids[0]].period, target=value(draw, kind)) for _ in range(draw.one_of([0, 0, 1]))]  # fmt: skip
    changes = scenario.Changes(
        targets={each: value(draw, kind) for each in draw.some(tree.leaves, 0.3)} | ({draw.one_of(some): value(draw, kind)} if draw.is_so(0.1) else {}),
        actuals=actuals(draw, tree, kind, odd=0) if draw.is_so(0.4) else {},
        moved={moving: draw.one_of([None, *(each for each in tree.ids if moving not in tree.path(each))])} if draw.is_so(0.3) else {},
        goals=new, without=[draw.one_of(some)] if draw.is_so(0.2) else (),
    )  # fmt: skip
    found = scenario.what_if(tree, changes, actuals=draw.one_of([None, actuals(draw, tree, kind, odd=0)]))
    return [
        found.tree,
        found.tree.gaps(),
        tried(dict, found.targets),
        found.actuals and tried(dict, found.actuals),
        repr(found.targets),
        len(found.targets),
    ]


def other_views(draw):
    """Group a tree otherwise: by time, by owner, by a column of the host."""
    tree, _ = trees(
        draw,
        draw.one_of(["money", "plain", "ratio", "stock", *(["distinct"] if draw.is_so(0.1) else [])]),
    )
    owner = ("first", lambda goal: goal.id if draw.is_so(0.9) else None)
    by = draw.some(
        ["owner", "partner", "territory", "product", "year", "half", "quarter", "month", "team", owner],
        0.2,
    )
    more = {"root": draw.one_of(["all", "top"]), "other": draw.one_of(["rest", "rest", None])}
    both = views.Views.of(tree, one=("year",), two=draw.some(["half", "year"]))
    return [
        tried(views.regroup, tree, *by, **more),
        tried(views.regroup, tree, "year"),
        list(both),
        len(both),
        repr(both),
        [tried(both.__getitem__, each) for each in both],
    ]


def test_what_would_be_different(answers_as_before):
    """Other targets, other values, moved and gone: and which leaves make the difference."""
    answers_as_before(scenarios, cases=100)
    answers_as_before(other_views, cases=80)
