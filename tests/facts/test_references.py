"""Which other facts does a fact name, and where?"""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from partnerkit import Network, Partner
from partnerkit.facts import (
    Consent,
    CreditSplit,
    DealRegistration,
    HandOver,
    Lead,
    Person,
    Plan,
    PlanStep,
    Standing,
    StandingStep,
    Subject,
    Task,
)
from partnerkit.facts.references import inner_references, may_name_within, renamed
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF = Decimal("0.5")
SPLIT = CreditSplit(id="S-1", goal="de", among="partner", shares={"P-9": HALF, "P-4": HALF})
HEIR = HandOver(id="H-1", goal="de", on=NOON.date(), changes="partner", to="P-9")
STEP = StandingStep(event="qualify", at=NOON, decided_by="U-1")
STANDING = Standing(id="S-9", partner="P-9", began_at=NOON, steps=[STEP])
PLAN = Plan(
    id="B-1", kind="improvement", partner="P-9", period=Period.year(2026),
    steps=[PlanStep(id="one", code="coach", by="vendor", due=date(2026, 5, 15), owner="U-1")],
)  # fmt: skip
TASK = Task(id="K-1", owner="U-1", about=Subject(model="Partner", id="P-9"))


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        (SPLIT, [("shares", "P-4", "Partner"), ("shares", "P-9", "Partner")]),
        (HEIR, [("to", "P-9", "Partner")]),
        (STANDING, [("steps[0].decided_by", "U-1", "Person")]),
        (PLAN, [("steps[0].owner", "U-1", "Person")]),
        (TASK, [("about", "P-9", "Partner")]),
        (Task(id="K-2"), []),
    ],
)
def test_whom_a_fact_names_in_its_parts_and_by_what_another_field_says(fact, named):
    assert list(inner_references(fact)) == named
    assert all(may_name_within(type(fact), target) for _, _, target in named)
    assert not may_name_within(Partner, "Person")


@pytest.mark.parametrize("fact", [SPLIT, HEIR, PLAN, TASK])
def test_a_network_finds_who_is_named_in_a_part_and_is_not_there(fact):
    with pytest.raises((InvalidInput, InvalidValue)) as refused:
        Network.of(Person(id="U-2"), Partner(id="P-5"), fact)
    paths = {path for path, _, _ in inner_references(fact)}
    told = getattr(refused.value, "faults", (refused.value,))
    assert {fault.path.split("].", 1)[1] for fault in told} >= paths


def test_another_name_is_put_wherever_the_old_one_stood():
    def other(model, name):
        return "P-4" if (model, name) == ("Partner", "P-9") else name

    assert renamed(SPLIT, other).shares == {"P-4": 1}
    assert (renamed(HEIR, other).to, renamed(TASK, other).about.id) == ("P-4", "P-4")
    moved = renamed(STANDING, other)
    assert (moved.partner, moved.steps) == ("P-4", (STEP,))
    assert renamed(moved, other) is moved
    assert renamed(PLAN, lambda model, name: name.lower()).steps[0].owner == "u-1"


def test_who_is_only_mentioned_keeps_the_old_name_unless_that_is_asked_for():
    consent = Consent(basis="consent", purpose="offer", recipients=["P-4", "P-9"])
    lead = Lead(id="L-1", named_partner="P-9", refused_partners=["P-4"], contact="U-9", consent=consent)
    deal = DealRegistration(id="D-1", partner="P-9", customer="Nord IT", consent=consent)

    def other(model, name):
        return f"{model} {name}"

    stays, goes = renamed(lead, other), renamed(lead, other, and_mentioned=True)
    assert (stays.named_partner, stays.refused_partners, stays.contact) == ("Partner P-9", ("P-4",), "U-9")
    assert stays.consent is consent
    assert (goes.refused_partners, goes.contact) == (("Partner P-4",), "Person U-9")
    asked = ("Partner P-4", "Partner P-9")
    assert goes.consent.recipients == renamed(deal, other, and_mentioned=True).consent.recipients == asked
