"""
Everything that is checked, in sessions.

``nox`` runs what a submission needs; ``nox -s demo`` sets everything up and
runs the channel review; ``nox -s bench`` writes the page on performance.
"""

import os
import shutil
from pathlib import Path
from zipfile import ZipFile

import nox
from nox.command import CommandFailed

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

#: What depends on where partnerkit is installed from: data files, entry points, doors, what is loaded when.
WHEEL_TESTS = tuple(
    f"tests/{room}" for room in ("architecture", "cli", "interop", "testing", "thirdparty", "values")
)

#: Torture forks writers, which goes well only where nothing else has started threads or left connections.
OWN_PROCESS = ("--ignore=tests/torture",)

#: A file stays on one core, so what it sets up once is set up once: a server, a browser, a review of real data.
BOTH_CORES = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def groups(*names: str) -> list[str]:
    """Return the requirements of the dependency groups *names*."""
    return list(nox.project.dependency_groups(PROJECT, *names))


def suite(session: nox.Session, *arguments: str, needs: dict[str, str] | None = None) -> None:
    """Run the tests on both cores; HYPOTHESIS_PROFILE from outside wins. What it *needs* is no reason to skip."""
    session.run(
        "pytest",
        *BOTH_CORES,
        *(session.posargs or arguments),
        env=needs,
    )


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, the docstrings and the snippets of the docs."""
    session.install(
        *(*LOCK, "-e", f".[{EXTRAS},spark]", *groups("tests", "servers", "embedding", "browser")),
        # As pip does it anyway: else each of the processes compiles what it loads first.
        env={"UV_COMPILE_BYTECODE": "1"},
    )
    session.install("--no-deps", "tests/thirdparty/harbor")
    needs = {"PARTNERKIT_NEEDS_POSTGRES": "1"}
    if "CI" in os.environ:
        needs["PARTNERKIT_NEEDS_BROWSER"] = "1"
    suite(session, "tests", *OWN_PROCESS, needs=needs)
    if not session.posargs:
        session.run("pytest", "-q", "tests/torture", env=needs)
        session.run("pytest", "-q", *BOTH_CORES, "docs", "README.md")
        session.run("pytest", "-q", *BOTH_CORES, "--doctest-modules", "src")


@nox.session
def torture(session: nox.Session) -> None:
    """Kill writers and a server, cut the power, race: the long form, printing the table of the docs; about an hour."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("tests", "servers"))
    session.run("python", "tests/torture/run.py", *session.posargs)
    deep = {"HYPOTHESIS_PROFILE": "deep", "PARTNERKIT_NEEDS_POSTGRES": "1"}
    session.run("pytest", "-q", "tests/properties/test_stores_behave_alike.py", env=deep)


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant faults in a sample of the core and say which no test sees; a whole run takes hours and can be broken off."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("tests", "servers"))
    session.run("python", "tests/mutants/run.py", *session.posargs)
    if not session.posargs:
        session.run("python", "tests/mutants/properties.py")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Send every reader whatever might come, a minute each."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("tests"))
    session.run("python", "-W", "error", "tests/fuzz/run.py", *session.posargs)


@nox.session
def coverage(session: nox.Session) -> None:
    """Say which branches no test takes."""
    session.install(*LOCK, "-e", f".[{EXTRAS},spark]", *groups("tests", "servers", "embedding"))
    session.install("--no-deps", "tests/thirdparty/harbor")
    report = ("--cov", "--cov-report=term")
    suite(session, *report, "tests", *OWN_PROCESS, needs={"PARTNERKIT_NEEDS_POSTGRES": "1"})


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
    """Build the pages, where a warning is an error, and look at each of them."""
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("docs", "browser"))
    session.run(
        "sphinx-build", "-j", "2", "-n", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html"
    )
    session.run("python", "docs/looked_at.py", "docs/_build/html")
    session.run("towncrier", "build", "--draft", "--version", "next")


@nox.session
def sizes(session: nox.Session) -> None:
    """Measure what each extra brings, and write it into the page on installing."""
    session.install(*LOCK, "-e", f".[{EXTRAS},spark]")
    session.run("python", "docs/sizes.py")


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
    suite(session, *CORE_TESTS, "tests/architecture")


@nox.session
def lowest(session: nox.Session) -> None:
    """Run the core's tests on the oldest versions that pyproject.toml allows."""
    if session.venv_backend != "uv":
        session.error("the oldest versions are resolved by uv; python -m pip install 'nox[uv]'")
    session.install("--resolution", "lowest-direct", "-e", ".[testing]", "pytest-xdist>=3.8")
    suite(session, *CORE_TESTS)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, compare it with the source, and test what it installs in an empty environment."""
    session.install(*LOCK, *groups("wheel"))
    dist = Path(session.create_tmp()) / "dist"
    session.run("python", "-m", "build", "--installer", "uv", "--outdir", str(dist), silent=True)
    (built,) = dist.glob("*.whl")
    session.run("twine", "check", "--strict", *map(str, dist.iterdir()))
    session.run("check-wheel-contents", str(built))
    wheel_is_whole(session, built)
    # Two of ten points are for a home page and an address, which there are not yet.
    session.run("pyroma", "--min", "8", *map(str, dist.glob("*.tar.gz")))
    core_is_small(session, built)
    session.install("--force-reinstall", *LOCK, f"{built}[{EXTRAS}]", *groups("tests"))
    session.run("python", "-c", "import partnerkit; assert 'site-packages' in partnerkit.__file__")
    suite(session, *WHEEL_TESTS)


def wheel_is_whole(session: nox.Session, built: Path) -> None:
    """Compare the wheel with the source, byte by byte: words and markers are files that no import would miss."""
    folder = ROOT / "src"
    source = {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    with ZipFile(built) as opened:
        packed = {name: opened.read(name) for name in opened.namelist() if ".dist-info/" not in name}
    differing = sorted(name for name in source.keys() | packed.keys() if source.get(name) != packed.get(name))
    if differing:
        session.error(f"the wheel differs from the source in {', '.join(differing)}")
    session.log(f"the wheel holds all {len(source)} files of the source")


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


#: What takes very long, and gigabytes of the disk, is measured when it is asked for by name, and has a page of its own.
LONG = ("scale",)

#: Peers that want other versions than we do, in environments of their own: benchmark -> what names its Python, and whom.
APART = {
    "peers": ("PARTNERKIT_FAIRPYX", "fairpyx==0.1"),
    "reconcile": ("PARTNERKIT_HIERARCHICAL", "hierarchicalforecast==1.5.3"),
}


@nox.session
def bench(session: nox.Session) -> None:
    """
    Print the figures of benchmarks/, side by side in one run; a run of all writes the page on performance.

    Some of them follow after `--` by name, each with what it takes: `nox -s bench -- desk scoring small`.
    """
    asked = benchmarks(session)
    session.install(*LOCK, "-e", f".[{EXTRAS}]", *groups("bench"))
    folder, load = Path(session.create_tmp()), {"PARTNERKIT_LOAD": str(os.getloadavg()[0])}
    kept, broken = {}, []
    for name, arguments in asked or [(each, []) for each in sorted(names_of_benchmarks() - {*LONG})]:
        kept[name] = folder / f"{name}.jsonl"
        kept[name].unlink(missing_ok=True)
        try:
            session.run(
                *("python", f"benchmarks/bench_{name}.py", *arguments),
                env={"PARTNERKIT_FIGURES": str(kept[name]), **peers_apart(session, name)},
            )
        except CommandFailed:
            broken.append(name)
    told = [str(each) for each in kept.values() if each.is_file()]
    if not asked:
        session.run("python", "benchmarks/page.py", *told, env=load)
    elif ("scale", []) in asked and "scale" not in broken:
        session.run("python", "benchmarks/page_scale.py", str(kept["scale"]))
    if broken:
        session.error(f"broke off: {', '.join(broken)}")


def peers_apart(session: nox.Session, name: str) -> dict[str, str]:
    """Install the peers that a benchmark wants apart, and return where they are; what cannot be had is left out."""
    if name not in APART:
        return {}
    variable, package = APART[name]
    place = Path(session.create_tmp()) / f"beside-{name}"
    python = place / "bin" / "python"
    try:
        session.run("uv", "venv", "-q", "--clear", "--python", "3.11", str(place), external=True)
        session.run("uv", "pip", "install", "-q", "--python", str(python), package, external=True)
    except CommandFailed:
        return {}
    return {variable: str(python)}


def names_of_benchmarks() -> set[str]:
    """Return what can be measured."""
    return {path.stem.removeprefix("bench_") for path in (ROOT / "benchmarks").glob("bench_*.py")}


def benchmarks(session: nox.Session) -> list[tuple[str, list[str]]]:
    """Return what is asked for after `--`: names, or files, of benchmarks, each with the arguments that follow it."""
    known, asked = names_of_benchmarks(), []
    for each in session.posargs:
        name = Path(each).stem.removeprefix("bench_")
        if name in known:
            asked.append((name, []))
        elif asked:
            asked[-1][1].append(each)
        else:
            session.error(f"there is no benchmark {name}; there are {', '.join(sorted(known))}")
    return asked


#: Under any of these, and no other, may what we need be used; as its owners state it.
LICENSES = (
    *(
        "Apache-2.0",
        "Apache-2.0 OR BSD-2-Clause",
        "Apache Software License",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "MIT License",
    ),
    *("BSD-2-Clause", "BSD-3-Clause", "BSD License", "ISC License (ISCL)", "MIT AND BSD-2-Clause", "PSF-2.0"),
    *("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "Python Software Foundation License"),
    # Used as they are, and exchangeable by who uses them, so that nothing of ours falls under these.
    *("LGPL-3.0-only", "MPL-2.0"),
)


@nox.session
def supply(session: nox.Session) -> None:
    """Look at what comes with us: licenses, known holes, a bill of materials, and a wheel that builds alike twice."""
    session.install(*groups("supply"))
    folder = Path(session.create_tmp())
    python = folder / "all" / "bin" / "python"
    session.run(
        "uv",
        "venv",
        "-q",
        "--clear",
        "--python",
        session.python or "3.11",
        str(folder / "all"),
        external=True,
    )
    session.run("uv", "pip", "install", "-q", "--python", str(python), *LOCK, f".[{EXTRAS}]", external=True)
    session.run(
        "pip-licenses", "--python", str(python), "--from", "mixed", "--allow-only", ";".join(LICENSES)
    )
    session.run(
        *("cyclonedx-py", "environment", "--pyproject", "pyproject.toml", "--output-reproducible"),
        *("--output-file", str(folder / "bill-of-materials.json"), str(python)),
    )
    if "--offline" not in session.posargs:
        (packages,) = (folder / "all" / "lib").glob("python*/site-packages")
        session.run("pip-audit", "--path", str(packages), "--skip-editable")
    builds = [folder / "first", folder / "second"]
    for build in builds:
        session.run("python", "-m", "build", "--installer", "uv", "--outdir", str(build), silent=True)
    for name in sorted(path.name for path in builds[0].iterdir()):
        first, second = ((build / name).read_bytes() for build in builds)
        if first != second:
            session.error(f"{name} comes out different when it is built again")
        session.log(f"{name}: the same twice")


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
