"""What one rule reads of every partner, and how a lead is looked up by it."""

from datetime import UTC, datetime

import numpy as np
import pytest
from attrs import evolve

from partnerkit import Lead
from partnerkit.leads.columns import GONE, Column, grown
from partnerkit.leads.coverage import LANGUAGE, TERRITORY
from partnerkit.leads.exclusions import REFUSED
from partnerkit.leads.rule import UNKNOWN, Occasion
from partnerkit.leads.standing import STATUS

OCCASION = Occasion(as_of=datetime(2026, 3, 2, tzinfo=UTC))
LEAD = Lead(id="L-1", territory="de", language="de", refused_partners=("P-2", "P-9"))


@pytest.mark.parametrize(
    ("rule", "own", "passes"),
    [
        (TERRITORY, [("de",), None, UNKNOWN, ("se",)], [True, True, False, False]),
        (LANGUAGE, [("de-AT",), None, UNKNOWN, ("sv",)], [True, True, False, False]),
        (REFUSED, ["P-1", "P-2", "P-3"], [True, False, True]),
        (STATUS, ["active", "suspended", "active"], [True, False, True]),
    ],
)
def test_a_lead_is_looked_up_as_it_would_be_judged(rule, own, passes):
    column = Column.of(rule, own)
    found = column.passes(LEAD, OCCASION)

    assert found.tolist() == passes
    assert passes == [rule.judge(rule.of_lead(LEAD), each, OCCASION) is None for each in own]


@pytest.mark.parametrize("rule", [TERRITORY, LANGUAGE, REFUSED, STATUS])
def test_what_stands_against_nobody_is_no_mask(rule):
    own = {"partner-status": ["active"], "partner-refused": ["P-2"]}.get(rule.code, [("se",)])

    assert Column.of(rule, own).passes(Lead(id="L-1"), OCCASION) is None


def test_a_column_follows_what_changes_and_leaves_the_old_one_alone():
    old = Column.of(TERRITORY, [("de",), ("se", "de"), None])
    new = old.with_own(4, [(0, ("de",), UNKNOWN), (1, ("se", "de"), GONE), (3, GONE, ("de", "fi"))])

    assert old.passes(LEAD, OCCASION).tolist() == [True, True, True]
    assert new.passes(LEAD, OCCASION).tolist() == [False, False, True, True]
    assert set(new.found) == {"de", "fi"}


def test_a_token_said_twice_is_kept_once():
    spelled = evolve(TERRITORY, tokens=evolve(TERRITORY.tokens, of_own=lambda own: map(str.lower, own)))
    old = Column.of(spelled, [("DE", "de")])

    assert old.found == {"de": [0]}
    assert old.with_own(1, [(0, ("DE", "de"), GONE)]).found == {}
    assert old.with_own(2, [(1, GONE, ("De", "dE"))]).found == {"de": (0, 1)}


def test_places_are_added_that_say_no():
    assert grown(np.array([True]), 2).tolist() == [True, False]
