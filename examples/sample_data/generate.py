"""
Write the sample data: a fictional German-Swedish machine dealer network.

    python examples/sample_data/generate.py [FOLDER]

Norrhav builds wheel loaders, excavators and attachments, sells through
distributors and their dealers, and has three years of months on file. Nothing
here is taken from a real firm. The seed is fixed: the files in this folder are
what the script writes, and a test says so.

A few things are wrong on purpose, so that the review has something to find:
two managers hold de-west, two managers swapped territories, one master record
names another territory than the history, two exclusive grants overlap, some
dealers buy on other terms than their like, some customers were registered by
two dealers, some registrations ran out unnoticed, and some leads ask for what
nobody offers.
"""

import csv
import random
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import product as pairs
from pathlib import Path

HERE = Path(__file__).parent

TERRITORIES = [
    ("norrhav", "Norrhav", "", "group"),
    ("de", "Germany", "norrhav", "country"),
    ("de-north", "Germany North", "de", "region"),
    ("de-east", "Germany East", "de", "region"),
    ("de-south", "Germany South", "de", "region"),
    ("de-west", "Germany West", "de", "region"),
    ("se", "Sweden", "norrhav", "country"),
    ("se-north", "Norrland", "se", "region"),
    ("se-middle", "Svealand", "se", "region"),
    ("se-south", "Götaland", "se", "region"),
]
REGIONS = [row[0] for row in TERRITORIES if row[3] == "region"]

PRODUCTS = [
    ("machines", "Machines", ""),
    ("loader", "Wheel loaders", "machines"),
    ("excavator", "Excavators", "machines"),
    ("attachment", "Attachments", "machines"),
    ("crusher", "Mobile crushers", "machines"),
]
SOLD = ["loader", "excavator", "attachment"]
PRICE = {"loader": 86_000, "excavator": 124_000, "attachment": 7_400}

PEOPLE = [
    # id, name, roles, manager, territory in the master record, languages, zone
    ("ceo", "Astrid Lindqvist", "management", "", "", "sv;en", "Europe/Stockholm"),
    ("vp", "Henrik Aas", "channel-lead", "ceo", "", "sv;de;en", "Europe/Stockholm"),
    ("m-de", "Katrin Vogelsang", "channel-manager", "vp", "", "de;en", "Europe/Berlin"),
    ("m-se", "Johan Ekholm", "channel-manager", "vp", "", "sv;en", "Europe/Stockholm"),
    ("a-1", "Nils Petersen", "account-manager", "m-de", "de-north", "de;en", "Europe/Berlin"),
    ("a-2", "Jana Krause", "account-manager", "m-de", "de-east", "de;en", "Europe/Berlin"),
    ("a-3", "Florian Huber", "account-manager", "m-de", "de-south", "de;en", "Europe/Berlin"),
    ("a-4", "Mehmet Aydin", "account-manager", "m-de", "de-west", "de;en", "Europe/Berlin"),
    ("a-5", "Lea Brandt", "account-manager", "m-de", "de-west", "de;en", "Europe/Berlin"),
    ("a-6", "Elin Sandberg", "account-manager", "m-se", "se-middle", "sv;en", "Europe/Stockholm"),
    ("a-7", "Oskar Nyman", "account-manager", "m-se", "se-south", "sv;en", "Europe/Stockholm"),
    ("a-8", "Maja Forsell", "account-manager", "m-se", "se-south", "sv;fi;en", "Europe/Helsinki"),
]

ASSIGNMENTS = [
    # person, territory, start, end
    ("a-1", "de-north", "2023-12-01", "2025-07-01"),
    ("a-1", "de-east", "2025-07-01", ""),
    ("a-2", "de-east", "2023-12-01", "2025-07-01"),
    ("a-2", "de-north", "2025-07-01", ""),
    ("a-3", "de-south", "2023-12-01", ""),
    ("a-4", "de-west", "2023-12-01", ""),
    ("a-5", "de-west", "2026-03-01", ""),
    ("a-6", "se-middle", "2023-12-01", ""),
    ("a-7", "se-south", "2023-12-01", ""),
    ("a-8", "se-north", "2023-12-01", ""),
]
OWNER = {"de-north": "a-1", "de-east": "a-2", "de-south": "a-3", "de-west": "a-4",
         "se-middle": "a-6", "se-south": "a-7", "se-north": "a-8"}  # fmt: skip

PLACES = {
    "de-north": [
        ("Kiel", 54.32, 10.14),
        ("Hamburg", 53.55, 9.99),
        ("Bremen", 53.08, 8.80),
        ("Oldenburg", 53.14, 8.21),
    ],
    "de-east": [
        ("Leipzig", 51.34, 12.37),
        ("Dresden", 51.05, 13.74),
        ("Rostock", 54.09, 12.14),
        ("Cottbus", 51.76, 14.33),
    ],
    "de-south": [
        ("Augsburg", 48.37, 10.90),
        ("Ulm", 48.40, 9.99),
        ("Passau", 48.57, 13.43),
        ("Freiburg", 47.99, 7.84),
    ],
    "de-west": [
        ("Essen", 51.46, 7.01),
        ("Kassel", 51.31, 9.49),
        ("Trier", 49.76, 6.64),
        ("Siegen", 50.87, 8.02),
    ],
    "se-north": [("Umeå", 63.83, 20.26), ("Luleå", 65.58, 22.15), ("Sundsvall", 62.39, 17.31)],
    "se-middle": [("Örebro", 59.27, 15.21), ("Gävle", 60.67, 17.14), ("Uppsala", 59.86, 17.64)],
    "se-south": [("Växjö", 56.88, 14.81), ("Malmö", 55.60, 13.00), ("Borås", 57.72, 12.94)],
}
TRADES = {
    "de": (
        ["Baumaschinen", "Landtechnik", "Maschinenhandel", "Fördertechnik"],
        ["GmbH", "GmbH & Co. KG", "AG", "e. K."],
    ),
    "se": (["Maskin", "Entreprenadmaskiner", "Lantbruk", "Maskincenter"], ["AB", "AB", "HB"]),
}
FAMILIES = {
    "de": [
        "Ahlers",
        "Brinkmann",
        "Claasen",
        "Dahlmann",
        "Ebeling",
        "Fritsch",
        "Gerdes",
        "Hollweg",
        "Immken",
        "Jessen",
        "Kronau",
        "Lüders",
        "Maibach",
        "Nolte",
    ],
    "se": [
        "Alvsten",
        "Bergvik",
        "Dalhem",
        "Ekeby",
        "Forsmark",
        "Granlid",
        "Hedvall",
        "Isberga",
        "Järnö",
        "Källby",
        "Lidholm",
        "Mossberga",
    ],
}
#: Made-up customers: what they do, and where.
TRADES_OF_CUSTOMERS = ["Kieswerk", "Tiefbau", "Forstbetrieb", "Abbruch", "Grustag", "Markentreprenad"]
SITES = ["Altholm", "Brennried", "Dünsing", "Ekvalla", "Fährnau", "Granhult", "Hellmoor", "Isnäs"]
TIERS = ["gold", "silver", "bronze"]
#: How the machine trade's year goes: strong springs, a weak winter.
SEASON = [0.05, 0.06, 0.09, 0.11, 0.11, 0.10, 0.07, 0.07, 0.10, 0.10, 0.08, 0.06]
MONTHS = [date(2023 + (11 + n) // 12, (11 + n) % 12 + 1, 1) for n in range(36)]
AS_OF = date(2026, 11, 23)

Row = dict[str, object]


def main(folder: Path) -> None:
    """Write every file; the order of the draws is part of the seed."""
    rng = random.Random(20261123)
    partners = make_partners(rng)
    dealers = [partner for partner in partners if partner["type"] == "dealer"]
    sales = make_sales(rng, partners)
    tables: dict[str, list[Row]] = {
        "territories": [dict(zip(("id", "name", "parent", "kind"), row, strict=True)) for row in TERRITORIES],
        "products": [dict(zip(("id", "name", "parent"), row, strict=True)) for row in PRODUCTS],
        "people": [
            dict(
                zip(
                    ("id", "name", "roles", "manager", "territory", "languages", "timezone"), row, strict=True
                )
            )
            for row in PEOPLE
        ],
        "assignments": [
            {**dict(zip(("person", "territory", "start", "end"), row, strict=True)), "role": "owner"}
            for row in ASSIGNMENTS
        ],
        "partners": partners,
        "grants": make_grants(dealers),
        "quotas": make_quotas(sales, partners),
        "sales": sales,
        "prospects": make_leads(rng),
        "price_terms": make_terms(rng, partners),
        "accounts": [
            {"id": f"C-{number:03}", "name": f"{trade} {site}"}
            for number, (trade, site) in enumerate(pairs(TRADES_OF_CUSTOMERS, SITES), 1)
        ],
        "deal_registrations": make_deals(rng, dealers),
        "warranty_claims": make_claims(rng, dealers),
        "service_cases": make_cases(rng, dealers),
        "survey_answers": make_answers(rng, partners),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def make_partners(rng: random.Random) -> list[Row]:
    """Two tiers of distribution: a distributor for each region, and dealers below it."""
    rows: list[Row] = []
    used: set[str] = set()
    for region in REGIONS:
        country = region[:2]
        kinds = ["distributor"] + ["dealer"] * (9 if country == "de" else 7)
        for kind in kinds[: 9 if country == "de" else 8]:
            city, latitude, longitude = rng.choice(PLACES[region])
            trades, forms = TRADES[country]
            names = [f"{family} {trade}" for family in FAMILIES[country] for trade in trades]
            firm = rng.choice([each for each in names if each not in used])
            name = f"{firm} {rng.choice(forms)}"
            used.add(firm)
            number = len(rows) + 1
            tier = "gold" if kind == "distributor" else rng.choices(TIERS, (2, 4, 5))[0]
            sells = ["machines"] if kind == "distributor" or tier == "gold" else sorted(rng.sample(SOLD, 2))
            english = ["en"] if rng.random() < 0.6 or kind == "distributor" else []
            rows.append(
                {
                    "id": f"P-{number:02}",
                    "name": name,
                    "type": kind,
                    "tier": tier,
                    "parent": ""
                    if kind == "distributor"
                    else next(row["id"] for row in reversed(rows) if row["type"] == "distributor"),
                    "territories": region,
                    "products": ";".join(sells),
                    "languages": ";".join([{"de": "de", "se": "sv"}[country], *english]),
                    "timezone": {"de": "Europe/Berlin", "se": "Europe/Stockholm"}[country],
                    "capacity": {"gold": 14, "silver": 9, "bronze": 5}[tier],
                    "account_manager": OWNER[region],
                    "form": "resells" if kind == "distributor" or rng.random() < 0.85 else "agent",
                    "system": "exclusive" if kind == "distributor" else "selective",
                    "city": city,
                    "country": country.upper(),
                    "latitude": round(latitude + rng.uniform(-0.2, 0.2), 4),
                    "longitude": round(longitude + rng.uniform(-0.2, 0.2), 4),
                    "employees": rng.randint(6, 60) * (3 if kind == "distributor" else 1),
                }
            )
    for manager, country in (("m-de", "DE"), ("m-se", "SE")):
        next(
            row
            for row in rows
            if row["country"] == country and row["type"] == "dealer" and row["tier"] == "gold"
        )["account_manager"] = manager
    return rows


def make_sales(rng: random.Random, partners: list[Row]) -> list[Row]:
    """Sell-in for each partner, product and month, in cents that add up."""
    rows: list[Row] = []
    for partner in partners:
        size = {"gold": 3.0, "silver": 1.6, "bronze": 0.8}[str(partner["tier"])] * rng.lognormvariate(0, 0.35)
        trend = rng.gauss(0.05, 0.12)
        offered = SOLD if partner["products"] == "machines" else str(partner["products"]).split(";")
        for product in offered:
            for month in MONTHS:
                age = MONTHS.index(month) / 12
                expected = (
                    size
                    * 9
                    * SEASON[month.month - 1]
                    * (1 + trend) ** age
                    * (6 if product == "attachment" else 1)
                )
                units = max(0, round(rng.gauss(expected, expected**0.5)))
                if not units:
                    continue
                discount = rng.uniform(0.08, 0.24)
                revenue = round(units * PRICE[product] * (1 - discount) * rng.uniform(0.97, 1.03), 2)
                rows.append(
                    {
                        "partner": partner["id"],
                        "product": product,
                        "month": month.isoformat()[:7],
                        "units": units,
                        "revenue": f"{revenue:.2f}",
                        "cost": f"{revenue * rng.uniform(0.74, 0.88):.2f}",
                        "currency": "EUR",
                    }
                )
    return rows


def make_quotas(sales: list[Row], partners: list[Row]) -> list[Row]:
    """Write a quota for each manager and quarter, a little above the year before; two have people and own accounts."""
    manager_of = {row["id"]: row["account_manager"] for row in partners}
    rows: list[Row] = []
    for start in (date(2025 + n // 4, n % 4 * 3 + 1, 1) for n in range(8)):
        months = {f"{start.year - 1}-{start.month + n:02}" for n in range(3)}
        end = date(start.year + (start.month > 9), (start.month + 2) % 12 + 1, 1)
        for person in sorted({str(each) for each in manager_of.values()}):
            base = sum(
                float(str(row["revenue"]))
                for row in sales
                if manager_of[row["partner"]] == person and row["month"] in months
            )
            rows.append(
                {
                    "person": person,
                    "start": start,
                    "end": end,
                    "target": f"{round(base * 1.06, -4):.2f}",
                    "currency": "EUR",
                }
            )
    return rows


def make_grants(dealers: list[Row]) -> list[Row]:
    """Exclusive grants; two of them overlap in territory, product and time."""
    south = [row["id"] for row in dealers if row["territories"] == "se-south"][:2]
    north = next(row["id"] for row in dealers if row["territories"] == "se-north")
    return [
        {"partner": south[0], "territory": "se-south", "products": "excavator", "exclusive": "yes", "start": "2025-01-01", "end": "2027-01-01"},
        {"partner": south[1], "territory": "se-south", "products": "excavator;loader", "exclusive": "yes", "start": "2026-06-01", "end": "2028-06-01"},
        {"partner": north, "territory": "se-north", "products": "loader", "exclusive": "yes", "start": "2024-01-01", "end": "2027-01-01"},
    ]  # fmt: skip


def make_leads(rng: random.Random) -> list[Row]:
    """Inquiries of the last weeks; a few ask for what nobody offers."""
    rows: list[Row] = []
    for number in range(1, 241):
        region = rng.choices(REGIONS, (4, 3, 5, 5, 1, 2, 3))[0]
        country = region[:2]
        product = rng.choices([*SOLD, "crusher"], (5, 4, 8, 0.3))[0]
        own = {"de": "de", "se": "sv"}[country]
        received = datetime(2026, 10, 19, 6, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 34 * 1440))
        value = PRICE.get(product, 310_000) * rng.lognormvariate(0, 0.5)
        rows.append(
            {
                "id": f"L-{number:03}",
                "value": f"{round(value, -2):.2f}" if rng.random() < 0.94 else "",
                "currency": "EUR",
                "territory": region,
                "product": product,
                "language": rng.choices([own, "en", "fi" if country == "se" else "pl"], (88, 10, 2))[0],
                "received_at": received.isoformat(timespec="minutes"),
                "source": rng.choice(["fair", "web", "campaign", "phone"]),
                "city": rng.choice(PLACES[region])[0],
            }
        )
    return sorted(rows, key=lambda row: (str(row["received_at"]), str(row["id"])))


def make_terms(rng: random.Random, partners: list[Row]) -> list[Row]:
    """Sell-in terms: uniform by tier, with some deviations, of which some have a recorded reason."""
    usual = {"gold": 0.24, "silver": 0.18, "bronze": 0.12}
    rows: list[Row] = []
    for partner in partners:
        offered = SOLD if partner["products"] == "machines" else str(partner["products"]).split(";")
        for product in offered:
            deviates = rng.random() < 0.07
            rows.append(
                {
                    "partner": partner["id"],
                    "product": product,
                    "list_price": f"{PRICE[product]}.00",
                    "currency": "EUR",
                    "discount": f"{usual[str(partner['tier'])] + (rng.choice([-0.05, 0.04, 0.06]) if deviates else 0):.2f}",
                    "payment_days": rng.choice([30, 30, 30, 45]),
                    "valid_from": "2026-01-01",
                    "valid_until": "2027-01-01",
                    "justification": rng.choice(["volume", "demonstration-fleet"])
                    if deviates and rng.random() < 0.5
                    else "",
                }
            )
    return rows


def make_deals(rng: random.Random, dealers: list[Row]) -> list[Row]:
    """Announced deals; some customers were announced twice."""
    rows: list[Row] = []
    for number in range(1, 61):
        dealer = rng.choice(dealers)
        customer = f"C-{rng.randint(1, 48):03}"
        submitted = datetime(2026, 7, 1, 8, tzinfo=UTC) + timedelta(hours=rng.randint(0, 24 * 140))
        status = rng.choice(["submitted", "under-review", "approved", "approved", "converted", "rejected"])
        approved = submitted + timedelta(days=2) if status in {"approved", "converted"} else None
        ended = {"converted": submitted + timedelta(days=21), "rejected": submitted + timedelta(days=3)}.get(
            status
        )
        rows.append(
            {
                "id": f"D-{number:03}",
                "partner": dealer["id"],
                "account": customer,
                "product": rng.choice(SOLD),
                "territory": dealer["territories"],
                "value": f"{rng.randint(8, 400) * 1000}.00",
                "currency": "EUR",
                "submitted_at": submitted.isoformat(timespec="minutes"),
                "status": status,
                "approved_at": "" if approved is None else approved.isoformat(timespec="minutes"),
                "expires_at": ""
                if approved is None
                else (submitted + timedelta(days=90)).isoformat(timespec="minutes"),
                "ended_at": "" if ended is None else ended.isoformat(timespec="minutes"),
            }
        )
    return rows


def make_claims(rng: random.Random, dealers: list[Row]) -> list[Row]:
    """Warranty claims of the last year and what became of them."""
    rows: list[Row] = []
    for number in range(1, 301):
        dealer = rng.choice(dealers)
        claimed = rng.randint(200, 9_000)
        status = rng.choices(["submitted", "approved", "partly", "rejected", "credited"], (1, 3, 1, 1.5, 6))[
            0
        ]
        approved = {"approved": claimed, "credited": claimed, "partly": claimed // 2, "rejected": 0}.get(
            status
        )
        rows.append(
            {
                "id": f"W-{number:03}",
                "partner": dealer["id"],
                "product": rng.choice(SOLD),
                "submitted_at": (
                    datetime(2025, 12, 1, 9, tzinfo=UTC) + timedelta(hours=rng.randint(0, 24 * 355))
                ).isoformat(timespec="minutes"),
                "claimed": f"{claimed}.00",
                "approved": "" if approved is None else f"{approved}.00",
                "currency": "EUR",
                "status": status,
            }
        )
    return rows


def make_cases(rng: random.Random, dealers: list[Row]) -> list[Row]:
    """Service cases with the hours to a first answer."""
    rows: list[Row] = []
    speed = {row["id"]: rng.lognormvariate(1.6, 0.5) for row in dealers}
    for number in range(1, 401):
        dealer = rng.choice(dealers)
        opened = datetime(2026, 1, 5, 7, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 320 * 1440))
        hours = speed[dealer["id"]] * rng.lognormvariate(0, 0.6)
        rows.append(
            {
                "id": f"S-{number:03}",
                "partner": dealer["id"],
                "product": rng.choice(SOLD),
                "opened_at": opened.isoformat(timespec="minutes"),
                "answered_at": (opened + timedelta(hours=hours)).isoformat(timespec="minutes")
                if rng.random() < 0.97
                else "",
            }
        )
    return rows


def make_answers(rng: random.Random, partners: list[Row]) -> list[Row]:
    """Two waves of the partner survey; not everyone answers."""
    rows: list[Row] = []
    for wave, asked in (("2025-autumn", "2025-10-15"), ("2026-autumn", "2026-10-14")):
        for partner in partners:
            if rng.random() < 0.3:
                continue
            score = min(10, max(0, round(rng.gauss(7.2, 1.8))))
            cause = (
                ""
                if score >= 8
                else rng.choice(["too-few-leads", "lead-quality", "service", "channel-conflict", "terms"])
            )
            rows.append(
                {"wave": wave, "asked": asked, "partner": partner["id"], "recommend": score, "cause": cause}
            )
    return rows


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
