"""By which conventions was this computed?"""

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
    "percent_rank": "(number of peers below + half the number of equals, oneself included) / number of peers",
}
_AGGREGATES = {
    "weighted_sum": "sum of weight x scaled / sum of weights; the base is 0",
    "topsis": (
        "distance to worst / (distance to worst + distance to best), Euclidean, of weight x scaled; "
        "best and worst are those of the peers; 0.5 if nobody differs"
    ),
}


def __dir__() -> list[str]:
    return __all__


def method_of(card: Scorecard, as_of: str) -> Facts:
    """
    Return every convention by its name, so that somebody else could compute the same.

    >>> from partnerkit.scoring import Kpi
    >>> method_of(Scorecard(kpis=(Kpi("revenue"),)), "2026-04-01T00:00:00+00:00")["aggregate"]
    'weighted_sum'
    """
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
        "scale": card.scale,
        "scale_formula": _SCALES[card.scale],
        "weights": tuple((kpi.name, float(kpi.weight)) for kpi in card.kpis),
    }
    if card.peers is not None:
        facts["min_peers"] = card.min_peers
        facts["fallback"] = (
            "a smaller group drops the last name and is measured against all of the larger group"
        )
    if any(kpi.count is not None for kpi in card.kpis):
        facts["rates"] = "beta-binomial, drawn to the rate of the peers; spread by moments, weighted by size"
    if any(kpi.half_life is not None for kpi in card.kpis):
        facts["freshness"] = (
            "weight x 0.5 ** (age / half-life), then shared out like missing; undated is missing"
        )
    return Facts(facts)
