"""
How does reconciliation stand beside hierarchicalforecast?

    PARTNERKIT_HIERARCHICAL=path/to/python nox -s bench -- reconcile

One tree of four levels, whole, countries, dealers and product lines, with a
proposal for every goal that does not add up; seed fixed. Both bring it together
by least squares, with all goals alike (OLS) and by the number of leaves below
(WLS). hierarchicalforecast runs in an environment of its own on the same numbers,
and only its answer is timed; ours is timed from goals to goals, exact after
rounding. Without the variable its column is left out. Seconds of the processor,
best of three.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

from figures import tell
from partnerkit.facts.goal import Goal
from partnerkit.goals import GoalTree, reconcile
from partnerkit.values.time import Period

SIZES = {"1,000 leaves": (10, 10, 10), "10,000 leaves": (10, 50, 20), "100,000 leaves": (20, 500, 10)}
YEAR = Period.year(2026)


def tree_of(shape: tuple[int, int, int]) -> tuple[GoalTree, list[str], list[list[int]]]:
    """Return the tree, its ids from the leaves' point of view, and for each node its leaves."""
    rng = np.random.default_rng(1)
    countries, dealers, lines = shape
    above: dict[str, str | None] = {"all": None}
    for country in range(countries):
        above[f"c{country}"] = "all"
        for dealer in range(dealers):
            above[f"c{country}/d{dealer}"] = f"c{country}"
            above |= {f"c{country}/d{dealer}/l{line}": f"c{country}/d{dealer}" for line in range(lines)}
    leaves = [name for name in above if name.count("/") == 2]
    below: dict[str, list[int]] = {name: [] for name in above}
    for place, name in enumerate(leaves):
        up: str | None = name
        while up is not None:
            below[up].append(place)
            up = above[up]
    values = rng.integers(10_000, 1_000_000, len(leaves))
    base = {name: int(sum(values[below[name]]) * rng.uniform(0.8, 1.2)) for name in above}
    goals = [
        Goal(id=name, parent=up, measure="m", period=YEAR, target=base[name]) for name, up in above.items()
    ]
    return GoalTree.of(goals), list(above), list(below.values())


def theirs(tree: GoalTree, names: list[str], below: list[list[int]]) -> dict[str, np.ndarray] | None:
    """Return the answers of hierarchicalforecast and its seconds; None where it is not at hand."""
    python = os.environ.get("PARTNERKIT_HIERARCHICAL")
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        task, answer = Path(folder) / "instance.npz", Path(folder) / "answer.npz"
        # It wants the leaves last, in the order of their columns.
        order = sorted(
            range(len(names)),
            key=lambda at: (len(below[at]) == 1, below[at][0] if len(below[at]) == 1 else at),
        )
        rows = np.repeat(np.arange(len(names)), [len(below[at]) for at in order])
        leaves = np.concatenate([below[at] for at in order])
        base = np.array([tree[names[at]].target for at in order])
        np.savez(task, rows=rows, leaves=leaves, base=base, bottom=sum(len(each) == 1 for each in below))
        script = Path(__file__).with_name("peers_hierarchicalforecast.py")
        subprocess.run([python, "-W", "ignore", str(script), str(task), str(answer)], check=True)
        found = dict(np.load(answer))
    for method in ("ols", "wls_struct"):
        back = np.empty(len(names))
        back[order] = found[method]
        found[method] = back
    return found


def main() -> None:
    """Print the figures."""
    for size, shape in SIZES.items():
        tree, names, below = tree_of(shape)
        other = theirs(tree, names, below)
        for method, called in (("ols", "ols"), ("wls", "wls_struct")):
            took = []
            for _ in range(3):
                started = time.process_time()
                found = reconcile(tree, {}, method=method).tree
                took.append(time.process_time() - started)
            ours = min(took)
            if other is None:
                print(f"{size:<16}{method:<8}{ours * 1e3:>9.1f} ms")
                continue
            tell(f"{size}, {method}: hierarchicalforecast / ours", float(other[f"{called}_seconds"]) / ours)
            base = np.array([tree[name].target for name in names], dtype=float)
            spread = np.array([len(each) for each in below]) if method == "wls" else 1
            agreed = np.array([found[name].target for name in names], dtype=float)
            theirs_moved, ours_moved = (
                ((each - base) ** 2 / spread).sum() for each in (other[called], agreed)
            )
            # What both make as small as they can: above 1, theirs stopped before it was there. Ours is whole besides.
            tell(f"{size}, {method}: squares moved, theirs / ours", theirs_moved / ours_moved, least=0.999999)


if __name__ == "__main__":
    main()
