"""
Who of a large pool could take the next lead, without asking everybody?

What the rules read of each partner, his weight and whether he has room are put
down once, and follow what changes. A lead is then looked up: only those whom
the rules let pass are asked, and they get the answer that they would get among
all. What stood against the others is known, and said when somebody looks.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Blank, Partner
from partnerkit.leads.account import Account
from partnerkit.leads.asked import Asked, Rest, names_of
from partnerkit.leads.booking import book
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.columns import GONE, Column, Mask, grown
from partnerkit.leads.counting import settled_for
from partnerkit.leads.decision import Decision
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, Occasion, Rule, limits
from partnerkit.leads.kernel import distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import Within, pose, room_left
from partnerkit.leads.register import Register
from partnerkit.leads.result import Allocation
from partnerkit.leads.retelling import no_room
from partnerkit.leads.weights import exact_weight
from partnerkit.values.errors import NotFound, PartnerkitError
from partnerkit.values.time import Period

__all__ = ["ANY_TIME", "Roster", "Sifted", "sift"]

#: So many partners changed are put down anew with all the others.
MANY = 64

#: Limits of leads that are open do not ask for the time.
ANY_TIME = datetime.min.replace(tzinfo=UTC)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Pool:
    """Those of a roster who are partners on one day."""

    here: Mask

    #: Their places in the order of their ids, and the digest of these.
    order: NDArray[np.intp]
    names: bytes

    #: The largest weight; None where somebody has none.
    heaviest: Fraction | None


@final
@frozen(kw_only=True, eq=False)
class Roster:
    """
    The partners of a pool as its rules and its policy see them; it never changes.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.leads.policies import FairShare
    >>> now, policy = datetime(2026, 3, 2, 9, tzinfo=UTC), FairShare(default=1, value="unit")
    >>> partners = {"P-4": Partner(id="P-4", territories=("de",)), "P-5": Partner(id="P-5", territories=("se",))}
    >>> ledger = Ledger(accounts=(Account(partner="P-4", level=0), Account(partner="P-5", level=0)))
    >>> roster = Roster.of(partners, policy).following(ledger)
    >>> decision, after = roster.give(Lead(id="L-17", territory="de"), ledger, Occasion(as_of=now))
    >>> decision.winner, len(decision.named), [each.partner for each in decision.candidates]
    ('P-4', 1, ['P-4', 'P-5'])
    """

    policy: Policy
    rules: Sequence[Rule]
    blank: Blank

    #: By id, as they were put down.
    partners: Mapping[str, Partner]
    places: Mapping[str, int]

    #: By place; None where somebody is gone.
    seats: Sequence[Partner | None]
    columns: tuple[Column, ...]

    #: By place: the weight, None where the policy knows none.
    weights: Sequence[Fraction | None]

    #: Of whom it is known what he has; whose room is used up; and who is not in the ledger yet.
    accounts: Register[Account] = field(factory=lambda: Register("partner"))
    full: Mask
    new: Mask

    #: Those who are not partners on every day, and on which they are; and who is one on which.
    dated: Sequence[tuple[int, Period]]
    known: dict[date | None, Pool] = field(factory=dict)

    @classmethod
    def of(
        cls,
        partners: Mapping[str, Partner],
        policy: Policy,
        *,
        rules: Sequence[Rule] = RULES,
        blank: Blank = "exclude",
        accounts: Register[Account] | None = None,
    ) -> "Roster":
        """Put down *partners*, who are given by id, and what they have by their *accounts*."""
        seats = tuple(partners.values())
        known: Register[Account] = Register("partner") if accounts is None else accounts
        held = [*map(known.by_id().get, partners)]
        asked = [rule for rule in rules if isinstance(rule, EligibilityRule)]
        limited = [rule for rule in rules if isinstance(rule, Limit)]
        return cls(
            policy=policy,
            rules=rules,
            blank=blank,
            partners=partners,
            places={name: place for place, name in enumerate(partners)},
            seats=seats,
            columns=tuple(Column.of(rule, rule.owns(seats, blank)) for rule in asked),
            weights=[_weight(policy, each) for each in seats],
            dated=_dated(seats),
            accounts=known,
            full=np.array(
                [_is_full(limited, *each) for each in zip(seats, held, strict=True)], dtype=np.bool_
            ),
            new=np.array([_is_new(each) for each in held], dtype=np.bool_),
        )

    @staticmethod
    def suits(rules: Sequence[Rule]) -> bool:
        """Tell whether rules can be put down: each by itself, and limits of leads that are open."""
        return all(rule.window == "open" if isinstance(rule, Limit) else not rule.gives_way for rule in rules)

    def with_partners(self, partners: Mapping[str, Partner]) -> "Roster":
        """Return the roster of *partners*, given by id; only those who are others than before are put down."""
        if partners is self.partners:
            return self
        changed = [name for name, each in partners.items() if self.partners.get(name) is not each]
        gone = [name for name in self.partners if name not in partners]
        if len(changed) + len(gone) > MANY:
            return Roster.of(
                partners, self.policy, rules=self.rules, blank=self.blank, accounts=self.accounts
            )
        places = {name: place for name, place in self.places.items() if name in partners}
        seats, weights = [*self.seats], [*self.weights]
        for name in changed:
            if places.setdefault(name, len(seats)) == len(seats):
                seats.append(None)
                weights.append(None)
        touched = [*(self.places[name] for name in gone), *(places[name] for name in changed)]
        before = {place: self.seats[place] if place < len(self.seats) else None for place in touched}
        for name in changed:
            seats[places[name]], weights[places[name]] = partners[name], _weight(self.policy, partners[name])
        for name in gone:
            seats[self.places[name]] = None
        full, new = grown(self.full, len(seats)), grown(self.new, len(seats))
        for name in changed:
            place, account = places[name], self.accounts.get(name)
            full[place] = _is_full(self.rules, partners[name], account)
            new[place] = _is_new(account)
        columns = tuple(
            each.with_own(
                len(seats),
                [(at, self._own(each.rule, before[at]), self._own(each.rule, seats[at])) for at in touched],
            )
            for each in self.columns
        )
        return evolve(
            self,
            partners=partners, places=places, seats=seats, columns=columns, weights=weights, full=full, new=new,
            dated=_dated(seats), known={},
        )  # fmt: skip

    def _own(self, rule: EligibilityRule, partner: Partner | None) -> Any:
        return GONE if partner is None else rule.own(partner, self.blank)

    def following(self, ledger: Ledger) -> "Roster":
        """Return the roster as the pool stands in *ledger*."""
        return self if ledger.accounts is self.accounts else self._followed(ledger.accounts)

    def _followed(self, accounts: Register[Account]) -> "Roster":
        full, new = self.full.copy(), self.new.copy()
        limited = [rule for rule in self.rules if isinstance(rule, Limit)]
        for name, account in accounts.changes(self.accounts).items():
            place = self.places.get(name)
            partner = None if place is None else self.seats[place]
            if place is not None and partner is not None:
                full[place] = _is_full(limited, partner, account)
                new[place] = _is_new(account)
        return evolve(self, accounts=accounts, full=full, new=new)

    def weight(self, name: str) -> Fraction:
        """Return the weight of a partner who has one, by his id."""
        found = self.weights[self.places[name]]
        if found is None:
            raise NotFound(path="weights", key=name)
        return found

    def pool(self, day: date) -> Pool:
        """Return those who are partners on *day*."""
        key = day if self.dated else None
        known = self.known.get(key)
        if known is None:
            if len(self.known) > MANY:
                self.known.clear()
            known = self.known[key] = self._pool(day)
        return known

    def has_new(self, day: date) -> bool:
        """Tell whether somebody who is a partner on *day* is not in the ledger yet."""
        return bool((self.new & self.pool(day).here).any())

    def _pool(self, day: date) -> Pool:
        here = np.array([each is not None for each in self.seats], dtype=np.bool_)
        here[[place for place, valid in self.dated if not valid.contains(day)]] = False
        order = sorted(np.flatnonzero(here).tolist(), key=lambda place: self.seats[place].id)  # type: ignore[union-attr]  # he is here
        # Most have one and the same weight, and equal fractions take long to be seen as such.
        weights = {id(each): each for each in map(self.weights.__getitem__, order)}.values()
        heaviest = (
            None if None in weights else max((each for each in weights if each is not None), default=None)
        )
        return Pool(
            here=here,
            order=np.array(order, dtype=np.intp),
            names=names_of(self.seats[place].id for place in order),  # type: ignore[union-attr]  # he is here
            heaviest=heaviest,
        )

    def give(self, lead: Lead, ledger: Ledger, occasion: Occasion) -> tuple[Decision, Ledger] | None:
        """
        Return the decision about *lead* and the *ledger* after it, as `allocate` makes them.

        None where it needs everybody: somebody of the pool is not in the ledger yet, has no weight, or the
        lead is open already. The roster stands as the ledger does.
        """
        pool = self.pool(occasion.as_of.date())
        is_open = ledger.holder(lead.id) is not None
        if pool.heaviest is None or is_open or self.has_new(occasion.as_of.date()):
            return None
        sifted = sift(self, pool, lead, occasion)
        seats = [self.seats[place] for place in np.flatnonzero(sifted.left).tolist()]
        few = [each for each in seats if each is not None]
        if not few:
            after, _ = settled_for([lead], self.policy, ledger)
            decision = Decision(lead=lead.id, as_of=occasion.as_of, winner=None, currency=after.currency)
        else:
            weights = {each.id: self.weight(each.id) for each in few}
            within = Within(size=len(pool.order), heaviest=pool.heaviest, weights=weights)
            question = pose(
                [lead], few, self.policy, ledger=ledger, as_of=occasion.as_of, by_value=False, within=within,
                rules=self.rules, blank=self.blank,
            )  # fmt: skip
            trace = distribute(question.work)
            after = book(question, trace)
            decision = Allocation(question, trace, after).decisions[lead.id]
        named = decision.named
        if len(few) == len(pool.order):
            return decision, after
        whole = Asked(named, sifted.rest, lambda: sifted.everybody(named))
        return evolve(decision, candidates=whole), after


@final
@frozen(kw_only=True, eq=False)
class Sifted:
    """Who of a pool is left for a lead, and what stood against the others."""

    roster: Roster
    pool: Pool
    lead: Lead
    occasion: Occasion

    left: Mask
    fails: Sequence[tuple[EligibilityRule, Mask]]
    against: Mapping[str, Mask]
    counts: Mapping[str, int]

    def everybody(self, named: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Return those who are *named* and all others in their order, each with all that stood against him."""
        could = (each for each in named if each.is_eligible)
        return (*could, *self.others(each for each in named if not each.is_eligible))

    def others(self, named: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Return those whom the rules let pass, *named*, and could not take it all the same, and all others."""
        roster = self.roster
        told: dict[tuple[int, Hashable], Any] = {}
        others = [*named]
        fails = [
            (rule, rule.of_lead(self.lead), set(np.flatnonzero(whom).tolist())) for rule, whom in self.fails
        ]
        for place in np.flatnonzero(self.pool.here & ~self.left).tolist():
            partner: Any = roster.seats[place]
            reasons = []
            for number, (rule, wanted, whom) in enumerate(fails):
                if place in whom:
                    own = rule.own(partner, roster.blank)
                    known = told.get((number, own)) or rule.judge(wanted, own, self.occasion)
                    if known is not None:
                        told[number, own] = known
                        reasons.append(known)
            if roster.full[place]:
                account = roster.accounts.get(partner.id)
                reasons.extend(
                    no_room(account, limits(roster.rules, partner, account, as_of=self.occasion.as_of))
                )
            others.append(Candidate(partner=partner.id, objection=reasons[0], further=tuple(reasons[1:])))
        return tuple(sorted(others, key=lambda each: each.partner))

    @property
    def rest(self) -> Rest:
        """Those whom the rules kept from it, as a count and a digest."""
        order = self.pool.order
        against = {label: whom[order] for label, whom in self.against.items()}
        return Rest.told(self.pool.names, against, self.counts)


def sift(roster: Roster, pool: Pool, lead: Lead, occasion: Occasion) -> Sifted:
    """Look *lead* up by every rule."""
    left, fails = pool.here, []
    counts: dict[str, int] = {}
    against = {"no-room": roster.full & pool.here}
    for column in roster.columns:
        passes = column.passes(lead, occasion)
        if passes is None:
            continue
        rule, whom = column.rule, pool.here & ~passes
        fails.append((rule, whom))
        parts = [(rule.code, rule.code, whom & ~column.unknown)]
        if rule.restricts is not None:
            parts.append((f"field-unknown {rule.restricts}", "field-unknown", whom & column.unknown))
        for label, code, some in parts:
            against[label] = against[label] | some if label in against else some
            counts[code] = counts.get(code, 0) + int((some & left).sum())
        left = left & passes
    return Sifted(
        roster=roster, pool=pool, lead=lead, occasion=occasion, left=left, fails=fails, against=against, counts=counts,
    )  # fmt: skip


def _dated(seats: Sequence[Partner | None]) -> list[tuple[int, Period]]:
    return [
        (place, each.valid) for place, each in enumerate(seats) if each is not None and each.valid is not None
    ]


def _weight(policy: Policy, partner: Partner) -> Fraction | None:
    try:
        return exact_weight(policy.weight(partner), "weights")
    except PartnerkitError:
        return None


def _is_new(account: Account | None) -> bool:
    return account is None or account.level is None


def _is_full(rules: Sequence[Rule], partner: Partner, account: Account | None) -> bool:
    if account is not None and account.away is not None:
        return True
    return room_left(limits(rules, partner, account, as_of=ANY_TIME)) <= 0
