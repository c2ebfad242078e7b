"""With whom each group is compared."""

import numpy as np

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.intake import NOBODY
from partnerkit.scoring.levels import all_levels, levels_of

CARD = Scorecard(kpis=(Kpi("revenue"),), peers=("tier", "region"), min_peers=4)
FOUND = {
    "__g0": np.array(["gold", "gold", "silver"], dtype=object),
    "__g1": np.array(["north", "south", "north"], dtype=object),
    "like0": np.array(["gold", "gold", "silver"], dtype=object),
    "like1": np.array(["north", "south", None], dtype=object),
    "size": np.array([5, 2, 1]),
    "known0": np.array([5, 1, 0]),
    "least0": np.array([1.0, 7.0, np.nan]),
    "most0": np.array([9.0, 7.0, np.nan]),
}


def test_a_group_that_is_too_small_is_compared_with_all_who_share_one_name_less():
    levels = levels_of(CARD, FOUND)

    assert [[group.label for group in level.described] for level in levels] == [
        ["gold / north"],
        ["gold / *"],
        ["* / *"],
    ]
    # Whoever is compared more widely meets those, too, who have a group of their own.
    assert [group.size for level in levels for group in level.described] == [5, 7, 8]
    assert [level.is_here.tolist() for level in levels] == [[True], [False, True], [False, False, True]]


def test_groups_are_told_as_their_names_came_of_text_or_of_other_kinds():
    found = {
        "__g0": np.array(["gold", NOBODY], dtype=object),
        "__g1": np.array(["7", NOBODY], dtype=object),
        "like1": np.array([7, None], dtype=object),
        "size": np.array([4, 4]),
    }
    (level,) = levels_of(CARD, found)

    assert [dict(group.shared) for group in level.described] == [
        {"tier": "gold", "region": 7},
        {"tier": None, "region": None},
    ]
    assert [group.label for group in level.described] == ["gold / 7", "- / -"]


def test_what_was_found_of_the_narrowest_is_added_up_for_the_wider():
    widest = levels_of(CARD, FOUND)[-1]

    assert widest.total("known0").tolist() == [6.0]
    assert (widest.least("least0").tolist(), widest.most("most0").tolist()) == ([1.0], [9.0])


def test_nothing_found_is_no_least():
    (level,) = levels_of(
        Scorecard(kpis=(Kpi("revenue"),)), {"size": np.array([3]), "least0": np.array([np.nan])}
    )

    assert np.isnan(level.least("least0")[0])


def test_later_partners_may_be_compared_with_any_group_that_is_large_enough():
    assert [[group.label for group in level.described] for level in all_levels(CARD, FOUND)] == [
        ["gold / north"],
        ["gold / *"],
        ["* / *"],
    ]
    assert (
        all_levels(CARD, {**FOUND, "size": np.array([0, 0, 0])})
        == levels_of(CARD, {**FOUND, "size": np.array([0, 0, 0])})
        == []
    )
