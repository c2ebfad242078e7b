"""
Who is in whose way?

The engine knows no rule. A rule is a value with a function that looks at a
network and drafts what it found, group by group; the engine makes findings of
the drafts: one for each group, the same whatever the order of the facts.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import SEVERITIES, Facts, Reason, Severity
from partnerkit.values.time import instant

__all__ = ["Conflict", "ConflictRule", "ConflictView", "Draft", "Evidence", "Find", "detect"]

#: Templates by language and code, as `interop.wording` reads them.
Words: TypeAlias = Mapping[str, Mapping[str, str | Mapping[str, str]]]


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Evidence:
    """
    What a finding rests on, and whose it is: only that party is shown it.

    >>> Evidence("P-4", Reason("grant", {"territory": "se"})).party
    'P-4'
    """

    party: str
    reason: Reason


@final
@frozen(kw_only=True)
class Draft:
    """What a rule found in one comparable group."""

    #: What the finding is about, such as ("territory", "4"); it makes the id, so it holds no figures.
    group: tuple[str, ...] = field(converter=tuple)

    #: What the vendor is told.
    facts: Facts = field(converter=Facts)

    #: What every party may be told: nothing that another party would keep to itself.
    shared: Facts = field(factory=Facts, converter=Facts)
    evidence: tuple[Evidence, ...] = field(converter=as_tuple)
    proposals: tuple[Reason, ...] = field(default=(), converter=as_tuple)

    #: Where this case is graver or lighter than the rule's usual one.
    severity: Severity | None = None


Find: TypeAlias = Callable[[Network, datetime], Iterable[Draft]]


@final
@frozen(kw_only=True)
class ConflictRule:
    """
    A rule of engagement: a code, a function, and its words.

    `find(network, as_of)` is pure and sees a set of facts, not a list.
    """

    code: str = field(validator=fields.code(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", "use lower case words with hyphens"))
    severity: Severity = field(validator=fields.choice(*SEVERITIES))
    find: Find
    words: Words = field(factory=dict, repr=False)


@final
@frozen(kw_only=True)
class ConflictView:
    """What one party may see of a conflict: its own part, and how many others there are."""

    id: str
    rule: str
    viewer: str
    severity: Severity
    reason: Reason
    evidence: tuple[Reason, ...]
    proposals: tuple[Reason, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is said of it."""
        return (self.reason, *self.evidence)


@final
@frozen(kw_only=True)
class Conflict:
    """Parties that are in each other's way, on what grounds, and what could be done; a person decides."""

    #: The same for the same group on every machine and every day.
    id: str

    #: The code of the rule.
    rule: str
    severity: Severity

    #: Everybody concerned, in order.
    parties: tuple[str, ...]
    reason: Reason
    evidence: tuple[Evidence, ...]
    proposals: tuple[Reason, ...] = ()

    #: The part of the facts that every party may be told.
    shared: Facts = field(factory=Facts)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What is said of it to the vendor: the reason, then what it rests on."""
        return (self.reason, *(each.reason for each in self.evidence))

    def view(self, viewer: str) -> ConflictView:
        """
        Return what *viewer* may see: own evidence, and the others as a count.

        Raises
        ------
        NotFound
            For somebody who is no party; whether others are in conflict is not for them.
        """
        if viewer not in self.parties:
            raise NotFound(path="viewer", key=viewer)
        return ConflictView(
            id=self.id,
            rule=self.rule,
            viewer=viewer,
            severity=self.severity,
            reason=Reason(f"{self.rule}-own", {**self.shared, "count": len(self.parties) - 1}),
            evidence=tuple(each.reason for each in self.evidence if each.party == viewer),
            proposals=self.proposals,
        )


def detect(network: Network, rules: Iterable[ConflictRule], *, as_of: datetime) -> tuple[Conflict, ...]:
    """
    Apply *rules* to *network*; the order of neither changes the answer.

    Returns
    -------
    One conflict for each comparable group, the gravest first, then by rule and group.

    Raises
    ------
    InvalidValue
        For a code used by two rules, and for a naive *as_of*.

    >>> from partnerkit.conflicts import rules
    >>> detect(Network.of(), rules.builtin(), as_of=datetime.fromisoformat("2026-11-23T09:00+01:00"))
    ()
    """
    at = instant(as_of, path="as_of")
    ordered = sorted(rules, key=lambda rule: rule.code)
    codes = [rule.code for rule in ordered]
    raise_faults(
        InvalidValue(path="rules", value=shown(code), remedy="use each code once")
        for code in sorted({code for code in codes if codes.count(code) > 1})
    )
    found = [_conflict(rule, drafts) for rule in ordered for drafts in _groups(rule.find(network, at))]
    return tuple(sorted(found, key=lambda each: (-SEVERITIES.index(each.severity), each.rule, each.parties, each.id)))


def _groups(drafts: Iterable[Draft]) -> list[list[Draft]]:
    """Gather what a rule drafted of one group, in an order of its own."""
    groups: dict[tuple[str, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.group, []).append(draft)
    return [sorted(groups[group], key=repr) for group in sorted(groups)]


def _conflict(rule: ConflictRule, drafts: list[Draft]) -> Conflict:
    evidence = sorted({each for draft in drafts for each in draft.evidence}, key=lambda each: (each.party, repr(each.reason)))
    parties = tuple(sorted({each.party for each in evidence}))
    severities = [draft.severity or rule.severity for draft in drafts]
    name = "\x1f".join((rule.code, *drafts[0].group)).encode()
    return Conflict(
        id=f"{rule.code}-{hashlib.blake2b(name, digest_size=6).hexdigest()}",
        rule=rule.code,
        severity=max(severities, key=SEVERITIES.index),
        parties=parties,
        reason=Reason(rule.code, {**drafts[0].facts, "parties": parties}),
        evidence=tuple(evidence),
        proposals=tuple(dict.fromkeys(each for draft in drafts for each in draft.proposals)),
        shared=drafts[0].shared,
    )
