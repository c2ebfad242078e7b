"""
What was replied to each question of a series, wave by wave, and what does a reply say of a problem?

Answers are read into arrays once. Of a named survey the firm is the respondent,
of an anonymous one the token, which pairs the waves and tells nothing else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from itertools import pairwise
from typing import TypeAlias, final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from partnerkit.facts.network import Network
from partnerkit.facts.survey import Answer, Question, Survey
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.time import instant

__all__ = ["Affirming", "Replies", "Waves", "is_closed", "read_waves", "says_problem"]

#: Question id -> the replies that say there is the problem; of a scale, all of its points that do.
Affirming: TypeAlias = Mapping[str, Collection[int | str]]

Reply: TypeAlias = int | str | tuple[str, ...]


def __dir__() -> list[str]:
    return __all__


@final
@frozen(eq=False)
class Replies:
    """What one wave replied to one question; `rows` are places in the list of respondents."""

    question: Question
    rows: NDArray[np.int64]
    values: tuple[Reply, ...]

    def points(self) -> NDArray[np.float64] | None:
        """Return the points of a scale; None of any other question."""
        return np.array(self.values, dtype=np.float64) if self.question.kind == "scale" else None

    def options(self) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
        """Return what can be chosen, and reply by option what was; nothing of a scale and of text."""
        names = self.question.options or ()
        chosen = [
            [name in (reply if isinstance(reply, tuple) else (reply,)) for name in names]
            for reply in self.values
        ]
        return names, np.array(chosen, dtype=bool).reshape(len(self.values), len(names))


@final
@frozen(eq=False)
class Waves:
    """All waves of one series, in their order."""

    surveys: tuple[Survey, ...]

    #: Everybody who ever answered, or was in what was shown before, sorted.
    respondents: tuple[str, ...]
    replies: Mapping[tuple[str, str], Replies]

    @property
    def least(self) -> int:
        """The largest of the minimum groups."""
        return max(each.minimum_group for each in self.surveys)

    def mask(self, replies: Replies) -> NDArray[np.bool_]:
        """Return which of the respondents replied."""
        found = np.zeros(len(self.respondents), dtype=bool)
        found[replies.rows] = True
        return found


def is_closed(survey: Survey, *, as_of: datetime) -> bool:
    """
    Tell whether no answer can come any more: it would change what is shown, and so tell who came last.

    A named survey may be read at any time; an anonymous one from the end of its
    last day in UTC, and without a period never.

    >>> asked = Question(id="q", kind="text")
    >>> is_closed(Survey(id="S-1", wave=1, mode="anonymous", questions=[asked]), as_of=datetime.fromisoformat("2026-03-02T09:00Z"))
    False
    """
    if survey.mode == "named":
        return True
    end = None if survey.period is None else survey.period.end
    return end is not None and datetime.combine(end, time(), UTC) <= instant(as_of, path="as_of")


def read_waves(network: Network, series: str, *, as_of: datetime, also: Iterable[str] = ()) -> Waves:
    """
    Read all surveys of *series* (or the one survey of that id) with the answers that are known at *as_of*.

    Of several answers of one respondent to one question of a survey, the latest counts.
    Respondents in *also* are listed, too: they were in what was shown before.

    Raises
    ------
    NotFound
        If there is no such survey.
    InvalidValue
        For a moment without a zone; and for two surveys of the series that claim to be the same wave.

    >>> asked = Question(id="leads", kind="choice", options=["enough", "too-few"])
    >>> survey = Survey(id="S-1", series="pulse", wave=1, mode="named", questions=[asked])
    >>> read_waves(Network.of(survey), "pulse", as_of=datetime.fromisoformat("2026-03-02T09:00Z")).respondents
    ()
    """
    at = instant(as_of, path="as_of")
    surveys = sorted(
        (each for each in network.surveys if series in (each.series, each.id)),
        key=lambda each: (each.wave, each.id),
    )
    if not surveys:
        known = tuple(sorted({each.series or each.id for each in network.surveys}))[:12]
        raise NotFound(path="series", key=series, known=known)
    for one, other in pairwise(surveys):
        if one.wave == other.wave:
            remedy = f"number the waves: {one.id} has this number, too"
            raise InvalidValue(path=f"surveys[{other.id!r}].wave", value=str(other.wave), remedy=remedy)
    latest: dict[tuple[str, str], dict[str, Answer]] = {}
    for survey in surveys:
        for answer in network.by(Answer, "survey").get(survey.id, ()):
            who = answer.partner or answer.respondent or ""
            if answer.is_known_at(at) and not survey.faults_of(answer):
                said = latest.setdefault((survey.id, answer.question), {})
                if who not in said or said[who].on <= answer.on:
                    said[who] = answer
    respondents = tuple(sorted({*also, *(who for said in latest.values() for who in said)}))
    place = {who: at for at, who in enumerate(respondents)}
    replies = {
        (survey.id, question.id): _replies(question, latest.get((survey.id, question.id), {}), place)
        for survey in surveys
        for question in survey.questions
    }
    return Waves(tuple(surveys), respondents, replies)


def _replies(question: Question, said: Mapping[str, Answer], place: Mapping[str, int]) -> Replies:
    names = sorted(said)
    rows = np.fromiter((place[each] for each in names), np.int64, len(names))
    return Replies(question, rows, tuple(said[each].reply for each in names))


def says_problem(
    question: Question, replies: Sequence[int | str], affirming: Collection[int | str] | None = None
) -> bool | None:
    """
    Tell whether a reply says that there is the problem the question asks about; None where it says neither.

    Of a scale the lowest third says that there is, the highest that there is not; of a
    choice, the option that bears the name of the problem; else *affirming* names the
    replies that do.

    >>> asked = Question(id="leads", kind="scale", least=1, most=5, cause="too-few-leads")
    >>> [says_problem(asked, [point]) for point in (1, 2, 3, 4, 5)]
    [True, True, None, False, False]
    """
    if affirming is not None:
        return any(each in affirming for each in replies)
    if question.kind == "scale" and question.least is not None and question.most is not None:
        place = 3 * (int(replies[0]) - question.least)
        width = question.most - question.least
        return True if place <= width else False if place >= 2 * width else None
    return True if question.cause in replies else None
