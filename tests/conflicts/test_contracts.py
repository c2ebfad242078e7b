"""Under which form and system a partner sells."""

from datetime import date

from partnerkit.conflicts.contracts import agreements_in_force, contract_forms, distribution_systems
from partnerkit.facts import Agreement, Network, Partner
from partnerkit.values import Period

DAY = date(2026, 3, 1)


def agreement(name="A-1", **more):
    usual = {"id": name, "partner": "P-1", "period": Period.year(2026), "status": "signed",
             "signed_on": date(2026, 1, 1), "form": "agent", "system": "selective"}  # fmt: skip
    return Agreement(**usual | more)


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


def test_agreements_in_force_that_contradict_each_other_tell_nothing():
    network = Network.of(Partner(id="P-1"), agreement(), agreement("A-2", form="resells", system="open"))

    assert contract_forms(network, DAY) == {"P-1": None}
    assert distribution_systems(network, DAY) == {"P-1": None}
    alike = Network.of(Partner(id="P-1"), agreement(), agreement("A-2"), agreement("A-3", form=None))
    assert contract_forms(alike, DAY) == {"P-1": "agent"}
