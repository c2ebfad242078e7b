"""
Every partner gets his weighted share of what he could have taken.

A lead is owed to those who could take it, in proportion to their weights, and
goes to the one who is owed most. Nobody earns or owes anything for a lead that
he could not take, so absence, full books, a late start or a change of weights
need no special treatment.

The promise, at every moment and whatever comes: nobody is further from what he
was owed than (n - 1) / 2 times the largest lead, n being the number of partners
ever eligible together (`result.fairness.bound`).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.partner import Partner
from partnerkit.leads.policy import Counting
from partnerkit.leads.weights import Weight, exact_weight, is_weight
from partnerkit.values import fields
from partnerkit.values.errors import MissingWeight
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["POLICY", "WORDS", "FairShare"]

Weights: TypeAlias = Mapping[str, Weight] | Callable[[Partner], Weight]

_weight = fields.Check(is_weight, "use a finite number above zero")
_weights = fields.Check(
    lambda value: (
        callable(value)
        or (
            isinstance(value, Facts)
            and all(map(fields.is_identifier, value))
            and all(map(is_weight, value.values()))
        )
    ),
    "use a mapping of partner id or tier to a finite number above zero, or a function of the partner",
)


def __dir__() -> list[str]:
    return __all__


def _kept(value: Any) -> Any:
    texts = isinstance(value, Mapping) and all(isinstance(key, str) for key in value)
    return Facts(value) if texts and not isinstance(value, Facts) else value


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

    #: Per partner id or, where that is not named, per tier; or a function of the partner.
    weights: Weights = field(factory=Facts, converter=_kept, validator=_weights)

    #: The weight of those not named; None refuses them.
    default: Weight | None = field(default=None, validator=fields.optional(_weight))

    #: The pool it shares out; a ledger belongs to one pool.
    pool: str = field(default="default", validator=fields.identifier)

    #: "lead": a lead counts its value; "unit": every lead counts one.
    value: Counting = field(default="lead", validator=fields.choice("lead", "unit"))

    #: What a lead of unknown value counts; None refuses it where values count.
    default_value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: The most that one lead may count, so that a whale does not own the bound; None is 2**31 minor units.
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
        if isinstance(self.weights, Mapping):
            for key in (partner.id, partner.tier):
                if key is not None and key in self.weights:
                    return exact_weight(self.weights[key], f"weights.{key}")
        else:
            return exact_weight(self.weights(partner), f"weights({partner.id})")
        if self.default is None:
            raise MissingWeight(partner=partner.id, tier=partner.tier)
        return exact_weight(self.default, "default")


POLICY = FairShare

#: What its reasons say, by language and code.
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "most-owed": "Is owed most: {before} before this lead and {accrual} as the share of it, {total} in all.",
            "only-candidate": "Is the only one who could take it.",
            "owed-less": "Is owed {total} in all, {short} less than the winner.",
            "tie-lost": "Is owed {total} in all, as much as the winner; the draw decided.",
            "would-win-with-more": "{partner} would have got it if owed {needed} more.",
        },
        "de": {
            "most-owed": "Hat am meisten zu bekommen: {before} vor diesem Lead und {accrual} als Anteil daran, "
            "zusammen {total}.",
            "only-candidate": "Kann ihn als einziger Partner übernehmen.",
            "owed-less": "Hat zusammen {total} zu bekommen, {short} weniger als der Gewinner.",
            "tie-lost": "Hat zusammen {total} zu bekommen, ebenso viel wie der Gewinner; das Los entschied.",
            "would-win-with-more": "{partner} hätte ihn mit einem um {needed} höheren Anspruch bekommen.",
        },
        "sv": {
            "most-owed": "Har mest att fordra: {before} före detta lead och {accrual} som andel av det, "
            "sammanlagt {total}.",
            "only-candidate": "Är den enda som kan ta det.",
            "owed-less": "Har sammanlagt {total} att fordra, {short} mindre än vinnaren.",
            "tie-lost": "Har sammanlagt {total} att fordra, lika mycket som vinnaren; lotten avgjorde.",
            "would-win-with-more": "{partner} skulle ha fått det med {needed} mer att fordra.",
        },
    }
)
