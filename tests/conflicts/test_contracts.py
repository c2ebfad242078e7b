"""Under which form and system a partner sells."""

from datetime import UTC, date, datetime
from decimal import Decimal

from attrs import evolve

from partnerkit.conflicts import detect, detect_changes, rules
from partnerkit.conflicts.contracts import agreements_in_force, contract_forms, distribution_systems
from partnerkit.facts import Account, Agreement, Grant, Network, Partner, PriceTerm, Touch
from partnerkit.values import Money, Period

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def agreement(name="A-1", **more):
    usual = {"id": name, "partner": "P-1", "period": Period.year(2026), "status": "signed",
             "signed_on": date(2026, 1, 1), "form": "agent", "system": "selective"}  # fmt: skip
    return Agreement(**usual | more)


def found(*facts):
    return detect(Network.of(*facts), rules.builtin(), as_of=NOW)


def test_the_record_wins_over_the_agreement():
    network = Network.of(Partner(id="P-1", form="resells", system="open"), agreement())

    assert contract_forms(network, DAY) == {"P-1": "resells"}
    assert distribution_systems(network, DAY) == {"P-1": "open"}


def test_the_agreement_in_force_tells_what_the_record_does_not():
    network = Network.of(Partner(id="P-1"), agreement())

    assert (contract_forms(network, DAY), distribution_systems(network, DAY)) == (
        {"P-1": "agent"},
        {"P-1": "selective"},
    )


def test_a_draft_or_what_is_over_tells_nothing():
    for silent in (agreement(status="draft", signed_on=None), agreement(period=Period.year(2025))):
        network = Network.of(Partner(id="P-1"), silent)

        assert list(agreements_in_force(network, DAY)) == []
        assert contract_forms(network, DAY) == {"P-1": None}


def test_what_nobody_ended_renewed_itself():
    """By silence: what the first term said is said still, and a bond of then has lasted too long by now."""
    silent = agreement(period=Period.of(date(2018, 1, 1), date(2023, 1, 1)), signed_on=date(2018, 1, 1), renews_months=12,
                       form="resells", purchase_share=Decimal("0.9"))  # fmt: skip
    network = Network.of(Partner(id="P-1"), silent)

    assert contract_forms(network, DAY) == {"P-1": "resells"}
    assert [each.reason.code for each in found(*network)] == ["non-compete-too-long"]
    for over in (
        evolve(silent, renews_months=None),
        evolve(silent, status="ended", ended_on=date(2023, 1, 1)),
        evolve(silent, valid=Period.year(2018)),
        evolve(silent, period=Period.year(2027)),
    ):
        assert list(agreements_in_force(Network.of(over), DAY)) == []


def test_agreements_in_force_that_contradict_each_other_tell_nothing():
    network = Network.of(Partner(id="P-1"), agreement(), agreement("A-2", form="resells", system="open"))

    assert contract_forms(network, DAY) == {"P-1": None}
    assert distribution_systems(network, DAY) == {"P-1": None}
    alike = Network.of(Partner(id="P-1"), agreement(), agreement("A-2"), agreement("A-3", form=None))
    assert contract_forms(alike, DAY) == {"P-1": "agent"}


class TestOfPartnersWithoutARecord:
    """A host that brings agreements and no partners is not asked again for what these say."""

    def test_the_agreement_tells_form_and_system(self):
        network = Network.of(
            agreement(), agreement("A-2", partner="P-2"), agreement("A-3", partner="P-2", form="resells")
        )

        assert contract_forms(network, DAY) == {"P-1": "agent"}
        assert distribution_systems(network, DAY) == {"P-1": "selective", "P-2": "selective"}

    def test_a_genuine_agent_may_be_told_its_prices(self):
        term = PriceTerm(
            id="T-1",
            partner="P-1",
            product="x",
            list_price=Money.of("9", "EUR"),
            resale="fixed",
            restricts=["passive-sales"],
        )
        bound = {conflict.rule for conflict in found(agreement(form="resells"), term)}

        assert found(agreement(form="genuine-agent"), term) == ()
        assert bound == {"passive-sales-restricted", "resale-price-fixing"}

    def test_an_authorized_dealer_sells_where_it_is_asked(self):
        facts = [
            Account(id="C-1", territory="de"),
            Grant(partner="P-2", territory="de", exclusive=True, period=Period.year(2026)),
            Touch(account="C-1", channel="visit", at=NOW, role="partner", partner="P-1", approach="active"),
        ]

        assert found(agreement(), *facts) == ()
        assert [each.severity for each in found(agreement(system="exclusive"), *facts)] == ["medium"]

    def test_their_terms_are_compared_until_there_is_a_record(self):
        agreed = [agreement(name, partner=name, form="resells") for name in ("P-1", "P-2", "P-3")]
        terms = [
            PriceTerm(id=name, partner=name, product="x", list_price=Money.of(price, "EUR"))
            for name, price in (("P-1", "9"), ("P-2", "9"), ("P-3", "8"))
        ]
        network, apart = Network.of(agreed, terms), {"P-1": "gold", "P-2": "gold", "P-3": "silver"}
        on_record = network.with_facts(Partner(id=name, tier=tier) for name, tier in apart.items())
        (unlike,) = detect(network, rules.builtin(), as_of=NOW)

        assert unlike.parties == ("P-3",)
        assert detect_changes(network, on_record, rules.builtin(), as_of=NOW).cleared == (unlike,)
