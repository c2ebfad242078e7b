"""
In which stage is this lead, and what is missing for the next?

The answer follows from what is known, not from what somebody typed: a lead goes
as far as the criteria of one stage after another hold. What is not known is
asked for, and never taken for a no.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import final

from attrs import frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.leads.stages import Prospect, Stage, StageTable, judged, unmet
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import instant

__all__ = ["Qualification", "qualify"]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Qualification:
    """Which stage a lead has reached, and what is missing for the next."""

    lead: str
    stage: str

    #: Whose work it is now; None at an end.
    owner: str | None

    #: The stage that comes next; None at an end.
    next: str | None

    #: One reason for each criterion of the next stage that does not hold, or is not known.
    missing: tuple[Reason, ...] = ()

    #: Where `Lead.stage` says otherwise.
    finding: Finding | None = None

    #: The agreement it was judged by.
    version: str = "1"


def qualify(
    lead: Lead,
    definitions: StageTable | None = None,
    *,
    as_of: datetime,
    touches: Sequence[Touch] = (),
    answers: Mapping[str, object] | None = None,
) -> Qualification:
    """
    Return which stage of *definitions* the *lead* has reached at *as_of*, and what is missing for the next.

    Parameters
    ----------
    definitions
        The agreed table; left out, the usual one from subscriber to won.
    touches
        Contacts of this lead; others and later ones are passed over.
    answers
        What was asked and answered, by the names that the criteria use.

    >>> from datetime import UTC
    >>> from partnerkit.facts.consent import Consent
    >>> may = Consent(basis="consent", purpose="offer", channels=["e-mail"])
    >>> lead = Lead(id="L-17", product="firewall", consent=may)
    >>> told = qualify(lead, as_of=datetime(2026, 3, 2, tzinfo=UTC))
    >>> told.stage, told.next, [(each.code, each.facts["criterion"]) for each in told.missing]
    ('subscriber', 'MQL', [('criterion-not-met', 'showed-interest')])
    """
    moment = instant(as_of, path="as_of")
    if definitions is None:
        from partnerkit.leads.usual_stages import USUAL_STAGES

        definitions = USUAL_STAGES
    own = sorted(
        (each for each in touches if each.lead == lead.id and each.at <= moment), key=lambda one: one.at
    )
    known = Prospect(lead=lead, as_of=moment, touches=tuple(own), answers=Facts(answers or {}))
    stage = definitions[definitions.first]
    while True:
        after = next((each for each in _onward(stage, definitions) if _may_enter(stage, each, known)), None)
        if after is None:
            break
        stage = after
    onward = _onward(stage, definitions)
    upcoming = next((each for each in onward if not each.is_end), next(iter(onward), None))
    needed = () if upcoming is None else (*(() if upcoming.is_end else stage.leave), *upcoming.entry)
    return Qualification(
        lead=lead.id,
        stage=stage.name,
        owner=stage.owner,
        next=None if upcoming is None else upcoming.name,
        missing=unmet(needed, known),
        finding=_differs(lead, stage.name, definitions),
        version=definitions.version,
    )


def _onward(stage: Stage, definitions: StageTable) -> list[Stage]:
    """Return where it can go, ends first: what is over is not qualified further."""
    return sorted((definitions[name] for name in stage.then), key=lambda each: not each.is_end)


def _may_enter(stage: Stage, after: Stage, known: Prospect) -> bool:
    needed = after.entry if after.is_end else (*stage.leave, *after.entry)
    # An end without criteria is entered by what somebody says, not by itself.
    return bool(needed or not after.is_end) and all(judged(each, known) is True for each in needed)


def _differs(lead: Lead, stage: str, definitions: StageTable) -> Finding | None:
    if lead.stage is None or lead.stage == stage:
        return None
    facts = {"lead": lead.id, "said": lead.stage, "stage": stage}
    if lead.stage not in definitions.names:
        return Finding(reason=Reason("stage-undefined", facts), severity="medium", subjects=(lead.id,))
    return Finding(reason=Reason("stage-differs", facts), severity="low", subjects=(lead.id,))
