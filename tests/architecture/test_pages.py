"""What the build of the docs relies on: pages made from the rooms are whole, and a dead link is found."""

import re
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import partnerkit
from partnerkit.interop.wording import terms

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def made(monkeypatch):
    """Return what makes the reference, from beside the pages."""
    monkeypatch.syspath_prepend(str(DOCS))
    yield import_module("roomreference")
    for name in ("roomreference", "looked_at", "sizes", "statecharts"):
        sys.modules.pop(name, None)


def test_every_public_name_of_a_room_is_in_the_reference(made):
    for library in ("hypothesis", "matplotlib", "narwhals", "rich", "sqlalchemy", "typer"):
        pytest.importorskip(library)
    pages = [*(made._room(room, title) for room, title in made.ROOMS.items()), made._policies()]
    told = {name for page in pages for line in page.splitlines() for name in _names(line)}
    rooms = [import_module(f"partnerkit.{room}") for room in made.ROOMS]
    missing = {
        f"{room.__name__}.{name}"
        for room in (partnerkit, *rooms)
        for name in room.__all__
        if name not in told and not isinstance(getattr(room, name, room), ModuleType)
    }
    assert missing == set()


def _names(line):
    if line.startswith("   :members: "):
        return line.removeprefix("   :members: ").split(", ")
    return [line.rpartition(".")[2]] if line.startswith(".. autoclass:: ") else []


def test_a_dead_link_is_found(made, tmp_path):
    check = import_module("looked_at")
    (tmp_path / "a.html").write_text('<a href="b.html#there">x</a><a href="b.html#no">y</a><img src="c.png">')
    (tmp_path / "b.html").write_text('<p id="there"><a href="https://example.org">z</a><a href="#">t</a></p>')
    found = list(check.dead_links(sorted(tmp_path.glob("*.html"))))
    assert found == ["a.html: b.html#no has no such place", "a.html: c.png is not there"]


def test_the_table_of_extras_says_what_each_brings():
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {
        extra: {re.split(r"[\[>=<]", each)[0] for each in packages}
        for extra, packages in project["optional-dependencies"].items()
    }
    page = (DOCS / "how-to" / "install.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| `")
    ]
    assert {row[0].strip("`"): set(row[2].split(", ")) for row in rows} == needed
    assert all(re.search(r"\d", row[3]) for row in rows)
    core = {re.split(r"[>=<]", each)[0] for each in project["dependencies"]}
    assert core <= set(re.findall(r"\w+", page))


def test_what_is_told_to_be_installed_can_be_installed_today():
    root = DOCS.parent
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pages = [root / "README.md", *sorted(DOCS.rglob("*.md")), *sorted((root / "examples").rglob("*.md"))]
    told = [
        (page.name, command)
        for page in pages
        for command in re.findall(
            r"pip install (?:-e )?(.*?)(?:`|&&|$)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert {"README.md", "install.md", "first-allocation.md", "command-line.md", "portal.md"} <= {
        page for page, _ in told
    }
    extras = [
        extra
        for _, command in told
        for found in re.findall(r"\.\[([\w,]+)\]", command)
        for extra in found.split(",")
    ]
    assert extras
    assert {*extras} <= project["optional-dependencies"].keys()
    # It is on no index yet; the page on installing says what holds after a release.
    released = [(page, command) for page, command in told if re.search(r"partnerkit(?!.*file)", command)]
    assert released == [("install.md", '"partnerkit[cli]"')]


def test_the_table_of_extras_says_how_large_each_is(made):
    sizes = import_module("sizes")
    page = sizes.PAGE.read_text(encoding="utf-8")
    told = {name: int(size) for name, size in re.findall(r"^\| `(\w+)` .* (\d+) \|$", page, re.MULTILINE)}
    found = {name: size for name, size in sizes.measured().items() if name and size is not None}
    assert told.keys() == sizes.PROJECT["optional-dependencies"].keys()
    # Versions differ from machine to machine; what is told is no promise, but near.
    assert [name for name, size in found.items() if abs(told[name] - size) > 2 + size / 4] == []
    assert sizes.written(page, {"frames": 7.4, "spark": None}) == re.sub(
        r"narwhals \| \d+ \|", "narwhals | 7 |", page
    )


def test_labels_say_what_the_glossary_says():
    rows = re.findall(
        r"^\* - (.*)\n  - (.*)\n  - (.*)\n  - ",
        (DOCS / "glossary.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    glossary = {word: (german, swedish) for english, german, swedish in rows for word in english.split(", ")}
    compared = set()
    for place in ("on-charts", "on-pages", "on-tables"):
        for code, word in terms("en")[place].items():
            for other, said in zip(("de", "sv"), glossary.get(word, ()), strict=False):
                compared.add(word)
                assert terms(other)[place][code] in re.split(r"[,;] ", said), (place, code, other)
    assert {
        "partner",
        "lead",
        "goal",
        "score",
        "KPI",
        "coverage",
        "forecast",
        "pace",
        "peer group",
    } <= compared


#: A block of Python, and what the page says that it prints: `conftest.py` compares them.
TOLD = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def test_what_the_first_pages_print_is_shown():
    for page in ("README.md", "docs/tutorial/first-allocation.md", "docs/how-to/allocation-crm.md"):
        text = (DOCS.parent / page).read_text(encoding="utf-8")
        assert [code for code, output in TOLD.findall(text) if "print(" in code and not output] == []
