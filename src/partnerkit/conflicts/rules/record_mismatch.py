"""
The master record of a person names a territory that the history gives to somebody else.

It counts as a mismatch when the history says where the person is, and it is
not there. A person without any running assignment is unknown, which
contradicts nothing. Where two people exchanged territories and the records
were not changed, the exchange explains it, and `territory-swap` tells so.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from partnerkit.conflicts.detect import ConflictRule, Draft, Evidence
from partnerkit.conflicts.rules.territory_swap import swaps
from partnerkit.facts.network import Network
from partnerkit.facts.people import Assignment
from partnerkit.values.reasons import Reason

__all__ = ["RULE", "WORDS"]


def __dir__() -> list[str]:
    return __all__


def find(network: Network, as_of: datetime) -> Iterator[Draft]:
    """Draft one finding for each person whose record and history disagree at *as_of*."""
    today = as_of.date()
    running: defaultdict[str, list[Assignment]] = defaultdict(list)
    for each in network.assignments:
        if each.role == "owner" and each.territory is not None and each.period.contains(today):
            running[each.person].append(each)
    explained = {side for day, *sides in swaps(network) if day <= today for side in sides}
    for person in network.people:
        held = {each.territory or "": each for each in running[person.id]}
        if not held or person.territory is None or person.territory in held:
            continue
        if (person.id, person.territory) in explained:
            continue
        facts = {"person": person.id, "recorded": person.territory}
        yield Draft(
            group=("person", person.id),
            facts={**facts, "held": tuple(sorted(held))},
            shared={**facts, "held": tuple(sorted(held))},
            evidence=[
                Evidence(person.id, Reason("territory-held", {"person": person.id, "territory": name, "since": each.period.start}))
                for name, each in sorted(held.items())
            ],
            proposals=(Reason("correct-record", facts),),
        )


WORDS = {
    "en": {
        "record-mismatch": "The master record of {person} says {recorded}, the history says {held}.",
        "record-mismatch-own": "Your master record says {recorded}, the history says {held}.",
        "territory-held": "{person} holds {territory} since {since}.",
        "correct-record": "Ask {person} and correct the record or the history.",
    },
    "de": {
        "record-mismatch": "Im Stammsatz von {person} steht {recorded}, in der Historie {held}.",
        "record-mismatch-own": "In Ihrem Stammsatz steht {recorded}, in der Historie {held}.",
        "territory-held": "{person} hat {territory} seit {since}.",
        "correct-record": "{person} fragen und Stammsatz oder Historie berichtigen.",
    },
    "sv": {
        "record-mismatch": "Grundregistret för {person} säger {recorded}, historiken säger {held}.",
        "record-mismatch-own": "Ditt grundregister säger {recorded}, historiken säger {held}.",
        "territory-held": "{person} har {territory} sedan {since}.",
        "correct-record": "Fråga {person} och rätta registret eller historiken.",
    },
}

RULE = ConflictRule(code="record-mismatch", severity="medium", find=find, words=WORDS)
