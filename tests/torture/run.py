"""
Run every trial in its long form and print the table of `docs/explanation/reliability.md`.

``python tests/torture/run.py [--disk FOLDER] [--share 1.0] [trial ...]``: on tmpfs unless a folder is named;
a share below 1 runs that part of the long form.
"""

import argparse
import shutil
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import adapters
import power
import server
import trials

MEMORY = "/dev/shm"  # noqa: S108  # folders of their own are made there
COUNTS = {"units", "leads", "commands", "kills", "count"}


def shared(numbers, share):
    """Return *share* of the counts of a trial, never nothing."""
    return {
        name: max(1, round(value * share)) if name in COUNTS else value for name, value in numbers.items()
    }


def tell(promise, medium, what, found, *, zeros, started):
    """Print one line of the table; return whether what must be zero is."""
    is_kept = all(found.get(zero) == 0 for zero in zeros)
    counts = ", ".join(
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in found.items()
    )
    verdict = "kept" if is_kept else "seen to fail" if "must fail" in zeros else "BROKEN"
    print(
        f"| {promise} | {medium} | {what} | {counts} | {verdict} | {time.monotonic() - started:.0f} s |",
        flush=True,
    )
    return is_kept


def tried(name, medium, make, folder, share):
    """Run one trial on one medium."""
    trial, place, started = (
        trials.TRIALS[name],
        Path(tempfile.mkdtemp(dir=folder, prefix="t")),
        time.monotonic(),
    )

    def make_round(number):
        (place / f"{place.name}r{number}").mkdir(exist_ok=True)
        return partial(make, place / f"{place.name}r{number}")

    maker = make_round if name == "allocations" else partial(make, place)
    try:
        found = trial.run(maker, seed=trials.SEED, **shared(trial.full, share))
    finally:
        shutil.rmtree(place)
    return tell(trial.promise, medium, trial.what, found, zeros=trial.zeros, started=started)


def powerless(folder, share):
    """Cut the power, with the settings of the store and with those it does not offer."""
    is_kept = True
    for journal, synchronous in (("delete", "FULL"), ("wal", "FULL"), ("wal", "NORMAL"), ("wal", "OFF")):
        place, started = Path(tempfile.mkdtemp(dir=folder)), time.monotonic()
        found = power.cut(
            place, decide=trials.decide, journal=journal, synchronous=synchronous,
            cuts=max(1, round(600 * share)), seed=trials.SEED,
        )  # fmt: skip
        shutil.rmtree(place)
        what = f"power cut, synchronous={synchronous}"
        medium = f"SQLite, {'write-ahead log' if journal == 'wal' else 'rollback journal'}"
        if synchronous == "FULL":
            is_kept &= tell("P5", medium, what, found, zeros=("lost", "broken"), started=started)
        else:
            found["must fail"] = found["lost"] + found["broken"]
            is_kept &= not tell(
                "P5, test of the test", medium, what, found, zeros=("must fail",), started=started
            )
    return is_kept


def main():
    """Run what is asked for; leave with an error if a promise was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--disk", default=MEMORY if Path(MEMORY).is_dir() else None)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--media", default="", help="only media whose name has this in it")
    parser.add_argument("names", nargs="*", default=[*trials.TRIALS, "power", "server"])
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    print(f"seed {trials.SEED}, share {options.share:g}, on {options.disk}\n")
    print("| promise | medium | what | counted | verdict | took |\n|---|---|---|---|---|---|", flush=True)
    is_kept = True
    with ExitStack() as stack:
        _, address = stack.enter_context(server.own_server(options.disk))
        for name in options.names:
            if name == "power":
                is_kept &= powerless(options.disk, options.share)
            elif name == "server":
                started, kills = time.monotonic(), max(1, round(12 * options.share))
                found = server.server_killed(kills=kills, seed=trials.SEED, folder=options.disk)
                what = "the whole server killed and restarted"
                is_kept &= tell("P4", "PostgreSQL", what, found, zeros=("lost", "half"), started=started)
            else:
                found = adapters.adapters(address).items()
                for medium, make in ((name_, each) for name_, each in found if options.media in name_):
                    is_kept &= tried(name, medium, make, options.disk, options.share)
    sys.exit(not is_kept)


if __name__ == "__main__":
    main()
