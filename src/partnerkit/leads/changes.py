"""
What can happen to a pool of leads beside their allocation, and who said so?

Each of these is a fact to be kept: what, when, who and why, frozen. Together
with the records of the decisions they are the history of a ledger, from which
`replay` makes it again; `apply` takes one more step.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.leads.account import Taken
from partnerkit.leads.decision import Decision
from partnerkit.leads.entries import Booking
from partnerkit.leads.ledger import Ledger
from partnerkit.values import fields
from partnerkit.values.money import Money
from partnerkit.values.reasons import Facts, Reason

__all__ = [
    "AccountSplit",
    "AccountTakenOver",
    "Amount",
    "BalancesCorrected",
    "Change",
    "LeadCreditedBack",
    "LeadDeclined",
    "LeadReassigned",
    "LeadReleased",
    "LedgersMerged",
    "MembershipChanged",
    "MembershipStep",
    "OpenLeadsTold",
    "a_why",
]

#: Of the ledger's currency, or a number of leads.
Amount: TypeAlias = Money | Decimal | int

#: What a partner does in a pool.
MembershipStep = Literal["join", "pause", "return", "leave"]

#: A sub-unit of a ledger has at most so many decimals: those of a minor unit, halved thirty times.
_FINEST = -34

_is_amount = fields.Check(
    lambda value: isinstance(value, Money) or type(value) is int or fields.is_decimal(value, least=_FINEST),
    "use money, or a number of leads",
)

#: What a person gives as a reason.
a_why = fields.Check(
    lambda value: fields.text.accepts(value) and bool(value.strip()), "say why, in a few words"
)
_is_part = fields.Check(
    lambda value: isinstance(value, Fraction) and 0 <= value <= 1, "use an exact part from 0 to 1"
)
_is_booking = fields.instance(Booking, "the decision by which the lead was given")


def __dir__() -> list[str]:
    return __all__


def _booked(value: Any) -> Any:
    return Booking.of(value) if isinstance(value, Decision) else value


def _facts(value: Any) -> Any:
    return Facts(value) if isinstance(value, Mapping) else value


def _exact(value: Any) -> Any:
    # What is no exact number, its validator refuses.
    return Fraction(value) if type(value) is int or fields.is_decimal(value) else value


@final
@frozen(kw_only=True)
class OpenLeadsTold:
    """What partners had open from before was told: see `Ledger.with_open`."""

    #: As `Ledger.with_open` takes it.
    open: Facts = field(converter=_facts, validator=fields.instance(Facts, "a mapping"))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        return Reason("open-leads-told", {"by": self.by, "count": len(self.open)})


@final
@frozen(kw_only=True)
class LeadReleased:
    """A lead was closed, won or lost: see `Ledger.release`."""

    lead: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)

    #: Needed only for a lead that was told as a mere count.
    partner: str | None = field(default=None, validator=fields.optional(fields.identifier))

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        return Reason("lead-released", {"lead": self.lead, "by": self.by})


@final
@frozen(kw_only=True)
class LeadCreditedBack:
    """
    A lead turned out to be none: it is taken back as if it had never come.

    Who has it is no longer charged, and no candidate keeps his share of it;
    balances, entitled, received and counts are as they were without it. What
    only widens the bound stays: the largest lead, the groups, and `corrected`,
    which grows by what the holder gets back over his own share.
    """

    booking: Booking = field(converter=_booked, validator=_is_booking)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        return Reason("lead-credited-back", {"lead": self.booking.lead, "by": self.by, "why": self.why})


@final
@frozen(kw_only=True)
class LeadDeclined:
    """
    A partner refused a lead, or let the time to take it run out.

    He is no longer charged with it and forfeits his share of it. So do the
    other candidates for now: the lead is owed to nobody until it is offered
    again, and then to those who can take it, who so share what he forfeited by
    their weights; give it again without him. `corrected` grows by what he gets
    back over his own share. With a penalty he is charged with that part of the
    lead all the same, in favor of the other candidates by their shares.
    """

    booking: Booking = field(converter=_booked, validator=_is_booking)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    #: The part of the lead that he pays for refusing it, from 0 to 1.
    penalty: Fraction = field(default=Fraction(0), converter=_exact, validator=_is_part)

    #: Whether he did not refuse it but let the time run out.
    expired: bool = field(default=False, validator=fields.truth)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        facts = {"lead": self.booking.lead, "partner": self.booking.partner, "why": self.why}
        return Reason("lead-expired" if self.expired else "lead-declined", facts)


@final
@frozen(kw_only=True)
class LeadReassigned:
    """
    An open lead was moved to another partner by hand.

    It stays owed to those who could take it when it came; the charge moves from
    one partner to the other, and `corrected` grows by what the lead counted.
    """

    lead: str = field(validator=fields.identifier)

    #: Who gets it.
    partner: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    #: The windows in which it counts as one given to him.
    taken: tuple[Taken, ...] = field(default=(), validator=fields.each(fields.instance(Taken, "a Taken")))

    #: The code of the rule in spite of which it was moved.
    overrode: str | None = field(default=None, validator=fields.optional(fields.identifier))

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        facts = {"lead": self.lead, "partner": self.partner, "by": self.by, "why": self.why}
        if self.overrode is None:
            return Reason("lead-reassigned", facts)
        return Reason("lead-reassigned-in-spite", {**facts, "rule": self.overrode})


@final
@frozen(kw_only=True)
class BalancesCorrected:
    """
    Somebody corrected what partners are owed; `corrected` grows by what changes hands.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> BalancesCorrected(amounts={"P-4": 2, "P-5": -2}, at=noon, by="anna", why="Lost in the old CRM.").reason.code
    'balances-corrected'
    """

    #: Per partner what is added to his balance: above zero, he is owed more. They add up to zero.
    amounts: Facts = field(converter=_facts, validator=fields.mapping_of(fields.identifier, _is_amount))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        return Reason("balances-corrected", {"by": self.by, "partners": tuple(self.amounts), "why": self.why})


@final
@frozen(kw_only=True)
class MembershipChanged:
    """
    A partner joined a pool, paused, returned or left; nobody's balance is reset by it.

    Who is away gets no lead and neither earns nor owes; his balance stays. Who
    joins or returns is credited with what he missed, as far as the pool's
    `Ledger.catch_up` says: by default not at all.
    """

    partner: str = field(validator=fields.identifier)
    step: MembershipStep = field(validator=fields.choice("join", "pause", "return", "leave"))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    #: What he would have been entitled to, stated or from `missed`; None where nobody knows.
    missed: Amount | None = field(default=None, validator=fields.optional(_is_amount))

    #: At whose expense, in which proportion; left out, all who are active, by what they were entitled to.
    against: Facts = field(
        factory=Facts,
        converter=_facts,
        validator=fields.mapping_of(
            fields.identifier, fields.Check(lambda value: type(value) is int and value >= 0, "use 0 or more")
        ),
    )

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        facts = {"partner": self.partner, "by": self.by, "why": self.why}
        codes = {
            "join": Reason("partner-joined", facts),
            "pause": Reason("partner-paused", facts),
            "return": Reason("partner-returned", facts),
            "leave": Reason("partner-left", facts),
        }
        return codes[self.step]


@final
@frozen(kw_only=True)
class LedgersMerged:
    """Two ledgers of one pool became one: see `merge`."""

    other: Ledger = field(validator=fields.instance(Ledger, "a Ledger"))
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        return Reason("ledgers-merged", {"by": self.by, "count": self.other.leads, "why": self.why})


@final
@frozen(kw_only=True)
class AccountTakenOver:
    """One firm took over another, and its account with it: see `take_over`."""

    #: Whose account ends, and who has it from then on.
    old: str = field(validator=fields.identifier)
    new: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        facts = {"old": self.old, "new": self.new, "by": self.by, "why": self.why}
        return Reason("account-taken-over", facts)


@final
@frozen(kw_only=True)
class AccountSplit:
    """A firm split, and its account with it: see `split_account`."""

    partner: str = field(validator=fields.identifier)

    #: The firm that splits off, and what part of the account it gets.
    new: str = field(validator=fields.identifier)
    part: Fraction = field(converter=_exact, validator=_is_part)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)
    by: str = field(validator=fields.identifier)
    why: str = field(validator=a_why)

    #: The leads that go with it.
    open_leads: tuple[str, ...] = field(
        default=(), converter=fields.as_tuple, validator=fields.each(fields.identifier)
    )

    @property
    def reason(self) -> Reason:
        """What happened, in one sentence."""
        facts = {"partner": self.partner, "new": self.new, "by": self.by, "why": self.why}
        return Reason("account-split", facts)


Change: TypeAlias = (
    OpenLeadsTold
    | LeadReleased
    | LeadCreditedBack
    | LeadDeclined
    | LeadReassigned
    | BalancesCorrected
    | MembershipChanged
    | LedgersMerged
    | AccountTakenOver
    | AccountSplit
)
