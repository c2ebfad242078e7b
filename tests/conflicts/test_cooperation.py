from decimal import Decimal, localcontext

import pytest
from attrs import evolve

from partnerkit.conflicts.cooperation import Cooperation
from partnerkit.values import Period
from partnerkit.values.errors import InvalidInput, InvalidValue


def joint(**shares):
    return Cooperation(
        id="C-1", kind="joint-deal", account="A-1", shares={k: Decimal(v) for k, v in shares.items()}
    )


def test_shares_add_up_to_one():
    assert joint(a="0.6", b="0.4").partners == ("a", "b")
    with pytest.raises(InvalidValue, match=r"shares: '0\.9'"):
        joint(a="0.6", b="0.3")


def test_shares_are_added_exactly_whatever_the_context_of_the_host():
    with localcontext(prec=2):
        assert joint(a="0.333", b="0.667").partners == ("a", "b")
        with pytest.raises(InvalidValue, match=r"shares: '1\.001'"):
            joint(a="0.334", b="0.667")


def test_nobody_cooperates_alone():
    with pytest.raises(InvalidValue, match="at least two"):
        joint(a="1")
    with pytest.raises(InvalidInput):
        joint()


def test_it_holds_in_its_time():
    year = Period.year(2026)
    both = Cooperation(
        id="C-1",
        kind="referral",
        account="A-1",
        seller="a",
        shares={"a": Decimal("0.9"), "b": Decimal("0.1")},
        valid=year,
    )

    assert both.holds_on(year.start)
    assert not both.holds_on(year.end)


@pytest.mark.parametrize(("kind", "seller"), [("joint-deal", "a"), ("referral", None), ("service", "c")])
def test_it_says_who_sells_where_not_all_do(kind, seller):
    with pytest.raises(InvalidValue, match="seller"):
        evolve(joint(a="0.6", b="0.4"), kind=kind, seller=seller)


def test_those_who_do_not_sell_help():
    assert joint(a="0.6", b="0.4").helpers == ()
    assert evolve(joint(a="0.6", b="0.4"), kind="service", seller="a").helpers == ("b",)


def test_shares_are_added_exactly_whatever_the_decimals_of_the_host():
    with localcontext(prec=2), pytest.raises(InvalidValue, match=r"shares: '0\.999'"):
        joint(a="0.333", b="0.666")
