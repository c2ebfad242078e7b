import sys

import pytest

from partnerkit.interop import table
from partnerkit.values.errors import MissingExtra


class Columns:
    """A result with some columns."""

    def to_frame(self, _kind="dict"):
        return {"partner": ["<b>P-4</b>", "P-5"], "score": [1234.5, None]}


def test_a_result_is_a_table_of_great_tables():
    pytest.importorskip("great_tables")
    made = table(Columns(), title="Scores & ranks", rows=1, locale="sv").as_raw_html()
    assert "poäng" in made
    assert "1\xa0234,5" in made
    assert "+ 1" in made
    assert "Scores &amp; ranks" in made
    assert "<b>P-4" not in made


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "great_tables", None)
    with pytest.raises(MissingExtra, match="plots"):
        table(Columns())
