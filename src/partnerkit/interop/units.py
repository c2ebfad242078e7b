"""In which unit is a figure said, so that everybody reads "5 Tage" where the data says days?"""

from decimal import Decimal, localcontext
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

from partnerkit.values.exact import private_context
from partnerkit.values.fields import is_identifier
from partnerkit.values.money import Quantity

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["in_unit", "lasting"]

#: What lasts, in whichever number the data has it; every language knows the words.
_LASTING = {
    name: f"duration-{kind}"
    for kind in ("second", "minute", "hour", "day", "week", "month", "year")
    for name in (kind, f"{kind}s")
}

#: Figures of KPIs in sentences that say the unit beside them.
_MEASURED = frozenset({"raw", "own", "low", "high", "gap", "ahead"})

#: What the name of the KPI says already, and what is known of the partner alone.
_UNSAID = frozenset({"certifications", "currency", "points"})


#: Beyond it a figure is said as it is.
_MOST = 10**15


def __dir__() -> list[str]:
    return __all__


def in_unit(name: str, value: Any, unit: object) -> Any:
    """
    Return a fact with the *unit* that stands beside it; a share as percent, its distance to another as it is.

    >>> in_unit("raw", 5.0, "days"), in_unit("raw", 0.125, "share"), in_unit("scaled", 5.0, "days")
    (Quantity.of('5', 'days'), Quantity.of('12.5', '%'), 5.0)
    """
    if name not in _MEASURED or not is_identifier(unit) or unit in _UNSAID or isinstance(value, bool):
        return value
    match value:
        case float() if isfinite(value):
            exact = Decimal(repr(round(value, 4)))
        case int() | Decimal():
            exact = Decimal(value)
        case Fraction():
            exact = Decimal(f"{round(value * 10_000)}e-4")
        case _:
            return value
    if abs(exact) >= _MOST:
        return value
    # As whole as it is: of 1.0 Swedish speaks as of several.
    exact = Decimal(f"{exact.normalize():f}")
    if unit == "share":
        # Three percent less of a share would be another share than three points.
        return value if name in {"gap", "ahead"} else Quantity.of(exact.scaleb(2), "%")
    return Quantity.of(exact, str(unit))


def lasting(value: Quantity, tongue: "Locale") -> str | None:
    """
    Say how long it lasts, one day or several; None for what is no time.

    >>> from babel import Locale
    >>> lasting(Quantity.of("1", "days"), Locale("de")), lasting(Quantity.of("2.5", "kg"), Locale("de"))
    ('1 Tag', None)
    """
    kind = _LASTING.get(value.unit)
    if kind is None:
        return None
    from babel import units

    with localcontext(private_context(80)):
        return units.format_unit(value.amount, kind, locale=tongue)
