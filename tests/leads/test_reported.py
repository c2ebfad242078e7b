"""Can we rely on what partners report, and how do we ask without accusing?"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from partnerkit.leads import PartnerReport, implausible, reliability_of, verification_sample
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.fiscal import FiscalCalendar

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def report(number=1, partner="P-4", **changes):
    return PartnerReport(
        **{
            "id": f"R-{number}",
            "partner": partner,
            "subject": f"L-{number}",
            "outcome": "won",
            "at": NOW,
            **changes,
        }
    )


def test_a_report_says_where_it_comes_from():
    told = report()

    assert told.provenance == "self-reported"
    assert told.confirm(by="anna", at=NOW).provenance == "confirmed"
    assert told.contradict(by="anna", at=NOW, why="No order.").why == "No order."


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"provenance": "confirmed"}, "provenance"),
        ({"by": "anna", "verified_at": NOW}, "provenance"),
        ({"provenance": "contradicted", "by": "anna", "verified_at": NOW}, "why"),
        ({"happened_at": NOW + DAY}, "happened_at"),
        ({"provenance": "rumor"}, "provenance"),
    ],
)
def test_a_report_that_cannot_be_is_refused(changes, path):
    with pytest.raises((InvalidValue, InvalidInput), match=path):
        report(**changes)


MANY = [report(n, partner) for partner in ("P-4", "P-5") for n in range(30)]


def test_so_many_of_each_partner_are_drawn_and_the_draw_can_be_repeated():
    drawn = verification_sample(MANY, Decimal("0.1"), seed=7)

    assert [each.partner for each in drawn] == ["P-4"] * 3 + ["P-5"] * 3
    assert [each.id for each in drawn] == [
        each.id for each in sorted(MANY, key=lambda one: (one.partner, one.id)) if each in drawn
    ]
    assert verification_sample(MANY[::-1], Decimal("0.1"), seed=7) == drawn
    assert verification_sample(MANY, Decimal("0.1"), seed=8) != drawn


def test_a_small_partner_is_drawn_from_as_well_and_nobody_twice():
    assert len(verification_sample(MANY[:2])) == 1
    assert verification_sample(MANY[:2], least=0, part=Decimal(0)) == ()
    verified = [MANY[0].confirm(by="anna", at=NOW), *MANY[1:10]]
    assert verification_sample(verified) == ()
    assert len(verification_sample(verified, Decimal("0.3"))) == 2


@pytest.mark.parametrize("options", [{"part": 0.1}, {"part": 2}, {"part": Decimal("NaN")}, {"least": -1}])
def test_a_part_is_exact(options):
    with pytest.raises(InvalidValue):
        verification_sample(MANY, **options)


def test_how_far_a_word_carries_is_told_with_its_uncertainty():
    told = [report(n).confirm(by="anna", at=NOW) for n in range(9)]
    told += [report(9).contradict(by="anna", at=NOW, why="No order."), report(10), report(11, "P-5")]
    first, second = reliability_of(told, level=0.95)

    assert (first.part, first.verified, first.reports) == (Fraction(9, 10), 10, 11)
    # Wilson (1927) for 9 of 10.
    assert (first.low, first.high) == pytest.approx((0.5958, 0.9821), abs=5e-5)
    assert (second.part, second.low, second.high) == (None, 0.0, 1.0)
    with pytest.raises(InvalidValue, match="level"):
        reliability_of(told, level=1)


def codes(reports, activity=None, **more):
    return [each.code for each in implausible(reports, activity or {}, as_of=NOW, **more)]


def test_a_win_without_anything_done_is_asked_about():
    assert codes([report()]) == ["won-without-activity"]
    assert codes([report()], {"L-1": [NOW - 181 * DAY, NOW + DAY]}) == ["won-without-activity"]
    assert codes([report()], {"L-1": [NOW - 180 * DAY]}) == []
    assert codes([report().confirm(by="anna", at=NOW)]) == []
    with pytest.raises(InvalidValue, match=r"activity\.L-1"):
        codes([report()], {"L-1": [datetime(2026, 3, 1)]})
    (finding,) = implausible([report()], {}, as_of=NOW)
    assert (finding.severity, [each.code for each in finding.proposals]) == ("low", ["ask-for-explanation"])


def test_an_old_word_is_asked_about_unless_there_is_a_newer_one():
    old = report(outcome="working", at=NOW - 61 * DAY)

    assert codes([old]) == ["report-stale"]
    assert codes([old, report(2, subject="L-1", outcome="working")]) == []
    assert codes([report(outcome="working", at=NOW - 60 * DAY)]) == []
    assert codes([old, report(2, subject="L-1").confirm(by="anna", at=NOW)]) == []
    assert codes([report(outcome="lost", at=NOW - 300 * DAY)]) == []


def wins(days, partner="P-4"):
    return [
        report(n, partner, at=datetime(2026, 1, 1, 12, tzinfo=UTC) + DAY * day) for n, day in enumerate(days)
    ]


DONE = {f"L-{n}": [datetime(2025, 12, 30, tzinfo=UTC)] for n in range(20)}


def test_a_wave_of_wins_at_the_end_of_a_quarter_is_asked_about():
    # The first quarter has ninety days; its last five are 85 to 89.
    assert codes(wins([3, 30, 60, 86, 87, 88, 89]), DONE) == ["wins-at-quarter-end"]
    assert codes(wins([3, 13, 23, 33, 43, 63, 88]), DONE) == []
    assert codes(wins([86, 87, 88]), DONE) == []
    assert codes(wins([85, 85, 85, 85, 85, 85]), DONE) == ["wins-at-quarter-end"]
    assert codes(wins([84, 84, 84, 84, 84, 84]), DONE) == []


@pytest.mark.parametrize(("late", "expected"), [(60, []), (120, ["wins-at-quarter-end"])])
def test_a_partner_with_thousands_of_wins_is_judged_as_any_other(late, expected):
    # Of 1,200 wins chance brings 67 to the last five of ninety days.
    told = wins(
        [*(number % 85 for number in range(1_200 - late)), *(85 + number % 5 for number in range(late))]
    )

    assert codes(told, {each.subject: [each.at] for each in told}) == expected
    assert codes(told, {each.subject: [each.at] for each in told}, last_days=0) == []


def test_quarters_are_those_of_the_fiscal_year():
    assert codes(wins([86, 87, 88, 89, 86, 87]), DONE, fiscal=FiscalCalendar(start_month=3)) == []


def test_what_is_not_known_yet_is_not_judged():
    assert codes([report(at=NOW + DAY)]) == []


@pytest.mark.parametrize("asked", [{"quiet": 180}, {"stale": -DAY}, {"last_days": 120}, {"last_days": "5"}])
def test_a_time_that_is_none_is_refused_by_name(asked):
    with pytest.raises(InvalidValue, match=f"^{next(iter(asked))}: "):
        implausible([report()], {}, as_of=NOW, **asked)


def test_a_level_that_is_none_is_refused():
    for level in ("0.9", float("nan"), 1):
        with pytest.raises(InvalidValue, match="level"):
            reliability_of([report()], level=level)


def test_a_time_without_activity_is_within_the_calendar():
    with pytest.raises(InvalidValue, match=r"^quiet: .*100 years"):
        implausible([report()], {"L-1": [NOW]}, as_of=NOW, quiet=timedelta.max)
