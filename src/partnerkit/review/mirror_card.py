"""
How does the vendor do, seen by its partners?

The mirror of the scorecard: what a partner may expect of the vendor, measured
on the vendor's own records. Nobody is compared with anybody: each reading
stands beside a standard that the vendor has set itself, so every partner may
read its own. What nobody recorded is unknown, not well done.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from statistics import fmean, median
from typing import Any, TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.network import Network
from partnerkit.review.evidence import day_of
from partnerkit.scoring.intervals import as_share
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.time import Period, moment

__all__ = ["STANDARDS", "Mirror", "MirrorReading", "mirror"]

#: Lead id -> the partner to whom it was given, and when.
Given: TypeAlias = Mapping[str, tuple[str, datetime]]


@final
@frozen
class _Measure:
    """One thing the vendor is measured by: the cause it tells of, its unit, and how it adds up."""

    cause: str
    unit: str

    #: Shares should be high, days few.
    is_share: bool


_MEASURES: Mapping[str, _Measure] = {
    "delivery_in_time": _Measure("late-delivery", "share", is_share=True),
    "usable_leads": _Measure("poor-lead-quality", "share", is_share=True),
    "warranty_days": _Measure("slow-warranty", "days", is_share=False),
    "registration_days": _Measure("slow-registration", "days", is_share=False),
    "answer_days": _Measure("slow-vendor-response", "days", is_share=False),
}

#: What a vendor owes its partners where it set no standard of its own: shares at least, days at most.
STANDARDS: Mapping[str, float] = {
    "delivery_in_time": 0.95,
    "usable_leads": 0.80,
    "warranty_days": 14,
    "registration_days": 3,
    "answer_days": 2,
}

#: So many cases for a clear, and for a strong judgment.
_SOME, _MANY = 3, 8

#: By how much a share must fall short, and how many times the days must be, to be clear and strong.
_SHORT = (0.10, 0.25)
_LONG = (1.5, 2.5)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class MirrorReading:
    """One reading of the vendor, for one partner or over all; `value` None is unknown."""

    measure: str
    cause: str
    unit: str
    value: float | None

    #: How many cases it rests on.
    count: int
    standard: float

    #: Whether the vendor keeps its own standard; None is unknown.
    kept: bool | None

    @property
    def reason(self) -> Reason:
        """The same as a code and facts; each measure has a sentence of its own."""
        name = self.measure.replace("_", "-")
        if self.value is None:
            return Reason(f"mirror-{name}-unknown")
        numbers = [
            as_share(each) if self.unit == "share" else round(each, 1) for each in (self.value, self.standard)
        ]
        return Reason(f"mirror-{name}", {"value": numbers[0], "count": self.count, "standard": numbers[1]})


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Mirror(Mapping[str, tuple[MirrorReading, ...]]):
    """What each partner gets from the vendor; the readings are made when asked for."""

    partners: tuple[str, ...]
    period: Period
    as_of: datetime
    standards: Facts

    #: By measure, partner by partner and last over all: the value (NaN is unknown), and the cases.
    found: Mapping[str, NDArray[np.float64]]
    cases: Mapping[str, NDArray[np.int64]]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {partner: row for row, partner in enumerate(self.partners)}

    def __getitem__(self, partner: str) -> tuple[MirrorReading, ...]:
        if partner not in self._rows:
            raise NotFound(path="partner", key=str(partner), known=self.partners[:12])
        return self._readings(self._rows[partner])

    def __contains__(self, partner: object) -> bool:
        return partner in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.partners)

    def __len__(self) -> int:
        return len(self.partners)

    def __repr__(self) -> str:
        kept = [each.kept for each in self.overall]
        return (
            f"<Mirror of {len(self)} partners: {kept.count(True)} standards kept, {kept.count(False)} missed>"
        )

    @property
    def overall(self) -> tuple[MirrorReading, ...]:
        """The vendor over all its partners; for the vendor's eyes, since two partners could tell each other's from it."""
        return self._readings(len(self.partners))

    def view(self, viewer: str) -> tuple[MirrorReading, ...]:
        """
        Return what a partner may see: its own readings.

        Raises
        ------
        NotFound
            For anybody who is not in the mirror.
        """
        if viewer not in self._rows:
            raise NotFound(path="viewer", key=viewer, known=())
        return self[viewer]

    def _readings(self, row: int) -> tuple[MirrorReading, ...]:
        return tuple(self.reading(name, row) for name in _MEASURES)

    @property
    def measures(self) -> Mapping[str, str]:
        """Which cause each measure tells of."""
        return {name: each.cause for name, each in _MEASURES.items()}

    def reading(self, name: str, row: int) -> MirrorReading:
        """Return one reading of the partner in *row*."""
        measure = _MEASURES[name]
        found = float(self.found[name][row])
        value = None if np.isnan(found) else found
        standard: Any = self.standards[name]
        kept = None if value is None else value >= standard if measure.is_share else value <= standard
        return MirrorReading(
            measure=name,
            cause=measure.cause,
            unit=measure.unit,
            value=value,
            count=int(self.cases[name][row]),
            standard=standard,
            kept=kept,
        )

    def points(self, name: str) -> NDArray[np.int64]:
        """Return partner by partner how clearly a measure speaks for its cause: 1 to 3, below zero against it."""
        values, counts = self.found[name][:-1], self.cases[name][:-1]
        standard: Any = self.standards[name]
        short = standard - values if _MEASURES[name].is_share else values / standard - 1
        steps = _SHORT if _MEASURES[name].is_share else tuple(each - 1 for each in _LONG)
        # Rounding of a share is no breach of a promise.
        missed: NDArray[np.int64] = (short > 1e-12).astype(np.int64)
        missed += (short > steps[0]) & (counts >= _SOME)
        missed += (short > steps[1]) & (counts >= _MANY)
        missed -= (short <= 1e-12).astype(np.int64) * (1 + (counts >= _MANY))
        return missed

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each partner: each measure, and on how many cases it rests."""
        columns: dict[str, Any] = {"partner": list(self.partners)}
        for name in _MEASURES:
            columns |= {name: self.found[name][:-1], f"{name}_cases": self.cases[name][:-1]}
        return to_frame(columns, kind)

    _repr_html_ = small_table


def mirror(
    network: Network,
    period: Period,
    *,
    as_of: date | datetime,
    given: Given | None = None,
    standards: Mapping[str, float] | None = None,
) -> Mirror:
    """
    Rate the vendor in *period*, as it was known at *as_of*.

    Delivery in time counts order lines promised for the period. Usable leads are those given to a partner that
    were won or lost, of all that ended in it: one that was recycled or withdrawn was no chance. Days are medians, from
    a claim to its decision, from a registration to its approval or rejection, and from what a partner asked for (a
    task it raised) to its end, of all that waited on some day of the period; what is still waiting counts with the
    time it has waited.

    Parameters
    ----------
    given
        Lead id -> (partner, when it was given the lead). Without it, nothing is known of the quality of leads.
    standards
        What the vendor promises, by measure; `STANDARDS` for the rest.

    Raises
    ------
    InvalidValue, InvalidInput
        For what is no period, standards of no measure or outside their range, and leads that are given to nobody.

    >>> from partnerkit import Partner
    >>> from partnerkit.facts import Delivery
    >>> late = Delivery(id="O-1", partner="P-4", ordered_on=date(2026, 3, 2), promised_on=date(2026, 3, 9))
    >>> seen = mirror(Network.of(Partner(id="P-4"), late), Period.quarter(2026, 1), as_of=date(2026, 3, 31))
    >>> [(each.measure, each.value, each.kept) for each in seen["P-4"]][:2]
    [('delivery_in_time', 0.0, False), ('usable_leads', None, None)]
    """
    fields.check({"network": (fields.instance(Network, "a Network"), network)})
    raise_faults((*_faults(period, standards or {}), *_given_faults(given or {})))
    at = moment(as_of)
    known = network.known_at(at)
    ids = tuple(each.id for each in known.partners)
    cases = {
        "delivery_in_time": _deliveries(known, period, at),
        "usable_leads": _leads(known, period, given or {}),
        "warranty_days": _waits(
            ((each.partner, each.submitted_at, each.decided_at) for each in known.warranty_claims), period, at
        ),
        "registration_days": _waits(
            (
                (each.partner, each.submitted_at, each.approved_at or each.ended_at)
                for each in known.deals
                if each.status != "withdrawn"
            ),
            period,
            at,
        ),
        "answer_days": _waits(
            (
                (each.partner, each.opened_at, each.ended_at)
                for each in known.tasks
                if each.raised_by == "partner" and each.status != "canceled"
            ),
            period,
            at,
        ),
    }
    added = {name: _added_up(found, ids, _MEASURES[name]) for name, found in cases.items()}
    return Mirror(
        partners=ids,
        period=period,
        as_of=at,
        standards=Facts({**STANDARDS, **(standards or {})}),
        found={name: values for name, (values, _) in added.items()},
        cases={name: counts for name, (_, counts) in added.items()},
    )


def _faults(period: object, standards: Mapping[str, float]) -> Iterator[InvalidValue]:
    fault = fields.instance(Period, "a Period, as Period.quarter(2026, 1)").fault("period", period)
    if fault is not None:
        yield fault
    for name, value in standards.items():
        if name not in _MEASURES:
            yield InvalidValue(
                path="standards", value=shown(name), remedy=f"use one of {', '.join(_MEASURES)}"
            )
            continue
        most = 1 if _MEASURES[name].is_share else 3_650
        fault = fields.number(least=0.001, most=most).fault(f"standards[{name!r}]", value)
        if fault is not None:
            yield fault


def _given_faults(given: Mapping[str, object]) -> Iterator[InvalidValue]:
    for lead, holder in given.items():
        if not isinstance(holder, tuple) or len(holder) != 2 or not fields.is_identifier(holder[0]):
            remedy = "give the partner, and when it was given the lead"
            yield InvalidValue(path=f"given[{lead!r}]", value=shown(holder), remedy=remedy)


_Cases: TypeAlias = Mapping[str, list[float]]


def _deliveries(known: Network, period: Period, at: datetime) -> _Cases:
    found = defaultdict[str, list[float]](list)
    for each in known.deliveries:
        late = each.days_late(day_of(at))
        if late is not None and each.promised_on is not None and period.contains(each.promised_on):
            found[each.partner].append(float(late == 0))
    return found


def _leads(known: Network, period: Period, given: Given) -> _Cases:
    found = defaultdict[str, list[float]](list)
    for lead in known.leads:
        holder = given.get(lead.id)
        if holder is None or lead.closed_at is None or not period.contains(lead.closed_at.date()):
            continue
        found[holder[0]].append(float(lead.status in {"won", "lost"}))
    return found


def _waits(
    spans: Iterator[tuple[str | None, datetime | None, datetime | None]], period: Period, at: datetime
) -> _Cases:
    """Gather the days from asking to answer that lie in the period, at least in part."""
    found = defaultdict[str, list[float]](list)
    for partner, asked, answered in spans:
        if partner is None or asked is None or asked.date() >= period.end:
            continue
        until = answered or at
        # What was answered as a day began did not wait on it, unless it was asked then.
        if max(asked.date(), day_of(until)) >= period.start:
            found[partner].append((until - asked).total_seconds() / 86_400)
    return found


def _added_up(
    cases: _Cases, ids: Sequence[str], measure: _Measure
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the value of each partner, and last of all together; and the number of cases."""
    middle: Callable[[list[float]], float] = fmean if measure.is_share else median
    lists = [cases.get(partner, []) for partner in ids]
    lists.append([each for one in lists for each in one])
    values = np.array([middle(each) if each else np.nan for each in lists])
    return values, np.array([len(each) for each in lists], dtype=np.int64)
