"""
Whom do we ask, meet and visit?

==============  =======================================================================
`visits`        whom to visit with the days at hand, and what a day more would bring
`asked_visits`  what is asked of a plan, and what is due before anything else
`coverage`      the arithmetic behind it, as arrays
`responses`     how partners respond to visits, and how sure that is
`seasons`       in which part of the year each visit is made
`portfolios`    which partner would be better looked after by whom
`effort`        where the time of account managers goes
`contacts`      when each partner is spoken to next, and who has heard nothing for long
`relations`     where a call may replace a visit, and who is to be visited first
`agendas`       what a visit is for, and whether it ended as it should
`messages`      one text in the language of each partner
`surveys`       what partners answered, how sure it is, and whether it may be shown
`solved`        which problems were solved since the last wave
`replies`       answers wave by wave, and what they say of a problem
`shown`         what may be shown after all that was shown before
`tallies`       sums of replies, and the tests on them, as arrays
`meetings`      when to meet across zones, ranked by inconvenience, fair over time
`weekly`        at what time of the week to meet again and again
`burden`        what a quarter of an hour costs somebody, as arrays
==============  =======================================================================
"""

from typing import TYPE_CHECKING

from partnerkit._lazy import resolver

if TYPE_CHECKING:
    from partnerkit.engagement.agendas import Agenda as Agenda
    from partnerkit.engagement.agendas import agenda_points as agenda_points
    from partnerkit.engagement.agendas import unfinished_visits as unfinished_visits
    from partnerkit.engagement.contacts import Cadence as Cadence
    from partnerkit.engagement.contacts import ContactPlan as ContactPlan
    from partnerkit.engagement.contacts import DueContact as DueContact
    from partnerkit.engagement.contacts import contact_plan as contact_plan
    from partnerkit.engagement.effort import TimeUse as TimeUse
    from partnerkit.engagement.effort import TimeUses as TimeUses
    from partnerkit.engagement.effort import time_use as time_use
    from partnerkit.engagement.meetings import Attendee as Attendee
    from partnerkit.engagement.meetings import Meeting as Meeting
    from partnerkit.engagement.meetings import Slots as Slots
    from partnerkit.engagement.meetings import in_turns as in_turns
    from partnerkit.engagement.meetings import meeting_slots as meeting_slots
    from partnerkit.engagement.messages import Message as Message
    from partnerkit.engagement.messages import Messages as Messages
    from partnerkit.engagement.messages import messages_to as messages_to
    from partnerkit.engagement.portfolios import Move as Move
    from partnerkit.engagement.portfolios import Moves as Moves
    from partnerkit.engagement.portfolios import balance_portfolios as balance_portfolios
    from partnerkit.engagement.relations import Relation as Relation
    from partnerkit.engagement.relations import Relations as Relations
    from partnerkit.engagement.relations import relations_of as relations_of
    from partnerkit.engagement.responses import Responses as Responses
    from partnerkit.engagement.responses import estimate_responses as estimate_responses
    from partnerkit.engagement.seasons import VisitCalendar as VisitCalendar
    from partnerkit.engagement.seasons import visit_calendar as visit_calendar
    from partnerkit.engagement.shown import Shown as Shown
    from partnerkit.engagement.solved import ProblemChange as ProblemChange
    from partnerkit.engagement.solved import ProblemChanges as ProblemChanges
    from partnerkit.engagement.solved import solved_problems as solved_problems
    from partnerkit.engagement.surveys import SurveyResult as SurveyResult
    from partnerkit.engagement.surveys import SurveyResults as SurveyResults
    from partnerkit.engagement.surveys import survey_results as survey_results
    from partnerkit.engagement.visits import VisitPlan as VisitPlan
    from partnerkit.engagement.visits import plan_visits as plan_visits
    from partnerkit.engagement.weekly import WeeklySlot as WeeklySlot
    from partnerkit.engagement.weekly import WeeklySlots as WeeklySlots
    from partnerkit.engagement.weekly import weekly_slots as weekly_slots

_HOMES = {
    "Agenda": "agendas",
    "Attendee": "meetings",
    "Cadence": "contacts",
    "ContactPlan": "contacts",
    "DueContact": "contacts",
    "Meeting": "meetings",
    "Message": "messages",
    "Messages": "messages",
    "Move": "portfolios",
    "Moves": "portfolios",
    "ProblemChange": "solved",
    "ProblemChanges": "solved",
    "Relation": "relations",
    "Relations": "relations",
    "Responses": "responses",
    "Shown": "shown",
    "Slots": "meetings",
    "SurveyResult": "surveys",
    "SurveyResults": "surveys",
    "TimeUse": "effort",
    "TimeUses": "effort",
    "VisitCalendar": "seasons",
    "VisitPlan": "visits",
    "WeeklySlot": "weekly",
    "WeeklySlots": "weekly",
    "agenda_points": "agendas",
    "balance_portfolios": "portfolios",
    "contact_plan": "contacts",
    "estimate_responses": "responses",
    "in_turns": "meetings",
    "meeting_slots": "meetings",
    "messages_to": "messages",
    "plan_visits": "visits",
    "relations_of": "relations",
    "solved_problems": "solved",
    "survey_results": "surveys",
    "time_use": "effort",
    "unfinished_visits": "agendas",
    "visit_calendar": "seasons",
    "weekly_slots": "weekly",
}

__all__ = sorted(_HOMES)  # pyright: ignore[reportUnsupportedDunderAll]

__getattr__ = resolver(__name__, _HOMES)


def __dir__() -> list[str]:
    return __all__
