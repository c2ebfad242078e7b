"""Against what a partner may hold his figures by himself."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from partnerkit.scoring import Kpi, Scorecard, benchmark, fit, score
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

TODAY = date(2026, 3, 31)
CARD = Scorecard(
    kpis=(Kpi("revenue"), Kpi("cost", better="lower"), Kpi("answers", count="answered", of="asked")),
    scale="min_max",
)


def frame(seed=1):
    rng = np.random.default_rng(seed)
    columns = {"revenue": rng.uniform(100, 200, 21), "cost": rng.uniform(50, 90, 21)}
    more = {"answered": rng.integers(1, 20, 21), "asked": np.full(21, 20)}
    return {"id": [f"P-{place}" for place in range(21)], **columns, **more}


def report(seed=1):
    scores = score(CARD, frame(seed), key="id", as_of=TODAY)
    return benchmark(
        scores, viewer="P-0", kpis=["revenue", "answers", "by_cost"], ratios={"by_cost": ("cost", "revenue")}
    )


MINE = fit(CARD, frame(), key="id", as_of=TODAY).for_viewer(report())


def test_it_holds_what_the_report_told_whatever_the_yardstick_holds():
    """Two yardsticks of quite different figures give the same: so nothing of them is told."""
    other = fit(CARD, frame(seed=2), key="id", as_of=TODAY)

    assert other.for_viewer(report()) == MINE
    assert MINE.lines == report().lines


def test_other_figures_of_ones_own_are_compared_and_the_others_do_not_move():
    found = MINE.compare({"revenue": Decimal(500), "answered": 1, "asked": 40, "by_cost": None})

    assert (found["revenue"].own, found["revenue"].quarter) == (500.0, 1)
    assert (found["answers"].own, found["answers"].quarter) == (0.025, 4)
    assert (found["by_cost"].own, found["by_cost"].gap) == (None, None)
    assert [line.cells for line in found.values()] == [line.cells for line in MINE.lines]


def test_a_rate_of_nothing_is_unknown():
    assert MINE.compare({"answered": 0, "asked": 0})["answers"].own is None
    assert MINE.compare({"asked": 10})["answers"].own is None


@pytest.mark.parametrize(
    "row",
    [
        {"answered": 5, "asked": 2},
        {"answered": 5, "asked": 0},
        {"answered": -1, "asked": 2},
        {"answered": 1, "asked": -2},
    ],
)
def test_a_rate_outside_0_to_1_is_refused(row):
    with pytest.raises(InvalidValue, match="count from 0 up to asked"):
        MINE.compare(row)


def test_figures_that_make_no_sense_are_refused():
    for wrong in ("1", True, float("nan"), float("inf"), 1e300):
        with pytest.raises(InvalidValue):
            MINE.compare({"revenue": wrong})
    with pytest.raises(InvalidInput):
        MINE.compare({"revenue": "1", "asked": "2"})
    with pytest.raises(NotFound):
        MINE.compare({"cost": 1.0})
    with pytest.raises(InvalidValue, match="Report"):
        fit(CARD, frame(), key="id", as_of=TODAY).for_viewer("P-0")


def test_a_rate_may_be_given_by_its_name():
    assert MINE.compare({"answers": 0.25})["answers"].own == 0.25
    assert MINE.compare({"answers": 0.25, "answered": 1, "asked": 2})["answers"].own == 0.5
    with pytest.raises(InvalidValue, match="share from 0 to 1"):
        MINE.compare({"answers": 25})


def test_numbers_of_any_kind_are_taken():
    assert MINE.compare({"revenue": np.int64(150)})["revenue"].own == 150.0
    with pytest.raises(InvalidValue, match="finite"):
        MINE.compare({"revenue": Decimal("sNaN")})
