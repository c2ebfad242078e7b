"""
How is a step of the life cycle decided, and kept?

Read, judged and written under the lock, so that of two people who decide about
one partner at one moment the second one sees what the first one did. What is
refused is told, and leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, final

from attrs import frozen

from partnerkit.desk.events import Event, Stored
from partnerkit.desk.once import Verbs, verb
from partnerkit.facts.people import Person
from partnerkit.facts.standing import Standing
from partnerkit.interop.converter import converter
from partnerkit.lifecycle.grounds import Grounds
from partnerkit.lifecycle.stages import advance
from partnerkit.storage.port import Unit
from partnerkit.values import fields
from partnerkit.values.reasons import Finding, Reason

__all__ = ["Advanced", "StandingVerbs"]

_NOTHING = Grounds()
_are_grounds = fields.instance(Grounds, "Grounds")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Advanced:
    """Where the partner stands as it was written, and what a person must look at; or why nothing was."""

    stored: Stored[Standing]
    refused: Reason | None = None
    findings: tuple[Finding, ...] = ()


class StandingVerbs(Verbs):
    """The part of a `Desk` where partners go through their life cycle."""

    @verb
    def advance_partner(
        self,
        standing: str,
        event: str,
        *,
        reason: str | None = None,
        grounds: Grounds = _NOTHING,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Advanced:
        """
        Take one step of the life cycle, as `partnerkit.lifecycle.advance` judges it.

        The actor is the person who decides; the store must have it, with its name
        and roles. A refusal writes nothing, so that under its key it may be tried
        again.

        Raises
        ------
        NotFound
            When there is no such standing, or no such person.
        InvalidValue, InvalidInput
            What `advance` raises: an unknown event, a moment before the last step.
        """

        def advanced(unit: Unit) -> Advanced:
            by = self._by(actor)
            stored, person = self._there(unit, Standing, standing), self._there(unit, Person, by)
            found = advance(
                stored.value, event, at=self._at(as_of), by=person.value, reason=reason, grounds=grounds
            )
            if found.refused is not None:
                return Advanced(stored=stored, refused=found.refused)
            written = self._books.put(
                unit,
                found.standing,
                version=stored.version,
                actor=by,
                action=f"partner-{event}",
                facts={"reason": found.reason, "findings": found.findings},
            )
            return Advanced(stored=written, findings=found.findings)

        fields.check({"grounds": (_are_grounds, grounds)})
        command = ["advance-partner", standing, event, reason, converter().unstructure(grounds)]
        return self._once(command, key, advanced, self._advanced)

    def _advanced(self, events: Sequence[Event]) -> Advanced:
        facts: Any = events[-1].record.facts
        return Advanced(stored=self._written(events[-1], Standing), findings=facts["findings"])
