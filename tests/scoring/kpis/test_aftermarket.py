"""Parts and service as a share of all revenue."""

from partnerkit.scoring.kpis.aftermarket import aftermarket_share


def test_both_are_summed_before_they_are_divided(found, euros, partner):
    facts = [euros("revenue", "100", "10", "90"), euros("aftermarket_revenue", "10", "10", "30")]

    assert found(aftermarket_share(), partner, *facts) == {"P-4": 0.25}


def test_more_than_all_cannot_be_true(found, euros, partner):
    facts = [euros("revenue", "1", "1", "1"), euros("aftermarket_revenue", "2", "2", "2")]

    assert found(aftermarket_share(), partner, *facts) == {"P-4": None}
