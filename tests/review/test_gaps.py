"""Gaps as a mapping, as evidence, as a table and in words."""

import pytest
from witnesses import TODAY

from partnerkit.interop import say
from partnerkit.interop.wording import LANGUAGES, catalogue
from partnerkit.review import decompose
from partnerkit.review.gaps import WHY_NOT
from partnerkit.values.errors import NotFound

PAST = {"partner": ["A", "B", "C", "D"], "leads": [100] * 4, "won": [50] * 4}


def gaps(*leads):
    now = {"partner": ["A", "B", "C", "D"], "leads": list(leads), "won": [each / 2 for each in leads]}
    return decompose(now, ["leads", "won"], key="partner", against=PAST, as_of=TODAY)


@pytest.mark.parametrize(
    ("leads", "points"),
    [((96, 94, 84, 60), [0, 1, 2, 3]), ((104, 106, 120, 140), [0, -1, -2, -3])],
)
def test_points_follow_the_share_of_what_was_expected(leads, points):
    assert gaps(*leads).points("leads").tolist() == points


def test_it_is_a_mapping_with_a_table():
    found = gaps(90, 100, 100, 100)

    assert [*found] == ["A", "B", "C", "D"]
    assert len(found) == 4
    assert found.row("B") == 1
    assert repr(found) == "<Gaps of 4 in won; 0 unknown>"
    assert found.to_frame()["effect_leads"].tolist() == pytest.approx([-5, 0, 0, 0])
    with pytest.raises(NotFound):
        found.row("Z")


def test_it_is_said_in_words_the_largest_part_first():
    said = say(gaps(90, 100, 100, 100)["A"])

    assert said.startswith("won reached 45, expected were 50: a difference of -5.")
    assert said.index("leads accounts") < said.index("won accounts")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_why_not_has_words(language):
    assert {*WHY_NOT[1:]} <= set(catalogue(language))
