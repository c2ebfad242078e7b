"""What can happen to a pool of leads beside their allocation, and who said so?"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest

from partnerkit.interop import say
from partnerkit.leads import (
    AccountSplit,
    AccountTakenOver,
    BalancesCorrected,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    Ledger,
    LedgersMerged,
    MembershipChanged,
    OpenLeadsTold,
)
from partnerkit.leads.account import Taken
from partnerkit.leads.changes import Change
from partnerkit.leads.entries import Booking
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.zones import zone_info

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAID = {"at": NOW, "by": "anna", "why": "On leave"}
BOOKING = Booking(
    pool="default", lead="L-1", partner="P-1", at=NOW, value=1, precision=20, shares=(("P-1", 1 << 20),)
)
CHANGES = [
    (OpenLeadsTold(open={"P-1": 3}, at=NOW, by="anna"), "anna told what was open from before (partners or leads: 1)."),
    (LeadReleased(lead="L-1", at=NOW, by="anna"), "anna closed lead L-1."),
    (LeadCreditedBack(booking=BOOKING, **SAID), "anna credited lead L-1 back (“On leave”)."),
    (LeadDeclined(booking=BOOKING, **SAID), "P-1 declined lead L-1 (“On leave”)."),
    (
        LeadDeclined(booking=BOOKING, expired=True, **SAID),
        "The time in which P-1 could take lead L-1 ran out (“On leave”).",
    ),
    (LeadReassigned(lead="L-1", partner="P-2", **SAID), "anna moved lead L-1 to P-2 (“On leave”)."),
    (
        LeadReassigned(lead="L-1", partner="P-2", overrode="territory", **SAID),
        "anna moved lead L-1 to P-2 in spite of the rule “territory” (“On leave”).",
    ),
    (
        BalancesCorrected(amounts={"P-1": 1, "P-2": -1}, **SAID),
        "anna corrected what P-1 and P-2 are owed (“On leave”).",
    ),
    (MembershipChanged(partner="P-1", step="join", **SAID), "anna took P-1 into the pool (“On leave”)."),
    (MembershipChanged(partner="P-1", step="pause", **SAID), "anna paused P-1 in the pool (“On leave”)."),
    (MembershipChanged(partner="P-1", step="return", **SAID), "anna let P-1 return to the pool (“On leave”)."),
    (MembershipChanged(partner="P-1", step="leave", **SAID), "anna took P-1 out of the pool (“On leave”)."),
    (LedgersMerged(other=Ledger(leads=3), **SAID), "anna merged a ledger of 3 leads into the pool (“On leave”)."),
    (AccountTakenOver(old="P-1", new="P-2", **SAID), "anna gave P-2 what P-1 had in the pool (“On leave”)."),
    (
        AccountSplit(partner="P-1", new="P-2", part=Decimal("0.5"), open_leads=["L-1"], **SAID),
        "anna divided what P-1 has in the pool with P-2 (“On leave”).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), CHANGES, ids=[each.reason.code for each, _ in CHANGES])
def test_every_change_says_who_when_and_why(change, sentence):
    assert say(change) == sentence
    assert hash(change) == hash(change)
    assert (change.at, change.by) == (NOW, "anna")
    for language in ("de", "sv"):
        assert say(change, locale=language) not in {"", sentence}


def test_there_is_a_sample_of_every_kind_of_change():
    assert {type(change) for change, _ in CHANGES} == set(get_args(Change))


def test_a_correction_is_as_fine_as_a_minor_unit_halved_thirty_times():
    least = Decimal("1E-34")
    assert BalancesCorrected(amounts={"P-1": least, "P-2": -least}, **SAID).amounts["P-1"] == least

    with pytest.raises(InvalidValue, match=r"1E-35.*use money, or a number of leads"):
        BalancesCorrected(amounts={"P-1": least / 10, "P-2": -least / 10}, **SAID)


def test_moments_are_kept_in_utc():
    berlin = NOW.astimezone(zone_info("Europe/Berlin"))

    assert LeadReleased(lead="L-1", at=berlin, by="anna").at.tzinfo is UTC


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (BalancesCorrected, {"amounts": {"P-1": 1.5}}),
        (BalancesCorrected, {"amounts": {"P-1": True}}),
        (BalancesCorrected, {"amounts": [("P-1", 1)]}),
        (MembershipChanged, {"partner": "P-1", "step": "resign"}),
        (MembershipChanged, {"partner": "P-1", "step": "return", "missed": 0.5}),
        (MembershipChanged, {"partner": "P-1", "step": "return", "against": {"P-2": -1}}),
        (LeadReassigned, {"lead": "L-1", "partner": ""}),
        (LeadReassigned, {"lead": "L-1", "partner": "P-1", "taken": (Taken,)}),
        (LedgersMerged, {"other": None}),
        (AccountTakenOver, {"old": "P-1", "new": ""}),
        (AccountSplit, {"partner": "P-1", "new": "P-2", "part": 2}),
        (AccountSplit, {"partner": "P-1", "new": "P-2", "part": 0.5}),
    ],
)
def test_what_makes_no_sense_is_refused(kind, wrong):
    with pytest.raises((InvalidValue, InvalidInput)):
        kind(**wrong, **SAID)
