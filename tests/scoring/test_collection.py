"""Which figures have come in, are late, or in doubt."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import asdict, evolve

from partnerkit.interop import say
from partnerkit.scoring import (
    Entry,
    Kpi,
    Query,
    Reminder,
    Ring,
    Scorecard,
    benchmark,
    collect,
    doubts,
    enter,
    score,
)
from partnerkit.scoring.entries import OFFICE, PARTNER
from partnerkit.values.errors import InvalidInput, InvalidValue
from partnerkit.values.reasons import Reason
from partnerkit.values.time import Period

MARCH = Period.month(2026, 3)
RING = Ring(id="north", members=["P-1", "P-2", "P-3"], kpis=["revenue", "stock"], due_days=10)


def at(day, month=4):
    return datetime(2026, month, day, 12, tzinfo=UTC)


def entry(partner="P-1", kpi="revenue", value=5.0, day=2, **more):
    return Entry(partner=partner, kpi=kpi, period=MARCH, value=value, at=at(day), by="U-7", **more)


def query(status, partner="P-1", kpi="revenue"):
    found = Query(partner=partner, kpi=kpi, period=MARCH, doubt=Reason("figure-repeated", DOUBT), at=at(3))
    if status != "open":
        found = found.with_step("answer", by=PARTNER, at=at(4), reason="It is so.")
    event = {"confirmed": "confirm", "corrected": "correct", "contradicted": "contradict"}.get(status)
    by = PARTNER if status == "corrected" else OFFICE
    return found if event is None else found.with_step(event, by=by, at=at(5), reason="Seen.")


DOUBT = {"kpi": "revenue", "partner": "P-1", "period": MARCH, "value": 5.0}


def figure(found, partner="P-1", kpi="revenue"):
    return next(each for each in found.figures if (each.owed.partner, each.owed.kpi) == (partner, kpi))


def test_what_is_no_period_no_entry_and_no_moment_is_refused_at_once():
    with pytest.raises(InvalidInput) as caught:
        collect(RING, "2026-03", ["P-1"], as_of=date(2026, 4, 5))

    assert [fault.path for fault in caught.value.faults] == ["entries[0]", "period", "as_of"]


def test_entries_may_come_one_by_one():
    assert figure(collect(RING, MARCH, iter([entry()]), as_of=at(5))).value == 5.0


@pytest.mark.parametrize(
    ("entries", "day", "status", "is_late", "is_corrected"),
    [
        ([], 10, "awaited", False, False),
        ([], 11, "late", True, False),
        ([entry()], 11, "entered", False, False),
        ([entry(day=12)], 13, "entered", True, False),
        ([entry(day=12)], 11, "late", True, False),
        ([entry(), entry(value=6.0, day=12)], 13, "entered", False, True),
        ([entry(value=6.0, day=12), entry()], 13, "entered", False, True),
        ([entry(), entry(value=None, day=3)], 13, "withdrawn", False, True),
    ],
)
def test_where_a_figure_stands(entries, day, status, is_late, is_corrected):
    found = figure(collect(RING, MARCH, entries, as_of=at(day)))

    assert (found.status, found.is_late, found.is_corrected) == (status, is_late, is_corrected)


@pytest.mark.parametrize(
    ("timezone", "begins"),
    [
        ("UTC", "2026-04-11T00:00Z"),
        ("America/Denver", "2026-04-11T06:00Z"),
        ("Asia/Tokyo", "2026-04-10T15:00Z"),
    ],
)
def test_the_last_day_ends_on_the_clocks_of_the_ring(timezone, begins):
    ring, late = evolve(RING, timezone=timezone), datetime.fromisoformat(begins)
    just = late - timedelta(microseconds=1)

    assert figure(collect(ring, MARCH, [], as_of=late)).status == "late"
    assert figure(collect(ring, MARCH, [], as_of=just)).status == "awaited"
    assert not figure(collect(ring, MARCH, [evolve(entry(), at=just)], as_of=late)).is_late
    assert figure(collect(ring, MARCH, [evolve(entry(), at=late)], as_of=late)).is_late


def test_the_trace_of_a_correction_stays():
    found = figure(collect(RING, MARCH, [entry(), entry(value=6.0, day=3, reason="Typo.")], as_of=at(9)))

    assert [(each.value, each.reason) for each in found.entries] == [(5.0, ""), (6.0, "Typo.")]
    assert found.value == 6.0


def test_what_was_known_at_the_cut_off_is_what_is_told():
    entries = [entry(), entry(value=9.0, day=20, reason="Typo."), entry("P-2", day=21)]

    assert collect(RING, MARCH, entries, as_of=at(15)).columns()["revenue"] == [5.0, None, None]
    assert collect(RING, MARCH, entries, as_of=at(25)).columns()["revenue"] == [9.0, 5.0, None]


def test_who_is_late_is_reminded_and_not_again_at_once():
    entries = [entry("P-1"), entry("P-1", "stock"), entry("P-2")]
    reminders = [Reminder(partner="P-2", period=MARCH, at=at(12))]

    assert collect(RING, MARCH, entries, as_of=at(10)).to_remind == ()
    assert collect(RING, MARCH, entries, as_of=at(12)).to_remind == ("P-2", "P-3")
    assert collect(RING, MARCH, entries, as_of=at(13), reminders=reminders).to_remind == ("P-3",)
    later = collect(RING, MARCH, entries, as_of=at(19), reminders=reminders)
    assert later.to_remind == ("P-2", "P-3")
    assert figure(later, "P-2", "stock").reminded == (at(12),)


@pytest.mark.parametrize(
    ("status", "is_plausible", "is_contradicted"),
    [
        ("open", False, False),
        ("answered", False, False),
        ("confirmed", True, False),
        ("corrected", True, False),
        ("contradicted", False, True),
    ],
)
def test_a_doubt_is_a_question_until_it_is_settled(status, is_plausible, is_contradicted):
    found = collect(RING, MARCH, [entry()], as_of=at(9), queries=[query(status)])

    assert (figure(found).is_plausible, figure(found).is_contradicted) == (is_plausible, is_contradicted)
    assert found.columns()["revenue"][0] == 5.0
    assert found.columns(settled=True)["revenue"][0] == (None if is_contradicted else 5.0)
    assert found.disputed == ({"revenue": ("P-1",)} if is_contradicted else {})


@pytest.mark.parametrize(
    ("value", "is_contradicted"),
    [(5.0, True), (6.0, False), (None, False)],
    ids=["same", "other", "withdrawn"],
)
def test_another_figure_settles_a_contradiction_and_the_same_once_more_does_not(value, is_contradicted):
    entries = [entry(), entry(value=value, day=8, reason="Seen to it.")]
    found = collect(RING, MARCH, entries, as_of=at(9), queries=[query("contradicted")])

    assert figure(found).is_contradicted is is_contradicted
    assert figure(found).is_plausible is (value == 6.0)
    assert found.columns(settled=True)["revenue"][0] == (6.0 if value == 6.0 else None)
    assert ("figure-contradicted" in [each.code for each in found.findings]) is is_contradicted
    # As of the day before it had not been settled.
    assert figure(collect(RING, MARCH, entries, as_of=at(7), queries=[query("contradicted")])).is_contradicted


def test_a_step_of_later_has_not_been_taken_yet():
    found = collect(RING, MARCH, [entry()], as_of=at(4), queries=[query("contradicted")])

    assert figure(found).queries[0].status == "answered"


def test_findings_name_what_is_late_and_in_doubt():
    found = collect(
        RING, MARCH, [entry()], as_of=at(12), queries=[query("open"), query("contradicted", kpi="stock")]
    )

    assert sorted(each.reason.code for each in found.findings) == [
        "figure-contradicted",
        *["figure-late"] * 5,
        "figure-repeated",
    ]
    for locale in ("en", "de", "sv"):
        assert all(say(each.reason, locale=locale) for each in found.findings)


def test_the_office_sees_all_a_member_his_own_and_nobody_else_anything():
    found = collect(RING, MARCH, [entry(), entry("P-2")], as_of=at(12), queries=[query("open")])

    assert found.view(role=OFFICE) is found
    assert {each.owed.partner for each in found.view(role="partner", viewer="P-2").figures} == {"P-2"}
    assert found.view(role="partner", viewer="P-2").columns()["revenue"] == [5.0]
    assert found.view(role="vendor").figures == ()
    assert found.view(role="vendor", viewer="channel-manager").findings == ()
    assert found.view(role="vendor").to_remind == ()
    # Nor who else is in the ring.
    assert "P-1" in str(asdict(found))
    assert "P-1" not in str(asdict(found.view(role="partner", viewer="P-2")))


def test_it_goes_into_a_frame():
    found = collect(RING, MARCH, [entry(), entry(value=6.0, day=3)], as_of=at(9), queries=[query("open")])
    frame = found.to_frame()

    assert frame["status"].tolist() == ["entered", *["awaited"] * 5]
    assert (frame["value"].tolist()[0], frame["corrections"].tolist()[0]) == (6.0, 1)
    assert not frame["is_plausible"].any()
    assert len(found.view(role="vendor").to_frame()["value"]) == 0


def test_its_repr_tells_no_figure_and_no_name():
    shown = repr(collect(RING, MARCH, [entry(value=987654.0)], as_of=at(12)))

    assert shown == f"Collected(period={MARCH!r}, as_of={at(12)!r}, figures=6)"


def test_entries_of_others_and_of_other_figures_are_refused():
    with pytest.raises(InvalidInput):
        collect(RING, MARCH, [entry("P-9", "profit")], as_of=at(12))
    with pytest.raises(InvalidValue):
        collect(RING, MARCH, [], as_of=datetime(2026, 4, 12))


def test_entries_of_other_periods_do_not_matter():
    other = Entry(partner="P-1", kpi="revenue", period=Period.month(2026, 2), value=1.0, at=at(2), by="U-7")

    assert figure(collect(RING, MARCH, [other], as_of=at(2))).status == "awaited"


def test_it_goes_into_the_comparison():
    members = [f"P-{place}" for place in range(12)]
    ring = Ring(id="north", members=members, kpis=["revenue"])
    entries = [entry(each, value=100.0 + place) for place, each in enumerate(members)]
    found = collect(ring, MARCH, entries, as_of=at(12) + timedelta(hours=1), queries=[query("contradicted")])
    card = Scorecard(kpis=(Kpi("revenue"),))
    scores = score(card, found.columns(), key="partner", as_of=date(2026, 4, 12))
    report = benchmark(scores, viewer="P-1", disputed=found.disputed, period=MARCH)

    assert report["revenue"].is_disputed
    assert report["revenue"].middle.value is not None


def test_what_was_collected_shows_no_dealer_by_name():
    assert "ring=" not in repr(collect(RING, MARCH, [entry()], as_of=at(9)))


def test_the_column_of_partners_takes_the_place_of_no_kpi():
    ring = Ring(id="north", members=["P-1"], kpis=["partner"])

    with pytest.raises(InvalidValue, match="no KPI of the ring"):
        collect(ring, MARCH, [], as_of=datetime(2026, 4, 20, tzinfo=UTC)).columns()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (lambda: collect(None, MARCH, [], as_of=at(5)), "ring: None .* use a Ring"),
        (lambda: collect(RING, MARCH, None, as_of=at(5)), "entries: None .* use a list"),
        (lambda: collect(RING, MARCH, [], as_of=at(5), queries=["P-1"]), r"queries\[0\]: 'P-1' .* Query"),
        (lambda: collect(RING, MARCH, [], as_of=at(5), reminders=["P-1"]), r"reminders\[0\]: .* Reminder"),
        (lambda: doubts([Kpi("revenue")], MARCH, ["P-1"], as_of=at(5)), r"entries\[0\]: 'P-1' .* Entry"),
        (lambda: doubts([Kpi("revenue")], "2026-03", [], as_of=at(5)), "period: '2026-03' .* use a Period"),
        (lambda: enter([], "P-1"), r"entry\[0\]: 'P-1' .* Entry"),
    ],
)
def test_what_is_of_another_kind_is_refused_in_words(asked, told):
    with pytest.raises(InvalidValue, match=told):
        asked()
