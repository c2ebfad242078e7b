"""
Which rules of engagement come with the house?

A door: every file beside this one is a rule, found by its name, with `RULE`
and its words in English, German and Swedish. To add a rule, add a file; to
apply one of your own, pass it to `detect`.
"""

from functools import cache

from partnerkit._lazy import entries
from partnerkit.conflicts.conflict import ConflictRule
from partnerkit.values.errors import NotFound

__all__ = ["builtin", "get"]


def __dir__() -> list[str]:
    return __all__


@cache
def builtin() -> tuple[ConflictRule, ...]:
    """
    Return every rule behind the door, in the order of their codes.

    >>> "deal-overlap" in [rule.code for rule in builtin()]
    True
    """
    return entries(__name__, __path__, "RULE")


def get(code: str) -> ConflictRule:
    """
    Return one rule by its code; `NotFound` if there is none.

    >>> get("territory-swap").severity
    'info'
    """
    known = {rule.code: rule for rule in builtin()}
    if code not in known:
        raise NotFound(path="rules", key=code, known=tuple(known))
    return known[code]
