"""How many more leads can be followed up this week, and by whom?"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Campaign
from partnerkit.facts.partner import Partner
from partnerkit.leads import (
    RULES,
    FairShare,
    FollowUpTeam,
    allocate,
    capacity_limit,
    check_campaigns,
    follow_up_capacity,
)
from partnerkit.leads.room import CAPACITY
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.sets import PeriodSet
from partnerkit.values.time import Period, Span

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Span(start=MONDAY, end=MONDAY + timedelta(days=7))
OFFICE = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
AWAY = WorkingCalendar(
    zone="UTC", week=OFFICE.week, absences=PeriodSet.of(Period.of(date(2026, 3, 2), date(2026, 3, 4)))
)


def team(name="nord", partner="P-4", **changes):
    return FollowUpTeam(
        **{"id": name, "partner": partner, "calendars": [OFFICE], "effort": 4 * HOUR, **changes}
    )


def leads_of(*teams, **more):
    return [each.leads for each in follow_up_capacity(teams, WEEK, **more)]


def test_a_week_holds_as_many_leads_as_its_working_time():
    assert leads_of(team()) == [10]
    assert leads_of(team(calendars=[OFFICE, OFFICE])) == [20]
    assert leads_of(team(part=Decimal("0.3"))) == [3]
    assert leads_of(team(effort=41 * HOUR)) == [0]


def test_absences_and_open_work_leave_less():
    (told,) = follow_up_capacity([team(calendars=[AWAY])], WEEK, open_work={"nord": 10 * HOUR})

    assert told.time == 24 * HOUR
    assert told.leads == 3
    assert leads_of(team(), open_work={"nord": 400 * HOUR}) == [0]
    assert leads_of(team(), open_work={"nord": timedelta.resolution}) == [9]


@pytest.mark.parametrize(
    "asked",
    [
        lambda teams, work: follow_up_capacity(teams, WEEK, open_work=work),
        lambda teams, work: check_campaigns([], teams, as_of=MONDAY, open_work=work),
    ],
)
def test_a_slip_in_the_teams_is_refused_wherever_they_are_asked_for(asked):
    for teams, work, path in (
        ([team()], {"nrod": HOUR}, r"open_work\.nrod"),
        ([team()], {"nord": -HOUR}, r"open_work\.nord"),
        ([team(), team("sund"), team()], {}, r"teams\[2\]\.id"),
    ):
        with pytest.raises(InvalidValue, match=path):
            asked(teams, work)


@pytest.mark.parametrize("part", [Decimal("NaN"), Decimal("sNaN"), 0, 2, 0.5, True])
def test_a_part_that_is_none_is_refused(part):
    with pytest.raises(InvalidValue, match="exact part"):
        team(part=part)


def test_allocation_sees_it_as_a_limit():
    partners = [Partner(id="P-4"), Partner(id="P-5")]
    capacities = follow_up_capacity([team(effort=20 * HOUR)], WEEK)
    result = allocate(
        [Lead(id=f"L-{n}") for n in range(9)],
        partners,
        FairShare(default=1, value="unit"),
        as_of=MONDAY,
        rules=(*(each for each in RULES if each is not CAPACITY), capacity_limit(capacities, {})),
    )

    assert list(result.assignments.values()).count("P-4") == 2
    assert len(result.assignments) == 9


def test_several_teams_of_one_partner_add_up_and_the_vendor_s_own_limits_nobody():
    limit = capacity_limit(follow_up_capacity([team(), team("sund"), team("own", None)], WEEK), {"P-4": 3})

    assert limit.most(Partner(id="P-4")) == 23
    assert limit.most(Partner(id="P-4", capacity=7)) == 7
    assert [limit.most(Partner(id="P-5", capacity=most)) for most in (None, 7)] == [None, 7]


@pytest.mark.parametrize("work", [{"west": HOUR}, {"nord": -HOUR}, {"nord": 5}])
def test_open_work_is_time_of_a_known_team(work):
    with pytest.raises(InvalidValue, match="open_work"):
        leads_of(team(), open_work=work)


def test_the_teams_there_are_are_named_in_order():
    with pytest.raises(InvalidValue, match="east, nord, south, west"):
        follow_up_capacity(
            [team(each) for each in ("west", "nord", "south", "east")], WEEK, open_work={"sea": HOUR}
        )


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"effort": timedelta()}, "effort"), ({"part": 0.5}, "part"), ({"calendars": []}, "calendars")],
)
def test_a_team_that_makes_no_sense_is_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        team(**changes)


def campaign(name="C-1", start=date(2026, 3, 16), days=14, **more):
    return Campaign(id=name, period=Period.of(start, start + timedelta(days=days - 1)), **more)


TOLD = MONDAY - timedelta(days=30)


def codes(*campaigns, teams=(), as_of=MONDAY + timedelta(days=3), **more):
    return [(each.code, each.subjects[0]) for each in check_campaigns(campaigns, teams, as_of=as_of, **more)]


def test_partners_are_told_in_time():
    early, late = MONDAY, MONDAY + timedelta(days=2)

    assert codes(campaign(announced_at=early)) == []
    assert codes(campaign()) == [("campaign-unannounced", "C-1")]
    assert codes(campaign(announced_at=late)) == [("campaign-announced-late", "C-1")]
    assert codes(campaign(announced_at=late), as_of=late - HOUR) == [("campaign-unannounced", "C-1")]
    assert codes(campaign(announced_at=late + timedelta(days=9))) == [("campaign-unannounced", "C-1")]
    assert codes(campaign(), as_of=MONDAY - timedelta(days=5)) == []
    assert codes(campaign(), as_of=MONDAY + timedelta(days=90)) == []


def test_more_leads_than_can_be_followed_up_are_told_before():
    # Two weeks: eighty hours, twenty leads.
    assert codes(campaign(announced_at=TOLD, expected_leads=20), teams=[team()]) == []
    (found,) = check_campaigns([campaign(announced_at=TOLD, expected_leads=21)], [team()], as_of=MONDAY)
    assert dict(found.reason.facts) == {"campaign": "C-1", "expected": 21, "room": 20}
    assert codes(
        campaign(announced_at=TOLD, expected_leads=20), teams=[team()], open_work={"nord": HOUR}
    ) == [("no-followup-capacity", "C-1")]


def test_of_a_campaign_that_runs_only_the_days_to_come_count():
    running = campaign(announced_at=TOLD, expected_leads=20)

    # One of two weeks is left: forty hours, ten leads.
    halfway = MONDAY + timedelta(days=21)
    assert codes(running, teams=[team()], as_of=halfway) == []
    (found,) = check_campaigns([evolve(running, expected_leads=22)], [team()], as_of=halfway)
    assert dict(found.reason.facts) == {"campaign": "C-1", "expected": 11, "room": 10}


def test_where_no_team_of_its_partners_is_known_nothing_is_said_of_their_room():
    elsewhere = campaign(announced_at=TOLD, expected_leads=20, partners=["P-5"])

    assert codes(elsewhere, teams=[team()]) == []
    assert codes(elsewhere, teams=[team(), team("sund", "P-5", effort=41 * HOUR)]) == [
        ("no-followup-capacity", "C-1")
    ]


@pytest.mark.parametrize("ahead", [14, -timedelta.resolution])
def test_so_much_ahead_is_no_time_of_less_than_nothing(ahead):
    with pytest.raises(InvalidValue, match=r"^ahead: "):
        check_campaigns([], as_of=MONDAY, ahead=ahead)


def test_campaigns_at_the_same_time_need_the_same_teams():
    one = campaign(announced_at=TOLD, expected_leads=15)
    other = campaign("C-2", date(2026, 3, 23), announced_at=TOLD, expected_leads=12)

    # Half of the other runs beside the first: 15 and 6.
    assert codes(one, other, teams=[team()]) == [("no-followup-capacity", "C-1")]
    assert codes(one, teams=[team()]) == []
    elsewhere = campaign("C-2", date(2026, 3, 23), announced_at=TOLD, expected_leads=12, partners=["P-5"])
    assert codes(one, elsewhere, teams=[team()]) == []


def test_what_nobody_expects_is_passed_over():
    assert codes(campaign(announced_at=TOLD), teams=[team()]) == []
    assert codes(campaign(announced_at=TOLD, expected_leads=99)) == []


def test_nobody_announces_a_campaign_before_the_calendar_begins():
    with pytest.raises(InvalidValue, match=r"^ahead: .*100 years"):
        check_campaigns([], as_of=datetime(2026, 3, 2, tzinfo=UTC), ahead=timedelta.max)
