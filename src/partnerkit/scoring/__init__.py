"""
Who performs?

==================  ======================================================================
``scorecard``       what is measured, which way is better, and what counts how much
``pairwise``        weights from judgments on pairs; ``weighing`` from the figures themselves
``performance``     `score` a frame of partners, each among its peers
``scores``          the answer: a frame, the ranks, the conventions
``explanation``     why somebody has this score, figure by figure
``yardstick``       what one partner is measured with, without any library; `fit` makes it
``peers``           with whom somebody is compared
``panel``           periods, each as it looked then
``comparison``      `benchmark` a partner against others, without betraying them
``disclosure``      what may be told of a group; ``released`` what a viewer was told
``report``          what a partner learns from the comparison; ``topics`` of which figures
``readings``        what came in, checked
``evaluation``      from figures to scores; ``method`` names the conventions
``scales``          figures of unlike kinds made comparable
``shrinkage``       figures that rest on little
``aggregates``      many figures made one score
``groups``          rows in groups; ``ordering`` within them
==================  ======================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.scoring.comparison import benchmark as benchmark
    from partnerkit.scoring.disclosure import Disclosure as Disclosure
    from partnerkit.scoring.explanation import Explanation as Explanation
    from partnerkit.scoring.explanation import Line as Line
    from partnerkit.scoring.fitting import fit as fit
    from partnerkit.scoring.pairwise import Pairwise as Pairwise
    from partnerkit.scoring.peers import PeerGroup as PeerGroup
    from partnerkit.scoring.performance import score as score
    from partnerkit.scoring.released import Released as Released
    from partnerkit.scoring.report import Compared as Compared
    from partnerkit.scoring.report import Report as Report
    from partnerkit.scoring.scorecard import Kpi as Kpi
    from partnerkit.scoring.scorecard import Scorecard as Scorecard
    from partnerkit.scoring.scores import Scores as Scores
    from partnerkit.scoring.yardstick import Yardstick as Yardstick

#: Where each public name lives; resolved on first use, so that a yardstick needs no numpy.
#: No module may be called like a name: once imported, it would stand in its place.
_HOMES = {
    "Compared": "report",
    "Disclosure": "disclosure",
    "Explanation": "explanation",
    "Kpi": "scorecard",
    "Line": "explanation",
    "Pairwise": "pairwise",
    "PeerGroup": "peers",
    "Released": "released",
    "Report": "report",
    "Scorecard": "scorecard",
    "Scores": "scores",
    "Yardstick": "yardstick",
    "benchmark": "comparison",
    "fit": "fitting",
    "score": "performance",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
