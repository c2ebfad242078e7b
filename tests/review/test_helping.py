"""From a cause that partners named to what can be done against it."""

from attrs import evolve

from partnerkit.engagement import ProblemChange
from partnerkit.review import REMEDIES, Observed, help_for_problems, with_effects
from partnerkit.review.remedies import Remedy
from partnerkit.values.interval import Interval
from partnerkit.values.reasons import Reason


def change(cause, after, count=20):
    return ProblemChange(
        cause=cause, question="q", wave_before=1, wave=2, count=count, before=9, after=after,
        reason=Reason("problem-as-before"),
    )  # fmt: skip


def codes(found):
    return {cause: [each.code for each in remedies] for cause, remedies in found.items()}


def test_what_most_have_comes_first_and_what_nobody_has_is_left_out():
    found = help_for_problems(
        [change("poor-lead-quality", 3), change("channel-conflict", 9), change("late-delivery", 0)]
    )

    assert codes(found) == {"channel-conflict": ["settle-conflicts"], "poor-lead-quality": ["qualify-leads"]}
    assert list(found) == ["channel-conflict", "poor-lead-quality"]


def test_what_is_held_back_tells_nothing():
    held = evolve(
        change("too-few-leads", 3), count=None, before=None, after=None, reason=Reason("survey-too-few")
    )

    assert help_for_problems([held]) == {}


def test_nothing_that_ends_a_relation_follows_from_a_survey():
    found = help_for_problems([change("service-complaints", 20)])

    assert codes(found) == {"service-complaints": ["support-service", "train-people"]}
    assert any(each.ends and "service-complaints" in each.causes for each in REMEDIES)


def test_what_has_been_seen_to_help_comes_first_and_what_harmed_last():
    def seen(low, high):
        middle = (low + high) / 2
        return Observed(
            outcome="revenue", interval=Interval(estimate=middle, low=low, high=high, level=0.95, method="")
        )

    own = (*REMEDIES, Remedy(code="a-new-one", causes=["service-complaints"], by="vendor"))
    known = with_effects(own, {"train-people": seen(1.0, 3.0), "a-new-one": seen(-3.0, -1.0)})

    assert codes(help_for_problems([change("service-complaints", 5)], known)) == {
        "service-complaints": ["train-people", "support-service", "a-new-one"]
    }


def test_a_problem_without_a_remedy_is_not_forgotten():
    assert codes(help_for_problems([change("rain", 5)])) == {"rain": []}
