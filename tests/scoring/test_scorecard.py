"""A scorecard refuses what would make no sense, all at once."""

import pickle

import pytest

from partnerkit.scoring import Kpi, Scorecard
from partnerkit.values.errors import InvalidInput, InvalidValue


class TestKpi:
    def test_needs_only_a_name(self):
        kpi = Kpi("revenue")

        assert (kpi.weight, kpi.better, kpi.columns) == (1, "higher", ("revenue",))

    def test_of_a_rate_reads_its_two_columns(self):
        kpi = Kpi("rejections", count="rejected", of="claims", half_life="90d", measured="on", better="lower")

        assert kpi.columns == ("rejected", "claims", "on")

    @pytest.mark.parametrize(("text", "days"), [("90d", 90), ("12h", 0.5), ("2w", 14)])
    def test_reads_a_half_life(self, text, days):
        assert Kpi("revenue", half_life=text, measured="on").half_life_days == days

    @pytest.mark.parametrize("weight", [-1, float("nan"), float("inf"), "3", True, None])
    def test_refuses_a_weight_that_is_none(self, weight):
        with pytest.raises(InvalidValue, match="weight"):
            Kpi("revenue", weight=weight)

    @pytest.mark.parametrize("half_life", ["0d", "90", "d", "-3d", "1.5d", "3m", 90])
    def test_refuses_a_half_life_that_is_none(self, half_life):
        with pytest.raises(InvalidValue, match="half_life"):
            Kpi("revenue", half_life=half_life, measured="on")

    @pytest.mark.parametrize("target", [(45, 30), (1, 2, 3), (float("nan"), 1), "ab", 30])
    def test_refuses_a_range_that_is_none(self, target):
        with pytest.raises(InvalidValue, match="target"):
            Kpi("stock", better="target", target=target)

    @pytest.mark.parametrize(
        "half",
        [
            {"better": "target"},
            {"target": (1, 2)},
            {"half_life": "3d"},
            {"measured": "on"},
            {"count": "a"},
            {"of": "b"},
        ],
    )
    def test_refuses_one_half_of_what_belongs_together(self, half):
        with pytest.raises(InvalidValue, match="together"):
            Kpi("stock", **half)

    def test_names_the_half_life_where_the_dates_are_missing(self):
        with pytest.raises(InvalidValue, match=r"^half_life: "):
            Kpi("stock", half_life="3d")

    def test_refuses_an_unknown_direction(self):
        with pytest.raises(InvalidValue, match="use one of higher, lower, target"):
            Kpi("stock", better="max")

    def test_names_every_fault(self):
        with pytest.raises(InvalidInput) as caught:
            Kpi("", weight=-1, better="up")

        assert [fault.path for fault in caught.value.faults] == ["name", "weight", "better"]


class TestScorecard:
    def test_takes_lists_and_keeps_tuples(self):
        card = Scorecard(kpis=[Kpi("revenue")], peers=["tier", "region"])

        assert card.kpis == (Kpi("revenue"),)
        assert card.peers == ("tier", "region")

    def test_knows_the_columns_it_needs_each_once(self):
        card = Scorecard(
            kpis=(Kpi("a", measured="on", half_life="9d"), Kpi("b", measured="on", half_life="9d")),
            peers=("tier",),
        )

        assert card.columns("id") == ("id", "tier", "a", "on", "b")

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kpis": ()},
            {"kpis": ("revenue",)},
            {"kpis": (Kpi("a"), Kpi("a", weight=2))},
            {"kpis": (Kpi("a", weight=0),)},
            {"peers": ()},
            {"peers": "tier"},
            {"min_peers": 0},
            {"min_coverage": 1.1},
            {"min_coverage": float("nan")},
            {"scale": "z"},
            {"aggregate": "mean"},
            {"missing": "zero"},
        ],
        ids=str,
    )
    def test_refuses_what_would_make_no_sense(self, wrong):
        with pytest.raises(InvalidValue):
            Scorecard(**{"kpis": (Kpi("a"),), **wrong})

    def test_compares_hashes_and_pickles(self):
        card = Scorecard(kpis=(Kpi("a"),))

        assert pickle.loads(pickle.dumps(card)) == card
        assert hash(card) == hash(Scorecard(kpis=(Kpi("a"),)))
