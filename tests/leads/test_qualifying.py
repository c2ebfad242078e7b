"""In which stage is this lead, and what is missing for the next?"""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.leads import Criterion, Stage, StageTable, qualify
from partnerkit.values.errors import InvalidValue
from partnerkit.values.reasons import Reason

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def known(name):
    return lambda prospect: prospect.answers.get(name)


TABLE = StageTable(
    version="2026-2",
    stages=[
        Stage(
            name="new",
            owner="marketing",
            then=["ripe", "lost"],
            leave=[Criterion("answered", "behavior", holds=known("answered"))],
        ),
        Stage(
            name="ripe",
            owner="partner",
            then=["won", "lost"],
            entry=[Criterion("has-budget", "fit", holds=known("budget"))],
        ),
        Stage(name="won", won=True, entry=[Criterion("signed", "outcome", holds=known("signed"))]),
        Stage(name="lost"),
    ],
)


def told(answers=None, lead=None, **more):
    return qualify(lead or Lead(id="L-1"), TABLE, as_of=NOW, answers=answers, **more)


def test_what_is_missing_is_told_and_what_is_not_known_is_no_no():
    found = told({"answered": False})

    assert (found.stage, found.owner, found.next, found.version) == ("new", "marketing", "ripe", "2026-2")
    assert found.missing == (
        Reason("criterion-not-met", {"criterion": "answered", "kind": "behavior"}),
        Reason("criterion-unknown", {"criterion": "has-budget", "kind": "fit"}),
    )


def test_a_stage_is_left_only_when_its_own_criteria_hold_as_well():
    assert told({"budget": True}).stage == "new"
    assert told({"budget": True, "answered": True}).stage == "ripe"


def test_several_stages_may_be_passed_at_once():
    found = told({"budget": True, "answered": True, "signed": True})

    assert (found.stage, found.owner, found.next, found.missing) == ("won", None, None, ())


def test_before_the_last_stage_the_end_is_what_comes_next():
    found = told({"budget": True, "answered": True})

    assert (found.next, [each.facts["criterion"] for each in found.missing]) == ("won", ["signed"])


def test_an_end_without_criteria_is_not_entered_by_itself():
    assert told({}).stage == "new"


@pytest.mark.parametrize(("said", "code"), [("ripe", "stage-differs"), ("hot", "stage-undefined")])
def test_where_the_host_says_otherwise_somebody_looks(said, code):
    found = told(lead=Lead(id="L-1", stage=said))

    assert (found.finding.code, found.stage) == (code, "new")
    assert told(lead=Lead(id="L-1", stage="new")).finding is None


def test_only_contacts_of_this_lead_up_to_then_are_shown_to_the_criteria():
    seen = []
    spy = StageTable(
        stages=[
            Stage(name="new", then=["ripe"]),
            Stage(
                name="ripe",
                entry=[Criterion("spy", "fit", holds=lambda each: seen.append(each.touches) or False)],
            ),
        ]
    )
    touches = [
        Touch(lead=lead, channel="web", at=NOW + timedelta(days=days), role="marketing")
        for lead, days in (("L-1", -1), ("L-1", -3), ("L-1", 1), ("L-2", -1))
    ]
    qualify(Lead(id="L-1"), spy, as_of=NOW, touches=touches)

    assert seen[0] == (touches[1], touches[0])


def test_a_criterion_answers_yes_no_or_not_known():
    with pytest.raises(InvalidValue, match=r"criteria\.answered"):
        told({"answered": "yes", "budget": True})
