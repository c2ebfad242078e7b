"""Hand-overs name one thing; shares of credit add up to one."""

from datetime import date
from decimal import Decimal, localcontext

import pytest

from partnerkit.facts import CreditSplit, HandOver
from partnerkit.values.errors import InvalidValue

DAY = date(2026, 7, 15)


@pytest.mark.parametrize(
    "named", [{}, {"goal": "de", "partner": "P-4"}, {"partner": "P-4", "territory": "de"}]
)
def test_a_hand_over_is_of_one_thing(named):
    with pytest.raises(InvalidValue, match="one of the three"):
        HandOver(id="H-1", on=DAY, to="anna", **named)


def test_a_partner_may_move_to_another_territory_for_an_agreed_share():
    move = HandOver(id="H-1", partner="P-4", on=DAY, to="de-south", changes="territory", share=Decimal("0.4"))

    assert (move.partner, move.changes, move.to) == ("P-4", "territory", "de-south")
    with pytest.raises(InvalidValue):
        HandOver(id="H-1", partner="P-4", on=DAY, to="anna", share=Decimal("1.01"))


@pytest.mark.parametrize(
    ("shares", "remedy"),
    [
        (("0.6", "0.3999"), "0.0001 is missing"),
        (("0.6", "0.41"), "0.01 too much"),
        (("0.3333", "0.3333", "0.3333"), "0.0001 is missing"),
    ],
)
def test_shares_that_do_not_add_up_to_one_are_refused_with_what_is_missing(shares, remedy):
    with pytest.raises(InvalidValue, match=remedy) as caught:
        CreditSplit(id="S-1", goal="de", shares={str(at): Decimal(each) for at, each in enumerate(shares)})

    assert caught.value.path == "shares"


@pytest.mark.parametrize("shares", [{}, {"anna": 1.0}, {"anna": Decimal(2), "bo": Decimal(-1)}], ids=repr)
def test_shares_are_decimals_of_zero_or_more(shares):
    with pytest.raises(ValueError, match="shares"):
        CreditSplit(id="S-1", goal="de", shares=shares)


def test_shares_add_up_exactly_whatever_the_host_rounds_to():
    nearly = {"anna": Decimal("0.3333"), "bo": Decimal("0.6666")}
    with localcontext(prec=3), pytest.raises(InvalidValue, match=r"0\.0001 is missing"):
        CreditSplit(id="S-1", goal="de", shares=nearly)
