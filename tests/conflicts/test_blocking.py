import numpy as np

from partnerkit.conflicts.blocking import candidates, sharing


def pairs(found):
    return set(zip(*(each.tolist() for each in found), strict=True))


def test_a_typo_anywhere_keeps_two_names_together_among_many():
    rng = np.random.default_rng(3)
    names = ["".join(rng.choice(list("abcdefghijklmnoprstuvw"), 12)) for _ in range(3000)]
    typos = [name[: at % 12] + "x" + name[at % 12 + 1 :] for at, name in enumerate(names[:300])]
    found = pairs(candidates(names + typos, names + typos, least=0.7))

    assert sum((row, 3000 + row) in found for row in range(300)) >= 297
    assert len(found) < 20 * 3300


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
