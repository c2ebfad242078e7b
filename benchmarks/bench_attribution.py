"""
What does it cost to share the credit of many journeys?

    python -m pip install mta
    nox -s bench -- attribution

200,000 journeys over 10 channels, seed fixed, every journey a row of its own.
The peer is `mta`, pure Python; where it is not installed, only our own times
are told. Its text is read before the clock starts: only the method is timed.
"""

import contextlib
import io
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import stopwatch
from figures import grow, tell
from partnerkit.leads import Journeys, attribute

if TYPE_CHECKING:
    from collections.abc import Callable

JOURNEYS, CHANNELS, ROUNDS = 200_000, 10, 5


def instance(count: int) -> Journeys:
    """Draw journeys of one to some twenty contacts; one in twelve is won."""
    rng = np.random.default_rng(1)
    lengths = np.minimum(rng.geometric(1 / 4, count), 40)
    popularity = rng.dirichlet(np.full(CHANNELS, 3.0))
    won = (rng.random(count) < 1 / 12).astype(np.int64)
    return Journeys(
        parties=tuple(f"c{n}" for n in range(CHANNELS)),
        touches=rng.choice(CHANNELS, size=int(lengths.sum()), p=popularity),
        offsets=np.concatenate(([0], np.cumsum(lengths))),
        wins=won,
        losses=1 - won,
        amounts=won * rng.integers(1_000, 1_000_000, count),
        currency="EUR",
    )


#: Returns the best time of some rounds.
best = partial(stopwatch.best, rounds=ROUNDS, clock=time.perf_counter)


def peer(journeys: Journeys) -> dict[str, tuple[float, dict[str, float]]]:
    """Return how long the peer takes for each method, and the shares it finds; nothing where it is missing."""
    try:
        import pandas as pd
        from mta import MTA
    except ImportError:
        return {}
    names = np.array(journeys.parties)
    touched = names[journeys.touches]
    paths = [
        " > ".join(touched[first:last])
        for first, last in zip(journeys.offsets[:-1], journeys.offsets[1:], strict=True)
    ]
    frame = pd.DataFrame({"path": paths, "total_conversions": journeys.wins, "total_null": journeys.losses})
    found = {}
    with contextlib.redirect_stdout(io.StringIO()):
        # Loops stay and no times are made up: the same journeys as ours, row by row.
        told = MTA(frame, allow_loops=True, add_timepoints=False)
        for method in ("linear", "shapley", "markov"):
            started = time.perf_counter()
            getattr(told, method)()
            found[method] = (time.perf_counter() - started, dict(told.attribution[method]))
    return found


def growth() -> None:
    """Print what each doubling of the journeys costs, beside a running sum over their contacts."""
    curves: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for count in (JOURNEYS, 2 * JOURNEYS, 4 * JOURNEYS, 8 * JOURNEYS, 16 * JOURNEYS):
        journeys = instance(count)
        contacts = np.ones(len(journeys.touches))
        acts: dict[str, Callable[[], object]] = {
            "linear": lambda journeys=journeys: attribute(journeys, "linear"),
            "shapley": lambda journeys=journeys: attribute(journeys, "shapley"),
            "markov": lambda journeys=journeys: attribute(journeys, "markov", order=1),
            "a running sum over the contacts": contacts.cumsum,
        }
        for name, act in acts.items():
            curves[name][count] = best(act)
    for name, seconds in curves.items():
        grow(f"credit of journeys, {name}", seconds)


def main() -> None:
    """Print the table."""
    journeys = instance(JOURNEYS)
    plain = Journeys(
        parties=journeys.parties,
        touches=journeys.touches,
        offsets=journeys.offsets,
        wins=journeys.wins,
        losses=journeys.losses,
    )
    theirs = peer(journeys)
    print(f"{JOURNEYS:,} journeys, {len(journeys.touches):,} contacts, {CHANNELS} channels\n")
    runs = {
        "linear": ("linear", {}),
        "position": ("position", {}),
        "shapley": ("shapley", {}),
        "markov": ("markov", {"order": 1}),
        "markov, order 2": ("markov", {"order": 2}),
        "markov, order 3": ("markov", {"order": 3}),
    }
    for name, (method, options) in runs.items():
        ours = best(lambda method=method, options=options: attribute(plain, method, **options))
        money = best(lambda method=method, options=options: attribute(journeys, method, **options))
        if name in theirs:
            seconds, shares = theirs[name]
            found = attribute(plain, method, **options)
            off = max(abs(float(found[each].share) - shares[each]) for each in shares)
            least = 20 if name in ("shapley", "markov") else None
            tell(f"{name}: peer in plain Python / ours", seconds / ours, least=least)
            tell(f"{name}: shares of the two furthest apart", off, "")
        tell(f"{name}: with money / without", money / ours)
    growth()
    started = time.perf_counter()
    attribute(plain, "markov", interval=0.9, draws=100)
    print(f"\n100 draws of the journeys, markov: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
