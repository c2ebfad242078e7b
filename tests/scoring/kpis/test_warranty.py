"""What of the claims is the partner's doing, and what is not."""

from datetime import date

import pytest

from partnerkit import Money
from partnerkit.facts import ServiceCase, WarrantyClaim
from partnerkit.scoring.kpis.warranty import (
    claim_decision_days,
    claim_turnaround_days,
    claims_per_unit,
    warranty_rejection_rate,
)


def claim(at, name, submitted="2026-03-02T09:00Z", event=None, decided="2026-03-12T09:00Z", **options):
    new = WarrantyClaim(
        id=name, partner="P-4", claimed=Money.of("100", "EUR"), submitted_at=at(submitted), **options
    )
    return new if event is None else new.with_step(event, at=at(decided), reason="wear-part")


def test_rejected_of_decided(found, at, partner):
    facts = [claim(at, "W-1", event="reject"), claim(at, "W-2", event="approve"), claim(at, "W-3")]

    assert found(warranty_rejection_rate(), partner, *facts) == {"P-4": (1.0, 2.0)}


def test_a_decision_of_the_next_quarter_does_not_count_yet(found, at, partner):
    late = claim(at, "W-1", event="reject", decided="2026-04-02T09:00Z")

    assert found(warranty_rejection_rate(), partner, late, as_of=date(2026, 4, 30)) == {"P-4": (None, None)}


def test_turnaround_runs_from_the_repair_else_from_the_failure(found, at, partner):
    repaired = ServiceCase(
        id="S-1",
        partner="P-4",
        opened_at=at("2026-02-01T09:00Z"),
        resolved_at=at("2026-02-27T09:00Z"),
        status="resolved",
    )
    by_repair = claim(at, "W-1", case="S-1", failed_on=date(2026, 1, 1))
    by_failure = claim(at, "W-2", submitted="2026-03-02T00:00Z", failed_on=date(2026, 2, 28))

    assert found(claim_turnaround_days(), partner, repaired, by_repair) == {"P-4": 3.0}
    assert found(claim_turnaround_days(), partner, by_failure) == {"P-4": 1.0}
    assert found(claim_turnaround_days(), partner, claim(at, "W-3")) == {"P-4": None}


def test_the_vendors_own_time_and_the_products_failures_are_measured_but_kept_out(found, at, partner, euros):
    decided = claim(at, "W-1", event="approve")

    assert found(claim_decision_days(), partner, decided) == {"P-4": 10.0}
    assert (
        found(claims_per_unit(units="units"), partner, decided, euros("units", "5", "5", "10"))["P-4"] == 0.05
    )
    assert [each.kept_out.code for each in (claim_decision_days(), claims_per_unit())] == [
        "vendors-own-figure",
        "product-figure",
    ]
    assert warranty_rejection_rate().kept_out is None


@pytest.mark.parametrize("kpi", [warranty_rejection_rate(), claim_turnaround_days(), claim_decision_days()])
def test_no_claims_are_unknown(found, partner, kpi):
    assert found(kpi, partner) in ({"P-4": None}, {"P-4": (None, None)})
