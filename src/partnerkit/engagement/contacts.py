"""
When is each partner to be spoken to next, by which channel, and who has heard nothing for long?

A cadence is data: so many days between two visits, calls, e-mails or group
messages, for all, for a tier or for single partners. What was held counts, what
was missed does not. A visit or a meeting counts for a call, never the other way
round, but for a call that replaces a visit where the relation stands; for what
was to be written, nothing else counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeAlias, final, overload

from attrs import evolve, field, frozen

from partnerkit.engagement.relations import Relation, Relations, relations_of
from partnerkit.facts import checks
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import by_name
from partnerkit.values.time import instant

__all__ = ["CHANNELS", "Cadence", "Channel", "ContactPlan", "DueContact", "contact_plan"]

Channel: TypeAlias = Literal["visit", "call", "group-message", "e-mail"]
CHANNELS: tuple[Channel, ...] = ("visit", "call", "group-message", "e-mail")

#: Channel -> what counts for it: kind of interaction and, of messages, how they went.
_COUNTS: Mapping[Channel, frozenset[tuple[str, str | None]]] = {
    "visit": frozenset({("visit", None)}),
    "call": frozenset({("call", None), ("meeting", None), ("visit", None)}),
    "group-message": frozenset({("message", "group-message")}),
    "e-mail": frozenset({("message", "e-mail")}),
}
_DIGITAL = frozenset({("call", None), ("meeting", None)})

State: TypeAlias = Literal["overdue", "due", "planned", "in-time"]
_CODES: Mapping[State, str] = {
    "overdue": "contact-overdue", "due": "contact-due", "planned": "contact-planned", "in-time": "contact-in-time",
}  # fmt: skip


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Cadence:
    """
    How often partners are to be spoken to by one channel.

    >>> Cadence(channel="visit", days=90, tiers=["gold"]).or_call
    False
    """

    channel: Channel = field(validator=fields.choice(*CHANNELS))

    #: At most so many days between two of them.
    days: int = field(validator=fields.whole_number(least=1, most=3_650))

    #: For whom: single partners go before tiers, and tiers before all.
    tiers: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )
    partners: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(checks.identifiers)
    )

    #: Whether a call or a meeting replaces a visit where the relation stands.
    or_call: bool = field(default=False, validator=fields.truth)

    def __attrs_post_init__(self) -> None:
        raise_faults(self._faults())

    def _faults(self) -> Iterator[InvalidValue]:
        if self.tiers is not None and self.partners is not None:
            remedy = "name tiers or partners, one of the two"
            yield InvalidValue(path="partners", value=shown(self.partners), remedy=remedy)
        if self.or_call and self.channel != "visit":
            yield InvalidValue(path="or_call", value="True", remedy="leave it out: only a visit is replaced")

    def rank(self, partner: Partner) -> int | None:
        """Return how closely it is meant for *partner*: 0 is by name; None is not at all."""
        if self.partners is not None:
            return 0 if partner.id in self.partners else None
        if self.tiers is not None:
            return 1 if partner.tier in self.tiers else None
        return 2


@final
@frozen(kw_only=True)
class DueContact:
    """The next contact of one partner by one channel."""

    partner: str
    channel: Channel
    state: State

    #: When it last took place, and the last day on which the next one is in time; what never took place is due at once.
    last: date | None
    due: date

    #: Days beyond that day; 0 is in time.
    days_over: int

    #: Who looks after the partner, and the first of its languages, of those that both speak if there are any; None is
    #: unknown.
    person: str | None
    language: str | None

    #: What is agreed on already.
    planned: str | None
    reason: Reason


@final
@frozen(kw_only=True, eq=False, repr=False)
class ContactPlan(Sequence[DueContact]):
    """What is to be done, the longest overdue first; then by day."""

    contacts: tuple[DueContact, ...]

    #: Partners that nobody has spoken to for long.
    quiet: tuple[Finding, ...]

    @overload
    def __getitem__(self, at: int) -> DueContact: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[DueContact, ...]: ...
    def __getitem__(self, at: int | slice) -> DueContact | tuple[DueContact, ...]:
        return self.contacts[at]

    def __len__(self) -> int:
        return len(self.contacts)

    def __repr__(self) -> str:
        overdue = sum(each.state == "overdue" for each in self)
        return f"<ContactPlan: {len(self)} contacts, {overdue} overdue, {len(self.quiet)} partners quiet>"

    def of(self, person: str) -> tuple[DueContact, ...]:
        """Return those of one person."""
        return tuple(each for each in self if each.person == person)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per contact."""
        names = (
            "partner", "channel", "state", "last", "due", "days_over", "person", "language", "planned",
        )  # fmt: skip
        return to_frame(by_name(self, names), kind)

    _repr_html_ = small_table


def contact_plan(
    network: Network,
    cadences: Sequence[Cadence],
    *,
    as_of: datetime,
    relations: Relations | None = None,
    quiet_after: int = 120,
) -> ContactPlan:
    """
    Return when every active partner is to be spoken to next, by each channel that a cadence names for it.

    Of several cadences of one channel the one that is meant most closely counts; of equally
    close ones the shortest. A visit to a new partner or a new contact is due at once.

    Parameters
    ----------
    relations
        As `relations_of` finds them; else as it finds them by itself.
    quiet_after
        Days without any contact held, or any message, after which a partner is quiet.

    Raises
    ------
    InvalidValue, InvalidInput
        For a moment without a zone, partners that are not in the network, and days outside 1 to 3,650.

    >>> from partnerkit.facts import Interaction
    >>> called = Interaction(id="I-1", kind="call", partner="P-4", at=datetime.fromisoformat("2026-01-12T09:00Z"), held=True)
    >>> network = Network.of(Partner(id="P-4", languages=["sv"], account_owner="U-1"), called)
    >>> (found,) = contact_plan(network, [Cadence(channel="call", days=30)], as_of=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> found.state, found.due.isoformat(), found.days_over, found.language
    ('overdue', '2026-02-11', 19, 'sv')
    """
    moment = instant(as_of, path="as_of")
    raise_faults(_faults(network, cadences, quiet_after))
    known = relations_of(network, as_of=moment) if relations is None else relations
    held, planned = _contacts(network, moment)
    spoken = {each.id: each.languages for each in network.people}
    found: list[DueContact] = []
    quiet: list[Finding] = []
    for partner in network.partners:
        if partner.status != "active":
            continue
        mine = held.get(partner.id, {})
        last = max(mine.values(), default=None)
        if last is None or moment.date() - last > timedelta(days=quiet_after):
            facts = {"partner": partner.id, "days": quiet_after, "last": last}
            reason = Reason("partner-quiet", facts)
            quiet.append(Finding(reason=reason, severity="medium", subjects=(partner.id,)))
        around = (mine, planned.get(partner.id, {}))
        relation = known[partner.id] if partner.id in known.found else None
        language = _language(partner, spoken.get(partner.account_owner or ""))
        found += (
            evolve(_next(partner, each, around, relation, moment), language=language)
            for each in _meant(partner, cadences)
        )
    found.sort(key=lambda each: (-each.days_over, each.due, each.partner, each.channel))
    return ContactPlan(contacts=tuple(found), quiet=tuple(quiet))


_Kind = tuple[str, str | None]
_Held = dict[str, dict[_Kind, date]]
_Planned = dict[str, dict[_Kind, tuple[date, str]]]


def _contacts(network: Network, moment: datetime) -> tuple[_Held, _Planned]:
    """Return per partner and kind the last that was held, and the first that is agreed on."""
    held: _Held = {}
    planned: _Planned = {}
    for each in network.interactions:
        kind, on = (each.kind, each.via), each.at.date()
        if each.at <= moment and (each.held or (each.kind == "message" and each.held is not False)):
            mine = held.setdefault(each.partner, {})
            mine[kind] = max(on, mine.get(kind, on))
        elif each.at > moment and each.held is None:
            ahead = planned.setdefault(each.partner, {})
            ahead[kind] = min((on, each.id), ahead.get(kind, (on, each.id)))
    return held, planned


def _meant(partner: Partner, cadences: Sequence[Cadence]) -> Iterator[Cadence]:
    """Return one cadence for each channel."""
    for channel in CHANNELS:
        ranked = [
            (rank, each.days, place)
            for place, each in enumerate(cadences)
            if each.channel == channel and (rank := each.rank(partner)) is not None
        ]
        if ranked:
            yield cadences[min(ranked)[2]]


def _next(
    partner: Partner,
    cadence: Cadence,
    around: tuple[Mapping[_Kind, date], Mapping[_Kind, tuple[date, str]]],
    relation: Relation | None,
    moment: datetime,
) -> DueContact:
    (held, planned), on, counts = around, moment.date(), _COUNTS[cadence.channel]
    if cadence.or_call and relation is not None and relation.stands:
        counts |= _DIGITAL
    last = max((at for kind, at in held.items() if kind in counts), default=None)
    due = on if last is None else last + timedelta(days=cadence.days)
    comes_first = cadence.channel == "visit" and relation is not None and relation.comes_first
    if comes_first:
        due = min(due, on)
    ahead = min((each for kind, each in planned.items() if kind in counts), default=None)
    over = max(0, (on - due).days)
    state: State = "overdue" if over else "due" if due == on else "in-time"
    if ahead is not None:
        # What is agreed on too late is overdue all the same.
        state = "planned" if ahead[0] <= due or not over else state
    facts = {
        "partner": partner.id, "channel": cadence.channel, "last": last, "due": due, "count": over,
        "planned": None if ahead is None else ahead[0],
    }  # fmt: skip
    return DueContact(
        partner=partner.id,
        channel=cadence.channel,
        state=state,
        last=last,
        due=due,
        days_over=over,
        person=partner.account_owner,
        language=None,
        planned=None if ahead is None else ahead[1],
        reason=Reason("contact-first" if comes_first else _CODES[state], facts),
    )


def _language(partner: Partner, spoken: Sequence[str] | None) -> str | None:
    """Return the first language of the partner that whoever looks after it speaks, too; else its first one."""
    theirs = partner.languages or ()
    both = (each for each in theirs if spoken is None or any(_is_same(each, known) for known in spoken))
    return next(both, theirs[0] if theirs else None)


def _is_same(one: str, other: str) -> bool:
    """Tell whether two languages are one, which one that names no region is in any region."""
    return other in (one, one.partition("-")[0]) or one == other.partition("-")[0]


def _faults(network: Network, cadences: Sequence[Cadence], quiet_after: int) -> Iterator[InvalidValue]:
    fault = fields.whole_number(least=1, most=3_650).fault("quiet_after", quiet_after)
    if fault is not None:
        yield fault
    known = {each.id for each in network.partners}
    for place, each in enumerate(cadences):
        if not isinstance(each, Cadence):
            yield InvalidValue(path=f"cadences[{place}]", value=shown(each), remedy="use a Cadence")
            continue
        strange = [name for name in each.partners or () if name not in known]
        if strange:
            remedy = "name partners of the network"
            yield InvalidValue(path=f"cadences[{place}].partners", value=shown(strange), remedy=remedy)
