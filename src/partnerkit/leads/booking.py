"""
What does the ledger look like after the leads were given?

Every number of a new ledger follows from the old one and from what happened in
the run; no balance is computed twice.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from partnerkit.leads.account import Account, OpenLead, Taken
from partnerkit.leads.eligibility import Room
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.question import Question
from partnerkit.leads.register import Register
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY

__all__ = ["book", "levels_of", "windows_of"]


def __dir__() -> list[str]:
    return __all__


def book(question: Question, trace: Trace) -> Ledger:
    """Return the ledger after *trace*; partners new to the pool join with a balance of zero."""
    work, ledger = question.work, question.ledger
    if not work.order:
        return ledger
    apart = trace.apart
    loads, counts = [0] * len(work.weights), [0] * len(work.weights)
    for lead, winner in zip(work.order, trace.winners.tolist(), strict=True):
        if winner != NOBODY:
            loads[winner] += 0 if lead in apart else work.values[lead]
            counts[winner] += 1
    received = [load << work.precision for load in loads]
    any_given = any(counts)
    groups, is_merged = _groups(question, trace)
    # Most of the time everybody who met had met before.
    moved = ledger.accounts if is_merged else ()
    changed = {
        account.partner: evolve(account, group=groups[account.partner])
        for account in moved
        if account.group != groups[account.partner]
    }
    for place, partner in enumerate(question.partners):
        known = ledger.get(partner.id)
        gained = trace.balances[place] - work.balances[place]
        level = work.levels[place] + loads[place] if any_given else None
        if known is not None and not gained and not counts[place] and level in (None, known.level):
            continue
        account = changed.get(partner.id) or known or Account(partner=partner.id, group=groups[partner.id])
        changed[partner.id] = evolve(
            account,
            balance=trace.balances[place],
            entitled=account.entitled + gained + received[place],
            received=account.received + received[place],
            leads=account.leads + counts[place],
            level=account.level if level is None else level,
            open_leads=account.open_leads + counts[place],
            taken=_taken(account, question.rooms[place], counts[place]),
        )
    return evolve(
        ledger,
        accounts=ledger.accounts.with_items(tuple(changed.values())),
        open=_opened(question, trace),
        leads=ledger.leads + sum(counts),
        largest_value=max([ledger.largest_value, *(work.values[lead] for lead in _given(trace))]),
        largest_bonus=max(ledger.largest_bonus, trace.widest_bonus),
        corrected=ledger.corrected + trace.corrected,
        steady=trace.is_steady if any(loads) else ledger.steady,
    )


def levels_of(question: Question) -> tuple[tuple[str, int], ...]:
    """Return with which load newcomers begin, those who begin with none left out."""
    new = (
        (partner.id, level)
        for partner, level in zip(question.partners, question.work.levels, strict=True)
        if level and ((account := question.ledger.get(partner.id)) is None or account.level is None)
    )
    return tuple(sorted(new))


def windows_of(rooms: Iterable[Room]) -> tuple[Taken, ...]:
    """Return the windows in which a lead counts for a partner with these limits."""
    found = (Taken(window=room.window, key=room.key, count=1) for room in rooms if room.window != "open")
    return tuple(sorted(found))


def _given(trace: Trace) -> Iterable[int]:
    """Return the leads that somebody got, and that are in the ledger."""
    work, winners, apart = trace.work, trace.winners.tolist(), trace.apart
    placed = (lead for lead, winner in zip(work.order, winners, strict=True) if winner != NOBODY)
    return (lead for lead in placed if lead not in apart)


def _taken(account: Account, rooms: Iterable[Room], count: int) -> tuple[Taken, ...]:
    """Add *count* to every window that a limit was declared for."""
    if not count:
        return account.taken
    taken = {each.window: each for each in account.taken}
    for room in rooms:
        if room.window != "open":
            taken[room.window] = Taken(window=room.window, key=room.key, count=room.used + count)
    return tuple(sorted(taken.values()))


def _opened(question: Question, trace: Trace) -> Register[OpenLead]:
    work, apart = question.work, trace.apart
    return question.ledger.open.with_items(
        [
            OpenLead(
                lead=work.lead_ids[lead],
                partner=question.partners[winner].id,
                value=0 if lead in apart else work.values[lead],
                accrued=trace.accrued[place],
                since=question.as_of,
            )
            for place, (lead, winner) in enumerate(zip(work.order, trace.winners.tolist(), strict=True))
            if winner != NOBODY
        ]
    )


def _groups(question: Question, trace: Trace) -> tuple[Mapping[str, str], bool]:
    """
    Return for every partner the first id among those ever eligible together with him, in a chain.

    And whether that changed for anybody; if not, only those who were asked are in it.
    """
    known = ((partner.id, question.ledger.get(partner.id)) for partner in question.partners)
    group = {name: name if account is None else account.group for name, account in known}
    met = [each for each in _met(trace) if len({group[question.partners[place].id] for place in each}) > 1]
    if not met:
        return group, False
    group.update((account.partner, account.group) for account in question.ledger.accounts)
    names = sorted(set(group.values()))
    number = {name: place for place, name in enumerate(names)}
    own = np.array([number[group[partner.id]] for partner in question.partners], dtype=np.intp)
    merged = np.arange(len(names))
    for candidates in met:
        together = np.unique(merged[own[candidates]])
        if len(together) > 1:
            merged[np.isin(merged, together)] = together[0]
    return {partner: names[merged[number[name]]] for partner, name in group.items()}, True


def _met(trace: Trace) -> Iterable[NDArray[np.intp]]:
    """Return who met over a lead: its candidates, and whoever it was bound to."""
    for number in np.unique(trace.sets[trace.winners != NOBODY]).tolist():
        yield trace.members(number)
    work = trace.work
    counted = trace.bound - trace.apart
    for place, lead in enumerate(work.order if counted else ()):
        if lead in counted:
            yield np.append(trace.members(int(trace.sets[place])), work.forced[lead])
