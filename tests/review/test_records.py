"""What conflicts, trainings and named answers say about causes."""

from datetime import UTC, date, datetime

import pytest
from witnesses import TODAY

from partnerkit.conflicts.conflict import Conflict, ConflictRule, Draft
from partnerkit.engagement.replies import read_waves
from partnerkit.facts import (
    Answer,
    Certification,
    Consent,
    Course,
    Network,
    Partner,
    Person,
    Question,
    Survey,
    TrainingResult,
)
from partnerkit.review.causes import CAUSES
from partnerkit.review.records import answer_evidence, conflict_evidence, training_evidence
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
CODES = [each.code for each in CAUSES]
YES = Consent(basis="consent", purpose="review")
LEADS = Question(id="leads", kind="choice", options=["enough", "too-few-leads"], cause="too-few-leads")
QUALITY = Question(id="quality", kind="scale", least=0, most=9, cause="poor-lead-quality")
WHY = Question(id="why", kind="choices", options=["late-delivery", "strong-competition", "weather"])
WORDS = Question(id="words", kind="text")


def conflict(*parties, severity="medium", group="de"):
    rule = ConflictRule(code="territory-overlap", severity=severity, find=lambda network, as_of: ())
    return Conflict.of(rule, Draft(group=(group,), reason=Reason("x"), own={each: [] for each in parties}))


@pytest.mark.parametrize(("count", "strength"), [(1, "weak"), (2, "clear"), (3, "strong"), (9, "strong")])
def test_more_conflicts_say_more(count, strength):
    open_ = [conflict("P-4", "U-1", group=f"g{place}") for place in range(count)]
    (told,) = conflict_evidence(open_, {"P-4"}, as_of=TODAY)

    assert (told.cause, told.speaks, told.strength, told.open) == ("channel-conflict", "for", strength, True)
    assert dict(told.reason.facts) == {"count": count}


def test_the_gravity_that_hangs_on_others_changes_nothing():
    calm = [*conflict_evidence([conflict("P-4", "P-5")], {"P-4"}, as_of=TODAY)]

    assert [*conflict_evidence([conflict("P-4", "P-6", severity="high")], {"P-4"}, as_of=TODAY)] == calm


def answers(
    *given, questions=(LEADS, QUALITY, WHY, WORDS), affirming=None, partners=("P-4",), mode="named", **more
):
    surveys = [
        Survey(id=f"S-{wave}", series="S", wave=wave, mode=mode, questions=questions) for wave in (1, 2)
    ]
    network = Network.of(Partner(id="P-4"), Partner(id="P-5"), surveys, given)
    return [*answer_evidence(network, CODES, partners, as_of=NOW, affirming=affirming, **more)]


def reply(question, said, *, wave=2, on=TODAY, consent=YES, **who):
    who = who or {"partner": "P-4"}
    return Answer(survey=f"S-{wave}", question=question, on=on, reply=said, consent=consent, **who)


@pytest.mark.parametrize(
    ("question", "said", "expected"),
    [
        ("leads", "too-few-leads", [("too-few-leads", "for", "clear")]),
        ("leads", "enough", []),
        ("quality", 0, [("poor-lead-quality", "for", "clear")]),
        ("quality", 3, [("poor-lead-quality", "for", "clear")]),
        ("quality", 4, []),
        ("quality", 6, [("poor-lead-quality", "against", "weak")]),
        ("quality", 9, [("poor-lead-quality", "against", "weak")]),
        ("why", ("late-delivery", "weather"), [("late-delivery", "for", "clear")]),
        ("words", "late-delivery", []),
    ],
)
def test_what_a_reply_says(question, said, expected):
    found = answers(reply(question, said))

    assert [(each.cause, each.speaks, each.strength) for each in found] == expected
    assert all((each.source, each.open, each.partner) == ("survey", True, "P-4") for each in found)


@pytest.mark.parametrize(("said", "speaks"), [(8, "for"), (0, "against")])
def test_the_host_may_say_which_replies_mean_the_problem(said, speaks):
    (told,) = answers(reply("quality", said), affirming={"quality": [7, 8, 9]})

    assert told.speaks == speaks


@pytest.mark.parametrize(
    "consent",
    [
        None,
        Consent(basis="consent", purpose="statistics"),
        Consent(basis="consent", purpose="review", withdrawn_at=datetime(2026, 6, 1, tzinfo=UTC)),
        Consent(basis="consent", purpose="review", given_at=datetime(2026, 7, 1, tzinfo=UTC)),
    ],
)
def test_what_the_firm_did_not_agree_to_is_not_used(consent):
    assert answers(reply("quality", 0, consent=consent)) == []


def test_the_purpose_is_the_host_s_to_name():
    other = Consent(basis="contract", purpose="support")

    assert len(answers(reply("quality", 0, consent=other), purpose="support")) == 1


def test_an_anonymous_survey_is_never_read():
    said = [reply("quality", 0, consent=None, respondent=f"t{place}") for place in range(9)]

    assert answers(*said, mode="anonymous") == []


def test_of_one_question_the_latest_answer_counts():
    before = reply("quality", 0, wave=1, on=date(2026, 1, 1))

    assert [each.speaks for each in answers(before, reply("quality", 9))] == ["against"]
    assert [each.speaks for each in answers(before, reply("leads", "enough"))] == ["for"]


def test_others_answers_are_not_asked():
    assert answers(reply("quality", 0, partner="P-5")) == []


def trained(*facts, required=("spindle",), **partner):
    network = Network.of(Partner(**({"id": "P-4", "languages": ["de"]} | partner)), facts)
    found = training_evidence(network, {"P-4": required, "P-9": ["x"]}, {"P-4"}, as_of=TODAY)
    return [(each.cause, each.speaks, each.strength) for each in found]


GERMAN = Course(id="C-1", certifies="spindle", languages=["de"])


def test_what_is_missing_is_the_partner_s_gap_where_it_is_taught():
    assert trained(GERMAN) == [("training-gap", "for", "clear")]
    assert trained(GERMAN, required=["spindle", "laser"])[0] == ("training-gap", "for", "strong")


@pytest.mark.parametrize(
    "courses",
    [(), (Course(id="C-1", certifies="spindle", languages=["sv"]),), (Course(id="C-1", certifies="laser"),)],
)
def test_and_the_vendor_s_where_nobody_teaches_it(courses):
    assert ("no-training-offered", "for", "clear") in trained(*courses)


def test_a_course_of_unknown_language_may_do_and_one_of_another_region():
    assert trained(Course(id="C-1", certifies="spindle")) == [("training-gap", "for", "clear")]
    assert trained(GERMAN, languages=["de-AT"]) == [("training-gap", "for", "clear")]


@pytest.mark.parametrize(
    "held",
    [
        {"certifications": [Certification(name="spindle", valid=Period.year(2026))]},
        {"certifications": [Certification(name="spindle")]},
    ],
)
def test_what_is_held_speaks_against_a_gap(held):
    assert trained(**held) == [("training-gap", "against", "clear")]


def test_what_people_passed_counts_for_their_firm():
    passed = TrainingResult(course="C-1", person="U-1", on=date(2026, 3, 1), passed=True, certifies="spindle")
    worker = Person(id="U-1", employer="P-4")

    assert trained(GERMAN, worker, passed) == [("training-gap", "against", "clear")]
    for elsewhere in ({"left_on": date(2026, 4, 1)}, {"hired_on": date(2027, 1, 1)}):
        away = Person(id="U-1", employer="P-4", **elsewhere)
        assert trained(GERMAN, away, passed) == [("training-gap", "for", "clear")]


def test_what_expired_does_not_count():
    over = {"certifications": [Certification(name="spindle", valid=Period.year(2025))]}

    assert trained(GERMAN, **over) == [("training-gap", "for", "clear")]


def test_courses_and_results_that_certify_nothing_change_nothing():
    talk = Course(id="C-2", languages=["de"])
    heard = TrainingResult(course="C-2", partner="P-4", on=date(2026, 3, 1), passed=True)

    assert trained(GERMAN, talk, heard) == trained(GERMAN)


def test_an_older_answer_that_comes_later_in_the_list_does_not_count():
    given = [reply("quality", 9, wave=1, on=TODAY), reply("quality", 0, wave=2, on=date(2026, 1, 1))]

    assert [each.speaks for each in answers(*given)] == ["against"]


def test_of_two_answers_of_one_day_the_same_counts_as_in_the_results():
    said = [reply("leads", each, consent=YES) for each in ("enough", "too-few-leads")]
    surveys = Survey(id="S-2", series="S", wave=2, mode="named", questions=[LEADS])
    network = Network.of(Partner(id="P-4"), surveys, said)
    read = read_waves(network, "S", as_of=datetime(2027, 1, 1, tzinfo=UTC)).replies["S-2", "leads"].values

    assert read == ("too-few-leads",)
    assert [each.cause for each in answers(*said)] == ["too-few-leads"]
