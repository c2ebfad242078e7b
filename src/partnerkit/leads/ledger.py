"""
Who is owed what by a pool of leads, and who has what open?

For every lead each partner who could take it is credited with his share, and
the one who gets it is charged with the whole. The balance is what is left:
above zero, the partner is owed. All balances of a pool add up to zero, always
and exactly, because they are whole numbers of sub-units (a minor unit, or a
lead, divided by 2**precision). A ledger is a value: judgements return a new
one, and after an error the old one is as good as before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.leads.account import Account, OpenLead
from partnerkit.leads.pool import CatchUp, Hand, no_catch_up
from partnerkit.leads.register import Register
from partnerkit.values import fields
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, NotFound, Overflowed, raise_faults, shown
from partnerkit.values.exact import private_context
from partnerkit.values.money import Money, minor_digits
from partnerkit.values.time import instant

__all__ = [
    "BALANCE_LIMIT",
    "Ledger",
    "check_balances",
]

#: A balance beyond this would not fit the integers of a database or of the kernel.
BALANCE_LIMIT = 2**62

#: Wide enough for every amount of a ledger, so that none is rounded.
_EXACT = private_context(200)

_count = fields.whole_number(least=0)
_heir = fields.Check(
    lambda value: isinstance(value, tuple) and len(value) == 2 and all(map(fields.is_identifier, value)),
    "use pairs of ids: who was taken over, and by whom",
)
_size = fields.Check(lambda value: type(value) is int and value >= 0, "use a whole number, zero or more")


def __dir__() -> list[str]:
    return __all__


@cache
def _digits(currency: str | None) -> int:
    return minor_digits(currency) if currency else 0


@lru_cache(maxsize=4_096)
def _amount(sub_units: int, precision: int, currency: str | None) -> Decimal:
    # Of one decision many amounts are the same: shares, totals, what a loser needed more.
    even = (sub_units & -sub_units).bit_length() - 1 if sub_units else precision
    halvings = max(0, precision - even)
    units = (sub_units >> (precision - halvings)) * 5**halvings
    return Decimal(units).scaleb(-halvings - _digits(currency), _EXACT)


def check_balances(balances: Sequence[int]) -> None:
    """
    Refuse balances that are too large for the integers of a database or of the kernel.

    >>> check_balances([2**61, -(2**61)])
    """
    if max(balances, default=0) >= BALANCE_LIMIT or min(balances, default=0) <= -BALANCE_LIMIT:
        raise Overflowed(path="ledger.balance", limit="2**62 sub-units; lower the fairness cap")


def _rising(ids: list[str]) -> bool:
    return all(map(str.__lt__, ids, ids[1:]))


def _register(kind: type[Any], id_field: str, items: Any) -> Any:
    """Turn a sorted tuple into a register; whatever else there is, the validator refuses."""
    if not isinstance(items, tuple) or not set(map(type, items)) <= {kind}:
        return items
    return Register(id_field, items) if _rising([getattr(each, id_field) for each in items]) else items


def _accounts(items: Sequence[Account]) -> Register[Account]:
    made: Register[Account] = _register(Account, "partner", items)
    return made


def _open(items: Sequence[OpenLead]) -> Register[OpenLead]:
    made: Register[OpenLead] = _register(OpenLead, "lead", items)
    return made


def _extent(accounts: Sequence[Account]) -> tuple[int, int, int]:
    """Return what the balances of some accounts add up to, the largest and the smallest of them."""
    balances = [account.balance for account in accounts]
    return sum(balances), max(balances), min(balances)


def _is_register(name: str) -> fields.Check:
    # What is in a register was looked at when it was made: a step of one lead must not look at all of them.
    return fields.Check(
        lambda value: isinstance(value, Register), f"use a tuple of {name}, sorted by id, each once"
    )


@final
@frozen(kw_only=True)
class Ledger:
    """
    The memory of one pool of leads: a small value to keep and to pass in next time.

    >>> ledger = Ledger().with_open({"P-4": 2})
    >>> ledger["P-4"].open_leads, ledger["P-4"].balance
    (2, 0)
    """

    pool: str = field(default="default", validator=fields.identifier)

    #: Whether leads count their value or one; None until the first lead.
    value: Literal["lead", "unit"] | None = field(
        default=None, validator=fields.optional(fields.choice("lead", "unit"))
    )

    #: ISO 4217 code; None until the first lead, and where leads count one.
    currency: str | None = field(
        default=None, validator=fields.optional(fields.code("[A-Z]{3}", "use a code of ISO 4217"))
    )

    #: A sub-unit is a minor unit (or a lead) divided by 2**precision; it never changes.
    precision: int = field(default=20, validator=fields.whole_number(least=1, most=30))

    #: Every partner ever in the pool, sorted by id; one who left keeps his balance.
    accounts: Register[Account] = field(
        default=(), repr=False, converter=_accounts, validator=_is_register("accounts")
    )

    #: The leads known by id that are open, sorted by id.
    open: Register[OpenLead] = field(
        default=(), repr=False, converter=_open, validator=_is_register("open leads")
    )

    #: How many leads were given to somebody so far.
    leads: int = field(default=0, validator=_count)

    #: The largest lead so far, in minor units or leads.
    largest_value: int = field(default=0, validator=_size)

    #: The widest range of a bonus so far, in sub-units.
    largest_bonus: int = field(default=0, validator=_size)

    #: Half the sum of the sizes of all corrections so far, in sub-units, rounded up.
    corrected: int = field(default=0, validator=_size)

    #: Whether every lead so far went by `Rotation` to a pool that was complete and the same throughout; what
    #: else changes a balance sets it to False, or is in `corrected`.
    steady: bool = field(default=True, validator=fields.instance(bool, "True or False"))

    #: What one who joins or returns is credited with.
    catch_up: CatchUp = field(default=no_catch_up, validator=fields.instance(CatchUp, "a CatchUp"))

    #: Who gave leads by hand, sorted by person.
    hands: tuple[Hand, ...] = field(default=(), validator=fields.each(fields.instance(Hand, "a Hand")))

    #: Who was taken over, and by whom, sorted by the former: what was booked for one is the other's.
    heirs: tuple[tuple[str, str], ...] = field(default=(), validator=fields.each(_heir))

    def __attrs_post_init__(self) -> None:
        # Only what changed since the ledger before is added up again.
        extents = self.accounts.looked_at(_extent)
        if rest := sum(added for added, _, _ in extents):
            remedy = "use balances that add up to zero"
            raise InvalidValue(path="accounts", value=shown(rest), remedy=remedy)
        check_balances([extreme for _, *extremes in extents for extreme in extremes])

    def get(self, partner: str) -> Account | None:
        """Return the account of *partner*; None if he never was in the pool."""
        return self.accounts.get(partner)

    def __getitem__(self, partner: str) -> Account:
        account = self.get(partner)
        if account is None:
            raise NotFound(path="ledger", key=partner)
        return account

    def _by_partner(self, name: str) -> Mapping[str, int]:
        return MappingProxyType({account.partner: getattr(account, name) for account in self.accounts})

    @property
    def balances(self) -> Mapping[str, int]:
        """What each partner is owed, in sub-units: the sum is zero."""
        return self._by_partner("balance")

    @property
    def entitled(self) -> Mapping[str, int]:
        """What each partner's shares add up to, in sub-units."""
        return self._by_partner("entitled")

    @property
    def received(self) -> Mapping[str, int]:
        """What each partner's leads counted, in sub-units."""
        return self._by_partner("received")

    @property
    def open_leads(self) -> Mapping[str, int]:
        """How many leads each partner has open."""
        return self._by_partner("open_leads")

    def amount(self, sub_units: int) -> Decimal:
        """
        Return *sub_units* as an exact amount of the ledger's currency, or number of leads.

        >>> Ledger().amount(3 * 2**18)
        Decimal('0.75')
        """
        return _amount(sub_units, self.precision, self.currency)

    def sub_units(self, amount: Money | Decimal | int, path: str = "amount") -> int:
        """
        Return *amount*, of the ledger's currency or a number of leads, in sub-units: what `amount` gives back.

        Raises
        ------
        CurrencyMismatch
            For money of another currency.
        InvalidValue
            For what is no whole number of sub-units.

        >>> Ledger().sub_units(Decimal("0.75")) == 3 * 2**18
        True
        """
        if isinstance(amount, Money):
            if amount.currency != self.currency:
                expected = self.currency or "leads"
                raise CurrencyMismatch(path=path, expected=expected, found=amount.currency)
            amount = amount.amount
        is_finite = type(amount) is int or (isinstance(amount, Decimal) and amount.is_finite())
        if not is_finite:
            raise InvalidValue(path=path, value=shown(amount), remedy="use an exact amount")
        exact = Fraction(amount) * 10 ** _digits(self.currency) * 2**self.precision
        if exact.denominator != 1:
            remedy = f"use a multiple of {self.amount(1)}, the ledger's sub-unit"
            raise InvalidValue(path=path, value=shown(amount), remedy=remedy)
        return int(exact)

    def holder(self, lead_id: str) -> OpenLead | None:
        """Return the open lead of this id; None if nobody has it open."""
        return self.open.get(lead_id)

    def release(self, lead_id: str, *, as_of: datetime, partner: str | None = None) -> "Ledger":
        """
        Close an open lead, won or lost: its partner has room for one more; balances stay.

        *partner* is needed only for a lead that was seeded as a mere count.

        Raises
        ------
        NotFound
            When nobody has the lead open.

        >>> from datetime import UTC
        >>> ledger = Ledger().with_open({"P-4": ["L-1", "L-2"]})
        >>> ledger.release("L-1", as_of=datetime(2026, 3, 2, tzinfo=UTC))["P-4"].open_leads
        1
        """
        at = instant(as_of, path="as_of")
        held = self.holder(lead_id)
        if held is None:
            account = None if partner is None else self.get(partner)
            named = sum(each.partner == partner for each in self.open)
            if account is None or account.open_leads <= named:
                raise NotFound(path="ledger.open", key=lead_id)
            fewer = evolve(account, open_leads=account.open_leads - 1)
            return evolve(self, accounts=self.accounts.with_items([fewer]))
        given = held.moved or held.since
        if given is not None and at < given:
            remedy = f"use a time not before it was given, {given}"
            raise InvalidValue(path="as_of", value=shown(str(at)), remedy=remedy)
        if partner not in (None, held.partner):
            raise InvalidValue(
                path="partner", value=shown(partner), remedy=f"use {held.partner}, who has it open"
            )
        account = self[held.partner]
        return evolve(
            self,
            accounts=self.accounts.with_items([evolve(account, open_leads=account.open_leads - 1)]),
            open=self.open.without(lead_id),
        )

    def with_open(self, leads: Mapping[str, int | str | Iterable[str]]) -> "Ledger":
        """
        Tell what partners have open from before: they have that much less room.

        Each item is a partner and the number of all his open leads, or a
        partner and the ids of further ones, or one lead and its partner.

        >>> ledger = Ledger().with_open({"P-4": 3, "P-5": ["L-1"], "L-2": "P-5"})
        >>> dict(ledger.open_leads)
        {'P-4': 3, 'P-5': 2}
        """
        added: list[OpenLead] = []
        counted: dict[str, int] = {}
        for key, value in leads.items():
            if isinstance(value, str):
                added.append(OpenLead(lead=key, partner=value))
            elif isinstance(value, int):
                counted[key] = value
            elif isinstance(value, Iterable):
                added.extend(OpenLead(lead=each, partner=key) for each in value)
            else:
                remedy = "use the number of leads, their ids, or the partner of a lead"
                raise InvalidValue(path=f"open.{key}", value=shown(value), remedy=remedy)
        times = Counter(each.lead for each in added)
        raise_faults(
            InvalidValue(path="open", value=shown(lead), remedy="name a lead once; this one is open already")
            for lead, count in times.items()
            if count > 1 or self.holder(lead) is not None
        )
        opened = self.open.with_items(added)
        accounts = self.accounts.with_items(self._opened(added, counted, opened))
        return evolve(self, accounts=accounts, open=opened)

    def _opened(
        self, added: Iterable[OpenLead], counted: Mapping[str, int], opened: Iterable[OpenLead]
    ) -> Iterable[Account]:
        """Return the accounts whose number of open leads changes."""
        more, named = (Counter(each.partner for each in leads) for leads in (added, opened))
        raise_faults(
            InvalidValue(
                path=f"open.{partner}",
                value=shown(count),
                remedy=f"use at least {named[partner]}: so many of them are known by id",
            )
            for partner, count in counted.items()
            if count < named[partner]
        )
        for partner in dict.fromkeys((*more, *counted)):
            account = self.get(partner) or Account(partner=partner)
            count = counted.get(partner, account.open_leads + more[partner])
            yield evolve(account, open_leads=count)
