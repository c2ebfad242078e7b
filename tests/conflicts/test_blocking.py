import numpy as np
import pytest
from firms import register

from partnerkit.conflicts import blocking
from partnerkit.conflicts.blocking import candidates, sharing
from partnerkit.conflicts.naming import plain_words


def pairs(found):
    return set(zip(*(each.tolist() for each in found), strict=True))


def test_a_typo_anywhere_keeps_two_names_together_among_many():
    rng = np.random.default_rng(3)
    names = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), 12)) for _ in range(3000)]
    typos = [name[: at % 12] + "x" + name[at % 12 + 1 :] for at, name in enumerate(names[:300])]
    found = pairs(candidates(names + typos, names + typos, least=0.7))

    assert sum((row, 3000 + row) in found for row in range(300)) >= 297
    assert len(found) < 20 * 3300


def test_a_typo_at_both_ends_keeps_two_names_together_that_no_order_brings_together():
    rng = np.random.default_rng(3)
    names = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), 16)) for _ in range(3000)]
    typos = [f"x{name[1:-1]}y" for name in names[:300]]
    found = pairs(candidates(names + typos, names + typos, least=0.7))

    assert sum((row, 3000 + row) in found for row in range(300)) >= 270


def test_what_many_names_share_says_little():
    rng = np.random.default_rng(3)
    names = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), 8)) + "maschinenbau" for _ in range(3000)]
    typos = [f"x{name[1:7]}ymaschinenba" for name in names[:300]]
    found = pairs(candidates(names + typos, names + typos, least=0.7))

    assert sum((row, 3000 + row) in found for row in range(300)) >= 170
    assert len(found) < 20_000


def test_letters_that_cannot_be_alike_are_left_out():
    assert pairs(candidates(["abcdef", "uvwxyz"], ["abcdef", "uvwxyz"], least=0.5)) == set()


def test_names_without_letters_or_none_at_all_are_no_candidates():
    assert pairs(candidates([], [], least=0.7)) == set()
    assert len(candidates(["", "werft"], ["", "werft"], least=0.7)[0]) == 0


def test_many_who_share_a_key_meet_their_neighbors_only():
    names = [f"name{row:03}" for row in range(100)]
    found = pairs(sharing(names, [(np.arange(100), np.zeros(100, dtype=np.int64))]))

    assert (0, 1) in found
    assert (0, 99) not in found


def test_nothing_that_is_alike_is_left_out_for_its_letters():
    pytest.importorskip("rapidfuzz")
    from rapidfuzz import fuzz, process

    accounts, _ = register(200)
    # Many names that differ in letters only once, twice or in their order are close to the limit.
    names = [
        *("".join(words) for words in plain_words(each.name for each in accounts)),
        "aab",
        "abb",
        "aaabbb",
        "x" * 128,
    ]
    left, right = np.triu_indices(len(names), k=1)
    column = np.array(names, dtype=object)
    for least in (0.5, 0.7, 0.9):
        share = process.cpdist(column[left], column[right], scorer=fuzz.ratio, dtype=np.float64) / 100
        kept = blocking._may_be_alike(names, left, right, least)  # the bound itself

        assert kept[share >= least].all()
        assert kept.sum() < len(kept) / 2


def test_clocks_ring_after_a_while_and_after_one_on_the_average():
    clocks = blocking._clocks(2)

    assert (clocks > 0).all()
    assert clocks.mean() == pytest.approx(1, abs=0.02)
