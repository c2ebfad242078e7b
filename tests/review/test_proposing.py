"""Which remedies fit, and in which order."""

import pytest
from attrs import evolve

from partnerkit.review.findings import CauseFound
from partnerkit.review.proposing import Situation, proposals_for
from partnerkit.review.remedies import REMEDIES, Observed, Remedy
from partnerkit.review.support import grade
from partnerkit.scoring.intervals import Interval


def found(cause, side, points):
    return CauseFound(
        cause=cause,
        side=side,
        grade=None if points is None else grade(max(points, 1), 0) if points > 0 else "contradicted",
        points=points,
        speaking_for=(),
        against=(),
        effect=None,
        waits_for=(),
    )


def situation(*causes, points=None, conditions=None, running=()):
    known = {each.cause: each.points or 0 for each in causes} | (points or {})
    return Situation(causes=causes, points=known, conditions=conditions or {}, running=running)


SLOW = found("slow-response", "partner", 3)
LATE = found("late-delivery", "vendor", 1)
FEW = found("too-few-leads", "vendor", 2)


def codes(*causes, remedies=REMEDIES, **more):
    return [each.code for each in proposals_for(remedies, situation(*causes, **more))]


def test_the_vendor_s_own_causes_come_first_and_what_ends_last():
    ready = {"partner-heard": True, "improvement-plan-closed": True}

    assert codes(LATE, SLOW) == ["secure-delivery", "agree-response-times"]
    assert codes(SLOW, conditions=ready) == ["agree-response-times", "end-agreement"]


@pytest.mark.parametrize("points", [1, 0, None])
def test_an_end_is_not_on_the_table_while_anything_speaks_for_a_cause_of_the_vendor(points):
    assert "end-agreement" not in codes(found("late-delivery", "vendor", points), SLOW)


@pytest.mark.parametrize("points", [1, 2])
def test_an_end_needs_strong_evidence(points):
    assert "end-agreement" not in codes(found("slow-response", "partner", points))


def test_a_catalogue_cannot_do_away_with_that():
    harsh = Remedy(code="fire", causes=["slow-response", "weak-market"], by="vendor", ends=True)

    assert codes(LATE, SLOW, remedies=[harsh]) == []
    assert codes(found("weak-market", "market", 5), remedies=[harsh]) == []
    assert codes(SLOW, remedies=[harsh, *REMEDIES])[-1] in {"fire", "end-agreement"}
    assert codes(SLOW, remedies=[harsh], conditions={"partner-heard": False}) == []
    (told,) = proposals_for([harsh], situation(SLOW))
    assert [each.code for each in told.reasons][1] == "needs-partner-heard"


@pytest.mark.parametrize(
    ("points", "holds"),
    [
        ({"low-conversion": -2}, True),
        ({"low-conversion": 1}, False),
        ({"low-conversion": -1}, None),
        ({}, None),
    ],
)
def test_more_leads_are_for_who_sells_well(points, holds):
    proposals = proposals_for(REMEDIES, situation(FEW, points=points, conditions={"capacity-free": True}))
    conditions = [dict(each.conditions) for each in proposals if each.code == "give-leads"]

    assert conditions == ([] if holds is False else [{"sells-well": holds, "capacity-free": True}])


@pytest.mark.parametrize(("points", "offered"), [(0, [None]), (-1, [True]), (2, [])])
def test_a_training_must_be_offered_before_it_is_asked_for(points, offered):
    gap = found("training-gap", "partner", 2)
    proposals = proposals_for(REMEDIES, situation(gap, points={"no-training-offered": points}))

    assert [
        dict(each.conditions)["training-offered"] for each in proposals if each.code == "train-people"
    ] == offered


def test_what_fails_a_condition_or_is_at_work_already_is_not_proposed():
    assert codes(FEW, conditions={"capacity-free": False}) == []
    assert codes(LATE, running=("secure-delivery",)) == []


def test_what_is_known_to_help_comes_before_what_is_not_and_what_harms_after():
    def seen(low, high):
        return Observed(
            outcome="revenue", interval=Interval(estimate=low, low=low, high=high, level=0.95, method="")
        )

    one = Remedy(code="a-unknown", causes=["late-delivery"], by="vendor")
    helps = evolve(one, code="z-helps", effect=seen(1, 2))
    harms = evolve(one, code="b-harms", effect=seen(-2, -1))

    assert codes(LATE, remedies=[harms, one, helps]) == ["z-helps", "a-unknown", "b-harms"]


def test_a_cause_that_is_contradicted_asks_for_nothing():
    assert codes(found("late-delivery", "vendor", 0)) == []


def test_what_ends_stands_last_whatever_it_is_called_and_is_against():
    ends = Remedy(code="a-end", causes=["slow-response"], by="vendor", ends=True)
    helps = Remedy(code="z-help", causes=["weak-market"], by="both")

    assert codes(SLOW, found("weak-market", "market", 1), remedies=[ends, helps]) == ["z-help", "a-end"]
