"""Every label is there in every language, with the same places."""

from datetime import date
from string import Formatter

import pytest

from partnerkit.interop.plots.labels import LABELS, day, figure, label, percent, short_day
from partnerkit.interop.wording import LANGUAGES
from partnerkit.values.errors import InvalidValue


def places(text):
    return sorted(place for _, place, _, _ in Formatter().parse(text) if place)


@pytest.mark.parametrize("code", LABELS)
def test_is_said_in_every_language_with_the_same_places(code):
    assert set(LABELS[code]) == set(LANGUAGES)
    assert len({tuple(places(text)) for text in LABELS[code].values()}) == 1


def test_a_language_without_labels_is_refused():
    with pytest.raises(InvalidValue, match=r"locale: 'fr' is not valid here; use one of en, de, sv"):
        label("rank", "fr")


def test_numbers_and_days_are_written_as_in_the_language():
    assert figure(1234.567, "de") == "1.234,57"
    assert figure(3.0, "en") == "3"
    assert percent(0.5, "sv") == "50\N{NO-BREAK SPACE}%"
    assert day(date(2026, 9, 30), "sv_SE") == "30 sep. 2026"
    assert short_day(date(2026, 5, 1), "sv") == "maj"
