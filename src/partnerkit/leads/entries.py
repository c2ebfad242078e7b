"""
What does one lead do to a ledger, and how is it undone?

A booking says in whole numbers what a decision did: who was credited with which
share, and who was charged. It is taken from the record of the decision, which
whoever gives leads keeps anyway; the ledger itself remembers of an open lead
only who has it and what it counted, so that it stays small. With the booking a
lead can be entered again, or taken back as if it had never come.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.leads.account import Account, OpenLead, Taken
from partnerkit.leads.decision import Decision
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.pool import Hand
from partnerkit.values import fields
from partnerkit.values.apportion import shares
from partnerkit.values.errors import InvalidValue, LedgerMismatch, NotFound, raise_faults, shown

__all__ = [
    "Booking", "changed", "enter", "fines_of", "less_taken", "more_taken", "moved", "noted", "settled", "take_back",
    "with_hand",
]  # fmt: skip

_size = fields.Check(lambda value: type(value) is int and value >= 0, "use a whole number, zero or more")
_share = fields.Check(
    lambda value: (
        isinstance(value, tuple)
        and len(value) == 2
        and fields.identifier.accepts(value[0])
        and _size.accepts(value[1])
    ),
    "use a partner and his share",
)

_NONE: Mapping[str, tuple[Taken, ...]] = MappingProxyType({})


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Booking:
    """
    What a lead did to the ledger of its pool.

    >>> Booking(
    ...     pool="default", lead="L-1", partner="P-4", at=datetime.fromisoformat("2026-03-02T09:00Z"),
    ...     value=1, precision=20, shares=(("P-4", 1 << 19), ("P-5", 1 << 19)),
    ... ).share("P-5")
    524288
    """

    pool: str = field(validator=fields.identifier)
    lead: str = field(validator=fields.identifier)

    #: To whom it was given.
    partner: str = field(validator=fields.identifier)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)

    #: What it counted, in minor units or leads.
    value: int = field(validator=_size)
    precision: int = field(validator=fields.whole_number(least=1, most=30))

    #: ISO 4217 code; None where leads count one.
    currency: str | None = field(
        default=None, validator=fields.optional(fields.code("[A-Z]{3}", "use a code of ISO 4217"))
    )

    #: Each candidate and his share of it in sub-units, sorted by id: they add up to the lead.
    shares: tuple[tuple[str, int], ...] = field(validator=fields.each(_share, least=1))

    #: The windows in which it counts, the range of the bonus, and what it added to the corrections.
    taken: tuple[Taken, ...] = field(default=(), validator=fields.each(fields.instance(Taken, "a Taken")))
    bonus: int = field(default=0, validator=_size)
    corrected: int = field(default=0, validator=_size)

    #: Whether turns were kept without a break until and with this lead.
    steady: bool = field(default=False, validator=fields.truth)

    #: Who gave it by hand, and the rule in spite of which; None where the policy decided.
    by: str | None = field(default=None, validator=fields.optional(fields.identifier))
    overrode: str | None = field(default=None, validator=fields.optional(fields.identifier))

    def __attrs_post_init__(self) -> None:
        if sum(share for _, share in self.shares) != self.whole:
            remedy = "use shares that add up to what the lead counted"
            raise InvalidValue(path="shares", value=shown(self.shares), remedy=remedy)

    @property
    def whole(self) -> int:
        """What the lead counted, in sub-units."""
        return self.value << self.precision

    def share(self, partner: str) -> int:
        """Return the share of *partner* in sub-units: 0 if he was no candidate."""
        return dict(self.shares).get(partner, 0)

    @classmethod
    def of(cls, decision: Decision) -> "Booking":
        """
        Read from the record of *decision* what it did to the ledger.

        Raises
        ------
        InvalidValue
            When it gave the lead to nobody.
        """
        effect = decision.effect
        if decision.winner is None or effect is None:
            remedy = "use the decision by which the lead was given"
            raise InvalidValue(path=f"decisions.{decision.lead}", value="nothing given", remedy=remedy)
        scale = Ledger(currency=decision.currency, precision=effect.precision)
        found = [
            (each.partner, scale.sub_units(each.accrual))
            for each in decision.named
            if each.accrual is not None
        ]
        return cls(
            pool=effect.pool,
            lead=decision.lead,
            partner=decision.winner,
            at=decision.as_of,
            value=effect.value,
            precision=effect.precision,
            currency=decision.currency,
            # Given by hand where nobody could take it, it is owed to whoever takes it.
            shares=tuple(sorted(found)) or ((decision.winner, effect.value << effect.precision),),
            taken=effect.taken,
            bonus=effect.bonus,
            corrected=effect.corrected,
            steady=effect.steady,
            by=effect.by,
            overrode=effect.overrode,
        )


def settled(ledger: Ledger, pool: str, currency: str | None, precision: int | None = None) -> Ledger:
    """Return *ledger* with its counting and currency known; what belongs to another pool is refused."""
    if ledger.pool != pool:
        raise LedgerMismatch(expected=pool, found=ledger.pool)
    value: Literal["lead", "unit"] = "unit" if currency is None else "lead"
    if ledger.value not in (None, value) or ledger.currency not in (None, currency):
        found = f"{ledger.pool} (in {ledger.currency or 'leads'})"
        raise LedgerMismatch(expected=f"{pool} (in {currency or 'leads'})", found=found)
    if precision not in (None, ledger.precision):
        found = f"{ledger.pool} (precision {ledger.precision})"
        raise LedgerMismatch(expected=f"{pool} (precision {precision})", found=found)
    return evolve(ledger, value=value, currency=currency)


def noted(ledger: Ledger, partners: Iterable[str]) -> Ledger:
    """Return *ledger* with an account, of zero, for each of *partners* who has none."""
    new = [Account(partner=partner) for partner in partners if ledger.get(partner) is None]
    return evolve(ledger, accounts=ledger.accounts.with_items(new)) if new else ledger


def changed(
    ledger: Ledger, changes: Mapping[str, Mapping[str, int]], taken: Mapping[str, tuple[Taken, ...]] = _NONE
) -> Ledger:
    """Add to the numbers of accounts, all at once: per partner, what is added to which field."""
    accounts = []
    for partner, numbers in changes.items():
        account = ledger[partner]
        known = {name: getattr(account, name) for name in numbers}
        # A load that has not begun does not change.
        new: dict[str, Any] = {name: now + numbers[name] for name, now in known.items() if now is not None}
        accounts.append(evolve(account, taken=taken.get(partner, account.taken), **new))
    return evolve(ledger, accounts=ledger.accounts.with_items(accounts))


def moved(ledger: Ledger, changes: Mapping[str, int]) -> Ledger:
    """Change balances by sub-units that add up to zero; the bound grows by half of what they come to."""
    after = changed(ledger, {partner: {"balance": change} for partner, change in changes.items()})
    return evolve(after, corrected=ledger.corrected + half_norm(changes.values()))


def half_norm(changes: Iterable[int]) -> int:
    """Return what changes of balances, which add up to zero, add to the corrections of the bound."""
    return sum(map(abs, changes)) // 2


def enter(ledger: Ledger, booking: Booking) -> Ledger:
    """Credit every candidate with his share, charge the one who got the lead, note that he has it open."""
    ledger = settled(ledger, booking.pool, booking.currency, booking.precision)
    _check_free(ledger, booking.lead)
    candidates = [partner for partner, _ in booking.shares]
    before = _together(noted(ledger, (booking.partner, *candidates)), candidates)
    hand = booking.by is not None
    changes = {
        partner: Counter(balance=share, entitled=share, hand_entitled=share * hand)
        for partner, share in booking.shares
    }
    _charge(changes.setdefault(booking.partner, Counter()), booking, 1)
    taken = more_taken(before[booking.partner].taken, booking.taken)
    held = OpenLead(
        lead=booking.lead,
        partner=booking.partner,
        value=booking.value,
        accrued=booking.share(booking.partner),
        since=booking.at,
    )
    after = evolve(
        changed(before, changes, {booking.partner: taken}),
        open=ledger.open.with_items((held,)),
        leads=ledger.leads + 1,
        # What a person decides is in the corrections; it need not widen the bound twice.
        largest_value=max(ledger.largest_value, 0 if hand else booking.value),
        largest_bonus=max(ledger.largest_bonus, booking.bonus),
        corrected=ledger.corrected + booking.corrected,
        # A batch may be told in another order than it was given: turns once broken stay broken.
        steady=ledger.steady and (booking.steady or not booking.value),
    )
    if booking.by is None:
        return after
    return with_hand(after, booking.by, booking.value, overrode=booking.overrode is not None)


def take_back(ledger: Ledger, booking: Booking, penalty: Fraction = Fraction(0)) -> Ledger:
    """
    Undo *booking*: who has the lead is credited with it again, and every candidate loses his share of it.

    A penalty is a part of the lead that the holder is charged with all the
    same; it goes to the other candidates in proportion to their shares.
    """
    ledger = settled(ledger, booking.pool, booking.currency, booking.precision)
    held, hand = _held(ledger, booking), booking.by is not None
    booking = _inherited(ledger, booking)
    changes = {
        partner: Counter(balance=-share, entitled=-share, hand_entitled=-share * hand)
        for partner, share in booking.shares
    }
    _charge(changes.setdefault(held.partner, Counter()), booking, -1)
    if not hand and held.partner != booking.partner:
        # It was moved by hand, which is undone as well.
        changes.setdefault(booking.partner, Counter())["hand_received"] += booking.whole
        changes[held.partner]["hand_received"] -= booking.whole
    for partner, fine in fines_of(booking, held.partner, penalty).items():
        changes[partner]["balance"] += fine
    taken = ledger[held.partner].taken
    if held.partner == booking.partner:
        taken = less_taken(taken, booking.taken)
    return evolve(
        changed(ledger, changes, {held.partner: taken}),
        open=ledger.open.without(held.lead),
        leads=ledger.leads - 1,
        corrected=ledger.corrected + half_norm(each["balance"] for each in changes.values()),
    )


def _inherited(ledger: Ledger, booking: Booking) -> Booking:
    """Return *booking* with the heirs of those who were taken over since, and have no account any more."""
    heirs = {old: new for old, new in ledger.heirs if ledger.get(old) is None}
    if heirs.keys().isdisjoint([booking.partner, *dict(booking.shares)]):
        return booking
    found: Counter[str] = Counter()
    for partner, share in booking.shares:
        found[heirs.get(partner, partner)] += share
    partner = heirs.get(booking.partner, booking.partner)
    return evolve(booking, partner=partner, shares=tuple(sorted(found.items())))


def _charge(numbers: Counter[str], booking: Booking, times: Literal[1, -1]) -> None:
    """Charge with a lead, or undo it."""
    value, hand = booking.whole * times, booking.by is not None
    numbers.update(balance=-value, received=value, hand_received=value * hand)
    numbers.update(leads=times, open_leads=times, level=booking.value * times)


def fines_of(booking: Booking, holder: str, penalty: Fraction) -> Mapping[str, int]:
    """Return what *holder* pays and the other candidates get; nothing where there are none."""
    others = {partner: share for partner, share in booking.shares if partner != holder and share}
    fine = int(booking.whole * penalty) if others else 0
    if not fine:
        return {}
    return {**dict(zip(others, shares(fine, tuple(others.values())), strict=True)), holder: -fine}


def more_taken(taken: tuple[Taken, ...], given: Iterable[Taken]) -> tuple[Taken, ...]:
    """Count a lead in its windows; of each kind only the latest window is kept."""
    windows = {each.window: each for each in taken}
    for each in given:
        known = windows.get(each.window)
        count = known.count if known is not None and known.key == each.key else 0
        windows[each.window] = evolve(each, count=count + 1)
    return tuple(sorted(windows.values()))


def less_taken(taken: tuple[Taken, ...], given: Iterable[Taken]) -> tuple[Taken, ...]:
    """Undo `more_taken`, where the window is still the latest."""
    undone = {(each.window, each.key) for each in given}
    windows = (
        evolve(each, count=each.count - 1) if (each.window, each.key) in undone else each for each in taken
    )
    return tuple(each for each in windows if each.count)


def with_hand(ledger: Ledger, person: str, value: int, *, overrode: bool) -> Ledger:
    """Return *ledger* with one more lead that *person* gave by hand."""
    hands = {hand.person: hand for hand in ledger.hands}
    hand = hands.get(person) or Hand(person=person)
    hands[person] = evolve(
        hand, leads=hand.leads + 1, value=hand.value + value, overrides=hand.overrides + overrode
    )
    return evolve(ledger, hands=tuple(hands[name] for name in sorted(hands)))


def _together(ledger: Ledger, partners: Iterable[str]) -> Ledger:
    """Note that *partners* were eligible together: their groups become one."""
    met = {ledger[partner].group for partner in partners}
    if len(met) < 2:
        return ledger
    first = min(met)
    joined = [
        evolve(each, group=first) for each in ledger.accounts if each.group in met and each.group != first
    ]
    return evolve(ledger, accounts=ledger.accounts.with_items(joined))


def _check_free(ledger: Ledger, lead: str) -> None:
    held = ledger.holder(lead)
    if held is not None:
        remedy = f"use a lead that nobody has; it is open at {held.partner}"
        raise InvalidValue(path="lead", value=shown(lead), remedy=remedy)


def _held(ledger: Ledger, booking: Booking) -> OpenLead:
    """Return who has the booked lead; a booking that is not the one of the open lead is refused."""
    held = ledger.holder(booking.lead)
    if held is None:
        raise NotFound(path="ledger.open", key=booking.lead)
    expected = {
        "value": (booking.value, held.value),
        "at": (booking.at, held.since),
        "shares": (booking.share(booking.partner), held.accrued),
    }
    raise_faults(
        InvalidValue(
            path=f"booking.{name}",
            value=shown(str(found)),
            remedy=f"use the decision by which the lead was given; the ledger has {right}",
        )
        for name, (found, right) in expected.items()
        if found != right
    )
    return held
