"""How long does it take, on a machine that has other work as well?"""

import statistics
import time
from collections.abc import Callable


def taken(
    act: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Return the seconds of each of some rounds, by default those of the processor."""
    found = []
    for _ in range(rounds):
        started = clock()
        act()
        found.append(clock() - started)
    return found


def best(act: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    """Return the best time of some rounds: other work on the machine only adds to it."""
    return min(taken(act, rounds, clock))


def median(act: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time) -> float:
    """Return the median time of some rounds."""
    return statistics.median(taken(act, rounds, clock))
