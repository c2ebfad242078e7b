"""
How content is the partner, by its own answers?

Named answers on a scale are put on 0 to 100 and averaged. Anonymous ones belong
to nobody, and are not traced. Few answers are not very sure: the mean comes
with its standard error, from the spread of all answers about their partner's
mean.
"""

from collections import defaultdict
from math import sqrt
from statistics import fmean
from typing import TYPE_CHECKING

from partnerkit.scoring.ground import Ground
from partnerkit.scoring.measuring import Found, ReadyKpi, Words
from partnerkit.scoring.scorecard import Kpi

if TYPE_CHECKING:
    from datetime import date

__all__ = ["KPIS", "WORDS", "satisfaction"]

#: The standard deviation if every answer from 0 to 100 were as likely: where nobody answered twice.
_ANY = 100 / sqrt(12)


def __dir__() -> list[str]:
    return __all__


def satisfaction(*, question: str | None = None) -> ReadyKpi:
    """
    Return the mean of a partner's answers, from 0 to 100; to one question, or to all on a scale.

    Answers of the year before the end of the period count, and age.

    >>> satisfaction().kpi.se
    'satisfaction_se'
    """

    def find(ground: Ground) -> Found:
        scales = {
            (survey.id, each.id): (each.least or 0, each.most or 0)
            for survey in ground.network.surveys
            for each in survey.questions
            if each.kind == "scale" and question in (None, each.id)
        }
        given: defaultdict[str, list[float]] = defaultdict(list)
        latest: dict[str, date] = {}
        for answer in ground.network.answers:
            scale = scales.get((answer.survey, answer.question))
            age = (ground.period.last_day - answer.on).days
            if answer.partner is None or scale is None or type(answer.reply) is not int or not 0 <= age < 365:
                continue
            least, most = scale
            given[answer.partner].append(100 * (answer.reply - least) / (most - least))
            latest[answer.partner] = max(answer.on, latest.get(answer.partner, answer.on))
        means = {partner: fmean(each) for partner, each in given.items()}
        spread = _spread(given, means)
        errors = {partner: spread / sqrt(len(each)) for partner, each in given.items()}
        return Found(values=means, measured=latest, errors=errors)

    kpi = Kpi(
        "satisfaction",
        unit="points",
        half_life="180d",
        measured="satisfaction_on",
        se="satisfaction_se",
        valid=(0, 100),
    )
    return ReadyKpi(kpi=kpi, find=find, needs=("Survey", "Answer"))


def _spread(given: dict[str, list[float]], means: dict[str, float]) -> float:
    """Return how far one answer lies from the mean of its partner, over all partners."""
    freedom = sum(len(each) - 1 for each in given.values())
    squares = sum((one - means[partner]) ** 2 for partner, each in given.items() for one in each)
    return sqrt(squares / freedom) if freedom and squares else _ANY


KPIS = (satisfaction(),)

WORDS: Words = {
    "en": {"kpi-satisfaction": "The mean of the partner's own answers, from 0 to 100."},
    "de": {"kpi-satisfaction": "Der Mittelwert der eigenen Antworten des Partners, von 0 bis 100."},
    "sv": {"kpi-satisfaction": "Medelvärdet av partnerns egna svar, från 0 till 100."},
}
