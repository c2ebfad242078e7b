from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit import Network, Partner, Period
from partnerkit.access import visible
from partnerkit.facts import Agreement, Assignment, JointPlan, Person, ServiceCase, Task
from partnerkit.facts.agreement import NoticeTerms
from partnerkit.interop import say
from partnerkit.review import today, unattended
from partnerkit.values.errors import InvalidValue, NotFound

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def agreement(name, partner, end):
    return Agreement(
        id=name,
        partner=partner,
        period=Period(start=date(2025, 1, 1), end=end),
        status="signed",
        signed_on=date(2025, 1, 1),
        renews_months=12,
        notice=NoticeTerms(days=10),
    )


NETWORK = Network.of(
    Person(id="U-1"),
    Person(id="U-2"),
    Person(id="X-1", employer="P-4", roles=["owner"], permission="all"),
    Person(id="X-2", employer="P-5", roles=["owner"], permission="all"),
    Partner(id="P-4", account_owner="U-1", name="Nord IT"),
    Partner(id="P-5", account_owner="U-2"),
    agreement("A-1", "P-4", date(2026, 3, 13)),
    Task(id="K-1", partner="P-4", owner="U-2", due=date(2026, 2, 20)),
    Task(id="K-2", partner="P-4", due=date(2026, 3, 2)),
    Task(id="K-3", partner="P-4", due=date(2026, 3, 5)),
    Task(id="K-4", partner="P-4", due=date(2026, 3, 20)),
    Task(id="K-5", partner="P-5", raised_by="partner", title="A demo machine"),
    Task(id="K-6", due=date(2026, 2, 1)),
    JointPlan(id="J-1", partner="P-5", period=Period.year(2026), review_dates=[date(2026, 3, 1)]),
)


def test_what_is_lost_after_today_comes_first_then_what_is_late_then_today_then_what_comes():
    found = today(NETWORK, "U-1", as_of=NOON)
    assert [(each.due.id, each.urgency) for each in found.duties] == [
        ("A-1", "last-chance"),
        ("K-1", "overdue"),
        ("K-2", "today"),
        ("K-3", "ahead"),
    ]
    assert {each.partner for each in found.duties} == {"P-4"}
    with pytest.raises(InvalidValue, match="ahead"):
        today(NETWORK, "U-1", as_of=NOON, ahead=7)
    assert [each.due.id for each in today(NETWORK, "U-1", as_of=NOON, ahead=timedelta()).duties] == [
        "A-1",
        "K-1",
        "K-2",
    ]
    for locale in ("en", "de", "sv"):
        assert "?" not in say(next(each.reasons for each in found.duties), locale=locale, names=NETWORK)


def test_it_says_why_it_is_the_person_s():
    found = {each.due.id: each.tie for each in today(NETWORK, "U-2", as_of=NOON).duties}
    assert found == {"J-1": "account-owner", "K-1": "named"}


def test_the_points_of_partners_stand_beside():
    assert [(each.id, each.state) for each in today(NETWORK, "U-2", as_of=NOON).points] == [
        ("K-5", "without-owner")
    ]
    assert today(NETWORK, "U-1", as_of=NOON).points == ()


@pytest.mark.parametrize(
    ("zone", "moment", "urgency"),
    [
        ("UTC", datetime(2026, 3, 2, 23, tzinfo=UTC), "today"),
        ("UTC", datetime(2026, 3, 1, 23, tzinfo=UTC), "ahead"),
        ("Europe/Berlin", datetime(2026, 3, 2, 8, tzinfo=UTC), "today"),
        ("Europe/Berlin", datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "today"),
        ("Pacific/Auckland", datetime(2026, 3, 1, 12, tzinfo=UTC), "today"),
        ("Pacific/Auckland", datetime(2026, 3, 1, 10, tzinfo=UTC), "ahead"),
        ("America/New_York", datetime(2026, 3, 2, 15, tzinfo=UTC), "today"),
        ("America/New_York", datetime(2026, 3, 3, 1, tzinfo=UTC), "overdue"),
    ],
)
def test_a_day_is_the_person_s_own(zone, moment, urgency):
    task = Task(id="K-1", owner="U-1", due=date(2026, 3, 2))
    network = Network.of(Person(id="U-1", timezone=zone), task)
    for ahead in (timedelta(), timedelta(days=7)):
        found = today(network, "U-1", as_of=moment, ahead=ahead).duties
        assert [each.urgency for each in found] == ([urgency] if ahead or urgency != "ahead" else [])


def test_who_works_for_a_partner_is_told_what_is_visible_to_him():
    found = today(NETWORK, "X-2", as_of=NOON)
    assert {each.due.id for each in found.duties} == {"J-1"}
    assert found == today(visible(NETWORK, "X-2", as_of=NOON), "X-2", as_of=NOON)


def test_what_concerns_nobody_is_found():
    assert [each.id for each in unattended(NETWORK, as_of=NOON)] == ["K-6"]


@pytest.mark.parametrize(
    ("person", "is_there"),
    [
        ({}, True),
        ({"left_on": NOON.date() + timedelta(days=1)}, True),
        ({"left_on": NOON.date()}, False),
        ({"hired_on": NOON.date()}, True),
        ({"hired_on": NOON.date() + timedelta(days=1)}, False),
        ({"valid": Period.year(2025)}, False),
        # There it is the third already.
        ({"left_on": NOON.date() + timedelta(days=1), "timezone": "Pacific/Kiritimati"}, False),
    ],
)
def test_what_concerns_those_alone_who_have_left_is_found(person, is_there):
    network = Network.of(
        Person(id="U-1", **person),
        Partner(id="P-4", account_owner="U-1"),
        Task(id="K-1", partner="P-4", due=date(2026, 3, 1)),
        Task(id="K-2", owner="U-1", due=date(2026, 3, 1)),
    )

    assert [each.id for each in unattended(network, as_of=NOON)] == ([] if is_there else ["K-1", "K-2"])


def test_strangers_and_moments_without_a_zone_are_refused():
    with pytest.raises(NotFound, match="person"):
        today(NETWORK, "U-9", as_of=NOON)
    with pytest.raises(InvalidValue, match="as_of"):
        today(NETWORK, "U-1", as_of=datetime(2026, 3, 2))


def test_what_became_due_a_moment_ago_is_not_late_for_no_days():
    found = today(
        Network.of(Person(id="U-1"), Task(id="K-1", owner="U-1", due=date(2026, 3, 1))), "U-1", as_of=NOON
    )
    assert found.duties[0].reasons[1].code == "rank-due-since"


def test_a_territory_counts_where_neither_partner_nor_person_is_named():
    from partnerkit.facts import Assignment, Goal, Territory
    from partnerkit.review.agenda import _nobody_s
    from partnerkit.review.responsibility import charge_of

    goal = Goal(id="G-1", measure="m", period=Period.year(2026), target=1, territory="kiel")
    network = Network.of(
        Person(id="U-1"),
        Territory(id="kiel"),
        Assignment(person="U-1", territory="kiel", period=Period.year(2026)),
        goal,
    )
    charge = charge_of(network, "U-1", NOON.date())
    assert list(_nobody_s([goal], [charge])) == []
    assert list(_nobody_s([goal], [])) == [goal]


def test_who_looks_after_whom_changes_with_the_person_s_own_day():
    network = Network.of(
        Person(id="U-1", timezone="Pacific/Auckland"),
        Partner(id="P-4"),
        Assignment(person="U-1", partner="P-4", period=Period.month(2026, 3)),
        Task(id="K-1", partner="P-4", due=date(2026, 3, 1)),
    )
    for moment, mine in ((datetime(2026, 2, 28, 10, tzinfo=UTC), []), (datetime(2026, 2, 28, 11, tzinfo=UTC), ["K-1"])):  # fmt: skip
        assert [each.due.id for each in today(network, "U-1", as_of=moment).duties] == mine
        assert bool(unattended(network, as_of=moment)) != bool(mine)


def test_what_is_promised_by_midnight_is_for_the_day_before():
    asked = ServiceCase(id="S-1", partner="P-4", opened_at=NOON, due_at=datetime(2026, 3, 3, tzinfo=UTC))
    (duty,) = today(
        Network.of(Person(id="U-1"), Partner(id="P-4", account_owner="U-1"), asked),
        "U-1",
        as_of=NOON,
        ahead=timedelta(),
    ).duties

    assert duty.urgency == "today"
