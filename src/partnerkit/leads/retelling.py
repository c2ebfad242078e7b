"""
What is to be told of one lead: everybody who was asked, with his numbers or with what stood against him?

A decision is made when somebody asks for it, by repeating the run from the
nearest checkpoint: the explanation is the calculation itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from partnerkit.leads.account import Account
from partnerkit.leads.booking import levels_of, windows_of
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.decision import Decision, Effect
from partnerkit.leads.eligibility import Room
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.question import Question
from partnerkit.leads.terms import basis_of, terms_of
from partnerkit.leads.trace import Trace, Turn
from partnerkit.leads.work import NOBODY
from partnerkit.values.reasons import Reason

__all__ = ["decision_of", "full", "kept_of", "no_room"]

#: By the index of a partner who is told of, what stood against him.
Objections: TypeAlias = Mapping[int, tuple[Reason, ...]]


def __dir__() -> list[str]:
    return __all__


def kept_of(question: Question, index: int) -> Decision:
    """Return the decision of a lead that stayed with its holder."""
    lead = question.leads[index].id
    held = question.kept[lead]
    reason = Reason("lead-kept", {"lead": lead, "partner": held.partner, "since": held.since})
    currency = question.ledger.currency
    return Decision(lead=lead, as_of=question.as_of, winner=held.partner, currency=currency, kept=reason)


def decision_of(
    question: Question,
    trace: Trace,
    place: int,
    *,
    after: Ledger,
    given: Sequence[int],
    among: Sequence[int] | None = None,
) -> Decision:
    """
    Return the decision at *place* of the run that led to *after* and gave each partner, by index, so many leads.

    It tells of everybody, or *among* others of those only whom all rules let pass, by index.
    """
    turn = trace.turn(place)
    index, winner = question.work.order[place], int(trace.winners[place])
    against: Objections = (
        dict(enumerate(question.eligibility.objections(index))) if among is None else dict.fromkeys(among, ())
    )
    alone = _against_alone(question, index, turn, against, given)
    could = _could_take(question, trace, index, turn, alone)
    could_not = _could_not(question, trace, place, turn=turn, objections=against, alone=alone)
    return Decision(
        lead=question.leads[index].id,
        as_of=question.as_of,
        winner=None if winner == NOBODY else question.partners[winner].id,
        currency=question.ledger.currency,
        margin=could[1].short if len(could) > 1 else None,
        candidates=(*could, *could_not),
        bound=question.bonds.kept[index].reason if index in trace.bound else None,
        unable=tuple(_unable(question, trace, index, {each.partner: each for each in could_not})),
        effect=_effect_of(question, trace, place, turn, after),
    )


def _unable(
    question: Question, trace: Trace, index: int, could_not: Mapping[str, Candidate]
) -> Iterator[Reason]:
    """Say which rights to a lead were not kept, and why."""
    bonds = question.bonds
    rights = list(bonds.broken.get(index, ()))
    if index in bonds.kept and index not in trace.bound:
        bond = bonds.kept[index]
        rights.append((bond.right, question.partners[bond.partner].id))
    for right, partner in rights:
        against = could_not[partner].objection if partner in could_not else None
        because = "not-in-pool" if against is None else against.code
        yield Reason("right-not-kept", {"right": right, "partner": partner, "because": because})


def _against_alone(
    question: Question, index: int, turn: Turn, objections: Objections, given: Sequence[int]
) -> Objections:
    """
    Return what stood against every partner as far as it hangs on nobody else.

    In which order a batch is given depends on what others can take, so of limits the use after it is told.
    """
    if any(rule.gives_way for rule in question.eligibility.rules):
        objections = dict(enumerate(question.eligibility.objections(index, firm=True)))
    work, alone = question.work, {}
    for place, reasons in objections.items():
        left = work.room[place] - given[place] if question.by_value else turn.room[place]
        alone[place] = reasons if left > 0 else (*reasons, *full(question, place, left))
    return alone


def _could_take(
    question: Question, trace: Trace, index: int, turn: Turn, alone: Objections
) -> list[Candidate]:
    """Return those who could take the lead, the winner first; *alone* is what each may know stood against him."""
    work, currency = question.work, question.ledger.currency
    basis, terms = basis_of(work, turn), terms_of(work, turn, question.ledger)
    bond = question.bonds.kept[index] if index in trace.bound else None
    chosen = None if work.chosen is None else work.chosen.get(index)
    named = chosen if bond is None else bond.partner
    found = []
    for rank, (place, own) in enumerate(terms):
        partner = int(turn.index[place])
        won = not rank if named is None else partner == named
        if named is not None:
            own.update(short=None, needed=None, needed_fit=None, owed_less=None)
        found.append(
            Candidate(
                partner=question.partners[partner].id,
                won=won,
                for_him=None if won else alone[partner] or None,
                bound=None if bond is None else bond.reason if won else Reason("bound-to-another"),
                alone=len(terms) == 1,
                currency=currency,
                basis=basis,
                **own,
            )
        )
    # A lead that is bound goes to whom it is bound, and a rounded one to its slot, whatever the ranking.
    return sorted(found, key=lambda each: not each.won)


def _could_not(
    question: Question, trace: Trace, place: int, *, turn: Turn, objections: Objections, alone: Objections
) -> list[Candidate]:
    """Return the others by id, each with all that stood against him, and with what of it he may know."""
    bonds, index = question.bonds, question.work.order[place]
    bond = bonds.kept.get(index)
    reserved = (Reason("lead-reserved"),) if bonds.is_reserved(index) else ()
    could, is_apart = set(turn.index.tolist()), index in trace.apart
    against: dict[int, tuple[Reason, ...]] = {}
    for each in objections:
        if each in could:
            continue
        is_his = bond is not None and each == bond.partner
        against[each] = objections[each] + (() if is_his else reserved)
        if turn.room[each] <= 0:
            against[each] += full(question, each, turn.room[each])
    # One against whom nothing stands but what hangs on others fits as well as he fits.
    fits = question.work.fits is not None
    free = [each for each, reasons in against.items() if not reasons or (fits and not alone[each])]
    own = _own(question, trace, place, free)
    found = []
    for each, all_of_it in against.items():
        reasons = all_of_it
        won = is_apart and bond is not None and each == bond.partner
        terms: dict[str, Any] = {"partner": question.partners[each].id, "won": won, **own.get(each, {})}
        if is_apart and bond is not None and not reasons:
            # The lead does not count: whoever could have taken it stands as he stood.
            terms["bound"] = bond.reason if won else Reason("bound-to-another")
        elif not reasons:
            reasons = full(question, each, turn.room[each])
        known = None if won or alone[each] == reasons else alone[each]
        first, further = (reasons[0], reasons[1:]) if reasons else (None, ())
        found.append(Candidate(objection=first, further=further, for_him=known, **terms))
    return sorted(found, key=lambda one: (not one.won, not one.is_eligible, one.partner))


def _own(question: Question, trace: Trace, place: int, partners: list[int]) -> dict[int, dict[str, Any]]:
    """Return the terms of those who could have taken a lead and were not asked, as far as they tell of nobody else."""
    if not partners:
        return {}
    work, ledger = trace.work, question.ledger
    turn = trace.turn(place, among=np.array(partners, dtype=np.intp))
    common = {"basis": basis_of(work, turn), "currency": ledger.currency}
    names = ("before", "bonus", "load", "fit", "price", "score")
    return {
        partners[row]: {**common, **{name: terms[name] for name in names if name in terms}}
        for row, terms in terms_of(work, turn, ledger)
    }


def full(question: Question, partner: int, left: int) -> tuple[Reason, ...]:
    """Say that a partner is away, which limit was used up, or that his last room was kept for other leads."""
    account = question.ledger.get(question.partners[partner].id)
    return no_room(account, question.rooms[partner], question.work.room[partner] - left)


def no_room(account: Account | None, rooms: Sequence[Room], given: int = 0) -> tuple[Reason, ...]:
    """Say why one who has been *given* so many leads in this run has no room for another; he may be away and full."""
    away: tuple[Reason, ...] = ()
    if account is not None and account.away is not None:
        away = (Reason("away", {"partner": account.partner, "away": account.away}),)
    for room in rooms:
        used = room.used + given
        if used >= room.most and room.window == "open":
            return *away, Reason("capacity", {"open": used, "limit": room.most})
        if used >= room.most:
            facts = {"window": room.window, "key": room.key, "taken": used, "limit": room.most}
            return *away, Reason("capacity-window", facts)
    if away:
        return away
    room = min(rooms, key=lambda room: room.most - room.used)
    return (Reason("kept-free", {"open": room.used + given, "limit": room.most}),)


def _effect_of(question: Question, trace: Trace, place: int, turn: Turn, after: Ledger) -> Effect | None:
    """Return what the decision at *place* did to the ledger, which is *after* now; None if nobody got the lead."""
    work, winner = trace.work, int(trace.winners[place])
    if winner == NOBODY:
        return None
    lead, is_apart = work.order[place], work.order[place] in trace.apart
    is_free = lead not in trace.bound and work.chosen is None
    return Effect(
        pool=question.ledger.pool,
        precision=work.precision,
        value=0 if is_apart else work.values[lead],
        taken=windows_of(question.rooms[winner]),
        bonus=max(turn.bonus) - min(turn.bonus) if is_free else 0,
        corrected=_corrected(trace, place, turn, after.corrected - question.ledger.corrected),
        steady=place < trace.steady,
        levels=levels_of(question),
    )


def _corrected(trace: Trace, place: int, turn: Turn, by_all: int) -> int:
    """Return what the choice at *place* added to the corrections: what he got beyond his share, if not owed most."""
    work, winner = trace.work, int(trace.winners[place])
    lead = work.order[place]
    if work.chosen is not None:
        # The whole batch is one step; it stands with the first lead of it.
        return 0 if (trace.winners[:place] != NOBODY).any() else by_all
    if lead in trace.apart:
        return 0
    beyond = (work.values[lead] << work.precision) - trace.accrued[place]
    if lead in trace.bound:
        return beyond
    if work.score is None or place < trace.steady:
        return 0
    owed = [before + share for before, share in zip(turn.before, turn.accrual, strict=True)]
    return beyond if owed[turn.index.tolist().index(winner)] < max(owed) else 0
