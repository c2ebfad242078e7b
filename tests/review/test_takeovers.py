from datetime import date

import pytest

from partnerkit import Money, Partner, Period
from partnerkit.facts import Network
from partnerkit.facts.figure import Figure
from partnerkit.leads import Ledger
from partnerkit.review import unite_partners
from partnerkit.values.errors import InvalidInput

DAY = date(2026, 7, 1)


def test_facts_and_ledgers_follow_together_and_both_ids_answer():
    figure = Figure(partner="P-9", measure="revenue", period=Period.year(2025), value=Money.of("5", "EUR"))
    before = Network.of(Partner(id="P-4"), Partner(id="P-9"), figure)
    after = unite_partners(
        before, [Ledger().with_open({"P-9": ["L-1"], "P-4": 2})], old="P-9", into="P-4", on=DAY
    )

    assert after.network.figures[0].partner == "P-4"
    assert after.ledgers[0].holder("L-1").partner == "P-4"
    assert dict(after.ledgers[0].open_leads) == {"P-4": 3}
    assert after.lineage.ids("P-9") == ("P-4", "P-9")
    assert after.network.get(Partner, "P-9").status == "ended"
    assert after.findings == ()


def test_firms_cannot_take_over_each_other():
    before = Network.of(Partner(id="P-4"), Partner(id="P-9"))
    once = unite_partners(before, old="P-9", into="P-4", on=DAY).network

    with pytest.raises(InvalidInput):
        unite_partners(once, old="P-4", into="P-9", on=DAY)
