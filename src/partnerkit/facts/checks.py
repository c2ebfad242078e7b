"""
What may stand in a field of a fact: amounts, shares, codes of language and country?

The checks that know `Money` and the world's codes; those for text, numbers
and time are in `partnerkit.values.fields`.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import Check
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import Period

__all__ = [
    "amount",
    "amount_above_zero",
    "another",
    "country",
    "currency",
    "domain",
    "identifiers",
    "jurisdiction",
    "language",
    "latitude",
    "longitude",
    "period",
    "reason_code",
    "share",
]


def __dir__() -> list[str]:
    return __all__


def _is_currency(value: object) -> bool:
    try:
        return isinstance(value, str) and minor_digits(value) >= 0
    except InvalidValue:
        return False


#: Zero is a known amount; an unknown one is None.
amount = Check(
    lambda value: isinstance(value, Money) and value.amount >= 0,
    "use Money of zero or more, as Money.of(...)",
)
amount_above_zero = Check(
    lambda value: isinstance(value, Money) and value.amount > 0, "use Money above zero, as Money.of(...)"
)

#: A discount of 20 % is Decimal("0.20").
share = fields.decimal(least=Decimal(0), most=Decimal(1))

period = fields.instance(Period, "a Period, as Period.year(2026)")

#: One or several ids; leaving them out means "unrestricted" or "unknown", so none at all is no list.
identifiers = fields.each(fields.identifier, least=1)

language = fields.code(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "use a language tag such as de or sv-FI")
country = fields.code(r"[A-Z]{2}", "use a country code of ISO 3166 such as DE")
jurisdiction = fields.code(
    r"[A-Z]{2}(-[A-Z0-9]{1,3})?", "use a code of ISO 3166 such as DE, or US-WI for a part of a country"
)
latitude = fields.number(least=-90, most=90)
longitude = fields.number(least=-180, most=180)

#: "www." is no part of what tells one firm from another.
domain = fields.code(
    r"(?!www\.)(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    "use an internet domain in lower case without www, such as example.com",
)

#: The host's code for a reason, such as "existing-customer".
reason_code = fields.code(r"[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")
currency = Check(_is_currency, "use a currency code of ISO 4217 such as EUR")


def another(fact: Any, name: str) -> Iterator[InvalidValue]:
    """Find that *fact* names itself where another of its kind stands above it."""
    if getattr(fact, name) == fact.id:
        kind = type(fact).__name__.lower()
        yield InvalidValue(path=name, value=shown(fact.id), remedy=f"name another {kind}, or leave it out")
