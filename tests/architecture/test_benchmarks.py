"""Every benchmark asks a question, tells its figures, and has its place on the page on performance."""

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"
SCRIPTS = sorted(FOLDER.glob("bench_*.py"))


def placed() -> list[str]:
    """Return the benchmarks that the page has a place for."""
    tree = ast.parse((FOLDER / "page.py").read_text(encoding="utf-8"))
    (areas,) = (
        each.value
        for each in tree.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.target.id == "AREAS"
    )
    assert areas is not None
    return [name for names in ast.literal_eval(areas).values() for name in names]


def test_each_has_one_place() -> None:
    # What is measured at the largest sizes has a page of its own.
    assert sorted([*placed(), "scale"]) == [script.stem.removeprefix("bench_") for script in SCRIPTS]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_it_asks_and_tells(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    assert "?" in (ast.get_docstring(tree) or "").splitlines()[0]
    calls = {
        each.func.id
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
    }
    assert calls & {"tell", "grow"}, "its figures never reach the page"
