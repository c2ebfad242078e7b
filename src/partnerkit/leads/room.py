"""
How many leads may a partner still take?

A limit depends on what the partner was given before: leads open at once, or
given within a day, week or month. Several limits hold together; the tightest
decides.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import ceil
from numbers import Integral
from typing import final

from attrs import field, frozen

from partnerkit.facts.partner import Partner
from partnerkit.leads.account import Account, Window
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.zones import zone, zone_info

__all__ = ["CAPACITY", "Limit", "Room", "limits", "paced", "taken_key"]


def __dir__() -> list[str]:
    return __all__


def _own_capacity(partner: Partner) -> int | None:
    return partner.capacity


@final
@frozen(kw_only=True)
class Limit:
    """
    How many leads a partner takes, open at once or given within a day, week or month.

    Several limits hold together, one for each window. A day, week or month is one of the calendar in `zone`.

    >>> Limit(window="month", most=lambda partner: 10).window
    'month'
    """

    window: Window = field(default="open", validator=fields.choice("open", "day", "week", "month"))

    #: The limit of a partner; None is unlimited.
    most: Callable[[Partner], int | None] = field(
        default=_own_capacity, validator=fields.Check(callable, "use a function of a Partner")
    )
    zone: str = field(default="UTC", validator=zone)


#: The partner has fewer leads open than `Partner.capacity`.
CAPACITY = Limit()

_most_share = fields.decimal(least=Decimal(0), most=Decimal(1))


def paced(
    monthly: Callable[[Partner], int | None],
    *,
    day: Decimal = Decimal("0.10"),
    week: Decimal = Decimal("0.30"),
    zone: str = "UTC",
) -> tuple[Limit, Limit, Limit]:
    """
    Return limits that spread a *monthly* number of leads: so much of it per *day*, and per *week*.

    A share is rounded up, so that a small limit still lets one lead through a
    day; the month's own limit stays. The defaults are those of a large market
    place for solar installers (EnergySage: 10 % a day, 30 % a week).

    >>> [limit.most(Partner(id="P-4")) for limit in paced(lambda partner: 25)]
    [3, 8, 25]
    """
    shares = {"day": day, "week": week}
    raise_faults(
        fault
        for fault in (_most_share.fault(name, share) for name, share in shares.items())
        if fault is not None
    )

    def part(share: Decimal) -> Callable[[Partner], int | None]:
        def most(partner: Partner) -> int | None:
            whole = monthly(partner)
            # What is no whole number is refused where the limit is asked for, by its name.
            return ceil(Fraction(share) * whole) if isinstance(whole, Integral) else whole

        return most

    return (
        Limit(window="day", most=part(day), zone=zone),
        Limit(window="week", most=part(week), zone=zone),
        Limit(window="month", most=monthly, zone=zone),
    )


def taken_key(window: Window, *, as_of: datetime, zone: str) -> str:
    """
    Name the day, week or month in which *as_of* lies.

    >>> from datetime import UTC
    >>> [taken_key(window, as_of=datetime(2026, 3, 2, tzinfo=UTC), zone="UTC") for window in ("day", "week", "month")]
    ['2026-03-02', '2026-W10', '2026-03']
    """
    day = as_of.astimezone(zone_info(zone)).date()
    if window == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[: 7 if window == "month" else 10]


@final
@frozen(kw_only=True)
class Room:
    """How far a limit of a partner is used up before a run."""

    window: Window
    key: str
    used: int
    most: int


def limits(
    rules: Iterable[object], partner: Partner, account: Account | None, *, as_of: datetime
) -> tuple[Room, ...]:
    """
    Return the limits that hold for *partner*, with what is used of each.

    A moment before the latest window in which he was given a lead counts in that window.

    Raises
    ------
    InvalidValue
        For a limit that is no whole number.
    """
    found = list[Room]()
    for rule in rules:
        most = rule.most(partner) if isinstance(rule, Limit) else None
        if not isinstance(rule, Limit) or most is None:
            continue
        if type(most) is not int and not isinstance(most, Integral):
            remedy = "let the limit return a whole number, or None for unlimited"
            raise InvalidValue(path=f"rules.{rule.window}.{partner.id}", value=shown(most), remedy=remedy)
        key = "" if rule.window == "open" else taken_key(rule.window, as_of=as_of, zone=rule.zone)
        used = 0
        if account is not None and rule.window == "open":
            used = account.open_leads
        elif account is not None:
            # Of an earlier window nothing is known any more: whose clock is behind counts in the latest one.
            known = [(each.key, each.count) for each in account.taken if each.window == rule.window]
            key, used = max([(key, 0), *known])
        found.append(Room(window=rule.window, key=key, used=used, most=most))
    return tuple(found)
