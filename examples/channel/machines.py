"""Our own sample data: the fictional Norrhav dealer network."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from channel.facts import Channel, Progress, goals_with_parents, summed
from partnerkit import Goal, Lead, Money, Network, Partner, Period, Product, Territory
from partnerkit.facts import Account, Assignment, DealRegistration, Grant, Person, PriceTerm
from partnerkit.facts.terms import Justification
from partnerkit.interop import Column, read_csv
from partnerkit.leads import FairShare
from partnerkit.scoring import Kpi, Scorecard

TENANT = "norrhav"
CURRENCY = "EUR"
AS_OF = datetime(2026, 11, 23, 8, tzinfo=UTC)

#: By what a dealer is judged, beside those of its tier and country.
CARD = Scorecard(
    kpis=(
        Kpi("revenue", weight=3, unit=CURRENCY),
        Kpi("margin", weight=2),
        Kpi("growth", weight=1),
        Kpi("first_answer_hours", weight=2, better="lower"),
        Kpi("claims_rejected", weight=1, better="lower"),
        Kpi("recommend", weight=1),
    ),
    peers=("tier", "country"),
    min_peers=5,
)
#: A gold dealer is owed three times the prospects of a bronze one.
POLICY = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1}, default_value=Money.of("10000", CURRENCY))


def fits(folder: Path) -> bool:
    """Return whether the folder holds these files."""
    return (folder / "partners.csv").is_file() and (folder / "prospects.csv").is_file()


def read(folder: Path, progress: Progress) -> Channel:
    """Read the folder; every fault of a file comes at once, and nothing of it is taken then."""
    people, partners = _people(folder), _partners(folder, progress)
    network = Network.of(
        _territories(folder),
        _products(folder),
        people,
        _assignments(folder),
        partners,
        _grants(folder),
        [_term(row) for row in _rows(folder / "price_terms.csv")],
        read_csv(folder / "accounts.csv", Account, _same("id", "name")),
        _registrations(folder, progress),
        _prospects(folder, progress),
        declared={"Partner": {"country": str, "employees": int}},
    )
    sales = _rows(folder / "sales.csv")
    quotas = [goal for goal in _quotas(folder) if goal.period.start.year == AS_OF.year]
    return Channel(
        title="Norrhav dealer network",
        currency=CURRENCY,
        day=AS_OF.date(),
        as_of=AS_OF,
        network=network,
        goals=goals_with_parents(
            quotas,
            {person.id: person.manager for person in people if person.manager not in (None, "ceo")}
            | {"vp": None},
        ),
        actuals=_reached(sales, partners, quotas),
        figures=_figures(folder, partners, sales),
        card=CARD,
        policy=POLICY,
        months=summed(sales, lambda row: row["month"], "revenue", CURRENCY),
    )


def _same(*names: str) -> dict[str, str | Column]:
    """Columns that are named as our fields are."""
    return {name: name for name in names}


def _people(folder: Path) -> tuple[Person, ...]:
    names = _same("id", "name", "roles", "manager", "territory", "languages", "timezone")
    return read_csv(folder / "people.csv", Person, names)


def _partners(folder: Path, progress: Progress) -> tuple[Partner, ...]:
    own = _same("id", "name", "type", "tier", "parent", "territories", "products", "languages")
    more = _same("timezone", "capacity", "form", "system")
    other: dict[str, str | Column] = {
        "account_owner": "account_manager",
        "attributes.country": "country",
        "attributes.employees": Column(name="employees", kind=int),
    }
    return read_csv(folder / "partners.csv", Partner, {**own, **more, **other}, progress=progress("partners"))


def _prospects(folder: Path, progress: Progress) -> tuple[Lead, ...]:
    names = _same("id", "territory", "product", "language", "received_at", "source", "city")
    value = {"value": Column(name="value", currency="=currency")}
    return read_csv(folder / "prospects.csv", Lead, {**names, **value}, progress=progress("prospects"))


def _registrations(folder: Path, progress: Progress) -> tuple[DealRegistration, ...]:
    names = _same("id", "partner", "account", "product", "territory", "status")
    times = _same("submitted_at", "approved_at", "expires_at", "ended_at")
    value = {"value": Column(name="value", currency="=currency")}
    return read_csv(
        folder / "deal_registrations.csv",
        DealRegistration,
        {**names, **times, **value},
        progress=progress("registrations"),
    )


def _territories(folder: Path) -> tuple[Territory, ...]:
    return read_csv(folder / "territories.csv", Territory, _same("id", "name", "parent", "kind"))


def _products(folder: Path) -> tuple[Product, ...]:
    return read_csv(folder / "products.csv", Product, _same("id", "name", "parent"))


def _assignments(folder: Path) -> list[Assignment]:
    """Who held which territory, and until when."""
    return [
        Assignment(person=row["person"], territory=row["territory"], role=row["role"], period=_period(row))
        for row in _rows(folder / "assignments.csv")
    ]


def _grants(folder: Path) -> list[Grant]:
    """Who was promised which territory, alone or beside others."""
    return [
        Grant(
            partner=row["partner"],
            territory=row["territory"],
            products=tuple(row["products"].split(";")),
            exclusive=row["exclusive"] == "yes",
            period=_period(row),
        )
        for row in _rows(folder / "grants.csv")
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _period(row: Mapping[str, str]) -> Period:
    start = date.fromisoformat(row["start"])
    return Period.of(start, date.fromisoformat(row["end"])) if row["end"] else Period.since(start)


def _term(row: Mapping[str, str]) -> PriceTerm:
    return PriceTerm(
        id=f"{row['partner']} {row['product']}",
        partner=row["partner"],
        product=row["product"],
        list_price=Money.of(row["list_price"], row["currency"]),
        discount=Decimal(row["discount"]),
        payment_days=int(row["payment_days"]),
        valid=Period.of(date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_until"])),
        justifications=[Justification(code=row["justification"])] if row["justification"] else [],
    )


def _quotas(folder: Path) -> list[Goal]:
    return [
        Goal(
            id=f"{row['person']} from {row['start']}",
            parent=row["person"],
            measure="sales",
            period=_period(row),
            target=Money.of(row["target"], row["currency"]),
            owner=row["person"],
        )
        for row in _rows(folder / "quotas.csv")
    ]


def _reached(
    sales: list[dict[str, str]], partners: tuple[Partner, ...], quotas: list[Goal]
) -> dict[str, Money]:
    """What the partners of each manager bought in each quarter; a quarter to come has no value yet."""
    owner = {partner.id: partner.account_owner for partner in partners}
    goal_at = {
        (goal.owner, month.start.isoformat()[:7]): goal.id
        for goal in quotas
        for month in goal.period.months()
    }
    inside = [row for row in sales if (owner[row["partner"]], row["month"]) in goal_at]
    return summed(inside, lambda row: goal_at[owner[row["partner"]], row["month"]], "revenue", CURRENCY)


def _figures(
    folder: Path, partners: tuple[Partner, ...], sales: list[dict[str, str]]
) -> dict[str, list[object]]:
    """A row for each partner over the last twelve months; None where nothing is known."""
    late = [row for row in sales if row["month"] >= "2025-12"]
    early = [row for row in sales if "2024-12" <= row["month"] < "2025-12"]
    revenue = summed(late, lambda row: row["partner"], "revenue", CURRENCY)
    cost = summed(late, lambda row: row["partner"], "cost", CURRENCY)
    before = summed(early, lambda row: row["partner"], "revenue", CURRENCY)
    hours: dict[str, list[float]] = defaultdict(list)
    for row in _rows(folder / "service_cases.csv"):
        if row["answered_at"]:
            waited = datetime.fromisoformat(row["answered_at"]) - datetime.fromisoformat(row["opened_at"])
            hours[row["partner"]].append(waited.total_seconds() / 3600)
    decided: dict[str, list[bool]] = defaultdict(list)
    for row in _rows(folder / "warranty_claims.csv"):
        if row["status"] != "submitted":
            decided[row["partner"]].append(row["status"] == "rejected")
    recommend = {row["partner"]: float(row["recommend"]) for row in _rows(folder / "survey_answers.csv")}
    names = (
        "partner",
        "tier",
        "country",
        "revenue",
        "margin",
        "growth",
        "first_answer_hours",
        "claims_rejected",
        "recommend",
    )
    figures: dict[str, list[object]] = {name: [] for name in names}
    for partner in partners:
        sold = revenue.get(partner.id)
        row = (
            partner.id,
            partner.tier,
            partner.attributes["country"],
            None if sold is None else float(sold.amount),
            None if not sold else float((sold - cost[partner.id]) / sold),
            None if not sold or partner.id not in before else float(sold / before[partner.id]) - 1,
            _mean(hours[partner.id]),
            _mean([float(each) for each in decided[partner.id]]),
            recommend.get(partner.id),
        )
        for name, value in zip(names, row, strict=True):
            figures[name].append(value)
    return figures


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
