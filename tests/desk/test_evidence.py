from datetime import UTC, datetime
from decimal import Decimal

import pytest

from partnerkit import Lead, Money, Partner
from partnerkit.desk import Desk
from partnerkit.desk.evidence import ALGORITHM, foreign, parameters, policy_of, rule_codes, version_of
from partnerkit.leads import BestFit, EqualLoad, FairShare, Rotation
from partnerkit.leads.eligibility import RULES, Limit
from partnerkit.leads.fit import Fit
from partnerkit.storage import MemoryStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIT = Fit(of_lead=lambda lead: lead.product, of_partner=lambda partner: partner.products, score=lambda *_: 1)
DECLARED = [
    FairShare(default=1),
    FairShare(weights={"gold": Decimal("2.5"), "P-1": 3}, pool="north", value="unit"),
    FairShare(default=1, default_value=Money.of(9, "EUR"), fairness_cap=Money.of(99, "EUR")),
    EqualLoad(weights={"gold": 2}, default=1, pool="north"),
    Rotation(default=1, pool="turns"),
]
OWN = [FairShare(weights=lambda partner: 1), FairShare(default=1, fit=FIT), BestFit(fit=FIT)]


@pytest.mark.parametrize("policy", DECLARED, ids=str)
def test_a_declared_policy_is_written_and_read(policy):
    assert policy_of(type(policy).__name__, parameters(policy)) == policy
    assert foreign(policy, {}) == ()


@pytest.mark.parametrize("policy", OWN, ids=lambda policy: type(policy).__name__)
def test_a_policy_with_functions_must_be_brought(policy):
    assert parameters(policy) is None
    assert foreign(policy, {}) == ("policy",)


def test_each_policy_has_a_version_of_its_own():
    versions = {version_of(policy, parameters(policy)) for policy in DECLARED}

    assert len(versions) == len(DECLARED)
    assert version_of(FairShare(default=1), parameters(FairShare(default=1))) in versions


def test_a_policy_nobody_knows_is_none():
    assert policy_of("Lottery", {}) is None


def test_rules_go_by_their_codes_and_limits_by_their_window():
    assert "territory" in rule_codes(RULES)
    assert rule_codes([Limit(window="week", most=lambda partner: 5)]) == ("limit-week",)
    assert foreign(FairShare(default=1), {"rules": RULES[:-1]}) == ("rules",)


def test_a_record_tells_on_what_its_decision_rested():
    policy = FairShare(weights={"gold": 3}, default=1, value="unit")
    with Desk(MemoryStore(), tenant="acme", clock=lambda: NOON) as desk:
        desk.put(
            Partner(id="P-1", tier="gold", territories=("de",)),
            Partner(id="P-2", territories=("de",)),
            Partner(id="P-3", territories=("se",)),
        )
        desk.assign(Lead(id="L-1", territory="de"), policy)
        facts = desk.history("L-1")[0].record.facts

    assert facts["algorithm"] == ALGORITHM == 1
    assert facts["weights"] == {"P-1": 3, "P-2": 1}
    assert facts["rules"] == rule_codes(RULES)
    assert facts["version"] == version_of(policy, parameters(policy))
    assert (facts["policy"], facts["kind"], facts["pool"], facts["blank"]) == (
        "fair-share", "FairShare", "default", "exclude",
    )  # fmt: skip
    assert "brought" not in facts
