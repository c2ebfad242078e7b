"""The notebook on ranks runs as its reader runs it, and draws its pictures."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "examples" / "score_and_rank.py"


@pytest.mark.skipif(find_spec("matplotlib") is None, reason="the pictures need the extra plots")
def test_the_notebook_runs_and_draws(tmp_path):
    answer = subprocess.run(
        [sys.executable, "-W", "error", str(SCRIPT), str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
    )

    assert {file.name for file in tmp_path.iterdir()} == {"rank-intervals.png", "lorenz.png", "trends.png"}
    assert all(file.stat().st_size > 10_000 for file in tmp_path.iterdir())
    assert "may have any rank from 1 to" in answer.stdout
    assert "improving" in answer.stdout
