"""Every lead goes to the partner who fits it best."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.interop import say
from partnerkit.leads import BestFit, FairShare, Fit, allocate
from partnerkit.leads.policies.best_fit import WORDS
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id=each) for each in "abc"]
FOUR = [*PARTNERS, Partner(id="d")]
SKILL = {"a": 0.5, "b": 0.75, "c": 0.75, "d": 0.5}
FIT = Fit(of_lead=lambda _: 0, of_partner=lambda partner: partner.id, score=lambda _, who: SKILL[who])
POLICY = BestFit(fit=FIT, value="unit")


def units(count):
    return [Lead(id=f"L-{number}") for number in range(count)]


def test_the_best_take_all_and_share_it_fairly():
    winners = list(allocate(units(20), PARTNERS, POLICY, as_of=NOW).assignments.values())

    assert [winners.count(each) for each in "abc"] == [0, 10, 10]


def test_nothing_is_promised_and_the_price_is_seen():
    result = allocate(units(20), PARTNERS, POLICY, as_of=NOW)

    assert result.fairness.promise == Reason("promise-fit")
    assert result.fairness.bound is None
    assert result.fairness.largest_deviation > 6
    assert result.ledger.corrected > 0


def test_it_is_explained_by_fit():
    result = allocate(units(2), FOUR, POLICY, as_of=NOW)
    first, second = (result.decisions[lead] for lead in ("L-0", "L-1"))

    assert [each.reason.code for each in first.candidates] == ["fits-best", "fit-tie", *["fits-less"] * 2]
    assert [each.reason.code for each in second.candidates] == [
        "fits-best",
        "fits-as-well",
        *["fits-less"] * 2,
    ]
    assert first.candidate("a").fit == Decimal("0.5")
    assert first.candidate("a").short == Decimal("0.25")
    assert first.candidate("a").reason == Reason(
        "fits-less", {"fit": Decimal("0.500"), "short": Decimal("0.250")}
    )
    assert second.candidates[1].owed_less == 1
    assert second.margin == 0
    assert "because it fits best of 4 candidates: 0.75" in say(first)
    assert first.explain(viewer="a").reason == Reason("not-given-to-you-with-fit", {"fit": Decimal("0.500")})


def test_a_bonus_for_fit_is_a_term_of_what_one_is_owed():
    policy = FairShare(default=1, fit=FIT, fit_weight=Money.of("100", "EUR"))
    result = allocate([Lead(id="L-1", value=Money.of("30", "EUR"))], PARTNERS, policy, as_of=NOW)
    loser = result.decisions["L-1"].candidate("a")

    assert (loser.before, round(loser.accrual), loser.bonus, loser.fit) == (0, 10, 50, Decimal("0.5"))
    assert loser.total == loser.before + loser.accrual + loser.bonus
    assert round(loser.short) == 25
    assert round(loser.needed_fit, 3) == Decimal("0.250")
    assert result.fairness.bound == Decimal(30 + 25) * 2 / 2
    assert result.ledger.corrected == 0
    assert "or with a fit higher by 0.25" in say(loser.counterfactual)


@pytest.mark.parametrize("value", ["lead", "unit"])
def test_the_weight_of_fit_is_money_where_leads_count_money_and_leads_where_they_do_not(value):
    worth = Money.of("100", "EUR") if value == "unit" else 2
    policy = FairShare(default=1, value=value, fit=FIT, fit_weight=worth, default_value=Money.of("1", "EUR"))
    with pytest.raises(InvalidValue, match="fit_weight"):
        allocate(units(1), PARTNERS, policy, as_of=NOW)
    with pytest.raises(InvalidValue, match="fit_weight"):
        FairShare(fit=FIT, fit_weight=0)


def test_in_a_pool_of_units_the_bonus_is_a_number_of_leads():
    policy = FairShare(default=1, value="unit", fit=FIT, fit_weight=2)
    result = allocate(units(1), PARTNERS, policy, as_of=NOW)

    assert result.decisions["L-0"].candidate("a").bonus == 1
    assert result.fairness.bound == Decimal("1.5")


def test_a_fit_that_is_no_number_is_refused_before_the_first_lead():
    broken = Fit(of_lead=lambda _: 0, of_partner=lambda _: 0, score=lambda *_: float("nan"))
    with pytest.raises(InvalidValue, match=r"policy\.fit"):
        allocate(units(1), PARTNERS, BestFit(fit=broken, value="unit"), as_of=NOW)


def test_all_faults_are_told_together():
    with pytest.raises(InvalidInput) as caught:
        BestFit(fit=None, default=-1, pool="")

    assert len(caught.value.faults) == 3


def test_every_language_says_every_reason():
    assert all(words.keys() == WORDS["en"].keys() for words in WORDS.values())
    assert set(WORDS) == {"en", "de", "sv"}
