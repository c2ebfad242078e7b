"""What is sold? A tree of products, from ranges down to articles."""

from collections.abc import Iterator
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue

__all__ = ["Product"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Product(Fact):
    """
    A product or a group of products.

    >>> Product(id="wheel-loader", name="Wheel loaders", parent="machines", unit="pcs").unit
    'pcs'
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    parent: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Product")
    )

    #: What it is counted in.
    unit: str | None = field(default=None, validator=fields.optional(fields.identifier))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from checks.another(self, "parent")
