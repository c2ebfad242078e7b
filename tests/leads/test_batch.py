"""How are all leads of a batch given at once?"""

from collections import Counter
from datetime import UTC, datetime
from importlib.util import find_spec

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    BalancesCorrected,
    FairShare,
    Ledger,
    MembershipChanged,
    Precedence,
    allocate_batch,
    apply,
    named_partner,
    replay,
)
from partnerkit.leads.fit import Fit
from partnerkit.leads.policies import EqualLoad
from partnerkit.values.errors import InvalidValue, MissingExtra
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SKILL = {("a", "P-1"): 0.9, ("a", "P-2"): 0.8, ("b", "P-1"): 0.7, ("b", "P-2"): 0.1}
FIT = Fit(
    of_lead=lambda lead: lead.product,
    of_partner=lambda partner: partner.id,
    score=lambda product, partner: SKILL.get((product, partner), 0),
)
PARTNERS = [Partner(id="P-1"), Partner(id="P-2")]
LEADS = [
    Lead(id=f"L-{n:02}", product="ab"[n % 2], value=Money.of(str(100 + n // 2), "EUR")) for n in range(40)
]


def given(rounding=None, partners=PARTNERS, **more):
    if rounding == "solver":
        pytest.importorskip("scipy")
    policy = FairShare(default=1, fit=FIT, **more)
    return allocate_batch(LEADS, partners, policy, as_of=NOW, rounding=rounding)


@pytest.mark.parametrize("rounding", [None, "flow", "solver"])
def test_leads_go_where_they_fit_while_everybody_gets_what_he_is_owed(rounding):
    plain, fitting = allocate_batch(LEADS, PARTNERS, FairShare(default=1), as_of=NOW), given(rounding)
    taken = [fitting.assignments[lead.id] == ("P-2" if lead.product == "a" else "P-1") for lead in LEADS]

    assert sum(taken) >= 38
    assert fitting.fairness.largest_deviation <= 2 * fitting.fairness.largest_value
    assert plain.fit is None
    assert fitting.fit <= fitting.dual_bound
    assert fitting.fit / fitting.dual_bound > 0.98


@pytest.mark.parametrize("rounding", ["flow", "solver"])
def test_limits_bind_a_rounded_batch(rounding):
    result = given(rounding, [Partner(id="P-1", capacity=12), Partner(id="P-2")])

    assert list(result.assignments.values()).count("P-1") <= 12
    assert len(result.assignments) == 40


@pytest.mark.parametrize("away", ["paused", "full", "elsewhere"])
@pytest.mark.parametrize("rounding", [None, "flow", "solver"])
def test_what_somebody_is_owed_who_can_take_nothing_is_nobody_s_gain(rounding, away):
    """He is owed five times what the batch is worth: the others get their shares of it all the same."""
    if rounding == "solver":
        pytest.importorskip("scipy")
    alike = Fit(
        of_lead=lambda lead: 0, of_partner=lambda partner: partner.id, score=lambda _, name: name != "P-1"
    )
    leads = [Lead(id=f"L-{n:02}", territory="de", value=Money.of(10, "EUR")) for n in range(20)]
    missing = Partner(
        id="P-3", capacity=0 if away == "full" else None, territories=("se",) if away == "elsewhere" else None
    )
    steps = [
        MembershipChanged(partner=name, step="join", at=NOW, by="anna", why="Signed.")
        for name in ("P-1", "P-2", "P-3", "P-4")
    ]
    amounts = {"P-3": Money.of(1_000, "EUR"), "P-4": Money.of(-1_000, "EUR")}
    steps.append(BalancesCorrected(amounts=amounts, at=NOW, by="anna", why="Lost in the old CRM."))
    if away == "paused":
        steps.append(MembershipChanged(partner="P-3", step="pause", at=NOW, by="anna", why="On leave."))
    ledger = apply(Ledger(value="lead", currency="EUR"), *steps)
    policy, partners = FairShare(default=1, fit=alike), [*PARTNERS, missing]
    given = allocate_batch(leads, partners, policy, ledger=ledger, as_of=NOW, rounding=rounding).assignments

    assert Counter(given.values()) == {"P-1": 10, "P-2": 10}


def test_a_decision_tells_fit_price_and_bonus():
    decision = given().decisions["L-39"]
    first, second = decision.candidates

    assert decision.reason.code == "given-at-price"
    assert first.reason.code == "owed-and-fits"
    assert second.reason.code == "owed-and-fits-less"
    assert first.total == first.before + first.accrual + first.bonus
    assert first.price > second.price
    assert first.fit > second.fit


def test_a_partner_sees_his_own_fit_and_no_price():
    decision = given().decisions["L-39"]
    own = decision.explain(viewer="P-2").candidates[0]

    assert (own.price, own.bonus, own.total, own.before) == (None, None, None, None)
    assert own.fit == decision.candidate("P-2").fit
    assert own.reason.code == "not-given-to-you-with-fit"


def test_a_rounded_decision_says_so():
    decision = given("flow").decisions["L-39"]

    assert decision.reason.code == "given-by-rounding"
    assert [each.reason.code for each in decision.candidates] == ["rounded-to", "rounded-to-another"]
    assert decision.counterfactual is None


def test_the_method_names_what_may_differ_between_machines():
    assert "floats" in given("solver").method["division"]
    assert "whole numbers" in given("flow").method["division"]
    assert "division" not in given().method


def test_the_bound_after_a_rounded_batch_is_that_of_the_balances():
    report = given("flow", [*PARTNERS, Partner(id="P-3", products=("c",))]).fairness

    assert report.largest_deviation <= report.bound <= 2 * report.largest_value


@pytest.mark.parametrize("others", [0, 1, 4])
def test_a_rounded_batch_with_rights_comes_out_the_same_from_its_decisions(others):
    leads = [Lead(id="L-1", product="a", value=Money.of("100", "EUR"), named_partner="P-2"), *LEADS[:others]]
    rights = Precedence(rights=[named_partner()])
    policy = FairShare(default=1, fit=FIT)
    result = allocate_batch(leads, PARTNERS, policy, as_of=NOW, rounding="flow", precedence=rights)

    assert replay(result.decisions.values()) == result.ledger


def test_a_bound_lead_takes_the_place_of_another_in_a_rounded_batch():
    leads = [Lead(id="L-1", product="a", value=Money.of("100", "EUR"), named_partner="P-2"), *LEADS[:6]]
    partners, rights = (
        [Partner(id="P-1"), Partner(id="P-2", capacity=1)],
        Precedence(rights=[named_partner()]),
    )
    policy = FairShare(default=1, fit=FIT)
    result = allocate_batch(leads, partners, policy, as_of=NOW, rounding="flow", precedence=rights)

    assert [lead for lead, partner in result.assignments.items() if partner == "P-2"] == ["L-1"]


@pytest.mark.parametrize(
    ("policy", "rounding"),
    [(FairShare(default=1), "flow"), (EqualLoad(default=1), "solver"), (FairShare(default=1, fit=FIT), "lp")],
)
def test_rounding_needs_a_fair_share_with_fit(policy, rounding):
    with pytest.raises(InvalidValue, match="rounding"):
        allocate_batch(LEADS, PARTNERS, policy, as_of=NOW, rounding=rounding)


def test_what_rounding_moves_beyond_the_bound_of_the_ledger_is_added_to_it():
    """He who is owed a tenth gets all of the only lead, because it fits him best."""
    lead = Lead(id="L-1", product="b", value=Money.of("100", "EUR"))
    policy = FairShare(weights={"P-1": 1, "P-2": 9}, fit=FIT)
    report = allocate_batch([lead], PARTNERS, policy, as_of=NOW, rounding="flow").fairness

    assert report.received["P-1"] == 100
    assert 89 < report.largest_deviation <= report.bound < 91


@pytest.mark.skipif(find_spec("scipy") is not None, reason="scipy is there")
def test_without_the_solver_it_says_what_to_install():
    with pytest.raises(MissingExtra, match="solver"):
        allocate_batch(LEADS, PARTNERS, FairShare(default=1, fit=FIT), as_of=NOW, rounding="solver")
