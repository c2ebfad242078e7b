"""
What came out: who got which lead, why, and how fair it was?

Only the winners are kept; reasons and decisions are made when they are asked
for, by repeating the run from the nearest checkpoint. So a hundred thousand
leads and a thousand partners fit into little memory, and every explanation is
the calculation itself, not a story told afterwards.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, final

import numpy as np

from partnerkit.facts.lead import Lead
from partnerkit.leads.fit import FIT_BITS
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.lookup import Lookup
from partnerkit.leads.question import Question
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason

if TYPE_CHECKING:
    from partnerkit.leads.decision import Decision
    from partnerkit.leads.envy import Envy
    from partnerkit.leads.fairness import FairnessReport

__all__ = ["Allocation"]


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
    def decisions(self) -> Mapping[str, "Decision"]:
        """Lead id -> the decision with every partner that was asked."""
        return Lookup(self._index_of, self._decision)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What somebody should have looked at before: blanks that restrict nothing, leads that may be one."""
        from partnerkit.leads.screening import screen

        question = self._question
        blank = question.terms.get("blank", "unrestricted")
        return screen(question.leads, question.partners, rules=question.eligibility.rules, blank=blank)

    @cached_property
    def fairness(self) -> "FairnessReport":
        """Who was owed and got what, over the life of the ledger."""
        from partnerkit.leads.fairness import FairnessReport

        return FairnessReport.of(self._ledger, basis=self._question.work.basis)

    def handed_out(self) -> Iterator[tuple[Lead, datetime, str | None, tuple[str, ...]]]:
        """
        Yield every lead that was decided here: the lead, when, who got it, who could have taken it.

        One that is somebody's by right and does not count was nobody else's chance.
        """
        question, trace = self._question, self._trace
        names, apart = [partner.id for partner in question.partners], trace.apart
        could = [
            tuple(sorted(names[each] for each in trace.members(number))) for number in range(len(trace.masks))
        ]
        for lead, winner, number in zip(
            question.work.order, trace.winners.tolist(), trace.sets.tolist(), strict=True
        ):
            got = None if winner == NOBODY else names[winner]
            alone = (got,) if got is not None and lead in apart else could[number]
            yield question.leads[lead], question.as_of, got, alone

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

        Nearest is whoever met the most rules; a limit comes after all of them. Of several as near, the last
        code of the alphabet is told.
        """
        from partnerkit.leads.asked import label_of

        question = self._question
        rules, bonds = question.eligibility.rules, question.bonds
        met = {f"field-unknown {rule.restricts}": place for place, rule in enumerate(rules)}
        met |= {rule.code: place for place, rule in enumerate(rules)}

        def near(reason: Reason) -> tuple[int, str]:
            return met.get(label_of(reason), len(rules)), reason.code

        of_kind: dict[tuple[Hashable, ...], str] = {}
        counts: Counter[str] = Counter()
        for lead in self.unassigned:
            index = self._index_of[lead]
            kind = (bonds.is_reserved(index), *(rule.of_lead(question.leads[index]) for rule in rules))
            if kind not in of_kind:
                of_kind[kind] = max(self.unassigned[lead].values(), key=near).code
            counts[of_kind[kind]] += 1
        return MappingProxyType(dict(sorted(counts.items())))

    @property
    def method(self) -> Mapping[str, str]:
        """The conventions by which it came about, by name."""
        return self._method

    def to_frame(self, kind: Library = "dict") -> Any:
        """
        Return one row per lead: who got it, what it counted, how many could have taken it.

        How many could is missing for a lead that stayed with whoever had it open: nobody was asked. One that is
        somebody's by right and does not count was nobody else's chance.
        """
        work, trace, ledger = self._question.work, self._trace, self._ledger
        sizes = [len(trace.members(number)) for number in range(len(trace.masks))]
        could = {lead: sizes[number] for lead, number in zip(work.order, trace.sets.tolist(), strict=True)}
        apart = trace.apart
        could |= dict.fromkeys(apart, 1)
        counted = [0 if index in apart else value for index, value in enumerate(work.values)]
        leads = self._question.leads
        columns: dict[str, list[Any]] = {
            "lead": [lead.id for lead in leads],
            "partner": [self.assignments.get(lead.id) for lead in leads],
            "counted": [ledger.amount(value << ledger.precision) for value in counted],
            "candidates": [could.get(index) for index in range(len(leads))],
            "kept": [lead.id in self._question.kept for lead in leads],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table

    def _winner(self, index: int) -> str | None:
        place = self._place_of.get(index)
        if place is None:
            return self._question.kept[self._question.leads[index].id].partner
        winner = int(self._trace.winners[place])
        return None if winner == NOBODY else self._question.partners[winner].id

    def _reasons(self, index: int) -> Mapping[str, Reason]:
        return MappingProxyType({each.partner: each.reason for each in self._decision(index).candidates})

    def _decision(self, index: int) -> "Decision":
        from partnerkit.leads.retelling import decision_of, kept_of

        place = self._place_of.get(index)
        if place is None:
            return kept_of(self._question, index)
        # One by one, what others get later plays no part.
        given = self._given if self._question.by_value else ()
        return decision_of(self._question, self._trace, place, after=self._ledger, given=given)

    @cached_property
    def _given(self) -> list[int]:
        """How many leads each partner got here, by index."""
        winners = self._trace.winners
        given = winners[winners != NOBODY]
        counts: list[int] = np.bincount(given, minlength=len(self._question.partners)).tolist()
        return counts
