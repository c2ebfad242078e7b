"""Is this partner one who is given leads, and such leads?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, allocate
from partnerkit.leads.standing import in_state, of_tier
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


def judged(lead, partner, **terms):
    result = allocate([lead], [partner], UNITS, as_of=NOW, **terms)
    return None if result.assignments else result.unassigned[lead.id][partner.id]


def test_a_credit_block_keeps_leads_away():
    assert judged(Lead(id="L-1"), Partner(id="P-4", credit_blocked=True)) == Reason("credit-block")


def test_a_pool_may_give_leads_to_other_states_of_the_life_cycle():
    trial = Partner(id="P-4", status="on-trial")

    assert judged(Lead(id="L-1"), trial) == Reason("partner-status", {"status": "on-trial"})
    assert judged(Lead(id="L-1"), trial, rules=[in_state("active", "on-trial")]) is None


def test_a_tier_is_asked_for_where_it_is_needed_and_none_is_none_of_them():
    rules = [of_tier("gold", "platinum", needed=lambda lead: lead.urgent)]
    urgent = Lead(id="L-1", urgent=True)

    assert judged(urgent, Partner(id="P-4", tier="gold"), rules=rules) is None
    assert judged(Lead(id="L-2"), Partner(id="P-4", tier="silver"), rules=rules) is None
    assert judged(urgent, Partner(id="P-4"), rules=rules) == Reason(
        "tier", {"tier": None, "needed": ("gold", "platinum")}
    )


@pytest.mark.parametrize("make", [in_state, of_tier])
def test_a_rule_that_names_nothing_is_refused(make):
    with pytest.raises(InvalidValue, match="at least 1"):
        make()
