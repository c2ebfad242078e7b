"""Which stages do most firms agree on?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from partnerkit.facts.consent import Consent
from partnerkit.facts.lead import Lead
from partnerkit.facts.marketing import Touch
from partnerkit.leads import USUAL_STAGES, qualify
from partnerkit.values.money import Money

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
REACHABLE = Consent(basis="consent", purpose="offer", channels=["e-mail"])


def touched(days=10):
    return [Touch(lead="L-1", channel="webinar", at=NOW - timedelta(days=days), role="marketing")]


ANSWERS = {"accepted_by": "P-4", "need": True, "decision_maker": "yes", "decision_by": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("lead", "touches", "answers", "stage"),
    [
        ({}, [], {}, "subscriber"),
        ({"consent": REACHABLE}, touched(), {}, "subscriber"),
        ({"product": "firewall"}, touched(), {}, "subscriber"),
        ({"consent": REACHABLE, "product": "firewall"}, touched(91), {}, "subscriber"),
        ({"consent": REACHABLE, "product": "firewall"}, touched(), {}, "MQL"),
        ({"consent": REACHABLE, "product": "firewall"}, touched(), {"accepted_by": "P-4"}, "SAL"),
        ({"consent": REACHABLE, "product": "firewall"}, touched(), {**ANSWERS, "need": False}, "SAL"),
        (
            {"consent": REACHABLE, "product": "firewall"},
            touched(),
            {**ANSWERS, "decision_by": date(2028, 1, 1)},
            "SAL",
        ),
        ({"consent": REACHABLE, "product": "firewall"}, touched(), ANSWERS, "SQL"),
        (
            {"consent": REACHABLE, "product": "firewall"},
            touched(),
            {**ANSWERS, "decision_by": date(2027, 3, 2)},
            "SQL",
        ),
        (
            {"consent": REACHABLE, "product": "firewall"},
            touched(),
            {**ANSWERS, "decision_by": date(2027, 3, 3)},
            "SAL",
        ),
        ({"consent": REACHABLE, "product": "firewall"}, touched(), {**ANSWERS, "decision_by": NOW}, "SQL"),
        (
            {"consent": REACHABLE, "product": "firewall", "value": Money.of("5", "EUR")},
            touched(),
            ANSWERS,
            "opportunity",
        ),
        (
            {
                "consent": REACHABLE,
                "product": "firewall",
                "value": Money.of("5", "EUR"),
                "status": "won",
                "closed_at": NOW,
            },
            touched(),
            ANSWERS,
            "won",
        ),
        ({"status": "recycled"}, [], {}, "recycled"),
        ({"status": "withdrawn"}, [], {}, "lost"),
    ],
)
def test_a_lead_goes_as_far_as_its_criteria_hold(lead, touches, answers, stage):
    told = qualify(Lead(id="L-1", **lead), as_of=NOW, touches=touches, answers=answers)

    assert told.stage == stage
    assert told.owner == USUAL_STAGES[stage].owner


def test_what_is_missing_is_told_by_its_name():
    told = qualify(Lead(id="L-1", consent=REACHABLE), as_of=NOW)

    assert (told.next, [each.facts["criterion"] for each in told.missing]) == (
        "MQL",
        ["product-known", "showed-interest"],
    )


def test_every_stage_that_is_open_has_an_owner_and_words():
    for stage in USUAL_STAGES.stages:
        assert stage.is_end or (stage.owner and stage.says)
    assert [stage.name for stage in USUAL_STAGES.stages if stage.won] == ["won"]
    assert "too-early" in USUAL_STAGES.recycle_reasons
