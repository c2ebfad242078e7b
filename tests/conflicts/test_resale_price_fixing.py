"""The partner sets its own resale price."""

from datetime import UTC, datetime

import pytest

from partnerkit.conflicts import detect, rules
from partnerkit.conflicts.rules.resale_price_fixing import binds_prices, resale_price_fixing
from partnerkit.facts import Network, Partner
from partnerkit.facts.terms import PRICE_CLAUSES, PriceTerm
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidValue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("resale-price-fixing")


def term(**more):
    usual = {"id": "T-1", "partner": "P-1", "product": "x", "list_price": Money.of("100", "EUR")}
    return PriceTerm(**usual | more)


def found(*terms, form="resells", rule=RULE):
    return detect(Network.of(Partner(id="P-1", form=form), terms), [rule], as_of=NOW)


@pytest.mark.parametrize("kind", ["resale", "advertised"])
@pytest.mark.parametrize("clause", ["minimum", "fixed"])
def test_a_minimum_or_fixed_price_is_found(kind, clause):
    (conflict,) = found(term(**{kind: clause}))

    assert (conflict.parties, conflict.severity, conflict.reason.code) == (
        ("P-1",),
        "high",
        "resale-price-bound",
    )
    assert conflict.evidence[0].facts[kind] == clause


@pytest.mark.parametrize("clause", ["recommended", "maximum"])
def test_a_recommended_or_maximum_price_passes_unless_something_enforces_it(clause):
    assert found(term(resale=clause)) == ()
    for means in ("rebate", "funds", "delivery", "notice", "complaints"):
        (conflict,) = found(term(resale=clause, enforced_by=[means]))
        assert conflict.evidence[0].facts["means"] == (means,)


@pytest.mark.parametrize("clause", PRICE_CLAUSES)
def test_every_clause_can_be_recorded_and_judged(clause):
    for kind in ("resale", "advertised"):
        assert binds_prices(term(**{kind: clause})) == ((kind,) if clause in {"minimum", "fixed"} else ())


def test_terms_that_say_nothing_bind_nothing():
    assert found(term()) == ()


@pytest.mark.parametrize("form", ["genuine-agent", "fulfils"])
def test_who_sells_at_the_vendors_risk_is_not_asked(form):
    assert found(term(resale="fixed"), form=form) == ()


def test_an_unknown_form_is_no_guess():
    (conflict,) = found(term(resale="fixed"), form=None)

    assert (conflict.reason.code, conflict.severity) == ("resale-price-form-unknown", "medium")
    assert conflict.proposals[0].code == "record-contract-form"


def test_another_agent_is_asked_like_a_reseller():
    assert len(found(term(resale="fixed"), form="agent")) == 1


def test_us_law_asks_for_reason():
    (conflict,) = found(term(resale="minimum"), rule=resale_price_fixing(jurisdiction="US"))

    assert (conflict.reason.code, conflict.severity) == ("resale-price-bound-us", "medium")


def test_another_law_is_not_known():
    with pytest.raises(InvalidValue, match="jurisdiction"):
        resale_price_fixing(jurisdiction="XX")


def test_one_finding_tells_all_terms_of_a_partner_that_hold():
    over = term(id="T-3", product="z", resale="fixed", valid=Period.year(2025))
    (conflict,) = found(term(resale="fixed"), term(id="T-2", product="y", advertised="minimum"), over)

    assert conflict.reason.facts["products"] == ("x", "y")
    assert conflict.view("P-1").evidence == conflict.evidence
