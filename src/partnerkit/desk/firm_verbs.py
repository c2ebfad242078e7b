"""
What becomes of a pool when one firm takes over another, or splits?

The account follows the firm, and so do the leads it has open, the claims on
them and the offers it was asked to answer: together, and with a row of the log
from which the ledger is made again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import evolve

from partnerkit.desk.assignment import LEADS
from partnerkit.desk.events import Event
from partnerkit.desk.once import Verbs, named, verb
from partnerkit.desk.reassignment import CHANGE, booked
from partnerkit.leads.answering import LeadOffer
from partnerkit.leads.changes import AccountSplit, AccountTakenOver, Change
from partnerkit.leads.ledger import Ledger
from partnerkit.storage.port import Claim, Unit
from partnerkit.values.errors import InvalidValue, NotFound, shown

__all__ = ["FirmVerbs"]

#: An offer that is over stays with whom it was made to.
_STANDING = ("offered", "accepted")


def __dir__() -> list[str]:
    return __all__


class FirmVerbs(Verbs):
    """The part of a `Desk` where accounts follow their firms."""

    @verb
    def take_over(
        self,
        old: str,
        new: str,
        *,
        why: str,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> tuple[Change, ...]:
        """
        Give *new* what *old* has in every pool: see `leads.take_over`; return a change for each pool.

        What else belongs to the firm, such as goals and agreements, `merge_partners` moves; put it with this in one unit.

        Raises
        ------
        NotFound
            When *old* has no account in any pool.
        InvalidValue
            When both are one.

        >>> from partnerkit import Ledger
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme", actor="anna") as desk:
        ...     stored = desk.put(Ledger().with_open({"P-9": ["L-17"], "P-4": 2}))
        ...     changes = desk.take_over("P-9", "P-4", why="Bought.")
        ...     dict(desk.get(Ledger, "default").value.open_leads)
        {'P-4': 3}
        """

        def taken(unit: Unit) -> tuple[Change, ...]:
            if old == new:
                raise InvalidValue(path="new", value=shown(new), remedy="name another partner")
            by, at = self._by(actor), self._at(as_of)
            ledgers = [each for each in self._books.all(unit, Ledger) if each.get(old) is not None]
            if not ledgers:
                raise NotFound(path="ledger", key=old)
            change = AccountTakenOver(old=old, new=new, at=at, by=by, why=why)
            for ledger in ledgers:
                self._followed(unit, change, ledger)
            return (change,) * len(ledgers)

        return self._once(["take-over", old, new, why], key, taken, _written)

    @verb
    def split_account(
        self,
        partner: str,
        new: str,
        part: Fraction | Decimal,
        *,
        why: str,
        open_leads: Iterable[str] = (),
        pool: str = "default",
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Change:
        """Give a *part* of an account, and the open leads that are named, to a firm that splits off: see `leads.split_account`."""
        leads = sorted(set(named("open_leads", open_leads)))

        def divided(unit: Unit) -> Change:
            by, at = self._by(actor), self._at(as_of)
            change = AccountSplit(
                partner=partner, new=new, part=part, at=at, by=by, why=why, open_leads=leads
            )
            ledger = self._books.ledger(unit, pool) or Ledger(pool=pool)
            self._followed(unit, change, ledger, leads)
            return change

        command = ["split-account", pool, partner, new, str(part), leads, why]
        return self._once(command, key, divided, lambda events: _written(events)[-1])

    def _followed(
        self,
        unit: Unit,
        change: AccountTakenOver | AccountSplit,
        ledger: Ledger,
        leads: Sequence[str] | None = None,
    ) -> None:
        """Write the change of one pool, and whose *leads* are from then on; None is all that are open."""
        old = change.old if isinstance(change, AccountTakenOver) else change.partner
        booked(self._books, unit, change, pool=ledger.pool, subject=old)
        for lead in (each.lead for each in ledger.open if each.partner == old):
            if leads is not None and lead not in leads:
                continue
            # One that was told as open from before was claimed by nobody.
            if unit.holder(LEADS, lead) == old:
                unit.release(LEADS, lead)
                unit.claim(Claim(scope=LEADS, key=lead, holder=change.new))
            offer = self._books.get(unit, LeadOffer, lead)
            if offer is not None and offer.value.partner == old and offer.value.status in _STANDING:
                self._books.put_beside(unit, evolve(offer.value, partner=change.new), version=offer.version)


def _written(events: Sequence[Event]) -> tuple[Change, ...]:
    found: Any = (event.kept().record.facts[CHANGE] for event in events)
    return tuple(found)
