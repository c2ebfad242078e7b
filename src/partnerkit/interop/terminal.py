"""
How does a result look on a terminal?

As a table of rich, in the reader's language; and a review as the tables of its
page. Needs the extra `cli`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from partnerkit.facts.network import Network
from partnerkit.interop.columns import said
from partnerkit.interop.wording import Words
from partnerkit.values.errors import MissingExtra
from partnerkit.values.markup import Tabular

if TYPE_CHECKING:
    from rich.table import Table as Grid

__all__ = ["grid"]


def __dir__() -> list[str]:
    return __all__


def grid(
    result: Tabular,
    *,
    title: str | None = None,
    columns: Sequence[str] | None = None,
    rows: int = 40,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> "Grid":
    """
    Return any result that has `to_frame` as a table for `rich.print`; what comes from data is never taken for markup.

    >>> from partnerkit.values.money import Ratio
    >>> from partnerkit.values.rows import Rows
    >>> grid(Rows(Ratio, [Ratio.of(1, 2)])).row_count
    1
    """
    try:
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        raise MissingExtra(extra="cli", library="rich") from None
    told = said(result, columns=columns, rows=rows, locale=locale, names=names, words=words, zone=zone)
    made = Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
        title=None if title is None else Text(title),
        title_justify="left",
        caption=Text(f"+ {told.more:,}") if told.more else None,
        caption_justify="left",
    )
    for place, name in enumerate(told.head):
        made.add_column(Text(name), justify="right" if place in told.numbers else "left")
    for row in told.rows:
        made.add_row(*map(Text, row))
    return made
