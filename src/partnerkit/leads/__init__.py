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
``decision``, ``candidate``   why this partner, and why not me
``fairness``                  received against entitled, and the proved bound
``result``                    what came out; reasons are made when asked for
``question``, ``encoding``    everything checked, and turned into numbers
``kernel``, ``matching``      the ledger rule, and room kept for the rest
``work``, ``trace``           the numbers, and any decision repeated from them
``virtual_time``              where a newcomer starts
``booking``, ``entries``      the ledger after a run, and what one lead did to it
``changes``, ``membership``   what else happens to a pool: declined, corrected, on leave
``by_hand``                   what a person gives away, by the rules or in spite of them
``history``, ``merging``      the ledger made again from what happened; two made one
``pool``, ``register``        what a pool agrees on; long lists that change cheaply
============================  ==================================================
"""

from partnerkit.leads.account import Account, OpenLead
from partnerkit.leads.allocation import allocate, allocate_batch
from partnerkit.leads.by_hand import ByHand, assign_to, reassign
from partnerkit.leads.candidate import Candidate
from partnerkit.leads.changes import (
    BalancesCorrected,
    LeadCreditedBack,
    LeadDeclined,
    LeadReassigned,
    LeadReleased,
    LedgersMerged,
    MembershipChanged,
    OpenLeadsTold,
)
from partnerkit.leads.decision import Decision, Explanation
from partnerkit.leads.distance import within
from partnerkit.leads.eligibility import RULES, EligibilityRule, Limit, certified
from partnerkit.leads.envy import Envy
from partnerkit.leads.exclusions import earlier_holders
from partnerkit.leads.fairness import FairnessReport, PartnerShare
from partnerkit.leads.fit import Fit
from partnerkit.leads.handouts import Handout, handouts_of
from partnerkit.leads.history import apply, replay
from partnerkit.leads.ledger import Ledger
from partnerkit.leads.long_run import LongRun, long_run
from partnerkit.leads.membership import missed
from partnerkit.leads.merging import merge
from partnerkit.leads.policies import BestFit, EqualLoad, FairShare, Rotation
from partnerkit.leads.policy import Policy, Standing
from partnerkit.leads.pool import CatchUp, capped_catch_up, catch_up, no_catch_up
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
from partnerkit.leads.question import Terms
from partnerkit.leads.result import Allocation
from partnerkit.leads.room import paced
from partnerkit.leads.screening import screen
from partnerkit.leads.simulation import Simulation, simulate
from partnerkit.leads.standing import in_state, of_tier
from partnerkit.leads.what_if import WhatIf, what_if

__all__ = [
    "RULES",
    "Account",
    "Allocation",
    "BalancesCorrected",
    "BestFit",
    "ByHand",
    "Candidate",
    "CatchUp",
    "Decision",
    "EligibilityRule",
    "Envy",
    "EqualLoad",
    "Explanation",
    "FairShare",
    "FairnessReport",
    "Fit",
    "Handout",
    "LeadCreditedBack",
    "LeadDeclined",
    "LeadReassigned",
    "LeadReleased",
    "Ledger",
    "LedgersMerged",
    "Limit",
    "LongRun",
    "MembershipChanged",
    "OpenLead",
    "OpenLeadsTold",
    "PartnerShare",
    "Policy",
    "Precedence",
    "Right",
    "Rotation",
    "Simulation",
    "Standing",
    "Terms",
    "WhatIf",
    "absent",
    "allocate",
    "allocate_batch",
    "apply",
    "assign_to",
    "capped_catch_up",
    "catch_up",
    "certified",
    "clock_start",
    "earlier_holders",
    "exclusive_grant",
    "handouts_of",
    "in_state",
    "long_run",
    "merge",
    "missed",
    "named_partner",
    "no_catch_up",
    "of_tier",
    "open_when_urgent",
    "paced",
    "protected_registration",
    "reassign",
    "replay",
    "running_service",
    "screen",
    "served_by",
    "simulate",
    "what_if",
    "within",
]


def __dir__() -> list[str]:
    return __all__
