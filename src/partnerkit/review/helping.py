"""
What helps against the problems that partners named, and that still stand?

A survey tells of many partners and of none: so what follows is done by the
vendor for all of them, or put to them; nothing that ends a relation follows
from a survey, and no condition of a single partner is known.
"""

from collections.abc import Iterable, Mapping, Sequence

from partnerkit.engagement.solved import ProblemChange
from partnerkit.review.remedies import REMEDIES, Remedy, known_to_help

__all__ = ["help_for_problems"]


def __dir__() -> list[str]:
    return __all__


def help_for_problems(
    changes: Iterable[ProblemChange], remedies: Sequence[Remedy] = REMEDIES
) -> Mapping[str, tuple[Remedy, ...]]:
    """
    Return cause -> what the catalogue holds against it, for problems that somebody still has; those had by most first.

    What has been seen to help stands before what has not been measured, and that
    before what has been seen to harm. A problem for which there is nothing has an
    empty entry: it is not forgotten.

    >>> from partnerkit.values.reasons import Reason
    >>> named = {"question": "leads", "wave_before": 1, "wave": 2, "reason": Reason("problem-as-before")}
    >>> stands = ProblemChange(cause="too-few-leads", count=20, before=9, after=8, **named)
    >>> {cause: [each.code for each in found] for cause, found in help_for_problems([stands]).items()}
    {'too-few-leads': ['give-leads']}
    """
    standing: dict[str, float] = {}
    for each in changes:
        if each.stands and each.count and each.after is not None:
            standing[each.cause] = max(standing.get(each.cause, 0.0), each.after / each.count)
    return {
        cause: tuple(sorted((one for one in remedies if cause in one.causes and not one.ends), key=_rank))
        for cause in sorted(standing, key=lambda cause: (-standing[cause], cause))
    }


def _rank(remedy: Remedy) -> tuple[int, str]:
    return (known_to_help(remedy), remedy.code)
