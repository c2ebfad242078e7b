"""
Who gets each of these leads, looked up in a roster, and in few steps for each of them?

What leads have in common is done once: the question is put, the kernel runs
and the ledger is booked for all of them together. Of each there is kept what
decided, in whole numbers. It is the decision that asking everybody about one
lead after the other gives, and is told in full when somebody looks.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeAlias, cast, final

import numpy as np
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads.account import Account
from partnerkit.leads.asked import Asked
from partnerkit.leads.booking import book
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.counting import settled_for
from partnerkit.leads.decision import Decision, Effect
from partnerkit.leads.eligibility import Occasion, limits
from partnerkit.leads.kernel import distribute
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.owed import Owed, Reckoned
from partnerkit.leads.policy import Policy
from partnerkit.leads.question import Question, Within, pose
from partnerkit.leads.retelling import no_room
from partnerkit.leads.roster import Pool, Roster, Sifted, sift
from partnerkit.leads.trace import Trace
from partnerkit.leads.work import NOBODY, shares_among, tie_key

__all__ = ["BLOCK", "run", "runs"]

#: So many leads are looked up at a time.
BLOCK = 1_000


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


def run(
    roster: Roster, leads: Sequence[Lead], ledger: Ledger, occasion: Occasion, *, few: int = 0
) -> tuple[tuple[Decision, ...], Ledger]:
    """
    Return the decisions about the first of *leads*, as many as can be looked up, and the *ledger* after them.

    They stop before a lead that is open already, and after `BLOCK` leads. There are none where everybody is needed,
    see `Roster.give`, or nobody could take any of them. Where fewer than *few* could not take a lead by the rules,
    all are told by name. The policy `runs`, and the roster stands as the ledger does.

    >>> from datetime import UTC, datetime
    >>> from partnerkit.leads.policies import FairShare
    >>> partners = {name: Partner(id=name, territories=("de",)) for name in ("P-4", "P-5")}
    >>> ledger = Ledger(accounts=(Account(partner="P-4", level=0), Account(partner="P-5", level=0)))
    >>> roster = Roster.of(partners, FairShare(default=1, value="unit")).following(ledger)
    >>> leads = [Lead(id="L-1", territory="de"), Lead(id="L-2", territory="de"), Lead(id="L-3", territory="se")]
    >>> decisions, after = run(roster, leads, ledger, Occasion(as_of=datetime(2026, 3, 2, tzinfo=UTC)))
    >>> [each.winner for each in decisions], after.leads
    (['P-5', 'P-4', None], 2)
    """
    pool = roster.pool(occasion.as_of.date())
    if pool.heaviest is None or (roster.new & pool.here).any():
        return (), ledger
    free = list[Lead]()
    for lead in leads[:BLOCK]:
        if ledger.holder(lead.id) is not None:
            break
        free.append(lead)
    if not free:
        return (), ledger
    kinds, row_of = _kinds(roster, pool, free, occasion)
    left = np.logical_or.reduce([each.left for each in kinds])
    seats = [(place, roster.seats[place]) for place in np.flatnonzero(left).tolist()]
    some = sorted((tie_key(each.id), each.id, place) for place, each in seats if each is not None)
    if not some:
        return (), ledger
    places = [place for _, _, place in some]
    partners = [each for place in places if (each := roster.seats[place]) is not None]
    within = Within(
        size=len(pool.order),
        heaviest=pool.heaviest,
        weights={each.id: roster.weight(each.id) for each in partners},
        table=np.array([each.left[places] for each in kinds]),
        row_of=row_of,
    )
    question = pose(
        free, partners, roster.policy, ledger=ledger, as_of=occasion.as_of, by_value=False, within=within,
        rules=roster.rules, blank=roster.blank,
    )  # fmt: skip
    trace = distribute(question.work)
    telling = _Telling(roster, question, trace, kinds, places, few)
    return tuple(telling.decisions(row_of)), book(question, trace)


def _kinds(
    roster: Roster, pool: Pool, leads: Sequence[Lead], occasion: Occasion
) -> tuple[list[Sifted], list[int]]:
    """Look up leads that are alike to every rule once; return what was found, and which of it each lead has."""
    kinds, rows, known = list[Sifted](), list[int](), dict[tuple[Hashable, ...], int]()
    for lead in leads:
        read = tuple([column.rule.of_lead(lead) for column in roster.columns])
        row = known.setdefault(read, len(kinds))
        if row == len(kinds):
            kinds.append(sift(roster, pool, lead, occasion))
        rows.append(row)
    return kinds, rows


@final
class _Telling:
    """A run told lead after lead, the balances followed on the way."""

    def __init__(
        self, roster: Roster, question: Question, trace: Trace, kinds: list[Sifted], places: list[int], few: int
    ) -> None:
        self._roster, self._question, self._trace = roster, question, trace
        self._kinds, self._places, self._few = kinds, places, few
        self._names = [each.id for each in question.partners]
        self._share = shares_among(question.work)

        #: By number of the set: who could take a lead, and the share of it that each is owed.
        self._sets: dict[int, tuple[list[int], tuple[str, ...], list[int]]] = {}

        #: By kind of lead and number of the set: those who could not take it, and what makes one decision of all.
        self._others: dict[tuple[int, int], tuple[tuple[Candidate, ...], _Whole]] = {}

    def decisions(self, row_of: Sequence[int]) -> Iterator[Decision]:
        """Return the decision about each lead."""
        question, work, ledger = self._question, self._question.work, self._question.ledger
        balances, given = list(work.balances), [0] * len(work.room)
        winners, numbers = self._trace.winners.tolist(), self._trace.sets.tolist()
        for lead, value, row, winner, number in zip(
            question.leads, work.values, row_of, winners, numbers, strict=True
        ):
            others, whole = self._others.get((row, number)) or self._against(row, number)
            if winner == NOBODY:
                yield Decision(
                    lead=lead.id,
                    as_of=question.as_of,
                    winner=None,
                    currency=ledger.currency,
                    candidates=whole(others),
                )
                continue
            index, names, shares = self._sets.get(number) or self._set(number)
            owed = Owed(
                lead=lead.id,
                partners=names,
                before=tuple([balances[each] for each in index]),
                accrual=tuple([share * value for share in shares]),
                precision=work.precision,
                currency=ledger.currency,
            )
            ahead = owed.ahead
            yield Decision(
                lead=lead.id,
                as_of=question.as_of,
                winner=self._names[winner],
                currency=ledger.currency,
                margin=None if ahead is None else ledger.amount(ahead),
                candidates=whole(Reckoned(owed, others)),
                effect=Effect(pool=ledger.pool, precision=work.precision, value=value),
            )
            for each, share in zip(index, owed.accrual, strict=True):
                balances[each] += share
            balances[winner] -= value << work.precision
            given[winner] += 1
            if given[winner] == work.room[winner]:
                self._close(winner, given[winner])

    def _set(self, number: int) -> tuple[list[int], tuple[str, ...], list[int]]:
        members = self._trace.members(number)
        index: list[int] = members.tolist()
        found = index, tuple([self._names[each] for each in index]), self._share(members).tolist()
        self._sets[number] = found
        return found

    def _against(self, row: int, number: int) -> "tuple[tuple[Candidate, ...], _Whole]":
        """Return those who could not take a lead and are told by name, and how all who were asked are told."""
        sifted, (index, _, _) = self._kinds[row], self._set(number)
        could = {self._places[each] for each in index}
        named = tuple(
            self._full(place) for place in self._places if sifted.left[place] and place not in could
        )
        rest = sifted.rest
        if not rest.count or rest.count < self._few:
            known = sifted.others(named), _as_they_are
        else:
            named = tuple(sorted(named, key=lambda each: each.partner))
            known = named, lambda told: Asked(told, rest, lambda: sifted.everybody(told))
        self._others[row, number] = known
        return known

    def _full(self, place: int) -> Candidate:
        """Return how one stands whom the rules let pass, and who has no room."""
        roster, partner = self._roster, cast("Partner", self._roster.seats[place])
        account = roster.accounts.get(partner.id)
        rooms = limits(roster.rules, partner, account, self._question.as_of)
        return Candidate(partner=partner.id, objection=no_room(account, rooms))

    def _close(self, winner: int, given: int) -> None:
        """Note that somebody who got so many leads has no more room."""
        roster = self._roster
        account = cast("Account", roster.accounts.get(self._names[winner]))
        full = roster.full.copy()
        full[self._places[winner]] = True
        accounts = roster.accounts.with_items([evolve(account, open_leads=account.open_leads + given)])
        self._roster = roster = evolve(roster, accounts=accounts, full=full)
        self._kinds = [each.within(roster) for each in self._kinds]
        self._others.clear()


#: Makes the candidates of a decision of those who are told by name.
_Whole: TypeAlias = Callable[[Sequence[Candidate]], Sequence[Candidate]]


def _as_they_are(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return candidates
