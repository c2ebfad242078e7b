"""
Send every reader something new for a minute.

``python tests/fuzz/run.py [--seconds 60] [--seed N] [target ...]``: the long form of `test_fuzz.py`. Rounds of
Hypothesis, each with a seed of its own, until the time is over; an example that takes more than ten seconds hangs.
Prints what was sent, read and refused. Hypothesis and not a fuzzer that follows branches: what our readers take
has a grammar, and a strategy that knows it reaches behind the first line, while atheris instruments the whole of
pyarrow, openpyxl and babel and ties us to a build of LLVM for it.
"""

import argparse
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hypothesis import HealthCheck, given, seed, settings
from targets import TARGETS, tried

ROUND = 100
HANGS = timedelta(seconds=10)


def fuzzed(each, seconds, first):
    """Send examples until the time is over; return what came of them."""
    found, ends = Counter(), time.monotonic() + seconds
    while time.monotonic() < ends:
        number = first + found["rounds"]
        found["rounds"] += 1

        @seed(number)
        @settings(
            max_examples=ROUND,
            deadline=HANGS,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(each.inputs)
        def one(example):
            found["sent"] += 1
            found[tried(each, example)] += 1

        try:
            one()
        except BaseException as error:  # noqa: BLE001  # all targets have their turn
            found["FAILED"] += 1
            told = "\n".join([str(error)[:2_000], *getattr(error, "__notes__", ())])
            print(f"{each.name}, seed {number}: {type(error).__name__}: {told[:4_000]}", flush=True)
            break
    return found


def main():
    """Fuzz all targets, or those named; leave with an error if one failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**9))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    is_kept = True
    print(f"seed {options.seed}\n\n| reader | sent | read | refused | |\n|---|---:|---:|---:|---|")
    for each in TARGETS:
        if options.names and each.name not in options.names:
            continue
        found = fuzzed(each, options.seconds, options.seed)
        is_kept &= not found["FAILED"]
        counts = " | ".join(f"{found[name]:,}" for name in ("sent", "read", "refused"))
        print(f"| {each.name} | {counts} | {'FAILED' if found['FAILED'] else 'holds'} |", flush=True)
    sys.exit(not is_kept)


if __name__ == "__main__":
    main()
