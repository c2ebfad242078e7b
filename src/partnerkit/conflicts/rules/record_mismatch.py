"""
The master record of a person contradicts the history.

The record says where somebody works now; the history of assignments says the
same, with dates. They contradict when the history knows where the person is as
at the moment, and that is neither the recorded territory nor a part of it nor
what it is a part of. A history that names nothing at the moment is silent,
not contradicting. Two cases are told apart: a record that was right once and
was not kept up to date, and one that was never true.

One event, one finding: where two people exchanged territories, nothing has
moved since, and the records of both still show the state before, the finding
is `territory-swap`, which names the records left behind, and not two more here.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from partnerkit.conflicts.conflict import ConflictRule, Draft, Words
from partnerkit.conflicts.holdings import (
    Swap,
    assignment_held,
    below,
    left_behind,
    line,
    owners_of_both,
    pairs_of,
    recorded,
    swaps,
)
from partnerkit.facts.fact import Fact
from partnerkit.facts.figure import Figure
from partnerkit.facts.network import Network
from partnerkit.facts.people import Assignment, Person
from partnerkit.facts.territory import Territory
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime, *, only: Collection[Any] | None = None) -> Iterator[Draft]:
    """Draft a finding for each person whose record and history cannot both be right; *only* names persons."""
    day = as_of.date()
    records = recorded(network, only)
    held = network.by(Assignment, "person")
    wrong: dict[str, tuple[str, ...]] = {}
    history: dict[str, list[Assignment]] = {}
    for person in sorted(records):
        history[person] = [
            each for each in held.get(person, ()) if each.territory is not None and each.period.start <= day
        ]
        there = {each.territory for each in history[person] if each.period.contains(day)}
        now = tuple(sorted(each for each in there if each is not None))
        if now and not any(_on_one_line(network, records[person], place) for place in now):
            wrong[person] = now
    exchanged = swaps(network, sorted({pair for person in wrong for pair in pairs_of(network, person)}))
    theirs = recorded(network, {person for swap in exchanged for person in swap.moves})
    explained = {person for swap in exchanged if _explains(swap, theirs, day) for person in swap.moves}
    for person, now in wrong.items():
        if person not in explained:
            yield _contradicted(person, records[person], now, history[person], _sold_in(network, person))


def keys(network: Network, fact: Fact) -> Iterable[str]:
    """Return the persons to whom a fact can matter: whom it is about, and with whom they may have exchanged."""
    match fact:
        case Person():
            return {fact.id, *_companions(network, fact.id)}
        case Assignment(territory=str()):
            return {fact.person, *_companions(network, fact.person)}
        case Figure(person=str() as person):
            return (person,)
        case Territory():
            places = below(network.territory_tree, fact.id)
            homes, held = network.by(Person, "territory"), network.by(Assignment, "territory")
            return {
                *(person.id for place in places for person in homes.get(place, ())),
                *(each.person for place in places for each in held.get(place, ())),
            }
    return ()


def _companions(network: Network, person: str) -> set[str]:
    """Return with whom a person may have exchanged territories."""
    return {each for pair in pairs_of(network, person) for each in owners_of_both(network, pair)}


def _explains(swap: Swap, records: Mapping[str, str], day: date) -> bool:
    """Tell whether the exchange is all that the records of everybody in it have missed."""
    still = all(taken.period.contains(day) for _, taken in swap.moves.values())
    return still and len(left_behind(swap, records)) == len(swap.moves)


def _on_one_line(network: Network, one: str, other: str) -> bool:
    return one in line(network.territory_tree, other) or other in line(network.territory_tree, one)


def _sold_in(network: Network, person: str) -> Counter[str]:
    """Count the sales figures of a person by territory: where they work, whatever anybody wrote down."""
    figures = network.by(Figure, "person").get(person, ())
    return Counter(each.territory for each in figures if each.territory is not None)


def _contradicted(
    person: str, record: str, now: tuple[str, ...], history: Sequence[Assignment], sold: Mapping[str, int]
) -> Draft:
    once = any(each.territory == record for each in history)
    facts = {"person": person, "territory": record, "territories": now}
    own = [
        Reason("recorded-territory", {"person": person, "territory": record}),
        *(assignment_held(each) for each in sorted(history, key=lambda each: (each.period, each.territory))),
        *(
            Reason("figures-there", {"person": person, "territory": territory, "count": count})
            for territory, count in sorted(sold.items())
        ),
    ]
    return Draft(
        group=("person", person),
        reason=Reason("record-outdated" if once else "record-never-true", facts),
        own={person: own},
        proposals=[Reason("correct-record", facts), Reason("correct-history", facts)],
    )


WORDS: Words = {
    "en": {
        "record-mismatch": "Record against history",
        "record-outdated": "The master record of {person} says {territory}; by the history that was true once, but now it is {territories}.",
        "record-never-true": "The master record of {person} says {territory}; by the history that was never so, and now it is {territories}.",
        "figures-there": {
            "one": "{count} figure of {person} is from {territory}.",
            "other": "{count} figures of {person} are from {territory}.",
        },
        "correct-record": "Correct the master record of {person} to {territories}.",
        "correct-history": "If the record is right, correct the history of {person}.",
    },
    "de": {
        "record-mismatch": "Stammdaten gegen Verlauf",
        "record-outdated": "Laut Stammdaten gehört {person} zu {territory}; laut Verlauf stimmte das einmal, jetzt ist es {territories}.",
        "record-never-true": "Laut Stammdaten gehört {person} zu {territory}; laut Verlauf war das nie so, jetzt ist es {territories}.",
        "figures-there": {
            "one": "{count} Wert von {person} stammt aus {territory}.",
            "other": "{count} Werte von {person} stammen aus {territory}.",
        },
        "correct-record": "Die Stammdaten von {person} auf {territories} ändern.",
        "correct-history": "Falls die Stammdaten stimmen: den Verlauf von {person} berichtigen.",
    },
    "sv": {
        "record-mismatch": "Grunddata mot historik",
        "record-outdated": "Enligt grunddata hör {person} till {territory}; enligt historiken stämde det en gång, men nu är det {territories}.",
        "record-never-true": "Enligt grunddata hör {person} till {territory}; enligt historiken har det aldrig stämt, och nu är det {territories}.",
        "figures-there": {
            "one": "{count} värde från {person} kommer från {territory}.",
            "other": "{count} värden från {person} kommer från {territory}.",
        },
        "correct-record": "Ändra grunddata för {person} till {territories}.",
        "correct-history": "Om grunddata stämmer: rätta historiken för {person}.",
    },
}

RULE = ConflictRule(code="record-mismatch", severity="medium", find=find, keys=keys, words=WORDS)
