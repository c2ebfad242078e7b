"""
What counts how much, if figures that lie with an engine are to say it?

As `weighing` does, by sums: of all rows together, never of a peer group.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from partnerkit.scoring.aggregates import is_way
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.intake import Intake, is_late, oriented, raw
from partnerkit.scoring.lazy_faults import name_first
from partnerkit.scoring.weighing import NEAR, NO_ENTROPY, by_powers, conflict, equal_if_none
from partnerkit.values.errors import InvalidValue, raise_faults
from partnerkit.values.lazy import Lazy, gathered

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

__all__ = ["weights_where_they_lie"]


def __dir__() -> list[str]:
    return __all__


def weights_where_they_lie(intake: Intake) -> tuple[float, ...]:
    """
    Return the weight of each KPI, as found in the figures if the card says so.

    Raises
    ------
    InvalidValue, InvalidInput
        For figures below 0, of which there is no entropy.
    """
    card = intake.card
    if card.weights == "entropy":
        return equal_if_none(_entropy(intake))
    if card.weights == "critic":
        return equal_if_none(_critic(intake))
    return intake.weights


def _asked(rows: Lazy, sums: "Sequence[nw.Expr]") -> dict[str, float]:
    answers = gathered(rows.select(*sums))
    return {name: float(np.nan_to_num(column.astype(np.float64))[0]) for name, column in answers.items()}


def _extent(place: int) -> "Iterator[nw.Expr]":
    import narwhals.stable.v2 as nw

    figure = nw.col(f"__x{place}")
    yield figure.count().alias(f"known{place}")
    yield figure.min().alias(f"least{place}")
    yield figure.max().alias(f"most{place}")


def _entropy(intake: Intake) -> Floats:
    import narwhals.stable.v2 as nw

    kpis = intake.card.kpis
    figures = []
    for place, kpi in enumerate(kpis):
        figure, is_turned = raw(intake.card, place), kpi.better == "lower" and not is_late(intake.card, kpi)
        figures.append((-figure if is_turned else figure).alias(f"__x{place}"))
    rows = intake.frame.with_columns(*figures)
    asked: list[nw.Expr] = []
    for place in range(len(kpis)):
        asked += [*_extent(place), nw.col(f"__x{place}").mean().alias(f"mean{place}")]
    first = _asked(rows, asked)
    faults = []
    for place, kpi in enumerate(kpis):
        if first[f"least{place}"] < 0:
            named = name_first(rows.filter(nw.col(f"__x{place}") < 0), intake.key)
            value = f"a figure below 0 at {named}"
            faults.append(InvalidValue(path=f"frame[{kpi.name!r}]", value=value, remedy=NO_ENTROPY))
    raise_faults(faults)
    told = [
        place
        for place in range(len(kpis))
        if first[f"known{place}"] > 1
        and first[f"mean{place}"] > 0
        and is_way(first[f"most{place}"], first[f"least{place}"])
    ]
    weights = np.zeros(len(kpis))
    if told:
        second = _asked(
            rows, [_term(place, first[f"mean{place}"]).mean().alias(f"d{place}") for place in told]
        )
        for place in told:
            weights[place] = second[f"d{place}"] / np.log(first[f"known{place}"])
    return weights


def _term(place: int, mean: float) -> "nw.Expr":
    """Return what a figure adds to the divergence from all being equal; see `weighing`."""
    import narwhals.stable.v2 as nw

    figure = nw.col(f"__x{place}")
    step, ratio = (figure - mean) / mean, figure / mean
    far = 1 - ratio + ratio * nw.when(ratio > 0).then(ratio).otherwise(nw.lit(1.0)).log()
    return nw.when(step.abs() < NEAR).then(by_powers(step)).otherwise(far)


def _critic(intake: Intake) -> Floats:
    import narwhals.stable.v2 as nw

    card, count = intake.card, len(intake.card.kpis)
    places = range(count)
    figures = []
    for place, kpi in enumerate(card.kpis):
        figure = raw(card, place)
        figures.append((oriented(figure, kpi) if is_late(card, kpi) else figure).alias(f"__x{place}"))
    rows = intake.frame.with_columns(*figures)
    extents = [each for place in places for each in _extent(place)]
    first = _asked(rows, [nw.len().alias("size"), *extents])
    least = np.array([first[f"least{place}"] for place in places])
    ways = np.array([first[f"most{place}"] for place in places]) - least
    scaled = [
        # Near the middle of the scale no digits are lost when squares are taken away from squares.
        ((nw.col(f"__x{place}") - least[place]) * (1 / ways[place] if ways[place] > 0 else 0.0) - 0.5).alias(
            f"__x{place}"
        )
        for place in places
    ]
    is_whole = [first[f"known{place}"] == first["size"] for place in places]
    second = _asked(rows.with_columns(*scaled), list(_moments(count, is_whole)))
    pairs, sums, squares, products = (np.zeros((count, count)) for _ in range(4))
    for i in places:
        for j in places:
            # Where the other is always known, it leaves nobody out.
            pair = f"{i}_{i if is_whole[j] else j}"
            low, high = sorted((i, j))
            pairs[i, j] = first[f"known{i}"] if is_whole[j] or i == j else second[f"n{pair}"]
            sums[i, j], squares[i, j] = second[f"s{pair}"], second[f"q{pair}"]
            products[i, j] = second[f"p{low}_{high}"] if i != j else second[f"q{i}_{i}"]
    return conflict(pairs, sums, squares, products, varies=ways > 0)


def _moments(count: int, is_whole: Sequence[bool]) -> "list[nw.Expr]":
    """Return the sums that the conflict of figures is made of; ``s1_2`` is of figure 1 where 2 is known."""
    import narwhals.stable.v2 as nw

    found = []
    for i in range(count):
        own = nw.col(f"__x{i}")
        for j in range(count):
            if i != j and is_whole[j]:
                continue
            figure = own if i == j else nw.when(~nw.col(f"__x{j}").is_null()).then(own)
            found += [figure.sum().alias(f"s{i}_{j}"), (figure * figure).sum().alias(f"q{i}_{j}")]
            if i != j:
                found.append(figure.count().alias(f"n{i}_{j}"))
    products = [
        (nw.col(f"__x{i}") * nw.col(f"__x{j}")).sum().alias(f"p{i}_{j}")
        for i, j in combinations(range(count), 2)
    ]
    return found + products
