"""
Which remedies fit a partner, and in which order?

The vendor's own causes first, then what is known to help. What ends the
relation comes last, and not at all while a cause of the vendor is on the table,
while no cause of the partner that it is against stands strongly, or where the
partner was not heard.
"""

from collections.abc import Mapping, Sequence
from typing import final

from attrs import frozen

from partnerkit.review.findings import CauseFound
from partnerkit.review.remedies import ProposedRemedy, Remedy, known_to_help
from partnerkit.review.support import CLEAR

__all__ = ["DERIVED", "Situation", "proposals_for"]

#: The conditions that a diagnosis answers itself.
DERIVED = ("sells-well", "training-offered", "no-vendor-cause")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Situation:
    """Where one partner stands when remedies are chosen."""

    #: What something speaks for, in order; and the points of every cause.
    causes: tuple[CauseFound, ...]
    points: Mapping[str, int]

    #: What the host knows of the conditions; None is not known.
    conditions: Mapping[str, bool | None]

    #: What is at work already.
    running: tuple[str, ...]

    def holds(self, condition: str) -> bool | None:
        """Return whether a condition holds; None is to be found out."""
        if condition == "sells-well":
            points = self.points.get("low-conversion", 0)
            return True if points <= -CLEAR else False if points > 0 else None
        if condition == "training-offered":
            points = self.points.get("no-training-offered", 0)
            return points < 0 if points else None
        if condition == "no-vendor-cause":
            return not any(each.side == "vendor" for each in self.causes)
        return self.conditions.get(condition)


def proposals_for(remedies: Sequence[Remedy], situation: Situation) -> tuple[ProposedRemedy, ...]:
    """
    Return what could be done; what is at work already, or fails a condition, is not proposed.

    >>> proposals_for([], Situation(causes=(), points={}, conditions={}, running=()))
    ()
    """
    places = {each.cause: place for place, each in enumerate(situation.causes) if each.stands}
    found: list[tuple[tuple[bool, int, int, str], ProposedRemedy]] = []
    for remedy in remedies:
        against = tuple(sorted((code for code in remedy.causes if code in places), key=places.__getitem__))
        conditions = tuple((code, situation.holds(code)) for code in remedy.conditions)
        if not against or remedy.code in situation.running or any(holds is False for _, holds in conditions):
            continue
        if remedy.ends and not _may_end(against, situation):
            continue
        proposal = ProposedRemedy(remedy=remedy, against=against, conditions=conditions)
        found.append(((remedy.ends, places[against[0]], known_to_help(remedy), remedy.code), proposal))
    return tuple(proposal for _, proposal in sorted(found, key=lambda each: each[0]))


def _may_end(against: Sequence[str], situation: Situation) -> bool:
    """Tell whether the causes let an end be put on the table at all, whatever a catalogue says it needs."""
    if any(each.side == "vendor" for each in situation.causes):
        return False
    told = {each.cause: each for each in situation.causes}
    return any(told[code].side == "partner" and told[code].grade == "strong" for code in against)
