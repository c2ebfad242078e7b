"""
What is told of leads that were given among all, where most could take none of them?

A batch is given among everybody of a pool. Of each lead those whom the rules
let pass are told by name, and of the others a count and a digest, as `Roster`
tells them: a batch among a thousand partners need not name them all a hundred
times. Whoever looks at the others gets them from the run itself.
"""

from typing import final

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.leads.asked import Asked
from partnerkit.leads.decision import Decision
from partnerkit.leads.result import Allocation
from partnerkit.leads.retelling import decision_of
from partnerkit.leads.roster import Roster, Sifted, sift
from partnerkit.leads.work import NOBODY

__all__ = ["Briefly"]


def __dir__() -> list[str]:
    return __all__


@final
class Briefly:
    """
    The decisions of *result*, told briefly where *few* or more could not take a lead by the rules.

    The *roster* holds the partners who were asked and the rules by which they were.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.facts.partner import Partner
    >>> from partnerkit.leads.allocation import allocate_batch
    >>> from partnerkit.leads.policies import FairShare
    >>> partners = {name: Partner(id=name, territories=(name,)) for name in ("de", "fi", "se")}
    >>> lead, policy = Lead(id="L-17", territory="de"), FairShare(default=1, value="unit")
    >>> result = allocate_batch([lead], [*partners.values()], policy, as_of=datetime(2026, 3, 2, tzinfo=UTC))
    >>> told = Briefly(result, Roster.of(partners, policy), few=2).decision(lead)
    >>> told.winner, len(told.candidates.named), told == result.decisions["L-17"]
    ('de', 1, True)
    """

    def __init__(self, result: Allocation, roster: Roster, *, few: int) -> None:
        question, self._trace = result.question, result._trace  # noqa: SLF001  # one of ours
        self._result, self._roster, self._few = result, roster, few
        self._pool = roster.pool(question.as_of.date())
        self._place_of = {question.leads[index].id: at for at, index in enumerate(question.work.order)}

        #: By the index of a partner in the run, his place in the roster; and how many leads he could take.
        self._seats = np.array([roster.places[each.id] for each in question.partners], dtype=np.intp)
        self._room = np.array(question.work.room, dtype=np.int64)

        #: How many he was given in a batch; one by one, what others get later plays no part.
        self._given = self._taken(len(question.work.order)).tolist() if question.by_value else ()

        #: What leads have in common that are alike to every rule.
        self._kinds: dict[object, Sifted] = {}

    def decision(self, lead: Lead) -> Decision:
        """Return the decision about one of the leads."""
        place = self._place_of.get(lead.id)
        sifted = self._sifted(lead)
        passing = np.flatnonzero(sifted.left[self._seats])
        if place is None or len(self._seats) - len(passing) < self._few:
            return self._result.decisions[lead.id]
        told = decision_of(
            self._result.question,
            self._trace,
            place,
            after=self._result.ledger,
            given=self._given,
            among=passing.tolist(),
        )
        # Who has no room is told of all, as it was before this lead.
        full = np.zeros(len(self._roster.seats), dtype=np.bool_)
        full[self._seats[self._room <= self._taken(place)]] = True
        for each in told.candidates:
            if not each.is_eligible:
                full[self._roster.places[each.partner]] = True
        rest = evolve(sifted, against={**sifted.against, "no-room": full}).rest
        whole = Asked(told.candidates, rest, lambda: self._result.decisions[lead.id].candidates)
        return evolve(told, candidates=whole)

    def _taken(self, place: int) -> NDArray[np.intp]:
        """Return how many leads each had been given before *place*."""
        winners = self._trace.winners[:place]
        return np.bincount(winners[winners != NOBODY], minlength=len(self._room))

    def _sifted(self, lead: Lead) -> Sifted:
        read = tuple([column.rule.of_lead(lead) for column in self._roster.columns])
        known = self._kinds.get(read)
        if known is None:
            occasion = self._result.question.eligibility.occasion
            known = self._kinds[read] = sift(self._roster, self._pool, lead, occasion)
        return known
