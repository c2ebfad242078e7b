"""People, papers and a partner's way, as the tests of the life cycle need them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from partnerkit.facts.agreement import Agreement, JointPlan
from partnerkit.facts.people import Person
from partnerkit.facts.plan import Plan, PlanStep
from partnerkit.facts.standing import Standing
from partnerkit.facts.warning import WrittenWarning
from partnerkit.lifecycle import Grounds, advance
from partnerkit.values.time import Period

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)

ADA = Person(id="U-1", name="Ada", roles=["territory-manager"])
BO = Person(id="U-2", name="Bo", roles=["head-office"])
CY = Person(id="U-3", name="Cy", roles=["head-office"])
PIA = Person(id="U-9", name="Pia", roles=["owner"], employer="P-4")

AGREEMENT = Agreement(
    id="A-1", partner="P-4", form="agent", law="DE", status="signed", period=Period.since(date(2026, 1, 1))
)
PLAN = JointPlan(
    id="J-1",
    partner="P-4",
    period=Period.year(2026),
    goals=["de"],
    vendor_priorities={"growth": Decimal(1)},
    partner_priorities={"margin": Decimal(1)},
    signed_by_vendor=date(2026, 1, 5),
    signed_by_partner=date(2026, 1, 5),
)
WARNING = WrittenWarning(
    id="W-1",
    partner="P-4",
    cause="payment-overdue",
    known_on=date(2026, 3, 2),
    given_on=date(2026, 3, 9),
    deadline=date(2026, 4, 9),
    evidence=["invoice-77"],
)
RUNNING = Plan(
    id="I-1",
    kind="improvement",
    partner="P-4",
    period=Period.year(2026),
    goals=["de"],
    steps=[PlanStep(id="a", code="coach-sellers", by="vendor", due=date(2026, 2, 1))],
).with_step("agree", on=date(2026, 1, 6))
MISSED = RUNNING.with_step("miss", on=date(2026, 3, 31), reason="targets-missed")

#: What is enough for each step, from wherever it may be taken.
GOOD = {
    "qualify": Grounds(unmet=[]),
    "contract": Grounds(agreement=AGREEMENT, joint_plan=PLAN),
    "onboard": Grounds(agreement=AGREEMENT),
    "activate": Grounds(open_steps=[], joint_plan=PLAN),
    "improve": Grounds(improvement_plan=RUNNING),
    "recover": Grounds(improvement_plan=MISSED),
    "suspend": Grounds(review_on=date(2030, 1, 1)),
    "withdraw": Grounds(agreed_by=PIA),
    "resume": Grounds(agreed_by=PIA),
    "end": Grounds(initiator="mutual", agreement=AGREEMENT, agreed_by=PIA, last_day=date(2029, 6, 30)),
}


def taken(standing, event, *, at, by=BO, reason="as-agreed", grounds=None):
    """Return the standing after a step that is allowed."""
    found = advance(
        standing, event, at=at, by=by, reason=reason, grounds=grounds or GOOD.get(event, Grounds())
    )
    assert found.is_taken, found.refused
    return found.standing


def way(*events):
    """Return a partner that went through some steps, a week apart."""
    standing = Standing(id="S-4", partner="P-4", began_at=NOON)
    for week, event in enumerate(events, start=1):
        standing = taken(standing, event, at=NOON + timedelta(weeks=week))
    return standing


TO_ACTIVE = ("qualify", "contract", "onboard", "activate")
