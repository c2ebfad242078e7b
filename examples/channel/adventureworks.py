"""The folder of the AdventureWorks reseller channel, its columns mapped to ours."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from channel.facts import Channel, Progress, goals_with_parents, summed
from partnerkit import Goal, Lead, Money, Network, Partner, Period, Territory
from partnerkit.facts import Assignment, Person
from partnerkit.interop import Column, read_csv, read_rows
from partnerkit.leads import FairShare
from partnerkit.scoring import Kpi, Scorecard
from partnerkit.values.time import moment

TENANT = "adventureworks"
CURRENCY = "USD"

#: The text NA, and its key, stand for "no territory".
NOWHERE = frozenset({"NA", "11"})

#: By what a reseller is judged, beside those of its type.
CARD = Scorecard(
    kpis=(
        Kpi("revenue", weight=3, unit=CURRENCY),
        Kpi("margin", weight=2),
        Kpi("growth", weight=1),
        Kpi("discount", weight=1, better="lower"),
    ),
    peers=("type",),
)


def fits(folder: Path) -> bool:
    """Return whether the folder holds these files."""
    return (folder / "resellers.csv").is_file() and (folder / "territory_history.csv").is_file()


def read(folder: Path, progress: Progress) -> Channel:
    """Read the folder; every fault of a file comes at once, and nothing of it is taken then."""
    partners, people = _resellers(folder, progress), _people(folder)
    prospects = read_csv(
        folder / "prospects.csv",
        Lead,
        {"id": "prospect_key", "territory": "state_code", "city": "city"},
        progress=progress("prospects"),
    )
    assignments = [
        Assignment(person=row["employee_key"], territory=row["territory_key"], period=_held(row))
        for row in _rows(folder / "territory_history.csv")
    ]
    network = Network.of(
        _territories(folder, {lead.territory or "" for lead in prospects}),
        partners,
        people,
        prospects,
        assignments,
        declared={"Partner": {"employees": int}},
    )
    orders = _rows(folder / "orders.csv")
    last_day = max(date.fromisoformat(row["order_date"]) for row in orders)
    quotas = _quotas(folder, last_day)
    monthly = _rows(folder / "sales_monthly.csv")
    return Channel(
        title="AdventureWorks resellers",
        currency=CURRENCY,
        day=last_day,
        as_of=moment(last_day),
        network=network,
        goals=goals_with_parents(
            quotas, {person.id: person.manager for person in people if person.manager != "112"}
        ),
        actuals=_reached(orders, quotas),
        figures=_figures(partners, monthly),
        card=CARD,
        policy=FairShare(weights={}, default=1, value="unit"),
        months=summed(monthly, lambda row: row["month"], "sales_amount", CURRENCY),
    )


def _resellers(folder: Path, progress: Progress) -> tuple[Partner, ...]:
    return read_csv(
        folder / "resellers.csv",
        Partner,
        {
            "id": "reseller_key",
            "name": "name",
            "type": "business_type",
            "territories": "state_code",
            "account_owner": "assigned_employee_key",
            "external_ids.account": "account_number",
            "attributes.employees": Column(name="employees", kind=int),
        },
        progress=progress("resellers"),
    )


def _people(folder: Path) -> tuple[Person, ...]:
    return read_rows(
        [
            {**row, "name": f"{row['first_name']} {row['last_name']}"}
            for row in _rows(folder / "sales_employees.csv")
        ],
        Person,
        {
            "id": "employee_key",
            "name": "name",
            "manager": "manager_employee_key",
            "roles": "title",
            "territory": Column(name="territory_key", blanks=NOWHERE),
            "hired_on": "hire_date",
        },
        file="sales_employees.csv",
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _held(row: dict[str, str]) -> Period:
    """The history names the last day; a period names the day after."""
    start = date.fromisoformat(row["start_date"])
    if not row["end_date"]:
        return Period.since(start)
    return Period.of(start, date.fromisoformat(row["end_date"]) + timedelta(days=1))


def _territories(folder: Path, asked: set[str]) -> list[Territory]:
    """Groups, their sales territories, and the states in them; a state without a reseller belongs to nobody."""
    rows = [row for row in _rows(folder / "territories.csv") if row["region"] != "NA"]
    states = {row["state_code"]: row for row in _rows(folder / "resellers.csv")}
    return [
        *(
            Territory(id=group, name=group, kind="group")
            for group in sorted({row["territory_group"] for row in rows})
        ),
        *(
            Territory(
                id=row["territory_key"], name=row["region"], parent=row["territory_group"], kind="territory"
            )
            for row in rows
        ),
        *(
            Territory(id=code, name=row["state"], parent=row["territory_key"], kind="state")
            for code, row in states.items()
        ),
        *(Territory(id=code, kind="state") for code in sorted(asked - states.keys())),
    ]


def _quotas(folder: Path, last_day: date) -> list[Goal]:
    """A quota holds from its date to the same person's next one, the last one to the last order."""
    by_person: dict[str, list[dict[str, str]]] = {}
    for row in sorted(_rows(folder / "quotas.csv"), key=lambda row: row["quota_date"]):
        by_person.setdefault(row["employee_key"], []).append(row)
    goals = []
    for person, rows in by_person.items():
        starts = [*(date.fromisoformat(row["quota_date"]) for row in rows), last_day + timedelta(days=1)]
        for row, (start, end) in zip(rows, pairwise(starts), strict=True):
            goals.append(
                Goal(
                    id=f"{person} from {start}",
                    parent=person,
                    measure="sales",
                    period=Period.of(start, end),
                    target=Money.of(row["quota_amount"], CURRENCY, rounding="half-even"),
                    owner=person,
                )
            )
    return goals


def _reached(orders: list[dict[str, str]], quotas: list[Goal]) -> dict[str, Money]:
    """What each person sold in each of the quotas' periods; no order is no sales, and that is zero."""
    of_person: dict[str, list[Goal]] = {}
    for goal in quotas:
        of_person.setdefault(goal.owner or "", []).append(goal)

    def goal_of(row: dict[str, str]) -> str:
        day = date.fromisoformat(row["order_date"])
        return next(goal.id for goal in of_person[row["employee_key"]] if goal.period.contains(day))

    return {goal.id: Money.zero(CURRENCY) for goal in quotas} | summed(
        orders, goal_of, "sales_amount", CURRENCY
    )


def _figures(partners: tuple[Partner, ...], monthly: list[dict[str, str]]) -> dict[str, list[object]]:
    """A row for each reseller; what cannot be known of one that never ordered is None."""
    names = ("sales_amount", "product_cost", "gross_amount", "discount_amount")
    total = {name: summed(monthly, lambda row: row["reseller_key"], name, CURRENCY) for name in names}
    late = summed(
        [row for row in monthly if row["month"] > "2012-11"],
        lambda row: row["reseller_key"],
        "sales_amount",
        CURRENCY,
    )
    early = summed(
        [row for row in monthly if "2011-11" < row["month"] <= "2012-11"],
        lambda row: row["reseller_key"],
        "sales_amount",
        CURRENCY,
    )
    figures: dict[str, list[object]] = {
        name: [] for name in ("partner", "type", "revenue", "margin", "growth", "discount")
    }
    for partner in partners:
        sales = total["sales_amount"].get(partner.id)
        figures["partner"].append(partner.id)
        figures["type"].append(partner.type)
        figures["revenue"].append(None if sales is None else float(sales.amount))
        figures["margin"].append(
            None if not sales else float((sales - total["product_cost"][partner.id]) / sales)
        )
        figures["growth"].append(
            float(late[partner.id] / early[partner.id]) - 1
            if partner.id in late and partner.id in early
            else None
        )
        figures["discount"].append(
            None
            if not sales
            else float(total["discount_amount"][partner.id] / total["gross_amount"][partner.id])
        )
    return figures
