"""
What does each extra bring, and how large is it?

`nox -s sizes` writes it into the page on installing, of what is installed in its
environment: the files of every package that an extra needs and the core does
not, compiled ones left out.
"""

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "install.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def brought(requirements: Iterable[str]) -> set[str]:
    """Return every package that comes with *requirements*, and with what these require, here."""
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(each) for each in requirements]
    while waiting:
        needed = waiting.pop()
        name = canonicalize_name(needed.name)
        new = {(name, extra) for extra in ("", *needed.extras)} - found
        found |= new
        for _, extra in new:
            more = [Requirement(each) for each in distribution(name).requires or ()]
            waiting += [
                each for each in more if each.marker is None or each.marker.evaluate({"extra": extra})
            ]
    return {name for name, _ in found}


@cache  # several extras bring the same
def taken(package: str) -> int:
    """Return the bytes that the files of a package take, without what Python compiles by itself."""
    total = 0
    for file in distribution(package).files or ():
        if file.suffix != ".pyc":
            with suppress(FileNotFoundError):
                total += Path(str(file.locate())).stat().st_size
    return total


def megabytes(packages: Iterable[str]) -> float:
    """Return what the files of *packages* take."""
    return sum(map(taken, packages)) / 1e6


def measured() -> dict[str, float | None]:
    """Return what each extra takes beside the core, and under "" the core without ourselves; None, where one is not here."""
    core = brought(PROJECT["dependencies"])
    sizes: dict[str, float | None] = {"": megabytes(core)}
    for extra, requirements in PROJECT["optional-dependencies"].items():
        try:
            sizes[extra] = megabytes(brought(requirements) - core)
        except PackageNotFoundError:
            sizes[extra] = None
    return sizes


def written(page: str, sizes: dict[str, float | None]) -> str:
    """Return *page* with *sizes* in its table."""
    for extra, size in sizes.items():
        if extra and size is not None:
            row = re.compile(rf"^(\| `{extra}` \|.*\| )[^|]*( \|)$", re.MULTILINE)
            page = row.sub(rf"\g<1>{max(1, round(size))}\g<2>", page)
    return page


if __name__ == "__main__":
    found = measured()
    for extra, size in found.items():
        print(f"{extra or 'core':10} {'not here' if size is None else f'{size:6.1f} MB'}")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
