"""
Where does a partner stand, what may come next, and why not?

The way is a table (`LIFE_CYCLE`): it decides and draws its diagram. What must
hold before each step is a guard, and who may take it a role. Nothing is decided
by the program: every step has a person with a name, and every refusal a reason.
"""

from datetime import datetime
from typing import final

from attrs import evolve, frozen

from partnerkit.facts.people import Person
from partnerkit.facts.standing import INITIATORS, LIFE_CYCLE, Standing, StandingStep
from partnerkit.lifecycle.endings import Ending, judge_ending
from partnerkit.lifecycle.grounds import Grounds
from partnerkit.lifecycle.guards import GUARDS, Asked, may_take
from partnerkit.lifecycle.notice import Notice
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import instant

__all__ = ["INITIATORS", "LIFE_CYCLE", "Advance", "advance"]

_NOTHING = Grounds()

#: Grounds that are papers about one partner.
_PAPERS = ("agreement", "joint_plan", "warning", "improvement_plan")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Advance:
    """What came of a step: the new standing and what a person must look at, or the old one and why not."""

    standing: Standing

    #: Why it was not taken; None is taken.
    refused: Reason | None = None
    findings: tuple[Finding, ...] = ()

    #: Of an ending by notice: how its last day came about.
    notice: Notice | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the step was taken."""
        return self.refused is None

    @property
    def reason(self) -> Reason:
        """Why it was refused, or where the partner stands now."""
        if self.refused is not None:
            return self.refused
        step = self.standing.steps[-1]
        facts = {"partner": self.standing.partner, "stands": self.standing.status, "person": step.decided_by}
        return Reason("standing-advanced", facts)


def advance(
    standing: Standing,
    event: str,
    *,
    at: datetime,
    by: Person,
    reason: str | None = None,
    grounds: Grounds = _NOTHING,
) -> Advance:
    """
    Take one step of the life cycle, if it is open from here, theirs to take, reasoned, and well grounded.

    Parameters
    ----------
    event
        An event of `LIFE_CYCLE`.
    at
        When it is decided; its date in UTC is the day of the step.
    by
        The person who decides; who it is and may be is told by name, roles and employer.
    reason
        The host's code; steps that hurt need one.
    grounds
        What the step rests on; each event asks for its own part.

    Raises
    ------
    InvalidValue, InvalidInput
        For an unknown event, a moment before the last step, and papers of another partner.

    >>> standing = Standing(id="S-4", partner="P-4", began_at=datetime.fromisoformat("2026-03-02T12:00Z"))
    >>> ada = Person(id="U-1", name="Ada", roles=["territory-manager"])
    >>> moment = datetime.fromisoformat("2026-03-09T12:00Z")
    >>> advance(standing, "qualify", at=moment, by=ada).refused
    Reason(code='fit-not-assessed', facts=Facts(partner='P-4'))
    >>> advance(standing, "qualify", at=moment, by=ada, grounds=Grounds(unmet=[])).standing.status
    'qualified'
    """
    moment = instant(at)
    raise_faults(_faults(standing, event, moment, by, grounds))
    asked = Asked(standing=standing, event=event, day=moment.date(), by=by, reason=reason, grounds=grounds)
    refused = may_take(asked)
    if refused is None and event in GUARDS:
        refused = GUARDS[event](asked)
    if refused is not None:
        return Advance(standing=standing, refused=refused)
    ending = judge_ending(asked) if event == "end" else Ending()
    if ending.refused is not None:
        return Advance(standing=standing, refused=ending.refused)
    taken = standing.with_step(_step(asked, moment, ending))
    return Advance(standing=taken, findings=ending.findings, notice=ending.notice)


def _faults(
    standing: Standing, event: str, moment: datetime, by: Person, grounds: Grounds
) -> list[InvalidValue]:
    """Find what no step can be asked for with."""
    checks = {
        "standing": (fields.instance(Standing, "a Standing"), standing),
        "event": (fields.choice(*LIFE_CYCLE.events), event),
        "by": (fields.instance(Person, "the Person who decides"), by),
        "grounds": (fields.instance(Grounds, "Grounds"), grounds),
    }
    found = list(fields.faults(checks))
    if found:
        return found
    if moment < standing.since:
        remedy = f"use a time not before {standing.since}, the last step"
        found.append(InvalidValue(path="at", value=shown(str(moment)), remedy=remedy))
    for name in _PAPERS:
        paper = getattr(grounds, name)
        if paper is not None and paper.partner != standing.partner:
            remedy = f"use one of {standing.partner}"
            found.append(InvalidValue(path=f"grounds.{name}", value=shown(paper.partner), remedy=remedy))
    return found


def _step(asked: Asked, moment: datetime, ending: Ending) -> StandingStep:
    grounds = asked.grounds
    papers = (
        *grounds.evidence,
        *(paper.id for name in _PAPERS if (paper := getattr(grounds, name)) is not None),
        *(grounds.warning.evidence if grounds.warning is not None else ()),
    )
    step = StandingStep(
        event=asked.event,
        at=moment,
        decided_by=asked.by.id,
        reason=asked.reason,
        evidence=tuple(dict.fromkeys(papers)),
    )
    if asked.event == "suspend":
        return evolve(step, review_on=grounds.review_on)
    if asked.event != "end":
        return step
    overriding = (
        grounds.override if any(each.code == "notice-without-plan" for each in ending.findings) else None
    )
    return evolve(
        step,
        initiator=grounds.initiator,
        last_day=ending.last_day,
        overridden_by=None if overriding is None else overriding.by.id,
        override_reason=None if overriding is None else overriding.reason,
    )
