"""What is a small channel on which everything can be seen at work? Fictional, and always the same."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Goal, Measure
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.territory import Territory
from partnerkit.values.money import Money
from partnerkit.values.time import Period

__all__ = ["AS_OF", "sample_network"]

#: The moment for which the sample is judged.
AS_OF = datetime(2026, 7, 1, 9, tzinfo=UTC)

_FIRMS = (
    ("nord", "Nord IT", "gold", "de-north", 5),
    ("elbe", "Elbe Systeme", "silver", "de-north", 5),
    ("hanse", "Hanse Netz", "silver", "de-north", 4),
    ("kiel", "Kieler Technik", "bronze", "de-north", 3),
    ("isar", "Isar Data", "gold", "de-south", 5),
    ("donau", "Donau Computer", "silver", "de-south", 4),
    ("alpen", "Alpen Service", "bronze", "de-south", 3),
    ("svea", "Svea Data", "silver", "se", 4),
)


def __dir__() -> list[str]:
    return __all__


def sample_network() -> Network:
    """
    Return the facts of a fictional channel: dealers, leads, goals, figures, and two managers of one territory.

    >>> len(sample_network().partners), len(sample_network().leads)
    (8, 24)
    """
    return Network.of(_ground(), _leads(), _numbers())


def _ground() -> Iterator[Fact]:
    yield from (Territory(id=each) for each in ("de-north", "de-south", "se"))
    for name, firm, tier, territory, capacity in _FIRMS:
        yield Partner(id=name, name=firm, tier=tier, territories=(territory,), capacity=capacity)
    for person, day in (("anna", 1), ("bo", 15)):
        yield Person(id=person, name=person.capitalize())
        # From the middle of January on, both are sure that the north is theirs.
        yield Assignment(person=person, territory="de-north", period=Period.since(date(2026, 1, day)))


def _leads() -> Iterator[Lead]:
    territories = ("de-north", "de-north", "de-south", "se")
    for number in range(1, 25):
        yield Lead(
            id=f"L-{number:02}",
            value=Money.of(3_000 + 1_700 * (number * 7 % 11), "EUR"),
            territory=territories[number % 4],
            received_at=datetime(2026, 6, 1 + number, 8, tzinfo=UTC),
        )


def _numbers() -> Iterator[Fact]:
    yield Measure(id="revenue", currency="EUR")
    half = Period.half(2026, 1)
    targets = {name: 40_000 + 20_000 * (place % 3) for place, (name, *_) in enumerate(_FIRMS)}
    total = Money.of(sum(targets.values()), "EUR")
    yield Goal(id="all", measure="revenue", period=half, target=total)
    for place, (name, target) in enumerate(targets.items()):
        goal = Money.of(target, "EUR")
        yield Goal(id=f"goal-{name}", parent="all", measure="revenue", period=half, target=goal, partner=name)
        for month in range(1, 7):
            sold = target // 6 + 900 * ((place * 5 + month * 3) % 7 - 3)
            value = Money.of(sold, "EUR")
            yield Figure(partner=name, measure="revenue", period=Period.month(2026, month), value=value)
