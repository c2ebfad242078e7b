"""
What can be done at the desk with leads that were given, and with those who get them?

Moved by hand, declined, credited back, closed; balances corrected; partners who
come and go. Each verb is one unit: the ledger, the claim, and a row of the log
that says who, when and why. The same key does it once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any, Unpack

from partnerkit.desk.events import Event
from partnerkit.desk.once import Verbs, a_name, exactly, question, verb
from partnerkit.desk.reassignment import (
    CHANGE,
    booked,
    entries_of,
    given_by_hand,
    held_since,
    last_decision,
    moved_by_hand,
    pool_of,
    pool_with,
)
from partnerkit.facts.lead import Lead
from partnerkit.interop.serialisation import dumps
from partnerkit.leads.changes import (
    Amount,
    BalancesCorrected,
    Change,
    LeadCreditedBack,
    LeadDeclined,
    LeadReleased,
    MembershipChanged,
    MembershipStep,
)
from partnerkit.leads.decision import Decision
from partnerkit.leads.history import Entry
from partnerkit.leads.policy import Policy, a_policy
from partnerkit.leads.question import PoolTerms
from partnerkit.storage.port import Unit
from partnerkit.values import fields
from partnerkit.values.reasons import Facts

__all__ = ["PoolVerbs"]

_is_mapping = fields.instance(Mapping, "a mapping of each partner's id to an amount")


def __dir__() -> list[str]:
    return __all__


class PoolVerbs(Verbs):
    """The part of a `Desk` that looks after the ledgers of its pools."""

    @verb
    def assign_to(
        self,
        lead: Lead,
        partner: str,
        policy: Policy,
        *,
        why: str,
        override: bool = False,
        answer_by: datetime | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Decision:
        """
        Give *lead* to *partner* by hand, for a reason; *override* even if a rule objects.

        Errors are those of `assign`; `InvalidValue` for a partner who could not take it.
        """
        self._checked_one(lead, "lead", Lead)
        fields.check({"policy": (a_policy, policy)})
        command = ["assign-to", policy.pool, sha256(dumps(lead)).hexdigest(), partner, why, override]
        by = self._by(actor)

        def do(unit: Unit) -> Decision:
            return given_by_hand(
                self._books, unit, lead=lead, partner=partner, policy=policy, as_of=self._at(as_of),
                by=by, why=why, override=override, answer_by=answer_by, terms=terms,
            )  # fmt: skip

        return self._once(command, key, do, _decided)

    @verb
    def reassign(
        self,
        lead: str,
        partner: str,
        policy: Policy,
        *,
        why: str,
        override: bool = False,
        answer_by: datetime | None = None,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
        **terms: Unpack[PoolTerms],
    ) -> Change:
        """
        Move an open lead to *partner* by hand, for a reason; *override* even if a rule objects.

        Raises
        ------
        NotFound
            When nobody has the lead.
        InvalidValue
            For a partner who could not take it, or has it.
        """
        fields.check({"lead": (a_name, lead), "policy": (a_policy, policy)})
        by = self._by(actor)
        return self._changed(
            ["reassign", policy.pool, lead, partner, why, override],
            key,
            lambda unit: moved_by_hand(
                self._books, unit, lead=lead, partner=partner, policy=policy,
                as_of=self._of_lead(unit, as_of, lead, policy.pool),
                by=by, why=why, override=override, answer_by=answer_by, terms=terms,
            ),
        )  # fmt: skip

    @verb
    def decline(
        self,
        lead: str,
        *,
        why: str,
        penalty: int | Decimal | Fraction = 0,
        expired: bool = False,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """
        Take *lead* back from a partner who refused it, or let the time run out; it may be given again.

        See `LeadDeclined`. `NotFound` when nobody has it, or had it before the desk was asked.
        """
        fields.check({"lead": (a_name, lead)})

        def declined(unit: Unit) -> Change:
            decision = last_decision(unit, lead)
            by, at = self._by(actor), self._of_lead(unit, as_of, lead, pool_of(decision))
            change = LeadDeclined(booking=decision, at=at, by=by, why=why, penalty=penalty, expired=expired)
            return booked(self._books, unit, change, pool=pool_of(decision), subject=lead)

        return self._changed(["decline", lead, why, exactly(penalty), expired], key, declined)

    @verb
    def credit_back(
        self,
        lead: str,
        *,
        why: str,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """Take back a lead that turned out to be none, as if it had never come: see `LeadCreditedBack`."""
        fields.check({"lead": (a_name, lead)})

        def credited(unit: Unit) -> Change:
            decision = last_decision(unit, lead)
            by, at = self._by(actor), self._of_lead(unit, as_of, lead, pool_of(decision))
            change = LeadCreditedBack(booking=decision, at=at, by=by, why=why)
            return booked(self._books, unit, change, pool=pool_of(decision), subject=lead)

        return self._changed(["credit-back", lead, why], key, credited)

    @verb
    def release(
        self,
        lead: str,
        *,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """Close a lead, won or lost: its partner has room for one more; `NotFound` when nobody has it."""
        fields.check({"lead": (a_name, lead)})

        def released(unit: Unit) -> Change:
            pool = pool_with(self._books, unit, lead)
            by, at = self._by(actor), self._of_lead(unit, as_of, lead, pool)
            change = LeadReleased(lead=lead, at=at, by=by)
            return booked(self._books, unit, change, pool=pool, subject=lead)

        return self._changed(["release", lead], key, released)

    @verb
    def correct(
        self,
        amounts: Mapping[str, Amount],
        *,
        why: str,
        pool: str = "default",
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """Add to what partners are owed, for a reason; the amounts add up to zero: see `BalancesCorrected`."""

        def corrected(unit: Unit) -> Change:
            by, at = self._by(actor), self._at(as_of)
            change = BalancesCorrected(amounts=Facts(amounts), at=at, by=by, why=why)
            return booked(self._books, unit, change, pool=pool, subject=pool)

        fields.check({"amounts": (_is_mapping, amounts), "pool": (a_name, pool)})
        command = ["correct", pool, {str(name): exactly(amount) for name, amount in amounts.items()}, why]
        return self._changed(command, key, corrected)

    @verb
    def member(
        self,
        partner: str,
        step: MembershipStep,
        *,
        why: str,
        missed: Amount | None = None,
        pool: str = "default",
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """Note that a partner joins a pool, pauses, returns or leaves: see `MembershipChanged`."""

        def changed(unit: Unit) -> Change:
            by, at = self._by(actor), self._at(as_of)
            change = MembershipChanged(partner=partner, step=step, at=at, by=by, why=why, missed=missed)
            return booked(self._books, unit, change, pool=pool, subject=partner)

        fields.check({"pool": (a_name, pool)})
        return self._changed(["member", pool, partner, step, why, exactly(missed)], key, changed)

    @question
    def entries(self, pool: str = "default") -> tuple[Entry, ...]:
        """
        Return the history of a pool, each entry once: `replay` makes its ledger from it.

        Say `told_once=True` there: two corrections that are alike, at one moment, are two. A ledger that
        was put by hand is where it starts, as something that was merged; `NotReplayable` if it was too
        large to be on record.
        """
        fields.check({"pool": (a_name, pool)})
        with self._books.reading() as reading:
            return tuple(entries_of(reading, pool))

    def _of_lead(self, unit: Unit, as_of: datetime | None, lead: str, pool: str) -> datetime:
        """Return *as_of*; left out, the moment on the clock, which may be behind that of whoever gave *lead*."""
        since = held_since(self._books, unit, lead, pool) if as_of is None else None
        return self._at(as_of, since=since)

    def _changed(self, command: object, key: str | None, change: Callable[[Unit], Change]) -> Change:
        """Run a change once under *key*; asked again it gives back what was written then."""
        return self._once(command, key, change, _written)


def _written(events: Sequence[Event]) -> Change:
    change: Any = events[-1].kept().record.facts[CHANGE]
    written: Change = change
    return written


def _decided(events: Sequence[Event]) -> Decision:
    decision: Any = events[-1].kept().decision
    decided: Decision = decision
    return decided
