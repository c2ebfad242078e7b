"""What would have come out, had something been different?"""

from datetime import UTC, datetime
from decimal import Context, Decimal, localcontext

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    EqualLoad,
    FairShare,
    Fit,
    Ledger,
    allocate,
    allocate_batch,
    what_if,
)
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id=f"P-{n}", tier="gold" if n == 4 else "silver", capacity=6) for n in (4, 5, 6)]
FAIR = FairShare(weights={"gold": 2, "silver": 1})
LEADS = [Lead(id=f"L-{n}", value=Money.of(100 + n, "EUR"), territory="de") for n in range(12)]


@pytest.fixture
def result():
    return allocate(LEADS, PARTNERS, FAIR, as_of=NOW)


def test_nothing_changed_changes_nothing(result):
    found = what_if(result)

    assert len(found) == 0
    assert found.received() == {}
    assert found.after.ledger == result.ledger


def test_other_weights_move_leads_and_value(result):
    found = what_if(result, weights={"P-5": 9})
    same = allocate(LEADS, PARTNERS, FairShare(weights={"gold": 2, "silver": 1, "P-5": 9}), as_of=NOW)

    assert found.after.assignments == same.assignments
    assert found.received()["P-5"] > 0
    assert sum(found.received().values()) == 0
    assert {each.lead for each in found} == {
        lead for lead in same.assignments if same.assignments[lead] != result.assignments[lead]
    }
    assert found.to_frame()["after"].tolist() == [each.after for each in found]


def test_another_limit_is_that_of_one_partner(result):
    found = what_if(result, capacity={"P-4": 0, "P-5": None})
    after = found.after.assignments

    assert "P-4" not in after.values()
    assert list(after.values()).count("P-5") >= 6
    assert found.received()["P-4"] == -result.fairness.received["P-4"]
    assert isinstance(found.received()["P-4"], Decimal)


def test_a_weight_is_of_a_partner_of_a_tier_or_of_whom_the_policy_names(result):
    bronze = what_if(
        allocate(LEADS, PARTNERS, evolve(FAIR, weights={**FAIR.weights, "bronze": 1}), as_of=NOW),
        weights={"bronze": 3},
    )

    assert len(bronze) == 0, "nobody is of this tier, and the policy knows it"
    assert len(what_if(result, weights={"gold": 9})) > 0
    newcomer = Partner(id="P-7", tier="new")
    assert what_if(result, partners=[*PARTNERS, newcomer], weights={"new": 9}).received()["P-7"] > 0
    with pytest.raises(InvalidValue, match=r"^weights: .*mapping"):
        what_if(result, weights=["P-5"])
    with pytest.raises(InvalidValue, match=r"weights\.P-55"):
        what_if(result, weights={"P-55": 9})


def test_what_moves_is_exact_whatever_the_decimal_context_of_the_host(result):
    exact = what_if(result, weights={"P-5": 9}).received()
    with localcontext(Context(prec=2)):
        assert what_if(result, weights={"P-5": 9}).received() == exact


def test_another_policy_and_other_terms(result):
    by_load = what_if(result, policy=EqualLoad(default=1))
    none = what_if(
        result, partners=[*PARTNERS, Partner(id="P-7", tier="silver", territories=("se",))], blank="exclude"
    )

    assert list(by_load.after.assignments.values()).count("P-4") == 4
    # All but the newcomer leave out the territory that the leads ask for, and he serves another.
    assert not none.after.assignments
    assert {each.after for each in none} == {None}


def test_a_batch_stays_a_batch():
    result = allocate_batch(LEADS, PARTNERS, FAIR, as_of=NOW)

    assert what_if(result).after.decisions == result.decisions


@given(st.integers(0, 12))
def test_it_starts_from_the_ledger_before(cut):
    before = allocate(LEADS[:cut], PARTNERS, FAIR, as_of=NOW).ledger if cut else Ledger()
    result = allocate(LEADS[cut:], PARTNERS, FAIR, ledger=before, as_of=NOW)

    assert what_if(result).after.ledger == result.ledger


def test_bad_input_is_refused(result):
    with pytest.raises(InvalidValue, match=r"capacity\.P-9"):
        what_if(result, capacity={"P-9": 1})
    by_function = allocate(LEADS, PARTNERS, FairShare(weights=lambda each: 1), as_of=NOW)
    with pytest.raises(InvalidValue, match="weights"):
        what_if(by_function, weights={"P-4": 2})


def test_the_vendor_may_ask_why_not_him(result):
    decision = result.decisions["L-0"]
    loser = next(each.partner for each in decision.candidates if not each.won)
    why = decision.explain(why_not=loser)

    assert [each.partner for each in why.candidates] == [decision.winner, loser]
    assert why.reason == decision.candidate(loser).reason
    assert decision.explain(why_not=decision.winner).candidates == (decision.candidate(decision.winner),)
    with pytest.raises(NotFound):
        decision.explain(why_not="P-9")


def test_a_partner_may_ask_about_himself_only(result):
    decision = result.decisions["L-0"]

    assert decision.explain(viewer="P-5", why_not="P-5") == decision.explain(viewer="P-5")
    with pytest.raises(InvalidValue, match="why_not"):
        decision.explain(viewer="P-5", why_not="P-4")


def test_what_was_rounded_is_rounded_again_and_on_the_same_terms():
    fit = Fit(
        of_lead=lambda lead: lead.id,
        of_partner=lambda partner: partner.id,
        score=lambda *key: len(str(key)) % 3 / 2,
    )
    partners = [evolve(each, territories=["de"] if each.id == "P-4" else None) for each in PARTNERS]
    policy, terms = FairShare(default=1, fit=fit), {"rounding": "flow", "blank": "exclude"}
    found = what_if(allocate_batch(LEADS, partners, policy, as_of=NOW, **terms), weights={"P-4": 1})

    assert len(found) == 0
    assert found.after.method == found.before.method
    assert found.after.question.rounding == "flow"
    assert set(found.after.assignments.values()) == {"P-4"}
