"""
Why this partner, and why not me?

A decision holds every partner that was asked: the first rule that objects, or
what he was owed before, his share of this lead, his bonus and the total, by
which the winner was found. The numbers are the very ones that decided.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import final

from attrs import field, frozen

from partnerkit.leads.account import Taken
from partnerkit.leads.asked import named_of
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.terms import CODES
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

__all__ = ["Decision", "Effect", "Explanation"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Effect:
    """
    What a decision did to the ledger, beside crediting every candidate with his accrual.

    With it the record of a decision is all that is needed to book the lead again, or to take it back.
    """

    pool: str
    precision: int

    #: What the lead counted, in minor units or leads.
    value: int

    #: The windows in which it counts as one given to the winner.
    taken: tuple[Taken, ...] = ()

    #: The range of the bonus among the candidates, in sub-units.
    bonus: int = 0

    #: What it added to the corrections of the bound, in sub-units; 0 for the ledger rule's own choice.
    corrected: int = 0

    #: Whether turns were kept without a break until and with this lead.
    steady: bool = False

    #: The load that a newcomer began with, in minor units or leads; who is not named began with none.
    levels: tuple[tuple[str, int], ...] = ()

    #: Who gave it by hand, and why; None where the policy decided.
    by: str | None = None
    why: str = ""

    #: The code of the rule in spite of which it was given by hand.
    overrode: str | None = None


@final
@frozen(kw_only=True)
class Explanation:
    """A decision as somebody may see it."""

    lead: str

    #: The partner who asks; None is the vendor.
    viewer: str | None

    #: Who got it; for a partner only whether it was himself.
    winner: str | None
    reason: Reason

    #: For the vendor everybody, for a partner himself.
    candidates: Sequence[Candidate]

    #: How many partners were asked beside him who asks; None for a partner: a count tells who is there.
    others: int | None = None

    #: All that stood against the partner who asks, in the order of the rules, as far as it hangs on himself alone.
    against: tuple[Reason, ...] = ()

    #: For the vendor, the leads that one of the candidates would have got this one for, had he not declined them.
    refusals: tuple[Reason, ...] = ()

    @property
    def counterfactuals(self) -> tuple[Reason, ...]:
        """What would have let others win, for the vendor: more of what decided, or a lead not declined."""
        needs = (each.counterfactual for each in named_of(self.candidates))
        return (*(need for need in needs if need is not None), *self.refusals)


@final
@frozen(kw_only=True)
class Decision:
    """
    To whom a lead went, and what was known of everybody at that moment.

    >>> Decision(lead="L-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"), winner=None).reason.code
    'lead-unassigned'
    """

    lead: str
    as_of: datetime

    #: None when nobody could take it.
    winner: str | None

    #: Of the amounts; None where leads count one.
    currency: str | None = None

    #: By how much the winner was ahead of the next one in what decided; None without a second candidate.
    margin: Decimal | None = None

    #: Those who could take it, the winner first and then as they were ranked; then the others by id.
    #: Of very many who could not, only a count is on record: looked at, they are made again.
    candidates: Sequence[Candidate] = field(default=(), repr=False)

    #: Why it stayed where it was, for a lead that was given before and is still open.
    kept: Reason | None = None

    #: The right by which the winner got it, ahead of the policy; None where none was kept.
    bound: Reason | None = None

    #: Rights that could not be kept: whose, and why not.
    unable: tuple[Reason, ...] = ()

    #: What it did to the ledger; None where nothing was given.
    effect: Effect | None = field(default=None, repr=False)

    @property
    def reason(self) -> Reason:
        """The decision in one sentence, once it has words."""
        if self.kept is not None:
            return self.kept
        if self.bound is not None:
            return self.bound
        if self.winner is None:
            return Reason("lead-unassigned", {"lead": self.lead, "partners": len(self.candidates)})
        if self.effect is not None and self.effect.by is not None:
            return _by_hand(self.lead, self.winner, self.effect)
        won = self.candidate(self.winner)
        eligible = sum(each.is_eligible for each in self.named)
        facts = {
            "lead": self.lead,
            "partner": self.winner,
            "candidates": eligible,
            CODES[won.basis].told: won.told,
        }
        if eligible < 2:
            return Reason("lead-given-only", facts)
        code, behind = CODES[won.basis].given, self.named[1].behind
        if code != "lead-given" or _is_seen(behind):
            return Reason(code, {**facts, "margin": behind})
        return Reason("lead-given-barely" if self.margin else "lead-given-drawn", facts)

    @property
    def objections(self) -> tuple[Reason, ...]:
        """
        Why those who were asked and could not take it could not: of each kind how many, and one of them; most first.

        >>> from partnerkit import Lead, Partner
        >>> from partnerkit.leads import FairShare, allocate
        >>> now = datetime.fromisoformat("2026-03-02T09:00Z")
        >>> partners = [Partner(id=each, territories=["de"]) for each in ("P-4", "P-5")]
        >>> lead, fair = Lead(id="L-1", territory="se"), FairShare(default=1, value="unit")
        >>> [each.facts["count"] for each in allocate([lead], partners, fair, as_of=now).decisions["L-1"].objections]
        [2]
        """
        kept: dict[str, list[Candidate]] = {}
        for each in self.candidates:
            if each.objection is not None:
                kept.setdefault(each.objection.code, []).append(each)
        return tuple(
            Reason(
                "lead-kept-away",
                {"count": len(found), "partner": found[0].partner, "because": found[0].objection},
            )
            for found in sorted(kept.values(), key=len, reverse=True)
        )

    @property
    def counterfactual(self) -> Reason | None:
        """What would have changed the outcome: what the next one would have needed to win."""
        if self.winner is None or len(self.candidates) < 2:
            return None
        # Whoever is not on record by name could not have taken it.
        return self.named[1].counterfactual if len(self.named) > 1 else None

    @property
    def named(self) -> tuple[Candidate, ...]:
        """Those of the candidates with numbers of their own: all whom the rules let pass are among them."""
        return tuple(named_of(self.candidates))

    def candidate(self, partner: str) -> Candidate:
        """
        Return how *partner* stood.

        Raises
        ------
        NotFound
            When he was not asked.
        """
        found = next((each for each in self.named if each.partner == partner), None)
        if found is None and len(self.named) < len(self.candidates):
            found = next((each for each in self.candidates if each.partner == partner), None)
        if found is not None:
            return found
        raise NotFound(path=f"decisions.{self.lead}", key=partner)

    def refusals(self, history: Iterable[object]) -> tuple[Reason, ...]:
        """
        Return which leads of *history* a candidate would have got this one for, had he not declined them.

        They are reckoned from the terms on record when they are asked for: see `had_it_not_declined`.
        """
        from partnerkit.leads.refusals import refusals_that_cost

        return refusals_that_cost(self, history)

    def explain(
        self, viewer: str | None = None, *, why_not: str | None = None, history: Iterable[object] = ()
    ) -> Explanation:
        """
        Return the decision as *viewer* may see it: the vendor all, a partner only what hangs on himself alone.

        A partner sees whether he got the lead, what stood against him and how well he fits. Whatever his
        rivals do, are worth, have room for or decline, as long as he gets the same leads he sees the same.

        Parameters
        ----------
        viewer
            A partner who was asked; None is the vendor.
        why_not
            The vendor is told of this partner beside the winner: what stood against him, and what would have
            let him win.
        history
            The entries of the pool, as `replay` takes them: the vendor is told which leads in it cost one of
            those shown this one, because he declined them.

        Raises
        ------
        NotFound
            When the viewer, or the partner of *why_not*, was not asked.
        InvalidValue
            When a partner asks about another.

        >>> from partnerkit import Lead, Partner
        >>> from partnerkit.leads import FairShare, allocate
        >>> now = datetime.fromisoformat("2026-03-02T09:00Z")
        >>> partners, fair = [Partner(id="P-4"), Partner(id="P-5")], FairShare(weights={"P-4": 2}, default=1, value="unit")
        >>> why = allocate([Lead(id="L-1")], partners, fair, as_of=now).decisions["L-1"].explain(why_not="P-5")
        >>> why.reason.code, [each.partner for each in why.candidates]
        ('owed-less', ['P-4', 'P-5'])
        >>> [each.code for each in why.counterfactuals]
        ['would-win-with-more']
        """
        if viewer is not None:
            if why_not not in (None, viewer):
                remedy = "ask about oneself; nothing is told of another partner"
                raise InvalidValue(path="why_not", value=shown(why_not), remedy=remedy)
            return self._for_partner(viewer)
        asked = None if why_not is None else self.candidate(why_not)
        candidates = self.candidates
        if asked is not None:
            winner = () if self.winner in (None, why_not) else (self.candidate(self.winner),)
            candidates = (*winner, asked)
        # Only those who could take it are ever named by a refusal.
        told = {each.partner for each in (self.named if asked is None else candidates)}
        return Explanation(
            lead=self.lead,
            viewer=None,
            winner=self.winner,
            reason=self.reason if asked is None else asked.reason,
            candidates=candidates,
            others=len(self.candidates),
            against=() if asked is None or asked.objection is None else (asked.objection, *asked.further),
            refusals=tuple(each for each in self.refusals(history) if each.facts["partner"] in told),
        )

    def _for_partner(self, viewer: str) -> Explanation:
        own = self.candidate(viewer).for_himself(won=self.winner == viewer)
        return Explanation(
            lead=self.lead,
            viewer=viewer,
            winner=viewer if own.won else None,
            reason=own.reason,
            candidates=(own,),
            against=() if own.objection is None else (own.objection, *own.further),
        )


def _is_seen(margin: object) -> bool:
    """Whether a margin is more than nothing once it is rounded for reading."""
    return bool(margin.amount if isinstance(margin, Money) else margin)


def _by_hand(lead: str, partner: str, effect: Effect) -> Reason:
    facts = {"lead": lead, "partner": partner, "by": effect.by, "why": effect.why}
    if effect.overrode is None:
        return Reason("lead-given-by-hand", facts)
    return Reason("lead-given-in-spite", {**facts, "rule": effect.overrode})
