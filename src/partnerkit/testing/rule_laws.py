"""
Does a conflict rule keep the laws, whoever wrote it?

Asked twice it answers the same; the order of facts makes no difference; a
group has one finding; a party's view tells nothing of who the others are; and
a rule that can be asked in part finds of a change what two full looks differ in.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

from attrs import evolve

from partnerkit.conflicts.conflict import Conflict, ConflictRule
from partnerkit.conflicts.detect import detect
from partnerkit.conflicts.differences import detect_changes
from partnerkit.facts import references
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.testing.laws import BrokenLaw, same
from partnerkit.values.errors import InvalidInput, InvalidValue

__all__ = ["check_rule_laws", "renamed"]

#: The models whose facts are called otherwise.
_RENAMED = (Partner.__name__, Person.__name__)


def __dir__() -> list[str]:
    return __all__


def check_rule_laws(rule: ConflictRule, networks: Iterable[Network], *, as_of: datetime) -> None:
    """
    Hold *rule* to its laws on *networks*, of which each is also taken as a change of the one before.

    Raises
    ------
    BrokenLaw
        With the first law that does not hold, and what was found.

    >>> from datetime import UTC
    >>> from partnerkit.conflicts import rules
    >>> networks = [Network.of(Partner(id="P-4")), Network.of(Partner(id="P-5"))]
    >>> check_rule_laws(rules.get("territory-overlap"), networks, as_of=datetime(2026, 3, 1, tzinfo=UTC))
    """
    known = list(networks)
    for network in known:
        found = _found(rule, network, as_of)
        same(_found(rule, network, as_of), found, f"{rule.code} asked twice")
        # Every seventh, from the last on: far from any order that somebody counted on.
        mixed = [fact for start in range(7) for fact in list(network)[::-1][start::7]]
        again = Network.of(mixed, declared=network.declared or None)
        same(_found(rule, again, as_of), found, f"{rule.code} with the facts in another order")
        for party in sorted({party for conflict in found for party in conflict.parties}):
            _blind(rule, network, as_of, party, found)
    for before, after in pairwise(known):
        was, now = (_found(rule, each, as_of) for each in (before, after))
        told = detect_changes(before, after, [rule], as_of=as_of)
        same(list(told.new), [each for each in now if each not in was], f"what is new of {rule.code}")
        same(list(told.cleared), [each for each in was if each not in now], f"what is cleared of {rule.code}")


def _found(rule: ConflictRule, network: Network, as_of: datetime) -> list[Conflict]:
    try:
        return list(detect(network, [rule], as_of=as_of))
    except (InvalidInput, InvalidValue) as error:
        raise BrokenLaw(f"one finding for a group of {rule.code}: {error}") from error


def _blind(
    rule: ConflictRule, network: Network, as_of: datetime, party: str, found: Iterable[Conflict]
) -> None:
    """Demand that *party* sees the same when all others are called otherwise, and that no other is named."""

    def views(conflicts: Iterable[Conflict]) -> list[str]:
        return sorted(repr(view) for each in conflicts if (view := each.view(party)) is not None)

    others = _found(rule, renamed(network, keep=party), as_of)
    same(views(others), views(found), f"what {party} sees of {rule.code}, the others renamed")
    for conflict in found:
        view = conflict.view(party)
        reasons = () if view is None else (view.reason, *view.evidence, *view.proposals)
        named = {value for reason in reasons for value in _texts(dict(reason.facts))}
        same(
            named & (set(conflict.parties) - {party}), set(), f"the others named to {party} in {conflict.id}"
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def renamed(network: Network, *, keep: str) -> Network:
    """
    Return the same network in which every partner and person but *keep* has another id.

    >>> renamed(Network.of(Partner(id="P-4"), Partner(id="P-5", parent="P-4")), keep="P-5").partners[0].parent
    'other P-4'
    """

    def other(name: str) -> str:
        return name if name == keep else f"other {name}"

    facts = [_called_otherwise(fact, other) for fact in network]
    return Network.of(facts, declared=network.declared or None)


def _called_otherwise(fact: Any, other: Callable[[str], str]) -> Any:
    """Return a fact with every partner and person in it called otherwise."""

    def called(model: str, name: str) -> str:
        return other(name) if model in _RENAMED else name

    found = references.renamed(fact, called, and_mentioned=True)
    return evolve(found, id=other(fact.id)) if isinstance(fact, Partner | Person) else found
