"""
How are all leads of a batch given at once?

By falling value, and none left over that a re-arrangement could place; where
the policy has a fit, at prices; and where that is wanted, rounded from the best
division of the leads.
"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from attrs import evolve

from partnerkit.leads.ample import guard_for
from partnerkit.leads.fit import Fits
from partnerkit.leads.fractional import NEVER, SLIVER, Batch, by_flow, by_solver
from partnerkit.leads.kernel import Progress, distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.prices import owed, priced
from partnerkit.leads.question import Rounding
from partnerkit.leads.rounding import round_off
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, Work
from partnerkit.values.apportion import shares

__all__ = ["bounded", "give"]


def __dir__() -> list[str]:
    return __all__


def give(work: Work, *, rounding: Rounding | None = None, progress: Progress | None = None) -> Trace:
    """Give all leads of *work*; its trace has the work as it was given, with prices or already rounded."""
    rest = work
    if work.fits is not None and work.basis == "owed":
        rest = _beside_bound(work)
        work = priced(work, work.fits, rest)
    trace = distribute(work, guard=guard_for(work), progress=progress)
    if rounding is None or work.fits is None:
        return trace
    return _rounded(trace, work.fits, rounding, rest)


def _beside_bound(work: Work) -> Work:
    """Return *work* as it is once the leads that are bound, which go first, are given: with the others to come."""
    if not work.forced:
        return work
    bound, others, room = list[int](), list[int](), list(work.room)
    for lead in work.order:
        partner = work.forced.get(lead, NOBODY)
        if partner != NOBODY and room[partner] > 0:
            room[partner] -= 1
            bound.append(lead)
        else:
            others.append(lead)
    balances = distribute(evolve(work, order=bound)).balances
    return evolve(work, order=others, room=room, balances=balances, forced={}, apart=frozenset())


def _rounded(trace: Trace, fits: Fits, rounding: Rounding, rest: Work) -> Trace:
    """Give the leads of *rest* that *trace* placed once more: divided at the best fit, then rounded."""
    work, room = trace.work, rest.room
    placed = [
        (lead, winner)
        for lead, winner in zip(work.order, trace.winners.tolist(), strict=True)
        if winner != NOBODY and lead not in trace.bound
    ]
    if not placed:
        return trace
    claims: list[int | None] = [max(each, 0) for each in owed(rest)]
    while True:
        # Who would get more leads than he can take keeps those he had: they are within his limit.
        kept = {lead: winner for lead, winner in placed if claims[winner] is None}
        open_leads = [lead for lead, _ in placed if lead not in kept]
        winners = _divided(work, fits, open_leads, claims, rounding=rounding, room=room) if open_leads else []
        over = [partner for partner, count in Counter(winners).items() if count > room[partner]]
        if not over:
            break
        for partner in over:
            claims[partner] = None
    chosen = {**kept, **dict(zip(open_leads, winners, strict=True))}
    whole = distribute(evolve(work, chosen=chosen, basis="rounding", bonus=None, largest_bonus=0))
    moved = sum(abs(after - before) for after, before in zip(whole.balances, work.balances, strict=True))
    # The batch is one step, whatever happened in it: it moves what is owed by half of this.
    return evolve(whole, corrected=-(-moved // 2))


def _divided(
    work: Work,
    fits: Fits,
    leads: Sequence[int],
    claims: Sequence[int | None],
    *,
    rounding: Rounding,
    room: Sequence[int],
) -> list[int]:
    """Divide *leads* among those who have a claim, and return to whom each whole one goes."""
    index = np.array(leads, dtype=np.intp)
    able = work.table[work.signatures[index]] & (np.array(room) > 0)
    able &= np.array([claim is not None for claim in claims])
    values = [work.values[lead] for lead in leads]
    # What somebody has no room for he cannot get: it is due to the others, in proportion.
    within = able & (able.cumsum(axis=0) <= np.array(room))
    most: list[int] = (np.array(values, dtype=np.int64) @ within).tolist()
    due = [min(claim or 0, there_is << work.precision) for claim, there_is in zip(claims, most, strict=True)]
    batch = Batch(
        values=values,
        fit=np.where(able, fits.rows(index).astype(np.int64), NEVER),
        due=shares(sum(values), due if any(due) else [int(there_is > 0) for there_is in most]),
        room=room,
    )
    if rounding == "solver":
        parts, tolerance = by_solver(batch), SLIVER
    else:
        parts, tolerance = by_flow(batch, np.array(work.prices, dtype=np.int32))[0], Fraction(0)
    return round_off(
        parts,
        lambda lead, partner: batch.values[lead] * int(batch.fit[lead, partner]),
        tolerance=tolerance,
    )


def bounded(before: Ledger, after: Ledger) -> Ledger:
    """
    Return the ledger after a rounded batch, its bound no wider than the balances need.

    Whatever a group of partners is owed is at most half of all balances, without their signs; so where that is
    within (n - 1) / 2 times the largest lead, nothing has to be added to the bound.
    """
    widest = (after.largest_value << after.precision) + after.largest_bonus
    groups: dict[str, list[int]] = {}
    for account in after.accounts:
        groups.setdefault(account.group, []).append(abs(account.balance))
    needed = max((-(-(sum(each) - (len(each) - 1) * widest) // 2) for each in groups.values()), default=0)
    return evolve(after, corrected=min(after.corrected, max(before.corrected, needed)))
