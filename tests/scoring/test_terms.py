"""The terms of a score add up to it."""

from datetime import date

import numpy as np
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.terms import again, terms_of, uncertain

TODAY = date(2026, 3, 31)
CHANCE = np.random.default_rng(0)
FRAME = {
    "id": list(range(30)),
    "tier": ["gold", "silver", "bronze"] * 10,
    "a": np.where(CHANCE.random(30) < 0.2, np.nan, CHANCE.normal(size=30)),
    "b": CHANCE.normal(size=30),
    "on": np.array(["2026-01-01", "2026-03-01"] * 15, dtype="datetime64[D]"),
    "hits": CHANCE.integers(0, 5, 30),
    "of": CHANCE.integers(4, 30, 30),
}
CARD = Scorecard(
    kpis=(
        Kpi("a", weight=3),
        Kpi("b", better="lower", half_life="30d", measured="on"),
        Kpi("rate", weight=2, count="hits", of="of"),
        Kpi("a2", weight=0, count="hits", of="of"),
    ),
    peers=("tier",),
    min_peers=5,
    min_coverage=0,
)
SCORES = score(CARD, FRAME, key="id", as_of=TODAY)


def test_terms_add_up_to_the_score():
    terms = terms_of(SCORES)
    total = ((terms.scaled * terms.share) @ terms.weights) / (terms.share @ terms.weights)

    assert_allclose(total, SCORES.score, rtol=1e-12)


def test_terms_add_up_under_other_weights():
    weights = [0.1, 4.0, 1.0, 2.0]
    terms = terms_of(SCORES)
    total = ((terms.scaled * terms.share) @ weights) / (terms.share @ weights)
    found = again(SCORES, weights=weights)[SCORES.peers.place_of]

    assert_allclose(total, found, rtol=1e-12)


def test_scoring_again_is_scoring():
    assert_allclose(again(SCORES)[SCORES.peers.place_of], SCORES.score)


def test_only_kpis_that_count_are_uncertain():
    assert uncertain(SCORES) == ("rate",)


def test_an_error_that_nobody_tells_is_no_error_of_0():
    card = Scorecard(kpis=(Kpi("a", se="e"),), min_peers=1)
    told = {"id": ["A", "B"], "a": [1.0, 2.0]}

    def names(errors):
        return uncertain(score(card, {**told, "e": errors}, key="id", as_of=TODAY))

    assert names([None, None]) == ()
    assert names([None, 0.5]) == ("a",)
