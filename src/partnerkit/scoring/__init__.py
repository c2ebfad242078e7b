"""
Who performs?

=================  ===================================================================================
`scorecard`        what is measured, which way is better, and what counts how much
`pairwise`         weights from judgments on pairs; `weighing` from the figures themselves
`performance`      `score` a frame of partners, each among its peers: `at_hand`, or where it lies
`scores`           the answer: a frame, the ranks, the conventions
`explanation`      why somebody has this score, figure by figure; `explained`, of many
`uncertainty`      how sure a rank is
`intervals`        how sure a rate or a statistic of the channel is
`sensitivity`      which change of the weights swaps two partners
`acceptability`    who ranks where, whatever the weights
`trend`            who is improving, and against their own past
`concentration`    who makes 80 %: Pareto, ABC, Lorenz, Gini
`segments`         value and potential, and who moved between segments
`kpis`             ready-made figures: a door, one file for each family
`measuring`        from the facts of a network to columns; `ground` adds them up
`yardstick`        what one partner is measured with, without any library; `fit` makes it
`peers`            with whom somebody is compared
`panel`            periods, each as it looked then; `series` of one figure
`comparison`       `benchmark` a partner against others, without betraying them; `asking` with whom, of when
`disclosure`       what may be told of a group; `topics` of which figures, `nearby` of whom
`released`         each `release` to a viewer, `told` of each KPI, `counted` of whom; `marks` know a figure again
`report`           what a partner learns from the comparison
`ring`             who takes part in a comparison and owes what; `observing` it from outside
`entries`          of figures, and questions about them
`collection`       what has come in, is late, or in doubt; `plausibility` asks
`conversation`     who may talk with whom beside a comparison, under house rules
`own_view`         what a partner may be told of his score; `own_yardstick` to hold figures against
`readings`         what came in, checked
`evaluation`       from figures to scores; `method` names the conventions
`scales`           figures of unlike kinds made comparable
`shrinkage`        figures that rest on little
`aggregates`       many figures made one score
`groups`           rows in groups; `ordering` within them
`slopes`           slopes of many series at once; `changes` their breaks
`rank_sets`        differences of many at once, and the ranks that follow; `terms` of a sum
`intake`           what an engine's frame brings, `lazy_faults` what of it is refused
`plan`             and `arithmetic` score it where it lies
`levels`           groups told from sizes; `sums`, `members`, `places`, `grids` of them by an engine
`priors`           figures that rest on little, by an engine; `lazy_weights`, `lazy_panel` alike
`lazy_scores`      scores not computed yet; `lazy_fit` a yardstick of rows that stay where they are
`fitting`          what later partners are measured with
`measure`          one figure, once the peers are known
`layout`           do columns lie side by side, row by row
=================  ===================================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.scoring.acceptability import Acceptability as Acceptability
    from partnerkit.scoring.acceptability import rank_acceptability as rank_acceptability
    from partnerkit.scoring.collection import Collected as Collected
    from partnerkit.scoring.collection import Reminder as Reminder
    from partnerkit.scoring.collection import collect as collect
    from partnerkit.scoring.comparison import benchmark as benchmark
    from partnerkit.scoring.concentration import Concentration as Concentration
    from partnerkit.scoring.concentration import Lorenz as Lorenz
    from partnerkit.scoring.concentration import gini as gini
    from partnerkit.scoring.concentration import lorenz as lorenz
    from partnerkit.scoring.concentration import pareto as pareto
    from partnerkit.scoring.conversation import Heard as Heard
    from partnerkit.scoring.conversation import Remark as Remark
    from partnerkit.scoring.conversation import heard as heard
    from partnerkit.scoring.conversation import may_write as may_write
    from partnerkit.scoring.disclosure import Disclosure as Disclosure
    from partnerkit.scoring.entries import Entry as Entry
    from partnerkit.scoring.entries import Query as Query
    from partnerkit.scoring.entries import enter as enter
    from partnerkit.scoring.explanation import Explanation as Explanation
    from partnerkit.scoring.explanation import Line as Line
    from partnerkit.scoring.fitting import fit as fit
    from partnerkit.scoring.intervals import Interval as Interval
    from partnerkit.scoring.intervals import bootstrap as bootstrap
    from partnerkit.scoring.intervals import wilson as wilson
    from partnerkit.scoring.lazy_scores import LazyScores as LazyScores
    from partnerkit.scoring.measuring import Measured as Measured
    from partnerkit.scoring.measuring import ReadyKpi as ReadyKpi
    from partnerkit.scoring.measuring import measure_partners as measure_partners
    from partnerkit.scoring.observing import observe as observe
    from partnerkit.scoring.own_yardstick import OwnYardstick as OwnYardstick
    from partnerkit.scoring.pairwise import Pairwise as Pairwise
    from partnerkit.scoring.peers import PeerGroup as PeerGroup
    from partnerkit.scoring.performance import score as score
    from partnerkit.scoring.plausibility import doubts as doubts
    from partnerkit.scoring.released import Released as Released
    from partnerkit.scoring.report import Compared as Compared
    from partnerkit.scoring.report import Report as Report
    from partnerkit.scoring.ring import Ring as Ring
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
    from partnerkit.scoring.yardstick import Yardstick as Yardstick

#: Where each public name lives; resolved on first use, so that a yardstick needs no numpy.
#: No module may be called like a name: once imported, it would stand in its place.
_HOMES = {
    "Acceptability": "acceptability",
    "Collected": "collection",
    "Compared": "report",
    "Concentration": "concentration",
    "Disclosure": "disclosure",
    "Entry": "entries",
    "Explanation": "explanation",
    "Heard": "conversation",
    "Interval": "intervals",
    "Kpi": "scorecard",
    "LazyScores": "lazy_scores",
    "Line": "explanation",
    "Lorenz": "concentration",
    "Matrix": "segments",
    "Measured": "measuring",
    "Movement": "segments",
    "OwnYardstick": "own_yardstick",
    "Pairwise": "pairwise",
    "PeerGroup": "peers",
    "Query": "entries",
    "RankIntervals": "uncertainty",
    "ReadyKpi": "measuring",
    "Released": "released",
    "Remark": "conversation",
    "Reminder": "collection",
    "Report": "report",
    "Ring": "ring",
    "Scorecard": "scorecard",
    "Scores": "scores",
    "Swap": "sensitivity",
    "Trend": "trend",
    "Trends": "trend",
    "Yardstick": "yardstick",
    "benchmark": "comparison",
    "bootstrap": "intervals",
    "collect": "collection",
    "doubts": "plausibility",
    "enter": "entries",
    "fit": "fitting",
    "gini": "concentration",
    "heard": "conversation",
    "lorenz": "concentration",
    "may_write": "conversation",
    "measure_partners": "measuring",
    "movement": "segments",
    "neighbors": "sensitivity",
    "observe": "observing",
    "pareto": "concentration",
    "rank_acceptability": "acceptability",
    "rank_intervals": "uncertainty",
    "score": "performance",
    "swap": "sensitivity",
    "trends": "trend",
    "value_matrix": "segments",
    "wilson": "intervals",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
