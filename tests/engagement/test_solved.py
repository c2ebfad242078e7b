"""Each is compared with himself: which problems are fewer, by more than chance?"""

from datetime import UTC, date, datetime

import pytest

from partnerkit.engagement import solved_problems, survey_results
from partnerkit.facts import Answer, Network, Partner, Question, Survey
from partnerkit.interop import say
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
LEADS = Question(id="leads", kind="scale", least=1, most=5, cause="too-few-leads")
TROUBLE = Question(
    id="trouble", kind="choices", options=["late-delivery", "poor-lead-quality", "channel-conflict", "rain"]
)
CAUSES = ("late-delivery", "poor-lead-quality", "channel-conflict")


def surveys(mode="named"):
    return [
        Survey(
            id=f"S-{wave}", series="pulse", wave=wave, mode=mode, questions=[LEADS, TROUBLE],
            period=Period.month(2026, wave),
        )
        for wave in (1, 2, 3)
    ]  # fmt: skip


def answers(wave, question, replies, by="partner"):
    return [
        Answer(survey=f"S-{wave}", question=question, on=date(2026, wave, 2), reply=reply, **{by: f"P-{at}"})
        for at, reply in enumerate(replies)
        if reply is not None
    ]


def network(*given, mode="named"):
    return Network.of(surveys(mode), [Partner(id=f"P-{at}") for at in range(40)], *given)


def changes(*given, mode="named", **kwargs):
    return solved_problems(network(*given, mode=mode), "pulse", as_of=NOW, **kwargs)


def test_the_last_two_waves_are_paired():
    found = changes(
        answers(1, "leads", [5] * 20),
        answers(2, "leads", [1] * 14 + [5] * 6),
        answers(3, "leads", [1] * 2 + [4] * 18),
    )
    (one,) = found

    assert (one.wave_before, one.wave, one.count, one.before, one.after) == (2, 3, 20, 14, 2)
    assert (one.solved, one.arisen, one.stands, one.is_solved) == (12, 0, True, True)
    assert one.chance == pytest.approx(2 / 2**12)
    assert one.change.estimate == -0.6
    assert say(one) == (
        "Too few leads: 14 of 20 partners named it before, 2 now. That is fewer by more than chance (p ≤ 0.1%)."
    )


def test_only_who_answered_both_times_counts():
    found = changes(answers(2, "leads", [1] * 20), answers(3, "leads", [None] * 10 + [5] * 15))

    assert (found[0].count, found[0].before, found[0].after) == (10, 10, 0)


def test_a_neither_is_no_problem():
    assert changes(answers(2, "leads", [1] * 8), answers(3, "leads", [3] * 8))[0].solved == 8


def test_what_is_more_often_is_told_as_well():
    (one,) = changes(answers(2, "leads", [5] * 10), answers(3, "leads", [1] * 10))

    assert one.reason.code == "problem-more-often"
    assert not one.is_solved


def test_the_more_is_looked_at_the_more_is_needed():
    replies = [("late-delivery", "rain")] * 6 + [("rain",)] * 10
    given = (answers(2, "trouble", replies), answers(3, "trouble", [("rain",)] * 16))
    alone, of_three = changes(*given, causes=CAUSES[:1]), changes(*given, causes=CAUSES)

    assert [each.cause for each in of_three] == ["too-few-leads", *CAUSES]
    assert of_three[0].reason.code == "survey-too-few"
    assert alone[1].is_solved
    assert alone[1].chance == of_three[1].chance == 1 / 32
    assert of_three[1].chance_of_all == 3 / 32
    assert of_three[1].reason.code == "problem-as-before"


def test_a_host_may_say_which_replies_mean_it():
    given = (answers(2, "leads", [4] * 8), answers(3, "leads", [2] * 8))

    assert changes(*given, affirming={"leads": [4]})[0].solved == 8


def test_fewer_pairs_than_the_minimum_show_nothing():
    (one,) = changes(answers(2, "leads", [1] * 4), answers(3, "leads", [5] * 4))

    assert (one.count, one.before, one.chance, one.stands) == (None, None, None, None)
    assert one.reason.code == "survey-too-few"


def test_pairs_beside_a_whole_wave_must_not_tell_of_the_others():
    given = (answers(2, "leads", [1] * 10), answers(3, "leads", [None] * 2 + [5] * 15))
    told = survey_results(network(*given), "pulse", as_of=NOW)

    assert told.of("leads", wave=2).count == 10
    assert changes(*given)[0].count == 8
    assert changes(*given, already=told.shown)[0].reason.code == "survey-told-by-difference"


def test_tokens_pair_the_waves_of_an_anonymous_survey():
    given = (
        answers(2, "leads", [1] * 9, by="respondent"), answers(3, "leads", [5] * 9, by="respondent")
    )  # fmt: skip
    (one,) = changes(*given, mode="anonymous")

    assert (one.count, one.solved) == (9, 9)


def test_waves_that_still_run_are_not_compared():
    given = (answers(2, "leads", [1] * 9, by="respondent"), answers(3, "leads", [5] * 9, by="respondent"))
    early = solved_problems(
        network(*given, mode="anonymous"), "pulse", as_of=datetime(2026, 3, 9, tzinfo=UTC)
    )

    assert [(each.wave_before, each.wave) for each in early] == [(1, 2)]
    assert early[:][0].reason.code == "survey-too-few"
    assert repr(early) == "<ProblemChanges: 1, 0 solved>"


def test_changes_are_a_table():
    frame = changes(answers(2, "leads", [1] * 8), answers(3, "leads", [3] * 8)).to_frame()

    assert frame["code"].tolist() == ["problem-less-often"]
    assert frame["change_estimate"].tolist() == [-1.0]


def test_bad_input():
    with pytest.raises(InvalidValue, match="error"):
        changes(error=0.5)
    with pytest.raises(InvalidValue, match="causes"):
        changes(causes="too-few-leads")
