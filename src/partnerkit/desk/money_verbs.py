"""
What is a partner given beside leads: money for marketing, and a bonus?

A fund is read, judged and written under the lock, so that of two promises made
at one moment the second one sees what the first one left: it is never
overdrawn. A bonus is credited by its statement and the notes that stand, so
that two who settle it at one moment credit it once.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, final

from attrs import frozen

from partnerkit.desk.events import Event, Stored
from partnerkit.desk.once import Verbs, named, verb
from partnerkit.facts.bonus import BonusTerm
from partnerkit.facts.credit_note import CreditNote
from partnerkit.facts.fund import Fund, FundAllocation, FundRequest
from partnerkit.facts.partner import Partner
from partnerkit.interop.serialisation import to_document
from partnerkit.lifecycle.bases import Reached
from partnerkit.lifecycle.funds import FundBook
from partnerkit.lifecycle.statements import statement
from partnerkit.storage.port import Unit
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason
from partnerkit.values.store_errors import StaleWrite

__all__ = ["Funded", "MoneyVerbs", "SetAside"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class SetAside:
    """What of a fund was set aside, as it was written; or why nothing was."""

    stored: tuple[Stored[FundAllocation], ...] = ()
    refused: Reason | None = None


@final
@frozen(kw_only=True)
class Funded:
    """A request as it was written; or why it was not taken in, or not changed, and how it stands then."""

    stored: Stored[FundRequest] | None
    refused: Reason | None = None


class MoneyVerbs(Verbs):
    """The part of a `Desk` where funds are drawn on and bonuses credited."""

    @verb
    def set_aside(
        self,
        *allocations: FundAllocation,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> SetAside:
        """
        Set something of one fund aside for partners, all of it or nothing: see `FundBook.set_aside`.

        What the fund does not have is refused, and writes nothing. The days of a fund are those of its
        time zone, by which promises draw on it.

        Raises
        ------
        NotFound
            For a fund or a partner that is not in the store.
        InvalidValue, InvalidInput
            For none, those of two funds, and what `FundBook` refuses.
        StaleWrite
            When there is an allocation of this id.
        """

        def done(unit: Unit) -> SetAside:
            funds = sorted({each.fund for each in allocations})
            if len(funds) != 1:
                remedy = "set something of one fund aside"
                raise InvalidValue(path="allocations", value=shown(funds), remedy=remedy)
            self._known(unit, *(each.partner for each in allocations))
            self._new(unit, *allocations)
            book = self._book(unit, funds[0])
            step = book.set_aside(allocations, on=book.fund.day_of(self._at(as_of)))
            if step.reason is not None:
                return SetAside(refused=step.reason)
            new = step.book.allocations[-len(allocations) :]
            return SetAside(
                stored=tuple(
                    self._books.put(
                        unit, each, version=0, actor=self._by(actor), action="set-aside",
                        facts={"fund": each.fund, "partner": each.partner, "amount": each.amount},
                    )
                    for each in new
                )
            )  # fmt: skip

        self._checked(allocations, "allocations", FundAllocation)
        return self._once(
            ["set-aside", *map(to_document, allocations)],
            key,
            done,
            lambda events: SetAside(stored=tuple(self._written(each, FundAllocation) for each in events)),
        )

    @verb
    def request_funds(
        self,
        request: FundRequest,
        *,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Funded:
        """
        Take a request of a partner in, as it was asked; it promises nothing yet.

        What the fund does not pay for is refused, and writes nothing.

        Raises
        ------
        NotFound
            For a fund or a partner that is not in the store.
        InvalidValue, InvalidInput
            For one with steps, in another currency, or asked after *as_of*.
        StaleWrite
            When there is a request of this id.
        """

        def done(unit: Unit) -> Funded:
            self._known(unit, request.partner)
            self._new(unit, request)
            at = self._at(as_of)
            if request.requested_at > at:
                remedy = f"use a time not after {at}"
                raise InvalidValue(
                    path="request.requested_at", value=shown(str(request.requested_at)), remedy=remedy
                )
            step = self._book(unit, request.fund).ask(request)
            if step.reason is not None:
                return Funded(stored=None, refused=step.reason)
            stored = self._books.put(
                unit, request, version=0, actor=self._by(actor), action="request-funds", facts=_told(request)
            )
            return Funded(stored=stored)

        self._checked_one(request, "request", FundRequest)
        return self._once(["request-funds", to_document(request)], key, done, self._funded)

    @verb
    def decide_funds(
        self,
        request: str,
        event: str,
        *,
        amount: Money | None = None,
        reason: str | None = None,
        documents: Iterable[str] = (),
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Funded:
        """
        Take a step of a request: approve, claim, settle or any other *event* of `FUND_COURSE`; *actor* takes it.

        Without an *amount* it is as much as may be. What `FundBook.step` refuses,
        such as a promise that would overdraw the fund, writes nothing: under its
        key it may be tried again.

        Raises
        ------
        NotFound
            When there is no such request.
        IllegalTransition, InvalidValue
            For a step out of turn, a time that goes back, and what else `FundBook.step` raises.
        """
        handed_in = named("documents", documents)

        def done(unit: Unit) -> Funded:
            stored = self._there(unit, FundRequest, request)
            by = self._by(actor)
            step = self._book(unit, stored.value.fund).step(
                request, event, at=self._at(as_of), by=by, amount=amount, reason=reason, documents=handed_in
            )
            if step.reason is not None:
                return Funded(stored=stored, refused=step.reason)
            (after,) = (each for each in step.book.requests if each.id == request)
            facts = {**_told(after), "event": event, "said": reason, "documents": handed_in}
            written = self._books.put(
                unit, after, version=stored.version, actor=by, action=f"funds-{event}", facts=facts
            )
            return Funded(stored=written)

        command = ["funds", request, event, None if amount is None else str(amount), reason, handed_in]
        return self._once(command, key, done, self._funded)

    @verb
    def credit_bonus(
        self,
        term: str,
        reached: Reached,
        *,
        zone: str = "UTC",
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> tuple[Stored[CreditNote], ...]:
        """
        Write a draft of a credit note for each settlement of a bonus with something open, and return them.

        What is open follows from what was *reached*, as `lifecycle.statement` takes it, and from all notes there are:
        asked again it is nothing, until what was reached is corrected.

        Raises
        ------
        NotFound
            When there is no such term.
        InvalidInput
            What `statement` refuses.
        """

        def done(unit: Unit) -> tuple[Stored[CreditNote], ...]:
            known = self._there(unit, BonusTerm, term)
            notes = self._books.all(unit, CreditNote)
            found = statement(known.value, reached, as_of=self._at(as_of), notes=notes, zone=zone)
            return tuple(
                self._books.put(
                    unit, each, version=0, actor=self._by(actor), action="credit-bonus", facts=_noted(each)
                )
                for each in found.drafts(notes)
            )

        return self._once(
            ["credit-bonus", term, _said(reached), zone],
            key,
            done,
            lambda events: tuple(self._written(each, CreditNote) for each in events),
        )

    @verb
    def decide_credit_note(
        self,
        note: str,
        event: str,
        *,
        reason: str | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Stored[CreditNote]:
        """
        Take a step of a credit note: issue, accept, dispute, pay or any other *event* of `CREDIT_NOTE_COURSE`.

        A dispute is recorded with its reason, and settled by a person; a note that is corrected is void, and
        `credit_bonus` writes another in its place.

        Raises
        ------
        NotFound
            When there is no such note.
        IllegalTransition, InvalidValue
            For a step out of turn, one without the reason it needs, and a time that goes back.
        """

        def done(unit: Unit) -> Stored[CreditNote]:
            stored = self._there(unit, CreditNote, note)
            by = self._by(actor)
            after = stored.value.with_step(event, at=self._at(as_of), by=by, reason=reason)
            facts = {**_noted(after), "event": event, "said": reason}
            return self._books.put(
                unit, after, version=stored.version, actor=by, action=f"note-{event}", facts=facts
            )

        return self._once(
            ["note", note, event, reason], key, done, lambda events: self._written(events[-1], CreditNote)
        )

    def _known(self, unit: Unit, *partners: str) -> None:
        """Refuse what is for partners that are not in the store."""
        known = self._books.by_id(unit, Partner)
        missing = sorted(set(partners) - known.keys())
        if missing:
            raise NotFound(path="Partner", key=missing[0])

    def _new(self, unit: Unit, *facts: FundAllocation | FundRequest) -> None:
        """Refuse what is there already: what came second is told so, as by `put`."""
        for each in facts:
            stands = self._books.get(unit, type(each), each.id)
            if stands is not None:
                path = f"{type(each).__name__} {shown(each.id)}"
                raise StaleWrite(path=path, expected=0, found=stands.version)

    def _book(self, unit: Unit, fund: str) -> FundBook:
        """Return the book of a fund as it stands."""
        known = self._there(unit, Fund, fund)
        return FundBook(
            fund=known.value,
            allocations=[each for each in self._books.all(unit, FundAllocation) if each.fund == fund],
            requests=[each for each in self._books.all(unit, FundRequest) if each.fund == fund],
        )

    def _funded(self, events: Sequence[Event]) -> Funded:
        return Funded(stored=self._written(events[-1], FundRequest))


def _told(request: FundRequest) -> dict[str, Any]:
    amount = request.settled or request.claimed or request.approved or request.amount
    return {
        "fund": request.fund, "partner": request.partner, "status": request.status, "amount": amount,
    }  # fmt: skip


def _noted(note: CreditNote) -> dict[str, Any]:
    return {"term": note.term, "partner": note.partner, "status": note.status, "amount": note.amount}


def _said(reached: Reached) -> object:
    if isinstance(reached, Mapping):
        return sorted([str(period), str(total)] for period, total in reached.items())
    return str(reached)
