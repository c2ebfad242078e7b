"""
What does the desk hold about a person, and how does it let go of it?

Personal data stands in documents, which can be erased; the log knows ids. An
erasure removes or blanks every fact that names the person, what was replaced
earlier included, and leaves a task for each partner who was told: it is a right
of the person that they hear of it (Art. 17 and 19 GDPR).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal, final

from attrs import frozen

from partnerkit.desk.events import PAST_KIND, Event, event_of, fact_in
from partnerkit.desk.once import Verbs, a_name, question, verb
from partnerkit.desk.reassignment import entry_of
from partnerkit.facts.fact import Fact
from partnerkit.facts.interaction import Task
from partnerkit.facts.people import Person
from partnerkit.facts.references import inner_references, may_name_within
from partnerkit.interop.privacy import about, export, notices, recipients, without
from partnerkit.interop.records import Record
from partnerkit.interop.serialisation import kinds
from partnerkit.leads.changes import a_why
from partnerkit.storage.audit import ERASE
from partnerkit.storage.port import Document, Reading, Unit
from partnerkit.values import fields
from partnerkit.values.errors import NotFound

__all__ = ["Erasure", "PrivacyVerbs"]

#: A task that is yet to be done.
_UNDONE = ("open", "started")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Erasure:
    """What became of what was held about a person."""

    #: How many documents are gone, earlier versions included, and how many were blanked: the record, too, if its id must stay.
    removed: int
    blanked: int

    #: The partners who must be told, each by a task.
    partners: tuple[str, ...]


class PrivacyVerbs(Verbs):
    """The part of a `Desk` that answers to the people in it."""

    @verb
    def erase(
        self,
        person: str,
        *,
        why: str = "requested",
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> Erasure:
        """
        Erase a *person*, by its id: the record, and the id wherever it stands in a fact.

        The chain of the log stays valid. A decision about a lead whose contact
        was erased stays on record, and can no longer be made again. Who decided
        a step, took over a goal or shares one, or is what a task is about, stays
        known by the id alone: then a person with that id and nothing else stays, too.

        Raises
        ------
        NotFound
            When nothing is held about the person that can be erased.

        >>> from partnerkit import Lead
        >>> from partnerkit.desk import Desk
        >>> from partnerkit.facts import Person
        >>> from partnerkit.storage import MemoryStore
        >>> with Desk(MemoryStore(), tenant="acme") as desk:
        ...     new = desk.put(Person(id="U-9", name="Anna"), Lead(id="L-1", contact="U-9", city="Kiel"))
        ...     erased = desk.erase("U-9")
        ...     desk.all(Person), desk.get(Lead, "L-1").value.city, desk.verify().intact
        ((), None, True)
        """
        fields.check({"person": (a_name, person), "why": (a_why, why)})

        def erased(unit: Unit) -> Erasure:
            by, at = self._by(actor), self._at(as_of)
            partners = _told_of(unit, map(event_of, unit.log()), person)
            removed = blanked = 0
            # The record is the last, when it is known whether anything that stays names it.
            for document, fact in sorted(_naming(unit, person), key=_is_record):
                left = without(fact, person)
                if left is fact:
                    continue
                if (
                    left is None
                    and _is_record((document, fact))
                    and (partners or self._is_named(unit, person))
                ):
                    # Written anew it would have a version on which a form opened before may be based.
                    left = Person(id=person)
                if left is None or document.kind == PAST_KIND:
                    self._removed(unit, document.kind, document.id, by=by)
                    removed += 1
                else:
                    facts = {"version": document.version + 1, "why": why}
                    self._books.replace(unit, document, left, actor=by, action="blank", facts=facts)
                    blanked += 1
            if not removed and not blanked:
                raise NotFound(path="Person", key=person)
            self._noted(unit, person, partners, why="erasure", at=at, by=by)
            done = Erasure(removed=removed, blanked=blanked, partners=partners)
            return self._summed(unit, person, done, by)

        return self._once(["erase", person], key, erased, _erasure)

    @verb
    def object_to(
        self,
        person: str,
        *,
        as_of: datetime | None = None,
        key: str | None = None,
        actor: str | None = None,
    ) -> tuple[str, ...]:
        """
        Note that a *person* objects; return the partners who have its data: each is told, by a task.

        `NotFound` when nothing is held about the person.
        """
        fields.check({"person": (a_name, person)})

        def noted(unit: Unit) -> tuple[str, ...]:
            by, at = self._by(actor), self._at(as_of)
            if next(_naming(unit, person), None) is None:
                raise NotFound(path="Person", key=person)
            partners = _told_of(unit, map(event_of, unit.log()), person)
            self._noted(unit, person, partners, why="objection", at=at, by=by)
            return self._summed(unit, person, Erasure(removed=0, blanked=0, partners=partners), by).partners

        return self._once(["object", person], key, noted, lambda events: _erasure(events).partners)

    @question
    def held_about(self, person: str, *, as_of: datetime | None = None) -> dict[str, Any]:
        """Return all that is held about a *person*, as what JSON is made of: see `interop.privacy.export`."""
        fields.check({"person": (a_name, person)})
        with self._books.reading() as reading:
            found = tuple(_naming(reading, person, past=False))
            facts = [fact for _, fact in found]
            known_as = [(each.kind, each.id) for each, fact in found if getattr(fact, "id", None) is None]
            log = tuple(map(event_of, reading.log()))
            partners = _told_of(reading, log, person)
            return export(person, facts, log, partners, as_of=self._at(as_of), known_as=known_as)

    def _removed(self, unit: Unit, kind: str, name: str, *, by: str) -> None:
        self._books.append(unit, Record(), action=ERASE, kind=kind, subject=name, actor=by)
        self._books.remove(unit, kind, name)

    def _noted(
        self,
        unit: Unit,
        person: str,
        partners: Sequence[str],
        *,
        why: Literal["erasure", "objection"],
        at: datetime,
        by: str,
    ) -> None:
        for task in notices(person, partners, why=why, as_of=at):
            stands = self._books.get(unit, Task, task.id)
            if stands is not None and stands.value.status in _UNDONE:
                # The first request sets the day on which the partner must know.
                continue
            self._books.put(unit, task, version=0 if stands is None else stands.version, actor=by)

    def _summed(self, unit: Unit, person: str, done: Erasure, by: str) -> Erasure:
        facts = {"removed": done.removed, "blanked": done.blanked, "partners": done.partners}
        # It tells of no person but by the id, and is not erased with what does.
        self._books.append(
            unit, Record(facts=facts), action="privacy", kind="Privacy", subject=person, actor=by
        )
        if self._is_named(unit, person) and self._books.get(unit, Person, person) is None:
            self._books.put_beside(unit, Person(id=person), version=0)
        return done

    def _is_named(self, unit: Unit, person: str) -> bool:
        """Tell whether what stays names the person, where an id cannot be blanked."""
        models = (each for each in kinds().values() if issubclass(each, Fact))
        asked = [each for each in models if may_name_within(each, Person.__name__)]
        facts = (fact for model in asked for fact in self._books.all(unit, model))
        named = (each for fact in facts for each in inner_references(fact))
        return any((name, target) == (person, Person.__name__) for _, name, target in named)


def _naming(reading: Reading, person: str, *, past: bool = True) -> Iterator[tuple[Document, Any]]:
    """Yield what names the person: the facts that stand and, if asked, those they replaced."""
    names: list[str] = [kind for kind, model in kinds().items() if issubclass(model, Fact)]
    for kind in [*names, PAST_KIND] if past else names:
        for document in reading.scan(kind):
            fact = fact_in(document)
            # Where nothing but the id is left, nothing is held.
            if about([fact], person) and fact != Person(id=person):
                yield document, fact


def _is_record(found: tuple[Document, Any]) -> bool:
    """Tell whether what `_naming` found is the record of a person that stands: of the other persons none goes."""
    document, fact = found
    return isinstance(fact, Person) and document.kind != PAST_KIND


def _told_of(reading: Reading, log: Iterable[Event], person: str) -> tuple[str, ...]:
    """Return the partners who received data of the person."""
    models = (kind for kind, model in kinds().items() if issubclass(model, Fact))
    facts = [fact_in(document) for kind in models for document in reading.scan(kind)]
    entries = (entry for event in log for entry in entry_of(event.record))
    return recipients(facts, entries, person)


def _erasure(events: Sequence[Event]) -> Erasure:
    facts: Any = events[-1].record.facts
    return Erasure(removed=facts["removed"], blanked=facts["blanked"], partners=facts["partners"])
