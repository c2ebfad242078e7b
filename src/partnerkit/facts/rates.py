"""What was one currency worth in another, on which day, and who says so?"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, as_facts
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import Rounding
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts

__all__ = ["RateTable"]

_RATES = fields.Check(
    lambda value: (
        isinstance(value, Facts)
        and all(map(checks.currency.accepts, value))
        and all(isinstance(rate, Decimal) and fields.is_decimal(rate) and rate > 0 for rate in value.values())
    ),
    "use a mapping of currency codes to Decimals above 0: what one unit of the base is worth",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class RateTable(Fact):
    """
    What one unit of the base currency was worth in others, as central banks publish it.

    >>> table = RateTable(id="ecb", base="EUR", on=date(2026, 3, 31), rates={"USD": Decimal("1.0800")})
    >>> table.rate("USD", "EUR")
    Fraction(25, 27)
    >>> table.convert(Money.of("108.00", "USD"), "EUR")
    Money.of('100.00', 'EUR')
    """

    id: str = field(validator=fields.identifier)
    base: str = field(validator=checks.currency)

    #: The day of the rates.
    on: date = field(validator=fields.calendar_date)

    #: Currency -> units of it for one unit of the base.
    rates: Facts = field(converter=as_facts, validator=_RATES)

    def _happened_at(self) -> datetime:
        return self._day_over(self.on)

    def _faults(self) -> Iterator[InvalidValue]:
        if self.rates.get(self.base, 1) != 1:
            found = shown(self.rates[self.base])
            yield InvalidValue(path=f"rates[{self.base}]", value=found, remedy="leave out the base, or use 1")

    def missing(self, *currencies: str) -> Iterator[InvalidValue]:
        """Find which of *currencies* the table has no rate for."""
        for currency in currencies:
            if currency != self.base and currency not in self.rates:
                remedy = f"state how many {currency} one {self.base} was worth on {self.on}"
                yield InvalidValue(path=f"rates[{currency}]", value="no rate", remedy=remedy)

    def rate(self, source: str, target: str) -> Fraction:
        """
        Return what one unit of *source* is worth in *target*, exactly; through the base where neither is it.

        Raises
        ------
        InvalidValue
            For a currency without a rate; it is named.
        """
        for fault in self.missing(source, target):
            raise fault
        return self._in_base(target) / self._in_base(source)

    def _in_base(self, currency: str) -> Fraction:
        found = self.rates.get(currency, 1)
        return Fraction(found) if isinstance(found, Decimal | int) else Fraction(1)

    def convert(self, amount: Money, currency: str, *, rounding: Rounding = "half-even") -> Money:
        """Return *amount* in another currency, rounded once to its minor unit."""
        return amount.convert(self.rate(amount.currency, currency), currency, rounding=rounding)
