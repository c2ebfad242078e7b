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

__all__ = ["book", "joined", "levels_of", "windows_of"]


def __dir__() -> list[str]:
    return __all__


def book(question: Question, trace: Trace) -> Ledger:
    """Return the ledger after *trace*; partners new to the pool join with a balance of zero."""
    work, ledger = question.work, question.ledger
    if not work.order:
        return ledger
    loads, counts = _loads(trace)
    received = [load << work.precision for load in loads]
    any_given = any(counts)
    merged = _merged(question, trace)
    # Most of the time everybody who met had met before.
    changed = {
        account.partner: evolve(account, group=merged[account.group])
        for account in (ledger.accounts if merged else ())
        if account.group in merged
    }
    for place, partner in enumerate(question.partners):
        known = ledger.get(partner.id)
        gained = trace.balances[place] - work.balances[place]
        level = work.levels[place] + loads[place] if any_given else None
        if known is not None and not gained and not counts[place] and level in (None, known.level):
            continue
        group = merged.get(partner.id, partner.id)
        account = changed.get(partner.id) or known
        if account is None and not counts[place]:
            # He joins: of many who are new at once most get nothing yet.
            balance = trace.balances[place]
            changed[partner.id] = Account(
                partner=partner.id, group=group, balance=balance, entitled=gained, level=level
            )
            continue
        account = account or Account(partner=partner.id, group=group)
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


def _loads(trace: Trace) -> tuple[list[int], list[int]]:
    """Return what the leads count that each was given, and how many they are."""
    work, apart = trace.work, trace.apart
    loads, counts = [0] * len(work.weights), [0] * len(work.weights)
    for lead, winner in zip(work.order, trace.winners.tolist(), strict=True):
        if winner != NOBODY:
            loads[winner] += 0 if lead in apart else work.values[lead]
            counts[winner] += 1
    return loads, counts


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


def _merged(question: Question, trace: Trace) -> Mapping[str, str]:
    group = [_group_of(question, partner.id) for partner in question.partners]
    return joined([group[place] for place in candidates.tolist()] for candidates in _met(trace))


def joined(met: Iterable[Iterable[str]]) -> Mapping[str, str]:
    """
    Return into which group those go who met somebody of another one, by group; *met* are the groups of who met.

    A group is named for the first id among those ever eligible together, in a chain.

    >>> joined([["P-5", "P-4"], ["P-7"], ["P-6", "P-5"]])
    {'P-5': 'P-4', 'P-6': 'P-4'}
    """
    into: dict[str, str] = {}

    def found(name: str) -> str:
        while name in into:
            name = into[name]
        return name

    for groups in met:
        names = {found(group) for group in groups}
        first = min(names, default="")
        into.update((name, first) for name in names if name != first)
    return {name: found(name) for name in into}


def _group_of(question: Question, partner: str) -> str:
    account = question.ledger.get(partner)
    return partner if account is None else account.group


def _met(trace: Trace) -> Iterable[NDArray[np.intp]]:
    """Return who met over a lead: its candidates, and whoever it was bound to."""
    for number in sorted(set(trace.sets[trace.winners != NOBODY].tolist())):
        yield trace.members(number)
    work = trace.work
    counted = trace.bound - trace.apart
    for place, lead in enumerate(work.order if counted else ()):
        if lead in counted:
            yield np.append(trace.members(int(trace.sets[place])), work.forced[lead])
