"""Labels, numbers and days stand at an axis in the reader's language."""

from datetime import date

import pytest

from partnerkit.interop.plots.labels import day, figure, label, percent, short_day
from partnerkit.values.errors import InvalidValue


def test_a_language_without_labels_is_refused_and_a_host_may_bring_it():
    with pytest.raises(InvalidValue, match=r"locale: 'fr' is not valid here; use one of en, de, sv"):
        label("rank", "fr")
    words = {"fr": {"terms": {"on-charts": {"rank": "rang", "too-narrow": "trop étroits : {goals}"}}}}
    assert label("rank", "fr-CH", words) == "rang"
    assert label("too-narrow", "fr", words, goals=3) == "trop étroits : 3"
    # What is left out is said in English.
    assert label("score", "fr", words) == "score"


def test_numbers_and_days_are_written_as_in_the_language():
    assert figure(1234.567, "de") == "1.234,57"
    assert figure(3.0, "en") == "3"
    assert percent(0.5, "sv") == "50\N{NO-BREAK SPACE}%"
    assert day(date(2026, 9, 30), "sv_SE") == "30 sep. 2026"
    assert short_day(date(2026, 5, 1), "sv") == "maj"
