"""
What a score promises: it is about the figures of partners, not about rows, units or memory.

Permuting rows permutes results; contributions add up; with the peers' figures
fixed a better value never lowers a sum; another unit changes nothing; no input
is written to; how it lies in memory makes no difference.
"""

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.scales import SCALES, peer_z
from partnerkit.scoring.shrinkage import shrunk_rates

TODAY = date(2026, 3, 31)
SCALES_OF_NO_UNIT = ["peer_z", "robust_z", "min_max", "vector", "percent_rank"]

#: Values as they come: ties, gaps, constants, large offsets, any sign.
values = st.one_of(
    st.integers(-5, 5).map(float),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.sampled_from([np.nan, 0.1, 1e12, 1e12 + 1]),
)
groups = st.integers(0, 3)


@st.composite
def frames(draw):
    count = draw(st.integers(1, 14))
    frame = {
        "id": [f"P-{n}" for n in range(count)],
        "tier": draw(st.lists(groups, min_size=count, max_size=count)),
    }
    for name in ("a", "b", "c"):
        frame[name] = np.array(draw(st.lists(values, min_size=count, max_size=count)))
    return frame


@st.composite
def cards(draw, scales=SCALES_OF_NO_UNIT, aggregates=("weighted_sum",)):
    weights = draw(st.lists(st.sampled_from([0, 0.1, 1, 2, 7]), min_size=3, max_size=3).filter(any))
    kpis = (
        Kpi("a", weight=weights[0]),
        Kpi("b", weight=weights[1], better="lower"),
        Kpi("c", weight=weights[2], better="target", target=(-2, 3)),
    )
    return Scorecard(
        kpis=kpis,
        scale=draw(st.sampled_from(scales)),
        aggregate=draw(st.sampled_from(aggregates)),
        peers=draw(st.sampled_from([None, ("tier",)])),
        min_peers=draw(st.integers(1, 4)),
        min_coverage=draw(st.sampled_from([0, 0.5, 1])),
    )


def scored(card, frame, **options):
    return score(card, frame, key="id", as_of=TODAY, **options)


@given(cards(aggregates=("weighted_sum", "topsis")), frames(), st.randoms(use_true_random=False))
def test_permuting_rows_permutes_results_only(card, frame, random):
    order = list(range(len(frame["id"])))
    random.shuffle(order)
    mixed = scored(card, {name: [column[row] for row in order] for name, column in frame.items()})
    straight = scored(card, frame)

    assert_allclose(mixed.score, straight.score[order], rtol=1e-9, atol=1e-9)
    assert_array_equal(mixed.rank, straight.rank[order])
    assert mixed.frame["peer_group"].tolist() == straight.frame["peer_group"][order].tolist()


@given(cards(), frames())
def test_contributions_add_up_to_the_score(card, frame):
    scores = scored(card, frame, contributions=True)
    known = ~np.isnan(scores.score)
    total = np.nansum(list(scores.contributions.values()), axis=0)
    size = np.maximum(1, np.abs(scores.score[known]))

    assert (np.abs(total[known] - scores.score[known]) <= 1e-12 * size).all()


@given(cards(), frames(), st.data())
def test_the_explanation_adds_up_too(card, frame, data):
    scores = scored(card, frame)
    why = scores.explain(data.draw(st.sampled_from(frame["id"])))
    assume(why.score is not None)

    assert sum(line.contribution or 0 for line in why.lines) == pytest.approx(why.score, rel=1e-12, abs=1e-12)
    assert sum(line.weight for line in why.lines) == pytest.approx(1, abs=1e-12)


@given(cards(), frames(), st.sampled_from([0.001, 3.0, 1000.0]))
def test_another_unit_changes_nothing(card, frame, factor):
    # A large offset leaves few digits to the differences, so rescaling rounds them.
    frame = {**frame, "a": np.fmod(frame["a"], 1e6), "b": np.fmod(frame["b"], 1e6)}
    other = {**frame, "a": frame["a"] * factor, "b": frame["b"] * factor}

    assert_allclose(scored(card, other).score, scored(card, frame).score, rtol=1e-6, atol=1e-6)


@given(
    st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=9),
    st.sampled_from(["peer_z", "robust_z", "min_max", "vector"]),
    st.integers(0, 8),
    st.floats(0, 1e6),
)
def test_against_fixed_peers_more_is_never_less(figures, scale, row, more):
    """What a scale returns is what it measured with; measured with it again, a better value is not lower."""
    column = np.array(figures)
    scaled = column.copy()
    statistics = SCALES[scale](scaled, np.zeros(0, dtype=int), Groups.of(np.array([len(figures)])))
    center, spread = statistics.center[0], statistics.spread[0]
    assume(spread > 0)
    row %= len(figures)

    assert_allclose(scaled, (column - center) / spread, rtol=1e-9, atol=1e-9)
    assert (column[row] + more - center) / spread >= scaled[row] - 1e-9


@given(frames(), cards(scales=["percent_rank"]), st.integers(0, 13), st.floats(0, 1e6))
def test_who_betters_a_value_never_ranks_behind_those_that_were_behind(frame, card, row, more):
    """Ranks within a group move one up and the others down, never across."""
    row %= len(frame["id"])
    one = Scorecard(
        kpis=card.kpis[:1] if card.kpis[0].weight else (Kpi("a"),), scale="percent_rank", min_coverage=0
    )
    before = scored(one, frame).score[row]
    better = {**frame, "a": frame["a"].copy()}
    better["a"][row] += more
    assume(not np.isnan(before))

    assert scored(one, better).score[row] >= before


@given(cards(aggregates=("weighted_sum", "topsis")), frames())
def test_no_input_is_written_to(card, frame):
    copies = {name: np.array(column).copy() for name, column in frame.items()}
    for name in "abc":
        frame[name].flags.writeable = False
    scored(card, frame, contributions=True)

    for name, column in copies.items():
        assert_array_equal(np.array(frame[name]), column)


@given(cards(), frames(), st.sampled_from(["C", "F", "strided", "reversed"]))
def test_how_it_lies_in_memory_makes_no_difference(card, frame, order):
    matrix = np.column_stack([frame[name] for name in "abc"])
    match order:
        case "strided":
            matrix = np.repeat(np.repeat(matrix, 2, axis=0), 3, axis=1)[::2, ::3]
        case "reversed":
            matrix = matrix[::-1].copy()[::-1]
        case _:
            matrix = matrix.copy(order=order)
    views = {**frame, **{name: matrix[:, place] for place, name in enumerate("abc")}}

    assert_array_equal(scored(card, views).score, scored(card, frame).score)


@given(cards(), st.lists(st.integers(-100, 100), min_size=1, max_size=14))
def test_the_type_of_numbers_makes_no_difference(card, whole):
    def frame(kind):
        return {"id": range(len(whole)), "tier": [0] * len(whole)} | {
            name: np.array(whole, dtype=kind) for name in "abc"
        }

    expected = scored(card, frame(np.float64)).score
    for kind in (np.float32, np.int64, np.int32, np.int8, object):
        assert_array_equal(scored(card, frame(kind)).score, expected)


@given(cards(aggregates=("weighted_sum", "topsis")), frames())
def test_equal_figures_get_equal_scores_to_the_last_bit(card, frame):
    twice = {name: [*column, *column] for name, column in frame.items()}
    twice["id"] = range(len(twice["id"]))
    scores = scored(card, twice)
    half = len(frame["id"])

    assert_array_equal(scores.score[:half], scores.score[half:])
    assert_array_equal(scores.rank[:half], scores.rank[half:])


@given(cards(aggregates=("weighted_sum", "topsis")), frames())
def test_nothing_but_finite_numbers_leaves_and_ranks_follow_scores(card, frame):
    scores = scored(card, frame)
    unknown = np.isnan(scores.score)

    assert np.isfinite(scores.score[~unknown]).all()
    assert set(scores.unscored) == set(np.array(frame["id"])[unknown])
    assert (scores.rank[~unknown] >= 1).all()
    assert ((scores.coverage >= 0) & (scores.coverage <= 1 + 1e-12)).all()


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12))
def test_a_shrunk_rate_lies_between_its_own_and_that_of_the_peers(pairs):
    counts = np.array([min(pair) for pair in pairs], dtype=float)
    totals = np.array([max(pair) for pair in pairs], dtype=float)
    assume(totals.sum() > 0)
    found, _ = shrunk_rates(counts, totals, Groups.of(np.array([len(pairs)])))
    together = counts.sum() / totals.sum()
    for rate, count, total in zip(found, counts, totals, strict=True):
        if total == 0:
            assert np.isnan(rate)
        else:
            low, high = sorted((count / total, together))

            assert low - 1e-12 <= rate <= high + 1e-12


@given(st.lists(values, min_size=1, max_size=30), st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_groups_side_by_side_are_scaled_as_each_alone(figures, sizes):
    """A batch of groups gives, bit for bit, what one group after the other does."""
    figures = np.resize(np.array(figures), sum(sizes))
    together = figures.copy()
    peer_z(together, np.flatnonzero(np.isnan(together)), Groups.of(np.array(sizes)))
    for part in np.split(np.arange(len(figures)), np.cumsum(sizes)[:-1]):
        alone = figures[part].copy()
        peer_z(alone, np.flatnonzero(np.isnan(alone)), Groups.of(np.array([len(part)])))

        assert_array_equal(together[part], alone)
