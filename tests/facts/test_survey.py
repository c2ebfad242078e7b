"""Surveys, named and anonymous."""

from datetime import UTC, date, datetime

import pytest

from partnerkit.facts.consent import Consent
from partnerkit.facts.network import Network
from partnerkit.facts.survey import Answer, Question, Survey
from partnerkit.values.errors import InvalidValue
from partnerkit.values.time import Period

LEADS = Question(id="leads", kind="choice", options=("enough", "too-few"), cause="too-few-leads")
NPS = Question(
    id="recommend", kind="scale", least=0, most=10, words={"en": "Recommend us?", "de": "Empfehlen?"}
)
REMARK = Question(id="remark", kind="text")
WISHES = Question(id="wishes", kind="choices", options=("leads", "training", "price"))


def wave(**more):
    return Survey(
        **{
            "id": "S-2026-1",
            "series": "pulse",
            "wave": 1,
            "mode": "anonymous",
            "questions": (LEADS, NPS, REMARK, WISHES),
            "period": Period.month(2026, 3),
        }
        | more
    )


def token(**more):
    return Answer(
        **{
            "survey": "S-2026-1",
            "question": "recommend",
            "respondent": "9f2c",
            "on": date(2026, 3, 2),
            "reply": 9,
        }
        | more
    )


def signed(**more):
    return token(**{"respondent": None, "partner": "P-4"} | more)


def test_they_behave_like_facts(behaves):
    behaves(wave, wave=2)
    behaves(token, reply=3)
    behaves(
        lambda: Question(id="recommend", kind="scale", least=0, most=10, words={"en": "Recommend us?"}),
        most=5,
    )


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"wave": 0}, "wave"),
        ({"mode": "secret"}, "mode"),
        ({"questions": ()}, "questions"),
        ({"questions": (LEADS, LEADS)}, "questions"),
        ({"questions": (LEADS, Question(id="leads", kind="text"))}, "questions[1].id"),
        ({"minimum_group": 2}, "minimum_group"),
        ({"partners": ()}, "partners"),
    ],
)
def test_a_survey_refuses_what_makes_no_sense(faults, change, path):
    found = faults(lambda: wave(**change))

    assert list(found) == [path]
    assert found[path][1].startswith(("use ", "give "))


def test_a_named_survey_may_have_a_smaller_group():
    assert wave(mode="named", minimum_group=1).minimum_group == 1


def test_all_faults_of_a_survey_come_at_once(faults):
    assert list(faults(lambda: wave(id="", wave=1.5, period=2026))) == ["id", "wave", "period"]
    assert list(
        faults(lambda: wave(minimum_group=1, questions=(LEADS, Question(id="leads", kind="text"))))
    ) == [
        "questions[1].id",
        "minimum_group",
    ]


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ({"kind": "scale"}, ["least", "most"]),
        ({"kind": "scale", "least": 5, "most": 5}, ["most"]),
        ({"kind": "scale", "least": 0, "most": 10, "options": ("a", "b")}, ["options"]),
        ({"kind": "choice"}, ["options"]),
        ({"kind": "choice", "options": ("a",)}, ["options"]),
        ({"kind": "text", "least": 0}, ["least"]),
        ({"kind": "text", "words": {"German": "Wie?"}}, ["words"]),
        ({"kind": "text", "words": {1: "Wie?"}}, ["words"]),
        ({"kind": "free"}, ["kind"]),
    ],
)
def test_a_question_says_what_answers_it_allows(faults, question, paths):
    assert list(faults(lambda: Question(id="q", **question))) == paths


@pytest.mark.parametrize(
    ("question", "reply", "fits"),
    [
        ("recommend", 0, True),
        ("recommend", 10, True),
        ("recommend", 11, False),
        ("recommend", "9", False),
        ("leads", "too-few", True),
        ("leads", "plenty", False),
        ("leads", 1, False),
        ("wishes", ("leads", "price"), True),
        ("wishes", (), True),
        ("wishes", ("leads", "money"), False),
        ("wishes", "leads", False),
        ("remark", "Danke!\nGrüße", True),
        ("remark", 5, False),
    ],
)
def test_an_answer_fits_its_question(question, reply, fits):
    found = wave().faults_of(token(question=question, reply=reply))

    assert [each.path for each in found] == ([] if fits else ["reply"])


def test_an_anonymous_survey_refuses_a_partner_and_does_not_repeat_who_it_was():
    found = wave().faults_of(signed())

    assert [(each.path, each.value) for each in found] == [("partner", "(withheld)")]


def test_a_named_survey_wants_to_know_who_speaks():
    assert [each.path for each in wave(mode="named").faults_of(token())] == ["partner"]
    assert wave(mode="named").faults_of(signed()) == ()


def test_an_answer_to_another_survey_question_or_time_does_not_belong():
    stray = token(survey="S-2025-1", question="price", on=date(2026, 4, 1))

    assert [each.path for each in wave().faults_of(stray)] == ["survey", "on", "question"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"partner": "P-4"}, "respondent"),
        ({"respondent": None}, "respondent"),
        ({"source": "mail of Nord IT"}, "source"),
        ({"external_ids": {"crm": "0017"}}, "external_ids"),
        ({"attributes": {"region": "north"}}, "attributes"),
        ({"consent": Consent(basis="consent", purpose="review")}, "consent"),
        ({"known_from": datetime(2026, 3, 2, 9, 17, tzinfo=UTC)}, "known_from"),
    ],
)
def test_an_anonymous_answer_carries_nothing_that_tells_who_it_was(faults, change, path):
    found = faults(lambda: token(**change))

    assert list(found) == [path]
    assert found[path][0] in {"(withheld)", "None"}


def test_an_anonymous_answer_is_known_from_a_day_on():
    assert token(known_from=datetime(2026, 3, 3, tzinfo=UTC)).known_from is not None


def test_a_named_answer_may_carry_a_consent():
    consent = Consent(basis="consent", purpose="review")

    assert signed(consent=consent, source="web form").consent is consent


def test_all_faults_of_an_answer_come_at_once(faults):
    assert sorted(faults(lambda: token(survey="", on=datetime(2026, 3, 2, tzinfo=UTC), reply=1.5))) == [
        "on",
        "reply",
        "survey",
    ]


def test_a_network_refuses_a_partner_in_an_anonymous_survey(faults):
    assert faults(lambda: Network.of(wave(), signed())) == {
        "answers['recommend'].partner": ("(withheld)", "leave it out: the survey is anonymous")
    }
    assert len(Network.of(wave(), token())) == 2


def test_words_that_are_none_are_told_with_all_else_that_is_wrong(faults):
    assert list(faults(lambda: Question(id="", kind="text", words={"en": {}}))) == ["id", "words"]


def test_a_point_beyond_every_scale_is_refused():
    with pytest.raises(InvalidValue, match="reply"):
        Answer(survey="S", question="q", respondent="r", on=date(2026, 3, 2), reply=10**5000)
