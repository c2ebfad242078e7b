"""
Who asks to be compared, with whom, and of when?

The others are those of a group that the caller chooses. The viewer himself
does not count, nor do his rivals: those of his own trading area, and those
whose area nobody knows.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.scoring.disclosure import Disclosure
from partnerkit.scoring.ring import are_rivals, is_named
from partnerkit.scoring.scores import Scores
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.time import Period, moment

__all__ = ["EVERYBODY", "Question", "question"]

#: The name of the group of all partners.
EVERYBODY = "*"


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True, eq=False)
class Question:
    """Who asks, about whom and when."""

    rules: Disclosure

    #: The moment of asking, and up to when the others' figures are known.
    at: datetime
    known_at: datetime

    #: The row of the viewer; None if he is an observer without figures of his own.
    row: int | None
    group: str
    period: Period

    #: The others who may count, and their rows.
    keys: tuple[Any, ...]
    others: NDArray[np.int64]

    #: The rows of those who would, but for the trading area.
    rivals: NDArray[np.int64]

    def days_after(self, days: int) -> datetime:
        """Return the moment *days* after the period, at the latest when the calendar ends."""
        day = date.fromordinal(min(self.period.end.toordinal() + days, date.max.toordinal()))
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def question(
    scores: Scores,
    *,
    viewer: Hashable,
    is_observer: bool,
    rules: Disclosure,
    at_cut_off: Scores | None,
    group: str | None,
    groups: Mapping[Any, str] | None,
    areas: Mapping[Any, str] | None,
    period: Any,
    as_of: date | datetime | None,
) -> Question:
    """
    Return what is asked.

    Raises
    ------
    NotFound
        For a viewer who was not scored, or is in no group or area.
    InvalidValue
        For scores of nothing, a moment before the figures, and periods that cannot be read or do not end.
    """
    raise_faults(_names_faults(groups=groups, areas=areas))
    scored_at = datetime.fromisoformat(scores.as_of)
    others = scores if at_cut_off is None else at_cut_off
    known_at = datetime.fromisoformat(others.as_of)
    at = scored_at if as_of is None else moment(as_of)
    for path, moment_of_figures in (("as_of", scored_at), ("at_cut_off", known_at)):
        if at < moment_of_figures:
            remedy = "ask at the moment of the scores, or later"
            raise InvalidValue(path=path, value=str(at), remedy=remedy)
    own, when = _rows_of(scores, period, scored_at)
    if when.is_open:
        # Its figures would never be old enough to be told.
        raise InvalidValue(path="period", value=shown(str(when)), remedy="use a period that ends")
    if not is_observer and viewer not in own:
        raise NotFound(path="viewer", key=str(viewer))
    rows = own if at_cut_off is None else _rows_of(others, when, known_at)[0]
    name = group if is_observer else _own_name(groups, viewer, "groups")
    keys = [key for key in _members(groups, name, rows) if key != viewer]
    area = None if is_observer else _own_name(areas, viewer, "areas")
    found: list[Any] = keys
    rivals: list[Any] = []
    if areas is not None and not is_observer:
        # There are few areas and many partners.
        near = {each for each in {areas.get(key) for key in keys} if are_rivals(each, area)}
        found = [key for key in keys if areas.get(key) not in near]
        rivals = [key for key in keys if areas.get(key) in near]
    return Question(
        rules=rules,
        at=at,
        known_at=known_at,
        row=None if is_observer else own[viewer],
        group=EVERYBODY if name is None else str(name),
        period=when,
        keys=tuple(found),
        others=_rows(found, rows),
        rivals=_rows(rivals, rows),
    )


def _names_faults(**given: object) -> Iterator[InvalidValue]:
    """Find what does not tell a name by key; a column of pandas does."""
    for path, names in given.items():
        if names is not None and not hasattr(names, "items"):
            yield InvalidValue(path=path, value=f"a {type(names).__name__}", remedy="use key -> name")


def _own_name(names: Mapping[Any, str] | None, viewer: Hashable, path: str) -> str | None:
    """Return the group or the area of the viewer; None where there are none."""
    if names is None:
        return None
    own = names.get(viewer)
    if own is None or not is_named(own):
        raise NotFound(path=path, key=str(viewer))
    return own


def _members(groups: Mapping[Any, str] | None, group: str | None, rows: Mapping[Any, int]) -> Iterable[Any]:
    """Return who is in the group, among those who were scored."""
    if groups is None or group is None:
        return rows
    return [key for key, name in groups.items() if name == group and key in rows]


def _rows(keys: list[Any], rows: Mapping[Any, int]) -> NDArray[np.int64]:
    return np.array([rows[key] for key in keys], dtype=np.int64)


def _rows_of(scores: Scores, period: Any, scored_at: datetime) -> tuple[Mapping[Any, int], Period]:
    """Return the row of each key that is of the period of the figures, and that period."""
    by = scores.readings.by
    if by is None:
        last = (scored_at - timedelta(microseconds=1)).astimezone(UTC).date()
        return scores.rows, Period.day(last) if period is None else _period(period)
    column = scores.readings.peers[by].tolist()
    labels = {label: _period(label) for label in dict.fromkeys(column)}
    when = (
        max(labels.values(), key=lambda each: each.end, default=None) if period is None else _period(period)
    )
    keys = scores.readings.keys.tolist()
    rows = {keys[row]: row for row, label in enumerate(column) if labels[label] == when}
    if when is None:
        raise InvalidValue(path="scores", value="no rows", remedy="score some figures first")
    if not rows:
        raise NotFound(path="period", key=str(when), known=tuple(str(each) for each in labels.values()))
    return rows, when


def _period(label: Any) -> Period:
    if isinstance(label, Period):
        return label
    if isinstance(label, date):
        return Period.day(date(label.year, label.month, label.day))
    return Period.parse(label)
