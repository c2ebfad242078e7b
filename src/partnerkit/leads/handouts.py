"""
What became of the leads that were handed out?

A handout is one lead at one moment: who could have taken it, who got it, how it
ended. A lead that was declined and given to somebody else is two of them. Hosts
keep them, or take them from an allocation; `long_run` judges them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, final, get_args

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts import checks
from partnerkit.leads.result import Allocation
from partnerkit.values import fields
from partnerkit.values.errors import CurrencyMismatch, InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc, in_order
from partnerkit.values.money import Money

__all__ = ["Ending", "Handout", "Handouts", "encoded", "handouts_of"]

Ending = Literal["won", "lost", "recycled", "withdrawn", "declined", "expired"]

_ids = fields.each(fields.identifier)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Handout:
    """
    One lead at one moment: who could have taken it, who got it, how it ended.

    >>> when = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> Handout(lead="L-17", at=when, partner="P-4", candidates=["P-4", "P-5"]).ended is None
    True
    """

    lead: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Who got it; None is nobody.
    partner: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: Who could have taken it at that moment, the one who got it among them unless he was set by hand.
    candidates: tuple[str, ...] = field(default=(), converter=as_tuple, validator=_ids, repr=False)

    #: What it was worth; None is unknown, or counts one.
    value: Money | None = field(default=None, validator=fields.optional(checks.amount_above_zero))

    #: What sort of lead it was, such as a source or campaign: leads of one kind are expected to convert alike.
    kind: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: None is still open.
    ended: Ending | None = field(default=None, validator=fields.optional(fields.choice(*get_args(Ending))))
    ended_at: datetime | None = field(default=None, converter=as_utc, validator=fields.optional(fields.aware))

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if (self.ended is None) != (self.ended_at is None):
            missing = "ended" if self.ended is None else "ended_at"
            yield InvalidValue(path=missing, value="None", remedy="say how and when it ended, or neither")
        if self.partner is None and self.ended is not None:
            remedy = "leave it out: what nobody got cannot end"
            yield InvalidValue(path="ended", value=shown(self.ended), remedy=remedy)
        yield from in_order(self, "at", "ended_at")

    def with_ending(self, ended: Ending, *, at: datetime) -> "Handout":
        """
        Return the handout as it ended.

        >>> when = datetime.fromisoformat("2026-03-02T09:00Z")
        >>> Handout(lead="L-17", at=when, partner="P-4").with_ending("won", at=when).ended
        'won'
        """
        return evolve(self, ended=ended, ended_at=at)


def handouts_of(result: Allocation, *, kinds: Mapping[str, str] | None = None) -> tuple[Handout, ...]:
    """
    Return what *result* handed out, all still open; a lead that stayed where it was is none.

    *kinds* says of what sort a lead is, by its id.

    >>> from partnerkit import Lead, Partner
    >>> from partnerkit.leads import FairShare, allocate
    >>> now = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> result = allocate([Lead(id="L-1")], [Partner(id="P-4")], FairShare(default=1, value="unit"), as_of=now)
    >>> handouts_of(result, kinds={"L-1": "fair"})[0].partner
    'P-4'
    """
    known = {} if kinds is None else kinds
    return tuple(
        Handout(
            lead=lead.id, at=at, partner=winner, candidates=could, value=lead.value, kind=known.get(lead.id)
        )
        for lead, at, winner, could in result.handed_out()
    )


@final
@frozen(kw_only=True, eq=False)
class Handouts:
    """Handouts as numbers, in the order of time; partners are counted in the order of their ids."""

    partners: tuple[str, ...]
    winners: NDArray[np.int64]

    #: Per handout, its row of `table`; rows by partners: who could take it.
    sets: NDArray[np.int64]
    table: NDArray[np.bool_]

    #: In minor units; one for each where any value is missing.
    values: NDArray[np.float64]
    currency: str | None

    #: Seconds since 1970; an open one ends at the end of the look.
    began: NDArray[np.float64]
    ended: NDArray[np.float64]

    #: Per handout, an index of `kinds`; -1 is unknown.
    kind_of: NDArray[np.int64]
    kinds: tuple[str, ...]

    #: Per handout, how it ended; None is open.
    endings: NDArray[np.object_]

    def could(self, partner: int) -> NDArray[np.bool_]:
        """Tell for each handout whether *partner* could have taken it."""
        found: NDArray[np.bool_] = self.table[self.sets, partner]
        return found


def encoded(handouts: Sequence[Handout], *, as_of: datetime) -> Handouts:
    """Check *handouts* against each other and turn them into columns; all faults together."""
    is_handout = fields.instance(Handout, "a Handout")
    raise_faults(
        fault
        for place, each in enumerate(handouts)
        if (fault := is_handout.fault(f"handouts[{place}]", each)) is not None
    )
    raise_faults(_faults(handouts, as_of))
    order = sorted(range(len(handouts)), key=lambda place: (handouts[place].at, handouts[place].lead))
    ordered = [handouts[place] for place in order]
    partners = tuple(sorted({each.partner for each in ordered if each.partner is not None}.union(
        *{each.candidates for each in ordered}
    )))  # fmt: skip
    number = {partner: place for place, partner in enumerate(partners)}
    rows: dict[tuple[str, ...], int] = {}
    sets = [rows.setdefault(each.candidates, len(rows)) for each in ordered]
    table = np.zeros((max(1, len(rows)), len(partners)), dtype=np.bool_)
    for candidates, row in rows.items():
        table[row, [number[each] for each in candidates]] = True
    kinds = tuple(sorted({each.kind for each in ordered if each.kind is not None}))
    place_of: dict[str | None, int] = {kind: place for place, kind in enumerate(kinds)}
    place_of[None] = -1
    values, currency = _values(ordered, order)
    return Handouts(
        partners=partners,
        winners=np.array(
            [-1 if each.partner is None else number[each.partner] for each in ordered], np.int64
        ),
        sets=np.array(sets, dtype=np.int64),
        table=table,
        values=values,
        currency=currency,
        began=np.array([each.at.timestamp() for each in ordered], dtype=np.float64),
        ended=np.array([(each.ended_at or as_of).timestamp() for each in ordered], dtype=np.float64),
        kind_of=np.array([place_of[each.kind] for each in ordered], np.int64),
        kinds=kinds,
        endings=np.array([each.ended for each in ordered], dtype=object),
    )


def _faults(handouts: Sequence[Handout], as_of: datetime) -> Iterator[InvalidValue]:
    seen: dict[tuple[str, datetime], int] = {}
    for place, each in enumerate(handouts):
        first = seen.setdefault((each.lead, each.at), place)
        if first != place:
            remedy = f"hand it in once; handouts[{first}] is the same lead at the same time"
            yield InvalidValue(path=f"handouts[{place}].lead", value=shown(each.lead), remedy=remedy)
        for name, moment in (("at", each.at), ("ended_at", each.ended_at)):
            if moment is not None and moment > as_of:
                remedy = f"use a time not after as_of, {as_of}"
                yield InvalidValue(path=f"handouts[{place}].{name}", value=shown(str(moment)), remedy=remedy)


def _values(handouts: Sequence[Handout], order: Sequence[int]) -> tuple[NDArray[np.float64], str | None]:
    """Return what each counts: its value, or one for all where any is unknown. *order* says where each was handed in."""
    currency = None
    for place, each in zip(order, handouts, strict=True):
        if each.value is None:
            return np.ones(len(handouts)), None
        currency = currency or each.value.currency
        if each.value.currency != currency:
            path = f"handouts[{place}].value"
            raise CurrencyMismatch(path=path, expected=currency, found=each.value.currency)
    return np.array([each.value.minor for each in handouts if each.value is not None], np.float64), currency
