"""
What do we hold about a person, and who was told?

Facts name a person by an id: its own record, leads it asked for, visits it was
at, goals it answers for. Erasing it removes its record and whatever is nothing
without it, blanks it everywhere else, and leaves one task for each partner who
received its data (Art. 15, 17, 19 and 21 GDPR). Who decided a step, took over a
goal or shares one, or is what a task is about, stays by the id alone. The log keeps
ids only; what it says in full can be erased by `partnerkit.storage.port.Unit.erase`.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, Protocol

from attrs import evolve

from partnerkit.facts.credit import CreditSplit
from partnerkit.facts.figure import Figure
from partnerkit.facts.interaction import Subject, Task
from partnerkit.facts.lead import Lead
from partnerkit.facts.people import Person
from partnerkit.facts.references import inner_references, mentioned, part_references, references
from partnerkit.interop.records import Record
from partnerkit.interop.scalars import written_instant
from partnerkit.interop.serialisation import to_document
from partnerkit.leads.changes import AccountSplit, AccountTakenOver, Change
from partnerkit.values.errors import InvalidValue, PartnerkitError, shown
from partnerkit.values.ids import joined
from partnerkit.values.months import months_after
from partnerkit.values.reasons import Facts
from partnerkit.values.time import instant

__all__ = ["about", "export", "notices", "recipients", "without"]


def __dir__() -> list[str]:
    return __all__


#: Beside the id, what of a lead is its contact's alone, and what nobody can know to be harmless.
_OF_A_CONTACT: Mapping[str, Any] = {
    "contact": None,
    "consent": None,
    "city": None,
    "postal_code": None,
    "latitude": None,
    "longitude": None,
    "source": None,
    "external_ids": Facts(),
    "attributes": Facts(),
}


# -- what is held


def _names(model: type[Any]) -> tuple[str, ...]:
    """Return the fields of *model* that hold ids of persons."""
    named = (*references(model), *mentioned(model))
    return tuple(name for name, target in named if target == Person.__name__)


def _naming(fact: Any, person: str) -> tuple[str, ...]:
    """Return the fields in which *fact* names *person*, its parts apart."""
    values = ((name, getattr(fact, name)) for name in _names(type(fact)))
    return tuple(
        name for name, value in values if value == person or (isinstance(value, tuple) and person in value)
    )


def _is_own(fact: Any, person: str) -> bool:
    return isinstance(fact, Person) and fact.id == person


def _is_about(fact: Any, person: str) -> bool:
    return _is_own(fact, person) or bool(_naming(fact, person))


def _is_named_within(fact: Any, person: str) -> bool:
    return any((name, target) == (person, Person.__name__) for _, name, target in inner_references(fact))


def about(facts: Iterable[Any], person: str) -> tuple[Any, ...]:
    """
    Return the facts that name *person*, by its id, be it in a step or another part, in the order given.

    >>> facts = [Person(id="U-1"), Person(id="U-2", manager="U-1"), Lead(id="L-1", contact="U-9")]
    >>> [fact.id for fact in about(facts, "U-1")]
    ['U-1', 'U-2']
    """
    return tuple(fact for fact in facts if _is_about(fact, person) or _is_named_within(fact, person))


def without(fact: Any, person: str) -> Any | None:
    """
    Return *fact* without *person*; None where nothing of it may stay.

    Its own record goes, and whatever is nothing without it, such as who owned
    a territory, or what this person sold. Answers bear the token of a survey, not the person's id. A lead stays as a count and an
    amount: contact, consent, place and whatever the host had added are blank.

    >>> without(Lead(id="L-1", contact="U-9", city="Kiel", urgent=True), "U-9")
    Lead(id='L-1', ..., urgent=True, ..., city=None, ...)
    >>> without(Person(id="U-1", name="Anna"), "U-1") is None
    True
    """
    named = _naming(fact, person)
    # Without the person a figure of it would be one more of the whole partner.
    if _is_own(fact, person) or (isinstance(fact, Figure) and fact.person == person):
        return None
    changes: dict[str, Any] = dict(_OF_A_CONTACT) if "contact" in named else {}
    for name in named:
        value = getattr(fact, name)
        changes[name] = tuple(each for each in value if each != person) if isinstance(value, tuple) else None
    if not changes:
        return fact
    try:
        return evolve(fact, **changes)
    except PartnerkitError:
        # It cannot stand without the person it is about.
        return None


# -- who received it


def recipients(facts: Iterable[Any], entries: Iterable[Any], person: str) -> tuple[str, ...]:
    """
    Return the ids of all partners who received data of *person*, in their order.

    *entries* are the decisions and changes of the log, in its order: whoever
    got, or had, a lead of this contact knows of it, be it with the firm that it
    took over, and so does who met the person. Ask before anything is erased.

    >>> facts = [Lead(id="L-1", contact="U-9", earlier_holders=["P-2"]), Lead(id="L-2", contact="U-8")]
    >>> recipients(facts, [], "U-9")
    ('P-2',)
    """
    known = tuple(facts)
    own = [fact for fact in known if _is_about(fact, person)]
    leads = {fact.id for fact in own if isinstance(fact, Lead) and fact.contact == person}
    found = {
        name for fact in own if isinstance(fact, Lead) for name in fact.earlier_holders if fact.id in leads
    }
    near = (*own, *(fact for fact in known if _lead_of(fact) in leads))
    found.update(filter(None, (getattr(fact, "partner", None) for fact in near)))
    holders: dict[str, str] = {}
    for entry in entries:
        handed_on = _handed_on(entry, leads, holders)
        holders.update(handed_on)
        found.update(handed_on.values())
    return tuple(sorted(found))


def _handed_on(entry: Any, leads: set[str], holders: Mapping[str, str]) -> dict[str, str]:
    """Return who has which of *leads* from *entry* on, as far as it says so."""
    if isinstance(entry, AccountTakenOver):
        return {lead: entry.new for lead, partner in holders.items() if partner == entry.old}
    if isinstance(entry, AccountSplit):
        return dict.fromkeys(leads.intersection(entry.open_leads), entry.new)
    booking = getattr(entry, "booking", entry)
    lead, partner = getattr(booking, "lead", None), getattr(booking, "winner", None)
    partner = partner or getattr(booking, "partner", None)
    return {lead: partner} if lead in leads and partner is not None else {}


def _lead_of(fact: Any) -> str | None:
    if isinstance(fact, Task) and fact.about is not None and fact.about.model == "Lead":
        return fact.about.id
    lead: str | None = getattr(fact, "lead", None)
    return lead


def notices(
    person: str, partners: Iterable[str], *, why: Literal["erasure", "objection"], as_of: datetime
) -> tuple[Task, ...]:
    """
    Return one task for each of *partners*: tell it that *person* was erased, or objects.

    Due a month after *as_of*, the longest that Art. 12(3) GDPR gives. The id is
    made of what it is about, so that asking twice is refused by the store.

    >>> from datetime import UTC
    >>> (task,) = notices("U-9", ["P-2"], why="erasure", as_of=datetime(2026, 1, 31, 9, tzinfo=UTC))
    >>> task.id, task.partner, task.due.isoformat()
    ('erasure U-9 P-2', 'P-2', '2026-02-28')
    """
    if why not in {"erasure", "objection"}:
        raise InvalidValue(path="why", value=shown(why), remedy='use "erasure" or "objection"')
    at = instant(as_of, path="as_of")
    return tuple(
        Task(
            id=joined(why, person, partner, by=" "),
            title=why,
            partner=partner,
            raised_by="vendor",
            due=months_after(at.date(), 1),
            about=Subject(model="Person", id=person),
            opened_at=at,
        )
        for partner in sorted(set(partners))
    )


# -- subject access


class Told(Protocol):
    """A row of the log, read: `partnerkit.desk.Event` is one."""

    @property
    def seq(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def actor(self) -> str: ...
    @property
    def action(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def record(self) -> Any: ...


def export(
    person: str,
    facts: Iterable[Any],
    log: Iterable[Told],
    partners: Iterable[str],
    *,
    as_of: datetime,
    known_as: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """
    Return all that is held about *person*, as what JSON is made of: facts, rows of the log, recipients.

    *log* is the whole log: told are the rows about these facts and earlier requests; of others that the person wrote,
    that it did so and when. What those say, who was asked for a lead and on what terms, and what else is held about
    a colleague is not for the person to know (Art. 15(4) GDPR). *known_as* says of facts without an id under which
    kind and name the log has them.

    >>> from datetime import UTC
    >>> found = export("U-1", [Person(id="U-1", name="Anna")], [], [], as_of=datetime(2026, 3, 2, tzinfo=UTC))
    >>> found["facts"][0]["value"]["name"], found["recipients"]
    ('Anna', [])
    """
    own = about(facts, person)
    wholly = [fact for fact in own if _is_about(fact, person) and _shared(fact, person) is fact]
    names = {(type(fact).__name__, getattr(fact, "id", None)) for fact in wholly}
    names |= {("Person", person), ("Privacy", person), *known_as}
    return {
        "person": person,
        "as_of": written_instant(instant(as_of, path="as_of")),
        "facts": [_told(fact, person) for fact in own],
        "log": [
            {
                "seq": row.seq,
                "at": written_instant(row.at),
                "actor": row.actor,
                "action": row.action,
                "kind": row.kind,
                "id": row.id,
                "record": to_document(_disclosed(row.record) if (row.kind, row.id) in names else Record()),
            }
            for row in log
            if (row.kind, row.id) in names or row.actor == person
        ],
        "recipients": sorted(set(partners)),
    }


def _shared(fact: Any, person: str) -> Any:
    """Return what of a fact is told to *person*: of a colleague, how it stands to the person."""
    if not isinstance(fact, Person) or fact.id == person:
        return fact
    return Person(id=fact.id, **{name: getattr(fact, name) for name in _naming(fact, person)})


def _told(fact: Any, person: str) -> dict[str, Any]:
    """Return the document of a fact as it is told to *person*: what the others of it decided, or share, is theirs."""
    document = to_document(_shared(fact, person))
    if _is_about(fact, person):
        return document
    value = document["value"]
    if isinstance(fact, CreditSplit):
        value["shares"] = {person: value["shares"][person]}
    own = dict(_own_parts(fact, value, person))
    return {**document, "value": {"id": value["id"], **own}} if own else document


def _own_parts(fact: Any, value: Mapping[str, Any], person: str) -> Iterator[tuple[str, list[Any]]]:
    for name, named in part_references(type(fact)).items():
        inner = [each for each, target in named if target == Person.__name__]
        if own := [part for part in value.get(name, ()) if person in map(part.get, inner)]:
            yield name, own


def _disclosed(record: Any) -> Record:
    """Return what a row of the log tells a person: of a lead who got it, and of what became of it why."""
    if record.decision is not None:
        return Record(facts={"partner": record.decision.winner})
    return Record(facts={name: said for name, said in record.facts.items() if not isinstance(said, Change)})
