"""The room of the nouns: everything in it is found at its door, and opening the door costs nothing."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from attrs import has

from partnerkit import facts
from partnerkit.facts.fact import Fact

FILES = sorted(
    file for file in Path(facts.__file__).parent.glob("*.py") if file.stem not in {"__init__", "checks"}
)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_model_is_found_at_the_door(file):
    home = import_module(f"partnerkit.facts.{file.stem}")
    models = [
        name for name in home.__all__ if isinstance(getattr(home, name), type) and has(getattr(home, name))
    ]

    assert [name for name in models if getattr(facts, name, None) is not getattr(home, name)] == []
    assert set(models) <= set(facts.__all__)


def test_the_names_for_types_and_for_lookups_are_the_same():
    tree = ast.parse(Path(facts.__file__).read_text(encoding="utf-8"))
    typed = {
        alias.asname for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names
    }

    assert typed - {None} == set(facts.__all__) == set(dir(facts))


@pytest.mark.parametrize("name", [name for name in facts.__all__ if issubclass(getattr(facts, name), Fact)])
def test_a_noun_says_what_it_is_and_shows_an_example(name):
    words = getattr(facts, name).__doc__

    assert words.strip()[0].isupper()
    assert ">>> " in words


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Partnr"):
        _ = facts.Partnr


def test_opening_the_door_loads_no_noun():
    code = "import sys, partnerkit.facts; print([name for name in sys.modules if name.startswith('partnerkit.facts.')])"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert answer.stdout.strip() == "[]"
