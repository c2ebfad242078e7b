"""
What did partners agree to do together at one customer?

Declared by the host as data: a joint deal with a split, a referral, one who
sells and one who installs, service for another's customer. What is declared
is no conflict, and what was agreed can be checked.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import as_facts
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.exact import exact_sum
from partnerkit.values.fields import as_tuple
from partnerkit.values.time import Period

__all__ = ["DECLARED", "Cooperation", "CooperationKind"]

CooperationKind: TypeAlias = Literal["joint-deal", "referral", "sale-and-installation", "service"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Cooperation:
    """
    Partners who work together for one account, and what each has of it.

    >>> joint = Cooperation(
    ...     id="C-1", kind="joint-deal", account="A-9", registrations=["D-1", "D-2"],
    ...     shares={"P-1": Decimal("0.6"), "P-2": Decimal("0.4")},
    ... )
    >>> joint.partners
    ('P-1', 'P-2')
    """

    id: str = field(validator=fields.identifier)
    kind: CooperationKind = field(
        validator=fields.choice("joint-deal", "referral", "sale-and-installation", "service")
    )
    account: str = field(validator=fields.identifier)

    #: The partner that sells, while the others refer, install or serve; None in a joint deal, where all sell.
    seller: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: Partner -> its part of what the deal brings; they add up to 1.
    shares: Mapping[str, Decimal] = field(
        converter=as_facts,
        validator=fields.mapping_of(fields.identifier, checks.share),
    )

    #: The registrations it covers.
    registrations: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: The days on which it holds; None is always.
    valid: Period | None = field(default=None, validator=fields.optional(checks.period))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if len(self.shares) < 2:
            yield InvalidValue(
                path="shares", value=shown(dict(self.shares)), remedy="name at least two partners"
            )
        total = exact_sum(self.shares.values())
        if total != 1:
            yield InvalidValue(path="shares", value=shown(str(total)), remedy="let the shares add up to 1")
        if self.kind == "joint-deal" and self.seller is not None:
            yield InvalidValue(
                path="seller", value=shown(self.seller), remedy="leave it out: in a joint deal all sell"
            )
        if self.kind != "joint-deal" and self.seller not in self.shares:
            yield InvalidValue(
                path="seller",
                value=shown(self.seller),
                remedy=f"name who sells: one of {', '.join(self.shares)}",
            )

    @property
    def partners(self) -> tuple[str, ...]:
        """The partners, in order."""
        return tuple(self.shares)

    @property
    def helpers(self) -> tuple[str, ...]:
        """Those who refer, install or serve; in a joint deal nobody."""
        return () if self.seller is None else tuple(each for each in self.shares if each != self.seller)

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds on *day*."""
        return self.valid is None or self.valid.contains(day)


#: What a host hands to the rules that know of cooperations.
DECLARED = fields.Check(
    lambda value: isinstance(value, tuple) and all(isinstance(each, Cooperation) for each in value),
    "use a list of Cooperations",
)
