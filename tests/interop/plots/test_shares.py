"""Shares are drawn as they are."""

from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit import Lead, Ledger, Money, Partner
from partnerkit.interop.plots import deviations, lorenz_curve, received
from partnerkit.leads import EqualLoad, FairShare, allocate, simulate
from partnerkit.leads.fairness import FairnessReport
from partnerkit.scoring import pareto
from partnerkit.values.errors import InvalidValue

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
PARTNERS = [Partner(id="P-1", tier="gold"), Partner(id="P-2", tier="silver")]
POLICY = FairShare(weights={"gold": 2, "silver": 1})
LEADS = [
    Lead(id=f"L-{at}", received_at=START + timedelta(hours=at), value=Money.of(100 + 30 * at, "EUR"))
    for at in range(6)
]


def test_the_curve_goes_from_nothing_to_all():
    found = pareto({"id": ["a", "b", "c"], "sales": [60.0, 30.0, 10.0]}, key="id", value="sales")
    chart = lorenz_curve(found, locale="sv")
    _, curve = chart.figure.axes[0].lines

    assert curve.get_ydata().tolist() == pytest.approx([0, 0.1, 0.4, 1])
    assert (
        chart.alt
        == "2 av 3 partner, de största, står för 90\N{NO-BREAK SPACE}% av helheten. Ginikoefficient 0,33."
    )


def test_what_was_received_stands_beside_what_is_owed():
    result = allocate(LEADS, PARTNERS, POLICY, ledger=Ledger(), as_of=START + timedelta(days=1))
    chart = received(result.fairness, names={"P-1": "Nord"})
    (axes,) = chart.figure.axes
    ratios = sorted((each.ratio for each in result.fairness.partners), reverse=True)

    assert [bar.get_width() for bar in axes.patches] == ratios
    assert axes.lines[0].get_xdata()[0] == 1
    assert "Nord" in [each.get_text() for each in axes.get_yticklabels()]


def test_before_the_first_lead_there_is_nothing_to_draw():
    with pytest.raises(InvalidValue, match="draw it after the first lead"):
        received(FairnessReport.of(Ledger()))


def test_where_no_lead_came_there_is_nothing_to_draw_and_of_one_there_is_a_point():
    with pytest.raises(InvalidValue, match="tried"):
        deviations(simulate({"FairShare": POLICY}, [], PARTNERS, as_of=START))
    tried = simulate({"FairShare": POLICY}, LEADS[:1], PARTNERS[:1], as_of=START + timedelta(days=1))
    (axes,) = deviations(tried).figure.axes

    assert axes.get_yscale() == "linear"
    assert [(*line.get_ydata(), line.get_marker()) for line in axes.lines] == [(0.0, "o")] * 2


def test_where_all_lies_within_one_power_of_ten_there_are_numbers_between():
    tried = simulate({"EqualLoad": EqualLoad(weights={"gold": 2})}, LEADS, [PARTNERS[0], Partner(id="P-3", tier="gold")], as_of=START + timedelta(days=1))  # fmt: skip
    drawn = deviations(tried, locale="de").svg()

    assert "mathdefault" not in drawn
    assert any(f">0,{digit}<" in drawn for digit in (2, 3, 5))


def test_each_policy_has_its_line():
    tried = simulate(
        {"FairShare": POLICY, "EqualLoad": EqualLoad(weights={"gold": 2, "silver": 1})},
        LEADS, PARTNERS, as_of=START + timedelta(days=1),
    )  # fmt: skip
    chart = deviations(tried, locale="de")
    (axes,) = chart.figure.axes

    assert [line.get_ydata().tolist() for line in axes.lines] == [
        run.deviations.tolist() for run in tried.values()
    ]
    assert [each.get_text() for each in axes.get_legend().get_texts()] == [
        "FairShare",
        "EqualLoad",
        "rotation",
    ]
    assert chart.alt.startswith("Abstand vom Anspruch im Lauf der Zeit; am Ende: FairShare ")
