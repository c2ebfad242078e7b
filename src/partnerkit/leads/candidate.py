"""
How did one partner stand when a lead was decided?

The first thing that objects to him, or the very terms that decided: what he was
owed before, his share of this lead, his bonus and the total, or what else the
policy goes by. What he needed to win follows from them.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import final

from attrs import field, frozen

from partnerkit.leads.policy import Basis
from partnerkit.leads.terms import CODES
from partnerkit.values.exact import decimal_of
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.reasons import Fact, Reason

__all__ = ["Candidate", "readable"]


def __dir__() -> list[str]:
    return __all__


def readable(
    amount: Decimal | None, currency: str | None, *, rounded: Callable[[Fraction], int] = round
) -> Money | Decimal | None:
    """
    Round an exact amount for reading: to the currency's minor unit, or to a hundredth of a lead.

    What is promised as a limit, and what would have been enough, is *rounded* up, by `math.ceil`.

    >>> readable(Decimal("0.71428966522216796875"), "EUR")
    Money.of('0.71', 'EUR')
    """
    if amount is None:
        return None
    digits = 2 if currency is None else minor_digits(currency)
    units = rounded(Fraction(amount) * 10**digits)
    return decimal_of(units, digits) if currency is None else Money.from_minor(units, currency)


def _rounded(number: Decimal | None, rounded: Callable[[Fraction], int]) -> Decimal | None:
    return None if number is None else decimal_of(rounded(Fraction(number) * 1000), 3)


def _above(number: Fraction) -> int:
    return floor(number) + 1


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

    #: What of it he himself may know, as it hangs on nobody else; None where that is all of it.
    for_him: tuple[Reason, ...] | None = None

    #: The right by which the lead was his, or that it was another's; None where none was kept.
    bound: Reason | None = None

    #: What he was owed before; None for one with an objection of his own, as all that follows.
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

    #: What he would have needed more to win (of load, less; of a policy's own score, to be level); None for the winner.
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
        if self.private and self.fit is None:
            return Reason("given-to-you" if self.won else "not-given-to-you")
        if self.private:
            code = "given-to-you-with-fit" if self.won else "not-given-to-you-with-fit"
            return Reason(code, {"fit": self._said("fit")})
        if self.bound is not None:
            return self.bound
        codes = CODES[self.basis]
        facts = {name: self._said(name) for name in codes.facts}
        if self.by_hand:
            return Reason("chosen-by-hand" if self.won else "not-chosen-by-hand", facts)
        if self.won:
            code = "only-candidate" if self.alone else codes.won
            # What is said must add up to the total.
            return Reason("most-owed-with-fit" if code == "most-owed" and self.bonus else code, facts)
        if self.basis == "turn" and self.due is None:
            return Reason("turn-early", facts)
        if self.owed_less is not None:
            return Reason("fits-as-well", {**facts, "owed_less": self._said("owed_less")})
        facts["short"] = self._said("short")
        return Reason(codes.less if self.short else codes.tie, facts)

    @property
    def counterfactual(self) -> Reason | None:
        """
        What would have been enough to win, rounded up.

        None for the winner, for one who could not take the lead, and where there is no more to be had.
        """
        if self.needed is None or self._is_beyond_reach(self.needed):
            return None
        # A score that is level may lose the draw.
        up = _above if self.basis == "score" else ceil
        facts = {"partner": self.partner, "needed": self._said("needed", up)}
        if self.needed_fit is not None:
            return Reason("would-win-with-more-or-fit", {**facts, "fit": _rounded(self.needed_fit, ceil)})
        return Reason(CODES[self.basis].would_win, facts)

    def _is_beyond_reach(self, needed: Decimal) -> bool:
        """Tell whether nobody can have so much more: a load below none, a fit above a perfect one."""
        if self.basis == "load":
            return self.load is None or needed > self.load
        return self.basis == "fit" and Fraction(self.fit or 0) + Fraction(needed) > 1

    def _said(self, name: str, rounded: Callable[[Fraction], int] = round) -> Fact:
        """Round a term for reading: amounts as money or leads, fits and scores to a thousandth."""
        term = getattr(self, name)
        is_number = self.basis in ("fit", "score") and name in ("short", "needed")
        if name in ("fit", "price", "score") or is_number:
            return _rounded(term, rounded)
        if name == "due" or (self.basis == "turn" and name == "short"):
            return term
        return readable(term, self.currency, rounded=rounded)

    @property
    def told(self) -> Fact:
        """The term that decided, rounded for reading."""
        return self._said(CODES[self.basis].told)

    @property
    def behind(self) -> Fact:
        """By how much he is behind the winner, rounded for reading."""
        return None if self.short is None else self._said("short")

    def for_himself(self, *, won: bool) -> "Candidate":
        """
        Return what he may see: whether he got it, what stood against him, how well he fits, and the bonus for that.

        All of these are his own facts. What he is owed, his share, his load, the total, a price, a policy's
        score and the draw are not: each moves with who else could have taken this lead or an earlier one, so
        that it would tell of another's absence, full books or decline. Nor is by which right it became his:
        another's may have gone first, and failed.
        """
        told = self.for_him
        if told is None:
            told = () if self.objection is None else (self.objection, *self.further)
        told = () if won else told
        fit = None if told else self.fit
        return Candidate(
            partner=self.partner,
            objection=told[0] if told else None,
            further=told[1:],
            fit=fit,
            bonus=None if fit is None or self.price is not None else self.bonus,
            won=won,
            private=True,
            currency=self.currency if fit is not None else None,
        )
