"""What is summed up of each group, so that a row can be reckoned by itself."""

from datetime import UTC, datetime

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.intake import take_in
from partnerkit.scoring.levels import levels_of
from partnerkit.scoring.members import members
from partnerkit.scoring.plan import first_pass
from partnerkit.scoring.sums import first_sums, measure
from partnerkit.values.lazy import gathered, opened

pl = pytest.importorskip("polars")

NOW = datetime(2026, 4, 30, tzinfo=UTC)
ROWS = {
    "id": ["P-1", "P-2", "P-3", "P-4"],
    "tier": ["gold", "gold", "gold", "silver"],
    "revenue": [1.0, 3.0, None, 8.0],
    "rejected": [1, 0, 0, 2],
    "claims": [2, 4, 0, 2],
}
KPIS = (Kpi("revenue"), Kpi("refused", better="lower", count="rejected", of="claims"))


def card(**options):
    return Scorecard(kpis=KPIS, peers=("tier",), min_peers=2, **options)


def by_tier(found, name):
    return dict(zip(found["__g0"].tolist(), found[name].tolist(), strict=True))


def test_one_pass_finds_what_is_known_of_every_group():
    intake = take_in(card(), opened(pl.DataFrame(ROWS).lazy()), "id", NOW)
    found = gathered(first_sums(intake))

    assert by_tier(found, "size") == {"gold": 3, "silver": 1}
    assert by_tier(found, "known0") == {"gold": 2, "silver": 1}
    assert by_tier(found, "mean0") == {"gold": 2.0, "silver": 8.0}
    # A rate of nothing is none.
    assert by_tier(found, "known1") == {"gold": 2, "silver": 1}
    assert by_tier(found, "totals1") == {"gold": 6, "silver": 2}


def test_a_wider_group_is_measured_from_the_sums_of_the_narrow_ones():
    # Far from 0, sums of squares would leave no digit to the deviation.
    far = {**ROWS, "revenue": [1e9 + 1, 1e9 + 3, None, 1e9 + 8]}
    intake, found = first_pass(card(), opened(pl.DataFrame(far).lazy()), "id", NOW)
    levels = levels_of(intake.card, found)
    for level in levels:
        measure(intake, level)
    wide = levels[-1]

    assert wide.described[0].label == "*"
    assert wide.known[0].tolist() == [3.0]
    assert wide.spread[0][0] == pytest.approx(np.std([1, 3, 8]), rel=1e-6)


def test_members_of_a_group_carry_its_number_and_whether_they_are_scored_in_it():
    intake, found = first_pass(card(), opened(pl.DataFrame(ROWS).lazy()), "id", NOW)
    wide = levels_of(intake.card, found)[-1]
    measure(intake, wide)
    rows = gathered(members(intake, wide).select("id", "__p", "__h").sort("id"))

    assert rows["__p"].tolist() == [0, 0, 0, 0]
    assert rows["__h"].tolist() == [False, False, False, True]
