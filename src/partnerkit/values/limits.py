"""
How much may come through the door at once?

What is plainly too much is refused before anything is computed with it, so that
no caller can fill the memory of a host or keep it busy. One value says it all;
a host makes it tighter, nobody can make it wider.
"""

from collections.abc import Iterator, Sized
from typing import Any, final

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue

__all__ = ["LIMITS", "Limits"]


def __dir__() -> list[str]:
    return __all__


def _at_most(most: int) -> Any:
    return field(default=most, validator=fields.whole_number(least=1, most=most))


@final
@frozen(kw_only=True)
class Limits:
    """
    The most of everything that one call may bring.

    >>> Limits(batch=500).check_count(range(501), "leads")
    Traceback (most recent call last):
    partnerkit.values.errors.InvalidValue: leads: 501 is not valid here; use at most 500 at a time
    """

    #: Facts, leads or rows in one call.
    batch: int = _at_most(1_000_000)

    #: Goals in one tree.
    goal_nodes: int = _at_most(1_000_000)

    #: Levels of a tree, and of a document.
    depth: int = _at_most(32)

    #: Characters of one text.
    text: int = _at_most(fields.TEXT_LENGTH)

    #: Bytes of one document.
    document: int = _at_most(1_000_000)

    def check_count(self, items: Sized, path: str) -> None:
        """Refuse more than `batch` of anything."""
        self._check(len(items), self.batch, path, f"{self.batch:,} at a time")

    def check_tree(self, nodes: int, levels: int, path: str) -> None:
        """Refuse a tree of more than `goal_nodes`, or deeper than `depth`."""
        self._check(nodes, self.goal_nodes, path, f"{self.goal_nodes:,} goals in a tree")
        self._check(levels, self.depth, path, f"{self.depth} levels")

    def check_size(self, data: Sized, path: str) -> None:
        """Refuse a document of more than `document` bytes."""
        self._check(len(data), self.document, path, f"{self.document:,} bytes in a document")

    def text_faults(self, document: Any, path: str) -> Iterator[InvalidValue]:
        """
        Find the texts in *document*, of what JSON is made of, that are too long; they are not repeated.

        >>> [fault.path for fault in Limits(text=3).text_faults({"name": ["Nord", "IT"]}, "partner")]
        ['partner.name[0]']
        """
        if isinstance(document, str) and len(document) > self.text:
            remedy = f"use at most {self.text:,} characters"
            yield InvalidValue(path=path, value=f"a text of {len(document):,} characters", remedy=remedy)
        elif isinstance(document, dict):
            for name, value in document.items():
                yield from self.text_faults(value, f"{path}.{name}")
        elif isinstance(document, list):
            for place, value in enumerate(document):
                yield from self.text_faults(value, f"{path}[{place}]")

    @staticmethod
    def _check(found: int, most: int, path: str, limit: str) -> None:
        if found > most:
            raise InvalidValue(path=path, value=f"{found:,}", remedy=f"use at most {limit}")


#: As many as there may be anywhere.
LIMITS = Limits()
