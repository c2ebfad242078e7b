"""Whatever decimal context a host works in: who gets a lead, why, and how promises were kept is told the same."""

import decimal
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    BestFit,
    Clock,
    EqualLoad,
    FairShare,
    Fit,
    Rotation,
    ServiceLevel,
    allocate,
    allocate_batch,
    sla_report,
    watch,
    what_if,
)
from partnerkit.values.money import Money

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIT = Fit(
    of_lead=lambda lead: lead.id,
    of_partner=lambda partner: partner.id,
    score=lambda *key: len(str(key)) * int(str(key)[-3]) % 97 / 97,
)
POLICIES = [
    FairShare(weights={"P-1": 7, "P-2": 3}, default=1, fit=FIT, fit_weight=Money.of("77.77", "EUR")),
    BestFit(fit=FIT),
    EqualLoad(weights={"P-1": 7}, default=3),
    Rotation(weights={"P-1": 7}, default=3),
]
PARTNERS = [Partner(id=f"P-{n}") for n in range(1, 4)]
LEADS = [Lead(id=f"L-{n}", value=Money.of(f"{1_234_567 + 99 * n}.8{n}", "EUR")) for n in range(4)]
CLAIM = ServiceLevel(name="claim", owed_by="partner", within=timedelta(seconds=4_000))
CLOCKS = [
    Clock(subject=f"L-{n}", level="claim", owner="P-1", started_at=NOON).stop(
        at=NOON + timedelta(seconds=1_999 * n)
    )
    for n in range(4)
]

contexts = st.builds(
    decimal.Context,
    prec=st.integers(1, 9),
    rounding=st.sampled_from([decimal.ROUND_UP, decimal.ROUND_DOWN, decimal.ROUND_HALF_EVEN]),
    traps=st.sampled_from([[], [decimal.Inexact]]),
)


def told(policy):
    """Return all that is said of some leads, as it is written out: equal numbers may still read differently."""
    results = [verb(LEADS, PARTNERS, policy, as_of=NOON) for verb in (allocate, allocate_batch)]
    decisions = [decision for each in results for decision in each.decisions.values()]
    candidates = [(one, one.reason, one.counterfactual) for each in decisions for one in each.candidates]
    standings = watch(CLOCKS, [CLAIM], as_of=NOON + timedelta(days=1))
    return [
        [repr((each, each.reason)) for each in decisions],
        [*map(repr, candidates)],
        *([repr(each.fairness), repr(each.fit), repr(each.dual_bound)] for each in results),
        repr(what_if(results[0], weights={"P-3": 9}).received()),
        [repr(each.reason) for each in standings],
        [repr(each.kept) for each in sla_report(standings)],
    ]


@cache
def as_usual(which):
    return told(POLICIES[which])


# Each example decides eight times; a context that matters shows in every one.
@settings(max_examples=max(5, settings.default.max_examples // 5))
@given(contexts, st.integers(0, len(POLICIES) - 1))
def test_what_is_decided_and_told_hangs_on_no_context(context, which):
    usual = as_usual(which)
    with decimal.localcontext(context):
        assert told(POLICIES[which]) == usual
