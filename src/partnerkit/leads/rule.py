"""
What is a rule about who may take a lead?

A rule is a value with three functions: what it reads of a lead, what it reads
of a partner, and what it objects to when the two meet. Leads that read alike,
and partners that do, are judged once.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import RESTRICTING, Blank, Partner
from partnerkit.facts.tree import Tree
from partnerkit.values import fields
from partnerkit.values.reasons import Reason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["UNKNOWN", "EligibilityRule", "Objections", "Occasion", "Unknown"]

#: Facts mean "no, because"; None means "no objection".
Objections: TypeAlias = Callable[[Any, Any, "Occasion"], Mapping[str, object] | None]

_code = fields.code("[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Occasion:
    """What a rule may know beside the lead and the partner."""

    as_of: datetime

    #: Trees of territories and products; without one an id matches itself only.
    territories: Tree | None = None
    products: Tree | None = None


@final
@frozen
class Unknown:
    """Stands for what a partner left out, where that is unknown instead of unrestricted."""


UNKNOWN = Unknown()


@final
@frozen
class EligibilityRule:
    """
    A reason why a partner may not be able to take a lead.

    What `of_lead` and `of_partner` return is all that `objection` sees; the
    fewer different values there are, the faster it goes. Facts returned mean
    "no, because"; None means "no objection". All of it must depend on the
    arguments only: explanations ask again.

    >>> rule = EligibilityRule(
    ...     "own-region",
    ...     of_lead=lambda lead: lead.region,
    ...     of_partner=lambda partner: partner.attributes.get("region"),
    ...     objection=lambda wanted, own, occasion: None if wanted == own else {"region": wanted},
    ... )
    >>> rule.code
    'own-region'
    """

    #: The code of the reason it gives.
    code: str = field(validator=_code)
    of_lead: Callable[[Lead], Hashable] = field(kw_only=True)
    of_partner: Callable[[Partner], Hashable] = field(kw_only=True)
    objection: Objections = field(kw_only=True)

    #: The partner's field that restricts: None of lead or partner is no objection, unless it is unknown.
    restricts: str | None = field(
        default=None, kw_only=True, validator=fields.optional(fields.choice(*RESTRICTING))
    )

    #: For very many values: `objection` of all of them at once, as True for "no objection", lead by partner.
    table: "Callable[[Sequence[Any], Sequence[Any], Occasion], NDArray[np.bool_]] | None" = field(
        default=None, kw_only=True
    )

    #: Whether the rule is dropped for a lead that would be left to nobody by it.
    gives_way: bool = field(default=False, kw_only=True, validator=fields.truth)

    def own(self, partner: Partner, blank: Blank) -> Hashable:
        """Return what it reads of *partner*; `UNKNOWN` where that is left out and opens no door."""
        read = self.of_partner(partner)
        if read is None and self.restricts is not None:
            closed = blank == "exclude" or self.restricts in partner.unknown
            return UNKNOWN if closed else None
        return read

    def judge(self, wanted: Any, own: Any, occasion: Occasion) -> Reason | None:
        """Return why a lead that reads *wanted* is nothing for a partner that reads *own*, if it is so."""
        if own is UNKNOWN:
            return None if wanted is None else Reason("field-unknown", {"field": self.restricts})
        if self.restricts is not None and (wanted is None or own is None):
            return None
        facts = self.objection(wanted, own, occasion)
        return None if facts is None else Reason(self.code, facts)
