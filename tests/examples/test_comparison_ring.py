"""The notebook on a comparison ring runs as its reader runs it."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "docs" / "notebooks" / "comparison_ring.py"


def test_the_notebook_runs_and_the_attack_fails():
    answer = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT)], check=True, capture_output=True, text=True
    )
    plain = next(line for line in answer.stdout.splitlines() if line.startswith("plain means"))
    stolen, true = plain.split(" has ")[1].split("; it is ")

    assert stolen == true
    assert "revenue of D-07 for 2026-06 is" in answer.stdout
    assert answer.stdout.count("middle of the others") >= 6
    assert "another group was shown" in answer.stdout.splitlines()[-1]
