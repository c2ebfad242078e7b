"""Leads that look alike, and partners that do, are judged once."""

from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import encoding
from partnerkit.leads.eligibility import RULES, EligibilityRule, Occasion
from partnerkit.leads.encoding import encode

OCCASION = Occasion(as_of=datetime(2026, 3, 2, 9, tzinfo=UTC))


def counting_rule(seen):
    def objection(wanted, own, _):
        seen.append((wanted, own))
        return None if wanted in own else {"territory": wanted}

    return EligibilityRule(
        "place", of_lead=lambda lead: lead.territory, of_partner=lambda p: p.territories, objection=objection
    )


def test_every_kind_of_lead_meets_every_kind_of_partner_once():
    seen = []
    leads = [Lead(id=f"L-{n}", territory="nesw"[n % 4]) for n in range(400)]
    partners = [Partner(id=f"P-{n}", territories=(("n",), ("n", "e"), ("s",))[n % 3]) for n in range(90)]

    eligibility = encode(leads, partners, [counting_rule(seen)], OCCASION)

    assert len(seen) == 4 * 3
    assert eligibility.table.shape == (4, 90)
    assert eligibility.table[eligibility.signatures()[0]].sum() == 60
    assert eligibility.table[eligibility.signatures()[3]].sum() == 0


def test_kinds_of_leads_that_the_same_partners_serve_share_one_row():
    leads = [
        Lead(id="L-1", territory="n", language="de"),
        Lead(id="L-2", territory="e", language="sv"),
        Lead(id="L-3"),
    ]

    eligibility = encode(leads, [Partner(id="P-4"), Partner(id="P-5")], RULES, OCCASION)

    assert eligibility.table.tolist() == [[True, True]]
    assert eligibility.signatures().tolist() == [0, 0, 0]


@pytest.mark.parametrize("most", [encoding._MOST_KINDS, 2])
def test_leads_are_of_one_kind_only_where_all_rules_read_the_same(most, monkeypatch):
    # However many there are: from so many on they are counted anew, rule by rule.
    monkeypatch.setattr(encoding, "_MOST_KINDS", most)
    pairs = [(place, tongue) for place in ("e", "n", "s") for tongue in ("de", "fr", "sv")]
    leads = [Lead(id=f"L-{place}-{tongue}", territory=place, language=tongue) for place, tongue in pairs]
    partners = [
        Partner(id=f"P-{place}-{tongue}", territories=[place], languages=[tongue]) for place, tongue in pairs
    ]
    for_nobody = EligibilityRule(
        "for-nobody",
        of_lead=lambda _: "any",
        of_partner=lambda partner: partner.id,
        objection=lambda _, own, __: {} if own == partners[-1].id else None,
    )
    wanted = np.eye(9, dtype=bool)

    eligibility = encode(leads, partners, RULES, OCCASION)
    assert (eligibility.table[eligibility.signatures()] == wanted).all()

    # A rule that reads the same of all leads makes no kinds, and takes none away.
    eligibility = encode(leads, partners, [*RULES, for_nobody], OCCASION)
    wanted[-1, -1] = False
    assert (eligibility.table[eligibility.signatures()] == wanted).all()


def test_objections_come_in_the_order_of_the_partners():
    partners = [
        Partner(id="P-4", territories=("n",)),
        Partner(id="P-5"),
        Partner(id="P-6", status="suspended"),
    ]

    reasons = encode([Lead(id="L-1", territory="e")], partners, RULES, OCCASION).objections(0)

    assert [[each.code for each in found] for found in reasons] == [["territory"], [], ["partner-status"]]


def test_no_leads_need_no_table():
    assert encode([], [Partner(id="P-4")], RULES, OCCASION).table.shape == (0, 1)


def test_the_table_of_a_host_may_be_lists():
    rule = EligibilityRule(
        "own",
        of_lead=lambda lead: lead.id,
        of_partner=lambda partner: partner.id,
        objection=lambda *_: {},
        table=lambda wanted, own, _: [[False for _ in own] for _ in wanted],
    )

    assert not encode([Lead(id="L-1")], [Partner(id="P-4")], [rule], OCCASION).table.any()
