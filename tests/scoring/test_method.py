"""The conventions that a score names."""

import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.scoring.method import method_of
from partnerkit.scoring.scorecard import BOUNDED, Aggregate, Scale, Weighing

PLAIN = Scorecard(kpis=(Kpi("revenue", weight=2),))


@pytest.mark.parametrize(
    ("scale", "aggregate"),
    [
        (scale, aggregate)
        for scale in Scale.__args__
        for aggregate in Aggregate.__args__
        if aggregate != "geometric" or scale in BOUNDED
    ],
)
def test_every_choice_has_its_formula(scale, aggregate):
    kpi = Kpi("revenue", points=(0, 9) if scale == "points" else None)
    method = method_of(Scorecard(kpis=(kpi,), scale=scale, aggregate=aggregate), as_of="now")

    assert method["aggregate"] == aggregate
    assert method["scale"] == ("net_flow" if aggregate == "promethee_ii" else scale)
    assert method["scale_formula"]
    assert method["aggregate_formula"]


@pytest.mark.parametrize("weights", Weighing.__args__)
def test_weights_have_their_formula_wherever_they_come_from(weights):
    card = Scorecard(kpis=(Kpi("revenue"),), weights=weights)
    method = method_of(card, as_of="now", weights=[1.0])

    assert method.get("weighing_formula") is not None


def test_only_what_was_used_is_named():
    assert not {"rates", "freshness", "fallback", "min_peers"} & set(method_of(PLAIN, as_of="now"))


def test_what_was_used_is_named():
    kpi = Kpi("rejections", count="rejected", of="claims", half_life="3d", measured="on")
    method = method_of(Scorecard(kpis=(kpi,), peers=("tier",)), as_of="now")

    assert {"rates", "freshness", "fallback", "min_peers"} <= set(method)
    assert method["weights"] == (("rejections", 1.0),)
