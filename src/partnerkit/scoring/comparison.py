"""
How does a partner stand beside others like him, without anybody's figures being told?

The others are a group that the caller chooses; the partner himself does not
count in it, so that nothing he enters or withdraws moves what he is told, and
neither do his rivals in the same trading area. A release of a KPI, a group and
a period is told once and stays; each figure of each partner counts in one
release only. So whatever is asked, and however often, every release is about
figures of its own, and what `disclosure` promises of one holds for all.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from partnerkit.scoring.disclosure import Disclosure, cell, is_dominated, neighborhoods
from partnerkit.scoring.released import Cell, Release, Released, as_marks, as_text, marks, partner_marks
from partnerkit.scoring.report import Compared, Report
from partnerkit.scoring.scores import Scores
from partnerkit.scoring.topics import Topic, follows, topics_of
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason
from partnerkit.values.time import Period, moment

__all__ = ["EVERYBODY", "benchmark"]

#: The name of the group of all partners.
EVERYBODY = "*"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class _Question:
    """Who asks, about whom and when."""

    scores: Scores
    rules: Disclosure
    at: datetime
    row: int
    group: str
    period: Period

    #: The rows of the others who may count, and their marks, and the rows of those who would but for the trading area.
    others: NDArray[np.int64]
    partners: NDArray[np.uint64]
    rivals: NDArray[np.int64]

    #: The releases so far, and those of this report.
    published: Released
    more: list[Release] = field(factory=list)

    @property
    def told(self) -> tuple[Release, ...]:
        return (*self.published.releases, *self.more)


def benchmark(
    scores: Scores,
    *,
    viewer: Hashable,
    rules: Disclosure | None = None,
    published: Released | None = None,
    groups: Mapping[Any, str] | None = None,
    areas: Mapping[Any, str] | None = None,
    kpis: Sequence[str] | None = None,
    ratios: Mapping[str, tuple[str, str]] | None = None,
    period: Any = None,
    as_of: date | datetime | None = None,
) -> Report:
    """
    Compare *viewer* with others like him, KPI by KPI, and tell of them no more than *rules* allow.

    Parameters
    ----------
    published
        What this viewer has been shown so far: the `released` of his last
        report. Without it the rules cannot see what was told before.
    groups
        Key -> name of the group; left out, everybody is one group. The groups
        of the scorecard do not matter here.
    areas
        Key -> trading area; nobody is compared with partners of his own area,
        nor with those whose area is unknown.
    kpis
        Which KPIs and ratios to compare; left out, all of the card and all *ratios*.
        What follows from those before it is kept back.
    ratios
        Name -> (KPI, KPI by which it is divided), so that size does not matter.
    period
        Of a panel, which period; of other scores, the period of the figures;
        left out, the day of the scores.
    as_of
        The moment of asking, by which figures have their least age; left out, the moment of the scores.

    Raises
    ------
    NotFound
        For a viewer who was not scored or is in no group, and KPIs that are
        not on the card. No message names another partner.
    InvalidValue, InvalidInput
        For the record of another viewer, and periods that cannot be read.

    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> frame = {"id": [f"P-{n}" for n in range(21)], "revenue": [100.0 + 5 * n for n in range(21)]}
    >>> scores = score(Scorecard(kpis=(Kpi("revenue"),)), frame, key="id", as_of=date(2026, 3, 31))
    >>> line = benchmark(scores, viewer="P-9", rules=Disclosure())["revenue"]
    >>> line.own, line.quarter, [round(line.middle.low), round(line.middle.high)]
    (145.0, 3, [136, 169])
    """
    rules = Disclosure() if rules is None else rules
    published = Released() if published is None else published
    raise_faults(_call_faults(scores, rules, published, kpis, ratios))
    recorded = published.given_to(viewer)
    topics = topics_of(scores, kpis, ratios or {})
    asked = _question(
        scores,
        viewer=viewer,
        rules=rules,
        published=recorded,
        groups=groups,
        areas=areas,
        period=period,
        as_of=as_of,
    )
    lines = tuple(_compared(topic, asked) for topic in topics)
    return Report(
        viewer=viewer,
        group=asked.group,
        period=asked.period,
        lines=lines,
        findings=tuple(_findings(lines)),
        released=recorded.given_to(viewer, asked.more),
    )


def _call_faults(
    scores: Scores, rules: Disclosure, published: Released, kpis: object, ratios: object
) -> Iterator[InvalidValue]:
    for path, value, kind in (
        ("scores", scores, Scores),
        ("rules", rules, Disclosure),
        ("published", published, Released),
    ):
        if not isinstance(value, kind):
            remedy = f"use {kind.__name__}"
            yield InvalidValue(path=path, value=f"a {type(value).__name__}", remedy=remedy)
    if isinstance(kpis, str):
        yield InvalidValue(path="kpis", value=shown(kpis), remedy="use a list of names")
    if ratios is not None and not isinstance(ratios, Mapping):
        yield InvalidValue(path="ratios", value=shown(ratios), remedy="use name -> (KPI, KPI)")


def _question(
    scores: Scores,
    *,
    viewer: Hashable,
    rules: Disclosure,
    published: Released,
    groups: Mapping[Any, str] | None,
    areas: Mapping[Any, str] | None,
    period: Any,
    as_of: date | datetime | None,
) -> _Question:
    scored_at = datetime.fromisoformat(scores.as_of)
    at = scored_at if as_of is None else moment(as_of)
    if at < scored_at:
        raise InvalidValue(path="as_of", value=str(at), remedy="use the moment of the scores, or a later one")
    when, rows = _rows_of(scores, period, scored_at)
    keys: list[Any] = scores.readings.keys[rows].tolist()
    place = next((place for place, key in enumerate(keys) if key == viewer), None)
    if place is None:
        raise NotFound(path="viewer", key=str(viewer))
    group, is_other = _names(groups, viewer, keys, "groups", EVERYBODY)
    is_other[place] = False
    is_rival = np.zeros(len(keys), dtype=np.bool_)
    if areas is not None:
        _, is_rival = _names(areas, viewer, keys, "areas", EVERYBODY)
        is_rival |= np.fromiter((areas.get(key) is None for key in keys), dtype=np.bool_, count=len(keys))
    others = np.flatnonzero(is_other & ~is_rival)
    return _Question(
        scores=scores,
        rules=rules,
        at=at,
        row=int(rows[place]),
        group=group,
        period=when,
        others=rows[others],
        partners=partner_marks([keys[each] for each in others.tolist()]),
        rivals=rows[is_other & is_rival],
        published=published,
    )


def _names(
    names: Mapping[Any, str] | None, viewer: Hashable, keys: Sequence[Any], path: str, everybody: str
) -> tuple[str, NDArray[np.bool_]]:
    """Return the viewer's group or area, and who else is in it."""
    if names is None:
        return everybody, np.ones(len(keys), dtype=np.bool_)
    own = names.get(viewer)
    if own is None:
        raise NotFound(path=path, key=str(viewer))
    return str(own), np.fromiter((names.get(key) == own for key in keys), dtype=np.bool_, count=len(keys))


def _rows_of(scores: Scores, period: Any, scored_at: datetime) -> tuple[Period, NDArray[np.int64]]:
    """Return the period of the figures, and the rows that are of it."""
    by = scores.readings.by
    if by is None:
        last = (scored_at - timedelta(microseconds=1)).astimezone(UTC).date()
        return Period.day(last) if period is None else _period(period), np.arange(len(scores.readings.keys))
    column = scores.readings.peers[by].tolist()
    labels = {label: _period(label) for label in dict.fromkeys(column)}
    when = (
        max(labels.values(), key=lambda each: each.end, default=None) if period is None else _period(period)
    )
    rows = np.array([row for row, label in enumerate(column) if labels[label] == when], dtype=np.int64)
    if when is None or not len(rows):
        raise NotFound(path="period", key=str(when), known=tuple(str(each) for each in labels.values()))
    return when, rows


def _period(label: Any) -> Period:
    if isinstance(label, Period):
        return label
    if isinstance(label, date):
        return Period.day(date(label.year, label.month, label.day))
    return Period.parse(label)


def _compared(topic: Topic, asked: _Question) -> Compared:
    """Return the line of one KPI: the release of the period, a new one if the rules allow it, or the last there was."""
    release, reason = _release(topic, asked)
    if release is None:
        before = [
            each
            for each in asked.told
            if (each.kpi, each.group) == (topic.name, asked.group) and each.period.end <= asked.period.end
        ]
        release = max(before, key=lambda each: each.period.end, default=None)
        if release is not None and reason is not None and reason.code in {"few-contributors", "trading-area"}:
            facts = {"kpi": topic.name, "period": release.period, "least": asked.rules.min_contributors}
            reason = Reason("not-refreshed", facts)
    nothing = Cell(reason=reason)
    lower, middle, upper = (nothing,) * 3 if release is None else release.cells
    own = float(topic.values(np.array([asked.row]))[0])
    return Compared(
        kpi=topic.name,
        unit=topic.unit,
        better=topic.better,
        own=None if np.isnan(own) else own,
        lower=lower,
        middle=middle,
        upper=upper,
        period=None if release is None else release.period,
        reason=reason,
    )


def _release(topic: Topic, asked: _Question) -> tuple[Release | None, Reason | None]:
    """Return the release of the period, told before or now; or why there is none."""
    told = [each for each in asked.told if each.kpi == topic.name]
    for each in told:
        if each.period == asked.period and each.group == asked.group:
            return each, None
    reason = _refusal(topic, asked, told)
    if reason is not None:
        return None, reason
    values = topic.values(asked.others)
    found = marks(topic.name, asked.partners, values)
    counts = ~np.isnan(values) & ~np.isin(found, as_marks(told))
    least = asked.rules.min_contributors
    if np.count_nonzero(counts) < least:
        facts = {"kpi": topic.name, "least": least}
        with_rivals = np.count_nonzero(counts) + np.count_nonzero(~np.isnan(topic.values(asked.rivals)))
        return None, Reason("trading-area" if with_rivals >= least else "few-contributors", facts)
    lower, middle, upper = _cells(topic, np.sort(values[counts]), asked.rules)
    release = Release(
        kpi=topic.name,
        part=topic.part,
        whole=topic.whole,
        group=asked.group,
        period=asked.period,
        lower=lower,
        middle=middle,
        upper=upper,
        figures=as_text(found[counts]),
    )
    asked.more.append(release)
    return release, None


def _refusal(topic: Topic, asked: _Question, told: Sequence[Release]) -> Reason | None:
    """Return why nothing new may be told, whatever the figures are."""
    for each in told:
        if each.period == asked.period:
            return Reason("another-group", {"kpi": topic.name, "period": each.period})
        if each.period.overlaps(asked.period):
            return Reason("overlapping-period", {"kpi": topic.name, "period": each.period})
    if follows(topic, asked.told):
        return Reason("follows-from-others", {"kpi": topic.name})
    days = asked.rules.min_age.get(topic.name, 0)
    if days and not asked.period.is_open:
        since = asked.period.end + timedelta(days=days)
        if asked.at < datetime(since.year, since.month, since.day, tzinfo=UTC):
            return Reason("too-recent", {"kpi": topic.name, "since": since})
    return None


def _cells(topic: Topic, ordered: NDArray[np.float64], rules: Disclosure) -> Iterator[Cell]:
    least = rules.min_contributors
    for start in neighborhoods(len(ordered), least):
        if start is None:
            yield Cell(reason=Reason("few-contributors", {"kpi": topic.name, "least": 3 * least}))
            continue
        near = ordered[start : start + least]
        if is_dominated(near, rules):
            yield Cell(reason=Reason("dominated-by-few", {"kpi": topic.name}))
            continue
        ends = cell(float(near.mean()), rules, topic.bounds)
        if ends is None:
            yield Cell(reason=Reason("bounds-too-narrow", {"kpi": topic.name}))
            continue
        yield Cell(low=ends[0], high=ends[1])


def _findings(lines: Sequence[Compared]) -> Iterator[Finding]:
    """Find that nothing at all is told of the others, and which rule keeps most of it back."""
    reasons = [cell.reason for line in lines for cell in line.cells.values()]
    if lines and all(reason is not None for reason in reasons):
        rule, count = Counter(reason.code for reason in reasons if reason is not None).most_common(1)[0]
        yield Finding(reason=Reason("nothing-released", {"rule": rule, "count": count}), severity="medium")
