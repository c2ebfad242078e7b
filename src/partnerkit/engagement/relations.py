"""
With whom at each partner do we stand in a relation, and who is still to be met?

A call replaces a visit only between people who know each other: somebody of
ours met the present contact in person, and not too long ago. A new partner, and
a new contact, are visited first.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, final

from attrs import frozen

from partnerkit.facts.interaction import Interaction
from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.values import fields
from partnerkit.values.errors import FieldHidden, InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Reason
from partnerkit.values.time import instant

__all__ = ["Relation", "Relations", "relations_of"]

_DAYS = fields.whole_number(least=1, most=3_650)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Relation:
    """Whether somebody of ours knows the present contact of a partner in person."""

    partner: str

    #: Who is the contact now: one who was named, else all who work there; empty is unknown.
    contacts: tuple[str, ...]

    #: The last visit to anybody there, and the last one with a present contact; None is never.
    visited_at: datetime | None
    met_at: datetime | None
    reason: Reason

    @property
    def stands(self) -> bool:
        """Whether a call may replace a visit."""
        return self.reason.code == "relation-stands"

    @property
    def comes_first(self) -> bool:
        """Whether a visit is due before all others: the partner is new, or its contact is."""
        return self.reason.code in {"relation-partner-new", "relation-contact-new"}


@final
@frozen(kw_only=True, eq=False, repr=False)
class Relations(Mapping[str, Relation]):
    """Partner -> relation, in the order of the network."""

    found: Mapping[str, Relation]

    def __getitem__(self, partner: str) -> Relation:
        if partner not in self.found:
            raise NotFound.among(self.found, path="partner", key=partner)
        return self.found[partner]

    def __contains__(self, partner: object) -> bool:
        return partner in self.found

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        return f"<Relations: {len(self)}, {sum(each.stands for each in self.values())} stand>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per partner, with the columns `first` and `digital` that `plan_visits` takes."""
        rows = self.values()
        columns: dict[str, Any] = {
            "partner": list(self),
            "visited_at": [each.visited_at for each in rows],
            "met_at": [each.met_at for each in rows],
            "first": [each.comes_first for each in rows],
            "digital": [each.stands for each in rows],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def relations_of(
    network: Network,
    *,
    as_of: datetime,
    contacts: Mapping[str, str] | None = None,
    within: int = 365,
) -> Relations:
    """
    Say for every partner whether the relation with its present contact stands.

    Parameters
    ----------
    contacts
        Partner -> the person who is its contact; else whoever works there now.
    within
        Days after which a personal meeting no longer carries a relation.

    Raises
    ------
    InvalidValue
        For a moment without a zone, days outside 1 to 3,650, and a contact who does not work there, or no longer.

    >>> from partnerkit.facts import Partner
    >>> held = Interaction(id="I-1", kind="visit", partner="P-4", persons=["X-1"], at=datetime.fromisoformat("2026-01-12T09:00Z"), held=True)
    >>> network = Network.of(Partner(id="P-4"), Person(id="X-1", employer="P-4"), held)
    >>> relations_of(network, as_of=datetime.fromisoformat("2026-03-02T09:00Z"))["P-4"].stands
    True
    """
    moment = instant(as_of, path="as_of")
    people = {each.id: each for each in network.people}
    raise_faults(_faults(people, contacts or {}, within, moment))
    present: dict[str, list[str]] = {}
    for person in network.people:
        if person.employer is not None and person.works_on(moment.date()):
            present.setdefault(person.employer, []).append(person.id)
    visits: dict[str, list[Interaction]] = {}
    for each in network.interactions:
        # Who visits us has met us, too; what is a "meeting" may have been on a screen.
        if each.kind == "visit" and each.held and each.at <= moment:
            visits.setdefault(each.partner, []).append(each)
    found = {}
    for partner in network.partners:
        named = (contacts or {}).get(partner.id)
        now = (named,) if named is not None else tuple(present.get(partner.id, ()))
        found[partner.id] = _relation(partner.id, now, visits.get(partner.id, ()), moment, within)
    return Relations(found=found)


def _relation(
    partner: str, contacts: tuple[str, ...], visits: Sequence[Interaction], moment: datetime, within: int
) -> Relation:
    visited = max((each.at for each in visits), default=None)
    met = max((each.at for each in visits if _was_met(each, contacts)), default=None)
    facts = {"partner": partner, "days": within}
    if visited is None:
        code = "relation-partner-new"
    elif not contacts:
        code = "relation-contact-unknown"
    elif met is None:
        code = "relation-contact-new"
    elif moment - met > timedelta(days=within):
        code = "relation-faded"
    else:
        code = "relation-stands"
    return Relation(
        partner=partner,
        contacts=contacts,
        visited_at=visited,
        met_at=met,
        reason=Reason(code, {**facts, "met": None if met is None else met.date()}),
    )


def _was_met(visit: Interaction, contacts: tuple[str, ...]) -> bool:
    """Tell whether a contact was there; to whom the names are hidden, nobody is known to have been."""
    try:
        return not {*contacts}.isdisjoint(visit.persons)
    except FieldHidden:
        return False


def _faults(
    people: Mapping[str, Person], contacts: Mapping[str, str], within: int, moment: datetime
) -> Iterator[InvalidValue]:
    fault = _DAYS.fault("within", within)
    if fault is not None:
        yield fault
    for partner, person in contacts.items():
        known = people.get(person)
        if known is None or known.employer != partner or not known.works_on(moment.date()):
            remedy = f"name somebody who works there on {moment.date()}"
            yield InvalidValue(path=f"contacts[{partner!r}]", value=shown(person), remedy=remedy)
