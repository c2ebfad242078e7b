"""
How do judgements look?

Every function takes a judgement and returns a `Chart`: a matplotlib figure with
the sentence that stands for it where it cannot be seen. Nothing is shown or
written; a notebook draws a chart by itself. Colors are told apart by color
blind readers, labels are in the reader's language. An SVG holds names as letters;
for a PNG of names in a script that matplotlib's font lacks, such as Japanese,
name another in its `font.family`. Needs the extra `plots`.

===========  =================================================================
`goals`      the tree of goals as an icicle; a forecast as a fan
`ranking`    scores and what they are made of; ranks and how sure they are
`shares`     who makes how much; who got what he was owed, and over time
`conflict`   who is in whose way
`passages`   how leads get through their stages, and how long it takes
`territory`  who serves which territory, and where nobody does
`helping`    where a gap comes from; what helped
===========  =================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.interop.plots.chart import Chart as Chart
    from partnerkit.interop.plots.conflict import conflict_network as conflict_network
    from partnerkit.interop.plots.goals import forecast_fan as forecast_fan
    from partnerkit.interop.plots.goals import goal_icicle as goal_icicle
    from partnerkit.interop.plots.helping import gap_bridge as gap_bridge
    from partnerkit.interop.plots.helping import observed_effects as observed_effects
    from partnerkit.interop.plots.passages import funnel_stages as funnel_stages
    from partnerkit.interop.plots.passages import survival_curves as survival_curves
    from partnerkit.interop.plots.ranking import contributions as contributions
    from partnerkit.interop.plots.ranking import rank_intervals as rank_intervals
    from partnerkit.interop.plots.shares import deviations as deviations
    from partnerkit.interop.plots.shares import lorenz_curve as lorenz_curve
    from partnerkit.interop.plots.shares import received as received
    from partnerkit.interop.plots.territory import coverage_map as coverage_map

_HOMES = {
    "Chart": "chart",
    "conflict_network": "conflict",
    "contributions": "ranking",
    "coverage_map": "territory",
    "deviations": "shares",
    "forecast_fan": "goals",
    "funnel_stages": "passages",
    "gap_bridge": "helping",
    "goal_icicle": "goals",
    "lorenz_curve": "shares",
    "observed_effects": "helping",
    "rank_intervals": "ranking",
    "received": "shares",
    "survival_curves": "passages",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
