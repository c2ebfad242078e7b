"""Which rules of engagement are broken, as at a moment?"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import datetime

from partnerkit.conflicts.conflict import Conflict, ConflictRule
from partnerkit.conflicts.findings import Conflicts
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import SEVERITIES
from partnerkit.values.time import instant

__all__ = ["NETWORK", "checked", "detect", "found", "gravest_first"]

#: What is judged: loose facts are put together first.
NETWORK = fields.instance(Network, "a Network, as Network.of(facts) makes it")


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
    fields.check({"network": (NETWORK, network)})
    return gravest_first({rule.code: found(rule, network, at) for rule in checked(rules)})


def found(
    rule: ConflictRule, network: Network, at: datetime, *, only: Collection[Hashable] | None = None
) -> list[Conflict]:
    """
    Return what one rule finds, everywhere or *only* under some of its keys.

    >>> found(ConflictRule(code="x", severity="info", find=lambda network, as_of: ()), Network.of(), None)
    []
    """
    drafts = rule.find(network, at) if only is None else rule.find(network, at, only=only)
    return [Conflict.of(rule, draft) for draft in drafts]


def gravest_first(found: Mapping[str, Iterable[Conflict]]) -> Conflicts:
    """
    Gather the findings by rule, each group of a rule once.

    >>> gravest_first({"x": ()})
    <Conflicts: none>
    """
    conflicts = [each for own in found.values() for each in own]
    raise_faults(
        InvalidValue(
            path=f"rules[{code!r}].find", value=shown(group), remedy="draft one finding for one group"
        )
        for (code, group), count in Counter((each.rule, each.group) for each in conflicts).items()
        if count > 1
    )
    return Conflicts(sorted(conflicts, key=_grave_first))


def checked(rules: Iterable[ConflictRule]) -> list[ConflictRule]:
    """
    Return rules that can be applied together.

    >>> checked([])
    []
    """
    if not isinstance(rules, Iterable):
        raise InvalidValue(path="rules", value=shown(rules), remedy="use a list of ConflictRules")
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


def _grave_first(conflict: Conflict) -> tuple[int, str, tuple[str, ...]]:
    return (-SEVERITIES.index(conflict.severity), conflict.rule, conflict.group)
