"""Answers are read once, and paired by firm or token."""

from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from partnerkit.engagement.replies import is_closed, read_waves, says_problem
from partnerkit.facts import Answer, Network, Partner, Question, Survey
from partnerkit.values.errors import InvalidValue, NotFound
from partnerkit.values.time import Period

NOW = datetime(2026, 5, 2, 9, tzinfo=UTC)
SCALE = Question(id="leads", kind="scale", least=1, most=7, cause="too-few-leads")
ANY = Question(id="any", kind="choices", options=["late-delivery", "none"])
TEXT = Question(id="words", kind="text")


def survey(wave, **kwargs):
    given = {"mode": "named", "series": "pulse", "questions": [SCALE, ANY, TEXT], **kwargs}
    return Survey(id=f"S-{wave}", wave=wave, **given)


def answer(partner, reply, question="leads", wave=1, day=2):
    return Answer(survey=f"S-{wave}", question=question, partner=partner, on=date(2026, 3, day), reply=reply)


def test_the_latest_answer_counts_and_none_that_is_not_known_yet():
    given = [
        answer("P-1", 3),
        answer("P-1", 5, day=9),
        answer("P-2", 7, day=30),
        answer("P-2", ("none",), "any"),
    ]
    network = Network.of(survey(1), [Partner(id=each) for each in ("P-1", "P-2")], given)
    waves = read_waves(network, "pulse", as_of=datetime(2026, 3, 20, tzinfo=UTC), also=["P-0"])

    assert waves.respondents == ("P-0", "P-1", "P-2")
    replies = waves.replies["S-1", "leads"]
    assert (replies.rows.tolist(), replies.values) == ([1], (5,))
    assert waves.mask(replies).tolist() == [False, True, False]
    names, chosen = waves.replies["S-1", "any"].options()
    assert (names, chosen.tolist()) == (("late-delivery", "none"), [[False, True]])
    assert waves.replies["S-1", "any"].points() is None
    points = replies.points()
    assert points is not None
    assert np.array_equal(points, [5.0])


def test_waves_stand_in_their_order_and_a_survey_may_stand_alone():
    network = Network.of(survey(2, minimum_group=7), survey(1))

    assert [each.id for each in read_waves(network, "pulse", as_of=NOW).surveys] == ["S-1", "S-2"]
    assert [each.id for each in read_waves(network, "S-2", as_of=NOW).surveys] == ["S-2"]
    assert read_waves(network, "pulse", as_of=NOW).least == 7


def test_an_anonymous_survey_is_open_until_its_last_day_is_over():
    asked = survey(1, mode="anonymous", period=Period.month(2026, 3))

    assert not is_closed(asked, as_of=datetime(2026, 3, 31, 23, 59, tzinfo=UTC))
    assert is_closed(asked, as_of=datetime(2026, 4, 1, tzinfo=UTC))
    assert not is_closed(survey(1, mode="anonymous"), as_of=NOW)
    assert is_closed(survey(1), as_of=NOW)


@pytest.mark.parametrize(("point", "says"), [(1, True), (3, True), (4, None), (5, False), (7, False)])
def test_a_low_third_says_that_there_is_the_problem(point, says):
    assert says_problem(SCALE, [point]) is says


def test_a_host_may_say_which_replies_mean_it():
    assert says_problem(SCALE, [4], affirming=[4, 5]) is True
    assert says_problem(SCALE, [1], affirming=[4, 5]) is False
    assert says_problem(TEXT, ["late"]) is None


def test_bad_input():
    with pytest.raises(NotFound, match="pulse"):
        read_waves(Network.of(survey(1)), "tide", as_of=NOW)
    twice = Survey(id="S-1b", wave=1, mode="named", series="pulse", questions=[SCALE])
    with pytest.raises(InvalidValue, match="number the waves"):
        read_waves(Network.of(survey(1), twice), "pulse", as_of=NOW)
    with pytest.raises(InvalidValue, match="as_of"):
        read_waves(Network.of(survey(1)), "pulse", as_of=datetime(2026, 3, 2))


def test_an_anonymous_survey_is_closed_at_one_moment_wherever_one_asks():
    asked = survey(1, mode="anonymous", period=Period.of(date(2026, 3, 1), date(2026, 3, 11)))
    end = datetime(2026, 3, 11, tzinfo=UTC)
    for zone in (UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-9))):
        for late, closed in ((timedelta(), True), (-timedelta.resolution, False)):
            assert is_closed(asked, as_of=(end + late).astimezone(zone)) is closed
    with pytest.raises(InvalidValue, match="as_of"):
        is_closed(asked, as_of=datetime(2026, 3, 11))
