"""
How is a document of an earlier schema read?

By pure steps, one for each schema, that take a document's value one further on.
A store keeps what was written as it was written; reading makes it new, and only
who writes it again writes it in the schema of today. A newer document is
refused, never guessed at.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from partnerkit.values.store_errors import SchemaMismatch

__all__ = ["SCHEMA", "UPCASTERS", "Upcaster", "upcast"]

#: Raised by one whenever a kind changes so that older documents need a hand, together with a step in `UPCASTERS`; and
#: for a field that is written even where it says nothing, which servers that are not upgraded yet would refuse.
SCHEMA = 1

#: The name of a kind and a value of it -> that value one schema later; the value given is left as it is.
Upcaster: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]

#: The schema that a step begins with -> the step. A step is never changed once it was released.
UPCASTERS: Mapping[int, Upcaster] = {}


def __dir__() -> list[str]:
    return __all__


def upcast(
    kind: str, value: Any, *, schema: int, target: int = SCHEMA, steps: Mapping[int, Upcaster] = UPCASTERS
) -> Any:
    """
    Return *value*, a document of *kind* in *schema*, as the schema *target* has it.

    Raises
    ------
    SchemaMismatch
        For a newer document, and for one that no step leads on from.

    >>> steps = {1: lambda kind, value: {**value, "tier": "gold"} if kind == "Partner" else value}
    >>> upcast("Partner", {"id": "P-4"}, schema=1, target=2, steps=steps)
    {'id': 'P-4', 'tier': 'gold'}
    """
    for number in range(schema, target):
        if number not in steps or not isinstance(value, Mapping):
            raise SchemaMismatch(path="$.schema", expected=target, found=schema)
        value = steps[number](kind, value)
    if schema > target:
        raise SchemaMismatch(path="$.schema", expected=target, found=schema)
    return value
