"""
May we use, and pass on, what a person or firm told us?

A blank is a no: nothing here is permitted by being left out.
"""

from copy import copy
from datetime import datetime
from typing import Any, Literal, final

from attrs import field, frozen

from partnerkit.facts.fact import mentions
from partnerkit.values import fields
from partnerkit.values.errors import raise_faults
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.hidden import HIDDEN

__all__ = ["Basis", "Consent", "consent_before"]


def __dir__() -> list[str]:
    return __all__


#: The legal bases of Art. 6(1) GDPR that occur between a vendor, its partners and their customers.
Basis = Literal["consent", "contract", "legal-obligation", "legitimate-interest"]


@final
@frozen(kw_only=True)
class Consent:
    """
    A permission on record: on which basis, for what, by which way, and since when.

    >>> Consent(basis="consent", purpose="offer", channels=["e-mail"]).may_be_passed_on
    False
    """

    basis: Basis = field(
        validator=fields.choice("consent", "contract", "legal-obligation", "legitimate-interest")
    )

    #: What the data may be used for, such as "offer" or "review".
    purpose: str = field(validator=fields.identifier)

    #: The channels the person may be reached by, such as "e-mail"; none unless named.
    channels: tuple[str, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.identifier)
    )

    #: Whether a partner may learn of the person.
    may_be_passed_on: bool = field(default=False, validator=fields.truth)

    #: The partners it may be passed on to, where the person named them; None is any.
    recipients: tuple[str, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(fields.each(fields.identifier, least=1)),
        metadata=mentions("Partner"),
    )

    given_at: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))

    #: When the person was told who holds the data and what for.
    notice_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    withdrawn_at: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware)
    )

    #: Where the permission comes from, such as "form 12, fair in Kiel".
    source: str | None = field(default=None, validator=fields.optional(fields.text))

    def __attrs_post_init__(self) -> None:
        raise_faults(in_order(self, "given_at", "withdrawn_at"))

    def is_given(self, *, as_of: datetime) -> bool:
        """Tell whether the permission stands at *as_of*; one without a date stood from the beginning."""
        fields.check({"as_of": (fields.aware, as_of)})
        given = self.given_at is None or self.given_at <= as_of
        return given and (self.withdrawn_at is None or as_of < self.withdrawn_at)

    def allows_partner(self, partner: str, *, as_of: datetime, purpose: str | None = None) -> bool:
        """
        Tell whether *partner* may learn of the person at *as_of*, for *purpose* if one is named.

        >>> noon = datetime.fromisoformat("2026-03-02T12:00Z")
        >>> named = Consent(basis="consent", purpose="offer", may_be_passed_on=True, recipients=["P-4"])
        >>> [named.allows_partner(partner, as_of=noon) for partner in ("P-4", "P-5")]
        [True, False]
        """
        return (
            self.may_be_passed_on
            and self.is_given(as_of=as_of)
            and (purpose is None or purpose == self.purpose)
            and (self.recipients is None or partner in self.recipients)
        )


def consent_before(consent: Consent | None, moment: datetime) -> dict[str, Any]:
    """
    Return the field `consent` as it was at *moment*; nothing where it was as it is.

    >>> march = datetime.fromisoformat("2026-03-01T00:00Z")
    >>> consent_before(Consent(basis="consent", purpose="offer", given_at=march), march.replace(month=2))
    {'consent': None}
    """
    if consent is None or consent is HIDDEN:
        return {}
    if consent.given_at is not None and moment < consent.given_at:
        return {"consent": None}
    times = {"notice_at": consent.notice_at, "withdrawn_at": consent.withdrawn_at}
    later = [name for name, at in times.items() if at is not None and moment < at]
    if not later:
        return {}
    # What was right is not asked again; in a view, to whom it may be told can be hidden.
    before = copy(consent)
    for name in later:
        object.__setattr__(before, name, None)
    return {"consent": before}
