"""
Who is in whose way?

===============  =====================================================================================
`detect`         apply rules to a network of facts: one finding per comparable group
`conflict`       what a rule is, what it drafts, and what each party may see of a finding
`differences`    which findings a change of facts makes, and which it clears; by `scopes`
`prevention`     what would be in somebody's way, asked before it is written; who asks is told
                 of its `own_world` alone
`declared`       rules of a host in plain data, without code; `declared_checks` tells what is wrong with them
`findings`       what `detect` found: a sequence, and a frame
`holdings`       who held which territory when, alone or together
`contracts`      under which form and system a partner sells
`pricing`        what each of the comparable partners pays, and who is off the reference; with
                 `price_policy`, `price_columns`, `effective_price`, `comparable` (the kernel)
                 and `price_findings`
`accounts`       are these two the same customer; by `naming`, `blocking`, `likeness`
`deals`          who is on one deal at one time; by `joins`
`precedence`     of several who claim one deal, whose is it
`cooperation`    what partners agreed to do together
`cases`          how a conflict is settled, by whom, and until when
`rules`          the rules that come with the house; a door: one file each
`parts`          what a rule must read to judge under some keys alone
===============  =====================================================================================
"""

from partnerkit.conflicts import rules
from partnerkit.conflicts.conflict import Admission, Conflict, ConflictRule, ConflictView, Draft
from partnerkit.conflicts.declared import Condition, DeclaredRule, Saying, compiled
from partnerkit.conflicts.declared_checks import check_rules
from partnerkit.conflicts.detect import detect
from partnerkit.conflicts.differences import ConflictChanges, detect_changes
from partnerkit.conflicts.findings import Conflicts
from partnerkit.conflicts.prevention import Attempts, Prevention, prevent

__all__ = [
    "Admission",
    "Attempts",
    "Condition",
    "Conflict",
    "ConflictChanges",
    "ConflictRule",
    "ConflictView",
    "Conflicts",
    "DeclaredRule",
    "Draft",
    "Prevention",
    "Saying",
    "check_rules",
    "compiled",
    "detect",
    "detect_changes",
    "prevent",
    "rules",
]


def __dir__() -> list[str]:
    return __all__
