"""
What came out: who got which lead, why, and how fair it was?

Only the winners are kept; reasons and decisions are made when they are asked
for, by repeating the run from the nearest checkpoint. So a hundred thousand
leads and a thousand partners fit into little memory, and every explanation is
the calculation itself, not a story told afterwards.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, final

import numpy as np

from partnerkit.facts.lead import Lead
from partnerkit.leads.booking import effect_of
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.decision import Decision, Lookup
from partnerkit.leads.fit import FIT_BITS
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.question import Question
from partnerkit.leads.screening import screen
from partnerkit.leads.terms import basis_of, terms_of
from partnerkit.leads.trace import Trace, Turn
from partnerkit.leads.work import NOBODY
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.reasons import Finding, Reason

if TYPE_CHECKING:
    from partnerkit.leads.envy import Envy
    from partnerkit.leads.fairness import FairnessReport

__all__ = ["Allocation", "full"]

#: Per partner, by index, what stood against him.
Objections: TypeAlias = Sequence[tuple[Reason, ...]]


def __dir__() -> list[str]:
    return __all__


@final
class Allocation:
    """
    Who got which lead; everything in it is by lead id, in the order in which the leads were handed in.

    It is made by `allocate` and `allocate_batch` only, and never changes.
    """

    def __init__(
        self, question: Question, trace: Trace, ledger: Ledger, method: Mapping[str, str] | None = None
    ) -> None:
        self._method = MappingProxyType(dict(method or {}))
        self._question = question
        self._trace = trace
        self._ledger = ledger
        self._index_of = {lead.id: index for index, lead in enumerate(question.leads)}
        self._place_of = {lead: place for place, lead in enumerate(question.work.order)}

    def __repr__(self) -> str:
        return f"<Allocation: {len(self.assignments)} assigned, {len(self.unassigned)} unassigned>"

    @property
    def question(self) -> Question:
        """What was asked, to ask it again with something changed: see `what_if`."""
        return self._question

    @property
    def ledger(self) -> Ledger:
        """The state after it: keep it, and pass it in next time."""
        return self._ledger

    @cached_property
    def assignments(self) -> Mapping[str, str]:
        """Lead id -> partner id; a lead that nobody could take is absent."""
        found = {}
        for index, lead in enumerate(self._question.leads):
            winner = self._winner(index)
            if winner is not None:
                found[lead.id] = winner
        return MappingProxyType(found)

    @cached_property
    def unassigned(self) -> Mapping[str, Mapping[str, Reason]]:
        """Lead id -> partner id -> the reason why he could not take it."""
        places = {lead: index for lead, index in self._index_of.items() if lead not in self.assignments}
        return Lookup(places, self._reasons)

    @cached_property
    def decisions(self) -> Mapping[str, Decision]:
        """Lead id -> the decision with every partner that was asked."""
        return Lookup(self._index_of, self._decision)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What somebody should have looked at before: blanks that restrict nothing, leads that may be one."""
        question = self._question
        return screen(question.leads, question.partners, rules=question.eligibility.rules)

    @cached_property
    def fairness(self) -> "FairnessReport":
        """Who was owed and got what, over the life of the ledger."""
        from partnerkit.leads.fairness import FairnessReport

        return FairnessReport.of(self._ledger, basis=self._question.work.basis)

    def handed_out(self) -> Iterator[tuple[Lead, datetime, str | None, tuple[str, ...]]]:
        """Yield every lead that was decided here: the lead, when, who got it, who could have taken it."""
        question, trace = self._question, self._trace
        names = [partner.id for partner in question.partners]
        could = [
            tuple(sorted(names[each] for each in trace.members(number))) for number in range(len(trace.masks))
        ]
        for lead, winner, number in zip(
            question.work.order, trace.winners.tolist(), trace.sets.tolist(), strict=True
        ):
            got = None if winner == NOBODY else names[winner]
            yield question.leads[lead], question.as_of, got, could[number]

    @cached_property
    def fit(self) -> Decimal | None:
        """The sum of value times fit of what was given, in the ledger's currency or in leads; None without a fit."""
        from partnerkit.leads.prices import fit_reached

        work = self._trace.work
        return None if work.fits is None else self._amount(fit_reached(self._trace, work.fits))

    @cached_property
    def dual_bound(self) -> Decimal | None:
        """
        What `fit` cannot exceed if every partner gets leads of the same value as here; None without a fit.

        It is the value of the dual program at the prices of the batch, or at none; the nearer, the better.
        """
        from partnerkit.leads.prices import dual_bound

        work = self._trace.work
        return None if work.fits is None else self._amount(dual_bound(self._trace, work.fits))

    def _amount(self, steps: int) -> Decimal:
        return self._ledger.amount((steps << self._ledger.precision) >> FIT_BITS)

    @cached_property
    def envy(self) -> "Envy":
        """Who would rather have another's leads, of those that were given here."""
        from partnerkit.leads.envy import envy_of

        return envy_of(self._trace, tuple(partner.id for partner in self._question.partners))

    @cached_property
    def unassigned_by(self) -> Mapping[str, int]:
        """
        How many leads found nobody, by the code of what stood against the partner who came nearest.

        Nearest is whoever met the most rules; a limit comes after all of them.
        """
        question = self._question
        rules = question.eligibility.rules
        order = [rule.code for rule in rules]
        of_kind: dict[tuple[Hashable, ...], str] = {}
        counts: Counter[str] = Counter()
        for lead in self.unassigned:
            kind = tuple(rule.of_lead(question.leads[self._index_of[lead]]) for rule in rules)
            if kind not in of_kind:
                codes = {reason.code for reason in self.unassigned[lead].values()}
                of_kind[kind] = max(
                    codes, key=lambda code: order.index(code) if code in order else len(order)
                )
            counts[of_kind[kind]] += 1
        return MappingProxyType(dict(sorted(counts.items())))

    @property
    def method(self) -> Mapping[str, str]:
        """The conventions by which it came about, by name."""
        return self._method

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per lead: who got it, what it counted, how many could have taken it."""
        work, trace, ledger = self._question.work, self._trace, self._ledger
        sizes = [len(trace.members(number)) for number in range(len(trace.masks))]
        could = {lead: sizes[number] for lead, number in zip(work.order, trace.sets.tolist(), strict=True)}
        leads = self._question.leads
        columns: dict[str, list[Any]] = {
            "lead": [lead.id for lead in leads],
            "partner": [self.assignments.get(lead.id) for lead in leads],
            "counted": [ledger.amount(value << ledger.precision) for value in work.values],
            "candidates": [could.get(index, 0) for index in range(len(leads))],
            "kept": [lead.id in self._question.kept for lead in leads],
        }
        return to_frame(columns, kind)

    def _winner(self, index: int) -> str | None:
        place = self._place_of.get(index)
        if place is None:
            return self._question.kept[self._question.leads[index].id].partner
        winner = int(self._trace.winners[place])
        return None if winner == NOBODY else self._question.partners[winner].id

    def _reasons(self, index: int) -> Mapping[str, Reason]:
        return MappingProxyType({each.partner: each.reason for each in self._decision(index).candidates})

    def _decision(self, index: int) -> Decision:
        question = self._question
        lead, currency = question.leads[index], question.ledger.currency
        winner = self._winner(index)
        if lead.id in question.kept:
            held = question.kept[lead.id]
            reason = Reason("lead-kept", {"lead": lead.id, "partner": held.partner, "since": held.since})
            return Decision(lead=lead.id, as_of=question.as_of, winner=winner, currency=currency, kept=reason)
        place = self._place_of[index]
        turn = self._trace.turn(place)
        against = question.eligibility.objections(index)
        alone = self._against_alone(index, turn, against)
        could = self._could_take(index, turn, alone)
        could_not = self._could_not(index, turn, against, alone)
        bond = question.bonds.kept[index] if index in self._trace.bound else None
        return Decision(
            lead=lead.id,
            as_of=question.as_of,
            winner=winner,
            currency=currency,
            margin=could[1].short if len(could) > 1 else None,
            candidates=(*could, *could_not),
            bound=None if bond is None else bond.reason,
            unable=tuple(self._unable(index, {each.partner: each for each in could_not})),
            effect=effect_of(question, self._trace, place, turn, self._ledger),
        )

    def _unable(self, index: int, could_not: Mapping[str, Candidate]) -> Iterator[Reason]:
        """Say which rights to a lead were not kept, and why."""
        bonds = self._question.bonds
        rights = list(bonds.broken.get(index, ()))
        if index in bonds.kept and index not in self._trace.bound:
            full = bonds.kept[index]
            rights.append((full.right, self._question.partners[full.partner].id))
        for right, partner in rights:
            against = could_not[partner].objection if partner in could_not else None
            because = "not-in-pool" if against is None else against.code
            yield Reason("right-not-kept", {"right": right, "partner": partner, "because": because})

    @cached_property
    def _given(self) -> list[int]:
        """How many leads each partner got here, by index."""
        winners = self._trace.winners
        counts: list[int] = np.bincount(
            winners[winners != NOBODY], minlength=len(self._question.partners)
        ).tolist()
        return counts

    def _against_alone(self, index: int, turn: Turn, objections: Objections) -> Objections:
        """
        Return what stood against every partner as far as it hangs on nobody else.

        In which order a batch is given depends on what others can take, so of limits the use after it is told.
        """
        question, room = self._question, turn.room
        if question.by_value:
            room = [left - count for left, count in zip(question.work.room, self._given, strict=True)]
        if any(rule.gives_way for rule in question.eligibility.rules):
            objections = question.eligibility.objections(index, firm=True)
        return [
            reasons if room[place] > 0 else (*reasons, full(question, place, room[place]))
            for place, reasons in enumerate(objections)
        ]

    def _could_take(self, index: int, turn: Turn, alone: Objections) -> list[Candidate]:
        """Return those who could take the lead, the winner first; *alone* is what each may know stood against him."""
        question = self._question
        work, currency = question.work, question.ledger.currency
        basis, terms = basis_of(work, turn), terms_of(work, turn, question.ledger)
        bond = question.bonds.kept[index] if index in self._trace.bound else None
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
        self, index: int, turn: Turn, objections: Objections, alone: Objections
    ) -> list[Candidate]:
        """Return the others by id, each with all that stood against him, and with what of it he may know."""
        question = self._question
        bonds = question.bonds
        bond = bonds.kept.get(index)
        reserved = (Reason("lead-reserved"),) if bonds.is_reserved(index) else ()
        could, is_apart = set(turn.index.tolist()), index in self._trace.apart
        against: dict[int, tuple[Reason, ...]] = {}
        for place in range(len(question.partners)):
            if place in could:
                continue
            is_his = bond is not None and place == bond.partner
            against[place] = objections[place] + (() if is_his else reserved)
            if turn.room[place] <= 0:
                against[place] += (full(question, place, turn.room[place]),)
        # One against whom nothing stands but what hangs on others fits as well as he fits.
        fits = question.work.fits is not None
        free = [place for place, reasons in against.items() if not reasons or (fits and not alone[place])]
        own = self._own(index, free)
        found = []
        for place, all_of_it in against.items():
            reasons = all_of_it
            won = is_apart and bond is not None and place == bond.partner
            terms: dict[str, Any] = {"partner": question.partners[place].id, "won": won, **own.get(place, {})}
            if is_apart and bond is not None and not reasons:
                # The lead does not count: whoever could have taken it stands as he stood.
                terms["bound"] = bond.reason if won else Reason("bound-to-another")
            elif not reasons:
                reasons = (full(question, place, turn.room[place]),)
            known = None if won or alone[place] == reasons else alone[place]
            first, further = (reasons[0], reasons[1:]) if reasons else (None, ())
            found.append(Candidate(objection=first, further=further, for_him=known, **terms))
        return sorted(found, key=lambda each: (not each.won, not each.is_eligible, each.partner))

    def _own(self, index: int, partners: list[int]) -> dict[int, dict[str, Any]]:
        """Return the terms of those who could have taken a lead and were not asked, as far as they tell of nobody else."""
        if not partners:
            return {}
        work, ledger = self._trace.work, self._question.ledger
        turn = self._trace.turn(self._place_of[index], among=np.array(partners, dtype=np.intp))
        common = {"basis": basis_of(work, turn), "currency": ledger.currency}
        names = ("before", "bonus", "load", "fit", "price", "score")
        return {
            partners[place]: {**common, **{name: terms[name] for name in names if name in terms}}
            for place, terms in terms_of(work, turn, ledger)
        }


def full(question: Question, partner: int, left: int) -> Reason:
    """Say that a partner is away, which limit was used up, or that his last room was kept for other leads."""
    account = question.ledger.get(question.partners[partner].id)
    if account is not None and account.away is not None:
        return Reason("away", {"partner": account.partner, "away": account.away})
    given = question.work.room[partner] - left
    rooms = question.rooms[partner]
    for room in rooms:
        used = room.used + given
        if used >= room.most and room.window == "open":
            return Reason("capacity", {"open": used, "limit": room.most})
        if used >= room.most:
            facts = {"window": room.window, "key": room.key, "taken": used, "limit": room.most}
            return Reason("capacity-window", facts)
    room = min(rooms, key=lambda room: room.most - room.used)
    return Reason("kept-free", {"open": room.used + given, "limit": room.most})
