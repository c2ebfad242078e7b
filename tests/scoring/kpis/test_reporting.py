"""Reports that came in time, late, or never."""

from datetime import date

import pytest
from attrs import evolve

from partnerkit import Money, Partner, Period
from partnerkit.facts import Figure
from partnerkit.scoring.kpis.reporting import reporting_discipline
from partnerkit.values.errors import InvalidValue


def report(at, month, entered, partner="P-4", **options):
    moment = at(f"{entered}T09:00Z")
    return Figure(
        partner=partner,
        measure="sell_out",
        period=Period.month(2026, month),
        value=Money.of("1", "EUR"),
        entered_at=moment,
        **options,
    )


def test_late_and_silent_are_both_not_in_time(found, at, partner):
    facts = [report(at, 1, "2026-02-05"), report(at, 2, "2026-03-20")]

    assert found(reporting_discipline(), partner, *facts, as_of=date(2026, 4, 30)) == {"P-4": (1.0, 3.0)}


def test_what_is_not_due_yet_does_not_count(found, at, partner):
    assert found(reporting_discipline(), partner, report(at, 1, "2026-02-05"), as_of=date(2026, 3, 31)) == {
        "P-4": (1.0, 2.0)
    }


def test_the_last_moment_is_in_time(found, at, partner):
    first = report(at, 1, "2026-02-05")
    told = [evolve(first, entered_at=at(f"2026-02-11T00:00:0{second}Z")) for second in (0, 1)]

    assert [found(reporting_discipline(), partner, each)["P-4"][0] for each in told] == [1.0, 0.0]


def test_a_correction_does_not_make_it_late(found, at, partner):
    first = report(at, 1, "2026-02-05", known_until=at("2026-03-01T09:00Z"))
    later = report(at, 1, "2026-03-01", status="corrected")

    assert found(reporting_discipline(), partner, first, later)["P-4"][0] == 1.0


def test_of_which_nobody_knows_when_it_was_entered_is_late(found, at, partner):
    undated = evolve(report(at, 1, "2026-02-05"), entered_at=None)

    assert found(reporting_discipline(), partner, undated, as_of=date(2026, 3, 31)) == {"P-4": (0.0, 2.0)}
    assert found(reporting_discipline(), partner, undated, as_of=date(2026, 1, 30)) == {"P-4": (None, None)}


def test_months_that_the_period_cuts_are_not_due(found, at, partner):
    weeks = Period.of(date(2025, 12, 29), date(2026, 3, 30))
    told = found(
        reporting_discipline(), partner, report(at, 1, "2026-02-05"), period=weeks, as_of=date(2026, 4, 30)
    )

    assert told == {"P-4": (1.0, 2.0)}
    with pytest.raises(InvalidValue, match="use a period that begins and ends"):
        found(reporting_discipline(), partner, period=Period.since(date(2026, 1, 1)))


def test_who_never_reports_is_not_expected_to(found, at, partner):
    told = found(reporting_discipline(), partner, Partner(id="P-5"), report(at, 1, "2026-02-05"))

    assert told["P-5"] == (None, None)


def test_what_was_asked_for_and_is_not_known_has_not_been_reported(found, at, partner):
    asked = evolve(report(at, 1, "2026-02-05"), value=None)

    assert found(reporting_discipline(), partner, asked, as_of=date(2026, 2, 20)) == {"P-4": (0.0, 1.0)}
