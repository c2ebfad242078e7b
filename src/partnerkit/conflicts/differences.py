"""
Which findings are new, and which are cleared, between two networks?

A host that looks at every change asks only this: it costs as much as the
change. Where a rule says what a changed fact can touch, nothing else is looked
at, before and after; a rule that does not say is applied twice in full.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from typing import final

from attrs import frozen

from partnerkit.conflicts.conflict import Conflict, ConflictRule
from partnerkit.conflicts.detect import NETWORK, checked, found, gravest_first
from partnerkit.conflicts.findings import Conflicts
from partnerkit.facts.layers import Delta
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.time import instant

__all__ = ["ConflictChanges", "detect_changes"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class ConflictChanges:
    """What a change of facts did to the findings; one that says something else now is cleared, and new."""

    new: Conflicts
    cleared: Conflicts


def detect_changes(
    before: Network, after: Network, rules: Iterable[ConflictRule], *, as_of: datetime
) -> ConflictChanges:
    """
    Return the findings that *after* has and *before* has not, and the other way round, as at *as_of*.

    Make *after* of *before* with `with_facts`: then it is known what changed, and look-ups are shared.

    Raises
    ------
    InvalidValue
        As `detect` does.

    >>> from datetime import UTC
    >>> from partnerkit.conflicts import rules
    >>> from partnerkit.facts import Assignment
    >>> from partnerkit.values import Period
    >>> held = [Assignment(person=name, territory="de", period=Period.year(2026)) for name in ("A-1", "A-2")]
    >>> before = Network.of(held[0])
    >>> changes = detect_changes(
    ...     before, before.with_facts(held[1]), rules.builtin(), as_of=datetime(2026, 3, 1, tzinfo=UTC)
    ... )
    >>> [(each.rule, each.parties) for each in changes.new], changes.cleared
    ([('territory-overlap', ('A-1', 'A-2'))], <Conflicts: none>)
    """
    at = instant(as_of, path="as_of")
    fields.check({"before": (NETWORK, before), "after": (NETWORK, after)})
    applied = checked(rules)
    delta = after.changes_since(before)
    old: dict[str, list[Conflict]] = {}
    new: dict[str, list[Conflict]] = {}
    for rule in applied if len(delta) else ():
        keys = touched(rule, before, after, delta, at)
        if keys is None or keys:
            old[rule.code] = found(rule, before, at, only=keys)
            new[rule.code] = found(rule, after, at, only=keys)
    was, now = gravest_first(old), gravest_first(new)
    stayed = {each.id: each for each in was}
    same = {each.id for each in now if stayed.get(each.id) == each}
    return ConflictChanges(
        new=Conflicts([each for each in now if each.id not in same]),
        cleared=Conflicts([each for each in was if each.id not in same]),
    )


def touched(
    rule: ConflictRule, before: Network, after: Network, delta: Delta, at: datetime
) -> Collection[Hashable] | None:
    """
    Return the keys under which a change can matter to a rule; None is everywhere.

    >>> rule = ConflictRule(code="x", severity="info", find=lambda network, as_of: ())
    >>> touched(rule, Network.of(), Network.of(), Delta.of(added=(), removed=()), None) is None
    True
    """
    if rule.keys is None:
        return None
    if rule.premise is not None and rule.premise(before, at) != rule.premise(after, at):
        return None
    keys: set[Hashable] = set()
    for network, facts in ((before, delta.removed), (after, delta.added)):
        for fact in facts:
            own = rule.keys(network, fact)
            if own is None:
                return None
            keys.update(own)
    return keys
