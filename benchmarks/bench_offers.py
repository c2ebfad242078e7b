"""
What does it cost to ask what is due, with a million offers open?

    nox -s bench -- offers

1,000,000 open offers, 100 of them over their time; seed fixed. The unit is one
pass over the deadlines (`deadlines.sum()`), measured in the same run. The
column of deadlines belongs to the book, is made once and carried on by each step.
"""

import time
from datetime import UTC, datetime, timedelta
from functools import partial

import numpy as np
from attrs import evolve

import stopwatch
from figures import tell
from partnerkit.leads import Offer, OfferBook, run_due
from partnerkit.leads.due import due_places

OFFERS, LATE, ROUNDS = 1_000_000, 100, 7
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def book() -> OfferBook:
    """Return a book whose offers were made in the last two days."""
    rng = np.random.default_rng(1)
    minutes = rng.integers(1, 2_880, OFFERS).tolist()
    late = set(rng.choice(OFFERS, LATE, replace=False).tolist())
    made = NOW - timedelta(days=2)
    return OfferBook(
        offers=[
            Offer(
                id=f"L-{n:07}/1",
                lead=f"L-{n:07}",
                partner=f"P-{n % 1000}",
                offered_at=made,
                since=made,
                due=NOW + timedelta(minutes=-ahead if n in late else ahead),
            )
            for n, ahead in enumerate(minutes)
        ]
    )


#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=ROUNDS)


def main() -> None:
    """Print the table."""
    offers = book()
    started = time.process_time()
    deadlines = offers.deadlines
    made = time.process_time() - started
    assert len(run_due(offers, as_of=NOW)) == LATE
    unit = best(deadlines.sum)
    print(f"one pass over {OFFERS:,} deadlines: {1000 * unit:.2f} ms\n")
    tell("run_due over 1,000,000 offers", best(lambda: run_due(offers, as_of=NOW)) / unit, "passes", most=5)
    tell("the comparison alone", best(lambda: due_places(deadlines, as_of=NOW)) / unit, "passes")
    print(f"{'the column, once':<26}{1000 * made:>8.0f} ms")
    answered = [evolve(each, status="accepted") for each in offers.live[:100]]
    taken = best(lambda: offers.with_changes(offers=answered))
    print(f"{'100 answers in the book':<26}{1000 * taken:>8.0f} ms")


if __name__ == "__main__":
    main()
