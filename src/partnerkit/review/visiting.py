"""
What did visiting bring, beside comparable partners who were not visited?

Visits are measured like any remedy: by how much more did the visited change
than partners like them? Beside that stands what it took, in visits and hours.
Nobody drew lots: managers visit where something is to be had, and the warnings
say so.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, final

from attrs import frozen

from partnerkit.facts.interaction import Interaction
from partnerkit.facts.intervention import Intervention
from partnerkit.review.effects import Effect, measure_effects
from partnerkit.review.evidence import day_of
from partnerkit.scoring.intervals import Interval
from partnerkit.scoring.series import read_series
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period, moment

__all__ = ["VisitingEffect", "visiting_effect"]

#: What was done to the visited, and to those who were visited at another time.
_CODE, _OTHERWISE = "visit-partner", "visited-otherwise"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class VisitingEffect:
    """By how much more the visited changed each period, and what of it falls to one visit and one hour."""

    effect: Effect

    #: Held in the period; and the hours they took, with the way and the office: None where one of these is unknown.
    visits: int
    hours: float | None

    #: What one visit, and one hour, brought over all periods after; None where the effect or the hours are unknown.
    per_visit: Interval | None
    per_hour: Interval | None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words, with what weakens it."""
        if self.per_visit is None:
            return self.effect.reasons
        bounds = {name: round(getattr(self.per_visit, name), 2) for name in ("estimate", "low", "high")}
        facts = {"count": self.visits, "outcome": self.effect.outcome, **bounds}
        return (Reason("visiting-brought", facts), *self.effect.warnings)


def visiting_effect(
    frame: object,
    interactions: Iterable[Interaction],
    *,
    key: str,
    by: str,
    value: str,
    as_of: date | datetime,
    during: Period,
    peers: Mapping[Any, Hashable] | None = None,
    after: int = 6,
    **kwargs: Any,
) -> VisitingEffect:
    """
    Measure what the visits held in *during*, as far as *as_of*, did to the column *value*.

    The first visit of each partner in *during* begins its time after. Partners visited before it, within the periods
    looked at, are neither visited nor comparable; nor comparable are those who were visited after it alone.

    Parameters
    ----------
    frame, key, by, value, as_of, peers, after, kwargs
        As `measure_effects` takes them.

    Raises
    ------
    InvalidValue, InvalidInput
        As `measure_effects`; where no visit was held in *during*, and for those held at partners without a row.

    >>> names, months = [f"P-{place}" for place in range(40)], [f"2026-{month:02}" for month in range(1, 8)]
    >>> frame = {
    ...     "partner": [name for name in names for _ in months], "month": months * 40,
    ...     "sales": [50.0 + place % 9 + 2 * (place < 12 and month > 3) for place in range(40) for month in range(7)],
    ... }
    >>> held = [
    ...     Interaction(id=f"I-{name}", kind="visit", partner=name, at=datetime.fromisoformat("2026-04-08T09:00Z"), held=True,
    ...         minutes=90, travel_minutes=30, office_minutes=0)
    ...     for name in names[:12]
    ... ]
    >>> found = visiting_effect(
    ...     frame, held, key="partner", by="month", value="sales", before=3, after=3, as_of=date(2026, 7, 31), during=Period.month(2026, 4)
    ... )
    >>> round(found.per_visit.estimate, 6), round(found.per_hour.estimate, 6)
    (6.0, 3.0)
    """
    day, told = day_of(moment(as_of)), tuple(interactions)
    known = frozenset(read_series(frame, key=key, by=by, value=value, as_of=as_of).keys)
    raise_faults(_told_faults(told, known, day))
    held = sorted((each for each in told if _is_held(each, day)), key=lambda each: (each.at, each.id))
    inside = [each for each in held if during.contains(each.at.date())]
    if not inside:
        raise InvalidValue(path="interactions", value="no visit", remedy=f"give visits held in {during}")
    given = _given(held, during)
    effect = measure_effects(
        frame, given, key=key, by=by, value=value, as_of=as_of, peers=peers, after=after, **kwargs
    )[_CODE]
    times = [time for each in inside for time in (each.minutes, each.travel_minutes, each.office_minutes)]
    hours = None if None in times else sum(time or 0 for time in times) / 60
    partners = len({each.partner for each in inside})
    return VisitingEffect(
        effect=effect,
        visits=len(inside),
        hours=hours,
        per_visit=_shared(effect, after * partners / len(inside)),
        per_hour=_shared(effect, after * partners / hours) if hours else None,
    )


def _is_held(each: Interaction, day: date) -> bool:
    return each.kind == "visit" and bool(each.held) and each.at.date() <= day


def _told_faults(told: Sequence[object], known: frozenset[Any], day: date) -> Iterator[InvalidValue]:
    for place, each in enumerate(told):
        path = f"interactions[{place}]"
        if not isinstance(each, Interaction):
            yield InvalidValue(path=path, value=shown(each), remedy="use an Interaction")
        elif _is_held(each, day) and each.partner not in known:
            remedy = "give its figures, or leave it out"
            yield InvalidValue(path=f"{path}.partner", value=shown(each.partner), remedy=remedy)


def _given(held: Sequence[Interaction], during: Period) -> Iterator[Intervention]:
    """Give the first visit of each partner in *during* as what was done to it, and what makes others no measure."""
    first: dict[str, date] = {}
    for each in held:
        if during.contains(each.at.date()):
            first.setdefault(each.partner, each.at.date())
    for place, (partner, on) in enumerate(first.items()):
        yield Intervention(id=f"visited-{place}", partner=partner, remedy=_CODE, started_on=on)
    for place, each in enumerate(held):
        on = each.at.date()
        # Whoever was visited in the period is busy from then on.
        if on < during.start or each.partner not in first:
            yield Intervention(
                id=f"otherwise-{place}", partner=each.partner, remedy=_OTHERWISE, started_on=on, ended_on=on
            )


def _shared(effect: Effect, factor: float) -> Interval | None:
    """Return what falls to one part of the effort; an effect in parts of the outcome falls to none."""
    found = effect.interval
    if found is None or effect.relative:
        return None
    return Interval(
        estimate=factor * found.estimate,
        low=factor * found.low,
        high=factor * found.high,
        level=found.level,
        method=found.method,
    )
