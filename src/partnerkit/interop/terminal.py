"""
How does a result look on a terminal?

As a table of rich, in the reader's language. Needs the extra `cli`.
"""

from collections.abc import Mapping, Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from partnerkit.facts.network import Network
from partnerkit.interop.columns import Said, said
from partnerkit.interop.wording import Words, say_value
from partnerkit.values.errors import MissingExtra
from partnerkit.values.markup import Tabular

if TYPE_CHECKING:
    from rich.table import Table as Grid

__all__ = ["grid"]


#: Letters between columns, and those of a sentence that stand in one line at the least.
_BETWEEN, _SENTENCE = 2, 24


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
    width: int | None = None,
) -> "Grid":
    """
    Return any result that has `to_frame` as a table for `rich.print`; what comes from data is never taken for markup.

    Without *columns*, as many are shown as have room side by side in *width* letters, that of the terminal unless
    told; how many there are beside those stands below.

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
    room = width or get_terminal_size().columns
    shown = len(told.head) if columns is not None else _fitting(told, room)
    left = [f"+ {say_value(told.more, locale=locale, words=words)}"] if told.more else []
    if shown < len(told.head):
        left.append(f"+ {', '.join(told.head[shown:])}")
    made = Table(
        box=None,
        pad_edge=False,
        header_style="dim",
        padding=(0, 2, 0, 0),
        title=None if title is None else Text(title),
        title_justify="left",
        caption=Text("\n".join(left)) if left else None,
        caption_justify="left",
    )
    for place, name in enumerate(told.head[:shown]):
        made.add_column(Text(name), justify="right" if place in told.numbers else "left")
    for row in told.rows:
        made.add_row(*map(Text, row[:shown]))
    return made


def _fitting(told: Said, room: int) -> int:
    """Return how many columns have room side by side; one, in any case."""
    from rich.cells import cell_len

    count = 0
    for place, name in enumerate(told.head):
        # A heading may stand on several lines, what is in a cell on one; a sentence needs some room, too.
        words = max(map(cell_len, name.split()), default=0)
        cells = max((min(cell_len(row[place]), _SENTENCE) for row in told.rows), default=0)
        room -= max(words, cells) + _BETWEEN
        if room < -_BETWEEN:
            break
        count += 1
    return max(count, 1)
