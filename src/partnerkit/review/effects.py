"""
What helped?

Partners who were given a remedy, beside comparable ones who were not: by how
much more did they change from before to after? Nobody drew lots, so an effect
comes with warnings: whether those helped stood elsewhere before, whether they
were moving away already, and that they were chosen in any case.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, final

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.facts.intervention import Intervention
from partnerkit.review.evidence import day_of
from partnerkit.review.gaps import said
from partnerkit.review.matching import Difference, Pairs, difference
from partnerkit.review.remedies import Better, Observed
from partnerkit.review.windows import Compared, Past, Window, windows
from partnerkit.scoring.intervals import Interval, as_share
from partnerkit.scoring.series import read_series
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.fields import as_tuple
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.student import student_reach
from partnerkit.values.time import moment

__all__ = ["Effect", "Effects", "measure_effects"]

#: Apart by more than this many standard deviations, two groups are not alike (G. W. Imbens and D. B. Rubin, Causal
#: Inference, 2015, chapter 14, call more than 0.25 a caution for any adjustment).
_APART = 0.25

_METHOD = "difference in differences, nearest before, matched with replacement"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Effect:
    """What one remedy did, or why nobody can say."""

    remedy: str
    outcome: str

    #: The effect on those who were helped; None where there is a reason.
    interval: Interval | None
    reason: Reason | None

    #: The same figure for the time before, when nothing had been done: it should hold 0. None is not known.
    before: Interval | None

    #: How many were helped and compared, with how many others, and how many were left out, by the code of why.
    helped: int
    others: int
    left_out: Facts

    #: Whether it is in parts of the outcome: 0.1 is 10 per cent.
    relative: bool
    warnings: tuple[Reason, ...] = field(default=(), converter=as_tuple)

    #: Which way of the outcome is better.
    better: Better = "higher"

    @property
    def observed(self) -> Observed | None:
        """The same as the catalogue of remedies takes it."""
        if self.interval is None:
            return None
        return Observed(
            outcome=self.outcome,
            interval=self.interval,
            count=self.helped,
            relative=self.relative,
            warnings=self.warnings,
            better=self.better,
        )

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        known = self.observed
        if known is None:
            return () if self.reason is None else (self.reason,)
        return (known.reason, *self.warnings)


@final
@frozen(kw_only=True, eq=False, repr=False)
class Effects(Mapping[str, Effect]):
    """The effect of every remedy that was given to anybody, by its code."""

    found: tuple[Effect, ...]
    method: Facts

    def __getitem__(self, remedy: str) -> Effect:
        for each in self.found:
            if each.remedy == remedy:
                return each
        raise NotFound(path="remedy", key=str(remedy), known=tuple(self))

    def __contains__(self, remedy: object) -> bool:
        return any(each.remedy == remedy for each in self.found)

    def __iter__(self) -> Iterator[str]:
        return (each.remedy for each in self.found)

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        return (
            f"<Effects of {len(self)} remedies; {sum(each.interval is None for each in self.found)} unknown>"
        )

    @property
    def observed(self) -> Mapping[str, Observed]:
        """What is known, as `with_effects` takes it."""
        return {each.remedy: each.observed for each in self.found if each.observed is not None}

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return a row for each remedy: estimate and bounds, on how many it rests, and the codes of the warnings."""
        bounds = [each.interval for each in self.found]
        columns: dict[str, Any] = {
            "remedy": [each.remedy for each in self.found],
            "estimate": [each and each.estimate for each in bounds],
            "low": [each and each.low for each in bounds],
            "high": [each and each.high for each in bounds],
            "helped": [each.helped for each in self.found],
            "others": [each.others for each in self.found],
            "reason": [each.reason and each.reason.code for each in self.found],
            "warnings": [", ".join(warning.code for warning in each.warnings) for each in self.found],
        }
        return to_frame(columns, kind)

    _repr_html_ = small_table


def measure_effects(
    frame: object,
    interventions: Iterable[Intervention],
    *,
    key: str,
    by: str,
    value: str,
    as_of: date | datetime,
    peers: Mapping[Any, Hashable] | None = None,
    before: int = 6,
    after: int = 6,
    matches: int = 5,
    least: int = 10,
    level: float = 0.95,
    relative: bool = False,
    better: Better = "higher",
) -> Effects:
    """
    Measure what each remedy did to the column *value*.

    Parameters
    ----------
    frame
        One row for each partner *key* and period *by*, as `read_series` reads it.
    peers
        Partner -> its group: comparable are partners of one group, such as size and region; with who has none, nobody
        is. Left out, all are of one group.
    before, after
        How many periods before the remedy began, and after, are averaged; the period in which it began counts for
        neither, unless it began on its first day. All of them must be known.
    matches
        With how many others each is compared: the nearest by their mean before. None of these may have had any
        remedy in those periods.
    least
        With fewer helped partners, or fewer others, there is no answer.
    relative
        Measure in parts of the outcome (differences of its logarithm, turned back); values must be above zero.
    better
        Which way of the outcome is better, as "lower" of hours and of complaints: what lowers them has helped.

    Raises
    ------
    InvalidValue, InvalidInput
        As `read_series`, for interventions of partners without a row, and parameters outside their range.

    >>> names = [f"P-{place}" for place in range(40)]
    >>> months = [f"2026-{month:02}" for month in range(1, 8)]
    >>> frame = {
    ...     "partner": [name for name in names for _ in months],
    ...     "month": months * 40,
    ...     "sales": [50.0 + place % 9 + 2 * (place < 12 and month > 3) for place in range(40) for month in range(7)],
    ... }
    >>> given = [
    ...     Intervention(id=f"H-{name}", partner=name, remedy="coach-sellers", started_on=date(2026, 4, 8))
    ...     for name in names[:12]
    ... ]
    >>> found = measure_effects(
    ...     frame, given, key="partner", by="month", value="sales", before=3, after=3, as_of=date(2026, 7, 31)
    ... )["coach-sellers"]
    >>> round(found.interval.estimate, 6), found.helped, found.warnings[0].code
    (2.0, 12, 'effect-not-by-lot')
    """
    raise_faults(_faults(before, after, matches, least, level, better=better))
    series = read_series(frame, key=key, by=by, value=value, as_of=as_of)
    given = tuple(interventions)
    rows = {each: row for row, each in enumerate(series.keys)}
    raise_faults(_given_faults(given, rows))
    table = series.table
    if relative:
        raise_faults(_not_above_zero(table, value))
        table = np.log(table)
    # Whose group is unknown is comparable with nobody.
    groups = _codes(() if peers is None else peers.get(each, (each,)) for each in series.keys)
    past = Past(table=table, periods=series.periods, rows=rows, groups=groups)
    day = day_of(moment(as_of))
    begun = [each for each in given if each.started_on <= day]
    found = []
    for code in sorted({each.remedy for each in begun}):
        compared = windows(past, begun, code, Window(before, after, matches))
        effect = _effect(code, value, compared, least=least, level=level, relative=relative)
        found.append(evolve(effect, better=better))
    method = {"estimate": _METHOD, "before": before, "after": after, "matches": matches, "level": level}
    return Effects(found=tuple(found), method=Facts({**method, "relative": relative, "least": least}))


def _effect(
    code: str, outcome: str, compared: Compared, *, least: int, level: float, relative: bool
) -> Effect:
    helped, others = len(compared.changes), len(np.unique(compared.owners))
    told: dict[str, Any] = {
        "remedy": code,
        "outcome": outcome,
        "relative": relative,
        "left_out": Facts(compared.left_out),
    }
    if helped < least or others < least:
        facts = {"remedy": code, "helped": helped, "others": others, "least": least}
        few = Reason("effect-too-few", facts)
        return Effect(interval=None, reason=few, before=None, helped=helped, others=others, **told)
    pairs = Pairs(np.repeat(np.arange(helped), compared.each), compared.owners, compared.each)
    known = difference(compared.changes, compared.other_changes, pairs, compared.owners)
    before = None
    if len(compared.earlier):
        earlier = difference(compared.earlier, compared.other_earlier, pairs, compared.owners)
        before = _interval(earlier, level, relative=relative)
    return Effect(
        interval=_interval(known, level, relative=relative),
        reason=None,
        before=before,
        helped=helped,
        others=others,
        warnings=tuple(_warnings(compared, before, relative=relative)),
        **told,
    )


def _interval(found: Difference, level: float, *, relative: bool) -> Interval:
    reach = student_reach(level, found.freedom) * found.error
    bounds = np.array([found.estimate, found.estimate - reach, found.estimate + reach])
    if relative:
        bounds = np.expm1(bounds)
    estimate, low, high = (float(each) for each in bounds)
    return Interval(estimate=estimate, low=low, high=high, level=level, method=_METHOD)


def _warnings(compared: Compared, before: Interval | None, *, relative: bool) -> Iterator[Reason]:
    """Say what weakens an effect: nobody drew lots; those helped stood elsewhere, or went elsewhere already."""
    yield Reason("effect-not-by-lot")
    if abs(compared.chosen) > _APART:
        yield Reason("effect-chosen", {"distance": round(compared.chosen, 2)})
    if abs(compared.apart) > _APART:
        yield Reason("effect-unlike", {"distance": round(compared.apart, 2)})
    if before is None:
        yield Reason("effect-trend-unknown")
    elif not before.low <= 0 <= before.high:
        estimate = as_share(before.estimate) if relative else said(before.estimate)
        yield Reason("effect-trend-before", {"estimate": estimate})


def _codes(values: Iterable[Hashable]) -> NDArray[np.int64]:
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(each, len(seen)) for each in values], dtype=np.int64)


def _faults(
    before: object, after: object, matches: object, least: object, level: object, *, better: object
) -> Iterator[InvalidValue]:
    checks = {
        "before": (fields.whole_number(least=1, most=120), before),
        "after": (fields.whole_number(least=1, most=120), after),
        "matches": (fields.whole_number(least=2, most=1_000), matches),
        "least": (fields.whole_number(least=5, most=1_000_000), least),
        "level": (fields.number(least=0.5, most=0.999), level),
        "better": (fields.choice("higher", "lower"), better),
    }
    yield from fields.faults(checks)


def _given_faults(given: Iterable[object], rows: Mapping[Any, int]) -> Iterator[InvalidValue]:
    for place, each in enumerate(given):
        path = f"interventions[{place}]"
        if not isinstance(each, Intervention):
            yield InvalidValue(path=path, value=shown(each), remedy="use an Intervention")
        elif each.partner not in rows:
            remedy = "give its figures, or leave it out"
            yield InvalidValue(path=f"{path}.partner", value=shown(each.partner), remedy=remedy)


def _not_above_zero(table: NDArray[np.float64], value: str) -> Iterator[InvalidValue]:
    if (table <= 0).any():
        remedy = "use values above 0, or relative=False"
        yield InvalidValue(path=f"frame[{value!r}]", value=shown(float(np.nanmin(table))), remedy=remedy)
