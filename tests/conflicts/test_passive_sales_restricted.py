"""A customer who asks may be served."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.conflicts import detect, rules
from partnerkit.conflicts.rules.passive_sales_restricted import unlawful_restrictions
from partnerkit.facts import Agreement, Network, Partner
from partnerkit.facts.agreement import RESTRICTIONS
from partnerkit.values import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("passive-sales-restricted")


def found(*restricts, system="open", form="resells", **more):
    agreement = Agreement(
        **{
            "id": "A-1", "partner": "P-1", "period": Period.year(2026), "status": "signed",
            "signed_on": date(2026, 1, 1), "restricts": restricts or None, "system": system,
        } | more
    )  # fmt: skip
    return detect(Network.of(Partner(id="P-1", form=form), agreement), [RULE], as_of=NOW)


@pytest.mark.parametrize("what", ["passive-sales", "online-sales", "online-advertising", "all-active-sales"])
@pytest.mark.parametrize("system", ["open", "exclusive", "selective", "franchise", None])
def test_what_no_contract_may_keep_from_a_partner(what, system):
    (conflict,) = found(what, system=system)

    assert (conflict.parties, conflict.severity) == (("P-1",), "high")
    assert conflict.reason.facts["restrictions"] == (what,)


@pytest.mark.parametrize("what", ["active-sales", "unauthorized-resellers", "competing-goods"])
@pytest.mark.parametrize("system", ["open", "exclusive", "selective"])
def test_what_may_be_agreed_is_not_found(what, system):
    assert found(what, system=system) == ()


@pytest.mark.parametrize("what", ["end-users", "cross-supplies"])
def test_authorized_dealers_sell_to_end_users_and_to_each_other(what):
    assert len(found(what, system="selective")) == 1
    assert len(found(what, system=None)) == 1
    assert found(what, system="exclusive") == ()


def test_only_agreements_in_force_count():
    assert found("passive-sales", status="draft", signed_on=None) == ()
    assert found("passive-sales", period=Period.year(2025)) == ()


def test_a_genuine_agent_may_be_told_where_to_sell():
    assert found("passive-sales", form="genuine-agent") == ()


def test_a_contract_that_says_nothing_restricts_nothing():
    assert found() == ()


def test_each_restriction_is_judged():
    assert set(unlawful_restrictions(RESTRICTIONS, "selective")) == set(RESTRICTIONS) - {
        "active-sales",
        "unauthorized-resellers",
        "competing-goods",
    }
