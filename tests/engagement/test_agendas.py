"""No visit without a purpose and a goal, and none without an end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.engagement import Agenda, agenda_points, unfinished_visits
from partnerkit.facts import Interaction, Network, Partner, Task
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def visit(days, **kwargs):
    at = NOW + timedelta(days=days)
    given = {"id": f"I-{days}", "kind": "visit", "partner": "P-4", "at": at, **kwargs}
    return Interaction(**given)


def agenda(**kwargs):
    given = {
        "partner": "P-4",
        "at": NOW,
        "persons": ["U-1"],
        "purpose": "annual-review",
        "goal": "Agree on it",
    }
    return Agenda(**{**given, **kwargs})


def test_an_agenda_becomes_a_visit():
    found = agenda(language="de").visit("I-9")

    assert (found.kind, found.purpose, found.goal, found.language) == (
        "visit",
        "annual-review",
        "Agree on it",
        "de",
    )
    assert found.held is None


@pytest.mark.parametrize("change", [{"purpose": None}, {"goal": ""}, {"goal": "  "}, {"persons": []}])
def test_without_purpose_or_goal_there_is_none(change):
    with pytest.raises((InvalidValue, InvalidInput)):
        agenda(**change)


def test_what_was_promised_and_what_is_owed_is_spoken_of():
    network = Network.of(
        Partner(id="P-4"),
        visit(-30, held=True, commitments=["A price list"], next_step="Call in May"),
        visit(-60, held=True, commitments=["Old"]),
        Task(id="K-1", title="Train Bo", partner="P-4", due=date(2026, 5, 1)),
        Task(id="K-2", title="More leads", partner="P-4", raised_by="partner"),
        Task(id="K-3", title="Done", partner="P-4", status="done"),
    )
    points = agenda_points(network, "P-4", as_of=NOW)

    assert [each.facts.get("promise") or each.facts["title"] for each in points] == [
        "A price list", "Call in May", "More leads", "Train Bo",
    ]  # fmt: skip
    assert say(agenda(points=points)).startswith("Visit to P-4, Jun 1, 2026")
    assert "\N{EN DASH}" not in "".join(say(points, locale=locale) for locale in ("en", "de", "sv"))
    assert agenda_points(network, "P-9", as_of=NOW) == ()


def test_what_a_visit_lacks_is_named():
    found = unfinished_visits(
        Network.of(
            visit(-4, held=True, outcome="Agreed", commitments=["x"], next_step="y"),
            visit(-3, held=True, outcome="Agreed"),
            visit(-2),
            visit(-1, held=False),
            visit(1, purpose="annual-review"),
            visit(2, purpose="annual-review", goal="Agree"),
            Interaction(id="I-9", kind="call", partner="P-4", at=NOW, held=True),
        ),
        as_of=NOW,
    )

    assert [(each.code, each.reason.facts["lacking"]) for each in found] == [
        ("visit-without-end", ("commitments", "next_step")),
        ("visit-not-recorded", ()),
        ("visit-without-agenda", ("goal",)),
    ]
    assert say(found[0], locale="de").endswith("es fehlt: die Zusagen und der nächste Schritt.")
    for locale in ("en", "de", "sv"):
        assert all(each.code not in say(each, locale=locale) for each in found)
