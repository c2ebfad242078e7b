"""The master record of a person contradicts the history."""

from datetime import UTC, date, datetime

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Figure, Network, Person, Territory
from partnerkit.values import Money, Period

NOW = datetime(2026, 9, 1, tzinfo=UTC)
RULE = rules.get("record-mismatch")
BEFORE, AFTER = Period.half(2026, 1), Period.since(date(2026, 7, 1))


def found(*facts, as_of=NOW):
    return detect(Network.of(*facts), [RULE], as_of=as_of)


def worked(person, territory, period=AFTER, role="owner"):
    return Assignment(person=person, territory=territory, period=period, role=role)


def test_a_record_that_was_right_once_is_outdated():
    (conflict,) = found(Person(id="a", territory="x"), worked("a", "x", BEFORE), worked("a", "y"))

    assert (conflict.parties, conflict.severity, conflict.reason.code) == (
        ("a",),
        "medium",
        "record-outdated",
    )
    assert conflict.reason.facts == {"person": "a", "territory": "x", "territories": ("y",)}
    assert [reason.code for reason in conflict.evidence] == ["recorded-territory"] + ["assignment-held"] * 2


def test_several_territories_are_told_in_their_order():
    history = [worked("a", each, role=f"role-{each}") for each in "tzuyvw"]
    (conflict,) = found(Person(id="a", territory="x"), history)

    assert conflict.reason.facts["territories"] == ("t", "u", "v", "w", "y", "z")


def test_a_record_that_history_never_knew_was_never_true():
    (conflict,) = found(Person(id="a", territory="z"), worked("a", "x", BEFORE), worked("a", "y"))

    assert conflict.reason.code == "record-never-true"


def test_figures_tell_where_the_person_sells():
    figures = [
        Figure(
            partner="P-1", measure="revenue", period=Period.month(2026, month), value=Money.of("9", "EUR"),
            person=person, territory="y",
        )
        for month, person in ((7, "a"), (8, "a"), (8, "b"))
    ]  # fmt: skip
    (conflict,) = found(Person(id="a", territory="x"), Person(id="b"), worked("a", "y"), figures)

    assert conflict.evidence[-1].code == "figures-there"
    assert conflict.evidence[-1].facts == {"person": "a", "territory": "y", "count": 2}


def test_a_record_that_agrees_is_no_conflict():
    assert found(Person(id="a", territory="y"), worked("a", "x", BEFORE), worked("a", "y")) == ()


def test_a_record_that_names_one_of_several_is_no_conflict():
    assert found(Person(id="a", territory="y"), worked("a", "x"), worked("a", "y", role="deputy")) == ()


def test_a_record_that_names_the_whole_or_a_part_is_no_conflict():
    places = [Territory(id="de"), Territory(id="de-north", parent="de")]

    assert found(places, Person(id="a", territory="de"), worked("a", "de-north")) == ()
    assert found(places, Person(id="a", territory="de-north"), worked("a", "de")) == ()


def test_a_history_that_is_silent_contradicts_nothing():
    assert found(Person(id="a", territory="x"), Person(id="b", territory="x"), worked("b", "y", BEFORE)) == ()
    assert found(Person(id="a", territory="x"), Assignment(person="a", partner="P-1", period=AFTER)) == ()


def test_nothing_is_compared_with_what_comes_later():
    before = datetime(2026, 3, 1, tzinfo=UTC)

    assert (
        found(Person(id="a", territory="x"), worked("a", "x", BEFORE), worked("a", "y"), as_of=before) == ()
    )


def test_what_comes_later_makes_no_record_true_today():
    (conflict,) = found(
        Person(id="a", territory="z"), worked("a", "y"), worked("a", "z", Period.since(date(2027, 1, 1)))
    )

    assert conflict.reason.code == "record-never-true"
    assert len(conflict.evidence) == 2


class TestAnExchange:
    history = (worked("a", "x", BEFORE), worked("a", "y"), worked("b", "y", BEFORE), worked("b", "x"))

    def test_that_both_records_missed_is_told_by_its_own_rule(self):
        assert found(self.history, Person(id="a", territory="x"), Person(id="b", territory="y")) == ()

    def test_that_one_record_missed_leaves_that_one_wrong(self):
        (conflict,) = found(self.history, Person(id="a", territory="x"), Person(id="b", territory="x"))

        assert conflict.parties == ("a",)

    def test_that_was_followed_by_another_move_explains_nothing(self):
        moved = worked("a", "z", Period.since(date(2026, 8, 1)))
        history = [
            worked("a", "x", BEFORE),
            worked("a", "y", Period.month(2026, 7)),
            moved,
            *self.history[2:],
        ]
        conflicts = found(history, Person(id="a", territory="x"), Person(id="b", territory="y"))

        assert [conflict.parties for conflict in conflicts] == [("a",), ("b",)]
