"""What is public is typed where users would see it break: every name of a room stands among the typed calls."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import partnerkit

TYPED = Path(__file__).parents[1] / "typing"
ROOMS = sorted(place.parent.name for place in Path(partnerkit.__file__).parent.glob("*/__init__.py"))


@pytest.fixture(scope="module")
def used():
    """Return every name that the typed calls use, beyond importing it."""
    nodes = [node for file in TYPED.glob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return names | {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("room", ["", *ROOMS])
def test_every_public_name_is_typed(room, used):
    if room == "cli":
        pytest.importorskip("typer")
    module = import_module(f"partnerkit.{room}".rstrip("."))

    assert sorted({*module.__all__} - used) == []
