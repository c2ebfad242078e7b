"""
Where does each partner stand?

===============  ==============================================================
`bonus`          what was earned, what it will be, how far the next step is
`statements`     what was settled, credited and disputed
`bases`          terms and actuals, as columns
`ladders`        the arithmetic of shares, as arrays
===============  ==============================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.bonus import Bonus as Bonus
    from partnerkit.lifecycle.bonus import Bonuses as Bonuses
    from partnerkit.lifecycle.bonus import bonuses as bonuses
    from partnerkit.lifecycle.statements import Settlement as Settlement
    from partnerkit.lifecycle.statements import Statement as Statement
    from partnerkit.lifecycle.statements import statement as statement

_HOMES = {
    "Bonus": "bonus",
    "Bonuses": "bonus",
    "Settlement": "statements",
    "Statement": "statements",
    "bonuses": "bonus",
    "statement": "statements",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
