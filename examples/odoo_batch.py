"""
Share out the leads of an Odoo export, and write a file that Odoo reads back.

    python examples/odoo_batch.py [EXPORT_FOLDER] [--out FOLDER]

The folder holds `res.partner.csv` and `crm.lead.csv`, as "import-compatible
export" writes them; two columns of our own say the territory. Nothing is decided
on a file with faults: they are all printed, with row, column and remedy. The answer,
`crm.lead.assigned.csv`, has the external ids that Odoo's import matches by.
"""

import argparse
import csv
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.interop import Column, dry_run, layout, say
from partnerkit.interop.exporting import guarded
from partnerkit.leads import FairShare, allocate_batch

HERE = Path(__file__).parent / "odoo_export"
TIERS = {"Gold": "gold", "Silver": "silver", "Bronze": "bronze"}

PARTNERS = layout(
    "odoo",
    Partner,
    columns={"tier": Column(name="grade_id", words=TIERS), "territories": "x_territory"},
)
LEADS = layout("odoo", Lead, columns={"territory": Column(name="x_territory", optional=True)})
# A lead without a value counts as a small one.
POLICY = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1}, default_value=Money.of("1000", "EUR"))


def main(arguments: list[str] | None = None) -> Path:
    """Read, check, decide, write back."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("export", nargs="?", type=Path, default=HERE)
    parser.add_argument("--out", type=Path, default=Path(os.environ.get("PARTNERKIT_REVIEW_DIR", ".")))
    chosen = parser.parse_args(arguments)

    reports = [
        dry_run(chosen.export / "res.partner.csv", Partner, PARTNERS),
        dry_run(chosen.export / "crm.lead.csv", Lead, LEADS),
    ]
    faults = [fault for report in reports for fault in report.faults]
    for fault in faults:
        print(fault.error)
    if faults:
        sys.exit(f"{len(faults)} faults; nothing was decided")

    partners, leads = (report.facts for report in reports)
    # The clock is the script's, not the library's.
    result = allocate_batch(
        leads,
        partners,
        POLICY,
        ledger=Ledger(),
        as_of=datetime(2026, 7, 1, 6, tzinfo=UTC),
    )
    names = {partner.id: partner.name for partner in partners}
    path = chosen.out / "crm.lead.assigned.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "partner_assigned_id/id", "x_reason"])
        for lead in leads:
            partner = result.assignments.get(lead.id, "")
            decision = result.decisions[lead.id]
            against = decision.objections if decision.winner is None else ()
            reason = say([decision.reason, *against], names=names)
            writer.writerow([guarded(cell) for cell in (lead.id, partner, reason)])
            print(reason)
    print(f"\nFor Odoo's import: {path}")
    return path


if __name__ == "__main__":
    main()
