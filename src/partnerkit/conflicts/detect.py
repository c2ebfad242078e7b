"""Which rules of engagement are broken, as at a moment?"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from partnerkit.conflicts.conflict import Conflict, ConflictRule
from partnerkit.conflicts.findings import Conflicts
from partnerkit.facts.network import Network
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import SEVERITIES
from partnerkit.values.time import instant

__all__ = ["detect"]


def __dir__() -> list[str]:
    return __all__


def detect(network: Network, rules: Iterable[ConflictRule], *, as_of: datetime) -> Conflicts:
    """
    Apply *rules* to *network* as at *as_of*: one finding per comparable group, the gravest first.

    The order of rules and facts makes no difference. Facts that were not known
    yet are the caller's to leave out: `network.known_at(moment)`.

    Raises
    ------
    InvalidValue
        For a moment without a time zone, two rules of one code, and a rule
        that drafts two findings for one group.

    >>> from datetime import UTC, date
    >>> from partnerkit.conflicts import rules
    >>> from partnerkit.facts import Assignment
    >>> from partnerkit.values import Period
    >>> network = Network.of(
    ...     Assignment(person=person, territory="de-north", period=Period.since(date(2026, 1, day)))
    ...     for person, day in (("A-1", 1), ("A-2", 15))
    ... )
    >>> (conflict,) = detect(network, rules.builtin(), as_of=datetime(2026, 3, 1, tzinfo=UTC))
    >>> conflict.rule, conflict.parties, conflict.severity
    ('territory-overlap', ('A-1', 'A-2'), 'medium')
    """
    at = instant(as_of, path="as_of")
    applied = sorted(_checked(rules), key=lambda rule: rule.code)
    found = {rule.code: [Conflict.of(rule, draft) for draft in rule.find(network, at)] for rule in applied}
    raise_faults(
        InvalidValue(
            path=f"rules[{code!r}].find", value=shown(group), remedy="draft one finding for one group"
        )
        for code, conflicts in found.items()
        for group, count in Counter(conflict.group for conflict in conflicts).items()
        if count > 1
    )
    every = (each for conflicts in found.values() for each in conflicts)
    return Conflicts(sorted(every, key=_gravest_first))


def _checked(rules: Iterable[ConflictRule]) -> list[ConflictRule]:
    given = list(rules)
    raise_faults(
        InvalidValue(path=f"rules[{place}]", value=shown(rule), remedy="use a ConflictRule")
        for place, rule in enumerate(given)
        if not isinstance(rule, ConflictRule)
    )
    raise_faults(
        InvalidValue(path="rules", value=shown(code), remedy="use each code once")
        for code, count in Counter(rule.code for rule in given).items()
        if count > 1
    )
    return given


def _gravest_first(conflict: Conflict) -> tuple[int, str, tuple[str, ...]]:
    return (-SEVERITIES.index(conflict.severity), conflict.rule, conflict.group)
