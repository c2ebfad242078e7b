"""
TOPSIS as published, under the convention that each source uses.

Hwang and Yoon, Multiple Attribute Decision Making (1981), choose a fighter
aircraft by six attributes; libraries and textbooks give .643, .268, .613, .312
for vector normalization. The six alternatives are those of pyrepo-mcda with
its published ranks, for min-max normalization; the same figures under vector
normalization rank otherwise, which is why a score names its convention.
"""

import csv
from datetime import date

import pytest

from partnerkit.scoring import Kpi, Scorecard, score

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
            return [int(row["TOPSIS"]) for row in csv.DictReader(file)]

    def scores(self, table, scale):
        *rows, weights, types = table
        criteria = list(rows[0])[1:]
        card = Scorecard(
            kpis=tuple(
                Kpi(name, weight=float(weights[name]), better="higher" if types[name] == "1" else "lower")
                for name in criteria
            ),
            scale=scale,
            aggregate="topsis",
        )
        frame = {
            "Ai": [row["Ai"] for row in rows],
            **{name: [float(row[name]) for row in rows] for name in criteria},
        }
        return score(card, frame, key="Ai", as_of=DAY)

    def test_under_the_published_convention(self, table, published):
        scores = self.scores(table, "min_max")

        assert scores.score.round(4).tolist() == [0.5877, 0.4373, 0.5407, 0.3888, 0.4096, 0.4983]
        assert scores.rank.tolist() == published

    def test_under_another_convention_the_ranks_differ(self, table, published):
        assert self.scores(table, "vector").rank.tolist() == [1, 2, 4, 5, 6, 3] != published
