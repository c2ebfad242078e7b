import pytest

from partnerkit import Money
from partnerkit.interop.columns import said
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason


class Columns:
    """A result with some columns."""

    def to_frame(self, _kind="dict"):
        return {
            "partner": ["P-4", "P-5", "P-6"],
            "received": [Money.of("1234.50", "EUR"), None, Money.of(1, "EUR")],
            "reason": [Reason("lead-reserved"), None, None],
            "own_column": [1.5, float("nan"), 2.0],
        }


@pytest.mark.parametrize(
    ("locale", "head", "first"),
    [
        ("en", ("partner", "received", "why", "own column"), ("Nord IT", "€1,234.50", "The lead is reserved for another partner.", "1.5")),
        ("de", ("Partner", "erhalten", "warum", "own column"), ("Nord IT", "1.234,50\xa0€", "Der Lead ist einem anderen Partner vorbehalten.", "1,5")),
    ],
)  # fmt: skip
def test_a_table_is_said_in_the_reader_s_language(locale, head, first):
    found = said(Columns(), locale=locale, names={"P-4": "Nord IT"})
    assert found.head == head
    assert found.rows[0] == first
    assert found.rows[1] == ("P-5", "\N{EN DASH}", "\N{EN DASH}", "\N{EN DASH}")
    assert found.numbers == {1, 3}


def test_columns_and_rows_are_picked_and_what_is_left_out_is_counted():
    found = said(Columns(), columns=["received", "partner"], rows=2)
    assert (found.head, len(found.rows), found.more) == (("received", "partner"), 2, 1)


def test_a_column_and_a_language_that_are_not_there_are_refused():
    with pytest.raises(InvalidValue, match=r"columns\[0\]"):
        said(Columns(), columns=["nothing"])
    with pytest.raises(InvalidValue, match="locale"):
        said(Columns(), locale="fr")
