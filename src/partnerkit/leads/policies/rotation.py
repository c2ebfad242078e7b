"""
Partners take turns, as evenly as weights allow.

For leads that count one each, to a pool in which everybody can take every lead
and members and weights stay: among those whose next turn may have come, the
one whose turn is due first gets the lead.

The promise: after every single lead, nobody is further from his share than
1 - 1 / (2n - 2) leads, n being the number of partners; no rule can do better.
It holds while the pool stays so. From the first lead that somebody cannot take,
or that follows a change of members or weights, the one who is owed most gets
the lead, and the bound is that of `FairShare`; `result.fairness` says which.

Source: R. Tijdeman, "The chairman assignment problem", Discrete Mathematics 32
(1980), 323-330.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.facts.partner import Partner
from partnerkit.leads.fit import Fit
from partnerkit.leads.policy import Basis, Counting, Standing
from partnerkit.leads.weights import ONE_WEIGHT, WEIGHTS, Weight, Weights, kept_weights, weight_of
from partnerkit.values import fields
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["POLICY", "WORDS", "Rotation"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Rotation:
    """
    Leads in turn, each counting one.

    >>> policy = Rotation(weights={"gold": 2}, default=1)
    >>> first = Standing.of(accrual=[1 << 19, 1 << 18, 1 << 18], complete=True, steady=True)
    >>> policy.score(first).tolist()
    [-2, -3, -3]
    """

    name: ClassVar[str] = "rotation"
    basis: ClassVar[Basis] = "turn"

    #: Of every policy; here there is no choice.
    value: Counting = field(default="unit", init=False, repr=False)
    default_value: Money | None = field(default=None, init=False, repr=False)
    fairness_cap: Money | None = field(default=None, init=False, repr=False)
    fit: Fit | None = field(default=None, init=False, repr=False)
    fit_weight: Money | None = field(default=None, init=False, repr=False)

    #: Per partner id or, where that is not named, per tier; or a function of the partner.
    weights: Weights = field(factory=Facts, converter=kept_weights, validator=WEIGHTS)

    #: The weight of those not named; None refuses them.
    default: Weight | None = field(default=None, validator=fields.optional(ONE_WEIGHT))

    #: The pool it shares out; a ledger belongs to one pool.
    pool: str = field(default="default", validator=fields.identifier)

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
        Return in how many leads each candidate is due at the latest, the soonest being the highest score.

        Whose turn cannot have come yet scores lowest. Where the pool is not
        steady, it is what each is owed.
        """
        if not standing.steady or len(standing) == 1:
            return standing.owed
        twice = 2 * len(standing) - 2
        lead = standing.value << standing.precision
        share = np.maximum(standing.accrual, 1)
        due = -((twice * standing.before - (twice - 1) * lead) // (share * twice))
        may = twice * (standing.before + standing.accrual) >= lead
        score: NDArray[Any] = np.where(may, -due, -due.max() - 1)
        return score


POLICY = Rotation

#: What its reasons say, by language and code.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "given-by-turn": "Lead {lead} goes to {partner}, whose turn is due first among {candidates} candidates.",
            "turn-first": "Is due first: no later than lead {due}, counted from this one.",
            "turn-later": "Is due later than the winner: no later than lead {due}, counted from this one.",
            "turn-early": "Had its turn too recently: it is owed {before} before this lead.",
            "turn-tie": "Is due as soon as the winner: no later than lead {due}, counted from this one; the draw decided.",
            "promise-rotation": "After every lead, nobody is further from its share than {bound} leads.",
        },
        "de": {
            "given-by-turn": "Lead {lead} geht an {partner}, der unter {candidates} Kandidaten als Erster an der Reihe ist.",
            "turn-first": "Ist als Erster an der Reihe: spätestens beim {due}. Lead, von diesem an gezählt.",
            "turn-later": "Ist nach dem Gewinner an der Reihe: spätestens beim {due}. Lead, von diesem an gezählt.",
            "turn-early": "War erst vor Kurzem an der Reihe: Der Anspruch beträgt {before} vor diesem Lead.",
            "turn-tie": "Ist so bald wie der Gewinner an der Reihe: spätestens beim {due}. Lead, von diesem an gezählt; "
            "das Los entschied.",
            "promise-rotation": "Nach jedem Lead ist niemand weiter als {bound} Leads von seinem Anteil entfernt.",
        },
        "sv": {
            "given-by-turn": "Lead {lead} går till {partner}, som står på tur före de andra av {candidates} kandidater.",
            "turn-first": "Står först på tur: senast vid lead {due}, räknat från detta.",
            "turn-later": "Står på tur efter vinnaren: senast vid lead {due}, räknat från detta.",
            "turn-early": "Hade sin tur nyligen: har {before} att fordra före detta lead.",
            "turn-tie": "Står på tur lika snart som vinnaren: senast vid lead {due}, räknat från detta; lotten avgjorde.",
            "promise-rotation": "Efter varje lead är ingen längre från sin andel än {bound} leads.",
        },
    }
)
