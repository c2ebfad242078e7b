"""What is shown of a ring to somebody outside."""

from datetime import date

import pytest
from attrs import evolve

from partnerkit.interop import say
from partnerkit.scoring import Disclosure, Kpi, Released, Ring, Scorecard, benchmark, observe, score
from partnerkit.values.errors import InvalidValue

TODAY = date(2026, 3, 31)
FRAME = {"id": [f"P-{n}" for n in range(21)], "revenue": [100.0 + 5 * n for n in range(21)]}
SCORES = score(Scorecard(kpis=(Kpi("revenue"),)), FRAME, key="id", as_of=TODAY)
CLOSED = Ring(id="north", members=FRAME["id"], kpis=["revenue"])
OPEN = evolve(CLOSED, observers=("vendor",))


def test_who_is_not_admitted_sees_nothing_and_is_told_so():
    report = observe(SCORES, ring=CLOSED, observer="vendor")

    assert (len(report), report.released.releases) == (0, ())
    assert "vendor" in say(report.findings[0].reason, locale="sv")


def test_who_is_admitted_sees_releases_and_has_no_figure():
    line = observe(SCORES, ring=OPEN, observer="vendor")["revenue"]

    assert (line.own, line.gap, line.quarter) == (None, None, None)
    assert line.middle.low <= 150 <= line.middle.high


def test_the_rules_hold_for_him_too():
    assert observe(SCORES, ring=OPEN, observer="vendor", rules=Disclosure(min_contributors=50)).suppressed
    first = observe(SCORES, ring=OPEN, observer="vendor")
    halves = {key: "even" if place % 2 else "odd" for place, key in enumerate(FRAME["id"])}
    again = observe(
        SCORES, ring=OPEN, observer="vendor", groups=halves, group="odd", published=first.released
    )

    assert again["revenue"].reason.code == "another-group"
    with pytest.raises(InvalidValue, match="another viewer"):
        observe(SCORES, ring=OPEN, observer="vendor", published=Released(viewer="P-1"))


def test_a_group_that_is_empty_has_too_few():
    report = observe(SCORES, ring=OPEN, observer="vendor", groups={"P-1": "g"}, group="none")

    assert report["revenue"].reason.code == "few-contributors"


def test_a_group_of_which_nobody_says_who_is_in_it_is_refused():
    with pytest.raises(InvalidValue, match="groups="):
        observe(SCORES, ring=OPEN, observer="vendor", group="odd")


def test_who_is_no_member_does_not_count():
    some = evolve(OPEN, members=FRAME["id"][:9])
    halves = {key: "low" if place < 12 else "high" for place, key in enumerate(FRAME["id"])}
    everybody = observe(SCORES, ring=some, observer="vendor")["revenue"]
    low = observe(SCORES, ring=some, observer="vendor", groups=halves, group="low")["revenue"]

    assert everybody.middle.low <= 120 <= everybody.middle.high < 150
    assert low.cells == everybody.cells
    assert observe(SCORES, ring=some, observer="vendor", groups=halves, group="high").suppressed


def test_all_that_benchmark_takes_he_may_say():
    ask = {
        "rules": Disclosure(cut_off_days=9),
        "period": "2026-02",
        "kpis": ["revenue"],
        "disputed": {"revenue": ["P-2"]},
    }
    mine = benchmark(SCORES, viewer="P-2", at_cut_off=SCORES, as_of=date(2026, 4, 1), **ask)
    seen = observe(SCORES, ring=OPEN, observer="vendor", at_cut_off=SCORES, as_of=date(2026, 4, 1), **ask)

    assert seen["revenue"].cells == mine["revenue"].cells  # P-2 does not count in either
