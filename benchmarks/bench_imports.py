"""
What does importing cost, beside numpy?

    nox -s bench -- imports

Each statement runs in fresh interpreters, in turns with an empty one whose time
is taken off; the medians are compared within this one run. All of them find
their byte code written, whatever the environment says about writing it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

from figures import tell

ROUNDS = 15
STATEMENTS = {
    "nothing": "pass",
    "numpy": "import numpy",
    "partnerkit": "import partnerkit",
    "allocate": "from partnerkit.leads import FairShare, allocate",
}
#: Statement -> what it may cost at most, in imports of numpy.
TARGETS = {"partnerkit": 0.2, "allocate": 2.0}


def seconds(statement: str, environment: dict[str, str]) -> float:
    """Return the time of one fresh interpreter."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True, env=environment)
    return time.perf_counter() - started


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for statement in STATEMENTS.values():
            seconds(statement, environment)  # byte code is written, files are in the cache
        rounds = [
            {name: seconds(statement, environment) for name, statement in STATEMENTS.items()}
            for _ in range(ROUNDS)
        ]
    cost = {name: statistics.median(each[name] - each["nothing"] for each in rounds) for name in STATEMENTS}
    for name, most in TARGETS.items():
        tell(f"import {name} / import numpy", cost[name] / cost["numpy"], most=most)


if __name__ == "__main__":
    main()
