"""
How are all leads of a batch given at once?

By falling value, and none left over that a re-arrangement could place; where
the policy has a fit, at prices; and where that is wanted, rounded from the best
division of the leads.
"""

from collections import Counter
from typing import Literal, TypeAlias

import numpy as np
from attrs import evolve

from partnerkit.leads.fit import Fits
from partnerkit.leads.fractional import NEVER, SLIVER, Batch, by_flow, by_solver
from partnerkit.leads.kernel import Progress, distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.matching import plan_for
from partnerkit.leads.prices import ONE, owed, priced
from partnerkit.leads.rounding import round_off
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, Work
from partnerkit.values.apportion import shares

__all__ = ["Rounding", "bounded", "give"]

#: From which division of the leads a batch is rounded: the exact one in whole numbers, or that of a solver.
Rounding: TypeAlias = Literal["flow", "solver"]


def __dir__() -> list[str]:
    return __all__


def give(work: Work, *, rounding: Rounding | None = None, progress: Progress | None = None) -> Trace:
    """Give all leads of *work*; its trace has the work as it was given, with prices or already rounded."""
    if work.fits is not None and work.basis == "owed":
        work = priced(work, work.fits)
    trace = distribute(work, guard=plan_for(work), progress=progress)
    if rounding is None or work.fits is None:
        return trace
    return _rounded(trace, work.fits, rounding)


def _rounded(trace: Trace, fits: Fits, rounding: Rounding) -> Trace:
    """Give the leads that *trace* placed once more: divided at the best fit, then rounded."""
    work = trace.work
    placed = [
        (lead, winner)
        for lead, winner in zip(work.order, trace.winners.tolist(), strict=True)
        if winner != NOBODY and lead not in work.forced
    ]
    if not placed:
        return trace
    bound = [lead for lead in work.order if lead in work.forced]
    due = owed(work)
    for lead in bound:
        due[work.forced[lead]] -= 0 if lead in work.apart else work.values[lead] << work.precision
    taken = Counter(work.forced[lead] for lead in bound)
    room = [max(places - taken[partner], 0) for partner, places in enumerate(work.room)]
    chosen = dict(placed)
    settled: set[int] = set()
    while True:
        open_leads = [lead for lead, winner in placed if winner not in settled]
        if not open_leads:
            break
        batch = _divisible(work, fits, open_leads, due, room, settled)
        if rounding == "solver":
            parts, tolerance = by_solver(batch), SLIVER
        else:
            prices = np.array(work.prices, dtype=np.int32)
            parts, tolerance = by_flow(batch, prices)[0], SLIVER * 0
        winners = _winners(batch, parts, tolerance)
        over = {partner for partner, count in Counter(winners).items() if count > room[partner]}
        chosen.update(zip(open_leads, winners, strict=True))
        if not over:
            break
        # Who would get more leads than he can take keeps those he had: at most his limit.
        chosen, settled = dict(placed), settled | over
    again = evolve(
        work, forced={**work.forced, **chosen}, basis="rounded", bonus=None, largest_bonus=0, score=None
    )
    whole = distribute(again)
    moved = sum(abs(after - before) for after, before in zip(whole.balances, work.balances, strict=True))
    # The batch is one step, whatever happened in it: it moves what is owed by half of this.
    return evolve(whole, corrected=-(-moved // 2))
