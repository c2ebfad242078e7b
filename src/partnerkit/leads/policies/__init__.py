"""
How may a pool of leads be shared out?

Each file is one policy, found by its name; the engine takes a policy as an
argument and knows none of them.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING

from partnerkit._lazy import resolver
from partnerkit.leads.policy import Policy

if TYPE_CHECKING:
    from partnerkit.leads.policies.best_fit import BestFit as BestFit
    from partnerkit.leads.policies.equal_load import EqualLoad as EqualLoad
    from partnerkit.leads.policies.fair_share import FairShare as FairShare
    from partnerkit.leads.policies.rotation import Rotation as Rotation

__all__ = ["BestFit", "EqualLoad", "FairShare", "Rotation", "builtin"]

__getattr__ = resolver(
    __name__,
    {"BestFit": "best_fit", "EqualLoad": "equal_load", "FairShare": "fair_share", "Rotation": "rotation"},
)


def __dir__() -> list[str]:
    return __all__


@cache
def builtin() -> Mapping[str, type[Policy]]:
    """
    Return every policy of the house by its name.

    >>> sorted(builtin())
    ['best-fit', 'equal-load', 'fair-share', 'rotation']
    """
    names = sorted(each.name for each in iter_modules(__path__))
    entries = (import_module(f"{__name__}.{name}").POLICY for name in names)
    return MappingProxyType(
        {name.replace("_", "-"): entry for name, entry in zip(names, entries, strict=True)}
    )
