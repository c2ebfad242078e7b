"""
Who performs?

==============  ======================================================================
``scorecard``   what is measured, which way is better, and what counts how much
``score``       score a frame of partners, each among its peers
``scores``      the answer: a frame, the ranks, the conventions
``explanation`` why somebody has this score, figure by figure
``peers``       with whom somebody is compared
``readings``    what came in, checked
``evaluation``  from figures to scores; ``kernels`` does the sums, ``method`` names them
==============  ======================================================================
"""

from partnerkit.scoring.explanation import Explanation, Line
from partnerkit.scoring.peers import PeerGroup
from partnerkit.scoring.score import score
from partnerkit.scoring.scorecard import Kpi, Scorecard
from partnerkit.scoring.scores import Scores

__all__ = ["Explanation", "Kpi", "Line", "PeerGroup", "Scorecard", "Scores", "score"]


def __dir__() -> list[str]:
    return __all__
