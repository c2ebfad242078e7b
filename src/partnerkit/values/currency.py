"""
How is money of a currency counted, and how is it written?

Accounts need the decimals of ISO 4217; a price tag follows the customs of the
place where it is read (Unicode CLDR).
"""

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import cache

from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.exact import private_context
from partnerkit.values.fields import Check

__all__ = ["currency_code", "minor_digits", "price_tag"]

#: Money in use whose price tags have fewer decimals (CLDR) than its accounts (ISO 4217): accounts must add up.
_ACCOUNTS = {
    **dict.fromkeys(("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), 2),
    "IQD": 3,
}

#: The last digit of a number in a pattern of CLDR, with the decimals after it.
_DECIMALS = re.compile(r"0(\.[0#]+)?(?=[^0#,.]*(;|$))")


def __dir__() -> list[str]:
    return __all__


@cache
def _precisions() -> Mapping[str, int]:
    from babel.core import get_global

    written = get_global("currency_fractions")
    usual = written["DEFAULT"][0]
    known = {code: written.get(code, (usual,))[0] for code in get_global("all_currencies")}
    return {**known, **_ACCOUNTS}


currency_code = Check(
    lambda value: isinstance(value, str) and value in _precisions(), "use a code of ISO 4217 such as EUR"
)


def minor_digits(currency: str) -> int:
    """
    Return how many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD.

    ISO 4217 for money in use, Unicode CLDR for what is history.

    Raises
    ------
    InvalidValue
        For what is no code of ISO 4217.

    >>> minor_digits("JPY")
    0
    """
    digits = _precisions().get(currency) if isinstance(currency, str) else None
    if digits is None:
        raise InvalidValue(path="currency", value=shown(currency), remedy=currency_code.remedy)
    return digits


def price_tag(amount: Decimal, currency: str, digits: int, locale: str) -> str:
    """
    Return an amount with all its *digits* decimals, as people of *locale* write it.

    Raises
    ------
    InvalidValue
        For a locale that CLDR does not know.

    >>> price_tag(Decimal("1234.5"), "EUR", 2, "en")
    '€1,234.50'
    """
    from babel.core import Locale, UnknownLocaleError
    from babel.numbers import format_currency

    try:
        place = Locale.parse(locale.replace("-", "_"))
    except (AttributeError, UnknownLocaleError, ValueError):
        raise InvalidValue(
            path="locale", value=shown(locale), remedy="use a locale such as de or en-US"
        ) from None
    # Only the decimals are ours: where sign, symbol and blanks stand is the custom of the place.
    decimals = f"0.{'0' * digits}" if digits else "0"
    pattern = _DECIMALS.sub(decimals, place.currency_formats["standard"].pattern)
    with localcontext(private_context(80)):
        return str(format_currency(amount, currency, pattern, place, currency_digits=False))
