"""The mean of a partner's own named answers, and how sure it is."""

from datetime import date
from math import sqrt

import pytest

from partnerkit import Network, Partner, Period
from partnerkit.facts import Answer, Survey
from partnerkit.facts.survey import Question
from partnerkit.scoring import measure_partners, score
from partnerkit.scoring.kpis.satisfaction import satisfaction

Q1 = Period.quarter(2026, 1)
QUESTIONS = [
    Question(id="support", kind="scale", least=1, most=5),
    Question(id="recommend", kind="scale", least=0, most=10),
    Question(id="why", kind="text"),
]
NAMED = Survey(id="S-1", wave=1, mode="named", questions=QUESTIONS)


def answer(question, reply, partner="P-4", on=date(2026, 2, 1)):
    return Answer(survey="S-1", question=question, partner=partner, on=on, reply=reply)


def known(*facts):
    network = Network.of(Partner(id="P-4"), Partner(id="P-5"), NAMED, facts)
    return measure_partners(network, [satisfaction()], Q1, as_of=date(2026, 3, 31))


def test_scales_are_put_on_one():
    columns = known(answer("support", 5), answer("recommend", 5), answer("why", "slow")).columns

    assert columns["satisfaction"] == (75.0, None)
    assert columns["satisfaction_on"] == (date(2026, 2, 1), None)
    assert columns["satisfaction_se"][0] == pytest.approx(sqrt(50**2 / 2) / sqrt(2))


def test_one_answer_each_is_anything_but_sure():
    assert known(answer("support", 5)).columns["satisfaction_se"][0] == pytest.approx(100 / sqrt(12))


def test_answers_of_more_than_a_year_ago_do_not_count():
    assert known(answer("support", 5, on=date(2025, 3, 31))).columns["satisfaction"] == (None, None)


def test_its_errors_make_ranks_uncertain():
    facts = [
        answer("support", 5),
        answer("recommend", 9),
        answer("support", 5, "P-5"),
        answer("recommend", 8, "P-5"),
    ]
    figures = known(*facts)
    scores = score(figures.card(), figures.columns, key="partner", as_of=date(2026, 3, 31))

    assert scores.rank_interval(0.9)["P-4"] == (1, 2)


def test_anonymous_answers_belong_to_nobody():
    hidden = Survey(id="S-1", wave=1, mode="anonymous", questions=QUESTIONS)
    told = Answer(survey="S-1", question="support", respondent="9f", on=date(2026, 2, 1), reply=1)
    network = Network.of(Partner(id="P-4"), hidden, told)

    assert measure_partners(network, [satisfaction()], Q1, as_of=date(2026, 3, 31)).columns[
        "satisfaction"
    ] == (None,)
