"""
Conflicts of a real sales force.

By the README of the data: territories 1, 4 and 6 have two owners at once, 2 and
3 were swapped between 281 and 283 on 2012-06-30, and the master records of 288
and 291 contradict the history. Territory 11, "NA", is in no history. These, and
nothing else.
"""

import csv
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Figure, Network, Person, Territory
from partnerkit.values import Money, Period

pytestmark = pytest.mark.real

NOW = datetime(2014, 1, 1, tzinfo=UTC)


def rows(folder, name):
    with (folder / "adventureworks_reseller" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def assignment(row):
    # The file names the last day; a period ends on the day after.
    start = date.fromisoformat(row["start_date"])
    end = date.fromisoformat(row["end_date"]) + timedelta(days=1) if row["end_date"] else date.max
    return Assignment(
        person=row["employee_key"], territory=row["territory_key"], period=Period.of(start, end)
    )


@pytest.fixture(scope="module")
def facts(shared_data):
    months = Counter(
        (row["employee_key"], row["territory_key"], row["month"])
        for row in rows(shared_data, "sales_monthly.csv")
    )
    return [
        *(
            Territory(id=row["territory_key"], name=row["region"])
            for row in rows(shared_data, "territories.csv")
        ),
        *(
            Person(
                id=row["employee_key"],
                name=f"{row['first_name']} {row['last_name']}",
                manager=row["manager_employee_key"] or None,
                territory=row["territory_key"],
            )
            for row in rows(shared_data, "sales_employees.csv")
        ),
        *map(assignment, rows(shared_data, "territory_history.csv")),
        *(
            Figure(
                partner="all",
                measure="lines",
                period=Period.parse(month),
                value=Money.of(lines, "USD"),
                person=person,
                territory=territory,
            )
            for (person, territory, month), lines in months.items()
        ),
    ]


@pytest.fixture(scope="module")
def conflicts(facts):
    return detect(Network.of(facts), rules.builtin(), as_of=NOW)


def of(conflicts, rule):
    return [conflict for conflict in conflicts if conflict.rule == rule]


def test_nothing_else_is_found(conflicts):
    assert Counter(conflict.rule for conflict in conflicts) == {
        "territory-overlap": 3,
        "territory-swap": 1,
        "record-mismatch": 2,
        "territory-gap": 1,
    }


def test_the_territory_that_stands_for_none_is_owned_by_nobody(conflicts):
    (gap,) = of(conflicts, "territory-gap")

    assert (gap.reason.code, gap.reason.facts["territory"]) == ("territory-with-no-owner", "11")


def test_three_territories_have_two_owners_at_once(conflicts):
    found = {
        conflict.reason.facts["territory"]: conflict.parties
        for conflict in of(conflicts, "territory-overlap")
    }

    assert found == {"1": ("286", "289", "293"), "4": ("282", "287"), "6": ("284", "288", "291")}


def test_each_overlap_shows_who_held_it_when(conflicts):
    northwest = of(conflicts, "territory-overlap")[0]
    together = [
        (reason.facts["owners"], reason.facts["since"], reason.facts["until"])
        for reason in northwest.evidence
        if reason.code == "owned-together"
    ]

    assert together == [
        (("286", "289"), date(2010, 12, 29), date(2012, 4, 29)),
        (("289", "293"), date(2012, 4, 30), None),
    ]


def test_two_territories_were_swapped(conflicts):
    (swap,) = of(conflicts, "territory-swap")

    assert swap.parties == ("281", "283")
    assert swap.reason.facts == {
        "persons": ("281", "283"),
        "territory": "2",
        "other": "3",
        "on": date(2012, 6, 30),
    }
    assert swap.reason.code == "exchanged-records-behind"
    assert [reason.code for reason in swap.view("281").evidence] == ["assignment-held"] * 2 + [
        "recorded-territory"
    ]


def test_two_master_records_contradict_the_history_and_the_orders(conflicts):
    found = {conflict.parties: conflict for conflict in of(conflicts, "record-mismatch")}
    outdated, never_true = found["288",], found["291",]

    assert set(found) == {("288",), ("291",)}
    assert outdated.reason.code == "record-outdated"
    assert outdated.reason.facts == {"person": "288", "territory": "6", "territories": ("10",)}
    assert never_true.reason.code == "record-never-true"
    assert never_true.reason.facts == {"person": "291", "territory": "10", "territories": ("6",)}


def test_the_orders_bear_the_history_out(conflicts):
    sold = {
        conflict.parties[0]: {
            reason.facts["territory"]: reason.facts["count"]
            for reason in conflict.evidence
            if reason.code == "figures-there"
        }
        for conflict in of(conflicts, "record-mismatch")
    }

    assert set(sold["288"]) == {"6", "10"}
    assert set(sold["291"]) == {"6"}


def test_the_order_of_the_files_makes_no_difference(facts, conflicts):
    mixed = sorted(facts, key=lambda fact: repr(fact)[::-1])

    assert detect(Network.of(mixed), reversed(rules.builtin()), as_of=NOW) == conflicts


def test_last_days_taken_for_ends_change_no_party(shared_data, facts, conflicts):
    """A host that reads `end_date` as the end of a half-open period misses a day of each, and no finding."""
    off = [
        Assignment(
            person=row["employee_key"],
            territory=row["territory_key"],
            period=Period.of(
                date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"] or "9999-12-31")
            ),
        )
        for row in rows(shared_data, "territory_history.csv")
    ]
    others = [fact for fact in facts if not isinstance(fact, Assignment)]
    found = detect(Network.of(others, off), rules.builtin(), as_of=NOW)

    assert [(each.id, each.parties) for each in found] == [(each.id, each.parties) for each in conflicts]
