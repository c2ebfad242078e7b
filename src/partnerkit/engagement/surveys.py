"""
What did partners answer, how sure is it, and may it be shown?

Nothing is shown of fewer than the minimum group, and nothing from which, with
all that was shown before, less could be reckoned: by taking one group from
another, or one wave from the next. What is held back says only that it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, final, overload

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from partnerkit.engagement.replies import Replies, Waves, is_closed, read_waves
from partnerkit.engagement.shown import Shown, cells_with, is_safe, why_not
from partnerkit.engagement.tallies import mean_between, tally
from partnerkit.facts.network import Network
from partnerkit.facts.survey import Question, Survey
from partnerkit.values import fields
from partnerkit.values.errors import InvalidValue, NotFound, raise_faults, shown
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.interval import Interval, difference_of_shares, wilson
from partnerkit.values.markup import small_table
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.rows import by_name

__all__ = ["Cuts", "SurveyResult", "SurveyResults", "survey_results"]

#: Name of a cut -> partner -> its group, such as {"tier": {"P-4": "gold"}}.
Cuts = Mapping[str, Mapping[str, str]]

_LEVEL = fields.number(least=0.5, most=0.999)

#: What Rocks adds for a net promoter score: to each side, and in all.
_ROCKS = (0.75, 3.0)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class SurveyResult:
    """What one group answered to one question in one wave; where it is held back, only why."""

    survey: str
    wave: int
    question: str

    #: The cut and the group in it; None is all who answered.
    cut: str | None = None
    group: str | None = None

    #: How many answered; None is held back.
    count: int | None = None

    #: Of a scale: the mean; of a scale of 0 to 10, also the share that promotes less the share that detracts.
    mean: Interval | None = None
    promoter_score: Interval | None = None

    #: Of a choice: option -> share of those who answered.
    shares: Mapping[str, Interval] = field(factory=dict)

    #: Why it is held back, or does not rest on all who answered; None where neither is so.
    held_back: Reason | None = None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The same as codes and facts, to be said in words."""
        if self.count is None:
            return () if self.held_back is None else (self.held_back,)
        asked = {"question": self.question, "wave": self.wave, "count": self.count}
        found = [Reason("survey-answered", asked)]
        for code, known in (("survey-mean", self.mean), ("survey-promoter-score", self.promoter_score)):
            if known is not None:
                scale = 100 if code == "survey-promoter-score" else 1
                bounds = {"estimate": known.estimate, "low": known.low, "high": known.high}
                found.append(Reason(code, {name: round(scale * each, 2) for name, each in bounds.items()}))
        return (*found, *(() if self.held_back is None else (self.held_back,)))


@final
@frozen(kw_only=True, eq=False, repr=False)
class SurveyResults(Sequence[SurveyResult]):
    """Results wave by wave, question by question; first of all who answered, then of groups."""

    series: str
    results: tuple[SurveyResult, ...]

    #: What has been shown with this: persist it, and pass it in next time.
    shown: Shown
    method: Facts

    @overload
    def __getitem__(self, at: int) -> SurveyResult: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[SurveyResult, ...]: ...
    def __getitem__(self, at: int | slice) -> SurveyResult | tuple[SurveyResult, ...]:
        return self.results[at]

    def __len__(self) -> int:
        return len(self.results)

    def __repr__(self) -> str:
        held = sum(each.count is None for each in self)
        return f"<SurveyResults of {self.series!r}: {len(self)}, {held} held back>"

    def of(self, question: str, *, wave: int | None = None, group: str | None = None) -> SurveyResult:
        """Return the result of a question, of its last wave if none is named."""
        for each in reversed(self.results):
            if each.question == question and each.group == group and wave in (None, each.wave):
                return each
        known = tuple(dict.fromkeys(each.question for each in self))[:12]
        raise NotFound(path="question", key=question, known=known)

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per result: mean and promoter score with bounds; None is held back, or of another kind."""
        columns = by_name(self, ("survey", "wave", "question", "cut", "group", "count"))
        for name in ("mean", "promoter_score"):
            for end in ("estimate", "low", "high"):
                bounds = [getattr(each, name) for each in self]
                columns[f"{name}_{end}"] = [each and getattr(each, end) for each in bounds]
        columns["held_back"] = [each.held_back and each.held_back.code for each in self]
        return to_frame(columns, kind)

    _repr_html_ = small_table


def survey_results(
    network: Network,
    series: str,
    *,
    as_of: datetime,
    cuts: Cuts | None = None,
    by: Sequence[str] = (),
    already: Shown | None = None,
    level: float = 0.95,
) -> SurveyResults:
    """
    Return what every wave of *series* answered, each figure with its bounds, as far as it may be shown.

    Parameters
    ----------
    cuts
        Groups of partners, for named surveys only: who answers without a name is in no group that others made.
    by
        Questions with one choice: their options are groups, in surveys of both modes.
    already
        What was shown before, by other cuts or at another moment (`SurveyResults.shown`).

    Raises
    ------
    NotFound, InvalidValue, InvalidInput
        For a series that is not there, a cut of an anonymous survey, a question in *by* that is
        no choice, and a level outside 0.5 to 0.999.

    >>> from datetime import date
    >>> from partnerkit.facts import Answer, Partner
    >>> asked = Question(id="recommend", kind="scale", least=0, most=10)
    >>> given = [Answer(survey="S-1", question="recommend", partner=f"P-{at}", on=date(2026, 3, 2), reply=at) for at in range(11)]
    >>> network = Network.of(Survey(id="S-1", wave=1, mode="named", questions=[asked]), [Partner(id=f"P-{at}") for at in range(11)], given)
    >>> (found,) = survey_results(network, "S-1", as_of=datetime.fromisoformat("2026-03-03T09:00Z"))
    >>> found.count, round(found.promoter_score.estimate, 3), round(found.mean.low, 2)
    (11, -0.455, 2.77)
    """
    before = already or Shown()
    waves = read_waves(network, series, as_of=as_of, also=before.respondents)
    raise_faults(_faults(waves.surveys, cuts or {}, by, level))
    work = _Work(waves, before, level)
    for survey in waves.surveys:
        ready = is_closed(survey, as_of=as_of)
        for question in survey.questions:
            replies = waves.replies[survey.id, question.id]
            named = SurveyResult(survey=survey.id, wave=survey.wave, question=question.id)
            if ready:
                work.add(named, replies, _groups(waves, survey, question, cuts or {}, by))
            else:
                work.found.append(evolve(named, held_back=Reason("survey-open", {"survey": survey.id})))
    method = {
        "mean": "Student's t", "promoter_score": "adjusted Wald, Rocks 2016", "shares": "Wilson 1927",
        "level": level, "least": waves.least, "across_waves": True,
    }  # fmt: skip
    return SurveyResults(series=series, results=tuple(work.found), shown=work.shown, method=Facts(method))


class _Work:
    """Results as they are found, and the cells they leave behind."""

    __slots__ = ("_already", "_cells", "found", "level", "waves")

    def __init__(self, waves: Waves, already: Shown, level: float) -> None:
        self.waves, self._already, self.level = waves, already, level
        self.found: list[SurveyResult] = []
        self._cells: dict[str, NDArray[np.int64]] = {}

    @property
    def shown(self) -> Shown:
        """What has been shown by now."""
        return self._already.with_cells(self.waves.respondents, self._cells)

    def add(self, named: SurveyResult, replies: Replies, groups: Mapping[str, "_Cut"]) -> None:
        """Add the results of one question of one wave: all who answered, then the largest groups first."""
        waves = self.waves
        known = self._cells.get(named.question)
        cells = self._already.numbers(named.question, waves.respondents) if known is None else known
        base = waves.mask(replies)
        kept, reason = self._whole(base, cells)
        answered = base if kept is None else kept
        places: list[tuple[str | None, str | None, NDArray[np.bool_]]] = [(None, None, answered)]
        for made, (names, codes) in groups.items():
            places += [(made, name, answered & (codes == at)) for at, name in enumerate(names)]
        order = sorted(range(1, len(places)), key=lambda at: (-int(places[at][2].sum()), str(places[at][:2])))
        told: dict[int, SurveyResult] = {}
        for at in (0, *order):
            cut, group, inside = places[at]
            each = evolve(named, cut=cut, group=group)
            is_shown = kept is not None if at == 0 else is_safe(cells, inside, waves.least)
            if is_shown:
                cells = cells_with(cells, inside)
                told[at] = self._told(each, replies, inside, reason if at == 0 else None)
            else:
                told[at] = evolve(each, held_back=reason if at == 0 else why_not(inside, waves.least))
        self._cells[named.question] = cells
        self.found += (told[at] for at in range(len(places)))

    def _whole(
        self, base: NDArray[np.bool_], cells: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_] | None, Reason | None]:
        """Return whose replies may be shown in one, and a reason where these are not all, or nobody's."""
        least = self.waves.least
        if is_safe(cells, base, least):
            return base, None
        known = base & (cells > 0)
        if is_safe(cells, known, least):
            return known, Reason("survey-without-newcomers", {"least": least})
        return None, why_not(base, least)

    def _told(
        self, each: SurveyResult, replies: Replies, inside: NDArray[np.bool_], reason: Reason | None
    ) -> SurveyResult:
        names, options = replies.options()
        points, question = replies.points(), replies.question
        groups = np.where(inside[replies.rows], 0, -1)
        sums = tally(groups, 1, points, options)
        count = int(sums.count[0])
        mean = score = None
        if points is not None:
            mean = mean_between(count, float(sums.total[0]), float(sums.squares[0]), self.level)
            if (question.least, question.most) == (0, 10):
                sides = int(sums.promoters[0]), int(sums.detractors[0])
                score = difference_of_shares(*sides, count, level=self.level, added=_ROCKS)
        shares = {
            name: wilson(int(chosen), count, level=self.level)
            for name, chosen in zip(names, sums.chosen[0].tolist(), strict=True)
        }
        return evolve(each, count=count, mean=mean, promoter_score=score, shares=shares, held_back=reason)


#: The names of the groups of a cut, and for each respondent its place among them; -1 is none.
_Cut = tuple[Sequence[str], NDArray[np.int64]]


def _groups(
    waves: Waves, survey: Survey, question: Question, cuts: Cuts, by: Sequence[str]
) -> Mapping[str, _Cut]:
    """Return every group that may be asked for, whether anybody in it answered or not."""
    found: dict[str, _Cut] = {}
    for cut, group_of in cuts.items():
        names = sorted(set(group_of.values()))
        place = {name: at for at, name in enumerate(names)}
        codes = [place[group_of[each]] if each in group_of else -1 for each in waves.respondents]
        found[cut] = (names, np.array(codes, dtype=np.int64))
    for cut in by:
        asked = waves.replies.get((survey.id, cut))
        if asked is None or cut == question.id:
            continue
        options, chosen = asked.options()
        codes_ = np.full(len(waves.respondents), -1, dtype=np.int64)
        codes_[asked.rows] = chosen.argmax(axis=1) if len(asked.rows) else 0
        found[cut] = (options, codes_)
    return found


def _faults(surveys: Sequence[Survey], cuts: Cuts, by: Sequence[str], level: float) -> Iterator[InvalidValue]:
    fault = _LEVEL.fault("level", level)
    if fault is not None:
        yield fault
    for cut, group_of in cuts.items():
        if not isinstance(group_of, Mapping):
            remedy = "use a mapping of a partner to its group"
            yield InvalidValue(path=f"cuts[{cut!r}]", value=shown(group_of), remedy=remedy)
    if cuts and any(each.mode == "anonymous" for each in surveys):
        remedy = "leave them out, or ask for the group in the survey and name the question in by="
        yield InvalidValue(path="cuts", value=shown(", ".join(sorted(cuts))), remedy=remedy)
    for place, name in enumerate(by):
        asked = [found for each in surveys if (found := each.question(name)) is not None]
        if not asked or any(each.kind != "choice" for each in asked):
            remedy = "name a question with one choice"
            yield InvalidValue(path=f"by[{place}]", value=shown(name), remedy=remedy)
