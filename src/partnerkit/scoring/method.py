"""By which conventions was this computed?"""

from collections.abc import Iterator, Sequence

from partnerkit.scoring.pairwise import Pairwise
from partnerkit.scoring.scorecard import Scorecard
from partnerkit.values.reasons import Facts

__all__ = ["method_of"]

#: Libraries differ here under one name, so each is spelled out.
_SCALES = {
    "peer_z": "(value - mean) / standard deviation of the peers, which divides by their number; 0 if all are equal",
    "robust_z": (
        "(value - median) / (1.4826 x median absolute deviation) of the peers; "
        "1.2533 x mean absolute deviation if the median one is 0; 0 if all are equal"
    ),
    "min_max": "(value - least) / (greatest - least) of the peers; 0.5 if all are equal",
    "vector": "value / root of the sum of squares of the peers",
    "points": "100 x (value - none) / (full - none), from 0 to 100; the peers do not matter",
    "percent_rank": "(number of peers below + half the number of equals, oneself included) / number of peers",
}
_AGGREGATES = {
    "weighted_sum": "sum of weight x scaled / sum of weights; contributions count from a base of 0",
    "geometric": (
        "exp(sum of weight x log(1 + 99 x scaled) / sum of weights), scaled from 0 to 1, so 1 is worst and 100 best; "
        "contributions by the logarithmic mean of score and 1, from a base of 1"
    ),
    "topsis": (
        "distance to worst / (distance to worst + distance to best), Euclidean, of weight x scaled; "
        "best and worst are those of the peers; a KPI in which these are within a millionth of each other counts nothing; "
        "0.5 if nobody differs"
    ),
    "vikor": (
        "1 - Q, so more is better; Q = 0.5 x (S - least S) / (greatest S - least S) + the same of R; S is the sum and R the "
        "greatest of weight x (best - scaled) / (best - worst) / sum of weights; least and greatest are those of the peers "
        "with a score; what lies within a millionth does not differ; a part in which nobody differs counts half"
    ),
    "promethee_ii": (
        "sum of weight x net flow / sum of weights; the net flow is the number of peers one is preferred to less those "
        "preferred, over the number of the others, among the peers with a value; contributions count from a base of 0"
    ),
}
_PREFERENCE = "(difference - first) / (second - first), from 0 to 1, by KPI; any difference counts in full where none is stated"
_WEIGHTS = {
    "given": "as given",
    "entropy": "1 + sum of p log p / log n, p the share of a value in the sum of all rows; not of peers; costs not turned",
    "critic": "standard deviation x sum of (1 - correlation) of all rows, on 0 to 1 with the best at 1; not of peers",
}


def __dir__() -> list[str]:
    return __all__


def method_of(
    card: Scorecard, *, as_of: str, weights: Sequence[float] | None = None, by: str | None = None
) -> Facts:
    """
    Return every convention by its name, so that somebody else could compute the same.

    >>> from partnerkit.scoring import Kpi
    >>> method_of(Scorecard(kpis=(Kpi("revenue"),)), as_of="2026-04-01T00:00:00+00:00")["aggregate"]
    'weighted_sum'
    """
    is_paired = card.aggregate == "promethee_ii"
    facts: dict[str, object] = {
        "aggregate": card.aggregate,
        "aggregate_formula": _AGGREGATES[card.aggregate],
        "as_of": as_of,
        "direction": "lower: value x -1; target: distance to the range x -1; before scaling",
        "min_coverage": card.min_coverage,
        "missing": card.missing,
        "missing_formula": "the weight of a missing value is shared out among the others, in proportion",
        "peers": card.peers,
        "rank": "within the peer group, 1 is best, ties share the lower number; scores within 1e-12 are ties",
        "scale": "net_flow" if is_paired else card.scale,
        "scale_formula": "values are compared pair by pair" if is_paired else _SCALES[card.scale],
        "weights": tuple(zip((kpi.name for kpi in card.kpis), weights or _given(card), strict=True)),
        **dict(_weighing(card)),
    }
    if card.peers is not None:
        facts["min_peers"] = card.min_peers
        facts["fallback"] = (
            "a smaller group drops the last name and is measured against all of the larger group"
        )
    if by is not None:
        facts["panel"] = f"each {by} by itself, among its peers, as of its end; later rows left out"
    facts.update(_treatments(card))
    return Facts(facts)


def _given(card: Scorecard) -> tuple[float, ...]:
    return tuple(float(kpi.weight) for kpi in card.kpis)


def _weighing(card: Scorecard) -> Iterator[tuple[str, object]]:
    if isinstance(card.weights, Pairwise):
        yield "weighing", "pairwise"
        yield "weighing_formula", "principal eigenvector of the judgments on pairs (AHP)"
        yield "judgments", card.weights.judgments
        yield "consistency_ratio", card.weights.consistency_ratio
    else:
        yield "weighing", card.weights
        yield "weighing_formula", _WEIGHTS[card.weights]


def _treatments(card: Scorecard) -> Iterator[tuple[str, object]]:
    """Yield what was done to the figures, as far as it was."""
    how = {kpi.shrunk_as for kpi in card.kpis}
    if "beta_binomial" in how:
        yield "rates", "beta-binomial, drawn to the rate of the peers; spread by moments, weighted by size"
    if "normal" in how:
        drawn = (
            "normal, drawn to the mean of the peers by their variance, which solves sum of squares / variances = number - 3; "
            "with equal errors positive-part James-Stein; up to 3 peers not drawn"
        )
        yield "means", drawn
    if card.winsorize is not None:
        yield "winsorize", card.winsorize
        yield (
            "winsorize_formula",
            "drawn to the quantiles of the peers at both ends (Hyndman and Fan 7), after shrinking, before direction",
        )
    if any(kpi.preference is not None for kpi in card.kpis):
        yield "preferences", tuple((kpi.name, kpi.preference) for kpi in card.kpis)
        yield "preference_formula", _PREFERENCE
    if any(kpi.points is not None for kpi in card.kpis):
        yield "points", tuple((kpi.name, kpi.points, kpi.floor) for kpi in card.kpis)
    if any(kpi.valid is not None for kpi in card.kpis):
        yield "valid", tuple((kpi.name, kpi.valid) for kpi in card.kpis if kpi.valid is not None)
    if any(kpi.half_life is not None for kpi in card.kpis):
        yield (
            "freshness",
            "weight x 0.5 ** (age / half-life), then shared out like missing; undated is missing",
        )
