"""
Is there what a judgement needs in the columns it was given, and how is said where it is wrong?

A column stands in an error as one would write it, `frame['sales']`, and a cell
of it as `frame['sales'][3]`; many rows are told by the first few of their keys.
"""

from collections.abc import Container, Iterable, Sequence
from typing import Any

from partnerkit.values.errors import InvalidValue, raise_faults

__all__ = ["NAMED", "first_few", "is_na", "known", "require"]

#: So many rows are named; the others are counted.
NAMED = 5


def __dir__() -> list[str]:
    return __all__


def require(
    names: Iterable[str], columns: Container[str], remedy: str = "add the column, or name another"
) -> None:
    """
    Refuse a frame in which one of *names* is no column.

    Raises
    ------
    InvalidValue, InvalidInput
        For each column that is absent, once.

    >>> require(["id", "sales"], {"id": [1], "turnover": [2]})
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidValue: frame['sales']: no such column is not valid here; add the column, or name another
    """
    raise_faults(
        InvalidValue(path=f"frame[{name!r}]", value="no such column", remedy=remedy)
        for name in dict.fromkeys(names)
        if name not in columns
    )


def first_few(keys: Sequence[Any], count: int | None = None) -> str:
    """
    Name the first of *keys*, and how many more of *count* there are; without it, of the keys.

    >>> first_few(["A", "B", "C", "D", "E", "F"])
    "'A', 'B', 'C', 'D', 'E' and 1 more"
    """
    more = (len(keys) if count is None else count) - NAMED
    named = ", ".join(repr(each)[:20] for each in keys[:NAMED])
    return named + (f" and {more} more" if more > 0 else "")


def is_na(value: object) -> bool:
    """Tell whether *value* is the NA of pandas, which has no other sign than its name and answers no comparison."""
    return type(value).__name__ == "NAType"


def known(value: Any) -> Any:
    """
    Return what stands in a cell, None where that is missing: NaN and NaT are equal to nothing, not to themselves.

    >>> known(float("nan")), known(0)
    (None, 0)
    """
    return None if is_na(value) or value != value else value  # noqa: PLR0124  # as the sentence above says
