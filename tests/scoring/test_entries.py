"""Figures as they were entered, and questions about them."""

from datetime import UTC, datetime, timedelta

import pytest

from partnerkit.scoring.entries import OFFICE, PARTNER, QUERY_COURSE, Entry, Query, enter
from partnerkit.values.errors import IllegalTransition, InvalidInput, InvalidValue
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

NOON = datetime(2026, 4, 8, 12, tzinfo=UTC)
MARCH = Period.month(2026, 3)
QUERY = Query(partner="P-4", kpi="stock", period=MARCH, doubt=Reason("figure-repeated"), at=NOON)


def entry(value=5.0, hours=0, **more):
    options = {"partner": "P-4", "kpi": "stock", "period": MARCH, "by": "U-7", **more}
    return Entry(value=value, at=NOON + timedelta(hours=hours), **options)


def test_a_correction_says_why_and_overwrites_nothing():
    trace = enter(enter((), entry()), entry(6.0, 1, reason="A digit was lost."))

    assert [each.value for each in trace] == [5.0, 6.0]
    with pytest.raises(InvalidValue, match="reason"):
        enter(trace, entry(7.0, 2))


def test_a_figure_is_withdrawn_by_an_entry_without_one():
    assert enter((entry(),), entry(None, 1, reason="Wrong month."))[-1].value is None
    with pytest.raises(InvalidValue, match="value"):
        enter((), entry(None))


def test_what_makes_no_sense_is_refused_with_all_its_faults():
    with pytest.raises(InvalidInput):
        enter((entry(),), entry(6.0, -1))
    for wrong in ({"value": float("nan")}, {"value": True}, {"source": "hearsay"}, {"period": "2026-03"}):
        with pytest.raises(InvalidValue):
            entry(**wrong)


def test_figures_do_not_show_in_logs():
    assert "987654" not in repr(entry(987654.0))
    assert "987654" not in repr(
        Query(partner="P-4", kpi="k", period=MARCH, doubt=Reason("x", {"value": 987654}), at=NOON)
    )


def test_the_table_of_a_query_is_that_of_the_house():
    assert QUERY_COURSE.states == ("open", "answered", "confirmed", "corrected", "contradicted")
    assert QUERY_COURSE.endless == ()


def test_only_to_confirm_needs_no_words():
    assert {each.event for each in QUERY_COURSE.transitions if not each.reason_required} == {"confirm"}


def test_a_query_asks_first_and_each_side_takes_its_own_steps():
    answered = QUERY.with_step("answer", by=PARTNER, at=NOON, reason="So it is.")

    assert (QUERY.status, answered.status) == ("open", "answered")
    assert answered.with_step("confirm", by=OFFICE, at=NOON).status == "confirmed"
    for query, event, by in (
        (QUERY, "confirm", OFFICE),
        (QUERY, "contradict", OFFICE),
        (QUERY, "answer", OFFICE),
    ):
        with pytest.raises(IllegalTransition):
            query.with_step(event, by=by, at=NOON, reason="Because.")
    with pytest.raises(IllegalTransition):
        answered.with_step("confirm", by=PARTNER, at=NOON)
    with pytest.raises(InvalidValue, match="reason"):
        answered.with_step("contradict", by=OFFICE, at=NOON)
    with pytest.raises(InvalidValue, match="not before"):
        answered.with_step("confirm", by=OFFICE, at=NOON - timedelta(hours=1))


def test_no_step_is_earlier_than_the_one_before_it():
    answered = QUERY.with_step("answer", by=PARTNER, at=NOON + timedelta(hours=2), reason="So it is.")

    with pytest.raises(InvalidValue, match=r"steps\[1\].at"):
        answered.with_step("confirm", by=OFFICE, at=NOON + timedelta(hours=1))
