"""What should somebody look at before the leads are given?"""

from datetime import UTC, datetime

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import RULES, FairShare, allocate
from partnerkit.leads.screening import screen
from partnerkit.leads.standing import STATUS

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")
WHOLE = {"territory": "de", "product": "firewall", "language": "de"}
FIRM = Partner(id="P-4", territories=["de"], products=["firewall"], languages=["de"])


def told(findings):
    return [(each.code, each.subjects, dict(each.reason.facts)) for each in findings]


def test_complete_facts_give_no_finding():
    assert screen([Lead(id="L-1", **WHOLE)], [FIRM]) == ()


def test_blanks_are_counted_by_what_they_leave_open():
    partners = [FIRM, Partner(id="P-6"), Partner(id="P-5", territories=["de"], languages=["de"])]
    leads = [Lead(id="L-2", territory="de", product="firewall"), Lead(id="L-1", **WHOLE)]

    assert told(screen(leads, partners)) == [
        ("unrestricted-partner", ("P-6",), {"rule": "territory", "count": 1, "of": 3}),
        ("unrestricted-partner", ("P-5", "P-6"), {"rule": "product", "count": 2, "of": 3}),
        ("unrestricted-partner", ("P-6",), {"rule": "language", "count": 1, "of": 3}),
        ("unrestricted-lead", ("L-2",), {"rule": "language", "count": 1, "of": 2}),
    ]
    assert screen(leads, partners, rules=[STATUS]) == ()


def test_what_a_partner_is_said_not_to_tell_opens_no_door_and_is_no_finding():
    unsaid = Partner(id="P-5", territories=["de"], languages=["de"], unknown=["products"])

    assert screen([Lead(id="L-1", **WHOLE)], [FIRM, unsaid]) == ()


def test_blanks_that_keep_a_partner_out_open_no_door():
    leads, partners = [Lead(id="L-1", territory="de", product="firewall")], [FIRM, Partner(id="P-5")]
    found = allocate(leads, partners, UNITS, as_of=NOW, blank="exclude").findings

    assert told(found) == [("unrestricted-lead", ("L-1",), {"rule": "language", "count": 1, "of": 1})]


def test_leads_that_agree_in_a_normalized_key_may_be_one():
    leads = [
        Lead(id="L-3", **WHOLE, attributes={"email": "Ada@Werft.DE"}),
        Lead(id="L-1", **WHOLE, attributes={"email": " ada@werft.de"}, customer="A-9"),
        Lead(id="L-2", **WHOLE, attributes={"company": "Werft  Straße"}, customer="a-9"),
        Lead(id="L-4", **WHOLE, attributes={"company": "WERFT STRASSE", "domain": 7, "email": " "}),
        Lead(id="L-5", **WHOLE, attributes={"email": ""}),
    ]

    assert told(screen(leads, [FIRM])) == [
        ("possible-duplicates", ("L-1", "L-2"), {"by": "customer", "count": 2}),
        ("possible-duplicates", ("L-2", "L-4"), {"by": "company", "count": 2}),
        ("possible-duplicates", ("L-1", "L-3"), {"by": "email", "count": 2}),
    ]
    assert screen(leads, [FIRM], alike={}) == ()


def test_a_number_that_two_leads_agree_in_makes_them_one_as_well():
    leads = [
        Lead(id=f"L-{n}", **WHOLE, attributes={"company": each}) for n, each in enumerate((4711, "4711", 7))
    ]

    assert told(screen(leads, [FIRM])) == [
        ("possible-duplicates", ("L-0", "L-1"), {"by": "company", "count": 2})
    ]
    by_number = {"number": lambda lead: lead.attributes["company"] == 7 or None, "none": lambda lead: None}
    assert screen(leads, [FIRM], alike=by_number) == ()


def test_the_result_tells_what_it_was_given():
    leads, partners = [Lead(id="L-1"), Lead(id="L-2", territory="de")], [FIRM, Partner(id="P-6")]

    assert allocate(leads, partners, UNITS, as_of=NOW).findings == screen(leads, partners, rules=RULES)
    assert allocate(leads, partners, UNITS, as_of=NOW, rules=[STATUS]).findings == ()
