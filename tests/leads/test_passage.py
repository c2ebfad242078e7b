"""How many leads go from stage to stage, and how long does it take?"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from partnerkit.facts.lead import Lead
from partnerkit.leads import USUAL_STAGES, Stage, StageEntered, StageTable, funnel
from partnerkit.values.errors import InvalidValue, NotFound

START = datetime(2026, 1, 5, tzinfo=UTC)
DAY = timedelta(days=1)
TABLE = StageTable(
    stages=[
        Stage(name="new", then=["ripe", "lost"]),
        Stage(name="ripe", then=["won", "lost"]),
        Stage(name="won", won=True),
        Stage(name="lost"),
    ]
)


def path(lead, **days):
    return [StageEntered(lead=lead, stage=stage, at=START + DAY * day) for stage, day in days.items()]


TOLD = [
    *path("L-1", new=0, ripe=2, won=10),
    *path("L-2", new=0, ripe=4, lost=8),
    *path("L-3", new=0, lost=6),
    *path("L-4", new=0),
    *path("L-5", new=30, ripe=31),
]


def rows(told=TOLD, days=40, **more):
    return {(*row.group, row.stage): row for row in funnel(told, TABLE, as_of=START + DAY * days, **more)}


def test_every_lead_that_entered_a_stage_moved_on_dropped_out_or_is_there():
    told = rows()

    new = told["new",]
    assert (new.entered, new.moved_on, new.dropped, new.still_there) == (5, 3, 1, 1)
    assert new.conversion == Fraction(3, 4)
    ripe = told["ripe",]
    assert (ripe.entered, ripe.moved_on, ripe.dropped, ripe.still_there) == (3, 1, 1, 1)
    assert (told["won",].entered, told["won",].expected, told["won",].median) == (1, None, None)


def test_whoever_is_still_there_counts_with_the_time_it_was_seen_for():
    told = rows()

    # 1, 2 and 4 days until they moved on, 6 until one dropped out, 40 and counting.
    assert told["new",].curve.open.tolist() == pytest.approx([0.8, 0.6, 0.4, 0.2])
    assert told["new",].median == 4 * DAY
    # Three of five moved on; nobody is left who was seen longer.
    assert told["new",].expected == pytest.approx(0.6)
    # One won after 8 days, one lost after 4, the third is seen for 9.
    assert told["ripe",].expected == pytest.approx(1 / 3)


def test_a_young_cohort_is_not_worse_for_being_young():
    old = [
        each for n in range(10) for each in path(f"O-{n}", new=0, **({"ripe": 10} if n < 5 else {"lost": 10}))
    ]
    young = [each for n in range(10) for each in path(f"Y-{n}", new=25, **({"ripe": 35} if n < 2 else {}))]
    told = rows([*old, *young], 36, by="cohort")

    plain = told["2026-01", "new"]
    assert plain.still_there == 8
    # Two of the young moved on after ten days, as five of ten did before: those still there were seen for eleven.
    assert plain.expected == pytest.approx((5 + 2) / 20)
    assert rows([*old, *young], 30, by="cohort")["2026-01", "new"].expected == pytest.approx(0.5)


def test_what_happened_later_is_not_known():
    told = rows(days=3)

    assert (told["new",].entered, told["new",].moved_on, told["new",].still_there) == (4, 1, 3)
    assert ("won",) not in told


def test_groups_are_cohorts_sources_regions_partners_or_the_host_s_own():
    leads = [Lead(id="L-1", source="fair", region="north"), Lead(id="L-2", source="web")]
    told = rows(by=["cohort", "source"], leads=leads)

    assert ("2026-02", "unknown", "new") in told
    assert told["2026-01", "fair", "new"].entered == 1
    assert rows(by="region", leads=leads)["unknown", "new"].entered == 4
    assert rows(by="partner", partners={"L-1": "P-4"})["P-4", "won"].entered == 1

    def product(lead):
        return lead.product

    found = funnel(TOLD, TABLE, as_of=START + 40 * DAY, by=[product], leads=leads)
    assert found.by == ("product",)
    with pytest.raises(InvalidValue, match="by"):
        rows(by="color")


def test_a_no_and_a_zero_are_groups_and_not_unknown():
    leads = [Lead(id="L-1", urgent=True), *(Lead(id=f"L-{n}") for n in (2, 3))]

    told = rows(by=lambda lead: lead.urgent, leads=leads)
    assert {group: told[group, "new"].entered for group, stage in told if stage == "new"} == {
        "True": 1,
        "False": 2,
        "unknown": 2,
    }
    assert rows(by=lambda lead: 0, leads=leads)["0", "new"].entered == 3
    assert rows(by=lambda lead: "", leads=leads)["unknown", "new"].entered == 5


def test_the_same_told_twice_counts_once():
    assert rows([*TOLD, *TOLD])["new",].entered == 5


def test_a_lead_that_is_recycled_begins_anew():
    again = [*path("L-1", new=0, lost=3), *path("L-1", new=8)]
    found = funnel(again, TABLE, as_of=START + 9 * DAY)

    assert found[0].entered == 2
    assert found.findings == ()


def test_a_step_back_is_a_finding():
    back = [*path("L-1", new=0, ripe=3), *path("L-1", new=5)]
    (finding,) = funnel(back, TABLE, as_of=START + 9 * DAY).findings

    assert (finding.code, finding.subjects) == ("stages-went-back", ("L-1",))


def test_no_group_is_lost_under_the_name_of_another():
    def stage(lead):
        return lead.id

    for by in (["source", "source"], [lambda _: "a", lambda _: "b"], ["source", stage]):
        with pytest.raises(InvalidValue, match=r"by\[1\]"):
            rows(path("L-1", new=0), by=by)


@pytest.mark.parametrize("by", ["tier", [3]])
def test_a_group_by_nothing_known_is_refused(by):
    with pytest.raises(InvalidValue, match="by"):
        rows(path("L-1", MQL=0), by=by)


def test_an_undefined_stage_is_refused():
    with pytest.raises(NotFound, match=r"entered\[0\]\.stage"):
        rows(path("L-1", hot=0))


def test_an_answer_is_a_table():
    frame = funnel(TOLD, TABLE, as_of=START + 40 * DAY, by="cohort").to_frame()

    assert frame["stage"].tolist()[:2] == ["new", "ripe"]
    assert frame["median_days"][0] == 4.0
    assert len(funnel([], TABLE, as_of=START)[:]) == 0


@pytest.mark.parametrize(
    ("reason", "codes"),
    [("too-early", []), ("bored", ["ended-without-agreed-reason"]), (None, ["ended-without-agreed-reason"])],
)
def test_a_lead_is_recycled_for_an_agreed_reason(reason, codes):
    told = [
        StageEntered(lead="L-1", stage="MQL", at=START),
        StageEntered(lead="L-1", stage="recycled", at=START + DAY, reason=reason),
    ]

    assert [each.code for each in funnel(told, USUAL_STAGES, as_of=START + 9 * DAY).findings] == codes
