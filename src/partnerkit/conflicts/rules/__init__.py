"""
The door of conflict rules: every file here is one rule, with its words.

Adding one is adding a file with a `RULE`; nothing is registered.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from partnerkit.conflicts.detect import ConflictRule
from partnerkit.values.errors import NotFound

__all__ = ["builtin", "get"]


def __dir__() -> list[str]:
    return __all__


@cache
def builtin() -> tuple[ConflictRule, ...]:
    """
    Return every rule behind this door, by code.

    >>> [rule.code for rule in builtin()]
    ['record-mismatch', 'territory-overlap', 'territory-swap']
    """
    names = (module.name for module in iter_modules(__path__))
    found = (import_module(f"{__name__}.{name}").RULE for name in names)
    return tuple(sorted(found, key=lambda rule: rule.code))


def get(code: str) -> ConflictRule:
    """
    Return one rule by its code; `NotFound` names those there are.

    >>> get("territory-overlap").severity
    'medium'
    """
    known = {rule.code: rule for rule in builtin()}
    if code not in known:
        raise NotFound(path="rules", key=code, known=tuple(known))
    return known[code]
