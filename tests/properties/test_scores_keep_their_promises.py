"""
What a score promises: it is about the figures of partners, not about rows, units or memory.

Permuting rows permutes results; contributions add up; with the peers' figures
fixed a better value never lowers a sum; another unit changes nothing; a
yardstick gives what the frame gives, and nobody added changes anybody; no
input is written to; how it lies in memory makes no difference. All of it with
figures missing, aging, cut at the ends and drawn to the peers.
"""

from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from partnerkit.scoring import Kpi, Pairwise, Scorecard, fit, score
from partnerkit.scoring.groups import Groups
from partnerkit.scoring.scales import SCALES, peer_z
from partnerkit.scoring.shrinkage import shrunk_means, shrunk_rates

TODAY = date(2026, 3, 31)
SCALES_OF_NO_UNIT = ["peer_z", "robust_z", "min_max", "vector", "percent_rank"]

#: Values as they come: ties, gaps, constants, large offsets, any sign.
values = st.one_of(
    st.integers(-5, 5).map(float),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.sampled_from([np.nan, 0.1, 1e12, 1e12 + 1]),
)
some_weights = st.lists(st.sampled_from([0, 0.1, 1, 2, 7]), min_size=4, max_size=4).filter(any)


def told(*choices):
    """Return what each of 256 bytes stands for: *choices* in turn, so that ties are frequent."""
    return np.resize(np.array(choices), 256)


CHANCE = np.random.default_rng(11)
#: The same values, for a byte to choose from: ties, gaps and offsets, and as many others of any size and sign.
KNOWN = np.concatenate(
    [np.arange(-5.0, 6.0).repeat(8), [np.nan, 0.1, 1e12, 1e12 + 1] * 20, [-0.0, 1e-9, 1e6, -1e6]]
)
VALUES = np.concatenate([KNOWN, CHANCE.uniform(-1, 1, 256 - len(KNOWN)) * 10.0 ** CHANCE.integers(-3, 7, 84)])
COLUMNS = {
    "tier": told(0, 1, 2, 3),
    **dict.fromkeys("abc", VALUES),
    "se": told(0.1, np.nan, 0.7, 1.5, np.nan, 5.0),
    "on": told(*(np.datetime64(TODAY) - age for age in (0, 1, 30, 90, 400)), np.datetime64("NaT")),
}
PAIRS = np.array([sorted((at % 10, at // 10 % 10)) for at in range(256)], dtype=float)
#: One draw for a frame, where one for each cell takes ten times as long.
CELLS = [st.binary(min_size=7 * count, max_size=7 * count) for count in range(15)]


@st.composite
def frames(draw):
    count = draw(st.integers(1, 14))
    *cells, pairs = np.frombuffer(draw(CELLS[count]), dtype=np.uint8).reshape(7, count)
    frame = {"id": [f"P-{n}" for n in range(count)]}
    frame |= {name: column[row] for (name, column), row in zip(COLUMNS.items(), cells, strict=True)}
    frame["tier"] = frame["tier"].tolist()
    return frame | {"count": PAIRS[pairs, 0], "of": PAIRS[pairs, 1]}


BOUNDED = ["min_max", "percent_rank", "points"]
ADDITIVE = ("weighted_sum", "geometric", "promethee_ii")
EVERY = (*ADDITIVE, "topsis", "vikor")


@st.composite
def cards(draw, scales=(*SCALES_OF_NO_UNIT, "points"), aggregates=ADDITIVE, *, plain=False):
    aggregate = draw(st.sampled_from(aggregates))
    allowed = [scale for scale in scales if aggregate != "geometric" or scale in BOUNDED]
    scale = draw(st.sampled_from(allowed))
    weights = draw(some_weights)
    in_points = scale == "points"
    preference = draw(st.sampled_from([None, (0, 2), (1, 3)])) if aggregate == "promethee_ii" else None
    aging = {} if plain else draw(st.sampled_from([{}, {"half_life": "90d", "measured": "on"}]))
    drawn = {} if plain else draw(st.sampled_from([{}, {"se": "se", "shrink": "normal"}]))
    kpis = (
        Kpi("a", weight=weights[0], points=(-3, 9) if in_points else None, preference=preference, **aging),
        Kpi("b", weight=weights[1], better="lower", points=(4, -4) if in_points else None, **drawn),
        Kpi("c", weight=weights[2], better="target", target=(-2, 3), points=(5, 0) if in_points else None),
        Kpi("rate", weight=weights[3], count="count", of="of", points=(0, 1) if in_points else None),
    )
    return Scorecard(
        kpis=kpis[:3] if plain and any(weights[:3]) else kpis,
        scale=scale,
        aggregate=aggregate,
        peers=draw(st.sampled_from([None, ("tier",)])),
        min_peers=draw(st.integers(1, 4)),
        min_coverage=draw(st.sampled_from([0, 0.5, 1])),
        winsorize=draw(st.sampled_from([None, 0.1, 0.3])),
    )


def scored(card, frame, **options):
    return score(card, frame, key="id", as_of=TODAY, **options)


@given(cards(aggregates=EVERY), frames(), st.randoms(use_true_random=False))
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
    total = np.nansum(list(scores.contributions.values()), axis=0) + (card.aggregate == "geometric")
    size = np.maximum(1, np.abs(scores.score[known]))

    assert (np.abs(total[known] - scores.score[known]) <= 1e-12 * size).all()


@given(cards(), frames(), st.data())
def test_the_explanation_adds_up_too(card, frame, data):
    scores = scored(card, frame)
    why = scores.explain(data.draw(st.sampled_from(frame["id"])))
    assume(why.score is not None)

    total = why.base + sum(line.contribution or 0 for line in why.lines)

    assert total == pytest.approx(why.score, rel=1e-12, abs=1e-12)
    assert sum(line.weight for line in why.lines) == pytest.approx(1, abs=1e-12)


@given(
    cards(scales=SCALES_OF_NO_UNIT, aggregates=("weighted_sum", "geometric", "topsis", "vikor"), plain=True),
    frames(),
    st.sampled_from([0.001, 3.0, 1000.0]),
)
def test_another_unit_changes_nothing(card, frame, factor):
    # A large offset leaves few digits to the differences, so rescaling rounds them.
    frame = {**frame, "a": np.fmod(frame["a"], 1e6).round(3), "b": np.fmod(frame["b"], 1e6).round(3)}
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
    base = 0.0 if statistics.base is None else statistics.base[0]
    center, spread = base + statistics.center[0], statistics.spread[0]
    assume(spread > 0)
    row %= len(figures)

    assert_allclose(scaled, (column - center) / spread, rtol=1e-9, atol=1e-9)
    assert (column[row] + more - center) / spread >= scaled[row] - 1e-9


@given(frames(), st.integers(0, 13), st.floats(0, 1e6))
def test_who_betters_a_value_never_ranks_behind_those_that_were_behind(frame, row, more):
    """Ranks within a group move one up and the others down, never across."""
    row %= len(frame["id"])
    one = Scorecard(kpis=(Kpi("a"),), scale="percent_rank", min_coverage=0)
    before = scored(one, frame).score[row]
    better = {**frame, "a": frame["a"].copy()}
    better["a"][row] += more
    assume(not np.isnan(before))

    assert scored(one, better).score[row] >= before


@given(cards(aggregates=EVERY), frames())
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


@given(cards(plain=True), st.lists(st.integers(-100, 100), min_size=1, max_size=14))
def test_the_type_of_numbers_makes_no_difference(card, whole):
    def frame(kind):
        return (
            {"id": range(len(whole)), "tier": [0] * len(whole)}
            | {name: np.array(whole, dtype=kind) for name in ("a", "b", "c")}
            | {"count": [0] * len(whole), "of": [3] * len(whole)}
        )

    expected = scored(card, frame(np.float64)).score
    for kind in (np.float32, np.int64, np.int32, np.int8, object):
        assert_array_equal(scored(card, frame(kind)).score, expected)


@given(cards(aggregates=EVERY), frames())
def test_equal_figures_get_equal_scores_to_the_last_bit(card, frame):
    twice = {name: [*column, *column] for name, column in frame.items()}
    twice["id"] = range(len(twice["id"]))
    scores = scored(card, twice)
    half = len(frame["id"])

    assert_array_equal(scores.score[:half], scores.score[half:])
    assert_array_equal(scores.rank[:half], scores.rank[half:])


@given(cards(aggregates=EVERY), frames())
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
    found, prior = shrunk_rates(counts, totals, Groups.of(np.array([len(pairs)])))
    together = counts.sum() / totals.sum()

    assert prior.center[0] == pytest.approx(together)
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


@given(
    st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=1, max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_a_shrunk_mean_lies_between_its_own_and_that_of_the_peers(pairs, unknown):
    figures = np.array([figure for figure, _ in pairs])
    errors = np.array([np.nan if lost else error for (_, error), lost in zip(pairs, unknown, strict=False)])
    found, prior = shrunk_means(figures, errors, Groups.of(np.array([len(pairs)])))
    if np.isnan(prior.center[0]):
        assert_array_equal(found, figures)
        return
    low, high = np.minimum(figures, prior.center[0]), np.maximum(figures, prior.center[0])
    is_drawn = ~np.isnan(errors)

    assert ((low - 1e-9 <= found) & (found <= high + 1e-9))[is_drawn].all()
    assert_array_equal(found[~is_drawn], figures[~is_drawn])


def rows_of(frame):
    columns = {name: np.asarray(column).tolist() for name, column in frame.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


@given(cards(aggregates=EVERY), frames())
def test_a_yardstick_gives_what_the_frame_gives(card, frame):
    scores = scored(card, frame)
    yardstick = fit(card, frame, key="id", as_of=TODAY)
    for row in rows_of(frame):
        expected = scores[row["id"]]
        found = yardstick.score_one(row)

        assert (found is None) == (expected is None)
        assert found is None or found == pytest.approx(expected, rel=1e-9, abs=1e-9)
        assert yardstick.group_of(row).size == scores.explain(row["id"]).peers.size


@given(cards(aggregates=ADDITIVE), frames(), st.sampled_from(["a", "b"]), st.data())
def test_under_a_yardstick_a_better_value_never_lowers_a_sum(card, frame, name, data):
    """Within the range of the peers, or beyond it; the date, the error and what else is known stay as they are."""
    yardstick = fit(card, frame, key="id", as_of=TODAY)
    row = data.draw(st.sampled_from(rows_of(frame)))
    assume(row[name] == row[name])  # NaN
    more = data.draw(st.floats(0, 1e6))
    better = {**row, name: row[name] + (more if name == "a" else -more)}
    before, after = yardstick.score_one(row), yardstick.score_one(better)
    assume(before is not None)

    assert after >= before - 1e-9 * max(1, abs(before))


def test_topsis_breaks_this_beyond_the_best_of_the_peers():
    """Further from the best on the good side is still further: the closeness falls."""
    card = Scorecard(kpis=(Kpi("a"),), scale="vector", aggregate="topsis")
    yardstick = fit(card, {"id": [1, 2], "a": [3.0, 4.0]}, key="id", as_of=TODAY)

    assert yardstick.score_one({"a": 4.0}) == 1
    assert yardstick.score_one({"a": 6.0}) == pytest.approx(3 / 5)


def test_topsis_turns_an_order_round_when_somebody_joins_and_a_yardstick_does_not():
    """R is behind both in everything, and yet P and Q change places."""
    card = Scorecard(kpis=(Kpi("a"), Kpi("b")), scale="vector", aggregate="topsis")
    frame = {"id": ["P", "Q"], "a": [5.0, 6.0], "b": [5.0, 4.0]}
    alone = scored(card, frame)
    together = scored(card, {"id": ["P", "Q", "R"], "a": [5.0, 6.0, 4.0], "b": [5.0, 4.0, 4.0]})
    yardstick = fit(card, frame, key="id", as_of=TODAY)
    kept = [yardstick.score_one({"a": a, "b": b}) for a, b in ((5.0, 5.0), (6.0, 4.0), (4.0, 4.0))]

    assert alone["P"] > alone["Q"]
    assert together["P"] < together["Q"]
    assert kept[:2] == pytest.approx([alone["P"], alone["Q"]])


@given(cards(aggregates=EVERY), frames(), frames())
def test_somebody_added_changes_nobody_under_a_yardstick(card, frame, others):
    """The yardstick is a value: whoever is scored by it, in whatever order, leaves it as it was."""
    yardstick = fit(card, frame, key="id", as_of=TODAY)
    before = [yardstick.score_one(row) for row in rows_of(frame)]
    for row in rows_of(others):
        yardstick.score_one(row)

    assert [yardstick.score_one(row) for row in rows_of(frame)] == before


@given(frames(), st.sampled_from(["entropy", "critic", "pairs"]), st.randoms(use_true_random=False))
def test_weights_found_in_the_figures_add_up_and_know_no_order(frame, method, random):
    pairs = Pairwise.of({("a", "b"): 3, ("a", "c"): 5, ("b", "c"): 2})
    frame = {**frame, **{name: np.abs(frame[name]) for name in "abc"}}
    card = Scorecard(kpis=[Kpi(name) for name in "abc"], weights=pairs if method == "pairs" else method)
    order = list(range(len(frame["id"])))
    random.shuffle(order)
    mixed = scored(card, {name: [column[row] for row in order] for name, column in frame.items()})
    straight = scored(card, frame)

    assert sum(straight.weights) == pytest.approx(1)
    assert all(weight >= 0 for weight in straight.weights)
    assert mixed.weights == pytest.approx(straight.weights, abs=1e-6)


@given(frames(), cards(aggregates=EVERY, plain=True) | cards(aggregates=EVERY))
def test_many_figures_side_by_side_are_scored_as_each_by_itself(frame, card):
    """Asking for contributions scores figure by figure; without, those treated alike are scored together."""
    together, apart = scored(card, frame), scored(card, frame, contributions=True)

    assert_array_equal(together.score, apart.score)
    assert_array_equal(together.coverage, apart.coverage)
