"""Which pairs of a lead and a partner are ruled out by name?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import RULES, FairShare, allocate, allocate_batch
from partnerkit.leads.exclusions import EARLIER, earlier_holders
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")
PAIR = [Partner(id="P-4"), Partner(id="P-5", territories=["se"])]
AGAIN = [earlier_holders(when_nobody_is_left="ask-again") if rule is EARLIER else rule for rule in RULES]


@pytest.fixture(params=[allocate, allocate_batch], ids=lambda verb: verb.__name__)
def verb(request):
    return request.param


def test_a_customer_may_refuse_a_partner(verb):
    result = verb([Lead(id="L-1", refused_partners=["P-4", "P-9"])], PAIR, UNITS, as_of=NOW)

    assert result.assignments == {"L-1": "P-5"}
    assert result.decisions["L-1"].candidate("P-4").reason == Reason("partner-refused")


def test_a_partner_may_be_kept_from_a_customer(verb):
    partners = [Partner(id="P-4", blocked_customers=["A-9"]), Partner(id="P-5")]
    leads = [Lead(id="L-1", customer="A-9"), Lead(id="L-2", customer="A-8"), Lead(id="L-3")]
    result = verb(leads, partners, UNITS, as_of=NOW)

    assert result.assignments["L-1"] == "P-5"
    assert result.decisions["L-1"].candidate("P-4").reason == Reason("customer-blocked")
    assert all(result.decisions[name].candidate("P-4").is_eligible for name in ("L-2", "L-3"))


def test_a_lead_does_not_go_back_and_waits_when_nobody_is_left(verb):
    held = Lead(id="L-1", territory="de", earlier_holders=["P-4"])
    result = verb([held], PAIR, UNITS, as_of=NOW)

    assert {partner: reason.code for partner, reason in result.unassigned["L-1"].items()} == {
        "P-4": "earlier-holder",
        "P-5": "territory",
    }


def test_or_it_is_offered_again_where_that_was_chosen(verb):
    held = Lead(id="L-1", territory="de", earlier_holders=["P-4"])
    elsewhere = Lead(id="L-2", territory="se", earlier_holders=["P-4"])
    result = verb([held, elsewhere], PAIR, UNITS, as_of=NOW, rules=AGAIN)

    assert result.assignments == {"L-1": "P-4", "L-2": "P-5"}
    assert result.decisions["L-2"].candidate("P-4").reason == Reason("earlier-holder")


def test_a_choice_that_is_none_is_refused():
    with pytest.raises(InvalidValue, match="when_nobody_is_left"):
        earlier_holders(when_nobody_is_left="shrug")
