"""What does the vendor owe its partners, and did it keep to it?"""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from partnerkit.facts.marketing import Campaign
from partnerkit.leads import Handout, Pledge, judge_pledges
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.hours import WorkingCalendar
from partnerkit.values.time import Period

QUARTER = Period.quarter(2026, 2)
MAY = datetime(2026, 5, 4, 9, tzinfo=UTC)
AFTER = datetime(2026, 7, 1, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def pledge(**changes):
    return Pledge(**{"id": "V-1", "kind": "volume", "owed_to": "P-4", "period": QUARTER, **changes})


def given(number, at=MAY, partner="P-4", ended=None):
    made = Handout(lead=f"L-{number}", at=at, partner=partner)
    return made if ended is None else made.with_ending(ended, at=at)


def judged(promise, *, handouts=(), campaigns=(), as_of=AFTER, **more):
    (told,) = judge_pledges([promise], handouts, campaigns, as_of=as_of, **more)
    return told.state, told.reason.code


@pytest.mark.parametrize(
    ("count", "as_of", "state"),
    [(2, AFTER, "kept"), (1, AFTER, "broken"), (1, MAY, "open"), (2, MAY, "kept")],
)
def test_a_number_of_leads_is_owed_until_the_end_of_the_period(count, as_of, state):
    handouts = [given(n) for n in range(count)] + [
        given(7, partner="P-5"),
        given(8, datetime(2026, 3, 31, tzinfo=UTC)),
    ]

    assert judged(pledge(leads=2), handouts=handouts, as_of=as_of)[0] == state


@pytest.mark.parametrize(
    ("endings", "as_of", "told"),
    [
        (["won", "lost", "declined"], AFTER, ("kept", "pledge-quality")),
        (["won", "expired", "declined"], AFTER, ("broken", "pledge-quality-short")),
        (["won", "expired", "declined"], MAY, ("open", "pledge-quality-short")),
        (["won"], MAY, ("open", "pledge-quality")),
        (["won", "withdrawn", "withdrawn"], AFTER, ("broken", "pledge-quality-short")),
        ([None], AFTER, ("unknown", "pledge-quality-unknown")),
    ],
)
def test_how_good_leads_are_is_told_by_those_that_ended(endings, as_of, told):
    handouts = [given(place, ended=each) for place, each in enumerate(endings)]

    assert judged(pledge(kind="quality", part=Decimal("0.5")), handouts=handouts, as_of=as_of) == told


def campaign(announced, start=date(2026, 6, 1), **more):
    return Campaign(id="C-1", period=Period.of(start, date(2026, 6, 30)), announced_at=announced, **more)


@pytest.mark.parametrize(
    ("told", "as_of", "state"),
    [
        (campaign(datetime(2026, 5, 20, tzinfo=UTC)), AFTER, "kept"),
        (campaign(datetime(2026, 5, 20, tzinfo=UTC)), datetime(2026, 5, 21, tzinfo=UTC), "open"),
        (campaign(datetime(2026, 5, 28, tzinfo=UTC)), AFTER, "broken"),
        (campaign(None), AFTER, "broken"),
        (campaign(None), MAY, "open"),
        (campaign(None), datetime(2026, 5, 29, tzinfo=UTC), "broken"),
        (campaign(None, partners=["P-5"]), AFTER, "kept"),
        (campaign(None, start=date(2026, 3, 1)), AFTER, "kept"),
    ],
)
def test_campaigns_are_announced_in_time(told, as_of, state):
    assert judged(pledge(kind="notice", ahead=WEEK), campaigns=[told], as_of=as_of)[0] == state


def test_notice_is_working_time_where_there_is_a_calendar():
    office = WorkingCalendar(zone="UTC", week={day: ((time(8), time(16)),) for day in range(5)})
    told = campaign(datetime(2026, 5, 28, 8, tzinfo=UTC))
    promise = pledge(kind="notice", ahead=timedelta(hours=16))

    # Thursday and Friday: just sixteen hours.
    assert judged(promise, campaigns=[told], calendar=office)[0] == "kept"
    late = campaign(datetime(2026, 5, 28, 8, 0, 1, tzinfo=UTC))
    assert judged(promise, campaigns=[late], calendar=office)[0] == "broken"


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({}, "leads"),
        ({"leads": 3, "part": Decimal("0.5")}, "part"),
        ({"leads": 0}, "leads"),
        ({"kind": "notice", "ahead": timedelta()}, "ahead"),
        ({"kind": "quality", "part": Decimal(2)}, "part"),
    ],
)
def test_a_promise_says_how_much_of_what_it_is(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        pledge(**changes)
