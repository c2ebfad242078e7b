"""What came out: who got which lead, why, and how fair it was?"""

import tracemalloc
from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.leads import FairShare, MembershipChanged, Precedence, allocate, apply, named_partner
from partnerkit.values.money import Money
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNITS = FairShare(default=1, value="unit")


@pytest.fixture
def result():
    partners = [Partner(id="P-4", capacity=1), Partner(id="P-5", territories=("se",))]
    leads = [Lead(id="L-3", territory="de"), Lead(id="L-1", territory="de"), Lead(id="L-2", territory="se")]
    return allocate(leads, partners, UNITS, as_of=NOW)


def test_everything_is_in_the_order_in_which_the_leads_were_handed_in(result):
    assert list(result.assignments.items()) == [("L-3", "P-4"), ("L-2", "P-5")]
    assert list(result.unassigned) == ["L-1"]
    assert list(result.decisions) == ["L-3", "L-1", "L-2"]


def test_a_lead_nobody_could_take_has_a_reason_for_every_partner(result):
    assert result.unassigned["L-1"] == {
        "P-4": Reason("capacity", {"open": 1, "limit": 1}),
        "P-5": Reason("territory", {"territory": "de", "served": ("se",)}),
    }


def test_of_several_who_came_as_near_it_tells_the_same_in_every_run():
    partners = [Partner(id="P-4"), Partner(id="P-5"), Partner(id="P-6", unknown=("territories",))]
    gone = {"partner": "P-4", "step": "pause", "at": NOW, "by": "Ada", "why": "On leave."}
    ledger = apply(allocate([Lead(id="L-0")], partners, UNITS, as_of=NOW).ledger, MembershipChanged(**gone))
    leads = [Lead(id="L-1", territory="de", named_partner="P-4"), Lead(id="L-2", territory="de")]
    waits = Precedence(rights=[named_partner(unable="wait")])
    result = allocate(leads, [partners[0], partners[2]], UNITS, ledger=ledger, as_of=NOW, precedence=waits)

    assert [reason.code for reason in result.unassigned["L-1"].values()] == ["away", "field-unknown"]
    assert result.unassigned_by == {"away": 2}


def test_it_is_a_frame_of_one_row_per_lead(result):
    frame = result.to_frame()

    assert frame["lead"].tolist() == ["L-3", "L-1", "L-2"]
    assert frame["partner"].tolist() == ["P-4", None, "P-5"]
    assert frame["candidates"].tolist() == [1, 0, 1]
    assert frame["counted"].tolist() == [1, 1, 1]
    assert not frame["kept"].any()
    assert repr(result) == "<Allocation: 2 assigned, 1 unassigned>"


def test_of_a_lead_that_was_kept_nobody_knows_who_could_have_taken_it():
    partners, lead = [Partner(id="P-4")], Lead(id="L-1")
    before = allocate([lead], partners, UNITS, as_of=NOW)
    frame = allocate([lead, Lead(id="L-2")], partners, UNITS, ledger=before.ledger, as_of=NOW).to_frame()

    assert frame["kept"].tolist() == [True, False]
    assert np.isnan(frame["candidates"][0])
    assert frame["candidates"][1] == 1


def test_frames_of_other_libraries_come_on_request(result):
    pytest.importorskip("pandas")
    pytest.importorskip("polars")

    assert result.to_frame("pandas").shape == (3, 5)
    assert result.fairness.to_frame("polars").shape == (2, 7)


def test_what_is_not_asked_for_is_not_made():
    partners = [Partner(id=f"P-{number}") for number in range(200)]
    leads = [Lead(id=f"L-{number}") for number in range(1_000)]
    tracemalloc.start()
    result = allocate(leads, partners, UNITS, as_of=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4_000_000
    assert len(result.decisions["L-999"].candidates) == 200


def test_values_beyond_the_cap_are_shown_as_they_counted():
    policy = FairShare(default=1, fairness_cap=Money.of("10", "EUR"))
    result = allocate([Lead(id="L-1", value=Money.of("99", "EUR"))], [Partner(id="P-4")], policy, as_of=NOW)

    assert result.to_frame()["counted"].tolist() == [10]
