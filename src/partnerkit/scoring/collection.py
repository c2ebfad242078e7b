"""
Which figures of a period have come in, which are late, and which are in doubt?

A collection is what a neutral office works with. Everybody else sees a view of
it: a member his own figures, and nobody but the office those of others.
"""

from collections.abc import Collection as Keys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, final

from attrs import evolve, field, frozen

from partnerkit.scoring.entries import Entry, Query
from partnerkit.scoring.ring import Owed, Ring
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import Period, moment

__all__ = ["Collected", "OwedFigure", "Reminder", "collect"]

Status = Literal["awaited", "late", "entered", "withdrawn"]

_period = fields.instance(Period, "a Period")
_ring = fields.instance(Ring, "a Ring")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Reminder:
    """That a partner was reminded of what he owes for a period."""

    partner: str = field(validator=fields.identifier)
    period: Period = field(validator=_period)
    at: datetime = field(converter=fields.as_utc, validator=fields.aware)


@final
@frozen(kw_only=True)
class OwedFigure:
    """One figure that is owed, with all that became of it."""

    owed: Owed
    status: Status

    #: What was entered, the last one last: the trace of every correction.
    entries: tuple[Entry, ...] = field(repr=False)
    queries: tuple[Query, ...] = field(repr=False)
    reminded: tuple[datetime, ...]

    #: Whether it first came, or is still to come, after its last day.
    is_late: bool

    @property
    def value(self) -> float | None:
        """The figure as it stands; None if it is not there, or was withdrawn."""
        return self.entries[-1].value if self.entries else None

    @property
    def is_corrected(self) -> bool:
        """Whether it was entered more than once."""
        return len(self.entries) > 1

    @property
    def is_plausible(self) -> bool:
        """Whether it is there, and nobody waits for an answer about it or contradicts it."""
        is_awaited = any(each.status in {"open", "answered"} for each in self.queries)
        return self.value is not None and not is_awaited and not self.is_contradicted

    @property
    def is_contradicted(self) -> bool:
        """
        Whether the office does not take it for true although the partner stands by it: then it counts for nobody.

        Another figure settles that; the same one entered once more does not.
        """
        return any(self._is_against(each) for each in self.queries)

    def _is_against(self, query: Query) -> bool:
        """Tell whether the office contradicted the figure that stands now."""
        if query.status != "contradicted":
            return False
        then = [each.value for each in self.entries if each.at <= query.steps[-1].at]
        return not then or then[-1] == self.value


@final
@frozen(kw_only=True)
class Collected:
    """
    The figures of a ring and a period at a moment, as the office sees them; `view` is for everybody else.

    Nothing of it shows in its `repr` but how many there are.
    """

    period: Period
    as_of: datetime
    figures: tuple[OwedFigure, ...] = field(repr=lambda figures: str(len(figures)))

    #: What the program says of these figures, and not who else is in it: that is for the office to know.
    kpis: tuple[str, ...] = field(repr=False)
    remind_days: int = field(repr=False)
    office: str = field(repr=False)

    def view(self, *, role: str, viewer: str | None = None) -> "Collected":
        """
        Return what somebody sees of it: the role of the office all, a member his own figures, everybody else nothing.

        *viewer* is the member for whom somebody asks, as his employee; a role alone opens nothing but the office's.
        """
        if role == self.office:
            return self
        own = tuple(each for each in self.figures if each.owed.partner == viewer)
        return evolve(self, figures=own)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is late, and what is in doubt, to be said in words; each to the office and the partner."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[Finding]:
        for each in self.figures:
            facts = {"kpi": each.owed.kpi, "partner": each.owed.partner, "period": self.period}
            if each.status == "late":
                reason = Reason("figure-late", {**facts, "until": each.owed.until})
                yield Finding(reason=reason, severity="low", subjects=(each.owed.partner,))
            for query in each.queries:
                if query.status in {"open", "answered"}:
                    yield Finding(reason=query.doubt, severity="info", subjects=(query.partner,))
            if each.is_contradicted:
                reason = Reason("figure-contradicted", facts)
                yield Finding(reason=reason, severity="medium", subjects=(each.owed.partner,))

    @property
    def to_remind(self) -> tuple[str, ...]:
        """Who is to be reminded now: late with something, and not reminded of it within the days of the ring."""
        since = self.as_of - timedelta(days=self.remind_days)
        late = (each for each in self.figures if each.status == "late")
        return tuple(
            dict.fromkeys(each.owed.partner for each in late if not any(at > since for at in each.reminded))
        )

    @property
    def disputed(self) -> Mapping[str, Keys[str]]:
        """KPI -> whose figure is contradicted, as `benchmark` takes it; such a figure counts against nobody either."""
        found: dict[str, list[str]] = {}
        for each in self.figures:
            if each.is_contradicted:
                found.setdefault(each.owed.kpi, []).append(each.owed.partner)
        return {kpi: tuple(partners) for kpi, partners in found.items()}

    def columns(self, *, key: str = "partner", settled: bool = False) -> Mapping[str, list[Any]]:
        """
        Return the figures as columns by KPI, to be scored; what is not there is None.

        With *settled*, what is contradicted is None, too: nothing that is in dispute goes into a sanction.

        Raises
        ------
        InvalidValue
            For a *key* that is called like a KPI of the ring.
        """
        if key in self.kpis:
            raise InvalidValue(path="key", value=shown(key), remedy="use a name that no KPI of the ring has")
        rows = {
            partner: row
            for row, partner in enumerate(dict.fromkeys(each.owed.partner for each in self.figures))
        }
        found: dict[str, list[Any]] = {key: list(rows)}
        for kpi in self.kpis:
            found[kpi] = [None] * len(rows)
        for each in self.figures:
            if not (settled and each.is_contradicted):
                found[each.owed.kpi][rows[each.owed.partner]] = each.value
        return found

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a frame of *kind* with a row for each figure that is owed, and where it stands."""
        columns: dict[str, list[Any]] = {
            "partner": [each.owed.partner for each in self.figures],
            "kpi": [each.owed.kpi for each in self.figures],
            "until": [each.owed.until for each in self.figures],
            "status": [each.status for each in self.figures],
            "value": [each.value for each in self.figures],
            "is_late": [each.is_late for each in self.figures],
            "is_plausible": [each.is_plausible for each in self.figures],
            "corrections": [max(0, len(each.entries) - 1) for each in self.figures],
            "reminders": [len(each.reminded) for each in self.figures],
        }
        return to_frame(columns, kind=kind)

    _repr_html_ = small_table


def collect(
    ring: Ring,
    period: Period,
    entries: Sequence[Entry],
    *,
    as_of: datetime,
    queries: Sequence[Query] = (),
    reminders: Sequence[Reminder] = (),
) -> Collected:
    """
    Return where the figures of *period* stand at *as_of*; what happened later is not known yet.

    So the same entries give the figures of today and those of a cut-off.

    Raises
    ------
    InvalidValue, InvalidInput
        For entries of partners who are no members, and of KPIs that are not owed.

    >>> noon = datetime.fromisoformat("2026-04-12T12:00Z")
    >>> ring = Ring(id="north", members=["P-1", "P-2"], kpis=["revenue"], due_days=10)
    >>> march = Period.month(2026, 3)
    >>> entry = Entry(partner="P-1", kpi="revenue", period=march, value=5.0, at=noon, by="U-7")
    >>> found = collect(ring, march, [entry], as_of=noon)
    >>> [(each.status, each.is_late) for each in found.figures], found.to_remind
    ([('entered', True), ('late', True)], ('P-2',))
    """
    fields.check({"ring": (_ring, ring)})
    entries = tuple(entries) if isinstance(entries, Iterable) else fields.listed("entries", entries, Entry)
    queries = fields.listed("queries", queries, Query)
    reminders = fields.listed("reminders", reminders, Reminder)
    checks = {"period": (_period, period), "as_of": (fields.aware, as_of)}
    raise_faults([*_faults(ring, entries), *fields.faults(checks)])
    owed = {(each.partner, each.kpi, each.period): each for each in ring.owed(period)}
    traces: dict[Any, list[Entry]] = {place: [] for place in owed}
    asked: dict[Any, list[Query]] = {place: [] for place in owed}
    for entry in sorted(entries, key=lambda each: each.at):
        if entry.place in traces and entry.at <= as_of:
            traces[entry.place].append(entry)
    for query in queries:
        if query.place in asked and query.at <= as_of:
            steps = tuple(step for step in query.steps if step.at <= as_of)
            asked[query.place].append(evolve(query, steps=steps))
    reminded: dict[str, list[datetime]] = {}
    for each in reminders:
        if each.period == period and each.at <= as_of:
            reminded.setdefault(each.partner, []).append(each.at)
    figures = tuple(
        _figure(
            each,
            traces[place],
            asked[place],
            reminded.get(each.partner, []),
            as_of=as_of,
            due=moment(each.until, ring.timezone, path="period"),
        )
        for place, each in owed.items()
    )
    return Collected(
        period=period,
        as_of=as_of,
        figures=figures,
        kpis=ring.kpis,
        remind_days=ring.remind_days,
        office=ring.office,
    )


def _faults(ring: Ring, entries: Sequence[Entry]) -> Iterator[InvalidValue]:
    members, kpis = frozenset(ring.members), frozenset(ring.kpis)
    for place, each in enumerate(entries):
        if not isinstance(each, Entry):
            yield InvalidValue(path=f"entries[{place}]", value=shown(each), remedy="use an Entry")
            continue
        if each.partner not in members:
            remedy = "let members enter figures, and nobody else"
            yield InvalidValue(path=f"entries[{place}].partner", value=shown(each.partner), remedy=remedy)
        if each.kpi not in kpis:
            remedy = "use one of the KPIs that are owed"
            yield InvalidValue(path=f"entries[{place}].kpi", value=shown(each.kpi), remedy=remedy)


def _figure(
    owed: Owed,
    entries: Sequence[Entry],
    queries: Sequence[Query],
    reminded: Sequence[datetime],
    *,
    as_of: datetime,
    due: datetime,
) -> OwedFigure:
    status: Status = "late" if as_of >= due else "awaited"
    if entries:
        status = "withdrawn" if entries[-1].value is None else "entered"
    return OwedFigure(
        owed=owed,
        status=status,
        entries=tuple(entries),
        queries=tuple(queries),
        reminded=tuple(sorted(reminded)),
        is_late=(entries[0].at if entries else as_of) >= due,
    )
