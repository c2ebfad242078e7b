"""
How does a host declare a rule of its own without code?

As plain data: which facts, of whom, alike in what, under which conditions, and
what then is a finding. Fields and operators are a closed list: nothing is
evaluated, no pattern is taken from a user. `compiled` makes a rule of it;
`declared_checks` tells contradictions, and rules that can never find anything.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeAlias, cast, final

from attrs import field, fields_dict, frozen
from attrs import fields as attrs_fields

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words, seen
from partnerkit.facts import checks
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.references import mentioned, references
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.money import Money
from partnerkit.values.reasons import SEVERITIES, Reason, Severity

__all__ = ["OPERATORS", "Condition", "DeclaredRule", "Saying", "compiled", "fields_of", "holds", "model_of"]

Operator: TypeAlias = Literal[
    "equals", "differs-from", "one-of", "none-of", "at-least", "at-most", "known", "unknown"
]
OPERATORS = ("equals", "differs-from", "one-of", "none-of", "at-least", "at-most", "known", "unknown")

#: The facts a rule may be about: those that say who did or has something.
SUBJECTS = (
    "Agreement", "Assignment", "DealRegistration", "DirectEngagement", "Figure", "Grant", "Lead", "Partner",
    "PriceTerm", "ServiceCase", "Touch", "WarrantyClaim",
)  # fmt: skip

#: From the type of a field to what can be compared with it; other fields are not offered.
_PLAIN: Mapping[type[Any], str] = {
    str: "text", bool: "truth", int: "number", float: "number", Decimal: "number", Money: "money",
    date: "day", datetime: "moment",
}  # fmt: skip


def __dir__() -> list[str]:
    return __all__


@cache
def fields_of(facts: str) -> Mapping[str, str]:
    """
    Return the fields of a kind of fact that a rule may name, and what each holds.

    >>> fields_of("Grant")
    {'partner': 'text', 'territory': 'text', 'exclusive': 'truth'}
    """
    found = {}
    for name, each in fields_dict(model_of(facts)).items():
        parts = getattr(each.type, "__args__", (each.type,))
        # A choice that may be unknown, such as Literal["a", "b"] | None, holds its words one level down.
        kinds = [
            kind for part in parts for kind in getattr(part, "__args__", (part,)) if kind is not type(None)
        ]
        texts = bool(kinds) and all(isinstance(kind, str) for kind in kinds)
        plain = "text" if texts else _PLAIN.get(cast("Any", kinds[0])) if len(kinds) == 1 else None
        if plain is not None and name not in {"source", "known_from", "known_until"}:
            found[name] = plain
    return found


def model_of(facts: str) -> type[Fact]:
    """
    Return the kind of fact of this name.

    >>> model_of("Grant").__name__
    'Grant'
    """
    from partnerkit import facts as nouns

    return cast("type[Fact]", getattr(nouns, facts))


_name = fields.code(r"[a-z][a-z0-9_]{0,63}", "use the name of a field")
_code = fields.code(r"[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")


@final
@frozen(kw_only=True)
class Condition:
    """
    What must be so of a fact to count.

    >>> Condition(name="status", operator="one-of", value=["approved", "extended"]).value
    ('approved', 'extended')
    """

    #: The name of the field.
    name: str = field(validator=_name)
    operator: Operator = field(validator=fields.choice(*OPERATORS))

    #: Text, a number, money, a date, or several; nothing for "known" and "unknown".
    value: Any = field(default=None, converter=as_tuple)


@final
@frozen(kw_only=True)
class Saying:
    """
    How a finding is said in one language; a place such as {partners} is filled in.

    >>> Saying(language="en", title="Too many deals", finding="{partners} hold {group}.").language
    'en'
    """

    language: Literal["en", "de", "sv"] = field(validator=fields.choice("en", "de", "sv"))
    title: str = field(validator=fields.text)

    #: It may name {partners}, {group} and {count}.
    finding: str = field(validator=fields.text)


def _refuse(rule: "DeclaredRule", attribute: object, value: str) -> None:  # noqa: ARG001  # as attrs calls it
    """Raise all that is wrong at once: each field by itself, and what it means beside the others."""
    checked = [("code", _code), *((each.name, each.validator) for each in attrs_fields(type(rule)))]
    found = [
        check.fault(name, getattr(rule, name)) for name, check in checked if isinstance(check, fields.Check)
    ]
    faults = [fault for fault in found if fault is not None]
    raise_faults([*faults, *_faults(rule, {fault.path for fault in faults})])


@final
@frozen(kw_only=True)
class DeclaredRule:
    """
    A rule of engagement in plain data; a bad one is refused with all that is wrong with it.

    >>> DeclaredRule(code="one-dealer", severity="low", facts="Lead", party="named_partner", same=["territory"]).least
    2
    """

    #: Its name; checked first, and all the rest with it.
    code: str = field(validator=_refuse)
    severity: Severity = field(validator=fields.choice(*SEVERITIES))

    #: Which facts, and the field that says who is party to a finding.
    facts: str = field(validator=fields.choice(*SUBJECTS))
    party: str = field(default="partner", validator=_name)

    #: Facts are compared that have these fields in common; one that does not know them is not.
    same: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(_name, least=1))

    #: All of them must hold.
    where: tuple[Condition, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Condition, "a Condition"), unique=False),
    )

    #: So many parties, and so many facts, make a finding.
    least: int = field(default=2, validator=fields.whole_number(least=1, most=1_000))
    least_facts: int = field(default=1, validator=fields.whole_number(least=1, most=1_000_000))

    #: A number or amount that must differ between them, by more than a share of the least; None is no comparison.
    compare: str | None = field(default=None, validator=fields.optional(_name))
    tolerance: Decimal = field(default=Decimal(0), validator=checks.share)

    #: Only what its field of time says happened within so many days before the moment counts.
    since: str | None = field(default=None, validator=fields.optional(_name))
    days: int | None = field(
        default=None, validator=fields.optional(fields.whole_number(least=1, most=3_660))
    )

    words: tuple[Saying, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Saying, "a Saying"))
    )


def _faults(rule: DeclaredRule, wrong: Collection[str]) -> Iterator[InvalidValue]:
    """Yield what does not fit together, as far as the fields themselves are not *wrong*."""
    if "facts" not in wrong:
        for path, name, kinds in _named(rule, wrong):
            known = fields_of(rule.facts)
            if known.get(name) not in kinds:
                offered = ", ".join(each for each, kind in known.items() if kind in kinds)
                yield InvalidValue(path=path, value=shown(name), remedy=f"use one of {offered}")
        for place, each in enumerate(() if "where" in wrong else rule.where):
            kind = fields_of(rule.facts).get(each.name)
            remedy = None if kind is None else _misfit(each, kind)
            if remedy is not None:
                yield InvalidValue(path=f"where[{place}].value", value=shown(each.value), remedy=remedy)
    if (rule.since is None) != (rule.days is None):
        yield InvalidValue(
            path="days", value=shown(rule.days), remedy="state both since and days, or neither"
        )
    for place, saying in enumerate(() if "words" in wrong else rule.words):
        for name in ("title", "finding"):
            if not _is_template(getattr(saying, name)):
                yield InvalidValue(
                    path=f"words[{place}].{name}", value=shown(getattr(saying, name)),
                    remedy="use no other places than {partners}, {group} and {count}",
                )  # fmt: skip


def _named(rule: DeclaredRule, wrong: Collection[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each field that the rule names: where, its name, and what it may hold."""
    if "party" not in wrong:
        yield "party", rule.party, {"text"}
    for place, name in enumerate(() if "same" in wrong else rule.same):
        yield f"same[{place}]", name, {"text", "truth"}
    for place, each in enumerate(() if "where" in wrong else rule.where):
        yield f"where[{place}].name", each.name, {*_PLAIN.values()}
    if rule.compare is not None and "compare" not in wrong:
        yield "compare", rule.compare, {"number", "money"}
    if rule.since is not None and "since" not in wrong:
        yield "since", rule.since, {"day", "moment"}


def _is_template(text: str) -> bool:
    for place in ("{partners}", "{group}", "{count}"):
        text = text.replace(place, "")
    return "{" not in text and "}" not in text


def _misfit(condition: Condition, kind: str) -> str | None:
    """Return what would be right, where the value does not fit the field and the operator."""
    operator, value = condition.operator, condition.value
    if operator in {"known", "unknown"}:
        return None if value is None else "leave it out"
    if operator in {"one-of", "none-of"}:
        if not isinstance(value, tuple) or not value:
            return "use a list of at least one value"
        values: tuple[Any, ...] = value
    else:
        values = (value,)
    if operator in {"at-least", "at-most"} and kind in {"text", "truth"}:
        return "use it with a number, an amount or a time"
    wanted = {plain for plain, name in _PLAIN.items() if name == kind} - {float}
    fits = all(type(each) in wanted and _is_comparable(each) for each in values)
    return None if fits else f"use a {_SOUND.get(kind, kind)}"


_SOUND = {"number": "number: an int or a finite Decimal", "moment": "moment: a datetime with a time zone"}


def _is_comparable(value: object) -> bool:
    if isinstance(value, Decimal):
        return fields.is_decimal(value)
    return not isinstance(value, datetime) or fields.aware.accepts(value)


def compiled(declared: DeclaredRule) -> ConflictRule:
    """
    Return the rule that finds what was declared; it can be asked in part.

    >>> from partnerkit.facts import Lead
    >>> declared = DeclaredRule(
    ...     code="one-dealer", severity="low", facts="Lead", party="named_partner", same=["territory"]
    ... )
    >>> network = Network.of(Lead(id=name, named_partner=name, territory="de") for name in ("a", "b"))
    >>> [draft.parties for draft in compiled(declared).find(network, datetime.fromisoformat("2026-03-01T00:00Z"))]
    [('a', 'b')]
    """
    model, first = model_of(declared.facts), declared.same[0]

    def group(fact: Any) -> tuple[str, ...] | None:
        found = [seen(getattr(fact, name)) for name in declared.same]
        return None if None in found else tuple(map(str, found))

    def find(
        network: Network, as_of: datetime, *, only: Collection[Hashable] | None = None
    ) -> Iterator[Draft]:
        groups: defaultdict[tuple[str, ...], list[Any]] = defaultdict(list)
        by_first = network.by(model, first)
        firsts = list(by_first) if only is None else _firsts(only, by_first)
        for value in firsts:
            for fact in by_first.get(value, ()):
                own = group(fact)
                if own is not None and (only is None or own in only) and _counts(declared, fact, as_of):
                    groups[own].append(fact)
        for own in sorted(groups):
            draft = _drafted(declared, own, groups[own])
            if draft is not None:
                yield draft

    def keys(network: Network, fact: Fact) -> Iterable[Hashable]:  # noqa: ARG001  # as every rule is asked
        own = group(fact) if type(fact) is model else None
        return () if own is None else (own,)

    return ConflictRule(
        code=declared.code, severity=declared.severity, find=find, keys=keys, words=_words(declared)
    )


def _firsts(only: Collection[Any], known: Mapping[Any, Any]) -> list[Any]:
    """Return the values of the first field that the keys speak of; True is written as text there."""
    wanted = {key[0] for key in only}
    truths = [each for each in (True, False) if str(each) in wanted and each in known]
    return [*truths, *(each for each in wanted if each in known)]


def _counts(rule: DeclaredRule, fact: Any, as_of: datetime) -> bool:
    if seen(getattr(fact, rule.party)) is None or not all(holds(each, fact) for each in rule.where):
        return False
    if rule.since is None or rule.days is None:
        return True
    at = seen(getattr(fact, rule.since))
    now: Any = as_of if isinstance(at, datetime) else as_of.date()
    return at is not None and now - timedelta(days=rule.days) < at <= now


def holds(condition: Condition, fact: Any) -> bool:
    """
    Tell whether a fact meets a condition; what is not known is neither alike nor different.

    >>> from partnerkit.facts import Lead
    >>> holds(Condition(name="territory", operator="differs-from", value="de"), Lead(id="L-17"))
    False
    """
    found, value = seen(getattr(fact, condition.name)), condition.value
    if condition.operator in {"known", "unknown"}:
        return (found is not None) == (condition.operator == "known")
    if found is None:
        return False
    match condition.operator:
        case "equals":
            return bool(found == value)
        case "differs-from":
            return bool(found != value)
        case "one-of":
            return found in value
        case "none-of":
            return found not in value
    if isinstance(found, Money):
        if found.currency != value.currency:
            return False
        found, value = found.amount, value.amount
    return bool(found >= value if condition.operator == "at-least" else found <= value)


def _drafted(rule: DeclaredRule, group: tuple[str, ...], facts: Sequence[Any]) -> Draft | None:
    parties = tuple(sorted({str(getattr(fact, rule.party)) for fact in facts}))
    if len(parties) < rule.least or len(facts) < rule.least_facts or not _differ(rule, facts):
        return None
    # Who else is named is for those who decide: a party is shown of its record what names nobody.
    told_of = tuple(
        value for name, value in zip(rule.same, group, strict=True) if not _is_somebody(rule, name)
    )
    own: defaultdict[str, list[Reason]] = defaultdict(list)
    for fact in facts:
        party = str(getattr(fact, rule.party))
        held = {"party": party, "record": getattr(fact, "id", rule.facts)}
        own[party].append(
            Reason("declared-fact", {**held, "group": told_of})
            if told_of
            else Reason("declared-record", held)
        )
    told = {"partners": parties, "group": group, "count": len(parties)}
    return Draft(
        group=group,
        reason=Reason(f"{rule.code}-found", told),
        own=own,
        proposals=[Reason("hear-every-party", {"parties": parties})],
    )


def _is_somebody(rule: DeclaredRule, name: str) -> bool:
    model = model_of(rule.facts)
    return dict((*references(model), *mentioned(model))).get(name) in {"Partner", "Person"}


def _differ(rule: DeclaredRule, facts: Sequence[Any]) -> bool:
    """Tell whether what is compared differs by more than the tolerance; amounts only within one currency."""
    if rule.compare is None:
        return True
    values: defaultdict[str, list[Fraction]] = defaultdict(list)
    for fact in facts:
        found = seen(getattr(fact, rule.compare))
        if found is not None:
            money = isinstance(found, Money)
            values[found.currency if money else ""].append(Fraction(found.amount if money else found))
    return any(
        max(each) - min(each) > min(map(abs, each)) * Fraction(rule.tolerance) for each in values.values()
    )


def _words(rule: DeclaredRule) -> Words:
    return {each.language: {rule.code: each.title, f"{rule.code}-found": each.finding} for each in rule.words}
