"""
Where does each partner stand?

===============  ==============================================================
`stages`         from prospect to ended: one step, if it is open, theirs and grounded
`grounds`        what a step rests on: plans, papers, people
`guards`         what must hold on the way in, and back
`endings`        how it may end, and on which day
`notice`         when a contract ends that is given notice today
`laws`           what the law asks of a notice, by contract form and country
`indemnity`      what an agent may ask for at the end, how much at most, until when
`winding_down`   what is done until the last day, and after it
===============  ==============================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.grounds import Grounds as Grounds
    from partnerkit.lifecycle.grounds import Override as Override
    from partnerkit.lifecycle.grounds import PlanOutcome as PlanOutcome
    from partnerkit.lifecycle.indemnity import check_indemnity as check_indemnity
    from partnerkit.lifecycle.laws import LAWS as LAWS
    from partnerkit.lifecycle.laws import NoticeLaw as NoticeLaw
    from partnerkit.lifecycle.notice import Notice as Notice
    from partnerkit.lifecycle.notice import end_by_notice as end_by_notice
    from partnerkit.lifecycle.stages import LIFE_CYCLE as LIFE_CYCLE
    from partnerkit.lifecycle.stages import Advance as Advance
    from partnerkit.lifecycle.stages import advance as advance
    from partnerkit.lifecycle.winding_down import CustomerAnswer as CustomerAnswer
    from partnerkit.lifecycle.winding_down import Rights as Rights
    from partnerkit.lifecycle.winding_down import WindDown as WindDown
    from partnerkit.lifecycle.winding_down import WindDownStep as WindDownStep
    from partnerkit.lifecycle.winding_down import WindDownTerms as WindDownTerms
    from partnerkit.lifecycle.winding_down import pass_on_customers as pass_on_customers
    from partnerkit.lifecycle.winding_down import rights as rights
    from partnerkit.lifecycle.winding_down import wind_down as wind_down

_HOMES = {
    # stages, notice, winding down
    "Advance": "stages",
    "CustomerAnswer": "winding_down",
    "Grounds": "grounds",
    "LAWS": "laws",
    "LIFE_CYCLE": "stages",
    "Notice": "notice",
    "NoticeLaw": "laws",
    "Override": "grounds",
    "PlanOutcome": "grounds",
    "Rights": "winding_down",
    "WindDown": "winding_down",
    "WindDownStep": "winding_down",
    "WindDownTerms": "winding_down",
    "advance": "stages",
    "check_indemnity": "indemnity",
    "end_by_notice": "notice",
    "pass_on_customers": "winding_down",
    "rights": "winding_down",
    "wind_down": "winding_down",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
