"""How is a row of answers taken as a table?"""

from collections.abc import Collection, Iterable
from typing import Any, TypeVar, final

from attrs import fields

from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table

__all__ = ["Rows", "by_name"]

T = TypeVar("T")


def __dir__() -> list[str]:
    return __all__


def by_name(items: Collection[object], names: Iterable[str]) -> dict[str, list[Any]]:
    """
    Return what each of *items* says under each of *names*, as columns.

    >>> from partnerkit.values.money import Ratio
    >>> by_name([Ratio.of(1, 2), Ratio.of(3, 4)], ["denominator"])
    {'denominator': [Decimal('2'), Decimal('4')]}
    """
    return {name: [getattr(each, name) for each in items] for name in names}


@final
class Rows(tuple[T, ...]):  # noqa: SLOT001  # the kind of its answers is kept beside them
    """
    Answers of one kind, in a stable order: a tuple that is also a table.

    >>> from partnerkit.values.money import Ratio
    >>> Rows(Ratio, [Ratio.of(1, 2), Ratio.of(3, 4)]).to_frame()["numerator"].tolist()
    [Decimal('1'), Decimal('3')]
    """

    _kind: type[Any]

    def __new__(cls, kind: type[T], items: Iterable[T]) -> "Rows[T]":
        """Gather *items* of *kind*."""
        rows = super().__new__(cls, tuple(items))
        rows._kind = kind
        return rows

    def __reduce__(self) -> tuple[Any, ...]:
        return Rows, (self._kind, tuple(self))

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per answer, one column per field of it."""
        names = [each.name for each in fields(self._kind) if not each.name.startswith("_")]
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table
