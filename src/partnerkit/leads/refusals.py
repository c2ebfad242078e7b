"""
Would a partner have got a lead, had he not declined another one before?

What declining did to the ledger is undone in the terms on record, and the
totals are compared again: nothing of the run is repeated. The answer hangs on
what all others were owed, so it is the vendor's alone.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from partnerkit.leads.changes import LeadDeclined
from partnerkit.leads.decision import Decision
from partnerkit.leads.entries import fines_of
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.work import tie_key, tie_order
from partnerkit.values.reasons import Reason

__all__ = ["had_it_not_declined", "refusals_that_cost"]


def __dir__() -> list[str]:
    return __all__


def had_it_not_declined(decision: Decision, declined: LeadDeclined) -> Reason | None:
    """
    Tell whether who declined a lead would have got a later one, had it kept the one it declined.

    It would then be charged with that lead and credited with its share of it,
    as the others with theirs, and no penalty would have been moved. So without
    a penalty the answer is never yes: whoever declines is owed more, not less.
    All else stays as it was, its room included. None is no, and where something
    else than what is owed decided: a right, a person, another policy.

    >>> from datetime import datetime
    >>> from partnerkit import Lead, Partner
    >>> from partnerkit.leads import allocate
    >>> from partnerkit.leads.policies import FairShare
    >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
    >>> fair = FairShare(default=1, value="unit")
    >>> result = allocate([Lead(id="L-1"), Lead(id="L-2")], [Partner(id="P-4"), Partner(id="P-5")], fair, as_of=noon)
    >>> first = LeadDeclined(booking=result.decisions["L-1"], at=noon, by="anna", why="No time.")
    >>> had_it_not_declined(result.decisions["L-2"], first) is None
    True
    """
    booking = declined.booking
    own = decision.candidate(booking.partner)
    if own.won or own.total is None or own.basis != "owed" or own.by_hand or decision.bound is not None:
        return None
    scale = Ledger(currency=booking.currency, precision=booking.precision)
    fines = fines_of(booking, booking.partner, declined.penalty)

    def kept(partner: str, total: Decimal) -> int:
        charged = booking.whole if partner == booking.partner else 0
        return scale.sub_units(total) + booking.share(partner) - charged - fines.get(partner, 0)

    ranks = {
        each.partner: (kept(each.partner, each.total), -tie_order(decision.lead, tie_key(each.partner)))
        for each in decision.named
        if each.total is not None
    }
    if max(ranks, key=ranks.__getitem__) != booking.partner:
        return None
    return Reason("would-win-had-it-not-declined", {"partner": booking.partner, "declined": booking.lead})


def refusals_that_cost(decision: Decision, history: Iterable[object]) -> tuple[Reason, ...]:
    """
    Return what `had_it_not_declined` answers with yes, of all that candidates declined in *history* before.

    Each is looked at alone. Entries of other pools, and later ones, play no part.

    >>> from datetime import datetime
    >>> nobody = Decision(lead="L-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"), winner=None)
    >>> refusals_that_cost(nobody, [])
    ()
    """
    could = {each.partner for each in decision.named if each.is_eligible}
    answers = (had_it_not_declined(decision, each) for each in _before(decision, history))
    return tuple(answer for answer in answers if answer is not None and answer.facts["partner"] in could)


def _before(decision: Decision, history: Iterable[object]) -> Iterator[LeadDeclined]:
    """Yield what candidates of *decision* declined before it, in its pool; of one that gave nothing, nothing."""
    pool = None if decision.effect is None else decision.effect.pool
    asked = {each.partner for each in decision.named}
    for entry in history:
        if not isinstance(entry, LeadDeclined) or entry.at > decision.as_of:
            continue
        if entry.booking.pool == pool and entry.booking.partner in asked:
            yield entry
