"""
Who gets this lead, and why not me?

==============================  ===================================================================
``allocation``                  `allocate` one by one, `allocate_batch` all at once
``policies``                    how a pool is shared out: a door, one file each
``policy``, ``weights``         what a policy says: how large a part each is owed, who goes first
``fit``                         how well a partner fits a lead
``eligibility``, ``rule``       who could take a lead at all: what holds where nothing else is said
``coverage``, ``distance``      does a partner serve what is asked for, and is it near enough
``standing``, ``presence``      is it one who is given leads, and is somebody there
``exclusions``, ``room``        pairs ruled out by name, and how many leads one still takes
``precedence``, ``bonds``       whose a lead is by right, ahead of any policy
``roster``, ``columns``         a large pool put down once, in which a lead is looked up
``asked``, ``briefly``          everybody who was asked, most of them as a count and a digest
``runs``, ``owed``              leads given in few steps each, and what decided in whole numbers
``screening``                   what to look at before: blanks, and leads that may be one
``simulation``                  past leads under other policies, side by side
``alternatives``                what would have come out, had something been different
``refusals``                    would one have got it, had he not declined another
``handouts``, ``longrun``       what became of leads, and how it went for each partner
``envy``, ``chance``            would somebody rather have another's leads; could it be chance
``ledger``, ``account``         who is owed what, and who has what open
``decision``, ``candidate``     why this partner, and why not me
``fairness``                    received against entitled, and the proved bound
``result``, ``lookup``          what came out; reasons are made when asked for
``retelling``                   everybody who was asked about one lead, from the run itself
``counting``                    what each lead counts, and in which ledger
``question``, ``encoding``      everything checked, and turned into numbers
``kernel``, ``candidates``      the ledger rule, and who could take what
``batch``, ``matching``         all leads at once, and room kept for the rest
``ample``                       is there plainly room enough, so that nothing must be kept
``prices``, ``rounding``        what an entitlement costs in fit; shares of leads made whole
``work``, ``trace``             the numbers, and any decision repeated from them
``virtual_time``                where a newcomer starts
``booking``, ``entries``        the ledger after a run, and what one lead did to it
``changes``, ``membership``     what else happens to a pool: declined, corrected, on leave
``by_hand``                     what a person gives away, by the rules or in spite of them
``history``, ``merging``        the ledger made again from what happened; two made one
``takeover``                    the ledger when firms merge or split
``pool``, ``register``          what a pool agrees on; long lists that change cheaply
``attribution``                 who had which share in what was won
``journeys``, ``touchpoints``   which contacts led up to which deals, and which of them count
``sharing``, ``coalitions``     the part of each contact in a journey; the value of Shapley
``removal``, ``resampling``     what would be missing without one; how sure credit is
``sla``, ``clocks``             is what was promised done in time, and who must hear of it
``clock_table``, ``clockwork``  very many clocks as columns, in working time
``whole_columns``               flat rows of whole numbers, which bulk results are worked out from
``standstill``                  when a clock stands still by itself
``service_report``              how well promises are kept, with the cases that are open
``durations``                   how long it takes, where some cases are not over yet
``mutual``                      what the vendor owes its partners
``offers``, ``offering``        who was offered which lead, and who is asked next
``due``, ``teaser``             what must happen now; what a partner may know before accepting
``handed_on``                   what becomes of an offer when its lead is moved by hand
``pausing``, ``declines``       what follows when offers run out; who has enough to do
``stages``, ``usual_stages``    what a lead must be to count as qualified, and whose it is then
``qualifying``, ``passage``     in which stage a lead is; how many go on, and how long it takes
``passing_on``                  may a partner learn of the person, and what must be deleted
``follow_up``, ``together``     what can be followed up; what was agreed, and who owes an answer
``reported``                    can we rely on what partners report
``answering``                   has the partner answered whether he takes it
``fractional``                  parts of leads at the best fit, before they are made whole
``pages``                       in which pieces a ledger is kept
``terms``                       in which terms a decision is explained
==============================  ===================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.leads.account import Account as Account
    from partnerkit.leads.account import OpenLead as OpenLead
    from partnerkit.leads.allocation import allocate as allocate
    from partnerkit.leads.allocation import allocate_batch as allocate_batch
    from partnerkit.leads.alternatives import WhatIf as WhatIf
    from partnerkit.leads.alternatives import what_if as what_if
    from partnerkit.leads.attribution import Attribution as Attribution
    from partnerkit.leads.attribution import Credit as Credit
    from partnerkit.leads.attribution import GoalCredit as GoalCredit
    from partnerkit.leads.attribution import attribute as attribute
    from partnerkit.leads.by_hand import ByHand as ByHand
    from partnerkit.leads.by_hand import assign_to as assign_to
    from partnerkit.leads.by_hand import reassign as reassign
    from partnerkit.leads.candidate import Candidate as Candidate
    from partnerkit.leads.changes import AccountSplit as AccountSplit
    from partnerkit.leads.changes import AccountTakenOver as AccountTakenOver
    from partnerkit.leads.changes import BalancesCorrected as BalancesCorrected
    from partnerkit.leads.changes import LeadCreditedBack as LeadCreditedBack
    from partnerkit.leads.changes import LeadDeclined as LeadDeclined
    from partnerkit.leads.changes import LeadReassigned as LeadReassigned
    from partnerkit.leads.changes import LeadReleased as LeadReleased
    from partnerkit.leads.changes import LedgersMerged as LedgersMerged
    from partnerkit.leads.changes import MembershipChanged as MembershipChanged
    from partnerkit.leads.changes import OpenLeadsTold as OpenLeadsTold
    from partnerkit.leads.clock_table import ClockTable as ClockTable
    from partnerkit.leads.clock_table import read_clocks as read_clocks
    from partnerkit.leads.clocks import Clock as Clock
    from partnerkit.leads.clocks import Escalation as Escalation
    from partnerkit.leads.clocks import Pause as Pause
    from partnerkit.leads.clocks import PauseCondition as PauseCondition
    from partnerkit.leads.clocks import ServiceLevel as ServiceLevel
    from partnerkit.leads.decision import Decision as Decision
    from partnerkit.leads.decision import Explanation as Explanation
    from partnerkit.leads.declines import full_up as full_up
    from partnerkit.leads.distance import within as within
    from partnerkit.leads.due import Due as Due
    from partnerkit.leads.due import run_due as run_due
    from partnerkit.leads.durations import Survival as Survival
    from partnerkit.leads.durations import survival as survival
    from partnerkit.leads.eligibility import RULES as RULES
    from partnerkit.leads.eligibility import EligibilityRule as EligibilityRule
    from partnerkit.leads.eligibility import Limit as Limit
    from partnerkit.leads.eligibility import certified as certified
    from partnerkit.leads.envy import Envy as Envy
    from partnerkit.leads.exclusions import earlier_holders as earlier_holders
    from partnerkit.leads.fairness import FairnessReport as FairnessReport
    from partnerkit.leads.fairness import PartnerShare as PartnerShare
    from partnerkit.leads.fit import Fit as Fit
    from partnerkit.leads.follow_up import FollowUpTeam as FollowUpTeam
    from partnerkit.leads.follow_up import TeamCapacity as TeamCapacity
    from partnerkit.leads.follow_up import capacity_limit as capacity_limit
    from partnerkit.leads.follow_up import check_campaigns as check_campaigns
    from partnerkit.leads.follow_up import follow_up_capacity as follow_up_capacity
    from partnerkit.leads.handouts import Handout as Handout
    from partnerkit.leads.handouts import handouts_of as handouts_of
    from partnerkit.leads.history import apply as apply
    from partnerkit.leads.history import replay as replay
    from partnerkit.leads.journeys import Journeys as Journeys
    from partnerkit.leads.ledger import Ledger as Ledger
    from partnerkit.leads.longrun import LongRun as LongRun
    from partnerkit.leads.longrun import long_run as long_run
    from partnerkit.leads.membership import missed as missed
    from partnerkit.leads.merging import merge as merge
    from partnerkit.leads.mutual import Pledge as Pledge
    from partnerkit.leads.mutual import PledgeStanding as PledgeStanding
    from partnerkit.leads.mutual import judge_pledges as judge_pledges
    from partnerkit.leads.offering import OfferStep as OfferStep
    from partnerkit.leads.offering import answer as answer
    from partnerkit.leads.offering import carry_out as carry_out
    from partnerkit.leads.offering import offer_leads as offer_leads
    from partnerkit.leads.offering import report_outcome as report_outcome
    from partnerkit.leads.offering import withdraw as withdraw
    from partnerkit.leads.offers import LeadCase as LeadCase
    from partnerkit.leads.offers import Offer as Offer
    from partnerkit.leads.offers import OfferBook as OfferBook
    from partnerkit.leads.offers import Offering as Offering
    from partnerkit.leads.passage import Funnel as Funnel
    from partnerkit.leads.passage import FunnelRow as FunnelRow
    from partnerkit.leads.passage import StageEntered as StageEntered
    from partnerkit.leads.passage import funnel as funnel
    from partnerkit.leads.passing_on import Deleted as Deleted
    from partnerkit.leads.passing_on import DeletionDuty as DeletionDuty
    from partnerkit.leads.passing_on import deletion_duties as deletion_duties
    from partnerkit.leads.passing_on import may_be_passed_to as may_be_passed_to
    from partnerkit.leads.pausing import PauseCase as PauseCase
    from partnerkit.leads.pausing import PauseFinding as PauseFinding
    from partnerkit.leads.pausing import propose_pauses as propose_pauses
    from partnerkit.leads.policies import BestFit as BestFit
    from partnerkit.leads.policies import EqualLoad as EqualLoad
    from partnerkit.leads.policies import FairShare as FairShare
    from partnerkit.leads.policies import Rotation as Rotation
    from partnerkit.leads.policy import Policy as Policy
    from partnerkit.leads.policy import Standing as Standing
    from partnerkit.leads.pool import CatchUp as CatchUp
    from partnerkit.leads.pool import capped_catch_up as capped_catch_up
    from partnerkit.leads.pool import catch_up as catch_up
    from partnerkit.leads.pool import no_catch_up as no_catch_up
    from partnerkit.leads.precedence import Precedence as Precedence
    from partnerkit.leads.precedence import Right as Right
    from partnerkit.leads.precedence import exclusive_grant as exclusive_grant
    from partnerkit.leads.precedence import named_partner as named_partner
    from partnerkit.leads.precedence import protected_registration as protected_registration
    from partnerkit.leads.precedence import running_service as running_service
    from partnerkit.leads.precedence import served_by as served_by
    from partnerkit.leads.presence import absent as absent
    from partnerkit.leads.presence import clock_start as clock_start
    from partnerkit.leads.presence import open_when_urgent as open_when_urgent
    from partnerkit.leads.qualifying import Qualification as Qualification
    from partnerkit.leads.qualifying import qualify as qualify
    from partnerkit.leads.question import Terms as Terms
    from partnerkit.leads.refusals import had_it_not_declined as had_it_not_declined
    from partnerkit.leads.reported import PartnerReport as PartnerReport
    from partnerkit.leads.reported import Reliability as Reliability
    from partnerkit.leads.reported import implausible as implausible
    from partnerkit.leads.reported import reliability_of as reliability_of
    from partnerkit.leads.reported import verification_sample as verification_sample
    from partnerkit.leads.result import Allocation as Allocation
    from partnerkit.leads.room import paced as paced
    from partnerkit.leads.screening import screen as screen
    from partnerkit.leads.service_report import ServiceReport as ServiceReport
    from partnerkit.leads.service_report import sla_report as sla_report
    from partnerkit.leads.simulation import Simulation as Simulation
    from partnerkit.leads.simulation import simulate as simulate
    from partnerkit.leads.sla import ClockStanding as ClockStanding
    from partnerkit.leads.sla import Notice as Notice
    from partnerkit.leads.sla import Watched as Watched
    from partnerkit.leads.sla import move_clock as move_clock
    from partnerkit.leads.sla import notices as notices
    from partnerkit.leads.sla import watch as watch
    from partnerkit.leads.stages import Criterion as Criterion
    from partnerkit.leads.stages import Prospect as Prospect
    from partnerkit.leads.stages import Stage as Stage
    from partnerkit.leads.stages import StageTable as StageTable
    from partnerkit.leads.standing import in_state as in_state
    from partnerkit.leads.standing import of_tier as of_tier
    from partnerkit.leads.standstill import Signal as Signal
    from partnerkit.leads.takeover import split_account as split_account
    from partnerkit.leads.takeover import take_over as take_over
    from partnerkit.leads.teaser import OfferView as OfferView
    from partnerkit.leads.teaser import Teaser as Teaser
    from partnerkit.leads.teaser import view_offer as view_offer
    from partnerkit.leads.together import FieldInput as FieldInput
    from partnerkit.leads.together import TargetProfile as TargetProfile
    from partnerkit.leads.together import clocks_of as clocks_of
    from partnerkit.leads.together import profile_at as profile_at
    from partnerkit.leads.touchpoints import journeys_of as journeys_of
    from partnerkit.leads.usual_stages import USUAL_STAGES as USUAL_STAGES

_HOMES = {
    "Account": "account",
    "AccountSplit": "changes",
    "AccountTakenOver": "changes",
    "Allocation": "result",
    "Attribution": "attribution",
    "BalancesCorrected": "changes",
    "BestFit": "policies",
    "ByHand": "by_hand",
    "Candidate": "candidate",
    "CatchUp": "pool",
    "Clock": "clocks",
    "ClockStanding": "sla",
    "ClockTable": "clock_table",
    "Credit": "attribution",
    "Criterion": "stages",
    "Decision": "decision",
    "Deleted": "passing_on",
    "DeletionDuty": "passing_on",
    "Due": "due",
    "EligibilityRule": "eligibility",
    "Envy": "envy",
    "EqualLoad": "policies",
    "Escalation": "clocks",
    "Explanation": "decision",
    "FairShare": "policies",
    "FairnessReport": "fairness",
    "FieldInput": "together",
    "Fit": "fit",
    "FollowUpTeam": "follow_up",
    "Funnel": "passage",
    "FunnelRow": "passage",
    "GoalCredit": "attribution",
    "Handout": "handouts",
    "Journeys": "journeys",
    "LeadCase": "offers",
    "LeadCreditedBack": "changes",
    "LeadDeclined": "changes",
    "LeadReassigned": "changes",
    "LeadReleased": "changes",
    "Ledger": "ledger",
    "LedgersMerged": "changes",
    "Limit": "eligibility",
    "LongRun": "longrun",
    "MembershipChanged": "changes",
    "Notice": "sla",
    "Offer": "offers",
    "OfferBook": "offers",
    "OfferStep": "offering",
    "OfferView": "teaser",
    "Offering": "offers",
    "OpenLead": "account",
    "OpenLeadsTold": "changes",
    "PartnerReport": "reported",
    "PartnerShare": "fairness",
    "Pause": "clocks",
    "PauseCase": "pausing",
    "PauseCondition": "clocks",
    "PauseFinding": "pausing",
    "Pledge": "mutual",
    "PledgeStanding": "mutual",
    "Policy": "policy",
    "Precedence": "precedence",
    "Prospect": "stages",
    "Qualification": "qualifying",
    "RULES": "eligibility",
    "Reliability": "reported",
    "Right": "precedence",
    "Rotation": "policies",
    "ServiceLevel": "clocks",
    "ServiceReport": "service_report",
    "Signal": "standstill",
    "Simulation": "simulation",
    "Stage": "stages",
    "StageEntered": "passage",
    "StageTable": "stages",
    "Standing": "policy",
    "Survival": "durations",
    "TargetProfile": "together",
    "TeamCapacity": "follow_up",
    "Teaser": "teaser",
    "Terms": "question",
    "USUAL_STAGES": "usual_stages",
    "Watched": "sla",
    "WhatIf": "alternatives",
    "absent": "presence",
    "allocate": "allocation",
    "allocate_batch": "allocation",
    "answer": "offering",
    "apply": "history",
    "assign_to": "by_hand",
    "attribute": "attribution",
    "capacity_limit": "follow_up",
    "capped_catch_up": "pool",
    "carry_out": "offering",
    "catch_up": "pool",
    "certified": "eligibility",
    "check_campaigns": "follow_up",
    "clock_start": "presence",
    "clocks_of": "together",
    "deletion_duties": "passing_on",
    "earlier_holders": "exclusions",
    "exclusive_grant": "precedence",
    "follow_up_capacity": "follow_up",
    "full_up": "declines",
    "funnel": "passage",
    "had_it_not_declined": "refusals",
    "handouts_of": "handouts",
    "implausible": "reported",
    "in_state": "standing",
    "journeys_of": "touchpoints",
    "judge_pledges": "mutual",
    "long_run": "longrun",
    "may_be_passed_to": "passing_on",
    "merge": "merging",
    "missed": "membership",
    "move_clock": "sla",
    "named_partner": "precedence",
    "no_catch_up": "pool",
    "notices": "sla",
    "of_tier": "standing",
    "offer_leads": "offering",
    "open_when_urgent": "presence",
    "paced": "room",
    "profile_at": "together",
    "propose_pauses": "pausing",
    "protected_registration": "precedence",
    "qualify": "qualifying",
    "read_clocks": "clock_table",
    "reassign": "by_hand",
    "reliability_of": "reported",
    "replay": "history",
    "report_outcome": "offering",
    "run_due": "due",
    "running_service": "precedence",
    "screen": "screening",
    "served_by": "precedence",
    "simulate": "simulation",
    "sla_report": "service_report",
    "split_account": "takeover",
    "survival": "durations",
    "take_over": "takeover",
    "verification_sample": "reported",
    "view_offer": "teaser",
    "watch": "sla",
    "what_if": "alternatives",
    "withdraw": "offering",
    "within": "distance",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
