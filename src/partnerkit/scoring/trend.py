"""
Who is improving, who is falling, and who does otherwise than their own past?

Each partner is compared with nobody but itself. The slope is that of Theil and
Sen, over pairs of the same month where two years are known, so that a season
is no trend. "Improving" and "falling" need an interval on one side of zero;
"steady" needs one within a stated band; everything else is "unclear", because
no evidence of a change is no evidence of none.
"""

from collections.abc import Hashable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, cast, final, get_args

import numpy as np
from attrs import frozen

from partnerkit.scoring.changes import Break, breaks
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intervals import LEVEL
from partnerkit.scoring.scorecard import Kpi
from partnerkit.scoring.series import Series, read_series
from partnerkit.scoring.slopes import Slopes, medians, theil_sen
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, shown
from partnerkit.values.frames import Library, to_frame, write_columns
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason

__all__ = ["Trend", "Trends", "Verdict", "trends"]

Verdict = Literal["improving", "steady", "falling", "unclear"]

#: Makes the median absolute deviation of normal values their standard deviation.
_TO_SIGMA = 1.482602218505602

#: Written for whom too little is known.
_UNKNOWN = "unknown"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class Trend:
    """
    Where one partner is going, and what shows it; None where nothing can be said.

    Slopes are changes from one period to the next, in the unit of the figure.
    """

    key: Any
    verdict: Verdict | None
    slope: float | None
    low: float | None
    high: float | None

    #: The slope of a year as a share of the partner's own median.
    yearly_share: float | None
    tau: float | None
    p_value: float | None

    #: How many periods are known.
    periods: int

    #: The latest known figure, what the past led one to expect, and how many robust deviations lie between.
    latest: float | None
    expected: float | None
    surprise: float | None

    #: The verdict first, then what else there is to be seen.
    reasons: tuple[Reason, ...]


@final
@frozen(kw_only=True, eq=False, repr=False, slots=False)
class Trends(Mapping[Hashable, Trend]):
    """The trend of every partner by its key; one is put into words when it is asked for."""

    series: Series
    slopes: Slopes
    verdicts: tuple[Verdict | None, ...]
    breaks: tuple[Break, ...]

    #: Share of the own median by which a year changes.
    yearly_share: Floats
    latest: Floats
    expected: Floats
    surprise: Floats

    #: What is left of the figures when the season is taken out; what was added or subtracted is the season.
    adjusted: Floats
    method: Facts

    @cached_property
    def _rows(self) -> Mapping[Hashable, int]:
        return {key: row for row, key in enumerate(self.series.keys)}

    @cached_property
    def _breaks_of(self) -> Mapping[int, list[Break]]:
        found: dict[int, list[Break]] = {}
        for each in self.breaks:
            found.setdefault(each.row, []).append(each)
        return found

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self.series.keys)

    def __repr__(self) -> str:
        counts = {name: self.verdicts.count(name) for name in get_args(Verdict)}
        said = ", ".join(f"{count} {name}" for name, count in counts.items())
        return f"<Trends of {len(self)} over {len(self.series.periods)} periods: {said}>"

    def __getitem__(self, key: Hashable) -> Trend:
        if key not in self._rows:
            raise NotFound.among(self.series.keys, path="key", key=key)
        row = self._rows[key]
        return Trend(
            key=key,
            verdict=self.verdicts[row],
            slope=_known(self.slopes.slope[row]),
            low=_known(self.slopes.low[row]),
            high=_known(self.slopes.high[row]),
            yearly_share=_known(self.yearly_share[row]),
            tau=_known(self.slopes.tau[row]),
            p_value=_known(self.slopes.p_value[row]),
            periods=int(self.slopes.points[row]),
            latest=_known(self.latest[row]),
            expected=_known(self.expected[row]),
            surprise=_known(self.surprise[row]),
            reasons=tuple(self._reasons(key, row)),
        )

    def _reasons(self, key: Hashable, row: int) -> Iterator[Reason]:
        verdict = self.verdicts[row]
        if verdict is None:
            needed, known = cast("int", self.method["least_periods"]), int(self.slopes.points[row])
            if known < needed:
                yield Reason("too-few-periods", {"partner": key, "periods": known, "least": needed})
            else:
                pairs = int(self.slopes.pairs[row])
                yield Reason("too-few-of-one-season", {"partner": key, "count": pairs, "least": needed})
            return
        facts = {
            "partner": key,
            "slope": _known(self.slopes.slope[row]),
            "low": _known(self.slopes.low[row]),
            "high": _known(self.slopes.high[row]),
            "periods": int(self.slopes.points[row]),
        }
        yield Reason(f"trend-{verdict}", facts)
        for each in self._breaks_of.get(row, ()):
            told = {"partner": key, "since": self.series.periods[each.first_after]}
            yield Reason("level-changed", {**told, "before": each.before, "after": each.after})
        if abs(self.surprise[row]) > 3:
            told = {"partner": key, "latest": float(self.latest[row]), "expected": float(self.expected[row])}
            yield Reason("unlike-own-past", told)

    def of(self, verdict: Verdict) -> tuple[Any, ...]:
        """Return the keys with this *verdict*, the steepest first."""
        found = [row for row, each in enumerate(self.verdicts) if each == verdict]
        found.sort(key=lambda row: (-abs(self.slopes.slope[row]), row))
        return tuple(self.series.keys[row] for row in found)

    @cached_property
    def frame(self) -> Any:
        """One row for each partner, as the kind of frame that came in."""
        return write_columns(self._columns(), self.series.kind)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row for each partner as a frame of *kind*."""
        return to_frame(self._columns(), kind=kind)

    _repr_html_ = small_table

    def _columns(self) -> dict[str, Any]:
        bounded = {name: getattr(self.slopes, name) for name in ("slope", "low", "high", "tau", "p_value")}
        changed: list[str | None] = [None] * len(self)
        for each in self.breaks:
            changed[each.row] = self.series.periods[each.first_after].label
        return {
            self.series.key: list(self.series.keys),
            "verdict": [each or _UNKNOWN for each in self.verdicts],
            **{name: np.where(np.isfinite(column), column, np.nan) for name, column in bounded.items()},
            "yearly_share": self.yearly_share,
            "periods": self.slopes.points,
            "latest": self.latest,
            "expected": self.expected,
            "surprise": self.surprise,
            "changed": changed,
        }


#: What the frame of trends holds beside the key.
_COLUMNS = (
    *("verdict", "slope", "low", "high", "tau", "p_value", "yearly_share", "periods"),
    *("latest", "expected", "surprise", "changed"),
)

_CHECKS: Mapping[str, fields.Check] = {
    "key": fields.Check(
        lambda value: value not in _COLUMNS, "rename the column; the answer has one of this name"
    ),
    "level": LEVEL,
    "steady_within": fields.number(least=0, most=10),
    "least_periods": fields.whole_number(least=3, most=1_200),
    "kpi": fields.instance((Kpi, str), "a Kpi or the name of a column"),
}


def trends(
    frame: object,
    *,
    key: str,
    by: str,
    kpi: Kpi | str,
    as_of: date | datetime,
    level: float = 0.9,
    seasonal: bool = True,
    steady_within: float = 0.05,
    least_periods: int = 8,
) -> Trends:
    """
    Judge for each partner whether a figure improves, falls or holds.

    Parameters
    ----------
    frame
        One row for each *key* and period *by*; a period without a row is unknown.
    kpi
        The column; a `Kpi` also says whether less is better, which figures make sense,
        and in which currency they are. With a target range nearer is better: all that is
        told is then of the distance from it, counted down from 0.
    level
        Of the interval of the slope: at 0.9, one in twenty without any trend is
        called improving, and one in twenty falling.
    seasonal
        Compare each period with those of the same season, where two years are there.
    steady_within
        The change in a year, as a share of the own median, that still is "steady".
    least_periods
        With fewer known periods, or pairs of them of the same season, there is no verdict.

    Raises
    ------
    InvalidValue, InvalidInput
        As `read_series`, and for parameters outside their range.

    >>> months = [f"2025-{month:02}" for month in range(1, 11)]
    >>> sales = [10.0, 12, 11, 14, 15, 15, 17, 18, 20, 19]
    >>> frame = {"partner": ["P-4"] * 10, "month": months, "sales": sales}
    >>> found = trends(frame, key="partner", by="month", kpi="sales", as_of=date(2025, 12, 31))["P-4"]
    >>> found.verdict, round(found.slope, 2)
    ('improving', 1.0)
    """
    stated = _asked(kpi, key=key, level=level, steady_within=steady_within, least_periods=least_periods)
    series = read_series(frame, key=key, by=by, value=stated, as_of=as_of)
    values = _oriented(series.table, stated)
    season = series.per_year if seasonal and len(series.periods) >= 2 * series.per_year else 1
    slopes = theil_sen(values, level=level, season=season)
    middle = medians(values) if len(series.periods) else np.full(len(values), np.nan)
    yearly = slopes.slope * series.per_year
    share = np.divide(yearly, np.abs(middle), out=np.full(len(values), np.nan), where=np.abs(middle) > 0)
    band = steady_within * np.abs(middle) / series.per_year
    verdicts = _verdicts(slopes, band, least_periods, is_falling_better=stated.better == "lower")
    adjusted, trended = _without_season(values, slopes.slope, season)
    latest, expected, surprise = _own_past(values, season)
    method = {
        **_METHOD,
        "better": stated.better,
        "level": level,
        "season": season,
        "steady_within": steady_within,
        "least_periods": least_periods,
        "periods": tuple(each.label for each in (series.periods[:1] + series.periods[-1:])),
        **({} if stated.valid is None else {"valid": stated.valid, "outside": series.outside}),
    }
    return Trends(
        series=series,
        slopes=slopes,
        verdicts=verdicts,
        breaks=breaks(adjusted, trended) if len(series.periods) else (),
        yearly_share=share,
        latest=latest,
        expected=expected,
        surprise=surprise,
        adjusted=adjusted,
        method=Facts(method),
    )


def _asked(kpi: Kpi | str, **parameters: object) -> Kpi:
    """Return which figure is judged, where all is as it may be asked: one that is a column, and not made of two."""
    fields.check({name: (_CHECKS[name], given) for name, given in (*parameters.items(), ("kpi", kpi))})
    stated = kpi if isinstance(kpi, Kpi) else Kpi(kpi)
    if stated.count is not None:
        remedy = "give a column of the rate itself, so that each period counts alike"
        raise InvalidValue(path="kpi.count", value=shown(stated.count), remedy=remedy)
    return stated


_METHOD = {
    "slope": "Theil-Sen, per period; seasonal: over pairs of the same season (Hirsch, Slack and Smith 1982)",
    "interval": "Sen 1968, variance corrected for ties; points taken as independent",
    "changes": "Pettitt 1979, repeated on both sides; at most 5 % by chance at each look; better than the line",
    "verdict": "steady: interval within the band; improving, falling: interval on one side of 0; else unclear",
}


def _oriented(values: Floats, kpi: Kpi) -> Floats:
    """Return the distance from the target range, negative, where there is one; else the values as they came."""
    if kpi.target is None:
        return values
    low, high = kpi.target
    return -np.maximum(np.maximum(low - values, values - high), 0.0)


def _verdicts(
    slopes: Slopes, band: Floats, least: int, *, is_falling_better: bool
) -> tuple[Verdict | None, ...]:
    good, bad = ("falling", "improving") if is_falling_better else ("improving", "falling")
    found = np.full(len(band), "unclear", dtype=object)
    found[slopes.low > 0] = good
    found[slopes.high < 0] = bad
    found[(slopes.low >= -band) & (slopes.high <= band)] = "steady"
    # One pair of a season says nothing of chance.
    found[(slopes.points < least) | (slopes.pairs < least)] = None
    return tuple(found.tolist())


def _without_season(values: Floats, slope: Floats, season: int) -> tuple[Floats, Floats]:
    """Return *values* without the median departure of each season from the line, and the line."""
    if not values.shape[1]:
        return values, values
    line = np.where(np.isnan(slope), 0.0, slope)[:, None] * np.arange(values.shape[1])
    rest = values - line
    adjusted = values.copy()
    if season > 1:
        departures = np.stack([medians(rest[:, first::season]) for first in range(season)], axis=1)
        departures -= medians(departures)[:, None]
        departures = np.where(np.isnan(departures), 0.0, departures)
        adjusted -= departures[:, np.arange(values.shape[1]) % season]
    return adjusted, line + medians(adjusted - line)[:, None]


def _own_past(values: Floats, season: int) -> tuple[Floats, Floats, Floats]:
    """Return the latest known value, what the line and season of all before say of it, and the distance in deviations."""
    rows, count = values.shape
    nothing = np.full(rows, np.nan)
    if not count:
        return nothing, nothing, nothing
    every = np.arange(rows)
    known = ~np.isnan(values)
    last = count - 1 - known[:, ::-1].argmax(axis=1)
    latest = values[every, last]
    past = values.copy()
    past[every, last] = np.nan
    slope = theil_sen(past, season=season).slope
    adjusted, line = _without_season(past, slope, season)
    usual = past - adjusted
    # The season of the latest period is read off an earlier one of the same season.
    shift = np.full(rows, np.nan)
    alike = np.zeros(rows)
    for back in range(season, count, season):
        place = last - back
        at = np.where(place >= 0, usual[every, np.maximum(place, 0)], np.nan)
        shift = np.where(np.isnan(shift), at, shift)
        alike += ~np.isnan(at)
    expected = line[every, last] + (shift if season > 1 else 0.0)
    deviation = _scatter(past, adjusted - line, slope, season)
    # What is expected is a median of a few values, and as uncertain as one.
    deviation *= np.sqrt(1 + np.pi / 2 / np.maximum(alike, 1))
    surprise = np.divide(latest - expected, deviation, out=nothing.copy(), where=deviation > 0)
    return latest, expected, surprise


def _scatter(values: Floats, rest: Floats, slope: Floats, season: int) -> Floats:
    """
    Return the robust standard deviation of the values about line and season.

    Medians of few values pass through some of them, which makes *rest* too small; so
    with a season the differences of two years are taken, whose variance is twice as large.
    """
    if season == 1:
        return np.asarray(_TO_SIGMA * medians(np.abs(rest)))
    differences = values[:, season:] - values[:, :-season] - season * slope[:, None]
    return np.asarray(_TO_SIGMA / np.sqrt(2) * medians(np.abs(differences)))


def _known(value: float | np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None
