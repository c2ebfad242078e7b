"""
How does a result look as a table in a report?

As a table of great-tables, which draws itself in a notebook and may be styled
further by whoever gets it. Needs the extra `plots`.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from partnerkit.facts.network import Network
from partnerkit.interop.columns import said
from partnerkit.interop.wording import Words
from partnerkit.values.errors import MissingExtra
from partnerkit.values.markup import Tabular

if TYPE_CHECKING:
    from great_tables import GT

__all__ = ["table"]


def __dir__() -> list[str]:
    return __all__


def table(
    result: Tabular,
    *,
    title: str = "",
    columns: Sequence[str] | None = None,
    rows: int = 40,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> "GT":
    """
    Return any result that has `to_frame` as a table in the reader's language: scores, fairness, duties, findings.

    *columns* picks some, in that order; *names* says names in place of ids.

    >>> from partnerkit.values.money import Ratio
    >>> from partnerkit.values.rows import Rows
    >>> "1.234,5" in table(Rows(Ratio, [Ratio.of("1234.5", 2)]), locale="de").as_raw_html()
    True
    """
    try:
        import great_tables
    except ImportError:
        raise MissingExtra(extra="plots", library="great_tables") from None
    told = said(result, columns=columns, rows=rows, locale=locale, names=names, words=words, zone=zone)
    keys = [f"c{place}" for place in range(len(told.head))]
    frame = _frame({key: [row[place] for row in told.rows] for place, key in enumerate(keys)})
    made = great_tables.GT(frame, locale=locale.replace("_", "-"))
    labels: Any = dict(zip(keys, told.head, strict=True))
    made = made.cols_label(labels)
    right = [key for place, key in enumerate(keys) if place in told.numbers]
    made = made.cols_align("left")
    made = made.cols_align("right", columns=right) if right else made
    if title:
        made = made.tab_header(title=title)
    return made.tab_source_note(f"+ {told.more:,}") if told.more else made


def _frame(columns: Mapping[str, Sequence[str]]) -> Any:
    """Return a frame of the first library at hand that great-tables knows."""
    for name in ("pandas", "polars", "pyarrow"):
        try:
            library = import_module(name)
        except ImportError:
            continue
        return library.table(columns) if name == "pyarrow" else library.DataFrame(columns)
    raise MissingExtra(extra="engines", library="pyarrow")
