"""
How is an answer per lead kept that nobody may ever ask for?

It is made when it is looked up, so a hundred thousand leads and a thousand
partners fit into little memory.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar, final

from partnerkit.values.errors import NotFound

__all__ = ["Lookup"]

T = TypeVar("T")


def __dir__() -> list[str]:
    return __all__


@final
class Lookup(Mapping[str, T], Generic[T]):
    """Something per id that is made when it is asked for, in the order of the leads."""

    __slots__ = ("_make", "_places")

    def __init__(self, places: Mapping[str, int], make: Callable[[int], T]) -> None:
        self._places = places
        self._make = make

    def __getitem__(self, key: str) -> T:
        try:
            place = self._places[key]
        except KeyError:
            raise NotFound(path="leads", key=key) from None
        return self._make(place)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as of every mapping that is compared by content

    def __repr__(self) -> str:
        return f"<{len(self)} made on access>"

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)
