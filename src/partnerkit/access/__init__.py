"""
Who may see what?

`visible(network, viewer, as_of=...)` gives a person his part of a network. It
answers like the network, so that every judgement works on it and knows no more.
What he may not see of a fact reads as `HIDDEN`.

============  =====================================================
`view`        `visible`, and the `View` it returns
`classes`     what each role sees, as data that head office edits
`categories`  of what sort each field of each fact is
`reach`       which partners, people and territories are somebody's
`sight`       what of a network is left for one viewer
`subjects`    whose each fact is, as columns
============  =====================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.access.categories import CATEGORIES as CATEGORIES
    from partnerkit.access.classes import CLASSES as CLASSES
    from partnerkit.access.classes import PermissionClass as PermissionClass
    from partnerkit.access.view import View as View
    from partnerkit.access.view import visible as visible
    from partnerkit.values.hidden import HIDDEN as HIDDEN

_HOMES = {
    "CATEGORIES": "categories",
    "CLASSES": "classes",
    "HIDDEN": "sight",
    "PermissionClass": "classes",
    "View": "view",
    "visible": "view",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
