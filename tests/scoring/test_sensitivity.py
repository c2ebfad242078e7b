"""A swap is reached exactly, and not before."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve

from partnerkit.interop import say
from partnerkit.scoring import Kpi, Scorecard, neighbors, rank_acceptability, score, swap
from partnerkit.values.errors import InvalidValue, NotFound

TODAY = date(2026, 3, 31)
NAMES = ("a", "b", "c", "d")
WEIGHTS = (4, 3, 2, 1)


def frame(seed, gaps=0.0):
    chance = np.random.default_rng(seed)
    columns = {name: chance.normal(size=12) for name in NAMES}
    for column in columns.values():
        column[chance.random(12) < gaps] = np.nan
    return {"id": [f"P-{n}" for n in range(12)], "tier": ["gold", "silver"] * 6, **columns}


def scored(columns, weights=WEIGHTS, **options):
    card = Scorecard(
        kpis=tuple(Kpi(name, weight=float(each)) for name, each in zip(NAMES, weights, strict=True)),
        min_coverage=0,
        **options,
    )
    return score(card, columns, key="id", as_of=TODAY)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_with_that_one_weight_the_two_are_level(gaps):
    columns = frame(0, gaps)
    scores = scored(columns)
    top = scores.top(12)
    checked = 0
    for one, other in pairwise(top):
        answer = swap(scores, one, other)
        changes = {
            name: abs(share - WEIGHTS[NAMES.index(name)] / sum(WEIGHTS))
            for name, share in answer.alone.items()
        }
        assert answer.change == (pytest.approx(min(changes.values())) if changes else None)
        for name, share in answer.alone.items():
            at = NAMES.index(name)
            rest = sum(WEIGHTS) - WEIGHTS[at]
            weights = list(WEIGHTS)
            weights[at] = share * rest / (1 - share) if share < 1 else 1e9
            again = scored(columns, weights)

            assert again[one] - again[other] == pytest.approx(0, abs=1e-6)
            checked += 1
    assert checked > 5


def test_the_least_move_is_the_least():
    """No other way of moving as much weight brings the two as near: a linear program agrees."""
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is the reference here")
    columns = frame(1)
    scores = scored(columns)
    from partnerkit.scoring.terms import terms_of

    terms = terms_of(scores)
    weights = terms.weights / terms.weights.sum()
    top = scores.top(12)
    checked = 0
    for one, other in zip(top, top[2:], strict=False):
        lead = terms.scaled[scores.row(one)] - terms.scaled[scores.row(other)]
        # Variables: what is added to, and what is taken from, each weight.
        answer = optimize.linprog(
            np.r_[np.zeros(4), np.ones(4)],
            A_eq=[np.r_[lead, -lead], np.r_[np.ones(4), -np.ones(4)]],
            b_eq=[-(lead @ weights), 0.0],
            bounds=[(0, None)] * 4 + [(0, each) for each in weights],
        )
        moved = swap(scores, one, other).moved
        if answer.status == 2:
            assert moved is None
        else:
            assert moved == pytest.approx(answer.fun, abs=1e-9)
            checked += 1
    assert checked > 3


def test_who_is_better_everywhere_stays_ahead():
    scores = scored({"id": ["A", "B"], **{name: [2.0, 1.0] for name in NAMES}}, scale="min_max")
    answer = swap(scores, "B", "A")

    assert (answer.ahead, answer.behind, answer.moved, answer.nearest) == ("A", "B", None, None)
    assert [each.code for each in answer.reasons] == ["ahead-whatever-the-weights"]


def test_two_known_by_different_kpis_are_compared_weight_by_weight():
    columns = {
        "id": ["A", "B", "C"],
        "a": [3.0, 2.0, 1.0],
        "b": [1.0, None, 3.0],
        "c": [1, 2, 3],
        "d": [3, 1, 2],
    }
    answer = swap(scored(columns, scale="min_max"), "A", "B")

    assert answer.moved is None
    assert answer.limit.code == "known-by-other-kpis"


def test_a_score_that_is_no_sum_says_so():
    answer = swap(scored(frame(2), aggregate="topsis"), "P-0", "P-1")

    assert answer.limit.code == "not-additive"
    with pytest.raises(InvalidValue, match="weighted_sum"):
        neighbors(scored(frame(2), aggregate="topsis"))


def test_partners_of_different_peers_are_not_compared():
    with pytest.raises(InvalidValue, match="one peer group"):
        swap(scored(frame(3), peers=("tier",), min_peers=2), "P-0", "P-1")


def test_a_partner_without_a_score():
    columns = frame(4) | {name: np.full(12, np.nan) for name in NAMES}
    with pytest.raises(InvalidValue, match="without a score"):
        swap(scored(columns), "P-0", "P-1")
    with pytest.raises(NotFound):
        swap(scored(frame(4)), "P-0", "nobody")


def test_neighbors_say_what_swap_says():
    scores = scored(frame(5, gaps=0.1), peers=("tier",), min_peers=2)
    found = neighbors(scores)

    assert len(found["gap"]) == 10
    for one, other, gap, moved in zip(*(found[name].tolist() for name in found), strict=True):
        answer = swap(scores, one, other)
        assert answer.gap == pytest.approx(gap)
        assert (np.isnan(moved) and answer.moved is None) or answer.moved == pytest.approx(moved)


def test_equals_are_level_already():
    scores = scored({"id": ["A", "B", "C"], **{name: [2.0, 2.0, 1.0] for name in NAMES}})

    assert swap(scores, "A", "B").moved == 0
    assert neighbors(scores)["moved"][0] == 0


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    answer = swap(scored(frame(6)), "P-0", "P-1")

    assert "%" in say(answer, locale=locale)
    assert "?" not in say(evolve(answer, moved=None, nearest=None), locale=locale)


def test_where_they_are_equal_in_one_kpi_all_weight_on_it_makes_them_level():
    columns = {"id": ["A", "B"], "a": [2.0, 1.0], "b": [1.0, 1.0], "c": [2.0, 1.0], "d": [2.0, 1.0]}

    assert swap(scored(columns, scale="min_max"), "A", "B").moved == pytest.approx(0.7)


@pytest.mark.parametrize("ask", [neighbors, lambda scores: swap(scores, "P-1", "P-2"), rank_acceptability])
def test_scores_of_rows_that_an_engine_holds_are_refused_in_words(ask):
    lazy = pytest.importorskip("polars").DataFrame(frame(0)).lazy()

    with pytest.raises(InvalidValue, match=r"scores: .* use Scores, of rows that are at hand"):
        ask(scored(lazy))
