"""
Whatever happens to a pool, in any order: its ledger adds up, stays within its bound, and follows from its history.

The machine below lives through a pool: leads are given by the policy and by
hand, moved, declined, credited back and closed, partners come and go, ledgers
are corrected, merged, stored and read again. A faulty copy of any one step is
caught by it, which the last test shows.
"""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from types import MappingProxyType

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop.serialisation import dumps, loads
from partnerkit.leads import (
    RULES,
    BalancesCorrected,
    BestFit,
    CatchUp,
    EqualLoad,
    FairShare,
    Fit,
    LeadCreditedBack,
    LeadDeclined,
    LeadReleased,
    Ledger,
    LedgersMerged,
    Limit,
    MembershipChanged,
    OpenLeadsTold,
    Precedence,
    Rotation,
    allocate,
    allocate_batch,
    apply,
    assign_to,
    entries,
    history,
    membership,
    merging,
    named_partner,
    question,
    reassign,
    replay,
)
from partnerkit.values.errors import InvalidValue, PartnerkitError
from partnerkit.values.money import Money

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "default")
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERRITORIES = ("a", "b", "c")
#: Nobody takes more than a few leads a day or a week, so that windows fill up and roll over.
RULES_OF_POOL = (*RULES, Limit(window="day", most=lambda _: 9), Limit(window="week", most=lambda _: 25))
NAMES = [f"P-{number}" for number in range(6)]
LATE = [f"N-{number}" for number in range(3)]

values = st.one_of(st.integers(1, 5), st.integers(1, 100_000))
names = st.sampled_from(NAMES)
#: A lead of one territory is for those who serve it; one of none is for all.
places = st.sampled_from([*TERRITORIES, None])


def served(number):
    """Return what a partner serves: two of the three territories, or all."""
    return (None, ("a", "b"), ("b", "c"), ("a", "c"))[number % 4]


def balances_within_bound(ledger):
    """Tell whether every group of k partners ever eligible together is within its bound, and C."""
    widest = (ledger.largest_value << ledger.precision) + ledger.largest_bonus
    groups = {}
    for account in ledger.accounts:
        groups.setdefault(account.group, []).append(account.balance)
    return all(
        2 * abs(total) <= widest * k * (len(group) - k) + 2 * ledger.corrected
        for group in groups.values()
        for order in (sorted(group), sorted(group, reverse=True))
        for k, total in enumerate(accumulate(order), 1)
    )


def half_norm(before, after):
    return sum(abs(after.balances[name] - before.balances.get(name, 0)) for name in after.balances) // 2


class Life(RuleBasedStateMachine):
    """One pool, lived through."""

    counting = "lead"

    #: Whether the choice is always that of the ledger rule.
    by_ledger = True

    def rules_of(self):
        return FairShare(weights={"P-0": 5, "P-1": 2}, default=1, value=self.counting)

    #: On what terms leads are given.
    terms = MappingProxyType({"rules": RULES_OF_POOL})

    def __init__(self):
        super().__init__()
        self.partners = [Partner(id=name, territories=served(place)) for place, name in enumerate(NAMES)]
        self.policy = self.rules_of()
        self.start = self.ledger = Ledger(catch_up=CatchUp(most=Decimal(50)))
        self.history, self.given = [], {}
        self.again, self.told_again = self.start, 0
        self.now, self.number = START, 0

    # -- what the steps share

    def tick(self):
        self.now += timedelta(hours=1)
        return self.now

    def lead(self, value, place):
        self.number += 1
        # Names that begin anywhere in the alphabet, so that registers grow in the middle.
        name = f"{self.number * 7 % 10}-{self.number}"
        return Lead(
            id=name,
            territory=place,
            # Now and then the customer names somebody.
            named_partner=NAMES[self.number % 6] if self.number % 4 == 0 else None,
            value=None if self.counting == "unit" else Money.from_minor(value, "EUR"),
        )

    def keep(self, leads, result):
        self.history += [result.decisions[lead.id] for lead in leads]
        for lead in leads:
            if lead.id in result.assignments:
                self.given[lead.id] = lead, result.decisions[lead.id]
        self.ledger = result.ledger

    def take(self, change):
        before, self.ledger = self.ledger, apply(self.ledger, change)
        self.history.append(change)
        return before

    def only_counts(self, before):
        """What a person or a partner did counts half its size towards the bound, and not a sub-unit less."""
        assert self.ledger.corrected - before.corrected == half_norm(before, self.ledger)
        assert self.ledger.largest_value == before.largest_value

    def some(self, data):
        return data.draw(st.sampled_from(sorted(self.given)))

    # -- leads given

    @rule(value=values, place=places)
    def one_lead(self, value, place):
        lead, before = self.lead(value, place), self.ledger
        result = allocate([lead], self.partners, self.policy, ledger=before, as_of=self.tick(), **self.terms)
        self.keep([lead], result)
        away = [each for each in before.accounts if each.away is not None]

        assert self.ledger.corrected == before.corrected or not self.by_ledger
        assert [self.ledger[each.partner].balance for each in away] == [each.balance for each in away]
        assert not {each.partner for each in away} & set(result.assignments.values())

    @rule(asked=st.lists(st.tuples(values, places), min_size=2, max_size=5), batch=st.booleans())
    def several_leads(self, asked, batch):
        leads = [self.lead(*each) for each in asked]
        give = allocate_batch if batch else allocate
        away = {each.partner for each in self.ledger.accounts if each.away is not None}
        result = give(leads, self.partners, self.policy, ledger=self.ledger, as_of=self.tick(), **self.terms)
        self.keep(leads, result)

        assert not away & set(result.assignments.values())

    @rule(value=values, place=places)
    def a_lead_that_turns_out_to_be_none(self, value, place):
        lead, before = self.lead(value, place), self.ledger
        result = allocate([lead], self.partners, self.policy, ledger=before, as_of=self.tick())
        self.history.append(result.decisions[lead.id])
        self.ledger = result.ledger
        if lead.id not in result.assignments:
            return
        self.take(LeadCreditedBack(booking=self.history[-1], at=self.tick(), by="anna", why="Wrong number."))
        kept = {"largest_value", "largest_bonus", "corrected", "steady", "value", "currency"}
        restored = evolve(
            self.ledger,
            **{name: getattr(before, name) for name in kept},
            accounts=tuple(
                # Who had not begun has begun now, with the load that is level.
                evolve(each, group=before[each.partner].group, level=before[each.partner].level)
                for each in self.ledger.accounts
                if before.get(each.partner)
            ),
        )

        assert restored == before

    @rule(value=values, place=places, to=names, override=st.booleans())
    def by_hand(self, value, place, to, override):
        lead, before = self.lead(value, place), self.ledger
        try:
            given = assign_to(
                lead, to, self.partners, self.policy, ledger=before, as_of=self.tick(),
                by="anna", why="They know each other.", override=override, **self.terms,
            )  # fmt: skip
        except InvalidValue as error:
            refused = str(error)
        else:
            refused = None
        if refused is not None:
            assert not override
            assert "override=True" in refused
            return
        self.history.append(given.entry)
        self.given[lead.id] = lead, given.entry
        self.ledger = given.ledger
        self.only_counts(before)

    @rule(counts=st.dictionaries(names, st.integers(100, 110), min_size=1, max_size=2))
    def told(self, counts):
        self.number += 1
        self.take(OpenLeadsTold(open={**counts, f"old-{self.number}": "P-3"}, at=self.tick(), by="anna"))

    # -- leads that were given

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def released(self, data):
        lead = self.some(data)
        del self.given[lead]
        before = self.take(LeadReleased(lead=lead, at=self.tick(), by="anna"))

        assert self.ledger.balances == before.balances

    @precondition(lambda self: self.given)
    @rule(data=st.data(), penalty=st.sampled_from([0, 0, Fraction(1, 3), 1]), expired=st.booleans())
    def declined(self, data, penalty, expired):
        lead, decision = self.given.pop(self.some(data))
        holder = self.ledger.holder(lead.id)
        before = self.take(
            LeadDeclined(
                booking=decision, at=self.tick(), by="eva", why="No time.", penalty=penalty, expired=expired
            )
        )
        self.only_counts(before)
        # By hand it may have come to somebody who was not asked.
        own = {each.partner: each.accrual for each in decision.candidates}.get(holder.partner)
        whole = holder.value << before.precision
        accrued = 0 if own is None else before.sub_units(own)
        gained = self.ledger[holder.partner].balance - before[holder.partner].balance
        alone = {each.partner for each in decision.candidates if each.is_eligible} <= {holder.partner}

        assert gained == (0 if alone else whole - accrued - int(whole * penalty))
        assert self.ledger.holder(lead.id) is None
        assert self.ledger[holder.partner].open_leads == before[holder.partner].open_leads - 1

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def credited_back(self, data):
        lead, decision = self.given.pop(self.some(data))
        holder = self.ledger.holder(lead.id).partner
        before = self.take(LeadCreditedBack(booking=decision, at=self.tick(), by="anna", why="A test."))
        self.only_counts(before)

        assert self.ledger[holder].open_leads == before[holder].open_leads - 1

    @precondition(lambda self: self.given)
    @rule(data=st.data(), to=names)
    def moved_by_hand(self, data, to):
        lead, _ = self.given[self.some(data)]
        before = self.ledger
        if before.holder(lead.id).partner == to:
            return
        moved = reassign(
            lead, to, self.partners, self.policy, ledger=before, as_of=self.tick(),
            by="ben", why="On leave.", override=True, **self.terms,
        )  # fmt: skip
        self.history.append(moved.entry)
        self.ledger = moved.ledger
        self.only_counts(before)

    # -- what people do

    @rule(data=st.data(), amount=st.integers(1, 1_000))
    def corrected(self, data, amount):
        known = [each.partner for each in self.ledger.accounts]
        if len(known) < 2 or self.ledger.value is None:
            return
        one, other = data.draw(st.permutations(known))[:2]
        owed = Money.from_minor(amount, "EUR") if self.ledger.currency else amount
        fix = BalancesCorrected(
            amounts={one: owed, other: -owed}, at=self.tick(), by="anna", why="Lost in the old CRM."
        )
        self.only_counts(self.take(fix))

    @rule(data=st.data())
    def joins(self, data):
        name = data.draw(st.sampled_from(LATE))
        if self.ledger.get(name) is not None:
            return
        before = self.take(
            MembershipChanged(partner=name, step="join", at=self.tick(), by="anna", why="Signed.")
        )
        self.partners.append(Partner(id=name))

        assert self.ledger.balances == {**before.balances, name: 0}
        assert self.ledger.corrected == before.corrected

    @rule(data=st.data(), step=st.sampled_from(["pause", "leave"]))
    def goes(self, data, step):
        active = [each.partner for each in self.ledger.accounts if each.away is None]
        if not active:
            return
        name = data.draw(st.sampled_from(active))
        before = self.take(
            MembershipChanged(partner=name, step=step, at=self.tick(), by="anna", why="Holidays.")
        )

        assert self.ledger == evolve(before, accounts=before.accounts.with_items([self.ledger[name]]))
        assert self.ledger[name] == evolve(before[name], away=self.ledger[name].away)

    @rule(data=st.data(), missed=st.sampled_from([None, 0, 3, 200]))
    def comes_back(self, data, missed):
        away = [each.partner for each in self.ledger.accounts if each.away is not None]
        if not away or self.ledger.value is None:
            return
        name = data.draw(st.sampled_from(away))
        amount = missed and (Decimal(missed) if self.ledger.currency is None else Money.of(missed, "EUR"))
        before = self.take(
            MembershipChanged(
                partner=name, step="return", at=self.tick(), by="anna", why="Back.", missed=amount
            )
        )
        self.only_counts(before)
        others = any(each.away is None for each in before.accounts)
        credited = self.ledger.amount(self.ledger[name].balance - before[name].balance)

        assert credited == (min(missed or 0, 50) if others else 0)

    @rule(asked=st.lists(st.tuples(values, places), min_size=1, max_size=4), swap=st.booleans())
    def merged(self, asked, swap):
        leads = [self.lead(*each) for each in asked]
        other = allocate(
            leads, self.partners[1:], self.policy, ledger=self.start, as_of=self.tick(), **self.terms
        )
        for lead in leads:
            if lead.id in other.assignments:
                self.given[lead.id] = lead, other.decisions[lead.id]

        assert merging.merge(other.ledger, self.ledger) == merging.merge(self.ledger, other.ledger)
        self.take(LedgersMerged(other=other.ledger, at=self.tick(), by="anna", why="One region now."))

    @rule()
    def stored_and_read_again(self):
        read = loads(dumps(self.ledger))

        assert dumps(read) == dumps(self.ledger)
        self.ledger = read

    # -- what holds at every moment

    @invariant()
    def balances_add_up_to_zero(self):
        assert sum(self.ledger.balances.values()) == 0

    @invariant()
    def everybody_is_within_the_bound(self):
        assert balances_within_bound(self.ledger)

    @invariant()
    def the_ledger_follows_from_its_history(self):
        # From where it was last followed to, in as many pieces as it has steps; at the end twice, in one piece.
        self.again = replay(self.history[self.told_again :], self.again)
        self.told_again = len(self.history)

        assert self.again == self.ledger

    @invariant()
    def counts_agree(self):
        given = [each for each in self.ledger.open if each.since is not None]

        assert {each.lead for each in given} == set(self.given)
        assert sum(each.leads for each in self.ledger.accounts) == self.ledger.leads
        assert sum(each.hand_received - each.hand_entitled for each in self.ledger.accounts) == 0
        assert sum(each.received - each.entitled for each in self.ledger.accounts) == 0

    def teardown(self):
        assert replay([*self.history, *self.history], self.start) == self.ledger


class LifeInLeads(Life):
    """The same where every lead counts one."""

    counting = "unit"


class LifeByLoad(Life):
    """The same by load, which gives leads to others than the ledger rule."""

    by_ledger = False

    def rules_of(self):
        return EqualLoad(weights={"P-0": 5, "P-1": 2}, default=1)


class LifeInTurn(Life):
    """The same in turn, until somebody is missing; where the customer names somebody, he gets the lead."""

    counting, by_ledger = "unit", False
    terms = MappingProxyType({"rules": RULES_OF_POOL, "precedence": Precedence(rights=[named_partner()])})

    def rules_of(self):
        return Rotation(weights={"P-0": 5, "P-1": 2}, default=1)


class LifeOfTheBest(Life):
    """The same by fit; leads for which the customer names somebody do not count."""

    by_ledger = False
    terms = MappingProxyType(
        {"rules": RULES_OF_POOL, "precedence": Precedence(rights=[named_partner()], counted=False)}
    )

    def rules_of(self):
        fit = Fit(of_lead=lambda lead: lead.territory, of_partner=lambda each: each.id, score=_skill)
        return BestFit(fit=fit, default=1)


def _skill(place, name):
    return len(f"{place}{name}") / 10 if place else 0.5


#: A life is long, and to make a failing one short takes minutes: only `deep` does it, and that on what was found before.
PHASES = [each for each in Phase if PROFILE == "deep" or each not in (Phase.shrink, Phase.explain)]
QUIET = settings(
    max_examples=settings().max_examples * 2 // 3,
    stateful_step_count=25,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    phases=PHASES,
)
#: The same steps and laws under four other policies: half as many of each; `deep` lives through hundreds.
OTHERS = settings(QUIET, max_examples=max(5, QUIET.max_examples // 2))
TestLife = Life.TestCase
TestLife.settings = QUIET
TestLifeInLeads = LifeInLeads.TestCase
TestLifeInLeads.settings = OTHERS
TestLifeByLoad = LifeByLoad.TestCase
TestLifeByLoad.settings = OTHERS
TestLifeInTurn = LifeInTurn.TestCase
TestLifeInTurn.settings = OTHERS
TestLifeOfTheBest = LifeOfTheBest.TestCase
TestLifeOfTheBest.settings = OTHERS


# -- faults, planted one at a time


def without_growth(changes):
    """Corrections that do not count towards the bound."""
    return 0


def reset_on_membership(ledger, change):
    """Everybody starts afresh when somebody comes or goes, as calendars and CRMs do."""
    after = membership.with_member(ledger, change)
    return evolve(after, accounts=tuple(evolve(each, balance=0) for each in after.accounts))


def reset_newcomer(ledger, change):
    """Who returns has forgotten what he owed; somebody else is charged."""
    after = membership.with_member(ledger, change)
    own = after[change.partner].balance
    heir = next((each.partner for each in after.accounts if each.partner != change.partner), None)
    return after if heir is None else entries.moved(after, {change.partner: -own, heir: own})


def only_the_decliner_forfeits(ledger, booking, penalty=0):
    """The others keep their shares of a lead that nobody has."""
    after = entries.take_back(ledger, booking, penalty)
    kept = {name: {"balance": share, "entitled": share} for name, share in booking.shares[1:]}
    return entries.changed(after, kept)


def forgiven(ledger, booking, penalty=0):
    """Who refuses keeps his share at the expense of the others."""
    after = entries.take_back(ledger, booking)
    (one, share), *others = booking.shares
    return entries.moved(after, {one: share, others[0][0]: -share}) if others else after


def back_to_the_first(ledger, booking, penalty=0):
    """A lead that was moved is taken back from the one who had it first."""
    held = ledger.holder(booking.lead)
    if held is not None and held.partner != booking.partner:
        ledger = evolve(ledger, open=ledger.open.with_items([evolve(held, partner=booking.partner)]))
    return entries.take_back(ledger, booking, penalty)


def moved_without_charge(ledger, change):
    """A lead that is moved takes no charge along."""
    held = ledger.holder(change.lead)
    return evolve(
        ledger,
        open=ledger.open.with_items([evolve(held, partner=change.partner, moved=change.at)]),
        corrected=ledger.corrected + (held.value << ledger.precision),
    )


def windows_forgotten(taken, given):
    """A lead entered again counts in no window."""
    return taken


FAULTS = [
    (entries, "half_norm", without_growth),
    (history, "with_member", reset_on_membership),
    (history, "with_member", reset_newcomer),
    (history, "take_back", only_the_decliner_forfeits),
    (history, "take_back", forgiven),
    (history, "take_back", back_to_the_first),
    (history, "_reassigned", moved_without_charge),
    (entries, "more_taken", windows_forgotten),
    (question, "is_away", lambda *_: False),
    (history, "_identity", lambda _: object()),
    (history, "merge", lambda ledger, _: ledger),
]


@pytest.mark.parametrize(
    ("module", "name", "fault"), FAULTS, ids=[f"{name}-{fault.__name__}" for _, name, fault in FAULTS]
)
def test_a_planted_fault_is_caught(monkeypatch, module, name, fault):
    monkeypatch.setattr(module, name, fault)
    # What shows only after several steps shows in fewer lives, the longer they are.
    found = settings(
        QUIET, max_examples=300, stateful_step_count=50, phases=[Phase.generate], database=None,
        derandomize=True, print_blob=False,
    )  # fmt: skip

    with pytest.raises((AssertionError, PartnerkitError)):
        run_state_machine_as_test(Life, settings=found)
