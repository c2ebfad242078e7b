"""
Every partner carries his weighted share of the load.

A lead goes to the candidate who has been given least for his weight. So what
counts is the outcome, not the opportunity: one who can take few leads gets
nearly all of those. A newcomer, or one who returns, starts level with the one
who has least, so that he is not given everything until he has caught up.

The promise, at every moment: nobody envies another by more than one lead. Of
the leads that he could have taken when they were given, a partner has for his
weight as much as another has for his, if one lead of the other's is left out
(opportunity-WEF1). In a batch, leads going by falling value, any lead of the
other's may be left out (opportunity-WEFX). What the other got by right or by
hand is load like any other, but nothing is promised of it. How far somebody may
be from what he was owed by opportunity is not promised.
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
from partnerkit.leads.weights import ONE_WEIGHT, WEIGHTS, Weight, Weights, kept_weights, weight_of
from partnerkit.values import fields
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["POLICY", "WORDS", "EqualLoad"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class EqualLoad:
    """
    Leads to whoever has least for his weight.

    >>> policy = EqualLoad(weights={"gold": 2}, default=1)
    >>> policy.score(Standing.of(level=[7, 3])).tolist()
    [-7, -3]
    """

    name: ClassVar[str] = "equal-load"
    basis: ClassVar[Basis] = "load"

    #: Of every policy; here there is no choice.
    fit: Fit | None = field(default=None, init=False, repr=False)
    fit_weight: Money | None = field(default=None, init=False, repr=False)

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
        """Return the load of each candidate by his weight, the least being the highest score."""
        score: NDArray[Any] = -standing.level
        return score


POLICY = EqualLoad

#: What its reasons say, by language and code.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "given-by-load": "Lead {lead} goes to {partner}, because it has the least for its weight: {load}, {margin} "
            "less than the next of {candidates} candidates.",
            "least-load": "Has the least for its weight: {load} before this lead.",
            "more-load": "Has {load} before this lead, for its weight {short} more than the winner.",
            "load-tie": "Has {load} before this lead, for its weight as much as the winner; the draw decided.",
            "would-win-with-less-load": "{partner} would have got it with {needed} less before this lead.",
            "promise-equal-load": "For its weight and of the leads it could take, nobody has less by more than one lead "
            "than another who got all of its leads this way.",
        },
        "de": {
            "given-by-load": "Lead {lead} geht an {partner}, weil dieser Partner gemessen an seinem Gewicht am "
            "wenigsten hat: {load}, {margin} weniger als der Nächste von {candidates} Kandidaten.",
            "least-load": "Hat gemessen an seinem Gewicht am wenigsten: {load} vor diesem Lead.",
            "more-load": "Hat {load} vor diesem Lead, gemessen an seinem Gewicht {short} mehr als der Gewinner.",
            "load-tie": "Hat {load} vor diesem Lead, gemessen an seinem Gewicht so viel wie der Gewinner; das Los "
            "entschied.",
            "would-win-with-less-load": "{partner} hätte ihn mit {needed} weniger vor diesem Lead bekommen.",
            "promise-equal-load": "Gemessen an Gewicht und Gelegenheit hat niemand um mehr als einen Lead weniger als "
            "ein anderer, der alle seine Leads auf diesem Weg bekam.",
        },
        "sv": {
            "given-by-load": "Lead {lead} går till {partner}, som har minst i förhållande till sin vikt: {load}, "
            "{margin} mindre än den näste av {candidates} kandidater.",
            "least-load": "Har minst i förhållande till sin vikt: {load} före detta lead.",
            "more-load": "Har {load} före detta lead, i förhållande till sin vikt {short} mer än vinnaren.",
            "load-tie": "Har {load} före detta lead, i förhållande till sin vikt lika mycket som vinnaren; lotten "
            "avgjorde.",
            "would-win-with-less-load": "{partner} skulle ha fått det med {needed} mindre före detta lead.",
            "promise-equal-load": "I förhållande till vikt och de leads man kunnat ta har ingen mer än ett lead mindre "
            "än någon annan som har fått alla sina leads på detta sätt.",
        },
    }
)
