"""What may be shown after what was shown."""

import numpy as np
import pytest

from partnerkit.engagement.shown import Shown, cells_with, is_safe
from partnerkit.values.errors import InvalidInput, InvalidValue

NAMES = tuple("abcdefghij")
NOBODY = np.zeros(10, dtype=np.int64)


def mask(letters):
    return np.array([each in letters for each in NAMES])


def test_a_first_group_needs_the_minimum_only():
    assert is_safe(NOBODY, mask("abc"), 3)
    assert not is_safe(NOBODY, mask("ab"), 3)
    assert not is_safe(NOBODY, mask(""), 3)


def test_nine_after_ten_would_tell_of_the_tenth():
    ten = cells_with(NOBODY, mask(NAMES))

    assert not is_safe(ten, mask("abcdefghi"), 3)
    assert is_safe(ten, mask("abcdefg"), 3)
    assert is_safe(ten, mask(NAMES), 3)


def test_overlaps_of_several_groups_count():
    cells = cells_with(cells_with(NOBODY, mask("abcdef")), mask("defghi"))

    assert not is_safe(cells, mask("cdefgh"), 3)
    assert is_safe(cells, mask("abcghi"), 3)


def test_newcomers_must_not_stand_alone():
    six = cells_with(NOBODY, mask("abcdef"))

    assert not is_safe(six, mask("abcdefg"), 3)
    assert is_safe(six, mask("abcdefghi"), 3)


def test_what_was_shown_is_kept_and_read_again():
    cells = cells_with(cells_with(NOBODY, mask("abcdef")), mask("defghi"))
    kept = Shown().with_cells(NAMES, {"q": cells})

    assert kept.cells["q"] == (("a", "b", "c"), ("d", "e", "f"), ("g", "h", "i"))
    assert kept.respondents == set("abcdefghi")
    again = kept.numbers("q", NAMES)
    assert len(set(zip(again.tolist(), cells.tolist(), strict=True))) == 4
    assert kept.numbers("r", NAMES).tolist() == [0] * 10
    assert repr(kept) == "<Shown: 3 cells of 1 questions>"
    assert Shown(kept.cells) == kept


def test_bad_records_are_refused_without_telling_whose_they_are():
    with pytest.raises(InvalidValue) as caught:
        Shown({"q": [["a", "b"], ["b", "c"]]})
    assert "'b'" not in str(caught.value)
    with pytest.raises(InvalidInput):
        Shown({"q": [[""]], "r": [["x", "x"]]})


def test_a_large_channel_can_be_kept():
    many = tuple(f"t-{at}" for at in range(20_000))
    kept = Shown().with_cells(many, {"q": np.ones(20_000, dtype=np.int64)})

    assert len(kept.respondents) == 20_000
