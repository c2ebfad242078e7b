"""
What would have come out, had something been different?

The same leads, the same ledger before, the same moment; other weights, limits,
partners or another policy. Nothing is booked: it is an answer, not a step.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Unpack, cast, final

from attrs import evolve, field, frozen

from partnerkit.facts.partner import Partner
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import Terms
from partnerkit.leads.result import Allocation
from partnerkit.leads.weights import Weight
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.rows import by_name

__all__ = ["Moved", "WhatIf", "what_if"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Moved:
    """A lead that would have gone to somebody else."""

    lead: str

    #: None is nobody.
    before: str | None
    after: str | None


@final
@frozen(kw_only=True, eq=False)
class WhatIf(Sequence[Moved]):
    """What would have been different: the leads that move, in the order in which they were handed in."""

    before: Allocation
    after: Allocation
    _moved: tuple[Moved, ...] = field(alias="moved")

    def __getitem__(self, place: Any) -> Any:
        return self._moved[place]

    def __len__(self) -> int:
        return len(self._moved)

    def received(self) -> Mapping[str, Decimal]:
        """
        Return how much more each partner would have got, in the ledger's currency or in leads.

        Partners to whom nothing changes are left out.
        """
        was, would = self.before.ledger.received, self.after.ledger.received
        gains = {name: would.get(name, 0) - was.get(name, 0) for name in sorted({*was, *would})}
        return {name: self.after.ledger.amount(gain) for name, gain in gains.items() if gain}

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per lead that moves."""
        names = ("lead", "before", "after")
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table


def what_if(
    result: Allocation,
    *,
    policy: Policy | None = None,
    weights: Mapping[str, Weight] | None = None,
    capacity: Mapping[str, int | None] | None = None,
    partners: Sequence[Partner] | None = None,
    **terms: Unpack[Terms],
) -> WhatIf:
    """
    Give the leads of *result* again with something changed, from the same ledger and at the same moment.

    Parameters
    ----------
    policy
        Another one, of the same pool and way to count.
    weights
        Partner id or tier -> weight, in place of what the policy says of them.
    capacity
        Partner id -> how many leads he takes at once; None is unlimited.
    partners
        Others than those of *result*; `capacity` is applied to them.
    terms
        Any of `Terms`, in place of those of *result*.

    Raises
    ------
    InvalidValue, InvalidInput
        For a partner who is not there, a weight of nobody, weights where the policy takes a function, and what
        `allocate` refuses.

    >>> from datetime import UTC, datetime
    >>> from partnerkit import Lead
    >>> from partnerkit.leads.policies import FairShare
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> fair = FairShare(weights={"P-4": 9}, default=1, value="unit")
    >>> result = allocate([Lead(id="L-1")], [Partner(id="P-4"), Partner(id="P-5")], fair, as_of=noon)
    >>> what_if(result, weights={"P-5": 90})[0]
    Moved(lead='L-1', before='P-4', after='P-5')
    """
    question = result.question
    asked = tuple(partners) if partners is not None else question.partners
    limits = capacity or {}
    raise_faults(_unknown(asked, limits))
    changed = [evolve(each, capacity=limits[each.id]) if each.id in limits else each for each in asked]
    by = policy if policy is not None else question.policy
    given: dict[str, Any] = {**question.terms, **terms}
    common: dict[str, Any] = {"ledger": question.ledger, "as_of": question.as_of, **given}
    weighed = by if weights is None else _weighed(by, weights, (*question.partners, *asked))
    if question.by_value:
        after = allocate_batch(
            question.leads, changed, weighed, rounding=cast("Any", question.rounding), **common
        )
    else:
        after = allocate(question.leads, changed, weighed, **common)
    was, would = result.assignments, after.assignments
    moved = (
        Moved(lead=lead.id, before=was.get(lead.id), after=would.get(lead.id)) for lead in question.leads
    )
    return WhatIf(
        before=result, after=after, moved=tuple(each for each in moved if each.before != each.after)
    )


def _unknown(partners: Sequence[Partner], capacity: Mapping[str, int | None]) -> Iterator[InvalidValue]:
    known = {each.id for each in partners}
    for name in capacity:
        if name not in known:
            yield InvalidValue(path=f"capacity.{name}", value=shown(name), remedy="name one of the partners")


def _weighed(policy: Policy, weights: Mapping[str, Weight], partners: Sequence[Partner]) -> Policy:
    """Return *policy* with other weights: those of partners, their tiers, or whom it names itself."""
    known = getattr(policy, "weights", None)
    if not isinstance(known, Mapping):
        remedy = "hand in a changed policy; this one takes its weights from a function"
        raise InvalidValue(path="weights", value=shown(weights), remedy=remedy)
    if not isinstance(weights, Mapping):
        remedy = "use a mapping of partner id or tier to a weight"
        raise InvalidValue(path="weights", value=shown(weights), remedy=remedy)
    named = {*known, *(each.id for each in partners), *(each.tier for each in partners)}
    raise_faults(
        InvalidValue(path=f"weights.{name}", value=shown(name), remedy="name one of the partners, or a tier")
        for name in weights
        if name not in named
    )
    return cast("Policy", evolve(cast("Any", policy), weights={**known, **weights}))
