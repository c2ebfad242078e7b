"""A small channel in which every text tells whose it is and of what sort."""

from datetime import UTC, datetime

import pytest

from partnerkit import Money, Period
from partnerkit.facts import (
    Account,
    Agreement,
    Answer,
    Assignment,
    DealRegistration,
    DirectEngagement,
    Figure,
    Goal,
    Interaction,
    Lead,
    Measure,
    Network,
    Partner,
    Person,
    PriceTerm,
    Product,
    Question,
    ServiceCase,
    Survey,
    Task,
    Territory,
    WarrantyClaim,
)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
YEAR = Period.year(2026)
MARCH = Period.month(2026, 2)
SURVEY = Survey(
    id="S-1",
    wave=1,
    mode="named",
    questions=(Question(id="q", kind="text", words={"en": "Well?"}),),
    partners=("P-1", "P-2"),
)
#: Distributor P-1 with its reseller P-2, and P-3, their rival.
TERRITORY = {"P-1": "de", "P-2": "de-north", "P-3": "se"}


def facts_of(partner):
    """Everything there is of one partner; texts begin with his id and the category."""
    number = int(partner[-1])

    def text(category):
        return f"{partner}~{category}"

    return [
        Partner(
            id=partner, name=text("partners"), tier="gold", territories=(TERRITORY[partner],), credit_blocked=number == 2,
            parent="P-1" if partner == "P-2" else None, account_owner={"P-3": "U-3"}.get(partner, "U-1"),
            other_lines=(text("planning"),), source=text("bookkeeping"), capacity=10 + number,
        ),
        Person(id=f"X-{number}", name=text("people"), email=text("personal"), employer=partner, roles=("owner",), permission="all"),
        Person(id=f"Y-{number}", name=text("people"), employer=partner, manager=f"X-{number}", roles=("seller",), permission="self"),
        Account(id=f"A-{number}", name=text("customers"), owner="U-2", territory=TERRITORY[partner]),
        Lead(id=f"L-{number}", territory=TERRITORY[partner], customer=f"A-{number}", contact=text("personal"), city=text("leads")),
        PriceTerm(id=f"T-{number}", partner=partner, product="firewall", list_price=Money.of(100 + number, "EUR"), unit=text("terms")),
        DealRegistration(
            id=f"D-{number}", partner=partner, account=f"A-{number}", customer=text("identified-customers"), status="submitted",
            submitted_at=NOW,
        ),
        Figure(partner=partner, measure="revenue", period=MARCH, value=Money.of(1000 * number, "EUR")),
        Figure(partner=partner, measure="margin", period=MARCH, value=Money.of(77 * number, "EUR"), entered_by=text("entered-figures")),
        Goal(id=f"G-{number}", measure="revenue", period=YEAR, target=Money.of(9000 * number, "EUR"), partner=partner),
        Agreement(id=f"V-{number}", partner=partner, vendor=text("agreements"), period=YEAR),
        Interaction(id=f"I-{number}", kind="visit", partner=partner, persons=("U-1",), at=NOW, outcome=text("contacts")),
        Task(id=f"K-{number}", title=text("tasks"), owner=f"Y-{number}", partner=partner),
        ServiceCase(id=f"C-{number}", partner=partner, subject=text("service"), opened_at=NOW, account=f"A-{number}"),
        WarrantyClaim(id=f"W-{number}", partner=partner, claimed=Money.of(5, "EUR"), submitted_at=NOW, units=(text("warranty"),)),
        *([Answer(survey="S-1", question="q", partner=partner, on=MARCH.start, reply=text("answers"))] if number < 3 else []),
    ]  # fmt: skip


VENDOR = {
    "U-0": ("head-office", "all", None),
    "U-1": ("territory-manager", "self", "U-0"),
    "U-2": ("direct-sales", "self", "U-0"),
    "U-3": ("territory-manager", "self", "U-4"),
    "U-4": ("territory-manager", "team", "U-0"),
    "U-5": ("receivables", "all", "U-0"),
    "U-6": ("neutral-office", "all", "U-0"),
    "U-7": ("territory-manager", "territory", "U-0"),
    "U-8": ("warranty", "all", "U-0"),
    "U-9": ("marketing", "all", "U-0"),
}


@pytest.fixture(scope="session")
def network():
    people = [
        Person(id=name, name=f"vendor {name}", roles=(role,), permission=permission, manager=manager)
        for name, (role, permission, manager) in VENDOR.items()
    ]
    return Network.of(
        [
            Territory(id=each, parent=None if each in {"de", "se"} else "de")
            for each in ("de", "de-north", "se")
        ],
        Product(id="firewall"),
        [Measure(id=each, kind="additive") for each in ("revenue", "margin")],
        people,
        Assignment(person="U-7", territory="de", period=YEAR),
        DirectEngagement(id="E-1", person="U-2", account="A-1", since=NOW),
        SURVEY,
        *(facts_of(partner) for partner in TERRITORY),
    )
