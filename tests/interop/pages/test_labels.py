from string import Formatter

import pytest

from partnerkit.interop.pages.labels import LABELS, label, language_of
from partnerkit.values.errors import InvalidValue


def places(text):
    return {place for _, place, _, _ in Formatter().parse(text) if place}


@pytest.mark.parametrize("code", LABELS)
def test_every_label_has_words_in_three_languages_with_the_same_places(code):
    english, german, swedish = LABELS[code]
    assert all((english, german, swedish))
    assert places(english) == places(german) == places(swedish)


@pytest.mark.parametrize("locale", ["fr", "", None])
def test_a_language_without_words_is_refused(locale):
    with pytest.raises(InvalidValue, match="locale"):
        label("now", locale)
    assert language_of("sv-SE") == "sv"
