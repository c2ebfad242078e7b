"""Whose is a lead before anybody is asked?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.lead import Lead
from partnerkit.facts.service import ServiceCase
from partnerkit.facts.territory import Grant
from partnerkit.facts.tree import Tree
from partnerkit.leads.precedence import (
    Precedence,
    Right,
    exclusive_grant,
    named_partner,
    protected_registration,
    running_service,
    served_by,
)
from partnerkit.leads.rule import Occasion
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TREE = Tree.from_parents({"de": None, "de-north": "de", "se": None})
GOODS = Tree.from_parents({"security": None, "firewall": "security", "cable": None})
OCCASION = Occasion(as_of=NOW, territories=TREE, products=GOODS)
NAMED, SERVICE, GRANT = named_partner(), running_service({}), exclusive_grant([])


def registration(number, *, approved=NOW - timedelta(days=9), days=90, **more):
    asked = DealRegistration(id=f"D-{number}", partner=f"P-{number}", **{"account": "A-9", **more})
    start = approved - timedelta(hours=1)
    for event in ("submit", "review"):
        asked = asked.with_step(event, at=start)
    return asked.with_step("approve", at=approved, expires_at=approved + timedelta(days=days))


def holders(right, **lead):
    return [partner for partner, _ in right.holders(Lead(id="L-1", **lead), OCCASION)]


class TestTheOrder:
    def test_a_right_cannot_precede_itself(self):
        with pytest.raises(InvalidValue, match="each right once"):
            Precedence(rights=[NAMED, SERVICE, named_partner(unable="wait")])

    def test_pairs_that_leave_no_choice_make_an_order(self):
        pairs = [("running-service", "exclusive-grant"), ("named-partner", "running-service")]
        precedence = Precedence.of([GRANT, NAMED, SERVICE], pairs, counted=False)

        assert precedence.codes == ("named-partner", "running-service", "exclusive-grant")
        assert not precedence.counted

    @pytest.mark.parametrize(
        ("pairs", "remedy"),
        [
            ([("named-partner", "running-service"), ("running-service", "named-partner")], "circle"),
            ([("named-partner", "named-partner")], "circle"),
            (
                [("named-partner", "running-service"), ("named-partner", "exclusive-grant")],
                "which of them goes first",
            ),
            ([], "which of them goes first"),
            ([("named-partner", "tender")], "use pairs of"),
            ([("named-partner",)], "use pairs of"),
        ],
    )
    def test_circles_gaps_and_unknown_rights_are_refused(self, pairs, remedy):
        with pytest.raises(InvalidValue, match=remedy):
            Precedence.of([NAMED, SERVICE, GRANT], pairs)

    @pytest.mark.parametrize("rights", [None, ["named-partner"], NAMED])
    def test_what_is_no_right_is_refused(self, rights):
        with pytest.raises(InvalidValue, match="a Right"):
            Precedence(rights=rights)

    def test_what_becomes_of_a_lead_is_one_of_two(self):
        with pytest.raises(InvalidValue, match="unable"):
            Right("mine", holders=lambda *_: (), unable="drop")
        with pytest.raises(InvalidValue, match="holders"):
            Right("mine", holders=["P-4"])


class TestRegistrations:
    def test_a_protected_deal_is_the_partner_s_and_the_first_approved_goes_first(self):
        early = registration(5, approved=NOW - timedelta(days=20))
        right = protected_registration([registration(4), early])

        assert holders(right, customer="A-9") == ["P-5", "P-4"]
        assert holders(right, customer="A-8") == holders(right) == []

    def test_it_is_over_when_it_has_expired_or_is_not_approved(self):
        asked = DealRegistration(id="D-6", partner="P-6", account="A-9")
        assert holders(protected_registration([registration(4, days=9), asked]), customer="A-9") == []

    def test_it_protects_what_lies_below_its_product_and_its_territory(self):
        right = protected_registration([registration(4, product="security", territory="de")])

        assert holders(right, customer="A-9", product="firewall", territory="de-north") == ["P-4"]
        assert holders(right, customer="A-9") == ["P-4"]
        assert holders(right, customer="A-9", product="cable") == []
        assert holders(right, customer="A-9", territory="se") == []

    def test_the_reason_names_it_and_its_end(self):
        ((_, reason),) = protected_registration([registration(4)]).holders(
            Lead(id="L-1", customer="A-9"), OCCASION
        )

        assert reason.code == "protected-registration"
        assert reason.facts == {"partner": "P-4", "registration": "D-4", "until": NOW + timedelta(days=81)}


def test_whoever_opened_the_last_running_case_serves_the_customer():
    first, last = NOW - timedelta(days=2), NOW - timedelta(days=1)
    closed = ServiceCase(id="S-3", partner="P-6", account="A-9", opened_at=NOW, status="canceled")
    cases = [
        ServiceCase(id="S-2", partner="P-5", account="A-9", opened_at=last),
        ServiceCase(id="S-1", partner="P-4", account="A-9", opened_at=first),
        ServiceCase(id="S-4", account="A-9", opened_at=NOW),
        closed,
    ]

    assert served_by(cases) == {"A-9": "P-5"}
    assert holders(running_service(served_by(cases)), customer="A-9") == ["P-5"]
    assert holders(running_service(served_by(cases))) == []


class TestGrants:
    YEAR = Period.year(2026)

    def grant(self, partner, territory, *, exclusive=True, period=YEAR, **more):
        return Grant(partner=partner, territory=territory, exclusive=exclusive, period=period, **more)

    def test_a_lead_lies_in_it_by_its_territory_and_product(self):
        right = exclusive_grant([self.grant("P-4", "de", products=["security"])])

        assert holders(right, territory="de-north", product="firewall") == ["P-4"]
        assert holders(right, territory="de-north") == []
        assert holders(right, territory="se", product="firewall") == []
        assert holders(right, product="firewall") == []

    def test_only_exclusive_grants_that_run_count_and_the_older_goes_first(self):
        older = self.grant("P-6", "de-north", period=Period(start=date(2025, 1, 1), end=date(2027, 1, 1)))
        grants = [
            self.grant("P-4", "de"),
            self.grant("P-5", "de", exclusive=False),
            self.grant("P-7", "de", period=Period.year(2025)),
            older,
        ]

        assert holders(exclusive_grant(grants), territory="de-north") == ["P-6", "P-4"]
