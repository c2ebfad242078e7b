"""The one loader of all doors: a name costs nothing until it is used, and then it is there for good."""

import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages

import pytest

import partnerkit
from partnerkit._lazy import entries, resolver
from partnerkit.values.errors import MissingExtra

PACKAGES = [module.name for module in walk_packages(partnerkit.__path__, "partnerkit.") if module.ispkg]

#: Doors that are offered as what they are.
WHOLE = {"rules", "kpis", "policies", "plots"}

DOORS = ["partnerkit", "partnerkit.values", "partnerkit.facts", "partnerkit.interop", "partnerkit.storage"]


@pytest.mark.parametrize("door", DOORS)
def test_every_public_name_is_found_and_kept(door):
    package = import_module(door)

    assert dir(package) == package.__all__ == sorted(package.__all__)
    for name in package.__all__:
        with suppress(MissingExtra):  # what rests on an extra says which, where it is not installed
            value = getattr(package, name)
            assert vars(package)[name] is value


@pytest.mark.parametrize("door", DOORS)
def test_what_is_not_there_is_told_with_the_name_of_the_door(door):
    with pytest.raises(AttributeError, match=f"module '{door}' has no attribute 'Nothing'"):
        _ = import_module(door).Nothing


def test_a_name_is_looked_for_in_its_home_alone():
    with pytest.raises(ModuleNotFoundError, match=r"partnerkit\.values\.nowhere"):
        resolver("partnerkit.values", {"Money": "nowhere"})("Money")


@pytest.mark.parametrize("door", DOORS)
def test_a_door_loads_no_room_behind_it(door):
    code = f"import sys; before = set(sys.modules); import {door}; print(*sorted(set(sys.modules) - before))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = {name for name in answer.stdout.split() if name.startswith("partnerkit")}
    # `apportion` shares its name with its file, so it is bound at once, with what it stands on.
    bound = {f"partnerkit.values.{name}" for name in ("apportion", "errors", "exact", "split")}

    assert loaded - bound == {"partnerkit", "partnerkit._lazy", door}
    assert "numpy" not in answer.stdout.split()


@pytest.mark.parametrize(
    ("door", "name"), [("partnerkit.conflicts.rules", "RULE"), ("partnerkit.scoring.kpis", "KPIS")]
)
def test_each_file_of_a_door_is_an_entry(door, name):
    package = import_module(door)
    files = sorted(path.stem for path in Path(package.__file__).parent.glob("[!_]*.py"))
    found = entries(door, package.__path__, name)

    assert found == tuple(getattr(import_module(f"{door}.{file}"), name) for file in files)
    assert len(found) > 1


def test_a_file_without_an_entry_is_told():
    from partnerkit.conflicts import rules

    with pytest.raises(AttributeError, match="KPIS"):
        entries(rules.__name__, rules.__path__, "KPIS")


def test_no_name_at_a_door_is_that_of_a_module():
    """Whoever imports the module would put it in place of the name."""
    for package in (partnerkit, *map(import_module, PACKAGES)):
        names = {module.name for module in iter_modules(package.__path__)}
        hidden = {name for name in getattr(package, "_HOMES", ()) if name in names and name not in WHOLE}
        assert not hidden, package.__name__
