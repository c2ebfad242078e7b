"""Every partner gets his weighted share of what he could have taken."""

import pickle
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import FairShare, Fit, allocate
from partnerkit.leads.policies.fair_share import WORDS
from partnerkit.values.errors import InvalidInput, InvalidValue, MissingWeight
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOLD = Partner(id="P-4", tier="gold")


def unit_leads(count):
    return [Lead(id=f"L-{number}") for number in range(count)]


def test_five_to_one_to_one_is_interleaved_as_smooth_round_robin_does():
    """As nginx does for weights 5, 1, 1: a a b a c a a; which of the equals b and c comes first is drawn."""
    partners = [Partner(id="a"), Partner(id="b"), Partner(id="c")]
    policy = FairShare(weights={"a": 5, "b": 1, "c": 1}, value="unit")

    winners = list(allocate(unit_leads(700), partners, policy, as_of=NOW).assignments.values())

    assert "".join(winners[:7]).replace("c", "b") == "aababaa"
    assert {winners[2], winners[4]} == {"b", "c"}
    assert [winners.count(each) for each in "abc"] == [500, 100, 100]


def test_equal_values_are_interleaved_like_units():
    partners = [Partner(id="a"), Partner(id="b"), Partner(id="c")]
    leads = [Lead(id=f"L-{number}", value=Money.of("0.01", "EUR")) for number in range(700)]

    by_value = allocate(leads, partners, FairShare(weights={"a": 5, "b": 1, "c": 1}), as_of=NOW)

    assert (
        by_value.assignments
        == allocate(
            leads, partners, FairShare(weights={"a": 5, "b": 1, "c": 1}, value="unit"), as_of=NOW
        ).assignments
    )


def test_a_partner_s_own_weight_goes_before_that_of_his_tier_and_the_default():
    policy = FairShare(weights={"gold": 3, "P-4": Decimal("2.5")}, default=0.5)

    assert policy.weight(GOLD) == Fraction(5, 2)
    assert policy.weight(Partner(id="P-5", tier="gold")) == 3
    assert (
        policy.weight(Partner(id="P-6", tier="bronze")) == policy.weight(Partner(id="P-7")) == Fraction(1, 2)
    )


def test_a_weight_nobody_gave_is_an_error_with_a_way_out():
    with pytest.raises(MissingWeight) as caught:
        FairShare(weights={"silver": 2}).weight(GOLD)

    assert caught.value == MissingWeight(partner="P-4", tier="gold")
    assert "default" in str(caught.value)


def test_weights_may_be_a_function_of_the_partner():
    policy = FairShare(weights=lambda partner: len(partner.id))

    assert policy.weight(GOLD) == 3
    with pytest.raises(InvalidValue, match=r"weights\(P-4\)"):
        FairShare(weights=lambda _: 0).weight(GOLD)


@pytest.mark.parametrize(
    "weights",
    [{"gold": 0}, {"gold": -1}, {"gold": float("nan")}, {"gold": "3"}, {1: 3}, {" ": 3}, 3, "gold", None],
)
def test_weights_that_are_none_are_refused_at_once(weights):
    with pytest.raises(InvalidValue, match="weights"):
        FairShare(weights=weights)


def test_all_faults_of_a_policy_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        FairShare(weights={"gold": 0}, default=-1, value="euro", pool="", default_value=5)

    assert [fault.path for fault in caught.value.faults] == [
        "weights",
        "default",
        "pool",
        "value",
        "default_value",
    ]


def test_a_policy_is_a_value():
    policy = FairShare(weights={"gold": 3, "silver": 2})

    assert policy == FairShare(weights={"silver": 2, "gold": 3}) == pickle.loads(pickle.dumps(policy))
    assert hash(policy) == hash(FairShare(weights={"silver": 2, "gold": 3}))
    assert "WORDS" not in repr(policy)


def test_every_language_says_every_reason():
    assert all(words.keys() == WORDS["en"].keys() for words in WORDS.values())
    assert set(WORDS) == {"en", "de", "sv"}


def test_what_the_winner_is_told_adds_up_with_its_fit():
    fit = Fit(
        of_lead=lambda _: None,
        of_partner=lambda each: each.id,
        score=lambda _, name: 0.75 if name == "P-4" else 0.5,
    )
    policy = FairShare(default=1, fit=fit, fit_weight=Money.of(20, "EUR"))
    result = allocate(
        [Lead(id="L-1", value=Money.of(100, "EUR"))],
        [Partner(id="P-4"), Partner(id="P-5")],
        policy,
        as_of=NOW,
    )

    reason = result.decisions["L-1"].candidate("P-4").reason
    assert say(reason) == (
        "Is owed most: €0.00 before this lead, €50.00 as the share of it and €15.00 for the fit, €65.00 in all."
    )
