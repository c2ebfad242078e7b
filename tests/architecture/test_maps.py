"""The docstring of each room is a map of it: it names every file."""

import ast
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "partnerkit"
ROOMS = sorted(place.parent for place in SOURCE.glob("*/__init__.py"))


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_the_map_names_every_file_and_nothing_else(room: Path) -> None:
    told = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))) or ""
    table = told[told.find("===") : told.rfind("===")].splitlines()
    width = table[0].index(" ")
    named = {name for row in table for name in re.findall(r"`([a-z_]+)`", row)}
    files = {place.stem for place in room.glob("*.py") if not place.name.startswith("_")}
    doors = {place.parent.name for place in room.glob("*/__init__.py")}

    assert sorted((files | doors) - named) == []
    assert [row for row in table if row[width : width + 1].strip()] == [], "a row that runs over its column"
