"""People, and who owned what when."""

from datetime import date

import pytest

from partnerkit.facts.people import Assignment, Person
from partnerkit.values.time import Period


def linda(**more):
    return Person(
        **{
            "id": "276",
            "name": "Linda Åström",
            "roles": ("sales", "trainer"),
            "manager": "274",
            "employer": "P-4",
            "territory": "se-south",
            "languages": ("sv", "en"),
            "timezone": "Europe/Stockholm",
            "email": "linda@example.com",
            "permission": "team",
            "hired_on": date(2020, 5, 31),
            "left_on": date(2026, 12, 31),
        }
        | more
    )


def owned(**more):
    return Assignment(
        **{"person": "276", "territory": "4", "role": "owner", "period": Period.year(2026)} | more
    )


def test_they_behave_like_facts(behaves):
    behaves(linda, manager=None)
    behaves(linda, languages=("fi", "sv-FI"))
    behaves(owned, role="deputy")


def test_of_a_person_the_id_is_enough_and_permits_nothing():
    person = Person(id="1")

    assert (person.roles, person.languages, person.timezone, person.email) == (None,) * 4
    assert (person.permission, person.manager, person.employer) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("id", 276, "276"),
        ("name", None, "None"),
        ("roles", (), "()"),
        ("roles", "sales", "'sales'"),
        ("manager", "276", "'276'"),
        ("employer", "", "''"),
        ("territory", 4, "4"),
        ("languages", (), "()"),
        ("languages", ("Swedish",), "('Swedish',)"),
        ("languages", ("sv", "sv"), "('sv', 'sv')"),
        ("timezone", "Stockholm", "'Stockholm'"),
        ("timezone", "localtime", "'localtime'"),
        ("email", 1, "1"),
        ("permission", "root", "'root'"),
        ("hired_on", "2020-05-31", "'2020-05-31'"),
        ("left_on", date(2020, 5, 30), "'2020-05-30'"),
    ],
)
def test_a_person_refuses_what_makes_no_sense(faults, name, value, shown):
    found = faults(lambda: linda(**{name: value}))

    assert {key: each[0] for key, each in found.items()} == {name: shown}
    assert found[name][1].startswith(("use ", "name "))


def test_all_faults_of_a_person_come_at_once(faults):
    found = faults(lambda: Person(id="", name=1, roles=[], languages=["?"], timezone="", permission=""))

    assert list(found) == ["id", "name", "roles", "languages", "timezone", "permission"]


def test_the_name_of_a_person_gets_into_no_log():
    assert "Linda" not in repr(linda())
    assert "example.com" not in repr(linda())


def test_the_manager_is_what_lies_above_in_the_tree_of_people():
    assert linda().parent == "274"


@pytest.mark.parametrize("both", [{"territory": None}, {"partner": "P-4"}])
def test_an_assignment_is_to_a_territory_or_to_a_partner(faults, both):
    assert list(faults(lambda: owned(**both))) == ["territory"]
    assert owned(territory=None, partner="P-4").partner == "P-4"


def test_all_faults_of_an_assignment_come_at_once(faults):
    found = faults(lambda: Assignment(person="", territory=1, partner=2, role="", period=None))

    assert list(found) == ["person", "territory", "partner", "role", "period"]


def test_a_person_is_responsible_on_the_days_of_the_assignment():
    open_ended = owned(period=Period.since(date(2026, 7, 1)))

    assert not open_ended.holds_on(date(2026, 6, 30))
    assert open_ended.holds_on(date(2099, 1, 1))
