"""
What do bonuses and tiers of 100,000 partners cost?

    nox -s bench -- incentives

Arrays: the sales of twelve months, summed and climbed up a ladder of five steps
(one for all, and one of a hundred); six measures looked at for four tiers, half
of them for points with a floor. The unit is one pass over the figures of each,
`X.sum()`. Objects: terms and amounts in, what was earned and what is missing
out; partners and six measures in, tiers out. The unit is one Python loop that
reads every used field once and makes one result of it. All of one run, medians
of work of the processors; growth is from 100,000 to 1,000,000 partners.
"""

import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from figures import grow, tell
from partnerkit import Money, Partner, Period
from partnerkit.facts import BonusTerm, Program, RebateStep, Requirement, Tier
from partnerkit.lifecycle import bonuses, qualify_tiers
from partnerkit.lifecycle.ladders import Ladders, climb
from partnerkit.lifecycle.points import highest
from partnerkit.lifecycle.shown import evidence

PARTNERS, ROUNDS = 100_000, 5
YEAR, TODAY = Period.year(2026), date(2026, 9, 30)
MEASURES = ("revenue", "satisfaction", "rejected", "trained", "response", "growth")


def medians(acts: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of each, taken in turn; the first round does not count."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds + 1):
        for name, act in acts.items():
            gc.collect()
            started = time.process_time()
            act()
            taken[name].append(time.process_time() - started)
    return {name: statistics.median(times[1:]) for name, times in taken.items()}


def ladders(count: int) -> list[BonusTerm]:
    """Return terms with ladders of five steps that differ a little."""
    return [
        BonusTerm(
            id=f"L-{at}",
            partner="P",
            kind="rebate",
            measure="revenue",
            period=YEAR,
            steps=[
                RebateStep(turnover=Money.of(20_000 * step + at, "EUR"), share=Decimal(step) / 100)
                for step in range(1, 6)
            ],
            ladder="marginal" if at % 2 else "whole-turnover",
        )
        for at in range(count)
    ]


def program(*, points: bool = True) -> Program:
    """Return four tiers on six measures; three must be shown, three give points, or none of them do."""
    tiers = []
    for rank, name in enumerate(("member", "silver", "gold", "platinum"), 1):
        must = [Requirement(measure=each, least=Decimal(20 * rank)) for each in MEASURES[3:5]]
        must.append(Requirement(measure="rejected", most=Decimal(100 - 10 * rank)))
        more = [
            Requirement(measure=each, least=Decimal(22 * rank), floor=Decimal(5 * rank), points=Decimal(10))
            if points
            else Requirement(measure=each, least=Decimal(22 * rank))
            for each in (MEASURES[0], MEASURES[1], MEASURES[5])
        ]
        needed = Decimal(18) if points else None
        tiers.append(Tier(name=name, rank=rank, requirements=[*must, *more], points=needed))
    return Program(id="p", tiers=tiers)


def earned(months: NDArray[np.int64], ladder: NDArray[np.intp], steps: Ladders) -> NDArray[np.int64]:
    """Add up the months, and climb."""
    return climb(months.sum(0), ladder, steps)[0]


def bench_arrays(rng: np.random.Generator) -> None:
    """Print the kernels in passes over their figures, and how they grow."""
    tiers, plain = (
        evidence(program(points=points), [], {name: {} for name in MEASURES}, period=YEAR).tiers
        for points in (True, False)
    )
    curves: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for count in (PARTNERS, 10 * PARTNERS):
        months = rng.integers(0, 2_000_000, (12, count))
        figures = rng.integers(0, 2_000_000, (len(MEASURES), count))
        one, many = Ladders.of(ladders(1)), Ladders.of(ladders(100))
        nobody, place = np.zeros(count, np.intp), rng.integers(0, 100, count)
        taken = medians(
            {
                "pass, months": months.sum,
                "pass, measures": figures.sum,
                "bonus, one ladder": partial(earned, months, nobody, one),
                "bonus, 100 ladders": partial(earned, months, place, many),
                "tiers, all must be met": partial(highest, figures, plain),
                "tiers, half for points": partial(highest, figures, tiers),
            },
            3 * ROUNDS,
        )
        for name, unit in (
            ("bonus, one ladder", "pass, months"),
            ("bonus, 100 ladders", "pass, months"),
            ("tiers, all must be met", "pass, measures"),
            ("tiers, half for points", "pass, measures"),
        ):
            tell(f"{count:,} partners: {name}", taken[name] / taken[unit], "passes", most=10)
            curves[name][count] = taken[name]
    for name, curve in curves.items():
        grow(f"{name}, arrays", curve)


@frozen
class Made:
    """What the loop of the comparison makes of a partner."""

    partner: str
    amount: int


def read_terms(terms: list[BonusTerm], actuals: dict[str, Money]) -> list[Made]:
    """Read every used field of terms and amounts once."""
    found = []
    for term in terms:
        actual = actuals[term.id]
        period = term.period
        _ = (
            term.steps,
            term.ladder,
            term.fee,
            term.cap,
            term.accrues,
            period.start,
            period.end,
            actual.currency,
        )
        found.append(Made(term.partner, int(actual.amount)))
    return found


def read_partners(partners: list[Partner], figures: dict[str, dict[str, Any]]) -> list[Made]:
    """Read every used field of partners and values once."""
    columns = list(figures.values())
    found = []
    for each in partners:
        name, total, _ = each.id, 0, each.tier
        for values in columns:
            value = values[name]
            total += int(value.amount) if type(value) is Money else int(value)
        found.append(Made(name, total))
    return found


def ours_bonus(terms: list[BonusTerm], actuals: dict[str, Money]) -> object:
    """Return what all have earned, will earn, and miss of the next step."""
    found = bonuses(terms, actuals, as_of=TODAY)
    return found.earned, found.missing, found.forecast


def ours_tiers(partners: list[Partner], figures: dict[str, dict[str, Any]]) -> object:
    """Return the tiers of all."""
    found = qualify_tiers(program(), partners, figures, period=YEAR)
    return found.with_outcome("promote"), found.with_outcome("demote")


def bench_objects(rng: np.random.Generator) -> None:
    """Print the model layer beside one loop over its objects, and how it grows."""
    curves: defaultdict[str, dict[int, float]] = defaultdict(dict)
    steps = ladders(100)
    for count in (PARTNERS, 3 * PARTNERS):
        names = [f"P-{at:07}" for at in range(count)]
        terms = [
            BonusTerm(
                id=name,
                partner=name,
                kind="rebate",
                measure="revenue",
                period=YEAR,
                steps=steps[at % 100].steps,
            )
            for at, name in enumerate(names)
        ]
        sold = rng.integers(0, 20_000_000, count).tolist()
        actuals = {name: Money.from_minor(units, "EUR") for name, units in zip(names, sold, strict=True)}
        partners = [Partner(id=name, tier="silver") for name in names]
        figures: dict[str, dict[str, Any]] = {
            measure: dict(zip(names, map(Decimal, rng.integers(0, 100, count).tolist()), strict=True))
            for measure in MEASURES[1:]
        }
        figures = {"revenue": actuals, **figures}
        taken = medians(
            {
                "loop over terms": partial(read_terms, terms, actuals),
                "bonus": partial(ours_bonus, terms, actuals),
                "loop over partners": partial(read_partners, partners, figures),
                "tiers": partial(ours_tiers, partners, figures),
            },
            3,
        )
        for name, unit in (("bonus", "loop over terms"), ("tiers", "loop over partners")):
            tell(f"{count:,} partners as objects: {name}", taken[name] / taken[unit], "loops", most=3)
            curves[name][count] = taken[name]
    for name, curve in curves.items():
        grow(f"{name}, objects", curve)


def main() -> None:
    """Print the figures."""
    rng = np.random.default_rng(1)
    bench_arrays(rng)
    bench_objects(rng)


if __name__ == "__main__":
    main()
