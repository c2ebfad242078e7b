"""
Who is the customer in the end?

One firm goes by several names, domains and numbers. An account gathers them,
so that two leads or registrations on one customer can be told to be that.
"""

from collections.abc import Iterator
from typing import Literal, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import Fact, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue
from partnerkit.values.fields import as_tuple

__all__ = ["Account", "Address"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Address:
    """
    A place where mail or a visitor arrives.

    >>> Address(street="Hafenstr. 4", postal_code="24103", city="Kiel", country="DE").city
    'Kiel'
    """

    street: str | None = field(default=None, validator=fields.optional(fields.text))
    postal_code: str | None = field(default=None, validator=fields.optional(fields.text))
    city: str | None = field(default=None, validator=fields.optional(fields.text))
    region: str | None = field(default=None, validator=fields.optional(fields.text))
    country: str | None = field(default=None, validator=fields.optional(checks.country))


@final
@frozen(kw_only=True)
class Account(Fact):
    """
    An end customer: who buys from a partner, from the vendor, or from both.

    >>> Account(id="A-9", name="Werft Kiel GmbH", domains=["werft-kiel.de"], flag="channel").flag
    'channel'
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)

    #: Former names, trading names, spellings.
    other_names: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: Internet domains without "www.", in lower case.
    domains: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(checks.domain))

    #: VAT and register numbers, without blanks.
    tax_numbers: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(
            fields.code(r"[A-Z0-9][A-Z0-9./+*-]{2,31}", "use capitals and digits without blanks")
        ),
    )
    addresses: tuple[Address, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Address, "an Address"))
    )

    #: The firm it belongs to.
    parent: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Account")
    )

    #: Who may sell to it under the rules of engagement.
    flag: Literal["direct", "channel", "shared", "unknown"] = field(
        default="unknown", validator=fields.choice("direct", "channel", "shared", "unknown")
    )

    #: The person of the vendor's own sales force who looks after it.
    owner: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Person")
    )
    territory: str | None = field(
        default=None, validator=fields.optional(fields.identifier), metadata=refers_to("Territory")
    )
    segment: str | None = field(default=None, validator=fields.optional(fields.identifier))
    language: str | None = field(default=None, validator=fields.optional(checks.language))

    def _faults(self) -> Iterator[InvalidValue]:
        yield from checks.another(self, "parent")
