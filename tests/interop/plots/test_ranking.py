"""Bars add up to the score they stand for, and intervals hold their rank."""

from datetime import date

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit.interop.plots import contributions, rank_intervals
from partnerkit.scoring import Kpi, Scorecard, score
from partnerkit.values.errors import InvalidValue

FRAME = {
    "id": ["P-1", "P-2", "P-3"],
    "sales": [90.0, 40.0, 65.0],
    "claims": [4.0, 3.0, 1.0],
    "won": [20, 4, 9],
    "offers": [40, 30, 31],
}


def scored(aggregate="weighted_sum", *, rate=True):
    kpis = (Kpi("sales", weight=2), Kpi("claims", better="lower"))
    rates = (Kpi("win_rate", count="won", of="offers"),) if rate else ()
    card = Scorecard(kpis=kpis + rates, aggregate=aggregate, min_peers=2)
    return score(card, FRAME, key="id", as_of=date(2026, 6, 30))


def test_bars_add_up_to_the_score():
    scores = scored()
    chart = contributions([scores.explain(key) for key in scores], names={"P-1": "Nord"})
    (axes,) = chart.figure.axes
    sums = {}
    for bar in axes.patches:
        place = round(bar.get_y() + bar.get_height() / 2)
        sums[place] = sums.get(place, 0.0) + bar.get_width()
    best_first = [scores[key] for key in scores.top(3)]

    assert [sums[place] for place in range(3)] == pytest.approx(best_first)
    assert next(each.get_text() for each in axes.get_yticklabels()) == "Nord"
    assert chart.alt.startswith("Scores of partners (3) and what they are made of; Nord leads with ")


def test_scores_that_are_no_sums_are_refused():
    scores = scored("topsis")

    with pytest.raises(InvalidValue, match="of an aggregate that adds up"):
        contributions([scores.explain("P-1")])
    with pytest.raises(InvalidValue, match="explain partners that have a score"):
        contributions([])


def test_an_interval_holds_its_rank():
    scores = scored()
    chart = rank_intervals(scores.rank_interval(0.9), locale="de")
    (axes,) = chart.figure.axes
    (points,) = axes.lines
    spans = [(low[0], high[0]) for low, high in axes.collections[0].get_segments()]

    assert points.get_xdata().tolist() == [1, 2, 3]
    assert all(low <= rank <= high for rank, (low, high) in zip(points.get_xdata(), spans, strict=True))
    assert chart.alt.startswith("Ränge von Partnern (3); an erster Stelle P-1;")


def test_without_errors_of_sampling_there_is_nothing_to_draw():
    with pytest.raises(InvalidValue, match="no-sampling-information"):
        rank_intervals(scored(rate=False).rank_interval(0.9))


def test_no_two_kpis_look_alike_and_names_name_them_too():
    frame = {"id": ["P-1", "P-2"], **{f"kpi-{at}": [float(at), 9.0 - at] for at in range(8)}}
    card = Scorecard(kpis=tuple(Kpi(f"kpi-{at}") for at in range(8)), min_peers=2)
    scores = score(card, frame, key="id", as_of=date(2026, 6, 30))
    chart = contributions([scores.explain("P-1")], names={"kpi-7": "_Schulungen"})
    (axes,) = chart.figure.axes

    looks = {(bar.get_facecolor(), bar.get_hatch()) for bar in axes.patches}
    assert len(looks) == 8
    assert "_Schulungen" in [each.get_text() for each in axes.get_legend().get_texts()]
