"""
What is a rule about who may take a lead?

A rule is a value with three functions: what it reads of a lead, what it reads
of a partner, and what it objects to when the two meet. Leads that read alike,
and partners that do, are judged once.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
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

__all__ = ["UNKNOWN", "EligibilityRule", "Objections", "Occasion", "Tokens", "Unknown"]

#: Facts mean "no, because"; None means "no objection".
Objections: TypeAlias = Callable[[Any, Any, "Occasion"], Mapping[str, object] | None]

_code = fields.code("[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")

_function = fields.Check(callable, "use a function")


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
@frozen(eq=False)
class Unknown:
    """Stands for what a partner left out, where that is unknown instead of unrestricted."""


UNKNOWN = Unknown()


@final
@frozen(kw_only=True, eq=False)
class Tokens:
    """How a rule is looked up instead of being asked of every pair: lead and partner have a token in common, or not."""

    #: What a lead that reads so is looked up by, and what a partner is found by; None is what is read of him itself.
    of_wanted: Callable[[Any, Occasion], Iterable[Hashable]]
    of_own: Callable[[Any], Iterable[Hashable]] | None = None

    #: Whether a token in common lets pass; else it stands against.
    opens: bool

    def table(self, wanted: Sequence[Any], own: Sequence[Any], occasion: Occasion) -> "NDArray[np.bool_]":
        """Return the same as the objection of every pair: True for none."""
        import numpy as np

        found: dict[Hashable, list[int]] = {}
        for place, each in enumerate(own):
            for token in (each,) if self.of_own is None else self.of_own(each):
                found.setdefault(token, []).append(place)
        passes = np.full((len(wanted), len(own)), not self.opens)
        for row, each in enumerate(wanted):
            for token in self.of_wanted(each, occasion):
                passes[row, found.get(token, [])] = self.opens
        return passes


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
    of_lead: Callable[[Lead], Hashable] = field(kw_only=True, validator=_function)
    of_partner: Callable[[Partner], Hashable] = field(kw_only=True, validator=_function)
    objection: Objections = field(kw_only=True, validator=_function)

    #: The partner's field that restricts: None of lead or partner is no objection, unless it is unknown.
    restricts: str | None = field(
        default=None, kw_only=True, validator=fields.optional(fields.choice(*RESTRICTING))
    )

    #: By what it is looked up, where `objection` hangs on nothing else.
    tokens: Tokens | None = field(
        default=None, kw_only=True, validator=fields.optional(fields.instance(Tokens, "Tokens"))
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

    def owns(self, partners: Sequence[Partner], blank: Blank) -> list[Hashable]:
        """Return what it reads of each of *partners*, as `own` does."""
        if self.restricts is not None and blank != "exclude":
            return [self.own(partner, blank) for partner in partners]
        read = list(map(self.of_partner, partners))
        return read if self.restricts is None else [UNKNOWN if each is None else each for each in read]

    def judge(self, wanted: Any, own: Any, occasion: Occasion) -> Reason | None:
        """Return why a lead that reads *wanted* is nothing for a partner that reads *own*, if it is so."""
        if own is UNKNOWN:
            return None if wanted is None else Reason("field-unknown", {"field": self.restricts})
        if self.restricts is not None and (wanted is None or own is None):
            return None
        facts = self.objection(wanted, own, occasion)
        return None if facts is None else Reason(self.code, facts)
