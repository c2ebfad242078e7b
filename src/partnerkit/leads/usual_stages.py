"""
Which stages do most firms agree on?

Subscriber, marketing qualified, accepted by sales, sales qualified,
opportunity; then won, lost or recycled. A host takes the table as it is, or
writes its own. What no field of a lead tells is asked for by name among the
answers: "accepted_by", "need", "decision_maker" and "decision_by".
"""

from datetime import date, datetime, timedelta
from typing import Any

from partnerkit.leads.stages import Criterion, Prospect, Stage, StageTable

__all__ = ["USUAL_STAGES"]

#: Behavior that is older than this shows no interest any more.
_FRESH = timedelta(days=90)

#: A decision that is further off than this is not yet sales' work.
_SOON = timedelta(days=365)


def __dir__() -> list[str]:
    return __all__


def _answered(name: str, known: Prospect) -> bool | None:
    value: Any = known.answers.get(name)
    return None if value is None else bool(value)


def _reachable(known: Prospect) -> bool | None:
    consent = known.lead.consent
    return None if consent is None else consent.is_given(as_of=known.as_of) and bool(consent.channels)


def _active(known: Prospect) -> bool:
    return any(known.as_of - each.at <= _FRESH for each in known.touches)


def _decides_soon(known: Prospect) -> bool | None:
    until = known.answers.get("decision_by")
    if not isinstance(until, date):
        return None
    day = until.date() if isinstance(until, datetime) else until
    return day <= known.as_of.date() + _SOON


_ENDS = ("lost", "recycled")

USUAL_STAGES = StageTable(
    version="usual-1",
    recycle_reasons=("too-early", "no-budget", "no-answer", "wrong-contact", "wrong-product"),
    stages=(
        Stage(
            name="subscriber",
            owner="marketing",
            says="A person who may be written to.",
            leave=(Criterion("may-be-reached", "fit", holds=_reachable),),
            then=("MQL", *_ENDS),
        ),
        Stage(
            name="MQL",
            owner="marketing",
            says="Marketing qualified: asks for something we sell, and showed interest lately.",
            entry=(
                Criterion("product-known", "fit", holds=lambda known: known.lead.product is not None),
                Criterion("showed-interest", "behavior", holds=_active),
            ),
            then=("SAL", *_ENDS),
        ),
        Stage(
            name="SAL",
            owner="sales",
            says="Sales accepted: somebody in sales or at a partner took it on.",
            entry=(
                Criterion(
                    "accepted-by-sales", "authority", holds=lambda known: _answered("accepted_by", known)
                ),
            ),
            then=("SQL", *_ENDS),
        ),
        Stage(
            name="SQL",
            owner="partner",
            says="Sales qualified: a need, somebody who decides, and a time for it.",
            entry=(
                Criterion("has-need", "fit", holds=lambda known: _answered("need", known)),
                Criterion(
                    "decider-known", "authority", holds=lambda known: _answered("decision_maker", known)
                ),
                Criterion("decides-soon", "timing", holds=_decides_soon),
            ),
            then=("opportunity", *_ENDS),
        ),
        Stage(
            name="opportunity",
            owner="partner",
            says="There is an offer with a value.",
            entry=(Criterion("value-known", "fit", holds=lambda known: known.lead.value is not None),),
            then=("won", *_ENDS),
        ),
        Stage(
            name="won",
            won=True,
            entry=(Criterion("was-won", "outcome", holds=lambda known: known.lead.status == "won"),),
        ),
        Stage(
            name="lost",
            entry=(
                Criterion(
                    "was-lost", "outcome", holds=lambda known: known.lead.status in ("lost", "withdrawn")
                ),
            ),
        ),
        Stage(
            name="recycled",
            needs_reason=True,
            entry=(
                Criterion("was-recycled", "outcome", holds=lambda known: known.lead.status == "recycled"),
            ),
        ),
    ),
)
