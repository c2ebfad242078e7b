"""
How do the facts of a network become columns over partners?

A ready-made KPI is a value: its `Kpi` (direction, unit, denominator, freshness,
validity), how it is found, and its words. One's own is made the same way. Engine
and door do not know each other: entries are handed in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeAlias, final

import numpy as np
from attrs import evolve, field, frozen

from partnerkit.facts.network import Network
from partnerkit.facts.rates import RateTable
from partnerkit.scoring.ground import Absent, Given, Ground
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import Period, moment

__all__ = ["PARTNER", "Find", "Found", "Measured", "Notice", "ReadyKpi", "Words", "measure_partners"]

#: language -> code -> template; see `interop.wording`.
Words: TypeAlias = Mapping[str, Mapping[str, str | Mapping[str, str]]]

#: The column of the ids, and those that say who is comparable.
PARTNER = "partner"
_PEERS = ("type", "tier", "program")
_OWN = (PARTNER, *_PEERS)

#: How many partners a finding names.
_NAMED = 12


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Found:
    """What a KPI found, by partner; who is not in it is unknown."""

    values: Mapping[str, float]

    #: Of a rate: how many there were; then `values` are the counts.
    of: Mapping[str, float] | None = None

    #: On which day each was measured, and how far chance may have moved it.
    measured: Mapping[str, date] | None = None
    errors: Mapping[str, float] | None = None


Find: TypeAlias = Callable[[Ground], Found]
Notice: TypeAlias = Callable[[Ground], Iterable[Finding]]


@final
@frozen(kw_only=True)
class ReadyKpi:
    """
    One figure of partners that can be found in a network.

    >>> own = ReadyKpi(kpi=Kpi("stars", valid=(1, 5)), find=lambda ground: Found(values={"P-4": 5.0}))
    >>> own.name, own.meaning.code
    ('stars', 'kpi-stars')
    """

    #: Direction, unit, denominator, freshness, the range in which it can be true; its weight where nobody says another one.
    kpi: Kpi = field(validator=fields.instance(Kpi, "a Kpi"))
    find: Find = field(eq=False, repr=False)

    #: What it is found in: names of measures and of nouns.
    needs: tuple[str, ...] = field(default=(), converter=as_tuple, validator=fields.each(fields.identifier))

    #: Why it stays out of a scorecard unless it is asked for; None belongs in.
    kept_out: Reason | None = None

    #: What a person should look at beside the figure itself.
    notice: Notice | None = field(default=None, eq=False, repr=False)

    @property
    def name(self) -> str:
        """The name of the figure, and of its column."""
        return self.kpi.name

    @property
    def meaning(self) -> Reason:
        """What it measures, to be said in words."""
        return Reason(f"kpi-{self.name.replace('_', '-')}")


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Measured:
    """Figures of every partner, ready to be scored."""

    kpis: tuple[ReadyKpi, ...]

    #: "partner", "type", "tier", "program", and those of the KPIs; None is unknown.
    columns: Mapping[str, Sequence[Any]]
    findings: tuple[Finding, ...]
    as_of: datetime

    def card(self, *, weights: Mapping[str, float] | None = None, **options: Any) -> Scorecard:
        """
        Return a scorecard of these KPIs, as `Scorecard` takes *options*.

        Those that are kept out come in only if *weights* name them.

        Raises
        ------
        NotFound
            For weights of KPIs that were not measured.
        InvalidValue, InvalidInput
            For *weights* that are no mapping, and as `Kpi` and `Scorecard` do.
        """
        if weights is not None and not isinstance(weights, Mapping):
            raise InvalidValue(path="weights", value=shown(weights), remedy="use KPI -> weight")
        given = dict(weights or {})
        known = {each.name: each for each in self.kpis}
        for name in given:
            if name not in known:
                raise NotFound(path="weights", key=name, known=tuple(known))
        chosen = [each for each in self.kpis if each.kept_out is None or each.name in given]
        kpis = tuple(_weighed(each.kpi, given.get(each.name)) for each in chosen)
        return Scorecard(kpis=kpis, **options)

    @cached_property
    def kept_out(self) -> Mapping[str, Reason]:
        """Which KPIs stay out of a scorecard, and why."""
        return {each.name: each.kept_out for each in self.kpis if each.kept_out is not None}

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame({**self.columns, **self._unknown()}, kind)

    def _unknown(self) -> dict[str, Any]:
        """Return the columns of which nothing is known: engines ask of which kind even these are."""
        count = len(self.columns[PARTNER])
        return {
            name: np.full(count, "NaT", "datetime64[D]")
            if name == each.kpi.measured
            else np.full(count, np.nan)
            for each in self.kpis
            for name in each.kpi.columns
            if name in self.columns and all(value is None for value in self.columns[name])
        }

    _repr_html_ = small_table

    def __repr__(self) -> str:
        return f"<Measured: {len(self.kpis)} KPIs of {len(self.columns[PARTNER])} partners>"


def measure_partners(
    network: Network,
    kpis: Iterable[ReadyKpi],
    period: Period,
    *,
    as_of: date | datetime,
    calendars: Mapping[str, WorkingCalendar] | None = None,
    given: Given | None = None,
    currency: str | None = None,
    rates: RateTable | None = None,
    absent: Absent = "unknown",
) -> Measured:
    """
    Find *kpis* for every partner of *network* in *period*, as it was known at *as_of*.

    Parameters
    ----------
    calendars
        Partner id -> when it works. Without one, Monday to Friday from nine to
        five on its own clocks; without a time zone either, times are unknown.
    given
        Lead id -> (partner, when it was given the lead). Without it, nothing is
        known of responses: who never answered would not be seen.
    currency, rates
        Amounts are stated in *currency*, converted by *rates*; left out, all must be in one currency.
    absent
        What it means that a figure was not reported: "unknown", or "zero" where
        the source tells of every sale there was.

    Raises
    ------
    InvalidValue, InvalidInput, CurrencyMismatch
        For KPIs of one name, or called like another column, figures that tell
        of a day twice, and amounts of several currencies without *currency* and *rates*.
    UnitMismatch
        For figures of one measure in several units.

    >>> from partnerkit import Money, Partner
    >>> from partnerkit.facts import Figure
    >>> from partnerkit.scoring import kpis
    >>> march = Period.month(2026, 3)
    >>> sold = Figure(partner="P-4", measure="revenue", period=march, value=Money.of("900", "EUR"))
    >>> network = Network.of(Partner(id="P-4"), Partner(id="P-5"), sold)
    >>> found = measure_partners(network, [kpis.get("revenue")], march, as_of=date(2026, 3, 31), currency="EUR")
    >>> found.columns["partner"], found.columns["revenue"]
    (('P-4', 'P-5'), (900.0, None))
    """
    checks = {
        "network": (fields.instance(Network, "a Network, as Network.of(*facts)"), network),
        "kpis": (fields.instance(Iterable, 'a list of ReadyKpis, as [kpis.get("revenue")]'), kpis),
    }
    fields.check(checks)
    entries = tuple(kpis)
    raise_faults((*_faults(entries, period, absent), *_given_faults(given, calendars, rates)))
    at = moment(as_of)
    known = network.known_at(at)
    ground = Ground(
        network=known,
        versions=network,
        period=period,
        as_of=at,
        calendars=calendars or {},
        given=given,
        currency=currency,
        rates=rates,
        absent=absent,
    )
    ids = tuple(each.id for each in known.partners)
    columns: dict[str, Sequence[Any]] = {PARTNER: ids}
    columns |= {name: tuple(getattr(each, name) for each in known.partners) for name in _PEERS}
    findings: list[Finding] = []
    for entry in entries:
        columns |= _columns(entry, entry.find(ground), ids, findings)
        if entry.notice is not None:
            findings += entry.notice(ground)
    return Measured(kpis=entries, columns=columns, findings=(*findings, *_unread(ground)), as_of=at)


def _weighed(kpi: Kpi, weight: float | None) -> Kpi:
    return kpi if weight is None else evolve(kpi, weight=weight)


def _faults(entries: Sequence[ReadyKpi], period: object, absent: object) -> Iterator[InvalidValue]:
    odd = [place for place, each in enumerate(entries) if not isinstance(each, ReadyKpi)]
    for place in odd:
        remedy = 'use a ReadyKpi, as kpis.get("revenue")'
        yield InvalidValue(path=f"kpis[{place}]", value=shown(entries[place]), remedy=remedy)
    if not odd:
        names = [each.name for each in entries]
        filled: dict[str, str] = {}
        for place, name in enumerate(names):
            if name in names[:place]:
                yield InvalidValue(path=f"kpis[{place}].name", value=shown(name), remedy="use each name once")
            for column in dict.fromkeys(entries[place].kpi.columns):
                by = filled.setdefault(column, name)
                if column in _OWN or by != name:
                    remedy = (
                        f"use another name; {', '.join(_OWN)} are columns already"
                        if column in _OWN
                        else f"use another name; {by} fills the column already, and may count otherwise"
                    )
                    yield InvalidValue(path=f"kpis[{place}].kpi", value=shown(column), remedy=remedy)
    checks = {
        "period": (fields.instance(Period, "a Period, as Period.quarter(2026, 1)"), period),
        "absent": (fields.choice("unknown", "zero"), absent),
    }
    yield from fields.faults(checks)


def _given_faults(given: object, calendars: object, rates: object) -> Iterator[InvalidValue]:
    for path, told, is_one, remedy in (
        ("given", given, _is_given, "use lead id -> (partner id, datetime with a time zone)"),
        ("calendars", calendars, _is_calendar, "use partner id -> WorkingCalendar"),
    ):
        if told is not None and not isinstance(told, Mapping):
            yield InvalidValue(path=path, value=f"a {type(told).__name__}", remedy=remedy)
            continue
        for name, each in (told or {}).items():
            if not is_one(each):
                yield InvalidValue(path=f"{path}[{name!r}]", value=shown(each), remedy=remedy)
    yield from fields.faults({"rates": (fields.optional(fields.instance(RateTable, "a RateTable")), rates)})


def _is_given(value: object) -> bool:
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    return fields.identifier.accepts(value[0]) and fields.aware.accepts(value[1])


def _is_calendar(value: object) -> bool:
    return isinstance(value, WorkingCalendar)


def _columns(
    entry: ReadyKpi, found: Found, ids: Sequence[str], findings: list[Finding]
) -> Mapping[str, Sequence[Any]]:
    """Return the columns of one KPI; what cannot be true becomes unknown, and a finding."""
    kpi = entry.kpi
    outside = [name for name in ids if not _is_valid(entry, found, name)]
    if outside:
        least, most = entry.kpi.valid or (0, 1)
        facts = {"kpi": entry.name, "partners": tuple(outside[:_NAMED]), "count": len(outside)}
        reason = Reason("figure-out-of-range", {**facts, "least": least, "most": most})
        findings.append(Finding(reason=reason, severity="medium", subjects=tuple(outside)))
    odd = frozenset(outside)
    known = [name if name in found.values and name not in odd else None for name in ids]
    told: dict[str, Mapping[str, Any]] = {kpi.name: found.values}
    if kpi.count is not None and kpi.of is not None and found.of is not None:
        told = {kpi.count: found.values, kpi.of: found.of}
    if kpi.measured is not None:
        told[kpi.measured] = found.measured or {}
    if kpi.se is not None:
        told[kpi.se] = found.errors or {}
    return {
        column: tuple(None if name is None else values.get(name) for name in known)
        for column, values in told.items()
    }


def _is_valid(entry: ReadyKpi, found: Found, name: str) -> bool:
    value = found.values.get(name)
    if value is None:
        return True
    if found.of is not None:
        return 0 <= value <= found.of.get(name, 0)
    least, most = entry.kpi.valid or (float("-inf"), float("inf"))
    return least <= value <= most


def _unread(ground: Ground) -> Iterator[Finding]:
    """Find whose figures did not count, and why."""
    for (measure_id, _), sums in sorted(ground.read.items(), key=lambda each: (each[0][0], str(each[0][1]))):
        if sums.disputed:
            facts = {"measure": measure_id, "partners": sums.disputed[:_NAMED], "count": len(sums.disputed)}
            yield Finding(reason=Reason("figures-disputed", facts), severity="low", subjects=sums.disputed)
        if sums.incomplete:
            facts = {
                "measure": measure_id,
                "partners": sums.incomplete[:_NAMED],
                "count": len(sums.incomplete),
            }
            yield Finding(
                reason=Reason("figures-incomplete", facts), severity="low", subjects=sums.incomplete
            )
