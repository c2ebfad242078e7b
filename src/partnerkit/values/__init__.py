"""
The vocabulary: money, shares, time, reasons, procedures. It knows nothing of partners.

Each file is one question; names are resolved on first use.
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

# The function shares its name with its file, so it is bound here, before the file can be.
from partnerkit.values.apportion import apportion as apportion

if TYPE_CHECKING:
    from partnerkit.values.fiscal import FiscalCalendar as FiscalCalendar
    from partnerkit.values.fiscal import Seasonality as Seasonality
    from partnerkit.values.hours import WorkingCalendar as WorkingCalendar
    from partnerkit.values.machine import Machine as Machine
    from partnerkit.values.machine import Transition as Transition
    from partnerkit.values.money import Money as Money
    from partnerkit.values.money import Quantity as Quantity
    from partnerkit.values.money import Ratio as Ratio
    from partnerkit.values.reasons import Facts as Facts
    from partnerkit.values.reasons import Finding as Finding
    from partnerkit.values.reasons import Reason as Reason
    from partnerkit.values.sets import PeriodSet as PeriodSet
    from partnerkit.values.sets import SpanSet as SpanSet
    from partnerkit.values.time import Period as Period
    from partnerkit.values.time import Span as Span

_HOMES = {
    "Facts": "reasons",
    "Finding": "reasons",
    "FiscalCalendar": "fiscal",
    "Machine": "machine",
    "Money": "money",
    "Period": "time",
    "PeriodSet": "sets",
    "Quantity": "money",
    "Ratio": "money",
    "Reason": "reasons",
    "Seasonality": "fiscal",
    "Span": "time",
    "SpanSet": "sets",
    "Transition": "machine",
    "WorkingCalendar": "hours",
}

__all__ = sorted((*_HOMES, "apportion"))  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
