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
from partnerkit.leads.policy import Basis
from partnerkit.leads.terms import CODES
from partnerkit.values.errors import NotFound
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.reasons import Fact, Reason

__all__ = ["Candidate", "Decision", "Effect", "Explanation", "Lookup", "readable"]

T = TypeVar("T")

#: The terms that depend on who else could have taken the lead.
_SHARED = frozenset({"accrual", "total", "price"})


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


def _rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(round(Fraction(number) * 1000)).scaleb(-3)


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

    #: What else stood against him, in the order of the rules.
    further: tuple[Reason, ...] = ()

    #: The right by which the lead was his, or that it was another's; None where none was kept.
    bound: Reason | None = None

    #: What he was owed before; None with an objection, as all that follows.
    before: Decimal | None = None

    #: His share of this lead.
    accrual: Decimal | None = None
    bonus: Decimal | None = None

    #: The sum of the three: the largest wins.
    total: Decimal | None = None

    #: What decided: what one is owed (the total), one's load, whose turn it was, fit, or a policy's own score.
    basis: Basis = "owed"

    #: His load, as `EqualLoad` compares it.
    load: Decimal | None = None

    #: How many leads from here, counting this one, his turn is due at the latest; None if it cannot have come yet.
    due: int | None = None

    #: How well he fits the lead, from 0 to 1; None without a fit.
    fit: Decimal | None = None

    #: What one more unit of his entitlement costs the others in fit; None where a batch had no prices.
    price: Decimal | None = None

    #: A policy's own score.
    score: Decimal | None = None

    #: By how much he is behind the winner in what decided, zero if a draw did; None for the winner.
    short: Decimal | None = None

    #: What he would have needed more to win (of load, less); None for the winner.
    needed: Decimal | None = None

    #: By how much better he would have had to fit; None where that would not have been enough.
    needed_fit: Decimal | None = None

    #: By how much less he is owed than a winner whom he fits as well as; else None.
    owed_less: Decimal | None = None

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
        if self.bound is not None and (self.won or not self.private):
            return self.bound
        codes = CODES[self.basis]
        if self.private:
            # His share of the lead, and the sum, would tell who else could have taken it; a price, how well.
            hidden = _SHARED | {"bonus"} if self.basis == "price" else _SHARED
            facts = {name: self._said(name) for name in codes.facts if name not in hidden}
            return Reason(codes.yours if self.won else codes.not_yours, facts)
        facts = {name: self._said(name) for name in codes.facts}
        if self.by_hand:
            return Reason("chosen-by-hand" if self.won else "not-chosen-by-hand", facts)
        if self.won:
            return Reason("only-candidate" if self.alone else codes.won, facts)
        if self.basis == "turn" and self.due is None:
            return Reason("turn-early", facts)
        if self.owed_less is not None:
            return Reason("fits-as-well", {**facts, "owed_less": self._said("owed_less")})
        facts["short"] = self._said("short")
        return Reason(codes.less if self.short else codes.tie, facts)

    @property
    def counterfactual(self) -> Reason | None:
        """What would have let him win; None for the winner and for one who could not take the lead."""
        if self.needed is None:
            return None
        facts = {"partner": self.partner, "needed": self._said("needed")}
        if self.needed_fit is not None:
            return Reason("would-win-with-more-or-fit", {**facts, "fit": _rounded(self.needed_fit)})
        return Reason(CODES[self.basis].would_win, facts)

    def _said(self, name: str) -> Fact:
        """Round a term for reading: amounts as money or leads, fits and scores to a thousandth."""
        term = getattr(self, name)
        is_number = self.basis in ("fit", "score") and name in ("short", "needed")
        if name in ("fit", "price", "score") or is_number:
            return _rounded(term)
        if name == "due" or (self.basis == "turn" and name == "short"):
            return term
        return readable(term, self.currency)

    @property
    def told(self) -> Fact:
        """The term that decided, rounded for reading."""
        return self._said(CODES[self.basis].told)

    @property
    def behind(self) -> Fact:
        """By how much he is behind the winner, rounded for reading."""
        return None if self.short is None else self._said("short")

    def for_himself(self) -> "Candidate":
        """
        Return what he may see: his own terms or what stood against him, and nothing of anybody else.

        His share of the lead is left out: it depends on who else could have taken it, and so would tell of
        another's absence, full books or decline.
        """
        return evolve(
            self,
            bound=self.bound if self.won else None,
            accrual=None,
            total=None,
            short=None,
            needed=None,
            needed_fit=None,
            owed_less=None,
            price=None,
            bonus=self.bonus if self.price is None else None,
            alone=False,
            private=True,
        )


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
    candidates: tuple[Candidate, ...]

    #: How many other partners were asked.
    others: int

    #: All that stood against the partner who asks, in the order of the rules: without it he could have taken the lead.
    against: tuple[Reason, ...] = ()


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
    candidates: tuple[Candidate, ...] = field(default=(), repr=False)

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
        eligible = sum(each.is_eligible for each in self.candidates)
        facts = {
            "lead": self.lead,
            "partner": self.winner,
            "candidates": eligible,
            CODES[won.basis].told: won.told,
        }
        if eligible < 2:
            return Reason("lead-given-only", facts)
        second = self.candidates[1]
        return Reason(CODES[won.basis].given, {**facts, "margin": second.behind})

    @property
    def counterfactual(self) -> Reason | None:
        """What would have changed the outcome: what the next one would have needed to win."""
        second = self.candidates[1] if len(self.candidates) > 1 else None
        return None if self.winner is None or second is None else second.counterfactual

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
            against=() if own.objection is None else (own.objection, *own.further),
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
