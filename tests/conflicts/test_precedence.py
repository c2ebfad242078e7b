from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from itertools import permutations

import pytest
from attrs import evolve

from partnerkit.conflicts.precedence import Claim, Precedence
from partnerkit.values.errors import InvalidInput, InvalidValue

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def claim(number, *, day=0, **more):
    return Claim(
        registration=f"D-{number}", partner=f"P-{number}", qualified_at=DAY + timedelta(days=day), **more
    )


def test_the_first_qualified_wins():
    assert Precedence().rule(claim(1, day=1), claim(2)).winner == "D-2"


def test_what_never_qualified_cannot_win():
    never = Claim(registration="D-0", partner="P-0")

    ruling = Precedence().rule(never, claim(1, day=9))
    assert (ruling.winner, ruling.excluded) == ("D-1", ("D-0",))


def test_the_customers_written_choice_goes_first():
    ruling = Precedence().rule(claim(1), claim(2, day=5, chosen_in_writing=True))

    assert (ruling.winner, ruling.reason.facts["criterion"]) == ("D-2", "written-choice")


def test_who_serves_the_customer_goes_before_who_was_first():
    assert Precedence().rule(claim(1), claim(2, day=5, serves_customer=True)).winner == "D-2"


def test_the_order_is_data():
    first = Precedence(order=["first-qualified", "written-choice"])

    assert first.rule(claim(1), claim(2, day=5, chosen_in_writing=True)).winner == "D-1"


def test_a_public_tender_is_nobodys():
    ruling = Precedence().rule(claim(1, public_tender=True), claim(2, public_tender=True))

    assert (ruling.winner, ruling.reason.code) == (None, "nobody-eligible")
    assert Precedence(tender_excluded=False).rule(claim(1, public_tender=True)).winner == "D-1"


def test_what_nothing_tells_apart_is_left_to_people():
    ruling = Precedence().rule(claim(2), claim(1))

    assert (ruling.winner, ruling.reason.code) == (None, "tied-by-precedence")


def test_the_second_partner_keeps_half_of_the_discount():
    ruling = Precedence().rule(claim(1, discount=Decimal("0.10")), claim(2, day=1), claim(3, day=2))

    assert ruling.discounts == {"P-1": Decimal("0.10"), "P-2": Decimal("0.050")}


def test_who_is_second_is_left_to_people_where_nothing_tells_the_others_apart():
    first, *others = claim(1, day=-1, discount=Decimal("0.10")), claim(2), claim(3)

    assert Precedence().rule(first, *others).discounts == {"P-1": Decimal("0.10")}


def test_the_order_of_claims_makes_no_difference():
    claims = [claim(1), claim(2, day=-1), claim(3, chosen_in_writing=True)]

    assert len({Precedence().rule(*each).order for each in permutations(claims)}) == 1


@pytest.mark.parametrize(
    ("pairs", "path"),
    [
        ([("written-choice", "first-qualified"), ("first-qualified", "written-choice")], r"pairs\[1\]"),
        ([("written-choice", "first-qualified"), ("existing-customer", "first-qualified")], "pairs:"),
        ([("written-choice", "who-shouts-loudest")], r"pairs\[0\]"),
        ([("written-choice",)], r"pairs\[0\]"),
    ],
)
def test_a_contradictory_or_partial_order_is_refused(pairs, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        Precedence.from_pairs(pairs)


def test_an_order_that_names_a_reason_twice_is_refused():
    with pytest.raises(InvalidValue, match="order"):
        Precedence(order=["first-qualified", "first-qualified"])


def test_the_second_discount_is_exact_whatever_the_decimals_of_the_host():
    with localcontext(prec=1):
        ruling = Precedence().rule(claim(1, discount=Decimal("0.25")), claim(2, day=1))

    assert ruling.discounts["P-2"] == Decimal("0.125")


def test_a_claim_without_a_rival_wins_by_what_it_meets():
    tender = claim(2, chosen_in_writing=True, public_tender=True)

    assert Precedence().rule(claim(1), tender).reason.facts["criterion"] == "first-qualified"
    assert (
        Precedence().rule(claim(1, serves_customer=True), tender).reason.facts["criterion"]
        == "existing-customer"
    )


def test_only_claims_that_are_tied_are_said_to_be():
    ruling = Precedence().rule(claim(1), claim(2), claim(3, day=9))

    assert ruling.reason.facts["registrations"] == ("D-1", "D-2")
    assert ruling.order == ("D-1", "D-2", "D-3")


def test_no_discount_hangs_on_the_id_of_a_registration():
    low, high = claim(1, discount=Decimal("0.05")), claim(2, discount=Decimal("0.10"))
    alike = evolve(high, partner="P-1")

    assert Precedence().rule(low, alike, claim(3, day=9)).discounts == {}
    assert Precedence().rule(low, evolve(alike, discount=Decimal("0.05"))).discounts == {
        "P-1": Decimal("0.05")
    }
