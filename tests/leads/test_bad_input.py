"""
What does each policy do with what it should never be handed?

Line by line: a clear error, or a clear reason for a lead that nobody gets; the
ledger is the same after any error.
"""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from typing import ClassVar, final

import numpy as np
import pytest
from attrs import evolve, frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import (
    BestFit,
    EqualLoad,
    FairShare,
    Fit,
    Ledger,
    Rotation,
    allocate,
    allocate_batch,
)
from partnerkit.values.errors import InvalidInput, InvalidValue, LedgerMismatch, PolicyFailed
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANY = Fit(of_lead=lambda lead: lead.id, of_partner=lambda partner: partner.id, score=lambda *_: 0.5)
MAKERS = {
    "fair-share": FairShare,
    "fair-share with fit": lambda **more: FairShare(fit=ANY, **more),
    "equal-load": EqualLoad,
    "rotation": Rotation,
    "best-fit": lambda **more: BestFit(fit=ANY, **more),
}
PARTNERS = [Partner(id=f"P-{number}") for number in range(4)]
LEADS = [Lead(id=f"L-{number}", value=Money.of(100 + number, "EUR")) for number in range(9)]


@pytest.fixture(params=[allocate, allocate_batch], ids=lambda verb: verb.__name__)
def verb(request):
    return request.param


@pytest.fixture(params=MAKERS.values(), ids=MAKERS)
def make(request):
    return request.param


def refused(verb, error, match, *, leads=LEADS, partners=PARTNERS, policy=None, ledger=None):
    """Expect an error, and the ledger as it was."""
    ledger = ledger or verb(LEADS[:3], PARTNERS, policy, as_of=NOW).ledger
    before = repr(ledger), ledger.balances, tuple(ledger.open)
    with pytest.raises(error, match=match) as caught:
        verb(leads, partners, policy, ledger=ledger, as_of=NOW)

    assert (repr(ledger), ledger.balances, tuple(ledger.open)) == before
    return caught.value


def test_no_partner(verb, make):
    refused(verb, InvalidValue, "use at least one partner", partners=[], policy=make(default=1))


def test_none_eligible(verb, make):
    policy = make(default=1)
    elsewhere = [evolve(each, territories=["se"]) for each in PARTNERS]
    result = verb([evolve(lead, territory="de") for lead in LEADS], elsewhere, policy, as_of=NOW)

    assert not result.assignments
    assert {reason.code for lead in result.unassigned.values() for reason in lead.values()} == {"territory"}
    assert result.unassigned_by == {"territory": 9}
    assert set(result.ledger.balances.values()) <= {0}
    assert say(result.decisions["L-0"])


def test_duplicate_lead_ids(verb, make):
    error = refused(verb, InvalidValue, "L-1", leads=[*LEADS, LEADS[1]], policy=make(default=1))

    assert error.path == "leads[9].id"


@pytest.mark.parametrize("weight", [0, -1, nan, inf, Decimal("NaN"), Decimal(0), True, "3", None, 10**700])
def test_a_weight_that_is_none_is_refused_when_the_policy_is_made(make, weight):
    with pytest.raises((InvalidValue, InvalidInput), match="weights"):
        make(weights={"P-0": weight})


@pytest.mark.parametrize("weight", [0, -1, nan, inf, Decimal("NaN"), True, "3", None])
def test_a_weight_that_is_none_is_refused_when_a_function_returns_it(verb, make, weight):
    policy = make(weights=lambda partner: weight if partner.id == "P-2" else 1)

    refused(verb, InvalidValue, r"weights\(?.?P-2", policy=policy, ledger=Ledger())


def test_capacity_zero(verb, make):
    full = [evolve(each, capacity=0) for each in PARTNERS]
    result = verb(LEADS, full, make(default=1), as_of=NOW)
    one_left = verb(LEADS, [*full[1:], PARTNERS[0]], make(default=1), as_of=NOW)

    assert not result.assignments
    assert {reason.code for lead in result.unassigned.values() for reason in lead.values()} == {"capacity"}
    assert set(one_left.assignments.values()) == {"P-0"}


@pytest.mark.parametrize("heavy", [10**18, Decimal("1e18"), 1e18, Fraction(10**18)])
def test_weights_of_a_trillion_million_to_one(verb, make, heavy):
    """Exact, without a warning, within the bound; one by one as in one go; the light ones are credited all the same."""
    policy = make(weights={"P-0": heavy}, default=1)
    result = verb(LEADS, PARTNERS, policy, as_of=NOW)
    report = result.fairness

    assert len(result.assignments) == len(LEADS)
    assert sum(result.ledger.balances.values()) == 0
    assert report.bound is None or report.largest_deviation <= report.bound
    assert all(type(each.balance) is int for each in result.ledger.accounts)
    for lead in LEADS:
        assert sum(each.won for each in result.decisions[lead.id].candidates) == 1
    if not isinstance(policy, BestFit):
        got = list(result.assignments.values())
        assert got.count("P-0") >= len(LEADS) - 3
    if verb is allocate:
        ledger = Ledger()
        for lead in LEADS:
            ledger = allocate([lead], PARTNERS, policy, ledger=ledger, as_of=NOW).ledger
        assert ledger == result.ledger


def test_an_empty_batch(verb, make):
    before = allocate(LEADS, PARTNERS, make(default=1), as_of=NOW).ledger
    result = verb([], PARTNERS, make(default=1), ledger=before, as_of=NOW)

    assert result.ledger == before
    assert not result.decisions


@pytest.mark.parametrize("leads", [[], LEADS[:1]], ids=["empty", "all of it open"])
def test_weights_of_a_trillion_million_to_one_where_there_is_nothing_to_give(verb, make, leads):
    before = Ledger().with_open({LEADS[0].id: "P-0"})
    result = verb(leads, PARTNERS, make(weights={"P-0": 10**18}, default=1), ledger=before, as_of=NOW)

    assert result.ledger.accounts == before.accounts


def test_the_ledger_of_another_pool(verb, make):
    other = allocate(
        LEADS[:2], PARTNERS, make(default=1, pool="other"), ledger=Ledger(pool="other"), as_of=NOW
    )

    refused(verb, LedgerMismatch, "other", policy=make(default=1), ledger=other.ledger)


@final
@frozen(kw_only=True)
class Broken:
    """Raises, or returns what is no score, as soon as it is asked for the lead that is named."""

    name: ClassVar[str] = "broken"
    basis: ClassVar[str] = "score"
    default_value: ClassVar[None] = None
    fairness_cap: ClassVar[None] = None
    fit: ClassVar[None] = None
    fit_weight: ClassVar[None] = None
    pool: ClassVar[str] = "default"
    value: ClassVar[str] = "lead"
    at: str
    returns: object = None

    def weight(self, partner):
        if self.at == partner.id:
            raise ZeroDivisionError("no revenue yet")
        return Fraction(1)

    def score(self, standing):
        if standing.lead != self.at:
            return standing.owed
        if self.returns is None:
            raise KeyError("P-9")
        return self.returns


def test_a_policy_that_raises_in_weight(verb):
    refused(verb, PolicyFailed, "broken.*no revenue yet", policy=Broken(at="P-2"), ledger=Ledger())


@pytest.mark.parametrize(
    "returns",
    [None, np.array([nan, 1.0, 1.0, 1.0]), np.array([1, 2]), 7, "high", np.array(["a", "b", "c", "d"])],
    ids=["raises", "nan", "too few", "one number", "text", "texts"],
)
def test_a_policy_that_raises_in_score_or_returns_no_scores(verb, returns):
    """At the last lead, when all the others are given: none of them counts."""
    policy = Broken(at="L-3", returns=returns)

    refused(verb, PolicyFailed, "broken.*L-3", leads=LEADS[3:], policy=policy)


@pytest.mark.parametrize("verb", [allocate, allocate_batch])
@pytest.mark.parametrize("policy", ["fair", None, FairShare])
def test_what_is_no_policy(verb, policy):
    with pytest.raises(InvalidValue, match=r"^policy: .*use a policy, such as"):
        verb([Lead(id="L-1")], [Partner(id="P-1")], policy, as_of=NOW)


def test_one_lead_or_one_partner_is_handed_in_as_a_list(verb):
    policy = FairShare(default=1)
    for leads, partners, path in ((LEADS[0], PARTNERS, "leads"), (LEADS, PARTNERS[0], "partners")):
        with pytest.raises(InvalidValue, match=f"^{path}: .*use a list of {path}"):
            verb(leads, partners, policy, as_of=NOW)
