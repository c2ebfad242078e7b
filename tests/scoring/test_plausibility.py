"""What a partner is asked about his figures."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.interop import say
from partnerkit.scoring import Entry, Kpi, doubts
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

NOON = datetime(2026, 6, 8, 12, tzinfo=UTC)
MONTHS = [Period.month(2026, month) for month in range(1, 7)]
KPIS = [Kpi("revenue"), Kpi("margin", valid=(-1, 1))]


def entries(values, kpi="revenue", partner="P-4"):
    return [
        Entry(partner=partner, kpi=kpi, period=period, value=value, at=NOON, by="U-7")
        for period, value in zip(MONTHS, values, strict=False)
    ]


def codes(values, kpi="revenue", **more):
    found = doubts(KPIS, MONTHS[len(values) - 1], entries(values, kpi), as_of=NOON, **more)
    return [query.doubt.code for query in found]


@pytest.mark.parametrize(
    ("values", "kpi", "asked"),
    [
        ([100, 110, 90, 120], "revenue", []),
        ([100, 110, 90, 301], "revenue", ["figure-unlike-before"]),
        ([100, 110, 90, 33], "revenue", ["figure-unlike-before"]),
        ([100, 110, 90, -100], "revenue", ["figure-unlike-before"]),
        ([100, 110, 90, 0], "revenue", ["figure-unlike-before"]),
        ([0, 0, 0, 5], "revenue", ["figure-unlike-before"]),
        ([0, 0, 0, 0], "revenue", []),
        ([110, 90, 301], "revenue", []),
        ([1.5, 1.5], "revenue", ["figure-repeated"]),
        ([1, 1], "revenue", []),
        ([1.2], "margin", ["figure-beyond-range"]),
        ([-0.2], "margin", []),
        ([None, 1.2], "margin", ["figure-beyond-range"]),
        ([0.5, None], "margin", []),
        ([5], "unheard-of", []),
    ],
)
def test_a_figure_is_held_against_its_kind_and_the_partners_own_past(values, kpi, asked):
    assert codes(values, kpi) == asked


def test_how_far_is_far_can_be_said():
    assert codes([100, 100, 100, 301], factor=4) == []
    with pytest.raises(InvalidValue):
        codes([100], factor=1)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(InvalidValue, match="as_of"):
        doubts(KPIS, MONTHS[0], entries([100]), as_of=NOON.replace(tzinfo=None))


def test_the_same_is_not_asked_twice_and_a_corrected_figure_anew():
    before = entries([100, 110, 90, 400])
    first = doubts(KPIS, MONTHS[3], before, as_of=NOON)
    again = doubts(KPIS, MONTHS[3], before, as_of=NOON, queries=first)
    corrected = [
        *before,
        Entry(partner="P-4", kpi="revenue", period=MONTHS[3], value=500, at=NOON, by="U-7", reason="x"),
    ]

    assert (len(first), again) == (1, ())
    assert [
        each.doubt.facts["value"] for each in doubts(KPIS, MONTHS[3], corrected, as_of=NOON, queries=first)
    ] == [500]


def test_the_figures_of_others_raise_no_question_and_are_not_in_it():
    others = [each for n in range(9) for each in entries([1e6, 1e6, 1e6, 1e6], partner=f"P-1{n}")]
    alone = doubts(KPIS, MONTHS[3], entries([100, 110, 90, 400]), as_of=NOON)

    assert doubts(KPIS, MONTHS[3], [*others, *entries([100, 110, 90, 400])], as_of=NOON) == alone


def test_what_is_entered_later_is_not_known_yet():
    assert doubts(KPIS, MONTHS[0], entries([1.2], "margin"), as_of=NOON - timedelta(days=1)) == ()


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    (query,) = doubts(KPIS, MONTHS[3], entries([100, 110, 90, 400]), as_of=NOON)

    assert "P-4" in say(query.doubt, locale=locale)


def test_names_are_no_kpis():
    with pytest.raises(InvalidValue, match="a Kpi"):
        doubts(["margin"], Period.month(2026, 3), [], as_of=datetime.fromisoformat("2026-04-08T12:00Z"))
