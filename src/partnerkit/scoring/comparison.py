"""
How does a partner stand beside others like him, without anybody's figures being told?

The viewer himself does not count, so that nothing he enters or withdraws moves
what he is told, and neither do his rivals. A release of a KPI, a group and a
period is told once and stays; each figure of each partner counts in one release
only. So whatever is asked, and however often, every release is about figures
of its own, and what `disclosure` promises of one holds for all.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import accumulate, pairwise
from math import fsum
from typing import Any, final

import numpy as np
from attrs import field, frozen

from partnerkit.scoring.asking import EVERYBODY, Question, question
from partnerkit.scoring.disclosure import Disclosure, cell
from partnerkit.scoring.marks import as_text, marks, partner_marks
from partnerkit.scoring.nearby import Neighbors, nearest
from partnerkit.scoring.release import Cell, Release
from partnerkit.scoring.released import Released
from partnerkit.scoring.report import Compared, Report
from partnerkit.scoring.scores import Scores
from partnerkit.scoring.told import Tables, Told
from partnerkit.scoring.topics import Ties, Topic, topics_of
from partnerkit.values.errors import InvalidValue, raise_faults, shown
from partnerkit.values.reasons import Finding, Reason

__all__ = ["EVERYBODY", "benchmark", "compared"]

#: Too few have new figures, so that the release of an earlier period stands.
_STANDS = frozenset(("few-contributors", "trading-area"))


def __dir__() -> list[str]:
    return __all__


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
    at_cut_off: Scores | None = None,
    disputed: Mapping[str, Collection[Any]] | None = None,
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
        of the scorecard do not matter here. Of each KPI and period one group is
        told to a viewer, and no second one.
    areas
        Key -> trading area; nobody is compared with partners of his own area,
        nor with those whose area is unknown.
    kpis
        Which KPIs and ratios to compare; left out, all *ratios* and all of the card.
        What follows from those before it is kept back.
    ratios
        Name -> (KPI, KPI by which it is divided), so that size does not matter.
    period
        Of a panel, which period; of other scores, the period of the figures;
        left out, the day of the scores.
    as_of
        The moment of asking, by which figures have their least age; left out, the moment of the scores.
    at_cut_off
        The scores of the same card as they were at the cut-off: others' figures are
        taken from them, and what was entered or corrected since counts in the next
        release. Left out, they are taken from *scores*, as one's own are.
    disputed
        KPI, or column of a rate -> the keys of those who dispute their figure: it does not count, nor does
        what is made of it, and one's own is marked.

    Raises
    ------
    NotFound
        For a viewer who was not scored or is in no group, and KPIs that are
        not on the card. No message names another partner.
    InvalidValue, InvalidInput
        For the record of another viewer, and periods that cannot be read or do not end.

    >>> from partnerkit.scoring import Kpi, Scorecard, score
    >>> frame = {"id": [f"P-{n}" for n in range(21)], "revenue": [100.0 + 5 * n for n in range(21)]}
    >>> scores = score(Scorecard(kpis=(Kpi("revenue"),)), frame, key="id", as_of=date(2026, 3, 31))
    >>> line = benchmark(scores, viewer="P-9", rules=Disclosure())["revenue"]
    >>> line.own, line.quarter, [round(line.middle.low), round(line.middle.high)]
    (145.0, 3, [136, 169])
    """
    return compared(
        scores,
        viewer=viewer,
        is_observer=False,
        group=None,
        rules=rules,
        published=published,
        groups=groups,
        areas=areas,
        kpis=kpis,
        ratios=ratios,
        period=period,
        as_of=as_of,
        at_cut_off=at_cut_off,
        disputed=disputed,
    )


def compared(
    scores: Scores,
    *,
    viewer: Hashable,
    is_observer: bool,
    group: str | None,
    rules: Disclosure | None,
    published: Released | None,
    groups: Mapping[Any, str] | None,
    areas: Mapping[Any, str] | None,
    kpis: Sequence[str] | None,
    ratios: Mapping[str, tuple[str, str]] | None,
    period: Any,
    as_of: date | datetime | None,
    at_cut_off: Scores | None,
    disputed: Mapping[str, Collection[Any]] | None,
) -> Report:
    """Return the report of a viewer, or of an observer, who has no figures and chooses a *group*."""
    rules = Disclosure() if rules is None else rules
    published = Released() if published is None else published
    raise_faults((*_kind_faults(scores, rules, published, at_cut_off), *_call_faults(kpis, ratios, disputed)))
    kpis = None if kpis is None else tuple(kpis)
    recorded = published.given_to(viewer)
    asked = question(
        scores,
        viewer=viewer,
        is_observer=is_observer,
        rules=rules,
        at_cut_off=at_cut_off,
        group=group,
        groups=groups,
        areas=areas,
        period=period,
        as_of=as_of,
    )
    topics = topics_of(scores, kpis, ratios or {}, rules.index)
    others = topics if at_cut_off is None else topics_of(at_cut_off, kpis, ratios or {}, rules.index)
    figures = _figures(others, asked, recorded.told, disputed or {})
    teller = _Teller(asked=asked, told=recorded.told, figures=figures, ties=_tied(recorded.told))
    columns = {name for each in scores.card.kpis for name in (each.name, each.count, each.of)}
    known = columns | {*(ratios or {}), *recorded.told}
    lines = tuple(_line(topic, place, teller, viewer, disputed or {}) for place, topic in enumerate(topics))
    return Report(
        viewer=viewer,
        group=asked.group,
        period=asked.period,
        lines=lines,
        findings=(*_findings(lines), *_unknown_topics(rules, disputed or (), known)),
        released=recorded.given_to(viewer, teller.more),
    )


def _kind_faults(
    scores: Scores, rules: Disclosure, published: Released, at_cut_off: Scores | None
) -> Iterator[InvalidValue]:
    for path, value, kind in (
        ("scores", scores, Scores),
        ("rules", rules, Disclosure),
        ("published", published, Released),
        ("at_cut_off", scores if at_cut_off is None else at_cut_off, Scores),
    ):
        if not isinstance(value, kind):
            yield InvalidValue(path=path, value=f"a {type(value).__name__}", remedy=f"use {kind.__name__}")
    if isinstance(scores, Scores) and isinstance(at_cut_off, Scores) and at_cut_off.card != scores.card:
        remedy = "score both with the same card"
        yield InvalidValue(path="at_cut_off", value="scores of another card", remedy=remedy)


def _call_faults(kpis: object, ratios: object, disputed: object) -> Iterator[InvalidValue]:
    if isinstance(kpis, str) or not isinstance(kpis, Iterable | None):
        yield InvalidValue(path="kpis", value=shown(kpis), remedy="use a list of names")
    for path, value, remedy in (
        ("ratios", ratios, "use name -> (KPI, KPI)"),
        ("disputed", disputed, "use KPI -> keys"),
    ):
        if value is not None and not isinstance(value, Mapping):
            yield InvalidValue(path=path, value=f"a {type(value).__name__}", remedy=remedy)
    for kpi, keys in disputed.items() if isinstance(disputed, Mapping) else ():
        if isinstance(keys, str) or not isinstance(keys, Collection):
            remedy = "use a list of keys, even for one partner"
            yield InvalidValue(path=f"disputed[{kpi!r}]", value=f"a {type(keys).__name__}", remedy=remedy)


@final
@frozen(kw_only=True, eq=False)
class _Figures:
    """The others' figures that never counted, topic by topic, and the marks by which they are known again."""

    neighbors: Neighbors
    marks: list[str]

    #: Of how many rivals there are figures.
    rivals: list[int]


@final
@frozen(kw_only=True, eq=False)
class _Teller:
    """What is asked, what was told of each KPI so far, and what is told now."""

    asked: Question
    figures: _Figures
    told: Mapping[str, Told]
    ties: Ties
    more: list[Release] = field(factory=list)


def _tied(told: Mapping[str, Told]) -> Ties:
    found = Ties()
    for name, each in told.items():
        found.tie(name, each.part, each.whole)
    return found


def _figures(
    topics: Sequence[Topic],
    asked: Question,
    told: Tables,
    disputed: Mapping[str, Collection[Any]],
) -> _Figures:
    shape = len(topics), len(asked.keys)
    values = np.array([topic.values(asked.others) for topic in topics], dtype=np.float64).reshape(shape)
    for row, topic in zip(values, topics, strict=True):
        if who := _disputing(topic, disputed):
            row[[place for place, key in enumerate(asked.keys) if key in who]] = np.nan
    names = [topic.name for topic in topics]
    found = marks(names, partner_marks(asked.keys), values)
    values[told.counted.has(names, found)] = np.nan
    rivals = [0] * len(topics)
    if len(asked.rivals):
        rivals = [int(np.count_nonzero(~np.isnan(topic.values(asked.rivals)))) for topic in topics]
    near = nearest(values, asked.rules, [topic.bounds for topic in topics])
    text = as_text(found[~np.isnan(values)])
    ends = [8 * end for end in accumulate(near.numbers, initial=0)]
    return _Figures(
        neighbors=near,
        marks=[text[start:end] for start, end in pairwise(ends)],
        rivals=rivals,
    )


def _disputing(topic: Topic, disputed: Mapping[str, Collection[Any]]) -> set[Any]:
    """Return who disputes the figure, or one that it is made of."""
    return {key for kpi in topic.kpis for key in disputed.get(kpi, ())} if disputed else set()


def _line(
    topic: Topic, place: int, teller: _Teller, viewer: Hashable, disputed: Mapping[str, Collection[Any]]
) -> Compared:
    """Return the line of one KPI: the release of the period, a new one if the rules allow it, or the last there was."""
    asked = teller.asked
    release, reason = _release(topic, place, teller)
    if release is None:
        told = teller.told.get(topic.name)
        release = None if told is None else told.last(asked.group, asked.period)
        if release is not None and reason is not None and reason.code in _STANDS:
            facts = {"kpi": topic.name, "period": release.period, "least": asked.rules.min_contributors}
            reason = Reason("not-refreshed", facts)
    lower, middle, upper = (Cell(reason=reason),) * 3 if release is None else release.cells
    own = np.nan if asked.row is None else float(topic.values(slice(asked.row, asked.row + 1))[0])
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
        is_disputed=viewer in _disputing(topic, disputed),
        known_at=None if release is None else release.known_at,
    )


def _release(topic: Topic, place: int, teller: _Teller) -> tuple[Release | None, Reason | None]:
    """Return the release of the period, told before or now; or why there is none."""
    asked, told = teller.asked, teller.told.get(topic.name)
    release = None if told is None else told.at(asked.period, asked.group)
    if release is not None:
        return release, None
    reason = _refusal(topic, teller, told)
    if reason is not None:
        return None, reason
    figures, least = teller.figures, asked.rules.min_contributors
    number = figures.neighbors.numbers[place]
    if number < least:
        facts = {"kpi": topic.name, "least": least}
        with_rivals = number + figures.rivals[place]
        return None, Reason("trading-area" if with_rivals >= least else "few-contributors", facts)
    lower, middle, upper = _cells(topic, place, figures.neighbors, asked.rules)
    release = Release(
        kpi=topic.name,
        part=topic.part,
        whole=topic.whole,
        group=asked.group,
        period=asked.period,
        lower=lower,
        middle=middle,
        upper=upper,
        known_at=asked.known_at,
        figures=figures.marks[place],
    )
    teller.ties.tie(release.kpi, release.part, release.whole)
    teller.more.append(release)
    return release, None


def _refusal(topic: Topic, teller: _Teller, told: Told | None) -> Reason | None:
    """Return why nothing new may be told, whatever the figures are."""
    asked = teller.asked
    if topic.tells_level:
        return Reason("only-as-index", {"kpi": topic.name})
    if told is not None and told.has(asked.period):
        return Reason("another-group", {"kpi": topic.name, "period": asked.period})
    overlapped = None if told is None else told.overlapping(asked.period)
    if overlapped is not None:
        return Reason("overlapping-period", {"kpi": topic.name, "period": overlapped})
    if teller.ties.closes(topic.name, topic.part, topic.whole):
        return Reason("follows-from-others", {"kpi": topic.name})
    ages = asked.rules.min_age
    days = max(ages.get(kpi, 0) for kpi in topic.kpis) if ages else 0
    if days and asked.at < (since := asked.days_after(days)):
        return Reason("too-recent", {"kpi": topic.name, "since": since.date()})
    open_days = asked.rules.cut_off_days
    # Figures that were read earlier may lack what came in until the cut-off.
    if open_days is not None and min(asked.at, asked.known_at) < (since := asked.days_after(open_days)):
        return Reason("before-cut-off", {"kpi": topic.name, "since": since.date()})
    return None


def _cells(topic: Topic, place: int, found: Neighbors, rules: Disclosure) -> tuple[Cell, ...]:
    if found.is_dominated[place]:
        # Few who make up nearly all, and are no more than what is told above them, would be told by that.
        return (Cell(reason=Reason("dominated-by-few", {"kpi": topic.name})),) * 3
    return tuple([_cell(topic, near, rules) for near in found.of(place)])


@lru_cache(maxsize=4096)
def _between(low: float, high: float) -> Cell:
    """Return the cell between two edges; there are not many of them, and each is told often."""
    return Cell(low=low, high=high)


def _cell(topic: Topic, near: Sequence[float] | None, rules: Disclosure) -> Cell:
    if near is None:
        least = 3 * rules.min_contributors
        return Cell(reason=Reason("few-contributors", {"kpi": topic.name, "least": least}))
    ends = cell(fsum(near) / len(near), rules, topic.bounds)
    if ends is None:
        return Cell(reason=Reason("bounds-too-narrow", {"kpi": topic.name}))
    # Zero has two signs, and a bound may be a whole number: each cell is told in one way.
    return _between(ends[0] + 0.0, ends[1] + 0.0)


def _findings(lines: Sequence[Compared]) -> Iterator[Finding]:
    """Find that nothing at all is told of the others, and which rule keeps most of it back."""
    reasons = [cell.reason for line in lines for cell in line.cells.values()]
    if lines and all(reason is not None for reason in reasons):
        rule, count = Counter(reason.code for reason in reasons if reason is not None).most_common(1)[0]
        yield Finding(reason=Reason("nothing-released", {"rule": rule, "count": count}), severity="medium")


def _unknown_topics(
    rules: Disclosure, disputed: Iterable[str], known: Collection[str | None]
) -> Iterator[Finding]:
    """Find what is guarded, and nothing here is called: a slip in a name would guard nothing."""
    for where, guarded in (("min_age", rules.min_age), ("index", rules.index), ("disputed", disputed)):
        for name in guarded:
            if name not in known:
                yield Finding(
                    reason=Reason("unknown-topic", {"topic": name, "where": where}), severity="medium"
                )
