"""
Who held which territory when, alone or together?

Held by an assignment of a person, or by a grant to a partner. All look-ups go
by group and date: nobody is compared with everybody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Generic, TypeVar, final

from attrs import frozen

from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.standing import LIFE_CYCLE
from partnerkit.facts.tree import Tree
from partnerkit.values.errors import FieldHidden
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

__all__ = [
    "Holding",
    "Stretch",
    "Swap",
    "assignment_held",
    "below",
    "dates",
    "is_under_contract",
    "left_behind",
    "line",
    "owned_territories",
    "owners_of_both",
    "pairs_of",
    "recorded",
    "swaps",
    "together",
]

T = TypeVar("T")

#: While a contract runs, so does what it grants: one who is suspended, is to improve, or was given notice holds it still.
_UNDER_CONTRACT = frozenset(LIFE_CYCLE.states) - {LIFE_CYCLE.start, "qualified", "ended"}

#: From the last day of one holding to the first of the next: half-open periods touch, closed ones leave a day.
_STEP = timedelta(days=1)


def __dir__() -> list[str]:
    return __all__


@final
@frozen
class Holding(Generic[T]):
    """Somebody holds something for a time, by some fact."""

    holder: str
    period: Period
    by: T


@final
@frozen
class Stretch(Generic[T]):
    """Days on which the same several hold the same thing."""

    period: Period
    holdings: tuple[Holding[T], ...]

    @property
    def holders(self) -> tuple[str, ...]:
        """Who they are, in order."""
        return tuple(sorted({each.holder for each in self.holdings}))


def is_under_contract(network: Network, partner: str, at: datetime | None = None) -> bool:
    """
    Tell whether a partner holds what it was granted, or did as far as it was on record *at* a moment.

    Of one without a record, its grant tells.

    >>> network = Network.of(Partner(id="P-4", status="ending"), Partner(id="P-5", status="ended"))
    >>> [is_under_contract(network, partner) for partner in ("P-4", "P-5", "P-6")]
    [True, False, True]
    """
    now = network.by(Partner, "id").get(partner, ())
    every = network.by(Partner, "id", every=True).get(partner, ()) if at is not None else ()
    then = [each for each in every if at is not None and each.is_known_at(at)]
    return all(each.status in _UNDER_CONTRACT for each in then or now)


def together(holdings: Iterable[Holding[T]]) -> Iterator[Stretch[T]]:
    """
    Find the stretches in which two or more holders hold at once, in the order of time.

    One sweep over the dates at which anything begins or ends.

    >>> held = [Holding("A-1", Period.year(2026), "x"), Holding("A-2", Period.quarter(2026, 4), "y")]
    >>> [(str(stretch.period), stretch.holders) for stretch in together(held)]
    [('2026-Q4', ('A-1', 'A-2'))]
    """
    known = sorted(holdings, key=lambda each: (each.holder, each.period))
    begins: defaultdict[date, list[int]] = defaultdict(list)
    ends: defaultdict[date, list[int]] = defaultdict(list)
    for place, each in enumerate(known):
        begins[each.period.start].append(place)
        ends[each.period.end].append(place)
    active: set[int] = set()
    holders: Counter[str] = Counter()
    for start, end in pairwise(sorted({*begins, *ends})):
        for place in ends.get(start, ()):
            active.remove(place)
            holders[known[place].holder] -= 1
            if not holders[known[place].holder]:
                del holders[known[place].holder]
        for place in begins.get(start, ()):
            active.add(place)
            holders[known[place].holder] += 1
        if len(holders) > 1:
            yield Stretch(Period.of(start, end), tuple(known[place] for place in sorted(active)))


def owned_territories(
    network: Network, only: Iterable[str] | None = None
) -> Mapping[str, Sequence[Assignment]]:
    """Return by territory, in order, who was to own it alone; *only* some territories, or all."""
    by_territory = network.by(Assignment, "territory")
    found = {}
    asked = (each for each in by_territory if each is not None) if only is None else only
    for territory in sorted(asked):
        owned = [each for each in by_territory.get(territory, ()) if each.role == "owner"]
        if owned:
            found[territory] = owned
    return found


def pairs_of(network: Network, person: str) -> set[tuple[str, str]]:
    """Return the pairs of territories of which a person gave up one for the other."""
    held = network.by(Assignment, "person").get(person, ())
    owned = [each for each in held if each.territory is not None and each.role == "owner"]
    return {_pair(given, taken) for given, taken in _moves(owned)}


def _pair(given: Assignment, taken: Assignment) -> tuple[str, str]:
    first, second = sorted((str(given.territory), str(taken.territory)))
    return first, second


def owners_of_both(network: Network, pair: tuple[str, str]) -> set[str]:
    """Return who owned both territories, at whatever time."""
    owned = owned_territories(network, pair).values()
    return set.intersection(*({each.person for each in held} for held in owned)) if owned else set()


def below(tree: Tree, node: str) -> tuple[str, ...]:
    """Return the node and all below it; one that the tree does not know stands by itself."""
    return tree.descendants(node) if node in tree else (node,)


@final
@frozen(kw_only=True)
class Swap:
    """Some people gave up `first` for `second`, others the reverse, on the same day or the next."""

    first: str
    second: str

    #: The first day of the new order.
    on: date

    #: Person -> what they gave up and what they took over.
    moves: Mapping[str, tuple[Assignment, Assignment]]


def swaps(network: Network, only: Iterable[tuple[str, str]] | None = None) -> tuple[Swap, ...]:
    """Find the exchanges of territories between people, in the order of territories and time; *only* of some pairs."""
    by_pair: defaultdict[tuple[str, str], list[tuple[date, str, Assignment, Assignment]]] = defaultdict(list)
    within: Iterable[Iterable[str] | None] = [None] if only is None else only
    for territories in within:
        owned = owned_territories(network, territories).values()
        for given, taken in _moves([each for held in owned for each in held]):
            by_pair[_pair(given, taken)].append((taken.period.start, taken.person, given, taken))
    found = []
    for (first, second), moves in sorted(by_pair.items()):
        for run in _runs(moves):
            ways = {given.territory for _, _, given, _ in run}
            if len(ways) > 1 and len({person for _, person, _, _ in run}) > 1:
                moved = {person: (given, taken) for _, person, given, taken in run}
                found.append(Swap(first=first, second=second, on=run[0][0], moves=moved))
    return tuple(found)


def recorded(network: Network, only: Iterable[str] | None = None) -> Mapping[str, str]:
    """Return the territory that the master record names, by person; *only* of some, or of all."""
    people = network.people
    if only is not None:
        by_id = network.by(Person, "id")
        people = tuple(person for name in sorted(only) for person in by_id.get(name, ()))
    return {person.id: person.territory for person in people if person.territory is not None}


def left_behind(swap: Swap, records: Mapping[str, str]) -> tuple[str, ...]:
    """Return whose record still names the territory given up in *swap*."""
    return tuple(
        sorted(person for person, (given, _) in swap.moves.items() if records.get(person) == given.territory)
    )


def _moves(owned: Sequence[Assignment]) -> Iterator[tuple[Assignment, Assignment]]:
    """Find who gave up one territory and took over another at once."""
    ended: defaultdict[tuple[str, date], list[Assignment]] = defaultdict(list)
    for each in owned:
        ended[each.person, each.period.end].append(each)
    for taken in owned:
        if taken.period.start == date.min:
            continue
        for end in (taken.period.start - _STEP, taken.period.start):
            for given in ended.get((taken.person, end), ()):
                if given.territory != taken.territory:
                    yield given, taken


def _runs(
    moves: Iterable[tuple[date, str, Assignment, Assignment]],
) -> Iterator[list[tuple[date, str, Assignment, Assignment]]]:
    """Split moves where more than a day lies between two of them."""
    run: list[tuple[date, str, Assignment, Assignment]] = []
    for move in sorted(moves, key=lambda move: move[:2]):
        if run and move[0] - run[-1][0] > _STEP:
            yield run
            run = []
        run.append(move)
    if run:
        yield run


def line(tree: Tree, node: str | None) -> tuple[str | None, ...]:
    """
    Return the node and all above it, up to None, which is everything.

    A node that the tree does not know stands by itself.
    """
    if node is None:
        return (None,)
    if node is HIDDEN:
        raise FieldHidden
    return (*(tree.ancestors(node) if node in tree else (node,)), None)


def dates(period: Period) -> dict[str, date | None]:
    """Return the first and the last day as facts of a reason; None without end."""
    return {
        "since": None if period.start == date.min else period.start,
        "until": None if period.end == date.max else period.last_day,
    }


def assignment_held(assignment: Assignment) -> Reason:
    """Return the assignment as evidence."""
    facts = {"person": assignment.person, "territory": assignment.territory, "role": assignment.role}
    return Reason("assignment-held", {**facts, **dates(assignment.period)})
