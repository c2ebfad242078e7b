"""
How is a fault planted in what is done at import: tables, defaults, the fields of a class?

A process that has the libraries, and nothing of partnerkit, forks for each
mutant; in the fork the one file is read with the fault in it, and pytest starts
as ever, with the tests that are named. Slower than `warm.py` by the import and
the collection, so only for what cannot be done there, and to confirm what
survived there.
"""

import importlib.abc
import importlib.machinery
import sys

import attrs  # noqa: F401  # what partnerkit needs, imported once for all forks
import babel  # noqa: F401  # likewise
import numpy as np  # noqa: F401  # likewise
import pendulum  # noqa: F401  # likewise


class Planted(importlib.machinery.SourceFileLoader):
    """Reads a file with a fault in it, and leaves no compiled file behind."""

    source = ""

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec")


class Planter(importlib.abc.MetaPathFinder):
    """Finds one module only: that with the fault."""

    def __init__(self, module, path, source):
        self.module, self.path, self.source = module, path, source

    def find_spec(self, fullname, path, target=None):
        if fullname != self.module:
            return None
        loader = Planted(fullname, str(self.path))
        loader.source = self.source
        places = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=places
        )


def tried(root, mutation, source, nodeids):
    """Return the first test that fails with the fault, or None; to be called in a fork."""
    import pytest
    import warm

    path = root / "src" / "partnerkit" / mutation.file
    parts = ["partnerkit", *path.relative_to(root / "src" / "partnerkit").with_suffix("").parts]
    module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    assert "partnerkit" not in sys.modules
    planter = Planter(module, path, mutation.applied(source))
    sys.dont_write_bytecode = True
    outcome = warm.Outcome()

    class Prepared:
        @pytest.hookimpl(tryfirst=True)
        def pytest_load_initial_conftests(self):
            # Before any conftest imports the file, and before the finder of pytest, which reads files named on the
            # command line, for their docstrings, itself.
            sys.meta_path.insert(0, planter)

        @pytest.hookimpl(tryfirst=True)
        def pytest_collection(self, session):
            try:
                warm.prepare()
            except Exception as fault:  # noqa: BLE001  # whatever it is, everybody would see it
                outcome.failed = f"import: {type(fault).__name__}"
                raise pytest.UsageError(outcome.failed) from None

    code = pytest.main([*nodeids, "-x", *warm.OPTIONS], plugins=[outcome, Prepared()])
    if outcome.failed or code == pytest.ExitCode.INTERRUPTED:
        return outcome.failed or "a test cannot be imported"
    if code != pytest.ExitCode.OK:
        raise RuntimeError(f"pytest answered {code}")
    return None
