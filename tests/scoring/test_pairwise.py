"""Weights from judgments on pairs."""

import pickle
from itertools import combinations

import numpy as np
import pytest

from partnerkit.scoring import Pairwise
from partnerkit.values.errors import InvalidInput, InvalidValue

CONSISTENT = {("a", "b"): 2, ("a", "c"): 6, ("b", "c"): 3}


def test_judgments_that_agree_give_their_weights_exactly():
    judged = Pairwise.of(CONSISTENT)

    assert judged.weights == pytest.approx({"a": 0.6, "b": 0.3, "c": 0.1}, abs=1e-12)
    assert judged.consistency_ratio == pytest.approx(0, abs=1e-12)


def test_a_pair_may_be_named_the_other_way_round():
    turned = Pairwise.of({("b", "a"): 1 / 2, ("a", "c"): 6, ("c", "b"): 1 / 3})

    assert turned.weights == pytest.approx(Pairwise.of(CONSISTENT).weights)


def test_judgments_in_a_circle_are_told_by_their_ratio():
    circle = Pairwise.of({("a", "b"): 3, ("b", "c"): 3, ("a", "c"): 1 / 3})

    assert circle.consistency_ratio > 0.5
    assert sum(circle.weights.values()) == pytest.approx(1)


def test_the_ratio_is_saaty_s():
    # The example of three criteria that textbooks on the method use: its largest eigenvalue is 3.0385.
    judged = Pairwise.of({("a", "b"): 3, ("a", "c"): 5, ("b", "c"): 3})

    assert judged.consistency_ratio == pytest.approx((3.0385 - 3) / 2 / 0.58, abs=1e-4)


#: What random judgments of 3 to 15 things come to on average (Saaty, The Analytic Hierarchy Process, 1980, chapter 1).
RANDOM = (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)


@pytest.mark.parametrize(("count", "index"), list(enumerate(RANDOM, 3)))
def test_the_ratio_is_taken_to_random_judgments_of_as_many(count, index):
    # All are alike, but the first is judged to be five times the second.
    names = list("abcdefghijklmno"[:count])
    matrix = np.ones((count, count))
    matrix[0, 1], matrix[1, 0] = 5, 1 / 5
    judged = Pairwise.of({pair: 5 if pair == ("a", "b") else 1 for pair in combinations(names, 2)})
    largest = max(np.linalg.eigvals(matrix).real)

    assert judged.consistency_ratio == pytest.approx((largest - count) / (count - 1) / index)


def test_two_cannot_contradict_each_other():
    judged = Pairwise.of({("a", "b"): 4})

    assert (judged.weights, judged.consistency_ratio) == (pytest.approx({"a": 0.8, "b": 0.2}), 0)


@pytest.mark.parametrize(
    ("judgments", "remedy"),
    [
        ({("a", "b"): 10}, "from 1/9 to 9"),
        ({("a", "b"): 0}, "from 1/9 to 9"),
        ({("a", "b"): float("nan")}, "from 1/9 to 9"),
        ({("a", "b"): True}, "from 1/9 to 9"),
        ({("a", "a"): 2}, "use .one, other, times"),
        ({("a", "b"): 2, ("b", "a"): 2}, "each pair once"),
        ({("a", "b"): 2, ("b", "c"): 2}, "names once"),
        ({}, "names once"),
    ],
    ids=str,
)
def test_refuses_what_is_no_judgment(judgments, remedy):
    with pytest.raises(InvalidValue, match=remedy):
        Pairwise.of(judgments)


def test_names_every_fault():
    with pytest.raises(InvalidInput) as caught:
        Pairwise.of({("a", "b"): 99, ("b", "c"): -1})

    assert [fault.path for fault in caught.value.faults] == ["judgments[0]", "judgments[1]"]


def test_compares_hashes_and_pickles():
    judged = Pairwise.of(CONSISTENT)

    assert pickle.loads(pickle.dumps(judged)) == judged
    assert hash(judged) == hash(Pairwise.of(CONSISTENT))
