"""What does a program call uniform: how far may terms differ without a reason, and what is a reason?"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import final

from attrs import field, frozen

from partnerkit.conflicts.effective_price import RebateBasis, in_currency
from partnerkit.facts import checks
from partnerkit.facts.fact import as_facts
from partnerkit.facts.terms import STANDARD_JUSTIFICATIONS
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple

__all__ = ["ACCEPTED", "PricePolicy"]

#: What explains a difference unless a program says otherwise; meeting competition is a defense of US law.
ACCEPTED = (*(each for each in STANDARD_JUSTIFICATIONS if each != "meeting-competition"), "deal-overlap")

_ONE = Fraction(1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class PricePolicy:
    """
    How far a program lets terms differ without a reason, what is one, and in which currency it compares.

    >>> PricePolicy(currency="EUR", rates={"SEK": Decimal("0.09")}).worth("SEK")
    Fraction(9, 100)
    """

    tolerance: Decimal = field(default=Decimal("0.01"), validator=checks.share)
    accepted: tuple[str, ...] = field(
        default=ACCEPTED, converter=as_tuple, validator=fields.each(checks.reason_code)
    )

    #: Currency -> what one unit of it is worth in `currency`; without a currency only like is compared with like.
    currency: str | None = field(default=None, validator=fields.optional(checks.currency))
    rates: Mapping[str, Decimal] = field(
        factory=dict,
        converter=as_facts,
        validator=fields.instance(Mapping, "a mapping of currency to what one unit of it is worth"),
    )

    #: The measure of figures that tells purchases in money: rebates, funds, stake, and weights of the median.
    purchases: str | None = field(default=None, validator=fields.optional(fields.identifier))
    rebates: RebateBasis = field(default="offered", validator=fields.choice("offered", "earned", "forecast"))

    #: A year's interest that time to pay is worth.
    interest: Decimal = field(default=Decimal(0), validator=checks.share)

    #: The kind of territory that makes a region, such as "country"; None is the partner's territories as they are.
    region: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: How far back one looks for drift; 0 is not at all.
    look_back_days: int = field(default=365, validator=fields.whole_number(most=3_660))

    def __attrs_post_init__(self) -> None:
        if self.rates and self.currency is None:
            raise InvalidValue(path="currency", value="None", remedy="say in which currency the rates are")
        if self.rebates != "offered" and self.purchases is None:
            raise InvalidValue(
                path="purchases",
                value="None",
                remedy=f"name the measure of purchases, to take rebates as {self.rebates}",
            )
        for currency, rate in self.rates.items():
            if not fields.is_decimal(rate) or rate <= 0:
                raise InvalidValue(
                    path=f"rates[{shown(currency)}]", value=shown(rate), remedy="use a Decimal above 0"
                )

    def worth(self, currency: str) -> Fraction:
        """Return what one unit of *currency* is worth in that of the comparison; without one, 1."""
        if self.currency is None:
            return _ONE
        return in_currency(_ONE, currency, self.currency, self.rates)
