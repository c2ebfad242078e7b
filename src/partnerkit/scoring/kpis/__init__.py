"""
Which figures of partners come ready-made?

A door: every file beside this one is a family, with `KPIS` and its words in
English, German and Swedish. To add a family, add a file; one's own KPI is a
`ReadyKpi`, handed to `measure_partners` beside these.
"""

from functools import cache

from partnerkit._lazy import entries
from partnerkit.scoring.measuring import ReadyKpi
from partnerkit.values.errors import NotFound

__all__ = ["builtin", "get"]


def __dir__() -> list[str]:
    return __all__


@cache
def builtin() -> tuple[ReadyKpi, ...]:
    """
    Return every KPI behind the door, in the order of their names.

    >>> "channel_stock_weeks" in [each.name for each in builtin()]
    True
    """
    found = [each for family in entries(__name__, __path__, "KPIS") for each in family]
    return tuple(sorted(found, key=lambda each: each.name))


def get(name: str) -> ReadyKpi:
    """
    Return one KPI by its name.

    Raises
    ------
    NotFound
        For a name that no KPI behind the door has.

    >>> get("warranty_rejection_rate").kpi.better
    'lower'
    """
    known = {each.name: each for each in builtin()}
    if name not in known:
        raise NotFound(path="kpis", key=name, known=tuple(known))
    return known[name]
