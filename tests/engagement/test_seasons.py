"""Visits are laid into the periods in which they may be made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerkit.engagement import plan_visits, visit_calendar
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.time import Period

YEAR = Period.year(2026).months()
ROOM = {"ida": [8.0] * 12}


def plan(visits, **kwargs):
    count = len(visits)
    frame = {
        "partner": [f"P-{at}" for at in range(count)], "manager": ["ida"] * count, "gap": [900.0] * count,
        "response": [0.1] * count, "hours": [4.0] * count, "least": visits, "most": visits, **kwargs,
    }  # fmt: skip
    return plan_visits(frame, budget={"ida": 4.0 * sum(visits)})


def months_of(found, partner):
    return [each.start.month for each in found.placed[partner]]


def test_visits_are_far_from_each_other():
    found = visit_calendar(plan([3]), YEAR, hours=ROOM)
    first, second, third = months_of(found, "P-0")

    assert min(second - first, third - second) >= 5
    assert found.left_over == {}
    assert repr(found) == "<VisitCalendar: 3 visits, 0 partners without a place>"


def test_visits_keep_to_their_season_and_what_finds_no_place_is_named():
    found = visit_calendar(
        plan([2, 2, 1]), YEAR, hours=ROOM, months={"P-0": [10, 11], "P-1": [], "P-2": [10]}
    )

    assert months_of(found, "P-0") == [10, 11]
    assert months_of(found, "P-1") == []
    assert found.left_over["P-1"].code == "visit-out-of-season"
    full = visit_calendar(plan([3]), YEAR, hours=ROOM, months={"P-0": [10]})
    assert (months_of(full, "P-0"), full.left_over["P-0"].code) == ([10, 10], "visit-no-hours")
    for locale in ("en", "de", "sv"):
        assert say(full.left_over["P-0"], locale=locale).startswith("P-0: 1 ")


def test_somebody_new_is_met_as_soon_as_can_be():
    found = visit_calendar(plan([1, 1], first=[False, True]), YEAR, hours=ROOM, months={"P-0": [1]})

    assert months_of(found, "P-1") == [1]


def test_a_calendar_is_a_table():
    frame = visit_calendar(plan([1]), YEAR, hours={"ida": [0.0] * 4 + [8.0] * 8}).to_frame()

    assert frame["partner"].tolist() == ["P-0"]
    assert [each.item().isoformat() for each in frame["from"]] == ["2026-05-01"]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(1, 12), max_size=4)), min_size=1, max_size=5),
    st.lists(st.sampled_from([0.0, 4.0, 6.0, 9.0]), min_size=12, max_size=12),
)
def test_no_visit_out_of_season_no_hour_twice_and_none_is_forgotten(drawn, hours):
    given_ = plan([visits for visits, _ in drawn])
    seasons = {f"P-{at}": months for at, (_, months) in enumerate(drawn)}
    found = visit_calendar(given_, YEAR, hours={"ida": hours}, months=seasons)
    used = dict.fromkeys(range(1, 13), 0.0)
    for partner, months in seasons.items():
        placed = months_of(found, partner)
        over = found.left_over[partner].facts["count"] if partner in found.left_over else 0
        assert set(placed) <= months
        assert len(placed) + over == given_[partner]
        for month in placed:
            used[month] += 4
    assert all(used[month] <= hours[month - 1] for month in used)
    assert found.left["ida"] == tuple(hours[month - 1] - used[month] for month in used)
    # Where something found no place, no open month of its had room.
    for partner in found.left_over:
        assert all(found.left["ida"][month - 1] < 4 for month in seasons[partner])


def test_bad_input():
    with pytest.raises(InvalidInput) as caught:
        visit_calendar(plan([1]), YEAR, hours={"ida": [1.0]}, months={"P-0": [13]})
    assert [each.path for each in caught.value.faults] == ["hours['ida']", "months['P-0']"]
    with pytest.raises(InvalidValue, match="periods"):
        visit_calendar(plan([1]), [], hours={"ida": []})


def test_somebody_new_goes_before_others_where_there_is_one_place():
    hours = {"ida": [4.0] + [0.0] * 11}
    found = visit_calendar(plan([1, 1], first=[False, True]), YEAR, hours=hours)

    assert (months_of(found, "P-0"), months_of(found, "P-1")) == ([], [1])
