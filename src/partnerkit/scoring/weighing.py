"""
What counts how much, if the figures themselves are to say it?

What tells partners apart counts more. Weights are of all rows together, never
of a peer group: what counts is the same for everybody.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from partnerkit.scoring.aggregates import is_way
from partnerkit.scoring.evaluation import orient
from partnerkit.scoring.groups import Floats
from partnerkit.scoring.pairwise import ACCEPTED, Pairwise
from partnerkit.scoring.readings import Readings, fault_at
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.errors import raise_faults
from partnerkit.values.reasons import Finding, Reason

__all__ = ["by_powers", "conflict", "critic", "entropy", "equal_if_none", "weights_in_doubt", "weights_of"]

#: How near to their mean figures are told by the first powers, and the factors of these.
NEAR = 1e-2
POWERS = (1 / 2, -1 / 6, 1 / 12, -1 / 20, 1 / 30, -1 / 42)

#: What to do about figures below 0, of which there is no entropy.
NO_ENTROPY = 'use weights="critic", or a figure from 0 up'

#: So many rows of all figures stay in the fast memory of a processor.
_BLOCK = 8_192


def __dir__() -> list[str]:
    return __all__


def weights_of(card: Scorecard, readings: Readings) -> tuple[float, ...]:
    """
    Return the weight of each KPI of *card*; where figures say it and tell nobody apart, all weigh the same.

    Raises
    ------
    InvalidValue, InvalidInput
        For figures below 0, of which there is no entropy.
    """
    if isinstance(card.weights, Pairwise):
        return tuple(card.weights.weights[kpi.name] for kpi in card.kpis)
    if card.weights == "given":
        return tuple(float(kpi.weight) for kpi in card.kpis)
    columns = [reading.column() for reading in readings.by_kpi]
    if card.weights == "entropy":
        raise_faults(
            fault_at(
                kpi.name,
                "a figure below 0",
                readings.keys,
                column < 0,
                NO_ENTROPY,
            )
            for kpi, column in zip(card.kpis, columns, strict=True)
            if (column < 0).any()
        )
        found = entropy(columns)
    else:
        for kpi, column in zip(card.kpis, columns, strict=True):
            orient(column, kpi)
        found = critic(columns)
    return equal_if_none(found)


def equal_if_none(found: Floats) -> tuple[float, ...]:
    """Return weights that add up to 1; where figures tell nobody apart, all weigh the same."""
    whole = found.sum()
    shares = found / whole if whole > 0 else np.full(len(found), 1 / len(found))
    return tuple(shares.tolist())


def weights_in_doubt(card: Scorecard, weights: Sequence[float], rows: int) -> Iterator[Finding]:
    """Find what is to be doubted of weights that were judged pair by pair, or found in the figures."""
    if isinstance(card.weights, Pairwise) and card.weights.consistency_ratio >= ACCEPTED:
        facts = {"ratio": card.weights.consistency_ratio, "most": ACCEPTED}
        yield Finding(reason=Reason("inconsistent-judgments", facts), severity="medium")
    if card.weights in {"entropy", "critic"} and rows and len(weights) > 1 and len(set(weights)) == 1:
        yield Finding(reason=Reason("weights-undetermined", {"method": card.weights}), severity="medium")


def entropy(columns: Sequence[NDArray[np.float64]]) -> Floats:
    """
    Return weights by Shannon's entropy: the more unequally a figure is spread over the partners, the more it counts.

    Figures are 0 or more, NaN is missing; costs are not turned round (Hwang
    and Yoon, Multiple Attribute Decision Making, 1981, section 3.3). Where
    none tells anybody apart, all are 0.

    >>> entropy([np.array([1.0, 1.0, 1.0]), np.array([1.0, 5.0, 3.0])])
    array([0., 1.])
    """
    found = np.zeros(len(columns))
    for place, column in enumerate(columns):
        known = column[~np.isnan(column)]
        mean = float(known.mean()) if len(known) else 0.0
        if len(known) > 1 and mean > 0 and is_way(known.max(), known.min()):
            found[place] = _divergence(known / mean, known - mean, mean) / np.log(len(known))
    whole = found.sum()
    return found / whole if whole > 0 else found


def _divergence(ratio: Floats, away: Floats, mean: float) -> float:
    """
    Return log n less the entropy of figures, each told as a *ratio* of their *mean* and as the way *away* from it.

    It is the mean of r log r - r + 1, of which no term is below 0: nothing is
    lost where figures hardly differ. Near 1 the first powers tell it exactly.
    """
    step = away / mean
    near = np.abs(step) < NEAR
    terms = 1 - ratio + ratio * np.log(np.where(ratio > 0, ratio, 1.0))
    terms[near] = by_powers(step[near])
    return float(terms.mean())


def by_powers(step: Any) -> Any:
    """Return r log r - r + 1 of r = 1 + *step*, which is near 0."""
    inner: Any = POWERS[-1]
    for factor in POWERS[-2::-1]:
        inner = inner * step + factor
    return inner * step * step


def critic(columns: Sequence[NDArray[np.float64]]) -> Floats:
    """
    Return weights by spread and conflict: a figure counts the more, the more it varies and the less others say the same.

    Figures point upwards and are put on 0 to 1 first; correlations are of the
    pairs that are known, 0 where a figure does not vary in them by more than
    some hundred-thousandths of its range (Diakoulaki, Mavrotas and
    Papayannakis, Computers and Operations Research 22, 1995).

    >>> critic([np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 4.0]), np.array([2.0, 0.0, 1.0])]).round(3)
    array([0.25, 0.25, 0.5 ])
    """
    count = len(columns)
    least = [np.fmin.reduce(column, initial=np.inf) for column in columns]
    ways = np.array(
        [np.fmax.reduce(column, initial=-np.inf) - low for column, low in zip(columns, least, strict=True)]
    )
    pairs, sums, squares, products = (np.zeros((count, count)) for _ in range(4))
    for start in range(0, len(columns[0]), _BLOCK):
        block = np.column_stack([column[start : start + _BLOCK] for column in columns]).astype(np.float64)
        known = (~np.isnan(block)).astype(np.float64)
        for place in range(count):
            block[:, place] -= least[place]
            block[:, place] *= 1 / ways[place] if ways[place] > 0 else 0.0
        # Near the middle of the scale no digits are lost when squares are taken away from squares.
        block -= 0.5
        block[known == 0] = 0.0
        pairs += known.T @ known
        sums += block.T @ known
        squares += (block * block).T @ known
        products += block.T @ block
    return conflict(pairs, sums, squares, products, varies=ways > 0)


def conflict(
    pairs: Floats, sums: Floats, squares: Floats, products: Floats, *, varies: NDArray[np.bool_]
) -> Floats:
    """
    Return the weights of `critic` from sums over the rows in which both of two figures are known.

    Row i, column j: how many such rows, the sum of figure i, of its squares,
    and of the products of both; of figures on -0.5 to 0.5.
    """
    pairs = np.maximum(pairs, 1)
    variance = squares / pairs - (sums / pairs) ** 2
    spread = np.sqrt(np.maximum(variance, 0.0))
    shared = products / pairs - (sums / pairs) * (sums.T / pairs)
    both = spread * spread.T
    # Less is mostly rounding: sums of squares keep sixteen digits.
    is_spread = np.minimum(variance, variance.T) > 1e-9
    alike = np.clip(np.divide(shared, both, out=np.zeros_like(shared), where=is_spread), -1.0, 1.0)
    own = np.where(varies, spread.diagonal(), 0.0)
    np.fill_diagonal(alike, 1.0)
    # Figures that say the same are in no conflict, not in one of rounding, which could be all there is.
    found = own * np.where(alike > 1 - 1e-9, 0.0, 1 - alike).sum(axis=1)
    whole = found.sum()
    return np.asarray(found / whole) if whole > 0 else found * 0.0
