"""
Scores and weights as published, under the convention that each source uses.

TOPSIS: Hwang and Yoon, Multiple Attribute Decision Making (1981), choose a
fighter aircraft by six attributes; libraries and textbooks give .643, .268,
.613, .312 for vector normalization. The six alternatives are those of
pyrepo-mcda with its published ranks, for min-max normalization; the same
figures under vector normalization rank otherwise, which is why a score names
its convention.

VIKOR: Opricovic and Tzeng, European Journal of Operational Research 156
(2004), 445-455, the climb of a mountain; and 178 (2007), 514-529, six water
reservoirs under four sets of weights.

PROMETHEE II: Papathanasiou and Ploskas, Multiple Criteria Decision Aid (2018),
chapter 3; Ziemba, Sustainability 11 (2019), 1555; Ziemba and others, Energies
10 (2017), 1755. The usual criterion: the example of pymcdm.

CRITIC: Diakoulaki, Mavrotas and Papayannakis, Computers and Operations
Research 22 (1995), 763-770. Entropy: Xu, European Journal of Operational
Research 156 (2004), 530-532; Zavadskas and Podvezko, International Journal of
Information Technology and Decision Making 15 (2016), 267-283. AHP:
Papathanasiou and Ploskas, chapter 5.

None of these papers and books was read for this. Their figures and results are
taken as others quote them who tested their own code by them, each under the
name of its paper: VIKOR (both papers, with S, R and Q) and CRITIC in the tests
of scikit-criteria (tests/agg/test_vikor.py, tests/preprocessing/
test_weighters.py); PROMETHEE II and AHP in those of pyrepo-mcda; entropy in
those of objective-weights-mcda and, the second, in Julia and Scala by another
author. The aircraft and the usual criterion stand in several libraries without
a page. So this shows agreement with independent code and with what its authors
read; the two articles by Ziemba are open access, for whoever reads on.
"""

import csv
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose

from partnerkit.scoring import Kpi, Pairwise, Scorecard, score

DAY = date(2026, 1, 1)
FIGHTERS = {
    "aircraft": ["A1", "A2", "A3", "A4"],
    "maximum speed": [2.0, 2.5, 1.8, 2.2],
    "ferry range": [1500, 2700, 2000, 1800],
    "maximum payload": [20000, 18000, 21000, 20000],
    "acquisition cost": [5.5, 6.5, 4.5, 5.0],
    "reliability": [5, 3, 7, 5],
    "maneuverability": [9, 5, 7, 5],
}
WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)


@pytest.mark.parametrize(
    ("scale", "published"),
    [("vector", [0.6433, 0.2684, 0.6135, 0.3123]), ("min_max", [0.6127, 0.3660, 0.5306, 0.3517])],
)
def test_fighter_aircraft(scale, published):
    kpis = tuple(
        Kpi(name, weight=weight, better="lower" if name == "acquisition cost" else "higher")
        for name, weight in zip(list(FIGHTERS)[1:], WEIGHTS, strict=True)
    )
    card = Scorecard(kpis=kpis, scale=scale, aggregate="topsis")

    assert score(card, FIGHTERS, key="aircraft", as_of=DAY).score.round(4).tolist() == published


@pytest.mark.real
class TestSixAlternatives:
    @pytest.fixture
    def table(self, shared_data):
        with (shared_data / "mcdm_worked" / "six_alternatives.csv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    @pytest.fixture
    def published(self, shared_data):
        with (shared_data / "mcdm_worked" / "six_alternatives_published_ranks.csv").open(
            encoding="utf-8"
        ) as file:
            rows = list(csv.DictReader(file))
            return {name: [int(row[name]) for row in rows] for name in ("TOPSIS", "VIKOR")}

    def scores(self, table, scale, aggregate="topsis"):
        *rows, weights, types = table
        criteria = list(rows[0])[1:]
        card = Scorecard(
            kpis=tuple(
                Kpi(name, weight=float(weights[name]), better="higher" if types[name] == "1" else "lower")
                for name in criteria
            ),
            scale=scale,
            aggregate=aggregate,
        )
        frame = {
            "Ai": [row["Ai"] for row in rows],
            **{name: [float(row[name]) for row in rows] for name in criteria},
        }
        return score(card, frame, key="Ai", as_of=DAY)

    def test_under_the_published_convention(self, table, published):
        scores = self.scores(table, "min_max")

        assert scores.score.round(4).tolist() == [0.5877, 0.4373, 0.5407, 0.3888, 0.4096, 0.4983]
        assert scores.rank.tolist() == published["TOPSIS"]

    def test_under_another_convention_the_ranks_differ(self, table, published):
        assert self.scores(table, "vector").rank.tolist() == [1, 2, 4, 5, 6, 3] != published["TOPSIS"]

    @pytest.mark.parametrize("scale", ["min_max", "vector", "peer_z", "robust_z"])
    def test_vikor_ranks_as_published_whatever_the_scale(self, table, published, scale):
        assert self.scores(table, scale, "vikor").rank.tolist() == published["VIKOR"]


def scored(matrix, given, types, **options):
    """Score a matrix of alternatives in rows, as the literature writes them; 1 is a benefit, -1 a cost."""
    preferences = options.pop("preferences", [None] * len(types))
    kpis = [
        Kpi(f"c{place}", weight=weight, better="higher" if way > 0 else "lower", preference=preference)
        for place, (weight, way, preference) in enumerate(zip(given, types, preferences, strict=True))
    ]
    frame = {f"c{place}": column for place, column in enumerate(np.array(matrix, dtype=float).T)}
    card = Scorecard(kpis=kpis, **options)
    return score(card, {"id": range(len(matrix)), **frame}, key="id", as_of=DAY)


RESERVOIRS = [
    [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
    [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
    [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
    [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
    [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
    [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
]


class TestVikor:
    @pytest.mark.parametrize("scale", ["min_max", "peer_z"])
    def test_climbs_the_mountain(self, scale):
        scores = scored([[1, 3000], [2, 3750], [5, 4500]], [1, 1], [-1, 1], scale=scale, aggregate="vikor")

        assert_allclose(1 - scores.score, [1, 0, 1], atol=1e-12)
        assert [sum(line.to_best for line in scores.explain(key).lines) for key in scores] == pytest.approx(
            [0.5, 0.375, 0.5]
        )
        assert [max(line.to_best for line in scores.explain(key).lines) for key in scores] == pytest.approx(
            [0.5, 0.25, 0.5]
        )

    @pytest.mark.parametrize(
        ("weights", "whole", "regret", "published", "ranks"),
        [
            (
                [1] * 8,
                [0.692, 0.7, 0.29, 0.423, 0.28, 0.346],
                [0.125, 0.125, 0.121, 0.125, 0.067, 0.125],
                [0.991, 1.0, 0.473, 0.670, 0.0, 0.578],
                [5, 6, 2, 4, 1, 3],
            ),
            (
                [2] * 4 + [1] * 4,
                [0.701, 0.6, 0.386, 0.365, 0.317, 0.459],
                [0.167, 0.114, 0.161, 0.167, 0.089, 0.167],
                [1.0, 0.533, 0.552, 0.563, 0.0, 0.686],
                [6, 2, 3, 4, 1, 5],
            ),
            (
                [1] * 4 + [2] * 4,
                [0.683, 0.8, 0.193, 0.48, 0.243, 0.232],
                [0.113, 0.167, 0.08, 0.122, 0.044, 0.083],
                [0.684, 1.0, 0.147, 0.554, 0.041, 0.191],
                [5, 6, 2, 4, 1, 3],
            ),
            (
                [1] * 4 + [3.2] * 4,
                [0.678, 0.857, 0.138, 0.513, 0.222, 0.167],
                [0.129, 0.190, 0.057, 0.139, 0.042, 0.060],
                [0.668, 1.0, 0.051, 0.588, 0.058, 0.078],
                [5, 6, 1, 4, 2, 3],
            ),
        ],
    )
    def test_chooses_a_reservoir(self, weights, whole, regret, published, ranks):
        scores = scored(RESERVOIRS, weights, [1, -1, 1, 1, -1, -1, -1, 1], aggregate="vikor")
        ways = [[line.to_best for line in scores.explain(key).lines] for key in scores]

        assert_allclose([sum(each) for each in ways], whole, atol=1.5e-3)
        assert_allclose([max(each) for each in ways], regret, atol=1.5e-3)
        assert_allclose(1 - scores.score, published, atol=1.5e-3)
        assert scores.rank.tolist() == ranks


class TestPromethee:
    def test_with_preferences_in_proportion(self):
        """Papathanasiou and Ploskas, table 3.6: indifferent up to 1, decided from 2."""
        matrix = [[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]]
        scores = scored(
            matrix, [0.4, 0.3, 0.1, 0.2], [1] * 4, preferences=[(1, 2)] * 4, aggregate="promethee_ii"
        )

        assert scores.score.round(2).tolist() == [-0.26, -0.52, -0.22, 0.36, 0.7, -0.06]

    def test_on_figures_of_many_units(self):
        """Ziemba 2019: power stations by twelve criteria."""
        figures = [
            [38723, 34913, 25596, 34842, 22570, 39773, 19500, 34525, 16486],
            [33207, 32085, 2123, 32095, 1445, 17485, 868, 16958, 958],
            [0, 0.2, 5, 0.2, 0.2, 0.2, 99, 99, 99],
            [3375, 3127, 3547, 3115, 3090, 4135, 3160, 4295, 3653],
            [11.36, 12.78, 12.78, 12.86, 12.86, 17, 12.86, 17, 12.86],
            [-320.9, -148.4, -148.4, -9.9, -9.9, 0, -9.9, 0, -9.9],
            [203.7, 463, 356.2, 552.5, 295, 383, 264, 352, 264],
            [0, 11.7, 44.8, 11.7, 95.9, 95.9, 116.8, 116.8, 164.9],
            [0, 4.9, 10.7, 5.4, 11.2, 11.2, 11.2, 11.2, 11.2],
            [1, 1, 1, 3.5, 4, 4, 4, 4, 4],
            [21.5, 47.9, 27.7, 39.7, 1.5, 22.7, 2.7, 23.9, 1],
            [0, 3.7, 4.5, 10.3, 11.5, 11.5, 11.3, 11.3, 11.4],
        ]
        weights = [0.3333, 0.1667, 0.1667, 0.3333, 0.25, 0.75, 1, 1, 0.4, 0.20, 0.40, 1]
        types = [-1, -1, 1, -1, 1, 1, -1, 1, 1, -1, -1, 1]
        decided = [2100, 5000, 50, 200, 5, 20, 100, 80, 4, 2, 23, 3]
        indifferent = [420, 1000, 10, 40, 1, 7, 50, 20, 1, 1, 4.6, 1]
        preferences = list(zip(indifferent, decided, strict=True))
        matrix = np.array(figures).T
        scores = scored(matrix, weights, types, preferences=preferences, aggregate="promethee_ii")
        published = [-0.4143, -0.5056, -0.2317, -0.2892, 0.3313, 0.0619, 0.4296, 0.1626, 0.4554]

        assert scores.score.round(4).tolist() == published

    def test_with_any_difference_counting_up_to_a_limit(self):
        """Ziemba and others 2017: places of wind farms at sea."""
        figures = [
            [16347, 14219, 8160, 8160],
            [9, 8.5, 9, 8.5],
            [73.8, 55, 64.8, 62.5],
            [36.7, 36, 28.5, 29.5],
            [1.5, 2, 2, 1.5],
            [3730, 3240, 1860, 1860],
            [2, 1, 2, 1],
            [1, 1, 2, 3],
            [38.8, 33.1, 45.8, 27.3],
            [4, 2, 4, 3],
            [1720524, 1496512, 858830, 858830],
            [40012, 34803, 19973, 19973],
        ]
        weights = [20, 5, 5, 1.67, 1.67, 11.67, 11.67, 5, 5, 16.67, 8.33, 8.33]
        types = [-1, -1, -1, -1, -1, 1, -1, -1, 1, -1, 1, 1]
        decided = [7280, 4, 13.4, 7.4, 3, 1662, 3, 3, 13.8, 3, 766240, 17820]
        preferences = [(0, each) for each in decided]
        scores = scored(
            np.array(figures).T, weights, types, preferences=preferences, aggregate="promethee_ii"
        )

        assert scores.score.round(4).tolist() == [-0.0445, 0.1884, -0.0954, -0.0485]

    def test_with_the_usual_criterion(self):
        scores = scored([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [1] * 3, aggregate="promethee_ii")

        assert scores.score.round(2).tolist() == [0.1, -0.3, 0.2]


class TestWeights:
    def test_critic_of_pharmaceutical_firms(self):
        firms = [
            [61, 1.08, 4.33],
            [20.7, 0.26, 4.34],
            [16.3, 1.98, 2.53],
            [9.0, 3.29, 1.65],
            [5.4, 2.77, 2.33],
            [4.0, 4.12, 1.21],
            [-6.1, 3.52, 2.10],
            [-34.6, 3.31, 0.98],
        ]
        found = scored(firms, [1] * 3, [1] * 3, weights="critic").weights

        assert [round(weight, 2) for weight in found] == [0.20, 0.48, 0.32]
        assert_allclose(found, [0.20222554, 0.48090173, 0.31687273], atol=5e-9)

    @pytest.mark.parametrize(
        ("matrix", "published"),
        [
            (
                [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]],
                [0.4630, 0.3992, 0.1378, 0.0000],
            ),
            (
                [[3.0, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]],
                [0.1146, 0.1981, 0.4185, 0.2689],
            ),
        ],
        ids=["Xu", "Zavadskas"],
    )
    def test_entropy(self, matrix, published):
        found = scored(matrix, [1] * 4, [1, -1, 1, -1], weights="entropy").weights

        assert [round(weight, 4) for weight in found] == published

    def test_pairs_choose_a_facility(self):
        def judged(*rows):
            count = len(rows)
            pairs = {(f"{a}", f"{b}"): rows[a][b] for a in range(count) for b in range(a + 1, count)}
            return Pairwise.of(pairs)

        criteria = judged([1, 1, 5, 3], [1, 1, 5, 3], [1 / 5, 1 / 5, 1, 1 / 3], [1 / 3, 1 / 3, 3, 1])
        places = [
            judged(
                [1, 5, 1, 1, 1 / 3, 3],
                [1 / 5, 1, 1 / 3, 1 / 5, 1 / 7, 1],
                [1, 3, 1, 1 / 3, 1 / 5, 1],
                [1, 5, 3, 1, 1 / 3, 3],
                [3, 7, 5, 3, 1, 7],
                [1 / 3, 1, 1, 1 / 3, 1 / 7, 1],
            ),
            judged(
                [1, 7, 3, 1 / 3, 1 / 3, 1 / 3],
                [1 / 7, 1, 1 / 3, 1 / 7, 1 / 9, 1 / 7],
                [1 / 3, 3, 1, 1 / 5, 1 / 5, 1 / 5],
                [3, 7, 5, 1, 1, 1],
                [3, 9, 5, 1, 1, 1],
                [3, 7, 5, 1, 1, 1],
            ),
            judged(
                [1, 1 / 9, 1 / 7, 1 / 9, 1, 1 / 5],
                [9, 1, 1, 1, 5, 3],
                [7, 1, 1, 1, 5, 1],
                [9, 1, 1, 1, 7, 3],
                [1, 1 / 5, 1 / 5, 1 / 7, 1, 1 / 3],
                [5, 1 / 3, 1, 1 / 3, 3, 1],
            ),
            judged(
                [1, 1 / 5, 1 / 5, 1 / 3, 1 / 7, 1 / 5],
                [5, 1, 1, 3, 1 / 3, 1],
                [5, 1, 1, 1, 1 / 3, 1],
                [3, 1 / 3, 1, 1, 1 / 7, 1],
                [7, 3, 3, 7, 1, 5],
                [5, 1, 1, 1, 1 / 5, 1],
            ),
        ]
        local = np.array([[place.weights[f"{a}"] for a in range(6)] for place in places])
        found = np.array([criteria.weights[f"{a}"] for a in range(4)]) @ local

        assert found.round(3).tolist() == [0.117, 0.071, 0.095, 0.212, 0.350, 0.155]
        assert criteria.consistency_ratio < 0.1
