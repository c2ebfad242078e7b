"""
Every lead goes to the partner who fits it best.

Among equals in fit, the one who is owed most gets it, then the draw decides.
That sells most today and starves whoever fits less: nothing is promised of
what anybody gets (`fairness.bound` is None). The ledger is kept all the same,
so that the price is seen (`result.fairness`) and another policy can take over
with nobody forgotten.

What is promised is about one lead at a time: of those who may take it when its
turn comes, nobody fits better. Where limits bind, the lead before took the last
room of the best partner, or in a batch his last room is kept for a lead that
nobody else could take. So the sum of fits is the largest there is only while
nobody runs full; for the best division of a batch within what everybody is
owed, see `FairShare(fit=...)` and `rounding=`.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts import checks
from partnerkit.facts.partner import Partner
from partnerkit.leads.fit import Fit
from partnerkit.leads.policy import Basis, Counting, Standing
from partnerkit.leads.weights import ONE_WEIGHT, WEIGHTS, Weight, Weights, kept_weights, weight_of
from partnerkit.values import fields
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["POLICY", "WORDS", "BestFit"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class BestFit:
    """
    Leads to whoever fits best.

    >>> skill = Fit(of_lead=lambda lead: lead.product, of_partner=lambda partner: partner.id, score=lambda *_: 1)
    >>> BestFit(fit=skill, default=1).score(Standing.of(fit=[5, 9, 9], before=[7, 3, 4])).tolist()
    [2, 3, 4]
    """

    name: ClassVar[str] = "best-fit"
    basis: ClassVar[Basis] = "fit"

    #: Of every policy; here there is no choice.
    fit_weight: Money | None = field(default=None, init=False, repr=False)

    #: How well a partner fits a lead.
    fit: Fit = field(validator=fields.instance(Fit, "a Fit"))

    #: Per partner id or, where that is not named, per tier; or a function of the partner.
    weights: Weights = field(factory=Facts, converter=kept_weights, validator=WEIGHTS)

    #: The weight of those not named; None refuses them.
    default: Weight | None = field(default=1, validator=fields.optional(ONE_WEIGHT))

    #: The pool it shares out; a ledger belongs to one pool.
    pool: str = field(default="default", validator=fields.identifier)

    #: "lead": a lead counts its value; "unit": every lead counts one.
    value: Counting = field(default="lead", validator=fields.choice("lead", "unit"))

    #: What a lead of unknown value counts; None refuses it where values count.
    default_value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: The most that one lead may count, so that a whale does not own the ledger; None is 2**31 minor units.
    fairness_cap: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

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
        """Return what each of the best in fit is owed, and less than that for the others."""
        owed = standing.owed
        return np.where(standing.fit == standing.fit.max(), owed, owed.min() - 1)


POLICY = BestFit

#: What its reasons say, by language and code.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "given-by-fit": "Lead {lead} goes to {partner}, because it fits best of {candidates} candidates: {fit}.",
            "fits-best": "Fits best: {fit}.",
            "fits-less": "Fits {fit}, {short} less than the winner.",
            "fits-as-well": "Fits {fit}, as well as the winner, but is owed {owed_less} less.",
            "fit-tie": "Fits {fit}, as well as the winner, and is owed as much; the draw decided.",
            "would-win-with-fit": "{partner} would have got it with a fit higher by {needed}.",
            "promise-fit": "Unless a right or a person decides, a lead goes to whoever fits it best of those who may "
            "take it then; of how much anybody gets, nothing is promised.",
        },
        "de": {
            "given-by-fit": "Lead {lead} geht an {partner}, weil dieser Partner von {candidates} Kandidaten am besten "
            "passt: {fit}.",
            "fits-best": "Passt am besten: {fit}.",
            "fits-less": "Passt zu {fit}, {short} weniger als der Gewinner.",
            "fits-as-well": "Passt mit {fit} so gut wie der Gewinner, hat aber {owed_less} weniger Anspruch.",
            "fit-tie": "Passt mit {fit} so gut wie der Gewinner und hat denselben Anspruch; das Los entschied.",
            "would-win-with-fit": "{partner} hätte ihn mit einer um {needed} höheren Eignung bekommen.",
            "promise-fit": "Wenn nicht ein Recht oder ein Mensch entscheidet, geht ein Lead an den Partner, der von "
            "allen, die ihn dann übernehmen dürfen, am besten passt; wie viel jemand bekommt, wird nicht zugesagt.",
        },
        "sv": {
            "given-by-fit": "Lead {lead} går till {partner}, som passar bäst av {candidates} kandidater: {fit}.",
            "fits-best": "Passar bäst: {fit}.",
            "fits-less": "Passar {fit}, {short} sämre än vinnaren.",
            "fits-as-well": "Passar {fit}, lika bra som vinnaren, men har {owed_less} mindre att fordra.",
            "fit-tie": "Passar {fit}, lika bra som vinnaren, och har lika mycket att fordra; lotten avgjorde.",
            "would-win-with-fit": "{partner} skulle ha fått det om den hade passat {needed} bättre.",
            "promise-fit": "Om inte en rätt eller en människa avgör går ett lead till den som passar bäst av dem som "
            "då får ta det; hur mycket någon får utlovas inte.",
        },
    }
)
