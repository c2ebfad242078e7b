"""Importing partnerkit is silent and cheap; third-party names stay in their rooms."""

import subprocess
import sys
from contextlib import suppress
from functools import cache
from importlib import import_module
from pkgutil import walk_packages

import pytest

import partnerkit
from partnerkit.values.errors import MissingExtra

HEAVY = {
    "numpy",
    "narwhals",
    "sqlalchemy",
    "matplotlib",
    "pandas",
    "polars",
    "babel",
    "cattrs",
    "pendulum",
    "attr",
}


@cache  # several claims look at the same
def loaded_by(statement: str) -> frozenset[str]:
    """Return the modules, and the packages they belong to, that a fresh interpreter holds after *statement*."""
    code = f"import sys; {statement}; print(*sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], check=True, capture_output=True, text=True
    )
    names = answer.stdout.split()
    return frozenset((*names, *(name.partition(".")[0] for name in names)))


def test_importing_the_package_loads_nothing_heavy():
    assert loaded_by("import partnerkit") & HEAVY == set()


def test_allocating_needs_neither_formats_nor_documents_nor_databases():
    loaded = loaded_by("from partnerkit.leads import FairShare, allocate")

    assert loaded & {"babel", "cattrs", "sqlite3", "sqlalchemy", "narwhals", "pandas", "hypothesis"} == set()


#: What only some leads, pools or readers need: it is loaded when it is asked for.
LATER = {
    "facts": {"deal", "marketing", "network", "product", "service", "territory"},
    "leads": {
        "batch",
        "candidate",
        "decision",
        "envy",
        "fairness",
        "precedence",
        "prices",
        "retelling",
        "simulation",
    },
    "values": {"fiscal", "hours"},
}


def test_allocating_loads_what_it_needs_and_no_more():
    loaded = loaded_by("from partnerkit.leads import FairShare, allocate")

    assert "partnerkit.leads.kernel" in loaded
    later = {f"partnerkit.{room}.{name}" for room, names in LATER.items() for name in names}
    assert loaded & {*later, "importlib.resources"} == set()


@pytest.mark.parametrize("name", partnerkit.__all__)
def test_every_public_name_resolves(name):
    assert getattr(partnerkit, name).__name__ == name


@pytest.mark.parametrize(
    "room", ["values", "facts", "goals", "leads", "conflicts", "scoring", "review", "storage"]
)
def test_every_room_keeps_its_promise_of_names(room):
    module = __import__(f"partnerkit.{room}", fromlist=["__all__"])

    absent = []
    for name in module.__all__:
        with suppress(MissingExtra):  # it is there, and says which extra it needs
            absent += [] if hasattr(module, name) else [name]

    assert absent == []
    assert set(module.__all__) <= set(dir(module))


def test_every_module_shows_what_is_public_and_nothing_else():
    differing = []
    for found in walk_packages(partnerkit.__path__, "partnerkit."):
        with suppress(ImportError):  # it rests on an extra
            module = import_module(found.name)
            differing += [] if dir(module) == sorted(module.__all__) else [found.name]

    assert differing == []


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="Partnr"):
        _ = partnerkit.Partnr
