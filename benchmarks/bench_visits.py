"""
What does a plan of visits cost, and how far is it from the best one?

    nox -s bench -- visits

50 managers and 10,000 partners, up to 12 visits each, seed fixed: beside our plan,
numpy sorts what all visits are worth an hour, once. How far from the best plan
is said by the bound of the linear relaxation for all, and by HiGHS, exactly, for
some managers alone. Best of a few rounds.
"""

from functools import partial

import numpy as np
from scipy import optimize

import stopwatch
from figures import tell
from partnerkit.engagement.coverage import Cases, spread, worth

MANAGERS, PARTNERS, MOST, ROUNDS = 50, 10_000, 12, 7

#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=ROUNDS)


def drawn() -> tuple[Cases, np.ndarray]:
    """Return the partners, and the hours of each manager."""
    rng = np.random.default_rng(1)
    cases = Cases(
        rng.integers(0, MANAGERS, PARTNERS),
        rng.lognormal(9, 1.2, PARTNERS),
        rng.uniform(0.05, 0.9, PARTNERS),
        rng.choice([2.0, 3.0, 4.0, 6.0, 9.0], PARTNERS),
        rng.integers(0, 2, PARTNERS),
        np.full(PARTNERS, MOST),
    )
    return cases, rng.uniform(1_400, 1_700, MANAGERS)


def exact(cases: Cases, budget: float, rows: np.ndarray) -> float:
    """Return what the best plan of one manager brings."""
    visits = np.arange(MOST + 1)
    values = -cases.gap[rows, None] * np.expm1(-cases.response[rows, None] * visits)
    steps = np.diff(values, axis=1)
    free = visits[None, :-1] >= cases.least[rows, None]
    hours = np.repeat(cases.hours[rows, None], MOST, axis=1)[free]
    due = (cases.least[rows] * cases.hours[rows]).sum()
    found = optimize.milp(
        -steps[free],
        integrality=np.ones(int(free.sum())),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(hours[None, :], ub=budget - due),
    )
    return float(values[np.arange(len(rows)), cases.least[rows]].sum() - found.fun)


def main() -> None:
    """Print the figures."""
    cases, budget = drawn()
    found = spread(cases, budget)
    visits = np.arange(MOST)
    marginal = (worth(cases, np.ones(1)) / cases.hours)[:, None] * np.exp(-cases.response[:, None] * visits)
    ours, sort = best(lambda: spread(cases, budget)), best(lambda: np.sort(marginal, axis=None))
    plain = best(lambda: np.argsort(marginal, axis=None))
    print(f"{int(found.visits.sum()):,} visits")
    tell("plan / sort of what all visits are worth", ours / sort, most=3)
    tell("plan / order of what all visits are worth", ours / plain)
    reached = worth(cases, found.visits)
    tell("below the bound", 100 * (1 - reached.sum() / found.bound.sum()), "%", most=1)
    shares = []
    for manager in range(0, MANAGERS, 10):
        rows = np.flatnonzero(cases.manager == manager)
        shares.append(1 - reached[rows].sum() / exact(cases, budget[manager], rows))
    tell("below the best plan (HiGHS), worst of five", 100 * max(shares), "%", most=1)


if __name__ == "__main__":
    main()
