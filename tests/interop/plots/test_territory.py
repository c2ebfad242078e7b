"""Each territory is a tile, and a gap is told by a word."""

import pytest

pytest.importorskip("matplotlib", reason="charts need the extra plots")

from partnerkit import Network, Partner
from partnerkit.facts import Territory
from partnerkit.interop.plots import coverage_map
from partnerkit.values.errors import InvalidValue

TERRITORIES = [
    Territory(id="de", name="Deutschland"),
    Territory(id="nord", parent="de", name="Nord"),
    Territory(id="sued", parent="de", name="Süd"),
    Territory(id="se", name="Sverige"),
]
NETWORK = Network.of(
    TERRITORIES,
    Partner(id="P-1", territories=["de"]),
    Partner(id="P-2", territories=["nord", "de"], tier="gold"),
    Partner(id="P-3", territories=["nord"], tier="gold"),
    Partner(id="P-4"),
    Partner(id="P-5", territories=["se"], status="ended"),
)


def tiles(chart):
    return [each.get_text() for each in chart.figure.axes[0].texts if "\n" in each.get_text()]


def test_who_serves_a_territory_serves_all_below_it_and_counts_once():
    chart = coverage_map(NETWORK)
    assert set(tiles(chart)) == {"Nord\n3", "Süd\n2", "Sverige\nnobody"}
    assert chart.alt == "Territories served: 2 of 3; most partners: Nord with 3. Without a partner: Sverige."


def test_a_gap_is_hatched_and_what_is_served_is_not():
    patches = coverage_map(NETWORK).figure.axes[0].patches
    assert sorted(bool(each.get_hatch()) for each in patches) == [False, False, True]


def test_some_partners_may_count_alone_in_the_reader_s_language():
    chart = coverage_map(NETWORK, counts=lambda partner: partner.tier == "gold", locale="de")
    assert set(tiles(chart)) == {"Nord\n2", "Süd\n1", "Sverige\nniemand"}
    assert chart.alt.startswith("Besetzte Gebiete: 2 von 3; die meisten Partner: Nord mit 2.")


def test_a_network_without_territories_is_refused():
    with pytest.raises(InvalidValue, match="network"):
        coverage_map(Network.of(Partner(id="P-1")))
