"""
What does it cost to know how far the plans of 100,000 partners are?

    nox -s bench -- plans

A plan of ten steps for each of 100,000 partners, seed fixed. The unit of the
kernel is one pass over its figures: the sum of all of them as they lie. The
objects stand beside a Python loop that reads every field that is used once, of
every plan and step. All in one run, best of a few rounds.
"""

from datetime import date, timedelta
from functools import partial

import numpy as np

import stopwatch
from figures import grow, tell
from partnerkit.facts.plan import Plan, PlanStep
from partnerkit.lifecycle.progress import PlanProgress, StepColumns, measure_progress, plan_progress
from partnerkit.values.time import Period

PARTNERS, STEPS, ROUNDS = 100_000, 10, 5
START, TODAY = date(2026, 1, 5), date(2026, 6, 30)

#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=ROUNDS)


def plans(count: int) -> list[Plan]:
    """Return plans that begin on different days and are differently far."""
    rng = np.random.default_rng(1)
    begun = rng.integers(0, 120, count).tolist()
    far = rng.integers(0, STEPS + 1, count).tolist()
    weights = rng.integers(1, 5, STEPS).tolist()
    found = []
    for place in range(count):
        first = START + timedelta(days=begun[place])
        found.append(
            Plan(
                id=f"B-{place}",
                kind="onboarding",
                partner=f"P-{place}",
                period=Period.of(first, first + timedelta(days=120)),
                steps=[
                    PlanStep(
                        id=f"S-{number}",
                        code="train-people",
                        by="partner",
                        due=first + timedelta(days=10 * number + 9),
                        after=[f"S-{number - 1}"] if number else [],
                        weight=weights[number],
                        done_on=first + timedelta(days=10 * number + 8) if number < far[place] else None,
                    )
                    for number in range(STEPS)
                ],
            )
        )
    return found


def read(known: list[Plan]) -> None:
    """Read every field that is used once."""
    for plan in known:
        _ = (plan.id, plan.partner)
        for step in plan.steps:
            _ = (step.due, step.done_on, step.weight)


def made(known: list[Plan]) -> list[PlanProgress]:
    """Read every field that is used once, and make one result of each plan, as anybody would by hand."""
    found = []
    for plan in known:
        whole = done = expected = overdue = 0
        due = None
        for step in plan.steps:
            whole += step.weight
            if step.due <= TODAY:
                expected += step.weight
            if step.done_on is not None and step.done_on <= TODAY:
                done += step.weight
            else:
                overdue += step.due < TODAY
                due = step.due if due is None else min(due, step.due)
        found.append(
            PlanProgress(
                plan=plan.id, partner=plan.partner, done=done / whole, expected=expected / whole,
                overdue=overdue, due=due,
            )
        )  # fmt: skip
    return found


def main() -> None:
    """Print the figures."""
    known = plans(PARTNERS)
    columns, day = StepColumns.of(known), TODAY.toordinal()
    figures = [each for group in columns.groups for each in (group.due, group.done, group.weight)]
    one_pass = best(lambda: [each.sum() for each in figures])
    kernel = best(lambda: measure_progress(columns, day))
    loop, by_hand = best(lambda: read(known)), best(lambda: made(known))
    assert made(known) == list(plan_progress(known, as_of=TODAY).rows())
    judged = best(lambda: plan_progress(known, as_of=TODAY))
    each = best(lambda: list(plan_progress(known, as_of=TODAY).rows()))
    small = known[: PARTNERS // 10]
    grown = best(lambda: plan_progress(small, as_of=TODAY))
    print(
        f"{PARTNERS:,} plans of {STEPS} steps; one pass {1e3 * one_pass:.2f} ms, one loop {1e3 * loop:.0f} ms"
    )
    tell("progress of plans, arrays", kernel / one_pass, "passes", most=10)
    tell("progress of plans, objects", judged / loop, "loops", most=3)
    tell("each plan read as an object", each / loop, "loops")
    tell("each plan read as an object / made by hand", each / by_hand)
    grow("progress of plans", {PARTNERS // 10: grown, PARTNERS: judged}, most=11)


if __name__ == "__main__":
    main()
