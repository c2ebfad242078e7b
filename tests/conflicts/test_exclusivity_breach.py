"""Nobody goes after customers in what was granted to others alone."""

from datetime import UTC, datetime

import pytest
from attrs import evolve

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.facts import Account, Grant, Lead, Network, Partner, Product, Territory, Touch
from partnerkit.values import Period

NOW = datetime(2026, 6, 1, tzinfo=UTC)
RULE = rules.get("exclusivity-breach")
PLACES = [Territory(id="de"), Territory(id="de-north", parent="de"), Territory(id="se")]
HOLDERS = [Partner(id=f"P-{n}") for n in range(1, 7)]
SELLER = Partner(id="P-9", system="exclusive")
CUSTOMER = Account(id="C-1", territory="de-north", segment="public")
SALE = Touch(
    account="C-1", channel="visit", at=datetime(2026, 3, 2, 9, tzinfo=UTC), role="partner", partner="P-9",
    approach="active",
)  # fmt: skip


def grant(partner="P-1", territory="de", **more):
    return Grant(
        **{"partner": partner, "territory": territory, "exclusive": True, "period": Period.year(2026)} | more
    )


def found(*facts, seller=SELLER, customer=CUSTOMER, places=PLACES):
    return detect(Network.of(places, HOLDERS, seller, customer, *facts), [RULE], as_of=NOW)


def test_an_active_sale_into_what_another_holds_is_found():
    (conflict,) = found(grant(), SALE)

    assert (conflict.parties, conflict.severity) == (("P-1", "P-9"), "medium")
    assert conflict.reason.code == "sold-into-exclusive"
    assert [each.code for each in conflict.view("P-1").evidence] == ["exclusivity-held"]
    (told,) = conflict.view("P-9").evidence
    # Where it sold, not how far the grant reaches.
    assert (told.facts["customer"], told.facts["territory"]) == ("C-1", "de-north")


def test_sales_of_one_moment_are_told_by_their_customers():
    others = [Account(id=name, territory="de-north") for name in ("C-3", "C-2")]
    (conflict,) = found(grant(), others, [evolve(SALE, account=each) for each in ("C-3", "C-1", "C-2")])

    told = [each.facts["customer"] for each in conflict.view("P-9").evidence]
    assert told == ["C-1", "C-2", "C-3"]


@pytest.mark.parametrize("approach", ["passive", None])
def test_a_sale_that_is_not_known_to_be_active_never_is(approach):
    assert found(grant(), evolve(SALE, approach=approach)) == ()


@pytest.mark.parametrize("channel", ["website", "marketplace", "search"])
def test_presence_on_the_web_never_is(channel):
    assert found(grant(), evolve(SALE, channel=channel, approach="passive")) == ()


def test_an_authorized_dealer_of_a_selective_system_never_is_found():
    assert found(grant(), SALE, seller=evolve(SELLER, system="selective")) == ()


def test_of_an_unknown_system_it_is_asked_gently():
    (conflict,) = found(grant(), SALE, seller=evolve(SELLER, system=None))

    assert conflict.severity == "low"


def test_a_grant_beside_others_excludes_nobody():
    assert found(grant(exclusive=False), SALE) == ()


def test_up_to_five_hold_exclusively_six_do_not():
    five = [grant(f"P-{n}") for n in range(1, 6)]

    assert found(five, SALE)[0].parties == ("P-1", "P-2", "P-3", "P-4", "P-5", "P-9")
    assert found(five, grant("P-6"), SALE) == ()


@pytest.mark.parametrize("status", ["contracted", "onboarding", "improvement", "suspended", "ending"])
def test_who_is_under_contract_holds_what_it_was_granted(status):
    (conflict,) = found(Partner(id="P-8", status=status), grant("P-8"), SALE)

    assert conflict.parties == ("P-8", "P-9")


class TestWhoHasLeft:
    left = Partner(id="P-8", status="terminated")

    def test_holds_nothing_though_its_grant_goes_on(self):
        assert found(self.left, grant("P-8"), SALE) == ()
        (conflict,) = found(self.left, grant("P-8"), grant(), SALE)
        assert conflict.parties == ("P-1", "P-9")

    def test_does_not_make_the_holders_too_many(self):
        five = [grant(f"P-{n}") for n in range(1, 6)]

        (conflict,) = found(self.left, five, grant("P-8"), SALE)
        assert "P-8" not in conflict.parties

    def test_since_the_sale_was_one_too_many_then(self):
        may = datetime(2026, 5, 1, tzinfo=UTC)
        versions = [Partner(id="P-8", known_until=may), evolve(self.left, known_from=may)]

        assert found(versions, [grant(f"P-{n}") for n in (1, 2, 3, 4, 5, 8)], SALE) == ()

    def test_sold_in_what_was_its_own(self):
        assert found(grant(), grant("P-9"), SALE, seller=evolve(SELLER, status="terminated")) == ()

    def test_leaves_what_is_reserved_to_the_vendor(self):
        reserved = [Territory(id="de", reserved=True), PLACES[1]]

        (conflict,) = found(self.left, grant("P-8"), SALE, places=reserved)
        assert conflict.reason.code == "sold-into-reserved"

    def test_matters_where_it_held(self):
        before = Network.of(PLACES, HOLDERS, SELLER, CUSTOMER, SALE, grant())
        changes = detect_changes(
            before, before.with_facts(evolve(HOLDERS[0], status="terminated")), [RULE], as_of=NOW
        )

        assert [each.parties for each in changes.cleared] == [("P-1", "P-9")]


def test_a_holder_sells_in_its_own():
    assert found(grant(), grant("P-9"), SALE) == ()


class TestWhoHoldsAPartOrTheWhole:
    """Two were promised it alone: that is an overlap of grants, and nobody's breach."""

    @pytest.mark.parametrize("whose", [{"P-1": "de", "P-9": "de-north"}, {"P-1": "de-north", "P-9": "de"}])
    def test_sells_in_its_own(self, whose):
        both = [grant(partner, territory) for partner, territory in whose.items()]
        before = Network.of(PLACES, HOLDERS, SELLER, CUSTOMER, SALE, both[0])
        changes = detect_changes(before, before.with_facts(both[1]), rules.builtin(), as_of=NOW)

        assert found(both, SALE) == ()
        assert [each.rule for each in changes.new] == ["territory-overlap"]
        assert [each.rule for each in changes.cleared] == ["exclusivity-breach"]

    def test_of_another_time_or_product_does_not(self):
        over = grant("P-9", "de-north", period=Period.year(2025))
        other = [Product(id="n"), grant("P-9", "de-north", products=["n"])]

        assert [each.parties for each in found(grant(), over, SALE)] == [("P-1", "P-9")]
        assert [each.parties for each in found(grant(), other, SALE)] == [("P-1", "P-9")]

    def test_may_sell_in_its_part_of_what_is_reserved_but_not_in_the_reserved_part_of_its_own(self):
        whole = [evolve(PLACES[0], reserved=True), PLACES[1]]
        part = [PLACES[0], evolve(PLACES[1], reserved=True)]

        assert found(grant("P-9", "de-north"), SALE, places=whole) == ()
        (conflict,) = found(grant("P-9", "de"), SALE, places=part)
        assert (conflict.parties, conflict.reason.code) == (("P-9",), "sold-into-reserved")


def test_it_counts_what_was_granted_on_that_day():
    assert found(grant(period=Period.half(2026, 2)), SALE) == ()
    assert found(grant(territory="se"), SALE) == ()


def test_what_is_still_to_come_is_no_sale():
    assert found(grant(), evolve(SALE, at=datetime(2026, 7, 1, tzinfo=UTC))) == ()


class TestProducts:
    goods = (Product(id="m"), Product(id="m-1", parent="m"), Product(id="n"))

    def lead(self, product):
        return [
            Lead(id="L-1", customer="C-1", territory="de-north", product=product),
            evolve(SALE, account=None, lead="L-1"),
        ]

    def test_are_told_by_the_lead(self):
        assert len(found(self.goods, grant(products=["m"]), self.lead("m-1"))) == 1
        assert found(self.goods, grant(products=["n"]), self.lead("m-1")) == ()

    def test_that_are_unknown_are_no_guess(self):
        assert found(self.goods, grant(products=["m"]), SALE) == ()
        assert len(found(self.goods, grant(), SALE)) == 1


def test_a_customer_group_counts_like_a_territory():
    public = [Territory(id="de-public", segment="public"), Territory(id="de-north", parent="de-public")]
    private = evolve(CUSTOMER, segment="private")

    assert len(found(grant(territory="de-public"), SALE, places=public)) == 1
    assert found(grant(territory="de-public"), SALE, places=public, customer=private) == ()


def test_what_the_vendor_reserved_counts_too():
    (conflict,) = found(SALE, places=[Territory(id="de-north", reserved=True)])

    assert (conflict.parties, conflict.reason.code) == (("P-9",), "sold-into-reserved")


def test_one_finding_tells_all_sales_of_a_seller():
    (conflict,) = found(grant(), SALE, evolve(SALE, at=datetime(2026, 4, 1, tzinfo=UTC)))

    assert len(conflict.view("P-9").evidence) == 2
