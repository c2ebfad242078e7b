"""
What does a fair allocation cost, beside a pass over the matrix it avoids?

    nox -s bench -- allocation

100,000 leads, 1,000 partners, 240 kinds of lead, about a third of the partners
eligible for each, values log-normal, seed fixed. The unit is one row-argmax
pass over a matrix of leads times partners, measured in the same run.
"""

import tracemalloc
from datetime import UTC, datetime
from functools import partial

import numpy as np

import stopwatch
from figures import tell
from partnerkit import Lead, Money, Partner
from partnerkit.leads import FairShare, allocate, allocate_batch, kernel

LEADS, PARTNERS, ROUNDS = 100_000, 1_000, 3
REGIONS = tuple(f"t{n}" for n in range(8))
GOODS = tuple(f"p{n}" for n in range(6))
LANGUAGES = ("de", "en", "sv", "fr", "it")
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def instance(rng: np.random.Generator) -> tuple[list[Lead], list[Partner]]:
    """Draw the leads and partners."""

    def some(items: tuple[str, ...], least: int) -> tuple[str, ...]:
        count = int(rng.integers(least, len(items)))
        return tuple(rng.choice(items, size=count, replace=False).tolist())

    partners = [
        Partner(
            id=f"P-{n:04}",
            tier=str(rng.choice(["gold", "silver", "bronze"])),
            territories=some(REGIONS, 3),
            products=some(GOODS, 3),
            languages=some(LANGUAGES, 3),
        )
        for n in range(PARTNERS)
    ]
    leads = [
        Lead(
            id=f"L-{n:06}",
            value=Money.from_minor(int(100 * value), "EUR"),
            territory=str(rng.choice(REGIONS)),
            product=str(rng.choice(GOODS)),
            language=str(rng.choice(LANGUAGES)),
        )
        for n, value in enumerate(rng.lognormal(9, 1, LEADS))
    ]
    return leads, partners


#: Returns the median time of some rounds.
median = partial(stopwatch.median, rounds=ROUNDS)


def argmax_pass(rng: np.random.Generator) -> float:
    """Return the time of one pass over the matrix."""
    matrix = rng.random((LEADS, PARTNERS), dtype=np.float32)
    return median(lambda: matrix.argmax(1))


def main() -> None:
    """Print the table."""
    rng = np.random.default_rng(1)
    leads, partners = instance(rng)
    policy = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1})
    unit = argmax_pass(rng)
    print(f"one row-argmax pass: {1000 * unit:.0f} ms\n")
    for judge in (allocate, allocate_batch):
        result = judge(leads, partners, policy, as_of=NOW)
        fairness = result.fairness
        deviation = float(fairness.largest_deviation / fairness.largest_value)
        work = result._question.work  # noqa: SLF001  # the same work, without the coat
        core = median(lambda work=work: kernel.distribute(work))
        coat = median(lambda judge=judge: judge(leads, partners, policy, as_of=NOW))
        tell(f"{judge.__name__}, kernel / row-argmax pass", core / unit, "passes")
        tell(f"{judge.__name__}, objects / kernel", coat / core)
        tell(f"{judge.__name__}, furthest balance / largest lead", deviation, "")
        why = median(lambda result=result: result.decisions[leads[LEADS // 2].id])
        tell(f"{judge.__name__}, one explanation / the run", why / coat)
    tracemalloc.start()
    allocate_batch(leads, partners, policy, as_of=NOW)
    tell("peak memory of a batch", tracemalloc.get_traced_memory()[1] / 1e6, "MB")


if __name__ == "__main__":
    main()
