"""
Who is owed what by a pool of leads, and who has what open?

For every lead each partner who could take it is credited with his share, and
the one who gets it is charged with the whole. The balance is what is left:
above zero, the partner is owed. All balances of a pool add up to zero, always
and exactly, because they are whole numbers of sub-units (a minor unit, or a
lead, divided by 2**precision). A ledger is a value: judgements return a new
one, and after an error the old one is as good as before.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Context, Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, final

from attrs import Factory, evolve, field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, Overflowed, raise_faults, shown
from partnerkit.values.money import minor_digits
from partnerkit.values.time import instant

__all__ = ["BALANCE_LIMIT", "Account", "Ledger", "OpenLead", "Taken", "Window"]

#: In which span of time leads are counted: those open now, or those given in a day, week or month.
Window = Literal["open", "day", "week", "month"]

#: A balance beyond this would not fit the integers of a database or of the kernel.
BALANCE_LIMIT = 2**62

#: Wide enough for every amount of a ledger, so that none is rounded.
_EXACT = Context(prec=200)

_whole = fields.Check(lambda value: type(value) is int, "use a whole number")
_count = fields.whole_number(least=0)
_size = fields.Check(lambda value: type(value) is int and value >= 0, "use a whole number, zero or more")
_any_moment = fields.optional(fields.aware)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, order=True)
class Taken:
    """
    How many leads a partner was given within one day, week or month.

    >>> Taken(window="day", key="2026-03-02", count=2).count
    2
    """

    window: Window = field(validator=fields.choice("day", "week", "month"))

    #: Which one: "2026-03-02", "2026-W10", "2026-03".
    key: str = field(validator=fields.identifier)
    count: int = field(validator=_count)


@final
@frozen(kw_only=True)
class Account:
    """
    What a pool owes one partner, and what he got and has open.

    >>> Account(partner="P-4", balance=-2, entitled=3, received=5).balance
    -2
    """

    partner: str = field(validator=fields.identifier)

    #: Owed if above zero, ahead if below; in sub-units.
    balance: int = field(default=0, validator=_whole)

    #: The sum of his shares of every lead he could have taken; in sub-units.
    entitled: int = field(default=0, validator=_whole)

    #: The sum of what his leads counted; in sub-units.
    received: int = field(default=0, validator=_whole)

    #: How many leads he was given so far.
    leads: int = field(default=0, validator=_count)

    #: His load as `EqualLoad` compares it, in minor units or leads: what he was given, and what he had to
    #: start with, so that a newcomer need not catch up. None lets him start level with the others next time.
    level: int | None = field(default=None, validator=fields.optional(_whole))

    #: How many leads he has open, known by id or not.
    open_leads: int = field(default=0, validator=_count)

    #: Leads given per window that a limit was declared for; only the latest of each kind.
    taken: tuple[Taken, ...] = field(default=(), validator=fields.each(fields.instance(Taken, "a Taken")))

    #: The first id among all who were ever eligible together, directly or in a chain.
    group: str = field(
        default=Factory(lambda self: self.partner, takes_self=True), validator=fields.identifier
    )


@final
@frozen(kw_only=True)
class OpenLead:
    """
    A lead that a partner has and has not closed.

    >>> OpenLead(lead="L-17", partner="P-4").value
    0
    """

    lead: str = field(validator=fields.identifier)
    partner: str = field(validator=fields.identifier)

    #: What it counted, in minor units or leads; 0 where it was seeded from outside.
    value: int = field(default=0, validator=_size)

    #: The partner's own share of it, in sub-units.
    accrued: int = field(default=0, validator=_size)

    #: When it was given; None where it was seeded from outside.
    since: datetime | None = field(default=None, validator=_any_moment)


@cache
def _digits(currency: str | None) -> int:
    return minor_digits(currency) if currency else 0


def _rising(ids: list[str]) -> bool:
    return all(map(str.__lt__, ids, ids[1:]))


def _tuple_of(kind: type[Any], key: Callable[[Any], str], name: str) -> fields.Check:
    return fields.Check(
        lambda value: (
            isinstance(value, tuple)
            and set(map(type, value)) <= {kind}
            and _rising([key(each) for each in value])
        ),
        f"use a tuple of {name}, sorted by id, each once",
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
    accounts: tuple[Account, ...] = field(
        default=(), repr=False, validator=_tuple_of(Account, lambda each: each.partner, "accounts")
    )

    #: The leads known by id that are open, sorted by id.
    open: tuple[OpenLead, ...] = field(
        default=(), repr=False, validator=_tuple_of(OpenLead, lambda each: each.lead, "open leads")
    )

    #: How many leads were given to somebody so far.
    leads: int = field(default=0, validator=_count)

    #: The largest lead so far, in minor units or leads.
    largest_value: int = field(default=0, validator=_size)

    #: The widest range of a bonus so far, in sub-units.
    largest_bonus: int = field(default=0, validator=_size)

    #: Half the sum of the sizes of all corrections so far, in sub-units, rounded up.
    corrected: int = field(default=0, validator=_size)

    #: Whether every lead so far went by `Rotation` to a pool that was complete and the same throughout;
    #: whatever else changes a balance sets it to False.
    steady: bool = field(default=True, validator=fields.instance(bool, "True or False"))

    def __attrs_post_init__(self) -> None:
        balance = sum(account.balance for account in self.accounts)
        if balance:
            remedy = "use balances that add up to zero"
            raise InvalidValue(path="accounts", value=shown(balance), remedy=remedy)
        if any(abs(account.balance) >= BALANCE_LIMIT for account in self.accounts):
            raise Overflowed(path="ledger.balance", limit="2**62 sub-units; lower the fairness cap")

    def get(self, partner: str) -> Account | None:
        """Return the account of *partner*; None if he never was in the pool."""
        place = bisect_left(self.accounts, partner, key=lambda account: account.partner)
        known = place < len(self.accounts) and self.accounts[place].partner == partner
        return self.accounts[place] if known else None

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
        even = (sub_units & -sub_units).bit_length() - 1 if sub_units else self.precision
        halvings = max(0, self.precision - even)
        units = (sub_units >> (self.precision - halvings)) * 5**halvings
        return Decimal(units).scaleb(-halvings - _digits(self.currency), _EXACT)

    def holder(self, lead_id: str) -> OpenLead | None:
        """Return the open lead of this id; None if nobody has it open."""
        place = self.place_of(lead_id)
        known = place < len(self.open) and self.open[place].lead == lead_id
        return self.open[place] if known else None

    def place_of(self, lead_id: str) -> int:
        """Return where the lead stands in `open`, or would stand."""
        return bisect_left(self.open, lead_id, key=lambda each: each.lead)

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
            return self._with_accounts([evolve(account, open_leads=account.open_leads - 1)])
        if held.since is not None and at < held.since:
            remedy = f"use a time not before it was given, {held.since}"
            raise InvalidValue(path="as_of", value=shown(str(at)), remedy=remedy)
        if partner not in (None, held.partner):
            raise InvalidValue(path="partner", value=shown(partner), remedy=f"it is open at {held.partner}")
        account = self[held.partner]
        place = self.place_of(lead_id)
        return evolve(
            self._with_accounts([evolve(account, open_leads=account.open_leads - 1)]),
            open=self.open[:place] + self.open[place + 1 :],
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
            else:
                added.extend(OpenLead(lead=each, partner=key) for each in value)
        known = {each.lead for each in self.open}
        raise_faults(
            InvalidValue(
                path="open", value=shown(each.lead), remedy="name a lead once; this one is open already"
            )
            for each in added
            if each.lead in known or known.add(each.lead)  # type: ignore[func-returns-value]  # notes it as seen
        )
        opened = tuple(sorted((*self.open, *added), key=lambda each: each.lead))
        return evolve(self._with_accounts(self._opened(added, counted, opened)), open=opened)

    def _opened(
        self, added: list[OpenLead], counted: dict[str, int], opened: tuple[OpenLead, ...]
    ) -> Iterable[Account]:
        """Return the accounts whose number of open leads changes."""
        for partner in {each.partner for each in added} | set(counted):
            account = self.get(partner) or Account(partner=partner)
            named = sum(each.partner == partner for each in opened)
            more = sum(each.partner == partner for each in added)
            count = counted.get(partner, account.open_leads + more)
            if count < named:
                remedy = f"use at least {named}: so many of them are known by id"
                raise InvalidValue(path=f"open.{partner}", value=shown(count), remedy=remedy)
            yield evolve(account, open_leads=count)

    def _with_accounts(self, changed: Iterable[Account]) -> "Ledger":
        merged = {account.partner: account for account in self.accounts}
        merged.update((account.partner, account) for account in changed)
        return evolve(self, accounts=tuple(merged[partner] for partner in sorted(merged)))
