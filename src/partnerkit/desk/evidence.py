"""
On what did a decision rest, so that it can be made again?

On the policy as it was declared, what each weighed by it, the rules by their
codes, and the version of the algorithm: all of it is written with the decision.
What is a function of the host's own cannot be written; it is named, and must be
brought by whoever wants the decision made again.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from hashlib import sha256
from typing import Any, Final

from attrs import NOTHING, Attribute, fields

from partnerkit.facts.lead import Lead
from partnerkit.interop.records import Record, written
from partnerkit.interop.scalars import written_fraction
from partnerkit.interop.serialisation import canonical, dumps, to_document
from partnerkit.leads.asked import could_take
from partnerkit.leads.decision import Decision
from partnerkit.leads.eligibility import RULES, Limit
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import PoolTerms
from partnerkit.values.reasons import Facts

__all__ = [
    "ALGORITHM",
    "digest_of",
    "evidence",
    "fingerprint",
    "foreign",
    "parameters",
    "policy_of",
    "rule_codes",
    "version_of",
    "written_evidence",
]

#: The version of `allocate`: raised by one whenever it would answer any question otherwise than before.
ALGORITHM: Final = 1


def __dir__() -> list[str]:
    return __all__


@cache
def _policies() -> Mapping[str, type[Any]]:
    from partnerkit.leads.policies import BestFit, EqualLoad, FairShare, Rotation

    return {kind.__name__: kind for kind in (BestFit, EqualLoad, FairShare, Rotation)}


def parameters(policy: Policy) -> Facts | None:
    """
    Return how one of our own policies was declared; None for what holds a function, or is the host's own.

    >>> from partnerkit.leads import FairShare
    >>> dict(parameters(FairShare(weights={"gold": 3}, default=1)))
    {'default': 1, 'weights': Facts(gold=3)}
    """
    if _policies().get(type(policy).__name__) is not type(policy):
        return None
    attributes: tuple[Attribute[Any], ...] = fields(_policies()[type(policy).__name__])
    given = {each.name: getattr(policy, each.name) for each in attributes if each.init}
    said = {each.name: given[each.name] for each in attributes if _is_said(each, given)}
    if any(callable(value) for value in said.values()) or given.get("fit") is not None:
        return None
    return Facts(said)


def _is_said(attribute: "Attribute[Any]", given: Mapping[str, Any]) -> bool:
    default: Any = attribute.default
    if attribute.name not in given:
        return False
    return default is NOTHING or given[attribute.name] not in (default, Facts())


def policy_of(name: str, declared: Mapping[str, Any]) -> Policy | None:
    """
    Return the policy that was declared so; None if there is no policy of that name.

    >>> policy_of("FairShare", {"default": 2}).default
    2
    """
    kind = _policies().get(name)
    made: Policy | None = None if kind is None else kind(**declared)
    return made


def rule_codes(rules: Iterable[object]) -> tuple[str, ...]:
    """
    Return the codes of rules in their order; a limit is named by its window.

    >>> rule_codes(RULES)[-1]
    'limit-open'
    """
    return tuple(f"limit-{each.window}" if isinstance(each, Limit) else each.code for each in rules)  # type: ignore[attr-defined]  # rules were looked at by `allocate`


def foreign(policy: Policy, terms: PoolTerms) -> tuple[str, ...]:
    """
    Return what holds functions that cannot be written: it must be brought to make the decision again.

    >>> from partnerkit.leads import FairShare
    >>> foreign(FairShare(weights=lambda partner: 1), {"rules": RULES})
    ('policy',)
    """
    found = ["policy"] if parameters(policy) is None else []
    if tuple(terms.get("rules", RULES)) != tuple(RULES):
        found.append("rules")
    if terms.get("precedence") is not None:
        found.append("precedence")
    return tuple(found)


def version_of(policy: Policy, declared: Facts) -> str:
    """Return what tells this policy from every other, and from itself before a change of what was declared."""
    record = Record(facts={"kind": type(policy).__name__, **declared})
    return sha256(canonical(to_document(record))).hexdigest()[:16]


def digest_of(lead: Lead) -> str:
    """Return what tells this lead from every other, and from itself before a change."""
    return fingerprint(dumps(lead))


def fingerprint(written: bytes) -> str:
    """Return the digest of a lead that is written already."""
    return sha256(written).hexdigest()[:32]


def ground_of(policy: Policy, terms: PoolTerms) -> dict[str, object]:
    """Return the facts of a record that are the same for all decisions of one call."""
    declared, brought = parameters(policy), foreign(policy, terms)
    told: dict[str, object] = {
        "algorithm": ALGORITHM,
        "blank": terms.get("blank", "exclude"),
        "kind": type(policy).__name__,
        "policy": policy.name,
        "pool": policy.pool,
        "rules": rule_codes(terms.get("rules", RULES)),
    }
    if brought:
        told["brought"] = brought
    if declared is not None:
        told["declared"] = declared
        told["version"] = version_of(policy, declared)
    return told


def evidence(
    ground: Mapping[str, object], decision: Decision, digest: str, weight: Callable[[str], Fraction]
) -> dict[str, object]:
    """
    Return the facts of the record of *decision*: all that it rested on, beside what stands in the store.

    *weight* gives that of a partner, by id.
    """
    weights = Facts({partner: weight(partner) for partner in could_take(decision.candidates)})
    return {**ground, "lead": digest, "weights": weights}


def written_evidence(
    ground: Mapping[str, Any], decision: Decision, digest: str, weight: Callable[[str], Fraction]
) -> dict[str, Any]:
    """
    Return what `evidence` does as what JSON is made of; *ground* is `written` already.

    >>> from datetime import datetime
    >>> made = Decision(lead="L-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"), winner=None)
    >>> written_evidence({"pool": "default"}, made, "9f86d081", lambda partner: Fraction(1))
    {'pool': 'default', 'lead': '9f86d081', 'weights': {'fact': {}}}
    """
    found = ((partner, weight(partner)) for partner in could_take(decision.candidates))
    weights = {
        # The usual weight need not be asked what it is.
        name: {"fraction": written_fraction(each)} if type(each) is Fraction else written({"": each})[""]
        for name, each in found
    }
    return {**ground, "lead": digest, "weights": {"fact": weights}}
