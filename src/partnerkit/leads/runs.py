"""
Who gets each of these leads, looked up in a roster, and in few steps for each of them?

What leads have in common is found once: who could take them, and his share.
Of each lead what decided is kept, in whole numbers, and told in full when
somebody looks; the ledger is booked when somebody asks for it. Decisions and
ledger are those that asking everybody about one lead after the other gives.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeAlias, final

import numpy as np
from attrs import evolve, frozen

from partnerkit.facts.lead import Lead
from partnerkit.leads.account import OpenLead
from partnerkit.leads.asked import Asked
from partnerkit.leads.booking import joined
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.columns import Mask
from partnerkit.leads.counting import worth
from partnerkit.leads.decision import Decision, Effect
from partnerkit.leads.eligibility import Occasion, limits
from partnerkit.leads.ledger import Ledger, check_balances
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import room_left
from partnerkit.leads.retelling import no_room
from partnerkit.leads.roster import ANY_TIME, Roster, Sifted, sift
from partnerkit.leads.weights import relative_weights, whole_shares
from partnerkit.leads.work import tie_key, tie_order

__all__ = ["KINDS", "Run", "runs"]

#: Of so many kinds of leads it is remembered who could take them.
KINDS = 256


def __dir__() -> list[str]:
    return __all__


def runs(policy: Policy) -> bool:
    """
    Tell whether a decision by *policy* hangs on what is owed alone.

    >>> from partnerkit.leads.policies import FairShare, Rotation
    >>> runs(FairShare(default=1)), runs(Rotation(default=1))
    (True, False)
    """
    return policy.basis == "owed" and policy.fit is None


@final
@frozen(eq=False)
class _Set:
    """Some who could take a lead, in the order of their tie keys, and the share of it that each is owed."""

    places: Sequence[int]
    names: tuple[str, ...]
    shares: Sequence[int]


#: Makes the candidates of a decision of those who are told by name.
_Whole: TypeAlias = Callable[[Sequence[Candidate]], Sequence[Candidate]]


@final
@frozen(eq=False)
class _Kind:
    """What leads that are alike to every rule have in common, as long as nobody else is full."""

    could: _Set

    #: Those who could not take them and are told by name, and how all who were asked are told.
    others: tuple[Candidate, ...]
    whole: _Whole


@final
class Run:
    """
    Leads given one after the other from where a ledger stands, by a policy that `runs`.

    The *roster* stands as the ledger does. Where fewer than *few* could not take a lead by the rules, all are
    told by name.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.facts.partner import Partner
    >>> from partnerkit.leads.account import Account
    >>> from partnerkit.leads.policies import FairShare
    >>> partners = {name: Partner(id=name, territories=("de",)) for name in ("P-4", "P-5")}
    >>> ledger = Ledger(accounts=(Account(partner="P-4", level=0), Account(partner="P-5", level=0)))
    >>> run = Run(Roster.of(partners, FairShare(default=1, value="unit")).following(ledger), ledger)
    >>> leads = [Lead(id="L-1", territory="de"), Lead(id="L-2", territory="de"), Lead(id="L-3", territory="se")]
    >>> now = Occasion(as_of=datetime(2026, 3, 2, tzinfo=UTC))
    >>> run.ready(leads, now), [run.give(lead, now).winner for lead in leads], run.ledger.leads
    (3, ['P-5', 'P-4', None], 2)
    """

    def __init__(self, roster: Roster, ledger: Ledger, *, few: int = 0) -> None:
        self.partners, self.policy, self.blank = roster.partners, roster.policy, roster.blank
        self.weight = roster.weight
        self._roster, self._ledger, self._few = roster, ledger, few

        #: The ledger as it was asked for last; None since the last lead.
        self._booked: Ledger | None = ledger

        #: By place: balances as they stand, and what was added to them, to loads and to counts in the run.
        self._balances: dict[int, int] = {}
        self._accrued: dict[int, int] = {}
        self._loads: dict[int, int] = {}
        self._counts: dict[int, int] = {}
        self._room: dict[int, int] = {}
        self._opened: dict[str, OpenLead] = {}

        #: The sets that came up, by who is in them, and those of them of whom somebody got a lead.
        self._sets: dict[bytes, _Set] = {}
        self._met: dict[tuple[str, ...], None] = {}
        self._occasion: Occasion | None = None
        self._kinds: dict[tuple[Hashable, ...], _Kind] = {}

    @property
    def pool(self) -> str:
        """The pool whose leads are given."""
        return self._ledger.pool

    @property
    def before(self) -> Ledger:
        """The ledger with which the run began, its counting and currency settled by the first lead."""
        return self._ledger

    def ready(self, leads: Sequence[Lead], occasion: Occasion) -> int:
        """
        Return how many of *leads* can be given before one that needs everybody.

        None of them where somebody of the pool is not in the ledger yet or has no weight; else all before the
        first that is open already.
        """
        day = occasion.as_of.date()
        if self._roster.pool(day).heaviest is None or self._roster.has_new(day):
            return 0
        places = (place for place, lead in enumerate(leads) if self._is_open(lead.id))
        return next(places, len(leads))

    def _is_open(self, lead: str) -> bool:
        return lead in self._opened or self._ledger.holder(lead) is not None

    def give(self, lead: Lead, occasion: Occasion) -> Decision:
        """Return the decision about the next lead, which is ready; after an error the run is over."""
        before, (value,) = worth([lead], self.policy, self._ledger)
        if before is not self._ledger:
            self._ledger, self._booked = before, None
        kind = self._kind(lead, occasion)
        told: dict[str, Any] = {"lead": lead.id, "as_of": occasion.as_of, "currency": before.currency}
        if not kind.could.places:
            return Decision(winner=None, candidates=kind.whole(kind.others), **told)
        owed = Owed(
            lead=lead.id,
            partners=kind.could.names,
            before=tuple([self._balances[place] for place in kind.could.places]),
            accrual=tuple([share * value for share in kind.could.shares]),
            precision=before.precision,
            currency=before.currency,
        )
        winner = self._charged(owed, kind.could, value)
        self._opened[lead.id] = OpenLead(
            lead=lead.id,
            partner=owed.partners[winner],
            value=value,
            accrued=owed.accrual[winner],
            since=occasion.as_of,
        )
        ahead = owed.ahead
        return Decision(
            winner=owed.partners[winner],
            margin=None if ahead is None else before.amount(ahead),
            candidates=kind.whole(Reckoned(owed, kind.others)),
            effect=Effect(pool=before.pool, precision=before.precision, value=value),
            **told,
        )

    def _charged(self, owed: Owed, could: _Set, value: int) -> int:
        """Credit everybody with his share, charge who is owed most, and return where in the set he is."""
        totals = owed.totals
        top = max(totals)
        winner = totals.index(top)
        if totals.count(top) > 1:
            tied = [at for at, total in enumerate(totals) if total == top]
            winner = min(tied, key=lambda at: tie_order(owed.lead, tie_key(owed.partners[at])))
        totals[winner] -= value << owed.precision
        check_balances(totals)
        self._booked = None
        self._balances.update(zip(could.places, totals, strict=True))
        for place, share in zip(could.places, owed.accrual, strict=True):
            self._accrued[place] += share
        place = could.places[winner]
        self._loads[place] += value
        self._counts[place] += 1
        self._met[could.names] = None
        if self._counts[place] == self._room[place]:
            self._close(place)
        return winner

    # -- who could take a lead

    def _kind(self, lead: Lead, occasion: Occasion) -> _Kind:
        if not _is_same(self._occasion, occasion) or len(self._kinds) >= KINDS:
            self._kinds.clear()
            self._occasion = occasion
        read = tuple([column.rule.of_lead(lead) for column in self._roster.columns])
        known = self._kinds.get(read)
        if known is None:
            roster = self._roster
            sifted = sift(roster, roster.pool(occasion.as_of.date()), lead, occasion)
            known = self._kinds[read] = self._seen(sifted)
        return known

    def _seen(self, sifted: Sifted) -> _Kind:
        full = self._roster.full
        named = [self._full(place, sifted) for place in np.flatnonzero(sifted.left & full).tolist()]
        could, rest = self._set(sifted.left & ~full), sifted.rest
        if not rest.count or rest.count < self._few:
            return _Kind(could, sifted.others(named), _as_they_are)
        others = tuple(sorted(named, key=lambda each: each.partner))
        return _Kind(could, others, lambda told: Asked(told, rest, lambda: sifted.everybody(told)))

    def _full(self, place: int, sifted: Sifted) -> Candidate:
        """Return how one stands whom the rules let pass, and who has no room."""
        roster = self._roster
        partner: Any = roster.seats[place]
        account = roster.accounts.get(partner.id)
        rooms = limits(roster.rules, partner, account, as_of=sifted.occasion.as_of)
        first, *further = no_room(account, rooms)
        return Candidate(partner=partner.id, objection=first, further=tuple(further))

    def _set(self, could: Mask) -> _Set:
        key = np.packbits(could).tobytes()
        known = self._sets.get(key)
        if known is None:
            roster = self._roster
            seated: list[tuple[int, Any]] = [
                (place, roster.seats[place]) for place in np.flatnonzero(could).tolist()
            ]
            seated.sort(key=lambda each: (tie_key(each[1].id), each[1].id))
            names = tuple([partner.id for _, partner in seated])
            weights = relative_weights([self.weight(name) for name in names]) if names else ()
            shares = whole_shares(self._ledger.precision, weights) if names else []
            known = self._sets[key] = _Set([place for place, _ in seated], names, shares)
            for place, partner in seated:
                self._begin(place, partner)
        return known

    def _begin(self, place: int, partner: Any) -> None:
        if place in self._balances:
            return
        account: Any = self._roster.accounts.get(partner.id)
        self._balances[place] = account.balance
        self._accrued[place] = self._loads[place] = self._counts[place] = 0
        self._room[place] = room_left(limits(self._roster.rules, partner, account, as_of=ANY_TIME))

    def _close(self, place: int) -> None:
        """Note that somebody has no more room."""
        roster = self._roster
        partner: Any = roster.seats[place]
        account: Any = roster.accounts.get(partner.id)
        full = roster.full.copy()
        full[place] = True
        accounts = roster.accounts.with_items(
            [evolve(account, open_leads=account.open_leads + self._counts[place])]
        )
        self._roster = evolve(roster, accounts=accounts, full=full)
        self._kinds.clear()

    # -- what it comes to

    @property
    def ledger(self) -> Ledger:
        """The ledger after all leads so far."""
        if self._booked is None:
            self._booked = self._book()
        return self._booked

    def _book(self) -> Ledger:
        ledger = self._ledger
        if not self._opened:
            return ledger
        merged = self._merged()
        changed = {
            account.partner: evolve(account, group=merged[account.group])
            for account in (ledger.accounts if merged else ())
            if account.group in merged
        }
        for place, accrued in self._accrued.items():
            load, count = self._loads[place], self._counts[place]
            if not accrued and not count:
                continue
            partner: Any = self._roster.seats[place]
            account: Any = changed.get(partner.id) or ledger.get(partner.id)
            changed[partner.id] = evolve(
                account,
                balance=self._balances[place],
                entitled=account.entitled + accrued,
                received=account.received + (load << ledger.precision),
                leads=account.leads + count,
                level=account.level + load,
                open_leads=account.open_leads + count,
            )
        values = [each.value for each in self._opened.values()]
        return evolve(
            ledger,
            accounts=ledger.accounts.with_items(changed.values()),
            open=ledger.open.with_items(self._opened.values()),
            leads=ledger.leads + len(values),
            largest_value=max(ledger.largest_value, *values),
            # Turns are kept by policies that go by turns only.
            steady=ledger.steady and not any(values),
        )

    def _merged(self) -> Mapping[str, str]:
        group_of: dict[str, str] = {}
        for names in self._met:
            for name in names:
                account: Any = self._ledger.get(name)
                group_of[name] = account.group
        return joined([group_of[name] for name in names] for names in self._met)


def _as_they_are(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return candidates


def _is_same(known: Occasion | None, occasion: Occasion) -> bool:
    # Trees are looked at as objects: to compare all that is in them would take longer than to begin anew.
    return known is not None and (
        known.as_of == occasion.as_of
        and known.territories is occasion.territories
        and known.products is occasion.products
    )
