"""Which figures are compared, and which would give another away."""

from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.scoring.topics import Ties, topics_of
from partnerkit.values.errors import InvalidValue

KPIS = (Kpi("a"), Kpi("b", better="lower", valid=(0, 9)), Kpi("c"), Kpi("rate", count="n", of="m"))
FRAME = {"id": [1, 2], "a": [2.0, 4.0], "b": [1.0, 1.0], "c": [0.0, 8.0], "n": [1, 0], "m": [4, 0]}
SCORES = score(Scorecard(kpis=KPIS), FRAME, key="id", as_of=date(2026, 3, 31))
RATIOS = {"a/b": ("a", "b"), "b/c": ("b", "c"), "a/c": ("a", "c")}


def topics(names, **index):
    return list(topics_of(SCORES, names, RATIOS, index))


@pytest.mark.parametrize(
    ("told", "asked", "is_refused"),
    [
        ([], "a", False),
        (["a"], "a/b", False),
        (["a", "a/b"], "b", True),
        (["a/b", "b/c"], "a/c", True),
        (["a/b", "a/c"], "rate", False),
        (["a/b", "a/c"], "b", False),
        (["a/b", "a/c", "b"], "c", True),
    ],
)
def test_what_closes_a_circle_follows(told, asked, is_refused):
    ties = Ties()
    for each in topics(told):
        ties.tie(each.name, each.part, each.whole)
    topic = topics([asked])[0]

    assert ties.closes(topic.name, topic.part, topic.whole) is is_refused


def test_a_kpi_that_means_something_else_follows():
    ties = Ties()
    ties.tie("x", "a", "b")

    assert not ties.closes("x", "a", "b")
    assert ties.closes("x", "a", "c")


def test_an_index_is_a_figure_by_what_it_was_before():
    index, base, ratio, other = topics(["a", "b", "a/c", "c"], a="b")

    assert index.values(SCORES.readings.keys - 1).tolist() == [200.0, 400.0]
    assert (index.unit, index.part, index.whole, index.bounds) == (None, "a", "b", (None, None))
    assert [each.tells_level for each in (index, base, ratio, other)] == [False, True, True, False]


def test_without_its_base_an_index_is_not_told_at_all():
    assert topics(["a"], a="nothing")[0].tells_level


def test_rules_mean_a_figure_and_what_is_made_of_it():
    assert topics(["a/c"])[0].kpis == {"a/c", "a", "c"}
    assert topics(["rate"])[0].kpis == {"rate", "n", "m"}


def test_a_rate_tells_what_is_told_only_as_an_index():
    tells = [topics(["rate"], **{guarded: "a"})[0].tells_level for guarded in ("n", "m", "c")]

    assert tells == [True, True, False]


def test_rates_and_ratios_to_nothing_are_unknown():
    rows = SCORES.readings.keys - 1
    ratio, rate = topics(["a/c", "rate"])

    assert ratio.values(rows).tolist()[1] == 0.5
    assert rate.values(rows).tolist()[0] == 0.25
    assert ratio.values(rows)[0] != ratio.values(rows)[0]
    assert rate.values(rows)[1] != rate.values(rows)[1]


def test_what_everybody_knows_of_a_figure_bounds_it():
    assert [topic.bounds for topic in topics(["a", "b", "rate", "a/b"])] == [
        (None, None),
        (0, 9),
        (0, 1),
        (None, None),
    ]


@pytest.mark.parametrize("ratios", [{"a": ("b", "c")}, {"x": ("rate", "a")}, {"x": ("a", "z")}, {"x": "ab"}])
def test_ratios_that_make_no_sense_are_refused(ratios):
    with pytest.raises(InvalidValue):
        topics_of(SCORES, None, ratios, {})
