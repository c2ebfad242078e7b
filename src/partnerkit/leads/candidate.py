"""
How did one partner stand when a lead was decided?

The first thing that objects to him, or the very terms that decided: what he was
owed before, his share of this lead, his bonus and the total, or what else the
policy goes by. What he needed to win follows from them.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import final

from attrs import evolve, field, frozen

from partnerkit.leads.policy import Basis
from partnerkit.leads.terms import CODES
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.reasons import Fact, Reason

__all__ = ["Candidate", "readable"]

#: The terms that depend on who else could have taken the lead.
_SHARED = frozenset({"accrual", "total", "price"})

#: Whether turns were kept, and whether a batch was rounded, depends on others: a partner is told the same in either case.
_TOLD_AS: Mapping[Basis, Basis] = {"turn": "owed", "rounding": "price"}


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

    def for_himself(self, *, is_given: bool = True) -> "Candidate":
        """
        Return what he may see: his own terms or what stood against him, and nothing of anybody else.

        That his last room was kept for other leads tells that nobody else can take those; so where the lead
        was given, he sees what any other sees who did not get it.

        His share of the lead is left out: it depends on who else could have taken it, and so would tell of
        another's absence, full books or decline; so does whether turns were kept.
        """
        was_free = is_given and self.objection is not None and self.objection.code == "kept-free"
        return evolve(
            self,
            objection=None if was_free else self.objection,
            bound=self.bound if self.won else None,
            basis=_TOLD_AS.get(self.basis, self.basis),
            due=None,
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
