"""Rows at hand are scored in one pass; `score` hands them on as they came."""

from datetime import date

import numpy as np

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.at_hand import score_at_hand

CARD = Scorecard(kpis=(Kpi("revenue", weight=3), Kpi("returns", better="lower")), scale="min_max")
FRAME = {"partner": ["P-1", "P-2", "P-3"], "revenue": [10, 20, 30], "returns": [0.1, 0.3, None]}
END = date(2026, 3, 31)


def test_score_says_what_it_says():
    one = score_at_hand(CARD, FRAME, key="partner", as_of=END, contributions=True)
    other = score(CARD, FRAME, key="partner", as_of=END, contributions=True)

    assert {*one.frame} == {*other.frame} >= {"contribution_revenue"}
    assert all(
        np.array_equal(one.frame[name], other.frame[name], equal_nan=True) for name in ("score", "rank")
    )
    assert one.method == other.method


def test_no_column_of_an_answer_can_be_written_into():
    scores = score_at_hand(CARD, FRAME, key="partner", as_of=END, contributions=True)

    assert not any(column.flags.writeable for column in (scores.score, scores.coverage, scores.staleness))
