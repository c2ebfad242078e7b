"""
No path through any public function leads to what is hidden.

Every function that takes a network is given the view of every viewer. Whatever
comes back, as bytes and as text, holds no canary that the view itself does not
show. A function may refuse (`FieldHidden`); a new one has to be named here.
"""

import inspect
import pickle
import re
from contextlib import suppress
from datetime import UTC, datetime
from importlib import import_module

import pytest

from partnerkit import Period
from partnerkit.access import visible
from partnerkit.conflicts import detect, detect_changes, prevent, rules
from partnerkit.engagement import (
    Cadence,
    agenda_points,
    contact_plan,
    messages_to,
    relations_of,
    solved_problems,
    survey_results,
    time_use,
    unfinished_visits,
)
from partnerkit.facts import DealRegistration, Network, Partner, Person
from partnerkit.interop import grid, say, say_value, table
from partnerkit.review import (
    diagnose,
    mirror,
    review_partner,
    review_program,
    review_territory,
    today,
    unattended,
)
from partnerkit.scoring import kpis, measure_partners
from partnerkit.values.errors import FieldHidden, InvalidInput, InvalidValue, NotFound, PartnerkitError
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUARTER = Period.quarter(2026, 1)
VIEWERS = [f"U-{at}" for at in range(10)] + [f"{side}-{at}" for side in "XY" for at in (1, 2, 3)]
CANARY = re.compile(rb"P-\d~[\w-]+")
ROOMS = ("goals", "leads", "lifecycle", "conflicts", "scoring", "engagement", "review", "interop", "access")
QUARTER_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
CADENCES = [Cadence(channel="visit", days=30), Cadence(channel="e-mail", days=7, tiers=["gold"])]


def each_partner(view, act):
    return [act(name) for name in ("P-1", "P-2", "P-3") if any(each.id == name for each in view.partners)]


#: Public function -> what it is asked of a view.
CALLS = {
    "conflicts.detect": lambda view: list(detect(view, rules.builtin(), as_of=NOW)),
    "conflicts.detect_changes": lambda view: repr(detect_changes(view, view, rules.builtin(), as_of=NOW)),
    "conflicts.prevent": lambda view: prevent(
        view,
        DealRegistration(id="D-9", partner="P-1", customer="x", status="draft"),
        rules.builtin(),
        as_of=NOW,
    ),
    "engagement.agenda_points": lambda view: each_partner(
        view, lambda name: agenda_points(view, name, as_of=NOW)
    ),
    "engagement.contact_plan": lambda view: contact_plan(view, CADENCES, as_of=NOW),
    "engagement.messages_to": lambda view: each_partner(
        view, lambda name: messages_to(view, [name], Reason("x"), languages=["en"], otherwise="en")
    ),
    "engagement.relations_of": lambda view: dict(relations_of(view, as_of=NOW)),
    "engagement.solved_problems": lambda view: solved_problems(view, "S-1", as_of=NOW),
    "engagement.survey_results": lambda view: survey_results(view, "S-1", as_of=NOW),
    "engagement.time_use": lambda view: time_use(view, {each.id: 40 for each in view.people}, during=QUARTER),
    "engagement.unfinished_visits": lambda view: unfinished_visits(view, as_of=NOW),
    "interop.grid": lambda view: grid(survey_results(view, "S-1", as_of=NOW), names=view),
    "interop.say_value": lambda view: [say_value(name, name="partner", names=view) for name in VIEWERS],
    "interop.table": lambda view: table(survey_results(view, "S-1", as_of=NOW), names=view).as_raw_html(),
    "interop.say": lambda view: [
        say(Reason("capacity", {"open": name, "limit": 1, "partner": name}), names=view) for name in VIEWERS
    ],
    "review.diagnose": lambda view: each_partner(
        view, lambda name: diagnose([name], as_of=NOW, network=view).to_frame()
    ),
    "review.review_partner": lambda view: each_partner(
        view, lambda name: review_partner(view, name, since=QUARTER_BEGAN, as_of=NOW)
    ),
    "review.review_program": lambda view: review_program(view, since=QUARTER_BEGAN, as_of=NOW),
    "review.review_territory": lambda view: [
        review_territory(view, each.id, since=QUARTER_BEGAN, as_of=NOW) for each in view.territories
    ],
    "review.today": lambda view: [today(view, each.id, as_of=NOW) for each in view.people],
    "review.unattended": lambda view: unattended(view, as_of=NOW),
    "review.mirror": lambda view: mirror(view, QUARTER, as_of=NOW).to_frame(),
    "scoring.measure_partners": lambda view: measure_partners(
        view, kpis.builtin(), QUARTER, as_of=NOW
    ).to_frame(),
}

#: What a network answers by itself.
ANSWERS = {
    "by": lambda view: [
        dict(view.by(kind, each.name)) for kind in view.kinds for each in kind.__attrs_attrs__
    ],
    "changes_since": lambda view: repr(view.changes_since(Network.of())),
    "get": lambda view: [view.get(Partner, name) for name in ("P-1", "P-2", "P-3")],
    "known_at": lambda view: list(view.known_at(QUARTER_BEGAN)) + list(view.known_at(NOW)),
    "names": lambda view: dict(view.names),
    "narrowed": lambda view: list(view.narrowed({Person: view.people})),
    "standing": lambda view: [view.standing(Partner, name) for name in ("P-1", "P-2", "P-3")],
    "stock": lambda view: view.stock,
    "trees": lambda view: [view.partner_tree, view.person_tree, view.territory_tree, view.product_tree],
    "valid_on": lambda view: list(view.valid_on(NOW.date())),
    "versions": lambda view: [view.versions(Partner, name) for name in ("P-1", "P-2", "P-3")],
    "record": lambda view: dict(view.record()),
}


def canaries(found):
    with suppress(Exception):
        return set(CANARY.findall(pickle.dumps(found) + repr(found).encode()))
    return set(CANARY.findall(repr(found).encode()))


def test_every_public_function_that_takes_a_network_is_looked_at():
    found = set()
    for room in ROOMS:
        module = import_module(f"partnerkit.{room}")
        for name in module.__all__:
            act = getattr(module, name)
            if inspect.isfunction(act):
                asked = inspect.signature(act).parameters.values()
                if any("Network" in str(each.annotation) for each in asked):
                    found.add(f"{room}.{name}")

    assert found - {"access.visible"} >= set(CALLS)
    strict = ("access.", "conflicts.", "engagement.", "interop.", "lifecycle.", "review.", "scoring.")
    # Whoever merges two firms writes; a view is for reading.
    beside = {"access.visible", "review.unite_partners"}
    assert {name for name in found if name.startswith(strict)} - beside <= set(CALLS)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_nothing_comes_back_that_the_view_does_not_show(network, viewer):
    view = visible(network, viewer, as_of=NOW)
    shown = canaries(list(view))

    assert {
        name: leaked
        for name, ask in {**CALLS, **ANSWERS}.items()
        if (leaked := canaries(answer(ask, view)) - shown)
    } == {}


def answer(ask, view):
    """Return what is told: an answer, or a refusal."""
    try:
        return ask(view)
    except (FieldHidden, NotFound, InvalidInput, InvalidValue) as refused:
        return str(refused)
    except PartnerkitError as refused:
        return repr(refused)


def test_the_canaries_are_there_to_be_found(network):
    assert len(canaries(list(network))) > 30
    assert canaries(CALLS["engagement.agenda_points"](network))
