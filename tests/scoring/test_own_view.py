"""What of a score its own partner is told."""

from datetime import date

import numpy as np
import pytest

from partnerkit.interop import say
from partnerkit.scoring import Kpi, Pairwise, Scorecard, score
from partnerkit.values.errors import InvalidValue, NotFound

TODAY = date(2026, 3, 31)
POINTS = (
    Kpi("revenue", points=(0, 200), weight=2),
    Kpi("returns", better="lower", points=(10, 0), unit="%"),
    Kpi("answers", points=(0, 1), count="answered", of="asked", shrink="none"),
)
PLAIN = (
    Kpi("revenue", weight=2),
    Kpi("returns", better="lower"),
    Kpi("answers", count="answered", of="asked"),
)
EVEN = (Kpi("revenue"), Kpi("returns", better="lower"), Kpi("answers", count="answered", of="asked"))
JUDGED = Pairwise.of({("revenue", "returns"): 2, ("revenue", "answers"): 2, ("returns", "answers"): 1})


def frame(seed=1):
    rng = np.random.default_rng(seed)
    others = {
        "revenue": rng.uniform(1, 200, 11),
        "returns": rng.uniform(0, 10, 11),
        "answered": rng.integers(0, 20, 11),
        "asked": np.full(11, 20),
    }
    own = {"revenue": 120.0, "returns": 4.0, "answered": 15, "asked": 20}
    columns = {name: np.concatenate(([own[name]], column)) for name, column in others.items()}
    return {"id": [f"P-{place}" for place in range(12)], **columns}


def told(card, seed=1, viewer="P-0", key="P-0"):
    return score(card, frame(seed), key="id", as_of=TODAY).explain(key, viewer=viewer)


@pytest.mark.parametrize(
    "card",
    [
        Scorecard(kpis=PLAIN),
        Scorecard(kpis=PLAIN, scale="min_max", aggregate="topsis"),
        Scorecard(kpis=PLAIN, scale="percent_rank", aggregate="geometric"),
        Scorecard(kpis=PLAIN, aggregate="promethee_ii"),
        Scorecard(kpis=EVEN, weights="entropy", scale="min_max"),
        Scorecard(kpis=EVEN, weights="critic"),
        Scorecard(kpis=EVEN, weights=JUDGED),
        Scorecard(kpis=POINTS, scale="points", winsorize=0.1),
        Scorecard(kpis=POINTS, scale="points", aggregate="vikor"),
        Scorecard(kpis=POINTS, scale="points"),
        Scorecard(kpis=POINTS, scale="points", aggregate="geometric"),
    ],
    ids=lambda card: f"{card.scale}-{card.aggregate}-{str(card.weights)[:8]}-{card.winsorize}",
)
def test_nothing_of_it_moves_with_the_figures_of_others(card):
    """Whatever the others have, he is told the same: so it tells nothing of them."""
    assert told(card, 1) == told(card, 2)


def test_of_peers_scales_he_is_told_what_he_has_and_what_it_weighs():
    own = told(Scorecard(kpis=PLAIN))

    assert [line.raw for line in own.lines] == [120.0, 4.0, 0.75]
    assert [line.weight for line in own.lines] == [0.5, 0.25, 0.25]
    assert (own.score, own.rank, own.lines[0].scaled, own.lines[0].contribution) == (None, None, None, None)
    assert own.limit.code == "hangs-on-peers"


def test_points_that_hang_on_nobody_else_are_told_in_full():
    card = Scorecard(kpis=POINTS, scale="points")
    own, vendors = told(card), told(card, viewer=None)

    assert (own.score, own.base, own.lines) == (vendors.score, vendors.base, vendors.lines)
    assert own.rank is None
    assert [reason.code for reason in own.reasons][:2] == ["scored-alone", "kpi-contribution"]


def test_a_rate_that_is_drawn_to_the_peers_takes_the_score_with_it():
    card = Scorecard(
        kpis=(*POINTS[:2], Kpi("answers", points=(0, 1), count="answered", of="asked")), scale="points"
    )
    own = told(card)

    assert own.score is None
    assert [line.scaled is None for line in own.lines] == [False, False, True]
    assert [line.contribution for line in own.lines] == [None, None, None]


def test_weights_that_were_found_are_not_told():
    own = told(Scorecard(kpis=EVEN, weights="entropy", scale="min_max"))

    assert "weights" not in own.method
    assert [line.weight for line in own.lines] == pytest.approx([1 / 3] * 3)
    assert (own.coverage, own.staleness) == (1.0, 0.0)


def test_only_ones_own_is_explained_and_no_message_names_another():
    card = Scorecard(kpis=PLAIN)
    for error, key, viewer in (
        (InvalidValue, "P-3", "P-0"),
        (InvalidValue, "P-99", "P-0"),
        (NotFound, "P-99", "P-99"),
    ):
        with pytest.raises(error) as caught:
            told(card, viewer=viewer, key=key)
        assert not any(f"P-{place}" in str(caught.value) for place in (*range(1, 9),))


def test_of_a_panel_every_period_of_ones_own():
    columns = {name: [*column, *column] for name, column in frame().items()}
    columns["month"] = ["2026-01"] * 12 + ["2026-02"] * 12
    scores = score(Scorecard(kpis=PLAIN), columns, key="id", by="month", as_of=TODAY)

    assert scores.explain(("P-0", "2026-01"), viewer="P-0").lines[0].raw == 120.0
    with pytest.raises(InvalidValue):
        scores.explain(("P-1", "2026-01"), viewer="P-0")


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    assert "revenue: " in say(told(Scorecard(kpis=PLAIN)), locale=locale)
    assert "P-0" in say(told(Scorecard(kpis=POINTS, scale="points")), locale=locale)


def test_a_key_that_is_a_pair_is_of_nobody_called_like_its_first_part():
    card = Scorecard(kpis=PLAIN[:1], min_peers=1)
    scores = score(card, {"id": [("P-0", "east"), "P-0"], "revenue": [1.0, 2.0]}, key="id", as_of=TODAY)

    assert scores.explain("P-0", viewer="P-0").lines[0].raw == 2.0
    for key in (("P-0", "east"), ()):
        with pytest.raises(InvalidValue, match="score of his own"):
            scores.explain(key, viewer="P-0")
