"""What does the portal ask partnerkit? One desk for all, and for each person the part of the channel he may see."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from attrs import evolve, frozen
from django.conf import settings
from django.utils.translation import gettext_noop as _

from partnerkit import Lead, Money, Network, Partner, Period
from partnerkit.access import CLASSES, PermissionClass, View, visible
from partnerkit.conflicts import rules
from partnerkit.desk import Desk
from partnerkit.facts import Person
from partnerkit.interop import loads
from partnerkit.leads import FairShare
from partnerkit.leads.answering import LeadOffer
from partnerkit.scoring import Disclosure, Entry, Kpi, Ring, Scorecard
from partnerkit.storage import SqliteStore
from portal.models import Figure, Kept

TENANT, CURRENCY = "norrhav", "EUR"
POLICY = FairShare(weights={"gold": 3, "silver": 2, "bronze": 1}, default_value=Money.of("10000", CURRENCY))
RULES = tuple(rules.builtin())

#: What members of the comparison enter each month.
CARD = Scorecard(
    kpis=(
        Kpi("revenue", unit=CURRENCY),
        Kpi("staff_cost", better="lower", unit=CURRENCY),
        Kpi("margin", valid=(-1, 1)),
        Kpi("stock_days", better="lower", valid=(0, 1000)),
    )
)
KPI_NAMES = {
    "revenue": _("Revenue"),
    "staff_cost": _("Staff cost"),
    "staff_ratio": _("Staff cost / revenue"),
    "margin": _("Margin"),
    "stock_days": _("Days in stock"),
}
RATIOS = {"staff_ratio": ("staff_cost", "revenue")}
SHOWN = ("revenue", "staff_ratio", "margin", "stock_days")

#: What dealers are grouped by, as the reader chooses.
GROUPS = ("all", "tier", "size")
TOLD = Disclosure(min_contributors=5, p_percent=10, min_age={"margin": 90})


def now() -> datetime:
    """Return the moment: the clock's, or in a demo its day and the time since its data were made."""
    if not settings.DEMO_DAY:
        return datetime.now(UTC)
    return datetime.fromisoformat(settings.DEMO_DAY) + timedelta(seconds=int(time.time() - _began()))


@cache
def _began() -> float:
    began = settings.DATA / "began"
    if not began.exists():
        began.write_text(str(time.time()))
    return float(began.read_text())


@cache
def desk() -> Desk:
    """Return the desk of the process; threads share it."""
    if settings.STORE:
        from partnerkit.storage import SqlStore  # noqa: PLC0415  # it needs SQLAlchemy, and the file does not

        return Desk(SqlStore(settings.STORE), tenant=TENANT, clock=now)
    return Desk(SqliteStore(settings.DATA / "channel.db"), tenant=TENANT, clock=now)


def classes() -> Sequence[PermissionClass]:
    """Return the permission classes as head office left them."""
    return [Kept.get(f"class/{each.id}", each) for each in CLASSES]


@frozen
class Sight:
    """What one person sees at one moment."""

    person: Person
    view: View
    offers: Sequence[LeadOffer]

    @property
    def partner(self) -> Partner | None:
        """The firm of a partner's own people."""
        return None if self.person.employer is None else self.view.get(Partner, self.person.employer)

    def has(self, role: str) -> bool:
        """Tell whether the person has a role."""
        return role in (self.person.roles or ())


#: The channel as it was read last, behind the number of the log's last row before it.
_read: list[tuple[int, Network]] = []


def channel() -> Network:
    """Return the channel as it stands; it is read again when something was written since."""
    last, network = _read[0] if _read else (0, None)
    written = desk().events(after=last)
    if network is None or written:
        network = desk().network()
        _read[:] = [(written[-1].seq if written else last, network)]
    return network


def sight(person: str) -> Sight:
    """Look at the channel with the eyes of *person*."""
    network = channel()
    offers = [each for each in desk().all(LeadOffer) if each.status in ("offered", "accepted")]
    held = {each.id: each.partner for each in offers}
    view = visible(network, person, as_of=now(), classes=classes(), held=held)
    return Sight(network.get(Person, person), view, offers)


def entries() -> tuple[Entry, ...]:
    """Return all figures that were entered for the comparison, in their order."""
    return tuple(_entry(bytes(body)) for body in Figure.objects.values_list("body", flat=True))


@lru_cache(maxsize=100_000)
def _entry(body: bytes) -> Entry:
    """Read an entry once: it is never overwritten."""
    entry: Entry = loads(body)
    return entry


def ring(partners: Iterable[Partner]) -> Ring:
    """Return the ring of all dealers: everybody who is no distributor."""
    members = [each.id for each in partners if each.type == "dealer" and each.status == "active"]
    return Ring(id="dealers", members=members, kpis=[kpi.name for kpi in CARD.kpis], due_days=10)


def groups_by(group: str) -> Mapping[str, str]:
    """Return the group of each member of the ring."""
    partners = {each.id: each for each in desk().all(Partner)}
    named = {
        "all": lambda _: "all",
        "tier": lambda each: each.tier or "none",
        "size": lambda each: "large" if (each.capacity or 0) >= 10 else "small",
    }[group]
    return {each: named(partners[each]) for each in ring(partners.values()).members}


def areas() -> Mapping[str, str]:
    """Return the trading area of each dealer; whose is not known is left out."""
    return {each.id: each.territories[0] for each in desk().all(Partner) if each.territories}


def months(count: int) -> list[Period]:
    """Return the last *count* months, the present one last."""
    today = now().date()
    numbers = [today.year * 12 + today.month - 1 - back for back in reversed(range(count))]
    return [Period.month(number // 12, number % 12 + 1) for number in numbers]


def hand_on(lead: str, partner: str, **declined: str) -> None:
    """Decline a lead for *partner* and offer it to the next one, both or neither; who had it is not asked again."""
    with desk().unit():
        desk().decline(lead, **declined)
        stored = desk().get(Lead, lead)
        had = dict.fromkeys((*stored.value.earlier_holders, partner))
        left = evolve(stored.value, earlier_holders=tuple(had))
        desk().put(left, version=stored.version)
        desk().assign(left, POLICY, answer_by=now() + timedelta(days=2), key=f"on after {declined['key']}")
