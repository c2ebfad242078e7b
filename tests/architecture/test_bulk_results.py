"""Whatever a judgement gives back for many can be taken as a table: every bulk result has `to_frame()`."""

import inspect
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import get_origin, get_type_hints

import pytest

import partnerkit
from partnerkit import facts, values
from partnerkit.conflicts import detect, rules
from partnerkit.facts.goal import Goal
from partnerkit.facts.intervention import Intervention
from partnerkit.facts.lead import Lead
from partnerkit.facts.network import Network
from partnerkit.facts.partner import Partner
from partnerkit.facts.people import Assignment
from partnerkit.goals import GoalTree, attain, roll_up
from partnerkit.leads import FairShare, allocate
from partnerkit.review import decompose, diagnose, measure_effects, mirror
from partnerkit.scoring import (
    Kpi,
    Scorecard,
    kpis,
    lorenz,
    measure_partners,
    pareto,
    rank_intervals,
    score,
    trends,
)
from partnerkit.values.frames import to_frame
from partnerkit.values.money import Money
from partnerkit.values.reasons import Finding
from partnerkit.values.time import Period

NOW = datetime(2026, 3, 1, tzinfo=UTC)

#: These hold no judgements.
OTHER_FLOORS = {"values", "facts", "interop", "storage", "desk", "testing"}
ROOMS = [
    import_module(f"partnerkit.{module.name}")
    for module in iter_modules(partnerkit.__path__)
    if module.name not in OTHER_FLOORS and not module.name.startswith("_")
]
PUBLIC = {
    f"{room.__name__}.{name}": getattr(room, name)
    for room in ROOMS
    for name in room.__all__
    if getattr(getattr(room, name), "__module__", "").startswith(room.__name__)
}


BELOW = {name: getattr(floor, name) for floor in (facts, values) for name in floor.__all__}


def returned(function):
    """Return the type that a judgement gives back, as far as it can be told."""
    # A type that is only named there, and loaded by whoever uses it, is found among the names of its floor.
    return get_type_hints(function, None, BELOW).get("return")


def is_of_many(kind) -> bool:
    """Tell whether values of *kind* are answers about many: a collection with members of its own."""
    origin = get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, Collection) and not issubclass(origin, str | bytes)


#: What is handed to a judgement, or is about the few teams of one goal; no answer about many.
ARGUMENTS = {
    *(f"partnerkit.leads.{name}" for name in ("Terms", "handouts_of", "paced", "served_by")),
    *(f"partnerkit.scoring.{name}" for name in ("doubts", "enter")),
} | {
    f"partnerkit.goals.{name}"
    for name in (
        *("blend", "growth", "history", "potential", "divide_actuals", "share_actuals"),
        *("Changes", "Views", "attain_jointly"),
    )
}
#: The catalogue of remedies is handed to `diagnose`.
ARGUMENTS |= {"partnerkit.review.with_effects", "partnerkit.review.help_for_problems"}
#: What is to be spoken of with one partner.
ARGUMENTS |= {"partnerkit.engagement.agenda_points"}

VERBS = {name: each for name, each in PUBLIC.items() if inspect.isfunction(each) and name not in ARGUMENTS}
CLASSES = {name: each for name, each in PUBLIC.items() if inspect.isclass(each) and name not in ARGUMENTS}


def test_there_are_judgements_to_look_at():
    assert {"partnerkit.goals.attain", "partnerkit.leads.allocate", "partnerkit.conflicts.detect"} <= set(
        VERBS
    )


def test_a_judgement_on_many_gives_back_what_has_a_frame():
    for name, verb in VERBS.items():
        kind = returned(verb)
        assert kind is not None, name
        if kind == tuple[Finding, ...]:
            continue  # findings are for reading, one after the other
        if is_of_many(kind) or issubclass(get_origin(kind) or kind, Iterator | Mapping):
            assert hasattr(kind, "to_frame"), f"{name} returns a bare {kind}"


def test_a_public_collection_has_a_frame():
    collections = {name: each for name, each in CLASSES.items() if is_of_many(each)}

    assert len(collections) > 20
    assert [name for name, each in collections.items() if not callable(getattr(each, "to_frame", None))] == []


def goals():
    period = Period.year(2026)
    return GoalTree.of(
        Goal(id=name, parent=parent, measure="revenue", period=period, target=Money.of(target, "EUR"))
        for name, parent, target in (("emea", None, "30"), ("de", "emea", "10"), ("se", "emea", "20"))
    )


def sold():
    return {"de": Money.of("3", "EUR"), "se": Money.of("4", "EUR")}


def given():
    leads = [Lead(id="L-1", value=Money.of("5", "EUR")), Lead(id="L-2", territory="fi")]
    return allocate(
        leads, [Partner(id="P-1", territories=["de"])], FairShare(default=1, value="unit"), as_of=NOW
    )


def scored():
    card = Scorecard(kpis=(Kpi("revenue", weight=1),), min_peers=2)
    return score(card, {"id": ["P-1", "P-2", "P-3"], "revenue": [1.0, 2.0, 4.0]}, key="id", as_of=NOW)


def overlaps():
    since = Period.since(date(2026, 1, 1))
    held = (Assignment(person=person, territory="de", period=since) for person in ("A-1", "A-2"))
    return detect(Network.of(held), rules.builtin(), as_of=NOW)


def measured():
    network = Network.of(Partner(id=name) for name in ("A", "B"))
    return measure_partners(network, kpis.builtin(), Period.quarter(2026, 1), as_of=NOW)


def diagnosed():
    return diagnose(["P-1", "P-2"], as_of=NOW)


def taken_apart():
    columns = {"id": ["P-1", "P-2"], "leads": [1.0, 2.0]}
    return decompose(columns, ["leads"], key="id", against=columns, as_of=NOW)


def mirrored():
    return mirror(Network.of(Partner(id=name) for name in ("A", "B")), Period.quarter(2026, 1), as_of=NOW)


def helped():
    given = [Intervention(id="H-1", partner="A", remedy="coach-sellers", started_on=date(2025, 1, 1))]
    frame = {"id": ["A"], "m": ["2025-01"], "x": [1.0]}
    return measure_effects(frame, given, key="id", by="m", value="x", as_of=NOW)


#: One of each, and how many rows it has.
RESULTS = {
    "allocation": (given, 2),
    "conflicts": (overlaps, 1),
    "diagnoses": (diagnosed, 2),
    "effects": (helped, 1),
    "explanation": (lambda: scored().explain("P-1"), 1),
    "fairness": (lambda: given().fairness, 1),
    "gaps": (taken_apart, 2),
    "goal tree": (goals, 3),
    "lorenz": (lambda: lorenz([1, 2, 3]), 4),
    "measured": (measured, 2),
    "mirror": (mirrored, 2),
    "pareto": (lambda: pareto({"id": ["A", "B"], "x": [1, 2]}, key="id", value="x"), 2),
    "rank intervals": (
        lambda: rank_intervals({"id": ["A", "B"], "x": [1, 2], "se": [1, 1]}, key="id", value="x", se="se"),
        2,
    ),
    "roll-up": (lambda: roll_up(goals(), sold()), 3),
    "scores": (scored, 3),
    "trends": (
        lambda: trends(
            {"id": ["A"], "m": ["2025-01"], "x": [1]}, key="id", by="m", kpi="x", as_of=date(2026, 1, 1)
        ),
        1,
    ),
    "status": (lambda: attain(goals(), sold(), as_of=NOW), 3),
}


@pytest.mark.parametrize("name", RESULTS)
def test_a_frame_has_a_row_for_each_and_names_for_its_columns(name):
    make, rows = RESULTS[name]
    frame = make().to_frame()

    assert {len(column) for column in frame.values()} == {rows}
    assert all(column.isidentifier() for column in frame)


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "duckdb"])
def test_a_frame_comes_in_every_library(name, library):
    pytest.importorskip("narwhals")
    pytest.importorskip(library)
    make, _ = RESULTS[name]

    assert type(make().to_frame(library)) is type(to_frame({"row": [1]}, library))
