"""Sell-in terms: what a partner pays, exactly, and why."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.facts.terms import Justification, PriceTerm, QuantityBreak, RebateStep
from partnerkit.values.errors import InvalidInput, InvalidValue, Overflowed
from partnerkit.values.money import Money
from partnerkit.values.time import Period


def euro(text, **more):
    return Money.of(text, "EUR", **more)


def off(quantity, discount):
    return QuantityBreak(quantity=quantity, discount=Decimal(discount))


def term(**more):
    return PriceTerm(
        **{
            "id": "T-1",
            "partner": "P-4",
            "product": "firewall",
            "list_price": euro("10.00"),
            "discount": Decimal("0.20"),
            "breaks": (off(10, "0.25"), off(100, "0.30")),
            "rebates": (RebateStep(turnover=euro("50000"), share=Decimal("0.02")),),
            "payment_days": 30,
            "valid": Period.year(2026),
            "justifications": (Justification(code="volume", by="U-1", at=datetime(2026, 1, 2, tzinfo=UTC)),),
        }
        | more
    )


def test_terms_behave_like_facts(behaves):
    behaves(term, product="router")
    behaves(lambda: off(10, "0.25"), quantity=Decimal(20))
    behaves(lambda: RebateStep(turnover=euro("1"), share=Decimal("0.02")), share=Decimal("0.03"))
    behaves(lambda: Justification(code="volume"), text="frame order")


@pytest.mark.parametrize(
    ("quantity", "total"),
    [(1, "8.00"), (9, "72.00"), (10, "75.00"), (99, "742.50"), (100, "700.00"), (1000, "7000.00")],
)
def test_in_range_form_the_break_reached_prices_all_units(quantity, total):
    assert term().net_price(quantity) == euro(total)


@pytest.mark.parametrize(
    ("quantity", "total"),
    [
        (1, "8.00"),
        (9, "72.00"),
        (10, "79.50"),
        (99, "747.00"),
        (100, "754.00"),
        (101, "761.00"),
    ],
)
def test_in_slab_form_each_unit_is_priced_at_its_own_break(quantity, total):
    assert term(break_form="slab").net_price(quantity) == euro(total)


def test_a_break_may_state_a_net_price():
    fixed = term(breaks=(QuantityBreak(quantity=50, price=euro("6.6667", scale=4)),))

    assert fixed.net_price(50) == euro("333.335", scale=3)
    assert fixed.net_unit_price(50) == Fraction("6.6667")


def test_a_unit_price_may_be_finer_than_a_cent_and_nothing_is_rounded():
    fine = term(list_price=euro("0.0125", scale=4), discount=Decimal("0.15"), breaks=())

    assert fine.net_price(1) == euro("0.010625", scale=6)
    assert fine.net_price(10_000_000) == euro("106250")


def test_a_unit_price_that_no_decimal_holds_stays_exact():
    assert term(break_form="slab", breaks=(off(3, "0.30"),)).net_unit_price(3) == Fraction(23, 3)


def test_what_money_cannot_hold_exactly_is_refused_and_not_rounded():
    with pytest.raises(Overflowed):
        term(breaks=(), discount=Decimal("0.12345678901234")).net_price(1)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, Decimal("NaN"), "10"])
def test_only_a_quantity_has_a_price(quantity):
    with pytest.raises(InvalidValue) as caught:
        term().net_price(quantity)

    assert caught.value.path == "quantity"


shares = st.decimals(0, 1, places=2)
tariffs = st.lists(st.tuples(st.integers(1, 60), shares), max_size=4, unique_by=lambda pair: pair[0]).map(
    lambda pairs: tuple(off(*pair) for pair in sorted(pairs))
)


@given(breaks=tariffs, discount=shares, quantity=st.integers(1, 80), form=st.sampled_from(["range", "slab"]))
def test_the_price_equals_a_count_unit_by_unit(breaks, discount, quantity, form):
    def at(number):
        reached = [each.discount for each in breaks if each.quantity <= number]
        return 10 * (1 - Fraction(reached[-1] if reached else discount))

    units = range(1, quantity + 1)
    expected = sum(at(number if form == "slab" else quantity) for number in units)
    priced = term(breaks=breaks, discount=discount, break_form=form)

    assert Fraction(priced.net_price(quantity).amount) == expected
    assert priced.net_unit_price(quantity) * quantity == expected


@given(breaks=tariffs, pieces=st.lists(st.decimals("0.01", "40", places=2), min_size=2, max_size=2))
def test_in_slab_form_more_never_costs_less(breaks, pieces):
    less, more = min(pieces), sum(pieces)
    slab = term(breaks=breaks, break_form="slab")

    assert slab.net_price(less) <= slab.net_price(more)


@pytest.mark.parametrize(
    ("change", "path", "remedy"),
    [
        ({"list_price": euro("-1")}, "list_price", "use Money of zero or more, as Money.of(...)"),
        ({"discount": Decimal("1.01")}, "discount", "use a finite Decimal from 0 to 1"),
        ({"discount": Decimal("-0.01")}, "discount", "use a finite Decimal from 0 to 1"),
        ({"discount": 0.2}, "discount", "use a finite Decimal from 0 to 1"),
        ({"discount": 20}, "discount", "use a finite Decimal from 0 to 1"),
        ({"breaks": (off(100, "0.3"), off(10, "0.2"))}, "breaks[1].quantity", "use more than 100"),
        ({"breaks": (off(10, "0.3"), off(10, "0.2"))}, "breaks[1].quantity", "use more than 10"),
        ({"break_form": "step"}, "break_form", "use one of range, slab"),
        ({"payment_days": -1}, "payment_days", "use a whole number from 0 to 730, or leave it out"),
        ({"funds": Money.of("5", "SEK")}, "funds", "use EUR, as list_price does"),
        (
            {"rebates": (RebateStep(turnover=Money.of("5", "SEK"), share=Decimal("0.1")),)},
            "rebates[0].turnover",
            "use EUR, as list_price does",
        ),
        (
            {"breaks": (QuantityBreak(quantity=5, price=Money.of("9", "SEK")),)},
            "breaks[0].price",
            "use EUR, as list_price does",
        ),
        ({"cash_discount_days": 10}, "cash_discount", "state it, or leave its days out"),
        (
            {"cash_discount_days": 40, "cash_discount": Decimal("0.02")},
            "cash_discount_days",
            "use at most payment_days, 30",
        ),
        ({"resale": "agreed"}, "resale", "use one of recommended, maximum, minimum, fixed, or leave it out"),
    ],
)
def test_terms_refuse_what_makes_no_sense(faults, change, path, remedy):
    assert {path: found[1] for path, found in faults(lambda: term(**change)).items()} == {path: remedy}


def test_all_faults_of_a_term_come_at_once(faults):
    found = faults(lambda: term(id="", discount=Decimal(2), payment_days="net", justifications=("volume",)))

    assert list(found) == ["id", "discount", "payment_days", "justifications"]


def test_all_contradictions_of_a_term_come_at_once(faults):
    found = faults(lambda: term(funds=Money.of("5", "SEK"), cash_discount_days=10))

    assert list(found) == ["funds", "cash_discount"]


def test_a_break_states_a_discount_or_a_price(faults):
    assert list(faults(lambda: QuantityBreak(quantity=10))) == ["discount"]
    assert list(faults(lambda: QuantityBreak(quantity=10, discount=Decimal(0), price=euro("1")))) == [
        "discount"
    ]
    assert list(faults(lambda: QuantityBreak(quantity=0, discount=Decimal(0)))) == ["quantity"]


def test_no_field_holds_an_amount_at_which_the_partner_must_resell():
    amounts = {each.name for each in fields(PriceTerm) if "Money" in str(each.type)}

    assert amounts == {"list_price", "funds"}


def test_a_network_holds_who_granted_a_difference(faults):
    paths = list(faults(lambda: Network.of(term(), Person(id="U-9"))))

    assert paths == ["price_terms['T-1'].justifications[0].by"]
    assert len(Network.of(term(), Person(id="U-1"))) == 2


def test_every_kind_of_resale_clause_can_be_put_on_record():
    kinds = ("recommended", "maximum", "minimum", "fixed")

    assert [evolve(term(), resale=kind).resale for kind in kinds] == list(kinds)


def test_an_absurd_quantity_is_refused_before_any_arithmetic():
    with pytest.raises(InvalidValue):
        term().net_price(10**5000)


def test_a_clause_on_the_partners_own_prices_can_always_be_recorded():
    for clause in ("recommended", "maximum", "minimum", "fixed"):
        bound = term(resale=clause, advertised=clause, enforced_by=["rebate", "funds"])

        assert (bound.resale, bound.advertised, bound.enforced_by) == (clause, clause, ("rebate", "funds"))


def test_what_is_enforced_must_be_said():
    with pytest.raises(InvalidValue, match="enforced_by"):
        term(enforced_by=["rebate"])


class TestTermsOfOnePartnerForOneProduct:
    def refused(self, *terms):
        with pytest.raises(InvalidValue) as caught:
            Network.of(terms)
        return caught.value.path

    def test_do_not_hold_on_the_same_day(self):
        year = term(id="T-1", valid=Period.year(2026), justifications=())
        late = evolve(year, id="T-2", valid=Period.quarter(2026, 4))

        assert self.refused(late, year) == "price_terms['T-2'].valid"
        assert self.refused(year, evolve(year, id="T-3", valid=None)) == "price_terms['T-1'].valid"

    def test_are_compared_with_every_earlier_one(self):
        whole = term(id="T-1", valid=Period.year(2026), justifications=())
        short = evolve(whole, id="T-2", valid=Period.month(2026, 2))
        third = evolve(whole, id="T-3", valid=Period.month(2026, 6))

        with pytest.raises(InvalidInput) as caught:
            Network.of(whole, short, third)
        assert [each.path for each in caught.value.faults] == [
            "price_terms['T-2'].valid",
            "price_terms['T-3'].valid",
        ]

    def test_may_follow_each_other(self):
        first = term(id="T-1", valid=Period.half(2026, 1), justifications=())

        assert len(Network.of(first, evolve(first, id="T-2", valid=Period.half(2026, 2)))) == 2

    def test_may_stand_beside_those_of_a_deal_a_project_or_another_unit(self):
        general = term(id="T-1", valid=Period.year(2026), justifications=())
        others = (
            evolve(general, id="T-2", registration="D-1"),
            evolve(general, id="T-3", justifications=(Justification(code="project-price"),)),
            evolve(general, id="T-4", unit="box"),
            evolve(general, id="T-5", partner="P-5"),
        )

        assert len(Network.of(general, others)) == 5

    def test_that_were_replaced_do_not_count(self):
        then = datetime(2026, 3, 1, tzinfo=UTC)
        old = term(id="T-1", valid=Period.year(2026), justifications=(), known_until=then)

        assert len(Network.of(old, evolve(old, id="T-2", known_until=None, known_from=then))) == 2
