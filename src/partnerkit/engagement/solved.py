"""
Which problems were solved since the last wave?

Only those who answered both times count: each is compared with himself. Those
who had the problem and have it no more stand against those who have it now and
had it not; if nothing had changed, each way would be as likely (McNemar's test,
exact). The more problems are looked at, the more of them change by chance: what
is called a change takes all of them into account (Holm).
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any, final, overload

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from partnerkit.engagement.replies import Affirming, Replies, Waves, is_closed, read_waves, says_problem
from partnerkit.engagement.shown import Shown, cells_with, is_safe, why_not
from partnerkit.engagement.tallies import mcnemar
from partnerkit.facts.network import Network
from partnerkit.facts.survey import Survey
from partnerkit.values import fields
from partnerkit.values.frames import Library, to_frame
from partnerkit.values.holm import holm
from partnerkit.values.interval import Interval, difference_of_shares
from partnerkit.values.markup import small_table
from partnerkit.values.money import Ratio
from partnerkit.values.reasons import Facts, Reason
from partnerkit.values.rows import by_name

__all__ = ["ProblemChange", "ProblemChanges", "solved_problems"]

_CHANCE = fields.number(least=0.001, most=0.2)


def __dir__() -> list[str]:
    return __all__


@final
@frozen(kw_only=True)
class ProblemChange:
    """How one problem went from the wave before to the last one; where it is held back, only why."""

    cause: str
    question: str
    wave_before: int
    wave: int

    #: How many answered both times, and of these, how many had the problem before, have it now, lost it, and got it.
    count: int | None = None
    before: int | None = None
    after: int | None = None
    solved: int | None = None
    arisen: int | None = None

    #: By how much the share that has the problem changed.
    change: Interval | None = None

    #: The chance of so unequal a change if nothing had happened: alone, and where so many were looked at.
    chance: float | None = None
    chance_of_all: float | None = None

    reason: Reason

    @property
    def is_solved(self) -> bool:
        """Whether fewer have it, by more than chance."""
        return self.reason.code == "problem-less-often"

    @property
    def stands(self) -> bool | None:
        """Whether somebody has it still; None is held back."""
        return None if self.after is None else self.after > 0


@final
@frozen(kw_only=True, eq=False, repr=False)
class ProblemChanges(Sequence[ProblemChange]):
    """One for each problem that was asked about in the last two waves, in the order of the questions."""

    changes: tuple[ProblemChange, ...]

    #: What has been shown with this: persist it, and pass it in next time.
    shown: Shown
    method: Facts

    @overload
    def __getitem__(self, at: int) -> ProblemChange: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ProblemChange, ...]: ...
    def __getitem__(self, at: int | slice) -> ProblemChange | tuple[ProblemChange, ...]:
        return self.changes[at]

    def __len__(self) -> int:
        return len(self.changes)

    def __repr__(self) -> str:
        return f"<ProblemChanges: {len(self)}, {sum(each.is_solved for each in self)} solved>"

    def to_frame(self, kind: Library = "dict") -> Any:
        """Return one row per problem; None is held back."""
        names = ("cause", "question", "wave_before", "wave", "count", "before", "after", "solved", "arisen")
        columns = by_name(self, names)
        for end in ("estimate", "low", "high"):
            columns[f"change_{end}"] = [each.change and getattr(each.change, end) for each in self]
        columns["chance_of_all"] = [each.chance_of_all for each in self]
        columns["code"] = [each.reason.code for each in self]
        return to_frame(columns, kind)

    _repr_html_ = small_table


def solved_problems(
    network: Network,
    series: str,
    *,
    as_of: datetime,
    causes: Collection[str] = (),
    affirming: Affirming | None = None,
    already: Shown | None = None,
    error: float = 0.05,
) -> ProblemChanges:
    """
    Compare the last two waves of *series* that are closed: who named a problem before, and names it now?

    Parameters
    ----------
    causes
        Options of choices that are problems themselves, such as the codes of the causes of a diagnosis.
    affirming
        Question -> the replies that say there is the problem it asks about; else `says_problem`.
    already
        What was shown before, as `survey_results` returns it in `shown`: pass it, so that nobody
        can be told by the difference.
    error
        How often, at most, chance is called a change.

    Raises
    ------
    NotFound, InvalidValue
        As `survey_results`; and for an error outside 0.001 to 0.2.

    >>> from datetime import date
    >>> from partnerkit.facts import Answer, Partner, Question, Survey
    >>> asked = Question(id="leads", kind="choice", options=["enough", "too-few-leads"], cause="too-few-leads")
    >>> surveys = [Survey(id=f"S-{wave}", series="pulse", wave=wave, mode="named", questions=[asked]) for wave in (1, 2)]
    >>> given = [
    ...     Answer(survey=f"S-{wave}", question="leads", partner=f"P-{at}", on=date(2026, wave, 2), reply="too-few-leads" if wave == 1 and at < 8 else "enough")
    ...     for at in range(12) for wave in (1, 2)
    ... ]
    >>> network = Network.of(surveys, [Partner(id=f"P-{at}") for at in range(12)], given)
    >>> (found,) = solved_problems(network, "pulse", as_of=datetime.fromisoformat("2026-03-03T09:00Z"))
    >>> found.solved, found.arisen, round(found.chance, 4), found.is_solved
    (8, 0, 0.0078, True)
    """
    fields.check({"causes": (fields.a_list, causes), "error": (_CHANCE, error)})
    shown = already or Shown()
    waves = read_waves(network, series, as_of=as_of, also=shown.respondents)
    closed = [each for each in waves.surveys if is_closed(each, as_of=as_of)][-2:]
    found: list[ProblemChange] = []
    cells_now: dict[str, NDArray[np.int64]] = {}
    for before, after, problems in _asked_twice(waves, closed, causes):
        question = after.question.id
        both = waves.mask(before) & waves.mask(after)
        cells = shown.numbers(question, waves.respondents)
        held_back = None if is_safe(cells, both, waves.least) else why_not(both, waves.least)
        if held_back is None:
            cells_now[question] = cells_with(cells, both)
        for cause in problems:
            had, has = (_has(waves, each, cause, affirming)[both] for each in (before, after))
            named = {"question": question, "wave_before": closed[0].wave, "wave": closed[1].wave}
            found.append(_compared({"cause": cause, **named}, had, has, held_back))
    method = {
        "test": "McNemar, exact",
        "of_all": "Holm 1979",
        "change": "Bonett and Price 2012",
        "error": error,
    }
    return ProblemChanges(
        changes=tuple(_judged(found, error)),
        shown=shown.with_cells(waves.respondents, cells_now),
        method=Facts(method),
    )


def _asked_twice(
    waves: Waves, closed: Sequence[Survey], causes: Collection[str]
) -> Iterator[tuple[Replies, Replies, Sequence[str]]]:
    """Give what was replied before and after to each question of both waves, and the problems it tells of in both."""
    if len(closed) < 2:
        return
    one, other = closed
    for question in other.questions:
        before, after = waves.replies.get((one.id, question.id)), waves.replies[other.id, question.id]
        if before is not None:
            problems = [each for each in _problems(after, causes) if each in _problems(before, causes)]
            if problems:
                yield before, after, problems


def _problems(replies: Replies, causes: Collection[str]) -> tuple[str, ...]:
    """Return the problems a question can tell of: its own, and those among its options."""
    question = replies.question
    own = () if question.cause is None else (question.cause,)
    return (*own, *(each for each in question.options or () if each in causes and each not in own))


def _has(waves: Waves, replies: Replies, cause: str, affirming: Affirming | None) -> NDArray[np.bool_]:
    found = np.zeros(len(waves.respondents), dtype=bool)
    question = replies.question
    says = (affirming or {}).get(question.id)
    for row, reply in zip(replies.rows.tolist(), replies.values, strict=True):
        each = reply if isinstance(reply, tuple) else (reply,)
        found[row] = says_problem(question, each, says) is True if cause == question.cause else cause in each
    return found


def _compared(
    named: dict[str, Any], had: NDArray[np.bool_], has: NDArray[np.bool_], held_back: Reason | None
) -> ProblemChange:
    if held_back is not None:
        return ProblemChange(**named, reason=held_back)
    count, solved, arisen = len(had), int((had & ~has).sum()), int((has & ~had).sum())
    return ProblemChange(
        **named,
        count=count,
        before=int(had.sum()),
        after=int(has.sum()),
        solved=solved,
        arisen=arisen,
        change=difference_of_shares(arisen, solved, count),
        chance=mcnemar(arisen, solved),
        reason=Reason("problem-as-before", named),
    )


def _at_most(chance: float) -> Ratio:
    """Return a chance as it is said: in tenths of a per cent, rounded up."""
    return Ratio(numerator=Decimal(max(1, ceil(1_000 * chance - 1e-9))), denominator=Decimal(1_000))


def _judged(found: Sequence[ProblemChange], error: float) -> Iterator[ProblemChange]:
    """Say which changes are more than chance, counting all that were looked at."""
    of_all = iter(holm([each.chance for each in found if each.chance is not None]))
    for each in found:
        if each.chance is None or each.solved is None or each.arisen is None:
            yield each
            continue
        chance = next(of_all)
        code = "problem-less-often" if each.solved > each.arisen else "problem-more-often"
        facts = {
            "cause": each.cause, "count": each.count, "before": each.before, "after": each.after,
            "chance": _at_most(chance),
        }  # fmt: skip
        reason = Reason(code if chance <= error else "problem-as-before", facts)
        yield evolve(each, chance_of_all=chance, reason=reason)
