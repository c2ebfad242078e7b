"""
Who was coached, what did the people at a partner do, and what changed?

What stands in the records of trainings, visits, leads and deals is counted by
person, as figures that add up to the firm's. What changed after a coaching is
shown of the firm; of a person beside his own past only, and only on the basis
that `sellers` asks for. Whether coaching helps at all is measured beside firms
that had none (`review.measure_effects`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from fractions import Fraction
from itertools import chain
from typing import Any, final

from attrs import frozen

from partnerkit.facts import checks
from partnerkit.facts.deal import DealRegistration
from partnerkit.facts.figure import Figure
from partnerkit.facts.goal import Target
from partnerkit.facts.interaction import Interaction
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.lead import Lead
from partnerkit.facts.people import Person
from partnerkit.facts.training import TrainingResult
from partnerkit.lifecycle.sellers import PersonBasis
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, UnitMismatch, shown
from partnerkit.values.ids import joined
from partnerkit.values.money import Money, Quantity
from partnerkit.values.reasons import Reason
from partnerkit.values.rows import Rows
from partnerkit.values.time import Period

__all__ = [
    "ACTIVITIES",
    "Change",
    "activity_figures",
    "change_of_person",
    "changes_after_coaching",
    "coaching_interventions",
]

#: What is counted by person. Who takes part in a visit with others has one, too: these are attendances.
ACTIVITIES = ("courses-passed", "joint-visits", "leads-worked", "leads-won", "deals-registered")

_PERIODS = fields.whole_number(least=1, most=120)

#: The purpose of an interaction that is a coaching.
COACHING = "coaching"


def __dir__() -> list[str]:
    return __all__


def activity_figures(
    people: Iterable[Person],
    period: Period,
    *,
    results: Iterable[TrainingResult] | None = None,
    interactions: Iterable[Interaction] | None = None,
    leads: Iterable[Lead] | None = None,
    deals: Iterable[DealRegistration] | None = None,
    worked_by: Mapping[str, str] | None = None,
) -> Rows[Figure]:
    """
    Count what the people at partners did in *period*: a figure for each of them and each of `ACTIVITIES`.

    Who did nothing has a 0, whoever was there in the period; what records were not given for is unknown, and has no figure.

    Parameters
    ----------
    people
        Only those with an employer count, each for his employer.
    results, interactions, leads, deals
        All records of the period; left out is unknown.
    worked_by
        Id of a lead or a registered deal -> the person at the partner who works it; others are nobody's.

    >>> seller = Person(id="U-7", employer="P-4")
    >>> passed = TrainingResult(course="C-7", person="U-7", on=date(2026, 3, 9), passed=True)
    >>> [(each.person, each.measure, each.value) for each in activity_figures([seller], Period.month(2026, 3), results=[passed])]
    [('U-7', 'courses-passed', 1)]
    """
    fields.check({"period": (checks.period, period)})
    staff = [each for each in people if each.employer is not None]
    employers = {each.id: str(each.employer) for each in staff}
    workers = worked_by or {}
    done = chain(
        _learned(results or (), period),
        _visited(interactions or (), period),
        *(_worked(each, workers[each.id], period) for each in leads or () if each.id in workers),
        (
            (workers[each.id], "deals-registered")
            for each in deals or ()
            if each.id in workers and _within(period, each.submitted_at)
        ),
    )
    work = worked_by is not None
    given = (
        results is not None,
        interactions is not None,
        *[work and leads is not None] * 2,
        work and deals is not None,
    )
    looked_at = [name for name, known in zip(ACTIVITIES, given, strict=True) if known]
    counts = Counter({(each.id, name): 0 for each in staff if _was_there(each, period) for name in looked_at})
    counts.update(each for each in done if each[0] in employers)
    found = (
        Figure(partner=employers[person], person=person, measure=measure, period=period, value=count)
        for (person, measure), count in sorted(counts.items())
    )
    return Rows(Figure, found)


def _was_there(person: Person, period: Period) -> bool:
    came = person.hired_on is None or person.hired_on < period.end
    return came and (person.left_on is None or period.start < person.left_on)


def _within(period: Period, at: datetime | None) -> bool:
    return at is not None and period.contains(at.date())


def _learned(results: Iterable[TrainingResult], period: Period) -> Iterator[tuple[str, str]]:
    for each in results:
        if each.person is not None and each.passed and period.contains(each.on):
            yield each.person, "courses-passed"


def _visited(interactions: Iterable[Interaction], period: Period) -> Iterator[tuple[str, str]]:
    for each in interactions:
        if each.kind == "visit" and each.held and _within(period, each.at):
            yield from ((person, "joint-visits") for person in each.persons)


def _worked(lead: Lead, person: str, period: Period) -> Iterator[tuple[str, str]]:
    if _within(period, lead.received_at):
        yield person, "leads-worked"
    if lead.status == "won" and _within(period, lead.closed_at):
        yield person, "leads-won"


@final
@frozen(kw_only=True)
class Change:
    """What changed at a firm after its people were coached: the mean of some periods before, and of some after."""

    partner: str
    coached_on: date

    #: How many of its people were coached.
    coached: int

    #: In the unit of the measure; None where too few periods are known.
    before: Fraction | None
    after: Fraction | None
    reason: Reason


def changes_after_coaching(
    interactions: Iterable[Interaction],
    figures: Iterable[Figure],
    *,
    measure: str,
    as_of: date,
    people: Iterable[Person],
    periods: int = 3,
) -> Rows[Change]:
    """
    Tell of each firm whose people were coached what changed after the first time.

    The means of the last *periods* periods before and of the first ones after it are put beside each other; the period
    in which it lies counts for neither. It is a before and after, nothing more: what would have come without coaching is
    not in it. By firm, never in the order of what changed.

    Parameters
    ----------
    interactions
        Those with the purpose "coaching" that were held; the people in them were coached.
    figures
        Of *measure*, of firms or of their people, in periods of one length; money and quantities as numbers of their
        unit. A period of which one is in dispute, or not known, is not known of the firm either.
    people
        Only those with an employer count, each for his employer.

    Raises
    ------
    InvalidValue, UnitMismatch
        For ratios, and for figures of one firm in several currencies or units.

    >>> from datetime import datetime
    >>> held = Interaction(
    ...     id="I-1", kind="meeting", partner="P-4", persons=["U-7", "U-1"], purpose="coaching", held=True,
    ...     at=datetime.fromisoformat("2026-04-09T09:00Z"),
    ... )
    >>> sold = [
    ...     Figure(partner="P-4", person="U-7", measure="deals", period=Period.month(2026, month), value=month)
    ...     for month in range(1, 8)
    ... ]
    >>> found = changes_after_coaching([held], sold, measure="deals", as_of=date(2026, 8, 1), people=[Person(id="U-7", employer="P-4")])
    >>> [(each.partner, each.coached, int(each.before), int(each.after)) for each in found]
    [('P-4', 1, 2, 6)]
    """
    fields.check({"as_of": (fields.calendar_date, as_of), "periods": (_PERIODS, periods)})
    first = _coached(interactions, people, as_of)
    series = _series(figures, measure, as_of)
    by_firm: dict[str, list[str]] = {}
    for partner, person in sorted(first):
        by_firm.setdefault(partner, []).append(person)
    found = []
    for partner, coached in by_firm.items():
        on = min(first[partner, person] for person in coached)
        before, after = _means(series.get((partner, None), {}), on, periods)
        facts = {"partner": partner, "measure": measure, "count": len(coached), "on": on}
        reason = Reason("coached-firm-too-early", facts)
        if before is not None and after is not None:
            reason = Reason("coached-firm", {**facts, "before": _told(before), "after": _told(after)})
        found.append(
            Change(
                partner=partner,
                coached_on=on,
                coached=len(coached),
                before=before,
                after=after,
                reason=reason,
            )
        )
    return Rows(Change, found)


def change_of_person(
    person: str,
    interactions: Iterable[Interaction],
    figures: Iterable[Figure],
    *,
    measure: str,
    as_of: date,
    people: Iterable[Person],
    basis: PersonBasis | None,
    periods: int = 3,
) -> Reason:
    """
    Say what changed for one person after the first coaching, beside his own past; nothing where *basis* does not allow it.

    One person at a time: what is told of several could be put in an order.

    >>> change_of_person(
    ...     "U-7", [], [], measure="deals", as_of=date(2026, 8, 1), people=[Person(id="U-7", employer="P-4")], basis=None
    ... ).code
    'person-figures-off'
    """
    fields.check({"as_of": (fields.calendar_date, as_of), "periods": (_PERIODS, periods)})
    known = tuple(people)
    employer = next((each.employer for each in known if each.id == person), None)
    if employer is None:
        remedy = "name somebody who works at a partner"
        raise InvalidValue(path="person", value=shown(person), remedy=remedy)
    if basis is None or not basis.covers(measure, employer, as_of):
        return Reason("person-figures-off", {"partner": employer})
    first = _coached(interactions, known, as_of)
    if (employer, person) not in first:
        return Reason("coached-never", {"person": person})
    on = first[employer, person]
    facts = {"person": person, "measure": measure, "on": on, "purpose": basis.purpose}
    before, after = _means(_series(figures, measure, as_of).get((employer, person), {}), on, periods)
    if before is None or after is None:
        return Reason("coached-person-too-early", facts)
    return Reason("coached-person", {**facts, "before": _told(before), "after": _told(after)})


def _coached(
    interactions: Iterable[Interaction], people: Iterable[Person], as_of: date
) -> dict[tuple[str, str], date]:
    """Return the first day of coaching by partner and person."""
    employers = {each.id: each.employer for each in people if each.employer is not None}
    first: dict[tuple[str, str], date] = {}
    for each in interactions:
        day = each.at.date()
        if each.purpose == COACHING and each.held and day <= as_of:
            for person in each.persons:
                if employers.get(person) == each.partner:
                    key = each.partner, person
                    first[key] = min(day, first.get(key, day))
    return first


def _series(
    figures: Iterable[Figure], measure: str, as_of: date
) -> dict[tuple[str, str | None], dict[Period, Fraction]]:
    """
    Return the values by period, of each firm (None) and of each of its people.

    A sum of which a part is in dispute, or not known, is not known.
    """
    series: dict[tuple[str, str | None], dict[Period, Fraction]] = {}
    units: dict[str, Target] = {}
    unsure: set[tuple[tuple[str, str | None], Period]] = set()
    for each in figures:
        if each.measure != measure or each.period.end > as_of:
            continue
        keys = {(each.partner, None), (each.partner, each.person)}
        if each.status == "disputed" or each.value is None:
            unsure.update((key, each.period) for key in keys)
            continue
        number = _number(each.value, each, units.setdefault(each.partner, each.value))
        for key in keys:
            values = series.setdefault(key, {})
            values[each.period] = values.get(each.period, Fraction(0)) + number
    for key, period in unsure:
        series.get(key, {}).pop(period, None)
    return series


def _means(
    values: Mapping[Period, Fraction], on: date, periods: int
) -> tuple[Fraction | None, Fraction | None]:
    order = sorted(values, key=lambda each: each.start)
    before = [values[each] for each in order if each.end <= on][-periods:]
    after = [values[each] for each in order if each.start > on][:periods]
    means = [sum(each, Fraction(0)) / periods if len(each) == periods else None for each in (before, after)]
    return means[0], means[1]


def _told(mean: Fraction) -> float:
    return round(float(mean), 2)


def _number(value: Target, figure: Figure, first: Target) -> Fraction:
    """Return a value as a number of its unit, which must be that of the *first* one of the firm."""
    path = f"figures[{figure.partner!r}][{figure.measure!r}]"
    if isinstance(value, Money | Quantity):
        if _unit(value) != _unit(first):
            raise UnitMismatch(path=path, expected=_unit(first), found=_unit(value))
        return Fraction(value.amount)
    if type(value) is int or fields.is_decimal(value):
        if isinstance(first, Money | Quantity):
            raise UnitMismatch(path=path, expected=_unit(first), found=_unit(value))
        known: Any = value
        return Fraction(known)
    raise InvalidValue(
        path=path, value=shown(str(value)), remedy="use a measure that adds up; a ratio does not"
    )


def _unit(value: Target) -> str:
    if isinstance(value, Money):
        return value.currency
    return value.unit if isinstance(value, Quantity) else "a number"


def coaching_interventions(
    interactions: Iterable[Interaction], *, as_of: date, remedy: str = "coach-sellers"
) -> Rows[Intervention]:
    """
    Return for each firm whose people were coached the first day of it, as `review.measure_effects` takes it.

    >>> from datetime import datetime
    >>> held = Interaction(
    ...     id="I-1", kind="visit", partner="P-4", purpose="coaching", held=True, at=datetime.fromisoformat("2026-04-09T09:00Z")
    ... )
    >>> [(each.partner, each.remedy) for each in coaching_interventions([held], as_of=date(2026, 5, 1))]
    [('P-4', 'coach-sellers')]
    """
    fields.check({"as_of": (fields.calendar_date, as_of), "remedy": (checks.reason_code, remedy)})
    first: dict[str, date] = {}
    for each in interactions:
        day = each.at.date()
        if each.purpose == COACHING and each.held and day <= as_of:
            first[each.partner] = min(day, first.get(each.partner, day))
    given = (
        Intervention(id=joined(remedy, partner), partner=partner, remedy=remedy, started_on=first[partner])
        for partner in sorted(first)
    )
    return Rows(Intervention, given)
