"""
How does a package offer names that cost nothing until they are used, and a door what its files hold?

The one loader of all doors. It lies below every floor, because
`import partnerkit` goes through it.
"""

import sys
from importlib import import_module

# Importing `typing` or `collections.abc` for them would cost more than all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

__all__ = ["entries", "resolver"]


def __dir__() -> list[str]:
    return __all__


def resolver(package: str, homes: "Mapping[str, str]") -> "Callable[[str], object]":
    """
    Return the `__getattr__` of *package*: a name is taken from its home below the package, and kept.

    >>> resolver("partnerkit.values", {"Money": "money"})("Money").__name__
    'Money'
    """

    def resolve(name: str) -> object:
        home = homes.get(name)
        if home is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return resolve


def entries(package: str, path: "Iterable[str]", name: str) -> "tuple[Any, ...]":
    """
    Return what each file of the door *package* calls *name*, in the order of the files.

    >>> from partnerkit.conflicts import rules
    >>> entries(rules.__name__, rules.__path__, "RULE")[0].code
    'channel-conflict'
    """
    from pkgutil import iter_modules

    files = sorted(module.name for module in iter_modules(path))
    return tuple(getattr(import_module(f"{package}.{file}"), name) for file in files)
