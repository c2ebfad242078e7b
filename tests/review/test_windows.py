"""Who was helped when, and who is comparable."""

from datetime import date

import numpy as np
import pytest

from partnerkit.facts import Intervention
from partnerkit.review.windows import Past, Window, windows
from partnerkit.values.time import Period

MONTHS = Period.year(2026).months()
WINDOW = Window(2, 2, 2)


def past(*, rows=8, groups=None, table=None):
    if table is None:
        table = np.arange(rows)[:, None] * 10.0 + np.arange(12)
    return Past(
        table=table,
        periods=MONTHS,
        rows={f"P-{place}": place for place in range(rows)},
        groups=np.zeros(rows, dtype=np.int64) if groups is None else np.array(groups),
    )


def given(place, month=5, *, day=1, remedy="coach-sellers", ended=None, name=None):
    return Intervention(
        id=name or f"H-{place}-{remedy}",
        partner=f"P-{place}",
        remedy=remedy,
        started_on=date(2026, month, day),
        ended_on=ended,
    )


def test_changes_are_means_after_less_means_before():
    found = windows(past(), [given(0)], "coach-sellers", WINDOW)

    # March and April, May and June.
    assert found.changes.tolist() == [2.0]
    assert found.earlier.tolist() == [1.0]
    assert found.owners.tolist() == [1, 2]


def test_the_month_it_began_in_counts_for_neither_unless_it_began_on_its_first_day():
    table = np.zeros((8, 12))
    table[0, 4] = 1_000.0

    assert windows(past(table=table), [given(0, day=2)], "coach-sellers", WINDOW).changes.tolist() == [0.0]
    assert windows(past(table=table), [given(0, day=1)], "coach-sellers", WINDOW).changes.tolist() == [500.0]


def test_only_the_first_time_counts():
    found = windows(
        past(), [given(0, 5), given(0, 9, name="H-again", ended=date(2026, 10, 1))], "coach-sellers", WINDOW
    )

    assert len(found.changes) == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ([given(0, month=2)], "effect-outside-the-figures"),
        ([given(0, month=12)], "effect-outside-the-figures"),
        ([given(0), given(0, month=4, remedy="train-people")], "effect-other-remedy"),
        ([given(0), given(0, month=1, remedy="train-people")], "effect-other-remedy"),
        ([given(place) for place in range(7)], "effect-nobody-comparable"),
    ],
)
def test_who_says_nothing_of_one_remedy_is_left_out_with_the_reason(more, why):
    found = windows(past(), more, "coach-sellers", WINDOW)

    assert len(found.changes) == 0
    assert why in found.left_out


def test_what_ended_before_is_no_other_remedy():
    over = given(0, month=1, remedy="train-people", ended=date(2026, 2, 15))

    assert len(windows(past(), [given(0), over], "coach-sellers", WINDOW).changes) == 1


def test_figures_that_are_missing_leave_out():
    table = past().table.copy()
    table[0, 3] = np.nan
    table[1, 5] = np.nan
    found = windows(past(table=table), [given(0), given(2)], "coach-sellers", WINDOW)

    assert found.left_out == {"effect-figures-missing": 1}
    assert 1 not in found.owners


def test_whoever_had_a_remedy_is_no_measure_for_others():
    found = windows(past(), [given(0), given(1, remedy="train-people")], "coach-sellers", WINDOW)

    assert found.owners.tolist() == [2, 3]


def test_only_those_of_the_same_group_are_comparable():
    found = windows(past(groups=[0, 1, 1, 1, 0, 0, 0, 0]), [given(0)], "coach-sellers", WINDOW)

    assert found.owners.tolist() == [4, 5]


def test_how_far_apart_they_stood_is_told():
    found = windows(past(), [given(0)], "coach-sellers", WINDOW)

    # 0 against 10 to 70, and against 10 and 20; the deviation of these seven is 20.
    assert (found.chosen, found.apart) == (-2.0, -0.75)


def test_one_period_before_has_no_halves():
    assert len(windows(past(), [given(0)], "coach-sellers", Window(1, 2, 2)).earlier) == 0


def test_without_periods_nobody_is_helped():
    empty = Past(table=np.zeros((1, 0)), periods=(), rows={"P-0": 0}, groups=np.zeros(1))

    assert windows(empty, [given(0)], "coach-sellers", WINDOW).left_out == {"effect-outside-the-figures": 1}


def test_a_remedy_that_began_before_the_figures_is_outside_them():
    early = Intervention(
        id="H", partner="P-0", remedy="coach-sellers", started_on=date(2025, 1, 1), ended_on=date(2025, 2, 1)
    )

    assert windows(past(), [early], "coach-sellers", WINDOW).left_out == {"effect-outside-the-figures": 1}
