"""
Who gets this lead, and why not me?

============================  ==================================================
``allocation``                `allocate` one by one, `allocate_batch` all at once
``policies``                  how a pool is shared out: a door, one file each
``policy``, ``weights``       what a policy says: how large a part each is owed, who goes first
``fit``                       how well a partner fits a lead
``eligibility``               who could take a lead at all: rules and limits
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

from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.decision import Candidate, Decision, Explanation
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, certified
from partnerkit.leads.fairness import FairnessReport, PartnerShare
from partnerkit.leads.fit import Fit
from partnerkit.leads.ledger import Account, Ledger, OpenLead
from partnerkit.leads.policies import BestFit, EqualLoad, FairShare, Rotation
from partnerkit.leads.policy import Policy, Standing
from partnerkit.leads.result import Allocation

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
    "Rotation",
    "Standing",
    "allocate",
    "allocate_batch",
    "certified",
]


def __dir__() -> list[str]:
    return __all__
