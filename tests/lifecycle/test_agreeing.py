"""A contract needs priorities of both sides; onboarding needs signed goals."""

from datetime import date
from decimal import Decimal

import pytest

from partnerkit.facts import JointPlan
from partnerkit.lifecycle import contract_gaps
from partnerkit.lifecycle.agreeing import goals_acknowledged
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period


def plan(**more):
    return JointPlan(id="J-1", partner="P-4", period=Period.year(2026), **more)


def codes(found):
    return [(each.code, each.facts.get("side")) for each in found]


def test_a_contract_needs_what_both_sides_want():
    vendor, partner = {"revenue": Decimal(3), "service": Decimal(1)}, {"service": Decimal(1)}

    assert codes(contract_gaps(None, partner="P-4")) == [("joint-plan-missing", None)]
    assert codes(contract_gaps(plan(), partner="P-9")) == [("joint-plan-missing", None)]
    assert codes(contract_gaps(plan(), partner="P-4")) == [
        ("priorities-unstated", "vendor"),
        ("priorities-unstated", "partner"),
    ]
    both = plan(vendor_priorities=vendor, partner_priorities=partner)
    assert contract_gaps(both, partner="P-4") == ()
    far = contract_gaps(both, partner="P-4", threshold=Decimal("0.75"))
    assert [(each.code, each.facts["divergence"]) for each in far] == [("priorities-too-far-apart", 75)]
    assert contract_gaps(both, partner="P-4", threshold=Decimal("0.76")) == ()


def test_a_revision_must_be_signed_again():
    signed = plan(goals=["de"], signed_by_vendor=date(2026, 1, 9), signed_by_partner=date(2026, 1, 9))

    assert goals_acknowledged(signed, partner="P-4") == ()
    assert codes(goals_acknowledged(signed.revised(), partner="P-4")) == [
        ("goals-unsigned", "vendor"),
        ("goals-unsigned", "partner"),
    ]
    assert codes(goals_acknowledged(plan(), partner="P-4"))[0] == ("goals-not-stated", None)
    assert codes(goals_acknowledged(signed, partner="P-9")) == [("joint-plan-missing", None)]


def test_how_far_apart_is_too_far_is_an_exact_part():
    for wrong in (0.75, Decimal("1.5"), "much"):
        with pytest.raises(InvalidValue, match="threshold"):
            contract_gaps(None, partner="P-4", threshold=wrong)
