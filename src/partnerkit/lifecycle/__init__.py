"""
Where does each partner stand?

===============  ==============================================================
`bonus`          what was earned, what it will be, how far the next step is
`statements`     what was settled, credited and disputed
`tiers`          which tier was earned, and how far the next one is
`tier_changes`   what takes effect, and what a person decides
`allotment`      who gets how much of a fund
`funds`          what of it is free, promised, claimed and paid
`successions`    what becomes of facts when firms merge or split
`lineage_map`    who answers under an old id
`bases`          terms and actuals, as columns
`ladders`        the arithmetic of shares, as arrays
`shown`          what partners showed, as columns
`points`         tiers and points, as arrays
===============  ==============================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.lifecycle.allotment import allot_by_accrual as allot_by_accrual
    from partnerkit.lifecycle.allotment import allot_by_proposal as allot_by_proposal
    from partnerkit.lifecycle.allotment import allot_by_weight as allot_by_weight
    from partnerkit.lifecycle.bonus import Bonus as Bonus
    from partnerkit.lifecycle.bonus import Bonuses as Bonuses
    from partnerkit.lifecycle.bonus import bonuses as bonuses
    from partnerkit.lifecycle.funds import FundBalance as FundBalance
    from partnerkit.lifecycle.funds import FundBook as FundBook
    from partnerkit.lifecycle.funds import FundStep as FundStep
    from partnerkit.lifecycle.lineage_map import Lineage as Lineage
    from partnerkit.lifecycle.lineage_map import lineage as lineage
    from partnerkit.lifecycle.statements import Settlement as Settlement
    from partnerkit.lifecycle.statements import Statement as Statement
    from partnerkit.lifecycle.statements import statement as statement
    from partnerkit.lifecycle.successions import Succeeded as Succeeded
    from partnerkit.lifecycle.successions import merge_partners as merge_partners
    from partnerkit.lifecycle.successions import split_partner as split_partner
    from partnerkit.lifecycle.tier_changes import TierChanges as TierChanges
    from partnerkit.lifecycle.tier_changes import TierDecision as TierDecision
    from partnerkit.lifecycle.tier_changes import change_tiers as change_tiers
    from partnerkit.lifecycle.tiers import Shortfall as Shortfall
    from partnerkit.lifecycle.tiers import TierStanding as TierStanding
    from partnerkit.lifecycle.tiers import TierStandings as TierStandings
    from partnerkit.lifecycle.tiers import benefits as benefits
    from partnerkit.lifecycle.tiers import qualify as qualify

_HOMES = {
    "Bonus": "bonus",
    "Bonuses": "bonus",
    "FundBalance": "funds",
    "FundBook": "funds",
    "FundStep": "funds",
    "Lineage": "lineage_map",
    "Settlement": "statements",
    "Shortfall": "tiers",
    "Statement": "statements",
    "Succeeded": "successions",
    "TierChanges": "tier_changes",
    "TierDecision": "tier_changes",
    "TierStanding": "tiers",
    "TierStandings": "tiers",
    "allot_by_accrual": "allotment",
    "allot_by_proposal": "allotment",
    "allot_by_weight": "allotment",
    "benefits": "tiers",
    "bonuses": "bonus",
    "change_tiers": "tier_changes",
    "lineage": "lineage_map",
    "merge_partners": "successions",
    "qualify": "tiers",
    "split_partner": "successions",
    "statement": "statements",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
