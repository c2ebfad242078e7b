"""
Which facts tell of some partners, now and at the last review?

They are looked up by partner in indexes that the network makes once and shares
with all networks made of it, so that a review of one partner takes as long as
that partner has facts, however many partners there are.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, final

from attrs import field, frozen

from partnerkit.access.subjects import SUBJECTS
from partnerkit.access.view import View
from partnerkit.conflicts.conflict import Conflict
from partnerkit.conflicts.deals import DESK
from partnerkit.facts.fact import Fact
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Person
from partnerkit.goals.attainment import Status
from partnerkit.leads.ledger import Ledger
from partnerkit.review.diagnoses import Diagnoses
from partnerkit.scoring.scores import Scores
from partnerkit.values.money import Money

__all__ = ["Ground", "Held", "Judged", "facts_of", "held_at", "total"]

F = TypeVar("F", bound=Fact)

#: The facts of some partners by kind, as they were known at one moment.
Held = Mapping[type[Fact], Sequence[Any]]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, slots=False, eq=False)
class Judged:
    """
    What judgements of the other rooms found at one moment; what is left out is not known.

    >>> Judged().conflicts is None
    True
    """

    goals: Status | None = None
    ledger: Ledger | None = None
    conflicts: Sequence[Conflict] | None = None
    scores: Scores | None = None
    diagnoses: Diagnoses | None = None

    _by_party: dict[str, list[Conflict]] = field(factory=dict, init=False, repr=False)

    def conflicts_of(self, partners: Collection[str] | None) -> Sequence[Conflict]:
        """Return the conflicts to which any of *partners* is a party; None is all."""
        if self.conflicts is None or partners is None:
            return self.conflicts or ()
        if not self._by_party:
            for each in self.conflicts:
                for party in each.parties:
                    self._by_party.setdefault(party, []).append(each)
        found = {each.id: each for partner in partners for each in self._by_party.get(partner, ())}
        return [found[name] for name in sorted(found)]


def facts_of(network: Network, partners: Collection[str] | None, territories: Iterable[str] = ()) -> Held:
    """
    Return every version of the facts that name one of *partners*, or one of *territories*; None is all there are.

    >>> from partnerkit.facts.interaction import Task
    >>> network = Network.of(Task(id="K-1", partner="P-4"), Task(id="K-2"))
    >>> [each.id for each in facts_of(network, ["P-4"])[Task]]
    ['K-1']
    """
    if partners is None:
        return {model: network.stock.facts[model] for model in network.kinds}
    found: dict[type[Fact], Sequence[Any]] = {}
    places = sorted({*territories})
    for model in network.kinds:
        subject = SUBJECTS.get(model)
        if subject is None:
            continue
        told: dict[int, Any] = {}
        for names, keys in ((subject.partners, partners), (subject.territories, places)):
            for name in names if keys else ():
                under = network.by(model, name, every=True)
                told.update((id(fact), fact) for key in keys for fact in under.get(key, ()))
        if told:
            found[model] = tuple(told.values())
    return found


def held_at(facts: Held, moment: datetime) -> Held:
    """
    Return *facts* as they were known at *moment*.

    >>> held_at({}, datetime.fromisoformat("2026-03-02T09:00Z"))
    {}
    """
    # They stay as they came, unsorted: what is hidden in a view cannot be compared.
    found = {model: [fact.as_known_at(moment) for fact in some] for model, some in facts.items()}
    return {model: tuple(each for each in some if each is not None) for model, some in found.items()}


@final
@frozen(kw_only=True)
class Ground:
    """All that a review rests on."""

    network: Network

    #: Those it is about; None is all.
    partners: tuple[str, ...] | None
    territories: frozenset[str] = frozenset()
    now: Held = field(repr=False)
    then: Held = field(repr=False)
    since: datetime
    as_of: datetime
    judged: Judged
    before: Judged

    #: The partner who reads it; None is the vendor.
    viewer: str | None = None

    @property
    def shown(self) -> tuple[str, ...] | None:
        """The partners of whom judgements are told: in a view those that it shows; None is all."""
        if self.partners is None and isinstance(self.network, View):
            return tuple(each.id for each in self.of(Partner))
        return self.partners

    def of(self, model: type[F], *, then: bool = False) -> Sequence[F]:
        """Return the facts of one kind, now or at the last review."""
        return (self.then if then else self.now).get(model, ())

    def sees(self, *categories: str) -> bool:
        """Return whether a view shows any of *categories*; a network shows all."""
        return not isinstance(self.network, View) or not self.network.categories.isdisjoint(categories)

    def shows(self, parties: Iterable[str]) -> bool:
        """Return whether all *parties* to something may be named: in a view the partners and people that it shows."""
        if not isinstance(self.network, View):
            return True
        known = [self.network.by(model, "id") for model in (Partner, Person)]
        return all(each == DESK or any(each in ids for ids in known) for each in parties)

    def both(self, read: Callable[[bool], Any]) -> dict[str, Any]:
        """Return what *read* reads now and at the last review, as a reading takes it."""
        return {"value": read(False), "before": read(True)}

    def within(self, moment: datetime | None, *, then: bool) -> bool:
        """Return whether *moment* lies between the last review and now, or in as long a time before."""
        if moment is None:
            return False
        if then:
            return self.since - (self.as_of - self.since) < moment <= self.since
        return self.since < moment <= self.as_of

    def at(self, *, then: bool) -> datetime:
        """Return the moment of the review, or of the last one."""
        return self.since if then else self.as_of


def total(amounts: Iterable[Money]) -> Money | tuple[Money, ...] | None:
    """
    Return the sum of *amounts*; of several currencies, one sum each; None of nothing.

    >>> total([Money.of(1, "EUR"), Money.of(2, "EUR")]), total([])
    (Money.of('3.00', 'EUR'), None)
    """
    sums: dict[str, Money] = {}
    for each in amounts:
        sums[each.currency] = sums[each.currency] + each if each.currency in sums else each
    found = tuple(sums[name] for name in sorted(sums))
    return found[0] if len(found) == 1 else found or None
