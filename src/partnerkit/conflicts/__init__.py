"""
Who is in whose way?

==========  ===============================================================
`detect`    the engine: a network and rules in, findings out
`rules/`    the door: one file for each rule, found by its name
==========  ===============================================================

Rules of engagement are data. A third party's rule is a `ConflictRule` that is
passed in like ours.
"""

from partnerkit.conflicts import rules
from partnerkit.conflicts.detect import Conflict, ConflictRule, ConflictView, Draft, Evidence, detect

__all__ = ["Conflict", "ConflictRule", "ConflictView", "Draft", "Evidence", "detect", "rules"]


def __dir__() -> list[str]:
    return __all__
