"""A call replaces a visit only between people who know each other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.engagement import relations_of
from partnerkit.facts import Interaction, Network, Partner, Person
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
ANNA = Person(id="X-1", employer="P-4")


def visit(days, *persons, partner="P-4", **kwargs):
    given = {"kind": "visit", "held": True, **kwargs}
    at = NOW - timedelta(days=days)
    return Interaction(id=f"I-{partner}-{days}", partner=partner, at=at, persons=persons, **given)


def relation(*facts, **kwargs):
    others = [Person(id="U-1"), Person(id="X-9")] if any(isinstance(each, Person) for each in facts) else []
    return relations_of(Network.of(Partner(id="P-4"), others, *facts), as_of=NOW, **kwargs)["P-4"]


def test_who_was_met_lately_may_be_called():
    found = relation(ANNA, visit(300, "U-1", "X-1"), visit(20, "U-1"))

    assert found.stands
    assert not found.comes_first
    assert (NOW - found.met_at).days == 300
    assert (NOW - found.visited_at).days == 20


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([ANNA], "relation-partner-new"),
        ([ANNA, visit(20, "X-1", kind="call")], "relation-partner-new"),
        ([ANNA, visit(20, "X-1", kind="meeting")], "relation-partner-new"),
        ([ANNA, visit(20, "X-1", held=False)], "relation-partner-new"),
        ([ANNA, visit(-20, "X-1")], "relation-partner-new"),
        ([visit(20, "X-1")], "relation-contact-unknown"),
        ([ANNA, visit(20, "X-9")], "relation-contact-new"),
        ([ANNA, visit(366, "X-1")], "relation-faded"),
        ([ANNA, visit(365, "X-1")], "relation-stands"),
        ([Person(id="X-1", employer="P-4", left_on=date(2026, 6, 1)), visit(9, "X-1")], "relation-contact-unknown"),
        ([Person(id="X-1", employer="P-4", hired_on=date(2026, 6, 2)), visit(9, "X-1")], "relation-contact-unknown"),
    ],
)  # fmt: skip
def test_else_the_reason_says_why_not(facts, code):
    found = relation(*facts)

    assert found.reason.code == code
    assert found.comes_first == (code in {"relation-partner-new", "relation-contact-new"})
    for locale in ("en", "de", "sv"):
        assert "?" not in say(found, locale=locale)


def test_a_contact_may_be_named():
    bo = Person(id="X-2", employer="P-4")

    assert relation(ANNA, bo, visit(20, "X-1")).stands
    assert relation(ANNA, bo, visit(20, "X-1"), contacts={"P-4": "X-2"}).reason.code == "relation-contact-new"


def test_relations_are_columns_of_a_plan():
    found = relations_of(Network.of(Partner(id="P-4"), Partner(id="P-5"), ANNA, visit(20, "X-1")), as_of=NOW)
    frame = found.to_frame()

    assert (frame["digital"].tolist(), frame["first"].tolist()) == ([True, False], [False, True])
    assert repr(found) == "<Relations: 2, 1 stand>"
    assert ("P-4" in found, "P-9" in found, list(found)) == (True, False, ["P-4", "P-5"])


def test_bad_input():
    with pytest.raises(InvalidInput) as caught:
        relation(ANNA, contacts={"P-4": "X-9"}, within=0)
    assert [each.path for each in caught.value.faults] == ["within", "contacts['P-4']"]
    with pytest.raises(NotFound, match="P-9"):
        relations_of(Network.of(Partner(id="P-4")), as_of=NOW)["P-9"]
    with pytest.raises(InvalidValue, match="as_of"):
        relations_of(Network.of(), as_of=datetime(2026, 1, 1))


def test_a_visit_to_somebody_else_does_not_keep_a_relation_up():
    assert relation(ANNA, visit(400, "X-1"), visit(20, "U-1")).reason.code == "relation-faded"


def test_who_has_left_is_no_contact_any_more():
    left = Person(id="X-2", employer="P-4", left_on=date(2026, 5, 1))
    with pytest.raises(InvalidValue, match="works there"):
        relation(ANNA, left, visit(60, "X-2"), contacts={"P-4": "X-2"})
