"""Who sells, delivers or services for the vendor, under which kind of agreement, and from where?"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts import checks
from partnerkit.facts.fact import ATTRIBUTES, EXTERNAL_IDS, Fact, as_facts, mentions, refers_to
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.reasons import Facts
from partnerkit.values.time import Period
from partnerkit.values.zones import zone

__all__ = [
    "BLANK",
    "RESTRICTING",
    "Blank",
    "Certification",
    "ContractForm",
    "DistributionSystem",
    "Location",
    "Partner",
    "Succession",
]

#: Buys and resells; agent; genuine agent who bears no risk of his own; fulfils a contract the vendor closed.
ContractForm = Literal["resells", "agent", "genuine-agent", "fulfils"]
FORMS = ("resells", "agent", "genuine-agent", "fulfils")

DistributionSystem = Literal["open", "exclusive", "selective", "franchise"]
SYSTEMS = ("open", "exclusive", "selective", "franchise")

#: What a restricting field means that was left out: it restricts nothing, or it is unknown and opens no door.
Blank: TypeAlias = Literal["unrestricted", "exclude"]
BLANK: tuple[Blank, ...] = ("unrestricted", "exclude")

#: The fields that restrict what a partner is given; what is left out of them restricts nothing.
RESTRICTING = ("territories", "products", "languages", "locations")

_reference = fields.optional(fields.identifier)
_references = fields.optional(checks.identifiers)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Location:
    """
    A place where a partner works; a branch is a location, never a tier.

    >>> Location(id="kiel", latitude=54.32, longitude=10.14, timezone="Europe/Berlin").timezone
    'Europe/Berlin'
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)
    territory: str | None = field(default=None, validator=_reference, metadata=refers_to("Territory"))

    #: Degrees, positive to the north and east.
    latitude: float | None = field(default=None, validator=fields.optional(checks.latitude))
    longitude: float | None = field(default=None, validator=fields.optional(checks.longitude))
    timezone: str | None = field(default=None, validator=fields.optional(zone))

    #: The host's name for its working hours; the calendar is handed to the judgement that needs it.
    hours: str | None = field(default=None, validator=_reference)
    city: str | None = field(default=None, validator=fields.optional(fields.text))
    region: str | None = field(default=None, validator=fields.optional(fields.text))
    postal_code: str | None = field(default=None, validator=fields.optional(fields.text))
    country: str | None = field(default=None, validator=fields.optional(checks.country))

    #: The days on which it is in use; None is always.
    valid: Period | None = field(default=None, validator=fields.optional(checks.period))

    #: What other systems call it, and what the host adds; when it was known is the partner's.
    external_ids: Facts = field(default=Facts(), converter=as_facts, validator=EXTERNAL_IDS, repr=False)
    attributes: Facts = field(default=Facts(), converter=as_facts, validator=ATTRIBUTES, repr=False)

    def __attrs_post_init__(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            missing = "latitude" if self.latitude is None else "longitude"
            raise InvalidValue(path=missing, value="None", remedy="use both coordinates, or leave both out")


@final
@frozen(kw_only=True)
class Certification:
    """
    A proof of skill, for as long as it is valid.

    >>> Certification(name="firewall-expert", valid=Period.year(2026)).name
    'firewall-expert'
    """

    name: str = field(validator=fields.identifier)

    #: None is without an end.
    valid: Period | None = field(default=None, validator=fields.optional(checks.period))


@final
@frozen(kw_only=True)
class Succession:
    """
    A change of the firm itself: who took over from whom, and when.

    >>> Succession(kind="merger", other="P-9", on=date(2025, 7, 1)).other
    'P-9'
    """

    kind: Literal["merger", "succession", "split"] = field(
        validator=fields.choice("merger", "succession", "split")
    )

    #: The partner that was merged in, succeeded or split off; it may be known no more.
    other: str = field(validator=fields.identifier, metadata=mentions("Partner"))
    on: date = field(validator=fields.calendar_date)


@final
@frozen(kw_only=True)
class Partner(Fact):
    """
    A firm in the vendor's channel.

    Only `id` is needed. What is left out restricts nothing: without territories
    it may serve every territory. An empty list is refused, since it could mean
    either.

    What became of the firm is known from the end of that day in UTC. The days
    of certifications and locations say when these hold, and bound nothing.

    >>> Partner(id="P-4", name="Nord IT GmbH", tier="gold", territories=["de-north"], capacity=20).territories
    ('de-north',)
    """

    id: str = field(validator=fields.identifier)
    name: str = field(default="", validator=fields.text)

    #: The host's own word, such as "reseller", "dealer", "distributor" or "agent".
    type: str | None = field(default=None, validator=_reference)

    #: The rank in its program.
    tier: str | None = field(default=None, validator=_reference)
    program: str | None = field(default=None, validator=_reference, metadata=refers_to("Program"))

    territories: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=_references, metadata=refers_to("Territory")
    )
    products: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=_references, metadata=refers_to("Product")
    )

    #: Language tags such as "de" or "sv-FI".
    languages: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(fields.each(checks.language, least=1))
    )
    timezone: str | None = field(default=None, validator=fields.optional(zone))

    #: Leads open at once; None is unlimited.
    capacity: int | None = field(default=None, validator=fields.optional(fields.whole_number()))

    #: The partner it buys from: tiers of distribution.
    parent: str | None = field(default=None, validator=_reference, metadata=refers_to("Partner"))

    locations: tuple[Location, ...] | None = field(
        default=None,
        converter=as_tuple,
        validator=fields.optional(fields.each(fields.instance(Location, "a Location"), least=1)),
    )
    certifications: tuple[Certification, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.instance(Certification, "a Certification")),
    )

    form: ContractForm | None = field(default=None, validator=fields.optional(fields.choice(*FORMS)))
    system: DistributionSystem | None = field(
        default=None, validator=fields.optional(fields.choice(*SYSTEMS))
    )

    #: Other vendors whose products it sells: their names, nothing of their business.
    other_lines: tuple[str, ...] | None = field(
        default=None, converter=as_tuple, validator=fields.optional(fields.each(fields.text))
    )

    #: Where it stands in its life cycle; only an active partner is given leads.
    status: str = field(default="active", validator=fields.identifier)

    successions: tuple[Succession, ...] = field(
        default=(), converter=as_tuple, validator=fields.each(fields.instance(Succession, "a Succession"))
    )

    #: Customers that refuse it, or with whom it has a conflict of interest.
    blocked_customers: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.identifier),
        metadata=refers_to("Account"),
    )

    #: Whether the vendor's accounting has stopped its credit.
    credit_blocked: bool = field(default=False, validator=fields.truth)

    #: The days on which nobody is there, in its own zone.
    absences: tuple[Period, ...] = field(default=(), converter=as_tuple, validator=fields.each(checks.period))

    #: Fields of which the source says nothing: what they restrict is unknown, so they open no door.
    unknown: tuple[str, ...] = field(
        default=(),
        converter=as_tuple,
        validator=fields.each(fields.choice(*RESTRICTING)),
    )

    #: The person on the vendor's side who looks after it.
    account_owner: str | None = field(default=None, validator=_reference, metadata=refers_to("Person"))

    #: The currency it buys in.
    currency: str | None = field(default=None, validator=fields.optional(checks.currency))

    def _undone(self, moment: datetime) -> dict[str, Any]:
        until_then = tuple(each for each in self.successions if not self._is_later(each.on, moment))
        return {} if len(until_then) == len(self.successions) else {"successions": until_then}

    def _faults(self) -> Iterator[InvalidValue]:
        yield from checks.another(self, "parent")
        for name in self.unknown:
            if getattr(self, name, None) is not None:
                yield InvalidValue(
                    path="unknown", value=shown(name), remedy=f"leave {name} out, or name it not"
                )
        used = [each.id for each in self.locations] if self.locations else []
        if len(set(used)) < len(used):
            for name in sorted(name for name, times in Counter(used).items() if times > 1):
                yield InvalidValue(path="locations", value=shown(name), remedy="use each location id once")
        for place, each in enumerate(self.successions):
            if each.other == self.id:
                yield InvalidValue(
                    path=f"successions[{place}].other", value=shown(each.other), remedy="name another partner"
                )
