"""
Why this partner, and why not me?

A decision holds every partner that was asked: the first rule that objects, or
what he was owed before, his share of this lead, his bonus and the total, by
which the winner was found. The numbers are the very ones that decided.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Generic, TypeVar, final

from attrs import evolve, field, frozen

from partnerkit.leads.ledger import Taken
from partnerkit.values.errors import NotFound
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.reasons import Reason

__all__ = ["Candidate", "Decision", "Effect", "Explanation", "Lookup", "readable"]

T = TypeVar("T")


def __dir__() -> list[str]:
    return __all__


def readable(amount: Decimal | None, currency: str | None) -> Money | Decimal | None:
    """
    Round an exact amount for reading: to the currency's minor unit, or to a hundredth of a lead.

    >>> readable(Decimal("0.71428966522216796875"), "EUR")
    Money.of('0.71', 'EUR')
    """
    if amount is None:
        return None
    digits = 2 if currency is None else minor_digits(currency)
    units = round(Fraction(amount) * 10**digits)
    return Decimal(units).scaleb(-digits) if currency is None else Money.from_minor(units, currency)


@final
@frozen(kw_only=True)
class Candidate:
    """
    How one partner stood when a lead was decided.

    The fields are exact, in the pool's currency or in leads; the facts of the reason are rounded for reading.
    """

    partner: str

    #: The first thing that stood against him; None for one who could have taken the lead.
    objection: Reason | None = None

    #: What he was owed before; None with an objection, as all that follows.
    before: Decimal | None = None

    #: His share of this lead.
    accrual: Decimal | None = None
    bonus: Decimal | None = None

    #: The sum of the three: the largest wins.
    total: Decimal | None = None

    #: By how much his total is below the winner's, zero if a draw decided; None for the winner.
    short: Decimal | None = None

    #: What more he would have had to be owed to win; None for the winner.
    needed: Decimal | None = None

    won: bool = False

    #: Whether nobody else could have taken the lead.
    alone: bool = False

    #: Whether the lead was given by hand, so that the totals did not decide.
    by_hand: bool = False

    #: Whether it is shown to the partner himself, who learns nothing of anybody else.
    private: bool = False

    #: Of the amounts; None where leads count one.
    currency: str | None = field(default=None, repr=False)

    @property
    def is_eligible(self) -> bool:
        """Whether he could have taken the lead."""
        return self.objection is None

    @property
    def reason(self) -> Reason:
        """Why he got it, or did not."""
        if self.objection is not None:
            return self.objection
        names = ("before", "accrual", "bonus", "total")
        facts = {name: readable(getattr(self, name), self.currency) for name in names}
        if self.private:
            return Reason("given-to-you" if self.won else "given-to-another", facts)
        if self.by_hand:
            return Reason("chosen-by-hand" if self.won else "not-chosen-by-hand", facts)
        if self.won:
            return Reason("only-candidate" if self.alone else "most-owed", facts)
        facts["short"] = readable(self.short, self.currency)
        return Reason("owed-less" if self.short else "tie-lost", facts)

    def for_himself(self) -> "Candidate":
        """Return what he may see: his own terms or what stood against him, and nothing of anybody else."""
        return evolve(self, short=None, needed=None, alone=False, private=True)


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
    candidates: tuple[Candidate, ...]

    #: How many other partners were asked.
    others: int


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

    #: By how much the winner was owed more than the next one; None without a second candidate.
    margin: Decimal | None = None

    #: Those who could take it by falling total, then the others by id.
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)

    #: Why it stayed where it was, for a lead that was given before and is still open.
    kept: Reason | None = None

    #: What it did to the ledger; None where nothing was given.
    effect: Effect | None = field(default=None, repr=False)

    @property
    def reason(self) -> Reason:
        """The decision in one sentence, once it has words."""
        if self.kept is not None:
            return self.kept
        if self.winner is None:
            return Reason("lead-unassigned", {"lead": self.lead, "partners": len(self.candidates)})
        if self.effect is not None and self.effect.by is not None:
            return _by_hand(self.lead, self.winner, self.effect)
        won = self.candidate(self.winner)
        eligible = sum(each.is_eligible for each in self.candidates)
        facts = {
            "lead": self.lead,
            "partner": self.winner,
            "total": readable(won.total, self.currency),
            "candidates": eligible,
        }
        if self.margin is None:
            return Reason("lead-given-only", facts)
        return Reason("lead-given", {**facts, "margin": readable(self.margin, self.currency)})

    @property
    def counterfactual(self) -> Reason | None:
        """What would have changed the outcome: how much more the next one would have had to be owed."""
        second = self.candidates[1] if len(self.candidates) > 1 else None
        if self.winner is None or second is None or second.needed is None:
            return None
        more = readable(second.needed, self.currency)
        return Reason("would-win-with-more", {"partner": second.partner, "needed": more})

    def candidate(self, partner: str) -> Candidate:
        """
        Return how *partner* stood.

        Raises
        ------
        NotFound
            When he was not asked.
        """
        for each in self.candidates:
            if each.partner == partner:
                return each
        raise NotFound(path=f"decisions.{self.lead}", key=partner)

    def explain(self, viewer: str | None = None) -> Explanation:
        """
        Return the decision as *viewer* may see it: the vendor all, a partner only what concerns himself.

        Raises
        ------
        NotFound
            When the viewer was not asked.
        """
        if viewer is None:
            return Explanation(
                lead=self.lead,
                viewer=None,
                winner=self.winner,
                reason=self.reason,
                candidates=self.candidates,
                others=len(self.candidates),
            )
        own = self.candidate(viewer).for_himself()
        return Explanation(
            lead=self.lead,
            viewer=viewer,
            winner=viewer if self.winner == viewer else None,
            reason=own.reason,
            candidates=(own,),
            others=len(self.candidates) - 1,
        )


def _by_hand(lead: str, partner: str, effect: Effect) -> Reason:
    facts = {"lead": lead, "partner": partner, "by": effect.by, "why": effect.why}
    if effect.overrode is None:
        return Reason("lead-given-by-hand", facts)
    return Reason("lead-given-in-spite", {**facts, "rule": effect.overrode})


@final
class Lookup(Mapping[str, T], Generic[T]):
    """Something per id that is made when it is asked for, in the order of the leads."""

    __slots__ = ("_make", "_places")

    def __init__(self, places: Mapping[str, int], make: Callable[[int], T]) -> None:
        self._places = places
        self._make = make

    def __getitem__(self, key: str) -> T:
        try:
            place = self._places[key]
        except KeyError:
            raise NotFound(path="leads", key=key) from None
        return self._make(place)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as of every mapping that is compared by content

    def __repr__(self) -> str:
        return f"<{len(self)} made on access>"

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)
