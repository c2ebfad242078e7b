"""
Everything that is checked, in sessions.

``nox`` runs what a submission needs; ``nox -s demo`` sets everything up and
runs the channel review; ``nox -s bench`` prints the figures.
"""

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_external_run = True
nox.options.sessions = ["lint", "typing", "tests", "docs", "examples", "minimal", "lowest", "wheel"]

ROOT = Path(__file__).parent
LOCK = ("-c", "requirements/dev.txt")
PROJECT = nox.project.load_toml("pyproject.toml")
EXTRAS = "cli,engines,excel,frames,holidays,matching,plots,solver,sql,testing"

#: What runs where only the core is installed: no frames, no charts, no terminal.
CORE_TESTS = tuple(
    f"tests/{room}" for room in ("values", "facts", "goals", "leads", "conflicts", "review", "storage")
)

#: Torture forks writers, which goes well only where nothing else has started threads or left connections.
OWN_PROCESS = ("--ignore=tests/torture",)


def groups(*names: str) -> list[str]:
    """Return the requirements of the dependency groups *names*."""
    return list(nox.project.dependency_groups(PROJECT, *names))


def suite(session: nox.Session, *arguments: str, profile: str, needs: dict[str, str] | None = None) -> None:
    """Run the tests on both cores; HYPOTHESIS_PROFILE from outside wins. What it *needs* is no reason to skip."""
    session.run(
        "pytest",
        *("-n", "2"),
        *(session.posargs or arguments),
        env={"HYPOTHESIS_PROFILE": os.environ.get("HYPOTHESIS_PROFILE", profile), **(needs or {})},
    )


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, the docstrings and the snippets of the docs."""
    session.install(*LOCK, "-e", f".[{EXTRAS},spark]", *groups("tests", "servers", "embedding", "browser"))
    session.install("--no-deps", "tests/thirdparty/harbor")
    needs = {"PARTNERKIT_NEEDS_POSTGRES": "1"}
    if "CI" in os.environ:
        needs["PARTNERKIT_NEEDS_BROWSER"] = "1"
    suite(session, "tests", *OWN_PROCESS, profile="default", needs=needs)
    if not session.posargs:
        session.run("pytest", "-q", "tests/torture", env=needs)
        # A page is one story, so its snippets stay together on one worker.
        session.run("pytest", "-q", "docs", "README.md")
        session.run("pytest", "-q", "--doctest-modules", "src")


@nox.session
def torture(session: nox.Session) -> None:
    """Kill writers and a server, cut the power, race: the long form, printing the table of the docs; about an hour."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("tests", "servers"))
    session.run("python", "tests/torture/run.py", *session.posargs)
    deep = {"HYPOTHESIS_PROFILE": "deep", "PARTNERKIT_NEEDS_POSTGRES": "1"}
    session.run("pytest", "-q", "tests/properties/test_stores_behave_alike.py", env=deep)


@nox.session
def coverage(session: nox.Session) -> None:
    """Say which branches no test takes."""
    session.install(*LOCK, "-e", f".[{EXTRAS},spark]", *groups("tests", "servers", "embedding"))
    session.install("--no-deps", "tests/thirdparty/harbor")
    report = ("--cov", "--cov-report=term")
    suite(session, *report, "tests", *OWN_PROCESS, profile="fast", needs={"PARTNERKIT_NEEDS_POSTGRES": "1"})


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types twice: mypy and pyright."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("typing"))
    session.run("mypy")
    session.run("pyright", "--pythonpath", str(Path(session.bin) / "python"))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, spelling, and that imports go down the floors only."""
    session.install(*LOCK, "-e", ".", *groups("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache")
    session.run("codespell", "src", "docs", "README.md", "CONTRIBUTING.md", "examples", "tests")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the pages; a warning is an error."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("docs"))
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html")
    session.run("towncrier", "build", "--draft", "--version", "next")


@nox.session
def examples(session: nox.Session) -> None:
    """Run every example as its reader would."""
    session.install(*LOCK, "-e", f".[{EXTRAS},spark]", *groups("embedding"))
    for script in sorted((ROOT / "examples").glob("*.py")):
        session.run("python", "-W", "error", str(script), env={"PARTNERKIT_REVIEW_DIR": session.create_tmp()})


@nox.session
def demo(session: nox.Session) -> None:
    """Set everything up and review a channel; a folder of CSV files may follow after `--`."""
    session.install(*LOCK, "-e", ".[cli,plots]")
    session.run("python", "examples/channel_review.py", *session.posargs)


@nox.session
def minimal(session: nox.Session) -> None:
    """Run the core's tests with the core dependencies only."""
    session.install(*LOCK, "-e", ".[testing]", "pytest-xdist")
    suite(session, *CORE_TESTS, "tests/architecture", profile="fast")


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the core's tests on the oldest versions that pyproject.toml allows."""
    if session.venv_backend != "uv":
        session.error("the oldest versions are resolved by uv; python -m pip install 'nox[uv]'")
    session.install("--resolution", "lowest-direct", "-e", ".[testing]", "pytest-xdist>=3.6")
    suite(session, *CORE_TESTS, profile="fast")


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, install it in an empty environment, and run the suite against it."""
    session.install(*LOCK, *groups("wheel"))
    dist = Path(session.create_tmp()) / "dist"
    session.run("python", "-m", "build", "--installer", "uv", "--outdir", str(dist), silent=True)
    (built,) = dist.glob("*.whl")
    session.run("twine", "check", "--strict", *map(str, dist.iterdir()))
    session.run("check-wheel-contents", str(built))
    # Two of ten points are for a home page and an address, which there are not yet.
    session.run("pyroma", "--min", "8", *map(str, dist.glob("*.tar.gz")))
    core_is_small(session, built)
    session.install("--force-reinstall", *LOCK, f"{built}[{EXTRAS}]", *groups("tests"))
    suite(session, "tests", *OWN_PROCESS, profile="fast")


#: The core with all it needs, in bytes: to download, and installed.
MOST_DOWNLOADED, MOST_INSTALLED = 40_000_000, 130_000_000


def core_is_small(session: nox.Session, built: Path) -> None:
    """Measure what the core brings with it, and refuse more than is promised."""
    folder = built.parents[1]
    session.run("python", "-m", "pip", "download", "-q", "--dest", str(folder / "files"), str(built))
    session.run(
        *("python", "-m", "pip", "install", "-q", "--no-index", "--no-compile"),
        *("--find-links", str(folder / "files"), "--target", str(folder / "core"), "partnerkit"),
    )
    for name, most in (("files", MOST_DOWNLOADED), ("core", MOST_INSTALLED)):
        found = sum(each.stat().st_size for each in (folder / name).rglob("*") if each.is_file())
        session.log(f"{name}: {found / 1e6:.1f} MB of {most / 1e6:.0f} MB")
        if found > most:
            session.error(f"{name} takes {found:,} bytes; {most:,} are promised")
        shutil.rmtree(folder / name)


@nox.session
def bench(session: nox.Session) -> None:
    """Print the figures of benchmarks/, side by side in one run."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("bench"))
    for script in session.posargs or sorted(map(str, (ROOT / "benchmarks").glob("bench_*.py"))):
        session.run("python", script)


@nox.session
def lock(session: nox.Session) -> None:
    """Write the versions that development uses to requirements/dev.txt."""
    session.install("uv")
    names = ["dev", "bench"]
    session.run(
        *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--no-header"),
        *("--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--all-extras"),
        *(part for name in names for part in ("--group", name)),
        *("pyproject.toml", "--output-file", "requirements/dev.txt", "--upgrade"),
    )
