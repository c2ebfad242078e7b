"""
How is a conflict settled, by whom, and until when?

A program declares the procedure: what follows what is a table, how long each
state may last is working time, who may decide is a role. Every side is heard
first; nobody decides a case of their own; a case against the vendor is decided
outside the direct-sales line, and an appeal by somebody else. A case may come
from a finding, or be opened by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Literal, TypeAlias, final, get_args

from attrs import evolve, field, frozen

from partnerkit.conflicts.conflict import Conflict
from partnerkit.facts.fact import as_facts
from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple, as_utc
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.machine import Machine, Transition
from partnerkit.values.reasons import Facts, Finding, Reason
from partnerkit.values.time import instant

__all__ = ["COURSE", "Case", "CaseKind", "Procedure", "Step", "barred", "escalations", "precedents"]

#: A finding, or what people bring up themselves.
CaseKind: TypeAlias = Literal["finding", "personal", "way-of-working", "payment", "delivery"]


def __dir__() -> list[str]:
    return __all__


#: From the opening to the end; the docs draw their diagram from it.
COURSE = Machine(
    name="conflict-case",
    start="opened",
    transitions=(
        Transition("opened", "acknowledge", "acknowledged"),
        Transition("opened", "escalate", "opened"),
        Transition("opened", "withdraw", "closed", reason_required=True),
        Transition("acknowledged", "state", "acknowledged"),
        Transition("acknowledged", "hear", "heard"),
        Transition("acknowledged", "escalate", "acknowledged"),
        Transition("acknowledged", "withdraw", "closed", reason_required=True),
        Transition("heard", "mediate", "in-mediation"),
        Transition("heard", "decide", "decided", reason_required=True),
        Transition("heard", "escalate", "heard"),
        Transition("in-mediation", "settle", "decided", reason_required=True),
        Transition("in-mediation", "fail", "heard"),
        Transition("in-mediation", "escalate", "in-mediation"),
        Transition("decided", "appeal", "appealed", reason_required=True),
        Transition("decided", "close", "closed"),
        Transition("appealed", "decide-appeal", "closed", reason_required=True),
        Transition("appealed", "escalate", "appealed"),
    ),
)

#: What leaves the state as it is, and its clock running.
_STAYING = frozenset(("state", "escalate"))

#: Whoever does these must have the role for it, be no party and, against the vendor, be outside the direct-sales line.
_NEUTRAL = frozenset(("decide", "decide-appeal", "hear", "mediate", "settle"))

_DECIDING = frozenset(("decide", "decide-appeal", "settle"))

#: Only a party may do these.
_OF_PARTIES = frozenset(("state", "appeal"))


@final
@frozen(kw_only=True)
class Step:
    """What happened, when, by whom, and why."""

    event: str = field(validator=fields.choice(*COURSE.events))
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: The person who took it.
    by: str = field(validator=fields.identifier)

    #: For a statement and an appeal: the party it was made for.
    party: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: The host's code for what was decided or why, such as "written-choice".
    reason: str | None = field(default=None, validator=fields.optional(fields.identifier))


@final
@frozen(kw_only=True)
class Case:
    """
    A conflict between parties on its way to a decision.

    >>> opened = datetime.fromisoformat("2026-03-02T09:00Z")
    >>> case = Case(id="K-1", kind="payment", subject="late-credit", parties=["P-4", "acme"], opened_at=opened, opened_by="U-1")
    >>> case.status, case.unheard
    ('opened', ('P-4', 'acme'))
    """

    id: str = field(validator=fields.identifier)
    kind: CaseKind = field(validator=fields.choice(*get_args(CaseKind)))

    #: What it is about, by which precedents are found: the rule's code, or the host's own word.
    subject: str = field(validator=fields.identifier)

    #: Ids of partners and people; the vendor by whatever id the host gives it.
    parties: tuple[str, ...] = field(converter=as_tuple, validator=fields.each(fields.identifier, least=1))

    #: The finding it comes from.
    conflict: str | None = field(default=None, validator=fields.optional(fields.identifier))

    #: Whether a partner says that the vendor itself is in the wrong.
    against_vendor: bool = field(default=False, validator=fields.truth)

    opened_at: datetime = field(converter=as_utc, validator=fields.aware)
    opened_by: str = field(validator=fields.identifier)

    steps: tuple[Step, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Step, "a Step"), unique=False),
    )

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        yield from COURSE.faults(self.steps, since=self.opened_at)
        stated, decider = set[str](), ""
        for place, step in enumerate(self.steps):
            path = f"steps[{place}]"
            if step.event in _OF_PARTIES and step.party not in self.parties:
                remedy = f"name one of {', '.join(self.parties)}"
                yield InvalidValue(path=f"{path}.party", value=shown(step.party), remedy=remedy)
            if step.event in _NEUTRAL and step.by in self.parties:
                remedy = "let somebody act who is no party"
                yield InvalidValue(path=f"{path}.by", value=shown(step.by), remedy=remedy)
            if step.event == "decide-appeal" and step.by == decider:
                remedy = "let another person decide the appeal"
                yield InvalidValue(path=f"{path}.by", value=shown(step.by), remedy=remedy)
            if step.event == "hear" and not stated.issuperset(self.parties) and step.reason is None:
                missing = ", ".join(party for party in self.parties if party not in stated)
                remedy = f"hear {missing} first, or say why it goes on without"
                yield InvalidValue(path=f"{path}.event", value=shown("hear"), remedy=remedy)
            if step.event == "state" and step.party:
                stated.add(step.party)
            decider = step.by if step.event in {"decide", "settle"} else decider

    @classmethod
    def of(
        cls,
        conflict: Conflict,
        *,
        id: str,  # noqa: A002  # as the field is called
        at: datetime,
        by: str,
        against_vendor: bool = False,
    ) -> "Case":
        """Open a case about a finding; its parties are those of the finding."""
        return cls(
            id=id,
            kind="finding",
            subject=conflict.rule,
            parties=conflict.parties,
            conflict=conflict.id,
            against_vendor=against_vendor,
            opened_at=at,
            opened_by=by,
        )

    @property
    def status(self) -> str:
        """A state of `COURSE`."""
        return COURSE.replay([step.event for step in self.steps])

    @property
    def since(self) -> datetime:
        """When it came into its state."""
        moved = [step.at for step in self.steps if step.event not in _STAYING]
        return moved[-1] if moved else self.opened_at

    @property
    def unheard(self) -> tuple[str, ...]:
        """The parties that have not stated their side."""
        stated = {step.party for step in self.steps if step.event == "state"}
        return tuple(party for party in self.parties if party not in stated)

    @property
    def level(self) -> int:
        """How often it was escalated."""
        return sum(step.event == "escalate" for step in self.steps)

    @property
    def outcome(self) -> str | None:
        """What was decided last, as the host's code."""
        decided = [step.reason for step in self.steps if step.event in _DECIDING]
        return decided[-1] if decided else None

    def with_step(
        self,
        event: str,
        *,
        at: datetime,
        by: str,
        party: str | None = None,
        reason: str | None = None,
        procedure: "Procedure | None" = None,
        network: Network | None = None,
    ) -> "Case":
        """
        Return the case after *event*.

        To close the hearing, mediate, settle and decide, the *procedure* and the
        *network* that say who may do it must be given.

        Raises
        ------
        IllegalTransition
            If *event* is no step from here.
        InvalidValue
            If times go backward, a side was not heard, *by* may not act, or nobody says who may.
        """
        COURSE.transition(self.status, event)
        if event in _NEUTRAL:
            if procedure is None or network is None:
                missing = "procedure" if procedure is None else "network"
                remedy = f"say who may {event}: give the procedure and the network"
                raise InvalidValue(path=missing, value="None", remedy=remedy)
            if (found := barred(self, event, by, procedure, network)) is not None:
                remedy = f"let somebody else do it: {found.code}"
                raise InvalidValue(path="by", value=shown(by), remedy=remedy)
        return evolve(self, steps=(*self.steps, Step(event=event, at=at, by=by, party=party, reason=reason)))


def _working(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        state in COURSE.states
        and isinstance(work, timedelta)
        and work > timedelta()
        and not work.microseconds
        for state, work in value.items()
    )


@final
@frozen(kw_only=True)
class Procedure:
    """
    What a program declares: deadlines in working time, and roles.

    >>> from datetime import time
    >>> office = WorkingCalendar(zone="Europe/Berlin", week={day: ((time(9), time(17)),) for day in range(5)})
    >>> friday = datetime.fromisoformat("2026-03-06T12:00+01:00")
    >>> case = Case(id="K-1", kind="payment", subject="late-credit", parties=["P-4"], opened_at=friday, opened_by="U-1")
    >>> print(Procedure(calendar=office).due(case))
    2026-03-10 11:00:00+00:00
    """

    calendar: WorkingCalendar = field(validator=fields.instance(WorkingCalendar, "a WorkingCalendar"))

    #: State -> the working time it may last; a state that is absent may last.
    deadlines: Mapping[str, timedelta] = field(
        factory=lambda: Facts(
            {
                "opened": timedelta(hours=16),
                "acknowledged": timedelta(hours=40),
                "heard": timedelta(hours=40),
                "in-mediation": timedelta(hours=80),
                "decided": timedelta(hours=80),
                "appealed": timedelta(hours=80),
            }
        ),
        converter=as_facts,
        validator=fields.Check(
            _working, "use a mapping of states of the course to whole seconds of working time"
        ),
    )

    #: Who may decide, and who an appeal; roles of people.
    deciders: tuple[str, ...] = field(
        default=("channel-desk",), converter=as_tuple, validator=fields.each(fields.identifier, least=1)
    )
    appeal: tuple[str, ...] = field(
        default=("ombudsperson",), converter=as_tuple, validator=fields.each(fields.identifier, least=1)
    )

    #: The role of whoever sells for the vendor itself; all below them are in the line, too.
    direct_sales: str = field(default="direct-sales", validator=fields.identifier)

    def due(self, case: Case) -> datetime | None:
        """Return until when the case may stay in its state, in UTC; None is without end."""
        work = self.deadlines.get(case.status)
        return None if work is None else self.calendar.due(case.since, work)


def barred(case: Case, event: str, by: str, procedure: Procedure, network: Network) -> Reason | None:
    """
    Return why person *by* may not take the step *event*; None if they may.

    A party may not close the hearing, mediate, settle or decide, nor may anybody
    who works for it; against the vendor nobody in the direct-sales line may, nor who
    sells direct; nobody decides an appeal from their own decision. Whom the
    network does not know has no role.
    """
    facts = {"person": by, "event": event}
    if event not in _NEUTRAL:
        return None
    person = next((each for each in network.people if each.id == by), None)
    if by in case.parties or (person is not None and person.employer in case.parties):
        return Reason("decider-is-party", facts)
    decided_before = {step.by for step in case.steps if step.event in {"decide", "settle"}}
    if event == "decide-appeal" and by in decided_before:
        return Reason("decider-decided-before", facts)
    if case.against_vendor and _sells(person, procedure.direct_sales, network):
        return Reason("decider-in-direct-sales", facts)
    roles = procedure.appeal if event == "decide-appeal" else procedure.deciders
    if not set(roles) & set((person.roles or ()) if person else ()):
        return Reason("decider-without-role", {**facts, "roles": roles})
    return None


def _sells(person: Person | None, role: str, network: Network) -> bool:
    """Tell whether the person is at work on a customer, or has, with anybody above, the role of direct sales."""
    if person is None:
        return False
    if any(each.person == person.id for each in network.direct):
        return True
    line = network.person_tree.ancestors(person.id)
    return any(role in (network.get(Person, name).roles or ()) for name in line)


_matter = attrgetter("kind", "subject", "against_vendor")
_CASES = fields.Check(lambda value: all(isinstance(each, Case) for each in value), "use a list of Cases")


def _checked(path: str, given: Iterable[Case]) -> Sequence[Case]:
    known = tuple(given) if isinstance(given, Iterable) else (given,)
    fields.check({path: (_CASES, known)})
    return known


def escalations(cases: Iterable[Case], procedure: Procedure, *, as_of: datetime) -> tuple[Finding, ...]:
    """
    Find the cases that have been in their state for longer than they may, the longest overdue first.

    >>> from datetime import time
    >>> office = WorkingCalendar(zone="UTC", week={day: ((time(9), time(17)),) for day in range(5)})
    >>> monday, friday = (datetime.fromisoformat(f"2026-03-{day}T09:00Z") for day in ("02", "06"))
    >>> case = Case(id="K-1", kind="payment", subject="late-credit", parties=["P-4"], opened_at=monday, opened_by="U-1")
    >>> [found.code for found in escalations([case], Procedure(calendar=office), as_of=friday)]
    ['case-overdue']
    """
    now = instant(as_of, path="as_of")
    found = []
    for case in _checked("cases", cases):
        due = procedure.due(case)
        if due is not None and due < now and not COURSE.ended(case.status):
            facts = {"case": case.id, "state": case.status, "until": due}
            # A decision that nobody appeals from is not late, but final.
            code = "close-case" if case.status == "decided" else "escalate-case"
            finding = Finding(
                reason=Reason("case-overdue", facts),
                severity="info" if case.status == "decided" else "medium",
                subjects=(case.id, *case.parties),
                proposals=(Reason(code, facts),),
            )
            found.append((due, case.id, finding))
    return tuple(finding for _, _, finding in sorted(found, key=lambda each: each[:2]))


def precedents(case: Case, decided: Iterable[Case]) -> tuple[Reason, ...]:
    """
    Return how cases alike were decided before: an outcome each, the most frequent first.

    Alike is what is of one kind and subject. Only cases decided before this one was opened count.
    """
    fields.check({"case": (fields.instance(Case, "a Case"), case)})
    by_outcome: dict[str, list[str]] = {}
    for other in sorted(_checked("decided", decided), key=lambda each: each.id):
        decided_at = [step.at for step in other.steps if step.event in _DECIDING]
        if (
            _matter(other) == _matter(case)
            and other.id != case.id
            and other.status in {"decided", "closed"}
            and other.outcome is not None
            and decided_at[-1] <= case.opened_at
        ):
            by_outcome.setdefault(other.outcome, []).append(other.id)
    ranked = sorted(by_outcome.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(
        Reason("decided-alike-before", {"outcome": outcome, "cases": tuple(ids), "count": len(ids)})
        for outcome, ids in ranked
    )
