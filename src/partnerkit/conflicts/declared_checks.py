"""Do declared rules contradict themselves or each other, and can each of them find anything?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from types import SimpleNamespace
from typing import Any, get_args

from attrs import evolve, fields_dict

from partnerkit.conflicts.declared import Condition, DeclaredRule, fields_of, holds, model_of
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding, Reason

__all__ = ["check_rules"]


def __dir__() -> list[str]:
    return __all__


def check_rules(rules: Iterable[DeclaredRule]) -> tuple[Finding, ...]:
    """
    Return what is wrong with *rules*, though each is well formed.

    A rule is contradictory if no fact can meet all its conditions, and unreachable if no group can
    be what it asks for; two rules disagree that find the same and call it differently grave.

    Raises
    ------
    InvalidValue
        For a code used twice, and for what is no declared rule.

    >>> both = [Condition(name="status", operator=each, value="approved") for each in ("equals", "differs-from")]
    >>> rule = DeclaredRule(code="x", severity="low", facts="DealRegistration", same=["account"], where=both)
    >>> [finding.code for finding in check_rules([rule])]
    ['contradictory-rule']
    """
    given = list(rules)
    raise_faults(
        InvalidValue(path=f"rules[{place}]", value=shown(rule), remedy="use a DeclaredRule")
        for place, rule in enumerate(given)
        if not isinstance(rule, DeclaredRule)
    )
    raise_faults(
        InvalidValue(path=f"rules[{place}].code", value=shown(rule.code), remedy="use each code once")
        for place, rule in enumerate(given)
        if rule.code in {each.code for each in given[:place]}
    )
    return (*(finding for rule in given for finding in _of_one(rule)), *_of_two(given))


def _of_one(rule: DeclaredRule) -> Iterator[Finding]:
    by_name: defaultdict[str, list[Condition]] = defaultdict(list)
    for each in rule.where:
        by_name[each.name].append(each)
    left = {name: _left(rule, name, conditions) for name, conditions in by_name.items()}
    for name, conditions in by_name.items():
        apart: list[Sequence[Condition]] = [
            pair for pair in combinations(conditions, 2) if _exclude(*pair) or _exclude(*pair[::-1])
        ]
        if not apart and left[name] == []:
            # Of three or more each two may go together, and all of them not.
            apart = [conditions]
        for several in apart:
            operators = ", ".join(condition.operator for condition in several)
            facts = {"rule": rule.code, "name": name, "because": operators}
            yield _found(rule, Reason("contradictory-rule", facts))
        allowed = _choices(rule, name)
        for each in conditions if allowed else ():
            wanted = set(each.value) if each.operator == "one-of" else {each.value}
            if each.operator in {"equals", "one-of"} and not wanted & allowed:
                yield _unreachable(rule, name, "no-such-value")
    unknown = {each.name for each in rule.where if each.operator == "unknown"}
    for needed in (rule.party, *rule.same, rule.compare, rule.since):
        if needed in unknown:
            yield _unreachable(rule, needed, "needed-and-unknown")
    fixed = {each.name for each in rule.where if each.operator == "equals"} | set(rule.same)
    fixed |= {name for name, values in left.items() if values is not None and len(values) == 1}
    if rule.party in fixed and rule.least > 1:
        yield _unreachable(rule, rule.party, "one-party-only")
    elif 0 < len(left.get(rule.party) or ()) < rule.least:
        yield _unreachable(rule, rule.party, "too-few-parties")
    if rule.compare in fixed:
        yield _unreachable(rule, rule.compare, "always-alike")


def _left(rule: DeclaredRule, name: str, conditions: Sequence[Condition]) -> list[Any] | None:
    """Return the values that meet all *conditions* on one field; None where these do not come down to a list."""
    if any(each.operator == "unknown" for each in conditions):
        return None
    named = [each.value for each in conditions if each.operator == "one-of"]
    named += [(each.value,) for each in conditions if each.operator == "equals"]
    least, most = (
        [each.value for each in conditions if each.operator == f"at-{end}"] for end in ("least", "most")
    )
    given = (
        min(named, key=len, default=None)
        or tuple(_choices(rule, name))
        or tuple(each for each in least if each in most)
    )
    if not given and fields_of(rule.facts)[name] == "truth":
        given = (True, False)
    values = [each for place, each in enumerate(given) if each not in given[:place]]
    return [value for value in values if all(_is_met(each, value) for each in conditions)] if values else None


def _is_met(condition: Condition, value: Any) -> bool:
    return holds(condition, SimpleNamespace(**{condition.name: value}))


def _choices(rule: DeclaredRule, name: str) -> set[Any]:
    """Return all that a field may hold, where its type says it; else nothing."""
    kind = fields_dict(model_of(rule.facts))[name].type
    return {each for part in (kind, *get_args(kind)) for each in get_args(part) if isinstance(each, str)}


def _exclude(one: Condition, other: Condition) -> bool:
    """Tell whether no value meets both, seen from *one*."""
    match (one.operator, other.operator):
        case ("unknown", operator):
            return operator != "unknown"
        case ("equals", "equals"):
            return bool(one.value != other.value)
        case ("equals", "differs-from"):
            return bool(one.value == other.value)
        case ("equals", "one-of"):
            return one.value not in other.value
        case ("equals", "none-of"):
            return one.value in other.value
        case ("one-of", "one-of"):
            return not set(one.value) & set(other.value)
        case ("one-of", "none-of"):
            return set(one.value) <= set(other.value)
        case ("one-of", "differs-from"):
            return set(one.value) == {other.value}
        case ("equals" | "at-least", "at-most"):
            return _above(one.value, other.value)
        case ("at-least", "equals"):
            return _above(one.value, other.value)
        case ("at-least", "one-of"):
            return all(_above(one.value, each) for each in other.value)
        case ("one-of", "at-most"):
            return all(_above(each, other.value) for each in one.value)
    return False


def _above(one: Any, other: Any) -> bool:
    if isinstance(one, Money):
        return bool(one.currency != other.currency or one.amount > other.amount)
    return bool(one > other)


def _of_two(rules: Iterable[DeclaredRule]) -> Iterator[Finding]:
    by_meaning: defaultdict[DeclaredRule, list[DeclaredRule]] = defaultdict(list)
    for rule in rules:
        where = tuple(sorted(rule.where, key=repr))
        same = tuple(sorted(rule.same))
        by_meaning[evolve(rule, code="same", severity="info", words=(), where=where, same=same)].append(rule)
    for alike in by_meaning.values():
        for one, other in combinations(alike, 2):
            if one.severity != other.severity:
                facts = {
                    "rule": one.code,
                    "other": other.code,
                    "severity": one.severity,
                    "against": other.severity,
                }
                yield Finding(
                    reason=Reason("rules-disagree", facts), severity="medium", subjects=(one.code, other.code)
                )


def _unreachable(rule: DeclaredRule, name: str | None, because: str) -> Finding:
    return _found(rule, Reason("unreachable-rule", {"rule": rule.code, "name": name, "because": because}))


def _found(rule: DeclaredRule, reason: Reason) -> Finding:
    return Finding(reason=reason, severity="medium", subjects=(rule.code,))
