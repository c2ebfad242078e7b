"""Results with their bounds, as far as they may be shown."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.engagement import Shown, survey_results
from partnerkit.facts import Answer, Network, Partner, Question, Survey
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue, NotFound
from partnerkit.values.time import Period

NOW = datetime(2026, 6, 2, 9, tzinfo=UTC)
RECOMMEND = Question(id="recommend", kind="scale", least=0, most=10)
TIER = Question(id="tier", kind="choice", options=["gold", "silver"])
WORDS = Question(id="words", kind="text")


def survey(wave=1, **kwargs):
    given = {"mode": "named", "series": "pulse", "questions": [RECOMMEND, TIER, WORDS], **kwargs}
    return Survey(id=f"S-{wave}", wave=wave, **given)


def anonymous(wave=1):
    return survey(wave, mode="anonymous", period=Period.month(2026, 2 + wave))


def answers(replies, wave=1, question="recommend", start=0, by="partner"):
    return [
        Answer(
            survey=f"S-{wave}", question=question, on=date(2026, 2 + wave, 2), reply=reply, **{by: f"P-{at}"}
        )
        for at, reply in enumerate(replies, start)
    ]


def network(*given, surveys, count=30):
    return Network.of(surveys, [Partner(id=f"P-{at}") for at in range(count)], *given)


def results(*given, **kwargs):
    surveys = kwargs.pop("surveys", (survey(),))
    return survey_results(network(*given, surveys=surveys), "pulse", as_of=NOW, **kwargs)


def test_a_promoter_score_is_promoters_less_detractors():
    found = results(answers([10] * 6 + [9] * 4 + [8] * 5 + [3] * 5)).of("recommend")

    assert found.count == 20
    assert found.promoter_score.estimate == 0.25
    # Rocks (2016): 3/4 to each side, 3 in all.
    assert found.promoter_score.low == pytest.approx(
        5 / 23 - 1.959964 * ((16.5 / 23 - (5 / 23) ** 2) / 23) ** 0.5
    )
    assert found.mean.estimate == pytest.approx(7.55)
    assert say(found) == (
        "Question recommend, wave 1: 20 answers. Mean 7.55 (6.24 to 8.86). "
        "Partner net promoter score 25 (-11.72 to 55.19)."
    )


def test_shares_of_a_choice_are_known_within_bounds():
    found = results(answers(["gold"] * 3 + ["silver"] * 9, question="tier")).of("tier")

    assert found.shares["gold"].estimate == 0.25
    assert found.shares["gold"].method == "Wilson 1927"
    assert found.mean is None
    assert found.promoter_score is None


def test_text_is_counted_only():
    found = results(answers(["well"] * 5, question="words")).of("words")

    assert (found.count, dict(found.shares), found.mean) == (5, {}, None)


def test_fewer_than_the_minimum_show_nothing_not_even_how_many():
    found = results(answers([10, 10, 9, 1])).of("recommend")

    assert (found.count, found.mean, found.promoter_score) == (None, None, None)
    assert say(found.held_back) == "Fewer than 5 answers: nothing is shown."
    assert (
        say(results(answers([10])).of("recommend"), locale="de")
        == "Weniger als 5 Antworten: Es wird nichts gezeigt."
    )


def test_groups_are_shown_as_far_as_no_difference_tells_of_a_few():
    tiers = {"tier": {f"P-{at}": "gold" if at < 8 else "silver" if at < 15 else "bronze" for at in range(17)}}
    found = results(answers([9] * 17), cuts=tiers)

    assert found.of("recommend").count == 17
    assert found.of("recommend", group="gold").count == 8
    # Shown with all and gold, silver would tell of the two bronze ones.
    assert found.of("recommend", group="silver").held_back.code == "survey-told-by-difference"
    assert found.of("recommend", group="bronze").held_back.code == "survey-too-few"
    assert repr(found) == "<SurveyResults of 'pulse': 12, 10 held back>"


def test_what_was_shown_by_one_cut_counts_in_the_next():
    given = answers([9] * 20)
    first = results(given, cuts={"tier": {f"P-{at}": "gold" for at in range(10)}})
    region = {"region": {f"P-{at}": "north" for at in range(12)}}

    assert first.of("recommend", group="gold").count == 10
    assert results(given, cuts=region).of("recommend", group="north").count == 12
    told = results(given, cuts=region, already=first.shown).of("recommend", group="north")
    assert told.held_back.code == "survey-told-by-difference"


def test_a_newcomer_in_the_next_wave_is_not_told_by_difference():
    surveys = (survey(1), survey(2))
    found = results(answers([9] * 10), answers([9] * 10 + [2], wave=2), surveys=surveys)

    assert found.of("recommend", wave=1).count == 10
    last = found.of("recommend")
    assert (last.count, last.mean.estimate) == (10, 9.0)
    assert say(last.held_back) == (
        "Only of those who were in earlier results: "
        "the answers of fewer than 5 newcomers could be told by the difference."
    )


def test_who_is_missing_in_the_next_wave_is_not_told_by_difference():
    surveys = (survey(1), survey(2))
    found = results(answers([9] * 10), answers([9] * 9, wave=2), surveys=surveys)

    assert found.of("recommend").held_back.code == "survey-told-by-difference"
    assert results(answers([9] * 10), answers([9] * 5, wave=2), surveys=surveys).of("recommend").count == 5


def test_an_anonymous_survey_shows_nothing_while_it_runs():
    surveys = (anonymous(1), anonymous(4))
    given = answers([9] * 8, by="respondent"), answers([9] * 8, wave=4, by="respondent")
    found = survey_results(network(*given, surveys=surveys), "pulse", as_of=datetime(2026, 6, 20, tzinfo=UTC))

    assert found.of("recommend", wave=1).count == 8
    assert found.of("recommend", wave=4).held_back.code == "survey-open"


def test_an_anonymous_survey_is_cut_by_its_own_questions_only():
    given = (
        answers([9] * 6 + [3] * 6, by="respondent"),
        answers(["gold"] * 6 + ["silver"] * 6, question="tier", by="respondent"),
    )
    found = results(*given, surveys=(anonymous(),), by=["tier"])

    assert found.of("recommend", group="gold").mean.estimate == 9
    assert found.of("recommend", group="silver").promoter_score.estimate == -1
    with pytest.raises(InvalidValue, match="ask for the group in the survey"):
        results(*given, surveys=(anonymous(),), cuts={"tier": {"P-1": "gold"}})


def test_results_are_a_table():
    frame = results(answers([9] * 6 + [3] * 6)).to_frame()

    assert frame["count"][0] == 12
    assert frame["promoter_score_estimate"][0] == 0
    assert frame["held_back"][1] == "survey-too-few"


def test_the_method_is_stated():
    assert dict(results().method)["promoter_score"] == "adjusted Wald, Rocks 2016"
    assert results().shown == Shown(dict.fromkeys(("recommend", "tier", "words"), ()))


def test_bad_input():
    with pytest.raises(InvalidInput) as caught:
        results(by=["recommend", "nothing"], level=2)
    assert [fault.path for fault in caught.value.faults] == ["level", "by[0]", "by[1]"]
    with pytest.raises(InvalidValue, match="cuts"):
        results(cuts={"tier": "gold"})
    with pytest.raises(NotFound):
        survey_results(Network.of(), "pulse", as_of=NOW)
    with pytest.raises(NotFound, match="question"):
        results().of("nothing")
