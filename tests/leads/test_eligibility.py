"""Who could take this lead at all?"""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Certification, Partner
from partnerkit.facts.product import Product
from partnerkit.facts.territory import Territory
from partnerkit.facts.tree import Tree
from partnerkit.leads import RULES, EligibilityRule, FairShare, Limit, allocate, certified
from partnerkit.leads.eligibility import taken_key
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
POLICY = FairShare(default=1, value="unit")
TERRITORIES = [Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")]
PRODUCTS = [Product(id="security"), Product(id="firewall", parent="security")]


def objection(lead, partner, *, as_of=NOW, **more):
    """Ask one partner for one lead: None if he gets it, else why not."""
    result = allocate([lead], [partner], POLICY, as_of=as_of, **more)
    return None if result.assignments else result.unassigned[lead.id][partner.id]


def test_what_is_left_out_restricts_nothing():
    lead = Lead(id="L-1", territory="de", product="firewall", language="de")

    assert objection(lead, Partner(id="P-4")) is None
    assert objection(Lead(id="L-1"), Partner(id="P-4", territories=("se",), languages=("sv",))) is None


@pytest.mark.parametrize(
    ("lead", "partner", "reason"),
    [
        (
            {"territory": "de"},
            {"territories": ("se", "fi")},
            Reason("territory", {"territory": "de", "served": ("se", "fi")}),
        ),
        (
            {"product": "router"},
            {"products": ("firewall",)},
            Reason("product", {"product": "router", "carried": ("firewall",)}),
        ),
        (
            {"language": "de"},
            {"languages": ("sv", "en")},
            Reason("language", {"language": "de", "spoken": ("sv", "en")}),
        ),
        ({}, {"status": "suspended"}, Reason("partner-status", {"status": "suspended"})),
        ({"status": "lost"}, {}, Reason("lead-closed", {"status": "lost"})),
        ({}, {"capacity": 0}, Reason("capacity", {"open": 0, "limit": 0})),
    ],
    ids=lambda each: each.code if isinstance(each, Reason) else "",
)
def test_every_rule_says_why_not(lead, partner, reason):
    assert objection(Lead(id="L-1", **lead), Partner(id="P-4", **partner)) == reason


def test_the_first_rule_that_objects_gives_the_reason():
    lead = Lead(id="L-1", territory="de", language="de")
    partner = Partner(id="P-4", territories=("se",), languages=("sv",), status="terminated")

    assert objection(lead, partner).code == "partner-status"


def test_an_id_matches_what_lies_below_it_when_trees_are_passed():
    lead = Lead(id="L-1", territory="de-north", product="firewall")
    above = Partner(id="P-4", territories=("de",), products=("security",))

    assert objection(lead, above).code == "territory"
    assert objection(lead, above, territories=TERRITORIES).code == "product"
    assert objection(lead, above, territories=TERRITORIES, products=PRODUCTS) is None
    assert objection(lead, above, territories=Tree.of(TERRITORIES), products=Tree.of(PRODUCTS)) is None


def test_a_part_does_not_cover_the_whole_and_the_unknown_matches_itself_only():
    below = Partner(id="P-4", territories=("de-north",))

    assert objection(Lead(id="L-1", territory="de"), below, territories=TERRITORIES).code == "territory"
    assert objection(Lead(id="L-1", territory="mars"), below, territories=TERRITORIES).code == "territory"
    assert (
        objection(
            Lead(id="L-1", territory="mars"),
            Partner(id="P-4", territories=("mars",)),
            territories=TERRITORIES,
        )
        is None
    )


@pytest.mark.parametrize(
    ("wanted", "spoken", "is_served"),
    [
        ("sv-FI", "sv", True),
        ("sv", "sv-FI", True),
        ("sv-FI", "sv-SE", False),
        ("s", "sv", False),
        ("de", "de", True),
    ],
)
def test_a_language_serves_its_varieties(wanted, spoken, is_served):
    if wanted == "s":
        wanted = "svc"
    served = objection(Lead(id="L-1", language=wanted), Partner(id="P-4", languages=(spoken,))) is None

    assert served is is_served


class TestCertification:
    RULE = certified("expert", needed=lambda lead: lead.product == "firewall")
    LEAD = Lead(id="L-1", product="firewall")

    def held(self, *periods):
        return Partner(
            id="P-4",
            timezone="America/New_York",
            certifications=tuple(Certification(name="expert", valid=period) for period in periods),
        )

    def test_it_must_be_held_and_valid(self):
        assert objection(self.LEAD, self.held(Period.year(2026)), rules=[self.RULE]) is None
        assert objection(self.LEAD, self.held(None), rules=[self.RULE]) is None
        assert objection(self.LEAD, self.held(), rules=[self.RULE]) == Reason(
            "certification", {"certification": "expert", "expired": None}
        )
        assert objection(
            self.LEAD, self.held(Period.year(2024), Period.year(2025)), rules=[self.RULE]
        ) == Reason("certification", {"certification": "expert", "expired": date(2026, 1, 1)})

    def test_it_ends_at_midnight_where_the_partner_is(self):
        last_year = self.held(Period.year(2025))
        still = datetime(2026, 1, 1, 4, 59, tzinfo=UTC)
        over = datetime(2026, 1, 1, 5, 0, tzinfo=UTC)

        assert objection(self.LEAD, last_year, rules=[self.RULE], as_of=still) is None
        assert objection(self.LEAD, last_year, rules=[self.RULE], as_of=over).code == "certification"

    def test_it_is_asked_only_for_the_leads_that_need_it(self):
        assert objection(Lead(id="L-1", product="cable"), self.held(), rules=[self.RULE]) is None


def test_a_rule_of_one_s_own_reads_what_the_host_declared():
    rule = EligibilityRule(
        "segment",
        of_lead=lambda lead: lead.attributes.get("segment"),
        of_partner=lambda partner: partner.attributes.get("segments"),
        objection=lambda wanted, own, _: None if wanted in own else {"segment": wanted},
    )
    lead = Lead(id="L-1", attributes={"segment": "public"})

    assert objection(lead, Partner(id="P-4", attributes={"segments": ("public",)}), rules=[rule]) is None
    assert objection(lead, Partner(id="P-4", attributes={"segments": ("private",)}), rules=[rule]) == Reason(
        "segment", {"segment": "public"}
    )


class TestLimits:
    def test_days_weeks_and_months_are_those_of_the_zone(self):
        late = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)

        assert taken_key("day", as_of=late, zone="UTC") == "2025-12-31"
        assert taken_key("day", as_of=late, zone="Europe/Berlin") == "2026-01-01"
        assert taken_key("week", as_of=late, zone="UTC") == "2026-W01"
        assert taken_key("month", as_of=late, zone="Europe/Berlin") == "2026-01"

    def test_several_hold_together_and_a_new_day_makes_room(self):
        rules = [Limit(window="day", most=lambda _: 1), Limit(window="month", most=lambda _: 2), Limit()]
        partner, ledger, reasons = Partner(id="P-4"), None, []
        for day in (2, 2, 3, 4):
            result = allocate(
                [Lead(id=f"L-{len(reasons)}")],
                [partner],
                POLICY,
                ledger=ledger,
                as_of=NOW.replace(day=day),
                rules=rules,
            )
            ledger = result.ledger
            reasons.append(next(iter(result.unassigned.values()))["P-4"] if result.unassigned else None)

        assert reasons == [
            None,
            Reason("capacity-window", {"window": "day", "key": "2026-03-02", "taken": 1, "limit": 1}),
            None,
            Reason("capacity-window", {"window": "month", "key": "2026-03", "taken": 2, "limit": 2}),
        ]

    def test_within_one_call_they_hold_as_well(self):
        leads = [Lead(id=f"L-{number}") for number in range(5)]
        result = allocate(
            leads,
            [Partner(id="P-4", capacity=3)],
            POLICY,
            as_of=NOW,
            rules=[*RULES, Limit(window="week", most=lambda _: 4)],
        )

        assert len(result.assignments) == 3
        assert result.unassigned["L-4"]["P-4"] == Reason("capacity", {"open": 3, "limit": 3})
        assert result.ledger["P-4"].taken[0].count == 3

    def test_closing_a_lead_makes_room_for_the_next_in_the_open_window_only(self):
        partner = Partner(id="P-4", capacity=1)
        first = allocate([Lead(id="L-1")], [partner], POLICY, as_of=NOW)
        full = allocate([Lead(id="L-2")], [partner], POLICY, ledger=first.ledger, as_of=NOW)
        freed = first.ledger.release("L-1", as_of=NOW)

        assert full.unassigned["L-2"]["P-4"] == Reason("capacity", {"open": 1, "limit": 1})
        assert allocate([Lead(id="L-2")], [partner], POLICY, ledger=freed, as_of=NOW).assignments == {
            "L-2": "P-4"
        }

    def test_one_window_takes_one_limit(self):
        with pytest.raises(InvalidValue, match="one limit per window"):
            objection(Lead(id="L-1"), Partner(id="P-4"), rules=[Limit(), Limit()])
