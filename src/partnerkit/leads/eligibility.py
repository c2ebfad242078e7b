"""
Who could take this lead at all?

A rule is a value with three functions: what it reads of a lead, what it reads
of a partner, and what it objects to when the two meet. A limit is a rule that
depends on what the partner was given before.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias, final

from attrs import field, frozen

from partnerkit.facts.lead import Lead
from partnerkit.facts.partner import Partner
from partnerkit.facts.tree import Tree
from partnerkit.leads.ledger import Account, Window
from partnerkit.values import fields
from partnerkit.values.time import Period
from partnerkit.values.zones import zone_info

__all__ = [
    "CAPACITY",
    "LANGUAGE",
    "OPEN",
    "PRODUCT",
    "RULES",
    "STATUS",
    "TERRITORY",
    "EligibilityRule",
    "Limit",
    "Occasion",
    "Room",
    "Rule",
    "certified",
    "limits",
    "taken_key",
]

_code = fields.code("[a-z0-9]+(-[a-z0-9]+)*", "use lower-case words joined by hyphens")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Occasion:
    """What a rule may know beside the lead and the partner."""

    as_of: datetime

    #: Trees of territories and products; without one an id matches itself only.
    territories: Tree | None = None
    products: Tree | None = None


@final
@frozen
class EligibilityRule:
    """
    A reason why a partner may not be able to take a lead.

    What `of_lead` and `of_partner` return is all that `objection` sees; the
    fewer different values there are, the faster it goes. Facts returned mean
    "no, because"; None means "no objection".

    >>> rule = EligibilityRule(
    ...     "own-region",
    ...     of_lead=lambda lead: lead.region,
    ...     of_partner=lambda partner: partner.attributes.get("region"),
    ...     objection=lambda wanted, own, occasion: None if wanted == own else {"region": wanted},
    ... )
    >>> rule.code
    'own-region'
    """

    #: The code of the reason it gives.
    code: str = field(validator=_code)
    of_lead: Callable[[Lead], Hashable] = field(kw_only=True)
    of_partner: Callable[[Partner], Hashable] = field(kw_only=True)
    objection: Callable[[Any, Any, Occasion], Mapping[str, object] | None] = field(kw_only=True)


def _own_capacity(partner: Partner) -> int | None:
    return partner.capacity


@final
@frozen(kw_only=True)
class Limit:
    """
    How many leads a partner takes, open at once or given within a day, week or month.

    Several limits hold together. A day, week or month is one of the calendar in `zone`.

    >>> Limit(window="month", most=lambda partner: 10).window
    'month'
    """

    window: Window = field(default="open", validator=fields.choice("open", "day", "week", "month"))

    #: The limit of a partner; None is unlimited.
    most: Callable[[Partner], int | None] = _own_capacity
    zone: str = "UTC"


Rule: TypeAlias = EligibilityRule | Limit

_ALWAYS = Period(start=date.min, end=date.max)


def _covers(wanted: str, own: Sequence[str], tree: Tree | None) -> bool:
    if wanted in own:
        return True
    return tree is not None and wanted in tree and any(node in own for node in tree.ancestors(wanted))


def _outside_territory(
    wanted: str | None, own: tuple[str, ...] | None, occasion: Occasion
) -> Mapping[str, object] | None:
    if wanted is None or own is None or _covers(wanted, own, occasion.territories):
        return None
    return {"territory": wanted, "served": own}


def _outside_products(
    wanted: str | None, own: tuple[str, ...] | None, occasion: Occasion
) -> Mapping[str, object] | None:
    if wanted is None or own is None or _covers(wanted, own, occasion.products):
        return None
    return {"product": wanted, "carried": own}


def _understands(wanted: str, spoken: str) -> bool:
    """Tell whether one tag is the other or a variety of it: sv-FI is served in sv, and sv in sv-FI."""
    return wanted == spoken or wanted.startswith(f"{spoken}-") or spoken.startswith(f"{wanted}-")


def _unspoken(wanted: str | None, own: tuple[str, ...] | None, _: Occasion) -> Mapping[str, object] | None:
    if wanted is None or own is None or any(_understands(wanted, spoken) for spoken in own):
        return None
    return {"language": wanted, "spoken": own}


def _unless(right: str) -> Callable[[str, str, Occasion], Mapping[str, object] | None]:
    def objection(of_lead: str, of_partner: str, _: Occasion) -> Mapping[str, object] | None:
        found = of_lead or of_partner
        return None if found == right else {"status": found}

    return objection


#: The lead itself is still open.
OPEN = EligibilityRule(
    "lead-closed", of_lead=lambda lead: lead.status, of_partner=lambda _: "", objection=_unless("open")
)

#: The partner is active.
STATUS = EligibilityRule(
    "partner-status", of_lead=lambda _: "", of_partner=lambda each: each.status, objection=_unless("active")
)

#: The lead's territory, or one above it, is among the partner's.
TERRITORY = EligibilityRule(
    "territory",
    of_lead=lambda lead: lead.territory,
    of_partner=lambda partner: partner.territories,
    objection=_outside_territory,
)

#: The lead's product, or one above it, is among the partner's.
PRODUCT = EligibilityRule(
    "product",
    of_lead=lambda lead: lead.product,
    of_partner=lambda partner: partner.products,
    objection=_outside_products,
)

#: The partner speaks the lead's language.
LANGUAGE = EligibilityRule(
    "language",
    of_lead=lambda lead: lead.language,
    of_partner=lambda partner: partner.languages,
    objection=_unspoken,
)

#: The partner has fewer leads open than `Partner.capacity`.
CAPACITY = Limit()

#: What holds where nothing else is said, in the order in which it is asked.
RULES: tuple[Rule, ...] = (OPEN, STATUS, TERRITORY, PRODUCT, LANGUAGE, CAPACITY)


def certified(name: str, *, needed: Callable[[Lead], bool] = lambda _: True) -> EligibilityRule:
    """
    Return the rule that a partner holds the certification *name*, valid at the time, in his own zone.

    *needed* says for which leads.

    >>> certified("firewall-expert").code
    'certification'
    """

    def of_partner(partner: Partner) -> Hashable:
        held = tuple(each.valid or _ALWAYS for each in partner.certifications if each.name == name)
        return held, partner.timezone or "UTC"

    def objection(is_needed: bool, own: Any, occasion: Occasion) -> Mapping[str, object] | None:
        periods, zone = own
        if not is_needed or any(valid.span(zone).contains(occasion.as_of) for valid in periods):
            return None
        ended = [valid.end for valid in periods if valid.span(zone).end <= occasion.as_of]
        return {"certification": name, "expired": max(ended, default=None)}

    return EligibilityRule("certification", of_lead=needed, of_partner=of_partner, objection=objection)


def taken_key(window: Window, as_of: datetime, zone: str) -> str:
    """
    Name the day, week or month in which *as_of* lies.

    >>> from datetime import UTC
    >>> [taken_key(window, datetime(2026, 3, 2, tzinfo=UTC), "UTC") for window in ("day", "week", "month")]
    ['2026-03-02', '2026-W10', '2026-03']
    """
    day = as_of.astimezone(zone_info(zone)).date()
    if window == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[: 7 if window == "month" else 10]


@final
@frozen(kw_only=True)
class Room:
    """How far a limit of a partner is used up before a run."""

    window: Window
    key: str
    used: int
    most: int


def limits(
    rules: Sequence[Rule], partner: Partner, account: Account | None, as_of: datetime
) -> tuple[Room, ...]:
    """Return the limits that hold for *partner*, with what is used of each."""
    found = []
    for rule in rules:
        most = rule.most(partner) if isinstance(rule, Limit) else None
        if not isinstance(rule, Limit) or most is None:
            continue
        key = "" if rule.window == "open" else taken_key(rule.window, as_of, rule.zone)
        used = 0
        if account is not None and rule.window == "open":
            used = account.open_leads
        elif account is not None:
            used = sum(each.count for each in account.taken if (each.window, each.key) == (rule.window, key))
        found.append(Room(window=rule.window, key=key, used=used, most=most))
    return tuple(found)
