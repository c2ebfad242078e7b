"""Who belongs to a group, and what each row is told of it."""

from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.levels import levels_of
from partnerkit.scoring.members import by_group, labels_of, members, points_of, scale_of
from partnerkit.scoring.plan import first_pass
from partnerkit.values.lazy import gathered, opened

nw = pytest.importorskip("narwhals.stable.v2")
pl = pytest.importorskip("polars")

CARD = Scorecard(
    kpis=(Kpi("a"), Kpi("rate", better="lower", count="c", of="n")), peers=("tier",), min_peers=2
)
ROWS = pl.LazyFrame(
    {"id": [1, 2, 3], "tier": ["x", "x", "y"], "a": [1.0, 2.0, None], "c": [1, 1, 0], "n": [2, 4, 0]}
)


def taken(card=CARD):
    intake, found = first_pass(card, opened(ROWS), "id", datetime(2026, 4, 30, tzinfo=UTC))
    return intake, levels_of(card, found)


def test_rows_are_told_their_group_and_sums_come_in_its_order():
    intake, levels = taken()
    sums = [by_group(members(intake, level), [nw.col("__e0").count().alias("known")]) for level in levels]

    assert [found["known"].tolist() for found in sums] == [[2.0], [2.0]]


def test_the_number_of_a_group_says_what_it_is_called():
    intake, levels = taken()
    called = [gathered(labels_of(intake, level)) for level in levels]

    assert [(each["__p"].tolist(), each["peer_group"].tolist()) for each in called] == [
        ([0], ["x"]),
        ([0], ["*"]),
    ]


def test_a_rate_is_drawn_as_the_table_says_and_turned():
    intake, (level, _) = taken()
    level.table |= {"__r1": np.array([0.3]), "__a1": np.array([0.0])}

    assert gathered(members(intake, level))["__e1"].tolist() == [-0.3, -0.3]


def test_a_scale_of_points_is_told_with_the_better_end_last():
    card = Scorecard(kpis=(Kpi("a", better="lower", points=(9, 0)),), scale="points")

    assert points_of(card, 0) == (-9, 0)
    assert points_of(CARD, 0) is None
    assert scale_of(Scorecard(kpis=(Kpi("a"),), aggregate="promethee_ii")) == "percent_rank"
