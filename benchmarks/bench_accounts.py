"""
What does it cost to find the same customer twice, beside comparing everybody with everybody?

    nox -s bench -- accounts

A generated register with known truth (tests/conflicts/firms.py): a fifth of
the firms stand in it two or three times, respelled. The yardstick is
rapidfuzz `cdist` over all pairs of the same plain names with the cheapest
scorer, one worker, 80 % as cutoff: from the same objects to the list of its
hits. Ours is `match_accounts`, which also compares the words in order, numbers,
domains and places. Recall is of the true pairs that `cdist` finds.
"""

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process

from figures import grow, tell
from partnerkit.conflicts.accounts import match_accounts
from partnerkit.conflicts.naming import plain_words

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "conflicts"))
from firms import register  # a module of the tests, read as a script

SMALL, LARGE, ROUNDS = 10_000, 100_000, 3


def median(act: Callable[[], object]) -> float:
    """Return the median of a few rounds, in time of one processor, without garbage collection as `timeit` does."""
    taken = []
    gc.disable()
    for _ in range(ROUNDS):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    gc.enable()
    return statistics.median(taken)


def main() -> None:
    """Print the table."""
    accounts, truth = register(SMALL)
    place = {account.id: row for row, account in enumerate(accounts)}

    def everybody() -> tuple[np.ndarray, np.ndarray]:
        names = ["".join(words) for words in plain_words(account.name for account in accounts)]
        matrix = process.cdist(names, names, scorer=fuzz.ratio, score_cutoff=80, dtype=np.uint8, workers=1)
        return np.nonzero(matrix)

    hits = {*zip(*(each.tolist() for each in everybody()), strict=True)}
    visible = {pair for pair in truth if (place[pair[0]], place[pair[1]]) in hits}
    all_pairs, ours = median(everybody), median(lambda: match_accounts(accounts))
    found = {match.accounts for match in match_accounts(accounts)}
    print(f"{SMALL:,} accounts, {len(truth):,} true pairs, {len(visible):,} of them visible to cdist")
    tell(f"{SMALL:,} accounts: cdist over all pairs / ours", all_pairs / ours, least=20)
    tell("of the pairs that cdist finds, we find", len(found & visible) / len(visible), "", least=0.98)
    many, truth = register(LARGE)
    larger = median(lambda: match_accounts(many))
    grow("account matching", {SMALL: ours, LARGE: larger}, most=15)
    by_grade = match_accounts(many)
    for least in (("same",), ("same", "probable"), ("same", "probable", "possible")):
        graded = {match.accounts for match in by_grade if match.grade in least}
        right = len(graded & truth)
        print(
            f"  {least[-1]:<9} or better: precision {right / len(graded):.3f}, recall {right / len(truth):.3f}"
        )


if __name__ == "__main__":
    main()
