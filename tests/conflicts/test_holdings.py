"""Who held what when, alone or together."""

from datetime import date

import pytest

from partnerkit.conflicts.holdings import (
    Holding,
    assignment_held,
    dates,
    left_behind,
    line,
    recorded,
    swaps,
    together,
)
from partnerkit.facts import Assignment, Network, Person, Territory
from partnerkit.values import Period


def held(holder, start, end, by=None):
    return Holding(holder, Period.of(date(2026, start, 1), date(2026, end, 1)), by)


def stretches(*holdings):
    return [(each.period.start.month, each.period.end.month, each.holders) for each in together(holdings)]


class TestTogether:
    def test_is_the_time_that_periods_share(self):
        assert stretches(held("a", 1, 6), held("b", 4, 9)) == [(4, 6, ("a", "b"))]

    def test_is_never_where_one_begins_as_the_other_ends(self):
        assert stretches(held("a", 1, 4), held("b", 4, 9)) == []

    def test_is_not_somebody_with_themselves(self):
        assert stretches(held("a", 1, 6), held("a", 4, 9)) == []

    def test_names_everybody_as_they_come_and_go(self):
        found = stretches(held("a", 1, 12), held("b", 2, 5), held("c", 4, 8))

        assert found == [(2, 4, ("a", "b")), (4, 5, ("a", "b", "c")), (5, 8, ("a", "c"))]

    def test_goes_on_while_one_of_two_papers_of_a_holder_ends(self):
        found = stretches(held("a", 1, 12), held("b", 2, 5), held("b", 3, 8))

        assert found == [(2, 3, ("a", "b")), (3, 5, ("a", "b")), (5, 8, ("a", "b"))]

    def test_takes_papers_that_say_the_same_twice(self):
        assert stretches(held("a", 1, 3), held("a", 1, 3), held("b", 1, 3)) == [(1, 3, ("a", "b"))]


def moved(person, *, first, then, on, gap=0):
    return [
        Assignment(
            person=person, territory=first, period=Period.of(date(2025, 1, 1), date(2026, 5, on - gap))
        ),
        Assignment(person=person, territory=then, period=Period.since(date(2026, 5, on))),
    ]


class TestSwaps:
    def test_are_two_who_take_over_what_the_other_gave_up(self):
        network = Network.of(moved("a", first="x", then="y", on=10), moved("b", first="y", then="x", on=10))
        (swap,) = swaps(network)

        assert (swap.first, swap.second, swap.on, sorted(swap.moves)) == (
            "x",
            "y",
            date(2026, 5, 10),
            ["a", "b"],
        )

    @pytest.mark.parametrize("other", [9, 11])
    def test_may_take_a_day(self, other):
        network = Network.of(
            moved("a", first="x", then="y", on=10), moved("b", first="y", then="x", on=other)
        )

        assert [swap.on.day for swap in swaps(network)] == [min(other, 10)]

    def test_are_seen_in_records_that_name_the_last_day(self):
        network = Network.of(
            moved("a", first="x", then="y", on=10, gap=1), moved("b", first="y", then="x", on=10, gap=1)
        )

        assert len(swaps(network)) == 1

    def test_are_not_two_events_apart(self):
        network = Network.of(moved("a", first="x", then="y", on=10), moved("b", first="y", then="x", on=12))

        assert swaps(network) == ()

    def test_are_not_a_succession(self):
        network = Network.of(moved("a", first="x", then="y", on=10), moved("b", first="z", then="x", on=10))

        assert swaps(network) == ()

    def test_are_not_a_round_of_three(self):
        network = Network.of(
            moved("a", first="x", then="y", on=10),
            moved("b", first="y", then="z", on=10),
            moved("c", first="z", then="x", on=10),
        )

        assert swaps(network) == ()

    def test_are_not_one_who_moves_there_and_back(self):
        assert (
            swaps(Network.of(moved("a", first="x", then="y", on=10), moved("a", first="y", then="x", on=10)))
            == ()
        )

    def test_leave_deputies_out(self):
        network = Network.of(moved("a", first="x", then="y", on=10))
        deputies = [
            Assignment(person="b", territory=each.territory, role="deputy", period=each.period)
            for each in moved("b", first="y", then="x", on=10)
        ]

        assert swaps(network.with_(deputies)) == ()

    def test_happen_as_often_as_they_do(self):
        years = [
            Assignment(person=person, territory=territory, period=Period.year(year))
            for year in (2023, 2024, 2025)
            for person, territory in (("a", "xy"[year % 2]), ("b", "yx"[year % 2]))
        ]

        assert [swap.on.year for swap in swaps(Network.of(years))] == [2024, 2025]

    def test_know_whose_record_was_left_behind(self):
        network = Network.of(
            [Person(id="a", territory="x"), Person(id="b", territory="x"), Person(id="c")],
            moved("a", first="x", then="y", on=10),
            moved("b", first="y", then="x", on=10),
        )
        (swap,) = swaps(network)

        assert left_behind(swap, recorded(network)) == ("a",)


class TestTheLine:
    tree = Network.of(Territory(id="de"), Territory(id="de-north", parent="de")).territory_tree

    def test_leads_up_to_everything(self):
        assert line(self.tree, "de-north") == ("de-north", "de", None)

    def test_of_everything_is_itself(self):
        assert line(self.tree, None) == (None,)

    def test_of_the_unknown_is_short(self):
        assert line(self.tree, "atlantis") == ("atlantis", None)


def test_evidence_names_the_last_day_and_leaves_open_ends_unknown():
    assignment = Assignment(person="a", territory="x", period=Period.year(2026))

    assert assignment_held(assignment).facts["until"] == date(2026, 12, 31)
    assert dates(Period.since(date(2026, 1, 1))) == {"since": date(2026, 1, 1), "until": None}
    assert dates(Period.until(date(2026, 1, 1))) == {"since": None, "until": date(2025, 12, 31)}
