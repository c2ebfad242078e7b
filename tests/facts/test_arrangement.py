"""In which order facts stand, whatever order they came in."""

from copy import copy
from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest

from partnerkit.facts.arrangement import arranged
from partnerkit.facts.figure import Figure
from partnerkit.facts.marketing import Touch
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment
from partnerkit.facts.training import TrainingResult
from partnerkit.values.hidden import HIDDEN
from partnerkit.values.time import Period

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def figure(**more):
    return Figure(
        **{"partner": "P-4", "measure": "revenue", "period": Period.month(2026, 3), "value": 9} | more
    )


def owns(**more):
    return Assignment(**{"person": "281", "territory": "2", "period": Period.year(2026)} | more)


def test_facts_with_an_id_stand_in_the_order_of_their_ids():
    assert [each.id for each in arranged(Partner, (Partner(id=name) for name in ("P-9", "P-10", "A")))] == [
        "A",
        "P-10",
        "P-9",
    ]


def test_versions_stand_in_the_order_in_which_they_became_known():
    at_first = Partner(id="P-4", tier="silver", known_until=MONDAY)
    for_no_time = Partner(id="P-4", tier="bronze", known_from=MONDAY, known_until=MONDAY)
    since = Partner(id="P-4", tier="gold", known_from=MONDAY)

    assert all(
        arranged(Partner, given) == (at_first, for_no_time, since)
        for given in permutations([at_first, for_no_time, since])
    )


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [
        (Figure, figure(source="a"), figure(source="b")),
        (Figure, figure(valid=Period.year(2025)), figure(valid=Period.year(2026))),
        (Figure, figure(attributes={"shift": 1}), figure(attributes={"shift": 2})),
        (Figure, figure(external_ids={"crm": "1"}), figure(external_ids={"crm": "2"})),
        (Figure, figure(known_from=MONDAY), figure(known_from=MONDAY + DAY)),
        (Figure, figure(known_until=MONDAY), figure(known_until=MONDAY + DAY)),
        (Figure, figure(value=8), figure(value=9)),
        (Figure, figure(period=Period.month(2026, 3)), figure(period=Period.month(2026, 11))),
        (Figure, figure(location=None), figure(location="kiel")),
        (
            Assignment,
            owns(period=Period.since(date(2026, 1, 1))),
            owns(period=Period.since(date(2026, 1, 2))),
        ),
        (Assignment, owns(role="deputy"), owns(role="owner")),
    ],
)
def test_whatever_tells_two_facts_apart_puts_them_in_one_order(model, first, second):
    assert first != second
    assert arranged(model, (second, first)) == arranged(model, (first, second)) == (first, second)


@pytest.mark.parametrize("model", [Figure, Assignment, Touch, TrainingResult])
def test_no_facts_are_in_order(model):
    assert arranged(model, ()) == ()


def test_facts_that_are_the_same_are_all_kept():
    assert arranged(Figure, (figure(), figure())) == (figure(), figure())


def test_what_is_hidden_sorts_like_what_is_empty():
    veiled = copy(figure(value=8))
    object.__setattr__(veiled, "source", HIDDEN)

    assert [each.value for each in arranged(Figure, (figure(source="a"), veiled))] == [8, 9]
