from datetime import UTC, date, datetime

import pytest

from partnerkit import Network, Partner, Period
from partnerkit.facts import Assignment, Course, Goal, Lead, Person, Task, Territory
from partnerkit.leads.clocks import Clock
from partnerkit.review.responsibility import charge_of, named_in, own_facts
from partnerkit.values.errors import NotFound

ON = date(2026, 3, 2)
YEAR = Period.year(2026)
NETWORK = Network.of(
    Territory(id="north"),
    Territory(id="kiel", parent="north"),
    [Person(id=each) for each in ("U-1", "U-2", "U-3")],
    Person(id="U-4", territory="north"),
    Person(id="X-1", employer="P-4"),
    Partner(id="P-4", account_owner="U-1", territories=["kiel"]),
    Partner(id="P-5"),
    Assignment(person="U-2", territory="north", period=YEAR),
    Assignment(person="U-3", partner="P-5", period=Period.year(2025)),
    Assignment(person="U-3", partner="P-4", period=YEAR),
    Task(id="K-1", owner="X-1"),
    Task(id="K-2", partner="P-5", owner="U-1"),
    Goal(id="G-1", measure="revenue", period=YEAR, target=1, territory="kiel"),
    Course(id="C-1"),
)


@pytest.mark.parametrize(
    ("person", "partners"),
    [
        ("U-1", {"P-4": "account-owner"}),
        ("U-2", {"P-4": "territory"}),
        ("U-3", {"P-4": "assigned"}),
        ("U-4", {"P-4": "territory"}),
        ("X-1", {"P-4": "employer"}),
    ],
)
def test_a_partner_is_looked_after_by_owner_assigned_territory_and_its_own_people(person, partners):
    assert dict(charge_of(NETWORK, person, ON).partners) == partners


def test_an_assignment_counts_while_it_lasts():
    assert dict(charge_of(NETWORK, "U-3", date(2025, 6, 1)).partners) == {"P-5": "assigned"}


@pytest.mark.parametrize(
    ("person", "tasks", "goals"),
    [("U-1", {"K-1", "K-2"}, set()), ("U-2", {"K-1"}, {"G-1"}), ("X-1", {"K-1"}, set())],
)
def test_what_names_a_person_its_partners_or_their_people_is_its_own(person, tasks, goals):
    found = list(own_facts(NETWORK, charge_of(NETWORK, person, ON)))
    assert {each.id for each in found if isinstance(each, Task)} == tasks
    assert {each.id for each in found if isinstance(each, Goal)} == goals
    assert len(found) == len({id(each) for each in found})


def test_what_is_no_fact_says_its_sides_and_a_catalog_is_nobody_s():
    clock = Clock(subject="L-1", level="claim", owner="P-4", started_at=datetime(2026, 3, 2, tzinfo=UTC))
    assert named_in(clock) == (("P-4",), ())
    assert named_in(Course(id="C-1")) == ((), ())
    assert charge_of(NETWORK, "U-1", ON).tie(("P-5",)) is None
    assert charge_of(NETWORK, "U-1", ON).tie(("P-5", "U-1")) == ("named", None)


def test_a_person_who_is_not_there_is_refused():
    with pytest.raises(NotFound, match="person"):
        charge_of(NETWORK, "U-9", ON)


def test_facts_come_in_one_order_whatever_order_territories_have_in_a_set():
    places = [f"t-{at:02}" for at in range(20)]
    network = Network.of(
        Person(id="U-1"),
        [Territory(id=each) for each in places],
        [Assignment(person="U-1", territory=each, period=YEAR) for each in places],
        [
            Lead(id=f"L-{each}", territory=each, received_at=datetime(2026, 3, 2, tzinfo=UTC))
            for each in places
        ],
    )
    found = [each.id for each in own_facts(network, charge_of(network, "U-1", ON)) if isinstance(each, Lead)]
    assert found == [f"L-{each}" for each in places]
