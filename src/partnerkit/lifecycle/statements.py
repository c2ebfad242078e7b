"""
What was settled on one bonus, what was credited for it, and what is still open?

One line for each settlement. What climbs since the period began is settled by
what was earned until then less what was earned before: however often one
settles, the year comes to the same. Corrected actuals leave a difference, which
the next credit note pays or charges back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.credit_note import CreditNote
from partnerkit.lifecycle.bases import Reached, Total, read, until
from partnerkit.lifecycle.ladders import Ladders, climb
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library
from partnerkit.values.ids import joined
from partnerkit.values.markup import small_table
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period

__all__ = ["Settlement", "Statement", "statement"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Settlement:
    """One line of a statement."""

    period: Period

    #: Whether it is over; before that nothing is due.
    is_over: bool

    #: What was reached in it, None if nobody said; and since the term began.
    base: Total | None
    reached: Total

    #: What it earned, and what credit notes say of it; a note that is void says nothing.
    earned: Money
    credited: Money

    #: What is still to be credited, below zero to be charged back; nothing while it runs, or nobody said what was
    #: reached.
    open: Money

    #: The notes that the partner disputes: a person decides.
    disputed: tuple[str, ...] = ()


@final
@frozen(kw_only=True)
class Statement:
    """All settlements of one bonus, with their sums."""

    term: str
    partner: str
    settlements: Rows[Settlement] = field(validator=fields.instance(Rows, "rows of settlements"))
    earned: Money
    credited: Money
    open: Money

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What somebody should look at: notes in dispute, and what was credited too much."""
        found = []
        for each in self.settlements:
            facts = {"partner": self.partner, "period": each.period}
            if each.is_over and each.base is None:
                reason = Reason("bonus-settlement-unknown", facts)
                found.append(Finding(reason=reason, severity="low", subjects=(self.term,)))
            for note in each.disputed:
                reason = Reason("credit-note-disputed", {**facts, "note": note})
                found.append(Finding(reason=reason, severity="medium", subjects=(note,)))
            if each.open.amount < 0:
                reason = Reason("bonus-credited-too-much", {**facts, "amount": -each.open})
                found.append(Finding(reason=reason, severity="low", subjects=(self.term,)))
        return tuple(found)

    def drafts(self, notes: Iterable[CreditNote] = ()) -> tuple[CreditNote, ...]:
        """Return a draft of a credit note for each settlement with something open; *notes* are all there are."""
        used = {note.id for note in fields.listed("notes", notes, CreditNote)}
        found = []
        for each in self.settlements:
            if not each.open:
                continue
            names = (joined(self.term, str(each.period), str(number)) for number in count(1))
            draft = CreditNote(
                id=next(name for name in names if name not in used),
                term=self.term,
                partner=self.partner,
                period=each.period,
                amount=each.open,
            )
            found.append(draft)
        return tuple(found)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each settlement."""
        return self.settlements.to_frame(kind)

    _repr_html_ = small_table


def statement(
    term: BonusTerm,
    actuals: Reached,
    *,
    as_of: date | datetime,
    notes: Sequence[CreditNote] = (),
    zone: str = "UTC",
) -> Statement:
    """
    Return the statement of one bonus.

    Parameters
    ----------
    actuals
        What was reached, by period; a total to date serves where it is settled once.
    notes
        The credit notes there are, of whatever terms; drafts count, so that none is written twice.

    Raises
    ------
    InvalidInput
        For actuals that do not fit, and notes of this term in another currency or for no settlement of it.

    >>> from decimal import Decimal
    >>> from partnerkit.facts import RebateStep
    >>> steps = [RebateStep(turnover=Money.of(at, "EUR"), share=Decimal(part)) for at, part in (("0", "0.01"), ("100", "0.03"))]
    >>> term = BonusTerm(
    ...     id="B-1", partner="P-4", kind="rebate", measure="revenue", period=Period.year(2026), steps=steps, settled="quarter"
    ... )
    >>> sold = {Period.quarter(2026, 1): Money.of("90", "EUR"), Period.quarter(2026, 2): Money.of("30", "EUR")}
    >>> found = statement(term, sold, as_of=date(2026, 6, 30))
    >>> [str(each.open.amount) for each in found.settlements], [each.id for each in found.drafts()]
    (['0.90', '2.70', '0.00', '0.00'], ['B-1/2026-Q1/1', 'B-1/2026-Q2/1'])
    """
    fields.check({"term": (fields.instance(BonusTerm, "a BonusTerm"), term)})
    today, begun = until(as_of, zone)
    periods = term.settlements
    own = [note for note in fields.listed("notes", notes, CreditNote) if note.term == term.id]
    raise_faults(_note_faults(term, periods, own))
    bases = read([evolve(term, accrues="settlement")], {term.id: actuals}, begun).base
    reached = np.cumsum(bases)
    by_period = term.accrues == "period"
    climbed = reached if by_period else bases
    earned = climb(climbed, np.zeros(len(bases), np.intp), Ladders.of([term]))[0]
    total = earned if by_period else np.cumsum(earned)
    if term.cap is not None:
        total = np.minimum(total, term.cap.minor)
    line = _Line(term, (today, begun), actuals, own)
    units = zip(periods, bases.tolist(), reached.tolist(), np.diff(total, prepend=0).tolist(), strict=True)
    rows = [line.of(*each) for each in units]
    nothing = Money.zero(term.currency)
    return Statement(
        term=term.id,
        partner=term.partner,
        settlements=Rows(Settlement, rows),
        earned=Money.from_minor(int(total[-1]), term.currency),
        credited=sum((row.credited for row in rows), nothing),
        open=sum((row.open for row in rows), nothing),
    )


def _note_faults(
    term: BonusTerm, periods: Sequence[Period], notes: Sequence[CreditNote]
) -> Iterator[InvalidValue]:
    for note in notes:
        path = f"notes[{note.id!r}]"
        if note.period not in periods:
            remedy = "use one of the settlements of the term"
            yield InvalidValue(path=f"{path}.period", value=shown(str(note.period)), remedy=remedy)
        if note.amount.currency != term.currency:
            remedy = f"use {term.currency}, the currency of the term"
            yield InvalidValue(path=f"{path}.amount", value=shown(note.amount.currency), remedy=remedy)
        if note.partner != term.partner:
            remedy = f"use {term.partner}, the partner of the term"
            yield InvalidValue(path=f"{path}.partner", value=shown(note.partner), remedy=remedy)


@final
@frozen
class _Line:
    """What all lines of one statement are made from."""

    term: BonusTerm

    #: As `until` returns them.
    days: tuple[date, date]
    actuals: Reached
    notes: Sequence[CreditNote]

    def of(self, period: Period, base: int, reached: int, earned: int) -> Settlement:
        mine = [note for note in self.notes if note.period == period and note.status != "void"]
        credited = sum((note.amount for note in mine), Money.zero(self.term.currency))
        part = Money.from_minor(earned, self.term.currency)
        known = self._knows(period)
        is_over = period.end <= self.days[0]
        return Settlement(
            period=period,
            is_over=is_over,
            base=self._total(base) if known else None,
            reached=self._total(reached),
            earned=part,
            credited=credited,
            open=part - credited if known and is_over else Money.zero(self.term.currency),
            disputed=tuple(note.id for note in mine if note.status == "disputed"),
        )

    def _knows(self, period: Period) -> bool:
        if not isinstance(self.actuals, Mapping):
            return self.actuals is not None
        told = [(each, value) for each, value in self.actuals.items() if period.covers(each)]
        return bool(told) and all(value is not None for each, value in told if each.start < self.days[1])

    def _total(self, units: int) -> Total:
        return units if self.term.fee is not None else Money.from_minor(units, self.term.currency)
