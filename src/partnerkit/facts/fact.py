"""
What do all facts have in common?

Where they come from, what other systems call them, when they held in the
world, and when we knew of them. The difference of the last two lets a
judgement be repeated as it would have been made then, without hindsight.
"""

import math
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Self

from attrs import field, frozen

from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.fields import as_utc, in_order
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.money import Money, Quantity, Ratio
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period, Span

__all__ = [
    "ATTRIBUTES",
    "ATTRIBUTE_KINDS",
    "EXTERNAL_IDS",
    "MENTIONS",
    "REFERS_TO",
    "Fact",
    "as_facts",
    "mentions",
    "refers_to",
]

#: The key under which a field says which model its id, or ids, belong to.
REFERS_TO = "partnerkit.refers_to"

#: The same for ids that no network checks.
MENTIONS = "partnerkit.mentions"

#: What a host may add to a model: types that never change and come back from a document as they were.
ATTRIBUTE_KINDS: tuple[type[Any], ...] = (
    str,
    bool,
    int,
    float,
    Decimal,
    date,
    datetime,
    Money,
    Quantity,
    Ratio,
    Period,
    Span,
    tuple,
)


def __dir__() -> list[str]:
    return __all__


def refers_to(model: str) -> dict[str, str]:
    """
    Declare that a field holds the id, or a tuple of ids, of another fact; a network checks that it is there.

    >>> refers_to("Account")
    {'partnerkit.refers_to': 'Account'}
    """
    return {REFERS_TO: model}


def mentions(model: str) -> dict[str, str]:
    """
    Declare that a field holds the id, or a tuple of ids, of what may be known no more, or to the host alone.

    >>> mentions("Partner")
    {'partnerkit.mentions': 'Partner'}
    """
    return {MENTIONS: model}


def as_facts(value: Any) -> Any:
    """
    Convert a mapping with names as keys; anything else its validator refuses.

    >>> as_facts({"crm": "0017"})
    Facts(crm='0017')
    """
    if isinstance(value, Facts):
        return value
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        return value
    try:
        return Facts(value)
    except InvalidValue:
        # What cannot be kept is refused below, together with the faults of the other fields.
        return value


#: Largest whole number of a document: what every reader of JSON gets right as text or number.
_MOST: int = 10**fields.DECIMAL_DIGITS


def _is_attribute(value: object) -> bool:
    if isinstance(value, tuple):
        return len(value) <= fields.COLLECTION_SIZE and all(map(_is_plain, value))
    return value is None or _is_plain(value)


def _is_plain(value: object) -> bool:
    """Tell whether one value is exact, finite, and means the same everywhere."""
    if isinstance(value, str):
        return fields.is_text(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return -_MOST < value < _MOST
    if isinstance(value, Decimal):
        return fields.is_decimal(value)
    if isinstance(value, datetime):
        return bool(fields.aware.accepts(value))
    return isinstance(value, date | Money | Quantity | Ratio | Period | Span)


#: For `external_ids`.
EXTERNAL_IDS = fields.Check(
    lambda value: (
        isinstance(value, Facts)
        and (
            not value
            or (all(map(fields.is_identifier, value)) and all(map(fields.is_identifier, value.values())))
        )
    ),
    "use a mapping of the system's name to its id for this, both as text",
)

#: For `attributes`.
ATTRIBUTES = fields.Check(
    lambda value: (
        isinstance(value, Facts)
        and (not value or (all(map(fields.is_identifier, value)) and all(map(_is_attribute, value.values()))))
    ),
    "use a mapping of declared names to text, numbers, dates, datetimes with a time zone, money, periods "
    "or tuples of these",
)


#: It never changes, so all facts share it.
_NONE = Facts()


@frozen(kw_only=True)
class Fact:
    """
    What every noun of the house carries beside its own fields; the one base class there is.

    >>> Fact(external_ids={"crm": "0017"}, source="import 2026-03").external_ids["crm"]
    '0017'
    """

    #: What other systems call it: name of the system -> id there.
    external_ids: Facts = field(default=_NONE, converter=as_facts, validator=EXTERNAL_IDS, repr=False)

    #: What the host adds to the model; a network refuses what was not declared.
    attributes: Facts = field(default=_NONE, converter=as_facts, validator=ATTRIBUTES, repr=False)

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

    #: When a newer version took its place, or it was withdrawn; None is not yet.
    known_until: datetime | None = field(
        default=None, converter=as_utc, validator=fields.optional(fields.aware), repr=False
    )

    #: The file, system or person it comes from.
    source: str | None = field(default=None, validator=fields.optional(fields.text), repr=False)

    def __attrs_post_init__(self) -> None:
        faults = [] if self.known_until is None else [*in_order(self, "known_from", "known_until")]
        faults += self._faults()
        if faults:
            raise_faults(faults)

    def _faults(self) -> Iterator[InvalidValue]:
        """Find what is wrong between the fields of this noun; each field by itself is right."""
        yield from ()

    def _happened_at(self) -> datetime | None:
        """Return when that happened which it tells of; None where it may be known before, as a plan is."""
        return None

    def _undone(self, moment: datetime) -> dict[str, Any]:  # noqa: ARG002  # a fact without steps has none to take back
        """Return the fields as they were before the steps that were taken after *moment*."""
        return {}

    def _day_over(self, day: date) -> datetime:
        """Return from when we know what *day* brought: at its end in UTC, if `known_from` does not say it better."""
        began = datetime.combine(day, time(), UTC)
        if self.known_from is not None and began <= self.known_from:
            return self.known_from
        return began + timedelta(days=1) if day < date.max else datetime.max.replace(tzinfo=UTC)

    def _is_later(self, when: date | None, moment: datetime) -> bool:
        """Tell whether *when*, a day or an instant, was still to come at *moment*."""
        if when is None:
            return False
        return moment < (when if isinstance(when, datetime) else self._day_over(when))

    @property
    def learned_at(self) -> datetime | None:
        """
        When it can have been known at the earliest; None is from the beginning.

        Not before `known_from`, and not before that happened which it tells of.
        Plans are known before their time: periods, due dates and expiries bound nothing.
        """
        happened = self._happened_at()
        if self.known_from is None or happened is None:
            return self.known_from or happened
        return max(self.known_from, happened)

    def is_known_at(self, moment: datetime) -> bool:
        """
        Tell whether this version was the known one at *moment*, an aware datetime.

        >>> march = datetime.fromisoformat("2026-03-01T00:00Z")
        >>> Fact(known_until=march).is_known_at(march), Fact(known_from=march).is_known_at(march)
        (False, True)
        """
        if not fields.aware.accepts(moment):
            fields.check({"moment": (fields.aware, moment)})
        since = self.learned_at
        return (since is None or since <= moment) and (self.known_until is None or moment < self.known_until)

    def as_known_at(self, moment: datetime) -> Self | None:
        """
        Return the fact as it was known at *moment*, an aware datetime; None if it was not.

        Steps taken later are taken back where their times are on record; that it
        was replaced later is hidden, too. What is hidden in a view stays hidden.

        >>> march = datetime.fromisoformat("2026-03-01T00:00Z")
        >>> Fact(known_from=march).as_known_at(march), Fact(known_until=march).as_known_at(march)
        (Fact(), None)
        """
        if not self.is_known_at(moment):
            return None
        undone = self._undone(moment)
        if not undone and self.known_until is None:
            return self
        # Steps are taken back to what was right then, so nothing is asked again; in a view, fields may be hidden.
        before = copy(self)
        for name, value in {**undone, "known_until": None}.items():
            if getattr(self, name) is not HIDDEN:
                object.__setattr__(before, name, value)
        return before

    def holds_on(self, day: date) -> bool:
        """
        Tell whether it holds in the world on *day*.

        >>> Fact(valid=Period.year(2026)).holds_on(date(2025, 12, 31)), Fact().holds_on(date(2025, 12, 31))
        (False, True)
        """
        return self.valid is None or self.valid.contains(day)
