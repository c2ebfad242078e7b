"""What is a rule about who may take a lead?"""

from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import RULES, EligibilityRule, FairShare, allocate
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")
LEAD = Lead(id="L-1", territory="de", product="firewall")


def judged(lead, partner, **terms):
    result = allocate([lead], [partner], UNITS, as_of=NOW, **terms)
    return None if result.assignments else result.unassigned[lead.id][partner.id]


def test_a_blank_restricts_nothing_on_hand_made_partners():
    assert judged(LEAD, Partner(id="P-4")) is None


def test_a_blank_opens_no_door_where_that_is_said_of_all_partners():
    assert judged(LEAD, Partner(id="P-4"), blank="exclude") == Reason(
        "field-unknown", {"field": "territories"}
    )
    assert judged(LEAD, Partner(id="P-4", territories=["de"]), blank="exclude") == Reason(
        "field-unknown", {"field": "products"}
    )
    served = Partner(id="P-4", territories=["de"], products=["firewall"])
    assert judged(LEAD, served, blank="exclude") is None
    assert judged(Lead(id="L-2"), Partner(id="P-4"), blank="exclude") is None


def test_a_blank_opens_no_door_where_that_is_said_of_one_partner():
    unknown = Partner(id="P-4", territories=["de"], unknown=["products"])

    assert judged(LEAD, unknown) == Reason("field-unknown", {"field": "products"})
    assert judged(Lead(id="L-2", territory="de"), unknown) is None


def test_only_rules_in_use_ask_for_what_is_blank():
    assert judged(LEAD, Partner(id="P-4"), blank="exclude", rules=RULES[:3]) is None


def test_anything_else_about_blanks_is_refused():
    with pytest.raises(InvalidValue, match="blank"):
        judged(LEAD, Partner(id="P-4"), blank="maybe")


@pytest.mark.parametrize("found", [np.ones((1, 2), dtype=bool), np.ones((1, 1), dtype=np.int64)])
def test_a_table_of_another_shape_or_kind_is_refused(found):
    rule = EligibilityRule(
        "odd",
        of_lead=lambda lead: lead.id,
        of_partner=lambda partner: partner.id,
        objection=lambda *_: None,
        table=lambda *_: found,
    )

    with pytest.raises(InvalidValue, match=r"rules\.odd\.table"):
        judged(LEAD, Partner(id="P-4"), rules=[rule])


@pytest.mark.parametrize("name", ["of_lead", "of_partner", "objection"])
def test_what_is_no_function_is_refused_where_the_rule_is_made(name):
    functions = {each: lambda *_: None for each in ("of_lead", "of_partner", "objection")}
    with pytest.raises(InvalidValue, match=f"^{name}: "):
        EligibilityRule("own", **{**functions, name: None})
