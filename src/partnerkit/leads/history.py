"""
Does the ledger follow from what happened?

The history of a pool is the records of its decisions and the changes beside
them, in the order in which they happened. From it the ledger is made again,
bit for bit; so it need not be trusted, and can be repaired.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeAlias, assert_never, get_args

from attrs import evolve

from partnerkit.leads.changes import (
    AccountSplit,
    AccountTakenOver,
    BalancesCorrected,
    Change,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    LedgersMerged,
    MembershipChanged,
    OpenLeadsTold,
)
from partnerkit.leads.decision import Decision
from partnerkit.leads.entries import (
    Booking,
    changed,
    enter,
    more_taken,
    moved,
    noted,
    settled,
    take_back,
    with_hand,
)
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.membership import with_member
from partnerkit.leads.merging import merge
from partnerkit.leads.takeover import split_account, take_over
from partnerkit.values.errors import InvalidValue, NotFound, shown

__all__ = ["Entry", "apply", "replay"]

#: What a history is made of.
Entry: TypeAlias = Decision | Change
_KINDS: tuple[type, ...] = get_args(Entry)


def __dir__() -> list[str]:
    return __all__


def apply(ledger: Ledger, *entries: Entry) -> Ledger:
    """
    Return *ledger* after what happened; after an error it is as good as before.

    Raises
    ------
    NotFound
        For a lead that is not open, or a partner who is not in the pool.
    InvalidValue, InvalidInput
        For a decision that is not the one by which the open lead was given, and
        for corrections that do not add up to zero; for what is no entry of a history.
    IllegalTransition
        For one who returns without having been away, and the like.
    LedgerMismatch, CurrencyMismatch, Overflowed
        For what belongs to another pool, is in another currency, or too large.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    >>> joined = [
    ...     MembershipChanged(partner=name, step="join", at=noon, by="anna", why="Signed.") for name in ("P-4", "P-5")
    ... ]
    >>> fix = BalancesCorrected(amounts={"P-4": 2, "P-5": -2}, at=noon, by="anna", why="Lost in the old CRM.")
    >>> ledger = apply(Ledger(), *joined, fix)
    >>> ledger.amount(ledger["P-4"].balance), ledger.amount(ledger.corrected)
    (Decimal('2'), Decimal('2'))
    """
    for entry in entries:
        _check_entry(entry)
        ledger = _after(ledger, entry)
    return ledger


def replay(history: Iterable[Entry], ledger: Ledger | None = None, *, told_once: bool = False) -> Ledger:
    """
    Make the ledger again from the whole *history* of its pool, starting from a new *ledger* or a snapshot.

    An entry is what it says, the moment included: told twice, it happened once. Where two things that are
    alike may have happened at one moment, say that every entry was *told_once*, as those of `Desk.entries`
    are: then each of them counts. Errors are those of `apply`.

    >>> replay([]) == Ledger()
    True
    """
    if told_once:
        return apply(Ledger() if ledger is None else ledger, *history)
    seen: set[Hashable] = set()
    after = Ledger() if ledger is None else ledger
    for entry in history:
        _check_entry(entry)
        name = _identity(entry)
        if name not in seen:
            seen.add(name)
            after = _after(after, entry)
    return after


def _check_entry(entry: object) -> None:
    if not isinstance(entry, _KINDS):
        remedy = "use decisions and what else happens to a pool, such as LeadReleased"
        raise InvalidValue(path="history", value=shown(entry), remedy=remedy)


def _identity(entry: Entry) -> Hashable:
    # One lead is not decided twice at one moment; its thousand candidates need not be compared.
    return (entry.lead, entry.as_of, entry.winner, entry.kept) if isinstance(entry, Decision) else entry


def _after(ledger: Ledger, entry: Entry) -> Ledger:
    match entry:
        case Decision():
            return _decided(ledger, entry)
        case OpenLeadsTold():
            return ledger.with_open(dict(entry.open))  # type: ignore[arg-type]  # it looks at them itself
        case LeadReleased():
            return ledger.release(entry.lead, as_of=entry.at, partner=entry.partner)
        case LeadCreditedBack():
            return take_back(ledger, entry.booking)
        case LeadDeclined():
            return take_back(ledger, entry.booking, entry.penalty)
        case LeadReassigned():
            return _reassigned(ledger, entry)
        case BalancesCorrected():
            return _corrected(ledger, entry)
        case MembershipChanged():
            return with_member(ledger, entry)
        case LedgersMerged():
            return merge(ledger, entry.other)
        case AccountTakenOver():
            return take_over(ledger, old=entry.old, new=entry.new)
        case AccountSplit():
            return split_account(
                ledger,
                partner=entry.partner,
                new=entry.new,
                part=entry.part,
                open_leads=entry.open_leads,
            )
        case _:
            assert_never(entry)


def _decided(ledger: Ledger, decision: Decision) -> Ledger:
    """Book a decision again; all who were asked have an account from then on."""
    pool = ledger.pool if decision.effect is None else decision.effect.pool
    ledger = settled(ledger, pool, decision.currency)
    if decision.kept is not None:
        return ledger
    ledger = noted(ledger, [each.partner for each in decision.named])
    if decision.effect is None:
        return ledger
    return enter(_begun(ledger, decision, dict(decision.effect.levels)), Booking.of(decision))


def _begun(ledger: Ledger, decision: Decision, levels: Mapping[str, int]) -> Ledger:
    """Let newcomers begin with the load they began with."""
    asked = (ledger[each.partner] for each in decision.named)
    new = [evolve(each, level=levels.get(each.partner, 0)) for each in asked if each.level is None]
    return evolve(ledger, accounts=ledger.accounts.with_items(new)) if new else ledger


def _reassigned(ledger: Ledger, change: LeadReassigned) -> Ledger:
    held = ledger.holder(change.lead)
    if held is None:
        raise NotFound(path="ledger.open", key=change.lead)
    if held.partner == change.partner:
        raise InvalidValue(path="partner", value=shown(change.partner), remedy="use another one; he has it")
    given = held.moved or held.since
    if given is not None and change.at < given:
        remedy = f"use a time not before it was given, {given}"
        raise InvalidValue(path="at", value=shown(str(change.at)), remedy=remedy)
    ledger = noted(ledger, [change.partner])
    whole = held.value << ledger.precision
    # Leads from before the ledger were never counted as given.
    one = int(held.since is not None)
    numbers = {"balance": -whole, "received": whole, "hand_received": whole, "leads": one, "open_leads": 1}
    numbers["level"] = held.value
    changes = {
        change.partner: numbers,
        held.partner: {name: -number for name, number in numbers.items()},
    }
    taken = {change.partner: more_taken(ledger[change.partner].taken, change.taken)}
    after = evolve(
        changed(ledger, changes, taken),
        open=ledger.open.with_items((evolve(held, partner=change.partner, moved=change.at),)),
        corrected=ledger.corrected + whole,
    )
    return with_hand(after, change.by, held.value, overrode=change.overrode is not None)


def _corrected(ledger: Ledger, change: BalancesCorrected) -> Ledger:
    amounts = {
        name: ledger.sub_units(amount, f"amounts.{name}")  # type: ignore[arg-type]  # looked at by the change
        for name, amount in change.amounts.items()
    }
    if sum(amounts.values()):
        over = ledger.amount(sum(amounts.values()))
        remedy = "use amounts that add up to zero: what one is owed more, others are owed less"
        raise InvalidValue(path="amounts", value=shown(str(over)), remedy=remedy)
    return moved(ledger, amounts)
