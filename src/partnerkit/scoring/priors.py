"""
To what are figures drawn that rest on little, where an engine holds them?

As `shrinkage` does: rates by sums of their group; means by a few rounds of
sums, because nobody can tell their spread beyond chance in one.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import Intake, is_gap
from partnerkit.scoring.levels import Level
from partnerkit.scoring.members import by_group, joined, members
from partnerkit.scoring.shrinkage import TOO_FEW, likeness_of, spread_among

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["measure_means", "measure_rates", "sums_of_rates"]

#: Sums of engines agree to so many digits; a step that is so small a part of the spread is none.
_STEP = 1e-12

#: Where partners have so many cases each, times the root of how many they are, sums of squares leave too few digits.
_MANY_CASES = 1e3


def __dir__() -> list[str]:
    return __all__


def sums_of_rates(place: int, is_known: "nw.Expr") -> "Sequence[nw.Expr]":
    """Return what tells how far rates are apart: by those that are counted, and by all others, for the fewer tell it better."""
    import narwhals.stable.v2 as nw

    counts, totals = nw.col(f"__c{place}"), nw.col(f"__n{place}")
    others = totals - counts
    return (
        nw.when(is_known).then(counts * (counts / totals)).sum().alias(f"counted{place}"),
        nw.when(is_known).then(others * (others / totals)).sum().alias(f"others{place}"),
    )


def measure_rates(intake: Intake, level: Level, places: Sequence[int]) -> None:
    """Note to which rate each group draws, and how alike the cases of one partner are."""
    import narwhals.stable.v2 as nw

    sizes, apart, asked = {}, {}, {}
    for place in places:
        size, known = level.total(f"totals{place}"), level.total(f"known{place}")
        sizes[place] = np.maximum(size, 1e-300)
        level.table[f"__r{place}"] = level.total(f"counts{place}") / sizes[place]
        if (size <= _MANY_CASES * np.sqrt(known)).all():
            apart[place] = _apart(level, place, sizes[place])
            continue
        totals = nw.col(f"__n{place}")
        distance = nw.col(f"__c{place}") / totals - nw.col(f"__r{place}")
        is_known = ~is_gap(intake.card, place)
        asked[place] = nw.when(is_known).then(totals * distance * distance).sum().alias(f"apart{place}")
    answers = by_group(members(intake, level, [*asked]), [*asked.values()]) if asked else {}
    for place in places:
        rate, size = level.table[f"__r{place}"], sizes[place]
        freedom = np.maximum(level.total(f"known{place}"), 1.0) - 1
        chance = rate * (1 - rate)
        away = apart[place] if place in apart else np.nan_to_num(answers[f"apart{place}"])
        more = away - chance * freedom
        most = chance * (size - level.total(f"squares{place}") / size - freedom)
        level.table[f"__a{place}"] = likeness_of(more, most, chance * freedom)


def _apart(level: Level, place: int, size: Floats) -> Floats:
    """Return the squared distances from the rate of the group, each as often as there are cases, by the fewer of the two kinds."""
    counts = level.total(f"counts{place}")
    others = size - counts
    is_fewer = counts <= others
    fewer = np.where(is_fewer, counts, others)
    squares = np.where(is_fewer, level.total(f"counted{place}"), level.total(f"others{place}"))
    return np.asarray(squares - fewer * (fewer / size))


def measure_means(intake: Intake, level: Level, places: Sequence[int]) -> None:
    """Note to which mean each group draws, and the variance among it; NaN where there are too few."""
    import narwhals.stable.v2 as nw

    # Prepared once: a search asks round by round.
    rows = intake.frame.select(*intake.groups, *(each for place in places for each in _used(place)))
    sums = []
    for place in places:
        figure, noise = nw.col(f"__v{place}"), nw.col(f"__noise{place}")
        sums += [
            figure.count().alias(f"count{place}"),
            figure.mean().alias(f"mean{place}"),
            figure.std(ddof=0).alias(f"deviation{place}"),
            noise.max().alias(f"largest{place}"),
            figure.min().alias(f"least{place}"),
            figure.max().alias(f"most{place}"),
        ]
    answers = by_group(joined(intake, level, rows, {}), sums)

    def asked(name: str) -> Floats:
        """Return the answers of that name, a row for each of *places*."""
        return np.array([np.nan_to_num(answers[f"{name}{place}"]) for place in places])

    count, simple = asked("count"), asked("mean")

    def weighted(among: Floats) -> tuple[Floats, Floats, Floats]:
        told: dict[str, Floats] = {}
        for place, mean, spread in zip(places, simple, among, strict=True):
            told |= {f"__r{place}": mean, f"__a{place}": spread}
        sums = [each for place in places for each in _weighted(place)]
        answers.update(by_group(joined(intake, level, rows, told), sums))
        first, second, third = asked("first"), asked("second"), asked("third")
        away = first / np.maximum(asked("weight"), 1e-300)
        slope = asked("fourth") - 2 * away * third + away * away * asked("square")
        return simple + away, second - away * first, slope

    squares = count * asked("deviation") ** 2
    center, among = spread_among(count, squares, asked("largest"), weighted, least_step=_STEP)
    center = np.clip(center, asked("least"), asked("most"))
    is_drawn = count > TOO_FEW
    for place, drawn, mean, spread in zip(places, is_drawn, center, among, strict=True):
        level.table[f"__r{place}"] = np.where(drawn, mean, np.nan)
        level.table[f"__a{place}"] = np.where(drawn, spread, np.nan)


def _used(place: int) -> "Sequence[nw.Expr]":
    """Return the figures of which the error is known, and the squares of these errors."""
    import narwhals.stable.v2 as nw

    figure, error = nw.col(f"__v{place}"), nw.col(f"__se{place}")
    is_used = ~(figure.is_null() | error.is_null())
    return (
        nw.when(is_used).then(figure).alias(f"__v{place}"),
        nw.when(is_used).then(error * error).alias(f"__noise{place}"),
    )


def _weighted(place: int) -> "Sequence[nw.Expr]":
    """Return the sums of weights and distances from the simple mean that a round of the search asks for."""
    import narwhals.stable.v2 as nw

    weight = 1 / (nw.col(f"__noise{place}") + nw.col(f"__a{place}"))
    away = nw.col(f"__v{place}") - nw.col(f"__r{place}")
    return (
        weight.sum().alias(f"weight{place}"),
        (weight * away).sum().alias(f"first{place}"),
        (weight * away * away).sum().alias(f"second{place}"),
        (weight * weight).sum().alias(f"square{place}"),
        (weight * weight * away).sum().alias(f"third{place}"),
        (weight * weight * away * away).sum().alias(f"fourth{place}"),
    )
