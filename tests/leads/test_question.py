"""Everything that could be wrong is found before the first lead is given."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.territory import Territory
from partnerkit.leads import EqualLoad, FairShare, Ledger, allocate, allocate_batch
from partnerkit.leads.candidates import CandidateSets
from partnerkit.leads.question import Within, pose
from partnerkit.leads.weights import strides
from partnerkit.values.errors import (
    BrokenTree,
    CurrencyMismatch,
    InvalidInput,
    InvalidValue,
    LedgerMismatch,
    MissingWeight,
    Overflowed,
)
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-4"), Partner(id="P-5")]
POLICY = FairShare(default=1)
UNITS = FairShare(default=1, value="unit")


def lead(number, amount="100", currency="EUR", **more):
    return Lead(
        id=f"L-{number}", value=None if amount is None else Money.of(amount, currency, scale=4), **more
    )


@pytest.fixture(params=[allocate, allocate_batch], ids=lambda verb: verb.__name__)
def verb(request):
    return request.param


def test_no_leads_are_no_error_and_change_nothing(verb):
    ledger = Ledger().with_open({"P-4": 1})
    result = verb([], PARTNERS, POLICY, ledger=ledger, as_of=NOW)

    assert result.ledger == ledger
    assert dict(result.assignments) == dict(result.unassigned) == dict(result.decisions) == {}


def test_terms_that_nobody_reads_are_refused_with_those_there_are(verb):
    known = "blank, precedence, products, rules, territories"
    with pytest.raises(InvalidValue, match=f"rulez: .* leave it out, or use {known}"):
        verb([lead(1)], PARTNERS, POLICY, as_of=NOW, rulez=())


def test_no_partners_are_an_error(verb):
    with pytest.raises(InvalidValue, match="at least one partner"):
        verb([lead(1)], [], POLICY, as_of=NOW)


def test_ids_that_come_twice_are_told_together_with_what_is_no_lead(verb):
    with pytest.raises(InvalidInput) as caught:
        verb([lead(1), lead(2), lead(1), "L-3"], [*PARTNERS, PARTNERS[0]], POLICY, as_of=NOW)

    assert [fault.path for fault in caught.value.faults] == ["leads[2].id", "leads[3]", "partners[2].id"]


def test_a_time_without_zone_is_refused(verb):
    with pytest.raises(InvalidValue, match="as_of"):
        verb([lead(1)], PARTNERS, POLICY, as_of=NOW.replace(tzinfo=None))


def test_a_term_that_nobody_reads_is_refused(verb):
    with pytest.raises(InvalidValue, match=r"^ruls: .* rules"):
        verb([lead(1)], PARTNERS, POLICY, as_of=NOW, ruls=[])


def test_every_lead_without_value_is_named_where_values_count(verb):
    with pytest.raises(InvalidInput) as caught:
        verb([lead(1), lead(2, None), lead(3, None)], PARTNERS, POLICY, as_of=NOW)

    assert [fault.path for fault in caught.value.faults] == ["leads[1].value", "leads[2].value"]
    assert "default_value" in str(caught.value)


def test_a_lead_without_value_counts_the_default_or_one(verb):
    by_default = evolve(POLICY, default_value=Money.of("5000", "EUR"))

    assert verb([lead(1, None)], PARTNERS, by_default, as_of=NOW).ledger.largest_value == 500_000
    assert verb([lead(1, None)], PARTNERS, UNITS, as_of=NOW).ledger.largest_value == 1


@pytest.mark.parametrize(
    ("leads", "policy", "path"),
    [
        ([lead(1), lead(2, "1", "SEK")], POLICY, "leads[1].value"),
        (
            [lead(1), lead(2, None)],
            evolve(POLICY, default_value=Money.of("1", "SEK")),
            "policy.default_value",
        ),
        ([lead(1)], evolve(POLICY, fairness_cap=Money.of("1", "SEK")), "policy.fairness_cap"),
    ],
)
def test_one_pool_has_one_currency(verb, leads, policy, path):
    with pytest.raises(CurrencyMismatch) as caught:
        verb(leads, PARTNERS, policy, as_of=NOW)

    assert caught.value == CurrencyMismatch(path=path, expected="EUR", found="SEK")


def test_a_ledger_keeps_its_currency_its_pool_and_its_way_to_count(verb):
    euro = verb([lead(1)], PARTNERS, POLICY, as_of=NOW).ledger

    with pytest.raises(CurrencyMismatch, match="SEK"):
        verb([lead(2, "1", "SEK")], PARTNERS, POLICY, ledger=euro, as_of=NOW)
    with pytest.raises(LedgerMismatch, match="other"):
        verb([lead(2)], PARTNERS, evolve(POLICY, pool="other"), ledger=euro, as_of=NOW)
    with pytest.raises(LedgerMismatch, match="by number"):
        verb([lead(2)], PARTNERS, UNITS, ledger=euro, as_of=NOW)
    with pytest.raises(InvalidValue, match="use a Ledger"):
        verb([lead(2)], PARTNERS, POLICY, ledger={}, as_of=NOW)


def test_in_unit_pools_currencies_do_not_matter(verb):
    assert len(verb([lead(1), lead(2, "1", "SEK")], PARTNERS, UNITS, as_of=NOW).assignments) == 2


def test_a_fraction_of_a_cent_is_no_value_of_a_lead(verb):
    with pytest.raises(InvalidValue, match=r"leads\[0\]\.value"):
        verb([lead(1, "0.0125")], PARTNERS, POLICY, as_of=NOW)


def test_a_partner_without_weight_is_named(verb):
    with pytest.raises(MissingWeight, match="P-"):
        verb([lead(1)], PARTNERS, FairShare(weights={"gold": 3}), as_of=NOW)


def test_a_whale_counts_no_more_than_the_cap(verb):
    whale = [lead(1, "99999999999"), lead(2)]

    assert verb(whale, PARTNERS, POLICY, as_of=NOW).ledger.largest_value == 2**31
    capped = evolve(POLICY, fairness_cap=Money.of("1000", "EUR"))
    assert verb(whale, PARTNERS, capped, as_of=NOW).ledger.largest_value == 100_000


def test_a_cap_beyond_the_exact_range_is_refused_when_a_lead_reaches_it(verb):
    policy = evolve(POLICY, fairness_cap=Money.of("1" + "0" * 20, "EUR"))

    assert verb([lead(1)], PARTNERS, policy, as_of=NOW).assignments
    with pytest.raises(Overflowed, match="fairness_cap"):
        verb([lead(1, "1" + "0" * 18)], PARTNERS, policy, as_of=NOW)


def test_a_broken_tree_and_a_rule_that_is_none_are_refused(verb):
    with pytest.raises(BrokenTree):
        verb([lead(1)], PARTNERS, POLICY, as_of=NOW, territories=[Territory(id="a", parent="b")])
    with pytest.raises(InvalidValue, match=r"rules\[0\]"):
        verb([lead(1)], PARTNERS, POLICY, as_of=NOW, rules=["territory"])


def test_few_of_a_larger_pool_are_told_that_it_is_larger_and_who_weighs_most():
    policy = EqualLoad(weights={"P-1": 3, "P-2": 7}, default=11, value="unit")
    few = [Partner(id="P-1"), Partner(id="P-2")]
    weights = {"P-1": Fraction(3), "P-2": Fraction(7)}
    within = Within(size=9, heaviest=Fraction(11), weights=weights)
    asked = pose(
        [Lead(id="L-1")],
        few,
        policy,
        ledger=None,
        as_of=datetime(2026, 3, 2, tzinfo=UTC),
        by_value=False,
        within=within,
    )

    of = {partner.id: stride for partner, stride in zip(asked.partners, asked.work.strides, strict=True)}
    assert (of["P-1"], of["P-2"]) == strides([3, 7, 11], 20)[:2]
    assert asked.work.strangers == 7
    assert not CandidateSets(asked.work, plain=True).of(0).complete
