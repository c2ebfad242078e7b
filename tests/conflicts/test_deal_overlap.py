from datetime import timedelta
from decimal import Decimal, localcontext

import pytest
from registrations import deal, find

from partnerkit import Money, Quantity
from partnerkit.conflicts.accounts import match_accounts
from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.conflicts.rules.deal_overlap import RULE, deal_overlap
from partnerkit.facts import Account, Product
from partnerkit.values import Period
from partnerkit.values.errors import InvalidValue


def test_two_partners_on_one_deal_are_one_finding_with_the_winner_and_why():
    first = deal(1, "P-1", discount=Decimal("0.1"), value=Money.of("9", "EUR"))
    (conflict,) = find(RULE, first, deal(2, "P-2", since=-10, value=Money.of("12", "EUR")))

    assert conflict.parties == ("P-1", "P-2")
    assert conflict.group == ("D-1", "D-2")
    assert [proposal.code for proposal in conflict.proposals] == [
        "hear-every-claimant", "follow-precedence", "grant-second-discount",
    ]  # fmt: skip
    assert conflict.proposals[1].facts["partner"] == "P-1"
    assert conflict.proposals[2].facts == {"partner": "P-2", "share": Quantity.of("5", "%")}
    assert conflict.stake == Money.of("12", "EUR")


def test_an_existing_customer_stays_with_its_partner():
    served = deal(3, "P-2", since=-200, status="converted", product="m")
    (conflict,) = find(RULE, deal(1, "P-1"), deal(2, "P-2", since=-10), served, Product(id="m"))

    assert conflict.proposals[1].facts["criterion"] == "existing-customer"
    assert conflict.proposals[1].facts["partner"] == "P-2"


def test_a_customer_is_served_since_the_first_deal_that_was_won():
    won = [
        deal(number, "P-2", since=since, status="converted", product="n")
        for number, since in ((3, -200), (4, -100))
    ]
    claims = [deal(1, "P-1", since=-160, until=30), deal(2, "P-2", since=-150, until=30, product="m")]
    (conflict,) = find(RULE, claims, won, Product(id="m"), Product(id="n"))

    assert conflict.proposals[1].facts["partner"] == "P-2"
    assert conflict.proposals[1].facts["criterion"] == "existing-customer"


def test_other_deals_partners_and_times_do_not_overlap():
    assert find(RULE, deal(1, "P-1"), deal(2, "P-1")) == ()
    assert find(RULE, deal(1, "P-1"), deal(2, "P-2", account="A-2")) == ()
    assert find(RULE, deal(1, "P-1"), deal(2, "P-2", status="rejected")) == ()
    assert find(RULE, deal(1, "P-1", opportunity="O-1"), deal(2, "P-2", opportunity="O-2")) == ()
    assert find(RULE, deal(1, "P-1", since=-200, until=-31), deal(2, "P-2")) == ()


def test_within_the_look_back_an_ended_one_still_counts():
    assert len(find(RULE, deal(1, "P-1", since=-200, until=-21), deal(2, "P-2"))) == 1


def test_a_range_overlaps_its_articles():
    tree = [Product(id="m"), Product(id="m-1", parent="m"), Product(id="n")]

    assert len(find(RULE, tree, deal(1, "P-1", product="m"), deal(2, "P-2", product="m-1"))) == 1
    assert find(RULE, tree, deal(1, "P-1", product="n"), deal(2, "P-2", product="m-1")) == ()


def test_matched_accounts_are_one_customer():
    pytest.importorskip("rapidfuzz")
    firms = [Account(id="A-1", name="GTXPro"), Account(id="A-2", name="GTX Pro Inc.")]
    deals = [deal(1, "P-1"), deal(2, "P-2", account="A-2")]
    joined = deal_overlap(customers=match_accounts(firms).customers())

    assert find(RULE, firms, deals) == ()
    assert len(find(joined, firms, deals)) == 1


def test_a_declared_joint_deal_is_no_overlap():
    joint = Cooperation(
        id="C-1", kind="joint-deal", account="A-1", registrations=["D-1", "D-2"],
        shares={"P-1": Decimal("0.5"), "P-2": Decimal("0.5")},
    )  # fmt: skip

    assert find(deal_overlap(declared=[joint]), deal(1, "P-1"), deal(2, "P-2")) == ()
    assert len(find(deal_overlap(declared=[joint]), deal(1, "P-1"), deal(2, "P-2"), deal(3, "P-3"))) == 1


def test_who_meets_one_of_a_joint_deal_draws_nobody_else_in():
    """D-3 is about m and D-2 about n; only D-1, of which nobody said what it is about, may be the deal of both."""
    joint = Cooperation(
        id="C-1", kind="joint-deal", account="A-1", registrations=["D-1", "D-2"],
        shares={"P-1": Decimal("0.5"), "P-2": Decimal("0.5")},
    )  # fmt: skip
    met = [deal(1, "P-1"), deal(2, "P-2", product="n"), deal(3, "P-3", product="m", since=-25)]

    assert [each.parties for each in find(deal_overlap(declared=[joint]), *met)] == [("P-1", "P-3")]
    assert [each.parties for each in find(RULE, *met)] == [("P-1", "P-2", "P-3")]


def test_what_is_not_said_rules_nothing_out_on_either_side():
    for known in ({"opportunity": "O-1"}, {"product": "m"}):
        for one, other in ((known, {}), ({}, known)):
            assert len(find(RULE, deal(1, "P-1", **one), deal(2, "P-2", since=-10, **other))) == 1


def test_a_joint_deal_that_is_over_is_an_overlap_again():
    joint = Cooperation(
        id="C-1", kind="joint-deal", account="A-1", registrations=["D-1", "D-2"],
        shares={"P-1": Decimal("0.5"), "P-2": Decimal("0.5")}, valid=Period.month(2026, 5),
    )  # fmt: skip

    assert len(find(deal_overlap(declared=[joint]), deal(1, "P-1"), deal(2, "P-2"))) == 1


def test_the_second_discount_is_said_exactly_whatever_the_decimals_of_the_host():
    with localcontext(prec=1):
        (conflict,) = find(RULE, deal(1, "P-1", discount=Decimal("0.25")), deal(2, "P-2", since=-10))

    assert conflict.proposals[2].facts["share"] == Quantity.of("12.5", "%")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("look_back", 30),
        ("look_back", timedelta(days=-1)),
        ("look_back", timedelta.max),
        ("customers", ["A-1"]),
        ("declared", ["C-1"]),
        ("precedence", "first-qualified"),
    ],
)
def test_what_the_rule_cannot_work_with_is_refused(field, value):
    with pytest.raises(InvalidValue, match=rf"^{field}\b"):
        deal_overlap(**{field: value})
