"""
What do all facts have in common?

Where they come from, what other systems call them, when they held in the
world, and when we knew of them. The difference of the last two lets a
judgement be repeated as it would have been made then, without hindsight.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.fields import as_utc, in_order
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period

__all__ = ["REFERS_TO", "Fact", "refers_to"]

#: The key under which a field says which model its id, or ids, belong to.
REFERS_TO = "partnerkit.refers_to"


def __dir__() -> list[str]:
    return __all__


def refers_to(model: str) -> dict[str, str]:
    """
    Declare that a field holds the id, or a tuple of ids, of another fact; a network checks that it is there.

    >>> refers_to("Account")
    {'partnerkit.refers_to': 'Account'}
    """
    return {REFERS_TO: model}


def _as_facts(value: Any) -> Any:
    named = isinstance(value, Mapping) and all(isinstance(name, str) for name in value)
    return Facts(value) if named and not isinstance(value, Facts) else value


_external_ids = fields.Check(
    lambda value: (
        isinstance(value, Facts)
        and all(map(fields.is_identifier, value))
        and all(map(fields.is_identifier, value.values()))
    ),
    "use a mapping of the system's name to its id for this, both as text",
)
_attributes = fields.Check(
    lambda value: isinstance(value, Facts) and all(map(fields.is_identifier, value)),
    "use a mapping of declared names to values",
)


@frozen(kw_only=True)
class Fact:
    """
    What every noun of the house carries beside its own fields; the one base class there is.

    >>> Fact(external_ids={"crm": "0017"}, source="import 2026-03").external_ids["crm"]
    '0017'
    """

    #: What other systems call it: name of the system -> id there.
    external_ids: Facts = field(factory=Facts, converter=_as_facts, validator=_external_ids, repr=False)

    #: What the host adds to the model; a network refuses what was not declared.
    attributes: Facts = field(factory=Facts, converter=_as_facts, validator=_attributes, repr=False)

    #: The dates on which it holds in the world; None is always.
    valid: Period | None = field(
        default=None,
        validator=fields.optional(fields.instance(Period, "a Period, as Period.year(2026)")),
        repr=False,
    )

    #: When we learned of it; None is from the beginning.
    known_from: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware), repr=False
    )

    #: When a newer version took its place; None is not yet.
    known_until: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware), repr=False
    )

    #: The file, system or person it comes from.
    source: str | None = field(default=None, validator=fields.optional(fields.text), repr=False)

    def __attrs_post_init__(self) -> None:
        raise_faults((*in_order(self, "known_from", "known_until"), *self._faults()))

    def _faults(self) -> Iterator[InvalidValue]:
        """Find what is wrong between the fields of this noun; each field by itself is right."""
        yield from ()
