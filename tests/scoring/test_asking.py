"""Who asks to be compared, with whom, and of when."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from partnerkit.scoring import Disclosure, Kpi, Scorecard, score
from partnerkit.scoring.asking import EVERYBODY, question
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.time import Period

TODAY = date(2026, 3, 31)
SCORES = score(
    Scorecard(kpis=(Kpi("a"),)), {"id": [1, 2, 3, 4], "a": [1.0, 2.0, 3.0, 4.0]}, key="id", as_of=TODAY
)


def ask(**more):
    options = {"viewer": 1, "is_observer": False, "rules": Disclosure(), "at_cut_off": None, "group": None}
    options |= {"groups": None, "areas": None, "period": None, "as_of": None}
    return question(SCORES, **{**options, **more})


def test_the_viewer_does_not_count():
    assert (ask().keys, ask().row, ask().group) == ((2, 3, 4), 0, EVERYBODY)


def test_the_others_are_those_of_his_group_who_were_scored():
    found = ask(groups={1: "g", 3: "g", 2: "h", 9: "g"})

    assert (found.keys, found.others.tolist(), found.group) == ((3,), [2], "g")


def test_rivals_and_those_of_whom_nobody_knows_are_apart():
    found = ask(areas={1: "north", 2: "north", 3: "south"})

    assert (found.keys, found.rivals.tolist()) == ((3,), [1, 3])


@pytest.mark.parametrize("gap", [float("nan"), "", pd.NA, pd.NaT])
def test_the_gap_of_a_data_frame_is_no_area(gap):
    found = ask(areas={1: "north", 2: gap, 3: "south", 4: "north"})

    assert (found.keys, found.rivals.tolist()) == ((3,), [1, 3])
    with pytest.raises(NotFound):
        ask(areas={1: gap, 2: "north"})


def test_areas_may_be_a_column_of_pandas():
    areas = pd.Series({1: "north", 2: None, 3: "south", 4: "north"})

    assert ask(areas=areas).keys == (3,)


def test_an_observer_has_no_figures_and_no_rivals_and_chooses_a_group():
    found = ask(viewer="vendor", is_observer=True, group="g", groups={1: "g", 2: "h"}, areas={1: "north"})

    assert (found.keys, found.row, found.group) == ((1,), None, "g")
    assert ask(viewer="vendor", is_observer=True).keys == (1, 2, 3, 4)


def test_a_group_may_have_the_name_of_everybody():
    assert ask(groups={1: EVERYBODY, 2: EVERYBODY, 3: "h"}).keys == (2,)


def test_days_count_from_the_end_of_the_period():
    assert ask(period="2026-02").days_after(10) == datetime(2026, 3, 11, tzinfo=UTC)
    assert ask(period="9998").days_after(36_500) == datetime(9999, 12, 31, tzinfo=UTC)


def test_a_period_that_does_not_end_is_no_way_around_an_age():
    with pytest.raises(InvalidValue, match="use a period that ends"):
        ask(period=Period.since(TODAY))


def test_of_no_scores_no_period_is_the_last():
    nothing = score(
        Scorecard(kpis=(Kpi("a"),)), {"id": [], "month": [], "a": []}, key="id", by="month", as_of=TODAY
    )

    with pytest.raises(InvalidValue, match="scores: no rows"):
        question(
            nothing,
            viewer="v",
            is_observer=True,
            rules=Disclosure(),
            at_cut_off=None,
            group=None,
            groups=None,
            areas=None,
            period=None,
            as_of=None,
        )


def test_who_is_nowhere_is_not_found():
    for wrong in ({"viewer": 9}, {"groups": {2: "g"}}, {"areas": {2: "north"}}):
        with pytest.raises(NotFound):
            ask(**wrong)


@pytest.mark.parametrize("given", ["north", ["P-1"], 5])
def test_groups_and_areas_are_names_by_key(given):
    with pytest.raises(InvalidInput) as caught:
        ask(groups=given, areas=given)

    assert [fault.path for fault in caught.value.faults] == ["groups", "areas"]
