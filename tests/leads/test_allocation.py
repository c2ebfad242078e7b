"""Who gets this lead?"""

from datetime import UTC, datetime

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, Ledger, allocate, allocate_batch
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


def test_the_shop_window():
    partners = [
        Partner(
            id="P-4",
            name="Nord IT GmbH",
            type="reseller",
            tier="gold",
            territories=("de-north",),
            products=("firewall",),
            languages=("de", "en"),
            timezone="Europe/Berlin",
            capacity=20,
        ),
        Partner(id="P-5", tier="silver"),
    ]
    leads = [
        Lead(
            id="L-17",
            value=Money.of("12000", "EUR"),
            territory="de-north",
            product="firewall",
            language="de",
            received_at=NOW,
        ),
        Lead(id="L-18", value=Money.of("1", "EUR"), language="sv", territory="se"),
    ]
    policy = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1})

    result = allocate(leads, partners, policy, ledger=Ledger(), as_of=NOW)
    again = allocate_batch(leads, partners, policy, ledger=result.ledger, as_of=NOW)

    assert result.assignments["L-17"] == "P-4"
    assert result.decisions["L-17"].winner == "P-4"
    assert result.fairness.largest_deviation <= result.fairness.bound
    assert again.assignments == result.assignments
    assert result.ledger.release("L-17", as_of=NOW)["P-4"].open_leads == 0


def test_leads_one_by_one_are_taken_as_they_come_and_may_strand_a_later_one():
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", territories=("de",), capacity=1)]
    ledger = allocate([Lead(id="L-0", territory="de")], partners[1:], UNITS, as_of=NOW).ledger.release(
        "L-0", as_of=NOW
    )
    leads = [Lead(id=f"L-{number}", territory=place) for number, place in enumerate(("de", "se"), 1)]

    greedy = allocate(leads, partners, UNITS, ledger=ledger, as_of=NOW)
    planned = allocate_batch(leads, partners, UNITS, ledger=ledger, as_of=NOW)

    assert len(planned.assignments) == 2
    assert len(greedy.assignments) <= 2


def test_a_batch_gives_the_largest_first():
    partners = [Partner(id="P-4", capacity=1)]
    leads = [Lead(id="L-1", value=Money.of("1", "EUR")), Lead(id="L-2", value=Money.of("9", "EUR"))]

    assert allocate(leads, partners, FairShare(default=1), as_of=NOW).assignments == {"L-1": "P-4"}
    assert allocate_batch(leads, partners, FairShare(default=1), as_of=NOW).assignments == {"L-2": "P-4"}


def test_a_more_valuable_lead_is_not_left_for_a_cheaper_one():
    """Greedy gives P-4 the first lead and strands the second, the third then takes P-5."""
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", territories=("de",), capacity=1)]
    values = {"L-1": ("de", "9"), "L-2": ("se", "8"), "L-3": ("de", "7")}
    leads = [
        Lead(id=name, territory=place, value=Money.of(amount, "EUR"))
        for name, (place, amount) in values.items()
    ]
    for weight in (1, 1000):
        policy = FairShare(weights={"P-4": weight}, default=1)

        assert dict(allocate_batch(leads, partners, policy, as_of=NOW).assignments) == {
            "L-1": "P-5",
            "L-2": "P-4",
        }


@pytest.mark.parametrize("capacity", [None, 300], ids=["room-enough", "planned"])
def test_progress_rises_to_the_number_of_leads(capacity):
    partners = [
        Partner(id="P-4", capacity=capacity),
        Partner(id="P-5", territories=("de",), capacity=capacity),
    ]
    leads = [Lead(id=f"L-{number:03}", territory="de" if number < 300 else "se") for number in range(600)]
    told = []
    result = allocate_batch(
        leads, partners, UNITS, as_of=NOW, progress=lambda done, of: told.append((done, of))
    )

    assert told == sorted(told)
    assert told[-1] == (600, 600)
    assert len(result.assignments) == 600


def test_a_progress_that_raises_leaves_the_ledger_as_it_was():
    ledger = Ledger()

    def stop(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        allocate([Lead(id="L-1")], [Partner(id="P-4")], UNITS, ledger=ledger, as_of=NOW, progress=stop)
    assert ledger == Ledger()
