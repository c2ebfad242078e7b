"""
Who gets this lead, and why not me?

============================  ==================================================
``allocation``                `allocate` one by one, `allocate_batch` all at once
``policies``                  how a pool is shared out: a door, one file each
``policy``, ``weights``       what a policy says: how large a part each is owed, who goes first
``fit``                       how well a partner fits a lead
``eligibility``, ``rule``     who could take a lead at all: what holds where nothing else is said
``coverage``, ``distance``    does a partner serve what is asked for, and is it near enough
``standing``, ``presence``    is it one who is given leads, and is somebody there
``exclusions``, ``room``      pairs ruled out by name, and how many leads one still takes
``precedence``, ``bonds``     whose a lead is by right, ahead of any policy
``screening``                 what to look at before: blanks, and leads that may be one
``ledger``                    who is owed what, and who has what open
``decision``                  why this partner, and why not me
``fairness``                  received against entitled, and the proved bound
``result``                    what came out; reasons are made when asked for
``question``, ``encoding``    everything checked, and turned into numbers
``kernel``, ``matching``      the ledger rule, and room kept for the rest
``work``, ``trace``           the numbers, and any decision repeated from them
``booking``                   the ledger after it
``virtual_time``              where a newcomer starts
============================  ==================================================
"""

from partnerkit.leads.allocation import Terms, allocate, allocate_batch
from partnerkit.leads.decision import Candidate, Decision, Explanation
from partnerkit.leads.distance import within
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, certified
from partnerkit.leads.exclusions import earlier_holders
from partnerkit.leads.fairness import FairnessReport, PartnerShare
from partnerkit.leads.fit import Fit
from partnerkit.leads.ledger import Account, Ledger, OpenLead
from partnerkit.leads.policies import BestFit, EqualLoad, FairShare, Rotation
from partnerkit.leads.policy import Policy, Standing
from partnerkit.leads.precedence import (
    Precedence,
    Right,
    exclusive_grant,
    named_partner,
    protected_registration,
    running_service,
    served_by,
)
from partnerkit.leads.presence import absent, clock_start, open_when_urgent
from partnerkit.leads.result import Allocation
from partnerkit.leads.room import paced
from partnerkit.leads.screening import screen
from partnerkit.leads.standing import in_state, of_tier

__all__ = [
    "RULES",
    "Account",
    "Allocation",
    "BestFit",
    "Candidate",
    "Decision",
    "EligibilityRule",
    "EqualLoad",
    "Explanation",
    "FairShare",
    "FairnessReport",
    "Fit",
    "Ledger",
    "Limit",
    "OpenLead",
    "PartnerShare",
    "Policy",
    "Precedence",
    "Right",
    "Rotation",
    "Standing",
    "Terms",
    "absent",
    "allocate",
    "allocate_batch",
    "certified",
    "clock_start",
    "earlier_holders",
    "exclusive_grant",
    "in_state",
    "named_partner",
    "of_tier",
    "open_when_urgent",
    "paced",
    "protected_registration",
    "running_service",
    "screen",
    "served_by",
    "within",
]


def __dir__() -> list[str]:
    return __all__
