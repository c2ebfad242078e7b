"""
How many leads go from stage to stage, and how long does it take?

Leads that are still in a stage have not failed, and not succeeded either: they
count with the time they were seen for. So a young cohort is not called worse
than an old one because it has had less time.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, TypeAlias, cast, final, overload

import numpy as np
from attrs import field, frozen

from partnerkit.facts.lead import Lead
from partnerkit.leads.durations import Survival, incidence, survival
from partnerkit.leads.stages import StageTable
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_utc
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.rows import by_name
from partnerkit.values.time import instant

__all__ = ["Funnel", "FunnelRow", "StageEntered", "funnel"]

#: What leads are told apart by: "cohort" is the month, in UTC, in which a lead first entered a stage.
By: TypeAlias = Literal["cohort", "source", "region", "partner"] | Callable[[Lead], str]

_NAMED = ("cohort", "source", "region", "partner")
_OPEN, _MOVED, _DROPPED = range(3)
_SECOND = timedelta(seconds=1)

#: The columns of the table beside those of its groups.
_PLAIN = ("stage", "entered", "moved_on", "dropped", "still_there", "expected")
_COLUMNS = (*_PLAIN, "conversion", "median_days")


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class StageEntered:
    """A lead entered a stage."""

    lead: str = field(validator=fields.identifier)
    stage: str = field(validator=fields.identifier)
    at: datetime = field(converter=as_utc, validator=fields.aware)

    #: Why, where the stage needs a reason: one of the table's `recycle_reasons`.
    reason: str | None = field(default=None, validator=fields.optional(fields.identifier))


@final
@frozen(kw_only=True)
class FunnelRow:
    """What became of the leads of one group that entered one stage."""

    group: tuple[str, ...]
    stage: str

    #: How many entered it; each of them moved on, dropped out (lost, recycled) or is still there.
    entered: int
    moved_on: int
    dropped: int
    still_there: int

    #: The part that will move on, judged with the time that those who are still there were seen for; at least
    #: what is seen so far. None where nobody entered, and at an end.
    expected: float | None

    #: The time until half of them had left the stage, either way; None while fewer have.
    median: timedelta | None
    curve: Survival = field(repr=False, eq=False)

    @property
    def conversion(self) -> Fraction | None:
        """The part that moved on, of those that have left; None while nobody has."""
        left = self.moved_on + self.dropped
        return Fraction(self.moved_on, left) if left else None


@final
@frozen(kw_only=True, eq=False)
class Funnel(Sequence[FunnelRow]):
    """The funnel: one row per group and stage, groups by name, stages in their order."""

    by: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    _rows: tuple[FunnelRow, ...] = field(alias="rows")

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> FunnelRow: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[FunnelRow, ...]: ...
    def __getitem__(self, place: int | slice) -> FunnelRow | tuple[FunnelRow, ...]:
        return self._rows[place]

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per group and stage; times are in days."""
        rows = self._rows
        columns: dict[str, list[Any]] = {
            name: [row.group[place] for row in rows] for place, name in enumerate(self.by)
        }
        columns |= by_name(rows, _PLAIN)
        columns["conversion"] = [None if row.conversion is None else float(row.conversion) for row in rows]
        columns["median_days"] = [
            None if row.median is None else row.median / timedelta(days=1) for row in rows
        ]
        return to_frame(columns, kind)

    _repr_html_ = small_table


def funnel(
    entered: Sequence[StageEntered],
    table: StageTable,
    *,
    as_of: datetime,
    by: Sequence[By] | By = (),
    leads: Sequence[Lead] = (),
    partners: Mapping[str, str] | None = None,
) -> Funnel:
    """
    Return how leads went through the stages of *table* up to *as_of*, for each group of *by*.

    Parameters
    ----------
    entered
        Which lead entered which stage when. The same told twice counts once; a
        step back to an earlier stage, other than through an end, is counted and becomes a finding.
    leads, partners
        For groups: the leads, and lead id -> partner. What is not known is the group "unknown".

    Raises
    ------
    NotFound
        For a stage that is not in *table*.
    InvalidValue
        For *by* that is neither one of its names nor a function, and two of one name or of a column of the table.

    >>> from datetime import UTC
    >>> from partnerkit.leads.usual_stages import USUAL_STAGES
    >>> day = datetime(2026, 3, 2, tzinfo=UTC)
    >>> steps = [("L-1", "MQL", 0), ("L-1", "SAL", 2), ("L-2", "MQL", 0), ("L-3", "MQL", 1), ("L-3", "lost", 5)]
    >>> told = [StageEntered(lead=lead, stage=stage, at=day + timedelta(days=at)) for lead, stage, at in steps]
    >>> row = next(each for each in funnel(told, USUAL_STAGES, as_of=day + timedelta(days=9)) if each.stage == "MQL")
    >>> row.entered, row.moved_on, row.dropped, row.still_there, str(row.conversion)
    (3, 1, 1, 1, '1/2')
    """
    moment = instant(as_of, path="as_of")
    keys = cast("Sequence[By]", [by] if isinstance(by, str) or callable(by) else list(by))
    names = tuple(_name(key) for key in keys)
    raise_faults(
        InvalidValue(path=f"by[{place}]", value=shown(name), remedy="give the function a name of its own")
        for place, name in enumerate(names)
        if name in names[:place] or name in _COLUMNS
    )
    paths, findings = _paths(entered, table, moment)
    group_of = _groups(paths, keys, {lead.id: lead for lead in leads}, partners or {})
    visits: dict[tuple[tuple[str, ...], str], list[tuple[int, int]]] = defaultdict(list)
    for lead, path in paths.items():
        ends = [*path[1:], None]
        for step, after in zip(path, ends, strict=True):
            until = moment if after is None else after.at
            visits[group_of[lead], step.stage].append(((until - step.at) // _SECOND, _way(after, table)))
    groups = sorted({group for group, _ in visits})
    rows = [
        _row(group, stage, visits[group, stage], is_end=table[stage].is_end)
        for group in groups
        for stage in table.names
        if (group, stage) in visits
    ]
    return Funnel(by=names, findings=findings, rows=tuple(rows))


def _name(key: object) -> str:
    if callable(key):
        return getattr(key, "__name__", "group").strip("<>")
    if not isinstance(key, str) or key not in _NAMED:
        remedy = f"use {', '.join(_NAMED)}, or a function of a lead"
        raise InvalidValue(path="by", value=shown(key), remedy=remedy)
    return key


def _paths(
    entered: Sequence[StageEntered], table: StageTable, moment: datetime
) -> tuple[dict[str, list[StageEntered]], tuple[Finding, ...]]:
    """Return the stages of each lead in their order, who went back, and who came to an end without a reason."""
    order = {name: place for place, name in enumerate(table.names)}
    for place, each in enumerate(entered):
        if each.stage not in order:
            raise NotFound(path=f"entered[{place}].stage", key=each.stage, known=table.names)
    paths: dict[str, list[StageEntered]] = defaultdict(list)
    for each in sorted(set(entered), key=lambda one: (one.lead, one.at, order[one.stage], one.reason or "")):
        if each.at <= moment:
            paths[each.lead].append(each)
    back = sorted(
        lead
        for lead, path in paths.items()
        if any(
            order[after.stage] <= order[step.stage] and not table[step.stage].is_end
            for step, after in pairwise(path)
        )
    )
    bare = sorted(
        lead
        for lead, path in paths.items()
        if any(table[one.stage].needs_reason and one.reason not in table.recycle_reasons for one in path)
    )
    told = (
        (back, Reason("stages-went-back", {"count": len(back)})),
        (bare, Reason("ended-without-agreed-reason", {"count": len(bare)})),
    )
    return dict(paths), tuple(
        Finding(reason=reason, severity="low", subjects=tuple(leads)) for leads, reason in told if leads
    )


def _groups(
    paths: Mapping[str, Sequence[StageEntered]],
    keys: Sequence[By],
    leads: Mapping[str, Lead],
    partners: Mapping[str, str],
) -> dict[str, tuple[str, ...]]:
    def told(name: str, key: By) -> str:
        if key == "cohort":
            return f"{paths[name][0].at:%Y-%m}"
        if key == "partner":
            return partners.get(name, "unknown")
        lead = leads.get(name)
        if lead is None:
            return "unknown"
        value = getattr(lead, key) if isinstance(key, str) else key(lead)
        return "unknown" if value is None else str(value) or "unknown"

    return {name: tuple(told(name, key) for key in keys) for name in paths}


def _way(after: StageEntered | None, table: StageTable) -> int:
    if after is None:
        return _OPEN
    stage = table[after.stage]
    return _DROPPED if stage.is_end and not stage.won else _MOVED


def _row(group: tuple[str, ...], stage: str, visits: list[tuple[int, int]], *, is_end: bool) -> FunnelRow:
    seconds = np.array([each for each, _ in visits], dtype=np.int64)
    how = np.array([each for _, each in visits], dtype=np.int64)
    curve = survival(seconds, how > _OPEN)
    counts = np.bincount(how, minlength=3).tolist()
    return FunnelRow(
        group=group,
        stage=stage,
        entered=len(visits),
        moved_on=counts[_MOVED],
        dropped=counts[_DROPPED],
        still_there=counts[_OPEN],
        expected=None if is_end else incidence(seconds, how, _MOVED),
        median=None if is_end else curve.median,
        curve=curve,
    )
