"""Entries that are booked one after the other: what questions about entries and ledgers draw on."""

from datetime import UTC, datetime, timedelta

from partnerkit import Ledger
from partnerkit.leads import FairnessReport

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENTS = tuple(NOON + timedelta(days=number) for number in (-1, 0, 1, 2))
NAMES = ("P-1", "P-2", "P-3", "P-4")
WHY = {"by": "Ada", "why": "She said so."}


def booked(ledger):
    """Return a ledger with all it holds, or the words in which it was refused."""
    if not isinstance(ledger, Ledger):
        return ledger
    report = FairnessReport.of(ledger)
    return ledger, ledger.accounts, ledger.open, report.promise, report.partners
