"""
The vocabulary: money, shares, time, reasons, procedures. It knows nothing of partners.

Each file is one question; names are resolved on first use.

==============  =================================================
`money`         how much it is, exactly
`currency`      how money of a currency is counted and written
`quantity`      how many of what
`split`         many amounts divided at once, in whole units
`apportion`     a whole divided into whole parts, fairly
`waterfill`     the same with floors and caps
`sequence`      whose turn it is, in fixed shares at every moment
`minor`         amounts as one column of whole numbers
`exact`         decimals kept, added and rounded without loss
`time`          days and instants, half open
`months`        a day some months away
`sets`          several of them together
`fiscal`        how a company cuts its year
`hours`         working time that has passed, and when it is due
`openings`      at which seconds a place is open
`zones`         time zones and their rules
`machine`       what may happen next: a procedure as a table
`reasons`       why it is so: codes and facts
`hidden`        what stands where somebody may not look
`fields`        what may stand in a field
`ids`           how one id is made of several
`errors`        what can go wrong when a contract is broken
`store_errors`  what can go wrong when something is kept
`limits`        how much may come through the door at once
`distance`      how far apart two profiles are
`interval`      how sure a rate is
`student`       how sure a mean of few is
`holm`          what is chance, if many findings were looked for
`frames`        columns in, and out as they came
`columns`       what is asked of them, and how a fault names them
`lazy`          figures reckoned where they lie
`rows`          a row of answers as a table
`markup`        a result shown in a notebook
==============  =================================================
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
