"""Nobody is called: not when any part is imported, and not when the command line reviews its sample."""

import subprocess
import sys
from pathlib import Path

WATCHED = """
import sys

def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "urllib.Request"):
        raise AssertionError(f"{event} {arguments!r}")

sys.addaudithook(watch)
"""

EVERYTHING = """
import importlib
import pkgutil

import partnerkit

for found in pkgutil.walk_packages(partnerkit.__path__, "partnerkit."):
    try:
        importlib.import_module(found.name)
    except ImportError as missing:
        # An extra that is not installed; the parts of ours are all there.
        assert "partnerkit" not in (missing.name or ""), missing

try:
    import typer
except ImportError:
    pass
else:
    from partnerkit.cli import main

    sys.argv = ["partnerkit", "demo"]
    main()
"""


def run(program: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run *program* in an interpreter of its own that calls nobody."""
    return subprocess.run(
        [sys.executable, "-c", WATCHED + program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
    )


def test_importing_every_part_and_reviewing_the_sample_calls_nobody(tmp_path: Path) -> None:
    done = run(EVERYTHING, folder=tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_watch_sees_who_calls(tmp_path: Path) -> None:
    done = run("import socket\nsocket.getaddrinfo('localhost', 80)", folder=tmp_path)
    assert "AssertionError: socket.getaddrinfo" in done.stderr
