"""
Who may see what?

`visible` gives a viewer his part of a network, which answers like a network: a
judgement on it knows no more than he may know. Denied is what is not permitted,
field by field. A hidden field reads as `HIDDEN`, never as `None`, which would
say that there is nothing; a fact that could only be told with a hidden one is
hidden with it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, final

from attrs import evolve, field, frozen

from partnerkit.access.classes import CLASSES, PermissionClass, by_name
from partnerkit.access.reach import NOTHING, Reach, reach_at_partner, reach_at_vendor
from partnerkit.access.sight import Sight
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import instant

__all__ = ["View", "visible"]


def __dir__() -> list[str]:
    return __all__


_NETWORK = fields.instance(Network, "a Network, as Network.of(facts) makes it")
_BY_ID = fields.optional(fields.instance(Mapping, "a mapping of lead to partner, or of customer to purpose"))


@final
@frozen(slots=False, eq=False, repr=False)
class View(Network):
    """What one person may see of a network: to be read and judged, not to be written."""

    #: Who looks.
    viewer: str = field(kw_only=True)
    as_of: datetime = field(kw_only=True)

    #: The permission classes that counted, by their names.
    classes: tuple[str, ...] = field(default=(), kw_only=True)

    #: The categories of data of which anything is in sight.
    categories: frozenset[str] = field(default=frozenset(), kw_only=True)

    #: Why customers were shown that the role alone does not show: id -> purpose.
    admitted: Mapping[str, str] = field(factory=dict, kw_only=True)

    #: Roles of the viewer that no class stands for; they show nothing.
    findings: tuple[Finding, ...] = field(default=(), kw_only=True)

    def __repr__(self) -> str:
        return f"<View of {self.viewer!r}: {', '.join(self.classes) or 'nothing'}>"

    def __getstate__(self) -> dict[str, Any]:
        names = ("viewer", "as_of", "classes", "categories", "admitted", "findings")
        return {**super().__getstate__(), **{name: getattr(self, name) for name in names}}

    def record(self) -> Mapping[str, tuple[str, ...]]:
        """
        Return what the viewer was given, by kind, for a host that keeps who saw what.

        >>> network = Network.of(Person(id="U-1", roles=["head-office"], permission="all"))
        >>> visible(network, "U-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z")).record()
        {'Person': ('U-1',)}
        """
        found: dict[str, tuple[str, ...]] = {}
        for model in self.kinds:
            facts: Any = self.stock.facts[model]
            found[model.__name__] = tuple(
                getattr(fact, "id", f"{model.__name__}[{place}]") for place, fact in enumerate(facts)
            )
        return found

    def _refuse(self, what: str) -> NoReturn:
        remedy = "a view is for reading: change the network, and look at it again"
        raise InvalidValue(path=what, value=repr(self), remedy=remedy)

    def with_(self, *facts: Fact | Iterable[Fact]) -> NoReturn:  # noqa: ARG002  # refused, whatever it is
        """Refuse: a view is not written."""
        self._refuse("with_")

    def with_facts(self, *facts: Fact | Iterable[Fact], removed: Iterable[Any] = ()) -> NoReturn:  # noqa: ARG002
        """Refuse: a view is not written."""
        self._refuse("with_facts")

    def known_at(self, moment: datetime) -> "View":
        """
        Return what of this view was known at *moment*, as judgements ask for it.

        What the viewer could have seen then is another question: `visible(network.known_at(moment), ...)`.
        """
        return evolve(self, stock=super().known_at(moment).stock)


def visible(
    network: Network,
    viewer: str,
    *,
    as_of: datetime,
    classes: Sequence[PermissionClass] = CLASSES,
    held: Mapping[str, str] | None = None,
    admitted: Mapping[str, str] | None = None,
) -> View:
    """
    Return what *viewer*, the id of a person, may see of *network*.

    What he has no permission for is absent, or reads as `HIDDEN`. Who is at the
    vendor sees as far as his `permission`: his own partners, those of his team,
    those of his territories, or all. Who is at a partner sees his firm, never
    another, and at a distributor some of what is below it.

    Parameters
    ----------
    classes
        What each role sees; head office edits them.
    held
        Which partner has which lead, as the ledger says it: a lead is its holder's to see.
    admitted
        Customers shown across the wall to direct sales, each for the purpose that
        is stated; a class says which purposes count, and `View.admitted` keeps them.

    Raises
    ------
    NotFound
        For a viewer who is not in the network.
    InvalidValue
        For a moment without a time zone, and for a class that is there twice.

    >>> from partnerkit.facts.partner import Partner
    >>> network = Network.of(
    ...     [Partner(id=each, tier="gold", credit_blocked=True) for each in ("P-4", "P-5")],
    ...     Person(id="X-1", employer="P-4", roles=["seller"], permission="all"),
    ... )
    >>> view = visible(network, "X-1", as_of=datetime.fromisoformat("2026-03-02T09:00Z"))
    >>> [(each.id, each.tier, each.credit_blocked) for each in view.partners]
    [('P-4', 'gold', HIDDEN)]
    """
    on = instant(as_of, path="as_of").date()
    fields.check({"network": (_NETWORK, network), "held": (_BY_ID, held), "admitted": (_BY_ID, admitted)})
    known = by_name(classes)
    person = _person(network, viewer)
    is_there = person.holds_on(on) and person.works_on(on)
    roles = person.roles or ()
    side = "vendor" if person.employer is None else "partner"
    counted = (
        [known[role] for role in roles if role in known and known[role].side == side] if is_there else []
    )
    findings = [
        Finding(reason=Reason("role-shows-nothing", {"person": viewer, "role": role}), severity="low")
        for role in roles
        if role not in known or known[role].side != side
    ]
    purposes = {each for one in counted for each in one.purposes}
    through = {name: purpose for name, purpose in (admitted or {}).items() if purpose in purposes}
    sight = Sight(
        network=network,
        reaches=_reaches(network, person, counted, on),
        held=held or {},
        admitted=frozenset(through),
    )
    return View(
        sight,  # pyright: ignore[reportArgumentType]  # a stock is made of it
        network.declared if "bookkeeping" in sight.reaches else {},
        viewer=viewer,
        as_of=as_of,
        classes=tuple(each.id for each in counted),
        categories=frozenset(sight.reaches),
        admitted=through,
        findings=tuple(findings),
    )


def _person(network: Network, viewer: str) -> Person:
    try:
        return network.get(Person, viewer)
    except NotFound:
        raise NotFound(path="viewer", key=str(viewer)) from None


def _reaches(
    network: Network, person: Person, classes: Sequence[PermissionClass], on: Any
) -> Mapping[str, Reach]:
    """Return how far each category is seen: as far as the furthest of the classes that see it."""
    found: dict[str, Reach] = {}

    def see(categories: Iterable[str], reach: Reach) -> None:
        for each in categories:
            found[each] = _both(found.get(each, NOTHING), reach)

    for each in classes:
        if person.employer is None:
            see(each.sees, reach_at_vendor(network, person, each.furthest, on))
        else:
            see(each.sees, reach_at_partner(network, person, each.furthest, downline=False))
            see(each.downline, reach_at_partner(network, person, each.furthest, downline=True))
    return {category: reach for category, reach in found.items() if reach != NOTHING}


def _both(one: Reach, other: Reach) -> Reach:
    return Reach(
        partners=one.partners | other.partners,
        people=one.people | other.people,
        territories=one.territories | other.territories,
        everything=one.everything or other.everything,
        bound=one.bound if other.bound is None else other.bound | (one.bound or frozenset()),
    )
