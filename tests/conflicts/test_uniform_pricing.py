"""Comparable partners buy at comparable terms, or there is a reason on record."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.conflicts import detect, rules
from partnerkit.conflicts.rules.uniform_pricing import uniform_pricing
from partnerkit.facts import Agreement, DealRegistration, Figure, Network, Partner, Territory
from partnerkit.facts.terms import Justification, PriceTerm, QuantityBreak, RebateStep
from partnerkit.values import Money, Period
from partnerkit.values.errors import InvalidInput, InvalidValue

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULE = rules.get("uniform-pricing")
FIRMS = [Partner(id=f"P-{n}", tier="gold", type="reseller", form="resells") for n in range(1, 6)]


def term(partner, discount="0.20", **more):
    usual = {"id": f"T-{partner}", "partner": partner, "product": "x", "list_price": Money.of("100", "EUR")}
    return PriceTerm(**usual | {"discount": Decimal(discount)} | more)


def alike(*others, count=3):
    """Terms of the first partners, alike, and those given."""
    return [*(term(f"P-{n}") for n in range(1, count + 1)), *others]


def found(*facts, rule=RULE, as_of=NOW):
    return detect(Network.of(*facts), [rule], as_of=as_of)


def parties(*facts, **more):
    return [conflict.parties for conflict in found(*facts, **more)]


def test_who_is_off_the_reference_is_found_with_what_is_at_stake():
    (conflict,) = found(FIRMS, alike(term("P-4", "0.26"), term("P-5", "0.10")))

    assert conflict.parties == ("P-4", "P-5")
    assert (conflict.reason.code, conflict.severity) == ("prices-differ", "medium")
    assert conflict.stake == Money.of("16", "EUR")
    assert conflict.group == ("prices", "x", "*", "EUR", "*", "gold", "reseller", "resells")
    off = [each for each in conflict.evidence if each.code == "price-off-reference"]
    assert [(each.facts["price"], each.facts["reference"]) for each in off] == [
        (Money.of("74", "EUR"), Money.of("80", "EUR")),
        (Money.of("90", "EUR"), Money.of("80", "EUR")),
    ]
    assert [each.facts["difference"].value for each in off] == [Decimal("-0.075"), Decimal("0.125")]
    assert [each.code for each in conflict.proposals] == ["ask-for-reason", "align-terms"]


def test_what_explains_one_explains_nothing_of_another():
    explained = term("P-4", "0.30", justifications=[Justification(code="volume", explains=Decimal("0.10"))])
    rule = uniform_pricing(tolerance=Decimal(0))

    assert parties(FIRMS, alike(explained, term("P-5", "0.2001")), rule=rule) == [("P-5",)]


def test_terms_within_the_tolerance_are_alike():
    assert parties(FIRMS, alike(term("P-4", "0.208"))) == []
    assert parties(FIRMS, alike(term("P-4", "0.208")), rule=uniform_pricing(tolerance=Decimal(0))) == [
        ("P-4",)
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"tier": "silver"},
        {"type": "distributor"},
        {"program": "other"},
        {"territories": ["se"]},
        {"form": "agent"},
        {"form": "genuine-agent"},
        {"form": "fulfils"},
    ],
)
def test_who_is_not_comparable_is_not_compared(other):
    assert parties(FIRMS[:3], Partner(**{"id": "P-4", "tier": "gold", "type": "reseller", "form": "resells"} | other),
                   alike(term("P-4", "0.40"))) == []  # fmt: skip


def test_another_unit_or_product_is_another_thing():
    assert parties(FIRMS, alike(term("P-4", "0.40", unit="box"), term("P-5", "0.40", product="y"))) == []


def test_regions_may_be_wider_than_territories():
    places = [
        Territory(id="de", kind="country"),
        Territory(id="de-1", parent="de", kind="region"),
        Territory(id="de-2", parent="de", kind="region"),
    ]
    firms = [evolve(firm, territories=["de-1" if n % 2 else "de-2"]) for n, firm in enumerate(FIRMS)]
    terms = [term(firm.id, "0.30" if firm.territories == ("de-2",) else "0.20") for firm in firms]

    assert parties(places, firms, terms) == []
    assert parties(places, firms, terms, rule=uniform_pricing(region="country")) == [("P-2", "P-4")]


class TestWithReasons:
    def one(self, *reasons, rule=RULE, **more):
        return found(FIRMS, alike(term("P-4", "0.30", justifications=reasons, **more)), rule=rule)

    @pytest.mark.parametrize("code", ["volume", "function", "logistics", "project-price", "deal-overlap"])
    def test_a_standard_one_explains_all(self, code):
        assert self.one(Justification(code=code)) == ()

    def test_meeting_competition_is_one_of_us_law(self):
        met = Justification(code="meeting-competition")

        assert len(self.one(met)) == 1
        assert self.one(met, rule=uniform_pricing(jurisdiction="US")) == ()

    def test_another_one_is_told_and_does_not_count_unless_accepted(self):
        (conflict,) = self.one(Justification(code="demonstration-fleet"))

        assert conflict.evidence[-1].code == "reason-not-accepted"
        assert self.one(Justification(code="demonstration-fleet"),
                        rule=uniform_pricing(accepted=["demonstration-fleet"])) == ()  # fmt: skip

    def test_one_in_part_explains_its_part(self):
        assert self.one(Justification(code="volume", explains=Decimal("0.10"))) == ()
        (conflict,) = self.one(Justification(code="volume", explains=Decimal("0.05")))
        assert conflict.evidence[-1].code == "partly-explained"

    def test_parts_add_up(self):
        assert self.one(Justification(code="volume", explains=Decimal("0.06")),
                        Justification(code="logistics", explains=Decimal("0.04"))) == ()  # fmt: skip

    def deal(self, **more):
        usual = {"id": "D-1", "partner": "P-4", "domain": "werft-kiel.de", "status": "approved"}
        times = {"submitted_at": NOW, "approved_at": NOW, "expires_at": datetime(2026, 6, 1, tzinfo=UTC)}
        return DealRegistration(**usual | times | more)

    def test_terms_of_a_granted_registration_need_no_other(self):
        assert found(FIRMS, self.deal(), alike(term("P-4", "0.30", registration="D-1"))) == ()

    def test_one_of_which_there_is_no_record_is_taken_at_its_word(self):
        assert found(FIRMS, alike(term("P-4", "0.30", registration="D-1"))) == ()

    def test_that_of_another_partner_or_not_granted_is_none(self):
        asked = DealRegistration(
            id="D-1", partner="P-4", domain="werft-kiel.de", status="submitted", submitted_at=NOW
        )
        for deal in (asked, self.deal(partner="P-5")):
            (conflict,) = found(FIRMS, deal, alike(term("P-4", "0.30", registration="D-1")))
            assert conflict.evidence[-1].code == "registration-not-granted"

    def test_who_is_excused_is_no_reference_for_the_others(self):
        excused = [term(f"P-{n}", "0.50", justifications=[Justification(code="volume")]) for n in (3, 4, 5)]

        assert parties(FIRMS, alike(*excused, count=2)) == []


class TestConditions:
    def test_differ_at_any_quantity(self):
        breaks = {
            n: [QuantityBreak(quantity=100, discount=Decimal("0.25" if n == 4 else "0.30"))]
            for n in range(1, 5)
        }
        terms = [term(f"P-{n}", breaks=own) for n, own in breaks.items()]
        (conflict,) = found(FIRMS, terms)

        assert conflict.parties == ("P-4",)
        (off,) = [each for each in conflict.evidence if each.code == "price-off-reference"]
        assert off.facts["quantity"] == 100
        assert conflict.stake == Money.of("500", "EUR")

    def test_slab_form_pays_more_than_range_form(self):
        breaks = [QuantityBreak(quantity=100, discount=Decimal("0.30"))]
        terms = [term(f"P-{n}", breaks=breaks, break_form="slab" if n == 4 else "range") for n in range(1, 5)]

        assert parties(FIRMS, terms) == [("P-4",)]

    def ladders(self):
        near = [RebateStep(turnover=Money.of("1000", "EUR"), share=Decimal("0.05"))]
        far = [RebateStep(turnover=Money.of("5000", "EUR"), share=Decimal("0.05"))]
        return [term(f"P-{n}", rebates=far if n == 4 else near) for n in range(1, 5)]

    def bought(self, *amounts):
        return [
            Figure(
                partner=f"P-{n}", measure="buy", period=Period.month(2026, 2), value=Money.of(amount, "EUR")
            )
            for n, amount in enumerate(amounts, start=1)
        ]

    def test_a_rebate_that_begins_later_is_found_as_offered(self):
        assert parties(FIRMS, self.ladders()) == [("P-4",)]

    def test_as_earned_only_where_somebody_got_there(self):
        earned = uniform_pricing(purchases="buy", rebates="earned")

        assert parties(FIRMS, self.ladders(), self.bought("900", "10", "10", "10"), rule=earned) == []
        assert parties(FIRMS, self.ladders(), self.bought("2000", "10", "10", "10"), rule=earned) == [
            ("P-4",)
        ]

    def test_as_forecast_where_somebody_will(self):
        forecast = uniform_pricing(purchases="buy", rebates="forecast")

        assert parties(FIRMS, self.ladders(), self.bought("400", "10", "10", "10"), rule=forecast) == [
            ("P-4",)
        ]

    def test_having_bought_less_under_the_same_ladder_is_no_difference(self):
        same = [evolve(each, rebates=self.ladders()[0].rebates) for each in self.ladders()]
        earned = uniform_pricing(purchases="buy", rebates="earned")

        assert parties(FIRMS, same, self.bought("5000", "10", "10", "10"), rule=earned) == []

    def test_time_to_pay_counts_where_money_costs_something(self):
        terms = alike(term("P-4", payment_days=120))

        assert parties(FIRMS, terms) == []
        assert parties(FIRMS, terms, rule=uniform_pricing(interest=Decimal("0.08"))) == [("P-4",)]

    def test_funds_count_in_proportion_to_purchases(self):
        terms = [term(f"P-{n}", funds=Money.of("100", "EUR")) for n in range(1, 5)]
        rule = uniform_pricing(purchases="buy")

        assert parties(FIRMS, terms, self.bought("1000", "1000", "1000", "1000"), rule=rule) == []
        assert parties(FIRMS, terms, self.bought("1000", "1000", "1000", "500"), rule=rule) == [("P-4",)]

    def test_the_stake_is_on_what_was_bought_where_that_is_known(self):
        sold = Figure(
            partner="P-4",
            measure="buy",
            period=Period.month(2026, 2),
            value=Money.of("900", "EUR"),
            product="x",
        )
        (conflict,) = found(
            FIRMS,
            alike(term("P-4", "0.10")),
            self.bought("5000"),
            sold,
            rule=uniform_pricing(purchases="buy"),
        )

        # Ten units at 90, which would have cost 80.
        assert (conflict.parties, conflict.stake) == (("P-4",), Money.of("100", "EUR"))

    def test_what_is_bought_weighs_the_reference(self):
        (conflict,) = found(
            FIRMS,
            alike(term("P-4", "0.10")),
            self.bought("10", "10", "10", "900"),
            rule=uniform_pricing(purchases="buy"),
        )

        assert conflict.parties == ("P-1", "P-2", "P-3")

    def test_whose_purchases_are_unknown_does_not_weigh_nothing(self):
        """Three at one price are usual, whether or not anybody keeps what they bought."""
        rule = uniform_pricing(purchases="buy")
        only_the_last = self.bought("10", "10", "10", "900")[3:]

        assert parties(FIRMS, alike(term("P-4", "0.10")), only_the_last, rule=rule) == [("P-4",)]

    def test_what_one_bought_of_all_is_not_held_against_what_others_bought_of_one_product(self):
        """Three told what they bought by product, the fourth in all alone: then all are weighed by all they bought."""
        rule = uniform_pricing(purchases="buy")
        *told, in_all = self.bought("10", "10", "10", "900")
        by_product = [evolve(each, product="x") for each in told]
        of_others = [evolve(each, product="y", value=Money.of("400", "EUR")) for each in told]
        terms = alike(term("P-4", "0.10"))

        assert parties(FIRMS, terms, by_product, of_others, in_all, rule=rule) == [("P-4",)]
        own = evolve(in_all, product="x")
        assert parties(FIRMS, terms, by_product, of_others, own, rule=rule) == [("P-1", "P-2", "P-3")]

    def test_who_gave_back_more_than_it_bought_weighs_nothing_and_has_no_funds(self):
        terms = alike(term("P-4", "0.10", funds=Money.of("100", "EUR")))
        bought = self.bought("10", "10", "10", "-900")

        (conflict,) = found(FIRMS, terms, bought, rule=uniform_pricing(purchases="buy"))

        assert conflict.parties == ("P-4",)
        (off,) = (each for each in conflict.evidence if each.code == "price-off-reference")
        assert off.facts["price"] == Money.of("90", "EUR")


class TestCurrencies:
    kronor = term("P-4", list_price=Money.of("1250", "SEK"))

    def test_are_not_compared_without_rates(self):
        assert parties(FIRMS, alike(self.kronor)) == []

    def test_are_compared_at_a_stated_rate(self):
        rate = {"SEK": Decimal("0.08")}

        assert parties(FIRMS, alike(self.kronor), rule=uniform_pricing(currency="EUR", rates=rate)) == []
        rate = {"SEK": Decimal("0.09")}
        assert parties(FIRMS, alike(self.kronor), rule=uniform_pricing(currency="EUR", rates=rate)) == [
            ("P-4",)
        ]

    def test_purchases_from_which_funds_are_taken_are_converted_too(self):
        in_euro = [term(f"P-{n}", funds=Money.of("100", "EUR")) for n in range(1, 4)]
        in_kronor = evolve(self.kronor, funds=Money.of("1250", "SEK"))
        bought = TestConditions().bought("1000", "1000", "1000", "1000")
        options = {"purchases": "buy", "currency": "EUR", "rates": {"SEK": Decimal("0.08")}}

        assert parties(FIRMS, in_euro, in_kronor, bought, rule=uniform_pricing(**options)) == []

    def test_a_rate_that_is_missing_is_told(self):
        with pytest.raises(InvalidValue, match=r"rates\['SEK'\]"):
            parties(
                FIRMS, alike(self.kronor), rule=uniform_pricing(currency="EUR", rates={"USD": Decimal(1)})
            )

    def test_turnovers_of_rebates_are_converted_too(self):
        in_euro = [RebateStep(turnover=Money.of("800", "EUR"), share=Decimal("0.05"))]
        in_kronor = [RebateStep(turnover=Money.of("10000", "SEK"), share=Decimal("0.05"))]
        terms = [*(evolve(each, rebates=in_euro) for each in alike()), evolve(self.kronor, rebates=in_kronor)]
        rule = uniform_pricing(currency="EUR", rates={"SEK": Decimal("0.08")})

        assert parties(FIRMS, terms, rule=rule) == []


class TestTheContractForm:
    def test_that_is_unknown_is_a_finding_and_no_guess(self):
        (conflict,) = found(
            FIRMS[:3], Partner(id="P-4", tier="gold", type="reseller"), alike(term("P-4", "0.60"))
        )

        assert (conflict.parties, conflict.reason.code) == (("P-4",), "contract-form-unknown")

    def test_may_stand_in_the_agreement(self):
        signed = Agreement(
            id="A", partner="P-4", form="resells", period=Period.since(date(2024, 1, 1)), status="signed",
            signed_on=date(2024, 1, 1),
        )  # fmt: skip

        assert parties(FIRMS[:3], Partner(id="P-4", tier="gold", type="reseller"), signed,
                       alike(term("P-4", "0.60"))) == [("P-4",)]  # fmt: skip


class TestOverTime:
    year, before = Period.year(2026), Period.year(2025)

    def test_only_terms_of_the_day_are_compared(self):
        old = term("P-4", "0.40", id="T-old", valid=self.before)

        assert parties(FIRMS, alike(old), rule=uniform_pricing(look_back_days=0)) == []

    def test_drift_within_the_tolerance_is_told_gently(self):
        rule = uniform_pricing(tolerance=Decimal("0.05"))
        drifted = [
            term("P-4", "0.17", id="T-a", valid=self.before),
            term("P-4", "0.23", id="T-b", valid=self.year),
        ]
        (conflict,) = found(FIRMS, alike(*drifted), rule=rule)

        assert (conflict.parties, conflict.severity) == (("P-4",), "low")
        assert conflict.reason.code == "prices-drifted"
        assert [each.facts["term"] for each in conflict.evidence if each.code == "price-term-held"] == ["T-b"]

    def test_whose_prices_drifted_is_told_in_order(self):
        rule = uniform_pricing(tolerance=Decimal("0.05"))
        drifted = [
            term(name, discount, id=f"{first} {valid}", valid=valid)
            for first, name in enumerate(("P-5", "P-4"))
            for discount, valid in (("0.17", self.before), ("0.23", self.year))
        ]
        (conflict,) = found(FIRMS, drifted, alike(), rule=rule)

        moved = [each.facts["partner"] for each in conflict.evidence if each.code == "price-moved"]
        assert moved == ["P-4", "P-5"]

    def test_a_step_back_to_the_reference_is_smaller_than_the_tolerance(self):
        rule = uniform_pricing(tolerance=Decimal("0.05"))
        back = [
            term("P-4", "0.17", id="T-a", valid=self.before),
            term("P-4", "0.20", id="T-b", valid=self.year),
        ]

        assert found(FIRMS, alike(*back), rule=rule) == ()

    @pytest.mark.parametrize(("ended", "is_told"), [(date(2025, 3, 2), True), (date(2025, 3, 1), False)])
    def test_drift_is_told_for_a_year(self, ended, is_told):
        drifted = [
            term("P-4", "0.17", id="T-a", valid=Period.of(date(2025, 1, 1), ended)),
            term("P-4", "0.23", id="T-b", valid=self.year),
        ]
        rule = uniform_pricing(tolerance=Decimal("0.05"))

        assert bool(found(FIRMS, alike(*drifted), rule=rule)) is is_told

    def test_drift_is_not_looked_for_where_nobody_asks(self):
        rule = uniform_pricing(tolerance=Decimal("0.05"), look_back_days=0)
        drifted = [
            term("P-4", "0.17", id="a", valid=self.before),
            term("P-4", "0.23", id="b", valid=self.year),
        ]

        assert found(FIRMS, alike(*drifted), rule=rule) == ()


class TestBadInput:
    def test_negative_prices_and_discounts_above_all_are_refused(self):
        with pytest.raises(InvalidInput) as caught:
            term("P-1", "1.01", list_price=Money.of("-5", "EUR"))
        assert sorted(fault.path for fault in caught.value.faults) == ["discount", "list_price"]

    @pytest.mark.parametrize(
        ("path", "more"),
        [
            ("tolerance", {"tolerance": Decimal(2)}),
            ("tolerance", {"tolerance": 0.01}),
            ("rates['SEK']", {"currency": "EUR", "rates": {"SEK": Decimal(0)}}),
            ("rates['SEK']", {"currency": "EUR", "rates": {"SEK": 0.1}}),
            ("currency", {"rates": {"SEK": Decimal(1)}}),
            ("purchases", {"rebates": "earned"}),
            ("jurisdiction", {"jurisdiction": "XX"}),
        ],
    )
    def test_a_wrong_parameter_is_told_by_name(self, path, more):
        with pytest.raises(InvalidValue) as caught:
            uniform_pricing(**more)
        assert caught.value.path == path

    def test_purchases_of_several_currencies_ask_for_one(self):
        kronor = term("P-4", list_price=Money.of("1250", "SEK"))
        with pytest.raises(InvalidValue, match="currency"):
            found(FIRMS, alike(kronor), rule=uniform_pricing(purchases="buy"))


def test_prices_of_any_length_are_compared_exactly():
    fine = Decimal("0." + "1" * 15)
    terms = [
        term(f"P-{n}", list_price=Money.of("0.000000000001", "EUR", scale=12), discount=fine)
        for n in (1, 2, 3)
    ]
    other = term(
        "P-4", list_price=Money.of("0.000000000001", "EUR", scale=12), discount=fine + Decimal("1e-15")
    )

    assert parties(FIRMS, terms, other, rule=uniform_pricing(tolerance=Decimal(0))) == [("P-4",)]
    assert parties(FIRMS, terms, rule=uniform_pricing(tolerance=Decimal(0))) == []


def test_a_code_is_no_list_of_its_letters():
    with pytest.raises(InvalidValue, match="accepted: 'volume'"):
        uniform_pricing(accepted="volume")
