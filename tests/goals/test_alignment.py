"""Whether vendor and partner want the same: what drives it, how it went, and when to talk."""

from datetime import date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from partnerkit.goals import align, alignment_findings, trend
from partnerkit.interop import say
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.money import Quantity

VENDOR = {"revenue": 50, "new-customers": 30, "training": 20}
SPRING, SUMMER, AUTUMN = (date(2026, month, 1) for month in (3, 6, 9))


def test_a_worked_example():
    """The partner gives 20 points more to service and takes them from new customers."""
    found = align(VENDOR, {"revenue": 50, "new-customers": 10, "training": 20, "service": 20})

    assert found.divergence == Fraction(1, 5)
    assert found.driver == "new-customers"
    assert [(each.name, each.contribution) for each in found.objectives] == [
        ("new-customers", Fraction(1, 10)),
        ("service", Fraction(1, 10)),
        ("revenue", 0),
        ("training", 0),
    ]
    assert found.measure == "total-variation"


def test_both_sides_read_the_same_sentence():
    found = align(VENDOR, {"revenue": 90, "training": 10})

    assert say(found.view(viewer="vendor")) == say(found.view(viewer="partner"))
    assert say(found) == (
        "40% of the priorities are apart, most of all revenue: 50% for the vendor, 90% for the partner."
    )
    assert say(align(VENDOR, VENDOR), locale="de") == "Hersteller und Partner gewichten alles gleich."
    with pytest.raises(InvalidValue, match="viewer"):
        found.view(viewer="bank")


def test_the_trend_over_time():
    course = trend(
        {
            SUMMER: ({"a": 1}, {"a": 3, "b": 1}),
            SPRING: ({"a": 1}, {"a": 1}),
            AUTUMN: ({"a": 1}, {"a": 1, "b": 1}),
        }
    )

    assert course.days == (SPRING, SUMMER, AUTUMN)
    assert course.divergences == (0, Fraction(1, 4), Fraction(1, 2))
    assert course.change == Fraction(1, 4)
    assert course.slope == pytest.approx(0.9925, abs=1e-4)
    assert trend({SPRING: (VENDOR, VENDOR)}).slope is None


def test_before_the_contract_priorities_are_settled_and_in_it_the_plan_is_reviewed():
    course = trend({SPRING: (VENDOR, {"service": 1})})

    (before,) = alignment_findings(course, partner="P-4", signed_on=SUMMER)
    (during,) = alignment_findings(course, partner="P-4", signed_on=SPRING)

    assert (before.code, before.proposals[0].code) == (
        "priorities-apart-before-contract",
        "settle-priorities",
    )
    assert (during.code, during.proposals[0].code) == ("priorities-apart-in-contract", "review-joint-plan")
    assert before.severity == "high"
    assert say(before, names={"P-4": "Nord IT"}).endswith("100% for Nord IT. No contract is signed yet.")


def test_a_drift_is_told_before_it_is_too_far():
    near = ({"a": 90, "b": 10}, {"a": 90, "b": 10})
    off = ({"a": 90, "b": 10}, {"a": 75, "b": 25})

    drifting = alignment_findings(trend({SPRING: near, SUMMER: off}), partner="P-4")
    steady = alignment_findings(trend({SPRING: off, SUMMER: off}), partner="P-4")

    assert [(each.code, each.severity) for each in drifting] == [("priorities-drifting", "low")]
    assert steady == ()


def test_the_threshold_is_the_callers():
    course = trend({SPRING: ({"a": 9, "b": 1}, {"a": 8, "b": 2})})

    assert alignment_findings(course, partner="P-4") == ()
    assert len(alignment_findings(course, partner="P-4", threshold=Decimal("0.1"))) == 1
    with pytest.raises(InvalidValue, match="threshold"):
        alignment_findings(course, partner="P-4", threshold=Decimal("NaN"))


@pytest.mark.parametrize("stated", [{}, {"2026-03-01": (VENDOR, VENDOR)}])
def test_no_days_are_no_trend(stated):
    with pytest.raises((InvalidValue, InvalidInput), match="stated"):
        trend(stated)


def test_what_is_wrong_in_a_trend_names_the_day():
    with pytest.raises(InvalidValue, match=r"stated\[2026-01-01\]\.partner\[service\]: -1"):
        trend({date(2026, 1, 1): ({"service": 1}, {"service": -1})})
    with pytest.raises(InvalidValue, match=r"stated\[2026-01-01\]: .* use a pair"):
        trend({date(2026, 1, 1): {"service": 1, "training": 1}})
    with pytest.raises(InvalidValue, match=r"stated\[2026-01-01\]: .* use a pair"):
        trend({date(2026, 1, 1): "vp"})


def test_a_contract_is_signed_on_a_day():
    with pytest.raises(InvalidValue, match="signed_on"):
        alignment_findings(
            trend({date(2026, 1, 1): ({"a": 1}, {"b": 1})}), partner="P-4", signed_on=datetime(2026, 1, 1)
        )


def test_percents_are_the_same_in_every_context():
    found = align({"a": 67, "b": 33}, {"b": 1})

    with localcontext(prec=1):
        reason = found.reason

    assert reason.facts["divergence"] == Quantity.of(67, "%")


def test_findings_are_of_a_partner():
    with pytest.raises(InvalidValue, match="partner: None"):
        alignment_findings(trend({SPRING: (VENDOR, VENDOR)}), partner=None)
