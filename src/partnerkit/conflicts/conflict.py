"""
What is a conflict, who is party to it, and what may each party see of it?

A rule drafts findings: the group they are about, the parties with the facts of
each, a reason, and proposals. A finding asks before it accuses, and a person
decides. A party is shown its own facts and how many others are concerned;
nothing a party sees depends on who the others are or what they agreed.
"""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping
from hashlib import blake2b
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.errors import FieldHidden, InvalidValue, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.money import Money
from partnerkit.values.reasons import SEVERITIES, Facts, Reason, Severity

__all__ = [
    "PURPOSES",
    "Admission",
    "Conflict",
    "ConflictRule",
    "ConflictView",
    "Draft",
    "Keys",
    "Purpose",
    "Words",
    "seen",
]

#: language -> code -> template; see `interop.wording`.
Words: TypeAlias = Mapping[str, Mapping[str, str | Mapping[str, str]]]


def __dir__() -> list[str]:
    return __all__


_code = fields.code(r"[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")
_severity = fields.choice(*SEVERITIES)
_reason = fields.instance(Reason, "a Reason")
_reasons = fields.each(_reason, unique=False)


def _digest(*parts: object) -> str:
    """Return a name for *parts* that is the same on every machine."""
    text = json.dumps(parts, ensure_ascii=False, default=str)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def seen(value: Any) -> Any:
    """
    Return what a viewer may see, a list as a tuple: in his part of a network no finding rests on what is hidden.

    >>> seen(["A-1"])
    ('A-1',)
    """
    found = as_tuple(value)
    if found is HIDDEN or (isinstance(found, tuple) and any(each is HIDDEN for each in found)):
        raise FieldHidden
    return found


def _own_facts(own: Any) -> Any:
    if not isinstance(own, Mapping) or isinstance(own, Facts):
        return own
    seen(tuple(own))
    return Facts({party: as_tuple(reasons) for party, reasons in own.items()})


#: For what somebody may see a record that is not its own.
Purpose: TypeAlias = Literal["warranty", "after-sales", "own-account"]
PURPOSES: tuple[Purpose, ...] = ("warranty", "after-sales", "own-account")


@final
@frozen(kw_only=True)
class Admission:
    """
    One record that one party may see for one stated purpose, through the wall between partners and direct sales.

    >>> Admission(party="U-2", record="D-1", purpose="warranty", shows=Reason("registration-held")).record
    'D-1'
    """

    party: str = field(validator=fields.identifier)
    record: str = field(validator=fields.identifier)
    purpose: Purpose = field(validator=fields.choice(*PURPOSES))

    #: What is shown of the record, and nothing else.
    shows: Reason = field(validator=_reason)


@final
@frozen(kw_only=True)
class Draft:
    """
    What a rule found, before it becomes a `Conflict`.

    >>> Draft(group=("de-north",), reason=Reason("territory-overlap"), own={"A-1": [], "A-2": []}).parties
    ('A-1', 'A-2')
    """

    #: What the finding is about, by ids: never by position or amount, so that it keeps its id.
    group: tuple[str, ...] = field(
        converter=seen, validator=fields.each(fields.identifier, least=1, unique=False)
    )
    reason: Reason = field(validator=_reason)

    #: Each party with its own facts: all that it will ever be shown.
    own: Facts = field(
        converter=_own_facts,
        validator=fields.mapping_of(fields.identifier, _reasons),
    )

    #: What belongs to no party alone.
    evidence: tuple[Reason, ...] = field(default=(), converter=as_tuple, validator=_reasons)
    proposals: tuple[Reason, ...] = field(default=(), converter=as_tuple, validator=_reasons)

    #: The money at stake; None is unknown.
    stake: Money | None = field(
        default=None,
        converter=seen,
        validator=fields.optional(fields.instance(Money, "Money, as Money.of(...)")),
    )

    #: What a party may see beside its own facts, record by record, if it states the purpose.
    admitted: tuple[Admission, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Admission, "an Admission"), unique=False),
    )

    #: The neutral role that it goes to, such as "channel-desk"; None is whoever decides in the program.
    goes_to: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: None is the severity of the rule.
    severity: Severity | None = field(default=None, validator=fields.optional(_severity))

    def __attrs_post_init__(self) -> None:
        if not self.own:
            raise InvalidValue(path="own", value=shown(self.own), remedy="name at least one party")
        for reasons in ((self.reason,), self.evidence, self.proposals, *map(as_tuple, self.own.values())):
            for reason in reasons:
                for value in reason.facts.values():
                    if value is HIDDEN or type(value) is tuple:
                        seen(value)

    @property
    def parties(self) -> tuple[str, ...]:
        """The ids of the parties, in order."""
        return tuple(self.own)


#: What a rule does: look at the facts, as at a moment, and draft findings; with `only=` those under some keys.
Find: TypeAlias = Callable[..., Iterable[Draft]]

#: Where a fact of a network can matter to a rule: keys, such as ids, or None for everywhere.
Keys: TypeAlias = Callable[[Network, Any], Iterable[Hashable] | None]


@final
@frozen(kw_only=True)
class ConflictRule:
    """
    A rule of engagement: a value that holds a pure function, so that anybody can bring one.

    Laws: `find` is a function of the network and the moment alone; it drafts
    at most one finding per group; the order of facts makes no difference.
    `partnerkit.testing.laws.check_rule_laws` holds a rule to them.

    A rule with `keys` can be asked in part. Each of its findings belongs under a
    key that never changes; `find(network, as_of, only=keys)` drafts exactly the
    findings under some keys; and a fact that comes or goes changes no finding
    under another key than `keys(network, fact)` gives, in the network that has it,
    as long as the `premise` is the same before and after.

    >>> rule = ConflictRule(code="lonely-partner", severity="info", find=lambda network, as_of: ())
    >>> rule.code
    'lonely-partner'
    """

    #: Its name, as it stands in `conflict.rule`.
    code: str = field(validator=_code)
    severity: Severity = field(validator=_severity)
    find: Find = field(
        validator=fields.Check(callable, "use a function of a network and a moment"), repr=False
    )

    #: Where a changed fact can matter, so that `detect_changes` need not look elsewhere; None is everywhere.
    keys: Keys | None = field(
        default=None,
        validator=fields.optional(fields.Check(callable, "use a function of a network and a fact")),
        repr=False,
    )

    #: What all findings presuppose, such as that anybody keeps a record; where a change turns it over, all is asked anew.
    premise: Callable[[Network, Any], Hashable] | None = field(
        default=None,
        validator=fields.optional(fields.Check(callable, "use a function of a network and a moment")),
        repr=False,
    )

    #: How its codes are said; they may also be given to `say(..., words=)`.
    words: Words = field(
        factory=dict,
        validator=fields.instance(Mapping, "a mapping of language to code to template"),
        repr=False,
        eq=False,
    )


@final
@frozen(kw_only=True)
class ConflictView:
    """What one party sees of a conflict: its own facts, and that others are concerned."""

    #: The same as long as the party's own facts are; it tells nothing of the others.
    id: str
    rule: str
    viewer: str

    #: Code "party-to-conflict", with the rule and the count of others.
    reason: Reason

    #: The viewer's own facts.
    evidence: tuple[Reason, ...]

    #: A party is heard before anything counts against it.
    proposals: tuple[Reason, ...]


@final
@frozen(kw_only=True)
class Conflict:
    """Somebody is in somebody's way: who, why, how grave, what it rests on, and what could be done."""

    #: Made of the rule and the group alone.
    id: str
    rule: str
    group: tuple[str, ...]
    parties: tuple[str, ...]
    severity: Severity
    reason: Reason

    #: Everything it rests on; for the eyes of those who decide.
    evidence: tuple[Reason, ...]

    #: What could be done, the best first; a person decides.
    proposals: tuple[Reason, ...]

    #: Party -> its own facts.
    own: Facts = field(repr=False)

    #: The money at stake; None is unknown.
    stake: Money | None = None

    #: What a party may see beside its own facts, for a stated purpose.
    admitted: tuple[Admission, ...] = field(default=(), repr=False)

    #: The neutral role that it goes to; None is whoever decides in the program.
    goes_to: str | None = None

    @classmethod
    def of(cls, rule: ConflictRule, draft: Draft) -> "Conflict":
        """Make the finding of *draft*, in the name of *rule*."""
        own = [reason for reasons in draft.own.values() for reason in as_tuple(reasons)]
        return cls(
            id=f"{rule.code}-{_digest(rule.code, draft.group)}",
            rule=rule.code,
            group=draft.group,
            parties=draft.parties,
            severity=draft.severity or rule.severity,
            reason=draft.reason,
            evidence=(*own, *draft.evidence),
            proposals=draft.proposals,
            own=draft.own,
            stake=draft.stake,
            admitted=draft.admitted,
            goes_to=draft.goes_to,
        )

    def view(self, viewer: str, *, purpose: Purpose | None = None) -> ConflictView | None:
        """
        Return what *viewer* may see: a party its own facts and the number of others, anybody else nothing.

        With a stated *purpose* a party also sees the records that it was admitted to for it.

        >>> rule = ConflictRule(code="territory-overlap", severity="medium", find=lambda network, as_of: ())
        >>> draft = Draft(group=("de-north",), reason=Reason("territory-overlap"), own={"A-1": [], "A-2": []})
        >>> conflict = Conflict.of(rule, draft)
        >>> conflict.view(viewer="A-1").reason.facts["count"], conflict.view(viewer="A-3")
        (1, None)
        """
        if viewer not in self.own:
            return None
        fields.check({"purpose": (fields.optional(fields.choice(*PURPOSES)), purpose)})
        own: tuple[Reason, ...] = as_tuple(self.own[viewer])
        evidence = (
            *own,
            *(each.shows for each in self.admitted if (each.party, each.purpose) == (viewer, purpose)),
        )
        return ConflictView(
            id=f"{self.rule}-{_digest(self.rule, viewer, [(each.code, dict(each.facts)) for each in own])}",
            rule=self.rule,
            viewer=viewer,
            reason=Reason("party-to-conflict", {"rule": self.rule, "count": len(self.parties) - 1}),
            evidence=evidence,
            proposals=(Reason("state-your-side", {"party": viewer}),),
        )
