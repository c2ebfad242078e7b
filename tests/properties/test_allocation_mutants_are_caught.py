"""The laws of a fair pool, and what is almost one: each mutant breaks a law, the real thing none."""

from datetime import UTC, datetime
from fractions import Fraction
from random import Random

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import EligibilityRule, FairShare, Ledger, allocate
from partnerkit.values.apportion import shares
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class House:
    """The real thing, one lead at a time."""

    def __init__(self, weights):
        self.weights = dict(weights)
        self.ledger = Ledger()

    def join(self, partner, weight):
        self.weights[partner] = weight

    def give(self, lead, value, eligible):
        rule = EligibilityRule(
            "asked",
            of_lead=lambda _: 0,
            of_partner=lambda p: p.id in eligible,
            objection=lambda _, may, __: None if may else {},
        )
        result = allocate(
            [Lead(id=lead, value=Money.from_minor(value, "EUR"))],
            [Partner(id=partner) for partner in self.weights],
            FairShare(weights=self.weights),
            ledger=self.ledger,
            as_of=NOW,
            rules=[rule],
        )
        self.ledger = result.ledger
        return result.assignments[lead]

    def balances(self):
        return self.ledger.balances


class Pool:
    """A ledger rule written in ten lines: what the mutants are made of."""

    def __init__(self, weights):
        self.weights = dict(weights)
        self.owed = dict.fromkeys(weights, 0)

    def join(self, partner, weight):
        self.weights[partner] = weight
        self.owed[partner] = 0

    def accruals(self, value, candidates):
        parts = shares(2**20, [self.weights[each] for each in candidates])
        return [value * part for part in parts]

    def charge(self, value, candidates):
        return value << 20

    def draw(self, lead, partner):
        return Random(f"{lead}/{partner}").random()  # noqa: S311  # a draw, not a secret

    def give(self, lead, value, eligible):
        candidates = [each for each in self.weights if each in eligible]
        for each, accrual in zip(candidates, self.accruals(value, candidates), strict=True):
            self.owed[each] += accrual
        winner = max(candidates, key=lambda each: (self.owed[each], self.draw(lead, each)))
        self.owed[winner] -= self.charge(value, candidates)
        return winner

    def balances(self):
        return self.owed


class FloatLedger(Pool):
    """Keeps shares as floats: the sum of all balances drifts away from zero."""

    def accruals(self, value, candidates):
        total = sum(self.weights[each] for each in candidates)
        return [value * (self.weights[each] / total) for each in candidates]

    def charge(self, value, candidates):
        return float(value)


class ResetOnJoin(Pool):
    """Starts all over when somebody joins, as calendars and CRMs do."""

    def join(self, partner, weight):
        super().join(partner, weight)
        self.owed = dict.fromkeys(self.weights, 0)


class IndexTies(Pool):
    """Gives to the first in the list when two are owed the same."""

    def draw(self, lead, partner):
        return -list(self.weights).index(partner)


class NameTies(Pool):
    """Gives to the first in the alphabet when two are owed the same."""

    def draw(self, lead, partner):
        return -sorted(self.weights).index(partner)


class FilteredSmoothRoundRobin(Pool):
    """Adds each candidate's weight and subtracts the candidates' total: a lead counts by who could take it."""

    def accruals(self, value, candidates):
        return [self.weights[each] for each in candidates]

    def charge(self, value, candidates):
        return sum(self.weights[each] for each in candidates)


class SplitMinorUnits(Pool):
    """Splits each lead's own cents by largest remainder: small leads all go to the heaviest."""

    def accruals(self, value, candidates):
        return [part << 20 for part in shares(value, [self.weights[each] for each in candidates])]


def adversarial_leads(seed, partners, count):
    """Random leads, then runs of the same pair: what drives balances apart."""
    random = Random(seed)  # noqa: S311  # a draw, not a secret
    for number in range(count):
        size = 2 if number % 3 else random.randint(1, len(partners))
        pair = number // 40 % (len(partners) - 1)
        eligible = partners[pair : pair + 2] if size == 2 else random.sample(partners, size)
        yield f"L-{seed}-{number}", random.choice([1, 1, 7, 1000]), set(eligible)


def balances_add_up_to_zero(make):
    weights = {"A": 3, "B": 7, "C": 1, "D": 10**6}
    pool = make(weights)
    for lead, value, eligible in adversarial_leads(1, list(weights), 60):
        pool.give(lead, value, eligible)

        assert sum(pool.balances().values()) == 0


def nobody_leaves_the_bound(make):
    """Against entitlements counted in rationals, with the sub-units' rounding allowed for."""
    weights = {"A": 100, "B": 1, "C": 1, "D": 9}
    pool = make(weights)
    owed, largest, counted = dict.fromkeys(weights, Fraction(0)), 0, 0
    phases = ["AB", "BC", "CD", "ABCD"]
    for number in range(160):
        value, eligible = 1, set(phases[number // 40])
        winner = pool.give(f"L-{number}", value, eligible)
        for each in eligible:
            owed[each] += Fraction(value * weights[each], sum(weights[one] for one in eligible))
        owed[winner] -= value
        largest, counted = max(largest, value), counted + value
        bound = Fraction(len(weights) - 1, 2) * largest + Fraction(counted, 2**20)

        assert max(map(abs, owed.values())) <= bound


def a_newcomer_changes_nothing_for_leads_he_cannot_take(make):
    weights = {"A": 5, "B": 2, "C": 1}
    quiet, joined = make(weights), make(weights)
    for number in range(40):
        if number % 5 == 3:
            joined.join(f"N-{number}", 4)
        lead = f"L-{number}", 1, set(weights)

        assert joined.give(*lead) == quiet.give(*lead)


def the_order_of_partners_changes_nothing(make):
    weights = {"B": 1, "A": 1, "D": 1, "C": 1}
    one, other = make(weights), make(dict(reversed(weights.items())))
    for number in range(20):
        lead = f"L-{number}", 1, set(weights)

        assert one.give(*lead) == other.give(*lead)


def no_name_is_favored(make):
    """In pools that start afresh, each of two equals gets the first lead now and then."""
    firsts = [make({"A": 1, "B": 1}).give(f"L-{number}", 1, {"A", "B"}) for number in range(40)]

    assert min(firsts.count("A"), firsts.count("B")) >= 5


def scaling_changes_nothing(make):
    weights = {"A": 5, "B": 1, "C": 1}
    small, heavy, large = (
        make(weights),
        make({each: 3 * weight for each, weight in weights.items()}),
        make(weights),
    )
    for number in range(30):
        eligible = set(weights) if number % 2 else {"A", "B"}
        winner = small.give(f"L-{number}", 1, eligible)

        assert heavy.give(f"L-{number}", 1, eligible) == winner
        assert large.give(f"L-{number}", 1000, eligible) == winner


LAWS = [
    balances_add_up_to_zero,
    nobody_leaves_the_bound,
    a_newcomer_changes_nothing_for_leads_he_cannot_take,
    the_order_of_partners_changes_nothing,
    no_name_is_favored,
    scaling_changes_nothing,
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_house_keeps_every_law(law):
    law(House)


@pytest.mark.parametrize(
    ("mutant", "law"),
    [
        (FloatLedger, balances_add_up_to_zero),
        (ResetOnJoin, a_newcomer_changes_nothing_for_leads_he_cannot_take),
        (IndexTies, the_order_of_partners_changes_nothing),
        (NameTies, no_name_is_favored),
        (FilteredSmoothRoundRobin, nobody_leaves_the_bound),
        (SplitMinorUnits, nobody_leaves_the_bound),
        (SplitMinorUnits, scaling_changes_nothing),
    ],
    ids=lambda each: each.__name__,
)
def test_a_mutant_is_caught(mutant, law):
    with pytest.raises(AssertionError):
        law(mutant)


@pytest.mark.parametrize("law", [balances_add_up_to_zero, nobody_leaves_the_bound, no_name_is_favored])
def test_the_kit_does_not_cry_wolf(law):
    """The ten lines the mutants are made of are right, so it is the mutation that is caught."""
    law(Pool)
