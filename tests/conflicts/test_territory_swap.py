"""Two people exchanged their territories."""

from datetime import UTC, date, datetime

from partnerkit.conflicts import detect, rules
from partnerkit.facts import Assignment, Network, Person
from partnerkit.values import Period

NOW = datetime(2026, 9, 1, tzinfo=UTC)
RULE = rules.get("territory-swap")
BEFORE, AFTER = Period.half(2026, 1), Period.since(date(2026, 7, 1))
HISTORY = [
    Assignment(person=person, territory=territory, period=period)
    for person, territory, period in (
        ("a", "x", BEFORE),
        ("a", "y", AFTER),
        ("b", "y", BEFORE),
        ("b", "x", AFTER),
    )
]


def found(*people, as_of=NOW):
    return detect(Network.of(HISTORY, *people), [RULE], as_of=as_of)


def test_is_one_finding_with_both_and_the_day():
    (conflict,) = found()

    assert (conflict.parties, conflict.severity, conflict.reason.code) == (("a", "b"), "info", "exchanged")
    assert conflict.reason.facts == {
        "persons": ("a", "b"),
        "territory": "x",
        "other": "y",
        "on": date(2026, 7, 1),
    }
    assert [reason.code for reason in conflict.evidence] == ["assignment-held"] * 4


def test_counts_for_more_where_a_record_was_left_behind():
    (conflict,) = found(Person(id="a", territory="x"), Person(id="b", territory="x"))

    assert (conflict.severity, conflict.reason.code) == ("medium", "exchanged-records-behind")
    assert [
        reason.facts["person"] for reason in conflict.evidence if reason.code == "recorded-territory"
    ] == ["a"]
    assert conflict.proposals[0].code == "update-records"


def test_is_nothing_more_once_the_records_follow():
    (conflict,) = found(Person(id="a", territory="y"), Person(id="b", territory="x"))

    assert (conflict.severity, [reason.code for reason in conflict.proposals]) == (
        "info",
        ["confirm-exchange"],
    )


def test_is_told_from_its_first_day_on():
    assert found(as_of=datetime(2026, 6, 30, 23, tzinfo=UTC)) == ()
    assert len(found(as_of=datetime(2026, 7, 1, tzinfo=UTC))) == 1


def test_shows_each_their_own_side():
    (conflict,) = found()

    assert {reason.facts["person"] for reason in conflict.view("a").evidence} == {"a"}
