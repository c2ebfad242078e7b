"""
How does a review look as a page?

One HTML file that needs nothing else: no script, no font, no picture from
elsewhere. It can be read by ear, on a phone and on paper, in the reader's
language, and what comes from data is escaped, wherever it stands.

==========  ==================================================================
`page`      a page of sections, with tables and charts
`telling`   the review of a partner, a territory or the program as a page
==========  ==================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.interop.pages.page import Section as Section
    from partnerkit.interop.pages.page import Table as Table
    from partnerkit.interop.pages.page import Tile as Tile
    from partnerkit.interop.pages.page import document as document
    from partnerkit.interop.pages.telling import review_page as review_page

_HOMES = {
    "Section": "page",
    "Table": "page",
    "Tile": "page",
    "document": "page",
    "review_page": "telling",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
