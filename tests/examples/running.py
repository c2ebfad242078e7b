"""Scripts run as their reader runs them: once in a process of its own, and where that was shown, again in this one."""

import runpy
import subprocess
import sys
import warnings
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(name: str, *arguments: object) -> CompletedProcess[str]:
    """Run a script in a process of its own, where warnings are errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / f"{name}.py"), *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def run_again(name: str, *arguments: object) -> CompletedProcess[str]:
    """Run a script in this process: what it loads is loaded, and what it keeps is in its files."""
    script, said, code, before = EXAMPLES / f"{name}.py", StringIO(), 0, (sys.argv, [*sys.path])
    sys.argv = [str(script), *map(str, arguments)]
    try:
        with redirect_stdout(said), warnings.catch_warnings(action="error"):
            runpy.run_path(str(script), run_name="__main__")
    except SystemExit as ended:
        code = 0 if ended.code in (0, None) else 1
    finally:
        sys.argv, sys.path[:] = before
    return CompletedProcess(sys.argv, code, said.getvalue(), "")
