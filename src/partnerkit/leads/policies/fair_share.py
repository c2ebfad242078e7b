"""
Every partner gets his weighted share of what he could have taken.

A lead is owed to those who could take it, in proportion to their weights, and
goes to the one who is owed most. Nobody earns or owes anything for a lead that
he could not take, so absence, full books, a late start or a change of weights
need no special treatment.

The promise, at every moment and whatever comes: nobody is further from what he
was owed than (n - 1) / 2 times the largest lead, n being the number of partners
ever eligible together (`result.fairness.bound`). With a fit that counts
`fit_weight`, the range of that bonus is added to the largest lead.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, final

from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts import checks
from partnerkit.facts.partner import Partner
from partnerkit.leads.fit import Fit
from partnerkit.leads.policy import Basis, Counting, Standing
from partnerkit.leads.weights import ONE_WEIGHT, WEIGHTS, Weight, Weights, is_weight, kept_weights, weight_of
from partnerkit.values import fields
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["POLICY", "WORDS", "FairShare"]

_worth = fields.Check(
    lambda value: value.amount > 0 if isinstance(value, Money) else is_weight(value),
    "use an amount or a number of leads above zero",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class FairShare:
    """
    Leads in proportion to weights, judged by what each partner could have taken.

    >>> policy = FairShare(weights={"gold": 3, "P-7": 5}, default=1)
    >>> [policy.weight(Partner(id=each, tier="gold")) for each in ("P-4", "P-7")]
    [Fraction(3, 1), Fraction(5, 1)]
    """

    name: ClassVar[str] = "fair-share"
    basis: ClassVar[Basis] = "owed"

    #: Per partner id or, where that is not named, per tier; or a function of the partner.
    weights: Weights = field(factory=Facts, converter=kept_weights, validator=WEIGHTS)

    #: The weight of those not named; None refuses them.
    default: Weight | None = field(default=None, validator=fields.optional(ONE_WEIGHT))

    #: The pool it shares out; a ledger belongs to one pool.
    pool: str = field(default="default", validator=fields.identifier)

    #: "lead": a lead counts its value; "unit": every lead counts one.
    value: Counting = field(default="lead", validator=fields.choice("lead", "unit"))

    #: What a lead of unknown value counts; None refuses it where values count.
    default_value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: The most that one lead may count, so that a whale does not own the bound; None is 2**31 minor units.
    fairness_cap: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: How well a partner fits a lead.
    fit: Fit | None = field(default=None, validator=fields.optional(fields.instance(Fit, "a Fit")))

    #: What a perfect fit adds to what a candidate is owed: money or, where each lead counts one, leads.
    #: The more, the better the fit and the wider the bound. None leaves fit to `allocate_batch`.
    fit_weight: Money | Weight | None = field(default=None, validator=fields.optional(_worth))

    def weight(self, partner: Partner) -> Fraction:
        """
        Return what *partner* is owed, in proportion to the others.

        Raises
        ------
        MissingWeight
            When neither the partner nor his tier is named and there is no default.
        InvalidValue
            When a function returns no finite number above zero.
        """
        return weight_of(partner, self.weights, self.default)

    def score(self, standing: Standing) -> NDArray[Any]:
        """
        Return what each candidate is owed: before this lead, of it, and for fit.

        >>> FairShare(default=1).score(Standing.of(before=[4, 1], accrual=[1, 1])).tolist()
        [5, 2]
        """
        return standing.owed


POLICY = FairShare

#: What its reasons say, by language and code.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "most-owed": "Is owed most: {before} before this lead and {accrual} as the share of it, {total} in all.",
            "most-owed-with-fit": "Is owed most: {before} before this lead, {accrual} as the share of it and {bonus} for "
            "the fit, {total} in all.",
            "only-candidate": "Is the only one who could take it.",
            "owed-less": "Is owed {total} in all, {short} less than the winner.",
            "tie-lost": "Is owed {total} in all, as much as the winner; the draw decided.",
            "would-win-with-more": "{partner} would have got it if owed {needed} more.",
            "would-win-with-more-or-fit": "{partner} would have got it if owed {needed} more, or with a fit higher "
            "by {fit}.",
            "promise-ledger": "At every moment, nobody is further from what it was owed than {bound}.",
        },
        "de": {
            "most-owed": "Hat den größten Anspruch: {before} vor diesem Lead und {accrual} als Anteil daran, "
            "zusammen {total}.",
            "most-owed-with-fit": "Hat den größten Anspruch: {before} vor diesem Lead, {accrual} als Anteil daran und "
            "{bonus} für die Eignung, zusammen {total}.",
            "only-candidate": "Kann ihn als einziger Partner übernehmen.",
            "owed-less": "Hat zusammen einen Anspruch von {total}, {short} weniger als der Gewinner.",
            "tie-lost": "Hat zusammen einen Anspruch von {total}, ebenso viel wie der Gewinner; das Los entschied.",
            "would-win-with-more": "{partner} hätte ihn mit einem um {needed} höheren Anspruch bekommen.",
            "would-win-with-more-or-fit": "{partner} hätte ihn mit einem um {needed} höheren Anspruch oder einer um "
            "{fit} höheren Eignung bekommen.",
            "promise-ledger": "Zu jedem Zeitpunkt ist niemand weiter als {bound} von seinem Anspruch entfernt.",
        },
        "sv": {
            "most-owed": "Har mest att fordra: {before} före detta lead och {accrual} som andel av det, "
            "sammanlagt {total}.",
            "most-owed-with-fit": "Har mest att fordra: {before} före detta lead, {accrual} som andel av det och {bonus} "
            "för hur väl den passar, sammanlagt {total}.",
            "only-candidate": "Är den enda som kan ta det.",
            "owed-less": "Har sammanlagt {total} att fordra, {short} mindre än vinnaren.",
            "tie-lost": "Har sammanlagt {total} att fordra, lika mycket som vinnaren; lotten avgjorde.",
            "would-win-with-more": "{partner} skulle ha fått det med {needed} mer att fordra.",
            "would-win-with-more-or-fit": "{partner} skulle ha fått det med {needed} mer att fordra, eller om den "
            "hade passat {fit} bättre.",
            "promise-ledger": "Vid varje tidpunkt är ingen längre från vad den har att fordra än {bound}.",
        },
    }
)
