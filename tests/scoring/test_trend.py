"""Who is improving, steady or falling; and who does otherwise than before."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from partnerkit.interop import say
from partnerkit.scoring import Kpi, trends
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound

MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
NOISE = np.random.default_rng(3).normal(size=(6, 36))
SEASON = 30 * np.sin(np.arange(36) * 2 * np.pi / 12)
AFTER = date(2026, 1, 31)

SERIES = {
    "rising": 100 + 1.5 * np.arange(36) + SEASON + NOISE[0],
    "falling": 160 - 1.5 * np.arange(36) + SEASON + NOISE[1],
    "steady": 100 + SEASON + 0.3 * NOISE[2],
    "wild": 100 + 60 * NOISE[3],
    "stepped": 100 + SEASON + np.where(np.arange(36) < 20, 0.0, 40.0) + NOISE[4],
    "short": np.where(np.arange(36) < 31, np.nan, 100 + NOISE[5]),
}


def frame(series=SERIES):
    return {
        "partner": [name for name in series for _ in MONTHS],
        "month": MONTHS * len(series),
        "sales": np.concatenate(list(series.values())),
    }


def judged(series=SERIES, kpi="sales", **options):
    return trends(frame(series), key="partner", by="month", kpi=kpi, as_of=AFTER, **options)


def test_verdicts():
    assert {key: each.verdict for key, each in judged().items()} == {
        "rising": "improving",
        "falling": "falling",
        "steady": "steady",
        "wild": "unclear",
        "stepped": "improving",
        "short": None,
    }


def test_less_may_be_better():
    found = judged(kpi=Kpi("sales", better="lower"))

    assert (found["rising"].verdict, found["falling"].verdict) == ("falling", "improving")
    assert found["rising"].slope > 0


def test_nearer_to_a_target_is_better():
    found = judged(kpi=Kpi("sales", better="target", target=(200, 300)))

    assert (found["rising"].verdict, found["falling"].verdict) == ("improving", "falling")


def test_a_season_alone_is_no_trend():
    half = {"seasonal": (100 + SEASON + 0.3 * NOISE[0])}
    cut = {"seasonal": np.where((np.arange(36) >= 6) & (np.arange(36) < 34), half["seasonal"], np.nan)}

    assert judged(cut)["seasonal"].verdict == "steady"
    assert judged(cut, seasonal=False)["seasonal"].verdict == "unclear"
    assert judged(half).method["season"] == 12


def test_two_halves_of_a_year_are_a_season_too():
    halves = [f"{year}-H{half}" for year in range(2016, 2026) for half in (1, 2)]
    sales = 100 + np.tile([0.0, 40.0], 10) + 0.3 * NOISE[0, :20]
    told = {"partner": ["steady"] * 20, "month": halves, "sales": sales}
    found = trends(told, key="partner", by="month", kpi="sales", as_of=AFTER)["steady"]

    assert found.verdict == "steady"
    assert found.expected == pytest.approx(140, abs=2)


def test_a_break_is_told_with_its_month():
    found = judged()["stepped"]
    codes = [reason.code for reason in found.reasons]

    assert codes[:2] == ["trend-improving", "level-changed"]
    assert found.reasons[1].facts["since"].label == "2024-09"
    assert found.reasons[1].facts["after"] - found.reasons[1].facts["before"] == pytest.approx(40, abs=8)
    assert "level-changed" not in [reason.code for reason in judged()["rising"].reasons]


def test_against_its_own_past():
    fell = {"partner": SERIES["rising"].copy()}
    fell["partner"][-1] = 40.0
    found = judged(fell)["partner"]

    assert found.latest == 40.0
    assert found.expected == pytest.approx(SERIES["rising"][-1], abs=6)
    assert found.surprise < -5
    assert found.reasons[-1].code == "unlike-own-past"
    assert abs(judged()["rising"].surprise) < 3


def test_too_few_periods_give_no_verdict_but_their_number():
    found = judged()["short"]

    assert found.reasons[0].code == "too-few-periods"
    assert found.reasons[0].facts["periods"] == 5
    assert judged(seasonal=False, least_periods=5)["short"].verdict is not None


def test_too_few_of_one_season_are_told_as_that_and_not_as_too_few():
    months = [f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)]
    frame = {
        "partner": ["old"] * 24 + ["new"] * 14,
        "month": months + months[10:],
        "sales": [float(value) for value in (*range(24), *range(14))],
    }
    asked = {"key": "partner", "by": "month", "kpi": "sales", "as_of": date(2026, 1, 31)}
    (reason,) = trends(frame, **asked)["new"].reasons

    assert (reason.code, reason.facts["count"], reason.facts["least"]) == ("too-few-of-one-season", 2, 8)
    assert trends(frame, **asked, seasonal=False)["new"].verdict == "improving"


def test_the_frame_says_the_same_row_by_row():
    found = judged()

    assert found.frame["partner"].tolist() == list(SERIES)
    assert found.frame["verdict"].tolist() == [
        "improving",
        "falling",
        "steady",
        "unclear",
        "improving",
        "unknown",
    ]
    assert found.frame["changed"].tolist()[4] == "2024-09"
    assert found.of("improving") == ("stepped", "rising") or found.of("improving") == ("rising", "stepped")
    assert repr(found) == "<Trends of 6 over 36 periods: 2 improving, 1 steady, 1 falling, 1 unclear>"


def test_a_frame_of_pandas_comes_back_as_one():
    assert isinstance(
        trends(pd.DataFrame(frame()), key="partner", by="month", kpi="sales", as_of=AFTER).frame, pd.DataFrame
    )


def test_unbounded_intervals_are_none():
    found = judged(
        {"few": np.where(np.arange(36) < 33, np.nan, np.arange(36.0))}, seasonal=False, least_periods=3
    )

    assert (found["few"].low, found["few"].high) == (None, None)
    assert found["few"].slope == 1.0


def test_an_unknown_key_is_told_a_dozen_of_those_there_are():
    many = {f"P-{number}": SERIES["steady"] for number in range(13)}
    with pytest.raises(NotFound) as caught:
        judged(many)["Z"]

    assert str(caught.value).endswith("P-11 and 1 more")


def test_an_unknown_key():
    with pytest.raises(NotFound, match="rising"):
        _ = judged()["nobody"]


def test_every_bad_parameter_is_told():
    with pytest.raises(InvalidInput) as caught:
        judged(level=1.0, steady_within=-1, least_periods=2)

    assert [fault.path for fault in caught.value.faults] == ["level", "steady_within", "least_periods"]


def test_a_rate_of_counts_is_refused():
    with pytest.raises(InvalidValue, match="column of the rate itself"):
        judged(kpi=Kpi("sales", count="a", of="b"))


@pytest.mark.parametrize("locale", ["en", "de", "sv"])
def test_it_is_said_in_words(locale):
    for each in judged().values():
        said = say(each, locale=locale)

        assert "?" not in said
        assert not said.startswith("trend-")


def test_no_rows():
    empty = {"partner": [], "month": [], "sales": []}
    found = trends(empty, key="partner", by="month", kpi="sales", as_of=AFTER)

    assert len(found) == 0
    assert found.breaks == ()


def test_a_key_called_like_a_column_of_the_answer_is_refused():
    with pytest.raises(InvalidValue, match="rename the column"):
        trends(
            {"slope": ["a"], "month": ["2026-01"], "v": [1]},
            key="slope",
            by="month",
            kpi="v",
            as_of=date(2026, 3, 1),
        )


def test_a_season_begins_with_any_month():
    begun = [label for label in MONTHS if label >= "2023-02"]
    told = {"partner": ["P-1"] * len(begun), "month": begun, "sales": SERIES["steady"][-len(begun) :]}
    found = trends(told, key="partner", by="month", kpi="sales", as_of=AFTER)

    assert found.method["season"] == 12
    assert found["P-1"].verdict == "steady"


def test_a_figure_that_makes_no_sense_is_unknown():
    odd = {"partner": SERIES["rising"].copy()}
    odd["partner"][-1] = -40.0
    found = judged(odd, kpi=Kpi("sales", valid=(0, 1000)))

    assert found["partner"].latest == odd["partner"][-2]
    assert (found.method["valid"], found.method["outside"]) == ((0, 1000), 1)
