"""
Are the partner's people trained, and do they pass?

Certifications count while they hold; the share of people trained needs to know
who works there.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from partnerkit.facts.network import Network
from partnerkit.facts.people import Person
from partnerkit.facts.training import TrainingResult
from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

__all__ = ["KPIS", "WORDS", "certifications_held", "trained_share", "training_pass_rate"]


def __dir__() -> list[str]:
    return __all__


def _certifications(ground: Ground) -> Found:
    day = ground.period.last_day
    held: dict[str, set[str]] = {
        partner.id: {
            each.name for each in partner.certifications if each.valid is None or each.valid.contains(day)
        }
        for partner in ground.network.partners
    }
    people = _people(ground.network)
    for result in ground.network.training_results:
        found = result.certification()
        # What a person has learned leaves with the person.
        partner = result.partner or _employer(people, result, day)
        if found is not None and partner in held and (found.valid is None or found.valid.contains(day)):
            held[partner].add(found.name)
    return Found(values={name: float(len(names)) for name, names in held.items()})


def certifications_held() -> ReadyKpi:
    """
    Return how many different certifications hold at the end of the period.

    >>> certifications_held().name
    'certifications_held'
    """
    return ReadyKpi(
        kpi=Kpi("certifications_held", unit="certifications", valid=(0, 1_000)),
        find=_certifications,
        needs=("Partner", "TrainingResult"),
    )


def _people(network: Network) -> dict[str, Person]:
    return {person.id: person for person in network.people}


def _employer(people: Mapping[str, Person], result: TrainingResult, day: date) -> str | None:
    """Return for whom the person of a result works on a day; None if that is nobody, or not known."""
    person = people.get(result.person or "")
    return person.employer if person is not None and person.works_on(day) else None


def _passes(ground: Ground) -> Found:
    passed: defaultdict[str, float] = defaultdict(float)
    taken: defaultdict[str, float] = defaultdict(float)
    people = _people(ground.network)
    for result in ground.network.training_results:
        partner = result.partner or _employer(people, result, result.on)
        if partner is not None and ground.period.contains(result.on):
            taken[partner] += 1
            passed[partner] += result.passed
    return Found(values=passed, of=taken)


def training_pass_rate() -> ReadyKpi:
    """
    Return how many of the trainings taken in the period were passed; small numbers are drawn to the peers.

    >>> training_pass_rate().kpi.of
    'trainings_taken'
    """
    kpi = Kpi("training_pass_rate", count="trainings_passed", of="trainings_taken")
    return ReadyKpi(kpi=kpi, find=_passes, needs=("TrainingResult",))


def _trained(ground: Ground) -> Found:
    passed = {
        each.person
        for each in ground.network.training_results
        if each.passed
        and each.on <= ground.period.last_day
        and (each.expires_on is None or each.expires_on > ground.period.last_day)
    }
    trained: defaultdict[str, float] = defaultdict(float)
    people: defaultdict[str, float] = defaultdict(float)
    for person in ground.network.people:
        if person.employer is not None and person.works_on(ground.period.last_day):
            people[person.employer] += 1
            trained[person.employer] += person.id in passed
    return Found(values=trained, of=people)


def trained_share() -> ReadyKpi:
    """
    Return how many of the people who work there have passed a training that still counts.

    >>> trained_share().kpi.of
    'people'
    """
    kpi = Kpi("trained_share", count="people_trained", of="people")
    return ReadyKpi(kpi=kpi, find=_trained, needs=("Person", "TrainingResult"))


KPIS = (certifications_held(), training_pass_rate(), trained_share())

WORDS: Words = {
    "en": {
        "kpi-certifications-held": "How many different certifications hold at the end of the period.",
        "kpi-training-pass-rate": "The share of trainings taken in the period that were passed.",
        "kpi-trained-share": "The share of the partner's people with a training that still counts.",
    },
    "de": {
        "kpi-certifications-held": "Wie viele verschiedene Zertifikate am Ende des Zeitraums gelten.",
        "kpi-training-pass-rate": "Der Anteil bestandener Schulungen an denen des Zeitraums.",
        "kpi-trained-share": "Der Anteil der Mitarbeitenden des Partners mit einer noch gültigen Schulung.",
    },
    "sv": {
        "kpi-certifications-held": "Hur många olika certifieringar som gäller vid periodens slut.",
        "kpi-training-pass-rate": "Andelen godkända utbildningar av dem som genomfördes under perioden.",
        "kpi-trained-share": "Andelen av partnerns medarbetare med en utbildning som fortfarande gäller.",
    },
}
