"""
Who performs?

====================  ======================================================================
``scorecard``         what is measured, which way is better, and what counts how much
``score``             score a frame of partners, each among its peers
``scores``            the answer: a frame, the ranks, the conventions
``explanation``       why somebody has this score, figure by figure
``uncertainty``       how sure a rank is
``intervals``         how sure a rate or a statistic of the channel is
``sensitivity``       which change of the weights swaps two partners
``acceptability``     who ranks where, whatever the weights
``trend``             who is improving, and against their own past
``concentration``     who makes 80 %: Pareto, ABC, Lorenz, Gini
``segments``          value and potential, and who moved between segments
``kpis``              ready-made figures: a door, one file for each family
``measuring``         from the facts of a network to columns; ``ground`` adds them up
``peers``             with whom somebody is compared
``readings``          what came in, checked; ``series`` over time
``evaluation``        from figures to scores; ``kernels`` does the sums, ``method`` names them
``slopes``            slopes of many series at once; ``changes`` their breaks
``rank_sets``         differences of many at once, and the ranks that follow; ``terms`` of a sum
====================  ======================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

# The function shares its name with its file, so it is bound here, before the file can be.
from partnerkit.scoring.score import score as score

if TYPE_CHECKING:
    from partnerkit.scoring.acceptability import Acceptability as Acceptability
    from partnerkit.scoring.acceptability import rank_acceptability as rank_acceptability
    from partnerkit.scoring.concentration import Concentration as Concentration
    from partnerkit.scoring.concentration import gini as gini
    from partnerkit.scoring.concentration import lorenz as lorenz
    from partnerkit.scoring.concentration import pareto as pareto
    from partnerkit.scoring.explanation import Explanation as Explanation
    from partnerkit.scoring.explanation import Line as Line
    from partnerkit.scoring.intervals import Interval as Interval
    from partnerkit.scoring.intervals import bootstrap as bootstrap
    from partnerkit.scoring.intervals import wilson as wilson
    from partnerkit.scoring.measuring import Measured as Measured
    from partnerkit.scoring.measuring import ReadyKpi as ReadyKpi
    from partnerkit.scoring.measuring import measure as measure
    from partnerkit.scoring.peers import PeerGroup as PeerGroup
    from partnerkit.scoring.scorecard import Kpi as Kpi
    from partnerkit.scoring.scorecard import Scorecard as Scorecard
    from partnerkit.scoring.scores import Scores as Scores
    from partnerkit.scoring.segments import Matrix as Matrix
    from partnerkit.scoring.segments import Movement as Movement
    from partnerkit.scoring.segments import movement as movement
    from partnerkit.scoring.segments import value_matrix as value_matrix
    from partnerkit.scoring.sensitivity import Swap as Swap
    from partnerkit.scoring.sensitivity import neighbors as neighbors
    from partnerkit.scoring.sensitivity import swap as swap
    from partnerkit.scoring.trend import Trend as Trend
    from partnerkit.scoring.trend import Trends as Trends
    from partnerkit.scoring.trend import trends as trends
    from partnerkit.scoring.uncertainty import RankIntervals as RankIntervals
    from partnerkit.scoring.uncertainty import rank_intervals as rank_intervals

_HOMES = {
    "Acceptability": "acceptability",
    "Concentration": "concentration",
    "Explanation": "explanation",
    "Interval": "intervals",
    "Kpi": "scorecard",
    "Line": "explanation",
    "Matrix": "segments",
    "Measured": "measuring",
    "Movement": "segments",
    "PeerGroup": "peers",
    "RankIntervals": "uncertainty",
    "ReadyKpi": "measuring",
    "Scorecard": "scorecard",
    "Scores": "scores",
    "Swap": "sensitivity",
    "Trend": "trend",
    "Trends": "trend",
    "bootstrap": "intervals",
    "gini": "concentration",
    "lorenz": "concentration",
    "measure": "measuring",
    "movement": "segments",
    "neighbors": "sensitivity",
    "pareto": "concentration",
    "rank_acceptability": "acceptability",
    "rank_intervals": "uncertainty",
    "swap": "sensitivity",
    "trends": "trend",
    "value_matrix": "segments",
    "wilson": "intervals",
}

__all__ = sorted((*_HOMES, "score"))  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
