"""
Which time zones are there, and what are their rules?

The tz database comes from the package `tzdata`, which is installed with
partnerkit, and not from the machine: so the same facts give the same answer
on every machine of a host. Keep the package up to date as laws change.
"""

from functools import cache
from typing import TYPE_CHECKING

from partnerkit.values.fields import Check

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["is_zone", "zone", "zone_info"]

#: The zone that needs no table to be known.
UTC = "UTC"

#: Names that tell the time of no place.
_NO_PLACES = {"Factory", "localtime", "posixrules"}


def __dir__() -> list[str]:
    return __all__


@cache
def _zone_names() -> frozenset[str]:
    from importlib import resources  # with all it needs it costs as much as this whole floor

    listed = resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    return frozenset(listed) - _NO_PLACES


def is_zone(name: object) -> bool:
    """
    Tell whether *name* is a zone of the tz database; what the machine calls "localtime" is none.

    >>> is_zone("Europe/Berlin"), is_zone("localtime"), is_zone("../etc/passwd")
    (True, False, False)
    """
    return name == UTC or (isinstance(name, str) and name in _zone_names())


#: For fields that hold the name of a time zone.
zone = Check(is_zone, "use a name of the tz database, such as Europe/Berlin")


@cache
def _loaded(name: str) -> "ZoneInfo":
    from importlib import resources
    from zoneinfo import ZoneInfo

    with resources.files("tzdata").joinpath("zoneinfo", name).open("rb") as table:
        return ZoneInfo.from_file(table, key=name)


def zone_info(name: str, *, path: str = "zone") -> "ZoneInfo":
    """
    Return the rules of the zone *name*, from the tz database that is installed with partnerkit.

    >>> zone_info("Europe/Berlin")
    zoneinfo.ZoneInfo(key='Europe/Berlin')
    """
    fault = zone.fault(path, name)
    if fault is not None:
        raise fault
    return _loaded(name)
