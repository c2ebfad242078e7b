"""
How is a table of results said in the reader's language?

Headings, numbers, money, dates and reasons as the language writes them; a page, a
terminal and a report show the same.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, final

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.interop.wording import Words, label, say_value
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.markup import Tabular, columns_of
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Finding, Reason

__all__ = ["Said", "said"]

_NUMBERS = (int, float, Decimal, Money, Quantity, Ratio)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Said:
    """A table as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    #: Columns of numbers, which are set to the right.
    numbers: frozenset[int]

    #: How many rows there are beside those.
    more: int


def said(
    result: Tabular,
    *,
    columns: Sequence[str] | None = None,
    rows: int = 40,
    locale: str = "en",
    names: Network | Mapping[str, str] | None = None,
    words: Words | None = None,
    zone: str = "UTC",
) -> Said:
    """
    Say a result that has `to_frame` as a table: some *columns* of it, and the first *rows*.

    A column of which there is no heading is shown by its name.

    >>> from partnerkit.values.rows import Rows
    >>> found = said(Rows(Ratio, [Ratio.of("1234.5", 2)]), locale="de")
    >>> found.rows
    (('1.234,5', '2'),)
    """
    found = columns_of(result)
    chosen = [*found] if columns is None else [*columns]
    for place, name in enumerate(chosen):
        if name not in found:
            remedy = f"use columns of it: {', '.join(found)}"
            raise InvalidValue(path=f"columns[{place}]", value=shown(name), remedy=remedy)
    count = max((len(found[name]) for name in chosen), default=0)

    def cell(name: str, value: Any) -> str:
        return say_value(value, name=name, locale=locale, names=names, words=words, zone=zone)

    return Said(
        head=tuple(label("on-tables", name, locale, words).replace("_", " ") for name in chosen),
        rows=tuple(tuple(cell(name, found[name][row]) for name in chosen) for row in range(min(count, rows))),
        numbers=frozenset(place for place, name in enumerate(chosen) if _is_number(found[name])),
        more=max(0, count - rows),
    )


def _is_number(column: Sequence[Any]) -> bool:
    known = [each for each in column if each is not None and not isinstance(each, Reason | Finding)]
    return bool(known) and all(isinstance(each, _NUMBERS) and not isinstance(each, bool) for each in known)
