"""
What is a visit for, and did it end as it should?

Nobody is visited without a purpose and a goal. A visit ends with what came of
it, what was promised and what comes next; what is missing is named, to be
asked for, not to be held against anybody.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.interaction import Interaction, Task
from partnerkit.facts.network import Network
from partnerkit.values import fields
from partnerkit.values.fields import Check, as_tuple, as_utc
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import instant

__all__ = ["Agenda", "agenda_points", "unfinished_visits"]

_goal = Check(
    lambda value: fields.is_text(value) and bool(str(value).strip()),
    "say what is to come of the visit",
)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Agenda:
    """
    A visit as it is prepared: without a purpose and a goal there is none.

    >>> at = datetime.fromisoformat("2026-03-09T09:00Z")
    >>> Agenda(partner="P-4", at=at, persons=["U-1", "X-1"], purpose="annual-review", goal="Agree on the plan").visit("I-9").purpose
    'annual-review'
    """

    partner: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)
    persons: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))
    purpose: str = field(validator=checks.reason_code)
    goal: str = field(validator=_goal)
    language: str | None = field(default=None, validator=fields.optional(checks.language))

    #: What is to be spoken of, such as `agenda_points`.
    points: tuple[Reason, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Reason, "a Reason"))
    )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        facts = {"partner": self.partner, "at": self.at, "goal_text": self.goal}
        return (Reason("visit-agenda", facts), *self.points)

    def visit(self, id: str) -> Interaction:  # noqa: A002  # as every noun calls it
        """Return the visit as a fact, still to come."""
        return Interaction(
            id=id, kind="visit", partner=self.partner, at=self.at, persons=self.persons, purpose=self.purpose,
            goal=self.goal, language=self.language,
        )  # fmt: skip


def agenda_points(network: Network, partner: str, *, as_of: datetime) -> tuple[Reason, ...]:
    """
    Return what has to be spoken of: what the last contact left, and what either side still owes, the partner's wishes first.

    >>> network = Network.of(Task(id="K-1", title="Send the offer", partner="P-4", raised_by="partner"))
    >>> [each.code for each in agenda_points(network, "P-4", as_of=datetime.fromisoformat("2026-03-02T09:00Z"))]
    ['agenda-task-nobody']
    """
    moment = instant(as_of, path="as_of")
    held = [
        each
        for each in network.by(Interaction, "partner").get(partner, ())
        if each.held and each.at <= moment and (each.next_step or each.commitments)
    ]
    found: list[Reason] = []
    if held:
        last = max(held, key=lambda each: (each.at, each.id))
        told = (*last.commitments, *((last.next_step,) if last.next_step else ()))
        found += (Reason("agenda-promised", {"on": last.at.date(), "promise": each}) for each in told)
    tasks = [
        each for each in network.by(Task, "partner").get(partner, ()) if each.status in {"open", "started"}
    ]
    tasks.sort(key=lambda each: (each.raised_by != "partner", each.due is None, each.due, each.id))
    found += map(_task, tasks)
    return tuple(found)


def _task(task: Task) -> Reason:
    facts = {"title": task.title or task.id, "owner": task.owner, "due": task.due}
    return Reason("agenda-task" if task.owner is not None else "agenda-task-nobody", facts)


def unfinished_visits(network: Network, *, as_of: datetime) -> tuple[Finding, ...]:
    """
    Return the visits that lack something: an agenda before, and after it what came of it.

    >>> held = Interaction(id="I-1", kind="visit", partner="P-4", at=datetime.fromisoformat("2026-03-01T09:00Z"), held=True, outcome="Plan agreed")
    >>> (found,) = unfinished_visits(Network.of(held), as_of=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> found.code, found.reason.facts["lacking"]
    ('visit-without-end', ('commitments', 'next_step'))
    """
    return tuple(_unfinished(network, instant(as_of, path="as_of")))


def _unfinished(network: Network, moment: datetime) -> Iterator[Finding]:
    visits = sorted(
        (each for each in network.interactions if each.kind == "visit"), key=lambda each: (each.at, each.id)
    )
    for visit in visits:
        if visit.held is False:
            continue
        names: tuple[str, ...]
        if visit.held:
            code, names = "visit-without-end", ("outcome", "commitments", "next_step")
        elif visit.at > moment:
            code, names = "visit-without-agenda", ("purpose", "goal")
        else:
            code, names = "visit-not-recorded", ()
        lacking = tuple(name for name in names if not getattr(visit, name))
        if lacking or not names:
            facts = {"partner": visit.partner, "at": visit.at, "lacking": lacking}
            yield Finding(
                reason=Reason(code, facts), severity="low" if visit.held else "medium", subjects=(visit.id,)
            )
